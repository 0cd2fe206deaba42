"""Nothing that hangs on a record is lost because something before it was there already."""

from __future__ import annotations

import pytest

from tinycrm.errors import StorageError
from tinycrm.store.attached import write_points
from tinycrm.store.encode import decode_list, decode_row
from tinycrm.store.merging import absorb

POINTS = "SELECT key, is_primary, position FROM contact_point WHERE record = :id ORDER BY position"


def test_a_contact_point_after_one_that_was_there_is_written(book) -> None:
    anna = book.add("contact", "Anna", phones=["+49"])
    with book.write() as unit:
        points = [("+49", "+49", None), ("+50", "+50", None), ("+51", "+51", None)]
        assert write_points(unit, "contact", anna, "phone", points) is True
    assert book.sql(POINTS, {"id": anna}) == [("+49", 1, 0), ("+50", 0, 1), ("+51", 0, 2)]


def test_a_contact_point_after_one_that_both_have_moves_with_a_merge(book) -> None:
    anna, twin = book.add("contact", "Anna", phones=["+49"]), book.add("contact", "Anya", phones=["+49", "+50"])
    with book.write() as unit:
        absorb(unit, "contact", anna, twin)
    assert book.sql(POINTS, {"id": anna}) == [("+49", 1, 0), ("+50", 0, 1)]
    assert book.sql(POINTS, {"id": twin}) == []


def test_the_first_company_of_the_one_that_stays_stays_first(book) -> None:
    neva, oka = book.add("company", "Neva"), book.add("company", "Oka")
    anna = book.add("contact", "Anna", companies=[neva, oka])
    twin = book.add("contact", "Anya", companies=[oka])
    with book.write() as unit:
        absorb(unit, "contact", anna, twin)
    assert book.sql("SELECT contact, company, is_primary, position FROM contact_company ORDER BY position") == [
        (anna, neva, 1, 0),
        (anna, oka, 0, 1),
    ]


def test_what_is_no_json_is_told_for_a_list_as_for_a_row() -> None:
    for decode in (decode_list, decode_row):
        with pytest.raises(StorageError) as caught:
            decode("[1, 2")
        assert caught.value.message == "the database holds '[1, 2' where JSON must stand"
        assert caught.value.hint == "tinycrm doctor"
