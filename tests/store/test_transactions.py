"""One write path: all or nothing, one operation, rows as given."""

from __future__ import annotations

import os
import sqlite3
import time

import pytest

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import Conflict, Duplicate, NotFound, StorageError
from tinycrm.store.cells import is_whole, whole
from tinycrm.store.encode import decode_list, decode_row, encode_cell, encode_list, encode_row
from tinycrm.store.tables import TABLES
from tinycrm.store.unit import new_uid


def _fresh(book, name: str = "new.db", *, named: bool = False):
    book.path = book.path.with_name(name)
    return book.reopen(named=named)


def _fail(store, work) -> None:
    """What `work` does to the open transaction is followed by an error."""
    with pytest.raises(ZeroDivisionError), store.write() as unit:
        _then_fail(work, unit)


def _then_fail(work, unit) -> None:
    work(unit)
    raise ZeroDivisionError


def test_an_error_takes_everything_back(book) -> None:
    before = book.state()
    _fail(book.store, lambda unit: book.add("contact", "Anna", tags=["vip"]))
    assert book.state() == before
    assert book.sql("SELECT * FROM operation") == []
    assert book.store.unit is None
    assert book.add("contact", "Anna") > 0


def test_a_dry_run_takes_everything_back(book) -> None:
    with book.write(dry=True):
        book.add("contact", "Anna")
        assert book.column("SELECT name FROM contact") == ["Anna"]
    assert book.column("SELECT name FROM contact") == []
    assert book.store.unit is None


def test_a_write_within_a_write_joins_it(book) -> None:
    with book.write() as outer:
        with book.write() as inner:
            assert inner is outer
            book.add("contact", "Anna")
        assert book.store.unit is outer
    assert book.column("SELECT id FROM operation") == [1]
    _fail(book.store, lambda unit: book.add("contact", "Bo"))
    assert book.column("SELECT name FROM contact") == ["Anna"]


def test_an_operation_knows_who_when_and_what(book) -> None:
    book.add("contact", "Anna")
    assert book.sql("SELECT id, who, at, command, undoes, undone_by, is_final FROM operation") == [
        (1, "tester", "2026-11-16T09:30:00Z", "test", None, None, 0)
    ]


def test_one_transaction_may_hold_several_operations(book) -> None:
    with book.write() as unit:
        one = book.add("contact", "Anna")
        unit.next_operation()
        two = book.add("contact", "Bo")
    assert book.sql("SELECT id, op FROM contact") == [(one, 1), (two, 2)]
    assert book.sql("SELECT op, seq, record FROM change WHERE tbl = 'contact'") == [(1, 1, one), (2, 1, two)]


def test_an_operation_may_begin_as_an_undo_and_begins_once(book) -> None:
    book.add("contact", "Anna")
    with book.write() as unit:
        assert unit.wrote is False
        assert unit.begin_operation(undoes=1) == 2
        assert unit.begin_operation() == 2
        assert (unit.op, unit.wrote) == (2, True)
    assert book.sql("SELECT id, undoes FROM operation") == [(1, None), (2, 1)]


def test_the_unit_knows_the_day_and_the_instants(book) -> None:
    with book.write() as unit:
        assert (unit.now, unit.day, unit.moment) == ("2026-11-16T09:30:00Z", "2026-11-16", "2026-11-16T09:30:00Z")
    book.store.reading.clock = type(book.store.reading.clock)("UTC", "2026-11-20", now=book.store.reading.clock._now)
    with book.write() as unit:
        assert (unit.now, unit.day, unit.moment) == ("2026-11-16T09:30:00Z", "2026-11-20", "2026-11-20T09:30:00Z")


def test_ids_come_from_one_sequence_and_are_never_given_twice(book) -> None:
    with book.write() as unit:
        assert unit.new_ids() == 1
        assert unit.new_ids(5) == 2
        assert unit.new_ids() == 7
        unit.claim_id(20)
        unit.claim_id(10)
        assert unit.new_ids() == 21
        unit.claim_id(22)
        assert unit.new_ids() == 23
        unit.wrote = True
    _fail(book.store, lambda unit: unit.new_ids())
    with book.write() as unit:
        assert unit.new_ids() == 24


