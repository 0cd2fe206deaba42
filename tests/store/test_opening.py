"""How a database file is opened: whose it is, whether it may be written to, and that nobody else can read it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from tinycrm.errors import StorageError
from tinycrm.store.sqlite import connect as opening
from tinycrm.store.sqlite.connect import (
    SCHEMA_VERSION,
    check_identity,
    make_file,
    make_folder_private,
    may_be_shared,
    open_reader,
    open_writer,
    prepare,
    read_mode,
)
from tinycrm.store.sqlite.create import open_new

TINYCRM = 0x54435231


@pytest.fixture(autouse=True)
def _usual_umask():
    before = os.umask(0o000)
    yield
    os.umask(before)


def _mode(path) -> int:
    return os.stat(path).st_mode & 0o777


def _refused(call, *args) -> StorageError:
    with pytest.raises(StorageError) as caught:
        call(*args)
    return caught.value


def _unwritable(monkeypatch, *more: str) -> None:
    """Folders, and files that end so, cannot be written to: tests may run as root, who may write everywhere."""
    real = os.access

    def access(path, mode):
        blocked = os.path.isdir(path) or str(path).endswith(more or ("\0",))
        return real(path, mode) and not (mode == os.W_OK and blocked)

    monkeypatch.setattr(os, "access", access)


def _identified(path, application: int, version: int, sql: str = "CREATE TABLE t (n)") -> None:
    db = sqlite3.connect(path)
    if sql:
        db.execute(sql)
    db.execute(f"PRAGMA application_id = {application}")
    db.execute(f"PRAGMA user_version = {version}")
    db.commit()
    db.close()


# --- whose it is ---


@pytest.mark.parametrize(
    ("application", "version", "sql"),
    [
        (0, 0, "CREATE TABLE t (n)"),
        (0, 1, ""),
        (0, 1, "CREATE TABLE t (n)"),
        (7, 0, ""),
        (7, 1, "CREATE TABLE t (n)"),
        (TINYCRM, 0, "CREATE TABLE t (n)"),
    ],
)
def test_a_database_of_another_program_is_refused(tmp_path, application: int, version: int, sql: str) -> None:
    path = str(tmp_path / "other.db")
    _identified(path, application, version, sql)
    for call in (open_reader, open_writer):
        error = _refused(call, path)
        assert error.message == f"'{path}' is a database of another program"
        assert (error.code, error.hint) == ("foreign", "name another file with --db PATH")


def test_a_database_of_a_newer_version_is_refused(tmp_path) -> None:
    path = str(tmp_path / "newer.db")
    _identified(path, TINYCRM, SCHEMA_VERSION + 1)
    for call in (open_reader, open_writer):
        error = _refused(call, path)
        versions = f"schema {SCHEMA_VERSION + 1}, this one knows {SCHEMA_VERSION}"
        assert error.message == f"'{path}' was written by a newer TinyCRM ({versions})"
        assert (error.code, error.hint) == ("newer", "upgrade TinyCRM: pipx upgrade tinycrm")


@pytest.mark.parametrize(
    ("application", "version", "found"), [(TINYCRM, 1, 1), (TINYCRM, SCHEMA_VERSION, SCHEMA_VERSION), (0, 0, 0)]
)
def test_the_version_of_a_database_of_ours_is_known_and_an_empty_one_has_none(
    tmp_path, application: int, version: int, found: int
) -> None:
    path = str(tmp_path / "crm.db")
    _identified(path, application, version, "CREATE TABLE t (n)" if version else "")
    db = sqlite3.connect(path)
    assert check_identity(db, path) == found
    db.close()


@pytest.mark.parametrize(
    ("size", "told", "hint"),
    [
        (0, "", ""),
        (1, "damaged: it ends early", "tinycrm restore BACKUP"),
        (2, "damaged or no database: file is not a database", "move it away, then tinycrm restore BACKUP"),
        (50, "damaged: database disk image is malformed", "tinycrm doctor, then tinycrm restore"),
        (511, "damaged: database disk image is malformed", "tinycrm doctor, then tinycrm restore"),
    ],
)
def test_what_is_left_of_a_file_is_not_taken_for_an_empty_one(book, tmp_path, size: int, told: str, hint: str) -> None:
    path = tmp_path / "cut.db"
    path.write_bytes(book.path.read_bytes()[:size])
    if not told:
        assert open_reader(str(path)) is None
        return
    for call in (open_reader, open_writer):
        error = _refused(call, str(path))
        assert error.message == f"'{path}' is {told}"
        assert error.hint == hint
        assert error.code == ("storage" if "no database" in told else "damaged")


def test_the_shortest_database_is_an_empty_one(tmp_path) -> None:
    path = tmp_path / "crm.db"
    db = sqlite3.connect(path)
    db.execute("PRAGMA page_size = 512")
    db.execute("CREATE TABLE t (n)")
    db.execute("DROP TABLE t")
    db.commit()
    db.execute("VACUUM")
    db.close()
    assert path.stat().st_size == 512
    assert open_reader(str(path)) is None
    made = open_writer(str(path))
    assert made.number("SELECT next FROM sequence") == 1
    made.close()


def test_a_file_that_is_no_database_is_told_so_and_kept(tmp_path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"Dear diary, " * 100)
    for call in (open_reader, open_writer):
        error = _refused(call, str(path))
        assert error.message == f"'{path}' is damaged or no database: file is not a database"
    assert path.read_bytes() == b"Dear diary, " * 100


def test_a_folder_is_no_database(tmp_path) -> None:
    for call in (open_reader, open_writer):
        error = _refused(call, str(tmp_path))
        assert error.message == f"'{tmp_path}' is a folder, not a database"
        assert error.hint == "name a file with --db PATH"


# --- opened to be read ---


def test_a_reader_cannot_write_and_leaves_no_connection_behind_in_an_empty_file(book, tmp_path) -> None:
    db = open_reader(str(book.path))
    assert db is not None
    assert (db.path, db.writable, db.notes, db.is_copy, db.place) == (str(book.path), False, [], False, None)
    with pytest.raises(StorageError, match="readonly"):
        db.run("DELETE FROM meta")
    db.close()
    (tmp_path / "empty.db").touch()
    assert open_reader(str(tmp_path / "empty.db")) is None


def test_where_a_folder_cannot_be_written_a_file_is_read_without_a_trace(book, monkeypatch) -> None:
    path = str(book.path)
    book.store.close()
    assert read_mode(path) == "mode=ro"
    _unwritable(monkeypatch)
    assert read_mode(path) == "mode=ro&immutable=1"
    monkeypatch.chdir(book.path.parent)
    assert read_mode("crm.db") == "mode=ro&immutable=1"
    # an empty log holds nothing
    for ending in ("-wal", "-journal"):
        Path(path + ending).touch()
    assert read_mode(path) == "mode=ro&immutable=1"
    db = open_reader(path)
    assert db is not None
    assert db.number("SELECT next FROM sequence") == 1
    db.close()


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_where_a_folder_cannot_be_written_a_log_must_be_merged_first(book, monkeypatch, ending: str) -> None:
    path = str(book.path)
    book.store.close()
    Path(path + ending).write_bytes(b"x")
    assert read_mode(path) == "mode=ro"
    _unwritable(monkeypatch)
    error = _refused(read_mode, path)
    assert error.message == f"'{path}' has changes not yet merged and its folder cannot be written"
    assert error.hint == f"make '{book.path.parent}' writable, or copy all its files elsewhere"


def _killed(path: Path, target: Path) -> None:
    """The target is the database, as a process without a log leaves it that is killed while it writes."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA cache_size = 1")
    db.execute("BEGIN IMMEDIATE")
    db.execute("UPDATE meta SET value = 'half done'")
    db.execute("CREATE TABLE filler (text)")
    db.executemany("INSERT INTO filler VALUES (?)", (("x" * 4000,) for _ in range(50)))
    for ending in ("", "-journal"):
        shutil.copy(str(path) + ending, str(target) + ending)
    db.execute("ROLLBACK")
    db.close()


