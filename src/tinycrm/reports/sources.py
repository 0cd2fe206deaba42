"""The report `sources`: what each source brings, and what it costs."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.acquisition import Spent, cac
from tinycrm.reports.figures import Total, money_of, money_sum, ratio
from tinycrm.reports.groups import bar_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period


_COUNTED = ("leads", "customers", "new_customers")


class Source:
    """What came from a source.

    Attributes:
        name: as it was met first, "" for none.
        leads: new ones; customers: how many of them were ever customers by the end of the period.
        new_customers: parties that became customers in the period.
        revenue: currency → minor units.
        spent: currency → expenses of the channel with the same name.
    """

    __slots__ = ("customers", "leads", "name", "new_customers", "revenue", "spent")

    def __init__(self, name: str) -> None:
        self.name = name
        self.leads = self.customers = self.new_customers = 0
        self.revenue: dict[str, Total] = {}
        self.spent: dict[str, Spent] = {}

    def include(self, other: Source) -> None:
        """What came from another is counted too."""
        self.leads += other.leads
        self.customers += other.customers
        self.new_customers += other.new_customers
        for currency, sum in other.revenue.items():
            self.revenue.setdefault(currency, Total()).include(sum)
        for currency, own in other.spent.items():
            self.spent.setdefault(currency, Spent()).include(own)

    @property
    def rank(self) -> tuple[bool, int, int, str]:
        """The place among all: what has no name last, the highest revenue in a currency first."""
        sums = [sum.share for sum in self.revenue.values()]
        return not self.name, -max((sum.over // sum.under for sum in sums), default=0), -self.leads, self.name


def sources_report(sources: Sequence[Source], whole: Source, period: Period, today: str) -> Report:
    """Gives the new leads, customers, revenue and costs of each source, with a row for each currency.

    Formula: conversion = ever customer by the end of the period / new leads; revenue = that of parties and deals of the
        source; spent = expenses of kind marketing and sales whose channel has the source's name; CAC = spent / new
        customers of the source.
    Unit: parties; ratio; money of the row's currency.
    Empty: "-" without leads, revenue, expenses or new customers; CAC is "-" when several currencies were spent.
    Source: leads as in the report leads; sales, won deals, subscriptions; expenses. The counts of a source stand in
        its first row, so that they add up.

    Args:
        sources: in the order of the rows.
        whole: all of them.
        period: when it all happened.
        today: ISO day.
    """
    rows: list[Row] = []
    for source in sources:
        rows += [{"source": source.name or None, **row} for row in _rows(source)]
    columns = [
        Column("source", "Source"),
        Column("leads", "Leads", "int"),
        Column("customers", "Converted", "int", wide=True),
        Column("conversion", "Conversion", "ratio"),
        Column("new_customers", "New customers", "int"),
        Column("revenue", "Revenue", "money"),
        Column("cac", "CAC", "money"),
        Column("spent", "Spent", "money"),
        Column("currency", "Currency", wide=True),
        Column(bar_key(rows, "revenue", "leads"), "", "bar"),
    ]
    first, last = period.shown
    charts = [
        Chart("bars", "source", ("revenue", "spent"), title="Revenue and expenses", split="currency"),
        Chart("bars", "source", ("conversion",), title="Conversion", split="currency"),
    ]
    report = Report("sources", "Sources", columns, rows, date_from=first, date_to=last, today=today, charts=charts)
    total = _rows(whole)
    if rows:
        # one row over all has money only when it is of one currency
        money = total[0] if len(total) == 1 else {**total[0], "revenue": None, "spent": None, "cac": None}
        report.totals = {"source": None, **money, "currency": money["currency"] if len(total) == 1 else None}
    return report


def _rows(source: Source) -> list[Row]:
    costs = cac(source.spent, source.new_customers)
    counts: Row = {
        "leads": source.leads,
        "customers": source.customers,
        "conversion": ratio(source.customers, source.leads),
        "new_customers": source.new_customers,
    }
    found: list[Row] = []
    for currency in sorted({*source.revenue, *costs}) or [""]:
        revenue, own, cost = source.revenue.get(currency), source.spent.get(currency), costs.get(currency)
        spent = own if own is not None and own.winning_count else None
        found.append(
            {
                **counts,
                "revenue": None if revenue is None else money_sum(revenue.share, currency),
                "spent": None if spent is None else money_sum(spent.winning.share, currency),
                "cac": None if cost is None else money_of(cost, currency),
                "currency": currency or None,
            }
        )
        # what its other currencies brought came from the same people
        counts = {**counts, **dict.fromkeys(_COUNTED)}
    return found
