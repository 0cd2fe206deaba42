"""Revenue, what it came from, what customers brought, and what they have together: by hand."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

WON = {"outcome": "won", "stage": "won", "opened_on": "2026-05-01"}


@pytest.fixture
def trade(ledger: Ledger) -> Ledger:
    """A company and a person; sales, a refund, two won deals, one of them with a sale, a monthly subscription."""
    shop = ledger.add("company", id=1, name="Shop", source="fair")
    ledger.add("contact", id=2, name="Анна Петрова", source="web")
    sold = ledger.add(
        "sale", party=shop, company=shop, product="Desk", owner="ann", sold_on="2026-05-03", amount_minor=20_000
    )
    ledger.add("sale", party=shop, company=shop, owner="ann", sold_on="2026-06-01", amount_minor=-5_000, refund_of=sold)
    ledger.add("sale", party=2, contact=2, product="desk", owner="bob", sold_on="2026-06-30", amount_minor=7_000)
    billed = ledger.add("deal", party=shop, company=shop, closed_on="2026-06-10", value_minor=99_900, **WON)
    ledger.add("sale", party=shop, company=shop, deal=billed, sold_on="2026-06-11", amount_minor=30_000)
    ledger.add("deal", party=2, closed_on="2026-06-12", value_minor=40_000, source="ads", owner="ann", **WON)
    plan = ledger.subscription(shop, ("2026-05-15", 1_000), product="Care")
    ledger.db.run("UPDATE subscription SET company = party")
    ledger.add(
        "sale",
        party=shop,
        company=shop,
        subscription=plan,
        due_on="2026-06-15",
        sold_on="2026-06-16",
        amount_minor=1_000,
    )
    return ledger


def lines(report, by: str) -> list[tuple]:
    return [(row[by], row["revenue"], row["purchases"]) for row in report.rows]


def test_revenue_by_month_has_sales_deals_and_dues_once(trade: Ledger) -> None:
    report = trade.report("revenue", first="2026-04-01", last="2026-06-30")
    assert lines(report, "month") == [
        # nothing was on record in April; the desk, and what was due on the 15th
        ("2026-05", "210.00", 1),
        # -50 + 70 + 300 of the deal with a sale + 400 of the one without + 10 for what was due
        ("2026-06", "730.00", 4),
    ]
    assert report.totals is not None
    assert report.totals["revenue"] == "940.00"
    june = report.rows[1]
    assert (june["sales"], june["deals"], june["dues"], june["average_order"]) == (4, 1, 0, "182.50")


def test_revenue_by_what_it_came_from(trade: Ledger) -> None:
    span = {"first": "2026-04-01", "last": "2026-06-30"}
    by_kind = trade.report("revenue", by="kind", **span)
    assert lines(by_kind, "kind") == [
        ("One-off sales", "520.00", 3),
        ("Won deals", "400.00", 1),
        ("Subscriptions", "20.00", 1),
    ]
    # words that differ in their spelling are one; the refund names no product
    assert lines(trade.report("revenue", by="product", **span), "product") == [
        ("Desk", "270.00", 2),
        ("Care", "10.00", 0),
        (None, "660.00", 3),
    ]
    # a deal's own source, else that of who pays
    assert lines(trade.report("revenue", by="source", **span), "source") == [
        ("fair", "470.00", 3),
        ("ads", "400.00", 1),
        ("web", "70.00", 1),
    ]
    assert lines(trade.report("revenue", by="company", **span), "company") == [
        ("Shop", "470.00", 3),
        (None, "470.00", 2),
    ]
    assert lines(trade.report("revenue", by="owner", **span), "owner") == [
        ("ann", "550.00", 2),
        ("bob", "70.00", 1),
        (None, "320.00", 2),
    ]


def test_a_due_day_that_a_sale_names_is_earned_once(trade: Ledger) -> None:
    for period, minor in (("2026-06", 73_000), ("2026-05", 21_000)):
        figure = trade.figures("revenue", period=period)["revenue", "EUR"].value
        assert figure is not None
        assert (figure.over, figure.under) == (minor, 1)


def test_a_filter_of_sales_leaves_deals_and_dues_out_and_says_so(trade: Ledger) -> None:
    report = trade.report("revenue", where="product = desk", first="2026-05-01", last="2026-06-30")
    assert lines(report, "month") == [("2026-05", "200.00", 1), ("2026-06", "70.00", 1)]
    assert "won deals and subscription dues left out: the filter is of sales" in report.notes


def test_revenue_of_one_owner(trade: Ledger) -> None:
    report = trade.report("revenue", owner="ann", first="2026-06-01", last="2026-06-30")
    assert lines(report, "month") == [("2026-06", "350.00", 1)]


def test_months_stand_beside_those_of_the_year_before(trade: Ledger) -> None:
    trade.add("sale", party=2, sold_on="2025-06-20", amount_minor=36_500)
    report = trade.report("revenue", compare="year", first="2026-05-01", last="2026-06-30")
    assert [(row["month"], row["previous"], row["change"]) for row in report.rows] == [
        ("2026-05", None, None),
        ("2026-06", "365.00", "1"),
    ]


def test_amounts_of_several_currencies_have_rows_of_their_own_or_are_converted(trade: Ledger) -> None:
    trade.add("sale", party=2, sold_on="2026-06-02", amount_minor=10_000, currency="USD")
    span = {"first": "2026-06-01", "last": "2026-06-30"}
    rows = trade.report("revenue", **span).rows
    assert [(row["currency"], row["revenue"]) for row in rows] == [("EUR", "730.00"), ("USD", "100.00")]
    trade.settings.rates = {"USD": (("2026-06-01", "0.9"), ("2026-06-02", "0.8"))}
    rows = trade.report("revenue", currency="EUR", **span).rows
    assert [(row["currency"], row["revenue"]) for row in rows] == [("EUR", "810.00")]


def test_an_empty_database_has_no_revenue(ledger: Ledger) -> None:
    assert ledger.report("revenue").rows == []
    assert ledger.figures("revenue")["revenue", "EUR"].value is None


def test_the_top_customers_and_the_rest_add_up(trade: Ledger) -> None:
    report = trade.report("ltv", period="2026-06", top=1)
    assert [(row["customer"], row["revenue"], row["noun"]) for row in report.rows] == [
        ("Shop", "470.00", "company"),
        ("others", "470.00", None),
    ]
    report = trade.report("ltv", period="2026-05")
    assert [(row["customer"], row["revenue"], row["share"]) for row in report.rows] == [("Shop", "210.00", "1")]


def test_which_products_go_together(ledger: Ledger) -> None:
    baskets = {1: "ab", 2: "ab", 3: "a", 4: "bc", 5: "c"}
    for party, products in baskets.items():
        for product in products:
            ledger.add("sale", party=party, product=product, sold_on="2026-06-01")
            # twice is once, and a refund is no purchase
            ledger.add("sale", party=party, product=product, sold_on="2026-06-02")
        ledger.add("sale", party=party, product="c", sold_on="2026-06-02", amount_minor=-1)
    rows = ledger.report("cross-sell").rows
    found = {(row["product"], row["other"]): row for row in rows}
    one, other = found["a", "b"], found["b", "a"]
    # P(ab) = 2/5, P(a) = P(b) = 3/5: confidence 2/3, lift 10/9
    assert (one["parties"], one["support"], one["confidence"], one["lift"]) == (2, "0.4", "0.666667", "1.1111")
    assert other["confidence"] == "0.666667"
    # P(bc) = 1/5, P(b) = 3/5, P(c) = 2/5: lift 5/6
    assert (found["b", "c"]["confidence"], found["b", "c"]["lift"]) == ("0.333333", "0.8333")
    assert ("a", "c") not in found


def test_what_a_customer_is_missing_is_what_goes_with_what_it_has(ledger: Ledger) -> None:
    for party, products in {1: "ab", 2: "ab", 3: "a", 4: "c", 5: "c"}.items():
        for product in products:
            ledger.add("sale", party=party, product=product, sold_on="2026-06-01")
    ledger.add("contact", id=3, name="سارا")
    rows = ledger.report("cross-sell", by="company").rows
    assert [(row["customer"], row["missing"], row["because"], row["noun"]) for row in rows] == [
        ("سارا", "b", "a", "contact")
    ]


def test_a_subscription_is_in_the_basket(ledger: Ledger) -> None:
    for party in (1, 2):
        ledger.add("sale", party=party, product="Desk", sold_on="2026-06-01")
        ledger.subscription(party, ("2026-05-01", 1_000), product="Care", amount_minor=1_000)
    rows = ledger.report("cross-sell").rows
    assert {(row["product"], row["other"]): row["parties"] for row in rows} == {
        ("Care", "Desk"): 2,
        ("Desk", "Care"): 2,
    }
