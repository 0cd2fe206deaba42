"""`tinycrm run`: what is due by time, each once, whatever else happens."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
EMPTY = {"fired": {}, "held": {}, "failed": [], "mail": {"sent": 0, "failed": 0, "in_doubt": 0, "waiting": 0}}


@pytest.fixture
def ruled(stocked):
    """Writes a rules.yaml beside the database and gives the program."""

    def write(*rules: str, config: str = ""):
        folder = stocked.db.parent / "crm.db.d"
        folder.mkdir(exist_ok=True)
        lines = "".join(f"  - {rule}\n" for rule in rules)
        (folder / "rules.yaml").write_text(f"rules:\n{lines}", encoding="utf-8")
        if config:
            (folder / "config.yaml").write_text(config, encoding="utf-8")
        return stocked

    return write


def fired(crm, day: str, *words: str) -> dict[str, int]:
    return crm("--today", day, "run", "-f", "json", *words).json["fired"]


def titles(crm) -> list[str]:
    return sorted(row["title"] for row in crm("task", "list", "--all", "-f", "json").json)


CHASE = (
    "{name: chase, when: {stage: lead, for: 7d}, if: value >= 1000 EUR, then: [{task: 'Chase {{title}}', due: +1d}]}"
)


def test_a_deal_is_chased_once_a_stay_and_again_when_it_comes_back(ruled):
    crm = ruled(CHASE)
    assert fired(crm, "2026-11-22") == {}
    assert fired(crm, "2026-11-23") == {"chase": 1}
    assert fired(crm, "2026-11-23") == {}
    assert fired(crm, "2026-12-24") == {}
    crm("--today", "2026-11-24", "deal", "move", WEBSITE, "qualified")
    crm("--today", "2026-11-25", "deal", "move", WEBSITE, "lead")
    assert fired(crm, "2026-12-01") == {}
    assert fired(crm, "2026-12-02") == {"chase": 1}
    tasks = [row for row in crm("task", "list", "-f", "json").json if row["title"] == "Chase Website for Neva"]
    assert sorted(row["due_on"] for row in tasks) == ["2026-11-24", "2026-12-03"]


def test_a_run_is_silent_on_a_pipe_whether_it_did_something_or_not(ruled):
    crm = ruled(CHASE)
    for _ in range(2):
        told = crm("--today", "2026-11-23", "run")
        assert (told.code, told.out, told.err) == (0, "", "")
    assert titles(crm) == ["Chase Website for Neva", "Send quote"]


def test_without_rules_and_mail_a_run_says_nothing_and_writes_nothing(stocked):
    before = stocked.db.read_bytes()
    assert stocked("run", "-f", "json").json == EMPTY
    assert stocked.db.read_bytes() == before


def test_a_run_on_a_database_that_was_named_and_is_missing_is_an_error(crm):
    assert "there is no database" in crm.fails(6, "run").err


def test_a_firing_is_an_operation_of_the_program_that_a_person_passes_over(ruled):
    crm = ruled(CHASE)
    crm("task", "add", "Mine")
    crm("--today", "2026-11-23", "run")
    latest = crm("history", "-f", "json").json[0]
    assert (latest["who"], latest["command"], latest["records"]) == ("tinycrm", "run: chase", 1)
    crm("undo")
    assert titles(crm) == ["Chase Website for Neva", "Send quote"]
    crm("undo", latest["operation"])
    assert titles(crm) == ["Send quote"]
    # what a person took back does not come again
    assert fired(crm, "2026-11-24") == {}


def test_every_record_has_an_operation_of_its_own(ruled):
    crm = ruled("{name: go, when: {no_interaction: 0d}, if: tag = lead, then: [{task: 'Write to {{name}}'}]}")
    before = len(crm("history", "-f", "json").json)
    assert fired(crm, "2026-12-30") == {"go": 2}
    made = crm("history", "-f", "json").json
    assert len(made) == before + 2
    # the longest silence was first
    crm("undo", made[0]["operation"])
    assert [title for title in titles(crm) if title.startswith("Write")] == ["Write to Anna Petrova"]


def test_what_a_run_does_is_answered_in_the_same_operation(ruled):
    crm = ruled(
        "{name: go, when: {no_interaction: 0d}, if: tag = lead, then: [{tag: silent}]}",
        "{name: echo, when: {tagged: silent}, then: [{task: 'Wake {{name}}'}]}",
    )
    assert fired(crm, "2026-12-30") == {"go": 2}
    assert titles(crm) == ["Send quote", "Wake Anna Petrova", "Wake Bo Li"]
    latest = crm("history", "-f", "json").json[0]
    crm("undo", latest["operation"])
    assert titles(crm) == ["Send quote", "Wake Anna Petrova"]
    assert crm("contact", "list", "--tag", "silent", "-f", "ids").ids == [ANNA]


def test_the_task_of_a_run_is_the_owners_of_the_record(ruled):
    crm = ruled(CHASE, "{name: mine, when: {stage: lead, for: 7d}, then: [{task: Mine, owner: carl}]}")
    crm("deal", "edit", WEBSITE, "--owner", "berta")
    crm("--today", "2026-11-23", "run")
    owners = {row["title"]: row["owner"] for row in crm("task", "list", "-f", "json").json}
    assert (owners["Chase Website for Neva"], owners["Mine"]) == ("berta", "carl")


def test_an_overdue_task_counts_anew_when_it_was_put_off(ruled):
    crm = ruled("{name: late, when: {task_overdue: 3d}, then: [{task: 'Late: {{title}}'}]}")
    assert fired(crm, "2026-12-03") == {}
    assert fired(crm, "2026-12-04") == {"late": 1}
    crm("--today", "2026-12-04", "task", "snooze", QUOTE, "2026-12-10")
    assert fired(crm, "2026-12-12") == {}
    assert fired(crm, "2026-12-13") == {"late": 1}
    crm("task", "done", QUOTE)
    assert fired(crm, "2027-01-13") == {}


def test_silence_counts_from_the_last_touch(ruled):
    crm = ruled("{name: call, when: {no_interaction: 30d}, if: tag = vip, then: [{task: 'Call {{name}}'}]}")
    assert fired(crm, "2026-12-09") == {}
    assert fired(crm, "2026-12-10") == {"call": 1}
    assert fired(crm, "2027-02-10") == {}
    crm("log", "call", ANNA, "Well", "--at", "2026-12-20 10:00", env={"TINYCRM_TODAY": "2026-12-20"})
    assert fired(crm, "2027-01-18") == {}
    assert fired(crm, "2027-01-19") == {"call": 1}


def test_a_ticket_waits_for_its_answer_from_its_opening(ruled):
    crm = ruled("{name: wait, when: {ticket_unanswered: 2d}, then: [{set: {priority: high}}]}")
    ticket = crm("ticket", "add", "Broken", "--who", "anna@neva.example", "--at", "2026-11-16 00:00").id
    assert fired(crm, "2026-11-17") == {}
    assert fired(crm, "2026-11-18") == {"wait": 1}
    crm("ticket", "resolve", ticket)
    crm("ticket", "reopen", ticket)
    crm("ticket", "edit", ticket, "--priority", "normal")
    assert fired(crm, "2026-11-18") == {"wait": 1}
    crm("ticket", "edit", ticket, "--priority", "low")
    crm("--today", "2026-11-18", "ticket", "answer", ticket)
    crm("ticket", "reopen", ticket)
    assert fired(crm, "2026-11-28") == {}


def test_a_subscription_ends_once_for_each_last_day(ruled):
    crm = ruled("{name: renew, when: {subscription_ends: 30d}, then: [{task: 'Renew {{product}}'}]}")
    words = ("--every", "month", "--product", "Care", "--start", "2026-01-01", "--term", "1 year")
    subscription = crm("subscription", "add", "neva", "40", *words).id
    assert fired(crm, "2026-11-30") == {}
    assert fired(crm, "2026-12-01") == {"renew": 1}
    assert fired(crm, "2026-12-20") == {}
    crm("--today", "2026-12-20", "subscription", "renew", subscription)
    assert fired(crm, "2027-11-30") == {}
    assert fired(crm, "2027-12-02") == {"renew": 1}


def test_a_birthday_comes_once_a_year(ruled):
    crm = ruled("{name: soon, when: {birthday: 3d}, then: [{task: 'Card for {{name}}'}]}")
    assert fired(crm, "2026-12-06") == {}
    assert fired(crm, "2026-12-08") == {"soon": 1}
    assert fired(crm, "2026-12-10") == {}
    assert fired(crm, "2026-12-11") == {}
    assert fired(crm, "2027-12-07") == {"soon": 1}


def test_what_was_done_to_a_record_is_done_to_the_one_it_is_merged_into(ruled):
    crm = ruled("{name: soon, when: {birthday: 3d}, then: [{task: 'Card for {{name}}'}]}")
    assert fired(crm, "2026-12-08") == {"soon": 1}
    crm("contact", "merge", ORLOVA, ANNA, "--yes", "--prefer", "first")
    assert crm("contact", "show", ORLOVA, "--get", "birthday").out == "1990-12-10\n"
    assert fired(crm, "2026-12-09") == {}
    assert fired(crm, "2027-12-09") == {"soon": 1}


def test_a_birthday_of_january_is_seen_in_december_and_not_again_in_january(ruled):
    crm = ruled("{name: soon, when: {birthday: 7d}, then: [{task: 'Card for {{name}}'}]}")
    crm("contact", "edit", ANNA, "--birthday", "1990-01-03")
    assert fired(crm, "2026-12-28") == {"soon": 1}
    assert fired(crm, "2027-01-02") == {}


def test_who_was_born_on_29_february_has_a_birthday_on_the_28th(ruled):
    crm = ruled("{name: day, when: {birthday: 0d}, then: [{task: 'Call {{name}}'}]}")
    crm("contact", "edit", ANNA, "--birthday", "1988-02-29")
    assert fired(crm, "2027-02-27") == {}
    assert fired(crm, "2027-02-28") == {"day": 1}
    assert fired(crm, "2028-02-28") == {}
    assert fired(crm, "2028-02-29") == {"day": 1}


def test_a_clock_that_was_set_back_does_nothing_twice(ruled):
    crm = ruled(CHASE, "{name: day, when: {birthday: 30d}, then: [{task: 'Call {{name}}'}]}")
    assert fired(crm, "2026-12-09") == {"chase": 1, "day": 1}
    assert fired(crm, "2026-11-24") == {}
    assert fired(crm, "2026-12-09") == {}


def test_a_trial_run_tells_what_would_be_done_and_changes_not_one_byte(ruled):
    crm = ruled(CHASE)
    before = crm.db.read_bytes()
    told = crm("--today", "2026-11-23", "run", "--dry-run")
    assert [(row["rule"], row["id"], row["title"]) for row in told.rows] == [("chase", "5", "Website for Neva")]
    assert crm.db.read_bytes() == before
    assert not crm.db.with_name("crm.db-wal").exists() or crm.db.with_name("crm.db-wal").stat().st_size == 0


def test_a_record_that_is_refused_stops_no_other_and_is_tried_again(ruled):
    crm = ruled("{name: go, when: {no_interaction: 0d}, then: [{task: 'Write', note: x}, {set: {email: '{{note}}'}}]}")
    crm("contact", "edit", BO, "--note", "bo@new.example")
    crm("contact", "edit", SARA, "--note", "no address")
    crm("contact", "edit", ANNA, "--note", "also none")
    crm("contact", "edit", ORLOVA, "--note", "orlova@new.example")
    told = crm("--today", "2026-12-30", "run", "-f", "json", ok=False)
    assert told.code == 8
    assert told.json["fired"] == {"go": 2}
    assert sorted(told.err.splitlines()) == [
        "tinycrm: rule 'go', contact 2: 'also none' is not an e-mail address",
        "tinycrm: rule 'go', contact 4: 'no address' is not an e-mail address",
    ]
    assert titles(crm) == ["Send quote", "Write", "Write"]
    crm("contact", "edit", SARA, "--note", "sara@new.example")
    again = crm("--today", "2026-12-30", "run", "-f", "json", ok=False)
    assert (again.code, again.json["fired"]) == (8, {"go": 1})


def test_two_runs_at_once_do_each_thing_once(ruled):
    crm = ruled("{name: go, when: {no_interaction: 0d}, then: [{task: 'Write to {{name}}'}]}")
    crm("batch", input="".join(f"contact add 'Person {n}'\n" for n in range(60)))
    started = [crm.start("--today", "2027-12-30", "run", "-f", "json") for _ in range(4)]
    done = [crm.finish(process) for process in started]
    assert [answer.code for answer in done] == [0, 0, 0, 0]
    assert sum(answer.json["fired"].get("go", 0) for answer in done) == 64
    made = [title for title in titles(crm) if title.startswith("Write")]
    assert len(made) == 64
    assert len(set(made)) == 64


def test_a_rule_that_is_due_for_very_many_is_held_back_and_the_others_are_done(ruled):
    crm = ruled("{name: many, when: {no_interaction: 0d}, then: [{tag: met}]}", CHASE)
    crm("batch", "-q", input="".join(f"contact add 'Person {n}'\n" for n in range(500)))
    told = crm("--today", "2027-12-30", "run", "-f", "json", ok=False)
    assert (told.code, told.json["fired"], told.json["held"]) == (8, {"chase": 1}, {"many": 504})
    assert told.err.startswith("tinycrm: rule 'many' is due for 504 records at once and was held back (tinycrm run")
    assert len(told.err.splitlines()) == 1
    assert fired(crm, "2027-12-30", "--only", "many", "--limit", "3") == {"many": 3}
    assert fired(crm, "2027-12-30", "--yes") == {"many": 501}


def test_what_a_new_rule_is_due_for_can_be_passed_over(ruled):
    crm = ruled("{name: many, when: {no_interaction: 0d}, then: [{tag: met}]}")
    assert len(crm("--today", "2027-12-30", "rules", "skip", "many", "--dry-run").rows) == 4
    assert crm("--today", "2027-12-30", "rules", "skip", "many").err == "many passes over 4 records\n"
    assert fired(crm, "2027-12-30") == {}
    crm("contact", "add", "Zoe")
    assert fired(crm, "2027-12-30") == {"many": 1}


def test_only_some_rules_can_be_run(ruled):
    crm = ruled(
        CHASE, "{name: born, when: {birthday: 0d}, then: [{tag: x}]}", "{name: e, when: {tagged: x}, then: [{task: x}]}"
    )
    assert fired(crm, "2026-12-10", "--only", "Born") == {"born": 1}
    assert titles(crm) == ["Send quote", "x"]
    assert "there is no rule 'bron'; did you mean born?" in crm.fails(2, "run", "--only", "bron").err
    assert "the rule 'e' is done when it happens, not by run" in crm.fails(2, "run", "--only", "e").err


def test_run_has_steps_of_its_own_and_refuses_to_be_part_of_another(ruled):
    crm = ruled(CHASE)
    told = crm("batch", "--atomic", input="run\n", ok=False)
    assert "run works in steps of its own" in told.err


def test_a_filter_that_names_what_is_no_more_is_told_and_holds_nothing_up(ruled):
    crm = ruled("{name: seg, when: {no_interaction: 1d}, if: segment = gone, then: [{tag: x}]}", CHASE)
    told = crm("--today", "2026-11-23", "run", "-f", "json", ok=False)
    assert (told.code, told.json["fired"]) == (8, {"chase": 1})
    assert "rules.yaml:2:49: rule 'seg': there is no segment 'gone'" in told.err


def test_a_process_that_is_killed_leaves_each_thing_done_once_or_not_yet(ruled):
    crm = ruled("{name: go, when: {no_interaction: 0d}, then: [{task: 'Write to {{name}}'}]}")
    crm("batch", "-q", input="".join(f"contact add 'Person {n}'\n" for n in range(300)))
    import time

    for wait in (0.15, 0.2, 0.25, 0.3, 0.4):
        process = crm.start("--today", "2027-12-30", "run")
        time.sleep(wait)
        process.kill()
        process.communicate()
    crm("--today", "2027-12-30", "run")
    made = [title for title in titles(crm) if title.startswith("Write")]
    assert len(made) == 304
    assert len(set(made)) == 304
    assert crm.sql("SELECT count(*) FROM rule_fired") == [(304,)]
