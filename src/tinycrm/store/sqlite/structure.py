"""The structure of a database: which of its tables and indexes are missing or changed, and what is not ours."""

from __future__ import annotations

from tinycrm.store.sqlite.connect import FAILURES, SCHEMA_VERSION, translate
from tinycrm.store.sqlite.create import open_memory

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from typing import Literal

    from tinycrm.store.sqlite.connect import Database
    from tinycrm.store.unit import Unit

    State = Literal["missing", "changed", "foreign"]
    # (kind, name) → the table it belongs to, the statement that makes it
    Parts = dict[tuple[str, str], tuple[str, str]]

# SQLite's own, such as the statistics of ANALYZE, come and go
_PARTS = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
# the search index, which can be made anew from the records; the tables inside it are SQLite's
_SEARCH = ("doc", "doc_words", "doc_parts")
_INSIDE = ("doc_words_", "doc_parts_")


class Difference:
    """One part that is not as TinyCRM makes it.

    Attributes:
        kind: "table", "index", "trigger" or "view".
        name: in SQL.
        state: "missing", "changed", or "foreign": another program's.
        about: what is so, in words.
        sql: the statement that makes it as it must be; "" for a foreign one.
    """

    __slots__ = ("about", "kind", "name", "sql", "state")

    def __init__(self, kind: str, name: str, state: State, about: str, sql: str = "") -> None:
        self.kind = kind
        self.name = name
        self.state: State = state
        self.about = about
        self.sql = sql

    @property
    def derived(self) -> bool:
        """Whether it can be made anew and nothing is lost with it."""
        return bool(self.sql) and (self.kind == "index" or (self.state == "missing" and self.name in _SEARCH))


def differences(db: Database) -> list[Difference]:
    """Gives every part of a database of the newest schema that is missing, changed or another program's.

    Raises:
        StorageError: the database cannot be read.
    """
    fresh = _fresh(SCHEMA_VERSION)
    try:
        return _compared(_parts(fresh), _parts(db.connection), fresh, db.connection)
    except FAILURES as error:
        raise translate(error, db.path) from error
    finally:
        fresh.close()


def lost_tables(connection: sqlite3.Connection, version: int) -> list[str]:
    """Gives, in words, the tables that a database of a version has lost, and columns that a table has lost.

    Raises:
        sqlite3.Error: the database cannot be read.
    """
    fresh = _fresh(version)
    try:
        found = _compared(_parts(fresh), _parts(connection), fresh, connection)
    finally:
        fresh.close()
    return [one.about for one in found if one.kind == "table" and one.state == "missing" and not one.derived]


def mend(unit: Unit, wrong: Iterable[Difference]) -> None:
    """The parts that can be made anew are there as they must be; a search table among them is empty.

    Raises:
        Duplicate, StorageError: the rows that are there do not allow an index.
    """
    for one in wrong:
        if one.kind == "index":
            unit.db.run(f"DROP INDEX IF EXISTS {one.name}")
        unit.db.run(one.sql)


def _fresh(version: int) -> sqlite3.Connection:
    return open_memory(version).connection


def _parts(connection: sqlite3.Connection) -> Parts:
    return {
        (str(kind), str(name)): (str(table), str(sql or "")) for kind, name, table, sql in connection.execute(_PARTS)
    }


def _compared(
    expected: Parts, present: Parts, fresh: sqlite3.Connection, connection: sqlite3.Connection
) -> list[Difference]:
    found: list[Difference] = []
    for (kind, name), (table, sql) in expected.items():
        there = present.get((kind, name))
        if there is None:
            # an index goes with its table, what is inside of a search table with that
            if kind == "table" or ("table", table) in present:
                found.append(Difference(kind, name, "missing", f"the {kind} {name} is missing", sql))
        elif there[1] != sql and not name.startswith(_INSIDE):
            lost = _columns(fresh, name) - _columns(connection, name) if kind == "table" else set[str]()
            if lost:
                # no better than a table that is not there: no command can read it
                about = f"the table {name} has lost its column {min(lost)}"
                found.append(Difference(kind, name, "missing", about))
            else:
                found.append(Difference(kind, name, "changed", f"the {kind} {name} is not as TinyCRM makes it", sql))
    missing = {f"{one.name}_" for one in found if one.name in _SEARCH and one.state == "missing"}
    found = [one for one in found if not (one.name.startswith(_INSIDE) and one.name.startswith(tuple(missing)))]
    for kind, name in sorted(present.keys() - expected.keys()):
        found.append(Difference(kind, name, "foreign", f"the {kind} {name} is another program's"))
    return found


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")}
