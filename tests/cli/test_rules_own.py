"""A rule is never done to what it made, itself or through others: not today, and not in sixty days."""

from __future__ import annotations

import datetime

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
LATE = "{name: late, when: {task_overdue: 3d}, then: [{task: 'Ask {{title}}', due: +1d}]}"


@pytest.fixture
def ruled(stocked):
    """Writes a rules.yaml beside the database and gives the program."""

    def write(*rules: str):
        folder = stocked.db.parent / "crm.db.d"
        folder.mkdir(exist_ok=True)
        lines = "".join(f"  - {rule}\n" for rule in rules)
        (folder / "rules.yaml").write_text(f"rules:\n{lines}", encoding="utf-8")
        return stocked

    return write


def run_for(crm, days: int, *, every: int = 5) -> dict[str, int]:
    """What is done from the 1st of December on, every so many days."""
    total: dict[str, int] = {}
    first = datetime.date(2026, 12, 1)
    for day in range(0, days, every):
        fired = crm("--today", str(first + datetime.timedelta(days=day)), "run", "-f", "json").json["fired"]
        for rule, count in fired.items():
            total[rule] = total.get(rule, 0) + count
    return total


def titles(crm) -> list[str]:
    return sorted(row["title"] for row in crm("task", "list", "--all", "-f", "json").json)


def commands(crm) -> list[str]:
    return [row["command"] for row in reversed(crm("history", "-f", "json").json) if row["who"] == "tinycrm"]


def test_a_rule_of_late_tasks_does_not_feed_on_the_tasks_that_it_makes(ruled):
    crm = ruled(LATE)
    assert run_for(crm, 60) == {"late": 1}
    assert titles(crm) == ["Ask Send quote", "Send quote"]


def test_nor_does_it_through_another_rule(ruled):
    crm = ruled(LATE, "{name: later, when: {task_overdue: 5d}, then: [{task: 'Tell {{title}}', due: +1d}]}")
    # each for the task of a person, and each for what the other made of that
    assert run_for(crm, 60, every=1) == {"late": 2, "later": 2}
    assert titles(crm) == [
        "Ask Send quote",
        "Ask Tell Send quote",
        "Send quote",
        "Tell Ask Send quote",
        "Tell Send quote",
    ]
    assert sorted(commands(crm)) == ["run: late", "run: late → later", "run: later", "run: later → late"]


def test_nor_through_a_rule_that_answers_what_it_makes(ruled):
    crm = ruled(LATE, "{name: echo, when: {created: task}, then: [{task: 'Echo {{title}}', due: +1d}]}")
    assert run_for(crm, 60) == {"late": 1}
    assert titles(crm) == ["Ask Send quote", "Echo Ask Send quote", "Send quote"]


def test_what_a_person_adds_later_is_done_again(ruled):
    crm = ruled(LATE)
    assert run_for(crm, 10) == {"late": 1}
    crm("task", "add", "Ask Send quote", "--due", "2026-12-02")
    assert run_for(crm, 10) == {"late": 1}


def test_what_was_undone_and_done_again_is_still_its_own(ruled):
    crm = ruled(LATE)
    run_for(crm, 10)
    number = crm("history", "-f", "json").json[0]["operation"]
    crm("undo", number)
    crm("redo")
    assert run_for(crm, 60) == {}


def test_a_name_that_is_part_of_another_is_another_rule(ruled):
    crm = ruled("{name: late, when: {task_overdue: 3d}, then: [{task: 'Ask {{title}}', due: +1d}]}")
    run_for(crm, 10)
    ruled("{name: la, when: {task_overdue: 3d}, if: title ~ Ask, then: [{task: 'Ask {{title}}', due: +1d}]}")
    assert run_for(crm, 20) == {"la": 1}


def test_trying_a_rule_says_why_it_is_not_done_to_what_it_made(ruled):
    crm = ruled(LATE)
    run_for(crm, 10)
    made = crm("task", "list", "--where", "title = 'Ask Send quote'", "-f", "ids").ids[0]
    told = crm("--today", "2026-12-24", "rules", "test", "late", made, "-f", "json").json
    assert (told["time_has_come"], told["would_fire"]) == (True, False)
    assert told["if"] == [{"condition": "not made by this rule", "holds": False, "value": None}]


def test_validate_says_which_rules_of_time_lead_round(ruled):
    crm = ruled(LATE)
    assert "late → late lead round: none of them is done to what it made" in crm("rules", "validate").err
    ruled("{name: late, when: {task_overdue: 3d}, then: [{task: 'Ask {{title}}'}]}")
    assert crm("rules", "validate").err == "2 rules, all sound\n"


# --- a limit ---


def test_those_that_are_refused_take_nothing_away_from_the_limit(ruled):
    crm = ruled("{name: go, when: {no_interaction: 0d}, then: [{set: {email: '{{note}}'}}]}")
    for id in (ANNA, BO, SARA):
        crm("contact", "edit", id, "--note", "no address")
    crm("contact", "edit", ORLOVA, "--note", "orlova@new.example")
    for day in ("2026-12-30", "2026-12-31"):
        told = crm("--today", day, "run", "--only", "go", "--limit", "1", "-f", "json", ok=False)
        assert told.code == 8
        assert len(told.err.splitlines()) == 3
    assert crm("contact", "show", ORLOVA, "--get", "email").out == "orlova@new.example\n"
    assert crm.sql("SELECT record FROM rule_fired") == [(ORLOVA,)]


def test_a_limit_is_kept_where_some_of_many_are_refused(ruled):
    crm = ruled("{name: go, when: {no_interaction: 0d}, then: [{task: x}, {set: {email: '{{note}}'}}]}")
    lines = "".join(f"contact add 'Person {n}' --note {'none' if n % 2 else f'p{n}@x.example'}\n" for n in range(250))
    crm("batch", "-q", input=lines)
    told = crm("--today", "2026-12-30", "run", "--only", "go", "--limit", "110", "-f", "json", ok=False)
    assert told.json["fired"] == {"go": 110}
    again = crm("--today", "2026-12-30", "run", "--only", "go", "--limit", "110", "-f", "json", ok=False)
    assert again.json["fired"] == {"go": 18}
