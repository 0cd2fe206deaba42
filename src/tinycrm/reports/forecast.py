"""The report `forecast`: what the open deals are likely to bring, by month of expected close."""

from __future__ import annotations

from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import money
from tinycrm.reports.groups import bar_key, by_currency, values
from tinycrm.reports.pipeline import totals_of, weighted_sum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.facts import DealFact
    from tinycrm.domain.results import Row
    from tinycrm.reports.groups import Chances

OVERDUE, UNDATED = "overdue", "undated"


def forecast_report(deals: Sequence[DealFact], chances: Chances, today: str) -> Report:
    """Gives the weighted value of the open deals by month of expected close from today, per currency.

    Formula: Σ value × probability (the deal's own, else its stage's) of the deals expected in the month;
        those expected before today are overdue, those without a day undated, in rows of their own.
    Unit: money of the row's currency.
    Empty: "-" where no deal of the row has a value; deals without a value are counted.
    Source: open deals and pipelines.yaml.
    """
    rows: list[Row] = []
    groups: dict[str, list[DealFact]] = {}
    for deal in deals:
        groups.setdefault(month_of(deal.expected_on, today), []).append(deal)
    for month in sorted(groups, key=_place):
        for currency, own in by_currency(groups[month]).items():
            known = values(own)
            rows.append(
                {
                    "month": month,
                    "deals": len(own),
                    "unvalued": len(own) - len(known),
                    "value": money(sum(known), currency) if known else None,
                    "weighted": money(weighted_sum(own, chances), currency) if known else None,
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
    report.totals, report.notes = totals_of(deals, chances)
    if report.totals is not None:
        report.totals["unvalued"] = len(deals) - len(values(deals))
    return report


def month_of(expected_on: str | None, today: str) -> str:
    """Gives the row a deal belongs to: its month, "overdue" before today, "undated" without a day."""
    if expected_on is None:
        return UNDATED
    return OVERDUE if expected_on < today else expected_on[:7]


def _place(month: str) -> tuple[int, str]:
    return {OVERDUE: 0, UNDATED: 2}.get(month, 1), month
