"""One connection: what the driver refuses in our words, rows as asked for, a commit into the file of the path."""

from __future__ import annotations

import os
import sqlite3

import pytest

from tinycrm.errors import Conflict, Duplicate, StorageError, Unavailable, UsageError
from tinycrm.store.sqlite.connect import (
    Database,
    connect,
    dress,
    file_uri,
    open_reader,
    open_writer,
    translate,
)
from tinycrm.store.sqlite.functions import fold_cell

MALFORMED = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
INTEGRITY, OPERATIONAL = sqlite3.IntegrityError, sqlite3.OperationalError
DENIED = "check the folder's permissions"
BROKEN = "tinycrm doctor, then tinycrm restore"
NEXT = "ask for less in one command"
# (the driver's error, our kind, message, code, hint)
TOLD = [
    (
        INTEGRITY("UNIQUE constraint failed: contact_point.key"),
        (Duplicate, "another contact has this e-mail", "duplicate", "tinycrm search E-MAIL finds it"),
    ),
    (
        INTEGRITY("UNIQUE constraint failed: contact: contact.uid"),
        (Duplicate, "a value that must be unique is taken (contact.uid)", "duplicate", ""),
    ),
    (
        INTEGRITY("FOREIGN KEY constraint failed"),
        (Conflict, "other records refer to this one", "conflict", "tinycrm history REF shows them"),
    ),
    (
        INTEGRITY("CHECK constraint failed: size >= 0"),
        (
            StorageError,
            "the database refused the change: CHECK constraint failed: size >= 0",
            "refused",
            "tinycrm doctor",
        ),
    ),
    (
        OPERATIONAL("database is locked"),
        (Unavailable, "'x.db' is locked by another program", "unavailable", "try again when it has finished"),
    ),
    (
        OPERATIONAL("Database Busy"),
        (Unavailable, "'x.db' is locked by another program", "unavailable", "try again when it has finished"),
    ),
    (
        OPERATIONAL("too many SQL variables"),
        (UsageError, "too much was asked at once: too many SQL variables", "usage", NEXT),
    ),
    (
        OPERATIONAL("Expression tree is too large (maximum depth 1000)"),
        (UsageError, "too much was asked at once: Expression tree is too large (maximum depth 1000)", "usage", NEXT),
    ),
    (
        sqlite3.DataError("string or blob too big"),
        (UsageError, "too much was asked at once: string or blob too big", "usage", NEXT),
    ),
    (
        OPERATIONAL("database or disk is full"),
        (
            Unavailable,
            "the disk is full: nothing was changed in 'x.db'",
            "unavailable",
            "free some space and try again",
        ),
    ),
    (
        sqlite3.DatabaseError("file is not a database"),
        (
            StorageError,
            "'x.db' is damaged or no database: file is not a database",
            "storage",
            "move it away, then tinycrm restore BACKUP",
        ),
    ),
    (
        sqlite3.DatabaseError("database disk image is malformed"),
        (StorageError, "'x.db' is damaged: database disk image is malformed", "damaged", BROKEN),
    ),
    (
        sqlite3.DatabaseError("Corrupt schema"),
        (StorageError, "'x.db' is damaged: Corrupt schema", "damaged", BROKEN),
    ),
    (
        OPERATIONAL("no such table: contact"),
        (StorageError, "'x.db' is damaged: no such table: contact", "damaged", BROKEN),
    ),
    (MALFORMED, (StorageError, "'x.db' is damaged: malformed text", "damaged", BROKEN)),
    # the garbage itself is not repeated
    (
        OPERATIONAL("Could not decode to UTF-8 column 'name' with text 'secret'"),
        (StorageError, "'x.db' is damaged: malformed text", "damaged", BROKEN),
    ),
    (
        OPERATIONAL("attempt to write a readonly database"),
        (
            StorageError,
            "'x.db' cannot be written or opened: attempt to write a readonly database",
            "storage",
            DENIED,
        ),
    ),
    (
        OPERATIONAL("Read-Only file system"),
        (StorageError, "'x.db' cannot be written or opened: Read-Only file system", "storage", DENIED),
    ),
    (
        OPERATIONAL("unable to open database file"),
        (StorageError, "'x.db' cannot be written or opened: unable to open database file", "storage", DENIED),
    ),
    (
        OPERATIONAL("disk I/O error"),
        (StorageError, "the database failed: disk I/O error", "storage", "tinycrm doctor"),
    ),
]


