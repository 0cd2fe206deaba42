"""What was mailed stays mailed when a backup takes the database's place, so that nothing is sent twice."""

from __future__ import annotations

import os
import sqlite3

from tinycrm.store.sqlite.connect import FAILURES, file_uri

_COLUMNS = (
    "id, uid, key, what, state, recipient, subject, message_id, message, record,"
    " queued_at, due_at, attempts, began_at, ended_at, reply, op"
)
_LEFT = "('sending', 'sent', 'in doubt')"
# how what rules have yet to run begins, and what may have run
_QUEUED, _BEGUN = "hook:queued:", "hook:running:"
_DOUBT = "the database was restored: it may have been sent since the backup"


def keep_mail(copy: sqlite3.Connection, path: str, at: str) -> None:
    """The copy of a backup knows what the database that it replaces has mailed since.

    What it holds as queued, and of which the database knows nothing, is in doubt. Without an outbox in the backup,
    which is then older than it, nothing is queued there either.

    Args:
        copy: a connection to the copy, in no transaction.
        path: the database, which may be damaged; "" for none.
        at: the instant of the restore.
    """
    if not _has_outbox(copy):
        return
    copy.execute("BEGIN")
    known = _take_over(copy, path)
    # what is due later cannot have left
    waiting = "SELECT id, uid, state FROM outbox WHERE state = 'sending' OR (state = 'queued' AND due_at <= ?)"
    found = copy.execute(waiting, (at,)).fetchall()
    doubtful = [id for id, uid, state in found if state == "sending" or uid not in known]
    copy.executemany(
        "UPDATE outbox SET state = 'in doubt', ended_at = ?, reply = ? WHERE id = ?",
        [(at, _DOUBT, id) for id in doubtful],
    )
    # nor is it known of a program that a rule had yet to run
    began = f"'{_BEGUN}' || substr(rule, {len(_QUEUED) + 1})"
    copy.execute(f"UPDATE rule_fired SET rule = {began} WHERE substr(rule, 1, {len(_QUEUED)}) = '{_QUEUED}'")
    copy.execute("COMMIT")


def _has_outbox(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'outbox'").fetchone() is not None


def _take_over(copy: sqlite3.Connection, path: str) -> set[str]:
    """The copy holds the mails that have left from here; gives the uids of those that still wait here, too."""
    if not os.path.exists(path) or not os.path.getsize(path):
        return set()
    marks = ", ".join("?" for _ in _COLUMNS.split(","))
    try:
        origin = sqlite3.connect(file_uri(path, "mode=ro"), uri=True)
        try:
            if not _has_outbox(origin):
                return set()
            for row in origin.execute(f"SELECT {_COLUMNS} FROM outbox WHERE state IN {_LEFT}"):
                copy.execute("DELETE FROM outbox WHERE id = ? OR uid = ? OR key = ?", row[:3])
                copy.execute(f"INSERT INTO outbox ({_COLUMNS}) VALUES ({marks})", row)
            return {row[0] for row in origin.execute("SELECT uid FROM outbox WHERE state = 'queued'")}
        finally:
            origin.close()
    except FAILURES:
        # a damaged database is what restore is for: of what it may have sent, nothing is known
        return set()
