"""`doctor` on what another program did to tables, indexes, triggers and the journal."""

from __future__ import annotations

import pytest

ANNA, BO = 2, 3


def _check(crm, name: str, *words: str):
    answer = crm("doctor", "-f", "json", *words, ok=False)
    (found,) = [check for check in answer.json["checks"] if check["check"] == name]
    assert answer.code == (0 if answer.json["ok"] else 1)
    return found


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DROP TABLE tagging", "the table tagging is missing"),
        ("DROP TABLE sequence", "the table sequence is missing"),
        ("DROP TABLE lifecycle_change", "the table lifecycle_change is missing"),
        ("ALTER TABLE deal RENAME COLUMN reason TO why", "the table deal has lost its column reason"),
    ],
)
def test_a_lost_table_or_column_is_wrong_and_restore_is_the_next_step(stocked, statement, told) -> None:
    stocked.sql(statement)
    found = _check(stocked, "database")
    assert found["level"] == "wrong"
    assert found["message"] == f"{stocked.db} is damaged: {told}"
    assert found["mend"] == "tinycrm restore BACKUP"


def test_commands_that_need_a_lost_table_say_that_the_database_is_damaged(stocked) -> None:
    stocked.sql("DROP TABLE tagging")
    expected = f"tinycrm: '{stocked.db}' is damaged: no such table: tagging; tinycrm doctor, then tinycrm restore\n"
    assert stocked.fails(6, "contact", "add", "Zed", "--tag", "x").err == expected
    assert stocked.fails(6, "contact", "show", ANNA).err == expected


def test_a_missing_index_is_wrong_and_made_again_by_fix(stocked) -> None:
    stocked.sql("DROP INDEX contact_name")
    found = _check(stocked, "structure")
    assert (found["level"], found["message"]) == ("wrong", "the index contact_name is missing")
    assert found["mend"] == "tinycrm doctor --fix"
    assert _check(stocked, "structure", "--fix")["message"] == "made again: contact_name"
    assert stocked.sql("SELECT sql FROM sqlite_master WHERE name = 'contact_name'") == [
        ("CREATE INDEX contact_name ON contact (name_key, id)",)
    ]
    assert stocked("doctor").code == 0


def test_a_changed_index_is_wrong_and_made_again_by_fix(stocked) -> None:
    stocked.sql("DROP INDEX contact_email")
    stocked.sql("CREATE INDEX contact_email ON contact_point (key)")
    assert _check(stocked, "structure")["message"] == "the index contact_email is not as TinyCRM makes it"
    stocked("doctor", "--fix")
    assert stocked("doctor").code == 0
    assert stocked.fails(5, "contact", "add", "Other", "--email", "bo@li.example").code == 5


def test_an_index_that_two_records_forbid_stays_missing_and_says_why(stocked) -> None:
    stocked.sql("DROP INDEX contact_email")
    stocked.sql(
        "INSERT INTO contact_point SELECT 4, 4, NULL, kind, key, typed, label, 1, 0, op FROM contact_point"
        " WHERE record = 3 AND kind = 'email'"
    )
    found = _check(stocked, "structure", "--fix")
    assert found["level"] == "wrong"
    assert "the index contact_email is missing; it cannot be made again: " in found["message"]
    assert found["mend"] == "tinycrm contact dupes"
    assert "the index contact_email is missing" in _check(stocked, "structure")["message"]


@pytest.mark.parametrize("table", ["doc", "doc_words", "doc_parts"])
def test_a_lost_search_table_is_made_again_with_all_that_is_found_by_it(stocked, table) -> None:
    stocked.sql(f"DROP TABLE {table}")
    assert _check(stocked, "structure")["message"] == f"the table {table} is missing"
    stocked("doctor", "--fix")
    assert stocked("doctor").code == 0
    assert stocked("search", "petrova", "-f", "ids").ids == [ANNA]
    assert stocked("search", "etrov", "-f", "ids").ids == [ANNA]