def test_a_reader_has_rolled_back_what_a_killed_process_left(book, tmp_path) -> None:
    book.store.close()
    path = tmp_path / "killed.db"
    _killed(book.path, path)
    db = open_reader(str(path))
    assert db is not None
    assert db.rows("SELECT key, value FROM meta WHERE key = 'made'") == [("made", "for tests")]
    assert db.writable is False
    assert not Path(f"{path}-journal").exists()
    db.close()


# --- opened to be written to ---


def test_a_writer_makes_the_file_and_its_folders_for_their_owner_alone(tmp_path) -> None:
    path = tmp_path / "one" / "two" / "crm.db"
    db = open_writer(str(path))
    assert (db.path, db.writable, db.notes, db.is_copy, db.prepared) == (str(path), True, [], False, False)
    assert [_mode(tmp_path / name) for name in ("one", "one/two", "one/two/crm.db")] == [0o700, 0o700, 0o600]
    found = os.stat(path)
    assert db.place == (found.st_dev, found.st_ino, found.st_size)
    assert db.number("PRAGMA application_id") == TINYCRM
    assert db.number("PRAGMA user_version") == SCHEMA_VERSION
    assert db.number("PRAGMA synchronous") == 2
    assert db.number("SELECT next FROM sequence") == 1
    db.close()


def test_a_writer_opens_what_is_there_as_it_is(book) -> None:
    book.add("contact", "Anna")
    book.store.close()
    os.chmod(book.path, 0o640)
    db = open_writer(str(book.path))
    assert db.number("PRAGMA synchronous") == 2
    assert db.notes == []
    assert db.one("SELECT name FROM contact") == ("Anna",)
    assert _mode(book.path) == 0o640
    db.close()


