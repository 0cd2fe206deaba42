"""What subscriptions are worth, against figures worked out by hand."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest
from tests.reports.ledger import Ledger

JUNE = {"period": "2026-06"}
TELCO = Path(__file__).resolve().parents[3] / "shared" / "data" / "telco" / "Telco-Customer-Churn.csv"


def value(figure) -> Fraction | None:
    return None if figure.value is None else Fraction(figure.value.over, figure.value.under)


def june(ledger: Ledger) -> None:
    """The worked example of the definitions."""
    ledger.subscription(1, ("2026-01-01", 10_000), ("2026-06-15", 15_000))
    ledger.subscription(2, ("2025-10-01", 120_000, "start", "EUR", "12 months"))
    ledger.subscription(3, ("2026-01-01", 8_000), ("2026-06-10", 5_000))
    ledger.subscription(4, ("2026-01-01", 6_000), ("2026-06-21", 0, "end"))
    ledger.subscription(5, ("2026-06-05", 4_000))
    ledger.subscription(7, ("2025-11-01", 7_000), ("2026-02-16", 0, "end"))
    ledger.subscription(7, ("2026-06-12", 7_000))
    ledger.subscription(8, ("2026-06-02", 3_000), ("2026-06-26", 0, "end"))
    ledger.subscription(9, ("2026-06-03", 0), ("2026-07-04", 9_900, "trial_end"))


def test_mrr_of_june_as_worked_out_in_the_definitions(ledger) -> None:
    june(ledger)
    found = ledger.figures("recurring", **JUNE)
    amounts = {
        "mrr": 41_000,
        "arr": 492_000,
        "new_mrr": 4_000,
        "reactivation_mrr": 7_000,
        "expansion": 5_000,
        "contraction": 3_000,
        "churned_mrr": 6_000,
        "nrr": Fraction(15, 17),
        "grr": Fraction(25, 34),
        "expansion_rate": Fraction(5, 34),
    }
    assert {key: value(found[key, "EUR"]) for key in amounts} == amounts
    assert value(found["subscribers", ""]) == 5
    assert value(found["arpa", "EUR"]) == 8_200
    assert [found[key, "EUR"].n for key in ("mrr", "nrr", "new_mrr", "churned_mrr")] == [5, 4, 1, 1]


def test_the_published_mrr_of_two_plans(ledger) -> None:
    for party in range(150):
        ledger.subscription(party + 1, ("2026-01-01", 7_900 if party < 90 else 14_900))
    assert value(ledger.figures("recurring", **JUNE)["mrr", "EUR"]) == 1_605_000


def test_the_published_nrr(ledger) -> None:
    ledger.subscription(1, ("2026-01-01", 8_000_000), ("2026-06-02", 9_500_000))
    ledger.subscription(2, ("2026-01-01", 2_000_000), ("2026-06-02", 1_200_000))
    assert value(ledger.figures("recurring", **JUNE)["nrr", "EUR"]) == Fraction(107, 100)


def test_a_week_is_twelve_fifty_seconds_of_a_month_and_sums_are_rounded_once(ledger) -> None:
    ledger.subscription(1, ("2026-01-01", 1_000, "start", "EUR", "week"))
    ledger.subscription(2, ("2026-01-01", 1_000, "start", "EUR", "2 weeks"))
    ledger.subscription(3, *[("2026-01-01", 1_000, "start", "EUR", "3 months")])
    # 1000 × 52/12 + 1000 × 52/24 + 1000 / 3 = 6833.33…
    assert value(ledger.figures("recurring", **JUNE)["mrr", "EUR"]) == Fraction(20_500, 3)


def test_nothing_is_known_before_the_first_subscription_and_zero_after_the_last(ledger) -> None:
    ledger.subscription(1, ("2026-05-10", 1_000), ("2026-05-20", 0, "end"))
    april, may = (ledger.figures("recurring", period=f"2026-0{month}") for month in (4, 5))
    assert {key: figure.value for key, figure in april.items() if figure.value is not None} == {}
    assert [value(may[key, "EUR"]) for key in ("mrr", "new_mrr", "churned_mrr", "nrr")] == [0, 0, 0, None]
    assert value(may["subscribers", ""]) == 0
    assert may["arpa", "EUR"].value is None


def test_an_empty_database_has_no_figures_and_no_crash(ledger) -> None:
    assert [figure.value for figure in ledger.figures("recurring", **JUNE).values()] == [None] * 14


def test_a_pause_takes_the_amount_away_and_the_end_of_it_is_a_reactivation(ledger) -> None:
    ledger.subscription(1, ("2026-01-01", 1_000), ("2026-05-15", 0, "pause"), ("2026-06-15", 1_200, "resume"))
    may, june = (ledger.figures("recurring", period=f"2026-0{month}") for month in (5, 6))
    assert [value(may[key, "EUR"]) for key in ("mrr", "churned_mrr")] == [0, 1_000]
    assert [value(june[key, "EUR"]) for key in ("mrr", "reactivation_mrr", "new_mrr")] == [1_200, 1_200, 0]


def test_two_changes_in_a_month_count_by_the_last_one(ledger) -> None:
    ledger.subscription(1, ("2026-01-01", 1_000), ("2026-06-05", 9_000), ("2026-06-05", 4_000), ("2026-06-20", 1_500))
    found = ledger.figures("recurring", **JUNE)
    assert [value(found[key, "EUR"]) for key in ("mrr", "expansion", "contraction")] == [1_500, 500, 0]
    middle = ledger.figures("recurring", first="2026-06-01", last="2026-06-05")
    assert value(middle["mrr", "EUR"]) == 4_000


def test_who_was_paused_on_the_day_of_the_start_never_paid_before(ledger) -> None:
    ledger.subscription(1, ("2026-05-31", 1_000), ("2026-05-31", 0, "pause"), ("2026-06-10", 1_000, "resume"))
    found = ledger.figures("recurring", **JUNE)
    assert [value(found[key, "EUR"]) for key in ("new_mrr", "reactivation_mrr")] == [1_000, 0]


def test_who_paid_on_the_day_before_the_period_alone_comes_back_in_it(ledger) -> None:
    ledger.subscription(1, ("2026-05-30", 1_000), ("2026-05-31", 0, "pause"), ("2026-06-10", 1_000, "resume"))
    found = ledger.figures("recurring", **JUNE)
    assert [value(found[key, "EUR"]) for key in ("new_mrr", "reactivation_mrr")] == [0, 1_000]


def test_several_subscriptions_of_a_party_are_one_subscriber(ledger) -> None:
    ledger.subscription(1, ("2026-01-01", 1_000), ("2026-06-11", 0, "end"))
    ledger.subscription(1, ("2026-06-11", 600))
    found = ledger.figures("recurring", **JUNE)
    assert [value(found[key, "EUR"]) for key in ("contraction", "churned_mrr", "new_mrr")] == [400, 0, 0]
    assert value(found["subscribers", ""]) == 1


def test_subscriptions_of_nobody_are_each_by_themselves(ledger) -> None:
    ledger.subscription(None, ("2026-01-01", 1_000), ("2026-06-11", 0, "end"))
    ledger.subscription(None, ("2026-06-11", 600))
    found = ledger.figures("recurring", **JUNE)
    assert [value(found[key, "EUR"]) for key in ("contraction", "churned_mrr", "new_mrr")] == [0, 1_000, 600]


def test_another_currency_is_another_bridge(ledger) -> None:
    ledger.subscription(1, ("2026-01-01", 1_000), ("2026-06-11", 500, "change", "USD"))
    found = ledger.figures("recurring", **JUNE)
    assert [value(found[key, "EUR"]) for key in ("mrr", "churned_mrr", "nrr")] == [0, 1_000, 0]
    assert [value(found[key, "USD"]) for key in ("mrr", "new_mrr", "nrr")] == [500, 500, None]
    assert value(found["subscribers", ""]) == 1
    assert value(found["arpa", "USD"]) == 500


def test_money_per_head_over_several_currencies_is_none_and_is_some_with_in(ledger) -> None:
    ledger.settings.rates = {"USD": [("2026-01-01", "0.5"), ("2026-06-20", "0.8")]}
    ledger.subscription(1, ("2026-01-01", 1_000))
    ledger.subscription(2, ("2026-01-01", 1_000, "start", "USD"), ("2026-06-10", 2_000, "change", "USD"))
    assert ledger.figures("recurring", **JUNE)["arpa", "EUR"].value is None
    found = ledger.figures("recurring", currency="EUR", **JUNE)
    assert value(found["arpa", "EUR"]) == 1_300
    # both ends at the last day's rate: exchange is no expansion
    assert [value(found[key, "EUR"]) for key in ("mrr", "expansion", "nrr")] == [2_600, 800, Fraction(26, 18)]


def test_a_currency_without_a_rate_is_left_out_and_told(ledger) -> None:
    ledger.settings.rates = {}
    ledger.subscription(1, ("2026-01-01", 1_000))
    ledger.subscription(2, ("2026-01-01", 1_000, "start", "USD"))
    question = ledger.ask(currency="EUR", **JUNE)
    (found,) = question.family("recurring", [question.span])
    assert [value(figure) for figure in found if figure.key in ("mrr", "subscribers")] == [1_000, 2]
    assert question.exchange.missing == {"USD"}


def test_where_no_amount_can_be_converted_there_is_no_figure_and_no_zero(ledger) -> None:
    ledger.settings.rates = {}
    ledger.subscription(1, ("2026-01-01", 1_000))
    found = ledger.figures("recurring", currency="USD", **JUNE)
    assert [found[key, "USD"].value for key in ("mrr", "new_mrr", "nrr", "arpa")] == [None] * 4
    report = ledger.report("subscriptions", currency="USD", **JUNE)
    assert [row["mrr"] for row in report.rows] == [None] * 7
    assert "left out, because config.yaml has no rate for the day: USD" in report.notes


def test_start_and_end_of_a_period_are_the_day_before_it_and_its_last(ledger) -> None:
    ledger.subscription(1, ("2026-05-31", 1_000))
    ledger.subscription(2, ("2026-06-01", 2_000))
    ledger.subscription(3, ("2026-06-30", 4_000))
    found = ledger.figures("recurring", **JUNE)
    assert [value(found[key, "EUR"]) for key in ("mrr", "new_mrr")] == [7_000, 6_000]
    assert found["nrr", "EUR"].n == 1


def test_a_price_that_holds_from_the_last_day_of_a_term_on_is_the_term_s_value(ledger) -> None:
    for minor, changed, outcome in ((1_000, "2026-06-09", "renewed"), (4_000, "2026-06-10", "ended")):
        id = ledger.subscription(1, ("2025-06-10", minor), (changed, 6_000))
        ledger.add(
            "subscription_term", subscription=id, seq=1, starts_on="2025-06-10", ends_on="2026-06-09", outcome=outcome,
        )  # fmt: skip
    found = ledger.figures("recurring", **JUNE)
    assert value(found["renewal_rate_value", "EUR"]) == Fraction(6, 10)


def test_only_the_subscriptions_asked_for_count(ledger) -> None:
    ledger.subscription(1, ("2026-01-01", 1_000), owner="Анна")
    ledger.subscription(2, ("2026-01-01", 2_000), owner="bo")
    found = ledger.figures("recurring", owner="анна", **JUNE)
    assert value(found["mrr", "EUR"]) == 1_000


@pytest.mark.parametrize(
    ("outcome", "decided", "today", "rate"),
    [
        ("renewed", "2026-03-01", "2026-04-30", Fraction(1)),
        ("renewed", "2026-04-30", "2026-04-30", Fraction(1)),
        ("renewed", "2026-05-01", "2026-06-30", Fraction(0)),
        ("renewed", "2026-04-20", "2026-04-10", None),
        ("renewed", None, "2026-04-10", Fraction(1)),
        ("ended", "2026-04-02", "2026-04-10", Fraction(0)),
        ("open", None, "2026-04-30", None),
        ("open", None, "2026-05-01", Fraction(0)),
    ],
)
@pytest.mark.parametrize("last", ["2026-03-31", "2026-12-31"])
def test_a_term_is_renewed_within_thirty_days_and_waits_as_long(tmp_path, outcome, decided, today, rate, last) -> None:
    # what is known of a period that is over is what is known today
    ledger = Ledger(tmp_path / "crm.db", today)
    id = ledger.subscription(1, ("2025-04-01", 1_000))
    ledger.add(
        "subscription_term",
        subscription=id,
        seq=1,
        starts_on="2025-04-01",
        ends_on="2026-03-31",
        outcome=outcome,
        decided_on=decided,
    )
    found = ledger.figures("recurring", period=f"2026-03-01..{last}")
    ledger.close()
    assert value(found["renewal_rate", ""]) == rate


def test_a_month_tells_the_same_rate_by_itself_and_in_the_course_of_the_year(ledger) -> None:
    for ends, decided in (("2026-03-31", "2026-04-20"), ("2026-03-05", None)):
        id = ledger.subscription(1, ("2025-04-01", 1_000))
        ledger.add(
            "subscription_term", subscription=id, seq=1, starts_on="2025-04-01", ends_on=ends,
            outcome="renewed" if decided else "open", decided_on=decided,
        )  # fmt: skip
    assert value(ledger.figures("recurring", period="2026-03")["renewal_rate", ""]) == Fraction(1, 2)
    sections = {section.name: section.rows for section in ledger.report("subscriptions", period="2026").sections}
    (march,) = sections["subscriptions-renewals"]
    assert (march["month"], march["terms"], march["renewed"], march["renewal_rate"]) == ("2026-03", 2, 1, "0.5")


def test_renewals_by_value_weigh_what_was_last_paid(ledger) -> None:
    terms = [(9_000, "renewed", ()), (3_000, "ended", ()), (5_000, "renewed", (("2026-05-01", 0, "pause"),))]
    for minor, outcome, more in terms:
        id = ledger.subscription(1, ("2025-06-10", minor), *more)
        ledger.add(
            "subscription_term",
            subscription=id,
            seq=1,
            starts_on="2025-06-10",
            ends_on="2026-06-09",
            outcome=outcome,
            decided_on="2026-06-09",
        )
    found = ledger.figures("recurring", **JUNE)
    assert value(found["renewal_rate", ""]) == Fraction(2, 3)
    assert value(found["renewal_rate_value", "EUR"]) == Fraction(14, 17)


@pytest.mark.skipif(not TELCO.is_file(), reason="the sample file (../shared/data/telco) is not here")
def test_the_public_sample_of_subscribers_gives_its_figures(ledger) -> None:
    with TELCO.open(encoding="utf-8-sig", newline="") as file:
        for party, row in enumerate(csv.DictReader(file), 1):
            whole, _, part = row["MonthlyCharges"].partition(".")
            minor = int(whole) * 100 + int(f"{part:0<2}")
            ended = [("2026-06-20", 0, "end", "USD")] if row["Churn"] == "Yes" else []
            ledger.subscription(party, ("2026-05-31", minor, "start", "USD"), *ended)
    found = ledger.figures("recurring", **JUNE)
    assert dict(found["grr", "USD"].inputs)["start MRR"] == "456116.60"
    assert (found["nrr", "USD"].n, found["churned_mrr", "USD"].n) == (7_043, 1_869)
    assert value(found["churned_mrr", "USD"]) == 13_913_085
    assert value(found["mrr", "USD"]) == 31_698_575
    assert round(value(found["grr", "USD"]), 5) == Fraction(69_497, 100_000)
    assert round(Fraction(13_913_085, 45_611_660), 5) == Fraction(30_503, 100_000)
    report = ledger.report("subscriptions", **JUNE)
    assert [(row["part"], row["mrr"], row["subscribers"]) for row in report.rows if row["subscribers"]] == [
        ("start", "456116.60", 7_043),
        ("churned_mrr", "-139130.85", 1_869),
        ("end", "316985.75", 5_174),
    ]


def test_the_report_adds_up_from_start_to_end_with_falls_below_zero(ledger) -> None:
    june(ledger)
    report = ledger.report("subscriptions", **JUNE)
    assert [(row["part"], row["mrr"], row["subscribers"]) for row in report.rows] == [
        ("start", "340.00", 4),
        ("new_mrr", "40.00", 1),
        ("reactivation_mrr", "70.00", 1),
        ("expansion", "50.00", 1),
        ("contraction", "-30.00", 1),
        ("churned_mrr", "-60.00", 1),
        ("end", "410.00", 5),
    ]
    assert [row["previous"] for row in report.rows] == ["340.00", "0.00", "0.00", "0.00", "0.00", "0.00", "340.00"]
    names = [section.name for section in report.sections]
    assert names == ["subscriptions-rates", "subscriptions-month", "subscriptions-product", "subscriptions-interval"]


def test_by_month_each_month_begins_where_the_last_one_ended(ledger) -> None:
    june(ledger)
    rows = ledger.report("subscriptions", by="month", first="2026-01-01", last="2026-06-30").rows
    assert [(row["month"], row["start"], row["end"]) for row in rows] == [
        ("2026-01", "170.00", "410.00"),
        ("2026-02", "410.00", "340.00"),
        ("2026-03", "340.00", "340.00"),
        ("2026-04", "340.00", "340.00"),
        ("2026-05", "340.00", "340.00"),
        ("2026-06", "340.00", "410.00"),
    ]
    assert [(row["churned_mrr"], row["nrr"], row["subscribers"]) for row in rows[-1:]] == [("-60.00", "0.882353", 5)]


def test_without_a_period_a_year_of_months_is_shown(ledger) -> None:
    june(ledger)
    report = ledger.report("subscriptions", by="month")
    assert [row["month"] for row in report.rows] == [
        "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06",
    ]  # fmt: skip
    assert (report.date_from, report.date_to) == ("2025-07-01", "2026-06-30")


def test_by_product_words_that_differ_in_spelling_are_one_and_top_sums_the_rest(ledger) -> None:
    ledger.subscription(1, ("2026-01-01", 1_000), product="Hosting")
    ledger.subscription(2, ("2026-01-01", 3_000), product="hosting")
    ledger.subscription(3, ("2026-06-01", 2_000), product="Care")
    ledger.subscription(3, ("2026-01-01", 500), ("2026-06-10", 0, "end"))
    rows = ledger.report("subscriptions", by="product", **JUNE).rows
    assert [(row["product"], row["start"], row["end"], row["share"], row["subscribers"]) for row in rows] == [
        ("Hosting", "40.00", "40.00", "0.666667", 2),
        ("Care", "0.00", "20.00", "0.333333", 1),
        (None, "5.00", "0.00", "0", 0),
    ]
    top = ledger.report("subscriptions", by="product", top=1, **JUNE).rows
    assert [(row["product"], row["start"], row["end"], row["churned_mrr"]) for row in top] == [
        ("Hosting", "40.00", "40.00", "0.00"),
        ("others", "5.00", "20.00", "-5.00"),
    ]


def test_by_interval_who_pays_by_the_year_from_now_on_is_lost_by_the_month(ledger) -> None:
    ledger.subscription(1, ("2026-01-01", 1_000), ("2026-06-10", 12_000, "change", "EUR", "12 months"))
    rows = ledger.report("subscriptions", by="interval", **JUNE).rows
    assert [(row["interval"], row["new_mrr"], row["churned_mrr"], row["end"]) for row in rows] == [
        ("year", "10.00", "0.00", "10.00"),
        ("month", "0.00", "-10.00", "0.00"),
    ]


def test_terms_ahead_and_past_are_told_by_month(ledger) -> None:
    terms = [
        ("2026-06-09", "renewed", "2026-06-01"),
        ("2026-06-20", "open", None),
        ("2026-09-09", "open", None),
        ("2026-09-20", "ended", "2026-06-11"),
        ("2028-01-01", "open", None),
    ]
    for ends, outcome, decided in terms:
        id = ledger.subscription(1, ("2025-06-10", 12_000, "start", "EUR", "12 months"))
        ledger.add(
            "subscription_term", subscription=id, seq=1, starts_on="2025-06-10", ends_on=ends, outcome=outcome,
            decided_on=decided,
        )  # fmt: skip
    sections = {section.name: section.rows for section in ledger.report("subscriptions", **JUNE).sections}
    (ahead,) = sections["subscriptions-ahead"]
    assert [ahead[key] for key in ("month", "terms", "undecided", "ended", "mrr")] == ["2026-09", 2, 1, 1, "10.00"]
    (past,) = sections["subscriptions-renewals"]
    keys = ("month", "terms", "renewed", "ended", "waiting", "renewal_rate", "renewed_mrr")
    assert [past[key] for key in keys] == ["2026-06", 2, 1, 0, 1, "1", "10.00"]


def test_an_empty_database_makes_the_report(ledger) -> None:
    report = ledger.report("subscriptions")
    assert [row["mrr"] for row in report.rows] == [None] * 7
    assert ledger.report("subscriptions", by="month").rows == []
    assert ledger.report("subscriptions", by="product", period="all").rows == []
