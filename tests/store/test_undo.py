"""Undo and redo inside one process: every kind of row comes back, and what was changed since is named."""

from __future__ import annotations

import pytest

from tinycrm.errors import Conflict, NotFound, RuleError
from tinycrm.store import journal
from tinycrm.store.attached import write_links, write_points, write_tags
from tinycrm.store.merging import absorb
from tinycrm.store.removing import remove_record


def _undo(book, number: int | None = None) -> list[int]:
    with book.write() as unit:
        operation = journal.latest_undoable(unit.db, None) if number is None else journal.get_operation(unit.db, number)
        return journal.undo(unit, operation)


def _redo(book) -> list[int]:
    with book.write() as unit:
        return journal.redo(unit, journal.latest_undo(unit.db, None))


def _last(book) -> int:
    return book.column("SELECT max(id) FROM operation")[0]


@pytest.fixture
def stock(book):
    """NEVA 1, ANNA 2, BO 3, SITE 4, QUOTE 5, CALL 6."""
    neva = book.add("company", "Neva", websites=["neva.example"], tags=["big"])
    anna = book.add("contact", "Anna", emails=["a@x.example"], tags=["vip"], companies=[neva], fields='{"seats":1}')
    bo = book.add("contact", "Bo", phones=["+49"])
    deal = book.add("deal", "Site", value_minor=5, company=neva, contacts=[anna, bo], party=neva)
    book.add("task", "Quote", contact=anna, deal=deal)
    book.add("interaction", "Call", contacts=[anna, bo], direction="in")
    return book


def _edit(unit) -> None:
    unit.update("contact", (2,), {"name": "Anya", "name_key": "anya", "note": "x"})


def _points(unit) -> None:
    write_points(unit, "contact", 2, "email", [("n@x.example", "n@x.example", "work")])


def _tags(unit) -> None:
    write_tags(unit, "contact", 2, {"hot": "Hot"})


def _links(unit) -> None:
    write_links(unit, "contact", 2, "company", [])
    write_links(unit, "deal", 4, "contact", [3])


def _remove_contact(unit) -> None:
    remove_record(unit, "contact", 2)


def _remove_company(unit) -> None:
    remove_record(unit, "company", 1)


def _remove_deal(unit) -> None:
    remove_record(unit, "deal", 4)


def _merge(unit) -> None:
    absorb(unit, "contact", 2, 3)


def _relate(unit) -> None:
    unit.insert("relation", {"contact": 2, "other": 3, "kind": "boss"})


def _twice(unit) -> None:
    unit.update("task", (5,), {"title": "A", "title_key": "a"})
    unit.update("task", (5,), {"title": "B", "title_key": "b"})


@pytest.mark.parametrize(
    "change",
    [_edit, _points, _tags, _links, _remove_contact, _remove_company, _remove_deal, _merge, _relate, _twice],
    ids=lambda change: change.__name__.strip("_"),
)
def test_undo_gives_the_state_before_and_redo_the_state_after(stock, change) -> None:
    before = stock.state()
    with stock.write() as unit:
        change(unit)
    after = stock.state()
    assert after != before
    for _ in range(2):
        _undo(stock)
        assert stock.state() == before
        _redo(stock)
        assert stock.state() == after
    assert stock.sql("PRAGMA foreign_key_check") == []


def test_an_added_record_is_gone_after_undo_and_back_with_its_id_after_redo(stock) -> None:
    before = stock.state()
    cid = stock.add("contact", "Cid", emails=["c@x.example"], tags=["new"])
    after = stock.state()
    assert _undo(stock) == [cid]
    assert stock.state() == before
    assert stock.column("SELECT id FROM doc WHERE id = :id", {"id": cid}) == []
    assert _redo(stock) == [cid]
    assert stock.state() == after
    assert stock.column("SELECT id FROM contact WHERE name = 'Cid'") == [cid]


def test_the_version_only_rises(stock) -> None:
    with stock.write() as unit:
        _edit(unit)
    assert stock.column("SELECT version FROM contact WHERE id = 2") == [2]
    _undo(stock)
    assert stock.column("SELECT version FROM contact WHERE id = 2") == [3]
    _redo(stock)
    assert stock.column("SELECT version FROM contact WHERE id = 2") == [4]


def test_the_ids_of_the_records_are_given_once_each(stock) -> None:
    with stock.write() as unit:
        _edit(unit)
        _tags(unit)
        unit.update("task", (5,), {"title": "A", "title_key": "a"})
    assert sorted(_undo(stock)) == [2, 5]
    assert sorted(_redo(stock)) == [2, 5]