def test_to_open_a_database_waits_for_nobody_who_writes_to_it(book) -> None:
    other = sqlite3.connect(book.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        db = open_writer(str(book.path))
        assert db.connection.in_transaction is False
        assert prepare(db) == []
        db.close()
    finally:
        other.close()


def test_a_file_is_made_private_once_and_never_through_a_link(tmp_path) -> None:
    path = tmp_path / "crm.db"
    make_file(str(path))
    assert (_mode(path), path.stat().st_size) == (0o600, 0)
    path.write_bytes(b"kept")
    os.chmod(path, 0o644)
    make_file(str(path))
    assert (path.read_bytes(), _mode(path)) == (b"kept", 0o644)
    planted = tmp_path / "planted.db"
    planted.symlink_to(tmp_path / "target.db")
    make_file(str(planted))
    assert not (tmp_path / "target.db").exists()


def test_a_file_in_the_working_folder_needs_no_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    make_file("crm.db")
    assert (tmp_path / "crm.db").exists()


def test_a_file_that_cannot_be_made_says_why(tmp_path) -> None:
    (tmp_path / "file").touch()
    for path in (f"{tmp_path}/file/crm.db", f"{tmp_path}/file/below/crm.db"):
        for call in (make_file, open_writer, open_new):
            # not the name that a new database has until it is whole
            assert _refused(call, path).message == f"'{path}' cannot be created: Not a directory"
        error = _refused(make_file, path)
        assert error.hint == "name another file with --db PATH"
    long = f"{tmp_path}/{'x' * 300}"
    assert _refused(open_writer, long).message == f"'{long}' cannot be created: File name too long"


def test_a_folder_that_is_there_is_left_as_it_is(tmp_path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    make_folder_private(str(tmp_path / "open"))
    assert _mode(tmp_path / "open") == 0o755
    make_folder_private(str(tmp_path / "open" / "a" / "b"))
    assert [_mode(tmp_path / name) for name in ("open", "open/a", "open/a/b")] == [0o755, 0o700, 0o700]


def test_a_folder_may_come_into_being_meanwhile_but_nothing_else(tmp_path, monkeypatch) -> None:
    real = os.mkdir
    (tmp_path / "file").touch()
    for name in ("file", "file/below"):
        with pytest.raises(NotADirectoryError):
            make_folder_private(str(tmp_path / name))

    def first(path, mode):
        # another process is a moment earlier
        real(path, mode)
        real(path, mode)

    monkeypatch.setattr(os, "mkdir", first)
    make_folder_private(str(tmp_path / "new"))
    assert (tmp_path / "new").is_dir()


# --- ready to be written to ---


def test_a_database_with_a_log_on_a_disk_is_ready_as_it_is(book, monkeypatch) -> None:
    monkeypatch.setattr(opening, "may_be_shared", lambda path: False)
    monkeypatch.setattr("tinycrm.store.sqlite.create.choose_log", lambda *args, **more: ["chosen"])
    db = open_writer(str(book.path))
    assert prepare(db) == []
    assert db.prepared is True
    db.close()


def test_a_database_without_a_log_or_perhaps_on_the_network_is_looked_at_once(book, monkeypatch) -> None:
    asked = []

    def choose(connection, path, *, has_log):
        asked.append((connection.in_transaction, path, has_log))
        return ["chosen"]

    monkeypatch.setattr("tinycrm.store.sqlite.create.choose_log", choose)
    path = str(book.path)
    monkeypatch.setattr(opening, "may_be_shared", lambda given: given == path)
    db = open_writer(path)
    assert (prepare(db), prepare(db)) == (["chosen"], [])
    book.store.close()
    db.run("PRAGMA journal_mode = DELETE")
    db.close()
    monkeypatch.setattr(opening, "may_be_shared", lambda given: False)
    db = open_writer(path)
    assert (prepare(db), prepare(db)) == (["chosen"], [])
    db.close()
    assert asked == [(False, path, True), (False, path, False)]


def test_what_gets_in_the_way_of_getting_ready_is_told(book, monkeypatch) -> None:
    def choose(*args, **more):
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr("tinycrm.store.sqlite.create.choose_log", choose)
    monkeypatch.setattr(opening, "may_be_shared", lambda path: True)
    db = open_writer(str(book.path))
    assert _refused(prepare, db).message == f"'{book.path}' is locked by another program"
    db.close()


def test_only_what_has_no_disk_behind_it_may_be_shared(tmp_path, monkeypatch) -> None:
    path = tmp_path / "crm.db"
    path.touch()
    assert may_be_shared(str(tmp_path / "nothing.db")) is False
    for device, shared in ((os.makedev(0, 46), True), (os.makedev(8, 1), False), (os.makedev(259, 0), False)):
        monkeypatch.setattr(os, "stat", lambda given, device=device: os.stat_result((0, 0, device, *[0] * 7)))
        assert may_be_shared(str(path)) is shared
    monkeypatch.undo()
