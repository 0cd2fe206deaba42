"""Reports beside the same of another period, and filters of expenses."""

from __future__ import annotations

import pytest


@pytest.fixture
def shop(crm):
    """Two months, May and June 2026; the sums stand in the tests, by hand."""
    crm.env["TINYCRM_TODAY"] = "2026-06-30"
    crm("contact", "add", "Anna Petrova", "--source", "referral")
    crm("contact", "add", "Bo Li", "--source", "website")
    for who, amount, on in (("anna", "100", "2026-05-10"), ("anna", "150", "2026-06-10"), ("bo", "40", "2026-06-11")):
        crm("sale", "add", who, amount, "--on", on)
    for who, kind, at in (
        ("anna", "call", "2026-05-02 10:00"),
        ("anna", "call", "2026-06-02 10:00"),
        ("bo", "call", "2026-06-03 10:00"),
        ("bo", "email", "2026-06-04 10:00"),
    ):
        crm("log", kind, who, "x", "--at", at)
    for due, done in (("2026-05-05", "2026-05-05"), ("2026-06-05", "2026-06-05"), ("2026-06-06", "2026-06-20")):
        task = crm("task", "add", "T", "--due", due, "--owner", "kim").id
        crm("task", "done", task, env={"TINYCRM_TODAY": done})
    return crm


def _rows(shop, name, key, *words):
    return {row[key]: row for row in shop("report", name, "--compare", "previous", *words, "-f", "json").json["rows"]}


def test_sources_stand_beside_what_they_brought_before(shop):
    found = _rows(shop, "sources", "source", "--period", "2026-06")
    assert (found["referral"]["revenue"], found["referral"]["previous"], found["referral"]["change"]) == (150, 100, 0.5)
    assert (found["website"]["previous"], found["website"]["change"], found["website"]["better"]) == (None, None, None)


def test_activity_stands_beside_what_was_done_before(shop):
    found = _rows(shop, "activity", "key", "--period", "2026-06")
    assert (found["interactions"]["value"], found["interactions"]["previous"]) == (3, 1)
    assert (found["interactions"]["change"], found["interactions"]["better"]) == (2, True)
    assert (found["tasks_due"]["change"], found["tasks_due"]["better"]) == (1, None)
    found = _rows(shop, "activity", "kind", "--period", "2026-06", "--by", "kind")
    assert (found["call"]["interactions"], found["call"]["previous"], found["call"]["change"]) == (2, 1, 1)
    assert found["email"]["previous"] is None
    told = shop("report", "activity", "--compare", "previous", "--by", "day", ok=False)
    assert (told.code, "--compare says nothing" in told.err) == (2, True)


def test_tasks_stand_beside_how_many_were_on_time_before(shop):
    found = _rows(shop, "tasks", "owner", "--period", "2026-06")
    assert (found["kim"]["on_time"], found["kim"]["previous"], found["kim"]["change"]) == (0.5, 1, -0.5)
    assert found["kim"]["better"] is False


def test_the_funnel_stands_beside_how_many_got_so_far_before(shop):
    for title, opened in (("A", "2026-05-01"), ("B", "2026-06-01"), ("C", "2026-06-02")):
        shop("deal", "add", title, "--value", "100", "--contact", "bo", "--opened", opened)
    shop("deal", "won", "=A", "--on", "2026-05-20")
    found = _rows(shop, "funnel", "stage", "--period", "2026-06")
    assert [(found[stage]["reached"], found[stage]["previous"]) for stage in ("lead", "won")] == [(2, 1), (0, 1)]
    assert (found["won"]["change"], found["won"]["better"]) == (-1, False)


def test_a_filter_of_acquisition_is_of_expenses_and_leaves_customers_alone(shop):
    shop("expense", "add", "30", "--kind", "marketing", "--channel", "ads", "--on", "2026-06-01")
    shop("expense", "add", "50", "--kind", "sales", "--channel", "fair", "--on", "2026-06-01")
    answer = shop("report", "acquisition", "--period", "2026-06", "--where", "channel = ads", "-f", "json")
    found = {row["key"]: row["value"] for row in answer.json["rows"]}
    assert (found["spent"], found["new_customers"], found["cac"]) == (30, 1, 30)
    rows = shop("report", "acquisition", "--period", "2026-06", "--where", "amount > 40", "--by", "kind", "-f", "json")
    assert [(row["kind"], row["spent"]) for row in rows.json["rows"]] == [("sales", 50)]
    told = shop("report", "acquisition", "--where", "stage = won", ok=False)
    assert (told.code, "an expense has no field 'stage'" in told.err) == (2, True)


def test_a_reason_of_several_currencies_counts_its_deals_once_and_lists_the_sums(shop):
    for title, value in (("A", "100 EUR"), ("B", "70 USD"), ("C", "30 USD"), ("D", "5 EUR")):
        shop("deal", "add", title, "--value", value, "--contact", "bo", "--opened", "2026-06-01")
        shop("deal", "lost", f"={title}", "--reason", "timing" if title == "D" else "price", "--on", "2026-06-20")
    (part,) = shop("report", "win-loss", "-f", "json").json["sections"]
    assert [(row["reason"], row["deals"], row["share"], row["value"], row["currency"]) for row in part["rows"]] == [
        ("price", 3, 0.75, 100, "EUR"),
        ("price", None, None, 100, "USD"),
        ("timing", 1, 0.25, 5, "EUR"),
    ]


def test_two_reports_at_once_are_refused_with_the_one_that_was_meant(shop):
    told = shop("report", "kpi", "mrr", ok=False)
    assert (told.code, "tinycrm report mrr" in told.err) == (2, True)
