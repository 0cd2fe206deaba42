"""The note of a task, from the first word to the last export."""

from __future__ import annotations

import json

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
LONG = "clause 4, “payment”\nсрок — یک هفته\tsoon"


def note_of(crm, id):
    return crm("task", "show", id, "-f", "json").json["note"]


def test_a_note_is_kept_as_it_was_written(stocked):
    id = stocked("task", "add", "Read", "--note", LONG).id
    assert note_of(stocked, id) == LONG
    assert stocked("task", "show", id, "--get", "note").out == LONG + "\n"
    assert note_of(stocked, QUOTE) is None


def test_a_note_is_shown_line_by_line_and_lists_leave_it_out_unless_asked(stocked):
    id = stocked("task", "add", "Read", "--note", "one\ntwo", "--due", "2026-11-17").id
    page = stocked("task", "show", id, "-f", "table").lines
    place = next(at for at, line in enumerate(page) if line.startswith("Note"))
    assert [page[place].split(), page[place + 1].strip()] == [["Note", "one"], "two"]
    assert "note" not in stocked("task", "list").lines[0].split("\t")
    rows = stocked("task", "list", "--where", "note ~ two", "--columns", "id,note").rows
    assert rows == [{"id": str(id), "note": "one\\ntwo"}]
    assert stocked("task", "list", "--where", "note is empty", "-f", "ids").ids == [QUOTE]


def test_a_note_is_changed_cleared_and_brought_back_by_undo(stocked):
    stocked("task", "edit", QUOTE, "--note", "first")
    stocked("task", "edit", QUOTE, "--note", "second")
    assert note_of(stocked, QUOTE) == "second"
    stocked("task", "edit", QUOTE, "--clear", "note")
    assert note_of(stocked, QUOTE) is None
    stocked("undo")
    assert note_of(stocked, QUOTE) == "second"
    stocked("undo")
    assert note_of(stocked, QUOTE) == "first"
    stocked("redo")
    assert note_of(stocked, QUOTE) == "second"
    stocked("task", "rm", QUOTE)
    stocked("undo")
    assert note_of(stocked, QUOTE) == "second"


@pytest.mark.parametrize(
    ("text", "says"), [("a\x1b[2J", "note holds a control character U+001B"), ("\u202ea", "U+202E")]
)
def test_a_note_that_could_steer_a_terminal_is_refused(stocked, text, says):
    assert says in stocked.fails(2, "task", "add", "X", "--note", text).err
    assert says in stocked.fails(2, "task", "edit", QUOTE, "--note", text).err


def test_search_finds_a_task_by_its_note_and_no_longer_when_it_changed(stocked):
    id = stocked("task", "add", "Read", "--note", "über die Kündigungsfrist").id
    assert [row["id"] for row in stocked("search", "kundigungsfrist").rows] == [str(id)]
    assert [row["name"] for row in stocked("search", "frist", "--noun", "task").rows] == ["Read"]
    stocked("task", "edit", id, "--note", "done with it")
    assert stocked("search", "kundigungsfrist").rows == []
    assert stocked("doctor").code == 0


def test_a_note_does_not_make_a_task_answer_to_its_words(stocked):
    stocked("task", "add", "Read", "--note", "Send quote to Bo")
    assert stocked("task", "done", "send quote").id == QUOTE
    assert "kundigung" in stocked.fails(3, "task", "show", "kundigung").err


def test_the_next_of_a_repeating_task_has_the_note_and_the_first_keeps_it(stocked):
    id = stocked("task", "add", "Invoice", "--due", "2026-11-16", "--repeat", "weekly", "--note", "one a project").id
    (following,) = stocked("task", "done", id, "-f", "json").json["also"]
    assert (note_of(stocked, following["id"]), note_of(stocked, id)) == ("one a project", "one a project")


def test_many_tasks_get_a_note_at_once_and_one_undo_takes_it_back(stocked):
    other = stocked("task", "add", "Read", "--note", "own").id
    stocked("task", "edit", "--where", "status = open", "--note", "by Friday")
    assert (note_of(stocked, QUOTE), note_of(stocked, other)) == ("by Friday", "by Friday")
    stocked("undo")
    assert (note_of(stocked, QUOTE), note_of(stocked, other)) == (None, "own")


def test_log_next_makes_a_task_without_a_note(stocked):
    stocked("log", "call", ANNA, "talked", "--next", "Send it", "--due", "fri")
    assert note_of(stocked, stocked("task", "list", "--where", "title = 'Send it'", "-f", "ids").ids[0]) is None


@pytest.mark.parametrize("format", ["csv", "json", "ndjson", "ics"])
def test_an_export_takes_the_note_along_and_an_import_brings_it_back(stocked, tmp_path, format):
    id = stocked("task", "add", "Read", "--note", LONG, "--deal", "website", "--contact", "bo").id
    uid = stocked("task", "show", id, "--get", "uid").out.strip()
    file = tmp_path / f"tasks.{format}"
    stocked("export", "tasks", "-f", format, "--output", str(file))
    people, deals = tmp_path / "contacts.csv", tmp_path / "deals.csv"
    stocked("export", "contacts", "--output", str(people))
    stocked("export", "deals", "--output", str(deals))
    other = {"TINYCRM_DB": str(tmp_path / "other.db")}
    stocked("import", str(people), str(deals), env=other)
    stocked("import", str(file), env=other)
    (again,) = [row for row in stocked("export", "tasks", "-f", "json", env=other).json if row["uid"] == uid]
    assert again["note"] == LONG
    counts = stocked("import", str(file), "-f", "json", env=other).json
    assert (counts["new"], counts["changed"], counts["different"], counts["same"]) == (0, 0, 0, 2)


