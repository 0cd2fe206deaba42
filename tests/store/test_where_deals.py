"""Filters of deals, tasks and interactions find exactly these records."""

from __future__ import annotations

import pytest

from tinycrm.domain.filters import parse_filter
from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError


def _found(book, noun: str, text: str) -> list[int]:
    return book.store.ids(NOUNS[noun], parse_filter(text))


def _refused(book, noun: str, text: str) -> tuple[str, str]:
    with pytest.raises(UsageError) as caught:
        _found(book, noun, text)
    return caught.value.message, caught.value.hint


@pytest.fixture
def deals(book):
    """NEVA 1, ANNA 2; deals 3 (1,000 EUR), 4 (2,000 USD), 5 (no value), 6 (lost, of a stage that is gone), 7 (won)."""
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna")
    book.add(
        "deal", "Site", value_minor=100000, company=neva, contacts=[anna], expected_close_on="2026-12-01", tags=["a"]
    )
    book.add("deal", "Shop", value_minor=200000, currency="USD", stage="proposal", position=1, probability=2500)
    book.add("deal", "Talk", pipeline="o'hare", stage="first")
    book.add("deal", "Old", value_minor=1, stage="gone", outcome="lost", closed_on="2026-11-01", position=9)
    book.add("deal", "Done", value_minor=5, stage="won", outcome="won", closed_on="2026-11-10", position=2)
    return book


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("value = 1000", [3]),
        ("value = 1000 EUR", [3]),
        ("value > 900", [3]),
        ("value > 900 USD", [4]),
        ("value <= 1000", [3, 6, 7]),
        ("value < 1000 EUR", [6, 7]),
        ("value in (1000, 2000 USD)", [3, 4]),
        ("value != 1000", [4, 5, 6, 7]),
        ("value != 2000 USD", [3, 5, 6, 7]),
        ("value is empty", [5]),
        ("value is not empty", [3, 4, 6, 7]),
        ("stage = lead", [3]),
        ("stage = proposal", [4]),
        ("stage = 'offer MADE'", [4]),
        ("stage = first", [5]),
        ("stage = gone", [6]),
        ("stage != lead", [4, 5, 6, 7]),
        ("stage in (lead, first)", [3, 5]),
        ("stage ~ pro", [4]),
        ("pipeline = sales", [3, 4, 6, 7]),
        ("pipeline = 'direct sales'", [3, 4, 6, 7]),
        ("pipeline = o'hare", [5]),
        ("pipeline = partners", [5]),
        ("pipeline != sales", [5]),
        ("outcome = open", [3, 4, 5]),
        ("outcome = Won", [7]),
        ("outcome != open", [6, 7]),
        ("outcome in (won, lost)", [6, 7]),
        ("probability = 10%", [3]),
        ("probability = 25%", [4]),
        ("probability = 0.2", [5]),
        ("probability = 0%", [6]),
        ("probability >= 50%", [7]),
        ("company = neva", [3]),
        ("company is empty", [4, 5, 6, 7]),
        ("company != neva", [4, 5, 6, 7]),
        ("contact = anna", [3]),
        ("contacts ~ ann", [3]),
        ("close is not empty", [3]),
        ("close = '1 dec'", [3]),
        ("closed = '1 nov'", [6]),
        ("tag = a", [3]),
        ("title ~ s and not value = 1000", [4]),
    ],
)
def test_a_filter_of_deals_finds(deals, text: str, ids: list[int]) -> None:
    assert _found(deals, "deal", text) == ids


@pytest.mark.parametrize(
    ("noun", "text", "message", "hint"),
    [
        ("contact", "fields = 1", "'fields' holds all custom fields", "compare one of them by its own name"),
        ("contact", "tag > a", "tags takes = != ~ and in, not >", "tags = …"),
        ("contact", "email <= a", "email takes = != ~ and in, not <=", "email = …"),
        ("deal", "company < neva", "company takes = != ~ and in, not <", "company ~ neva"),
        ("deal", "value ~ 10", "value takes = != < <= > >= and in, not ~", "value >= 1000"),
        ("deal", "stage >= lead", "stage takes = != ~ and in, not >=", "stage = lead"),
        (
            "deal",
            "stage = leed",
            "'leed' is no stage",
            "did you mean lead? one of: first, lead, lost, proposal, won",
        ),
        ("deal", "pipeline = zzz", "'zzz' is no pipeline", "one of: o'hare, sales"),
    ],
)
def test_what_cannot_be_compared_is_refused(deals, noun: str, text: str, message: str, hint: str) -> None:
    assert _refused(deals, noun, text) == (message, hint)


def test_a_typo_in_a_stage_is_told_apart_from_other_errors(deals) -> None:
    with pytest.raises(UsageError) as caught:
        _found(deals, "deal", "stage = leed")
    assert caught.value.code == "unknown_value"