def test_a_record_has_its_shared_columns_made_or_given(book) -> None:
    one = book.add("contact", "Anna")
    two = book.add(
        "contact", "Bo", id=50, uid="u-50", created_at="2020-01-01T00:00:00Z", updated_at="2021-01-01T00:00:00Z"
    )
    rows = book.sql("SELECT id, length(uid), created_at, updated_at, version, op FROM contact")
    assert rows[0] == (one, 36, "2026-11-16T09:30:00Z", "2026-11-16T09:30:00Z", 1, 1)
    assert (two, rows[1]) == (50, (50, 4, "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", 1, 2))


def test_a_uid_is_a_version_seven_uuid_of_the_present_moment() -> None:
    before = int(time.time() * 1000)
    made = [new_uid() for _ in range(200)]
    after = int(time.time() * 1000)
    assert len(set(made)) == 200
    for uid in made:
        parts = uid.split("-")
        assert [len(part) for part in parts] == [8, 4, 4, 4, 12]
        assert uid == uid.lower()
        assert parts[2][0] == "7"
        assert parts[3][0] in "89ab"
        assert before <= int(parts[0] + parts[1], 16) <= after
    # each of the random places takes every value
    for place in (*range(15, 18), *range(20, 23), *range(24, 36)):
        assert len({uid[place] for uid in made}) > 8


def test_an_update_writes_only_what_differs(book) -> None:
    anna = book.add("contact", "Anna", title="CTO", updated_at="2020-01-01T00:00:00Z")
    with book.write() as unit:
        assert unit.update("contact", (anna,), {"title": "CTO", "name": "Anna"}) is False
        assert unit.update("contact", (99,), {"title": "CTO"}) is False
        assert unit.wrote is False
        assert unit.update("contact", (anna,), {"title": "CEO", "name": "Anna"}) is True
    assert book.sql("SELECT title, version, updated_at, op FROM contact") == [("CEO", 2, "2026-11-16T09:30:00Z", 2)]
    assert book.sql("SELECT op, seq, tbl, kind, record, key, before, after FROM change WHERE op = 2") == [
        (
            2,
            1,
            "contact",
            "U",
            anna,
            f"[{anna}]",
            '{"title":"CTO","updated_at":"2020-01-01T00:00:00Z","version":1,"op":1}',
            '{"title":"CEO","updated_at":"2026-11-16T09:30:00Z","version":2,"op":2}',
        )
    ]


def test_an_update_may_bring_its_own_instant(book) -> None:
    anna = book.add("contact", "Anna")
    with book.write() as unit:
        unit.update("contact", (anna,), {"title": "CTO", "updated_at": "2020-01-01T00:00:00Z"})
    assert book.column("SELECT updated_at FROM contact") == ["2020-01-01T00:00:00Z"]


def test_a_row_that_is_no_record_has_no_version(book) -> None:
    anna = book.add("contact", "Anna", tags=["vip"])
    with book.write() as unit:
        assert unit.update("tagging", (anna, "vip"), {"name": "VIP"}) is True
    assert book.sql("SELECT name, op FROM tagging") == [("VIP", 2)]
    assert book.column("SELECT after FROM change WHERE op = 2") == ['{"name":"VIP","op":2}']


def test_an_insert_and_a_delete_are_in_the_journal(book) -> None:
    anna = book.add("contact", "Anna")
    with book.write() as unit:
        unit.insert("tagging", {"record": anna, "noun": "contact", "key": "vip", "name": "VIP"})
        assert unit.delete("tagging", (anna, "vip")) is True
        assert unit.delete("tagging", (anna, "vip")) is False
    image = f'{{"record":{anna},"noun":"contact","key":"vip","name":"VIP","op":2}}'
    assert book.sql("SELECT seq, tbl, kind, record, key, before, after FROM change WHERE op = 2") == [
        (1, "tagging", "I", anna, f'[{anna},"vip"]', None, None),
        (2, "tagging", "D", anna, f'[{anna},"vip"]', image, None),
    ]


def test_a_delete_of_nothing_begins_no_operation(book) -> None:
    with book.write() as unit:
        assert unit.delete("contact", (99,)) is False
        assert unit.delete_all("tagging", "record", 99) == 0
        assert unit.wrote is False


