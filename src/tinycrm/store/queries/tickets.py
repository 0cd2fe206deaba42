"""Tickets, as reports read them."""

from __future__ import annotations

from typing import cast

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.store.sqlite.connect import Condition, Database

    # (what it is split by, opened at, first answered at or None, on which day, resolved at or None, on which day,
    #  reopenings, minutes or None)
    Opened = tuple[str, str, str | None, str | None, str | None, str | None, int, int | None]

_EVERY: Condition = ("", {})
_GROUPS = {
    "": "''",
    "day": "ticket.opened_on",
    "owner": "coalesce(ticket.owner, '')",
    "channel": "coalesce(ticket.channel, '')",
    "priority": "ticket.priority",
}


def opened(db: Database, first: str, last: str, narrow: Condition = _EVERY, by: str = "") -> Iterator[Opened]:
    """Yields the tickets opened between two days, both included.

    Args:
        db: the connection.
        first, last: ISO days.
        narrow: which tickets count, over the table's own name.
        by: "day" of opening, "owner", "channel" or "priority"; "" for nothing.
    """
    condition, params = narrow
    sql = (
        f"SELECT {_GROUPS[by]}, ticket.opened_at, ticket.first_answered_at, ticket.first_answered_on,"
        " ticket.resolved_at, ticket.resolved_on, ticket.reopenings, ticket.minutes FROM ticket"
        f" WHERE ticket.opened_on BETWEEN :first AND :last{f' AND {condition}' if condition else ''}"
    )
    for chunk in db.stream(sql, {**params, "first": first, "last": last}):
        # the table is strict: the columns hold what they are declared to
        yield from cast("list[Opened]", chunk)


def open_on(db: Database, day: str, narrow: Condition = _EVERY, by: str = "") -> Iterator[tuple[str, str, int]]:
    """Yields (what it is split by, day of opening, tickets) of those open at the end of a day.

    Args:
        db: the connection.
        day: ISO day.
        narrow: which tickets count, over the table's own name.
        by: "owner", "channel" or "priority"; "" for nothing.
    """
    condition, params = narrow
    group = _GROUPS[by]
    more = f" AND {condition}" if condition else ""
    # in two parts, each by its own index
    parts = [
        f"SELECT {group} AS word, ticket.opened_on AS day, count(*) AS n FROM ticket"
        f" WHERE {which} AND ticket.opened_on <= :day{more} GROUP BY word, day"
        for which in ("ticket.status = 'open'", "ticket.resolved_on > :day")
    ]
    sql = f"SELECT word, day, sum(n) FROM ({' UNION ALL '.join(parts)}) AS t GROUP BY word, day ORDER BY word, day"
    for chunk in db.stream(sql, {**params, "day": day}):
        for word, opened_on, count in chunk:
            yield str(word), str(opened_on), whole(count)


def any_ticket(db: Database, day: str, narrow: Condition = _EVERY) -> bool:
    """Says whether any ticket had been opened by a day."""
    condition, params = narrow
    sql = f"SELECT 1 FROM ticket WHERE ticket.opened_on <= :day{f' AND {condition}' if condition else ''} LIMIT 1"
    return db.one(sql, {**params, "day": day}) is not None


def first_ticket(db: Database) -> str:
    """Gives the day on which the first ticket was opened, "" without one."""
    row = db.one("SELECT min(opened_on) FROM ticket")
    return str(row[0]) if row and row[0] else ""
