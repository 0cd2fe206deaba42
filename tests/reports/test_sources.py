"""What each source brings and costs, computed by hand."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger


def test_a_source_has_leads_customers_revenue_and_what_they_cost(ledger: Ledger) -> None:
    for source, lead, sold in (
        ("Web", "2026-06-01", 100),
        ("web", "2026-06-02", 0),
        ("fair", None, 400),
        (None, "2026-06-03", 0),
    ):
        person = ledger.add("contact", source=source, lead_on=lead)
        if sold:
            ledger.add("sale", party=person, contact=person, sold_on="2026-06-10", amount_minor=sold)
    for kind, channel, minor in (
        ("marketing", "WEB", 30),
        ("sales", "web", 20),
        ("service", "web", 7),
        ("service", "fair", 9),
        ("marketing", "radio", 5),
        ("marketing", None, 3),
    ):
        ledger.add("expense", kind=kind, channel=channel, amount_minor=minor, spent_on="2026-06-05")
    report = ledger.report("sources")
    keys = ("source", "leads", "customers", "conversion", "new_customers", "revenue", "spent", "cac", "currency")
    assert [tuple(row[key] for key in keys) for row in report.rows] == [
        ("fair", 0, 0, None, 1, "4.00", None, None, "EUR"),
        ("Web", 2, 1, "0.5", 1, "1.00", "0.50", "0.50", "EUR"),
        ("radio", 0, 0, None, 0, None, "0.05", None, "EUR"),
        (None, 1, 0, "0", 0, None, "0.03", None, "EUR"),
    ]
    total = report.totals
    assert total is not None
    assert [total[key] for key in keys[1:]] == [3, 1, "0.333333", 2, "5.00", "0.58", "0.29", "EUR"]


def test_beyond_the_best_sources_the_others_are_added_up(ledger: Ledger) -> None:
    for source, minor in (("a", 300), ("b", 200), ("c", 100)):
        person = ledger.add("contact", source=source)
        ledger.add("sale", party=person, contact=person, sold_on="2026-06-10", amount_minor=minor)
    rows = ledger.report("sources", top=1).rows
    assert [(row["source"], row["revenue"], row["new_customers"]) for row in rows] == [
        ("a", "3.00", 1),
        ("others", "3.00", 2),
    ]


def test_the_money_of_several_currencies_is_never_one_total(ledger: Ledger) -> None:
    person = ledger.add("contact", source="web")
    for currency in ("EUR", "USD"):
        ledger.add("sale", party=person, contact=person, sold_on="2026-06-10", currency=currency)
        ledger.add("expense", channel="web", amount_minor=10, spent_on="2026-06-05", currency=currency)
    report = ledger.report("sources")
    assert [(row["currency"], row["revenue"], row["spent"], row["cac"]) for row in report.rows] == [
        ("EUR", "1.00", "0.10", None),
        ("USD", "1.00", "0.10", None),
    ]
    assert report.totals is not None
    assert (report.totals["new_customers"], report.totals["revenue"]) == (1, None)
    ledger.settings.rates = {"USD": (("2026-01-01", "0.5"),)}
    (row,) = ledger.report("sources", currency="EUR").rows
    assert (row["revenue"], row["spent"], row["cac"]) == ("1.50", "0.15", "0.15")


def test_without_records_there_is_no_row(ledger: Ledger) -> None:
    assert ledger.report("sources").rows == []
