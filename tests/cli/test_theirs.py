"""A sale, subscription or ticket named by whom it belongs to."""

from __future__ import annotations

import pytest


@pytest.fixture
def shop(crm):
    """Anna (1) of Neva (2), and Bo (3); the 30th of June 2026 is today."""
    crm.env["TINYCRM_TODAY"] = "2026-06-30"
    crm("contact", "add", "Анна Петрова", "--email", "anna@neva.example")
    crm("company", "add", "Neva Trade")
    crm("contact", "add", "Bo Berg", "--phone", "+46 70 123 45 67")
    return crm


def _price(crm, id: int) -> object:
    return crm("subscription", "show", id, "-f", "json").json["amount"]


@pytest.mark.parametrize("who", ["анна петрова", "Анна", "anna@neva.example"])
def test_the_only_subscription_that_runs_is_meant(shop, who) -> None:
    shop("subscription", "add", 1, "5", "--start", "2025-01-01", "--end", "2025-12-31")
    runs = shop("subscription", "add", 1, "10", "--product", "Hosting").id
    shop("subscription", "add", 1, "7", "--start", "2026-09-01")
    assert shop("subscription", "change", who, "20").id == runs
    assert _price(shop, runs) == 20


def test_of_several_that_run_each_is_a_candidate_and_none_changes(shop) -> None:
    one = shop("subscription", "add", "company:neva", "10", "--product", "Hosting").id
    two = shop("subscription", "add", "company:neva", "12", "--product", "Mail").id
    error = shop.fails(4, "subscription", "change", "Neva Trade", "20", "-f", "json").error
    assert {row["id"] for row in error["candidates"]} == {one, two}
    assert (_price(shop, one), _price(shop, two)) == (10, 12)


def test_a_product_of_the_name_comes_first(shop) -> None:
    shop("subscription", "add", 3, "10", "--product", "Mail")
    named = shop("subscription", "add", 1, "12", "--product", "Bo Berg").id
    assert shop("subscription", "change", "bo berg", "20").id == named


def test_the_only_sale_that_can_be_given_back_is_meant(shop) -> None:
    first = shop("sale", "add", 3, "100", "--product", "Logo").id
    shop("sale", "refund", first)
    second = shop("sale", "add", 3, "50", "--product", "Flyer").id
    shop("sale", "refund", "+46701234567", "20")
    assert shop.sql("SELECT refund_of, amount_minor FROM sale WHERE amount_minor < 0 ORDER BY id") == [
        (first, -10000),
        (second, -2000),
    ]
    third = shop("sale", "add", 3, "70").id
    error = shop.fails(4, "sale", "refund", "bo berg", "-f", "json").error
    assert {row["id"] for row in error["candidates"]} == {second, third}


def test_an_open_ticket_is_resolved_by_whose_it_is(shop) -> None:
    old = shop("ticket", "add", "Old", "--contact", 1).id
    shop("ticket", "resolve", old)
    new = shop("ticket", "add", "New", "--contact", 1).id
    assert shop("ticket", "resolve", "анна").id == new
    shop("ticket", "add", "Third", "--contact", 1)
    shop("ticket", "add", "Fourth", "--contact", 1)
    assert shop("ticket", "resolve", "анна", ok=False).code == 4


def test_nothing_is_removed_by_whose_it_is_without_a_prompt(shop) -> None:
    id = shop("sale", "add", 3, "100").id
    assert shop("sale", "rm", "bo berg", ok=False).code == 4
    assert shop("sale", "list", "-f", "ids").ids == [id]


def test_who_has_none_is_told_as_before(shop) -> None:
    assert "no subscription matches 'bo berg'" in shop.fails(3, "subscription", "change", "bo berg", "20").err
    assert "no open ticket matches 'nobody'" in shop.fails(3, "ticket", "resolve", "nobody").err