def test_a_trigger_of_another_program_is_wrong_and_the_command_that_drops_it_is_named(stocked) -> None:
    stocked.sql("CREATE TRIGGER spy AFTER UPDATE ON contact BEGIN DELETE FROM task; END")
    found = _check(stocked, "structure")
    assert (found["level"], found["message"]) == ("wrong", "the trigger spy is another program's")
    assert found["mend"] == f"sqlite3 '{stocked.db}' 'DROP TRIGGER \"spy\"'"
    # it is not ours to drop
    stocked("doctor", "--fix", ok=False)
    assert _check(stocked, "structure")["level"] == "wrong"


def test_a_table_or_index_of_another_program_is_a_hint(stocked) -> None:
    stocked.sql("CREATE TABLE mine (a)")
    stocked.sql("CREATE INDEX own ON contact (title)")
    found = _check(stocked, "structure")
    assert (found["level"], found["ok"]) == ("hint", True)
    assert found["message"] == "the index own is another program's, the table mine is another program's"


def test_a_table_with_a_column_more_is_wrong_and_the_rest_is_still_checked(stocked) -> None:
    stocked.sql("ALTER TABLE contact ADD COLUMN shoe_size INTEGER")
    stocked.sql("UPDATE contact SET birthday = '1990-02-29' WHERE id = 2")
    assert _check(stocked, "structure")["message"] == "the table contact is not as TinyCRM makes it"
    assert _check(stocked, "values")["level"] == "wrong"


def test_statistics_and_a_compacted_file_are_no_difference(stocked) -> None:
    stocked.sql("ANALYZE")
    found = _check(stocked, "structure")
    assert (found["level"], found["message"]) == ("ok", "every table and index is as TinyCRM makes it")


# --- the journal ---


def _edited(crm) -> None:
    crm("contact", "edit", BO, "--title", "CEO")


@pytest.mark.parametrize(
    "change",
    [
        "before = '{oops'",
        "before = '[1]'",
        "before = NULL",
        "after = 'null'",
        "after = NULL",
        "key = '{}'",
        "key = '['",
        "tbl = 'nowhere'",
        "kind = 'D', before = NULL",
    ],
)
def test_a_change_that_cannot_be_read_is_wrong_and_names_its_operation(stocked, change) -> None:
    _edited(stocked)
    stocked.sql(f"UPDATE change SET {change} WHERE op = 9")
    found = _check(stocked, "history")
    assert found["level"] == "wrong"
    assert found["message"] == (
        "changes of these operations cannot be read, so they can be neither shown nor undone: 9"
    )
    assert found["mend"] == "tinycrm doctor --fix takes those changes out of the history"


def test_fix_takes_unreadable_changes_out_and_their_operation_is_refused_by_undo(stocked) -> None:
    _edited(stocked)
    stocked.sql("UPDATE change SET before = '{oops' WHERE op = 9")
    stocked.fails(6, "history", BO)
    assert _check(stocked, "history", "--fix")["message"] == (
        "what could not be read is gone; operations that cannot be undone now: 9"
    )
    assert stocked("doctor").code == 0
    assert stocked("history", BO, "-f", "json").json[0]["operation"] == 3
    answer = stocked.fails(1, "undo")
    assert answer.err == "tinycrm: operation 9 cannot be undone: contact edit 3 --title CEO; tinycrm history\n"
    stocked("contact", "add", "Later")
    stocked("undo")


def test_an_operation_that_was_undone_and_cannot_be_read_is_not_done_again(stocked) -> None:
    _edited(stocked)
    stocked("undo")
    stocked.sql("UPDATE change SET after = '{oops' WHERE op = 9")
    stocked("doctor", "--fix")
    before = stocked.dump()
    answer = stocked.fails(1, "redo")
    assert answer.err == ("tinycrm: operation 9 cannot be done again: contact edit 3 --title CEO; tinycrm history\n")
    assert stocked.dump() == before


def test_of_many_unreadable_operations_five_are_named(stocked) -> None:
    stocked.sql("UPDATE change SET key = 'x'")
    assert _check(stocked, "history")["message"].endswith(": 1, 2, 3, 4, 5 and 3 more")
