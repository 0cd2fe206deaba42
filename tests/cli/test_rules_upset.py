"""Rules when records are taken back, templates and hooks are gone, and tasks make tasks."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
CHASE = "{name: chase, when: {stage: qualified, for: 7d}, then: [{task: 'Chase {{title}}'}]}"
GREET = "{name: greet, when: {no_interaction: 30d}, then: [{mail: hello, to: contact}, {tag: greeted}]}"
CALL_UP = "{name: call, when: {no_interaction: 30d}, if: tag = vip, then: [{task: 'Call {{name}}'}]}"


@pytest.fixture
def ruled(stocked):
    """Writes a rules.yaml beside the database and gives the program."""

    def write(*rules: str):
        folder = stocked.db.parent / "crm.db.d"
        folder.mkdir(mode=0o700, exist_ok=True)
        lines = "".join(f"  - {rule}\n" for rule in rules)
        (folder / "rules.yaml").write_text(f"rules:\n{lines}", encoding="utf-8")
        (folder / "config.yaml").write_text("mail: {command: 'true', from: Me <me@x.example>}\n")
        return stocked

    return write


def fired(crm, day: str, *words: str) -> dict[str, int]:
    return crm("--today", day, "run", "-f", "json", *words).json["fired"]


def titles(crm) -> list[str]:
    return sorted(row["title"] for row in crm("task", "list", "--all", "-f", "json").json)


def test_a_deal_that_comes_back_to_a_stage_after_an_undo_is_chased_there(ruled):
    crm = ruled(CHASE)
    crm("--today", "2026-11-16", "deal", "move", WEBSITE, "qualified")
    assert fired(crm, "2026-11-23") == {"chase": 1}
    crm("undo")
    crm("--today", "2026-11-25", "deal", "move", WEBSITE, "qualified")
    assert fired(crm, "2026-12-01") == {}
    assert fired(crm, "2026-12-02") == {"chase": 1}
    assert fired(crm, "2026-12-03") == {}


def test_what_was_undone_and_repeated_is_the_same_stay(ruled):
    crm = ruled(CHASE)
    crm("--today", "2026-11-16", "deal", "move", WEBSITE, "qualified")
    assert fired(crm, "2026-11-23") == {"chase": 1}
    crm("undo")
    crm("redo")
    assert fired(crm, "2026-11-24") == {}


def test_a_day_of_opening_that_is_put_right_is_no_new_stay(ruled):
    crm = ruled("{name: chase, when: {stage: lead, for: 7d}, then: [{task: 'Chase {{title}}'}]}")
    assert fired(crm, "2026-11-23") == {"chase": 1}
    crm("deal", "edit", WEBSITE, "--opened", "2026-11-01")
    assert fired(crm, "2026-11-24") == {}


@pytest.mark.parametrize("empty", ["''", "'  '", ""], ids=["quotes", "spaces", "nothing"])
def test_an_empty_value_clears_a_field(ruled, empty: str):
    crm = ruled(f"{{name: c, when: {{tagged: old}}, then: [{{set: {{birthday: {empty}, owner: {empty}}}}}]}}")
    crm("contact", "edit", ANNA, "--owner", "سارا", "--note", "n")
    crm("contact", "edit", ANNA, "--add-tag", "old")
    shown = crm("contact", "show", ANNA, "-f", "json").json
    assert (shown["birthday"], shown["owner"], shown["note"]) == (None, None, "n")


@pytest.mark.parametrize(("noun", "key"), [("contact", "name"), ("deal", "title")])
def test_a_name_is_not_cleared(ruled, noun: str, key: str):
    crm = ruled(f"{{name: c, when: {{created: {noun}}}, then: [{{set: {{{key}: ''}}}}]}}")
    assert f"a {noun} needs a {key}" in crm.fails(2, "rules", "validate").err


def test_a_template_that_cannot_be_used_is_told_once_and_nobody_is_mailed(ruled):
    crm = ruled(GREET, CALL_UP)
    folder = crm.db.parent / "crm.db.d" / "templates"
    folder.mkdir()
    (folder / "hello.md").write_text("---\nsubject: Hello\n---\nDear {{nosuch}},\n")
    told = crm("--today", "2026-12-30", "run", "-f", "json", ok=False)
    assert (told.code, told.json["fired"]) == (8, {"call": 1})
    assert [line.partition("hello.md:4: ")[2] for line in told.json["failed"]] == ["a contact has no field 'nosuch'"]
    assert len(told.err.splitlines()) == 1
    assert crm("mail", "list", "-f", "json").json == []
    (folder / "hello.md").write_text("---\nsubject: Hello\n---\nDear {{name}},\n")
    told = crm("--today", "2026-12-30", "run", "-f", "json")
    assert (told.json["fired"], told.json["mail"]["sent"]) == ({"greet": 4}, 3)


def test_what_a_hook_that_is_gone_would_be_told_waits_for_it(ruled):
    crm = ruled("{name: tell, when: {no_interaction: 30d}, if: tag = vip, then: [{hook: tell}]}")
    told = crm("--today", "2026-12-30", "run", "-f", "json", ok=False)
    assert (told.code, told.json["fired"]) == (8, {})
    assert "there is no hooks/tell" in told.json["failed"][0]
    folder = crm.db.parent / "crm.db.d" / "hooks"
    folder.mkdir(mode=0o700)
    (folder / "tell").write_text('#!/bin/sh\ncat >> "$HOME/told"\n')
    (folder / "tell").chmod(0o700)
    assert fired(crm, "2026-12-30") == {"tell": 1}
    assert '"Anna Petrova"' in (crm.home / "told").read_text()


def test_a_trial_run_tells_of_a_rule_that_cannot_be_used_and_shows_the_others(ruled):
    crm = ruled("{name: s, when: {no_interaction: 1d}, if: segment = gone, then: [{tag: x}]}", CALL_UP)
    told = crm("--today", "2026-12-30", "run", "--dry-run", "-f", "json")
    assert [(row["rule"], row["id"]) for row in told.json] == [("call", ANNA)]
    assert "rule 's': there is no segment 'gone'" in told.err
    assert "there is no segment 'gone'" in crm.fails(1, "rules", "test", "s").err


@pytest.mark.parametrize("kind", ["folder", "loop"])
def test_validate_tells_what_is_in_the_place_of_a_template(ruled, kind: str):
    crm = ruled(GREET)
    place = crm.db.parent / "crm.db.d" / "templates" / "hello.md"
    place.parent.mkdir()
    if kind == "folder":
        place.mkdir()
    else:
        place.symlink_to("hello.md")
    told = crm.fails(2, "rules", "validate").err
    assert "hello.md: not a file; it must be a text file;" in told if kind == "folder" else "symbolic links" in told


def test_a_rule_that_mails_is_not_sound_while_nobody_is_named_to_write_as(ruled):
    crm = ruled(GREET, CALL_UP)
    folder = crm.db.parent / "crm.db.d"
    (folder / "templates").mkdir()
    (folder / "templates" / "hello.md").write_text("---\nsubject: Hello\n---\nDear {{name}},\n")
    assert crm("rules", "validate").err == "3 rules, all sound\n"
    (folder / "config.yaml").unlink()
    assert "rules.yaml:2:5: rule 'greet': mail is not set up" in crm.fails(1, "rules", "validate").err
    told = crm("--today", "2026-12-30", "run", "-f", "json", ok=False)
    assert (told.code, told.json["fired"], len(told.json["failed"])) == (8, {"call": 1}, 1)
    (folder / "config.yaml").write_text("mail: {command: 'true', from: Me <me@x.example>}\n")
    assert fired(crm, "2026-12-30") == {"greet": 4}
