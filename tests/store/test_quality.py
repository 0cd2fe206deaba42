"""Counts of what records hold, asked of the store itself."""

from __future__ import annotations

import sqlite3

import pytest

from tinycrm.domain.filters import Comparison, parse_filter
from tinycrm.store.queries import quality
from tinycrm.store.queries.versions import versions
from tinycrm.store.related import related
from tinycrm.store.sqlite.connect import open_reader
from tinycrm.store.sqlite.functions import sound_cell

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


@pytest.fixture
def db(stocked):
    stocked(
        "contact", "add", "Two of each", "--email", "a@x.example", "--email", "b@x.example", "--tag", "a", "--tag", "b"
    )
    opened = open_reader(str(stocked.db))
    yield opened
    opened.close()


def test_a_record_counts_once_however_much_of_a_thing_it_has(db) -> None:
    assert quality.with_points(db, "contact") == {"email": 4, "handle": 1, "phone": 1}
    assert quality.with_points(db, "company") == {"website": 1}
    assert quality.with_tags(db, "contact") == 3
    assert quality.with_tags(db, "company") == 0
    assert quality.with_links(db, "contact", "company") == 1
    assert quality.with_links(db, "interaction", "company") == 0
    assert quality.points(db) == 8


def test_one_pass_counts_every_test(db) -> None:
    tests = ["contact.birthday IS NOT NULL", "contact.id > :least"]
    assert quality.counts(db, "contact", tests, {"least": ANNA}) == [5, 1, 4]


def test_what_matches_is_counted_with_its_first_and_last(db) -> None:
    assert quality.matching(db, "contact", "contact.id < :most", {"most": SARA}) == (2, ANNA, BO)
    assert quality.matching(db, "contact", "contact.id < 0", {}) == (0, 0, 0)


def test_sound_points_are_no_finding(db) -> None:
    assert quality.unsound_points(db) == {}
    assert quality.duplicates(db) == {"contact": (0, 0, 0), "company": (0, 0, 0)}


def test_unsound_points_are_counted_by_point_and_by_record(stocked) -> None:
    stocked("contact", "edit", BO, "--add-email", "bo2@li.example", "--phone", "+49 30 1234567")
    stocked.sql("UPDATE contact_point SET typed = 'x' WHERE record = 3 AND kind = 'email'")
    stocked.sql("UPDATE contact_point SET typed = 'y' WHERE record = 8")
    stocked.sql("UPDATE contact_point SET typed = 'z' WHERE record = 1")
    db = open_reader(str(stocked.db))
    assert quality.unsound_points(db) == {
        ("contact", "email"): (3, (2, BO, ORLOVA)),
        ("company", "website"): (1, (1, NEVA, NEVA)),
    }
    db.close()


def test_a_point_of_a_kind_that_another_program_wrote_is_no_finding_here(stocked) -> None:
    with sqlite3.connect(stocked.db) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE contact_point SET kind = 'Fax', typed = 'x' WHERE kind = 'email'")
    connection.close()
    db = open_reader(str(stocked.db))
    assert quality.unsound_points(db) == {}
    db.close()


def test_a_version_is_given_of_what_is_there(db) -> None:
    assert versions(db, "contact", [ANNA, NEVA, 999]) == {ANNA: 1}
    assert versions(db, "contact", []) == {}


@pytest.mark.parametrize(
    ("kind", "text", "sound"),
    [
        ("email", "anna@neva.example", True),
        ("email", "anna@@neva.example", False),
        ("phone", "030 123456", True),
        ("phone", "call me", False),
        ("website", "https://neva.example/", True),
        ("website", "neva", False),
        ("handle", "telegram:@anna", True),
        ("handle", "::", False),
        ("email", None, False),
    ],
)
def test_a_point_is_sound_when_our_own_rules_take_it(kind, text, sound) -> None:
    assert sound_cell(kind, text) is sound


def test_only_known_names_lead_to_a_record() -> None:
    assert related("contact", "contacts") == ""
    assert related("task", "deals") == ""
    assert related("contact", "open_interactions") == ""
    assert related("contact", " Open-Tasks ") == related("contact", "open_tasks") != ""


def test_is_invalid_is_an_operator_and_invalid_a_word() -> None:
    test = parse_filter("email IS INVALID")
    assert isinstance(test, Comparison)
    assert (test.field, test.operator, test.values) == ("email", "invalid", ())
    test = parse_filter("note = is invalid")
    assert isinstance(test, Comparison)
    assert (test.operator, test.values) == ("=", ("is invalid",))
