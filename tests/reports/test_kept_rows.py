"""Figures that were kept, a user's own sums, and currencies that no rate converts, straight from rows."""

from __future__ import annotations

import pytest

from tinycrm.domain.measures import own_kpi
from tinycrm.store.queries.figures import first_day, keep_figures, kept_figures
from tinycrm.store.queries.measures import any_record, totals
from tinycrm.store.queries.segments import all_segments, segment_keys, segment_named, segment_of_id
from tinycrm.store.queries.unconverted import unconverted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

ALL = ("", {})


def snapshot(ledger: Ledger, key: str, day: str, over: str | None, under: str | None, **cells: object) -> None:
    row = {"key": key, "currency": "", "on_day": day, "over": over, "under": under, "n": 1, **cells}
    sql = (
        "INSERT INTO kpi_snapshot (key, currency, on_day, over, under, n, at, op)"
        " VALUES (:key, :currency, :on_day, :over, :under, :n, '2026-01-01T09:00:00Z', 1)"
    )
    ledger.db.run(sql, row)


def test_kept_figures_are_those_of_the_latest_day_of_each_kpi(ledger: Ledger) -> None:
    snapshot(ledger, "rotting", "2026-05-31", "9", "1")
    snapshot(ledger, "rotting", "2026-06-01", "1", "1")
    snapshot(ledger, "rotting", "2026-06-20", "-3", "1", n=7)
    snapshot(ledger, "open_pipeline", "2026-06-30", "40000", "3", currency="EUR", n=2)
    snapshot(ledger, "open_pipeline", "2026-06-29", "5", "1", currency="USD")
    snapshot(ledger, "stale", "2026-06-30", None, None, n=None)
    snapshot(ledger, "velocity", "2026-07-01", "1", "1")
    assert kept_figures(ledger.db, "2026-06-01", "2026-06-30") == {
        ("open_pipeline", "EUR"): ("open_pipeline", "EUR", 40_000, 3, 2),
        ("rotting", ""): ("rotting", "", -3, 1, 7),
        ("stale", ""): ("stale", "", None, None, None),
    }
    assert kept_figures(ledger.db, "2026-05-31", "2026-05-31") == {("rotting", ""): ("rotting", "", 9, 1, 1)}


def test_what_a_foreign_hand_wrote_into_a_kept_figure_is_no_number(ledger: Ledger) -> None:
    snapshot(ledger, "rotting", "2026-06-20", "many", "1")
    assert kept_figures(ledger.db, "2026-06-01", "2026-06-30") == {("rotting", ""): ("rotting", "", None, 1, 1)}


def test_figures_are_kept_once_a_day_and_changed_in_their_place(ledger: Ledger) -> None:
    ledger.db.run("COMMIT")
    first = [("rotting", "", 3, 1, 8), ("open_pipeline", "EUR", None, None, None)]
    for figures, changed in ((first, 2), (first, 0), ([("rotting", "", 4, 1, 8), *first[1:]], 1)):
        with ledger.store.write() as unit:
            assert keep_figures(unit, "2026-06-30", figures) == changed
    with ledger.store.write() as unit:
        assert keep_figures(unit, "2026-07-01", [("rotting", "", 5, 2, 9)]) == 1
    ledger.db.run("BEGIN")
    assert ledger.db.number("SELECT count(*) FROM kpi_snapshot") == 3
    assert kept_figures(ledger.db, "2026-06-30", "2026-06-30") == {
        ("open_pipeline", "EUR"): ("open_pipeline", "EUR", None, None, None),
        ("rotting", ""): ("rotting", "", 4, 1, 8),
    }
    assert kept_figures(ledger.db, "2026-06-30", "2026-07-01")["rotting", ""] == ("rotting", "", 5, 2, 9)


@pytest.mark.parametrize("noun", ["sale", "interaction", "expense", "ticket", "subscription", "deal"])
def test_the_first_day_is_that_of_the_first_record_of_any_noun(ledger: Ledger, noun: str) -> None:
    assert first_day(ledger.db) == ""
    day = {
        "sale": "sold_on", "interaction": "on_day", "expense": "spent_on", "ticket": "opened_on",
        "subscription": "start_on", "deal": "opened_on",
    }[noun]  # fmt: skip
    more = {
        "interaction": {"at": "2026-01-01T09:00:00Z"},
        "ticket": {"opened_at": "2026-01-01T09:00:00Z", "priority": "normal", "status": "open"},
        "expense": {"amount_minor": 1},
    }.get(noun, {})
    ledger.add("sale", sold_on="2026-03-01")
    for written in ("2026-02-02", "2026-02-01"):
        ledger.add(noun, **{**more, day: written})
    assert first_day(ledger.db) == "2026-02-01"


