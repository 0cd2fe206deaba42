"""Opens the SQLite file: identity, pragmas, private files; driver errors become ours here."""

from __future__ import annotations

import os
import sqlite3
import time

from tinycrm.domain.fold import FOLD_VERSION, fold
from tinycrm.errors import Appeared, Conflict, Duplicate, StorageError, TinyCRMError, Unavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    Cell = str | int | float | None
    Params = Mapping[str, Cell] | tuple[Cell, ...]
    Tuple = tuple[Cell, ...]

APPLICATION_ID = 0x54435231  # "TCR1"
SCHEMA_VERSION = 1
BUSY_SECONDS = 30.0


# a damaged file's garbage comes into the driver's own messages, which it then cannot decode
FAILURES = (sqlite3.Error, UnicodeDecodeError)


def translate(error: sqlite3.Error | UnicodeDecodeError, path: str) -> TinyCRMError:
    """Gives our error for one of the driver's; the text of a record never comes into it."""
    text = "malformed text" if isinstance(error, UnicodeDecodeError) else str(error)
    low = text.lower()
    if "could not decode" in low:
        text = low = "malformed text"
    if isinstance(error, sqlite3.IntegrityError):
        if "contact_point.key" in low:
            return Duplicate("another contact has this e-mail", hint="tinycrm search E-MAIL finds it")
        if "unique" in low:
            return Duplicate(f"a value that must be unique is taken ({text.rpartition(': ')[2]})")
        if "foreign key" in low:
            return Conflict("other records refer to this one", hint="tinycrm history REF shows them")
        return StorageError(f"the database refused the change: {text}", hint="tinycrm doctor")
    if "locked" in low or "busy" in low:
        return Unavailable(f"'{path}' is locked by another program", hint="try again when it has finished")
    if "full" in low:
        return Unavailable(f"the disk is full: nothing was changed in '{path}'", hint="free some space and try again")
    if "not a database" in low:
        return StorageError(
            f"'{path}' is damaged or no database: {text}", hint="move it away, then tinycrm restore BACKUP"
        )
    if "malformed" in low or "corrupt" in low:
        return StorageError(f"'{path}' is damaged: {text}", code="damaged", hint="tinycrm doctor, then tinycrm restore")
    if "readonly" in low or "read-only" in low or "unable to open" in low:
        return StorageError(f"'{path}' cannot be written or opened: {text}", hint="check the folder's permissions")
    return StorageError(f"the database failed: {text}", hint="tinycrm doctor")


class Database:
    """One connection. Everything that reaches SQLite goes through it."""

    __slots__ = ("connection", "path", "writable")

    def __init__(self, connection: sqlite3.Connection, path: str, *, writable: bool) -> None:
        self.connection = connection
        self.path = path
        self.writable = writable

    def run(self, sql: str, params: Params = ()) -> sqlite3.Cursor:
        """The statement was executed.

        Raises:
            StorageError, Duplicate, Conflict: what the driver refused, in our words.
        """
        try:
            return self.connection.execute(sql, params)
        except FAILURES as error:
            raise translate(error, self.path) from error

    def run_many(self, sql: str, rows: Iterable[Tuple]) -> None:
        """The statement was executed once for every row."""
        try:
            self.connection.executemany(sql, rows)
        except FAILURES as error:
            raise translate(error, self.path) from error

    def rows(self, sql: str, params: Params = ()) -> list[Tuple]:
        """Gives all rows of a query."""
        try:
            found: list[Tuple] = self.connection.execute(sql, params).fetchall()
        except FAILURES as error:
            raise translate(error, self.path) from error
        return found

    def stream(self, sql: str, params: Params = (), *, size: int = 500) -> Iterator[list[Tuple]]:
        """Yields the rows of a query in chunks, so that nothing holds them all."""
        cursor = self.run(sql, params)
        while True:
            try:
                chunk: list[Tuple] = cursor.fetchmany(size)
            except FAILURES as error:
                raise translate(error, self.path) from error
            if not chunk:
                return
            yield chunk

    def one(self, sql: str, params: Params = ()) -> Tuple | None:
        """Gives the first row of a query, or None."""
        try:
            row: Tuple | None = self.connection.execute(sql, params).fetchone()
        except FAILURES as error:
            raise translate(error, self.path) from error
        return row

    def number(self, sql: str, params: Params = ()) -> int:
        """Gives the first value of a query as an int; 0 when there is none or it is NULL."""
        row = self.one(sql, params)
        return row[0] if row and isinstance(row[0], int) else 0

    def close(self) -> None:
        """The connection is closed."""
        self.connection.close()


def file_uri(path: str, mode: str) -> str:
    """Gives SQLite's URI of a file. By hand: urllib.parse costs a seventh of `import sqlite3` on every command."""
    safe = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{safe}?{mode}"


