"""Programs that rules run: each once, whatever ends before, and what nobody can know is told."""

from __future__ import annotations

import sys

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
TELL = f"""#!{sys.executable}
import json, os, sys
told = json.load(sys.stdin)
with open(os.path.join(os.environ["HOME"], "told"), "a") as file:
    print(os.path.basename(sys.argv[0]), told["rule"], told["record"]["name"], file=file)
"""
# the program that started it is gone before it has done anything
KILL = '#!/bin/sh\nkill -KILL $PPID\necho killed >> "$HOME/told"\n'


@pytest.fixture
def ruled(stocked):
    """Writes a rules.yaml and hooks beside the database and gives the program."""
    folder = stocked.db.parent / "crm.db.d"

    def write(*rules: str, **hooks: str):
        (folder / "hooks").mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        lines = "".join(f"  - {rule}\n" for rule in rules)
        (folder / "rules.yaml").write_text(f"rules:\n{lines}", encoding="utf-8")
        for name, text in hooks.items():
            (folder / "hooks" / name).write_text(text, encoding="utf-8")
            (folder / "hooks" / name).chmod(0o700)
        return stocked

    return write


def told(crm) -> list[str]:
    file = crm.home / "told"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def open_calls(crm) -> list[tuple[object, ...]]:
    return crm.sql("SELECT rule, record FROM rule_fired WHERE rule LIKE 'hook:%' ORDER BY rule, record")


def time_passes(crm) -> None:
    """So much that a program which was begun must have ended."""
    crm.sql("UPDATE rule_fired SET at = '2026-01-01T00:00:00Z' WHERE rule LIKE 'hook:%'")


HELLO = "{name: hello, when: {created: contact}, then: [{hook: kill}, {hook: tell}]}"


def killed(ruled, *rules: str):
    """After a command that ended in the middle of the first of two programs."""
    crm = ruled(*(rules or (HELLO,)), kill=KILL, tell=TELL)
    assert crm("contact", "add", "Zoe", ok=False).code == -9
    return crm


def test_a_program_that_ran_leaves_nothing_open(ruled):
    crm = ruled("{name: hello, when: {created: contact}, then: [{hook: tell}, {tag: new}]}", tell=TELL)
    crm("contact", "add", "Zoe")
    assert told(crm) == ["tell hello Zoe"]
    assert open_calls(crm) == []
    assert crm("run", "-f", "json").json["failed"] == []
    assert told(crm) == ["tell hello Zoe"]


def test_one_that_failed_is_told_and_is_not_run_again(ruled):
    crm = ruled(
        "{name: hello, when: {created: contact}, then: [{hook: tell}]}", tell="#!/bin/sh\necho no >&2; exit 3\n"
    )
    assert "rule 'hello': hook 'tell': it ended with exit code 3: no" in crm("contact", "add", "Zoe").err
    assert open_calls(crm) == []
    assert crm("run").err == ""


def test_what_was_not_begun_before_a_kill_is_run_by_the_next_run_once(ruled):
    crm = killed(ruled)
    assert crm("contact", "show", "Zoe", "--get", "name").out == "Zoe\n"
    assert [line for line in told(crm) if line != "killed"] == []
    crm("run")
    crm("run")
    assert [line for line in told(crm) if line != "killed"] == ["tell hello Zoe"]


def test_what_was_begun_before_a_kill_is_in_doubt_and_told_once(ruled):
    crm = killed(ruled)
    crm("run")
    # it may be at work yet
    assert open_calls(crm) == [("hook:running:kill:hello", 9)]
    time_passes(crm)
    doctor = crm("doctor", "-f", "json", ok=False)
    (found,) = [check for check in doctor.json["checks"] if check["check"] == "hook"]
    assert (doctor.code, found["ok"]) == (1, False)
    assert found["message"].startswith(
        "rule 'hello': hook 'kill' is in doubt: it was begun for contact 9 Zoe at 2026-01-01"
    )
    answer = crm("run", ok=False)
    assert answer.code == 8
    assert "rule 'hello': hook 'kill' is in doubt: it was begun for contact 9 Zoe at 2026-01-01" in answer.err
    assert "it is not run again" in answer.err
    assert crm("run").err == ""
    assert [line for line in told(crm) if line != "killed"] == ["tell hello Zoe"]


def test_doctor_tells_of_what_was_not_begun(ruled):
    crm = killed(ruled)
    time_passes(crm)
    found = [
        check["message"] for check in crm("doctor", "-f", "json", ok=False).json["checks"] if check["check"] == "hook"
    ]
    assert any("rule 'hello': hook 'tell' has not run for contact 9 Zoe since 2026-01-01" in line for line in found)


