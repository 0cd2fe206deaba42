"""`tinycrm rules`, and what rules cost."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "automation.md"
HEAVY = frozenset(
    """typer rich sqlite_utils yaml questionary pydantic dateparser phonenumbers email_validator dateutil
    dataclasses enum typing pathlib re uuid hashlib decimal zoneinfo inspect urllib.parse""".split()  # noqa: SIM905
)
# runs a command line by the fast door and tells the modules that were loaded
_LOADED = (
    "import sys; from tinycrm.entry import main; code = main(); sys.stderr.write(' '.join(sys.modules)); sys.exit(code)"
)


@pytest.fixture
def ruled(stocked):
    """Writes a rules.yaml beside the database and gives the program."""

    def write(*rules: str, pipelines: str = ""):
        folder = stocked.db.parent / "crm.db.d"
        folder.mkdir(exist_ok=True)
        lines = "".join(f"  - {rule}\n" for rule in rules)
        (folder / "rules.yaml").write_text(f"rules:\n{lines}", encoding="utf-8")
        if pipelines:
            (folder / "pipelines.yaml").write_text(pipelines, encoding="utf-8")
        return stocked

    return write


def loaded(crm, *words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-S", "-c", _LOADED, *words],
        env=crm.environment({}),
        capture_output=True,
        check=True,
        text=True,
    )
    return set(done.stderr.splitlines()[-1].split())


def test_the_list_tells_when_if_then_how_often_and_where_from(ruled):
    pipelines = """\
pipelines:
  sales:
    stages: [lead, {key: demo, on_enter: [{task: "Show {{title}}", due: +3d}]}, {key: won, outcome: won},
      {key: lost, outcome: lost}]
