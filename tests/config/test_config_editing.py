from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm import config
from tinycrm.config.editing import get_value, set_value
from tinycrm.config.settings import load_settings
from tinycrm.domain.settings import Settings
from tinycrm.errors import UsageError


def _set(tmp_path: Path, before: str, key: str, text: str) -> str:
    path = tmp_path / "config.yaml"
    path.write_bytes(before.encode())
    set_value(str(tmp_path), key, text)
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("before", "key", "text", "after"),
    [
        ("currency: EUR  # base\n", "currency", "USD", "currency: USD  # base\n"),
        ("# привет\ncurrency: 'EUR'\n", "currency", "USD", "# привет\ncurrency: USD\n"),
        ("country:\nmargin: 0.5\n", "country", "DE", "country: DE\nmargin: 0.5\n"),
        ("country: # mine\n", "country", "DE", "country: DE # mine\n"),
        ("margin: 0.5", "country", "DE", "margin: 0.5\ncountry: DE\n"),
        ("# only a comment\n", "country", "DE", "# only a comment\ncountry: DE\n"),
        ("margin: 0.5\r\n", "country", "DE", "margin: 0.5\r\ncountry: DE\r\n"),
        ("\ufeffmargin: 0.5\n", "margin", "0.6", "\ufeffmargin: 0.6\n"),
        ("{margin: 0.5}\n", "country", "DE", "{margin: 0.5, country: DE}\n"),
        ("", "cadence.tags.key", "14", "cadence: {tags: {key: 14}}\n"),
        ("cadence:\n", "cadence.tags.key", "14", "cadence: {tags: {key: 14}}\n"),
        ("cadence: {}\n", "cadence.default", "30", "cadence: {default: 30}\n"),
        ("cadence: {tags: {a: 1, }}\n", "cadence.tags.b", "2", "cadence: {tags: {a: 1, b: 2 }}\n"),
        (
            "cadence:\n  tags:\n    a: 1  # one\n\n# rates\nrates: {}\n",
            "cadence.tags.b c",
            "2",
            "cadence:\n  tags:\n    a: 1  # one\n    b c: 2\n\n# rates\nrates: {}\n",
        ),
        ("cadence:\n  tags:\n    a: 1", "cadence.default", "9", "cadence:\n  tags:\n    a: 1\n  default: 9"),
        (
            "rates:\n  USD:\n    2026-01-01: 0.92\n",
            "rates.USD.2026-04-01",
            "0.9",
            "rates:\n  USD:\n    2026-01-01: 0.92\n    2026-04-01: 0.9\n",
        ),
        (
            "lifecycle: [lead, customer]\n",
            "lifecycle",
            "lead, customer, former",
            "lifecycle: [lead, customer, former]\n",
        ),
        ("", "key_fields.contact", "email", "key_fields: {contact: [email]}\n"),
        ("", "fields.deal.plan", "[basic, pro]", "fields: {deal: {plan: [basic, pro]}}\n"),
        (
            "mail:\n  host: a\n",
            "mail.from",
            "Me: <me@x.example>",
            'mail:\n  host: a\n  from: "Me: <me@x.example>"\n',
        ),
        ("auto_customer: true\n", "auto_customer", "false", "auto_customer: false\n"),
    ],
)
def test_one_setting_changes_and_every_other_byte_stays(
    before: str, key: str, text: str, after: str, tmp_path: Path
) -> None:
    assert _set(tmp_path, before, key, text) == after


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        ("curency", "USD", "there is no setting 'curency'"),
        ("currency", "EURO", ""),
        ("currency.base", "EUR", ""),
        ("stale_after_days", "soon", "'stale_after_days' must be a whole number from 1 to 36500, not 'soon'"),
        ("cadence.tag.x", "1", "unknown key 'tag'"),
        ("cadence..x", "1", "there is no setting 'cadence..x'"),
        ("timezone", "Berlin", "'Berlin' is not a time zone"),
        ("language", "en\nmargin: 0", "a setting is one line, not 'en\nmargin: 0'"),
        ("language", "en # x", ""),
        ("lifecycle", "[lead", ""),
    ],
)
def test_a_bad_value_is_refused_and_the_file_untouched(key: str, text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("margin: 0.5\n")
    before = path.stat().st_mtime_ns
    with pytest.raises(UsageError) as caught:
        set_value(str(tmp_path), key, text)
    assert caught.value.message.startswith(message)
    assert (path.read_text(), path.stat().st_mtime_ns) == ("margin: 0.5\n", before)
    assert os.listdir(tmp_path) == ["config.yaml"]


def test_a_list_of_lines_is_left_to_the_editor(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("lifecycle:\n  - lead\n  - customer\n")
    with pytest.raises(UsageError) as caught:
        set_value(str(tmp_path), "lifecycle", "customer")
    assert caught.value.message == "'lifecycle' cannot be changed in place"
    assert caught.value.hint == f"edit {path}"


def test_a_file_that_is_broken_already_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("margin: 0.5\ncountry: XX\n")
    with pytest.raises(UsageError) as caught:
        set_value(str(tmp_path), "margin", "0.6")
    assert caught.value.message == f"{path}:2:10: 'XX' is not an ISO 3166 country code"


def test_an_absent_file_and_folder_are_made_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        set_value(str(tmp_path / "a" / "b"), "currency", "usd")
    finally:
        os.umask(before)
    path = tmp_path / "a" / "b" / "config.yaml"
    assert path.read_text() == "currency: usd\n"
    assert load_settings(str(path.parent)).currency == "USD"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_mode_and_a_link_of_ones_own_are_kept(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    real = tmp_path / "dotfiles" / "crm.yaml"
    real.write_text("currency: EUR\n")
    real.chmod(0o640)
    (tmp_path / "config.yaml").symlink_to(real)
    set_value(str(tmp_path), "currency", "USD")
    assert (tmp_path / "config.yaml").is_symlink()
    assert real.read_text() == "currency: USD\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_the_template_takes_every_kind_of_change(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(config.template("config"))
    for key, text in [
        ("currency", "USD"),
        ("cadence.tags.vip", "7"),
        ("cadence.tags.key", "14"),
        ("currency", "GBP"),
    ]:
        set_value(str(tmp_path), key, text)
    assert path.read_text() == config.template("config") + "currency: GBP\ncadence: {tags: {vip: 7, key: 14}}\n"


@given(
    tag=st.text(min_size=1, max_size=12).filter(lambda tag: tag == tag.strip()),
    days=st.integers(1, 36500),
)
def test_any_tag_is_set_so_that_it_reads_back_or_refused(
    tag: str, days: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("settings")
    try:
        set_value(str(folder), f"cadence.tags.{tag}", str(days))
    except UsageError:
        assert not (folder / "config.yaml").exists()
        return
    assert list(load_settings(str(folder)).cadence_tags.values()) == [days]


def test_get_reads_single_values_and_groups() -> None:
    settings = Settings()
    settings.cadence_tags = {"key": 14, "v.i.p": 7}
    plain = settings.to_plain()
    assert get_value(plain, "currency") == "EUR"
    assert get_value(plain, "cadence.tags.key") == 14
    assert get_value(plain, "cadence.tags.v.i.p") == 7
    assert get_value(plain, "cadence") == {"tags": {"key": 14, "v.i.p": 7}, "default": None}


def test_get_of_an_unknown_key_offers_the_nearest() -> None:
    plain = Settings().to_plain()
    with pytest.raises(UsageError) as caught:
        get_value(plain, "curency")
    assert caught.value.message == "there is no setting 'curency'"
    assert caught.value.hint.startswith("did you mean currency? settings: ")
    with pytest.raises(UsageError) as caught:
        get_value(plain, "cadence.defalt")
    assert caught.value.message == "'defalt' is not set in cadence"
    assert caught.value.hint == "did you mean default? there are: tags, default"
