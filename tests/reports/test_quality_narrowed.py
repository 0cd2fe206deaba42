"""Data quality of a part of the records: an owner's, a segment's, those that a filter finds."""

from __future__ import annotations

import pytest

from tinycrm.store.queries.figures import has_rows
from tinycrm.store.queries.quality import duplicates, ends, points, unsound_points, with_points, with_tags
from tinycrm.store.sqlite.connect import open_reader


@pytest.fixture
def owned(crm):
    """Ann's company and one of its people, Bo's two contacts without a company, of which one has no e-mail."""
    crm("company", "add", "Neva", "--website", "neva.example", "--owner", "ann")
    crm("contact", "add", "Анна Петрова", "--email", "anna@neva.example", "--company", "Neva", "--owner", "Ann")
    crm("contact", "add", "سارا محمدی", "--phone", "+98 21 1234567", "--owner", "bo", "--tag", "vip")
    crm("contact", "add", "Bo Li", "--email", "bo@li.example", "--phone", "+49 30 1234567", "--owner", "bo")
    return crm


def parts(crm, *words: str) -> dict[str, tuple[object, object]]:
    done = crm("report", "data-quality", "-f", "json", *words)
    assert done.code == 0, done.err
    return {row["part"]: (row["good"], row["of"]) for row in done.json["rows"]}


def test_of_all_records(owned) -> None:
    # e-mail 2 of 3, phone 2 of 3, company 1 of 3: 40 × 5/9 + 60
    assert parts(owned) == {
        "score": (82, 100), "complete": (5, 9), "unique": (4, 4), "valid": (5, 5), "fresh": (4, 4),
    }  # fmt: skip


def test_of_an_owner_whatever_the_spelling(owned) -> None:
    # Anna has an e-mail and a company, no phone: 40 × 2/3 + 60
    assert parts(owned, "--owner", "ANN") == {
        "score": (86, 100), "complete": (2, 3), "unique": (2, 2), "valid": (2, 2), "fresh": (2, 2),
    }  # fmt: skip


def test_of_a_filter_of_contacts_and_of_the_companies_they_belong_to(owned) -> None:
    found = parts(owned, "--where", "email = anna@neva.example")
    assert (found["complete"], found["unique"], found["valid"]) == ((2, 3), (2, 2), (2, 2))


def test_of_a_segment(owned) -> None:
    owned("segment", "add", "friends", "--noun", "contact", "--where", "tag = vip")
    found = parts(owned, "--segment", "friends")
    assert (found["complete"], found["unique"], found["valid"]) == ((1, 3), (1, 1), (1, 1))


def test_of_nothing_is_no_score(owned) -> None:
    assert parts(owned, "--owner", "nobody")["score"] == (None, 100)


def test_what_is_counted_of_some_is_told_apart_from_what_is_listed_of_all(owned) -> None:
    done = owned("report", "data-quality", "--owner", "bo")
    assert "1 contact of 2 has no e-mail" in done.out
    assert "the commands list what is so among all records" in done.out + done.err
    done = owned("report", "data-quality")
    assert "among all records" not in done.out + done.err


def test_the_scorecard_of_an_owner_has_the_score_of_that_owner(owned) -> None:
    done = owned("report", "data_quality", "--owner", "bo", "-f", "json")
    assert done.json["rows"][0]["good"] == parts(owned, "--owner", "bo")["score"][0] == 80


def test_the_store_counts_what_a_condition_leaves(owned) -> None:
    bo = "fold(contact.owner) = :who", {"who": "bo"}
    owned.sql("UPDATE contact_point SET typed = 'x' WHERE kind = 'email'")
    db = open_reader(str(owned.db))
    only = {"contact": bo}
    assert points(db, only) == 3
    assert points(db, {}) == 0
    assert with_points(db, "contact", bo) == {"email": 1, "phone": 2}
    assert with_tags(db, "contact", bo) == 1
    assert unsound_points(db, only) == {("contact", "email"): (1, (1, 4, 4))}
    assert unsound_points(db) == {("contact", "email"): (2, (2, 2, 4))}
    assert ends(db, "contact", "contact.id > 0", {}, bo) == [3, 4]
    db.close()


def test_duplicates_are_looked_for_among_all_and_counted_of_some(owned) -> None:
    owned.sql("UPDATE contact_point SET key = 'b' WHERE kind = 'phone'")
    owned.sql("UPDATE contact SET name_key = 'same', owner = name_key WHERE id IN (3, 4)")
    db = open_reader(str(owned.db))
    assert duplicates(db) == {"contact": (2, 3, 4), "company": (0, 0, 0)}
    assert duplicates(db, {"contact": ("contact.id = :id", {"id": 4})}) == {"contact": (1, 4, 4)}
    assert duplicates(db, {"company": ("", {})}) == {"company": (0, 0, 0)}
    db.close()


def test_rows_are_counted_no_further_than_asked(owned) -> None:
    db = open_reader(str(owned.db))
    assert has_rows(db, ("contact",), 3)
    assert not has_rows(db, ("contact",), 4)
    assert has_rows(db, ("company", "contact"), 4)
    assert not has_rows(db, ("company", "contact"), 5)
    assert has_rows(db, (), 0)
    db.close()
