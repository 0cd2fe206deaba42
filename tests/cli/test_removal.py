"""What `rm` takes along, what refuses it, and what `--cascade` does, for sales and what goes with them."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
_TABLES = ("sale", "subscription", "subscription_change", "ticket", "feedback", "campaign", "campaign_member", "deal")


def _links(crm, noun: str, *columns: str) -> list[tuple[object, ...]]:
    return crm.sql(f"SELECT id, {', '.join(columns)} FROM {noun} ORDER BY id")


def _same_after_undo(crm, *words: str | int) -> None:
    """The command changes something, and undo brings every row back as it was."""
    before = [line for line in crm.dump(without=("version",)) if line.split()[0] in _TABLES]
    crm(*words)
    assert [line for line in crm.dump(without=("version",)) if line.split()[0] in _TABLES] != before
    crm("undo")
    assert [line for line in crm.dump(without=("version",)) if line.split()[0] in _TABLES] == before


@pytest.fixture
def dealt(stocked):
    """Bo (3) bought: sale 9, refund 10, subscription 11, ticket 12, feedback 13-14, campaign 15 reached him."""
    for words in (
        ("sale", "add", BO, "100", "--product", "Logo"),
        ("sale", "refund", 9, "10"),
        ("subscription", "add", BO, "40", "--product", "Hosting"),
        ("ticket", "add", "No mail", "--contact", BO),
        ("feedback", "add", BO, "9", "--kind", "nps", "--ticket", 12),
        ("feedback", "add", BO, "4", "--kind", "csat", "--sale", 9),
        ("campaign", "add", "Spring"),
        ("campaign", "reach", 15, BO),
    ):
        stocked(*words)
    return stocked


def test_who_bought_is_not_removed_unasked_and_all_that_names_them_is_told(dealt) -> None:
    before = dealt.dump()
    told = dealt.fails(1, "contact", "rm", BO).err
    assert "contact 3 is named by 2 sales: 9 Logo, 10 Logo; 1 subscription: 11 Hosting; 1 ticket: 12 No mail" in told
    assert "--cascade removes them too" in told
    assert dealt.dump() == before


def test_with_cascade_everything_of_a_buyer_goes_and_comes_back(dealt) -> None:
    words = ("contact", "rm", BO, "--cascade")
    answer = dealt(*words, "-f", "table").out
    assert "2 sales, 1 subscription, 1 ticket, 2 feedback" in answer
    for table in ("sale", "subscription", "subscription_change", "ticket", "feedback", "campaign_member"):
        assert dealt.sql(f"SELECT count(*) FROM {table}") == [(0,)], table
    assert dealt.sql("SELECT count(*) FROM campaign") == [(1,)]
    dealt("undo")
    assert dealt.sql("SELECT count(*) FROM sale") == [(2,)]
    _same_after_undo(dealt, *words)


def test_what_has_another_party_stays_with_it(stocked) -> None:
    stocked("sale", "add", "company:neva", "100", "--contact", BO)
    stocked("ticket", "add", "No mail", "--contact", BO, "--company", "neva")
    stocked("feedback", "add", "company:neva", "9", "--kind", "nps", "--contact", BO)
    assert "named by 1 sale: 9; 1 ticket: 10 No mail" in stocked.fails(1, "contact", "rm", BO).err
    stocked("contact", "rm", BO, "--cascade")
    for noun in ("sale", "ticket", "feedback"):
        assert stocked.sql(f"SELECT company, contact, party FROM {noun}") == [(NEVA, None, NEVA)]
    stocked("undo")
    stocked("company", "rm", NEVA, "--cascade")
    for noun in ("sale", "ticket", "feedback"):
        assert stocked.sql(f"SELECT company, contact, party FROM {noun}") == [(None, BO, BO)]
    stocked("undo")
    assert stocked.sql("SELECT company, contact, party FROM sale") == [(NEVA, BO, NEVA)]


def test_feedback_alone_refuses_nobody_and_goes_along(stocked) -> None:
    stocked("feedback", "add", BO, "9", "--kind", "nps")
    assert "Removed contact 3 Bo Li, 1 feedback" in stocked("contact", "rm", BO, "-f", "table").out
    stocked("undo")
    assert stocked.sql("SELECT contact, score FROM feedback") == [(BO, 9)]


def test_a_deal_with_sales_needs_cascade_which_keeps_the_money(stocked) -> None:
    stocked("sale", "add", "--deal", WEBSITE)
    stocked("subscription", "add", ".", "40", "--deal", WEBSITE)
    stocked("ticket", "add", "No mail", "--deal", WEBSITE, "--contact", ANNA)
    told = stocked.fails(1, "deal", "rm", WEBSITE).err
    assert "deal 5 is named by 1 sale: 9; 1 subscription: 10; 1 ticket: 11 No mail" in told
    assert "--cascade takes the link out of them" in told
    words = ("deal", "rm", WEBSITE, "--cascade")
    stocked(*words)
    for noun in ("sale", "subscription", "ticket"):
        assert stocked.sql(f"SELECT count(*), count(deal) FROM {noun}") == [(1, 0)]
    stocked("undo")
    _same_after_undo(stocked, *words)


def test_a_deal_that_goes_with_its_company_leaves_the_sales_of_others(stocked) -> None:
    deal = stocked("deal", "add", "Poster", "--company", "neva").id
    sale = stocked("sale", "add", BO, "50", "--deal", deal).id
    stocked("company", "rm", NEVA, "--cascade")
    assert _links(stocked, "sale", "contact", "deal") == [(sale, BO, None)]
    stocked("undo")
    assert _links(stocked, "sale", "contact", "deal") == [(sale, BO, deal)]


def test_a_subscription_with_sales_needs_cascade_which_keeps_them(stocked) -> None:
    stocked("subscription", "add", BO, "40", "--start", "2026-11-01", "--product", "Hosting")
    stocked("sale", "add", "--subscription", 9)
    assert stocked.sql("SELECT subscription, due_on FROM sale") == [(9, "2026-11-01")]
    assert "subscription 9 is named by 1 sale: 10 Hosting" in stocked.fails(1, "subscription", "rm", 9).err
    words = ("subscription", "rm", 9, "--cascade")
    stocked(*words)
    assert stocked.sql("SELECT subscription, due_on, amount_minor FROM sale") == [(None, None, 4000)]
    assert stocked.sql("SELECT * FROM subscription_change") == []
    stocked("undo")
    _same_after_undo(stocked, *words)


def test_a_campaign_that_is_named_needs_cascade_which_only_unlinks(stocked) -> None:
    stocked("campaign", "add", "Spring")
    stocked("campaign", "reach", 9, BO)
    stocked("sale", "add", BO, "50", "--campaign", 9)
    stocked("expense", "add", "20", "--kind", "marketing", "--title", "Stamps", "--campaign", 9)
    stocked("deal", "edit", WEBSITE, "--campaign", 9)
    told = stocked.fails(1, "campaign", "rm", 9).err
    assert "named by 1 deal: 5 Website for Neva; 1 sale: 10; 1 expense: 11 Stamps" in told
    words = ("campaign", "rm", 9, "--cascade")
    stocked(*words)
    for noun in ("deal", "sale", "expense"):
        assert stocked.sql(f"SELECT count(*), count(campaign) FROM {noun}") == [(1, 0)]
    assert stocked.sql("SELECT * FROM campaign_member") == []
    stocked("undo")
    _same_after_undo(stocked, *words)


def test_a_campaign_with_members_alone_goes_unasked(stocked) -> None:
    stocked("campaign", "add", "Spring")
    stocked("campaign", "reach", 9, BO)
    _same_after_undo(stocked, "campaign", "rm", "spring")


def test_a_member_who_goes_is_a_member_no_more(stocked) -> None:
    stocked("campaign", "add", "Spring")
    stocked("campaign", "reach", 9, "company:neva", BO)
    _same_after_undo(stocked, "company", "rm", NEVA, "--cascade")
    _same_after_undo(stocked, "contact", "rm", BO)
    stocked("company", "rm", NEVA, "--cascade")
    assert stocked.sql("SELECT record FROM campaign_member") == [(BO,)]


def test_a_sale_with_refunds_or_feedback_needs_cascade(dealt) -> None:
    told = dealt.fails(1, "sale", "rm", 9).err
    assert "sale 9 is named by 1 sale: 10 Logo; 1 feedback: 14" in told
    assert "--cascade removes its refunds too" in told
    words = ("sale", "rm", 9, "--cascade")
    dealt(*words)
    assert dealt.sql("SELECT id FROM sale") == []
    assert _links(dealt, "feedback", "sale") == [(13, None), (14, None)]
    dealt("undo")
    _same_after_undo(dealt, *words)


def test_a_refund_goes_unasked_and_a_sale_together_with_its_refunds_too(stocked) -> None:
    stocked("sale", "add", BO, "100")
    stocked("sale", "refund", 9, "10")
    _same_after_undo(stocked, "sale", "rm", 10)
    answer = stocked("sale", "rm", 9, 10, "--yes", "-f", "table").out
    assert answer == "Removed 2 sales (tinycrm undo brings it back)\n"
    stocked("undo")
    assert _links(stocked, "sale", "refund_of") == [(9, None), (10, 9)]


def test_a_ticket_with_feedback_needs_cascade_which_keeps_the_answer(dealt) -> None:
    assert "ticket 12 is named by 1 feedback: 13" in dealt.fails(1, "ticket", "rm", 12).err
    words = ("ticket", "rm", 12, "--cascade")
    dealt(*words)
    assert _links(dealt, "feedback", "ticket", "score") == [(13, None, 9), (14, None, 4)]
    dealt("undo")
    _same_after_undo(dealt, *words)


def test_a_dry_run_says_what_would_go_and_changes_nothing(dealt) -> None:
    before = dealt.dump()
    assert "2 sales, 1 subscription" in dealt("contact", "rm", BO, "--cascade", "--dry-run").err
    assert dealt.dump() == before