def test_a_clock_that_was_set_back_leaves_no_program_begun_for_ever(ruled):
    crm = killed(ruled)
    crm.sql("UPDATE rule_fired SET at = '2099-01-01T00:00:00Z' WHERE rule LIKE 'hook:running:%'")
    assert "hook 'kill' is in doubt" in crm("run", ok=False).err


def test_what_was_undone_before_it_was_told_is_not_told(ruled):
    crm = ruled("{name: vip, when: {tagged: dear}, then: [{hook: kill}, {hook: tell}]}", kill=KILL, tell=TELL)
    for id in (ANNA, BO):
        assert crm("contact", "edit", id, "--add-tag", "dear", ok=False).code == -9
    crm("undo")
    crm("run")
    assert [line for line in told(crm) if line != "killed"] == ["tell vip Anna Petrova"]
    time_passes(crm)
    crm("run", ok=False)
    assert open_calls(crm) == []


def test_what_is_gone_before_it_was_told_is_not_told(ruled):
    crm = killed(ruled)
    crm("undo")
    crm("run")
    assert [line for line in told(crm) if line != "killed"] == []
    assert open_calls(crm) == [("hook:running:kill:hello", 9)]


def test_several_runs_at_once_run_what_was_left_once(ruled):
    crm = killed(ruled)
    started = [crm.start("run") for _ in range(4)]
    assert [crm.finish(process).code for process in started] == [0] * 4
    assert [line for line in told(crm) if line != "killed"] == ["tell hello Zoe"]


def test_a_run_that_is_killed_in_a_program_goes_on_with_the_others(ruled):
    rule = "{name: quiet, when: {no_interaction: 30d}, then: [{hook: tell}]}"
    first = '[ -e "$HOME/once" ] || { touch "$HOME/once"; kill -KILL $PPID; exit; }'
    once = f'#!/bin/sh\n{first}\nexec "$(dirname $0)/note"\n'
    crm = ruled(rule, tell=once, note=TELL)
    assert crm("--today", "2026-12-30", "run", ok=False).code == -9
    crm("--today", "2026-12-30", "run")
    assert sorted(told(crm)) == ["note quiet Anna Orlova", "note quiet Bo Li", "note quiet سارا محمدی"]
    assert open_calls(crm) == [("hook:running:tell:quiet", ANNA)]


def test_a_step_of_a_sequence_is_told_as_such(ruled):
    crm = ruled(kill=KILL)
    (crm.db.parent / "crm.db.d" / "sequences").mkdir()
    (crm.db.parent / "crm.db.d" / "sequences" / "course.yaml").write_text(
        "steps: [{after: 0d, then: [{hook: kill}]}]\n"
    )
    crm("sequence", "start", "course", ANNA)
    assert crm("run", ok=False).code == -9
    time_passes(crm)
    assert "sequence 'course', step 1: hook 'kill' is in doubt" in crm("run", ok=False).err
    assert crm("sequence", "show", "course", "--all", "-f", "json").json["records"][0]["done"] == ["1"]


def test_inside_a_hook_nothing_is_left_for_later(ruled):
    adds = f"#!/bin/sh\nexec {sys.executable} -m tinycrm task add Inner\n"
    crm = ruled(
        "{name: outer, when: {created: contact}, then: [{hook: adds}]}",
        "{name: inner, when: {created: task}, then: [{hook: tell}]}",
        adds=f"#!/bin/sh\nexport PYTHONPATH='{__import__('os').environ['PYTHONPATH']}'\n{adds.splitlines()[1]}\n",
        tell=TELL.replace('["name"]', '["title"]'),
    )
    crm("contact", "add", "Zoe")
    assert crm("task", "list", "--where", "title = Inner", "-f", "ids").ids != []
    crm("run")
    assert (told(crm), open_calls(crm)) == ([], [])


def test_a_backup_that_is_restored_runs_nothing_that_may_have_run(ruled, tmp_path):
    crm = killed(ruled)
    crm("backup", tmp_path / "copy.db")
    crm("run")
    crm("restore", tmp_path / "copy.db", "--yes")
    time_passes(crm)
    answer = crm("run", ok=False)
    assert answer.err.count("is in doubt") == 2
    assert [line for line in told(crm) if line != "killed"] == ["tell hello Zoe"]


def test_an_export_that_comes_in_elsewhere_runs_nothing_that_may_have_run(ruled, tmp_path):
    crm = killed(ruled)
    crm("export", "-f", "json", "--output", tmp_path / "all.json")
    crm("--db", tmp_path / "new.db", "import", tmp_path / "all.json")
    crm.db = tmp_path / "new.db"
    calls = [("hook:running:kill:hello", 9), ("hook:running:tell:hello", 9)]
    assert open_calls(crm) == calls
