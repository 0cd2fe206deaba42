"""Contact points, links and tags become exactly what was given, and only what differs is written."""

from __future__ import annotations

import pytest

from tinycrm.errors import Duplicate
from tinycrm.store.attached import (
    check_email_free,
    next_lifecycle,
    shared_phones,
    tags_of,
    write_links,
    write_points,
    write_tags,
)

POINTS = (
    "SELECT record, contact, company, kind, key, typed, label, is_primary, position FROM contact_point ORDER BY 4, 9"
)


def test_points_are_kept_in_their_order_with_the_first_as_the_primary(book) -> None:
    anna = book.add("contact", "Anna", phones=["+49"])
    with book.write() as unit:
        given = [("a@x.example", "A@x.example", "work"), ("b@x.example", "b@x.example", None)]
        assert write_points(unit, "contact", anna, "email", given) is True
    assert book.sql(POINTS) == [
        (anna, anna, None, "email", "a@x.example", "A@x.example", "work", 1, 0),
        (anna, anna, None, "email", "b@x.example", "b@x.example", None, 0, 1),
        (anna, anna, None, "phone", "+49", "+49", None, 1, 0),
    ]


def test_a_companys_point_is_the_companys(book) -> None:
    neva = book.add("company", "Neva", websites=["neva.example"])
    assert book.sql(POINTS) == [(neva, None, neva, "website", "neva.example", "neva.example", None, 1, 0)]


def test_points_not_given_are_gone_and_the_others_moved_up(book) -> None:
    anna = book.add("contact", "Anna", emails=["a@x.example", "b@x.example"], phones=["+49"])
    with book.write() as unit:
        assert write_points(unit, "contact", anna, "email", [("b@x.example", "B@x.example", None)]) is True
    assert [row[4:] for row in book.sql(POINTS)] == [
        ("b@x.example", "B@x.example", None, 1, 0),
        ("+49", "+49", None, 1, 0),
    ]
    with book.write() as unit:
        assert write_points(unit, "contact", anna, "email", []) is True
        assert write_points(unit, "contact", anna, "email", []) is False
    assert book.column("SELECT kind FROM contact_point") == ["phone"]


def test_a_point_without_a_label_keeps_the_one_it_has(book) -> None:
    anna = book.add("contact", "Anna")
    with book.write() as unit:
        write_points(unit, "contact", anna, "phone", [("+49", "+49", "home")])
        assert write_points(unit, "contact", anna, "phone", [("+49", "+49", None)]) is False
        assert write_points(unit, "contact", anna, "phone", [("+49", "0049", "work")]) is True
    assert book.sql("SELECT typed, label FROM contact_point") == [("0049", "work")]


def test_points_given_again_change_nothing_and_begin_no_operation(book) -> None:
    anna = book.add("contact", "Anna", emails=["a@x.example", "b@x.example"])
    with book.write() as unit:
        given = [("a@x.example", "a@x.example", None), ("b@x.example", "b@x.example", None)]
        assert write_points(unit, "contact", anna, "email", given) is False
        assert unit.wrote is False


def test_an_email_of_another_contact_is_refused_with_its_owner(book) -> None:
    anna = book.add("contact", "Anna", emails=["a@x.example"])
    bo = book.add("contact", "Bo")
    with pytest.raises(Duplicate) as caught, book.write() as unit:
        write_points(unit, "contact", bo, "email", [("a@x.example", "a@x.example", None)])
    assert caught.value.message == f"the e-mail 'a@x.example' belongs to contact {anna} Anna"
    assert caught.value.hint == f"tinycrm contact show {anna}, or add with --if-absent"
    assert caught.value.id == anna
    assert book.column("SELECT record FROM contact_point") == [anna]


def test_an_email_is_free_for_its_owner_and_when_nobody_has_it(book) -> None:
    anna = book.add("contact", "Anna", emails=["a@x.example"])
    with book.write() as unit:
        check_email_free(unit, "a@x.example", anna)
        check_email_free(unit, "b@x.example", 99)


