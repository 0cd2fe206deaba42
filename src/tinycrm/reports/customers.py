"""The report `customers`: who came, came back and left, and how many stayed."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import Share, ratio, share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period

PARTS = {"start": "Start", "new": "New", "reactivated": "Back", "lost": "Lost", "end": "End"}
# digits of the root that makes a churn monthly
_DIGITS = 40


class Customers:
    """Who was active at the ends of a period, and what changed between them.

    Attributes:
        start, end: parties active on the day before the period, and at its end.
        lost: active at the start, not at the end.
        came: active at the end, not at the start, that had never bought or paid before.
        back: those that had.
        new: parties whose first purchase or paid start, else customer_since, is in the period, active or not.
    """

    __slots__ = ("back", "came", "end", "lost", "new", "start")

    def __init__(self, start: int, end: int, *, lost: int, came: int, back: int, new: int) -> None:
        self.start = start
        self.end = end
        self.lost = lost
        self.came = came
        self.back = back
        self.new = new

    def growth(self) -> Share | None:
        """Gives (end - start) / start; None when nobody was there at the start."""
        return share(self.end - self.start, self.start)

    def retention(self) -> Share | None:
        """Gives the part of those there at the start that is there at the end."""
        return share(self.start - self.lost, self.start)

    def churn(self) -> Share | None:
        """Gives 1 - retention."""
        return share(self.lost, self.start)

    def mean(self) -> Share:
        """Gives the mean of both ends."""
        return Share(self.start + self.end, 2)


def monthly_churn(churn: Share, months: Share) -> Share:
    """Gives the churn of a month that makes up the churn of so many: 1 - (1 - churn)^(1 / months).

    Exact for one month, else to 40 digits.
    """
    if months.over == months.under or churn.over == churn.under:
        return churn
    from decimal import Decimal, localcontext

    with localcontext() as context:
        context.prec = _DIGITS
        kept = Decimal(churn.under - churn.over) / Decimal(churn.under)
        left = 1 - kept ** (Decimal(months.under) / Decimal(months.over))
        over, under = left.as_integer_ratio()
    return Share(over, under)


def lifetime_value(a_month: Share | None, margin: Share, churn: Share | None) -> Share | None:
    """Gives what a customer brings until it leaves: value × margin / churn, None without churn.

    Args:
        a_month: what one brings in the time that the churn is of.
        margin: of it that is left.
        churn: the part that leaves in that time.
    """
    if a_month is None or churn is None:
        return None
    return a_month.times(margin).per(churn)


def customers_report(
    parts: Sequence[tuple[str, Customers]], period: Period, today: str, *, by: str, known: bool
) -> Report:
    """Gives the customers at the start and the end of each month, and who came, came back and left in between.

    Formula: start + new + back - lost = end; active: a purchase in the active_window_days that end with the day, or
        MRR. New: first purchase or paid day in the month, still active at its end; first: all whose first purchase or
        paid start, else customer_since, is in the month. Retention = (start - lost) / start; churn = 1 - retention;
        growth = (end - start) / start. Without --by the figures of the period, each beside the one before.
    Unit: parties: the company that a purchase names, else its contact; ratio.
    Empty: counts are 0 once there is anything on record, else "-"; ratios "-" when nobody was active at the start.
    Source: sales, won deals, subscriptions, customer_since.
    """
    rows: list[Row] = [
        {
            by: name,
            "start": one.start,
            "new": one.came,
            "reactivated": one.back,
            "lost": -one.lost,
            "end": one.end,
            "first": one.new,
            "retention": ratio(one.start - one.lost, one.start),
            "churn": ratio(one.lost, one.start),
            # below 0 too, hence no ratio() of counts
            "growth": None if not one.start else Share(one.end - one.start, one.start).number(),
        }
        for name, one in parts
    ]
    columns = [
        Column(by, by.capitalize()),
        *(Column(key, label, "int") for key, label in PARTS.items()),
        Column("first", "First", "int", wide=True),
        Column("retention", "Retention", "ratio"),
        Column("churn", "Churn", "ratio", wide=True),
        Column("growth", "Growth", "ratio"),
        Column("end", "", "bar"),
    ]
    first, last = period.shown
    report = Report(
        "customers", "Customers", columns, rows if known else [], date_from=first, date_to=last, today=today
    )
    if report.rows:
        report.charts = [
            Chart("line", by, ["end"], title="Customers"),
            Chart("stack", by, ["new", "reactivated", "lost"], title="Who came and who left"),
            Chart("line", by, ["retention"], title="Retention"),
        ]
    return report