def test_an_operation_is_undone_once(stock) -> None:
    with stock.write() as unit:
        _edit(unit)
    number = _last(stock)
    _undo(stock)
    with pytest.raises(RuleError) as caught:
        _undo(stock, number)
    assert caught.value.message == f"operation {number} was undone already"
    assert caught.value.hint == "tinycrm redo brings it back"
    with pytest.raises(RuleError) as caught:
        _undo(stock, number + 1)
    assert caught.value.message == f"operation {number + 1} is itself an undo"
    assert caught.value.hint == "tinycrm redo reverses it"


def test_a_final_operation_stays(stock) -> None:
    with stock.write() as unit:
        _edit(unit)
        unit.db.run("UPDATE operation SET is_final = 1 WHERE id = :id", {"id": unit.op})
    with pytest.raises(RuleError) as caught:
        _undo(stock, _last(stock))
    assert caught.value.message == f"operation {_last(stock)} cannot be undone: test"
    assert caught.value.hint == "tinycrm history"


def test_only_an_undo_is_redone(stock) -> None:
    with stock.write() as unit, pytest.raises(RuleError) as caught:
        journal.redo(unit, journal.get_operation(unit.db, 1))
    assert (caught.value.message, caught.value.hint) == ("operation 1 is no undo", "tinycrm history")


def test_an_operation_that_never_was_is_not_found(stock) -> None:
    with pytest.raises(NotFound) as caught:
        journal.get_operation(stock.store.db, 99)
    assert (caught.value.message, caught.value.hint) == ("there is no operation 99", "tinycrm history")


def test_an_operation_knows_what_it_was(stock) -> None:
    with stock.write() as unit:
        _edit(unit)
    number = _last(stock)
    _undo(stock)
    done, undone = (journal.get_operation(stock.store.db, id) for id in (number, number + 1))
    assert (done.id, done.who, done.at, done.command) == (number, "tester", "2026-11-16T09:30:00Z", "test")
    assert (done.undoes, done.undone_by, done.final) == (None, number + 1, False)
    assert (undone.undoes, undone.undone_by) == (number, None)


def test_the_latest_operation_is_ones_own_or_anyones(stock) -> None:
    with stock.write() as unit:
        _edit(unit)
    mine = _last(stock)
    other = stock.reopen(user="other")
    with other.write() as unit:
        _tags(unit)
    other.close()
    db = stock.store.db
    assert journal.latest_undoable(db, "tester").id == mine
    assert journal.latest_undoable(db, "other").id == mine + 1
    assert journal.latest_undoable(db, None).id == mine + 1
    assert journal.latest_undoable(db, "nobody") is None
    assert journal.latest_undo(db, None) is None
    _undo(stock, mine)
    assert journal.latest_undo(db, "tester").id == mine + 2
    assert journal.latest_undo(db, "other") is None
    assert journal.latest_undoable(db, "tester").id == mine - 1
    _redo(stock)
    assert journal.latest_undo(db, None) is None
    assert journal.latest_undoable(db, "tester").id == mine


@pytest.mark.parametrize(
    ("change", "since", "message"),
    [
        (_edit, _edit, "record 2 was changed since by operation 8"),
        (_edit, _remove_contact, "record 2 was changed since"),
        (_tags, _remove_contact, "record 2 was changed since"),
    ],
)
def test_undo_refuses_what_was_changed_since(stock, change, since, message: str) -> None:
    with stock.write() as unit:
        change(unit)
    number = _last(stock)
    with stock.write() as unit:
        if since is _edit:
            unit.update("contact", (2,), {"name": "Other", "name_key": "other"})
        else:
            since(unit)
    before = stock.state()
    with pytest.raises(Conflict) as caught:
        _undo(stock, number)
    assert caught.value.message == f"operation {number} (test) can be neither taken back nor repeated: {message}"
    assert (caught.value.code, caught.value.id) == ("changed_since", 2)
    assert caught.value.hint == "tinycrm history 2; undo the later operation first"
    assert stock.state() == before


def test_undo_of_a_removal_refuses_when_the_place_is_taken(stock) -> None:
    with stock.write() as unit:
        remove_record(unit, "contact", 2)
    number = _last(stock)
    stock.add("contact", "Twin", emails=["a@x.example"])
    with pytest.raises(Conflict) as caught:
        _undo(stock, number)
    assert caught.value.message.startswith(f"record 2 of operation {number} (test) cannot come back: ")
    assert (caught.value.hint, caught.value.id) == ("tinycrm history 2", 2)
    assert caught.value.code == "duplicate"


