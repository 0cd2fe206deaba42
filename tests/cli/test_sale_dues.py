"""A sale of a subscription is for one of its due days."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
HOSTING = 9


@pytest.fixture
def hosted(stocked):
    """A database in which Neva pays 40 EUR a month for hosting since the 31st of August: subscription 9."""
    words = ("--product", "Hosting", "--start", "2026-08-31", "--contact", ANNA)
    assert stocked("subscription", "add", "company:neva", "40 EUR", *words).id == HOSTING
    return stocked


def _dues(crm) -> list[tuple[object, ...]]:
    return crm.sql("SELECT sold_on, due_on, amount_minor FROM sale ORDER BY id")


def test_the_latest_unpaid_due_day_up_to_the_sale_and_then_the_one_before(hosted) -> None:
    for _ in range(2):
        hosted("sale", "add", "--subscription", "hosting")
    hosted("sale", "add", ".", "35", "--subscription", "hosting", "--on", "2026-09-15")
    assert _dues(hosted) == [
        ("2026-11-16", "2026-10-31", 4000),
        ("2026-11-16", "2026-09-30", 4000),
        ("2026-09-15", "2026-08-31", 3500),
    ]


def test_it_has_the_party_and_product_of_the_subscription_and_says_so(hosted) -> None:
    answer = hosted("sale", "add", "--subscription", HOSTING, "-f", "table")
    sentence = (
        "Added sale 10 Hosting: 40 EUR, the amount of subscription 9, Anna Petrova of Neva Trade, due 2026-10-31\n"
    )
    assert answer.out == sentence


def test_when_everything_is_paid_that_is_told(hosted) -> None:
    hosted("sale", "add", "--subscription", HOSTING, "--on", "2026-08-31")
    answer = hosted("sale", "add", "--subscription", HOSTING, "--on", "2026-09-01")
    assert "no due day of subscription 9 up to 2026-09-01 is unpaid: --due names another" in answer.err
    assert _dues(hosted)[-1] == ("2026-09-01", None, 4000)


def test_a_due_day_may_be_named_also_one_ahead_and_one_that_is_paid(hosted) -> None:
    hosted("sale", "add", "--subscription", HOSTING, "--due", "2026-11-30")
    assert _dues(hosted) == [("2026-11-16", "2026-11-30", 4000)]
    answer = hosted("sale", "add", ".", "5", "--subscription", HOSTING, "--due", "2026-11-30")
    assert "sale 10 is for the due day 2026-11-30 too" in answer.err


@pytest.mark.parametrize(
    ("due", "hint"),
    [
        ("2026-10-30", "--due 2026-09-30 or 2026-10-31"),
        ("2026-08-30", "--due 2026-08-31"),
        ("2026-11-01", "--due 2026-10-31 or 2026-11-30"),
    ],
)
def test_another_day_is_refused_and_the_nearest_are_named(hosted, due: str, hint: str) -> None:
    told = hosted.fails(1, "sale", "add", "--subscription", HOSTING, "--due", due).err
    assert told == f"tinycrm: subscription 9 is not due on {due}; {hint}\n"


def test_a_trial_and_a_pause_are_not_due(stocked) -> None:
    stocked("subscription", "add", BO, "40", "--start", "2026-09-01", "--trial-until", "2026-09-14")
    stocked("subscription", "pause", HOSTING, "--on", "2026-10-15")
    for due in ("2026-09-01", "2026-10-01", "2026-10-15", "2026-11-15"):
        stocked.fails(1, "sale", "add", "--subscription", HOSTING, "--due", due)
    stocked("sale", "add", "--subscription", HOSTING)
    assert _dues(stocked) == [("2026-11-16", "2026-09-15", 4000)]


def test_edit_keeps_the_rules_and_leaves_the_due_day_with_the_subscription(hosted) -> None:
    sale = hosted("sale", "add", "--subscription", HOSTING).id
    assert "not due" in hosted.fails(1, "sale", "edit", sale, "--due", "2026-10-01").err
    hosted("sale", "edit", sale, "--due", "2026-09-30")
    assert _dues(hosted) == [("2026-11-16", "2026-09-30", 4000)]
    hosted("sale", "edit", sale, "--clear", "subscription")
    assert hosted.sql("SELECT subscription, due_on FROM sale") == [(None, None)]
    hosted("undo")
    assert hosted.sql("SELECT subscription, due_on FROM sale") == [(HOSTING, "2026-09-30")]
    assert (
        "has no subscription"
        in hosted.fails(2, "sale", "edit", sale, "--clear", "subscription", "--due", "2026-10-31").err
    )


def test_an_old_due_day_costs_what_it_cost_then(hosted) -> None:
    hosted("subscription", "change", HOSTING, "55", "--on", "2026-10-15")
    then = hosted("sale", "add", "--subscription", HOSTING, "--due", "2026-09-30", "-f", "table").out
    assert then == (
        "Added sale 10 Hosting: 40 EUR, the amount of subscription 9 on 2026-09-30, Anna Petrova of Neva Trade, "
        "due 2026-09-30\n"
    )
    hosted("sale", "add", "--subscription", HOSTING)
    # the days are paid from the latest back: the one left is from before the change
    hosted("sale", "add", "--subscription", HOSTING)
    assert _dues(hosted) == [
        ("2026-11-16", "2026-09-30", 4000),
        ("2026-11-16", "2026-10-31", 5500),
        ("2026-11-16", "2026-08-31", 4000),
    ]


def test_an_amount_that_was_typed_stays_on_an_old_due_day(hosted) -> None:
    hosted("subscription", "change", HOSTING, "55", "--on", "2026-10-15")
    hosted("sale", "add", ".", "44", "--subscription", HOSTING, "--due", "2026-09-30")
    assert _dues(hosted) == [("2026-11-16", "2026-09-30", 4400)]
