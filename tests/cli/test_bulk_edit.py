"""One edit of many records: a plan and a question for a person, all or nothing for a script, one undo."""

from __future__ import annotations

import json

import pytest

pexpect = pytest.importorskip("pexpect")

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
EVERYBODY = ("contact", "edit", "--where", "id > 0")


def titles(crm) -> dict[int, str | None]:
    return {row["id"]: row["title"] for row in crm("contact", "list", "-f", "json").json}


def versions(crm) -> dict[int, int]:
    return dict(crm.sql("SELECT id, version FROM contact"))  # type: ignore[arg-type]


def operations(crm) -> int:
    return int(crm.sql("SELECT count(*) FROM operation")[0][0])  # type: ignore[call-overload]


def at_terminal(crm, *words: str | int, **environ: str):
    """Starts a command at a terminal without a cursor, where questions are plain lines."""
    python, *rest = crm.command(*words)
    env = crm.environment({"TERM": "dumb", **environ})
    return pexpect.spawn(
        python, [str(word) for word in rest], env=env, encoding="utf-8", timeout=30, dimensions=(24, 200)
    )


def ended(child) -> tuple[int, str]:
    child.expect(pexpect.EOF)
    child.close()
    assert "Traceback" not in child.before
    return child.exitstatus, child.before


# --- in a script ---


def test_a_script_changes_all_in_one_operation_that_one_undo_takes_back(stocked) -> None:
    before, count = stocked.dump(without=("version", "op", "seq")), operations(stocked)
    answer = stocked(*EVERYBODY, "--title", "CTO", "--add-tag", "new", "--set", "seats=4", "--lifecycle", "lead")
    assert sorted(answer.ids) == [ANNA, BO, SARA, ORLOVA]
    assert set(titles(stocked).values()) == {"CTO"}
    assert operations(stocked) == count + 1
    stocked("undo")
    after = stocked.dump(without=("version", "op", "seq"))
    journal = ("operation ", "change ", "doc_")
    assert [row for row in after if not row.startswith(journal)] == [
        row for row in before if not row.startswith(journal)
    ]


def test_every_noun_with_edit_takes_a_filter(stocked) -> None:
    stocked("task", "add", "Call", "--contact", BO)
    stocked("deal", "add", "Shop")
    stocked("company", "add", "Oak")
    stocked("log", "call", BO, "Hi")
    for noun, words in (
        ("company", ("--industry", "retail")),
        ("deal", ("--close", "2026-12-24", "--add-tag", "hot")),
        ("task", ("--priority", "low", "--clear", "due")),
        ("interaction", ("--minutes", "5", "--outcome", "ok")),
    ):
        rows = stocked(noun, "edit", "--where", "id > 0", *words, "-f", "json").json
        assert len(rows) == 2
        field, value = {
            "company": ("industry", "retail"),
            "deal": ("expected_close_on", "2026-12-24"),
            "task": ("due_on", None),
            "interaction": ("minutes", 5),
        }[noun]
        assert {row[field] for row in rows} == {value}


def test_json_is_an_array_also_of_one_and_of_none(stocked) -> None:
    rows = stocked("contact", "edit", "--where", "tag = lead", "--title", "CTO", "-f", "json").json
    assert [(row["id"], row["title"]) for row in rows] == [(ANNA, "CTO"), (BO, "CTO")]
    assert [
        row["id"] for row in stocked("contact", "edit", "--where", "id = 3", "--title", "x", "-f", "json").json
    ] == [BO]
    assert stocked("contact", "edit", "--where", "tag = nobody", "--title", "x", "-f", "json").json == []
    lines = stocked("contact", "edit", "--where", "tag = lead", "--title", "y", "-f", "ndjson").lines
    assert [json.loads(line)["id"] for line in lines] == [ANNA, BO]


