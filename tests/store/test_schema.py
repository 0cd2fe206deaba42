"""The schema refuses bad data by itself, whoever writes it."""

from __future__ import annotations

import sqlite3

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contact SET name = ' ' WHERE id = 2",
        "UPDATE contact SET name = NULL WHERE id = 2",
        "UPDATE contact SET cadence_days = 0 WHERE id = 2",
        "UPDATE contact SET cadence_days = 'often' WHERE id = 2",
        "UPDATE contact SET created_at = '2026-01-01' WHERE id = 2",
        "UPDATE contact SET uid = (SELECT uid FROM contact WHERE id = 3) WHERE id = 2",
        "UPDATE deal SET value_minor = 1.5 WHERE id = 5",
        "UPDATE deal SET value_minor = 9223372036854775808 WHERE id = 5",
        "UPDATE deal SET probability = 10001 WHERE id = 5",
        "UPDATE deal SET outcome = 'maybe' WHERE id = 5",
        "UPDATE deal SET outcome = 'won' WHERE id = 5",
        "UPDATE deal SET currency = 'EURO' WHERE id = 5",
        "UPDATE deal SET expected_close_on = 'soon' WHERE id = 5",
        "UPDATE task SET priority = 'urgent' WHERE id = 6",
        "UPDATE task SET status = 'done' WHERE id = 6",
        "UPDATE task SET due_time = '25h' WHERE id = 6",
        "UPDATE interaction SET kind = 'telepathy' WHERE id = 7",
        "UPDATE interaction SET minutes = -1 WHERE id = 7",
        "UPDATE company SET size = -1 WHERE id = 1",
        "UPDATE company SET parent = 1 WHERE id = 1",
        "UPDATE contact_point SET key = 'bo@li.example' WHERE key = 'anna@neva.example'",
        "UPDATE contact_point SET is_primary = 2",
        "UPDATE tagging SET key = ''",
    ],
)
def test_bad_data_is_refused_by_the_schema(stocked, statement):
    with pytest.raises((sqlite3.IntegrityError, sqlite3.OperationalError, OverflowError)):
        stocked.sql(statement)


def test_a_row_that_is_referred_to_cannot_go(stocked):
    db = sqlite3.connect(stocked.db)
    db.execute("PRAGMA foreign_keys = ON")
    try:
        with pytest.raises(sqlite3.IntegrityError), db:
            db.execute("DELETE FROM contact WHERE id = 2")
    finally:
        db.close()


def test_every_table_of_records_is_strict(stocked):
    loose = stocked.sql(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%STRICT%' AND name NOT LIKE 'doc_%'"
    )
    assert [name for (name,) in loose if not str(name).startswith("sqlite_")] == []


def test_the_file_says_whose_it_is(stocked):
    assert stocked.sql("PRAGMA application_id") == [(0x54435231,)]
    assert stocked.sql("PRAGMA user_version") == [(5,)]


def test_ids_come_from_one_sequence_and_are_never_reused(stocked):
    assert stocked("task", "add", "X").id == 9
    stocked("task", "rm", 9)
    assert stocked("contact", "add", "Y").id == 10
    assert stocked("deal", "add", "Z").id == 11


def test_uids_are_version_7(stocked):
    for row in stocked("contact", "list", "--columns", "uid").rows:
        assert row["uid"][14] == "7"
        assert row["uid"][19] in "89ab"
