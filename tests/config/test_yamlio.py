from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.config import yamlio
from tinycrm.config.yamlio import dump, inline, load
from tinycrm.errors import UsageError


@pytest.fixture(params=[True, False], ids=["libyaml", "python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yamlio.yaml, "__with_libyaml__", request.param)


BEGINS = "a text that begins with"
AROUND = "look at this line and the one before"


def _refused(text: str | bytes) -> tuple[str, str]:
    raw = text.encode() if isinstance(text, str) else text
    with pytest.raises(UsageError) as caught:
        load(raw, "F")
    return caught.value.message, caught.value.hint


def test_words_times_dates_and_decimals_stay_text() -> None:
    text = "a: no\nb: yes\nc: on\nd: 12:30\ne: 2026-01-01\nf: 0.92\n"
    text += "g: 007\nh: 1_000\ni: 0x1f\nj: 1e3\nk: +5\nl: .5\nno: 1\n"
    assert load(text.encode(), "F").data == {
        "a": "no", "b": "yes", "c": "on", "d": "12:30", "e": "2026-01-01", "f": "0.92", "g": "007",
        "h": "1_000", "i": "0x1f", "j": "1e3", "k": "+5", "l": ".5", "no": 1,
    }  # fmt: skip


def test_true_false_null_and_whole_numbers_are_themselves() -> None:
    text = "a: true\nb: False\nc: null\nd: ~\ne:\nf: 0\ng: -12\nh: 'true'\ni: \"7\"\nj: 1234567890123456789\n"
    assert load(text.encode(), "F").data == {
        "a": True, "b": False, "c": None, "d": None, "e": None, "f": 0, "g": -12, "h": "true", "i": "7",
        "j": "1234567890123456789",
    }  # fmt: skip


def test_an_empty_file_and_one_of_comments_say_nothing() -> None:
    assert load(b"", "F").data is None
    assert load(b"# only\n\n", "F").data is None


def test_keys_are_always_text() -> None:
    assert load(b"{2026-01-01: a, 3: b, true: c}", "F").data == {"2026-01-01": "a", "3": "b", "true": "c"}


def test_a_byte_order_mark_and_windows_line_ends_are_read() -> None:
    assert load(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "F").data == {"a": 1, "b": 2}


def test_references_are_followed() -> None:
    assert load(b"a: &x [1, 2]\nb: *x\n", "F").data == {"a": [1, 2], "b": [1, 2]}


def test_every_value_and_key_has_its_place() -> None:
    document = load("имя: Анна\nlist:\n  - {k: v}\n".encode(), "F")
    place = document.values[("list", 0, "k")]
    assert (place.line, place.column) == (3, 9)
    key = document.keys[("list", 0, "k")]
    assert (key.line, key.column) == (3, 6)
    name = document.values[("имя",)]
    assert document.source[name.start : name.end] == "Анна"


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("a: 1\na: 2\n", "F:2:1: 'a' is written twice, first in line 1", "keep one of them"),
        ("x:\n  b: {c: 1, c: 2}", "F:2:13: 'c' is written twice, first in line 2", "keep one of them"),
        ("a: 1\n\tb: 2\n", "F:2:1: a tab in the indentation", "indent with spaces"),
        ("a: b: c\n", "F:1:5: ': ' is not expected here", "quote a value that holds ': ', or indent anew"),
        ("a: [1, 2\n", "F:1:4: a list is not closed", "close it with ]"),
        ("a: {b: 1\n", "F:1:4: pairs are not closed", f"close them with }}, or quote {BEGINS} {{"),
        ("a: 1\nb\n", "F:2:1: a key without ': '", "write `key: value`; " + AROUND),
        ("a: @home\n", "F:1:4: a value cannot begin with '@'", "quote a text that begins with @"),
        ("a: {{title}}\n", "F:1:5: a key must be a word", "quote a text that begins with [ or {"),
        ("a: *b\n", "F:1:4: unknown reference '*b'", f"define it before with &b, or quote {BEGINS} *"),
        ("a: &a [*a]\n", "F:1:8: unknown reference '*a'", f"define it before with &a, or quote {BEGINS} *"),
        ("<<: {a: 1}\n", "F:1:1: merging with << is not read", "write the pairs out"),
        ("a: 1\n---\nb: 2\n", "F:2:1: a second document begins", "remove the line `---`"),
        ("a: \x00\n", "F:1:4: holds a control character U+0000", "remove it"),
        ("a: 1\nb: x\u202ey\n", "F:2:5: holds a control character U+202E", "remove it"),
        ("[" * 100_000, "F:1:51: nested more than 50 deep", "remove brackets or indentation"),
        ("- " * 100_000, "F:1:101: nested more than 50 deep", "remove brackets or indentation"),
        ("{a: " * 100_000, "F:1:201: nested more than 50 deep", "remove brackets or indentation"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place_and_mend(text: str, message: str, hint: str) -> None:
    assert _refused(text) == (message, hint)


@pytest.mark.usefixtures("parser")
def test_an_open_quote_is_reported_where_it_was_opened() -> None:
    assert _refused("a: 1\nb: 'x\nc: 2\n")[0] == "F:2:4: a text is not closed"


def test_a_tag_is_refused_and_runs_nothing() -> None:
    message, _ = _refused("a: !!python/object/apply:os.system [echo]\n")
    assert message == "F:1:4: tags are not read: 'tag:yaml.org,2002:python/object/apply:os.system'"


def test_an_alias_bomb_is_refused_at_the_reference_that_bursts() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefg", "bcdefgh", strict=True):
        lines.append(f"{name}: &{name} [{', '.join(['*' + before] * 10)}]")
    message, hint = _refused("\n".join(lines))
    assert message.endswith("references to references grow too large")
    assert hint == "write the values out instead"


def test_more_values_than_any_settings_hold_are_refused() -> None:
    assert "more than 20,000 values" in _refused("[" + "1," * 25_000 + "]")[0]


def test_a_file_over_one_mebibyte_is_refused() -> None:
    assert _refused("#" * (1024 * 1024 + 1))[0] == "F:1:1: larger than 1 MiB"


def test_bytes_that_are_not_utf8_are_named_with_their_place() -> None:
    assert _refused(b"a: 1\nb: \xff\n") == ("F:2:4: not valid UTF-8: byte 0xff", "save the file as UTF-8")
    assert _refused(b"\xff\xfea\x00")[0] == "F:1:1: the file is in UTF-16"


@given(st.binary(max_size=60) | st.text(alphabet="ab:-[]{}'\"\\#&*!|>%@`,? \n\t0", max_size=40).map(str.encode))
def test_any_bytes_give_data_or_a_usage_error(raw: bytes) -> None:
    message = "F:"
    try:
        load(raw, "F")
    except UsageError as error:
        message = error.message
    assert message.startswith("F:")


_texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), include_characters="\n\t"), max_size=30
).filter(lambda text: not yamlio._REFUSED.search(text) and "\ufeff" not in text)
_scalars = st.none() | st.booleans() | st.integers(-(10**18) + 1, 10**18 - 1) | _texts
_data = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(_texts.filter(lambda key: key != "<<"), _data, max_size=5))
def test_what_is_dumped_reads_back_the_same(data: dict[str, object]) -> None:
    assert load(dump(data).encode(), "F").data == data  # type: ignore[arg-type]


def test_a_dump_is_plain_to_edit() -> None:
    data = {
        "name": "Анна",
        "value": "4800.50",
        "vip": True,
        "zip": "01067",
        "n": "5",
        "no": "no",
        "tags": ["a"],
        "note": "x\ny",
    }
    assert dump(data) == (  # type: ignore[arg-type]
        "name: Анна\nvalue: 4800.50\nvip: true\nzip: 01067\nn: '5'\nno: no\ntags:\n  - a\nnote: |-\n  x\n  y\n"
    )


@given(_texts.filter(lambda text: "\n" not in text and "\t" not in text))
def test_an_inline_text_reads_back_anywhere(text: str) -> None:
    written = inline(text)
    assert str(load(f"k: [{written}]".encode(), "F").data) in (
        str({"k": [text]}),
        str({"k": [yamlio.resolve(text)]}),
    )
    assert load(f"k: {written}".encode(), "F").data in ({"k": text}, {"k": yamlio.resolve(text)})


def test_a_key_that_yaml_would_merge_by_is_quoted():
    assert load(dump({"<<": "x"}).encode(), "F").data == {"<<": "x"}
