"""Who has what, held in little memory: it comes back as it was, or not at all."""

from __future__ import annotations

from tinycrm.services.reporting.cross_sell import Held


def test_baskets_come_back_in_their_order() -> None:
    held = Held()
    for party, products in ((7, {"audit", "نصب"}), (3, {"audit"}), (9, {"audit", "نصب"}), (11, set())):
        held.add(party, products)
    assert held.whole
    assert [(party, set(products)) for party, products in held.baskets()] == [
        (7, {"audit", "نصب"}),
        (3, {"audit"}),
        (9, {"audit", "نصب"}),
        (11, set()),
    ]


def test_so_many_products_as_fit_are_held() -> None:
    held = Held()
    words = {f"p{at}" for at in range(62)}
    held.add(1, words)
    assert held.whole
    assert [(party, set(products)) for party, products in held.baskets()] == [(1, words)]


def test_of_more_products_nothing_is_held() -> None:
    held = Held()
    held.add(1, {f"p{at}" for at in range(62)})
    held.add(2, {"one more"})
    held.add(3, {"p1"})
    assert not held.whole
    assert list(held.baskets()) == []
