"""What is divided by heads has all of its data or is no number: amounts in a currency without a rate."""

from __future__ import annotations

from fractions import Fraction

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

    from tinycrm.reports.figure import Figure

A, B, C = 1, 2, 3
NO_RATE = "no figure per customer can be told without the rate of USD"


def exact(figure: Figure) -> Fraction | None:
    return None if figure.value is None else Fraction(figure.value.over, figure.value.under)


@pytest.fixture
def trade(ledger: Ledger) -> Ledger:
    """Three customers of June, one of whom pays in dollars, for which there is no rate."""
    ledger.add("sale", party=A, sold_on="2026-06-02", amount_minor=10_000)
    ledger.add("sale", party=B, sold_on="2026-06-03", amount_minor=20_000)
    ledger.add("sale", party=C, sold_on="2026-06-04", amount_minor=90_000, currency="USD")
    return ledger


@pytest.mark.parametrize("key", ["revenue_per_customer", "ltv_to_date"])
def test_revenue_a_head_is_none_while_some_revenue_has_no_rate(trade: Ledger, key: str) -> None:
    assert trade.figures("customers", period="2026-06", currency="EUR")[key, "EUR"].value is None


def test_the_lifetime_value_of_sales_is_none_while_some_revenue_has_no_rate(trade: Ledger) -> None:
    trade.add("sale", party=A, sold_on="2025-05-31")
    trade.add("sale", party=4, sold_on="2025-05-20")
    trade.add("sale", party=4, sold_on="2025-06-10")
    question = trade.ask(period="2026-06", currency="EUR")
    (found,) = question.family("customers", [question.span])
    by_key = {figure.key: figure for figure in found}
    # one of those active on the 31st of May is so no more: with a rate there would be a value
    assert exact(by_key["churn"]) == 1
    assert by_key["ltv"].value is None
    trade.settings.rates = {"USD": (("2026-01-01", "0.5"),)}
    assert trade.figures("customers", period="2026-06", currency="EUR")["ltv", "EUR"].value is not None


def test_with_the_rate_everybody_is_counted(trade: Ledger) -> None:
    trade.settings.rates = {"USD": (("2026-01-01", "0.5"),)}
    found = trade.figures("customers", period="2026-06", currency="EUR")
    # 100 + 200 + 450 by three, and by the mean of none and three
    assert exact(found["ltv_to_date", "EUR"]) == 25_000
    assert exact(found["revenue_per_customer", "EUR"]) == 50_000


def test_a_period_whose_amounts_all_have_rates_keeps_its_figure(trade: Ledger) -> None:
    trade.add("sale", party=A, sold_on="2026-05-10", amount_minor=4_000)
    found = trade.figures("customers", period="2026-05", currency="EUR")
    assert exact(found["ltv_to_date", "EUR"]) == 4_000


def test_the_note_says_what_is_missing(trade: Ledger) -> None:
    report = trade.report("kpi", period="2026-06", currency="EUR")
    assert NO_RATE in report.notes
    assert "left out, because config.yaml has no rate for the day: USD" in report.notes


def test_without_in_nothing_is_said_of_rates(trade: Ledger) -> None:
    assert not [note for note in trade.report("kpi", period="2026-06").notes if "rate" in note and "USD" in note]


def test_arpa_and_the_lifetime_value_are_none_while_a_subscriber_pays_without_a_rate(ledger: Ledger) -> None:
    ledger.subscription(A, ("2026-01-01", 1_000))
    ledger.subscription(B, ("2026-01-01", 3_000))
    ledger.subscription(C, ("2026-01-01", 9_000, "start", "USD"))
    ledger.subscription(4, ("2026-01-01", 1_000), ("2026-06-10", 0, "end"))
    found = ledger.figures("recurring", period="2026-06", currency="EUR")
    assert exact(found["mrr", "EUR"]) == 4_000
    assert exact(found["subscribers", ""]) == 3
    assert found["arpa", "EUR"].value is None
    assert ledger.figures("customers", period="2026-06", currency="EUR")["ltv", "EUR"].value is None
    ledger.settings.rates = {"USD": (("2026-01-01", "0.5"),)}
    # 10 + 30 + 45 by three
    assert exact(ledger.figures("recurring", period="2026-06", currency="EUR")["arpa", "EUR"]) == Fraction(8_500, 3)
    assert ledger.figures("customers", period="2026-06", currency="EUR")["ltv", "EUR"].value is not None


