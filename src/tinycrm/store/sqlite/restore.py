"""Puts a backup in the database's place: all of it, or nothing."""

from __future__ import annotations

import os
import sqlite3

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import StorageError, Unavailable
from tinycrm.store.sqlite.backup import LAST_RESTORE, copy_pages, make_private, note, note_backup, unseal
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
from tinycrm.store.sqlite.restored_mail import keep_mail
from tinycrm.store.sqlite.rotation import half_name, sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# where a file without a log counts its commits: length, offset
_COMMITS = (4, 24)


class Entry:
    """What the journal of the restored database says of the restore.

    Attributes:
        who: the user.
        at: the instant.
        command: the command line.
        before: the backup of what was there before, "" when there is none.
    """

    __slots__ = ("at", "before", "command", "who")

    def __init__(self, *, who: str, at: str, command: str, before: str) -> None:
        self.who = who
        self.at = at
        self.command = command
        self.before = before


def set_aside(path: str) -> str:
    """A database too damaged to be backed up lies beside its place as it was; gives its new path."""
    count = 1
    while os.path.lexists(f"{path}.damaged-{count}"):
        count += 1
    for ending in ("-wal", "-shm", "-journal", ""):
        if os.path.lexists(path + ending):
            os.rename(path + ending, f"{path}.damaged-{count}{ending}")
    return f"{path}.damaged-{count}"


def take_back(aside: str, path: str) -> None:
    """A database that was set aside is in its place again, unless another has taken it."""
    for ending in ("-wal", "-shm", "-journal", ""):
        if os.path.lexists(aside + ending) and not os.path.lexists(path):
            os.rename(aside + ending, path + ending)


def put_back(source: str, path: str, entry: Entry, *, keep: Callable[[], str] | None = None, aside: str = "") -> None:
    """The database holds what a verified backup holds, on disk; until then it holds what it held.

    The copy is made ready beside the database and put into it in one transaction of SQLite's: programs that have it
    open go on with the restored one. The restore is the last operation in it. That transaction is open before anything
    is read of what is there, so that nobody writes in between: whatever was acknowledged is in what `keep` makes.

    Args:
        source: the backup.
        path: the database.
        entry: what the journal says of it; its `before` is what `keep` gives.
        keep: makes a backup of what is there and gives its path; None where nothing is kept.
        aside: where a damaged database was put that had been at the path, "" when there was none.

    Raises:
        StorageError: it cannot be written, or what is there is foreign, newer or damaged.
    """
    there = os.path.exists(path) and os.path.getsize(path) > 0
    sweep(os.path.dirname(os.path.abspath(path)))
    part = half_name(path, "restored")
    try:
        make_folder_private(os.path.dirname(os.path.abspath(path)))
        make_private(part)
        _copy_in(source, part, log=not shared_over_network(part))
        if there:

            def ready() -> None:
                entry.before = keep() if keep is not None else ""
                _make_ready(source, part, path, _given_out(path), entry)

            _replace_content(part, path, ready)
        else:
            _make_ready(source, part, aside, _still_known(aside) if aside else (1, 0), entry)
            if os.path.lexists(path):
                # an empty file, or a link to nothing, is where a database was to be
                os.unlink(path)
            link_in_place(part, path)
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


def _given_out(path: str) -> tuple[int, int]:
    """Gives the next id that the present database would give out, and the number of its last operation.

    Raises:
        StorageError: foreign, newer, or damaged beyond opening.
    """
    try:
        present = sqlite3.connect(file_uri(path, "mode=rw"), uri=True, timeout=BUSY_SECONDS)
        try:
            check_identity(present, path)
            row = present.execute("SELECT next FROM sequence").fetchone()
            last = present.execute("SELECT max(id) FROM operation").fetchone()[0]
        finally:
            present.close()
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        # its copy was kept by the caller
        raise StorageError(
            f"'{path}' is damaged; move it away and restore again", hint=f"mv '{path}' elsewhere"
        ) from None
    return (row[0] if row else 1), last or 0


