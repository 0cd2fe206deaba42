"""Sequences: steps on their days, each once, in order; over with an answer, a win, a stop or the record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "automation.md"
NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
COURSE = """\
steps:
  - after: 0d
    then: [{task: "Greet {{name}}", due: +1d}]
  - after: 3d
    name: tips
    then: [{tag: tipped}, {task: "Ask {{name}}"}]
  - after: 1 week
    then: [{log: note, text: "The end of {{name}}"}]
"""
CONFIG = "mail: {command: 'true', from: Me <me@x.example>}\n"


@pytest.fixture
def taught(stocked):
    """Writes sequences and templates beside the database: name → text; gives the program."""

    def write(templates: dict[str, str] | None = None, **sequences: str):
        folder = stocked.db.parent / "crm.db.d"
        for name in ("sequences", "templates"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / "config.yaml").write_text(CONFIG)
        for name, text in sequences.items():
            (folder / "sequences" / f"{name}.yaml").write_text(text, encoding="utf-8")
        for name, text in (templates or {}).items():
            (folder / "templates" / f"{name}.md").write_text(text, encoding="utf-8")
        return stocked

    return write


def ran(crm, day: str) -> list[str]:
    """Runs on a day; gives the steps that were done, as "course:1 2" of the step and how often."""
    fired = crm("--today", day, "run", "-f", "json").json["fired"]
    return [f"{name.removeprefix('sequence:')} {count}" for name, count in fired.items()]


def states(crm, name: str = "course") -> dict[int, str]:
    rows = crm("sequence", "show", name, "--all", "-f", "json").json["records"]
    return {row["id"]: row["state"] for row in rows}


def titles(crm) -> list[str]:
    return sorted(row["title"] for row in crm("task", "list", "--all", "-f", "json").json)


# --- steps ---


def test_each_step_is_done_on_its_day_and_once(taught):
    crm = taught(course=COURSE)
    crm("sequence", "start", "course", ANNA, SARA)
    assert titles(crm) == ["Send quote"]
    assert ran(crm, "2026-11-16") == ["course:1 2"]
    assert ran(crm, "2026-11-16") == []
    assert ran(crm, "2026-11-18") == []
    assert ran(crm, "2026-11-19") == ["course:tips 2"]
    assert ran(crm, "2026-11-23") == ["course:3 2"]
    assert ran(crm, "2026-11-24") == []
    assert titles(crm) == ["Ask Anna Petrova", "Ask سارا محمدی", "Greet Anna Petrova", "Greet سارا محمدی", "Send quote"]
    assert states(crm) == {ANNA: "finished", SARA: "finished"}


def test_missed_steps_are_made_up_for_in_order(taught):
    crm = taught(course=COURSE)
    crm("sequence", "start", "course", ANNA)
    assert ran(crm, "2026-12-24") == ["course:1 1", "course:tips 1", "course:3 1"]


def test_a_clock_that_was_set_back_does_nothing_again(taught):
    crm = taught(course=COURSE)
    crm("sequence", "start", "course", ANNA)
    ran(crm, "2026-11-19")
    assert ran(crm, "2026-11-16") == []
    assert ran(crm, "2026-11-01") == []


MAILS = """\
steps:
  - {after: 0d, then: [{mail: hi, to: contact}]}
  - {after: 1d, then: [{mail: hi, to: me}]}
  - {after: 2d, then: [{mail: hi, to: contact}]}
