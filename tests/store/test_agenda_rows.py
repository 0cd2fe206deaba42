"""Who is waiting: silence, last words, rotting deals, birthdays."""

from __future__ import annotations

import pytest

from tinycrm.store.queries import agenda
from tinycrm.store.sqlite.create import open_memory


def _day(day: int) -> str:
    return f"2026-11-{day:02}"


def _at(day: int) -> str:
    return f"{_day(day)}T10:00:00Z"


def test_silent_people_are_found_by_their_own_cadence_their_tag_or_neither(book) -> None:
    old, new = "2026-09-01T00:00:00Z", "2026-11-15T00:00:00Z"
    anna = book.add("contact", "Anna", cadence_days=30, created_at=old)
    book.add("contact", "Busy", cadence_days=30, created_at=new)
    bo = book.add("contact", "Bo", cadence_days=7, created_at=old, tags=["vip"])
    cid = book.add("contact", "Cid", created_at=old, tags=["vip"])
    dan = book.add("contact", "Dan", created_at=old, tags=["cold"])
    eve = book.add("contact", "Eve", created_at=old)
    book.add("contact", "Fay", created_at=new, tags=["vip"])
    book.add("company", "Neva", tags=["vip"])
    book.add("interaction", "x", contacts=[eve], at=_at(1))
    db = book.store.db
    assert agenda.own_cadences(db) == [7, 30]
    assert agenda.silent_by_own(db, 30, _at(10), -1) == [(anna, "Anna", old)]
    assert agenda.silent_by_own(db, 7, _at(10), -1) == [(bo, "Bo", old)]
    assert agenda.silent_by_tag(db, "vip", _at(10), -1) == [(bo, "Bo", old), (cid, "Cid", old)]
    assert agenda.silent_by_tag(db, "none", _at(10), 5) == []
    assert sorted(agenda.silent_others(db, ["vip", "hot"], _at(10), -1)) == [(dan, "Dan", old), (eve, "Eve", _at(1))]
    assert sorted(agenda.silent_others(db, [], _at(10), -1)) == [
        (cid, "Cid", old),
        (dan, "Dan", old),
        (eve, "Eve", _at(1)),
    ]
    assert agenda.silent_others(db, ["vip", "cold"], _at(1), -1) == []


def test_the_last_word_is_an_email_or_message_that_nothing_followed(book) -> None:
    anna, bo, cid, dan = (book.add("contact", name) for name in ("Anna", "Bo", "Cid", "Dan"))
    book.add("interaction", "Asks", contacts=[anna], at=_at(5), kind="email", direction="in")
    book.add("interaction", "a note", contacts=[anna], at=_at(7), kind="note", direction="in")
    book.add("interaction", "Asks", contacts=[bo], at=_at(6), kind="message", direction="in")
    book.add("interaction", "answered", contacts=[cid], at=_at(5), kind="email", direction="in")
    book.add("interaction", "Answer", contacts=[cid], at=_at(8), kind="email", direction="out")
    book.add("interaction", "Call", contacts=[dan], at=_at(6), kind="call", direction="in")
    db = book.store.db
    assert agenda.last_words(db, "in", _at(1), _at(9), -1) == [
        (anna, "Anna", _at(5), "email", "Asks"),
        (bo, "Bo", _at(6), "message", "Asks"),
    ]
    assert agenda.last_words(db, "out", _at(8), _at(9), -1) == [(cid, "Cid", _at(8), "email", "Answer")]
    assert agenda.last_words(db, "out", _at(1), _at(8), -1) == []
    assert agenda.last_words(db, "in", _at(6), _at(9), -1) == [(bo, "Bo", _at(6), "message", "Asks")]


def test_of_two_at_one_instant_the_later_logged_has_the_last_word(book) -> None:
    anna = book.add("contact", "Anna")
    book.add("interaction", "Asks", contacts=[anna], at=_at(5), kind="email", direction="in")
    book.add("interaction", "Answer", contacts=[anna], at=_at(5), kind="email", direction="out")
    assert agenda.last_words(book.store.db, "in", _at(1), _at(9), -1) == []
    assert agenda.last_words(book.store.db, "out", _at(1), _at(9), -1) == [(anna, "Anna", _at(5), "email", "Answer")]


