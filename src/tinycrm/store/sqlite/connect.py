"""Opens the SQLite file: identity, pragmas, private files; driver errors become ours here."""

from __future__ import annotations

import os
import sqlite3

from tinycrm.errors import StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tinycrm.errors import TinyCRMError

    Cell = str | int | float | None
    Params = Mapping[str, Cell] | tuple[Cell, ...]
    Tuple = tuple[Cell, ...]
    # the SQL of a condition and its named parameters
    Condition = tuple[str, dict[str, Cell]]

APPLICATION_ID = 0x54435231  # "TCR1"
SCHEMA_VERSION = 5
BUSY_SECONDS = 30.0
# The smallest page of SQLite: no database is shorter.
_SMALLEST = 512
# Kilobytes of pages for a bulk of rows; SQLite's own measure is 2,000. 16,000 take a tenth off an import.
_MUCH = 16_000

# what SQL has from us, and the number of its arguments
_FUNCTIONS = (
    ("fold", 1), ("sound", 2), ("days_between", 2), ("seconds_between", 2), ("unpaid_dues", 6), ("next_due", 2),
)  # fmt: skip
# a damaged file's garbage comes into the driver's own messages, which it then cannot decode
FAILURES = (sqlite3.Error, UnicodeDecodeError)


def translate(error: sqlite3.Error | UnicodeDecodeError, path: str) -> TinyCRMError:
    """Gives our error for one of the driver's; the text of a record never comes into it."""
    from tinycrm.store.sqlite.failures import told

    return told(error, path)


class Database:
    """One connection. Everything that reaches SQLite goes through it."""

    __slots__ = ("connection", "is_copy", "notes", "path", "place", "prepared", "writable")

    def __init__(
        self, connection: sqlite3.Connection, path: str, *, writable: bool, notes: list[str] | None = None
    ) -> None:
        self.connection = connection
        self.path = path
        self.writable = writable
        # what opening it did that a person should know
        self.notes: list[str] = notes or []
        self.prepared = False
        # a copy that ends with the process: what is tried on it reaches no file
        self.is_copy = False
        # device, number and size of the file that was opened to be written to
        self.place: tuple[int, int, int] | None = None

    def run(self, sql: str, params: Params = ()) -> sqlite3.Cursor:
        """The statement was executed.

        Raises:
            StorageError, Duplicate, Conflict: what the driver refused, in our words.
        """
        try:
            return self.connection.execute(sql, params)
        except FAILURES as error:
            raise translate(error, self.path) from error

    def commit(self) -> None:
        """What was written is durable, in the file that the path names.

        Raises:
            StorageError: somebody moved, replaced, deleted or cut the file off while it was open.
        """
        # SQLite goes on writing to a file that nobody will find again; it looks only where there is no log
        self._check_place()
        self.run("COMMIT")
        self._check_place()

    def _check_place(self) -> None:
        if self.place is None:
            return
        device, number, size = self.place
        try:
            found = os.stat(self.path)
        except OSError:
            found = None
        if found is None or (found.st_dev, found.st_ino) != (device, number) or found.st_size < size:
            raise StorageError(
                f"'{self.path}' was moved, replaced or cut off while it was being written to",
                code="moved",
                hint="what was not acknowledged is not in it: tinycrm doctor, then do it again",
            )

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

    def hold_more(self) -> None:
        """More pages stay in memory from now on: many rows then reach the indexes without being read back."""
        self.run(f"PRAGMA cache_size = -{_MUCH}")

    def close(self) -> None:
        """The connection is closed."""
        self.connection.close()