def test_very_many_records_are_answered_whole_and_in_order(crm) -> None:
    crm("batch", input="\n".join(f"contact add P{number}" for number in range(1003)), env={"TINYCRM_FORMAT": "ids"})
    everybody = list(range(1, 1004))
    rows = crm(*EVERYBODY, "--title", "CTO", "-f", "json").json
    assert sorted(row["id"] for row in rows) == everybody
    assert [row["id"] for row in rows] == [int(row["name"][1:]) + 1 for row in rows]
    assert {(row["title"], tuple(row["also"])) for row in rows} == {("CTO", ())}
    assert sorted(int(row["id"]) for row in crm(*EVERYBODY, "--title", "x", "-f", "tsv").rows) == everybody
    assert len(crm("undo").ids) == 1003


def test_a_filter_that_finds_nobody_is_exit_0_with_a_note(stocked) -> None:
    before = stocked.dump()
    answer = stocked("contact", "edit", "--where", "tag = nobody", "--title", "x")
    assert (answer.out, answer.err) == ("", "no contact to change\n")
    assert stocked("contact", "edit", "--where", "tag = nobody", "--title", "x", "-q").err == ""
    assert stocked("contact", "tag", "--where", "tag = nobody", "x", "-f", "json").json == []
    assert stocked("contact", "edit", "-", "--title", "x", input="").err == "no contact to change\n"
    assert stocked.dump() == before


def test_what_holds_it_already_is_not_written(stocked) -> None:
    stocked("contact", "edit", BO, "--title", "CTO")
    before = versions(stocked)
    answer = stocked(*EVERYBODY, "--title", "CTO", "-f", "table")
    assert answer.out == "Changed 3 of 4 contacts\n"
    after = versions(stocked)
    assert after[BO] == before[BO]
    assert all(after[id] > before[id] for id in (ANNA, SARA, ORLOVA))
    count = operations(stocked)
    assert stocked(*EVERYBODY, "--title", "CTO", "-f", "table").out == "Nothing to change in 4 contacts\n"
    assert operations(stocked) == count


# --- what is refused ---


def test_one_email_for_several_contacts_is_refused(stocked) -> None:
    before = stocked.dump()
    for option in ("--email", "--add-email"):
        refused = stocked.fails(5, *EVERYBODY, option, "same@x.example")
        assert "'same@x.example' cannot be an e-mail of 4 contacts" in refused.err
    assert "cannot be an e-mail of 4 contacts" in stocked.fails(5, *EVERYBODY, "--set", "email=same@x.example").err
    error = stocked(*EVERYBODY, "--email", "same@x.example", "-f", "json", ok=False).error
    assert (error["code"], error["exit_code"]) == ("duplicate", 5)
    assert stocked.dump() == before


def test_an_email_can_be_cleared_from_all(stocked) -> None:
    stocked(*EVERYBODY, "--clear", "email")
    assert stocked("contact", "list", "--where", "email is not empty", "-f", "ids").ids == []


def test_a_value_that_is_none_is_refused_without_naming_a_record(stocked) -> None:
    refused = stocked.fails(2, *EVERYBODY, "--birthday", "31 feb")
    assert "31 feb" in refused.err
    assert "contact" not in refused.err
    assert "no field 'colour'" in stocked.fails(2, *EVERYBODY, "--clear", "colour").err


def test_what_one_record_cannot_take_changes_nothing_and_names_it(stocked) -> None:
    oak = stocked("company", "add", "Oak").id
    before = stocked.dump()
    refused = stocked.fails(1, "company", "edit", "--where", "id > 0", "--industry", "x", "--parent", oak)
    assert refused.err.startswith(f"tinycrm: company {oak} would be its own parent")
    assert stocked.dump() == before
    yen = stocked("deal", "add", "Fish", "--value", "100.50 EUR").id
    before = stocked.dump()
    refused = stocked.fails(1, "deal", "edit", "--where", "id > 0", "--currency", "JPY")
    assert f"deal {yen} Fish: " in refused.err
    assert stocked.dump() == before


