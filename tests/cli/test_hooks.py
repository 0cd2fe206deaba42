"""Programs in hooks/: asked before a change, told after it."""

from __future__ import annotations

import json
import sys

from tests.conftest import SOURCE

from tinycrm.cli.registry import COMMANDS
from tinycrm.domain.hook import hook_names

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
# a line of JSON a call
KEEP = "cat >> LOG"


def told(crm) -> list[dict]:
    """What the hooks got on stdin, a call a line."""
    path = crm.home / "log"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def verbs(crm) -> list[tuple[str, str, int]]:
    return [(row["noun"], row["verb"], row["id"]) for call in told(crm) for row in call["records"]]


def test_a_hook_after_a_change_gets_the_records_before_and_after_as_show_gives_them(hooked):
    crm = hooked({"post-contact-edit": KEEP})
    before = crm("contact", "show", BO, "-f", "json").json
    crm("contact", "edit", BO, "--title", "CEO")
    (call,) = told(crm)
    (record,) = call["records"]
    assert (record["noun"], record["verb"], record["id"]) == ("contact", "edit", BO)
    assert record["before"] == before
    assert record["after"] == crm("contact", "show", BO, "-f", "json").json
    assert (record["action"], record["changed"]) == ("edited", {"title": {"before": None, "after": "CEO"}})
    assert (call["hook"], call["noun"], call["verb"]) == ("post-contact-edit", "contact", "edit")
    assert (call["user"], call["command"], call["undoes"], call["dry_run"]) == (
        "tester",
        f"contact edit {BO} --title CEO",
        None,
        False,
    )
    assert call["operation"] == crm("history", "-f", "json").json[0]["operation"]


def test_the_cursor_that_a_hook_gets_is_the_one_before_its_operation(hooked):
    crm = hooked({"post-contact-edit": KEEP})
    crm("contact", "edit", BO, "--title", "CEO")
    rows = crm("changes", "--since", told(crm)[0]["since"], "-f", "json").json
    assert [(row["id"], row["operation"]) for row in rows] == [(BO, told(crm)[0]["operation"])]


def test_a_hook_before_a_change_that_fails_refuses_it_with_its_own_words(hooked):
    crm = hooked({"pre-deal-won": "cat >> LOG; echo 'no contract yet' >&2; exit 1"})
    before = crm.dump()
    answer = crm.fails(1, "deal", "won", WEBSITE)
    assert "hook 'pre-deal-won': no contract yet" in answer.err
    assert crm.dump() == before
    (record,) = told(crm)[0]["records"]
    assert (record["before"]["outcome"], record["after"]["outcome"]) == ("open", "won")
    assert "operation" not in told(crm)[0]


def test_a_hook_before_a_change_that_ends_well_lets_it_be_done_once(hooked):
    crm = hooked({"pre-contact-add": KEEP})
    made = crm("contact", "add", "Анна Каренина")
    assert made.err == ""
    assert crm("contact", "show", made.id, "--get", "name").out == "Анна Каренина\n"
    assert len(told(crm)) == 1
    assert len(crm("contact", "list", "-f", "ids").ids) == 5


def test_what_a_hook_says_although_it_agrees_is_a_note(hooked):
    crm = hooked({"pre-contact-add": "echo 'below the list price' >&2", "post-contact-add": "echo told >&2"})
    assert crm("contact", "add", "Zoe").err == "pre-contact-add: below the list price\npost-contact-add: told\n"


def test_what_a_hook_prints_is_no_data(hooked):
    crm = hooked({"pre-contact-add": "echo 99", "post-contact-add": "echo 98"})
    assert crm("contact", "add", "Zoe").out == "9\n"


def test_a_hook_after_a_change_that_fails_is_told_of_and_takes_nothing_back(hooked):
    crm = hooked({"post-contact-add": "echo 'no network' >&2; exit 3"})
    answer = crm("contact", "add", "Zoe")
    expected = "hook 'post-contact-add': it ended with exit code 3: no network (what was written stays)\n"
    assert (answer.code, answer.out, answer.err) == (0, "9\n", expected)
    assert crm("contact", "show", 9, "--get", "name").out == "Zoe\n"


def test_the_verb_is_what_happened_whichever_command_did_it(hooked):
    crm = hooked({"post-any": KEEP})
    crm("deal", "edit", WEBSITE, "--stage", "proposal")
    crm("deal", "move", WEBSITE, "won")
    crm("deal", "reopen", WEBSITE)
    crm("contact", "tag", BO, "vip")
    crm("contact", "untag", BO, "lead")
    crm("task", "done", QUOTE)
    crm("task", "reopen", QUOTE)
    crm("task", "snooze", QUOTE, "+1d")
    crm("log", "call", "bo li", "Hello")
    crm("contact", "rm", SARA)
    happened = [step for step in verbs(crm) if step[0] in ("deal", "task", "interaction") or step[2] in (BO, SARA)]
    assert happened == [
        ("deal", "move", WEBSITE),
        ("deal", "won", WEBSITE),
        ("deal", "reopen", WEBSITE),
        ("contact", "tag", BO),
        ("contact", "untag", BO),
        ("task", "done", QUOTE),
        ("task", "reopen", QUOTE),
        ("task", "snooze", QUOTE),
        ("interaction", "add", 9),
        ("contact", "rm", SARA),
    ]


