"""Backups: one file that is an ordinary database, private, whole, and sealed by a hash of its own bytes.

The hash stands in a row of `meta`. It is the SHA-256 of the whole file with 64 zeros in the place of the hash, so that
one file carries its own proof and nothing lies beside it that could be lost.
"""

from __future__ import annotations

import os
import sqlite3
import time

from tinycrm.errors import Appeared, StorageError
from tinycrm.store.sqlite.connect import (
    BUSY_SECONDS,
    FAILURES,
    check_identity,
    file_uri,
    make_folder_private,
    read_mode,
    translate,
)
from tinycrm.store.sqlite.create import link_in_place
from tinycrm.store.sqlite.rotation import half_name, sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_KEY = "backup_sha256"
_LAST = "last_backup"
LAST_RESTORE = "last_restore"
# seconds to wait for others with what can be left undone
_SHORT = 2
_LENGTH = 64
_ZEROS = b"0" * _LENGTH
_CHUNK = 1024 * 1024
# pages that are copied at once where something is done in between: the smallest database has some seventy
_STEP = 16
_ANOTHER = "take another backup"
_DIGITS = frozenset("0123456789abcdef")


class Checked:
    """What a sound file was found to be.

    Attributes:
        path: the file.
        size: in bytes.
        version: of its schema.
        sha256: the hash it carries, which is right; "" when it carries none.
    """

    __slots__ = ("path", "sha256", "size", "version")

    def __init__(self, path: str, size: int, version: int, sha256: str) -> None:
        self.path = path
        self.size = size
        self.version = version
        self.sha256 = sha256


def damaged(path: str, why: str) -> StorageError:
    """Gives the error for a file that is not what was written."""
    return StorageError(f"'{path}' is damaged: {why}", code="damaged", hint=_ANOTHER)


def verify(path: str) -> Checked:
    """The file is a sound TinyCRM database of a version we know, and the hash it carries, if any, is right.

    Raises:
        StorageError: it is not; what is wrong is said.
    """
    from tinycrm.store.sqlite.structure import lost_tables

    try:
        size = os.path.getsize(path)
        connection = sqlite3.connect(file_uri(path, "mode=ro&immutable=1"), uri=True)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            version = check_identity(connection, path)
            if not version:
                raise StorageError(f"'{path}' is empty", code="damaged", hint=_ANOTHER)
            sealed = connection.execute("SELECT value FROM meta WHERE key = ?", (_KEY,)).fetchone()
            if sealed is not None:
                _check_seal(path, sealed[0])
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            # a sealed copy is what the database was, broken links and all; only of others nobody knows that
            broken = sealed is None and connection.execute("PRAGMA foreign_key_check").fetchone()
            lost = lost_tables(connection, version)
        finally:
            connection.close()
    except FAILURES as error:
        raise damaged(path, str(error)) from error
    except OSError as error:
        raise StorageError(f"'{path}' cannot be read: {error.strerror}", hint="check its permissions") from error
    if found != "ok":
        raise damaged(path, str(found))
    if lost:
        raise damaged(path, lost[0])
    if broken:
        raise damaged(path, f"a {broken[0]} refers to a {broken[2]} that is not there")
    return Checked(path, size, version, str(sealed[0]) if sealed else "")


def _check_seal(path: str, value: object) -> None:
    """The hash in the file is that of its bytes.

    Raises:
        StorageError: it is not.
    """
    if not isinstance(value, str) or len(value) != _LENGTH or not _DIGITS.issuperset(value):
        raise damaged(path, "its hash is no hash")
    places = _find(path, (_KEY + value).encode("ascii"))
    if len(places) != 1:
        raise damaged(path, "its hash does not stand where it belongs")
    if _hash(path, places[0] + len(_KEY)) != value:
        raise damaged(path, "its bytes are not those that were written (SHA-256)")