def test_undo_of_a_removal_refuses_when_the_row_is_there_again(stock) -> None:
    with stock.write() as unit:
        write_tags(unit, "contact", 2, {})
    number = _last(stock)
    with stock.write() as unit:
        write_tags(unit, "contact", 2, {"vip": "vip"})
    with pytest.raises(Conflict) as caught:
        _undo(stock, number)
    assert caught.value.message.endswith("record 2 was changed since")


def test_redo_refuses_what_was_changed_since(stock) -> None:
    for change in (_edit, _tags, _relate):
        with stock.write() as unit:
            change(unit)
        _undo(stock)
        undone = journal.latest_undo(stock.store.db, None)
        with stock.write() as unit:
            if change is _edit:
                unit.update("contact", (2,), {"title": "CTO"})
            elif change is _tags:
                write_tags(unit, "contact", 2, {"hot": "Hot"})
            else:
                _relate(unit)
        before = stock.state()
        with pytest.raises(Conflict, match="record 2 was changed since"), stock.write() as unit:
            journal.redo(unit, undone)
        assert stock.state() == before


def test_undo_of_an_import_refuses_while_a_later_one_knows_the_record(stock) -> None:
    cid = stock.add("contact", "Cid")
    number = _last(stock)
    with stock.write() as unit:
        row = {"source": "hub", "noun": "contact", "foreign_id": "c1", "id": cid, "gone_at": None}
        unit.insert("foreign_ref", row)
    with pytest.raises(Conflict, match=f"record {cid} was changed since by operation {number + 1}"):
        _undo(stock, number)
    with stock.write() as unit:
        unit.update("foreign_ref", ("hub", "contact", "c1"), {"gone_at": unit.now})
    assert _undo(stock, number) == [cid]


def test_history_is_newest_first_with_the_number_of_records(stock) -> None:
    with stock.write() as unit:
        _edit(unit)
        unit.update("task", (5,), {"title": "A", "title_key": "a"})
    number = _last(stock)
    _undo(stock)
    rows = stock.store.history(None, 2)
    shared = {"at": "2026-11-16T09:30:00Z", "who": "tester", "command": "test"}
    assert rows == [
        {"operation": number + 1, **shared, "records": 0, "undoes": number, "undone_by": None},
        {"operation": number, **shared, "records": 2, "undoes": None, "undone_by": number + 1},
    ]
    assert len(stock.store.history(None, None)) == number + 1
    assert journal.count_operations(stock.store.db) == number + 1


def test_a_redo_was_undone_by_nobody(stock) -> None:
    with stock.write() as unit:
        _edit(unit)
    number = _last(stock)
    _undo(stock)
    _redo(stock)
    found = [(row["operation"], row["undoes"], row["undone_by"]) for row in stock.store.history(None, 3)]
    assert found == [(number + 2, number + 1, None), (number + 1, number, number + 2), (number, None, None)]


def test_the_history_of_a_record_tells_what_changed(stock) -> None:
    with stock.write() as unit:
        unit.update("contact", (3,), {"title": "CTO"})
        write_tags(unit, "contact", 3, {"vip": "VIP"})
        write_points(unit, "contact", 3, "phone", [])
    rows = stock.store.history(3, 1)
    assert [row["operation"] for row in stock.store.history(3, None)] == [_last(stock), 3]
    assert rows[0]["records"] == 1
    assert rows[0]["changes"] == [
        {"table": "contact", "kind": "changed", "before": {"title": None}, "after": {"title": "CTO"}},
        {"table": "tagging", "kind": "added", "before": {}, "after": {}},
        {
            "table": "contact_point",
            "kind": "removed",
            "before": {
                "record": 3,
                "contact": 3,
                "company": None,
                "kind": "phone",
                "key": "+49",
                "typed": "+49",
                "label": None,
                "is_primary": 1,
                "position": 0,
            },
            "after": {},
        },
    ]
    assert "changes" not in stock.store.history(None, 1)[0]


def test_the_history_of_a_name_hides_its_folded_form(stock) -> None:
    with stock.write() as unit:
        _edit(unit)
        unit.update("task", (5,), {"title": "A", "title_key": "a"})
    (change,) = stock.store.history(2, 1)[0]["changes"]
    assert change["after"] == {"name": "Anya", "note": "x"}
    assert stock.store.history(5, 1)[0]["changes"][0]["after"] == {"title": "A"}
