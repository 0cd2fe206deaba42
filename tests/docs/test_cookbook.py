"""Recipes of docs/scripting.md about deals, tasks and money do what they say, a second time too."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from tests.docs.cookbook import (
    DEAD,
    FRESH,
    NEVA,
    OAK,
    OLD,
    ROGUE,
    ROGUE_DEAL,
    SARA,
    recipes,
)

pytestmark = pytest.mark.skipif(not shutil.which("jq"), reason="jq is not installed")


def titles(kitchen):
    return sorted(task["title"] for task in kitchen.json("task", "list", "--all"))


def test_there_are_twenty_recipes_and_more_and_each_stops_at_a_failure():
    found = recipes()
    assert len(found) >= 20
    assert [
        name for name, text in found.items() if not text.startswith("#!/usr/bin/env bash\nset -euo pipefail\n")
    ] == []


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not installed")
@pytest.mark.parametrize("name", recipes())
def test_shellcheck_has_nothing_against_a_recipe(name):
    done = subprocess.run(
        ["shellcheck", "--severity=warning", "-"], input=recipes()[name], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_follow_up_makes_a_task_for_each_proposal_that_waits(kitchen):
    assert len(kitchen.cook("follow-up")) == 2
    made = kitchen.json("task", "list")
    assert sorted((task["deal"]["id"], task["title"], task["due_on"], task["owner"]) for task in made) == [
        (OLD, "Follow up: Website", "2026-11-17", "me"),
        (ROGUE_DEAL, f"Follow up: {ROGUE}", "2026-11-17", "sam"),
    ]
    assert kitchen.cook("follow-up") == []
    assert len(titles(kitchen)) == 2


def test_lapsed_writes_those_who_used_to_buy_the_best_first(kitchen):
    assert kitchen.cook("lapsed", "lapsed.csv") == []
    assert not (kitchen.home / "lapsed.csv").exists()
    kitchen.crm("sale", "add", SARA, "1480 EUR", "--on", "2026-05-02")
    kitchen.crm("sale", "add", 5, "900.50 EUR", "--contact", 5, "--on", "2026-06-02")
    kitchen.crm("sale", "add", 3, "50 EUR", "--on", "2026-11-02")
    assert kitchen.cook("lapsed", "lapsed.csv") == ["lapsed.csv"]
    head, *rows = (kitchen.home / "lapsed.csv").read_text("utf-8").splitlines()
    assert head == "name,email,phone,last_sale,total_sales"
    assert [row.rpartition(",")[2] for row in rows] == ["1480.00", "900.50"]
    assert rows[0] == "سارا محمدی,sara@aftab.example,'+98 912 345 6789,2026-05-02,1480.00"
    assert not (kitchen.home / "lapsed.csv.new").exists()


def test_lapsed_leaves_the_old_file_alone_when_the_database_is_gone(kitchen):
    (kitchen.home / "lapsed.csv").write_text("old")
    kitchen.env["TINYCRM_DB"] = "/nowhere/crm.db"
    gone = "tinycrm: there is no database '/nowhere/crm.db'; check --db and TINYCRM_DB; the first write creates it\n"
    kitchen.cook("lapsed", "lapsed.csv", code=6, err=gone)
    assert (kitchen.home / "lapsed.csv").read_text() == "old"
    assert not (kitchen.home / "lapsed.csv.new").exists()


def test_each_won_deal_reaches_the_webhook_once(kitchen, hook):
    kitchen.crm("deal", "won", FRESH)
    assert kitchen.cook("wins-to-webhook", hook.url) == []
    assert hook.taken == []
    kitchen.crm("deal", "won", OLD)
    kitchen.crm("deal", "edit", OLD, "--value", "5000 EUR")
    kitchen.crm("deal", "lost", DEAD)
    kitchen.crm("deal", "won", ROGUE_DEAL)
    for _ in range(2):
        assert kitchen.cook("wins-to-webhook", hook.url) == []
    assert [(win["deal"], win["title"]) for win in hook.taken] == [(OLD, "Website"), (ROGUE_DEAL, ROGUE)]


def test_a_webhook_that_fails_in_the_middle_gets_the_rest_the_next_time(kitchen, hook):
    kitchen.cook("wins-to-webhook", hook.url)
    kitchen.crm("deal", "won", OLD, FRESH, ROGUE_DEAL)
    hook.refuse = {1}
    refused = "curl: (22) The requested URL returned error: 503\n"
    kitchen.cook("wins-to-webhook", hook.url, code=22, err=refused)
    assert [win["deal"] for win in hook.taken] == [OLD]
    kitchen.cook("wins-to-webhook", hook.url)
    assert [win["deal"] for win in hook.taken] == [OLD, ROGUE_DEAL, FRESH]
    assert len(hook.keys) == 4
    assert len(set(hook.keys)) == 3
    kitchen.cook("wins-to-webhook", hook.url)
    assert len(hook.taken) == 3


def test_two_scripts_at_once_tell_of_each_win_once(kitchen, hook):
    kitchen.cook("wins-to-webhook", hook.url)
    kitchen.crm("deal", "won", OLD, FRESH, ROGUE_DEAL, DEAD)
    second = []
    hook.first = lambda: second.append(kitchen.start("wins-to-webhook", hook.url).wait(60))
    kitchen.cook("wins-to-webhook", hook.url)
    assert second == [0]
    assert [win["deal"] for win in hook.taken] == [OLD, ROGUE_DEAL, FRESH, DEAD]


def test_a_win_that_was_taken_and_not_noted_comes_again_under_the_same_key(kitchen, hook):
    kitchen.cook("wins-to-webhook", hook.url)
    kitchen.crm("deal", "won", OLD, FRESH)
    hook.first = lambda: os.killpg(script.pid, signal.SIGKILL)
    script = kitchen.start("wins-to-webhook", hook.url)
    script.wait(60)
    kitchen.cook("wins-to-webhook", hook.url)
    assert [win["deal"] for win in hook.taken] == [OLD, OLD, FRESH]
    assert hook.keys[0] == hook.keys[1] != hook.keys[2]


def test_a_renewal_gets_one_task_even_when_that_is_done(kitchen):
    care = ("--every", "year", "--product", "Care plan", "--start", "2025-12-05")
    kitchen.crm("subscription", "add", "company:Neva Trade", "480 EUR", *care)
    kitchen.crm("subscription", "add", SARA, "90 EUR", "--every", "year", "--start", "2025-12-20")
    kitchen.crm("subscription", "add", f"company:{OAK}", "1 EUR", "--every", "year", "--start", "2026-06-01")
    first, second = kitchen.cook("renewals")
    tasks = kitchen.json("task", "list", "--sort", "title")
    assert [(task["title"], task["due_on"], task["priority"]) for task in tasks] == [
        ("Renew Care plan of Neva Trade, ends 2026-12-04", "2026-11-19", "high"),
        ("Renew the subscription of سارا محمدی, ends 2026-12-19", "2026-11-19", "high"),
    ]
    assert (tasks[0]["company"]["id"], tasks[1]["contact"]["id"]) == (NEVA, SARA)
    kitchen.crm("task", "done", first, second)
    assert kitchen.cook("renewals") == []
    assert len(titles(kitchen)) == 2


def test_dead_deals_are_shown_before_they_are_closed(kitchen):
    head, row = kitchen.cook("dead-deals")
    assert head == "id\ttitle\tvalue\tcurrency\tstage\tdays_in_stage"
    assert row == f"{DEAD}\tПоддержка сайта\t2000.00\tEUR\tlead\t310"
    assert kitchen.json("deal", "show", DEAD)["outcome"] == "open"
    assert kitchen.cook("dead-deals", "--apply") == [str(DEAD)]
    assert kitchen.json("deal", "show", DEAD)["outcome"] == "lost"
    assert kitchen.cook("dead-deals", "--apply") == []
    assert {kitchen.json("deal", "show", id)["outcome"] for id in (OLD, ROGUE_DEAL, FRESH)} == {"open"}
    kitchen.crm("undo")
    assert kitchen.json("deal", "show", DEAD)["outcome"] == "open"


def test_what_is_due_fits_a_prompt(kitchen):
    assert kitchen.cook("crm-due") == []
    for day in ("2026-11-16", "2026-11-16", "2026-11-17"):
        kitchen.crm("task", "add", "Call", "--due", day)
    assert kitchen.cook("crm-due") == ["2 due"]
    kitchen.crm("task", "add", "Late", "--due", "2026-11-01")
    assert kitchen.cook("crm-due") == ["3 due 1!"]


def test_the_income_table_has_a_row_a_month_and_a_column_a_product(kitchen):
    for on, amount, product in (
        ("2026-01-05", "0.10 EUR", "Logo, large"),
        ("2026-01-06", "0.20 EUR", "Logo, large"),
        ("2026-03-01", "480 EUR", "=cmd"),
        ("2026-03-02", "70 USD", "Logo, large"),
        ("2025-12-31", "9 EUR", "Old"),
    ):
        kitchen.crm("sale", "add", SARA, amount, "--product", product, "--on", on)
    assert kitchen.cook("income-table") == [
        '"month","\'=cmd","Logo, large"',
        '"2026-01",0,0.3',
        '"2026-03",480,0',
    ]
    assert kitchen.cook("income-table", "USD") == ['"month","Logo, large"', '"2026-03",70']


def test_hours_add_up_by_company_in_quarters(kitchen):
    for who, minutes in ((3, 20), (3, 5), (SARA, 60), (5, 1), (SARA, 0)):
        kitchen.crm("log", "call", who, "Talk", "--minutes", minutes, "--at", "2026-11-10 10:00")
    kitchen.crm("log", "call", SARA, "Before", "--minutes", 600, "--at", "2026-10-31 10:00")
    lines = kitchen.cook("hours")
    assert lines[0] == "Neva Trade\t0.75"
    assert lines[1].startswith("Oak, O'Brien")
    assert lines[1].endswith("\t0.25")
    assert lines[2:] == ["سارا محمدی\t1.00"]
    assert kitchen.cook("hours", "2026-10-01", "2026-10-31") == ["سارا محمدی\t10.00"]


def test_the_pipeline_is_posted_as_one_text(kitchen, hook):
    assert kitchen.cook("pipeline-to-chat", hook.url) == []
    ((key, text),) = hook.taken[0].items()
    assert (key, len(hook.taken)) == ("text", 1)
    assert "| proposal | 3 | 17,700 EUR |" in text


def test_a_won_deal_without_a_sale_is_to_be_invoiced_once(kitchen):
    kitchen.crm("deal", "won", OLD, "--on", "2026-11-02")
    kitchen.crm("deal", "won", ROGUE_DEAL, "--on", "2026-11-02")
    kitchen.crm("deal", "won", FRESH, "--on", "2026-11-15")
    kitchen.crm("sale", "add", "--deal", OLD)
    assert len(kitchen.cook("to-invoice")) == 1
    assert titles(kitchen) == [f"Send the invoice: {ROGUE}"]
    assert kitchen.cook("to-invoice") == []


def test_every_recipe_is_cooked_by_a_test():
    tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_cookbook*.py"))
    assert [name for name in recipes() if f'.cook("{name}"' not in tests] == []
