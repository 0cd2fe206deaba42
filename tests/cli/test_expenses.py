"""`tinycrm expense`, from outside."""

from __future__ import annotations

import pytest


def _json(crm, id: int):
    return crm("expense", "show", id, "-f", "json").json


def test_add_is_of_today_in_the_currency_of_the_settings_and_yours(stocked) -> None:
    shown = _json(stocked, stocked("expense", "add", "120,50", "--kind", "marketing").id)
    assert (shown["amount"], shown["currency"], shown["spent_on"]) == (120.5, "EUR", "2026-11-16")
    assert (shown["kind"], shown["owner"], shown["title"], shown["campaign"]) == ("marketing", "tester", None, None)


def test_every_option_of_add_is_kept(stocked) -> None:
    fair = stocked("campaign", "add", "Ярмарка").id
    words = ("--title", "Стенд", "--channel", "fair", "--campaign", "ярмарка", "--on", "2026-10-01", "--owner", "Mia")
    id = stocked("expense", "add", "3k USD", "--kind", "SALES", *words, "--note", "two days", "--set", "hall=4").id
    shown = _json(stocked, id)
    assert (shown["amount"], shown["currency"], shown["spent_on"]) == (3000, "USD", "2026-10-01")
    assert (shown["kind"], shown["title"], shown["channel"], shown["owner"]) == ("sales", "Стенд", "fair", "Mia")
    assert (shown["campaign"], shown["fields"]) == ({"id": fair, "name": "Ярмарка"}, {"hall": "4"})


def test_a_sentence_says_what_was_spent_on_what(stocked) -> None:
    words = ("--kind", "marketing", "--channel", "ads", "--on", "yesterday", "-f", "table")
    answer = stocked("expense", "add", "120 EUR", *words)
    assert answer.out == "Added expense 9: 120 EUR, marketing for ads on 2026-11-15\n"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ((), 2, "an expense needs an amount"),
        (("120",), 2, "an expense needs its kind; --kind marketing|sales|service"),
        (("120", "--kind", "fun"), 2, "'fun' is no kind; one of: marketing, sales, service"),
        (("much", "--kind", "sales"), 2, "'much'"),
        (("120", "--kind", "sales", "--on", "tomorrow"), 2, "2026-11-17 is in the future"),
        (("120", "--kind", "sales", "--campaign", "x"), 3, "no campaign matches 'x'"),
        (("120", "--kind", "sales", "--title", "a\u202eb"), 2, "bidirectional"),
    ],
)
def test_what_is_no_expense_is_refused_in_one_line_and_nothing_is_written(stocked, words, code, told) -> None:
    before = stocked.dump()
    assert told in stocked.fails(code, "expense", "add", *words).err
    assert stocked.dump() == before


def test_list_narrows_by_its_shorthands(stocked) -> None:
    stocked("campaign", "add", "Spring")
    ads = stocked("expense", "add", "100", "--kind", "marketing", "--channel", "ads", "--on", "2026-10-01").id
    fair = stocked("expense", "add", "200", "--kind", "sales", "--campaign", "spring", "--owner", "Mia").id
    for words, found in (
        ((), [fair, ads]),
        (("--kind", "sales"), [fair]),
        (("--channel", "ADS"), [ads]),
        (("--campaign", "spring"), [fair]),
        (("--owner", "mia"), [fair]),
        (("--since", "2026-10-02"), [fair]),
        (("--until", "2026-10-01"), [ads]),
        (("--where", "amount < 150"), [ads]),
    ):
        assert stocked("expense", "list", *words, "-f", "ids").ids == found, words


def test_edit_rm_and_undo(stocked) -> None:
    id = stocked("expense", "add", "100", "--kind", "marketing", "--title", "Flyers").id
    before = _json(stocked, id)
    stocked("expense", "edit", "flyers", "--amount", "90 USD", "--kind", "service", "--clear", "title")
    shown = _json(stocked, id)
    assert (shown["amount"], shown["currency"], shown["kind"], shown["title"]) == (90, "USD", "service", None)
    stocked("undo")
    assert _json(stocked, id) == before
    for words in (("--clear", "amount"), ("--clear", "kind"), ("--clear", "spent_on"), ("--on", "2027-01-01")):
        stocked.fails(2, "expense", "edit", id, *words)
    assert _json(stocked, id) == before
    stocked("expense", "rm", id)
    stocked("undo")
    assert _json(stocked, id) == before


def test_an_expense_before_a_bad_one_of_many_is_not_changed(stocked) -> None:
    one = stocked("expense", "add", "100 EUR", "--kind", "marketing").id
    stocked("expense", "add", "1.50 EUR", "--kind", "marketing")
    stocked.fails(1, "expense", "edit", "--where", "kind = marketing", "--currency", "JPY")
    assert _json(stocked, one)["currency"] == "EUR"
