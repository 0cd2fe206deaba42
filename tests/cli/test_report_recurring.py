"""Reports of subscriptions, satisfaction, service and discipline, by the commands that make their records."""

from __future__ import annotations

import pytest

REPORTS = ("subscriptions", "satisfaction", "service", "tasks", "stale", "data-quality", "activity")
SPLITS = {
    "subscriptions": ("month", "quarter", "year", "product", "owner", "interval"),
    "satisfaction": ("month", "quarter", "year", "owner", "channel", "product"),
    "service": ("month", "quarter", "year", "owner", "channel", "priority"),
    "tasks": ("month", "quarter", "year", "owner", "priority"),
    "activity": ("day", "month", "quarter", "year", "kind", "owner"),
    "stale": ("owner",),
}


@pytest.fixture
def shop(crm):
    crm.env["TINYCRM_TODAY"] = "2026-06-30"
    anna = crm("contact", "add", "Анна Петрова", "--email", "anna@neva.example").id
    sara = crm("contact", "add", "سارا محمدی").id
    crm("subscription", "add", str(anna), "100 EUR", "--product", "Hosting", "--start", "2026-01-15")
    care = crm(
        "subscription", "add", str(sara), "1200 EUR", "--every", "year", "--product", "Care", "--start", "2026-01-10"
    )
    crm("subscription", "change", str(care.id), "1800", "--on", "2026-06-15")
    crm("feedback", "add", str(anna), "9", "--kind", "nps", "--comment", "خیلی خوب", "--at", "2026-06-10")
    crm("feedback", "add", str(sara), "6", "--kind", "nps", "--at", "2026-06-11")
    crm("feedback", "add", str(sara), "7", "--kind", "nps", "--at", "2026-06-12")
    bill = crm("ticket", "add", "No invoice", "--who", str(anna), "--channel", "email", "--at", "2026-06-20 08:00").id
    crm("ticket", "answer", str(bill), "--at", "2026-06-20 11:00")
    crm("task", "add", "Send quote", "--due", "2026-06-10")
    return crm


def values(answer) -> dict[str, object]:
    return {row["key"]: row["value"] for row in answer.json["rows"]}


def test_mrr_goes_from_start_to_end_in_the_report_and_the_scorecard(shop) -> None:
    rows = shop("report", "subscriptions", "-f", "json").json["rows"]
    assert [(row["part"], row["mrr"], row["previous"]) for row in rows] == [
        ("start", 200, 200),
        ("new_mrr", 0, 0),
        ("reactivation_mrr", 0, 0),
        ("expansion", 50, 0),
        ("contraction", 0, 0),
        ("churned_mrr", 0, 0),
        ("end", 250, 200),
    ]
    found = values(shop("report", "kpi", "-f", "json"))
    assert [found[key] for key in ("mrr", "arr", "nrr", "arpa", "subscribers")] == [250, 3000, 1.25, 125, 2]


def test_satisfaction_counts_the_last_answers_and_shows_comments_to_people(shop) -> None:
    assert values(shop("report", "satisfaction", "-f", "json"))["nps"] == 50
    assert "خیلی خوب" not in shop("report", "satisfaction", "-f", "json").out
    assert "خیلی خوب" in shop("report", "satisfaction", "-f", "html").out


def test_a_score_is_rounded_for_people_and_exact_for_programs(shop) -> None:
    shop("feedback", "add", "1", "3", "--kind", "ces")
    for score in ("4", "4"):
        shop("feedback", "add", "2", score, "--kind", "ces")
    assert values(shop("report", "satisfaction", "-f", "json"))["ces"] == 3.6667
    (line,) = (line for line in shop("report", "satisfaction").lines if line.startswith("Ease (CES), mean"))
    assert line.split()[3] == "3.7"


def test_service_has_clock_hours_and_the_backlog(shop) -> None:
    found = values(shop("report", "service", "-f", "json"))
    assert [found[key] for key in ("first_response", "resolution", "unanswered", "open_tickets", "backlog_age")] == [
        3,
        None,
        0,
        1,
        10,
    ]


def test_tasks_and_discipline_say_what_is_late(shop) -> None:
    (row,) = shop("report", "tasks", "-f", "json").json["rows"]
    assert (row["due"], row["on_time"], row["overdue"]) == (1, 0, 1)
    found = values(shop("report", "kpi", "-f", "json"))
    assert [found[key] for key in ("on_time", "overdue_tasks", "stale")] == [0, 1, 0]
    assert found["data_quality"] == shop("doctor", "data", "-f", "json").json["score"]


def test_stale_agrees_with_what_doctor_lists(shop) -> None:
    later = {"TINYCRM_TODAY": "2027-06-30"}
    rows = shop("report", "stale", "-f", "json", env=later).json["rows"]
    assert [(row["records"], row["stale"]) for row in rows][:2] == [("contacts", 2), ("companies", 0)]
    gaps = shop("doctor", "data", "-f", "json", env=later).json["findings"]
    assert [gap["count"] for gap in gaps if gap["check"] == "stale"] == [2]


@pytest.mark.parametrize("name", REPORTS)
def test_an_empty_database_makes_every_report_in_every_form(crm, name: str) -> None:
    crm("contact", "add", "Bo")
    crm("contact", "rm", "1", "--yes")
    for form in ("table", "json", "html", "md", "csv"):
        assert crm("report", name, "-f", form).out


@pytest.mark.parametrize(("name", "by"), [(name, by) for name, own in SPLITS.items() for by in own])
def test_every_split_gives_rows_that_begin_with_it(shop, name: str, by: str) -> None:
    period = [] if name == "stale" else ["--period", "2026"]
    rows = shop("report", name, "--by", by, *period, "-f", "json").json["rows"]
    if name != "activity":
        assert rows
    assert all(next(iter(row)) == by for row in rows)


def test_explain_says_the_numbers_that_went_into_a_kpi(shop) -> None:
    said = shop("report", "explain", "nrr", "-f", "json").out
    assert "start MRR" in said
    assert "end MRR of these parties" in said


def test_a_segment_narrows_all_of_them(shop) -> None:
    shop("segment", "add", "russian", "--where", "name ~ анна")
    rows = shop("report", "subscriptions", "--segment", "russian", "-f", "json").json["rows"]
    assert rows[-1]["mrr"] == 100
    assert values(shop("report", "satisfaction", "--segment", "russian", "-f", "json"))["nps"] == 100
    assert shop("report", "tasks", "--segment", "russian", "-f", "json").json["rows"] == []
    assert shop("report", "stale", "--segment", "russian", "-f", "json").json["rows"][0]["of"] == 1