def test_a_merge_tells_of_both_records(hooked):
    crm = hooked({"post-contact-merge": KEEP})
    crm("contact", "merge", ANNA, ORLOVA)
    (call,) = told(crm)
    assert [(row["id"], row["after"] is None) for row in call["records"]] == [(ANNA, False), (ORLOVA, True)]


def test_what_else_a_command_changes_has_its_own_hooks(hooked):
    crm = hooked({"post-task-add": KEEP, "pre-company-add": "echo 'no new companies' >&2; exit 1"})
    crm("log", "call", "bo li", "Hello", "--next", "Call again", "--due", "+1d")
    assert verbs(crm) == [("task", "add", 10)]
    refused = crm.fails(1, "contact", "add", "Zoe", "--company", "Nova", "--create")
    assert "no new companies" in refused.err
    assert "Zoe" not in crm("contact", "list").out


def test_hooks_see_undo_and_redo_and_may_refuse_them(hooked):
    crm = hooked({"post-any": KEEP})
    made = crm("contact", "add", "Zoe").id
    crm("undo")
    crm("redo")
    assert verbs(crm) == [("contact", verb, made) for verb in ("add", "rm", "add")]
    first, second, third = told(crm)
    assert (first["undoes"], second["undoes"], third["undoes"]) == (None, first["operation"], second["operation"])
    hooked({"pre-contact-rm": "echo 'nobody goes' >&2; exit 1"})
    assert "nobody goes" in crm.fails(1, "undo").err
    assert "Zoe" in crm("contact", "list").out


def test_a_command_on_many_records_asks_once_with_all_of_them(hooked):
    crm = hooked({"pre-contact-tag": "cat >> LOG", "post-contact-tag": "cat >> LOG"})
    crm("contact", "tag", "-", "news", input=f"{ANNA}\n{BO}\n{SARA}\n")
    assert [[row["id"] for row in call["records"]] for call in told(crm)] == [[ANNA, BO, SARA]] * 2
    assert [call["hook"] for call in told(crm)] == ["pre-contact-tag", "post-contact-tag"]


def test_a_change_that_changes_nothing_runs_no_hook(hooked):
    crm = hooked({"post-any": KEEP, "pre-any": KEEP})
    crm("contact", "tag", BO, "lead")
    crm("contact", "list")
    assert told(crm) == []


def test_a_trial_asks_the_hooks_before_and_tells_none_after(hooked):
    crm = hooked({"pre-contact-rm": "cat >> LOG; echo no >&2; exit 1", "post-contact-rm": KEEP})
    before = crm.dump()
    assert "hook 'pre-contact-rm': no" in crm.fails(1, "contact", "rm", BO, "--dry-run").err
    assert [call["dry_run"] for call in told(crm)] == [True]
    assert crm.dump() == before


def test_what_was_changed_while_the_hook_thought_is_a_conflict(hooked):
    # the hook itself is the other who writes
    crm = hooked({})
    call = " ".join(str(word) for word in crm.command("contact", "edit", BO, "--title", "CTO"))
    hooked({"pre-contact-edit": f"PYTHONPATH={crm.env['PYTHONPATH']} {call} >/dev/null"})
    answer = crm.fails(5, "contact", "edit", BO, "--title", "CEO")
    assert "changed meanwhile" in answer.err
    assert crm("contact", "show", BO, "--get", "title").out == "CTO\n"


def test_a_hook_may_call_the_program_and_runs_no_hooks_by_that(hooked):
    crm = hooked({})
    call = " ".join(str(word) for word in crm.command("contact", "add", "Again"))
    hooked({"post-contact-add": f"cat >> LOG; PYTHONPATH={crm.env['PYTHONPATH']} {call} >&2"})
    crm("contact", "add", "Zoe")
    assert len(told(crm)) == 1
    assert [row["name"] for row in crm("contact", "list", "--sort", "id", "-f", "json").json][-2:] == ["Zoe", "Again"]


def test_every_line_of_a_batch_is_asked_for_and_one_refusal_stops_no_other(hooked):
    crm = hooked({"pre-contact-add": "grep -q Bad && { echo never >&2; exit 1; }; exit 0", "post-any": KEEP})
    answer = crm("batch", input="contact add One\ncontact add Bad\ncontact add Two\n", ok=False)
    assert (answer.code, answer.out) == (8, "9\n10\n")
    assert "line 2: hook 'pre-contact-add': never" in answer.err
    assert verbs(crm) == [("contact", "add", 9), ("contact", "add", 10)]


