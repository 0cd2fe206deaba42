"""Migrations: one file a version, forward only; all that are missing run in one transaction, after a backup."""

from __future__ import annotations

import sqlite3

from tinycrm.errors import StorageError
from tinycrm.store.sqlite.backup import copy_pages, is_sealed, keep_before
from tinycrm.store.sqlite.connect import file_uri

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Step = Callable[[sqlite3.Connection], None]

# another process may be at it: the backup and the work of a big database take minutes
_PATIENCE_SECONDS = 900


def load(version: int) -> Step:
    """Gives the step that leads to a version from the one before it."""
    found = __import__(f"{__name__}.v{version}", fromlist=["migrate"])
    step: Step = found.migrate
    return step


def climb(connection: sqlite3.Connection, newest: int, *, steps: Callable[[int], Step] | None = None) -> None:
    """The database inside its open transaction has the newest schema and says so."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    for number in range(version + 1, newest + 1):
        (steps or load)(number)(connection)
        connection.execute(f"PRAGMA user_version = {number}")


def migrate(
    connection: sqlite3.Connection, path: str, newest: int, *, steps: Callable[[int], Step] | None = None
) -> list[str]:
    """The database has the newest schema; a verified backup of what it was is among its backups.

    Until the one commit it is what it was, whatever happens. Two processes at once do it once: the second waits for
    the lock, and looks at the version again when it has it. The backup is made under that lock, so that it is
    exactly what was migrated.

    Args:
        connection: a writer without a transaction.
        path: its file.
        newest: the version to reach.
        steps: gives the step to a version; those of this folder unless given.

    Returns:
        What to tell the person, one line each; empty when another process was first.

    Raises:
        StorageError: the backup or a step failed; the database is what it was.
        sqlite3.Error: likewise.
    """
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_SECONDS * 1000}")
    # a table is rebuilt by putting another in its place, which its references must survive; they are checked below
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if version >= newest:
            connection.execute("ROLLBACK")
            return []
        broken = _broken(connection)
        kept = keep_before(path, f"schema-{newest}", undone="nothing was migrated")
        climb(connection, newest, steps=steps)
        _check_links(connection, path, newest, broken)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA busy_timeout = 30000")
    return [f"Migrated '{path}' from schema {version} to {newest}; what it was before is in {kept}"]


def migrated_copy(path: str, mode: str, newest: int) -> sqlite3.Connection | None:
    """Gives a backup's content in the newest schema, in a temporary database; None for what is no backup.

    A look into an old backup must not make another file of it.

    Raises:
        sqlite3.Error: it cannot be read, or there is no room for the copy.
    """
    origin = sqlite3.connect(file_uri(path, mode), uri=True)
    try:
        if not is_sealed(origin):
            return None
        # without a name: in memory as long as it is small, else in a file that nobody else can open
        copy = sqlite3.connect("", isolation_level=None)
        copy_pages(origin, copy)
    finally:
        origin.close()
    copy.execute("BEGIN")
    climb(copy, newest)
    copy.execute("COMMIT")
    return copy


def _check_links(connection: sqlite3.Connection, path: str, newest: int, before: int) -> None:
    if _broken(connection) != before:
        raise StorageError(
            f"'{path}' could not be migrated to schema {newest}: links between records would break",
            hint="the database is what it was; please report this",
        )


def _broken(connection: sqlite3.Connection) -> int:
    return sum(1 for _ in connection.execute("PRAGMA foreign_key_check"))