"""
    crm = ruled(
        "{name: vip, when: {tagged: vip}, if: source = web, then: [{set: {cadence: 14}}, {tag: dear}]}",
        pipelines=pipelines,
    )
    crm("contact", "add", "Zoe", "--source", "web", "--tag", "vip")
    crm("deal", "move", WEBSITE, "demo")
    rows = crm("rules", "list", "-f", "json").json
    assert [(row["name"], row["source"], row["when"], row["if"], row["then"], row["fired"]) for row in rows] == [
        ("sales/demo", "pipelines.yaml", "deal enters demo of sales", None, ["task 'Show {{title}}' due +3d"], 1),
        (
            "auto_customer",
            "config.yaml",
            "somebody buys",
            None,
            ["lifecycle = customer, customer_since = the day"],
            0,
        ),
        ("vip", "rules.yaml:2:5", "contact tagged vip", "source = web", ["set cadence_days = 14", "tag dear"], 1),
    ]
    assert rows[0]["last_fired_at"] is not None


def test_validate_is_content_with_what_can_be_used(ruled):
    crm = ruled("{name: a, when: {created: contact}, then: [{tag: new}]}")
    told = crm("rules", "validate")
    assert (told.out, told.err) == ("", "2 rules, all sound\n")


def test_validate_says_which_rules_lead_round(ruled):
    crm = ruled(
        "{name: a, when: {created: task}, then: [{log: note, text: x}]}",
        "{name: b, when: {created: interaction}, then: [{task: more}]}",
    )
    assert crm("rules", "validate").err.splitlines() == [
        "a → b → a lead round: none of them is done to what it made, itself or through others",
        "3 rules, all sound",
    ]


def test_validate_says_which_rule_answers_what_it_makes(ruled):
    crm = ruled("{name: a, when: {created: task}, then: [{task: second}]}")
    assert "a → a lead round: none of them is done to what it made" in crm("rules", "validate").err
    crm("task", "add", "The first")
    assert [row["title"] for row in crm("task", "list", "-f", "json").json] == ["Send quote", "The first", "second"]


def test_validate_says_which_rules_change_each_others_fields(ruled):
    crm = ruled(
        "{name: to, when: {edited: contact, field: source}, then: [{set: {note: x}}]}",
        "{name: fro, when: {edited: contact, field: note}, then: [{set: {source: y}}]}",
        "{name: alone, when: {edited: contact, field: source}, then: [{set: {owner: z}}]}",
    )
    told = crm("rules", "validate").err.splitlines()
    assert told[0] == "to → fro → to lead round: each is done once to a record, in one command"
    assert len(told) == 2


def test_validate_looks_for_templates_hooks_and_segments(ruled):
    crm = ruled("{name: a, when: {created: contact}, then: [{mail: welcome, to: me}]}")
    assert "rules.yaml:2:5: rule 'a': there is no templates/welcome.md in" in crm.fails(1, "rules", "validate").err
    ruled("{name: a, when: {created: contact}, then: [{hook: notify}]}")
    assert "there is no hooks/notify in" in crm.fails(1, "rules", "validate").err
    ruled("{name: a, when: {created: contact}, if: segment = gone, then: [{tag: x}]}")
    assert "rules.yaml:2:45: rule 'a': there is no segment 'gone'" in crm.fails(1, "rules", "validate").err


def test_trying_a_rule_on_a_record_tells_which_condition_holds_and_what_it_would_do(ruled):
    crm = ruled(
        "{name: chase, when: {stage: lead, for: 7d}, if: value >= 1000 EUR and (source = web or tag = hot),"
        " then: [{task: 'Chase {{title}}', due: +1d}, {tag: seen, of: contact}]}"
    )
    told = crm("--today", "2026-11-30", "rules", "test", "chase", "website", "-f", "json").json
    assert (told["time_has_come"], told["would_fire"], told["done_at"]) == (True, False, None)
    assert told["if"] == [
        {"condition": "value >= 1000 EUR", "holds": True, "value": "4800.00"},
        {"condition": "(source = web or tag = hot)", "holds": False, "value": None},
    ]
    assert told["then"] == ["task 'Chase Website for Neva' due +1d", "tag seen of contact 2 Anna Petrova"]
    crm("deal", "edit", WEBSITE, "--source", "web")
    assert crm("--today", "2026-11-30", "rules", "test", "chase", WEBSITE, "-f", "json").json["would_fire"] is True
    assert crm("--today", "2026-11-18", "rules", "test", "chase", WEBSITE, "-f", "json").json["would_fire"] is False
    crm("--today", "2026-11-30", "run")
    after = crm("--today", "2026-11-30", "rules", "test", "chase", WEBSITE, "-f", "json").json
    assert after["would_fire"] is False
    assert after["done_at"] is not None


def test_trying_rules_changes_nothing(ruled):
    crm = ruled("{name: chase, when: {stage: lead, for: 7d}, then: [{task: 'Chase {{title}}'}]}")
    before = crm.db.read_bytes()
    for words in (("chase", "website"), ("chase", "website", "--dry-run"), ("chase",), ()):
        assert crm("--today", "2026-11-30", "rules", "test", *words).out
    assert crm.db.read_bytes() == before


def test_a_rule_that_answers_what_happens_is_tried_with_a_record(ruled):
    crm = ruled("{name: unhappy, when: {feedback: nps, at_most: 6}, then: [{task: 'Call {{contact}}'}]}")
    given = crm("feedback", "add", "anna@neva.example", "7", "--kind", "nps").id
    told = crm("rules", "test", "unhappy", given, "-f", "json").json
    assert (told["time_has_come"], told["would_fire"]) == (None, False)
    assert told["if"] == [{"condition": "nps from 0 to 6", "holds": False, "value": "nps 7"}]
    assert "is done when it happens, not by run" in crm.fails(2, "rules", "test", "unhappy").err


def test_an_unknown_rule_is_refused_with_the_nearest(ruled):
    crm = ruled("{name: chase, when: {stage: lead, for: 7d}, then: [{task: x}]}")
    assert "there is no rule 'chas'; did you mean chase?" in crm.fails(2, "rules", "test", "chas").err
    assert "did you mean chase?" in crm.fails(2, "rules", "skip", "chas").err


def test_names_of_any_script_name_rules(ruled):
    crm = ruled("{name: Напомнить, when: {stage: lead, for: 7d}, then: [{task: 'Позвонить: {{contact}}'}]}")
    crm("--today", "2026-11-30", "run", "--only", "напомнить")
    assert "Позвонить: Anna Petrova" in crm("task", "list").out


def test_a_write_that_no_rule_answers_loads_nothing_of_them(ruled):
    crm = ruled("{name: chase, when: {stage: lead, for: 7d}, then: [{task: x}]}")
    crm("contact", "list")
    modules = loaded(crm, "contact", "add", "Zoe")
    assert {name for name in modules if "rule" in name or "automation" in name or "firing" in name} == set()


def test_without_rules_a_move_loads_nothing_of_them(stocked):
    modules = loaded(stocked, "deal", "move", "website", "qualified")
    words = ("rule", "automation", "firing", "effects")
    assert {name for name in modules if any(word in name for word in words)} == set()


def test_a_write_that_rules_look_at_and_leave_alone_loads_nothing_heavy(ruled):
    crm = ruled("{name: a, when: {created: contact}, if: source = web and tag = new, then: [{task: x, due: +1d}]}")
    crm("contact", "list")
    modules = loaded(crm, "contact", "add", "Zoe")
    assert "tinycrm.services.automation.answering" in modules
    assert modules & HEAVY == set()


def test_the_rules_of_the_page_are_sound(stocked):
    folder = stocked.db.parent / "crm.db.d"
    (folder / "templates").mkdir(parents=True)
    (folder / "templates" / "welcome.md").write_text("---\nsubject: Welcome\n---\nHello {{name}}\n")
    (folder / "config.yaml").write_text("mail: {command: 'true', from: Me <me@x.example>}\n")
    blocks = re.findall(r"^```yaml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    blocks = [block for block in blocks if block.startswith("rules:")]
    assert len(blocks) == 1
    for block in blocks:
        (folder / "rules.yaml").write_text(block, encoding="utf-8")
        assert stocked("rules", "validate").err == "4 rules, all sound\n"


@pytest.mark.parametrize("name", ["loop", "fifo"])
def test_a_rules_file_that_is_no_file_is_told_of(stocked, name):
    folder = stocked.db.parent / "crm.db.d"
    folder.mkdir()
    if name == "loop":
        (folder / "rules.yaml").symlink_to(folder / "nowhere.yaml")
    else:
        os.mkfifo(folder / "rules.yaml")
    assert "rules.yaml" in stocked("contact", "list").err
    assert "rules.yaml" in stocked.fails(2, "contact", "add", "Zoe").err
