"""New databases: made under another name and put in place whole, or in memory; and whether they have a log."""

from __future__ import annotations

import errno
import os
import sqlite3
import time

from tinycrm.domain.fold import FOLD_VERSION
from tinycrm.errors import Appeared, StorageError
from tinycrm.store.sqlite.connect import (
    APPLICATION_ID,
    BUSY_SECONDS,
    FAILURES,
    SCHEMA_VERSION,
    Database,
    connect,
    dress,
    make_file,
    translate,
)
from tinycrm.store.sqlite.filesystem import shared_over_network


def open_new(path: str) -> Database:
    """Gives a new database under another name, with the schema; `publish` or `discard` ends it.

    Raises:
        StorageError: the folder or the file cannot be made.
    """
    from tinycrm.store.sqlite.rotation import half_name, sweep

    sweep(os.path.dirname(path) or os.curdir)
    part = half_name(path, "new")
    make_file(part, asked=path)
    try:
        connection = connect(part, "mode=rw")
        connection.execute("PRAGMA synchronous = FULL")
        notes = create(connection, path)
    except FAILURES as error:
        _remove(part)
        raise translate(error, path) from error
    return Database(connection, part, writable=True, notes=notes)


def publish(db: Database, path: str) -> None:
    """The new database is at `path`, whole and on disk.

    Raises:
        Appeared: another process was first; this one's file is gone.
        StorageError: it cannot be put there; likewise.
    """
    try:
        # closing the last connection merges the log into the file, with an fsync
        db.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        link_in_place(db.path, path)
    except FAILURES as error:
        raise translate(error, path) from error
    except OSError as error:
        raise StorageError(
            f"'{path}' cannot be created: {error.strerror}", hint="name another file with --db PATH"
        ) from error
    finally:
        _remove(db.path)


def link_in_place(part: str, path: str) -> None:
    """A finished file is at `path` too, on disk; it never replaces another.

    Raises:
        Appeared: something is there.
        OSError: it cannot be put there.
    """
    try:
        os.link(part, path)
    except FileExistsError:
        raise Appeared(f"'{path}' was created by another program", hint="try again") from None
    except OSError:
        # a file system without links: the rename could replace a file made in this very moment
        if os.path.lexists(path):
            raise Appeared(f"'{path}' was created by another program", hint="try again") from None
        os.rename(part, path)
    _sync_folder(path)


def discard(db: Database) -> None:
    """The new database is gone, as if it had never been begun."""
    db.close()
    _remove(db.path)


def _remove(part: str) -> None:
    for ending in ("", "-wal", "-shm"):
        if os.path.lexists(part + ending):
            os.unlink(part + ending)


def _sync_folder(path: str) -> None:
    handle = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # a file system that knows no such thing for folders has nothing to write
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def open_memory(version: int = SCHEMA_VERSION) -> Database:
    """Gives an empty database of a version in memory: the answer to a read before the first write."""
    connection = dress(sqlite3.connect(":memory:", isolation_level=None))
    build(connection, version)
    return Database(connection, ":memory:", writable=True)


def choose_log(connection: sqlite3.Connection, path: str, *, has_log: bool) -> list[str]:
    """The database has a write-ahead log on a disk of this machine, and none on a network drive.

    A log needs memory that every process shares, which machines do not. Returns what to tell the person.
    """
    from tinycrm.store.sqlite.backup import unseal

    shared = shared_over_network(path)
    if not has_log:
        # a backup that became the database: what is written to it makes its hash wrong
        unseal(connection)
    if shared and has_log:
        _set_log(connection, "DELETE")
        return [_on_network(path, shared)]
    if not shared and not has_log:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            # others are at work, as safely as ever; a later command finds it alone
            if "locked" not in str(error):
                raise
    return []


def _on_network(path: str, kind: str) -> str:
    return f"'{path}' is on a network drive ({kind}): it is written without a log; a disk of this machine is safer"


def create(connection: sqlite3.Connection, path: str) -> list[str]:
    """The file is an empty database; gives what to tell the person."""
    shared = shared_over_network(os.path.dirname(os.path.abspath(path)))
    if not shared:
        _set_log(connection, "WAL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            build(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return [_on_network(path, shared)] if shared else []


def _set_log(connection: sqlite3.Connection, mode: str) -> None:
    # The switch needs the file alone and does not wait for the busy timeout: two first runs at once meet here.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute(f"PRAGMA journal_mode = {mode}")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def build(connection: sqlite3.Connection, version: int = SCHEMA_VERSION) -> None:
    """The schema of a version, its identity and the frozen table of currencies are in the database.

    It is the first schema and every migration since, so that new and old databases are the same.
    """
    from tinycrm.domain.currencies import DECIMALS
    from tinycrm.store.sqlite.schema import STATEMENTS

    for statement in STATEMENTS:
        connection.execute(statement)
    connection.executemany("INSERT INTO currency (code, decimals) VALUES (?, ?)", sorted(DECIMALS.items()))
    connection.execute("INSERT INTO meta (key, value) VALUES ('fold_version', ?)", (str(FOLD_VERSION),))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    if version > 1:
        from tinycrm.store.sqlite.migrations import climb

        climb(connection, version)
