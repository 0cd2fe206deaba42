"""The period of a report that shows a course, when none was asked for."""

from __future__ import annotations

from datetime import date

from tinycrm.domain.spans import add_months
from tinycrm.reports.period import Period

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.reporting.question import Question

# months of the unit, months before this one of it: a year, two years, five years
_USUAL = {"month": (1, 11), "quarter": (3, 21), "year": (12, 48)}


def course_of(q: Question, by: str) -> Period:
    """Gives the period that was asked for; without one, by month the last twelve, by quarter eight, by year five."""
    if by not in _USUAL or q.asked.period or q.asked.first or q.asked.last:
        return q.span
    unit, months = _USUAL[by]
    return _back(q.span.as_of, months + (int(q.span.as_of[5:7]) - 1) % unit)


def year_to(day: str) -> Period:
    """Gives the twelve months up to a day, from the first of a month."""
    return _back(day, 11)


def _back(last: str, months: int) -> Period:
    first = add_months(date.fromisoformat(last).replace(day=1), -months)
    return Period(first.isoformat(), last, last)
