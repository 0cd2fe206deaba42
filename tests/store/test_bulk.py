"""New records written many at a time are as those written one by one: rows, journal, search, undo."""

from __future__ import annotations

import pytest

from tinycrm.errors import Duplicate, StorageError
from tinycrm.store import journal
from tinycrm.store.bulk import Bulk
from tinycrm.store.sqlite.indexing import differences
from tinycrm.store.sqlite.search import find

CHANGES = "SELECT op, seq, tbl, kind, record, key, before, after FROM change ORDER BY op, seq"
POINTS = (
    "SELECT record, contact, company, kind, key, typed, label, is_primary, position, op FROM contact_point"
    " ORDER BY record, kind, position"
)


def _contact(bulk, name: str, **columns) -> int:
    return bulk.insert_record("contact", {"name": name, "name_key": name.lower(), "fields": "{}", **columns})


def _people(book, count: int) -> list[int]:
    with book.write() as unit:
        bulk = Bulk(unit)
        ids = [_contact(bulk, f"Person {number}") for number in range(count)]
        for number, id in enumerate(ids):
            bulk.add_points("contact", id, "email", [(f"p{number}@x.example", f"P{number}@x.example", None)])
        bulk.flush()
    return ids


def _write(book, names: list[str], email: str = "") -> None:
    with book.write() as unit:
        bulk = Bulk(unit)
        ids = [_contact(bulk, name) for name in names]
        if email:
            bulk.add_points("contact", ids[-1], "email", [(email, email, None)])
        bulk.flush()


def test_a_record_with_all_that_hangs_on_it_is_there_and_in_the_journal(book) -> None:
    with book.write() as unit:
        bulk = Bulk(unit)
        neva = bulk.insert_record("company", {"name": "Neva", "name_key": "neva", "fields": "{}"})
        anna = _contact(bulk, "Anna", title="CTO")
        bulk.add_points("contact", anna, "email", [("a@x", "A@x", "work"), ("b@x", "b@x", None)])
        bulk.add_points("company", neva, "website", [("neva.example", "neva.example", None)])
        bulk.add_links("contact", anna, "company", [neva])
        bulk.add_tags("contact", anna, {'v"ip': 'V"ip'})
        bulk.flush()
    assert (neva, anna) == (1, 2)
    shared = "SELECT id, name, created_at, updated_at, version, op, length(uid) FROM"
    assert book.sql(f"{shared} company") == [(1, "Neva", "2026-11-16T09:30:00Z", "2026-11-16T09:30:00Z", 1, 1, 36)]
    assert book.sql(f"{shared} contact") == [(2, "Anna", "2026-11-16T09:30:00Z", "2026-11-16T09:30:00Z", 1, 1, 36)]
    assert book.sql(POINTS) == [
        (1, None, 1, "website", "neva.example", "neva.example", None, 1, 0, 1),
        (2, 2, None, "email", "a@x", "A@x", "work", 1, 0, 1),
        (2, 2, None, "email", "b@x", "b@x", None, 0, 1, 1),
    ]
    assert book.sql("SELECT contact, company, is_primary, position, op FROM contact_company") == [(2, 1, 1, 0, 1)]
    assert book.sql("SELECT record, noun, key, name, op FROM tagging") == [(2, "contact", 'v"ip', 'V"ip', 1)]
    assert book.sql(CHANGES) == [
        (1, 1, "company", "I", 1, "[1]", None, None),
        (1, 2, "contact", "I", 2, "[2]", None, None),
        (1, 3, "contact_point", "I", 2, '[2,"email","a@x"]', None, None),
        (1, 4, "contact_point", "I", 2, '[2,"email","b@x"]', None, None),
        (1, 5, "contact_point", "I", 1, '[1,"website","neva.example"]', None, None),
        (1, 6, "contact_company", "I", 2, "[2,1]", None, None),
        (1, 7, "tagging", "I", 2, '[2,"v\\"ip"]', None, None),
    ]


def test_as_many_rows_as_come_are_written_each_once(book) -> None:
    ids = _people(book, 2311)
    assert ids == list(range(1, 2312))
    assert book.column("SELECT id FROM contact ORDER BY id") == ids
    assert book.column("SELECT record FROM contact_point ORDER BY record") == ids
    assert book.column("SELECT seq FROM change ORDER BY seq") == list(range(1, 4623))
    assert book.sql("SELECT count(DISTINCT uid) FROM contact") == [(2311,)]


def test_ids_go_on_where_the_sequence_stands_before_and_after(book) -> None:
    first = book.add("contact", "First")
    with book.write() as unit:
        bulk = Bulk(unit)
        second = _contact(bulk, "Second")
        bulk.flush()
        third = unit.insert_record("contact", {"name": "Third", "name_key": "third", "fields": "{}"})
        fourth = _contact(bulk, "Fourth")
        bulk.flush()
    assert (first, second, third, fourth, book.add("contact", "Fifth")) == (1, 2, 3, 4, 5)
    assert book.sql("SELECT seq, record FROM change WHERE op = 2 ORDER BY seq") == [(1, 2), (2, 3), (3, 4)]


