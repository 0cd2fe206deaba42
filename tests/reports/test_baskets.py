"""Who has what, in columns of bits: counted as if each basket were looked at by itself."""

from __future__ import annotations

import random

import pytest

from tinycrm.reports.cross_sell import PRODUCTS, Baskets, in_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger


def test_a_product_bought_twice_is_one_and_a_party_in_two_parts_of_the_rows_too() -> None:
    baskets = Baskets([[(4, "audit"), (4, "audit"), (9, "نصب")], [(9, "audit"), (9, "نصب")], [], [(11, "logo")]])
    assert list(baskets.parties) == [4, 9, 11]
    assert baskets.having == {"audit": 2, "نصب": 1, "logo": 1}
    assert [(rule.product, rule.other, rule.both) for rule in in_order(baskets.rules())] == [
        ("نصب", "audit", 1),
        ("audit", "نصب", 1),
    ]


def test_without_a_purchase_there_is_nothing() -> None:
    baskets = Baskets([])
    assert (list(baskets.parties), baskets.having, baskets.rules(), baskets.offers([], 5)) == ([], {}, [], ([], 0))


# a block holds 512 parties: one less, one, one more, and some of them
@pytest.mark.parametrize("parties", [1, 511, 512, 513, 1024, 1025, 2600])
def test_pairs_are_those_of_each_basket(parties: int) -> None:
    luck = random.Random(parties)
    words = [f"p{at}" for at in range(7)]
    # a product that only the last has: its column begins late
    has = [{word for word in words if luck.random() < 0.4} or {"p0"} for _ in range(parties)]
    has[-1].add("rare")
    rows = [[(party, word) for word in sorted(products)] for party, products in enumerate(has)]
    baskets = Baskets(rows)
    assert len(baskets.parties) == parties
    for rule in baskets.rules():
        assert rule.both == sum({rule.product, rule.other} <= products for products in has)
        assert rule.having == sum(rule.product in products for products in has)
        assert rule.wanted == sum(rule.other in products for products in has)
        assert rule.parties == parties
    found, every = baskets.offers(baskets.rules(), parties)
    telling = [rule for rule in baskets.rules() if rule.telling]
    missing = {
        party
        for party, products in enumerate(has)
        if any(rule.product in products and rule.other not in products for rule in telling)
    }
    assert {party for party, _ in found} == missing
    assert every == len(missing)
    for party, rule in found:
        assert rule.product in has[party]
        assert rule.other not in has[party]
        # none is surer
        sure = rule.both / rule.having
        assert all(
            other.both / other.having <= sure + 1e-6
            for other in telling
            if other.product in has[party] and other.other not in has[party]
        )


def test_only_products_among_those_asked_for_are_paired_and_all_are_counted() -> None:
    baskets = Baskets([[(1, "audit"), (1, "logo"), (1, "pilot"), (2, "audit"), (2, "logo")]], {"audit", "pilot"})
    assert baskets.having == {"audit": 2, "logo": 2, "pilot": 1}
    assert {(rule.product, rule.other) for rule in baskets.rules()} == {("audit", "pilot"), ("pilot", "audit")}


def test_of_many_products_those_that_most_have_are_paired(ledger: Ledger) -> None:
    for at in range(PRODUCTS + 5):
        # two have each but the last five, which one has
        for party in (1, 2) if at < PRODUCTS else (3,):
            ledger.add("sale", party=party, product=f"P{at:03}", sold_on="2026-06-01")
    ledger.add("sale", party=3, product="P000", sold_on="2026-06-01")
    ledger.add("sale", party=4, product="P204", sold_on="2026-06-01")
    ledger.add("contact", id=3, name="سارا")
    rows = ledger.report("cross-sell", top=100_000).rows
    assert len(rows) == PRODUCTS * (PRODUCTS - 1)
    assert {row["product"] for row in rows} == {f"P{at:03}" for at in range(PRODUCTS)}
    offered = ledger.report("cross-sell", by="company").rows
    # all that it has counts, and what no pair is made of is not offered
    assert [(row["customer"], row["products"], row["because"]) for row in offered] == [("سارا", 6, "P000")]
