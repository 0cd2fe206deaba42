"""Several writes in one durable step: each an operation of its own, durable all together or not at all."""

from __future__ import annotations

import sqlite3

import pytest

from tinycrm.errors import Conflict, StorageError, Unavailable
from tinycrm.store.sqlite.connect import connect


def _contact(unit, name: str) -> int:
    return unit.insert_record("contact", {"name": name, "name_key": name.lower(), "fields": "{}"})


def _add(store, name: str) -> int:
    with store.write() as unit:
        return _contact(unit, name)


def _fail_in_one(store, name: str) -> None:
    with store.write() as unit:
        _contact(unit, name)
        raise ZeroDivisionError


def _fail_as_a_whole(store, *names: str) -> None:
    with store.group():
        for name in names:
            _add(store, name)
        raise ZeroDivisionError


def _seen_by_others(book) -> list[str]:
    """The names that another connection finds: what is durable."""
    other = connect(str(book.path), "mode=ro")
    try:
        return [row[0] for row in other.execute("SELECT name FROM contact ORDER BY id")]
    finally:
        other.close()


def test_writes_of_a_group_are_operations_of_their_own_and_durable_at_its_end(book) -> None:
    with book.store.group() as given:
        assert given is None
        assert book.store.grouped is True
        assert (_add(book.store, "Anna"), _add(book.store, "Bo")) == (1, 2)
        assert book.column("SELECT name FROM contact ORDER BY id") == ["Anna", "Bo"]
        assert _seen_by_others(book) == []
    assert book.store.grouped is False
    assert _seen_by_others(book) == ["Anna", "Bo"]
    assert book.sql("SELECT id, op FROM contact ORDER BY id") == [(1, 1), (2, 2)]
    assert book.column("SELECT id FROM operation ORDER BY id") == [1, 2]
    assert book.column("SELECT folded FROM doc ORDER BY id") == ["anna", "bo"]
    assert book.store.db.connection.in_transaction is False


def test_a_write_that_fails_is_taken_back_by_itself(book) -> None:
    with book.store.group():
        _add(book.store, "Anna")
        with pytest.raises(ZeroDivisionError):
            _fail_in_one(book.store, "Bo")
        assert book.store.unit is None
        assert book.column("SELECT name FROM contact") == ["Anna"]
        # what was reserved by the one that failed is free again
        assert _add(book.store, "Cid") == 2
    assert _seen_by_others(book) == ["Anna", "Cid"]
    assert book.sql("SELECT id, op FROM contact ORDER BY id") == [(1, 1), (2, 2)]


def test_a_dry_run_in_a_group_leaves_nothing(book) -> None:
    with book.store.group():
        _add(book.store, "Anna")
        with book.store.write(dry=True) as unit:
            _contact(unit, "Bo")
            assert book.column("SELECT name FROM contact ORDER BY id") == ["Anna", "Bo"]
        assert book.column("SELECT name FROM contact") == ["Anna"]
    assert _seen_by_others(book) == ["Anna"]


def test_a_write_within_a_write_of_a_group_joins_it(book) -> None:
    with book.store.group(), book.write() as outer:
        with book.write() as inner:
            assert inner is outer
            _contact(inner, "Anna")
        _contact(outer, "Bo")
    assert book.sql("SELECT name, op FROM contact ORDER BY id") == [("Anna", 1), ("Bo", 1)]


def test_a_group_that_fails_as_a_whole_has_done_nothing(book) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail_as_a_whole(book.store, "Anna", "Bo")
    assert book.store.grouped is False
    assert book.store.db.connection.in_transaction is False
    assert book.column("SELECT name FROM contact") == []
    assert book.column("SELECT next FROM sequence") == [1]
    # the store goes on as if there had been no group
    assert book.add("contact", "Cid") == 1
    assert _seen_by_others(book) == ["Cid"]


def test_nobody_else_writes_while_a_group_is_open(book) -> None:
    other = sqlite3.connect(book.path, timeout=0, isolation_level=None)
    try:
        with book.store.group():
            # before its first write as well: its writes follow each other without a gap
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
            _add(book.store, "Anna")
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    finally:
        other.close()


def test_a_group_whose_database_is_taken_says_so_and_is_none(book) -> None:
    other = sqlite3.connect(book.path, isolation_level=None)
    book.store.writer().run("PRAGMA busy_timeout = 0")
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable) as caught, book.store.group():
            pass
        assert caught.value.message == f"'{book.path}' is locked by another program"
        assert not book.store.grouped
    finally:
        other.close()
    assert book.add("contact", "Anna") == 1


def test_a_group_that_cannot_be_committed_has_done_nothing(book) -> None:
    def broken() -> None:
        with book.store.group():
            _add(book.store, "Anna")
            with book.write() as unit:
                row = {"contact": 1, "company": 99, "role": None, "is_primary": 1, "position": 0}
                unit.insert("contact_company", row)

    with pytest.raises(Conflict, match="other records refer to this one"):
        broken()
    assert book.store.grouped is False
    assert book.store.db.connection.in_transaction is False
    assert book.column("SELECT name FROM contact") == []


def test_a_group_whose_file_is_moved_meanwhile_is_not_acknowledged(book) -> None:
    def moved() -> None:
        with book.store.group():
            _add(book.store, "Anna")
            book.path.rename(book.path.with_name("elsewhere.db"))

    with pytest.raises(StorageError) as caught:
        moved()
    assert caught.value.code == "moved"
    assert book.store.grouped is False


def test_a_group_that_the_disk_ended_by_itself_tells_what_happened(book) -> None:
    def full() -> None:
        with book.store.group():
            _add(book.store, "Anna")
            # as SQLite does by itself on a full disk
            book.store.db.connection.execute("ROLLBACK")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        full()
    assert book.column("SELECT name FROM contact") == []
    assert book.add("contact", "Bo") == 1
