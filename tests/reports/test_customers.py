"""The worked examples of customers and their worth, by hand, from the rows of a database."""

from __future__ import annotations

from fractions import Fraction

import pytest

from tinycrm.reports.customers import lifetime_value, monthly_churn
from tinycrm.reports.figures import Share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

A, B, C, D, E, F, G = range(1, 8)


def buy(ledger: Ledger, party: int | None, *days: str, minor: int = 10_000, **cells: object) -> None:
    for day in days:
        ledger.add("sale", party=party, sold_on=day, amount_minor=minor, **cells)


@pytest.fixture
def june(ledger: Ledger) -> Ledger:
    """Seven customers in June 2026 and the year before."""
    buy(ledger, A, "2026-01-10")
    buy(ledger, B, "2025-06-15")
    buy(ledger, C, "2026-03-01")
    buy(ledger, G, "2024-05-01", "2026-06-20")
    buy(ledger, E, "2026-06-05")
    ledger.subscription(D, ("2026-01-01", 1_000))
    ledger.subscription(F, ("2026-06-03", 1_000), ("2026-06-25", 0, "end"), end_on="2026-06-24")
    return ledger


def got(ledger: Ledger, **asked: object) -> dict[str, Fraction | None]:
    found = ledger.figures("customers", **asked)
    return {
        key: None if figure.value is None else Fraction(figure.value.over, figure.value.under)
        for (key, _), figure in found.items()
    }


def test_retention_of_june_is_three_of_four(june: Ledger) -> None:
    found = got(june, period="2026-06")
    assert found["customers_start"] == 4
    assert found["customers_end"] == 5
    assert found["lost_customers"] == 1
    assert found["new_customers"] == 2
    assert found["reactivated"] == 1
    assert found["retention"] == Fraction(3, 4)
    assert found["churn"] == Fraction(1, 4)
    assert found["customer_growth"] == Fraction(1, 4)


def test_the_course_of_june_adds_up(june: Ledger) -> None:
    (row,) = june.report("customers", by="month", period="2026-06").rows
    parts = ("start", "new", "reactivated", "lost", "end", "first")
    # E came and is there; F came and is gone again
    assert [row[key] for key in parts] == [4, 1, 1, -1, 5, 2]
    assert (row["retention"], row["churn"], row["growth"]) == ("0.75", "0.25", "0.25")


def test_a_refund_makes_nobody_new_active_or_repeating(ledger: Ledger) -> None:
    buy(ledger, A, "2026-01-05")
    buy(ledger, A, "2026-06-10", minor=-5_000)
    buy(ledger, B, "2026-06-10", minor=-5_000)
    ledger.settings.active_window_days = 30
    found = got(ledger, period="2026-06")
    assert (found["customers_end"], found["new_customers"], found["reactivated"]) == (0, 0, 0)
    assert found["repeat_rate"] == 0


def test_the_window_ends_on_its_last_day(ledger: Ledger) -> None:
    ledger.settings.active_window_days = 30
    buy(ledger, A, "2026-05-31")
    buy(ledger, B, "2026-06-01")
    # (31 May, 30 June] holds thirty days
    assert got(ledger, period="2026-06")["customers_end"] == 1


def test_a_won_deal_without_sales_is_a_purchase_unless_the_setting_says_no(ledger: Ledger) -> None:
    won = {"outcome": "won", "stage": "won", "opened_on": "2026-06-01", "closed_on": "2026-06-03"}
    ledger.add("deal", party=A, value_minor=90_000, **won)
    billed = ledger.add("deal", party=B, value_minor=50_000, **won)
    buy(ledger, B, "2026-06-20", minor=20_000, deal=billed)
    assert got(ledger, period="2026-06")["new_customers"] == 2
    assert value_of(ledger) == 110_000
    ledger.settings.won_deals_are_sales = False
    assert got(ledger, period="2026-06")["new_customers"] == 1
    assert value_of(ledger) == 20_000


