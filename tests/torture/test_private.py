"""What TinyCRM writes is private under any umask, and a link that somebody planted is not followed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from tests.torture.corpus import CASES
from tests.torture.furnish import again, environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.torture.forge import Forge

# A shell reads the completion script of every user's shell; it says nothing about anybody.
_PUBLIC = {".local/share/bash-completion/completions/tinycrm": 0o644}
_CONTENT = "precious\n"


def _modes(home: Path) -> dict[str, int]:
    return {str(path.relative_to(home)): stat.S_IMODE(path.lstat().st_mode) for path in sorted(home.rglob("*"))}


def _open_to_others(home: Path, before: dict[str, int]) -> dict[str, str]:
    """Gives what a command made, or opened, that others may read, write or search."""
    found = {}
    for name, mode in _modes(home).items():
        if mode & 0o077 and mode != before.get(name) and mode != _PUBLIC.get(name):
            found[name] = oct(mode)
    return found


def test_all_that_any_command_makes_is_private_under_umask_000(
    forge: Forge, furnished: Path, tmp_path: Path, figures: Callable[..., None]
) -> None:
    for case in CASES:
        home = again(furnished, tmp_path / "home")
        before = _modes(home)
        outcome = forge.run(case.at(home), environment(home), stdin=case.stdin, umask=0)
        assert outcome.code == 0, (case, outcome)
        assert _open_to_others(home, before) == {}, case
    figures(rule=9, what="commands under umask 000", count=len(CASES), found="0 files open to others")


def test_find_sees_nothing_open_to_others_after_a_whole_day_of_commands(
    forge: Forge, stock: Path, tmp_path: Path
) -> None:
    """From nothing: no database, no settings, no caches are there before the first command."""
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    env = environment(home)
    del env["TINYCRM_DB"]
    (home / "people.csv").write_text("Name,E-mail\nKim Doe,kim@doe.example\nnobody,not an address\n")
    given = {"people.csv"}
    for words in (
        ("init",),
        ("config", "set", "timezone", "Europe/Berlin"),
        ("contact", "add", "Anna", "--email", "anna@x.example"),
        ("contact", "list"),
        ("import", f"{home}/people.csv", "--as", "contacts", "--skip-bad", "--rejects", f"{home}/bad.csv"),
        ("deal", "add", "Roof", "--value", "10 EUR", "--contact", "Anna"),
        ("export", "--output", f"{home}/all.json"),
        ("export", "contacts", "--output", f"{home}/deep.csv"),
        ("backup",),
        ("backup", f"{home}/new/folders/copy.db"),
        ("contact", "rm", "anna@x.example", "--cascade"),
        ("restore", f"{home}/new/folders/copy.db", "--yes"),
        ("demo",),
        ("doctor",),
    ):
        outcome = forge.run(words, env, umask=0)
        assert outcome.code in (0, 8), (words, outcome)
    found = subprocess.run(
        ["find", str(home), "-mindepth", "1", "-perm", "/077", "-not", "-type", "l", "-printf", "%P %m\\n"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert [line for line in found.stdout.splitlines() if line.split()[0] not in given] == []
    made = set(_modes(home))
    assert {".local/share/tinycrm/tinycrm.db", ".config/tinycrm/config.yaml", "bad.csv", "all.json"} <= made
    assert ".local/share/tinycrm/demo.db" in made
    assert any(name.startswith(".cache/tinycrm/settings-") for name in made)
    assert any(name.startswith(".local/share/tinycrm/backups/") for name in made)


def test_the_log_and_its_index_are_private_while_the_database_is_open(
    forge: Forge, furnished: Path, tmp_path: Path
) -> None:
    import sqlite3

    home = again(furnished, tmp_path / "home")
    held = sqlite3.connect(home / "data" / "crm.db")
    try:
        held.execute("SELECT count(*) FROM contact").fetchone()
        for name in ("-wal", "-shm"):
            (home / "data" / f"crm.db{name}").unlink(missing_ok=True)
        held.close()
        held = sqlite3.connect(home / "data" / "crm.db")
        forge.run(["contact", "add", "Zoe"], environment(home), umask=0)
        held.execute("SELECT count(*) FROM contact").fetchone()
        forge.run(["contact", "add", "Zed"], environment(home), umask=0)
        modes = _modes(home / "data")
        assert modes["crm.db"] == modes["crm.db-wal"] == modes["crm.db-shm"] == 0o600
    finally:
        held.close()


def test_what_is_written_for_the_editor_is_private(forge: Forge, furnished: Path, tmp_path: Path) -> None:
    home = again(furnished, tmp_path / "home")
    folder = tmp_path / "tmp"
    folder.mkdir()
    seen = tmp_path / "seen"
    editor = tmp_path / "editor.sh"
    editor.write_text(f'#!/bin/sh\nstat -c \'%a\' "$1" "$(dirname "$1")" > \'{seen}\'\n')
    editor.chmod(0o700)
    env = environment(home, TERM="dumb", EDITOR=str(editor), TMPDIR=str(folder))
    forge.run_on_terminal(["contact", "edit", "2"], env, keys=(b"n\r",))
    assert seen.read_text().split() == ["600", "700"]
    assert list(folder.iterdir()) == []


# --- links ---


class Trap:
    """A link where TinyCRM writes, to a file that must stay as it is, or to one that must not come to be."""

    def __init__(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "victims"
        self.folder.mkdir()
        self.precious = self.folder / "precious"
        self.precious.write_text(_CONTENT)
        self.precious.chmod(0o604)
        self.absent = self.folder / "absent"

    def check(self, told: object) -> None:
        assert self.precious.read_text() == _CONTENT, told
        assert stat.S_IMODE(self.precious.stat().st_mode) == 0o604, told
        assert [path.name for path in self.folder.iterdir()] == ["precious"], told


@pytest.fixture
def trap(tmp_path: Path) -> Trap:
    return Trap(tmp_path)


# Below the home folder, by the commands that write there.
_TARGETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("data/crm.db-wal", ("contact", "add", "Zoe")),
    ("data/crm.db-shm", ("contact", "add", "Zoe")),
    ("data/crm.db-journal", ("contact", "add", "Zoe")),
    ("out.csv", ("export", "contacts", "--output", "@out.csv")),
    ("out.csv", ("export", "contacts", "--output", "@out.csv", "--force")),
    ("out.json", ("export", "--output", "@out.json", "--force")),
    ("backups/mine.db", ("backup", "@backups/mine.db")),
    ("bad.csv", ("import", "@bad-people.csv", "--as", "contacts", "--skip-bad", "--rejects", "@bad.csv")),
    ("fresh/config.yaml", ("config", "set", "currency", "USD", "--config", "@fresh")),
    ("fresh/config.yaml", ("init", "--force", "--config", "@fresh")),
    ("fresh/pipelines.yaml", ("init", "--force", "--config", "@fresh")),
    ("fresh/pipelines.yaml", ("pipeline", "init", "--force", "--config", "@fresh")),
    ("fresh/config.yaml", ("init", "--config", "@fresh")),
    ("demo.db", ("demo", "--db", "@demo.db")),
    ("demo.db.d/config.yaml", ("demo", "--db", "@demo.db")),
    (".local/share/bash-completion/completions/tinycrm", ("completion", "install", "bash")),
)


@pytest.mark.parametrize("kind", ["precious", "absent"])
@pytest.mark.parametrize(("place", "words"), _TARGETS, ids=[f"{place} {words[0]}" for place, words in _TARGETS])
def test_a_planted_link_is_not_followed(
    forge: Forge, furnished: Path, tmp_path: Path, trap: Trap, place: str, words: tuple[str, ...], kind: str
) -> None:
    home = again(furnished, tmp_path / "home")
    (home / "bad-people.csv").write_text("Name,E-mail\nnobody,not an address\nKim,kim@x.example\n")
    (home / "fresh").mkdir()
    link = home / place
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(getattr(trap, kind))
    given = [word.replace("@", f"{home}/", 1) if word.startswith("@") else word for word in words]
    outcome = forge.run(given, environment(home), umask=0)
    assert not outcome.crashed, outcome
    trap.check(outcome)


@pytest.mark.parametrize("kind", ["precious", "absent"])
def test_a_link_in_place_of_the_database_is_not_followed_by_any_write(
    forge: Forge, furnished: Path, tmp_path: Path, trap: Trap, kind: str
) -> None:
    for case in CASES:
        if case.writes != "db":
            continue
        home = again(furnished, tmp_path / "home")
        db = home / "data" / "crm.db"
        db.unlink()
        db.symlink_to(getattr(trap, kind))
        outcome = forge.run(case.at(home), environment(home), stdin=case.stdin, umask=0)
        assert not outcome.crashed, (case, outcome)
        # a restore puts its file in the place of a link to nothing
        expected = 0 if (case.command, kind) == ("restore", "absent") else 6
        assert outcome.code == expected, (case, outcome)
        trap.check(case)


@pytest.mark.parametrize("kind", ["precious", "absent"])
def test_a_link_in_place_of_a_cache_is_not_followed(
    forge: Forge, furnished: Path, tmp_path: Path, trap: Trap, kind: str
) -> None:
    home = again(furnished, tmp_path / "home")
    settings = home / ".config" / "tinycrm"
    settings.mkdir(parents=True)
    (settings / "config.yaml").write_text("currency: USD\n")
    env = environment(home)
    shutil.rmtree(home / ".cache")
    assert forge.run(["contact", "list"], env).code == 0
    (cache,) = (home / ".cache" / "tinycrm").iterdir()
    cache.unlink()
    cache.symlink_to(getattr(trap, kind))
    assert forge.run(["config", "get", "currency"], env, umask=0).out == b"USD\n"
    trap.check("cache")


def test_a_link_in_place_of_a_temporary_name_is_not_followed(
    forge: Forge, furnished: Path, tmp_path: Path, trap: Trap
) -> None:
    """Somebody who guesses every process number cannot have a file of theirs written."""
    home = again(furnished, tmp_path / "home")
    (home / "fresh").mkdir()
    for number in range(os.getpid(), os.getpid() + 400):
        for base in ("out.csv", "fresh/config.yaml"):
            (home / f"{base}.{number}.new").symlink_to(trap.absent)
    for words in (("export", "contacts", "--output", f"{home}/out.csv"), ("init", "--config", f"{home}/fresh")):
        assert not forge.run(words, environment(home)).crashed
        trap.check(words)


@pytest.mark.parametrize("place", ["backups", "data"])
def test_a_backup_does_not_land_where_a_link_leads(
    forge: Forge, furnished: Path, tmp_path: Path, trap: Trap, place: str
) -> None:
    """A link to a folder is the owner's own arrangement; one in place of the backup itself is not followed."""
    home = again(furnished, tmp_path / "home")
    folder = home / "data" / "backups" if place == "backups" else home / "data"
    folder.mkdir(exist_ok=True)
    for second in range(3):
        (folder / f"crm-20261122T00000{second}Z.db").symlink_to(trap.absent)
    outcome = forge.run(["backup"], environment(home), umask=0)
    assert outcome.code == 0, outcome
    trap.check("backup")