@pytest.mark.parametrize(("error", "expected"), TOLD, ids=lambda value: str(value)[:40])
def test_every_failure_of_the_driver_is_told_in_our_words(error, expected) -> None:
    made = translate(error, "x.db")
    assert (type(made), made.message, made.code, made.hint) == expected


@pytest.fixture
def small():
    """A table t (n): 1 to 1200, and an empty one, e; the path is x.db."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE t (n INTEGER UNIQUE) STRICT")
    connection.execute("CREATE TABLE e (n INTEGER) STRICT")
    connection.executemany("INSERT INTO t VALUES (?)", ((n,) for n in range(1, 1201)))
    db = Database(connection, "x.db", writable=True)
    yield db
    connection.close()


def test_a_new_connection_has_nothing_to_tell_and_is_no_copy(small) -> None:
    assert (small.path, small.writable, small.notes, small.prepared, small.is_copy, small.place) == (
        "x.db",
        True,
        [],
        False,
        False,
        None,
    )
    told = Database(small.connection, "y.db", writable=False, notes=["made"])
    assert (told.path, told.writable, told.notes) == ("y.db", False, ["made"])


def test_queries_give_rows_the_first_row_or_the_first_number(small) -> None:
    assert small.rows("SELECT n FROM t WHERE n < ? ORDER BY n", (4,)) == [(1,), (2,), (3,)]
    assert small.rows("SELECT n FROM e") == []
    assert small.one("SELECT n, n + 1 FROM t WHERE n > :low ORDER BY n", {"low": 7}) == (8, 9)
    assert small.one("SELECT n FROM e") is None
    assert small.number("SELECT max(n) FROM t WHERE n < :top", {"top": 50}) == 49
    assert small.number("SELECT n FROM e") == 0
    assert small.number("SELECT max(n) FROM e") == 0
    assert small.number("SELECT 'seven'") == 0


def test_a_stream_gives_chunks_of_five_hundred_or_of_what_was_asked(small) -> None:
    chunks = list(small.stream("SELECT n FROM t ORDER BY n"))
    assert [len(chunk) for chunk in chunks] == [500, 500, 200]
    assert (chunks[0][0], chunks[1][0], chunks[2][-1]) == ((1,), (501,), (1200,))
    assert list(small.stream("SELECT n FROM t WHERE n > ? ORDER BY n", (1197,), size=2)) == [
        [(1198,), (1199,)],
        [(1200,)],
    ]
    assert list(small.stream("SELECT n FROM e")) == []


def test_statements_are_run_once_or_for_every_row(small) -> None:
    assert small.run("INSERT INTO e VALUES (?)", (1,)).rowcount == 1
    small.run_many("INSERT INTO e VALUES (?)", [(2,), (3,)])
    assert small.rows("SELECT n FROM e ORDER BY n") == [(1,), (2,), (3,)]


@pytest.mark.parametrize(
    "ask",
    [
        lambda db: db.run("INSERT INTO t VALUES (1)"),
        lambda db: db.run_many("INSERT INTO t VALUES (?)", [(1,)]),
        lambda db: db.rows("INSERT INTO t VALUES (1) RETURNING n"),
        lambda db: db.one("INSERT INTO t VALUES (1) RETURNING n"),
        lambda db: list(db.stream("INSERT INTO t VALUES (1) RETURNING n")),
    ],
    ids=["run", "run_many", "rows", "one", "stream"],
)
def test_whatever_asks_tells_the_failure_in_our_words(small, ask) -> None:
    with pytest.raises(Duplicate) as caught:
        ask(small)
    assert caught.value.message == "a value that must be unique is taken (t.n)"
    assert isinstance(caught.value.__cause__, sqlite3.IntegrityError)


@pytest.mark.parametrize(
    "ask",
    [
        lambda db, sql: db.run(sql),
        lambda db, sql: db.run_many(sql, [()]),
        lambda db, sql: db.rows(sql),
        lambda db, sql: db.one(sql),
        lambda db, sql: list(db.stream(sql)),
    ],
    ids=["run", "run_many", "rows", "one", "stream"],
)
def test_the_file_is_named_whatever_asks(small, ask) -> None:
    small.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StorageError) as caught:
        ask(small, "DELETE FROM t")
    assert caught.value.message == "'x.db' cannot be written or opened: attempt to write a readonly database"


def test_a_stream_that_comes_to_garbage_says_that_the_file_is_damaged(small) -> None:
    garbage = "SELECT CAST(x'ff' AS TEXT) FROM t WHERE n > 600"
    with pytest.raises(StorageError) as caught:
        list(small.stream(f"SELECT 'fine' FROM t WHERE n <= 600 UNION ALL {garbage}"))
    assert (caught.value.message, caught.value.code) == ("'x.db' is damaged: malformed text", "damaged")


# --- our pragmas and functions ---


def test_a_connection_has_our_pragmas_and_functions(book) -> None:
    for connection in (connect(str(book.path), "mode=ro"), dress(sqlite3.connect(":memory:", isolation_level=None))):
        try:
            assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)
            assert connection.execute("PRAGMA trusted_schema").fetchone() == (0,)
            assert connection.execute("SELECT fold('ÄRGER Ёлка')").fetchone() == ("arger елка",)
            assert connection.execute("SELECT fold(NULL), fold(5)").fetchone() == (None, None)
            assert connection.isolation_level is None
        finally:
            connection.close()
    connection = connect(str(book.path), "mode=ro")
    assert connection.execute("PRAGMA busy_timeout").fetchone() == (30000,)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        connection.execute("DELETE FROM contact")
    connection.close()


def test_fold_may_stand_in_an_index() -> None:
    connection = dress(sqlite3.connect(":memory:"))
    connection.execute("CREATE TABLE t (name TEXT)")
    with pytest.raises(sqlite3.OperationalError, match="wrong number of arguments"):
        connection.execute("SELECT fold(name, 1) FROM t")
    # SQLite takes only functions that always give the same; not in a schema, which is not trusted
    connection.execute("PRAGMA trusted_schema = ON")
    connection.execute("CREATE INDEX i ON t (fold(name))")
    connection.close()
    assert (fold_cell("É"), fold_cell(None), fold_cell(b"x")) == ("e", None, None)


def test_a_path_with_signs_that_mean_something_in_an_address_is_that_path(tmp_path) -> None:
    assert file_uri("/a b/c?d#e%f.db", "mode=ro") == "file:/a b/c%3fd%23e%25f.db?mode=ro"
    assert file_uri("x.db", "mode=rw") == f"file:{os.getcwd()}/x.db?mode=rw"
    path = tmp_path / "50%25 a?mode=memory#b.db"
    open_writer(str(path)).close()
    assert path.exists()
    reader = open_reader(str(path))
    assert reader is not None
    assert reader.number("SELECT next FROM sequence") == 1
    reader.close()


# --- the commit ---


def _begin(book) -> Database:
    db = open_writer(str(book.path))
    db.run("BEGIN IMMEDIATE")
    db.run("INSERT INTO meta (key, value) VALUES ('seen', 'yes')")
    return db


def _away(path) -> None:
    path.rename(path.with_name("away.db"))


def _gone(path) -> None:
    path.unlink()


def _replaced(path) -> None:
    other = path.with_name("other.db")
    # longer than it was: another file all the same
    other.write_bytes(path.read_bytes() + b"\0" * 4096)
    other.replace(path)


def _cut(path) -> None:
    os.truncate(path, os.path.getsize(path) - 1)


@pytest.mark.parametrize("fate", [_away, _gone, _replaced, _cut], ids=lambda fate: fate.__name__.strip("_"))
def test_a_file_that_is_not_the_same_any_more_is_no_commit(book, fate) -> None:
    db = _begin(book)
    fate(book.path)
    with pytest.raises(StorageError) as caught:
        db.commit()
    assert caught.value.message == f"'{book.path}' was moved, replaced or cut off while it was being written to"
    assert caught.value.code == "moved"
    assert caught.value.hint == "what was not acknowledged is not in it: tinycrm doctor, then do it again"
    assert db.connection.in_transaction
    db.close()


def test_a_file_that_goes_in_the_very_moment_of_the_commit_is_none_either(book) -> None:
    db = _begin(book)
    db.connection.set_trace_callback(lambda sql: _away(book.path) if sql == "COMMIT" else None)
    with pytest.raises(StorageError) as caught:
        db.commit()
    assert caught.value.code == "moved"
    db.connection.set_trace_callback(None)
    db.close()


def test_a_commit_is_durable_in_the_file_also_when_that_grew(book) -> None:
    db = _begin(book)
    with open(book.path, "ab") as file:
        file.write(b"\0" * 4096)
    db.commit()
    assert not db.connection.in_transaction
    assert db.place is not None
    db.close()
    assert book.column("SELECT value FROM meta WHERE key = 'seen'") == ["yes"]


def test_a_database_without_a_file_is_committed_too(small) -> None:
    small.run("BEGIN")
    small.run("DELETE FROM t")
    small.commit()
    assert small.number("SELECT count(*) FROM t") == 0
    small.close()
    with pytest.raises(sqlite3.ProgrammingError):
        small.connection.execute("SELECT 1")
