"""An imported subscription comes with its life: changes and terms, as the file has them or as they follow from it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

TODAY = "2026-06-30"
CHANGES = "SELECT kind, changed_on, amount_minor, interval FROM subscription_change ORDER BY subscription, seq"
TERMS = "SELECT starts_on, ends_on, outcome, decided_on FROM subscription_term ORDER BY subscription, seq"


@pytest.fixture
def load(crm, tmp_path: Path):
    """`load("Id,Start,Amount,Every\\n…")` imports subscriptions; gives the counts (new, changed, same, different)."""

    def run(content: str, *words: str, today: str = TODAY):
        path = tmp_path / "file.csv"
        path.write_text(content, encoding="utf-8")
        answer = crm("--today", today, "import", str(path), "--as", "subscriptions", "-f", "json", *words)
        return tuple(answer.json[kind] for kind in ("new", "changed", "same", "different"))

    return run


def test_one_that_goes_on_has_a_start_and_monthly_ones_have_no_terms(crm, load):
    load("Start,Amount,Every\n2026-01-31,12.00,monthly\n")
    assert crm.sql(CHANGES) == [("start", "2026-01-31", 1200, "month")]
    assert crm.sql(TERMS) == []


def test_a_trial_costs_nothing_until_the_day_after_it(crm, load):
    load("Start,Amount,Every,Trial end\n2026-02-01,12,month,2026-02-28\n")
    assert crm.sql(CHANGES) == [("start", "2026-02-01", 0, "month"), ("trial_end", "2026-03-01", 1200, "month")]
    assert crm.sql("SELECT amount_minor FROM subscription") == [(1200,)]


def test_the_end_stands_on_the_day_after_the_last_one(crm, load):
    load("Start,End,Amount,Every,Cancelled on\n2026-01-01,2026-03-31,12,month,2026-03-10\n")
    assert crm.sql(CHANGES) == [
        ("start", "2026-01-01", 1200, "month"),
        ("cancel", "2026-03-10", 1200, "month"),
        ("end", "2026-04-01", 0, "month"),
    ]


def test_one_that_ended_within_its_trial_was_never_paid(crm, load):
    load("Start,End,Amount,Every,Trial end\n2026-02-01,2026-02-10,12,month,2026-02-28\n")
    assert crm.sql(CHANGES) == [("start", "2026-02-01", 0, "month"), ("end", "2026-02-11", 0, "month")]


def test_one_that_was_cancelled_without_a_last_day_ends_with_the_time_paid_for(crm, load):
    load("Start,Amount,Every,Cancelled on\n2026-01-15,12,month,2026-03-20\n2025-01-31,12,month,2025-02-28\n")
    assert crm.sql("SELECT end_on FROM subscription ORDER BY id") == [("2026-04-14",), ("2025-03-30",)]


def test_what_is_paid_by_the_year_was_renewed_each_year_until_now(crm, load):
    load("Start,Amount,Every\n2024-02-29,480,yearly\n")
    assert crm.sql(TERMS) == [
        ("2024-02-29", "2025-02-27", "renewed", "2025-02-27"),
        ("2025-02-28", "2026-02-27", "renewed", "2026-02-27"),
        ("2026-02-28", "2027-02-27", "open", None),
    ]


def test_the_last_term_of_one_that_ended_has_ended_when_it_was_cancelled(crm, load):
    load("Start,End,Amount,Every,Cancelled on\n2025-01-01,2025-06-30,90,quarterly,2025-05-02\n")
    assert crm.sql(TERMS) == [
        ("2025-01-01", "2025-03-31", "renewed", "2025-03-31"),
        ("2025-04-01", "2025-06-30", "ended", "2025-05-02"),
    ]


def test_one_that_starts_later_has_its_first_term_open(crm, load):
    load("Start,Amount,Every\n2026-09-01,90,year\n")
    assert crm.sql(TERMS) == [("2026-09-01", "2027-08-31", "open", None)]


def test_changes_that_the_file_has_are_taken_as_they_are(crm, load):
    changes = "2026-01-01 start 10.00 EUR month; 2026-02-01 pause 0 EUR month; 2026-03-01 resume 15.00 EUR month"
    load(f'Start,Amount,Every,Changes,Terms\n2026-01-01,15,month,{changes},"2026-01-01 2026-12-31 open"\n')
    assert crm.sql(CHANGES) == [
        ("start", "2026-01-01", 1000, "month"),
        ("pause", "2026-02-01", 0, "month"),
        ("resume", "2026-03-01", 1500, "month"),
    ]
    assert crm.sql(TERMS) == [("2026-01-01", "2026-12-31", "open", None)]


# --- the next file ---


def test_a_new_price_holds_from_the_day_of_the_import(crm, load):
    load("Id,Start,Amount,Every\nA,2026-01-01,10,month\n")
    assert load("Id,Start,Amount,Every\nA,2026-01-01,12,month\n") == (0, 0, 0, 1)
    assert load("Id,Start,Amount,Every\nA,2026-01-01,12,month\n", "--update") == (0, 1, 0, 0)
    assert crm.sql(CHANGES) == [("start", "2026-01-01", 1000, "month"), ("change", "2026-06-30", 1200, "month")]
    assert load("Id,Start,Amount,Every\nA,2026-01-01,12,month\n", "--update") == (0, 0, 1, 0)
    crm("undo")
    assert crm.sql(CHANGES) == [("start", "2026-01-01", 1000, "month")]
    assert crm.sql("SELECT amount_minor FROM subscription") == [(1000,)]


def test_a_last_day_ends_it_and_another_one_takes_its_place(crm, load):
    load("Id,Start,Amount,Every\nA,2026-01-01,90,year\n")
    load("Id,Start,End,Amount,Every\nA,2026-01-01,2026-07-31,90,year\n", "--update")
    assert crm.sql(CHANGES) == [("start", "2026-01-01", 9000, "12 months"), ("end", "2026-08-01", 0, "12 months")]
    assert crm.sql(TERMS) == [("2026-01-01", "2026-07-31", "ended", "2026-07-31")]
    load("Id,Start,End,Amount,Every\nA,2026-01-01,2026-09-30,90,year\n", "--update")
    assert [row[:2] for row in crm.sql(CHANGES)] == [("start", "2026-01-01"), ("end", "2026-10-01")]


def test_a_last_day_before_something_that_happened_is_refused(crm, load, tmp_path):
    load("Id,Start,Amount,Every\nA,2026-01-01,10,month\n")
    load("Id,Start,Amount,Every\nA,2026-01-01,12,month\n", "--update")
    (tmp_path / "end.csv").write_text("Id,Start,End,Amount,Every\nA,2026-01-01,2026-03-31,12,month\n")
    words = ("import", str(tmp_path / "end.csv"), "--as", "subscriptions", "--update")
    answer = crm.fails(2, "--today", TODAY, *words)
    assert "it changed on 2026-06-30, after its last day 2026-03-31" in answer.err


# --- and out again ---


def test_a_csv_export_brings_back_the_very_changes_and_terms(crm, load, tmp_path):
    load(
        "Id,Plan,Customer,Start,End,Amount,Currency,Every,Trial end,Cancelled on\n"
        "A,Hosting,Neva,2026-01-31,,12.00,EUR,month,2026-02-14,\n"
        "B,Care,Нева,2024-02-29,,480,EUR,year,,\n"
        "C,پشتیبانی,نوآوران,2025-01-01,2026-03-31,90,JPY,3 months,,2026-02-01\n"
    )
    load("Id,Start,Amount,Every\nA,2026-01-31,15,month\n", "--update")
    crm("export", "subscriptions", "--output", str(tmp_path / "subscriptions.csv"))
    other = ("--db", str(tmp_path / "other.db"))
    crm(*other, "import", str(tmp_path / "subscriptions.csv"))
    first, second = (
        list(csv.DictReader(io.StringIO(crm(*more, "export", "subscriptions", "-f", "csv").out)))
        for more in ((), other)
    )
    for row in (*first, *second):
        del row["id"]
    assert second == first
    assert [row["changes"].count(";") for row in first] == [2, 0, 2]
    assert crm(*other, "import", str(tmp_path / "subscriptions.csv"), "-f", "json").json["same"] == 3
