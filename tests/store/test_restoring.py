"""A restore holds the lock from before its backup until its copy is in place; where there is no log, it looks twice."""

from __future__ import annotations

import sqlite3

import pytest

from tinycrm.errors import StorageError, Unavailable
from tinycrm.store.sqlite import restore
from tinycrm.store.sqlite.backup import copy_pages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Crm


@pytest.fixture
def kept(stocked: Crm, tmp_path: Path) -> Path:
    target = tmp_path / "kept.db"
    stocked("backup", str(target))
    stocked("contact", "add", "Later")
    return target


def _entry() -> restore.Entry:
    return restore.Entry(who="tester", at="2026-11-16T12:00:00Z", command="restore kept.db", before="")


def _write(path: Path) -> None:
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        other.execute("UPDATE sequence SET next = next + 1000")
    finally:
        other.close()


def _next(path: Path) -> int:
    other = sqlite3.connect(path)
    try:
        return other.execute("SELECT next FROM sequence").fetchone()[0]
    finally:
        other.close()


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_nobody_writes_while_the_backup_of_the_before_is_made(stocked: Crm, kept: Path, mode: str) -> None:
    stocked.sql(f"PRAGMA journal_mode = {mode}")
    before = _next(stocked.db)
    seen: list[str] = []

    def keep() -> str:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            _write(stocked.db)
        # others go on reading
        seen.append(f"{_next(stocked.db)}")
        return "/safe/before.db"

    entry = _entry()
    restore.put_back(str(kept), str(stocked.db), entry, keep=keep)
    assert seen == [str(before)]
    assert entry.before == "/safe/before.db"
    assert stocked.sql("SELECT count(*) FROM contact WHERE name = 'Later'") == [(0,)]
    assert stocked.sql("SELECT value FROM meta WHERE key = 'last_restore'")[0][0].endswith(" /safe/before.db")
    assert stocked.sql("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_backup_of_the_before_that_fails_leaves_all_as_it_was(stocked: Crm, kept: Path, mode: str) -> None:
    stocked.sql(f"PRAGMA journal_mode = {mode}")
    before = stocked.dump()

    def keep() -> str:
        raise StorageError("the disk is full")

    with pytest.raises(StorageError, match="the disk is full"):
        restore.put_back(str(kept), str(stocked.db), _entry(), keep=keep)
    assert stocked.dump() == before
    _write(stocked.db)
    assert [path.name for path in stocked.db.parent.iterdir() if "restored" in path.name] == []


def test_a_write_between_look_and_copy_where_there_is_no_log_stops_the_restore(
    stocked: Crm, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked.sql("PRAGMA journal_mode = DELETE")

    def late(origin, target, **more):
        if more:
            _write(stocked.db)
        copy_pages(origin, target, **more)

    monkeypatch.setattr(restore, "copy_pages", late)
    before = _next(stocked.db)
    with pytest.raises(Unavailable, match="was written to meanwhile"):
        restore.put_back(str(kept), str(stocked.db), _entry())
    assert _next(stocked.db) == before + 1000
    assert stocked.sql("SELECT count(*) FROM contact WHERE name = 'Later'") == [(1,)]
    monkeypatch.undo()
    restore.put_back(str(kept), str(stocked.db), _entry())
    assert stocked.sql("SELECT count(*) FROM contact WHERE name = 'Later'") == [(0,)]


def test_a_file_of_another_program_is_neither_locked_nor_changed(stocked: Crm, kept: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.db"
    db = sqlite3.connect(foreign)
    db.execute("CREATE TABLE theirs (x)")
    db.commit()
    db.close()
    before = foreign.read_bytes()
    with pytest.raises(StorageError, match="a database of another program"):
        restore.put_back(str(kept), str(foreign), _entry(), keep=lambda: pytest.fail("nothing of it is kept"))
    assert foreign.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("foreign")) == ["foreign.db"]
