"""The last-touch marks always equal the newest interactions."""

from __future__ import annotations

from tinycrm.store.attached import write_links
from tinycrm.store.marks import recompute_all
from tinycrm.store.removing import remove_record

MARKS = "SELECT last_touch_at, last_in_at, last_out_at FROM {} WHERE id = :id"


def _marks(book, noun: str, id: int) -> tuple:
    return book.sql(MARKS.format(noun), {"id": id})[0]


def _at(day: int) -> str:
    return f"2026-11-{day:02}T10:00:00Z"


def test_each_mark_is_the_newest_of_its_direction(book) -> None:
    anna = book.add("contact", "Anna")
    assert _marks(book, "contact", anna) == (None, None, None)
    for day, direction in ((3, "in"), (5, "out"), (4, "in"), (2, "out"), (6, None)):
        book.add("interaction", "x", contacts=[anna], at=_at(day), direction=direction)
    assert _marks(book, "contact", anna) == (_at(6), _at(4), _at(5))


def test_a_note_to_oneself_is_no_touch(book) -> None:
    anna, neva = book.add("contact", "Anna"), book.add("company", "Neva")
    book.add("interaction", "x", contacts=[anna], companies=[neva], at=_at(3), direction="in")
    book.add("interaction", "x", contacts=[anna], companies=[neva], at=_at(9), kind="note", direction="in")
    assert _marks(book, "contact", anna) == (_at(3), _at(3), None)
    assert _marks(book, "company", neva) == (_at(3), _at(3), None)


def test_a_companys_marks_are_its_own_or_its_peoples_newest(book) -> None:
    neva, other = book.add("company", "Neva"), book.add("company", "Other")
    anna = book.add("contact", "Anna", companies=[other, neva])
    bo = book.add("contact", "Bo", companies=[neva])
    book.add("interaction", "x", contacts=[anna], at=_at(5), direction="in")
    assert _marks(book, "company", neva) == _marks(book, "company", other) == (_at(5), _at(5), None)
    book.add("interaction", "x", contacts=[bo], at=_at(7), direction="out")
    assert _marks(book, "company", neva) == (_at(7), _at(5), _at(7))
    assert _marks(book, "company", other) == (_at(5), _at(5), None)
    book.add("interaction", "x", companies=[neva], at=_at(6), direction="in")
    assert _marks(book, "company", neva) == (_at(7), _at(6), _at(7))
    book.add("interaction", "x", companies=[neva], at=_at(8), direction="out")
    assert _marks(book, "company", neva) == (_at(8), _at(6), _at(8))
    assert _marks(book, "contact", bo) == (_at(7), None, _at(7))


def test_the_marks_follow_a_change_of_people_instant_and_kind(book) -> None:
    anna, bo = book.add("contact", "Anna"), book.add("contact", "Bo")
    talk = book.add("interaction", "x", contacts=[anna], at=_at(5), direction="in")
    with book.write() as unit:
        write_links(unit, "interaction", talk, "contact", [bo], at=_at(5))
    assert _marks(book, "contact", anna) == (None, None, None)
    assert _marks(book, "contact", bo) == (_at(5), _at(5), None)
    with book.write() as unit:
        unit.update("interaction", (talk,), {"direction": "out"})
    assert _marks(book, "contact", bo) == (_at(5), None, _at(5))
    with book.write() as unit:
        unit.update("interaction", (talk,), {"kind": "note"})
    assert _marks(book, "contact", bo) == (None, None, None)


def test_the_marks_follow_a_change_of_company(book) -> None:
    neva, acme = book.add("company", "Neva"), book.add("company", "Acme")
    anna = book.add("contact", "Anna", companies=[neva])
    book.add("interaction", "x", contacts=[anna], at=_at(5))
    with book.write() as unit:
        write_links(unit, "contact", anna, "company", [acme])
    assert _marks(book, "company", neva) == (None, None, None)
    assert _marks(book, "company", acme) == (_at(5), None, None)


def test_the_marks_go_back_when_the_newest_is_removed(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna", companies=[neva])
    book.add("interaction", "x", contacts=[anna], at=_at(3))
    talk = book.add("interaction", "x", contacts=[anna], at=_at(5))
    with book.write() as unit:
        remove_record(unit, "interaction", talk)
    assert _marks(book, "contact", anna) == _marks(book, "company", neva) == (_at(3), None, None)


def test_marks_change_neither_version_nor_updated_at(book) -> None:
    anna = book.add("contact", "Anna", updated_at="2020-01-01T00:00:00Z")
    book.add("interaction", "x", contacts=[anna])
    assert book.sql("SELECT version, updated_at FROM contact") == [(1, "2020-01-01T00:00:00Z")]


def test_marks_that_a_foreign_hand_changed_are_made_right_again(book) -> None:
    neva = book.add("company", "Neva")
    anna, bo = book.add("contact", "Anna", companies=[neva]), book.add("contact", "Bo")
    book.add("interaction", "x", contacts=[anna], at=_at(5), direction="in")
    with book.write() as unit:
        unit.db.run("UPDATE contact SET last_touch_at = '2030-01-01T00:00:00Z', last_in_at = NULL")
        unit.db.run("UPDATE company SET last_touch_at = NULL")
        assert recompute_all(unit.db) == 3
        unit.wrote = True
    assert _marks(book, "contact", anna) == _marks(book, "company", neva) == (_at(5), _at(5), None)
    assert _marks(book, "contact", bo) == (None, None, None)