"""
HI = {"hi": "---\nsubject: Hi {{name}}\n---\nHi\n"}


def whats(crm) -> list[tuple[str, str]]:
    rows = crm("mail", "list", "-f", "json").json
    return sorted((row["what"], row["recipient"]) for row in rows)


def test_a_person_has_one_mail_a_day_from_all_sequences_together(taught):
    crm = taught(HI, first=MAILS, second=MAILS)
    crm("sequence", "start", "first", ANNA)
    crm("sequence", "start", "second", ANNA)
    assert ran(crm, "2026-12-01") == ["first:1 1", "first:2 1"]
    assert ran(crm, "2026-12-01") == []
    assert ran(crm, "2026-12-02") == ["first:3 1"]
    assert ran(crm, "2026-12-03") == ["second:1 1", "second:2 1"]
    assert ran(crm, "2026-12-04") == ["second:3 1"]
    assert whats(crm) == [
        ("sequence first 1", "anna@neva.example"),
        ("sequence first 2", "me@x.example"),
        ("sequence first 3", "anna@neva.example"),
        ("sequence second 1", "anna@neva.example"),
        ("sequence second 2", "me@x.example"),
        ("sequence second 3", "anna@neva.example"),
    ]
    sent = [row["summary"] for row in crm("interaction", "list", "-f", "json").json if row["direction"] == "out"]
    assert sent == ["Hi Anna Petrova"] * 4


def test_a_dry_run_lists_the_steps_that_are_due_and_changes_not_one_byte(taught):
    crm = taught(HI, first=MAILS)
    crm("sequence", "start", "first", ANNA)
    before = crm.db.read_bytes()
    rows = crm("--today", "2026-12-01", "run", "--dry-run", "-f", "json").json
    assert [(row["rule"], row["id"], row["when"], row["then"]) for row in rows] == [
        ("sequence:first:1", ANNA, "day 0 of first", "mail hi to contact"),
        ("sequence:first:2", ANNA, "day 1 of first", "mail hi to me"),
    ]
    assert crm.db.read_bytes() == before
    crm("log", "email", "anna petrova", "Thanks", "--direction", "in")
    assert crm("--today", "2026-12-01", "run", "--dry-run", "-f", "json").json == []


def test_two_runs_at_once_do_each_step_once(taught):
    crm = taught(HI, course=COURSE, first=MAILS)
    crm("sequence", "start", "course", ANNA, BO, SARA, ORLOVA)
    crm("sequence", "start", "first", ANNA, BO, ORLOVA)
    started = [crm.start("--today", "2026-11-16", "run", "-f", "json") for _ in range(4)]
    answers = [crm.finish(process) for process in started]
    assert [answer.code for answer in answers] == [0] * 4
    assert sum(answer.json["fired"].get("sequence:course:1", 0) for answer in answers) == 4
    assert sum(answer.json["fired"].get("sequence:first:1", 0) for answer in answers) == 3
    assert len(whats(crm)) == 3
    assert len(titles(crm)) == 5


def test_a_step_that_is_refused_holds_up_its_record_and_no_other(taught):
    crm = taught(course="steps:\n  - {after: 0d, then: [{tag: x}, {set: {birthday: '{{title}}'}}]}\n")
    crm("contact", "edit", ANNA, "--title", "nonsense")
    crm("contact", "edit", BO, "--title", "1990-01-02")
    crm("sequence", "start", "course", ANNA, BO)
    told = crm("run", "-f", "json", ok=False)
    assert (told.code, told.json["fired"]) == (8, {"sequence:course:1": 1})
    assert "sequence 'course', step 1, contact 2: " in told.err
    assert crm("contact", "list", "--tag", "x", "-f", "ids").ids == [BO]
    crm("contact", "edit", ANNA, "--title", "1990-01-03")
    assert ran(crm, "2026-11-16") == ["course:1 1"]


def test_a_step_is_the_programs_own_operation_and_what_was_taken_back_stays_so(taught):
    crm = taught(course=COURSE)
    crm("sequence", "start", "course", ANNA)
    ran(crm, "2026-11-16")
    step = crm("history", "-f", "json").json[0]
    assert (step["who"], step["command"]) == ("tinycrm", "run: sequence:course:1")
    crm("undo", step["operation"])
    assert titles(crm) == ["Send quote"]
    assert ran(crm, "2026-11-16") == []


def test_rules_answer_what_a_step_does(taught):
    crm = taught(course=COURSE)
    rules = crm.db.parent / "crm.db.d" / "rules.yaml"
    rules.write_text("rules:\n  - {name: r, when: {tagged: tipped}, then: [{tag: answered}]}\n")
    crm("sequence", "start", "course", ANNA)
    ran(crm, "2026-11-19")
    assert crm("contact", "list", "--tag", "answered", "-f", "ids").ids == [ANNA]


# --- starting and stopping ---


def test_starting_again_changes_nothing_and_anew_only_when_asked_for(taught):
    crm = taught(course=COURSE)
    crm("sequence", "start", "course", ANNA)
    before = crm.dump()
    again = crm("sequence", "start", "course", ANNA)
    assert (again.out, again.err) == ("2\n", "course: already under way for 1 contact\n")
    assert crm.dump() == before
    ran(crm, "2026-12-24")
    past = crm("sequence", "start", "course", "--where", "name = 'Anna Petrova'")
    assert past.err == "course: went through it before for 1 contact; --again starts it anew\n"
    assert ran(crm, "2026-12-25") == []
    crm("--today", "2026-12-25", "sequence", "start", "course", ANNA, "--again")
    assert ran(crm, "2026-12-25") == ["course:1 1"]


def test_undo_of_a_start_stops_it_and_undo_of_a_stop_lets_it_go_on(taught):
    crm = taught(course=COURSE)
    crm("sequence", "start", "course", ANNA, SARA)
    crm("sequence", "stop", "course", ANNA, "--reason", "met in person")
    assert states(crm) == {ANNA: "met in person", SARA: "under way"}
    crm("undo")
    assert states(crm) == {ANNA: "under way", SARA: "under way"}
    crm("undo")
    assert states(crm) == {}
    assert ran(crm, "2026-12-24") == []


def test_a_dry_run_of_start_and_stop_changes_not_one_byte(taught):
    crm = taught(course=COURSE)
    crm("sequence", "start", "course", ANNA)
    before = crm.db.read_bytes()
    crm("sequence", "start", "course", SARA, "--dry-run")
    crm("sequence", "stop", "course", ANNA, "--dry-run")
    assert crm.db.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "stops"),
    [
        (("log", "email", "anna petrova", "Thanks", "--direction", "in"), True),
        (("log", "email", "anna petrova", "Thanks", "--direction", "out"), False),
        (("log", "call", "anna petrova", "Called"), False),
        (("log", "email", "bo li", "Thanks", "--direction", "in"), False),
        (("log", "email", "anna petrova", "Of old", "--direction", "in", "--at", "2026-11-15"), False),
        (("deal", "won", "5"), True),
        (("deal", "lost", "5", "--reason", "price"), False),
        (("contact", "edit", "2", "--title", "CEO"), False),
    ],
)
def test_an_answer_or_a_win_after_the_start_ends_a_sequence(taught, words: tuple[str, ...], stops: bool):
    crm = taught(course=COURSE)
    crm("sequence", "start", "course", ANNA)
    crm(*words)
    expected = [] if stops else ["course:1 1"]
    assert ran(crm, "2026-11-16") == expected
    word = "won" if words[0] == "deal" else "reply"
    assert states(crm) == {ANNA: word if stops else "under way"}


def test_a_win_that_is_noted_late_ends_a_sequence_and_a_renamed_stage_does_not(taught):
    crm = taught(course=COURSE)
    crm("--today", "2026-11-18", "sequence", "start", "course", ANNA)
    crm("--today", "2026-11-18", "deal", "won", WEBSITE, "--on", "2026-11-17")
    assert ran(crm, "2026-11-18") == []
    assert states(crm) == {ANNA: "won"}
    crm("--today", "2026-11-18", "sequence", "start", "course", ANNA, "--again")
    # as pipeline rename-stage does
    crm.sql("UPDATE stage_stay SET stage = 'gained', op = 1000 WHERE left_at IS NULL")
    assert ran(crm, "2026-11-18") == ["course:1 1"]


def test_what_was_won_and_answered_before_the_start_ends_nothing(taught):
    crm = taught(course=COURSE)
    crm("log", "email", "anna petrova", "Thanks", "--direction", "in")
    crm("deal", "won", WEBSITE)
    crm("sequence", "start", "course", ANNA)
    crm("deal", "edit", WEBSITE, "--value", "5000 EUR")
    assert ran(crm, "2026-11-16") == ["course:1 1"]


def test_a_sequence_of_deals_ends_as_its_file_says(taught):
    crm = taught(course="of: deal\nstop_on: [lost]\n" + COURSE.replace("{{name}}", "{{title}}"))
    crm("sequence", "start", "course", WEBSITE)
    crm("log", "email", "anna petrova", "Thanks", "--direction", "in")
    assert ran(crm, "2026-11-16") == ["course:1 1"]
    crm("deal", "lost", WEBSITE, "--reason", "price")
    assert ran(crm, "2026-11-19") == []
    assert states(crm) == {WEBSITE: "lost"}


def test_a_removed_record_takes_its_sequences_along_and_undo_brings_them_back(taught):
    crm = taught(course=COURSE)
    crm("sequence", "start", "course", SARA)
    crm("contact", "rm", SARA)
    assert ran(crm, "2026-11-16") == []
    assert states(crm) == {}
    crm("undo")
    assert ran(crm, "2026-11-16") == ["course:1 1"]


def test_merged_people_go_through_a_sequence_once(taught):
    crm = taught(course=COURSE)
    crm("sequence", "start", "course", ORLOVA, BO)
    ran(crm, "2026-11-16")
    crm("contact", "merge", ANNA, ORLOVA)
    crm("contact", "merge", ANNA, BO)
    assert states(crm)[ANNA] in ("under way", "merged")
    assert ran(crm, "2026-11-16") == []
    assert ran(crm, "2026-11-19") == ["course:tips 1"]


# --- files ---


def test_a_sequence_whose_file_is_gone_or_broken_is_told_of_and_holds_no_other_up(taught):
    crm = taught(course=COURSE, other=COURSE, third=COURSE)
    for name in ("course", "other", "third"):
        crm("sequence", "start", name, ANNA)
    folder = crm.db.parent / "crm.db.d" / "sequences"
    (folder / "course.yaml").unlink()
    (folder / "other.yaml").write_text("steps: 4\n")
    told = crm("run", "-f", "json", ok=False)
    assert (told.code, told.json["fired"]) == (8, {"sequence:third:1": 1})
    assert "sequence 'course' is under way, and its file is gone (tinycrm sequence stop course --all)" in told.err
    assert "other.yaml:1:8: " in told.err
    crm("sequence", "stop", "course", "--all")
    rows = {row["name"]: (row["running"], row["problem"]) for row in crm("sequence", "list", "-f", "json").json}
    assert rows["third"] == (1, None)
    assert "course" not in rows
    assert rows["other"][0] == 1
    assert "other.yaml:1:8: " in rows["other"][1]


def test_validate_and_start_refuse_templates_that_are_missing_or_ask_for_unknown_fields(taught):
    crm = taught({"hi": "---\nsubject: x\n---\n{{valu}}\n"}, course=MAILS, other=MAILS.replace("hi", "none"))
    told = crm.fails(2, "sequence", "validate", "course")
    assert "hi.md:4: a contact has no field 'valu'" in told.err
    assert "step 1: there is no template 'none'" in crm.fails(2, "sequence", "validate", "other").err
    crm.fails(2, "sequence", "start", "course", str(ANNA))
    assert states(crm) == {}


def test_unknown_names_are_told_with_those_there_are(taught):
    crm = taught(course=COURSE)
    assert "there are: course" in crm.fails(3, "sequence", "show", "nope").err
    assert "did you mean course?" in crm.fails(3, "sequence", "start", "cours", str(ANNA)).err
    crm.fails(2, "sequence", "show", "../course")
    crm.fails(3, "sequence", "start", "course", "nobody")
    crm.fails(2, "sequence", "stop", "course", "--all", str(ANNA))
    crm.fails(2, "sequence", "start", "course")


def test_many_records_come_from_stdin_and_filters(taught):
    crm = taught(course=COURSE)
    assert crm("sequence", "start", "course", "-", input=f"{BO}\nسارا\n").ids == [BO, SARA]
    crm("sequence", "start", "course", "--where", "tag = lead")
    assert states(crm) == {ANNA: "under way", BO: "under way", SARA: "under way"}
    crm("sequence", "stop", "course", "--where", "tag = lead")
    assert states(crm) == {ANNA: "stopped", BO: "stopped", SARA: "under way"}


def test_the_template_and_the_sequence_of_the_page_are_sound_and_do_what_it_says(taught):
    page = PAGE.read_text(encoding="utf-8")
    [template] = re.findall(r"^```\n(---\nsubject.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    [course] = re.findall(r"^```yaml\n(# sequences/onboarding.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    crm = taught({"offer": template, "welcome": HI["hi"]}, onboarding=course)
    assert crm("sequence", "validate").err == "1 sequence, all sound\n"
    shown = crm("template", "show", "offer", "--for", f"deal:{WEBSITE}", "-f", "json").json
    assert shown["subject"] == "Your offer, Anna Petrova"
    assert shown["text"] == (
        "Dear Anna Petrova,\n\nthe offer Website for Neva over 4,800 EUR stands until 31 December 2026.\n\nMe\n"
    )
    crm("sequence", "start", "onboarding", ANNA)
    # the 16th is a Monday
    assert ran(crm, "2026-11-18") == ["onboarding:1 1"]
    assert ran(crm, "2026-11-19") == ["onboarding:call 1"]
    assert ran(crm, "2026-11-30") == ["onboarding:3 1"]
