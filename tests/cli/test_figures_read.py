"""Figures as people read them: whole periods, minutes, counts that add up."""

from __future__ import annotations

import pytest


@pytest.fixture
def shop(crm):
    """The 30th of June 2026 is today."""
    crm.env["TINYCRM_TODAY"] = "2026-06-30"
    return crm


def test_the_months_of_all_time_begin_with_the_first_record(shop) -> None:
    shop("subscription", "add", "C", "50 EUR", "--create", "--start", "2026-01-01")
    shown = shop("report", "ltv", "--period", "all", "-f", "table").out
    assert [line.split() for line in shown.splitlines() if line.startswith("months")] == [["months", "6"]]


def test_no_days_are_no_period(shop) -> None:
    shop("contact", "add", "Bo")
    assert "'0d' is not a period" in shop.fails(2, "report", "revenue", "--period", "0d").err


def test_a_jalali_month_is_a_period_where_that_is_the_calendar(shop) -> None:
    shop("contact", "add", "Bo")
    shop("config", "set", "calendar", "jalali")
    report = shop("report", "revenue", "--period", "خرداد", "-f", "json").json
    assert (report["from"], report["to"]) == ("2026-05-22", "2026-06-21")
    assert shop("report", "revenue", "--period", "1405-03", "-f", "json").json["from"] == "2026-05-22"


def test_an_answer_after_two_minutes_is_told_in_minutes_and_stays_hours_for_programs(shop) -> None:
    shop("ticket", "add", "Help", "--at", "2026-06-29 10:00")
    shop("ticket", "answer", "help", "--at", "2026-06-29 10:02")
    assert "2 minutes" in shop("report", "first_response", "-f", "table").out
    assert shop("report", "first_response", "-f", "json").json["rows"][0]["value"] < 0.1
    assert "2 minutes" in shop("ticket", "show", "help", "-f", "table").out


def test_an_answer_of_today_is_not_on_today(shop) -> None:
    shop("contact", "add", "Bo")
    shop("feedback", "add", "Bo", "9", "--kind", "nps")
    told = shop("brief", "Bo", "-f", "table").out
    assert "NPS 9 today" in told
    assert "on today" not in told


def test_the_people_of_a_source_stand_in_its_first_row_alone(shop) -> None:
    shop("contact", "add", "Bo", "--source", "web", "--lifecycle", "lead")
    shop("sale", "add", "Bo", "100 EUR")
    shop("sale", "add", "Bo", "70 USD")
    rows = shop("report", "sources", "-f", "json").json["rows"]
    assert [(row["currency"], row["leads"], row["customers"], row["new_customers"]) for row in rows] == [
        ("EUR", 1, 1, 1),
        ("USD", None, None, None),
    ]


def test_a_dry_run_says_what_it_would_do_in_plain_words(shop) -> None:
    id = shop("contact", "add", "Bo").id
    assert shop("contact", "rm", id, "--dry-run", "-f", "table").out == f"Would remove contact {id} Bo\n"
