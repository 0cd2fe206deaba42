"""The outbox: what is to be mailed, and what became of it. One row a recipient; its key is there once and for ever."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.unit import Unit

STATES = ("queued", "sending", "sent", "failed", "in doubt")
# minutes from one attempt to the next, by how many there were; the last holds on
WAITS = (1, 5, 15, 60)
# of a mail in these states it cannot be said that it is nowhere but here
LEFT = ("sending", "sent", "in doubt")
# what waits or was left behind: word for word as the index has it, or SQLite reads all mails there ever were
_OPEN = "state IN ('queued', 'sending', 'in doubt')"
# all but the message
COLUMNS = (
    *("id", "uid", "key", "what", "state", "recipient", "subject", "message_id", "record"),
    *("queued_at", "due_at", "attempts", "began_at", "ended_at", "reply"),
)


class Mail:
    """A mail about to leave."""

    __slots__ = ("attempts", "due_at", "id", "message", "recipient", "record")

    def __init__(
        self, id: int, recipient: str, message: str, attempts: int, due_at: str, record: int | None = None
    ) -> None:
        self.id = id
        self.recipient = recipient
        self.message = message
        self.attempts = attempts
        self.due_at = due_at
        self.record = record


def id_of_key(db: Database, key: str) -> int | None:
    """Gives the mail that was queued under this key, or None."""
    row = db.one("SELECT id FROM outbox WHERE key = :key", {"key": key})
    return whole(row[0]) if row else None


def same(db: Database, key: str, uid: str, message_id: str) -> int | None:
    """Gives the mail that is this one, here already, or None."""
    sql = "SELECT id FROM outbox WHERE key = :key OR uid = :uid OR message_id = :message_id LIMIT 1"
    row = db.one(sql, {"key": key, "uid": uid, "message_id": message_id})
    return whole(row[0]) if row else None


def key_of_repeat(id: int, uid: str) -> str:
    """Gives the key of a mail that is another one sent once more."""
    return f"again {id} {uid}"


def repeat_of(db: Database, id: int) -> int | None:
    """Gives the mail by which another was last sent once more, or None."""
    # a space, and the sign that comes after it
    sql = "SELECT max(id) FROM outbox WHERE key >= :first AND key < :last"
    row = db.one(sql, {"first": f"again {id} ", "last": f"again {id}!"})
    return whole(row[0]) if row and row[0] is not None else None


def insert_mail(unit: Unit, row: dict[str, Cell]) -> int:
    """A mail is queued by the open transaction and in its journal; its id is returned."""
    id = unit.new_ids()
    unit.insert("outbox", {"id": id, "state": "queued", "queued_at": unit.now, "attempts": 0, **row})
    return id


def mail(db: Database, id: int) -> Row | None:
    """Gives all columns of a mail but its message, or None."""
    for row in _rows(db, "WHERE id = :id", {"id": id}):
        return row
    return None


def message_of(db: Database, id: int) -> str:
    """Gives the message of a mail; "" when it is gone."""
    row = db.one("SELECT message FROM outbox WHERE id = :id", {"id": id})
    return str(row[0]) if row else ""


def mails(
    db: Database,
    *,
    states: Sequence[str] = (),
    since: str = "",
    until: str = "",
    limit: int | None = None,
    offset: int = 0,
) -> Iterator[Row]:
    """Yields mails, the newest first, without their messages.

    Args:
        db: the connection.
        states: only those in one of these states; empty for all.
        since, until: instants between which they were queued, the later one excluded; "" for open.
        limit: at most so many; None for all.
        offset: how many to leave out first.
    """
    where, params = _condition(states, since, until)
    params = {**params, "limit": -1 if limit is None else limit, "offset": offset}
    yield from _rows(db, f"{where} ORDER BY queued_at DESC, id DESC LIMIT :limit OFFSET :offset", params)


def count_mails(db: Database, *, states: Sequence[str] = (), since: str = "", until: str = "") -> int:
    """Gives how many mails `mails` yields without a limit."""
    where, params = _condition(states, since, until)
    return db.number(f"SELECT count(*) FROM outbox {where}", params)


def unheard(db: Database, since: str, *, from_on: str) -> list[Row]:
    """Gives the mails that nobody may have got: in doubt, refused since, or tried in vain so far; the newest first.

    A refused one is left out that was sent once more, which speaks for itself, or that a person decided about.

    Args:
        db: the connection.
        since: an instant; what was refused before is known.
        from_on: the instant that a refused one was queued at or after.
    """
    again = "r.key >= 'again ' || outbox.id || ' ' AND r.key < 'again ' || outbox.id || '!'"
    decided = "c.record = outbox.id AND c.tbl = 'outbox' AND c.kind = 'U'"
    refused = (
        "state = 'failed' AND attempts > 0 AND queued_at >= :from_on AND ended_at >= :since"
        f" AND NOT EXISTS (SELECT 1 FROM outbox AS r WHERE {again})"
        f" AND NOT EXISTS (SELECT 1 FROM change AS c WHERE {decided})"
    )
    last = " ORDER BY queued_at DESC, id DESC"
    return [
        *_rows(db, f"WHERE {_OPEN} AND state = 'in doubt'{last}", {}),
        *_rows(db, f"WHERE {refused}{last}", {"since": since, "from_on": from_on}),
        *_rows(db, f"WHERE {_OPEN} AND state = 'queued' AND attempts > 0{last}", {}),
    ]


def _condition(states: Sequence[str], since: str, until: str) -> tuple[str, dict[str, Cell]]:
    params: dict[str, Cell] = {f"state{number}": state for number, state in enumerate(states)}
    parts = [f"state IN ({', '.join(f':{name}' for name in params)})"] if states else []
    if since:
        parts.append("queued_at >= :since")
        params["since"] = since
    if until:
        parts.append("queued_at < :until")
        params["until"] = until
    return ("WHERE " + " AND ".join(parts) if parts else ""), params


def _rows(db: Database, rest: str, params: dict[str, Cell]) -> Iterator[Row]:
    for chunk in db.stream(f"SELECT {', '.join(COLUMNS)} FROM outbox {rest}", params, size=200):
        for cells in chunk:
            yield dict(zip(COLUMNS, cells, strict=True))


def due_mails(db: Database, now: str, waited: Sequence[str]) -> list[int]:
    """Gives the mails to be sent now, in order.

    A mail that was refused for a time waits from its last attempt on. An attempt or a queueing in the future means
    that the clock was set back since: nothing waits for that to come again.

    Args:
        db: the connection.
        now: the instant.
        waited: the instants that lie each of `WAITS` back.
    """
    params: dict[str, Cell] = {"now": now}
    waits = ["attempts = 0", "ended_at IS NULL", "ended_at > :now"]
    for number, instant in enumerate(waited, 1):
        compared = "=" if number < len(waited) else ">="
        waits.append(f"(attempts {compared} {number} AND ended_at <= :waited{number})")
        params[f"waited{number}"] = instant
    sql = (
        f"SELECT id FROM outbox WHERE {_OPEN} AND state = 'queued'"
        " AND (due_at <= :now OR (queued_at > :now AND due_at <= queued_at))"
        f" AND ({' OR '.join(waits)}) ORDER BY due_at, id"
    )
    return [whole(row[0]) for row in db.rows(sql, params)]


def sending(db: Database) -> list[int]:
    """Gives the mails that a process is sending, or was when it ended."""
    return [whole(row[0]) for row in db.rows(f"SELECT id FROM outbox WHERE {_OPEN} AND state = 'sending' ORDER BY id")]


def take(unit: Unit, id: int) -> Mail | None:
    """The mail is being sent from now on; None when it is no longer queued."""
    cursor = unit.db.run(
        "UPDATE outbox SET state = 'sending', began_at = :now, ended_at = NULL, attempts = attempts + 1"
        " WHERE id = :id AND state = 'queued' RETURNING recipient, message, attempts, due_at, record",
        {"id": id, "now": unit.now},
    )
    row = cursor.fetchone()
    cursor.close()
    if row is None:
        return None
    record = row[4] if isinstance(row[4], int) else None
    return Mail(id, str(row[0]), str(row[1]), whole(row[2]), str(row[3]), record)


def settle(unit: Unit, id: int, state: str, reply: str) -> bool:
    """What became of a mail that was being sent is known; False when it was settled already.

    A restore in the meantime did not know, and left it in doubt.
    """
    cursor = unit.db.run(
        "UPDATE outbox SET state = :state, ended_at = :now, reply = :reply"
        " WHERE id = :id AND state IN ('sending', 'in doubt')",
        {"id": id, "state": state, "now": unit.now, "reply": reply},
    )
    return cursor.rowcount == 1


def put_off(unit: Unit, ids: Sequence[int], reply: str) -> None:
    """The queued ones of these count as tried: no way out was found."""
    for id in ids:
        unit.db.run(
            "UPDATE outbox SET began_at = :now, ended_at = :now, attempts = attempts + 1, reply = :reply"
            " WHERE id = :id AND state = 'queued'",
            {"id": id, "now": unit.now, "reply": reply},
        )


def call_off(unit: Unit, id: int, reply: str, *, state: str = "failed") -> bool:
    """A queued mail is not sent, and counts as not tried here; False when it waits no longer."""
    cursor = unit.db.run(
        "UPDATE outbox SET state = :state, ended_at = :now, reply = :reply WHERE id = :id AND state = 'queued'",
        {"id": id, "state": state, "now": unit.now, "reply": reply},
    )
    return cursor.rowcount == 1


def give_up(unit: Unit, id: int) -> None:
    """A queued mail is not tried again."""
    unit.db.run("UPDATE outbox SET state = 'failed' WHERE id = :id AND state = 'queued'", {"id": id})
