"""What depends on a row is looked at before the commit, whichever row it was; and a lost next id is told."""

from __future__ import annotations

import pytest

from tinycrm.errors import StorageError

AT = "2026-11-16T09:30:00Z"


def test_a_link_of_a_company_to_an_interaction_alone_moves_its_marks(book) -> None:
    neva = book.add("company", "Neva")
    call = book.add("interaction", "Call", companies=[neva], direction="out")
    assert book.sql("SELECT last_touch_at, last_in_at, last_out_at FROM company") == [(AT, None, AT)]
    with book.write() as unit:
        assert unit.delete("interaction_company", (neva, AT, call)) is True
    assert book.sql("SELECT last_touch_at, last_in_at, last_out_at FROM company") == [(None, None, None)]
    with book.write() as unit:
        unit.insert("interaction_company", {"company": neva, "at": AT, "interaction": call})
    assert book.column("SELECT last_out_at FROM company") == [AT]


def test_a_link_of_a_contact_to_an_interaction_alone_moves_its_marks(book) -> None:
    anna = book.add("contact", "Anna")
    call = book.add("interaction", "Call", contacts=[anna], direction="in")
    with book.write() as unit:
        unit.delete("interaction_contact", (anna, AT, call))
    assert book.sql("SELECT last_touch_at, last_in_at, last_out_at FROM contact") == [(None, None, None)]


def test_a_contact_that_comes_or_goes_moves_the_marks_of_the_company(book) -> None:
    neva, anna = book.add("company", "Neva"), book.add("contact", "Anna")
    book.add("interaction", "Call", contacts=[anna], direction="in")
    assert book.column("SELECT last_touch_at FROM company") == [None]
    with book.write() as unit:
        row = {"contact": anna, "company": neva, "role": None, "is_primary": 1, "position": 0}
        unit.insert("contact_company", row)
    assert book.column("SELECT last_touch_at FROM company") == [AT]
    with book.write() as unit:
        unit.delete("contact_company", (anna, neva))
    assert book.column("SELECT last_touch_at FROM company") == [None]


def test_a_lost_number_of_the_next_id_is_told_and_nothing_written(book) -> None:
    with book.write() as unit:
        unit.db.run("DELETE FROM sequence")
        unit.wrote = True
    with pytest.raises(StorageError) as caught:
        book.add("contact", "Anna")
    assert caught.value.message == "the database has lost the number of its next id"
    assert caught.value.hint == "tinycrm restore BACKUP"
    assert book.column("SELECT name FROM contact") == []