def measured(ledger: Ledger, value: str, by: str = "", *, within: object = ALL, **more: object) -> list[object]:
    item = {"key": "own", "name": "Own", "value": value, **{k: more.pop(k) for k in ("period_field",) if k in more}}
    measure = own_kpi(item, {}).over
    return totals(ledger.store, measure, "2026-06-01", "2026-06-30", within, by, **more)


@pytest.fixture
def till(ledger: Ledger) -> Ledger:
    """Sales from the last day of May to the first of July, in two currencies."""
    for day, minor, more in (
        ("2026-05-31", 1, {}),
        ("2026-06-01", 1_000, {"owner": "ann", "quantity": 2}),
        ("2026-06-10", 2_000, {"owner": "bo", "quantity": 3}),
        ("2026-06-10", -500, {"owner": "bo"}),
        ("2026-06-30", 70, {"currency": "USD"}),
        ("2026-07-01", 1, {}),
    ):
        ledger.add("sale", sold_on=day, amount_minor=minor, **more)
    return ledger


def test_own_sums_are_by_currency_and_of_the_period(till: Ledger) -> None:
    assert measured(till, "sum(sale.amount)") == [("", "EUR", "", 2_500, 3), ("", "USD", "", 70, 1)]
    assert measured(till, "count(sale)") == [("", "", "", 4, 4)]
    # dollars are not compared with euros
    assert measured(till, "count(sale where amount > 0)") == [("", "", "", 2, 2)]
    # not every sale has a quantity; numbers are told in millionths
    assert measured(till, "sum(sale.quantity)") == [("", "", "", 5_000_000, 2)]
    assert measured(till, "count(sale)", period_field="none") == [("", "", "", 6, 6)]


def test_own_sums_by_time_and_by_a_field(till: Ledger) -> None:
    assert measured(till, "sum(sale.amount)", "month") == [
        ("2026-06", "EUR", "", 2_500, 3),
        ("2026-06", "USD", "", 70, 1),
    ]
    assert measured(till, "count(sale)", "quarter") == [("2026-Q2", "", "", 4, 4)]
    assert measured(till, "count(sale)", "year") == [("2026", "", "", 4, 4)]
    assert measured(till, "count(sale)", "owner") == [("", "", "", 1, 1), ("ann", "", "", 1, 1), ("bo", "", "", 2, 2)]


def test_own_sums_by_day_for_their_rates_and_of_a_part(till: Ledger) -> None:
    assert measured(till, "sum(sale.amount)", dated=True) == [
        ("", "EUR", "2026-06-01", 1_000, 1),
        ("", "EUR", "2026-06-10", 1_500, 2),
        ("", "USD", "2026-06-30", 70, 1),
    ]
    assert measured(till, "count(sale)", within=("sale.owner = :who", {"who": "bo"})) == [("", "", "", 2, 2)]


def test_sums_beyond_what_a_database_adds_up_are_exact(ledger: Ledger) -> None:
    for _ in range(20):
        ledger.add("sale", sold_on="2026-06-01", amount_minor=9 * 10**17 + 1)
    assert measured(ledger, "sum(sale.amount)") == [("", "EUR", "", 180 * 10**17 + 20, 20)]


def test_an_instant_counts_on_its_local_day(ledger: Ledger) -> None:
    for created in ("2026-05-31T23:59:59Z", "2026-06-01T00:00:00Z", "2026-06-30T23:59:59Z", "2026-07-01T00:00:00Z"):
        ledger.add("contact", created_at=created)
    assert measured(ledger, "count(contact)") == [("", "", "", 2, 2)]
    assert measured(ledger, "count(contact)", "month") == [("2026-06", "", "", 2, 2)]
    assert measured(ledger, "count(contact)", "quarter") == [("2026-Q2", "", "", 2, 2)]


