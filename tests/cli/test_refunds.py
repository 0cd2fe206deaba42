"""Money of a sale given back: `tinycrm sale refund`, and negative sales."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _json(crm, id: int):
    return crm("sale", "show", id, "-f", "json").json


@pytest.fixture
def sold(stocked):
    """A database in which sale 9, 300 USD for a logo, was made on the 1st of November."""
    words = ("company:neva", "300 USD", "--contact", ANNA, "--product", "Logo", "--on", "2026-11-01", "--quantity", "3")
    assert stocked("sale", "add", *words).id == 9
    return stocked


def test_a_refund_is_a_negative_sale_of_its_own_day_to_the_same_party(sold) -> None:
    shown = _json(sold, sold("sale", "refund", 9, "--note", "two late").id)
    assert (shown["amount"], shown["currency"], shown["sold_on"]) == (-300, "USD", "2026-11-16")
    assert (shown["refund_of"]["id"], shown["product"], shown["quantity"]) == (9, "Logo", None)
    assert (shown["company"]["id"], shown["contact"]["id"], shown["note"]) == (NEVA, ANNA, "two late")
    assert sold.sql("SELECT party FROM sale") == [(NEVA,), (NEVA,)]


def test_a_part_is_given_back_and_then_the_rest(sold) -> None:
    assert (
        sold("sale", "refund", 9, "100,50", "-f", "table").out
        == "Added refund 10 of sale 9: 100.50 USD, 199.50 USD left\n"
    )
    assert "only 199.50 USD of sale 9 is left to give back" in sold.fails(1, "sale", "refund", 9, "199,51").err
    assert sold("sale", "refund", 9, "-f", "table").out == "Added refund 11 of sale 9: 199.50 USD\n"
    assert "sale 9 is given back whole" in sold.fails(1, "sale", "refund", 9).err
    assert sold.sql("SELECT sum(amount_minor) FROM sale") == [(0,)]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((9, "--", "-5"), 2, "'-5' is nothing to give back"),
        ((9, "0"), 2, "'0' is nothing to give back"),
        ((9, "5 EUR"), 1, "sale 9 was paid in USD, not EUR"),
        ((9, "--on", "2026-10-31"), 1, "sale 9 was on 2026-11-01, after 2026-10-31"),
        ((9, "--on", "tomorrow"), 2, "in the future"),
        (("nothing",), 3, "no sale matches 'nothing'"),
        ((NEVA,), 3, "1 is a company, not a sale"),
    ],
)
def test_what_cannot_be_given_back_is_refused(sold, words, code: int, told: str) -> None:
    before = sold.dump()
    assert told in sold.fails(code, "sale", "refund", *words).err
    assert sold.dump() == before


def test_a_refund_is_not_given_back(sold) -> None:
    refund = sold("sale", "refund", 9, "10").id
    assert "sale 10 is itself a refund of sale 9" in sold.fails(1, "sale", "refund", refund).err


def test_a_sale_is_found_by_its_product_also_when_it_has_refunds(sold) -> None:
    sold("sale", "refund", "logo", "10")
    assert sold("sale", "refund", "logo", "20").id == 11
    sold("sale", "add", "bo li", "5", "--product", "Logo")
    assert "could be 4 sales" in sold.fails(4, "sale", "refund", "logo").err


def test_a_negative_sale_needs_no_sale_that_it_gives_back(stocked) -> None:
    shown = _json(stocked, stocked("sale", "add", "bo li", "--", "-20").id)
    assert (shown["amount"], shown["refund_of"]) == (-20, None)
    assert stocked("contact", "show", BO, "--get", "lifecycle").out == "\n"


def test_add_with_refund_of_takes_the_rest_from_the_sale(sold) -> None:
    shown = _json(sold, sold("sale", "add", "--refund-of", 9, ".", "--", "-50").id)
    assert (shown["amount"], shown["currency"], shown["product"]) == (-50, "USD", "Logo")
    assert (shown["company"]["id"], shown["contact"]["id"]) == (NEVA, ANNA)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((".", "50"), "a refund is negative, not 50 USD"),
        (("bo li", "--", "-50"), "sale 9 is somebody else's"),
        ((".", "--product", "Site", "--", "-50"), "sale 9 is of another product"),
        ((".", "--currency", "EUR", "--", "-50"), "sale 9 was paid in USD, not EUR"),
        ((".", "--", "-301"), "only 300 USD of sale 9 is left"),
    ],
)
def test_add_with_refund_of_refuses_what_does_not_fit_the_sale(sold, words, told: str) -> None:
    assert told in sold.fails(1, "sale", "add", "--refund-of", 9, *words).err


def test_a_sale_never_falls_below_what_was_given_back(sold) -> None:
    sold("sale", "refund", 9, "200", "--on", "2026-11-05")
    assert "200 USD of sale 9 were given back already" in sold.fails(1, "sale", "edit", 9, "--amount", "199").err
    assert "sale 9 was given back in USD" in sold.fails(1, "sale", "edit", 9, "--currency", "EUR").err
    assert "sale 9 was given back on 2026-11-05" in sold.fails(1, "sale", "edit", 9, "--on", "2026-11-06").err
    assert sold("sale", "edit", 9, "--amount", "200").id == 9
    assert "only 200 USD" in sold.fails(1, "sale", "edit", 10, "--amount=-201").err


def test_refunds_go_along_when_the_sale_gets_another_party_or_product(sold) -> None:
    sold("sale", "refund", 9, "200")
    sold("sale", "edit", 9, "--product", "Letterhead", "--company", "", "--contact", "bo li")
    shown = _json(sold, 10)
    assert (shown["product"], shown["company"], shown["contact"]["id"]) == ("Letterhead", None, BO)
    assert sold.sql("SELECT DISTINCT party, product_key FROM sale") == [(BO, "letterhead")]
    sold("undo")
    assert sold.sql("SELECT DISTINCT party, product_key FROM sale") == [(NEVA, "logo")]


def test_a_refund_cannot_leave_its_sale_behind(sold) -> None:
    sold("sale", "refund", 9, "200")
    assert "another product" in sold.fails(1, "sale", "edit", 10, "--product", "Site").err
    sold("sale", "edit", 10, "--note", "late", "--on", "2026-11-10")
    assert _json(sold, 10)["sold_on"] == "2026-11-10"


def test_a_refund_of_a_sale_without_a_product_names_it_by_its_id(stocked) -> None:
    stocked("sale", "add", BO, "5")
    stocked("sale", "refund", 9)
    assert stocked("sale", "list").rows[0]["refund_of"] == "9"
    assert "Refund of  9\n" in stocked("sale", "show", 10, "-f", "table").out


def test_undo_of_a_refund_and_its_redo(sold) -> None:
    sold("sale", "refund", 9)
    sold("undo")
    assert sold("sale", "list", "-f", "ids").ids == [9]
    sold("redo")
    assert sold("sale", "list", "-f", "ids").ids == [10, 9]


def test_the_page_of_a_sale_shows_its_refunds(sold) -> None:
    sold("sale", "refund", 9, "200", "--note", "late")
    page = sold("sale", "show", 9, "-f", "table").out
    assert "Refunds\n" in page
    assert "-200 USD  late" in page