def test_all_rows_with_a_value_are_deleted_each_with_its_image(book) -> None:
    anna, bo = book.add("contact", "Anna", tags=["a", "b"]), book.add("contact", "Bo", tags=["a"])
    with book.write() as unit:
        assert unit.delete_all("tagging", "record", anna) == 2
    assert book.column("SELECT record FROM tagging") == [bo]
    assert book.sql("SELECT kind, key FROM change WHERE op = 3") == [("D", f'[{anna},"a"]'), ("D", f'[{anna},"b"]')]


def test_a_touched_record_counts_as_changed_once(book) -> None:
    anna = book.add("contact", "Anna", updated_at="2020-01-01T00:00:00Z")
    with book.write() as unit:
        unit.touch("contact", anna)
        unit.touch("contact", anna)
        unit.touch("contact", 99)
    assert book.sql("SELECT version, updated_at, op FROM contact") == [(2, "2026-11-16T09:30:00Z", 2)]
    assert book.column("SELECT count(*) FROM change WHERE op = 2") == [1]


def test_a_record_is_given_whole_or_refused(book) -> None:
    anna = book.add("contact", "Anna", title="CTO")
    with book.write() as unit:
        row = unit.get("contact", (anna,))
        assert (row["name"], row["title"], row["id"], row["fields"]) == ("Anna", "CTO", anna, "{}")
        assert unit.get("contact", (99,)) is None
        assert unit.need("contact", anna) == row
        with pytest.raises(NotFound) as caught:
            unit.need("contact", 99)
    assert (caught.value.message, caught.value.hint) == ("contact 99 was removed meanwhile", "tinycrm history 99")


def test_what_was_just_written_is_found_before_the_commit_once_settled(book) -> None:
    with book.write():
        anna = book.add("contact", "Quagga")
        assert book.column("SELECT id FROM doc") == []
        book.store.settle()
        assert book.column("SELECT id FROM doc") == [anna]
    book.store.settle()
    assert book.column("SELECT folded FROM doc") == ["quagga"]


def test_a_tag_or_a_point_brings_its_record_into_the_index(book) -> None:
    ids = {noun: book.add(noun, noun.title()) for noun in ("company", "contact", "deal")}
    with book.write() as unit:
        for noun, id in ids.items():
            unit.insert("tagging", {"record": id, "noun": noun, "key": "hot", "name": "Hot"})
    assert book.column("SELECT folded FROM doc ORDER BY id") == ["company hot", "contact hot", "deal hot"]


def test_a_contact_point_alone_brings_its_record_into_the_index(book) -> None:
    anna = book.add("contact", "Anna")
    row = {"record": anna, "contact": anna, "company": None, "kind": "email", "key": "a@x.example"}
    with book.write() as unit:
        unit.insert("contact_point", {**row, "typed": "A@x.example", "label": None, "is_primary": 1, "position": 0})
    assert book.column("SELECT folded FROM doc") == ["anna a@x.example"]


def test_a_link_to_nothing_is_refused_and_nothing_changed(book) -> None:
    anna = book.add("contact", "Anna")
    with pytest.raises(Conflict) as caught, book.write() as unit:
        unit.insert("contact_company", {"contact": anna, "company": 99, "role": None, "is_primary": 1, "position": 0})
    assert caught.value.message.startswith("nothing was changed: ")
    assert caught.value.hint == "tinycrm history"
    assert caught.value.code == "conflict"
    assert book.sql("SELECT * FROM contact_company") == []
    assert book.store.unit is None


def test_a_value_that_must_be_unique_is_refused(book) -> None:
    book.add("contact", "Anna", uid="same")
    with pytest.raises(Duplicate):
        book.add("contact", "Bo", uid="same")
    assert book.column("SELECT name FROM contact") == ["Anna"]


def test_a_first_write_makes_the_database_whole_and_an_empty_one_none(book) -> None:
    store = _fresh(book)
    with store.write() as unit:
        assert unit.wrote is False
    assert not store.exists
    _fail(store, lambda unit: unit.begin_operation())
    assert not store.exists
    assert [name for name in os.listdir(book.path.parent) if name.startswith("new.db")] == []
    with store.write() as unit:
        unit.begin_operation()
    assert store.exists
    assert [name for name in os.listdir(book.path.parent) if name.startswith("new.db.new-")] == []
    assert store.db.number("SELECT count(*) FROM operation") == 1
    store.close()


