"""The report `revenue`: what was earned, by month or by what it came from."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import Total, half_even, money_of, money_sum, share, text
from tinycrm.reports.groups import TIMES, bar_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.chart import ChartKind
    from tinycrm.domain.results import Row
    from tinycrm.reports.figures import Share
    from tinycrm.reports.period import Period

KINDS = {"sale": "One-off sales", "deal": "Won deals", "subscription": "Subscriptions"}


class Earned:
    """What was earned in one currency.

    Attributes:
        sales, deals, dues: how many sales, won deals without sales and subscription dues without a sale it is of.
        purchases: how many of these are purchases; a refund and a due is none.
        total: revenue, in minor units.
        ordered: the part of sales, refunds and deals, in minor units; closed: that of the deals alone.
        left: the currencies of what was earned beside it and is not in it, because it has no rate.
    """

    __slots__ = ("closed", "deals", "dues", "left", "ordered", "purchases", "sales", "total")

    def __init__(self) -> None:
        self.sales = self.deals = self.dues = self.purchases = 0
        self.total = Total()
        self.ordered = Total()
        self.closed = Total()
        self.left: set[str] = set()

    def add(self, kind: str, n: int, bought: int, over: int, under: int) -> None:
        """So many records of a kind, "sale", "deal" or "due", earned over / under minor units."""
        self.total.add(over, under)
        self.purchases += bought
        if kind == "due":
            self.dues += n
            return
        self.ordered.add(over, under)
        if kind == "sale":
            self.sales += n
        else:
            self.deals += n
            self.closed.add(over, under)

    def include(self, other: Earned) -> None:
        """The sums include those of another."""
        self.sales += other.sales
        self.deals += other.deals
        self.dues += other.dues
        self.purchases += other.purchases
        self.total.include(other.total)
        self.ordered.include(other.ordered)
        self.closed.include(other.closed)
        self.left |= other.left

    def exclude(self, other: Earned) -> None:
        """The sums are without those of another, which were part of them."""
        self.sales -= other.sales
        self.deals -= other.deals
        self.dues -= other.dues
        self.purchases -= other.purchases
        self.total.exclude(other.total)
        self.ordered.exclude(other.ordered)
        self.closed.exclude(other.closed)

    @property
    def n(self) -> int:
        """How many records it is the revenue of."""
        return self.sales + self.deals + self.dues

    def average(self) -> Share | None:
        """Gives net sales / purchases in minor units; None without a purchase."""
        whole = self.ordered.share
        return share(whole.over, whole.under * self.purchases)

    def rank(self) -> int:
        """Gives the revenue in whole minor units, to put groups in order."""
        whole = self.total.share
        return half_even(whole.over, whole.under)


def revenue_report(
    groups: Sequence[tuple[str, Mapping[str, Earned]]],
    whole: Mapping[str, Earned],
    period: Period,
    today: str,
    *,
    by: str,
    base: str,
    known: bool,
) -> Report:
    """Gives what was earned: sales and refunds, won deals without sales of their own, and subscription dues.

    Formula: revenue = Σ sales + Σ won deals without sales of their own (won_deals_are_sales) + Σ subscription dues
        without a sale of that subscription and day; average order = (sales + such deals) / purchases; share = revenue /
        revenue of all. By source: that of the deal, else of the customer. By campaign: that of the sale, else of its
        deal. By kind: sales, won deals, subscriptions with the sales that paid their dues.
    Unit: money of the row's currency; purchases; ratio.
    Empty: "-" before the first sale, deal or subscription, then 0; the average "-" without a purchase.
    Source: sales, won deals, subscriptions and their changes.

    Args:
        groups: (month, product, …; currency → what was earned), in the order of the rows.
        whole: what was earned in all, by currency.
        period: when.
        today: ISO day.
        by: what it is split by.
        base: the currency of rows that earned nothing.
        known: whether anything was on record by the end of the period.
    """
    currencies = sorted(whole) or [base]
    rows: list[Row] = []
    for word, parts in groups:
        # a month without sales is 0 in every currency, so that the course has no holes
        for currency in currencies if by in TIMES else sorted(parts):
            own = parts.get(currency) or Earned()
            name = KINDS.get(word, word) if by == "kind" else word
            rows.append({by: name or None, **_row(own, whole.get(currency), currency)})
    columns = [
        Column(by, by.capitalize()),
        Column("revenue", "Revenue", "money"),
        Column("share", "Share", "ratio", wide=by in TIMES),
        Column("purchases", "Purchases", "int"),
        Column("average_order", "Average", "money"),
        Column("sales", "Sales", "int", wide=True),
        Column("deals", "Won deals", "int", wide=True),
        Column("dues", "Dues", "int", wide=True),
        Column("currency", wide=True),
        Column(bar_key(rows, "revenue", "purchases"), "", "bar"),
    ]
    first, last = period.shown
    report = Report("revenue", "Revenue", columns, rows, date_from=first, date_to=last, today=today)
    if not known:
        report.rows = []
    elif len(whole) == 1:
        ((currency, own),) = whole.items()
        report.totals = {by: None, **_row(own, None, currency)}
    if report.rows:
        kind: ChartKind = "columns" if by in TIMES else "bars"
        report.charts = [Chart(kind, by, ["revenue"], title=f"Revenue by {by}", split="currency")]
    return report


def _row(own: Earned, whole: Earned | None, currency: str) -> Row:
    part = None
    if whole is not None:
        all_of_it = whole.total.share
        # a share of nothing, or of less than nothing, is none
        part = own.total.share.per(all_of_it) if all_of_it.over > 0 else None
    return {
        "revenue": money_sum(own.total.share, currency),
        "share": text(part),
        "purchases": own.purchases,
        "average_order": money_of(own.average(), currency),
        "sales": own.sales,
        "deals": own.deals,
        "dues": own.dues,
        "currency": currency,
    }