def test_all_or_nothing_is_asked_for_once_and_answers_once(hooked):
    crm = hooked({"pre-any": KEEP, "post-any": KEEP})
    answer = crm("batch", "--atomic", input="contact add One\ntask add Two --contact One\n")
    assert answer.out == "9\n10\n"
    assert verbs(crm) == [("contact", "add", 9), ("task", "add", 10)] * 2


def test_the_first_write_of_all_can_be_refused_and_leaves_no_file(crm):
    folder = crm.home / "settings"
    (folder / "hooks").mkdir(parents=True)
    for path in (folder, folder / "hooks"):
        path.chmod(0o700)
    hook = folder / "hooks" / "pre-contact-add"
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o700)
    crm.env["TINYCRM_CONFIG"] = str(folder)
    assert "it ended with exit code 1" in crm.fails(1, "contact", "add", "Zoe").err
    assert not crm.db.exists()
    hook.write_text("#!/bin/sh\nexit 0\n")
    assert crm("contact", "add", "Zoe").out == "1\n"


def test_an_import_tells_numbers_once_and_asks_nobody(hooked, tmp_path):
    crm = hooked({"pre-any": "exit 1", "post-contact-import": KEEP, "post-contact-add": KEEP})
    (tmp_path / "people.csv").write_text("Name,E-mail\nZoe,zoe@x.example\nMia,mia@x.example\n")
    crm("import", tmp_path / "people.csv")
    (call,) = told(crm)
    assert (call["added"], call["edited"], call["removed"], call["records"]) == (2, 0, 0, [])
    changed = crm("changes", "--since", call["since"], "-f", "json").json
    assert [row["name"] for row in changed] == ["Zoe", "Mia"]


def test_what_a_rule_does_is_asked_for_with_the_rest(hooked):
    crm = hooked({"pre-task-add": "echo 'no tasks' >&2; exit 1"})
    rules = crm.db.parent / "crm.db.d" / "rules.yaml"
    rules.write_text("rules:\n  - {name: hello, when: {created: contact}, then: [{task: 'Greet {{name}}'}]}\n")
    assert "no tasks" in crm.fails(1, "contact", "add", "Zoe").err


def test_a_rule_runs_a_program_with_its_record_after_the_change(hooked):
    crm = hooked({"notify": "cat >> LOG"})
    rules = crm.db.parent / "crm.db.d" / "rules.yaml"
    rules.write_text("rules:\n  - {name: hello, when: {created: contact}, then: [{hook: notify}]}\n")
    crm("rules", "validate")
    crm("contact", "add", "Zoe")
    (call,) = told(crm)
    assert (call["rule"], call["noun"], call["record"]["name"]) == ("hello", "contact", "Zoe")


def test_what_a_hook_writes_is_by_the_user_of_the_command(hooked):
    crm = hooked({"post-contact-add": f"PYTHONPATH={SOURCE} exec {sys.executable} -m tinycrm task add Greet"})
    crm("contact", "add", "Zoe", "--user", "eva")
    assert crm.sql("SELECT who FROM operation ORDER BY id DESC LIMIT 2") == [("eva",), ("eva",)]
    assert "Greet" in crm("task", "list").out


def test_inside_a_hook_a_rule_runs_no_program_either(hooked):
    crm = hooked({"notify": "cat >> LOG"})
    rules = crm.db.parent / "crm.db.d" / "rules.yaml"
    rules.write_text("rules:\n  - {name: hello, when: {created: contact}, then: [{hook: notify}]}\n")
    assert crm("contact", "add", "Zoe", env={"TINYCRM_HOOK": "1"}).code == 0
    assert told(crm) == []


def test_a_program_of_a_rule_that_may_not_run_is_told_by_validate_and_by_the_change(hooked):
    crm = hooked({"notify": "exit 0"}, mode=0o777)
    rules = crm.db.parent / "crm.db.d" / "rules.yaml"
    rules.write_text("rules:\n  - {name: hello, when: {created: contact}, then: [{hook: notify}]}\n")
    assert "chmod go-w" in crm.fails(1, "rules", "validate").err
    answer = crm("contact", "add", "Zoe")
    assert "can be changed by other users" in answer.err
    assert answer.out == "9\n"


def test_a_dry_run_of_what_may_be_done_says_what_would_be_done(hooked):
    crm = hooked({"pre-any": KEEP, "post-any": "exit 1"})
    before = crm.dump()
    assert "Would remove contact" in crm("contact", "rm", BO, "--dry-run").err
    assert crm.dump() == before
    assert [call["hook"] for call in told(crm)] == ["pre-any"]


