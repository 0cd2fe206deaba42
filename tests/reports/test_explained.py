"""What goes into a KPI, from the records of the small shop, and what a report cannot be asked."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, cell, columns

from tinycrm.domain.results import Listing, Page
from tinycrm.errors import UsageError
from tinycrm.reports.plain_words import about
from tinycrm.services.reporting.asked import Asked
from tinycrm.services.reporting.making import explain_kpi, list_reports, make_report
from tinycrm.services.work import Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

# KPI → what went in and what came out, as (name, value, unit, currency)
INPUTS = {
    "win_rate": ["won deals 2 count -", "lost deals 2 count -", "= Win rate 0.5 ratio -"],
    "revenue": [
        "sales and refunds 5 count -",
        "sum of these sales 340.00 money EUR",
        "won deals without sales 2 count -",
        "value of these deals 1000.00 money EUR",
        "subscription dues without a sale 5 count -",
        "amount of these dues 1410.00 money EUR",
        "= Revenue 2750.00 money EUR",
    ],
    "mrr": [
        "subscribers that pay every 12 months 1 count -",
        "MRR of what is paid every 12 months 100.00 money EUR",
        "subscribers that pay every month 3 count -",
        "MRR of what is paid every month 210.00 money EUR",
        "subscribers 4 count -",
        "= MRR 310.00 money EUR",
    ],
    "cac": [
        "expenses for marketing, 2 of them 160.00 money EUR",
        "expenses for sales, 1 of them 80.00 money EUR",
        "expenses for marketing and sales 240.00 money EUR",
        "new customers 1 count -",
        "= Cost of a new customer 240.00 money EUR",
    ],
    # the deals of the second currency: one open, none won, so nothing to multiply
    "velocity": [
        "open deals with a value 2 count -",
        "won deals 2 count -",
        "lost deals 2 count -",
        "days of all won deals 30 count -",
        "average won deal 1000.00 money EUR",
        "= Velocity 66.6667 money/day EUR",
        "open deals with a value 1 count -",
        "won deals 2 count -",
        "lost deals 2 count -",
        "days of all won deals 30 count -",
        "average won deal - - -",
        "= Velocity - - -",
    ],
    "new_leads": [
        "from Web 2 count -",
        "from Fair 1 count -",
        "new leads 3 count -",
        "imported without the day they became leads, left out 0 count -",
        "= New leads 3 count -",
    ],
    "nps": [
        "promoters (9, 10) 2 count -",
        "detractors (0 to 6) 1 count -",
        "respondents 4 count -",
        "= NPS 25 score -",
    ],
    "ltv": [
        "MRR per subscriber 77.50 money EUR",
        "margin 0.8 - -",
        "churn of the period 0.25 - -",
        "months 1 - -",
        "churn a month 0.25 - -",
        "= Lifetime value 248.00 money EUR",
    ],
    "overdue_tasks": [
        "open tasks due before 2026-06-30 - -",
        "the oldest was due on 2026-05-01 - -",
        "= Overdue tasks 2 count -",
    ],
    "campaign_roi": [
        "revenue 1100.00 money EUR",
        "expenses 40.00 money EUR",
        "campaigns with expenses 1 count -",
        "= Campaign ROI 26.5 ratio EUR",
    ],
    "interactions": ["call 3 count -", "email 1 count -", "meeting 1 count -", "= Interactions 5 count -"],
    "subscribers": ["parties that pay in EUR 4 count -", "= Subscribers 4 count -"],
}  # fmt: skip


def explained(ledger: Ledger, key: str) -> Page:
    Shop(ledger)
    return explain_kpi(Work(ledger.store), key, Asked(period="2026-06"))


@pytest.mark.parametrize("key", INPUTS)
def test_the_very_numbers_that_went_in(ledger: Ledger, key: str) -> None:
    table = explained(ledger, key).blocks[1][1]
    assert isinstance(table, Listing)
    rows = [" ".join(cell(row[name]) for name in ("name", "value", "unit", "currency")) for row in table.rows]
    assert rows == INPUTS[key]
    assert table.noun == "input"
    assert (
        columns(table)
        == "name 'What went in' long; value 'Value' measure; unit* 'unit' text; currency* 'currency' text"
    )


def test_a_kpi_is_told_in_words_and_to_programs(ledger: Ledger) -> None:
    page = explained(ledger, "cac")
    assert page.title == "Cost of a new customer"
    assert page.blocks[0] == (
        "",
        [
            "Formula  expenses of kind marketing and sales in the period / new customers, per currency",
            "Unit     money, less is better",
            "Empty    - without expenses or new customers, and of several currencies without --in",
            "Source   expenses; purchases, paid subscriptions, customer_since",
            "Period   2026-06-01 to 2026-06-30",
        ],
    )
    assert page.data == {
        "key": "cac",
        "name": "Cost of a new customer",
        "unit": "money",
        "formula": "expenses of kind marketing and sales in the period / new customers, per currency",
        "empty": "- without expenses or new customers, and of several currencies without --in",
        "source": "expenses; purchases, paid subscriptions, customer_since",
        "less_is_better": True,
        "from": "2026-06-01",
        "to": "2026-06-30",
        "figures": [
            {
                "currency": "EUR",
                "value": "240.00",
                "n": 1,
                "inputs": [
                    {"name": "expenses for marketing, 2 of them", "value": {"amount": "160.00", "currency": "EUR"}},
                    {"name": "expenses for sales, 1 of them", "value": {"amount": "80.00", "currency": "EUR"}},
                    {"name": "expenses for marketing and sales", "value": "240.00"},
                    {"name": "new customers", "value": 1},
                ],
            }
        ],
    }


def test_a_period_without_a_beginning_has_none(ledger: Ledger) -> None:
    Shop(ledger)
    page = explain_kpi(Work(ledger.store), "win-rate", Asked(period="all"))
    assert isinstance(page.blocks[0][1], list)
    assert page.blocks[0][1][1:] == [
        "Unit     ratio",
        "Empty    - when nothing closed",
        "Source   deals",
        "Period   … to 2026-06-30",
    ]
    assert isinstance(page.data, dict)
    assert (page.data["from"], page.data["to"], page.data["less_is_better"]) == (None, "2026-06-30", False)


def test_a_kpi_that_is_rows_of_a_report_names_it(ledger: Ledger) -> None:
    page = explained(ledger, "by-source")
    assert page.title == "By source"
    ((heading, lines),) = page.blocks
    assert heading == ""
    assert isinstance(lines, list)
    assert [line[:9] for line in lines] == ["Formula  ", "Unit     ", "Empty    ", "Source   ", "Numbers  "]
    assert lines[1] == "Unit     parties; ratio; money of the row's currency"
    assert lines[4] == "Numbers  tinycrm report sources"
    assert isinstance(page.data, dict)
    assert page.data["key"] == "by_source"
    assert page.data["name"] == "By source"
    assert page.data["unit"] == "parties; ratio; money of the row's currency"
    assert page.data["report"] == "sources"
    assert page.data["command"] == "tinycrm report sources"
    assert list(page.data) == ["key", "name", "unit", "formula", "empty", "source", "report", "command"]
    for name in ("formula", "empty", "source"):
        assert f"{name.capitalize():9}{page.data[name]}" in lines


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        (
            "revenu",
            "there is no report 'revenu'",
            (
            "did you mean revenue? one of: kpi, next, revenue, customers, cohorts, rfm, ltv, cross-sell, pipeline,"
            " forecast, win-loss, stages, funnel, velocity, leads, sources, acquisition, subscriptions, satisfaction,"
            " service, activity, tasks, stale, data-quality, or the key of a KPI"
            ),
        ),
        ("revenue by=colour", "the report revenue cannot be split by 'colour'",
            "one of: month, quarter, year, product, company, source, owner, campaign, kind"),
        ("kpi by=month", "the report kpi cannot be split by 'month'", "leave --by out"),
        ("win_rate by=owner", "the KPI win_rate cannot be split by 'owner'", "one of: month, quarter, year"),
        ("pipeline period=2026", "the report pipeline shows what is so today and takes no --period",
            "leave it out; report win-loss and report kpi look back"),
        ("stale first=2026-06-01", "the report stale shows what is so today and takes no --from",
            "leave it out; report win-loss and report kpi look back"),
        ("next last=2026-06-01", "the report next shows what is so today and takes no --to",
            "leave it out; report win-loss and report kpi look back"),
        ("rfm compare=year", "the report rfm compares nothing", "leave --compare out; report kpi compares"),
        ("tasks pipeline=sales", "the report tasks is of no pipeline", "leave --pipeline out"),
        ("tasks currency=EUR", "the report tasks has no amounts to convert", "leave --in out"),
        ("kpi period=2026-07", "the period begins on 2026-07-01, after today (2026-06-30)",
            "reports look back; report forecast and today look ahead"),
    ],
)  # fmt: skip
def test_what_a_report_cannot_be_asked(ledger: Ledger, line: str, message: str, hint: str) -> None:
    name, words = asked(line)
    with pytest.raises(UsageError) as raised:
        make_report(Work(ledger.store), name, Asked(**words))
    assert (raised.value.message, raised.value.hint) == (message, hint)


def test_a_report_and_a_kpi_are_found_however_they_are_typed(ledger: Ledger) -> None:
    ledger.add("sale")
    for name in ("WIN_LOSS", " win-loss ", "cross_sell"):
        assert ledger.report(name).name == name.strip().lower().replace("_", "-")
    for name in ("Win-Rate", "win_rate"):
        assert [row["key"] for row in ledger.report(name).rows] == ["win_rate"]
    assert [row["key"] for row in ledger.report("loyalty").rows] == ["repeat_rate"]


def test_the_list_of_reports_says_what_each_is_split_by_and_its_usual_period(ledger: Ledger) -> None:
    found = {row["name"]: row for row in list_reports(Work(ledger.store)).rows}
    assert found["customers"]["by"] == ["month", "quarter", "year"]
    periods = {name: row["period"] for name, row in found.items()}
    assert periods == {
        "kpi": "month", "next": None, "revenue": "year", "customers": "month", "cohorts": "last 12 months",
        "rfm": "all", "ltv": "month", "cross-sell": "all", "pipeline": None, "forecast": None, "win-loss": "all",
        "stages": "all", "funnel": "all", "velocity": "quarter", "leads": "month", "sources": "quarter",
        "acquisition": "quarter", "subscriptions": "month", "satisfaction": "quarter", "service": "month",
        "activity": "month", "tasks": "month", "stale": None, "data-quality": None,
    }  # fmt: skip


def test_a_figure_is_said_in_plain_words() -> None:
    assert about("customers_end", window=90) == "Bought in the last 90 days or pay a subscription"
    assert about("nps", window=90) == "Who recommends you, less who does not: -100 to 100"
    assert about("no_such_kpi", window=90) == ""