def test_an_operation_of_many_is_undone_and_redone_whole(book) -> None:
    ids = _people(book, 150)
    uids = book.column("SELECT uid FROM contact ORDER BY id")
    with book.write() as unit:
        assert sorted(journal.undo(unit, journal.get_operation(book.store.db, 1))) == ids
    assert book.sql("SELECT count(*) FROM contact") == [(0,)]
    assert book.sql("SELECT count(*) FROM contact_point") == [(0,)]
    assert book.sql("SELECT count(*) FROM doc") == [(0,)]
    undone = journal.latest_undo(book.store.db, None)
    assert undone is not None
    with book.write() as unit:
        assert sorted(journal.redo(unit, undone)) == ids
    assert book.column("SELECT uid FROM contact ORDER BY id") == uids
    assert book.column("SELECT record FROM contact_point ORDER BY record") == ids
    assert differences(book.store.db) == []


def test_what_was_written_together_is_found(book) -> None:
    with book.write() as unit:
        bulk = Bulk(unit)
        anna = _contact(bulk, "Anna", note="Likes lighthouses")
        bulk.add_points("contact", anna, "phone", [("+4930123456", "+49 30 123456", None)])
        bulk.add_tags("contact", anna, {"vip": "VIP"})
        bulk.flush()
    for word in ("anna", "lighthouses", "4930123456", "vip"):
        assert find(book.store.db, word, [], 5) == [(anna, "contact")]


def test_an_interaction_written_together_marks_its_people(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna", companies=[neva])
    at = "2026-11-12T08:00:00Z"
    with book.write() as unit:
        bulk = Bulk(unit)
        call = bulk.insert_record(
            "interaction", {"kind": "call", "summary": "Hi", "at": at, "on_day": "2026-11-12", "direction": "in"}
        )
        bulk.add_links("interaction", call, "contact", [anna, anna], at=at)
        bulk.flush()
    assert book.sql("SELECT contact, at, interaction FROM interaction_contact") == [(anna, at, call)]
    assert book.sql("SELECT last_touch_at, last_in_at, last_out_at FROM contact") == [(at, at, None)]
    assert book.column("SELECT last_touch_at FROM company") == [at]


def test_rows_of_different_columns_wait_together(book) -> None:
    with book.write() as unit:
        bulk = Bulk(unit)
        for name, columns in (("A", {}), ("B", {"title": "CTO"}), ("C", {}), ("D", {"note": "n", "title": "CEO"})):
            _contact(bulk, name, **columns)
        bulk.insert("foreign_ref", {"source": "hub", "noun": "contact", "foreign_id": "7", "id": 1, "gone_at": None})
        bulk.flush()
    assert book.sql("SELECT id, name, title, note FROM contact ORDER BY id") == [
        (1, "A", None, None),
        (2, "B", "CTO", None),
        (3, "C", None, None),
        (4, "D", "CEO", "n"),
    ]
    assert book.sql("SELECT source, noun, foreign_id, id, gone_at, op FROM foreign_ref") == [
        ("hub", "contact", "7", 1, None, 1)
    ]


def test_what_waits_is_written_by_itself_before_it_weighs_anything(book, monkeypatch) -> None:
    monkeypatch.setattr("tinycrm.store.bulk._MOST", 3)
    written = []
    with book.write() as unit:
        bulk = Bulk(unit)
        for number in range(10):
            _contact(bulk, f"Person {number}")
            written.append(unit.db.number("SELECT count(*) FROM contact"))
        bulk.flush()
        bulk.flush()
    assert written == [0, 0, 0, 0, 4, 4, 4, 4, 8, 8]
    assert book.column("SELECT id FROM contact ORDER BY id") == list(range(1, 11))
    assert book.column("SELECT record FROM change ORDER BY seq") == list(range(1, 11))
    assert book.column("SELECT next FROM sequence") == [11]


def test_a_flush_of_nothing_begins_no_operation(book) -> None:
    with book.write() as unit:
        Bulk(unit).flush()
    assert book.sql("SELECT count(*) FROM operation") == [(0,)]


def test_an_e_mail_that_another_has_is_refused_and_nothing_is_written(book) -> None:
    book.add("contact", "Anna", emails=["a@x.example"])
    with pytest.raises(Duplicate):
        _write(book, ["Other"], email="a@x.example")
    assert book.column("SELECT name FROM contact") == ["Anna"]
    assert book.sql("SELECT next FROM sequence") == [(2,)]


def test_a_value_that_the_schema_refuses_is_told_at_the_flush(book) -> None:
    with pytest.raises(StorageError) as told:
        _write(book, [f"P{number}" if number != 57 else " " for number in range(100)])
    assert told.value.code == "refused"
    assert book.sql("SELECT count(*) FROM contact") == [(0,)]
