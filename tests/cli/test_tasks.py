"""`tinycrm task`, from outside."""

from __future__ import annotations

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _due(crm, id):
    shown = crm("task", "show", id, "-f", "json").json
    return shown["due_on"], shown["due_time"]


@pytest.mark.parametrize(
    ("typed", "day", "time"),
    [
        ("fri", "2026-11-20", None),
        ("mon", "2026-11-23", None),
        ("tomorrow 15:00", "2026-11-17", "15:00"),
        ("+3d", "2026-11-19", None),
        ("in 2 weeks", "2026-11-30", None),
        ("end of month", "2026-11-30", None),
        ("2028-02-29", "2028-02-29", None),
        ("today", "2026-11-16", None),
        ("2026-12-01 09:05", "2026-12-01", "09:05"),
        ("۲۰۲۶-۱۲-۰۱", "2026-12-01", None),
    ],
)
def test_a_due_day_is_understood_and_looks_forward(stocked, typed, day, time):
    assert _due(stocked, stocked("task", "add", "X", "--due", typed).id) == (day, time)


def test_add_links_contact_company_and_deal(stocked):
    id = stocked(
        "task", "add", "X", "--contact", "bo", "--company", "neva", "--deal", "website", "--priority", "low"
    ).id
    shown = stocked("task", "show", id, "-f", "json").json
    assert (shown["contact"]["id"], shown["company"]["id"], shown["deal"]["id"], shown["priority"]) == (
        BO,
        NEVA,
        WEBSITE,
        "low",
    )
    assert shown["owner"] == "tester"


def test_done_is_remembered_with_day_and_instant(stocked):
    assert stocked("task", "done", QUOTE).out == "6\n"
    shown = stocked("task", "show", QUOTE, "-f", "json").json
    assert (shown["status"], shown["done_on"]) == ("done", "2026-11-16")
    assert shown["done_at"].endswith("Z")
    assert stocked("task", "list", "-f", "ids").ids == []
    assert stocked("task", "list", "--done", "-f", "ids").ids == [QUOTE]
    stocked("task", "reopen", QUOTE)
    shown = stocked("task", "show", QUOTE, "-f", "json").json
    assert (shown["status"], shown["done_on"], shown["done_at"]) == ("open", None, None)


def test_a_repeating_task_gets_its_next_once(stocked):
    id = stocked("task", "add", "Invoice", "--due", "2026-11-16", "--repeat", "every 2 weeks").id
    done = stocked("task", "done", id, "-f", "json").json
    assert done["id"] == id
    (following,) = done["also"]
    assert following["noun"] == "task"
    assert _due(stocked, following["id"]) == ("2026-11-30", None)
    stocked("task", "done", id)
    assert stocked("task", "list", "--where", "title = Invoice", "-f", "ids").ids == [following["id"]]


def test_a_monthly_task_of_the_31st_keeps_to_the_end_of_the_month(stocked):
    id = stocked("task", "add", "Rent", "--due", "2027-01-31", "--repeat", "monthly").id
    days = []
    for _ in range(3):
        (following,) = stocked("task", "done", id, "-f", "json").json["also"]
        id = following["id"]
        days.append(_due(stocked, id)[0])
    assert days in (["2027-02-28", "2027-03-31", "2027-04-30"], ["2027-03-31", "2027-05-31", "2027-07-31"])


def test_snooze_counts_from_the_due_day_or_from_today_when_that_is_past(stocked):
    stocked("task", "snooze", QUOTE, "+3d")
    assert _due(stocked, QUOTE) == ("2026-12-04", "15:00")
    late = stocked("task", "add", "Late", "--due", "2026-11-01").id
    stocked("task", "snooze", late, "+3d")
    assert _due(stocked, late)[0] == "2026-11-19"
    stocked("task", "snooze", late, "fri 9:00")
    assert _due(stocked, late) == ("2026-11-20", "09:00")


def test_edit_changes_and_clears(stocked):
    stocked("task", "edit", QUOTE, "--title", "Send the quote", "--priority", "low", "--clear", "contact")
    shown = stocked("task", "show", QUOTE, "-f", "json").json
    assert (shown["title"], shown["priority"], shown["contact"], shown["due_on"]) == (
        "Send the quote",
        "low",
        None,
        "2026-12-01",
    )
    stocked("task", "edit", QUOTE, "--clear", "due")
    assert _due(stocked, QUOTE) == (None, None)


def test_several_are_done_in_one_transaction_or_none(stocked):
    more = [stocked("task", "add", f"T{number}").id for number in range(3)]
    before = stocked.dump()
    stocked.fails(3, "task", "done", *more, 999)
    assert stocked.dump() == before
    assert stocked("task", "done", *more).ids == more
    stocked("undo")
    assert stocked("task", "list", "-f", "ids", "--sort", "id").ids == [QUOTE, *more]


def test_the_most_urgent_task_is_first(stocked):
    late = stocked("task", "add", "Late", "--due", "2026-11-01").id
    undated = stocked("task", "add", "Some day").id
    assert stocked("task", "list", "-f", "ids").ids == [late, QUOTE, undated]


def test_due_with_a_day_is_up_to_that_day_and_the_help_says_so(stocked):
    late, today, tomorrow, later = (
        stocked("task", "add", day, "--due", day).id for day in ("2026-11-01", "2026-11-16", "2026-11-17", "2026-11-18")
    )
    assert stocked("task", "list", "--due", "tomorrow", "-f", "ids").ids == [late, today, tomorrow]
    assert stocked("task", "list", "--due", "today", "-f", "ids").ids == [late, today]
    assert stocked("task", "list", "--where", "due_on = tomorrow", "-f", "ids").ids == [tomorrow]
    assert later in stocked("task", "list", "--due", "week", "-f", "ids").ids
    told = " ".join(stocked("task", "list", "--help").out.split())
    assert "Due up to today, week (7 days) or a day" in told
    assert "--due tomorrow is today as well" in told
