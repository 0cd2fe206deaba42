"""Reads cohorts: one pass over the purchases of those who came in the period, in the order of the parties."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.periods import FIRST_DAY
from tinycrm.domain.spans import first_of
from tinycrm.reports.cohorts import Cohorts, cohorts_report, number_of
from tinycrm.reports.period import Period
from tinycrm.store.queries.buyers import purchase_days

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import cast

    from tinycrm.domain.results import Report
    from tinycrm.services.reporting.question import Question


def cohorts(q: Question) -> Report:
    """Gives who buys again, by the month or quarter of the first purchase."""
    by = q.asked.by or "month"
    found = Cohorts(by)
    # a month belongs to the period with all its days
    first = max(first_of(by, date.fromisoformat(q.span.first)).isoformat(), FIRST_DAY)
    as_of = q.span.as_of
    places: dict[str, int] = {}
    for rows in purchase_days(q.db, first, as_of, sold=q.sold, sale=q.narrow("sale"), deal=q.narrow("deal")):
        found.add(_typed(rows), places)
    start = min(found.sizes, default=0)
    if first != FIRST_DAY:
        start = min(start, number_of(first, by)) if found.sizes else 0
    numbers = range(start, number_of(as_of, by) + 1) if found.sizes else ()
    after = (date.fromisoformat(as_of) + timedelta(days=1)).isoformat()
    shown = Period(first, q.span.last, q.span.as_of)
    return cohorts_report(found, numbers, number_of(after, by) - 1, shown, q.today)


def _typed(rows: Iterable[tuple[object, ...]]) -> Iterable[tuple[int, str]]:
    """The schema says what they are; two million of them are not looked at one by one."""
    if TYPE_CHECKING:
        return cast("Iterable[tuple[int, str]]", rows)
    return rows
