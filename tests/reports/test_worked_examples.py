"""The worked examples of deals, computed by hand, from the rows of a database."""

from __future__ import annotations

import pytest
from tests.reports.ledger import Ledger

from tinycrm.errors import UsageError
from tinycrm.reports.registry import find_report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


def closed(
    ledger: Ledger, outcome: str, value: int | None, currency: str = "EUR", opened: str = "2026-06-10", **cells: object
) -> int:
    """A deal that closed on the 10th of June, unless it says otherwise, is there."""
    row = {"closed_on": "2026-06-10", "stage": outcome, "outcome": outcome, "currency": currency, **cells}
    return ledger.add("deal", value_minor=None if value is None else value * 100, opened_on=opened, **row)


def two_currencies(ledger: Ledger) -> None:
    for outcome, value, currency in (
        ("won", 10_000, "EUR"),
        ("won", None, "EUR"),
        ("lost", 30_000, "EUR"),
        ("won", 5_000, "USD"),
        ("lost", 5_000, "USD"),
        ("lost", 15_000, "USD"),
    ):
        closed(ledger, outcome, value, currency)


def test_win_rate_by_count_is_over_all_and_by_value_per_currency(ledger: Ledger) -> None:
    two_currencies(ledger)
    found = {(row["key"], row["currency"]): row["value"] for row in ledger.report("win-loss").rows}
    assert found["win_rate", None] == "0.5"
    assert found["win_rate_value", "EUR"] == "0.25"
    assert found["win_rate_value", "USD"] == "0.2"
    assert found["won_value", "EUR"] == "10000.00"
    assert found["lost_value", "USD"] == "20000.00"
    figures = ledger.figures("deals")
    assert figures["win_rate", ""].value.number() == "0.5"
    assert figures["win_rate_value", "EUR"].value.number() == "0.25"
    assert figures["win_rate_value", "USD"].value.number() == "0.2"
    assert figures["win_rate", ""].n == 6
    assert figures["win_rate", ""].inputs == (("won deals", 3), ("lost deals", 3))


def test_win_rate_by_value_is_null_without_lost_value(ledger: Ledger) -> None:
    closed(ledger, "won", 100)
    closed(ledger, "lost", 0)
    assert ledger.figures("deals")["win_rate_value", "EUR"].value is None


def test_a_split_by_a_field_never_adds_currencies(ledger: Ledger) -> None:
    two_currencies(ledger)
    rows = ledger.report("win-loss", by="month").rows
    assert [(row["month"], row["currency"], row["won"], row["won_value"]) for row in rows] == [
        ("2026-06", "EUR", 2, "10000.00"),
        ("2026-06", "USD", 1, "5000.00"),
    ]


def test_amounts_in_another_currency_are_worth_what_they_were_on_the_day_of_closing(ledger: Ledger) -> None:
    ledger.settings.rates = {"USD": (("2026-01-01", "0.5"), ("2026-06-01", "0.8"))}
    closed(ledger, "won", 100, "USD", closed_on="2026-05-31", opened="2026-05-01")
    closed(ledger, "won", 100, "USD")
    closed(ledger, "won", 10)
    closed(ledger, "won", 1_000, "CHF")
    report = ledger.report("win-loss", currency="EUR")
    found = {(row["key"], row["currency"]): row["value"] for row in report.rows}
    assert found["won_value", "EUR"] == "140.00"
    assert found["average_deal", "EUR"] == "46.6667"
    assert found["deals_won", None] == 4
    assert "left out, because config.yaml has no rate for the day: CHF" in report.notes


def velocity_example(ledger: Ledger) -> None:
    for value, opened in ((4_000, "2026-06-10"), (5_000, "2026-05-21"), (9_000, "2026-05-01")):
        closed(ledger, "won", value, opened=opened)
    for _ in range(2):
        closed(ledger, "lost", 100)
    for _ in range(8):
        ledger.add("deal", value_minor=10_000, opened_on="2026-06-01")
    ledger.add("deal", opened_on="2026-06-01")


def test_velocity_of_eight_open_deals_is_1440_a_day(ledger: Ledger) -> None:
    velocity_example(ledger)
    figure = ledger.figures("deals")["velocity", "EUR"]
    assert figure.value.over == 144_000 * figure.value.under
    assert figure.inputs == (
        ("open deals with a value", 8),
        ("won deals", 3),
        ("lost deals", 2),
        ("days of all won deals", 60),
        ("average won deal", "6000.00"),
    )
    (row,) = ledger.report("velocity", period="2026-06").rows
    assert row == {
        "currency": "EUR",
        "open_deals": 8,
        "win_rate": "0.6",
        "average_deal": "6000.00",
        "sales_cycle": "20",
        "velocity": "1440.00",
        "won": 3,
        "closed": 5,
    }