def test_an_unknown_reference_in_an_edit_of_many_is_exit_3(stocked) -> None:
    before = stocked.dump()
    assert "no company matches 'Nobody'" in stocked.fails(3, *EVERYBODY, "--company", "Nobody").err
    stocked(*EVERYBODY, "--company", "Nobody", "--create")
    assert stocked("company", "list", "--where", "name = nobody", "-f", "json").json[0]["name"] == "Nobody"
    stocked("undo")
    ours = [row for row in stocked.dump(without=("version", "op")) if row.startswith(("company ", "contact_company "))]
    assert len(ours) == len([row for row in before if row.startswith(("company ", "contact_company "))])


# --- remarks ---


def test_remarks_about_single_records_are_few_and_say_whose(stocked) -> None:
    for number in range(6):
        stocked("contact", "add", f"P{number}", "--tag", "old")
    answer = stocked("contact", "edit", "--where", "tag = old", "--tag", "new")
    lines = answer.err.splitlines()
    assert [line.partition(": ")[2] for line in lines[:3]] == ["replaced the tags old (--add-… keeps them)"] * 3
    assert lines[0].startswith("contact 9: ")
    assert lines[3:] == ["… and 3 more remarks of the kind"]


# --- a trial run ---


def test_a_dry_run_shows_the_plan_and_changes_not_one_byte(stocked) -> None:
    stocked("contact", "edit", BO, "--title", "CTO")
    before = stocked.db.read_bytes()
    answer = stocked(*EVERYBODY, "--title", "CTO", "--rm-tag", "vip", "--dry-run")
    assert answer.out == ""
    assert answer.err.splitlines() == [
        "1 of 4 are so already",
        "  2 Anna Petrova  Title: - → CTO; Tags: lead;vip → lead",
        "  4 سارا محمدی  Title: - → CTO",
        "  8 Anna Orlova  Title: - → CTO",
        "contact 3: it had no tags 'vip'",
        "contact 4: it had no tags 'vip'",
        "contact 8: it had no tags 'vip'",
        "Would change 3 of 4 contacts",
    ]
    assert stocked(*EVERYBODY, "--title", "CTO", "--dry-run", "-f", "json").json == []
    assert stocked.db.read_bytes() == before


def test_a_dry_run_creates_no_company_and_refuses_what_the_edit_would(stocked) -> None:
    before = stocked.dump()
    assert "Would change 4 of 4" in stocked(*EVERYBODY, "--company", "Oak", "--create", "--dry-run").err
    stocked.fails(5, *EVERYBODY, "--email", "same@x.example", "--dry-run")
    stocked.fails(2, *EVERYBODY, "--birthday", "31 feb", "--dry-run")
    assert stocked.dump() == before


def test_custom_fields_and_contact_points_are_told_once_in_the_plan(stocked) -> None:
    answer = stocked(
        "contact", "edit", "--where", "tag = lead", "--set", "seats=4", "--phone", "+49 30 1234567", "--dry-run"
    )
    assert "  2 Anna Petrova  Phones: +7 921 123-45-67 → +49 30 1234567; Seats: - → 4" in answer.err.splitlines()


def test_days_in_the_plan_are_in_the_calendar_of_the_settings(stocked) -> None:
    stocked("init")
    stocked("config", "set", "calendar", "jalali")
    stocked("contact", "edit", ANNA, "--birthday", "1369/01/12")
    answer = stocked("contact", "edit", "--where", "tag = lead", "--birthday", "1369/01/13", "--dry-run")
    assert answer.err.splitlines() == [
        "  2 Anna Petrova  Birthday: 1369/01/12 → 1369/01/13",
        "  3 Bo Li  Birthday: - → 1369/01/13",
        "Would change 2 of 2 contacts",
    ]