def _connect(path: str, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(file_uri(path, mode), timeout=BUSY_SECONDS, isolation_level=None, uri=True)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.create_function("fold", 1, _fold, deterministic=True)
    return connection


def _fold(value: object) -> str | None:
    return fold(value) if isinstance(value, str) else None


def check_identity(connection: sqlite3.Connection, path: str) -> bool:
    """Says whether the file holds a TinyCRM database of this version; False when it is still empty.

    Raises:
        StorageError: a foreign file or a newer schema; the file was not changed.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == 0 and version == 0 and not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        return False
    if application != APPLICATION_ID:
        raise StorageError(
            f"'{path}' is a database of another program", code="foreign", hint="name another file with --db PATH"
        )
    if version > SCHEMA_VERSION:
        raise StorageError(
            f"'{path}' was written by a newer TinyCRM (schema {version}, this one knows {SCHEMA_VERSION})",
            code="newer",
            hint="upgrade TinyCRM: pipx upgrade tinycrm",
        )
    return True


def open_reader(path: str) -> Database | None:
    """Gives a read-only connection; None when the file is empty.

    Raises:
        StorageError: foreign, newer or damaged; or unwritable with a log that still has to be replayed.
    """
    if os.path.isdir(path):
        raise StorageError(f"'{path}' is a folder, not a database", hint="name a file with --db PATH")
    mode = "mode=ro"
    folder = os.path.dirname(os.path.abspath(path))
    if not os.access(folder, os.W_OK):
        wal = path + "-wal"
        if os.path.exists(wal) and os.path.getsize(wal):
            raise StorageError(
                f"'{path}' has changes not yet merged and its folder cannot be written",
                hint=f"make '{folder}' writable, or copy all three files elsewhere",
            )
        mode = "mode=ro&immutable=1"
    try:
        connection = _connect(path, mode)
        known = check_identity(connection, path)
    except FAILURES as error:
        raise translate(error, path) from error
    if not known:
        connection.close()
        return None
    return Database(connection, path, writable=False)


def open_writer(path: str) -> Database:
    """Gives a connection that may write; the file and its folder exist afterwards, private and with the schema.

    Raises:
        StorageError: foreign, newer, damaged, or not writable.
    """
    if os.path.isdir(path):
        raise StorageError(f"'{path}' is a folder, not a database", hint="name a file with --db PATH")
    _make_file(path)
    try:
        connection = _connect(path, "mode=rw")
        try:
            connection.execute("PRAGMA synchronous = FULL")
            if not check_identity(connection, path):
                _create(connection)
        except BaseException:
            connection.close()
            raise
    except FAILURES as error:
        raise translate(error, path) from error
    return Database(connection, path, writable=True)


def open_new(path: str) -> Database:
    """Gives a new database under another name, with the schema; `publish` or `discard` ends it.

    Raises:
        StorageError: the folder or the file cannot be made.
    """
    part = f"{path}.new-{os.getpid()}-{os.urandom(4).hex()}"
    _make_file(part)
    try:
        connection = _connect(part, "mode=rw")
        connection.execute("PRAGMA synchronous = FULL")
        _create(connection)
    except FAILURES as error:
        _remove(part)
        raise translate(error, path) from error
    return Database(connection, part, writable=True)


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
        try:
            os.link(db.path, path)
        except FileExistsError:
            raise Appeared(f"'{path}' was created by another program", hint="try again") from None
        except OSError:
            # a file system without links: the rename could replace a file made in this very moment
            if os.path.lexists(path):
                raise Appeared(f"'{path}' was created by another program", hint="try again") from None
            os.rename(db.path, path)
        _sync_folder(path)
    except FAILURES as error:
        raise translate(error, path) from error
    except OSError as error:
        raise StorageError(
            f"'{path}' cannot be created: {error.strerror}", hint="name another file with --db PATH"
        ) from error
    finally:
        _remove(db.path)


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
    finally:
        os.close(handle)


def open_memory() -> Database:
    """Gives an empty database in memory: the answer to a read before the first write."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.create_function("fold", 1, _fold, deterministic=True)
    build(connection)
    return Database(connection, ":memory:", writable=True)


def make_folder_private(folder: str) -> None:
    """The folder exists; it and the parents that had to be made are open to their owner alone.

    Raises:
        OSError: it cannot be made.
    """
    if os.path.isdir(folder):
        return
    parent = os.path.dirname(folder)
    if parent and parent != folder:
        make_folder_private(parent)
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        if not os.path.isdir(folder):
            raise


def _make_file(path: str) -> None:
    try:
        make_folder_private(os.path.dirname(os.path.abspath(path)))
        # sqlite3 gives -wal and -shm the mode of this file
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise StorageError(
            f"'{path}' cannot be created: {error.strerror}", hint="name another file with --db PATH"
        ) from error


def _create(connection: sqlite3.Connection) -> None:
    # The switch to WAL needs the file alone and does not wait for the busy timeout: two first runs at once meet here.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            build(connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def build(connection: sqlite3.Connection) -> None:
    """The schema, its identity and the frozen table of currencies are in the database."""
    from tinycrm.domain.currencies import DECIMALS
    from tinycrm.store.sqlite.schema import STATEMENTS

    for statement in STATEMENTS:
        connection.execute(statement)
    connection.executemany("INSERT INTO currency (code, decimals) VALUES (?, ?)", sorted(DECIMALS.items()))
    connection.execute("INSERT INTO meta (key, value) VALUES ('fold_version', ?)", (str(FOLD_VERSION),))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