@pytest.mark.parametrize(
    ("text", "foreign", "others"),
    [
        ("value > 1", True, [4]),
        ("value > 1 EUR", False, None),
        ("value > $1", False, None),
        ("value > 1 and outcome = open", True, [4]),
        ("value > 1 or title ~ zzz", True, [4]),
        ("value > 1 or title = shop", True, []),
        ("value > 1 or title = site", True, [4]),
        ("(value > 1 or title = shop) and value < 5000", True, [4]),
        ("value > 9000 or outcome = lost", True, [4]),
        ("not value > 1", True, []),
        ("value not in (1000)", True, []),
        ("not (value > 1 and title = site)", True, []),
        ("value in (1000, 3)", True, [4]),
        ("value != 1000", False, None),
        ("value is empty", False, None),
        ("title ~ s", False, None),
    ],
)
def test_an_amount_without_a_currency_leaves_out_other_currencies_and_says_so(deals, text, foreign, others) -> None:
    condition = deals.store.where(NOUNS["deal"])
    tree = parse_filter(text)
    condition.sql(tree)
    assert condition.foreign is foreign
    if others is not None:
        condition = deals.store.where(NOUNS["deal"])
        sql = condition.sql(tree, other_currency=True)
        assert deals.store.count(NOUNS["deal"], sql, condition.params) == len(others)
        rows = deals.sql(f"SELECT id FROM deal WHERE {sql} ORDER BY id", condition.params)
        assert [row[0] for row in rows] == others


def test_the_base_currency_decides_what_a_bare_amount_means(deals) -> None:
    deals.settings.currency = "USD"
    assert _found(deals, "deal", "value > 1000") == [4]
    condition = deals.store.where(NOUNS["deal"])
    condition.sql(parse_filter("value > 5"))
    assert condition.foreign
    deals.settings.currency = "GBP"
    condition = deals.store.where(NOUNS["deal"])
    condition.sql(parse_filter("value > 5"))
    assert condition.foreign
    deals.settings.currency = "SEK"
    condition = deals.store.where(NOUNS["deal"])
    condition.sql(parse_filter("value > 5 kr"))
    assert not condition.foreign


def test_the_same_number_in_another_currency_is_another_amount(deals) -> None:
    other = deals.add("deal", "Dollars", value_minor=100000, currency="USD")
    assert _found(deals, "deal", "value != 1000 EUR") == [4, 5, 6, 7, other]
    assert _found(deals, "deal", "value = 1000 EUR") == [3]


@pytest.fixture
def tasks(book):
    """ANNA 1, deal 2; tasks 3 (due the 17th at 15:00, high), 4 (done), 5 (no day)."""
    anna = book.add("contact", "Anna")
    deal = book.add("deal", "Big Site")
    book.add("task", "Call", due_on="2026-11-17", due_time="15:00", priority="high", contact=anna, deal=deal)
    book.add("task", "Old", due_on="2026-11-10", status="done", done_at="2026-11-11T23:30:00Z", done_on="2026-11-11")
    book.add("task", "Some day", priority="low")
    return book


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("due = tomorrow", [3]),
        ("due < today", [4]),
        ("due <= tue", [3, 4]),
        ("due is empty", [5]),
        ("priority = high", [3]),
        ("priority != high", [4, 5]),
        ("status = done", [4]),
        ("deal = 'big site'", [3]),
        ("deal ~ big", [3]),
        ("contact = anna", [3]),
        ("done_at = 2026-11-11", [4]),
        ("done_at = '2026-11-11 23:30'", [4]),
        ("done_at != '2026-11-11 23:30'", [3, 5]),
        ("contact is empty", [4, 5]),
        ("deal is not empty", [3]),
        ("done_at != 2026-11-11", [3, 5]),
        ("done_at != 2026-11-12", [3, 4, 5]),
        ("done_at >= '2026-11-11 23:31'", []),
        ("done_at < 2026-11-12", [4]),
        ("done_at <= 2026-11-10", []),
        ("done_at in (2026-11-10, 2026-11-11)", [4]),
        ("due_time = 15:00", [3]),
    ],
)
def test_a_filter_of_tasks_finds(tasks, text: str, ids: list[int]) -> None:
    assert _found(tasks, "task", text) == ids


def test_a_filter_of_interactions_finds(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna")
    deal = book.add("deal", "Site")
    book.add("interaction", "Wants Ł seats", contacts=[anna], kind="email", direction="in", deal=deal, minutes=5)
    book.add("interaction", "Lunch", companies=[neva], kind="meeting", at="2026-11-12T23:30:00Z")
    assert _found(book, "interaction", "contact = anna") == [4]
    assert _found(book, "interaction", "with = 2") == [4]
    assert _found(book, "interaction", "companies ~ nev") == [5]
    assert _found(book, "interaction", "kind = meeting") == [5]
    assert _found(book, "interaction", "text ~ 'l seats'") == [4]
    assert _found(book, "interaction", "deal = site") == [4]
    assert _found(book, "interaction", "minutes >= 5") == [4]
    assert _found(book, "interaction", "at = 2026-11-12") == [5]
    assert _found(book, "interaction", "direction is empty") == [5]
    assert _found(book, "interaction", "contacts is empty") == [5]


def test_the_local_day_of_an_instant_counts(book) -> None:
    book.settings.timezone = "Asia/Tehran"
    book.store.reading.clock = type(book.store.reading.clock)("Asia/Tehran", "2026-11-16")
    anna = book.add("contact", "Anna")
    talk = book.add("interaction", "late", contacts=[anna], at="2026-11-12T21:00:00Z")
    assert _found(book, "interaction", "at = 2026-11-13") == [talk]
    assert _found(book, "interaction", "at = 2026-11-12") == []
    assert _found(book, "interaction", "at = '2026-11-13 00:30'") == [talk]
