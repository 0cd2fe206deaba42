"""Inside one process: a migration is one transaction under one lock, checked, after a backup, and told once."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from tinycrm.errors import StorageError
from tinycrm.store.sqlite import backup, migrations
from tinycrm.store.sqlite.connect import SCHEMA_VERSION, connect, open_reader, open_writer
from tinycrm.store.sqlite.migrations import climb, load, migrate, migrated_copy

FIRST = Path(__file__).resolve().parents[1] / "fixtures" / "schema-1.db"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database of the first release."""
    path = tmp_path / "crm.db"
    shutil.copy(FIRST, path)
    os.chmod(path, 0o600)
    return path


@pytest.fixture
def writer(path: Path):
    """A connection to it, as the program has it before a migration."""
    connection = connect(str(path), "mode=rw")
    yield connection
    connection.close()


def _number(connection: sqlite3.Connection, sql: str) -> int:
    return connection.execute(sql).fetchone()[0]


def _version(connection: sqlite3.Connection) -> int:
    return _number(connection, "PRAGMA user_version")


def _noted(seen: list):
    """Gives steps that note their number, the version and the pragmas they find."""

    def steps(number: int):
        def step(connection: sqlite3.Connection) -> None:
            seen.append((number, _version(connection), connection.in_transaction))
            connection.execute(f"CREATE TABLE step_{number} (n)")

        return step

    return steps


def test_all_steps_that_are_missing_are_climbed_in_order_and_no_others(writer) -> None:
    seen: list[tuple[int, int, bool]] = []
    writer.execute("BEGIN")
    climb(writer, 4, steps=_noted(seen))
    assert _version(writer) == 4
    climb(writer, 4, steps=_noted(seen))
    climb(writer, 5, steps=_noted(seen))
    writer.execute("COMMIT")
    assert seen == [(2, 1, True), (3, 2, True), (4, 3, True), (5, 4, True)]
    assert _version(writer) == 5


def test_a_step_is_found_by_its_number(writer) -> None:
    writer.execute("BEGIN")
    load(2)(writer)
    names = "SELECT name FROM sqlite_master WHERE type = 'index' AND name IN ('deal_open', 'deal_board', 'task_due')"
    assert sorted(row[0] for row in writer.execute(names)) == ["deal_board", "task_due"]
    writer.execute("ROLLBACK")


def test_a_migration_is_one_transaction_without_enforced_links(path, writer) -> None:
    seen: list[tuple[bool, int, int]] = []

    def step(connection: sqlite3.Connection) -> None:
        state = (
            connection.in_transaction,
            *(_number(connection, f"PRAGMA {n}") for n in ("foreign_keys", "busy_timeout")),
        )
        seen.append(state)
        # nobody else writes meanwhile
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()

    told = migrate(writer, str(path), 2, steps=lambda number: step)
    kept = path.parent / "backups" / "crm-before-schema-2.db"
    assert told == [f"Migrated '{path}' from schema 1 to 2; what it was before is in {kept}"]
    # a quarter of an hour for another process that is at it
    assert seen == [(True, 0, 900_000)]
    assert writer.in_transaction is False
    assert (_number(writer, "PRAGMA foreign_keys"), _number(writer, "PRAGMA busy_timeout")) == (1, 30_000)
    assert backup.verify(str(kept)).version == 1


def test_a_migration_that_another_process_has_done_is_not_done_again(path, writer) -> None:
    assert len(migrate(writer, str(path), 2)) == 1
    for newest in (2, 1):
        assert migrate(writer, str(path), newest, steps=_noted([])) == []
        assert writer.in_transaction is False
        assert (_number(writer, "PRAGMA foreign_keys"), _number(writer, "PRAGMA busy_timeout")) == (1, 30_000)
    assert _version(writer) == 2
    assert sorted(os.listdir(path.parent / "backups")) == ["crm-before-schema-2.db"]


