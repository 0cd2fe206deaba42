"""Maintenance of the file: integrity, index, marks, backup by SQLite's online API."""

from __future__ import annotations

import os
import sqlite3

from tinycrm.errors import StorageError
from tinycrm.store.marks import recompute_all
from tinycrm.store.sqlite import search
from tinycrm.store.sqlite.connect import FAILURES, check_identity, file_uri, make_folder_private, open_writer, translate
from tinycrm.store.tables import TABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store import Store
    from tinycrm.store.sqlite.connect import Database
    from tinycrm.store.unit import Unit

_DAMAGED = "take another backup"


def integrity(db: Database) -> list[str]:
    """Gives what SQLite finds wrong with the file; empty when all is well."""
    found = [str(row[0]) for row in db.rows("PRAGMA integrity_check(20)")]
    wrong = [text for text in found if text != "ok"]
    for table, row, parent, _ in db.rows("PRAGMA foreign_key_check"):
        wrong.append(f"{table} {row} refers to a {parent} that is not there")
    return wrong


def broken_link(db: Database) -> str:
    """Gives the first row that leads to a record which is not there, in words; "" when there is none."""
    for table, _, parent, _ in db.rows("PRAGMA foreign_key_check"):
        known = TABLES.get(str(table))
        column = known.record if known else "id"
        sql = f"SELECT t.{column}, t.{parent} FROM {table} AS t LEFT JOIN {parent} AS p ON p.id = t.{parent}"
        row = db.one(f"{sql} WHERE p.id IS NULL AND t.{parent} IS NOT NULL LIMIT 1")
        if row:
            return f"record {row[0]} needs {parent} {row[1]}, which would not be there"
    return ""


def index_differences(db: Database) -> list[int]:
    """Gives the records whose text in the search index is not their own."""
    wrong = search.differences(db)
    for index in ("doc_words", "doc_parts"):
        # a reader cannot run FTS5's own check, which is written as an insert
        sql = f"SELECT d.id FROM doc AS d LEFT JOIN {index}_docsize AS s ON s.id = d.id WHERE s.id IS NULL"
        wrong += [row[0] for row in db.rows(sql) if isinstance(row[0], int)]
    return sorted(set(wrong))


def rebuild_index(unit: Unit) -> None:
    """The search index is made anew."""
    search.rebuild(unit.db)


def mark_differences(store: Store) -> int:
    """Gives how many contacts and companies have wrong last-touch marks; nothing is changed."""
    sql = (
        "SELECT id, last_touch_at, last_in_at, last_out_at FROM contact"
        " UNION ALL SELECT id, last_touch_at, last_in_at, last_out_at FROM company"
    )
    with store.write(dry=True) as unit:
        before = set(unit.db.rows(sql))
        recompute_all(unit.db)
        return len(set(unit.db.rows(sql)) - before)


def recompute_marks(unit: Unit) -> None:
    """The last-touch marks of all records are those of their newest interactions."""
    recompute_all(unit.db)


def stages_in_use(db: Database) -> list[tuple[str, str, int]]:
    """Gives (pipeline, stage, deals) of every stage that a deal stands in."""
    rows = db.rows("SELECT pipeline, stage, count(*) FROM deal GROUP BY pipeline, stage ORDER BY pipeline, stage")
    return [(str(pipeline), str(stage), int(str(count))) for pipeline, stage, count in rows]


def verify(path: str) -> None:
    """The file is a sound TinyCRM database of a version we know.

    Raises:
        StorageError: it is not; what is wrong is said.
    """
    try:
        connection = sqlite3.connect(file_uri(path, "mode=ro&immutable=1"), uri=True)
        try:
            if not check_identity(connection, path):
                raise StorageError(f"'{path}' is empty", hint=_DAMAGED)
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        finally:
            connection.close()
    except FAILURES as error:
        raise StorageError(f"'{path}' is damaged: {error}", code="damaged", hint=_DAMAGED) from error
    if found != "ok":
        raise StorageError(f"'{path}' is damaged: {found}", code="damaged", hint=_DAMAGED)


def copy_database(source: str, target: str) -> None:
    """A verified copy of a database in use is at `target`, 0600, complete or not there at all.

    Raises:
        StorageError: it could not be made, or it did not verify.
    """
    part = f"{target}.part-{os.getpid()}"
    try:
        make_folder_private(os.path.dirname(os.path.abspath(target)))
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600))
        _copy(source, part)
        verify(part)
        with open(part, "rb") as handle:
            os.fsync(handle.fileno())
        # a link, unlike a rename, never replaces a file that came into being meanwhile
        os.link(part, target)
    except OSError as error:
        raise StorageError(
            f"the backup '{target}' could not be written: {error.strerror}",
            hint="name another place: tinycrm backup FILE",
        ) from error
    finally:
        if os.path.lexists(part):
            os.unlink(part)


def _copy(source: str, target: str) -> None:
    try:
        origin = sqlite3.connect(file_uri(source, "mode=ro"), uri=True, timeout=30)
        copy = sqlite3.connect(target)
        try:
            check_identity(origin, source)
            origin.backup(copy)
            # one file by itself: no -wal beside a backup
            copy.execute("PRAGMA journal_mode = DELETE")
        finally:
            copy.close()
            origin.close()
    except FAILURES as error:
        raise translate(error, source) from error


def set_aside(path: str) -> str:
    """A database too damaged to be backed up lies beside its place as it was; gives its new path."""
    count = 1
    while os.path.lexists(f"{path}.damaged-{count}"):
        count += 1
    for ending in ("-wal", "-shm", ""):
        if os.path.lexists(path + ending):
            os.rename(path + ending, f"{path}.damaged-{count}{ending}")
    return f"{path}.damaged-{count}"


def put_back(source: str, path: str) -> None:
    """The database holds what a verified backup holds, in one transaction of SQLite's."""
    if os.path.lexists(path) and os.path.getsize(path):
        try:
            target = sqlite3.connect(file_uri(path, "mode=rw"), uri=True, timeout=30)
            check_identity(target, path)
        except sqlite3.DatabaseError:
            # what is there is damaged beyond opening; its copy was kept by the caller
            raise StorageError(
                f"'{path}' is damaged; move it away and restore again", hint=f"mv '{path}' elsewhere"
            ) from None
    else:
        open_writer(path).close()
        target = sqlite3.connect(file_uri(path, "mode=rw"), uri=True, timeout=30)
    try:
        origin = sqlite3.connect(file_uri(source, "mode=ro&immutable=1"), uri=True)
        try:
            target.execute("PRAGMA synchronous = FULL")
            given = target.execute("SELECT next FROM sequence").fetchone()[0]
            origin.backup(target)
            target.execute("PRAGMA journal_mode = WAL")
            # ids given out since the backup are not given out again
            target.execute("UPDATE sequence SET next = ? WHERE next < ?", (given, given))
            target.commit()
        finally:
            origin.close()
    except FAILURES as error:
        raise translate(error, path) from error
    finally:
        target.close()
