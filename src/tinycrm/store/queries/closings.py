"""Deals as reports stream them: the closed ones of a period, the open ones, and how many were open on a day."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.store.sqlite.connect import Cell, Condition, Database, Tuple

# what deals are split by: where it is read from; records are told apart by their ids
_SPLITS = {"owner": "deal.owner", "source": "deal.source", "reason": "deal.reason", "pipeline": "deal.pipeline"}
RECORDS = ("company", "campaign")


def _column(by: str) -> str:
    return f"deal.{by}" if by in RECORDS else _SPLITS.get(by, "NULL")


def _and(condition: Condition, pipeline: str) -> tuple[str, dict[str, Cell]]:
    sql, params = condition
    line = " AND deal.pipeline = :line" if pipeline else ""
    return f"{line}{' AND ' + sql if sql else ''}", {**params, "line": pipeline} if pipeline else {**params}


def closings(
    db: Database, first: str, last: str, condition: Condition, *, pipeline: str = "", by: str = ""
) -> Iterator[list[Tuple]]:
    """Yields (outcome, currency, value, opened, closed, pipeline, group) of the deals closed between two days.

    Args:
        db: the connection.
        first, last: ISO days, both included.
        condition: which deals count.
        pipeline: its key, "" for all.
        by: the column of the group, "" for none; records come in the order of their ids, one after another.
    """
    more, params = _and(condition, pipeline)
    # said twice: the index of the closed ones is known by its own condition
    sql = (
        f"SELECT deal.outcome, deal.currency, deal.value_minor, deal.opened_on, deal.closed_on, deal.pipeline,"
        f" {_column(by)} FROM deal WHERE deal.outcome <> 'open' AND deal.outcome IN ('won', 'lost')"
        f" AND deal.closed_on BETWEEN :first AND :last{more}"
    )
    if by in RECORDS:
        sql += f" ORDER BY {_column(by)}"
    return db.stream(sql, {**params, "first": first, "last": last}, size=2000)


def standing(db: Database, condition: Condition, *, pipeline: str = "", by: str = "") -> Iterator[list[Tuple]]:
    """Yields what reports read of the open deals.

    Returns:
        (pipeline, stage, position, currency, value, probability, opened, entered, expected, group) of each.
    """
    more, params = _and(condition, pipeline)
    sql = (
        "SELECT deal.pipeline, deal.stage, deal.position, deal.currency, deal.value_minor, deal.probability,"
        f" deal.opened_on, deal.stage_entered_on, deal.expected_close_on, {_column(by)}"
        f" FROM deal WHERE deal.outcome = 'open'{more}"
    )
    if by in RECORDS:
        sql += f" ORDER BY {_column(by)}"
    return db.stream(sql, params, size=2000)


def open_on(
    db: Database, day: str, condition: Condition, *, pipeline: str = "", by: str = ""
) -> Iterator[tuple[str, str, int]]:
    """Yields (group, currency, deals) of the valued deals that were open at the end of a day, in parts.

    By their days of opening and closing: those still open and those closed since, each by its own index.
    """
    more, params = _and(condition, pipeline)
    still = "deal.outcome = 'open'"
    since = "deal.outcome <> 'open' AND deal.outcome IN ('won', 'lost') AND deal.closed_on > :day"
    for state in (still, since):
        sql = (
            f"SELECT {_column(by)}, deal.currency, count(deal.value_minor) FROM deal"
            f" WHERE {state} AND deal.opened_on <= :day{more} GROUP BY {_column(by) if by else ''}"
            f"{', ' if by else ''}deal.currency"
        )
        for group, currency, count in db.rows(sql, {**params, "day": day}):
            yield str(group or ""), str(currency), whole(count)


def names_of(db: Database, noun: str, ids: Sequence[int]) -> dict[int, str]:
    """Gives the names of companies or campaigns."""
    found: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        marks = {f"i{at}": id for at, id in enumerate(ids[start : start + 500])}
        sql = f"SELECT id, name FROM {noun} WHERE id IN ({', '.join(':' + mark for mark in marks)})"
        found |= {whole(id): str(name) for id, name in db.rows(sql, marks)}
    return found


def ways(
    db: Database, pipeline: str, first: str, last: str, condition: Condition, *, by: str = ""
) -> Iterator[tuple[Cell, list[tuple[str, int, str, str, str | None]]]]:
    """Yields (group, stays) of every deal that came into or left a stage of a pipeline between two days.

    Args:
        db: the connection.
        pipeline: its key.
        first, last: ISO days, both included; "" for `first` is from the beginning.
        condition: which deals count.
        by: the column of the group, "" for none.

    Returns:
        The stays are in order, all that began by the last day: (stage, position, outcome, entered, left or None).
    """
    more, params = _and(condition, "")
    join = " JOIN deal ON deal.id = s.deal" if by or more else ""
    if first:
        more += (
            " AND s.deal IN (SELECT x.deal FROM stage_stay AS x WHERE x.pipeline = :line"
            " AND (x.entered_on BETWEEN :first AND :last OR x.left_on BETWEEN :first AND :last))"
        )
        params["first"] = first
    sql = (
        f"SELECT s.deal, s.stage, s.position, s.outcome, s.entered_on, s.left_on, {_column(by)} FROM stage_stay AS s"
        f"{join} WHERE s.pipeline = :line AND s.entered_on <= :last{more} ORDER BY s.deal, s.seq"
    )
    present: Cell = None
    group: Cell = None
    way: list[tuple[str, int, str, str, str | None]] = []
    for chunk in db.stream(sql, {**params, "line": pipeline, "last": last}, size=2000):
        for deal, stage, position, outcome, entered, left, word in chunk:
            if deal != present:
                if way:
                    yield group, way
                present, group, way = deal, word, []
            ended = left if isinstance(left, str) else None
            way.append((str(stage), whole(position), str(outcome), str(entered), ended))
    if way:
        yield group, way


def openings(db: Database, last: str, condition: Condition, *, pipeline: str = "") -> Iterator[tuple[str, str, int]]:
    """Yields (day, currency, deals) for the days on which valued deals opened, and with a minus for those of closing.

    Args:
        db: the connection.
        last: the last day that counts, ISO; what closed later is still open then.
        condition: which deals count.
        pipeline: its key, "" for all.
    """
    more, params = _and(condition, pipeline)
    for day, sign, state in (("opened_on", 1, ""), ("closed_on", -1, " AND deal.outcome <> 'open'")):
        sql = (
            f"SELECT deal.{day}, deal.currency, count(deal.value_minor) FROM deal"
            f" WHERE deal.{day} <= :last AND deal.opened_on <= :last{state}{more} GROUP BY deal.{day}, deal.currency"
        )
        for chunk in db.stream(sql, {**params, "last": last}, size=2000):
            for on, currency, count in chunk:
                yield str(on), str(currency), sign * whole(count)
