"""Schema 5: the outbox, what a rule has done already, sequences under way, a name for the journal's numbering."""

from __future__ import annotations

from tinycrm.store.sqlite.schema import day

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3

_INSTANT = "CHECK (length({0}) = 20)"

_STATEMENTS = (
    # one row a recipient; the key says what, period and recipient, so that nothing is sent twice. The message stands
    # last: SQLite reads all of it to reach a column behind it.
    f"""CREATE TABLE outbox (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL UNIQUE CHECK (key <> ''), what TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'in doubt')),
  recipient TEXT NOT NULL, subject TEXT NOT NULL, message_id TEXT NOT NULL UNIQUE,
  record INTEGER, queued_at TEXT NOT NULL {_INSTANT.format("queued_at")},
  due_at TEXT NOT NULL {_INSTANT.format("due_at")}, attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  began_at TEXT {_INSTANT.format("began_at")}, ended_at TEXT {_INSTANT.format("ended_at")},
  reply TEXT, op INTEGER NOT NULL, message TEXT NOT NULL) STRICT""",
    # what waits, and what a process that died left behind
    "CREATE INDEX outbox_open ON outbox (state, due_at, id) WHERE state IN ('queued', 'sending', 'in doubt')",
    "CREATE INDEX outbox_queued ON outbox (queued_at, id)",
    "CREATE INDEX outbox_record ON outbox (record) WHERE record IS NOT NULL",
    # stays when the effects are undone: what a person took back must not come again
    f"""CREATE TABLE rule_fired (
  rule TEXT NOT NULL, record INTEGER NOT NULL, occasion TEXT NOT NULL,
  at TEXT NOT NULL {_INSTANT.format("at")}, op INTEGER NOT NULL,
  PRIMARY KEY (rule, record, occasion)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX rule_fired_record ON rule_fired (record)",
    f"""CREATE TABLE enrolment (
  id INTEGER PRIMARY KEY, sequence TEXT NOT NULL, noun TEXT NOT NULL, record INTEGER NOT NULL,
  {day("started_on", needed=True)}, started_at TEXT NOT NULL {_INSTANT.format("started_at")},
  stopped_at TEXT {_INSTANT.format("stopped_at")}, reason TEXT, op INTEGER NOT NULL,
  CHECK ((stopped_at IS NULL) = (reason IS NULL))) STRICT""",
    "CREATE UNIQUE INDEX enrolment_running ON enrolment (sequence, record) WHERE stopped_at IS NULL",
    "CREATE INDEX enrolment_record ON enrolment (record)",
    # sums of won and lost deals by day and by party, without a look at the deals
    "DROP INDEX deal_closed",
    "CREATE INDEX deal_closed ON deal (outcome, closed_on, currency, value_minor, party) WHERE outcome <> 'open'",
    "CREATE INDEX company_touch ON company (last_touch_at, created_at)",
    # a cursor of `changes` belongs to one numbering of operations; a restore begins another
    "INSERT INTO meta (key, value) VALUES ('journal', lower(hex(randomblob(4))))",
)


def migrate(connection: sqlite3.Connection) -> None:
    """The tables of version 5 are there."""
    for statement in _STATEMENTS:
        connection.execute(statement)
