"""What is looked after in a database: damage is named, index and marks are mended, its last times are known."""

from __future__ import annotations

import sqlite3

import pytest

from tinycrm.errors import Conflict
from tinycrm.store.sqlite import maintenance


def _behind_its_back(book, *statements: str) -> None:
    """Another program writes into the file, which knows none of our rules."""
    db = sqlite3.connect(book.path, isolation_level=None)
    for statement in statements:
        db.execute(statement)
    db.close()


def _row(book, table: str, **columns) -> None:
    """A row that another program wrote, with links that lead nowhere."""
    names = ", ".join(columns)
    values = ", ".join(repr(value) for value in columns.values())
    _behind_its_back(book, f"INSERT INTO {table} ({names}) VALUES ({values})")


# --- the file ---


def test_a_sound_file_has_nothing_wrong(book) -> None:
    assert maintenance.integrity(book.store.db) == []
    book.add("contact", "Anna", tags=["vip"])
    assert maintenance.integrity(book.store.db) == []
    assert maintenance.broken_link(book.store.db) == ""


def test_what_sqlite_finds_is_told_and_not_that_the_rest_is_well(book) -> None:
    book.add("task", "Quote")
    _behind_its_back(book, "PRAGMA ignore_check_constraints = ON", "UPDATE task SET priority = 'urgent'")
    assert maintenance.integrity(book.store.db) == ["CHECK constraint failed in task"]


def test_at_most_twenty_things_are_told(book) -> None:
    for number in range(25):
        book.add("task", f"T{number}")
    _behind_its_back(book, "PRAGMA ignore_check_constraints = ON", "UPDATE task SET priority = 'urgent'")
    assert maintenance.integrity(book.store.db) == ["CHECK constraint failed in task"] * 20


def test_every_link_that_leads_nowhere_is_told(book) -> None:
    anna = book.add("contact", "Anna")
    book.add("task", "Quote", contact=anna)
    _row(book, "contact_company", contact=anna, company=99, is_primary=1, position=0, op=1)
    _behind_its_back(book, "UPDATE task SET deal = 77")
    assert sorted(maintenance.integrity(book.store.db)) == [
        "contact_company None refers to a company that is not there",
        "task 2 refers to a deal that is not there",
    ]


@pytest.mark.parametrize("noun", ["company", "contact", "deal", "interaction", "task"])
def test_an_id_that_would_be_given_out_twice_is_told(book, noun: str) -> None:
    book.add(noun, "One", id=40)
    _behind_its_back(book, "UPDATE sequence SET next = 40")
    assert maintenance.integrity(book.store.db) == ["the next id would be 40, and 40 is given out"]
    _behind_its_back(book, "UPDATE sequence SET next = 41")
    assert maintenance.integrity(book.store.db) == []


def test_a_lost_number_of_the_next_id_is_told_even_in_an_empty_database(book) -> None:
    _behind_its_back(book, "DELETE FROM sequence")
    assert maintenance.integrity(book.store.db) == ["the next id would be 0, and 0 is given out"]


# --- the first link that leads nowhere, in words ---


def _broken(book, table: str, **columns) -> str:
    _row(book, table, **columns)
    return maintenance.broken_link(book.store.db)


def test_a_link_names_the_record_it_belongs_to_and_what_is_not_there(book) -> None:
    first, second = book.add("company", "Neva"), book.add("company", "Oka")
    anna, bo = book.add("contact", "Anna"), book.add("contact", "Bo")
    book.add("contact", "Cid", companies=[first, second])
    link = {"is_primary": 1, "position": 0, "op": 1}
    assert _broken(book, "contact_company", contact=bo, company=98, **link) == (
        f"record {bo} needs company 98, which would not be there"
    )
    _behind_its_back(book, "DELETE FROM contact_company WHERE company = 98")
    assert _broken(book, "contact_company", contact=97, company=first, **link) == (
        "record 97 needs contact 97, which would not be there"
    )
    _behind_its_back(book, "DELETE FROM contact_company WHERE contact = 97")
    assert _broken(book, "relation", contact=anna, other=96, kind="boss", op=1) == (
        f"record {anna} needs contact 96, which would not be there"
    )
    _behind_its_back(book, "DELETE FROM relation")
    # a company's parent is a company, though its column has another name
    _behind_its_back(book, f"UPDATE company SET parent = 95 WHERE id = {second}")
    assert maintenance.broken_link(book.store.db) == f"record {second} needs company 95, which would not be there"


def test_a_link_of_a_record_without_the_others_is_the_one_that_is_named(book) -> None:
    anna = book.add("contact", "Anna")
    for title in ("With a contact", "With none"):
        book.add("task", title, contact=anna if title == "With a contact" else None)
    _behind_its_back(book, f"UPDATE task SET deal = 60 WHERE contact = {anna}")
    assert maintenance.broken_link(book.store.db) == "record 2 needs deal 60, which would not be there"