def value_of(ledger: Ledger, currency: str = "EUR", **asked: object) -> int | None:
    figure = ledger.figures("revenue", **(asked or {"period": "2026-06"}))["revenue", currency]
    return None if figure.value is None else figure.value.over // figure.value.under


def test_customer_since_counts_once_for_a_company_and_its_people(ledger: Ledger) -> None:
    company = ledger.add("company", customer_since="2026-06-04")
    for day in ("2026-06-02", "2026-06-09"):
        contact = ledger.add("contact", customer_since=day)
        ledger.add("contact_company", contact=contact, company=company, is_primary=1, position=0)
    ledger.add("contact", customer_since="2026-05-30")
    assert got(ledger, period="2026-06")["new_customers"] == 1
    assert got(ledger, period="2026-05")["new_customers"] == 1


def test_a_first_purchase_goes_before_an_imported_customer_since(ledger: Ledger) -> None:
    company = ledger.add("company", customer_since="2020-01-01")
    buy(ledger, company, "2026-06-04")
    assert got(ledger, period="2026-06")["new_customers"] == 1
    assert got(ledger, period="2026-06")["reactivated"] == 0


def test_repeat_rate_and_retained_buyers(ledger: Ledger) -> None:
    buy(ledger, A, "2026-05-02", "2026-05-03", "2026-06-01")
    buy(ledger, B, "2026-05-31")
    buy(ledger, C, "2026-06-30")
    found = got(ledger, period="2026-06")
    assert found["repeat_rate"] == Fraction(1, 3)
    assert found["retained_buyers"] == Fraction(1, 2)


def test_an_empty_database_has_no_data_and_no_zero(ledger: Ledger) -> None:
    assert set(got(ledger, period="2026-06").values()) == {None}
    assert ledger.report("customers", by="month").rows == []


def test_before_the_first_record_there_is_no_data_and_after_it_zero(ledger: Ledger) -> None:
    buy(ledger, A, "2026-03-10")
    assert got(ledger, period="2026-01")["customers_end"] is None
    assert got(ledger, period="2026-03")["customers_start"] == 0
    assert got(ledger, period="2026-03")["retention"] is None


def test_one_customer_that_stays_has_no_churn_and_so_no_lifetime_value(ledger: Ledger) -> None:
    buy(ledger, A, "2026-05-10", "2026-06-10")
    found = got(ledger, period="2026-06")
    assert found["retention"] == 1
    assert found["ltv"] is None
    assert found["revenue_per_customer"] == 10_000
    assert found["ltv_to_date"] == 20_000


def test_money_per_head_over_several_currencies_is_none_without_a_target(ledger: Ledger) -> None:
    buy(ledger, A, "2026-06-10")
    buy(ledger, B, "2026-06-10", currency="USD", minor=5_000)
    assert got(ledger, period="2026-06")["revenue_per_customer"] is None
    assert got(ledger, period="2026-06")["ltv_to_date"] is None
    ledger.settings.rates = {"USD": (("2026-01-01", "0.8"),)}
    # (100 + 50 × 0.8) / mean(0, 2), and over two customers ever
    assert got(ledger, period="2026-06", currency="EUR")["revenue_per_customer"] == 14_000
    assert got(ledger, period="2026-06", currency="EUR")["ltv_to_date"] == 7_000


def test_lifetime_value_of_the_published_example() -> None:
    found = lifetime_value(Share(50_000, 1), Share(8, 10), Share(5, 100))
    assert found is not None
    assert Fraction(found.over, found.under) == 800_000


def test_lifetime_value_of_subscribers_is_by_the_month(ledger: Ledger) -> None:
    # 20 subscribers of 500 a month, one of them gone in June: churn 1/20
    for party in range(1, 20):
        ledger.subscription(party, ("2026-01-01", 50_000))
    ledger.subscription(20, ("2026-01-01", 50_000), ("2026-06-20", 0, "end"))
    assert got(ledger, period="2026-06")["ltv"] == 800_000