def file_uri(path: str, mode: str) -> str:
    """Gives SQLite's URI of a file. By hand: urllib.parse costs a seventh of `import sqlite3` on every command."""
    safe = os.path.abspath(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{safe}?{mode}"


def connect(path: str, mode: str) -> sqlite3.Connection:
    """Gives a connection with our pragmas and functions."""
    return dress(sqlite3.connect(file_uri(path, mode), timeout=BUSY_SECONDS, isolation_level=None, uri=True))


def dress(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The connection has our pragmas and functions; it is returned."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    for name, count in _FUNCTIONS:
        connection.create_function(name, count, _late(name), deterministic=True)
    return connection


def _late(name: str) -> Callable[..., str | int | None]:
    """Gives a function of SQL that is loaded when a query first calls it: hardly any command has such a query."""
    function: Callable[..., str | int | None] | None = None

    def call(*cells: Cell) -> str | int | None:
        nonlocal function
        if function is None:
            from tinycrm.store.sqlite.functions import FUNCTIONS

            function = FUNCTIONS[name]
        return function(*cells)

    return call


def check_identity(connection: sqlite3.Connection, path: str) -> int:
    """Gives the version of the schema of a TinyCRM database; 0 when the file is still empty.

    Raises:
        StorageError: a foreign file or a newer schema; the file was not changed.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == 0 and version == 0 and not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        if 0 < os.path.getsize(path) < _SMALLEST:
            # SQLite takes what is left of a file for an empty one
            raise StorageError(f"'{path}' is damaged: it ends early", code="damaged", hint="tinycrm restore BACKUP")
        return 0
    if application != APPLICATION_ID or version < 1:
        raise StorageError(
            f"'{path}' is a database of another program", code="foreign", hint="name another file with --db PATH"
        )
    if version > SCHEMA_VERSION:
        raise StorageError(
            f"'{path}' was written by a newer TinyCRM (schema {version}, this one knows {SCHEMA_VERSION})",
            code="newer",
            hint="upgrade TinyCRM: pipx upgrade tinycrm",
        )
    return version


def read_mode(path: str) -> str:
    """Gives how a file is opened to be read, without a trace where nothing may be written.

    Raises:
        StorageError: its folder cannot be written, and a log still has to be replayed.
    """
    folder = os.path.dirname(os.path.abspath(path))
    if os.access(folder, os.W_OK):
        return "mode=ro"
    for log in (path + "-wal", path + "-journal"):
        if os.path.exists(log) and os.path.getsize(log):
            raise StorageError(
                f"'{path}' has changes not yet merged and its folder cannot be written",
                hint=f"make '{folder}' writable, or copy all its files elsewhere",
            )
    return "mode=ro&immutable=1"


def open_reader(path: str) -> Database | None:
    """Gives a read-only connection to a database of the newest schema; None when the file is empty.

    Raises:
        StorageError: foreign, newer or damaged; older or in need of a replayed log, and not to be written.
    """
    if os.path.isdir(path):
        raise StorageError(f"'{path}' is a folder, not a database", hint="name a file with --db PATH")
    mode = read_mode(path)
    try:
        if os.path.exists(path + "-journal") and mode == "mode=ro":
            # a process without a log was killed: only a writer may roll back what it left
            open_writer(path).close()
        connection = connect(path, mode)
        version = check_identity(connection, path)
        if 0 < version < SCHEMA_VERSION:
            connection.close()
            return _open_older(path, version, mode)
    except FAILURES as error:
        raise translate(error, path) from error
    if not version:
        connection.close()
        return None
    return Database(connection, path, writable=False)


def _open_older(path: str, version: int, mode: str) -> Database:
    from tinycrm.store.sqlite.migrations import migrated_copy

    copy = migrated_copy(path, mode, SCHEMA_VERSION)
    if copy is not None:
        db = Database(dress(copy), path, writable=False)
        db.is_copy = True
        return db
    if mode != "mode=ro" or not os.access(path, os.W_OK):
        raise StorageError(
            f"'{path}' has the older schema {version} (this TinyCRM has {SCHEMA_VERSION}) and cannot be written",
            code="older",
            hint="make it and its folder writable, or copy it elsewhere: it is then migrated",
        )
    db = open_writer(path)
    db.close()
    return Database(connect(path, mode), path, writable=False, notes=db.notes)


def open_writer(path: str) -> Database:
    """Gives a connection that may write; the file and its folder exist afterwards, private, with the newest schema.

    Raises:
        StorageError: foreign, newer, damaged, or not writable.
    """
    if os.path.isdir(path):
        raise StorageError(f"'{path}' is a folder, not a database", hint="name a file with --db PATH")
    make_file(path)
    notes: list[str] = []
    try:
        connection = connect(path, "mode=rw")
        try:
            connection.execute("PRAGMA synchronous = FULL")
            version = check_identity(connection, path)
            if not version:
                from tinycrm.store.sqlite.create import create

                notes += create(connection, path)
            elif version < SCHEMA_VERSION:
                from tinycrm.store.sqlite.migrations import migrate

                notes += migrate(connection, path, SCHEMA_VERSION)
        except BaseException:
            connection.close()
            raise
    except FAILURES as error:
        raise translate(error, path) from error
    db = Database(connection, path, writable=True, notes=notes)
    found = os.stat(path)
    db.place = found.st_dev, found.st_ino, found.st_size
    return db


def prepare(db: Database) -> list[str]:
    """The database is ready for its first write by this process; gives what to tell the person.

    It has a log exactly where it may have one, and carries no hash of a backup, which the write would make wrong.
    Apart from opening it: what only tries a change leaves no trace.

    Raises:
        StorageError: it cannot be written.
    """
    if db.prepared:
        return []
    db.prepared = True
    try:
        has_log = db.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        if has_log and not may_be_shared(db.path):
            return []
        from tinycrm.store.sqlite.create import choose_log

        return choose_log(db.connection, db.path, has_log=has_log)
    except FAILURES as error:
        raise translate(error, db.path) from error


def may_be_shared(path: str) -> bool:
    """Says whether a file may be on a network drive, without looking up the mounts."""
    try:
        # a disk has a major number; what has none may be a network drive and is looked at closely
        return not os.major(os.stat(path).st_dev)
    except OSError:
        return False


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
            from errno import ENOTDIR

            # a caller that makes a file takes FileExistsError for "the file is there"
            raise NotADirectoryError(ENOTDIR, os.strerror(ENOTDIR), folder) from None


def make_file(path: str, *, asked: str = "") -> None:
    """The file is there, private when it was not there before.

    Args:
        path: the file.
        asked: the path that a person knows, where the file has another name until it is whole.

    Raises:
        StorageError: it cannot be made.
    """
    try:
        make_folder_private(os.path.dirname(os.path.abspath(path)))
        # sqlite3 gives -wal and -shm the mode of this file
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise StorageError(
            f"'{asked or path}' cannot be created: {error.strerror}", hint="name another file with --db PATH"
        ) from error
