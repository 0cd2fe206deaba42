"""Lists in their order: folded, empty values last, the id at the end."""

from __future__ import annotations

import pytest

from tinycrm.domain.filters import parse_filter
from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.store.sqlite import dialect
from tinycrm.store.tables import key_of


def _ids(book, noun: str, sort: str, where: str = "") -> list[int]:
    return book.store.ids(NOUNS[noun], parse_filter(where) if where else None, sort=sort)


@pytest.fixture
def people(book):
    """NEVA 1, ACME 2, ŁUKASZ 3, anna 4, Bo 5, Bo 6."""
    neva, acme = book.add("company", "Neva"), book.add("company", "Acme")
    book.add("contact", "Łukasz", tags=["b"], companies=[neva], emails=["z@x.example"], lifecycle="lead", title="b")
    book.add(
        "contact", "anna", tags=["a", "z"], companies=[acme, neva], emails=["Y@x.example", "a@x.example"], title="Ä"
    )
    book.add("contact", "Bo", cadence_days=30, fields='{"seats":9,"shoe":"x"}')
    book.add("contact", "Bo", cadence_days=7, fields='{"seats":10,"shoe":"É"}')
    return book


@pytest.mark.parametrize(
    ("sort", "ids"),
    [
        ("", [3, 4, 5, 6]),
        ("name", [4, 5, 6, 3]),
        ("-name", [3, 5, 6, 4]),
        ("name,-id", [4, 6, 5, 3]),
        (" name , -cadence ", [4, 5, 6, 3]),
        ("name,,cadence", [4, 6, 5, 3]),
        ("+cadence", [6, 5, 3, 4]),
        ("-cadence", [5, 6, 3, 4]),
        ("tag", [4, 3, 5, 6]),
        ("-tags", [3, 4, 5, 6]),
        ("company", [4, 3, 5, 6]),
        ("email", [4, 3, 5, 6]),
        ("title", [4, 3, 5, 6]),
        ("-title", [3, 4, 5, 6]),
        ("seats", [5, 6, 3, 4]),
        ("-shoe", [5, 6, 3, 4]),
        ("shoe", [6, 5, 3, 4]),
        ("-id", [6, 5, 4, 3]),
        ("created", [3, 4, 5, 6]),
        ("-created", [3, 4, 5, 6]),
    ],
)
def test_contacts_are_sorted_by(people, sort: str, ids: list[int]) -> None:
    assert _ids(people, "contact", sort) == ids


def test_a_sort_and_a_filter_go_together(people) -> None:
    assert _ids(people, "contact", "-name", "name = bo or name ~ a") == [3, 5, 6, 4]
    assert _ids(people, "contact", "", "name = bo") == [5, 6]


def test_a_sort_by_an_unknown_field_is_refused(people) -> None:
    with pytest.raises(UsageError, match="a contact has no field 'colour'"):
        _ids(people, "contact", "-colour")


def test_deals_are_sorted_by_stage_in_the_pipelines_order_and_by_value_within_a_currency(book) -> None:
    small = book.add("deal", "small", value_minor=1, stage="proposal", position=1)
    usd = book.add("deal", "usd", value_minor=5, currency="USD")
    none = book.add("deal", "none", stage="proposal", position=1, probability=100)
    big = book.add("deal", "big", value_minor=9, expected_close_on="2026-12-01")
    assert _ids(book, "deal", "stage") == [usd, big, small, none]
    assert _ids(book, "deal", "-stage") == [small, none, usd, big]
    won = book.add("deal", "won", stage="won", position=2, outcome="won", closed_on="2026-11-01")
    lost = book.add("deal", "lost", stage="lost", position=3, outcome="lost", closed_on="2026-11-01")
    assert _ids(book, "deal", "stage", "outcome != open") == [won, lost]
    with book.write() as unit:
        unit.db.run("DELETE FROM deal WHERE outcome <> 'open'")
    assert _ids(book, "deal", "value") == [small, big, none, usd]
    assert _ids(book, "deal", "-value") == [big, small, none, usd]
    assert _ids(book, "deal", "probability") == [none, usd, big, small]
    assert _ids(book, "deal", "-probability") == [small, usd, big, none]
    assert _ids(book, "deal", "close") == [big, small, usd, none]
    assert _ids(book, "deal", "pipeline,-stage,-value") == [small, none, big, usd]