def test_a_whole_export_restores_notes_and_one_from_before_them_still_comes_in(stocked, tmp_path):
    stocked("task", "edit", QUOTE, "--note", LONG)
    whole = stocked("export").json
    before = {**whole, "tasks": [{key: row[key] for key in row if key != "note"} for row in whole["tasks"]]}
    for name, document, note in (("new", whole, LONG), ("old", before, None)):
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps(document))
        env = {"TINYCRM_DB": str(tmp_path / f"{name}.db")}
        stocked("import", str(file), env=env)
        assert stocked("task", "show", QUOTE, "-f", "json", env=env).json["note"] == note


def test_a_calendar_that_changed_the_description_changes_the_note_and_not_the_links(stocked):
    stocked("task", "edit", QUOTE, "--note", "clause 4")
    calendar = stocked("export", "tasks", "-f", "ics").out
    assert "DESCRIPTION:clause 4\\n\\nTinyCRM · Contact: Anna Petrova\r\n" in calendar
    stocked("import", "-", "--update", input=calendar.replace("clause 4", "clause 5"))
    task = stocked("task", "show", QUOTE, "-f", "json").json
    assert (task["note"], task["contact"]["id"]) == ("clause 5", ANNA)


@pytest.mark.parametrize("header", ["note", "Notes", "Comment", "Comments", "Description", "Body", "Task description"])
def test_columns_that_people_call_otherwise_are_the_note(crm, tmp_path, header):
    file = tmp_path / "tasks.csv"
    file.write_text(f"Subject,Due date,{header}\nCall Bo,2026-12-01,about the roof\n")
    more = ("--map", f"{header}=note") if header == "Task description" else ()
    crm("import", str(file), *more)
    assert crm("task", "list", "--columns", "title,note").rows == [{"title": "Call Bo", "note": "about the roof"}]


def test_comments_beside_deals_do_not_make_them_tasks(crm, tmp_path):
    file = tmp_path / "rows.csv"
    file.write_text("Opportunity,Contact,Amount,Comments\nRoof,Bo,100 EUR,slates\n")
    answer = crm("import", str(file), "--dry-run")
    assert answer.err.startswith("Would import deals: 1 new")


def test_markup_in_a_note_of_ours_is_what_a_person_wrote(stocked, tmp_path):
    stocked("task", "edit", QUOTE, "--note", "<p>not <b>HTML</b></p>")
    stocked("contact", "edit", ANNA, "--note", "<div>a</div>")
    for noun in ("contacts", "deals", "tasks"):
        stocked("export", noun, "--output", str(tmp_path / f"{noun}.csv"))
    env = {"TINYCRM_DB": str(tmp_path / "other.db")}
    stocked("import", *(str(tmp_path / f"{noun}.csv") for noun in ("contacts", "deals", "tasks")), env=env)
    assert stocked("task", "show", "Send quote", "--get", "note", env=env).out == "<p>not <b>HTML</b></p>\n"
    assert stocked("contact", "show", "anna petrova", "--get", "note", env=env).out == "<div>a</div>\n"


# system → file, header and row; the note is "slates" and, where it has two texts, "tiles"
_SYSTEMS = {
    "salesforce": (
        "Task.csv",
        "Id,WhoId,WhatId,Subject,ActivityDate,Status,Priority,OwnerId,Description,IsDeleted,AccountId,IsClosed",
        "00T1,,,Call Bo,2026-12-01,Not Started,Normal,,slates,0,,0",
    ),
    "hubspot": (
        "tasks.csv",
        "Record ID,Task Title,Task Status,Due date,Priority,Task notes,Task Type",
        "9,Call Bo,NOT_STARTED,2026-12-01 10:00,NONE,<p>slates</p>,TODO",
    ),
    "zoho": (
        "Tasks.csv",
        "Record Id,Task Owner.id,Task Owner,Subject,Due Date,Status,Priority,Description,Closed Time,Created Time",
        "zcrm_1,zcrm_2,Sam,Call Bo,2026-12-01,Not Started,High,slates,,2026-01-01 09:00:00",
    ),
    "pipedrive": (
        "activities.csv",
        "ID,Subject,Type,Due date,Due time,Done,Note,Public description,Assigned to user",
        "31,Call Bo,Call,2026-12-01,15:00,To do,slates,tiles,Sam",
    ),
    "suitecrm": (
        "Tasks.csv",
        "ID,Subject,Due Date,Status,Priority,Parent Type,Parent ID,Contact ID,Description,Date Created,Assigned to",
        "s1,Call Bo,2026-12-01 10:00,Not Started,High,,,,slates,2026-01-01 09:00,Sam",
    ),
    "dynamics365": (
        "Tasks.csv",
        "(Do Not Modify) Task,(Do Not Modify) Row Checksum,Subject,Due Date,Activity Status,Priority,Description",
        "T-1,x,Call Bo,2026-12-01,Open,Normal,slates",
    ),
    "insightly": (
        "tasks.csv",
        "Record ID,Task Name,Due Date,Status,Priority,Details,Percent Complete",
        "5,Call Bo,2026-12-01,Open,2,slates,0",
    ),
}


@pytest.mark.parametrize("system", _SYSTEMS)
def test_the_description_of_a_task_of_another_system_is_its_note(crm, tmp_path, system):
    name, header, row = _SYSTEMS[system]
    (tmp_path / name).write_text(f"{header}\n{row}\n")
    answer = crm("import", str(tmp_path / name), "--from", system)
    assert "no place here" not in answer.err
    (task,) = crm("task", "list", "-f", "json").json
    assert (task["title"], task["due_on"]) == ("Call Bo", "2026-12-01")
    assert task["note"] == ("slates\n\ntiles" if system == "pipedrive" else "slates")
