"""The journal's own rows: how many there are, which nobody can read, and what counts after a restore."""

from __future__ import annotations

import pytest

from tinycrm.errors import RuleError
from tinycrm.store import journal
from tinycrm.store.attached import write_tags


@pytest.fixture
def busy(book):
    """ANNA 1 added (1), edited (2) and tagged twice (3), BO 2 added (4), ANNA's tags taken off (5)."""
    anna = book.add("contact", "Anna")
    with book.write() as unit:
        unit.update("contact", (anna,), {"title": "CTO"})
    with book.write() as unit:
        write_tags(unit, "contact", anna, {"vip": "VIP", "hot": "Hot"})
    book.add("contact", "Bo")
    with book.write() as unit:
        write_tags(unit, "contact", anna, {})
    return book


def _spoil(book, op: int, **cells) -> None:
    """Another program writes into the change of an operation."""
    with book.write() as unit:
        sets = ", ".join(f"{column} = :{column}" for column in cells)
        unit.db.run(f"UPDATE change SET {sets} WHERE op = :op", {**cells, "op": op})
        unit.wrote = True


def test_operations_are_counted_in_all_or_of_one_record(busy) -> None:
    assert journal.count_operations(busy.store.db) == 5
    assert journal.count_operations(busy.store.db, 1) == 4
    assert journal.count_operations(busy.store.db, 2) == 1
    assert journal.count_operations(busy.store.db, 99) == 0


def test_operations_come_newest_first_one_after_the_other(busy) -> None:
    rows = journal.operations(busy.store.db, None, 3)
    assert [next(rows)["operation"] for _ in range(3)] == [5, 4, 3]
    assert next(rows, None) is None
    assert journal.history(busy.store.db, 1, None) == list(journal.operations(busy.store.db, 1, None))


def test_a_journal_of_ours_can_be_read(busy) -> None:
    with busy.write() as unit:
        journal.undo(unit, journal.get_operation(unit.db, 4))
    assert journal.unreadable(busy.store.db) == []


@pytest.mark.parametrize(
    ("op", "cells"),
    [
        (1, {"tbl": "sqlite_master"}),
        (1, {"key": "[1"}),
        (1, {"key": '{"id":1}'}),
        (1, {"kind": "D"}),
        (1, {"kind": "U"}),
        (1, {"after": "[]"}),
        (1, {"after": "gone"}),
        (1, {"before": "7"}),
        (2, {"before": None}),
        (2, {"before": "{"}),
        (2, {"before": "[1]"}),
        (2, {"after": None}),
        (2, {"after": "{"}),
        (2, {"after": '"text"'}),
        (5, {"before": None}),
        (5, {"before": "not this"}),
    ],
)
def test_an_operation_that_another_program_wrote_into_is_found_and_made_final(busy, op: int, cells) -> None:
    _spoil(busy, op, **cells)
    assert journal.unreadable(busy.store.db) == [op]
    with busy.write() as unit:
        journal.drop_unreadable(unit.db, [op])
        unit.wrote = True
    assert journal.unreadable(busy.store.db) == []
    assert busy.column("SELECT DISTINCT op FROM change ORDER BY op") == [
        number for number in (1, 2, 3, 4, 5) if number != op
    ]
    assert busy.column("SELECT id FROM operation WHERE is_final = 1") == [op]
    with busy.write() as unit, pytest.raises(RuleError, match=f"operation {op} cannot be undone"):
        journal.undo(unit, journal.get_operation(unit.db, op))


def test_all_that_cannot_be_read_are_found_in_order(busy) -> None:
    for op in (4, 2):
        _spoil(busy, op, key="x")
    assert journal.unreadable(busy.store.db) == [2, 4]
    with busy.write() as unit:
        journal.drop_unreadable(unit.db, [2, 4])
        unit.wrote = True
    assert busy.column("SELECT id FROM operation WHERE is_final = 1 ORDER BY id") == [2, 4]


def test_an_undo_of_what_became_final_is_not_redone(busy) -> None:
    with busy.write() as unit:
        journal.undo(unit, journal.get_operation(unit.db, 4))
        unit.db.run("UPDATE operation SET is_final = 1 WHERE id = 4")
    undone = journal.latest_undo(busy.store.db, None)
    assert undone is not None
    with busy.write() as unit, pytest.raises(RuleError) as caught:
        journal.redo(unit, undone)
    assert caught.value.message == "operation 4 cannot be done again: test"
    assert caught.value.hint == "tinycrm history"
    assert busy.column("SELECT name FROM contact") == ["Anna"]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (None, (0, "")),
        ("4 /home/ann/my backups/crm.db", (4, "/home/ann/my backups/crm.db")),
        ("12", (12, "")),
        ("soon /b.db", (0, "/b.db")),
        ("४ /b.db", (0, "/b.db")),
        ("", (0, "")),
    ],
)
def test_the_last_restore_is_known_by_its_operation_and_the_backup_before_it(busy, value, found) -> None:
    if value is not None:
        with busy.write() as unit:
            unit.db.run("INSERT INTO meta (key, value) VALUES ('last_restore', :value)", {"value": value})
            unit.wrote = True
    assert journal.last_restore(busy.store.db) == found


def test_nothing_before_a_restore_is_the_latest_to_undo_or_redo(busy) -> None:
    db = busy.store.db
    with busy.write() as unit:
        journal.undo(unit, journal.get_operation(unit.db, 4))
        unit.db.run("INSERT INTO meta (key, value) VALUES ('last_restore', '5 /b.db')")
    for who in (None, "tester"):
        assert journal.latest_undoable(db, who) is None
        latest = journal.latest_undo(db, who)
        assert latest is not None
        assert (latest.id, latest.undoes) == (6, 4)
    with busy.write() as unit:
        unit.db.run("UPDATE meta SET value = '6 /b.db' WHERE key = 'last_restore'")
        unit.wrote = True
    assert journal.latest_undo(db, None) is None
    cid = busy.add("contact", "Cid")
    latest = journal.latest_undoable(db, "tester")
    assert latest is not None
    assert latest.id == busy.column("SELECT op FROM contact WHERE id = :id", {"id": cid})[0]
    assert journal.latest_undoable(db, "other") is None
