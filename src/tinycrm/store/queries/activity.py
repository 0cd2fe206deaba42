"""Interactions, counted; nothing holds them."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from tinycrm.store.sqlite.connect import Condition, Database

    # (day, kind, owner, interactions, minutes, how many of them have minutes)
    Touched = tuple[str, str, str, int, int, int]

_EVERY: Condition = ("", {})
_SPLITS = ("day", "kind", "owner")


def interactions(db: Database, first: str, last: str, narrow: Condition = _EVERY) -> int:
    """Gives the number of interactions between two local days, both included.

    Args:
        db: the connection.
        first, last: ISO days.
        narrow: which interactions count, over the table's own name.
    """
    condition, params = narrow
    more = f" AND {condition}" if condition else ""
    sql = f"SELECT count(*) FROM interaction WHERE interaction.on_day BETWEEN :first AND :last{more}"
    return db.number(sql, {**params, "first": first, "last": last})


def touched(
    db: Database, first: str, last: str, narrow: Condition = _EVERY, by: Container[str] = _SPLITS
) -> Iterator[Touched]:
    """Yields how many interactions there were between two local days, by day, kind and owner.

    Args:
        db: the connection.
        first, last: ISO days.
        narrow: which interactions count, over the table's own name.
        by: which of "day", "kind" and "owner" are wanted; the others are "" and add up.
    """
    condition, params = narrow
    words = ("interaction.on_day", "interaction.kind", "coalesce(interaction.owner, '')")
    columns = [word if name in by else "''" for name, word in zip(_SPLITS, words, strict=True)]
    sql = (
        f"SELECT {', '.join(columns)}, count(*),"
        " coalesce(sum(interaction.minutes), 0), count(interaction.minutes) FROM interaction"
        f" WHERE interaction.on_day BETWEEN :first AND :last{f' AND {condition}' if condition else ''}"
        " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    for chunk in db.stream(sql, {**params, "first": first, "last": last}):
        for day, kind, owner, count, minutes, timed in chunk:
            yield str(day), str(kind), str(owner), whole(count), whole(minutes), whole(timed)


def any_touch(db: Database, day: str, narrow: Condition = _EVERY) -> bool:
    """Says whether anything had been logged by a day."""
    condition, params = narrow
    more = f" AND {condition}" if condition else ""
    sql = f"SELECT 1 FROM interaction WHERE interaction.on_day <= :day{more} LIMIT 1"
    return db.one(sql, {**params, "day": day}) is not None


def won_touches(db: Database, first: str, last: str, narrow: Condition = _EVERY) -> tuple[int, int]:
    """Gives the deals won between two days, and how many interactions they had up to their closing.

    Args:
        db: the connection.
        first, last: ISO days.
        narrow: which deals count, over the table's own name.
    """
    condition, params = narrow
    # <> 'open' says nothing new to a reader, and to the planner that the index of the closed ones holds them
    sql = (
        "SELECT count(*), sum((SELECT count(*) FROM interaction AS i"
        " WHERE i.deal = deal.id AND i.on_day <= deal.closed_on)) FROM deal"
        " WHERE deal.outcome <> 'open' AND deal.outcome = 'won'"
        f" AND deal.closed_on BETWEEN :first AND :last{f' AND {condition}' if condition else ''}"
    )
    deals, touches = db.one(sql, {**params, "first": first, "last": last}) or (0, 0)
    return whole(deals), whole(touches or 0)