def test_a_deals_probability_is_its_own_its_outcomes_or_its_stages(book) -> None:
    rows = [
        ({}, "0.1"),
        ({"stage": "proposal", "position": 1}, "0.5"),
        ({"stage": "first", "pipeline": "o'hare"}, "0.2"),
        ({"probability": 2500}, "0.25"),
        ({"probability": 0}, "0"),
        ({"outcome": "won", "closed_on": "2026-11-01", "stage": "won", "probability": 2500}, "1"),
        ({"outcome": "lost", "closed_on": "2026-11-01", "stage": "lost", "probability": 2500}, "0"),
        ({"stage": "gone"}, None),
        ({"stage": "proposal", "pipeline": "o'hare"}, None),
    ]
    for columns, _ in rows:
        book.add("deal", "D", **columns)
    found = [row["probability"] for row in book.store.view(NOUNS["deal"], ["probability"]).rows(order="deal.id")]
    assert [None if value is None else str(value) for value in found] == [text for _, text in rows]


def test_tasks_are_sorted_by_rank_of_priority_and_by_day(book) -> None:
    low = book.add("task", "low", priority="low", due_on="2026-12-01")
    high = book.add("task", "high", priority="high")
    normal = book.add("task", "normal", due_on="2026-11-20", due_time="09:00")
    early = book.add("task", "early", due_on="2026-11-20", due_time="08:00")
    assert _ids(book, "task", "priority") == [high, normal, early, low]
    assert _ids(book, "task", "-priority") == [low, normal, early, high]
    assert _ids(book, "task", "priority,-due") == [high, normal, early, low]
    assert _ids(book, "task", "priority,due_time") == [high, early, normal, low]
    assert _ids(book, "task", "due,due_time") == [early, normal, low, high]
    assert _ids(book, "task", "-due") == [low, normal, early, high]


def test_linked_records_sort_by_their_names(book) -> None:
    zoe, bo = book.add("contact", "Zoë"), book.add("contact", "Bo")
    one = book.add("task", "A", contact=zoe)
    two = book.add("task", "B", contact=bo)
    three = book.add("task", "C")
    assert _ids(book, "task", "contact") == [two, one, three]
    assert _ids(book, "task", "-contact") == [one, two, three]
    four = book.add("deal", "D", contacts=[zoe, bo])
    five = book.add("deal", "E", contacts=[bo, zoe])
    assert _ids(book, "deal", "contact") == [five, four]
    talk = book.add("interaction", "x", contacts=[bo, zoe])
    other = book.add("interaction", "y", contacts=[bo])
    assert _ids(book, "interaction", "contacts") == [other, talk]
    six = book.add("task", "F", deal=five)
    assert _ids(book, "task", "deal", "deal is not empty") == [six]


def test_the_dialect_spells_what_engines_spell_differently() -> None:
    assert dialect.field("contact.fields", "shoe", "text") == """(contact.fields ->> '$."shoe"')"""
    assert dialect.field("f", "it's", "day") == """(f ->> '$."it''s"')"""
    for kind in ("int", "number"):
        assert dialect.field("f", "n", kind) == """CAST(f ->> '$."n"' AS NUMERIC)"""
    assert dialect.folded("t.name || t.note") == "fold(t.name || t.note)"
    assert dialect.contains("t.name", "w0") == "instr(t.name, :w0) > 0"


@pytest.mark.parametrize(
    ("text", "key"),
    [("", ""), ("web", "web"), ("Web", "web"), ("we b", "we b"), ("é", "e"), ("Ёж7", "еж7"), (None, None)],
)
def test_a_column_is_folded_as_a_text_is(book, text: str | None, key: str | None) -> None:
    assert book.sql(f"SELECT {dialect.folded('t.v')} FROM (SELECT :v AS v) AS t", {"v": text}) == [(key,)]


def test_every_noun_is_compared_by_the_folded_words_that_name_it() -> None:
    assert [key_of(noun, "r") for noun in ("company", "contact", "deal", "task", "interaction")] == [
        "r.name_key", "r.name_key", "r.title_key", "r.title_key", dialect.folded("r.summary"),
    ]  # fmt: skip