def test_a_phone_may_be_shared_and_its_others_are_named(book) -> None:
    neva = book.add("company", "Neva", phones=["+1"])
    anna = book.add("contact", "Anna", phones=["+2", "+1"])
    bo = book.add("contact", "Bo", phones=["+1", "+2"])
    with book.write() as unit:
        assert shared_phones(unit, bo) == [
            ("+1", "company", neva, "Neva"),
            ("+1", "contact", anna, "Anna"),
            ("+2", "contact", anna, "Anna"),
        ]
    for name in ("Cid", "Dan"):
        book.add("contact", name, phones=["+1"])
    with book.write() as unit:
        assert len(shared_phones(unit, bo)) == 3
        assert shared_phones(unit, 99) == []


def test_a_contacts_companies_are_kept_in_their_order(book) -> None:
    one, two, three = (book.add("company", name) for name in "ABC")
    anna = book.add("contact", "Anna", companies=[two, one])
    rows = "SELECT company, is_primary, position FROM contact_company WHERE contact = :id ORDER BY position"
    assert book.sql(rows, {"id": anna}) == [(two, 1, 0), (one, 0, 1)]
    with book.write() as unit:
        assert write_links(unit, "contact", anna, "company", [two, one]) is False
        assert unit.wrote is False
        assert write_links(unit, "contact", anna, "company", [three, two]) is True
    assert book.sql(rows, {"id": anna}) == [(three, 1, 0), (two, 0, 1)]
    with book.write() as unit:
        assert write_links(unit, "contact", anna, "company", [two, three]) is True
        assert write_links(unit, "contact", anna, "company", [two]) is True
        assert write_links(unit, "contact", anna, "company", []) is True
        assert write_links(unit, "contact", anna, "company", []) is False
    assert book.sql(rows, {"id": anna}) == []


def test_an_interactions_people_are_linked_at_its_instant(book) -> None:
    anna, bo = book.add("contact", "Anna"), book.add("contact", "Bo")
    talk = book.add("interaction", "Talk", contacts=[bo, anna], at="2026-11-10T10:00:00Z")
    rows = "SELECT contact, at, interaction FROM interaction_contact ORDER BY contact"
    assert book.sql(rows) == [(anna, "2026-11-10T10:00:00Z", talk), (bo, "2026-11-10T10:00:00Z", talk)]
    with book.write() as unit:
        assert write_links(unit, "interaction", talk, "contact", [anna, bo], at="2026-11-10T10:00:00Z") is False
        assert write_links(unit, "interaction", talk, "contact", [bo], at="2026-11-11T10:00:00Z") is True
    assert book.sql(rows) == [(bo, "2026-11-11T10:00:00Z", talk)]


def test_tags_are_exactly_those_given(book) -> None:
    anna, bo = book.add("contact", "Anna", tags=["vip", "Lead"]), book.add("contact", "Bo", tags=["vip"])
    with book.write() as unit:
        assert tags_of(unit, anna) == {"lead": "Lead", "vip": "vip"}
        assert list(tags_of(unit, anna)) == ["lead", "vip"]
        assert write_tags(unit, "contact", anna, {"lead": "LEAD", "vip": "vip"}) is False
        assert write_tags(unit, "contact", anna, {"vip": "vip", "hot": "Hot"}) is True
        assert write_tags(unit, "contact", anna, {"hot": "Hot"}) is True
    assert book.sql("SELECT record, noun, key, name FROM tagging ORDER BY 1, 3") == [
        (anna, "contact", "hot", "Hot"),
        (bo, "contact", "vip", "vip"),
    ]


def test_lifecycle_changes_are_numbered_from_one(book) -> None:
    anna, bo = book.add("contact", "Anna"), book.add("contact", "Bo")
    with book.write() as unit:
        assert next_lifecycle(unit, anna) == 1
        row = {"noun": "contact", "old": None, "new": "lead", "at": unit.now, "on_day": unit.day}
        unit.insert("lifecycle_change", {"record": anna, "seq": 1, **row})
        unit.insert("lifecycle_change", {"record": anna, "seq": 2, **row})
        assert next_lifecycle(unit, anna) == 3
        assert next_lifecycle(unit, bo) == 1