def test_a_deal_rots_when_it_came_into_its_stage_before_a_day(book) -> None:
    two = book.add("deal", "Two", stage_entered_on=_day(4))
    one = book.add("deal", "One", stage_entered_on=_day(3))
    book.add("deal", "Fresh", stage_entered_on=_day(5))
    book.add("deal", "Else", stage_entered_on=_day(1), stage="proposal")
    book.add("deal", "Other", stage_entered_on=_day(1), pipeline="o'hare")
    book.add("deal", "Lost", stage_entered_on=_day(1), outcome="lost", closed_on=_day(2))
    assert agenda.rotting(book.store.db, "sales", "lead", _day(5)) == [(one, _day(3)), (two, _day(4))]


def test_birthdays_are_found_by_day_with_and_without_a_year(book) -> None:
    zoe = book.add("contact", "Zoë", birthday="1990-12-10")
    anna = book.add("contact", "anna", birthday="--12-10")
    bo = book.add("contact", "Bo", birthday="2000-02-29")
    book.add("contact", "Cid", birthday="1990-12-11")
    book.add("contact", "Dan")
    db = book.store.db
    assert agenda.birthdays(db, "12-10", -1) == [(anna, "anna", "--12-10"), (zoe, "Zoë", "1990-12-10")]
    assert agenda.birthdays(db, "12-10", 1) == [(anna, "anna", "--12-10")]
    assert agenda.birthdays(db, "02-29", -1) == [(bo, "Bo", "2000-02-29")]
    assert agenda.birthdays(db, "12-12", -1) == []


def test_the_longest_silence_comes_first_and_no_more_than_asked_for(book) -> None:
    ids = [
        book.add("contact", f"P{day}", cadence_days=30, tags=["vip"], created_at=f"2026-09-{day:02}T00:00:00Z")
        for day in (3, 1, 2)
    ]
    db = book.store.db
    for found in (agenda.silent_by_own(db, 30, _at(10), 2), agenda.silent_by_tag(db, "vip", _at(10), 2)):
        assert [row[0] for row in found] == [ids[1], ids[2]]


def test_people_never_touched_come_before_those_long_not_touched(book) -> None:
    ids = [book.add("contact", f"P{day}", created_at=f"2026-09-{day:02}T00:00:00Z") for day in (3, 1, 2)]
    touched = [book.add("contact", "T", created_at="2026-08-01T00:00:00Z") for _ in range(3)]
    for day, id in zip((6, 5, 7), touched, strict=True):
        book.add("interaction", "x", contacts=[id], at=_at(day))
    found = agenda.silent_others(book.store.db, [], _at(10), 2)
    assert [row[0] for row in found] == [ids[1], ids[2], touched[1], touched[0]]


def test_no_more_last_words_than_asked_for_the_oldest_first(book) -> None:
    ids = [book.add("contact", "P") for _ in range(3)]
    for day, id in zip((6, 5, 7), ids, strict=True):
        book.add("interaction", "x", contacts=[id], at=_at(day), kind="email", direction="in")
    found = agenda.last_words(book.store.db, "in", _at(1), _at(9), 2)
    assert [row[0] for row in found] == [ids[1], ids[0]]


@pytest.mark.parametrize("noun", ["contact", "company", "task", "deal"])
def test_a_database_is_empty_until_something_is_recorded(book, noun: str) -> None:
    assert agenda.is_empty(book.store.db) is True
    book.add(noun, "X")
    assert agenda.is_empty(book.store.db) is False


def test_open_tasks_are_counted_by_the_index_of_the_open_ones():
    db = open_memory()
    sql = "EXPLAIN QUERY PLAN SELECT count(*) FROM task WHERE task.status = 'open' AND task.due_on <= :until"
    (step,) = db.rows(sql, {"until": "2026-06-29"})
    assert "COVERING INDEX task_open (status=? AND due_on<?)" in str(step[3])
