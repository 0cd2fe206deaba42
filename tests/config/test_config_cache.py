from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tinycrm.config import cache, yamlio
from tinycrm.errors import UsageError

PIPELINES = "pipelines:\n  p:\n    stages: [a, {key: won, outcome: won}, {key: lost, outcome: lost}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "settings"
    made.mkdir()
    return made


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}


def _cached(tmp_path: Path) -> Path:
    (only,) = (tmp_path / "cache" / "tinycrm").iterdir()
    return only


def _no_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_raw: bytes, _name: str) -> None:
        raise AssertionError("YAML was read")

    monkeypatch.setattr("tinycrm.config.settings.load", refuse)
    monkeypatch.setattr("tinycrm.config.pipelines.load", refuse)


def test_without_files_the_defaults_hold_and_nothing_is_written(
    folder: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    settings, pipelines = cache.load(str(folder), environ)
    assert (settings.currency, pipelines.default().key) == ("EUR", "sales")
    assert not (tmp_path / "cache").exists()
    assert cache.load("", environ)[0].currency == "EUR"
    assert cache.load(str(folder / "absent"), environ)[0].currency == "EUR"


def test_the_second_load_reads_no_yaml(folder: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "config.yaml").write_text("currency: USD\nfields: {deal: {seats: integer}}\n")
    (folder / "pipelines.yaml").write_text(PIPELINES)
    first = cache.load(str(folder), environ)
    _no_yaml(monkeypatch)
    settings, pipelines = cache.load(str(folder), environ)
    assert settings.to_plain() == first[0].to_plain()
    assert pipelines.to_plain() == first[1].to_plain()
    assert settings.custom("deal")["seats"].type == "integer"


def test_a_changed_file_is_read_anew_even_within_the_same_second(folder: Path, environ: dict[str, str]) -> None:
    config = folder / "config.yaml"
    config.write_text("currency: USD\n")
    before = config.stat()
    assert cache.load(str(folder), environ)[0].currency == "USD"
    config.write_text("currency: GBP\n")
    os.utime(config, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert cache.load(str(folder), environ)[0].currency == "GBP"


def test_moving_bytes_between_the_files_is_seen(folder: Path, environ: dict[str, str]) -> None:
    (folder / "config.yaml").write_text("currency: USD\n")
    cache.load(str(folder), environ)
    (folder / "config.yaml").rename(folder / "pipelines.yaml")
    with pytest.raises(UsageError):
        cache.load(str(folder), environ)


def test_a_broken_file_is_refused_whatever_was_cached(folder: Path, environ: dict[str, str]) -> None:
    config = folder / "config.yaml"
    config.write_text("currency: USD\n")
    cache.load(str(folder), environ)
    config.write_text("currency: [\n")
    for _ in range(2):
        with pytest.raises(UsageError):
            cache.load(str(folder), environ)


def test_the_cache_is_private_under_any_umask(folder: Path, environ: dict[str, str], tmp_path: Path) -> None:
    (folder / "config.yaml").write_text("currency: USD\n")
    before = os.umask(0)
    try:
        cache.load(str(folder), environ)
    finally:
        os.umask(before)
    assert stat.S_IMODE(_cached(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "cache" / "tinycrm").stat().st_mode) == 0o700


def test_any_damage_to_the_cache_is_ignored(folder: Path, environ: dict[str, str], tmp_path: Path) -> None:
    (folder / "config.yaml").write_text("currency: USD\n")
    cache.load(str(folder), environ)
    cached = _cached(tmp_path)
    whole = cached.read_bytes()
    for index in range(0, len(whole), 7):
        cached.write_bytes(whole[:index] + bytes([whole[index] ^ 0x41]) + whole[index + 1 :])
        assert cache.load(str(folder), environ)[0].currency == "USD"
        cached.write_bytes(whole[:index])
        assert cache.load(str(folder), environ)[0].currency == "USD"


def test_a_cache_of_another_shape_is_ignored(folder: Path, environ: dict[str, str], tmp_path: Path) -> None:
    import marshal

    raw = b"currency: USD\n"
    (folder / "config.yaml").write_bytes(raw)
    cache.load(str(folder), environ)
    for data in (None, [], [{}, []], [1, 2], {"a": 1.5}, (1, 2)):
        body = marshal.dumps(data)
        total = (int.from_bytes(body) % (2**61 - 1)).to_bytes(8)
        _cached(tmp_path).write_bytes(cache._prefix(raw, None) + total + body)
        assert cache.load(str(folder), environ)[0].currency == "USD"


def test_a_cache_others_may_write_is_not_trusted(
    folder: Path, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "config.yaml").write_text("currency: USD\n")
    cache.load(str(folder), environ)
    _cached(tmp_path).chmod(0o622)
    _no_yaml(monkeypatch)
    with pytest.raises(AssertionError, match="YAML was read"):
        cache.load(str(folder), environ)


def test_a_planted_link_is_neither_read_nor_followed(folder: Path, environ: dict[str, str], tmp_path: Path) -> None:
    (folder / "config.yaml").write_text("currency: USD\n")
    cache.load(str(folder), environ)
    cached, victim = _cached(tmp_path), tmp_path / "victim"
    victim.write_text("mine")
    cached.unlink()
    cached.symlink_to(victim)
    assert cache.load(str(folder), environ)[0].currency == "USD"
    assert victim.read_text() == "mine"


def test_a_cache_that_cannot_be_written_is_ignored(folder: Path, environ: dict[str, str], tmp_path: Path) -> None:
    (folder / "config.yaml").write_text("currency: USD\n")
    (tmp_path / "cache").write_text("in the way")
    assert cache.load(str(folder), environ)[0].currency == "USD"


def test_a_hit_loads_no_heavy_module(folder: Path, environ: dict[str, str]) -> None:
    (folder / "config.yaml").write_text("currency: USD\ncountry: DE\ntimezone: Europe/Berlin\n")
    (folder / "pipelines.yaml").write_text(PIPELINES)
    cache.load(str(folder), environ)
    heavy = (
        "typing dataclasses enum re pathlib uuid hashlib json decimal zoneinfo collections.abc typer rich "
        "yaml dateutil dateparser phonenumbers email_validator questionary platformdirs"
    )
    code = (
        "import sys, tinycrm.config.cache as cache\n"
        f"settings, pipelines = cache.load({str(folder)!r})\n"
        "assert settings.currency == 'USD' and pipelines.default().key == 'p'\n"
        f"print(sorted(set({heavy!r}.split()) & set(sys.modules)))\n"
    )
    source = str(Path(yamlio.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-S", "-E", "-c", f"import sys; sys.path.insert(0, {source!r})\n{code}"],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.stderr, done.stdout) == ("", "[]\n")
