"""The report `ltv`: what customers brought so far, and what one brings until it leaves."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figure import unit_of_input
from tinycrm.reports.figures import money_of, money_sum, text
from tinycrm.reports.kpis import table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.reports.figure import Figure
    from tinycrm.reports.figures import Share
    from tinycrm.reports.period import Period
    from tinycrm.reports.revenue import Earned


class Customer:
    """Somebody who brought something: the name, the noun "company" or "contact", the id, and what by currency."""

    __slots__ = ("earned", "id", "name", "noun")

    def __init__(self, id: int | None, noun: str, name: str, earned: Mapping[str, Earned]) -> None:
        self.id = id
        self.noun = noun
        self.name = name
        self.earned = earned


def ltv_report(customers: Sequence[Customer], whole: Mapping[str, Earned], period: Period, today: str) -> Report:
    """Gives the customers that brought the most up to the end of the period, and the lifetime value of one.

    Formula: revenue to date = Σ sales, won deals without sales of their own and subscription dues up to as_of; share =
        of the revenue of all. Lifetime value = MRR per subscriber × margin / monthly churn, monthly = 1 - (1 -
        churn)^(1 / months of the period); without subscribers revenue per customer × margin / churn.
    Unit: money of the row's currency; purchases; ratio.
    Empty: "-" without customers; a lifetime value "-" when churn is 0 or unknown, and with several currencies, unless
        --in.
    Source: sales, won deals, subscriptions; margin of config.yaml.
    """
    rows = [_row(one, own, currency, whole) for one in customers for currency, own in sorted(one.earned.items())]
    columns = [
        Column("customer", "Customer"),
        Column("revenue", "Revenue to date", "money"),
        Column("share", "Share", "ratio"),
        Column("purchases", "Purchases", "int"),
        Column("dues", "Dues", "int", wide=True),
        Column("id", "Id", "id", wide=True),
        Column("noun", wide=True),
        Column("currency", wide=True),
        Column("revenue", "", "bar"),
    ]
    report = Report("ltv", "Customers by revenue to date", columns, rows, date_to=period.as_of, today=today)
    if len(whole) == 1:
        ((currency, own),) = whole.items()
        report.totals = {
            "customer": None,
            "revenue": money_sum(own.total.share, currency),
            "share": None,
            "purchases": own.purchases,
            "dues": own.dues,
            "currency": currency,
        }
    if rows:
        report.charts = [Chart("bars", "customer", ["revenue"], title="Revenue to date", split="currency")]
    return report


def _row(one: Customer, own: Earned, currency: str, whole: Mapping[str, Earned]) -> Row:
    all_of_it: Share = whole[currency].total.share
    part = own.total.share.per(all_of_it) if all_of_it.over > 0 else None
    return {
        "customer": one.name or None,
        "revenue": money_sum(own.total.share, currency),
        "share": text(part),
        "purchases": own.purchases,
        "dues": own.dues,
        "id": one.id,
        "noun": one.noun or None,
        "currency": currency,
    }


def value_report(figures: Sequence[Figure]) -> Report:
    """Gives lifetime values, each below the numbers that went in."""
    names = {kpi.key: kpi.name for kpi in table("customers")}
    rows: list[Row] = []
    for figure in figures:
        code = figure.currency
        for name, cell in figure.inputs:
            unit = unit_of_input(cell, code) or None
            rows.append({"key": None, "name": name, "value": cell, "unit": unit, "currency": code})
        value = money_of(figure.value, code)
        rows.append(
            {"key": figure.key, "name": f"= {names[figure.key]}", "value": value, "unit": "money", "currency": code}
        )
    columns = [
        Column("key", wide=True),
        Column("name", "What went in"),
        Column("value", "Value", "measure"),
        Column("unit", wide=True),
        Column("currency", wide=True),
    ]
    return Report("ltv-value", "Lifetime value", columns, rows)
