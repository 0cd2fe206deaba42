"""Deals of a question, counted as they are read: none of them is kept."""

from __future__ import annotations

from tinycrm.reports.closed import Closed
from tinycrm.reports.figures import days_between
from tinycrm.reports.forecast import month_of
from tinycrm.reports.groups import TIMES, time_of
from tinycrm.reports.standing import Chances, Standing
from tinycrm.services.reporting.splitting import Split
from tinycrm.store.queries import closings as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question
    from tinycrm.store.sqlite.connect import Cell


def worth(q: Question, currency: Cell, value: Cell, day: str) -> tuple[str, int | None, int]:
    """Gives (currency, over, under): what a value is in minor units of the currency that the report is in.

    Args:
        q: the question.
        currency, value: as the store has them; None for no value.
        day: whose rate counts, ISO.
    """
    code = str(currency)
    if not q.exchange.target:
        return code, value if isinstance(value, int) else None, 1
    if not isinstance(value, int):
        return q.exchange.target, None, 1
    factor = q.exchange.factor(code, day)
    if factor is None:
        return q.exchange.target, None, 1
    return q.exchange.target, value * factor.over, factor.under


def main_line(q: Question) -> str:
    """Gives the key of the pipeline that rates are of, "" for all of them."""
    return "" if q.everything else q.line().key


def asked_line(q: Question) -> str:
    """Gives the key of the pipeline that was asked for, "" when none was or all were."""
    return q.line().key if q.asked.pipeline and not q.everything else ""


class ClosedDeals:
    """The deals closed in a period.

    Attributes:
        lines: pipeline → currency → counts and sums.
        reasons: "won" and "lost" → the same by reason, of the pipeline that rates are of.
    """

    def __init__(self, q: Question) -> None:
        self.lines: dict[str, dict[str, Closed]] = {}
        self.reasons = {outcome: Split(q, "reason", Closed, _won) for outcome in ("won", "lost")}


def closed_deals(q: Question, span: Period, *, pipeline: str = "", reasons: str | None = None) -> ClosedDeals:
    """Gives the deals closed in a period.

    Args:
        q: the question.
        span: when they closed.
        pipeline: its key, "" for all.
        reasons: of which pipeline reasons are told apart, "" for all; None where nobody asks for them.
    """
    found = ClosedDeals(q)
    by = "" if reasons is None else "reason"
    for outcome, currency, value, opened, closed, line, reason in _closings(q, span, pipeline, by):
        code, over, under = worth(q, currency, value, str(closed))
        parts = found.lines.setdefault(str(line), {})
        own = parts.get(code)
        if own is None:
            own = parts[code] = Closed()
        end, days = str(outcome), days_between(str(opened), str(closed))
        own.add(end, days, over, under)
        if reasons is not None and reasons in ("", line):
            found.reasons[end].of(reason, code).add(end, days, over, under)
    return found


def _closings(q: Question, span: Period, pipeline: str, by: str) -> Iterator[tuple[Cell, ...]]:
    narrow = q.narrow("deal")
    for chunk in rows.closings(q.db, span.first, span.as_of, narrow, pipeline=pipeline, by=by):
        yield from chunk


def split_closed(q: Question, span: Period, by: str, *, pipeline: str = "") -> list[tuple[str, dict[str, Closed]]]:
    """Gives the deals closed in a period by a field or by month, quarter or year of closing: (name, currency → counts).

    Times come in their order, everything else by the value won; the best alone where --top or the screen asks for no
    more.

    Args:
        q: the question.
        span: when they closed.
        by: what they are split by.
        pipeline: its key, "" for all.
    """
    split = Split(q, by, Closed, _won)
    for ended, currency, value, opened, closed, _, group in _closings(q, span, pipeline, by):
        code, over, under = worth(q, currency, value, str(closed))
        own = split.of(time_of(str(closed), by) if by in TIMES else group, code)
        own.add(str(ended), days_between(str(opened), str(closed)), over, under)
    return split.groups()


def _won(own: Closed) -> int:
    value = own.won_value.share
    return value.over // value.under


def split_standing(q: Question, by: str, *, pipeline: str = "") -> list[tuple[str, dict[str, Standing]]]:
    """Gives the open deals by a field, the most valuable group first: (name, currency → counts and sums).

    Args:
        q: the question.
        by: what they are split by.
        pipeline: its key, "" for all.
    """
    split = Split(q, by, Standing, _worth)
    chances = Chances(q.pipelines)
    for chunk in rows.standing(q.db, q.narrow("deal"), pipeline=pipeline, by=by):
        for row in chunk:
            code, over, under = worth(q, row[3], row[4], q.today)
            _stand(q, chances, row, split.of(row[9], code), over, under)
    return split.groups(others=True)


def open_by_month(q: Question, *, pipeline: str = "") -> dict[str, dict[str, Standing]]:
    """Gives the open deals by month of expected close: month, "overdue" or "undated" → currency → counts and sums."""
    found: dict[str, dict[str, Standing]] = {}
    chances = Chances(q.pipelines)
    for chunk in rows.standing(q.db, q.narrow("deal"), pipeline=pipeline):
        for row in chunk:
            code, over, under = worth(q, row[3], row[4], q.today)
            parts = found.setdefault(month_of(row[8] if isinstance(row[8], str) else None, q.today), {})
            _stand(q, chances, row, parts.setdefault(code, Standing()), over, under)
    return found


def _stand(q: Question, chances: Chances, row: tuple[Cell, ...], own: Standing, over: int | None, under: int) -> None:
    """One open deal is counted."""
    line, stage, _, _, _, points, opened, entered = row[:8]
    stay = days_between(str(entered), q.today)
    own.add(
        days_between(str(opened), q.today),
        stay,
        rots=chances.rots(str(line), str(stage), stay),
        points=chances.points(str(line), str(stage), points if isinstance(points, int) else None),
        over=over,
        under=under,
    )


def _worth(own: Standing) -> int:
    value = own.value.share
    return value.over // value.under


def open_by_stage(q: Question) -> dict[str, dict[str, tuple[int, dict[str, Standing]]]]:
    """Gives the open deals: pipeline → stage → its place as the deals know it, and currency → counts and sums."""
    found: dict[str, dict[str, tuple[int, dict[str, Standing]]]] = {}
    chances = Chances(q.pipelines)
    for chunk in rows.standing(q.db, q.narrow("deal")):
        for row in chunk:
            code, over, under = worth(q, row[3], row[4], q.today)
            stages, stage = found.setdefault(str(row[0]), {}), str(row[1])
            if stage not in stages:
                stages[stage] = (row[2] if isinstance(row[2], int) else 0, {})
            _stand(q, chances, row, stages[stage][1].setdefault(code, Standing()), over, under)
    return found


def open_valued(q: Question, day: str, *, pipeline: str = "", by: str = "") -> dict[tuple[str, str], int]:
    """Gives (group, currency) → how many deals with a value were open at the end of a day."""
    found: dict[tuple[str, str], int] = {}
    for group, currency, count in rows.open_on(q.db, day, q.narrow("deal"), pipeline=pipeline, by=by):
        if q.exchange.target and q.exchange.factor(currency, day) is None:
            # its worth is not known, and it is left out of the average too
            continue
        key = group, q.exchange.target or currency
        found[key] = found.get(key, 0) + count
    return found
