"""Records that nobody was in touch with for long, counted."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.store.sqlite.connect import Cell, Condition, Database

_EVERY: Condition = ("", {})
_OLD = ("{0}.last_touch_at < :since", "{0}.last_touch_at IS NULL AND {0}.created_at < :since")
# a note to oneself is no touch
_LAST = "(SELECT max(i.at) FROM interaction AS i WHERE i.deal = deal.id AND i.kind <> 'note')"


def stale(db: Database, noun: str, since: str, narrow: Condition = _EVERY) -> int:
    """Gives how many contacts or companies had no interaction since an instant; without any, were created before it.

    Args:
        db: the connection.
        noun: "contact" or "company".
        since: the instant.
        narrow: which records count, over the table's own name.
    """
    condition, params = narrow
    more = f" AND {condition}" if condition else ""
    # each by its own part of the index of last touches
    sums = [f"SELECT count(*) AS stale FROM {noun} WHERE {test.format(noun)}{more}" for test in _OLD]
    return sum(db.number(sql, {**params, "since": since}) for sql in sums)


def stale_by(db: Database, noun: str, since: str, by: str, narrow: Condition = _EVERY) -> Iterator[tuple[str, int]]:
    """Yields the same by owner, or by the month of the last interaction, "" without one.

    Args:
        db: the connection.
        noun: "contact" or "company".
        since: the instant.
        by: "owner" or "month".
        narrow: which records count, over the table's own name.
    """
    condition, params = narrow
    group = f"coalesce({noun}.owner, '')" if by == "owner" else f"coalesce(substr({noun}.last_touch_at, 1, 7), '')"
    more = f" AND {condition}" if condition else ""
    parts = " UNION ALL ".join(
        f"SELECT {group} AS word, count(*) AS n FROM {noun} WHERE {test.format(noun)}{more} GROUP BY word"
        for test in _OLD
    )
    sql = f"SELECT word, sum(n) AS stale FROM ({parts}) AS s GROUP BY word ORDER BY word"
    for chunk in db.stream(sql, {**params, "since": since}):
        for word, count in chunk:
            yield str(word), whole(count)


def stale_deals(
    db: Database, since: str, day: str, by: str = "", narrow: Condition = _EVERY
) -> Iterator[tuple[str, int]]:
    """Yields the open deals that had no interaction since an instant; without any, were opened before its day.

    Args:
        db: the connection.
        since: the instant.
        day: its local day, ISO.
        by: "owner", or "month" of the last interaction, "" without one; "" for all together.
        narrow: which deals count, over the table's own name.
    """
    condition, params = narrow
    group = {"": "''", "owner": "coalesce(owner, '')", "month": "coalesce(substr(last, 1, 7), '')"}[by]
    more = f" AND {condition}" if condition else ""
    sql = (
        f"SELECT {group} AS word, count(*) FROM (SELECT deal.owner AS owner, deal.opened_on AS opened, {_LAST} AS last"
        f" FROM deal WHERE deal.outcome = 'open'{more}) AS d"
        " WHERE last < :since OR (last IS NULL AND opened < :day) GROUP BY word ORDER BY word"
    )
    for chunk in db.stream(sql, {**params, "since": since, "day": day}):
        for word, count in chunk:
            yield str(word), whole(count)


def records(db: Database, noun: str, narrow: Condition = _EVERY, by: str = "") -> dict[str, int]:
    """Gives how many contacts, companies or open deals there are, by owner or all together.

    Args:
        db: the connection.
        noun: "contact", "company" or "deal".
        narrow: which records count, over the table's own name.
        by: "owner" or "".
    """
    condition, params = narrow
    tests = [test for test in ("deal.outcome = 'open'" if noun == "deal" else "", condition) if test]
    where = f" WHERE {' AND '.join(tests)}" if tests else ""
    values: dict[str, Cell] = dict(params)
    if not by:
        return {"": db.number(f"SELECT count(*) AS records FROM {noun}{where}", values)}
    sql = f"SELECT coalesce({noun}.owner, '') AS word, count(*) AS records FROM {noun}{where} GROUP BY word"
    return {str(word): whole(count) for word, count in db.rows(sql, values)}