def test_lifetime_value_without_subscribers_is_of_the_period(ledger: Ledger) -> None:
    ledger.settings.active_window_days = 30
    buy(ledger, A, "2026-05-20", "2026-06-10")
    buy(ledger, B, "2026-05-20")
    # 100 / mean(2, 1) × 0.8 / (1/2)
    assert got(ledger, period="2026-06")["ltv"] == Fraction(10_000 * 2 * 8 * 2, 3 * 10)


def test_the_churn_of_a_quarter_is_made_monthly_by_its_root() -> None:
    # 1 - (1 - 0.271)^(1/3) = 0.1
    found = monthly_churn(Share(271, 1_000), Share(3, 1))
    assert abs(Fraction(found.over, found.under) - Fraction(1, 10)) < Fraction(1, 10**35)
    assert monthly_churn(Share(1, 1), Share(3, 1)).over == 1


def test_an_unfinished_month_is_compared_with_equal_elapsed_days(tmp_path) -> None:
    from tests.reports.ledger import Ledger

    made = Ledger(tmp_path / "crm.db", "2026-06-10")
    try:
        buy(made, A, "2026-05-09", "2026-06-09")
        buy(made, B, "2026-05-20")
        question = made.ask(period="month")
        now, before = question.family("customers", [question.span, question.compared()])
        counts = [{figure.key: figure.n for figure in found}["customers_end"] for found in (now, before)]
        # on 10 May only A had bought
        assert counts == [2, 1]
    finally:
        made.close()


def test_a_year_compared_with_the_year_before_has_its_growth_from_there(ledger: Ledger) -> None:
    buy(ledger, A, "2025-06-10", minor=100)
    buy(ledger, A, "2026-05-10", minor=400)
    buy(ledger, A, "2026-06-10", minor=200)
    growth = ledger.figures("revenue", period="2026-06")["sales_growth", "EUR"].value
    assert (growth.over, growth.under) == (-200, 400)
    growth = ledger.figures("revenue", period="2026-06", compare="year")["sales_growth", "EUR"].value
    assert (growth.over, growth.under) == (100, 100)


def test_new_customers_by_source_add_up_to_all_of_them(ledger: Ledger) -> None:
    from tinycrm.services.reporting.customers import new_customers, new_customers_by_source

    # a company without a source has that of the first of its people who has one
    shop = ledger.add("company")
    for source in (None, "fair"):
        person = ledger.add("contact", source=source)
        ledger.add("contact_company", contact=person, company=shop, is_primary=1, position=0)
    buy(ledger, shop, "2026-06-03")
    buy(ledger, ledger.add("contact", source="Web"), "2026-06-03")
    buy(ledger, ledger.add("contact"), "2026-06-03")
    ledger.subscription(ledger.add("contact", source="fair"), ("2026-06-10", 500))
    ledger.add("contact", source="web", customer_since="2026-06-05")
    question = ledger.ask(period="2026-06")
    assert new_customers_by_source(question, question.span) == {"fair": 2, "Web": 2, "": 1}
    assert new_customers(question, [question.span]) == [5]


def test_the_last_change_of_a_day_holds_and_what_it_took_back_was_never_paid(ledger: Ledger) -> None:
    for party in (A, C):
        ledger.subscription(party, ("2026-06-10", 1_000), ("2026-06-10", 0, "pause"))
    ledger.subscription(B, ("2026-06-10", 0), ("2026-06-10", 1_000, "change"))
    found = got(ledger, period="2026-06")
    assert (found["customers_end"], found["new_customers"]) == (1, 1)


def test_a_subscription_that_changes_twice_in_a_month_is_one_customer(ledger: Ledger) -> None:
    ledger.subscription(A, ("2026-05-10", 1_000), ("2026-06-05", 0, "pause"), ("2026-06-20", 1_500, "resume"))
    found = got(ledger, period="2026-06")
    parts = ("customers_start", "customers_end", "lost_customers", "reactivated", "new_customers")
    assert [found[key] for key in parts] == [1, 1, 0, 0, 0]
