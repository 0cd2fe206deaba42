"""Pairs that a person said are two: remembered, moved by a merge, gone with a record, and never left without one."""

from __future__ import annotations

import pytest

from tinycrm.errors import Conflict, StorageError
from tinycrm.store import foreign, journal
from tinycrm.store.merging import absorb, choose, moving, take_lifecycle
from tinycrm.store.queries.duplicates import email_keys, firms, people, tell_apart, told_apart, versions
from tinycrm.store.removing import remove_record


def _apart(book, one: int, two: int) -> bool:
    with book.write() as unit:
        return tell_apart(unit, "contact", one, two)


def _pairs(book) -> list[tuple[object, ...]]:
    return book.sql("SELECT noun, record, other FROM not_duplicate ORDER BY record, other")


def test_a_pair_is_remembered_once_whoever_is_named_first(book) -> None:
    anna, bo = book.add("contact", "Anna"), book.add("contact", "Bo")
    assert _apart(book, bo, anna) is True
    assert _apart(book, anna, bo) is False
    assert _pairs(book) == [("contact", anna, bo)]
    assert told_apart(book.store.db, "contact") == {(anna, bo)}
    assert told_apart(book.store.db, "company") == set()


def test_the_schema_takes_no_pair_of_one_nor_the_other_way_round(book) -> None:
    for record, other in ((2, 2), (3, 2)):
        with pytest.raises(StorageError), book.write() as unit:
            unit.insert("not_duplicate", {"noun": "contact", "record": record, "other": other})
    with pytest.raises(StorageError), book.write() as unit:
        unit.insert("not_duplicate", {"noun": "deal", "record": 1, "other": 2})


def test_who_was_told_apart_from_the_other_is_told_apart_from_the_survivor(book) -> None:
    anna, bo, cid, dan = (book.add("contact", name) for name in ("Anna", "Bo", "Cid", "Dan"))
    for one, two in ((anna, bo), (anna, cid), (cid, bo), (bo, dan)):
        _apart(book, one, two)
    with book.write() as unit:
        absorb(unit, "contact", bo, anna)
    assert _pairs(book) == [("contact", bo, cid), ("contact", bo, dan)]


def test_the_pairs_of_a_record_go_with_it_and_come_back(book) -> None:
    anna, bo, cid = (book.add("contact", name) for name in ("Anna", "Bo", "Cid"))
    _apart(book, anna, bo)
    _apart(book, bo, cid)
    with book.write() as unit:
        remove_record(unit, "contact", bo)
        operation = unit.op
    assert _pairs(book) == []
    with book.write() as unit:
        journal.undo(unit, journal.get_operation(unit.db, operation))
    assert _pairs(book) == [("contact", anna, bo), ("contact", bo, cid)]


def test_a_record_that_was_told_apart_since_is_not_undone(book) -> None:
    anna = book.add("contact", "Anna")
    with book.write() as unit:
        bo = unit.insert_record("contact", {"name": "Bo", "name_key": "bo"})
        operation = unit.op
    _apart(book, anna, bo)
    with pytest.raises(Conflict, match=f"record {bo} was changed since"), book.write() as unit:
        journal.undo(unit, journal.get_operation(unit.db, operation))
    assert _pairs(book) == [("contact", anna, bo)]


def test_pairs_are_beside_the_records_in_a_whole_export(book) -> None:
    anna, bo = book.add("contact", "Anna"), book.add("contact", "Bo")
    _apart(book, bo, anna)
    assert list(foreign.side_rows(book.store.db, "not_duplicate")) == [{"noun": "contact", "record": anna, "other": bo}]


# --- what is compared ---


def test_people_come_with_their_points_and_companies_by_id(book) -> None:
    neva, acme = book.add("company", "Neva"), book.add("company", "Acme")
    anna = book.add("contact", "Anna", emails=["a@x.example"], phones=["+1"], companies=[neva, acme])
    bo = book.add("contact", "Bo", birthday="--12-10")
    cid = book.add("contact", "Cid", handles=["@c"])
    found = [(id, name, day, sorted(points), sorted(own)) for id, name, day, points, own in people(book.store.db)]
    assert found == [
        (anna, "Anna", "", [("email", "a@x.example"), ("phone", "+1")], ["Acme", "Neva"]),
        (bo, "Bo", "--12-10", [], []),
        (cid, "Cid", "", [("handle", "@c")], []),
    ]
    assert list(email_keys(book.store.db)) == ["a@x.example"]