def _still_known(path: str) -> tuple[int, int]:
    """Gives what `_given_out` does, as far as a damaged database still knows it: better than to begin anew."""
    known: list[int] = []
    for sql in (
        "SELECT max(next) FROM sequence",
        *(f"SELECT max(id) + 1 FROM {noun}" for noun in NOUNS),
        "SELECT max(id) FROM operation",
    ):
        try:
            damaged = sqlite3.connect(file_uri(path, "mode=ro"), uri=True, timeout=BUSY_SECONDS)
            try:
                found = damaged.execute(sql).fetchone()[0]
            finally:
                damaged.close()
        except FAILURES:
            found = None
        known.append(found if isinstance(found, int) else 0)
    return max(1, *known[:-1]), known[-1]


def _copy_in(source: str, part: str, *, log: bool) -> None:
    origin = sqlite3.connect(file_uri(source, "mode=ro&immutable=1"), uri=True)
    try:
        copy = sqlite3.connect(part, isolation_level=None)
        try:
            copy.execute("PRAGMA synchronous = FULL")
            copy_pages(origin, copy)
            # what is written from now on would make its hash wrong
            unseal(copy)
            if log:
                copy.execute("PRAGMA journal_mode = WAL")
        finally:
            copy.close()
    finally:
        origin.close()


def _make_ready(source: str, part: str, path: str, given_out: tuple[int, int], entry: Entry) -> None:
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        copy.execute("PRAGMA synchronous = FULL")
        # ids given out since the backup are not given out again
        copy.execute("UPDATE sequence SET next = :next WHERE next < :next", {"next": given_out[0]})
        _enter(copy, given_out[1], entry)
        keep_mail(copy, path, entry.at)
        # what was restored is a backup of what is there now
        note_backup(copy, entry.at, source)
    finally:
        copy.close()


def _enter(copy: sqlite3.Connection, last: int, entry: Entry) -> None:
    """The restore is the last operation, which nobody can undo, under a number that was never another's."""
    number = 1 + max(last, copy.execute("SELECT max(id) FROM operation").fetchone()[0] or 0)
    copy.execute(
        "INSERT INTO operation (id, who, at, command, is_final) VALUES (:id, :who, :at, :command, 1)",
        {"id": number, "who": entry.who, "at": entry.at, "command": entry.command},
    )
    # who follows the changes must not take these operations for those that came after the same numbers before; what is
    # older has no such name, and is given one when it is brought up to date
    copy.execute("UPDATE meta SET value = lower(hex(randomblob(4))) WHERE key = 'journal'")
    before = os.path.abspath(entry.before) if entry.before else ""
    note(copy, LAST_RESTORE, f"{number} {before}")


def _replace_content(part: str, path: str, ready: Callable[[], None]) -> None:
    """The database holds what the part holds, which `ready` completes while nobody else can write.

    Raises:
        Unavailable: somebody wrote, where there is no log; nothing was replaced.
    """
    origin = sqlite3.connect(file_uri(part, "mode=rw"), uri=True)
    target = sqlite3.connect(file_uri(path, "mode=rw"), uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    # closed last: closing it ends all locks of this process
    file = os.open(path, os.O_RDONLY)
    try:
        # before anything is locked: what is not ours is left alone
        check_identity(target, path)
        target.execute("PRAGMA synchronous = FULL")
        count = b""
        if target.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            # there nobody can read from the first page on, so that what is there is read before
            target.execute("BEGIN IMMEDIATE")
            ready()
            count = os.pread(file, *_COMMITS)
            target.execute("ROLLBACK")

        def begun() -> None:
            if not count:
                ready()
            elif os.pread(file, *_COMMITS) != count:
                raise Unavailable(f"'{path}' was written to meanwhile", hint="nothing was restored: try again")

        copy_pages(origin, target, begun=begun)
    finally:
        target.close()
        origin.close()
        os.close(file)