def test_whether_there_is_any_record_by_a_day(ledger: Ledger) -> None:
    measure = own_kpi({"key": "own", "name": "Own", "value": "count(sale)"}, {}).over
    people = own_kpi({"key": "own", "name": "Own", "value": "count(contact)"}, {}).over
    assert not any_record(ledger.store, measure, "2026-06-30")
    ledger.add("sale", sold_on="2026-06-30")
    assert any_record(ledger.store, measure, "2026-06-30")
    assert not any_record(ledger.store, measure, "2026-06-29")
    ledger.add("contact", created_at="2026-06-30T23:59:00Z")
    assert any_record(ledger.store, people, "2026-06-30")
    assert not any_record(ledger.store, people, "2026-06-29")


def test_an_amount_without_a_rate_on_its_day_is_told(ledger: Ledger) -> None:
    ledger.settings.rates = {"USD": (("2026-02-01", "0.9"),)}
    ledger.add("sale", sold_on="2026-06-01")
    ledger.add("sale", currency="USD", sold_on="2026-02-01")
    assert unconverted(ledger.db, ["total_sales"], ledger.settings) == []
    ledger.add("sale", currency="USD", sold_on="2026-01-31")
    ledger.add("sale", currency="GBP", sold_on="2026-06-01")
    ledger.add("sale", currency="CHF", sold_on="2026-06-01")
    for key in ("total_sales", "revenue", "rfm", "rfm_class", "ltv_to_date"):
        assert unconverted(ledger.db, [key], ledger.settings) == ["CHF", "GBP", "USD"]
    for key in ("mrr", "spent", "no_such_field"):
        assert unconverted(ledger.db, [key], ledger.settings) == []


def test_won_deals_expenses_and_subscriptions_have_currencies_too(ledger: Ledger) -> None:
    won = {"outcome": "won", "stage": "won", "closed_on": "2026-06-01"}
    ledger.add("deal", currency="GBP", value_minor=1, **won)
    ledger.add("deal", currency="CHF", value_minor=None, **won)
    ledger.add("deal", currency="SEK", value_minor=1)
    ledger.add("expense", currency="NOK", amount_minor=1, spent_on="2026-06-01")
    ledger.subscription(1, ("2026-01-01", 100, "start", "DKK"), currency="DKK")
    ledger.subscription(1, ("2026-01-01", 0, "start", "PLN"), currency="PLN")
    assert unconverted(ledger.db, ["revenue"], ledger.settings) == ["GBP"]
    assert unconverted(ledger.db, ["spent"], ledger.settings) == ["NOK"]
    assert unconverted(ledger.db, ["mrr"], ledger.settings) == ["DKK"]
    assert unconverted(ledger.db, ["ltv_to_date", "spent"], ledger.settings) == ["DKK", "GBP", "NOK"]


def test_scores_of_one_currency_need_no_rate(ledger: Ledger) -> None:
    ledger.add("sale", currency="USD", sold_on="2026-06-01")
    for key in ("rfm", "rfm_class"):
        assert unconverted(ledger.db, [key], ledger.settings) == []
    assert unconverted(ledger.db, ["rfm", "revenue"], ledger.settings) == ["USD"]
    ledger.add("deal", currency="GBP", value_minor=1, outcome="won", stage="won", closed_on="2026-06-01")
    assert unconverted(ledger.db, ["rfm"], ledger.settings) == ["GBP", "USD"]


def test_segments_are_found_by_name_and_id(ledger: Ledger) -> None:
    cells = {"noun": "contact", "filter": "source = Web", "created_at": "2026-01-01T00:00:00Z"}
    cells["updated_at"] = cells["created_at"]
    web = ledger.add("segment", name="Web", **cells)
    big = ledger.add("segment", name="Big", **{**cells, "noun": "company", "filter": "size > 9"})
    assert segment_named(ledger.db, "web") == (web, "Web", "contact", "source = Web")
    assert segment_named(ledger.db, "Web") is None
    assert segment_of_id(ledger.db, big) == (big, "Big", "company", "size > 9")
    assert segment_of_id(ledger.db, 99) is None
    assert segment_keys(ledger.db) == ["Big", "Web"]
    assert all_segments(ledger.db) == [
        (big, "Big", "company", "size > 9"),
        (web, "Web", "contact", "source = Web"),
    ]