def test_the_own_hook_of_a_change_comes_before_that_of_any(hooked):
    crm = hooked({"pre-any": KEEP, "pre-task-add": KEEP})
    crm("task", "add", "Call")
    assert [call["hook"] for call in told(crm)] == ["pre-task-add", "pre-any"]


def test_several_steps_of_undo_are_told_together_with_each_record_once(hooked):
    crm = hooked({})
    crm("contact", "edit", BO, "--title", "CTO")
    crm("contact", "edit", BO, "--title", "CEO")
    hooked({"pre-contact-edit": KEEP})
    crm("undo", "--steps", "2")
    (call,) = told(crm)
    assert [(row["before"]["title"], row["after"]["title"]) for row in call["records"]] == [("CEO", None)]


def test_what_an_undo_does_has_the_verb_of_what_it_does(hooked):
    crm = hooked({"post-any": KEEP})
    crm("task", "done", QUOTE)
    crm("undo")
    crm("contact", "tag", BO, "vip")
    crm("undo")
    crm("deal", "won", WEBSITE)
    crm("undo")
    happened = [verb for noun, verb, id in verbs(crm) if id in (QUOTE, BO, WEBSITE)]
    assert happened == ["done", "reopen", "tag", "untag", "won", "reopen"]


def test_what_changes_only_in_what_hangs_on_a_record_is_an_edit_of_it(hooked):
    crm = hooked({"post-any": KEEP})
    crm("contact", "edit", BO, "--add-phone", "+7 921 111-22-33")
    crm("contact", "relate", ANNA, "colleague", BO)
    assert verbs(crm) == [("contact", "edit", BO), ("contact", "relate", ANNA)]
    (record,) = told(crm)[1]["records"]
    related = {"id": BO, "name": "Bo Li", "kind": "colleague"}
    assert record["changed"] == {"relations": {"before": [], "after": [related]}}


def test_the_list_of_hooks_says_which_run_and_what_keeps_the_others(hooked):
    crm = hooked({"post-any": KEEP, "pre-deal-wom": KEEP, "notify": KEEP, "pre-deal-lost.off": KEEP})
    hooked({"post-deal-won": KEEP}, mode=0o600)
    rows = crm("hooks", "list", "-f", "json").json
    assert [(row["name"], row["runs"]) for row in rows] == [
        ("post-any", True),
        ("post-deal-won", False),
        ("pre-deal-wom", False),
    ]
    assert "chmod u+x" in rows[1]["problem"]
    assert "did you mean pre-deal-won?" in rows[2]["problem"]
    answer = crm("doctor", ok=False)
    assert answer.code == 1
    assert "chmod u+x" in answer.out
    assert "did you mean pre-deal-won?" in answer.out


def test_every_command_that_changes_records_has_a_name_for_hooks():
    reads = {"list", "show", "dupes", "timeline", "board", "members", "history", "renewals"}
    names = {name.removeprefix("post-") for name in hook_names()}
    nouns = {name.split("-")[0] for name in names}
    missing = [
        command.words
        for command in COMMANDS
        if len(command.words) == 2
        and command.words[0] in nouns
        and command.words[1] not in reads
        and "-".join(command.words) not in names
    ]
    assert missing == []


def test_what_time_brings_about_is_told_and_asks_nobody(hooked):
    crm = hooked({"pre-any": "exit 1", "post-task-add": KEEP})
    rules = crm.db.parent / "crm.db.d" / "rules.yaml"
    rules.write_text("rules:\n  - {name: late, when: {task_overdue: 0d}, then: [{task: 'Ask about {{title}}'}]}\n")
    crm("run", "--today", "2026-12-02")
    (call,) = told(crm)
    assert (call["user"], call["command"]) == ("tinycrm", "run: late")
    assert [row["after"]["title"] for row in call["records"]] == ["Ask about Send quote"]


def test_commands_that_are_asked_about_at_once_are_all_done(hooked):
    crm = hooked({"pre-contact-add": "sleep 0.2"})
    started = [crm.start("contact", "add", f"Person {number}") for number in range(4)]
    ids = sorted(crm.finish(process).id for process in started)
    assert ids == [9, 10, 11, 12]


def test_a_batch_tells_a_program_what_hooks_said(hooked):
    crm = hooked({"post-contact-add": "echo told >&2", "pre-task-add": "echo never >&2; exit 1"})
    answer = crm("batch", "-f", "ndjson", input="contact add One\ntask add Two\n", ok=False)
    first, second = (json.loads(line) for line in answer.lines)
    assert first["notes"] == ["post-contact-add: told"]
    assert (second["exit_code"], second["error"]["code"]) == (1, "hook")
    assert second["error"]["message"] == "hook 'pre-task-add': never"