def test_who_stopped_paying_without_a_rate_is_no_reason_to_say_nothing(ledger: Ledger) -> None:
    ledger.subscription(A, ("2026-01-01", 1_000))
    ledger.subscription(C, ("2026-01-01", 9_000, "start", "USD"), ("2026-06-10", 0, "end", "USD"))
    found = ledger.figures("recurring", period="2026-06", currency="EUR")
    assert exact(found["arpa", "EUR"]) == 1_000
    assert exact(found["subscribers", ""]) == 1


def test_a_new_customer_costs_nothing_known_while_an_expense_has_no_rate(trade: Ledger) -> None:
    trade.add("expense", spent_on="2026-06-05", amount_minor=6_000)
    assert exact(trade.figures("acquisition", period="2026-06", currency="EUR")["cac", "EUR"]) == 2_000
    # service wins no customers
    trade.add("expense", kind="service", spent_on="2026-06-05", amount_minor=500, currency="USD")
    assert exact(trade.figures("acquisition", period="2026-06", currency="EUR")["cac", "EUR"]) == 2_000
    trade.add("expense", kind="sales", spent_on="2026-06-05", amount_minor=500, currency="USD")
    found = trade.figures("acquisition", period="2026-06", currency="EUR")
    assert [found[key, "EUR"].value for key in ("cac", "ltv_to_cac", "cac_payback")] == [None] * 3
    assert exact(trade.figures("acquisition", period="2026-05", currency="EUR")["cac", "EUR"]) is None


def test_an_expense_without_a_rate_that_stands_alone_leaves_no_cost(trade: Ledger) -> None:
    trade.add("expense", spent_on="2026-06-05", amount_minor=500, currency="USD")
    report = trade.report("acquisition", period="2026-06", currency="EUR")
    values = {row["key"]: row["value"] for row in report.rows}
    assert (values["spent"], values["cac"]) == (None, None)
    assert NO_RATE in report.notes
    assert [section.name for section in report.sections] == []


def test_the_cost_of_a_source_and_of_all_of_them_is_none_where_an_expense_has_no_rate(ledger: Ledger) -> None:
    for source in ("web", "fair"):
        person = ledger.add("contact", source=source)
        ledger.add("sale", party=person, contact=person, sold_on="2026-06-10")
        ledger.add("expense", channel=source, amount_minor=1_000, spent_on="2026-06-05")
    ledger.add("expense", channel="fair", amount_minor=1_000, spent_on="2026-06-05", currency="USD")
    report = ledger.report("sources", period="2026-06", currency="EUR")
    assert {row["source"]: row["cac"] for row in report.rows} == {"web": "10.00", "fair": None}
    assert report.totals["cac"] is None
    ledger.add("expense", channel="post", amount_minor=1_000, spent_on="2026-06-05", currency="USD")
    by_month = ledger.report("acquisition", period="2026-06", by="month", currency="EUR")
    assert [row["cac"] for row in by_month.rows] == [None]


def test_what_a_campaign_brought_in_a_currency_without_a_rate_leaves_no_return(ledger: Ledger) -> None:
    campaign = ledger.add("campaign", name="Fair", started_on="2026-06-01")
    ledger.add("expense", campaign=campaign, amount_minor=1_000, spent_on="2026-06-02")
    ledger.add("sale", campaign=campaign, party=A, sold_on="2026-06-03", amount_minor=3_000)
    assert exact(ledger.figures("acquisition", currency="EUR")["campaign_roi", "EUR"]) == 2
    ledger.add("sale", campaign=campaign, party=B, sold_on="2026-06-03", amount_minor=3_000, currency="USD")
    found = ledger.figures("acquisition", currency="EUR")
    assert [found[key, "EUR"].value for key in ("campaign_roi", "campaign_roi_margin")] == [None, None]


def test_an_own_kpi_a_head_is_none_while_an_amount_has_no_rate(trade: Ledger) -> None:
    per_sale = {"key": "per_sale", "numerator": "sum(sale.amount)", "denominator": "count(sale)"}
    trade.settings.kpis = [per_sale]
    found = trade.figures("own", period="2026-06", currency="EUR")
    assert found["per_sale", "EUR"].value is None
    trade.settings.rates = {"USD": (("2026-01-01", "0.5"),)}
    assert exact(trade.figures("own", period="2026-06", currency="EUR")["per_sale", "EUR"]) == 25_000