def test_a_row_of_another_programs_table_is_named_by_its_id(book) -> None:
    _behind_its_back(book, "CREATE TABLE extra (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES contact (id))")
    assert _broken(book, "extra", id=31, owner=30) == "record 31 needs contact 30, which would not be there"


def test_a_commit_that_would_break_a_link_says_which(book) -> None:
    anna = book.add("contact", "Anna")
    row = {"contact": anna, "company": 41, "role": None, "is_primary": 1, "position": 0}
    with pytest.raises(Conflict) as caught, book.write() as unit:
        unit.insert("contact_company", row)
    assert caught.value.message == f"nothing was changed: record {anna} needs company 41, which would not be there"


# --- the search index and the marks ---


@pytest.fixture
def people(book):
    """ANNA 1, BO 2, CID 3, found by their names."""
    for name in ("Anna", "Bo", "Cid"):
        book.add("contact", name)
    return book


def test_records_whose_text_in_the_index_is_another_are_given_once_and_in_order(people) -> None:
    assert maintenance.index_differences(people.store.db) == []
    with people.write() as unit:
        # the text of the one, the words of the other, both of the third
        unit.db.run("DELETE FROM doc WHERE id = 3")
        unit.db.run("DELETE FROM doc_words_docsize WHERE id = 2")
        unit.db.run("DELETE FROM doc_parts_docsize WHERE id IN (1, 2)")
        unit.wrote = True
    assert maintenance.index_differences(people.store.db) == [1, 2, 3]
    with people.write() as unit:
        maintenance.rebuild_index(unit)
        unit.wrote = True
    assert maintenance.index_differences(people.store.db) == []


@pytest.mark.parametrize("index", ["doc_words", "doc_parts"])
def test_a_record_that_one_of_the_two_indexes_has_lost_is_found_out(people, index: str) -> None:
    with people.write() as unit:
        unit.db.run(f"DELETE FROM {index}_docsize WHERE id = 2")
        unit.wrote = True
    assert maintenance.index_differences(people.store.db) == [2]


def test_wrong_marks_are_counted_and_mended(book) -> None:
    neva = book.add("company", "Neva")
    anna = book.add("contact", "Anna", companies=[neva])
    book.add("interaction", "Call", contacts=[anna], direction="in")
    assert maintenance.mark_differences(book.store.db) == 0
    with book.write() as unit:
        unit.db.run("UPDATE contact SET last_in_at = NULL")
        unit.db.run("UPDATE company SET last_touch_at = '2020-01-01T00:00:00Z'")
        unit.wrote = True
    assert maintenance.mark_differences(book.store.db) == 2
    assert book.column("SELECT last_in_at FROM contact") == [None]
    with book.write() as unit:
        maintenance.recompute_marks(unit)
        unit.wrote = True
    assert maintenance.mark_differences(book.store.db) == 0
    assert book.column("SELECT last_in_at FROM contact") == ["2026-11-16T09:30:00Z"]
    assert book.column("SELECT last_touch_at FROM company") == ["2026-11-16T09:30:00Z"]


# --- what is known of it ---


def test_the_stages_in_which_deals_stand_are_counted(book) -> None:
    assert maintenance.stages_in_use(book.store.db) == []
    for pipeline, stage in (("sales", "lead"), ("sales", "proposal"), ("o'hare", "first"), ("sales", "lead")):
        book.add("deal", "D", pipeline=pipeline, stage=stage)
    assert maintenance.stages_in_use(book.store.db) == [
        ("o'hare", "first", 1),
        ("sales", "lead", 2),
        ("sales", "proposal", 1),
    ]


def test_the_last_backup_is_known_by_its_instant_and_its_path(book) -> None:
    assert maintenance.last_backup(book.store.db) == ("", "")
    _row(book, "meta", key="last_backup", value="2026-11-15T08:00:00Z /home/ann/my backups/crm.db")
    assert maintenance.last_backup(book.store.db) == ("2026-11-15T08:00:00Z", "/home/ann/my backups/crm.db")


def test_the_last_change_is_that_of_the_newest_operation(book) -> None:
    assert maintenance.last_change(book.store.db) == ""
    book.add("contact", "Anna")
    assert maintenance.last_change(book.store.db) == "2026-11-16T09:30:00Z"
    _row(book, "operation", who="ann", at="2020-01-01T00:00:00Z", command="older clock")
    assert maintenance.last_change(book.store.db) == "2020-01-01T00:00:00Z"


def test_the_header_of_a_file_says_whether_it_has_a_log(book, tmp_path) -> None:
    assert maintenance.has_log(str(book.path)) is True
    plain = tmp_path / "plain.db"
    db = sqlite3.connect(plain)
    db.execute("CREATE TABLE t (n)")
    db.commit()
    db.close()
    assert maintenance.has_log(str(plain)) is False
    head = plain.read_bytes()[:18]
    for versions, log in ((b"\x02\x02", True), (b"\x01\x02", False), (b"\x02\x01", False), (b"", False)):
        (tmp_path / "head").write_bytes(head + versions)
        assert maintenance.has_log(str(tmp_path / "head")) is log