def test_velocity_by_month_takes_what_was_open_at_the_end_of_each(ledger: Ledger) -> None:
    velocity_example(ledger)
    closed(ledger, "won", 600, opened="2026-04-01", closed_on="2026-05-01")
    ledger.add("deal", value_minor=10_000, opened_on="2026-05-31")
    rows = ledger.report("velocity", by="month", first="2026-04-01", last="2026-06-30").rows
    # at the end of May those of 1, 21 and 31 May are open
    assert [(row["month"], row["open_deals"], row["velocity"]) for row in rows] == [
        ("2026-04", 1, None),
        ("2026-05", 3, "60.00"),
        ("2026-06", 9, "1620.00"),
    ]


def test_velocity_is_null_when_deals_are_won_on_the_day_they_open(ledger: Ledger) -> None:
    closed(ledger, "won", 100)
    assert ledger.figures("deals")["velocity", "EUR"].value is None


def test_before_the_first_deal_counts_are_null_and_then_zero(ledger: Ledger) -> None:
    assert ledger.figures("deals")["deals_won", ""].value is None
    assert ledger.figures("deals")["open_pipeline", "EUR"].value is None
    ledger.add("deal", opened_on="2026-06-30")
    assert ledger.figures("deals")["deals_won", ""].value.over == 0
    assert ledger.figures("deals")["win_rate", ""].value is None
    assert ledger.figures("deals", first="2026-01-01", last="2026-06-29")["deals_won", ""].value is None


def test_the_forecast_of_six_deals(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "crm.db", "2026-06-15")
    for value, percent, day in (
        (1_000, 50, "2026-06-01"),
        (2_000, 25, "2026-06-15"),
        (4_000, 50, "2026-06-30"),
        (8_000, 10, "2026-08-10"),
        (3_000, 60, None),
        (None, 50, "2026-07-10"),
    ):
        minor = None if value is None else value * 100
        ledger.add("deal", value_minor=minor, probability=percent * 100, expected_close_on=day)
    report = ledger.report("forecast")
    assert [(row["month"], row["weighted"], row["deals"]) for row in report.rows] == [
        ("overdue", "500.00", 1),
        ("2026-06", "2500.00", 2),
        ("2026-07", None, 1),
        ("2026-08", "800.00", 1),
        ("undated", "1800.00", 1),
    ]
    assert report.totals == {
        "deals": 6,
        "value": "18000.00",
        "weighted": "5600.00",
        "currency": "EUR",
        "unvalued": 1,
    }
    ledger.close()


def test_the_open_pipeline_weighs_by_the_deal_and_else_by_its_stage(ledger: Ledger) -> None:
    ledger.add("deal", value_minor=100_000, stage="lead", stage_entered_on="2026-06-30")
    ledger.add("deal", value_minor=100_000, stage="lead", probability=7500, stage_entered_on="2026-06-30")
    ledger.add("deal", value_minor=50_000, stage="gone", position=9, stage_entered_on="2026-06-30")
    figures = ledger.figures("deals")
    assert figures["open_pipeline", "EUR"].value.over == 250_000
    assert figures["weighted_pipeline", "EUR"].value.over == 85_000
    rows = ledger.report("pipeline").rows
    assert [(row["stage"], row["value"], row["weighted"]) for row in rows] == [
        ("lead", "2000.00", "850.00"),
        ("qualified", None, None),
        ("proposal", None, None),
        ("negotiation", None, None),
        ("gone", "500.00", "0.00"),
    ]


def test_what_is_open_can_only_be_told_of_today(ledger: Ledger) -> None:
    ledger.add("deal", value_minor=100_000)
    figures = ledger.figures("deals", period="2026-05")
    assert [figures[key, currency].value for key, currency in (("open_pipeline", "EUR"), ("rotting", ""))] == [None] * 2


def test_a_comparison_says_whether_a_change_is_for_the_better(ledger: Ledger) -> None:
    closed(ledger, "won", 100, closed_on="2026-05-10", opened="2026-05-06")
    closed(ledger, "won", 300, opened="2026-06-08")
    report = ledger.report("win-loss", period="2026-06", compare="previous")
    rows = {row["key"]: row for row in report.rows}
    assert (rows["won_value"]["previous"], rows["won_value"]["change"]) == ("100.00", "2")
    assert rows["won_value"]["better"] is True
    # a shorter cycle is better
    assert (rows["sales_cycle"]["previous"], rows["sales_cycle"]["change"]) == ("4", "-0.5")
    assert rows["sales_cycle"]["better"] is True
    assert "before: 2026-05-01 to 2026-05-31" in report.notes


def test_a_report_by_month_compares_nothing(ledger: Ledger) -> None:
    for name in ("win-loss", "velocity"):
        with pytest.raises(UsageError):
            ledger.report(name, by="month", period="2026-06", compare="year")


