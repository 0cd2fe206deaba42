"""Undo, redo and history, from the command line."""

from __future__ import annotations

ANNA, WEBSITE, QUOTE, CALL = 2, 5, 6, 7
# undo raises a record's version and never lowers it; the journal itself grows
HIDDEN = ("version", "undone_by", "undoes")


def records(crm) -> list[str]:
    """Gives every row but the journal's own."""
    return [row for row in crm.dump(without=("version",)) if row.split()[0] not in ("operation", "change", "sequence")]


def test_undo_takes_back_an_edit_to_the_last_byte(stocked) -> None:
    before = records(stocked)
    stocked(
        "contact", "edit", ANNA, "--name", "Anna Ivanova", "--tag", "x", "--phone", "+49 30 123456", "--set", "score=5"
    )
    assert records(stocked) != before
    answer = stocked("undo")
    assert (answer.code, answer.out, answer.err) == (0, "2\n", "")
    assert records(stocked) == before


def test_redo_brings_the_edit_back_to_the_last_byte(stocked) -> None:
    stocked("contact", "edit", ANNA, "--name", "Anna Ivanova", "--add-tag", "x")
    after = records(stocked)
    stocked("undo")
    assert stocked("redo").out == "2\n"
    assert records(stocked) == after


def test_undo_and_redo_alternate_for_ever(stocked) -> None:
    stocked("deal", "won", WEBSITE)
    after = records(stocked)
    for _ in range(2):
        stocked("undo")
        stocked("redo")
    assert records(stocked) == after


def test_undoing_everything_leaves_nothing(stocked) -> None:
    stocked("undo", "--steps", "8")
    assert records(stocked) == [row for row in records(stocked) if row.startswith(("currency", "meta"))]
    stocked("redo", "--steps", "8")
    assert stocked("contact", "list", "-f", "ids").ids == [8, 2, 3, 4]


def test_a_removal_with_all_that_went_along_is_undone(stocked) -> None:
    before = records(stocked)
    stocked("contact", "rm", ANNA, "--cascade")
    assert stocked("search", "anna", "-f", "ids").ids == [8]
    stocked("undo")
    assert records(stocked) == before
    assert stocked("search", "petrova", "-f", "ids").ids == [2]


def test_a_merge_is_undone_in_one_step(stocked) -> None:
    before = records(stocked)
    stocked("contact", "merge", ANNA, "8")
    assert stocked("contact", "show", "8", "--get", "name").out == "Anna Petrova\n"
    stocked("undo")
    assert records(stocked) == before


def test_undo_refuses_a_record_that_was_changed_since(stocked) -> None:
    stocked("contact", "edit", ANNA, "--title", "CEO")
    stocked("contact", "edit", ANNA, "--title", "CTO")
    before = stocked.dump()
    answer = stocked.fails(5, "undo", "9")
    assert "operation 9" in answer.err
    assert "changed since by operation 10" in answer.err
    assert stocked.dump() == before


def test_undo_is_for_ones_own_operations(stocked) -> None:
    stocked("contact", "edit", ANNA, "--title", "CEO", "--user", "boss")
    stocked("undo")
    assert stocked("contact", "show", ANNA, "--get", "title").out == "CEO\n"
    stocked.fails(1, "undo", "9")
    stocked("undo", "9", "--any")
    assert stocked("contact", "show", ANNA, "--get", "title").out == "\n"


def test_there_is_nothing_to_undo_in_a_new_database(crm) -> None:
    crm("contact", "add", "Anna")
    crm("undo")
    answer = crm.fails(1, "undo")
    assert "nothing to undo" in answer.err


def test_an_undone_id_is_not_given_again(crm) -> None:
    assert crm("contact", "add", "Anna").id == 1
    crm("undo")
    assert crm("contact", "add", "Anna").id == 2


def test_history_of_a_record_tells_each_change(stocked) -> None:
    stocked("contact", "edit", ANNA, "--title", "CEO")
    newest = stocked("history", ANNA, "-f", "json").json[0]
    assert (newest["operation"], newest["who"], newest["command"]) == (9, "tester", "contact edit 2 --title CEO")
    assert newest["changes"][0]["before"] == {"title": None}
    assert newest["changes"][0]["after"] == {"title": "CEO"}


def test_a_state_that_already_holds_makes_no_operation(stocked) -> None:
    before = stocked.dump()
    stocked("contact", "tag", ANNA, "lead")
    stocked("contact", "edit", ANNA, "--name", "Anna Petrova")
    stocked("deal", "move", WEBSITE, "lead")
    stocked("task", "reopen", QUOTE)
    assert stocked.dump() == before


def test_the_last_touch_follows_undo(stocked) -> None:
    assert stocked("contact", "show", ANNA, "--get", "last_touch_at").out == "2026-11-10T10:00:00Z\n"
    stocked("interaction", "rm", CALL)
    assert stocked("contact", "show", ANNA, "--get", "last_touch_at").out == "\n"
    stocked("undo")
    assert stocked("contact", "show", ANNA, "--get", "last_touch_at").out == "2026-11-10T10:00:00Z\n"


def test_a_journal_that_names_no_table_of_ours_is_told_of_and_nothing_is_undone(stocked) -> None:
    made = stocked("contact", "add", "Zoe Zed").id
    stocked.sql("UPDATE change SET tbl = 'nowhere' WHERE op = (SELECT max(op) FROM change)")
    told = stocked.fails(6, "undo")
    assert told.err == "tinycrm: the journal names a table 'nowhere'; tinycrm doctor\n"
    assert made in stocked("contact", "list", "-f", "ids").ids
