"""The backups in a folder, and which of them are old enough to go."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
import time

from tinycrm.store.sqlite.connect import APPLICATION_ID, FAILURES, file_uri

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Cell

_HEADER = 100
_MAGIC = b"SQLite format 3\0"
_STAMP = len("20261122T063000Z")
_DAY = 24 * 60 * 60


def is_ours(path: str) -> bool:
    """Says whether a path is an ordinary file, no link, that begins as a database of TinyCRM's."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return False
            head = os.read(handle, _HEADER)
        finally:
            os.close(handle)
    except OSError:
        return False
    return head.startswith(_MAGIC) and head[68:72] == APPLICATION_ID.to_bytes(4, "big")


def automatic_name(name: str, stem: str) -> tuple[str, int] | None:
    """Gives the stamp and the number of a name that we give by ourselves; None for every other.

    Args:
        name: of a file: crm-20261122T063000Z.db, crm-20261122T063000Z-2.db.
        stem: what it must begin with: "crm-", "crm-before-rm-".
    """
    if not name.startswith(stem) or not name.endswith(".db"):
        return None
    rest = name[len(stem) : -len(".db")]
    stamp, number = rest[:_STAMP], rest[_STAMP:]
    digits = stamp[:8] + stamp[9:15]
    right = len(stamp) == _STAMP and stamp[8] == "T" and stamp[15] == "Z" and digits.isascii() and digits.isdigit()
    if not right:
        return None
    if not number:
        return stamp, 1
    count = number[1:]
    if number[0] != "-" or not (count.isascii() and count.isdigit()) or count.startswith("0") or int(count) < 2:
        return None
    return stamp, int(count)


def rotate(made: str, stem: str, keep: int) -> list[str]:
    """Of the automatic names of one database in the folder of a new backup, only the newest stay.

    Never removed: the new one, a link, a file of another name or another program, and a backup of another database
    that happens to have the same name.

    Args:
        made: the new backup.
        stem: what the automatic names begin with.
        keep: how many stay, the new one among them; at least 1.

    Returns:
        The files that went, oldest first.

    Raises:
        OSError: one could not be removed.
    """
    folder = os.path.dirname(os.path.abspath(made))
    own = _origin(made)
    found: list[tuple[tuple[str, int], str]] = []
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        when = automatic_name(name, stem)
        if when is not None and path != os.path.abspath(made) and is_ours(path) and own and _origin(path) == own:
            found.append((when, path))
    found.sort()
    old = [path for _, path in found[: max(0, len(found) - (keep - 1))]]
    for path in old:
        os.unlink(path)
    return old


def _origin(path: str) -> tuple[Cell, ...] | None:
    """Gives what no two databases share: their first operation, which none ever loses; None before it."""
    try:
        connection = sqlite3.connect(file_uri(path, "mode=ro&immutable=1"), uri=True)
        try:
            connection.execute("PRAGMA trusted_schema = OFF")
            row: tuple[Cell, ...] | None = connection.execute(
                "SELECT id, who, at, command FROM operation ORDER BY id LIMIT 1"
            ).fetchone()
        finally:
            connection.close()
    except FAILURES:
        return None
    return row


def half_name(path: str, mark: str) -> str:
    """Gives a name to make a file under that will be at `path`: who makes it can be told from the name.

    Args:
        path: where the file will be.
        mark: what is made: "part" of a backup, "restored", "new".
    """
    return f"{path}.{mark}-{os.getpid()}-{_machine()}{os.urandom(2).hex()}"


def _machine() -> str:
    """Gives four digits for this machine and its processes: elsewhere the same process number is another process."""
    import zlib

    known = os.uname().nodename if hasattr(os, "uname") else ""
    try:
        # containers share a machine and its disks, and number their processes apart
        known += f" {os.stat('/proc/self/ns/pid').st_ino}"
        with open("/etc/machine-id", encoding="ascii", errors="replace") as file:
            known += f" {file.read()}"
    except OSError:
        # not Linux, or an image without an identity: what is known so far has to do
        pass
    return f"{zlib.crc32(known.encode('utf-8', 'replace')) & 0xFFFF:04x}"


def sweep(folder: str) -> None:
    """What killed commands left half written in a folder is gone; nothing else is touched.

    That is what a process of this machine began that lives no more, and of others' what is older than a day. What
    cannot be read or removed stays: the command that tidies up here has its own work to do.
    """
    try:
        names = os.listdir(folder)
    except OSError:
        return
    here = _machine()
    for name in names:
        maker = _maker(name)
        if maker is None:
            continue
        pid, machine = maker
        path = os.path.join(folder, name)
        try:
            known = os.lstat(path)
            left = (machine == here and not _lives(pid)) or time.time() - known.st_mtime > _DAY
            if stat.S_ISREG(known.st_mode) and left:
                os.unlink(path)
        except OSError:
            # another process tidies up at the same time
            continue


def _maker(name: str) -> tuple[int, str] | None:
    """Gives (process, machine) of a copy in the making, or of its log: crm.db.part-4711-0123abcd; None for others."""
    for ending in ("-journal", "-wal", "-shm"):
        name = name.removesuffix(ending)
    for mark in (".part-", ".restored-", ".new-"):
        whole, found, rest = name.rpartition(mark)
        pid, _, random = rest.partition("-")
        known = pid.isascii() and pid.isdigit() and len(random) == 8 and not set(random) - set("0123456789abcdef")
        if whole and found and known:
            return int(pid), random[:4]
    return None


def _lives(pid: int) -> bool:
    """Says whether a process of this machine may still be at work."""
    if sys.platform == "win32":
        # there the question itself would interrupt it
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        # another user's, or no number of a process: the day decides
        return True
    return True


def backups_in(folder: str) -> list[tuple[str, int, float]]:
    """Gives (path, bytes, when it was written in seconds since 1970) of every copy of a database, newest first.

    Raises:
        OSError: the folder cannot be read.
    """
    found: list[tuple[str, int, float]] = []
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if is_ours(path):
            known = os.lstat(path)
            found.append((path, known.st_size, known.st_mtime))
    return sorted(found, key=lambda one: (-one[2], one[0]))
