"""Puts a backup in the database's place: all of it, or nothing."""

from __future__ import annotations

import os
import sqlite3

from tinycrm.errors import StorageError
from tinycrm.store.sqlite.backup import copy_pages, make_private, unseal
from tinycrm.store.sqlite.connect import (
    BUSY_SECONDS,
    FAILURES,
    check_identity,
    file_uri,
    make_folder_private,
    translate,
)
from tinycrm.store.sqlite.create import link_in_place
from tinycrm.store.sqlite.filesystem import shared_over_network
from tinycrm.store.sqlite.rotation import sweep


def set_aside(path: str) -> str:
    """A database too damaged to be backed up lies beside its place as it was; gives its new path."""
    count = 1
    while os.path.lexists(f"{path}.damaged-{count}"):
        count += 1
    for ending in ("-wal", "-shm", "-journal", ""):
        if os.path.lexists(path + ending):
            os.rename(path + ending, f"{path}.damaged-{count}{ending}")
    return f"{path}.damaged-{count}"


def put_back(source: str, path: str) -> None:
    """The database holds what a verified backup holds, on disk; until then it holds what it held.

    The copy is made ready beside the database and put into it in one transaction of SQLite's: programs that have it
    open go on with the restored one.

    Raises:
        StorageError: it cannot be written, or what is there is foreign, newer or damaged beyond opening.
    """
    there = os.path.exists(path) and os.path.getsize(path) > 0
    part = f"{path}.restored-{os.getpid()}-{os.urandom(4).hex()}"
    try:
        make_folder_private(os.path.dirname(os.path.abspath(path)))
        make_private(part)
        _make_ready(source, part, _next_id(path) if there else 1, log=not shared_over_network(part))
        if there:
            _replace_content(part, path)
        else:
            if os.path.lexists(path):
                # an empty file, or a link to nothing, is where a database was to be
                os.unlink(path)
            link_in_place(part, path)
        sweep(os.path.dirname(os.path.abspath(path)))
    except FAILURES as error:
        raise translate(error, path) from error
    except OSError as error:
        raise StorageError(
            f"'{path}' cannot be restored: {error.strerror}", hint="check the folder and its disk"
        ) from error
    finally:
        for ending in ("", "-wal", "-shm", "-journal"):
            if os.path.lexists(part + ending):
                os.unlink(part + ending)


def _next_id(path: str) -> int:
    """Gives the next id that the present database would give out.

    Raises:
        StorageError: foreign, newer, or damaged beyond opening.
    """
    try:
        present = sqlite3.connect(file_uri(path, "mode=rw"), uri=True, timeout=BUSY_SECONDS)
        try:
            check_identity(present, path)
            row = present.execute("SELECT next FROM sequence").fetchone()
        finally:
            present.close()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        # its copy was kept by the caller
        raise StorageError(
            f"'{path}' is damaged; move it away and restore again", hint=f"mv '{path}' elsewhere"
        ) from None
    return row[0] if row else 1


def _make_ready(source: str, part: str, next_id: int, *, log: bool) -> None:
    origin = sqlite3.connect(file_uri(source, "mode=ro&immutable=1"), uri=True)
    try:
        copy = sqlite3.connect(part, isolation_level=None)
        try:
            copy.execute("PRAGMA synchronous = FULL")
            copy_pages(origin, copy)
            # what is written from now on would make its hash wrong
            unseal(copy)
            # ids given out since the backup are not given out again
            copy.execute("UPDATE sequence SET next = :next WHERE next < :next", {"next": next_id})
            if log:
                copy.execute("PRAGMA journal_mode = WAL")
        finally:
            copy.close()
    finally:
        origin.close()


def _replace_content(part: str, path: str) -> None:
    origin = sqlite3.connect(file_uri(part, "mode=ro&immutable=1"), uri=True)
    try:
        target = sqlite3.connect(file_uri(path, "mode=rw"), uri=True, timeout=BUSY_SECONDS)
        try:
            target.execute("PRAGMA synchronous = FULL")
            copy_pages(origin, target)
        finally:
            target.close()
    finally:
        origin.close()
