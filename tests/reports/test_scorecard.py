"""The scorecard and one KPI over time, from the records of the small shop."""

from __future__ import annotations

import pytest
from tests.reports.ledger import Ledger
from tests.reports.shop import Shop
from tests.reports.shown import cell, form

from tinycrm.services.goals import list_goals
from tinycrm.services.work import Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tinycrm.domain.results import Report


@pytest.fixture
def midmonth(tmp_path: Path) -> Iterator[Ledger]:
    """The shop on the 15th of June."""
    made = Ledger(tmp_path / "crm.db", "2026-06-15")
    Shop(made)
    yield made
    made.close()


def told(report: Report, *keys: str) -> list[str]:
    return [" ".join(cell(row[key]) for key in keys) for row in report.rows]


@pytest.mark.parametrize(
    ("key", "rows"),
    [
        # May against April: 190 / 130; June against May: 310 / 190
        (
            "mrr",
            ["2026-04 130.00 - - 2 EUR", "2026-05 190.00 0.461538 True 3 EUR", "2026-06 310.00 0.631579 True 4 EUR"],
        ),
        # two hours more are no better
        ("first_response", ["2026-04 - - - 0 -", "2026-05 1 - - 1 -", "2026-06 3 2 False 2 -"]),
        ("customers_end", ["2026-04 3 - - 3 -", "2026-05 4 0.333333 True 4 -", "2026-06 4 0 - 4 -"]),
        ("retention", ["2026-04 1 - - 3 -", "2026-05 1 0 - 3 -", "2026-06 0.75 -0.25 False 4 -"]),
        # in a currency that only June knows
        (
            "win_rate_value",
            [
                "2026-04 - - - 0 EUR",
                "2026-04 - - - - USD",
                "2026-05 - - - 0 EUR",
                "2026-05 - - - - USD",
                "2026-06 0.666667 - - 2 EUR",
                "2026-06 0 - - 1 USD",
            ],
        ),
    ],
)
def test_a_kpi_by_month_is_told_with_its_change(ledger: Ledger, key: str, rows: list[str]) -> None:
    Shop(ledger)
    report = ledger.report(key, by="month", period="2026-Q2")
    assert told(report, "month", "value", "change", "better", "n", "currency") == rows


def test_a_kpi_over_time_has_its_own_columns_and_a_line(ledger: Ledger) -> None:
    Shop(ledger)
    head = "Month' text; value 'Value' measure; change 'Change' change; n 'n' int; unit* 'unit' text;"
    assert form(ledger.report("mrr", by="month", period="2026-Q2")) == [
        "mrr: MRR (2026-04-01 to 2026-06-30; 2026-06-30)",
        f"month '{head} currency* 'Currency' text; value '' bar",
        "line month: value '' by currency",
    ]
    assert form(ledger.report("retention", by="month", period="2026-Q2"))[1:] == [
        f"month '{head} currency* 'Currency' text; value '' bar [ratio]",
        "line month: value ''",
    ]
    assert "; currency 'Currency' text;" in form(ledger.report("win_rate_value", by="year", period="2026"))[1]


GOALS = [
    {"kpi": "revenue", "target": "1000 EUR", "period": "month"},
    {"kpi": "churned_mrr", "target": "50 EUR", "period": "month"},
    {"kpi": "win_rate", "target": "60%"},
    {"kpi": "deals_won", "target": 4, "period": "month"},
    {"kpi": "csat", "target": "0.5", "period": "quarter"},
]


def test_goals_stand_beside_their_figures_on_the_scorecard(midmonth: Ledger) -> None:
    midmonth.settings.goals = GOALS
    rows = [
        row
        for row in midmonth.report("kpi", period="2026-06").rows
        if row["key"] in ("revenue", "churned_mrr", "win_rate", "deals_won", "csat") and row["currency"] != "USD"
    ]
    keys = ("key", "value", "goal", "met", "on_track", "projection", "progress")
    assert [" ".join(cell(row[key]) for key in keys) for row in rows] == [
        # sales 100 + 50 + 50 + 200, a deal of 1000, dues 100 + 60 + 30 + 1200 + 20: 2810: reached, nothing to foretell
        "revenue 2810.00 1000.00 True - - 2.81",
        # Mia goes on the 20th, nothing is lost so far: what is below a limit stays there
        "churned_mrr 0.00 50.00 True True 0.00 1",
        # one won by the 11th, two lost by the 13th
        "deals_won 1 4 False False 2 0.25",
        "win_rate 0.333333 0.6 False False - 0.555556",
        # of a quarter, so not a goal of this month
        "csat 0.5 - - - - -",
    ]


def test_the_goals_of_the_scorecard_stand_above_it_on_a_screen(midmonth: Ledger) -> None:
    midmonth.settings.goals = GOALS[:2]
    report = midmonth.report("kpi", period="2026-06", form="screen")
    goals, figures = report.sections
    assert form(goals) == [
        "goals: Goals (no period; 2026-06-15)",
        (
            "name 'Goal' text; value 'Value' measure; goal 'Target' measure; met 'Met' bool; progress 'Reached' ratio;"
            " progress '' bar [ratio]"
        ),
    ]
    assert told(goals, "key", "value", "goal", "group") == ["revenue 2810.00 1000.00 -", "churned_mrr 0.00 50.00 -"]
    assert (figures.name, figures.title, figures.today) == ("figures", "All figures", "2026-06-15")
    # 15 days of June against as many of May
    assert "before: 2026-05-01 to 2026-05-15" in [*figures.notes, *report.notes]


def test_the_list_of_goals_has_each_in_its_own_period(midmonth: Ledger) -> None:
    midmonth.settings.goals = GOALS
    report = list_goals(Work(midmonth.store))
    assert told(
        report, "key", "period", "from", "to", "value", "goal", "progress", "pace", "projection", "will_do"
    ) == [
        # 2810 of the 500 that half a month asks for
        "revenue month 2026-06-01 2026-06-30 2810.00 1000.00 2.81 5.62 5620.00 True",
        "churned_mrr month 2026-06-01 2026-06-30 0.00 50.00 1 0 0.00 True",
        "win_rate - 2026-06-01 2026-06-30 0.333333 0.6 0.555556 - 0.333333 False",
        "deals_won month 2026-06-01 2026-06-30 1 4 0.25 0.5 2 False",
        "csat quarter 2026-04-01 2026-06-30 0.5 0.5 1 - 0.5 True",
    ]
    assert told(list_goals(Work(midmonth.store), "csat"), "key") == ["csat"]


def test_a_scorecard_compares_with_the_year_before_or_with_nothing(ledger: Ledger) -> None:
    ledger.add("sale", sold_on="2026-06-01", amount_minor=300)
    ledger.add("sale", sold_on="2025-06-30", amount_minor=200)
    ledger.add("sale", sold_on="2026-05-31", amount_minor=1_200)
    before = {
        compare: told(ledger.report("kpi", period="2026-06", compare=compare), "key", "value", "previous", "change")[0]
        for compare in ("previous", "year", "none")
    }
    assert before == {
        "previous": "revenue 3.00 12.00 -0.75",
        "year": "revenue 3.00 2.00 0.5",
        "none": "revenue 3.00 - -",
    }
