"""Redo does again exactly what was undone, or says which record is in the way and who changed it."""

from __future__ import annotations

import pytest

from tinycrm.errors import Conflict
from tinycrm.store import journal
from tinycrm.store.attached import write_tags
from tinycrm.store.removing import remove_record


def _undo(book, number: int) -> None:
    with book.write() as unit:
        journal.undo(unit, journal.get_operation(unit.db, number))


def _redo(book) -> list[int]:
    with book.write() as unit:
        undone = journal.latest_undo(unit.db, None)
        assert undone is not None
        return journal.redo(unit, undone)


def _refused(book) -> Conflict:
    before = book.state()
    with pytest.raises(Conflict) as caught:
        _redo(book)
    assert book.state() == before
    return caught.value


def _known_elsewhere(book, id: int) -> None:
    with book.write() as unit:
        row = {"source": "hub", "noun": "contact", "foreign_id": f"c{id}", "id": id, "gone_at": None}
        unit.insert("foreign_ref", row)


def _remove(book, *ids: int) -> None:
    with book.write() as unit:
        for id in ids:
            remove_record(unit, "contact", id)


def test_an_added_record_whose_id_is_taken_meanwhile_is_not_added_again(book) -> None:
    anna = book.add("contact", "Anna")
    _undo(book, 1)
    assert book.add("contact", "Brought in", id=anna) == anna
    error = _refused(book)
    assert error.message == (
        f"operation 1 (test) can be neither taken back nor repeated: record {anna} was changed since by operation 3"
    )
    assert (error.code, error.id) == ("changed_since", anna)
    assert error.hint == f"tinycrm history {anna}; undo the later operation first"


def test_an_added_record_whose_e_mail_is_taken_meanwhile_is_not_added_again(book) -> None:
    anna = book.add("contact", "Anna", emails=["a@x.example"])
    _undo(book, 1)
    book.add("contact", "Bo", emails=["a@x.example"])
    error = _refused(book)
    assert error.message == (f"record {anna} of operation 1 (test) cannot come back: another contact has this e-mail")
    assert (error.code, error.id, error.hint) == ("duplicate", anna, f"tinycrm history {anna}")


def test_an_edit_of_a_record_that_was_changed_meanwhile_is_not_done_again(book) -> None:
    anna = book.add("contact", "Anna")
    with book.write() as unit:
        unit.update("contact", (anna,), {"title": "CTO"})
    _undo(book, 2)
    with book.write() as unit:
        unit.update("contact", (anna,), {"note": "later"})
    assert _refused(book).message.endswith(f": record {anna} was changed since by operation 4")


def test_an_edit_of_a_record_that_is_gone_is_not_done_again(book) -> None:
    anna = book.add("contact", "Anna")
    with book.write() as unit:
        unit.update("contact", (anna,), {"title": "CTO"})
    _undo(book, 2)
    _remove(book, anna)
    assert _refused(book).message.endswith(f": record {anna} was changed since")


@pytest.mark.parametrize("known", [1, 2])
def test_a_removal_is_not_done_again_when_another_program_knows_one_of_the_records(book, known: int) -> None:
    first, second = book.add("contact", "Anna", tags=["vip"]), book.add("contact", "Bo", tags=["vip"])
    _remove(book, first, second)
    _undo(book, 3)
    _known_elsewhere(book, known)
    assert _refused(book).message.endswith(f": record {known} was changed since by operation 5")
    assert sorted(book.column("SELECT id FROM contact")) == [first, second] == [1, 2]
    with book.write() as unit:
        unit.delete("foreign_ref", ("hub", "contact", f"c{known}"))
    assert sorted(_redo(book)) == [first, second]
    assert book.column("SELECT id FROM contact") == []


def test_a_removal_of_what_hangs_on_a_record_is_done_again_though_another_program_knows_it(book) -> None:
    anna = book.add("contact", "Anna", tags=["vip"])
    with book.write() as unit:
        write_tags(unit, "contact", anna, {})
    _undo(book, 2)
    _known_elsewhere(book, anna)
    assert _redo(book) == [anna]
    assert book.column("SELECT name FROM tagging") == []


def test_adding_what_hangs_on_a_record_is_undone_though_another_program_knows_it(book) -> None:
    anna = book.add("contact", "Anna")
    with book.write() as unit:
        write_tags(unit, "contact", anna, {"vip": "VIP"})
    _known_elsewhere(book, anna)
    _undo(book, 2)
    assert book.column("SELECT name FROM tagging") == []


def test_an_import_of_two_is_not_undone_while_a_later_one_knows_either(book) -> None:
    with book.write():
        first, second = book.add("contact", "Anna"), book.add("contact", "Bo")
    for known in (first, second):
        _known_elsewhere(book, known)
        with pytest.raises(Conflict, match=f"record {known} was changed since by operation"):
            _undo(book, 1)
        with book.write() as unit:
            unit.delete("foreign_ref", ("hub", "contact", f"c{known}"))
    _undo(book, 1)
    assert book.column("SELECT id FROM contact") == []


def test_what_is_redone_can_be_undone_and_redone_again(book) -> None:
    anna = book.add("contact", "Anna", title="CTO")
    with book.write() as unit:
        unit.update("contact", (anna,), {"title": "CEO"})
    for _ in range(3):
        _undo(book, 2)
        assert book.column("SELECT title FROM contact") == ["CTO"]
        assert _redo(book) == [anna]
        assert book.column("SELECT title FROM contact") == ["CEO"]
    # six times there and back after the edit itself
    assert book.column("SELECT version FROM contact") == [8]
