"""A period in parts: its months, quarters or years."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.spans import add_months
from tinycrm.reports.groups import time_of
from tinycrm.reports.period import Period

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def parts_of(period: Period, by: str, *, first_known: str) -> list[tuple[str, Period]]:
    """Gives (name, part) for every month, quarter or year that has days of a period, none beyond its as_of.

    Args:
        period: the whole; what begins before the first record is split from there.
        by: "month", "quarter" or "year".
        first_known: the ISO day of the first record.
    """
    begin = max(period.first, min(first_known, period.as_of))
    step = _MONTHS[by]
    day = date.fromisoformat(begin)
    start = date(day.year, (day.month - 1) // step * step + 1, 1)
    found: list[tuple[str, Period]] = []
    while start.isoformat() <= period.as_of:
        after = add_months(start, step)
        first, last = start.isoformat(), (after - timedelta(days=1)).isoformat()
        inside = Period(max(first, period.first), min(last, period.last), period.as_of)
        found.append((time_of(first, by), inside))
        start = after
    return found
