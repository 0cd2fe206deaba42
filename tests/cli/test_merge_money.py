"""Merging who bought, subscribed, asked and answered: all of it is the survivor's."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
_PAID = ("sale", "subscription", "ticket", "feedback")


@pytest.fixture
def bought(stocked):
    """Bo (3) bought, subscribed, asked, answered and was reached: 9-13, the campaign is 14."""
    for words in (
        ("sale", "add", BO, "100", "--product", "Logo"),
        ("sale", "refund", 9, "10"),
        ("subscription", "add", BO, "40", "--product", "Hosting"),
        ("ticket", "add", "No mail", "--contact", BO),
        ("feedback", "add", BO, "9", "--kind", "nps"),
        ("campaign", "add", "Spring"),
        ("campaign", "reach", 14, BO, "--on", "2026-03-02"),
    ):
        stocked(*words)
    return stocked


def _parties(crm) -> set[tuple[object, ...]]:
    return {row for noun in _PAID for row in crm.sql(f"SELECT company, contact, party FROM {noun}")}


def test_what_a_contact_bought_is_the_survivors_and_undo_gives_it_back(bought) -> None:
    before = [line for line in bought.dump(without=("version",)) if not line.startswith(("operation", "change"))]
    bought("contact", "merge", SARA, BO)
    assert _parties(bought) == {(None, SARA, SARA)}
    assert bought.sql("SELECT record, contact, reached_on FROM campaign_member") == [(SARA, SARA, "2026-03-02")]
    assert bought("sale", "list", "--who", BO, "-f", "ids").ids == [10, 9]
    assert "only 90 EUR of sale 9 is left" in bought.fails(1, "sale", "refund", 9, "91").err
    bought("undo")
    after = [line for line in bought.dump(without=("version",)) if not line.startswith(("operation", "change"))]
    assert after == before
    bought("redo")
    assert _parties(bought) == {(None, SARA, SARA)}


def test_a_dry_run_counts_what_would_move(bought) -> None:
    told = bought("contact", "merge", SARA, BO, "--dry-run").err
    assert "moves 1 subscription, 2 sales, 1 ticket, 1 feedback, 1 campaign" in told
    assert _parties(bought) == {(None, BO, BO)}


def test_a_contact_beside_the_company_that_pays_leaves_the_party_alone(stocked) -> None:
    stocked("sale", "add", "company:neva", "100", "--contact", BO)
    stocked("contact", "merge", SARA, BO)
    assert stocked.sql("SELECT company, contact, party FROM sale") == [(NEVA, SARA, NEVA)]


def test_what_a_company_bought_is_the_survivors(stocked) -> None:
    other = stocked("company", "add", "Neva Trading").id
    stocked("sale", "add", other, "100", "--contact", ANNA)
    stocked("subscription", "add", other, "40")
    stocked("ticket", "add", "No mail", "--company", other)
    stocked("feedback", "add", other, "9", "--kind", "nps")
    stocked("company", "merge", NEVA, other)
    assert _parties(stocked) == {(NEVA, ANNA, NEVA), (NEVA, None, NEVA)}
    stocked("undo")
    assert _parties(stocked) == {(other, ANNA, other), (other, None, other)}


def test_in_a_campaign_of_both_the_earlier_days_stay(stocked) -> None:
    campaign = stocked("campaign", "add", "Spring").id
    stocked("campaign", "reach", campaign, BO, "--on", "2026-03-05")
    stocked("campaign", "reach", campaign, SARA, "--on", "2026-03-02")
    stocked("campaign", "answer", campaign, SARA, "--on", "2026-03-08")
    stocked("contact", "merge", BO, SARA)
    sql = "SELECT record, contact, reached_on, answered_on FROM campaign_member ORDER BY record"
    assert stocked.sql(sql) == [(BO, BO, "2026-03-02", "2026-03-08")]
    stocked("undo")
    assert stocked.sql(sql) == [(BO, BO, "2026-03-05", None), (SARA, SARA, "2026-03-02", "2026-03-08")]


def test_in_a_campaign_of_both_the_survivors_earlier_days_stay_too(stocked) -> None:
    campaign = stocked("campaign", "add", "Spring").id
    stocked("campaign", "answer", campaign, BO, "--on", "2026-03-02")
    stocked("campaign", "answer", campaign, SARA, "--on", "2026-03-05")
    stocked("contact", "merge", BO, SARA)
    sql = "SELECT record, reached_on, answered_on FROM campaign_member"
    assert stocked.sql(sql) == [(BO, "2026-03-02", "2026-03-02")]
