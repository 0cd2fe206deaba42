"""The report `cohorts`: of those who first bought in a month, how many buy again in the months after."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import ratio
from tinycrm.reports.groups import time_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period

# so many months after are columns of a screen, and so many of a page or a file
SHOWN = 12
MOST = 24


class Cohorts:
    """Parties by the month or quarter of their first purchase.

    Attributes:
        by: "month" or "quarter".
        sizes: number of the month → parties that first bought in it.
        again: number of the month → by how many months later, how many of them bought in that one.
    """

    __slots__ = ("_at", "_first", "_last", "again", "by", "sizes")

    def __init__(self, by: str) -> None:
        self.by = by
        self.sizes: dict[int, int] = {}
        self.again: dict[int, list[int]] = {}
        self._at = self._first = self._last = -1

    def add(self, rows: Iterable[tuple[int, str]], places: dict[str, int]) -> None:
        """Purchases are counted, in the order of the parties and of their days.

        Args:
            rows: (party, ISO day).
            places: remembers the month of each day.
        """
        at, first, last = self._at, self._first, self._last
        sizes, again = self.sizes, self.again
        for party, day in rows:
            month = places.get(day)
            if month is None:
                month = places[day] = number_of(day, self.by)
            if party != at:
                at, first, last = party, month, month
                sizes[month] = sizes.get(month, 0) + 1
            elif month != last:
                last = month
                counts = again.get(first)
                if counts is None:
                    counts = again[first] = []
                later = month - first
                while len(counts) < later:
                    counts.append(0)
                counts[later - 1] += 1
        self._at, self._first, self._last = at, first, last


def number_of(day: str, by: str) -> int:
    """Gives the number of the month or quarter of an ISO day, one more than that of the one before."""
    month = int(day[:4]) * 12 + int(day[5:7]) - 1
    return month // 3 if by == "quarter" else month


def _name(number: int, by: str) -> str:
    month = number * 3 if by == "quarter" else number
    return time_of(f"{month // 12:04}-{month % 12 + 1:02}-01", by)


def cohorts_report(cohorts: Cohorts, numbers: Sequence[int], complete: int, period: Period, today: str) -> Report:
    """Gives, for the parties that first bought in a month, the share of them that bought again k months later.

    Formula: parties of the month that have a purchase in the month k later / parties of the month; k = 0 is 1.
        Retained: the same over all the months that have come so far. Nobody is new twice: what was bought before the
        period counts as the first purchase too.
    Unit: parties; ratio.
    Empty: "-" where the month k later ends after as_of, and for a month in which nobody bought for the first time.
    Source: sales, won deals without sales of their own.

    Args:
        cohorts: what was counted.
        numbers: the months to show, in order.
        complete: the last month that has ended by as_of.
        period: whose months these are.
        today: ISO day.
    """
    by = cohorts.by
    span = max(0, min(max((complete - number for number in numbers), default=0), MOST))
    rows: list[Row] = []
    sums = [[0, 0] for _ in range(span + 1)]
    for number in numbers:
        size, counts = cohorts.sizes.get(number, 0), cohorts.again.get(number, [])
        row: Row = {"cohort": _name(number, by), "parties": size}
        for later in range(span + 1):
            again = size if not later else counts[later - 1] if later <= len(counts) else 0
            seen = not later or number + later <= complete
            row[f"m{later}"] = ratio(again, size) if seen else None
            if seen:
                sums[later][0] += again
                sums[later][1] += size
        rows.append(row)
    keys = [f"m{later}" for later in range(span + 1)]
    columns = [
        Column("cohort", by.capitalize()),
        Column("parties", "New", "int"),
        # nothing is known yet of the last ones, when nobody was new in the first months
        *(
            Column(key, key[1:], "ratio", wide=at > SHOWN or all(row[key] is None for row in rows))
            for at, key in enumerate(keys)
        ),
    ]
    first, last = period.shown
    report = Report("cohorts", "Cohorts", columns, rows, date_from=first, date_to=last, today=today)
    if any(row["parties"] for row in rows):
        totals: Row = {"cohort": None, "parties": sum(cohorts.sizes.get(number, 0) for number in numbers)}
        totals |= {key: ratio(again, size) for key, (again, size) in zip(keys, sums, strict=True)}
        report.totals = totals
        known = [key for key in keys if any(row[key] is not None for row in rows)]
        report.charts = [Chart("heat", "cohort", known, title=f"Buying again, {by}s after the first purchase")]
    else:
        report.rows = []
    return report
