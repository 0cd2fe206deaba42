"""The report `forecast`: what the open deals are likely to bring, by month of expected close."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import money_sum
from tinycrm.reports.groups import bar_key
from tinycrm.reports.pipeline import totals_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.domain.results import Row
    from tinycrm.reports.standing import Standing

OVERDUE, UNDATED = "overdue", "undated"


def forecast_report(months: Mapping[str, Mapping[str, Standing]], today: str) -> Report:
    """Gives the weighted value of the open deals by month of expected close from today, per currency.

    Formula: Σ value × probability (the deal's own, else its stage's) of the deals expected in the month;
        those expected before today are overdue, those without a day undated, in rows of their own.
    Unit: money of the row's currency.
    Empty: "-" where no deal of the row has a value; deals without a value are counted.
    Source: open deals and pipelines.yaml.
    """
    rows: list[Row] = []
    for month in sorted(months, key=_place):
        for currency, own in sorted(months[month].items()):
            value, weighted = own.worth(), own.weighted()
            rows.append(
                {
                    "month": month,
                    "deals": own.deals,
                    "unvalued": own.deals - own.known,
                    "value": None if value is None else money_sum(value, currency),
                    "weighted": None if weighted is None else money_sum(weighted, currency),
                    "currency": currency,
                }
            )
    columns = [
        Column("month", "Month"),
        Column("deals", "Deals", "int"),
        Column("unvalued", "No value", "int"),
        Column("value", "Value", "money"),
        Column("weighted", "Weighted", "money"),
        Column("currency", "Currency", wide=True),
        Column(bar_key(rows, "weighted", "deals"), "", "bar"),
    ]
    report = Report("forecast", "Forecast", columns, rows, today=today)
    report.totals, report.notes = totals_of(months.values())
    if report.totals is not None:
        standings = [own for parts in months.values() for own in parts.values()]
        report.totals["unvalued"] = sum(own.deals - own.known for own in standings)
    report.charts = [Chart("columns", "month", ("value", "weighted"), title="Expected", split="currency")]
    return report


def month_of(expected_on: str | None, today: str) -> str:
    """Gives the row a deal belongs to: its month, "overdue" before today, "undated" without a day."""
    if expected_on is None:
        return UNDATED
    return OVERDUE if expected_on < today else expected_on[:7]


def _place(month: str) -> tuple[int, str]:
    return {OVERDUE: 0, UNDATED: 2}.get(month, 1), month