def test_a_dry_first_write_makes_no_file(book) -> None:
    store = _fresh(book)
    with store.write(dry=True) as unit:
        unit.begin_operation()
    assert not store.exists
    assert store.db.number("SELECT count(*) FROM operation") == 0
    store.close()


def test_a_read_of_nothing_is_empty_unless_the_file_was_named(book) -> None:
    store = _fresh(book)
    assert store.exists is False
    assert store.noun_of(1) == ""
    assert not store.exists
    store.close()
    with pytest.raises(StorageError) as caught:
        _ = _fresh(book, named=True).db
    assert caught.value.message == f"there is no database '{book.path}'"
    assert caught.value.code == "missing"
    assert caught.value.hint == "check --db and TINYCRM_DB; the first write creates it"


def test_reads_and_writes_of_one_store_see_the_same(book) -> None:
    store = book.reopen()
    assert store.db.writable is False
    with store.write() as unit:
        assert store.db is unit.db
        unit.begin_operation()
    assert store.db.writable is True
    assert store.owns(store.db)
    store.close()
    assert store.db.writable is False
    store.close()


def test_a_closed_store_leaves_no_connection_behind(book) -> None:
    store = book.reopen()
    reader = store.db
    with store.write() as unit:
        writer = unit.db
    store.close()
    for db in (reader, writer):
        with pytest.raises(sqlite3.ProgrammingError):
            db.connection.execute("SELECT 1")


def test_rows_are_written_as_json_exactly() -> None:
    row = {"a": None, "b": 1, "c": 1.5, "d": 'say "ё"\n', "e": -(2**63)}
    text = '{"a":null,"b":1,"c":1.5,"d":"say \\"\\u0451\\"\\n","e":-9223372036854775808}'
    assert encode_row(row) == text
    assert decode_row(text) == row
    assert encode_row({}) == "{}"
    assert decode_row("{}") == {}
    assert encode_list([1, "x", None]) == '[1,"x",null]'
    assert decode_list('[1,"x",null]') == [1, "x", None]
    assert encode_list([]) == "[]"
    assert encode_cell("é") == '"\\u00e9"'
    assert encode_cell('say "hi"') == '"say \\"hi\\""'
    assert encode_cell("a\\b") == '"a\\\\b"'
    assert encode_cell("a\tb\x7f") == '"a\\tb\\u007f"'
    assert encode_cell("") == '""'


def test_a_broken_row_is_told_of_in_part() -> None:
    with pytest.raises(StorageError) as caught:
        decode_row("x" * 61)
    assert caught.value.message == f"the database holds '{'x' * 60}' where JSON must stand"
    assert caught.value.hint == "tinycrm doctor"


def test_a_cell_that_must_be_a_number_is_one_or_refused() -> None:
    assert whole(7) == 7
    assert is_whole(7)
    assert not is_whole("7")
    for cell in ("7", None, 1.5):
        with pytest.raises(StorageError) as caught:
            whole(cell)
        assert caught.value.message == f"the database holds {cell!r} where a number must stand"
        assert caught.value.hint == "tinycrm doctor"


def test_every_journalled_table_is_known_by_its_primary_key(book) -> None:
    for name, table in TABLES.items():
        key = book.sql(f"SELECT name FROM pragma_table_info('{name}') WHERE pk > 0 ORDER BY pk")
        assert (table.name, table.key) == (name, tuple(row[0] for row in key))
    nouns = {name: table.noun for name, table in TABLES.items() if table.noun}
    assert nouns == {noun: noun for noun in NOUNS}
    owners = {name: table.record for name, table in TABLES.items() if not table.noun}
    assert owners == {
        "contact_point": "record", "contact_company": "contact", "relation": "contact", "deal_contact": "deal",
        "stage_stay": "deal", "interaction_contact": "interaction", "interaction_company": "interaction",
        "tagging": "record", "lifecycle_change": "record", "foreign_ref": "id", "merged": "survivor",
        "not_duplicate": "record", "campaign_member": "campaign", "subscription_change": "subscription",
        "subscription_term": "subscription", "kpi_snapshot": "id", "outbox": "id", "enrolment": "record",
    }  # fmt: skip