def test_a_step_that_fails_takes_everything_back(path, writer) -> None:
    def step(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM task")
        raise ZeroDivisionError

    tasks = _number(writer, "SELECT count(*) FROM task")
    assert tasks > 0
    with pytest.raises(ZeroDivisionError):
        migrate(writer, str(path), 2, steps=lambda number: step)
    assert writer.in_transaction is False
    assert (_version(writer), _number(writer, "SELECT count(*) FROM task")) == (1, tasks)
    assert (_number(writer, "PRAGMA foreign_keys"), _number(writer, "PRAGMA busy_timeout")) == (1, 30_000)


def test_a_transaction_that_sqlite_ended_by_itself_tells_what_failed_first(path, writer) -> None:
    def step(connection: sqlite3.Connection) -> None:
        # as SQLite does on a full disk
        connection.execute("ROLLBACK")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        migrate(writer, str(path), 2, steps=lambda number: step)
    assert _version(writer) == 1


def test_a_step_that_breaks_a_link_is_told_and_taken_back(path, writer) -> None:
    def step(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE task SET contact = 9999 WHERE id = (SELECT min(id) FROM task)")

    with pytest.raises(StorageError) as caught:
        migrate(writer, str(path), 2, steps=lambda number: step)
    assert caught.value.message == f"'{path}' could not be migrated to schema 2: links between records would break"
    assert caught.value.hint == "the database is what it was; please report this"
    assert (_version(writer), _number(writer, "SELECT count(*) FROM task WHERE contact = 9999")) == (1, 0)


def test_a_link_that_was_broken_before_does_not_stop_a_migration(path) -> None:
    foreign = sqlite3.connect(path, isolation_level=None)
    foreign.execute("UPDATE task SET contact = 9999 WHERE id = (SELECT min(id) FROM task)")
    foreign.execute("PRAGMA journal_mode = DELETE")
    foreign.close()
    db = open_writer(str(path))
    assert db.number("PRAGMA user_version") == SCHEMA_VERSION
    assert db.number("SELECT count(*) FROM task WHERE contact = 9999") == 1
    db.close()


def test_a_migration_without_a_backup_does_not_happen(path, writer) -> None:
    (path.parent / "backups").write_text("in the way")
    seen: list[tuple[int, int, bool]] = []
    with pytest.raises(StorageError) as caught:
        migrate(writer, str(path), 2, steps=_noted(seen))
    assert caught.value.hint.startswith("nothing was migrated: a backup comes first")
    assert (seen, _version(writer), writer.in_transaction) == ([], 1, False)


# --- a look into an old backup ---


def test_a_backup_is_read_in_the_newest_schema_and_stays_as_it_is(path, writer, tmp_path) -> None:
    (told,) = migrate(writer, str(path), 2)
    kept = told.rpartition(" ")[2]
    before = Path(kept).read_bytes()
    copy = migrated_copy(kept, "mode=ro", 2)
    assert copy is not None
    assert (_version(copy), copy.in_transaction, copy.isolation_level) == (2, False, None)
    assert _number(copy, "SELECT count(*) FROM contact") == _number(writer, "SELECT count(*) FROM contact") > 0
    # what is tried on it reaches no file
    copy.execute("DELETE FROM meta")
    assert copy.execute("PRAGMA database_list").fetchone()[2] == ""
    copy.close()
    db = open_reader(kept)
    assert db is not None
    assert (db.path, db.writable, db.is_copy, db.notes) == (kept, False, True, [])
    assert db.number("PRAGMA user_version") == SCHEMA_VERSION
    assert db.one("SELECT fold('Ä'), (SELECT count(*) FROM deal WHERE outcome = 'open') > 0") == ("a", 1)
    db.close()
    assert Path(kept).read_bytes() == before


def test_a_database_that_is_no_backup_is_not_copied(path) -> None:
    assert migrated_copy(str(path), "mode=ro", 2) is None
    # it is not held open either: it can be alone with one who wants that
    alone = sqlite3.connect(path, isolation_level=None, timeout=0)
    assert alone.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    alone.close()


def test_an_old_database_that_is_read_is_migrated_first(path) -> None:
    db = open_reader(str(path))
    assert db is not None
    kept = path.parent / "backups" / f"crm-before-schema-{SCHEMA_VERSION}.db"
    assert db.notes == [f"Migrated '{path}' from schema 1 to {SCHEMA_VERSION}; what it was before is in {kept}"]
    assert (db.path, db.writable, db.is_copy) == (str(path), False, False)
    assert db.number("PRAGMA user_version") == SCHEMA_VERSION
    with pytest.raises(StorageError, match="readonly"):
        db.run("DELETE FROM meta")
    db.close()


@pytest.mark.parametrize("blocked", ["folder", "file"])
def test_an_old_database_that_cannot_be_written_says_so(path, monkeypatch, blocked: str) -> None:
    real = os.access

    def access(name, mode):
        this = os.path.isdir(name) if blocked == "folder" else str(name) == str(path)
        return real(name, mode) and not (mode == os.W_OK and this)

    monkeypatch.setattr(os, "access", access)
    with pytest.raises(StorageError) as caught:
        open_reader(str(path))
    assert caught.value.message == (
        f"'{path}' has the older schema 1 (this TinyCRM has {SCHEMA_VERSION}) and cannot be written"
    )
    assert caught.value.code == "older"
    assert caught.value.hint == "make it and its folder writable, or copy it elsewhere: it is then migrated"


def test_the_steps_are_those_of_the_folder_unless_others_are_given(path, writer, monkeypatch) -> None:
    seen: list[tuple[int, int, bool]] = []
    monkeypatch.setattr(migrations, "load", _noted(seen))
    assert len(migrate(writer, str(path), 3)) == 1
    assert seen == [(2, 1, True), (3, 2, True)]
    assert _number(writer, "SELECT count(*) FROM sqlite_master WHERE name IN ('step_2', 'step_3')") == 2