def _find(path: str, needle: bytes) -> list[int]:
    """Gives every offset of some bytes in a file."""
    places: list[int] = []
    kept, start = b"", 0
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            window = kept + chunk
            at = window.find(needle)
            while at >= 0:
                places.append(start + at)
                at = window.find(needle, at + 1)
            # one byte less than the needle: what is kept cannot hold it whole and be found twice
            kept = window[-(len(needle) - 1) :]
            start += len(window) - len(kept)
    return places


def _hash(path: str, zeros_at: int) -> str:
    """Gives the SHA-256 of a file, with zeros in the place of the hash."""
    import hashlib

    digest = hashlib.sha256()
    with open(path, "rb") as file:
        # exactly up to the hash, then over it, then the rest
        left = zeros_at
        while left and (chunk := file.read(min(_CHUNK, left))):
            digest.update(chunk)
            left -= len(chunk)
        file.seek(_LENGTH, os.SEEK_CUR)
        digest.update(_ZEROS)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _seal(part: str) -> str:
    """The file carries the hash of its own bytes, and is on disk; gives the hash."""
    for _ in range(3):
        # random, so that it can stand in the file but once
        mark = os.urandom(_LENGTH // 2).hex()
        connection = sqlite3.connect(part, isolation_level=None)
        try:
            note(connection, _KEY, mark)
        finally:
            connection.close()
        places = _find(part, (_KEY + mark).encode("ascii"))
        if len(places) == 1:
            break
    else:
        raise StorageError(f"'{part}' cannot be given a hash", hint=_ANOTHER)
    at = places[0] + len(_KEY)
    value = _hash(part, at)
    with open(part, "r+b") as file:
        file.seek(at)
        file.write(value.encode("ascii"))
        file.flush()
        os.fsync(file.fileno())
    return value


def unseal(connection: sqlite3.Connection) -> None:
    """The database carries no hash: the next write would make it wrong."""
    if is_sealed(connection):
        connection.execute("DELETE FROM meta WHERE key = ?", (_KEY,))


def is_sealed(connection: sqlite3.Connection) -> bool:
    """Says whether a database carries a hash: it is a backup, or was one until now."""
    return connection.execute("SELECT 1 FROM meta WHERE key = ?", (_KEY,)).fetchone() is not None


def numbered(folder: str, base: str) -> Iterator[str]:
    """Yields the paths base.db, base-2.db, base-3.db … for ever."""
    yield os.path.join(folder, f"{base}.db")
    count = 2
    while True:
        yield os.path.join(folder, f"{base}-{count}.db")
        count += 1


def folder_of(path: str) -> str:
    """Gives the folder of a database's own backups."""
    return os.path.join(os.path.dirname(os.path.abspath(path)), "backups")


def stem_of(path: str) -> str:
    """Gives what the names of a database's own backups begin with."""
    return os.path.splitext(os.path.basename(path))[0]


def copy_database(source: str, targets: Iterable[str], *, reuse: bool = False) -> Checked:
    """A verified copy of a database in use is at the first free target, 0600, complete or not there at all.

    Args:
        source: the database.
        targets: where the copy may be, in order of preference, all in one folder.
        reuse: a target that is there and holds the very same will do.

    Raises:
        StorageError: it could not be made or did not verify, or no target is free.
    """
    names = iter(targets)
    target = next(names)
    # first, so that what a killed one left is not what fills the disk
    sweep(os.path.dirname(os.path.abspath(target)))
    part = half_name(target, "part")
    try:
        made = _make_part(source, part)
        while not (_put(part, target) or (reuse and _holds(target, made))):
            following = next(names, "")
            if not following:
                raise StorageError(f"'{target}' is there already", hint="name another file, or a folder")
            target = following
    except OSError as error:
        raise StorageError(
            f"the backup of '{source}' could not be written: {error.strerror}",
            hint="name another place: tinycrm backup FILE",
        ) from error
    finally:
        for ending in ("", "-journal"):
            if os.path.lexists(part + ending):
                os.unlink(part + ending)
    made.path = target
    return made


def _make_part(source: str, part: str) -> Checked:
    make_folder_private(os.path.dirname(os.path.abspath(part)))
    make_private(part)
    try:
        origin = sqlite3.connect(file_uri(source, read_mode(source)), uri=True, timeout=BUSY_SECONDS)
        copy = sqlite3.connect(part)
        try:
            check_identity(origin, source)
            copy_pages(origin, copy)
            # one file by itself: no -wal beside a backup
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
            origin.close()
        _seal(part)
    except FAILURES as error:
        raise translate(error, source) from error
    try:
        return verify(part)
    except StorageError as error:
        # the copy is true to what it was made from
        error.message = error.message.replace(f"'{part}'", f"'{source}'")
        error.hint = "tinycrm doctor, then tinycrm restore"
        raise


def make_private(path: str) -> None:
    """A new empty file is at the path, open to its owner alone.

    Raises:
        OSError: something is there, or it cannot be made.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600))


def copy_pages(
    origin: sqlite3.Connection, target: sqlite3.Connection, *, begun: Callable[[], None] | None = None
) -> None:
    """The target holds what the origin holds, in one transaction of SQLite's.

    Args:
        origin: what is copied; pages that are changed meanwhile are copied again.
        target: what becomes a copy.
        begun: called once nobody else can write to the target; what it raises takes back all.

    Raises:
        sqlite3.Error: among others when another program kept the lock.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    waiting = [begun] if begun is not None else []

    def advanced(status: int, _remaining: int, _total: int) -> None:
        # Python asks a locked database again for ever
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            if time.monotonic() > deadline:
                raise sqlite3.OperationalError("database is locked")
        elif waiting:
            waiting.pop()()

    origin.backup(target, pages=_STEP if waiting else -1, progress=advanced)


def _put(part: str, target: str) -> bool:
    try:
        link_in_place(part, target)
    except Appeared:
        return False
    return True


def _holds(target: str, made: Checked) -> bool:
    if os.path.islink(target):
        return False
    try:
        return verify(target).sha256 == made.sha256
    except StorageError:
        return False


def keep_before(path: str, event: str, *, stamp: str = "", undone: str) -> str:
    """A verified backup of the database as it is now is among its own backups; gives its path.

    Args:
        path: the database.
        event: what is about to happen, a part of the name: "schema-2", "rm".
        stamp: a time for the name; without one a backup of the same content that is there already will do.
        undone: what does not happen without the backup, for the person: "nothing was removed".

    Raises:
        StorageError: as `copy_database`.
    """
    base = f"{stem_of(path)}-before-{event}" + (f"-{stamp}" if stamp else "")
    try:
        return copy_database(path, numbered(folder_of(path), base), reuse=not stamp).path
    except StorageError as error:
        if error.code == StorageError.default_code:
            error.hint = f"{undone}: a backup comes first; make room for it in '{folder_of(path)}'"
        raise


def remember(path: str, now: str, target: str) -> None:
    """The database knows when and where it was last backed up, if it can be written now; a backup needs no more."""
    try:
        connection = sqlite3.connect(file_uri(path, "mode=rw"), uri=True, timeout=_SHORT, isolation_level=None)
        try:
            if not is_sealed(connection):
                note_backup(connection, now, target)
        finally:
            connection.close()
    except FAILURES:
        return


def note_backup(connection: sqlite3.Connection, now: str, target: str) -> None:
    """The database knows that this file holds, since this instant, what it holds itself."""
    note(connection, _LAST, f"{now} {os.path.abspath(target)}")


def note(connection: sqlite3.Connection, key: str, value: str) -> None:
    """The database's own notes hold this value; a letter of a path that no text can hold is a question mark."""
    connection.execute(
        "INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        {"key": key, "value": value.encode("utf-8", "replace").decode("utf-8")},
    )
