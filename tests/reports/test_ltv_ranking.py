"""Who brought the most: sales, won deals and dues of a customer are one sum, in whatever way they are read."""

from __future__ import annotations

import pytest

from tinycrm.services.reporting import ltv

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

WON = {"outcome": "won", "stage": "won", "opened_on": "2026-01-01"}


@pytest.fixture(params=[8, 0])
def shop(ledger: Ledger, monkeypatch, request) -> Ledger:
    """Six customers and what nobody brought; read in sums, and as with many currencies line by line."""
    monkeypatch.setattr(ltv, "_CODES", request.param)
    for id, name in enumerate(("Ann", "Bo", "Cy", "Di", "Ed", "Flo"), 11):
        ledger.add("contact", id=id, name=name)
    ann, bo, cy, di, ed, flo = range(11, 17)
    # 100 and 20 less; a refund alone
    ledger.add("sale", party=ann, sold_on="2026-06-01", amount_minor=10_000)
    ledger.add("sale", party=ann, sold_on="2026-06-02", amount_minor=-2_000)
    ledger.add("sale", party=bo, sold_on="2026-06-02", amount_minor=-500)
    # dues alone: 40 a month on the 15th of April, May and June
    ledger.subscription(cy, ("2026-04-15", 4_000))
    # a deal alone, of as much as Cy
    ledger.add("deal", party=di, closed_on="2026-06-12", value_minor=12_000, **WON)
    # 30, a deal of 60 and dues of 2 × 5; and in dollars 99
    ledger.add("sale", party=ed, sold_on="2026-06-03", amount_minor=3_000)
    ledger.add("deal", party=ed, closed_on="2026-06-12", value_minor=6_000, **WON)
    ledger.subscription(ed, ("2026-05-20", 500))
    ledger.add("sale", party=ed, sold_on="2026-06-03", amount_minor=9_900, currency="USD")
    # nothing that counts: tomorrow's, and an open deal
    ledger.add("sale", party=flo, sold_on="2026-07-01", amount_minor=99_900)
    ledger.add("deal", party=flo, value_minor=99_900)
    ledger.add("sale", party=None, sold_on="2026-06-03", amount_minor=700)
    return ledger


def rows(ledger: Ledger, **asked: object) -> list[tuple]:
    report = ledger.report("ltv", **asked)
    return [(row["customer"], row["currency"], row["revenue"], row["purchases"], row["dues"]) for row in report.rows]


ALL = [
    # of equals the one with the lower id
    ("Cy", "EUR", "120.00", 0, 3),
    ("Di", "EUR", "120.00", 1, 0),
    ("Ed", "EUR", "100.00", 2, 2),
    ("Ed", "USD", "99.00", 1, 0),
    ("Ann", "EUR", "80.00", 1, 0),
    ("Bo", "EUR", "-5.00", 0, 0),
    ("others", "EUR", "7.00", 1, 0),
]


def test_all_are_in_the_order_of_what_they_brought_and_nobodys_is_with_the_others(shop: Ledger) -> None:
    assert rows(shop) == ALL


@pytest.mark.parametrize(
    ("top", "kept", "rest"),
    [
        (1, 1, [("others", "EUR", "302.00", 5, 2), ("others", "USD", "99.00", 1, 0)]),
        (2, 2, [("others", "EUR", "182.00", 4, 2), ("others", "USD", "99.00", 1, 0)]),
        (3, 4, [("others", "EUR", "82.00", 2, 0)]),
        (5, 6, [("others", "EUR", "7.00", 1, 0)]),
    ],
)
def test_the_best_and_the_others_add_up(shop: Ledger, top, kept, rest) -> None:
    assert rows(shop, top=top) == [*ALL[:kept], *rest]


def test_it_says_how_many_more_there_are(shop: Ledger) -> None:
    notes = shop.report("ltv", top=2).notes
    assert "3 more customers are added up as others: --top N shows more" in notes


def test_shares_are_of_what_all_brought(shop: Ledger) -> None:
    # 120 of 422 in euros
    assert shop.report("ltv", top=1).rows[0]["share"] == "0.28436"


def test_what_is_too_much_for_63_bits_is_added_up_all_the_same(ledger: Ledger) -> None:
    much = 2**62
    for party in (1, 2):
        ledger.add("contact", id=party, name=f"N{party}")
    for _ in range(3):
        ledger.add("sale", party=2, sold_on="2026-06-01", amount_minor=much)
    ledger.add("sale", party=1, sold_on="2026-06-01", amount_minor=much)
    # 3 × 46,116,860,184,273,879.04
    assert [(row["customer"], row["revenue"]) for row in ledger.report("ltv").rows] == [
        ("N2", "138350580552821637.12"),
        ("N1", "46116860184273879.04"),
    ]