def test_the_best_companies_are_named_and_the_open_others_added_up(ledger: Ledger) -> None:
    companies = [ledger.add("company", name=name, name_key=name.lower()) for name in ("Ada", "Bo", "Cy")]
    for company, value in zip(companies, (1, 3, 2), strict=True):
        closed(ledger, "won", value, company=company)
        ledger.add("deal", value_minor=value * 100, company=company)
    ledger.add("deal", value_minor=900)
    report = ledger.report("win-loss", by="company", top=2)
    assert [row["company"] for row in report.rows] == ["Bo", "Cy"]
    rows = ledger.report("pipeline", by="company", top=2).rows
    assert [(row["company"], row["deals"], row["value"]) for row in rows] == [
        ("Bo", 1, "3.00"),
        (None, 1, "9.00"),
        ("others", 2, "3.00"),
    ]


def test_open_deals_in_another_currency_are_worth_what_they_are_today(ledger: Ledger) -> None:
    ledger.settings.rates = {"USD": (("2026-01-01", "0.9"), ("2026-06-30", "0.125"))}
    ledger.add("deal", value_minor=100_100, currency="USD", opened_on="2026-02-01", expected_close_on="2026-08-01")
    ledger.add("deal", value_minor=10_000, opened_on="2026-02-01", expected_close_on="2026-08-01")
    ledger.add("deal", value_minor=10_000, currency="CHF", opened_on="2026-02-01", expected_close_on="2026-08-01")
    rows = [row for row in ledger.report("pipeline", currency="EUR").rows if row["deals"]]
    # 125.125 and 100, a tenth of it likely, rounded once; the francs have no rate
    assert [(row["deals"], row["value"], row["weighted"], row["currency"]) for row in rows] == [
        (3, "225.12", "22.51", "EUR")
    ]
    (row,) = ledger.report("forecast", currency="EUR").rows
    assert (row["month"], row["deals"], row["unvalued"], row["weighted"]) == ("2026-08", 3, 1, "22.51")
    found = ledger.figures("deals", currency="EUR")
    assert found["open_pipeline", "EUR"].value.number() == "22512"
    assert found["weighted_pipeline", "EUR"].value.number() == "2251"


def test_velocity_in_another_currency_leaves_out_open_deals_of_unknown_worth(ledger: Ledger) -> None:
    ledger.settings.rates = {"USD": (("2026-01-01", "0.5"),)}
    closed(ledger, "won", 100, "USD", opened="2026-05-31")
    for currency in ("EUR", "USD", "CHF"):
        ledger.add("deal", value_minor=100, currency=currency, opened_on="2026-06-01")
    rows = ledger.report("velocity", period="2026-06", currency="EUR").rows
    assert [(row["currency"], row["open_deals"], row["average_deal"], row["velocity"]) for row in rows] == [
        ("EUR", 2, "50.00", "10.00")
    ]
    months = ledger.report("velocity", by="month", period="2026-06", currency="EUR").rows
    assert [(row["open_deals"], row["velocity"]) for row in months] == [(2, "10.00")]


def test_velocity_by_owner_counts_open_deals_of_owners_who_closed_none(ledger: Ledger) -> None:
    closed(ledger, "won", 100, opened="2026-06-05", owner="Ann")
    for owner in ("ann", "Bo", None):
        ledger.add("deal", value_minor=100, opened_on="2026-06-01", owner=owner)
    rows = ledger.report("velocity", by="owner", period="2026-06").rows
    assert [(row["owner"], row["open_deals"], row["velocity"]) for row in rows] == [
        ("Ann", 1, "20.00"),
        ("Bo", 1, None),
        (None, 1, None),
    ]
    assert [row["owner"] for row in ledger.report("velocity", by="owner", period="2026-06", top=1).rows] == ["Ann"]


def test_what_is_best_now_is_compared_with_what_it_was_however_little(ledger: Ledger) -> None:
    for owner, before, now in (("Ann", 1, 9), ("Bo", 5, 2)):
        closed(ledger, "won", before, opened="2026-05-01", closed_on="2026-05-10", owner=owner)
        closed(ledger, "won", now, owner=owner)
    (row,) = ledger.report("win-loss", by="owner", period="2026-06", compare="previous", top=1).rows
    assert (row["owner"], row["won_value"], row["previous"], row["change"]) == ("Ann", "9.00", "1.00", "8")


NAMES = ("pipeline", "forecast", "win-loss", "stages", "funnel", "velocity", "leads", "sources", "acquisition")


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_database_and_a_period_before_the_first_record_have_no_data(ledger: Ledger, name: str) -> None:
    kind, _ = find_report(name)
    for by in ("", *kind.splits):
        rows = ledger.report(name, by=by).rows
        # counts are 0 or unknown, everything else is unknown
        assert {row.get(key) for row in rows for key in ("value", "won_value", "velocity", "cac", "revenue")} <= {
            None,
            0,
        }
    ledger.add("deal", value_minor=100)
    ledger.add("contact", lead_on="2026-06-01")
    if kind.period:
        for by in ("", *kind.splits):
            ledger.report(name, by=by, period="2019")