def test_a_dry_run_of_a_filter_shows_what_it_found_also_when_that_is_one(stocked) -> None:
    answer = stocked("contact", "edit", "--where", "id = 3", "--title", "CTO", "--dry-run")
    assert answer.err == "  3 Bo Li  Title: - → CTO\nWould change 1 of 1 contact\n"


# --- at a terminal ---


def test_a_person_sees_the_plan_and_agrees(stocked) -> None:
    child = at_terminal(stocked, *EVERYBODY, "--title", "CTO")
    child.expect_exact("Change 4 contacts? (y/N) ")
    plan = child.before.replace("\r", "").splitlines()
    assert plan == [
        "  2 Anna Petrova  Title: - → CTO",
        "  3 Bo Li  Title: - → CTO",
        "  4 سارا محمدی  Title: - → CTO",
        "  … and 1 more",
    ]
    child.sendline("y")
    code, screen = ended(child)
    assert code == 0
    assert "Changed 4 of 4 contacts" in screen
    assert set(titles(stocked).values()) == {"CTO"}


def test_a_person_who_says_no_has_changed_nothing(stocked) -> None:
    before = stocked.dump()
    for answer in ("n", ""):
        child = at_terminal(stocked, *EVERYBODY, "--title", "CTO", "--company", "New one", "--create")
        child.expect_exact("Change 4 contacts? (y/N) ")
        child.sendline(answer)
        assert ended(child)[0] == 130
    assert stocked.dump() == before


def test_what_was_created_for_the_plan_is_created_once(stocked) -> None:
    child = at_terminal(stocked, *EVERYBODY, "--company", "Oak", "--create")
    child.expect_exact("Change 4 contacts? (y/N) ")
    child.sendline("y")
    assert ended(child)[0] == 0
    assert len(stocked("company", "list", "--where", "name = oak", "-f", "ids").ids) == 1
    assert len(stocked("contact", "list", "--company", "oak", "-f", "ids").ids) == 4


def test_a_record_changed_while_the_plan_was_read_is_a_conflict(stocked) -> None:
    child = at_terminal(stocked, *EVERYBODY, "--title", "CTO")
    child.expect_exact("Change 4 contacts? (y/N) ")
    stocked("contact", "edit", SARA, "--note", "somebody else was here")
    child.sendline("y")
    code, screen = ended(child)
    assert code == 5
    assert "contact 4 was changed meanwhile; nothing was changed" in screen
    assert set(titles(stocked).values()) == {None}


def test_a_record_removed_while_the_plan_was_read_is_a_conflict(stocked) -> None:
    child = at_terminal(stocked, *EVERYBODY, "--title", "CTO")
    child.expect_exact("Change 4 contacts? (y/N) ")
    stocked("contact", "rm", SARA)
    child.sendline("y")
    code, screen = ended(child)
    assert code == 5
    assert "contact 4 was removed meanwhile" in screen


@pytest.mark.parametrize("words", [("--yes",), ("--no-input",)])
def test_nobody_is_asked_who_does_not_want_to_be(stocked, words) -> None:
    code, screen = ended(at_terminal(stocked, *EVERYBODY, "--title", "CTO", *words))
    assert (code, screen.replace("\r", "")) == (0, "Changed 4 of 4 contacts\n")


def test_one_record_and_nothing_to_change_need_no_question(stocked) -> None:
    code, screen = ended(at_terminal(stocked, "contact", "edit", "--where", "id = 3", "--title", "CTO"))
    assert (code, screen.replace("\r", "")) == (0, "Changed contact 3 Bo Li\n")
    stocked(*EVERYBODY, "--title", "CTO")
    code, screen = ended(at_terminal(stocked, *EVERYBODY, "--title", "CTO"))
    assert (code, screen.replace("\r", "")) == (0, "Nothing to change in 4 contacts\n")


def test_what_would_be_refused_is_refused_before_the_question(stocked) -> None:
    code, screen = ended(at_terminal(stocked, *EVERYBODY, "--birthday", "31 feb"))
    assert code == 2
    assert "Change" not in screen