def test_companies_come_with_the_addresses_of_their_people(book) -> None:
    neva = book.add("company", "Neva", websites=["neva.example"], country="RU")
    acme = book.add("company", "Acme", parent=neva)
    book.add("contact", "Anna", emails=["a@x.example", "b@x.example"], phones=["+1"], companies=[acme])
    found = [
        (id, name, country, parent, points, sorted(emails))
        for id, name, country, parent, points, emails in firms(book.store.db)
    ]
    assert found == [
        (neva, "Neva", "RU", 0, [("website", "neva.example")], []),
        (acme, "Acme", "", neva, [], ["a@x.example", "b@x.example"]),
    ]


def test_versions_are_those_of_records_that_are_there(book) -> None:
    anna = book.add("contact", "Anna")
    assert versions(book.store.db, "contact", [anna, 99]) == {anna: 1}
    assert versions(book.store.db, "company", [anna]) == {}


# --- merging ---


def test_a_company_that_led_back_to_itself_has_no_parent(book) -> None:
    keep = book.add("company", "Keep")
    between = book.add("company", "Between", parent=keep)
    other = book.add("company", "Other", parent=between)
    with book.write() as unit:
        absorb(unit, "company", keep, other)
    assert book.sql("SELECT id, parent FROM company ORDER BY id") == [(keep, None), (between, keep)]
    grand = book.add("company", "Grand")
    middle = book.add("company", "Middle", parent=grand)
    child = book.add("company", "Child", parent=middle)
    with book.write() as unit:
        absorb(unit, "company", child, grand)
    assert book.sql("SELECT id, parent FROM company WHERE id IN (:a, :b) ORDER BY id", {"a": middle, "b": child}) == [
        (middle, child),
        (child, None),
    ]


def _lifecycle(book, id: int, *steps: str) -> None:
    with book.write() as unit:
        for seq, new in enumerate(steps, 1):
            row = {"noun": "contact", "old": None, "new": new, "at": unit.now, "on_day": unit.day}
            unit.insert("lifecycle_change", {"record": id, "seq": seq, **row})


def test_the_history_of_a_lifecycle_comes_with_its_value(book) -> None:
    keep, other = book.add("contact", "K"), book.add("contact", "O", lifecycle="customer")
    _lifecycle(book, other, "lead", "customer")
    with book.write() as unit:
        absorb(unit, "contact", keep, other)
    assert book.sql("SELECT record, seq, new FROM lifecycle_change ORDER BY seq") == [
        (keep, 1, "lead"),
        (keep, 2, "customer"),
    ]
    third = book.add("contact", "T", lifecycle="former")
    _lifecycle(book, third, "former")
    with book.write() as unit:
        take_lifecycle(unit, keep, third)
    assert book.sql("SELECT record, seq, new FROM lifecycle_change ORDER BY seq") == [(keep, 1, "former")]


def test_the_values_that_were_chosen_are_the_survivors(book) -> None:
    keep = book.add("contact", "Keep", title="CEO", lifecycle="lead", fields='{"seats":4,"own":"x"}')
    other = book.add("contact", "Öther", title="CTO", lifecycle="customer", fields='{"seats":9}')
    _lifecycle(book, keep, "lead")
    _lifecycle(book, other, "customer")
    with book.write() as unit:
        choose(unit, "contact", keep, {"name": other, "lifecycle": other, "fields.seats": other})
    sql = "SELECT name, name_key, title, lifecycle, fields FROM contact WHERE id = :id"
    assert book.sql(sql, {"id": keep}) == [("Öther", "other", "CEO", "customer", '{"seats":9,"own":"x"}')]
    assert book.sql("SELECT record, new FROM lifecycle_change") == [(keep, "customer")]


def test_a_role_that_the_survivor_lacks_is_taken(book) -> None:
    neva = book.add("company", "Neva")
    keep, other = book.add("contact", "K", companies=[neva]), book.add("contact", "O", companies=[neva])
    with book.write() as unit:
        unit.update("contact_company", (other, neva), {"role": "buyer"})
        absorb(unit, "contact", keep, other)
    assert book.sql("SELECT contact, role FROM contact_company") == [(keep, "buyer")]


def test_what_moves_is_counted_in_words(book) -> None:
    anna, bo = book.add("contact", "Anna"), book.add("contact", "Bo")
    book.add("task", "Call", contact=anna)
    for number in range(2):
        book.add("interaction", "talk", contacts=[anna, bo], at=f"2026-11-0{number + 1}T10:00:00Z")
    assert moving(book.store.db, "contact", [anna]) == {"interactions": 2, "task": 1}
    assert moving(book.store.db, "contact", [anna, bo]) == {"interactions": 4, "task": 1}
    neva = book.add("company", "Neva")
    book.add("contact", "Cid", companies=[neva])
    assert moving(book.store.db, "company", [neva]) == {"contact": 1}
