"""Schema 3: pairs of records that a person said are not the same, so that nobody is asked again; notes of tasks."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

_STATEMENTS = (
    # the lower id first, so that a pair is one row whoever is named first
    """CREATE TABLE not_duplicate (
  noun TEXT NOT NULL CHECK (noun IN ('contact', 'company')),
  record INTEGER NOT NULL, other INTEGER NOT NULL CHECK (record < other),
  op INTEGER NOT NULL, PRIMARY KEY (record, other)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX not_duplicate_other ON not_duplicate (other)",
    "ALTER TABLE task ADD COLUMN note TEXT",
    # the state first: else SQLite may count the open tasks by the index of all due days, 900,000 done ones too
    "DROP INDEX task_open",
    "CREATE INDEX task_open ON task (status, due_on, due_time, id) WHERE status = 'open'",
)


def migrate(connection: sqlite3.Connection) -> None:
    """The table and the column of version 3 are there."""
    for statement in _STATEMENTS:
        connection.execute(statement)
