"""Derived fields over time: subscriptions that come, pause and end; campaigns and what they brought; deals that rot."""

from __future__ import annotations

import pytest

TODAY = "2026-03-31"


@pytest.fixture
def office(crm):
    crm.env["TINYCRM_TODAY"] = TODAY
    crm("company", "add", "Neva")
    return crm


def subscriptions(crm, *keys: str) -> list[object]:
    columns = ",".join(keys)
    rows = crm("subscription", "list", "--all", "--sort", "product", "--columns", columns, "-f", "json").json
    return [list(row.values()) if len(keys) > 1 else row[keys[0]] for row in rows]


def test_a_subscription_says_where_its_life_stands(office):
    add = ("subscription", "add", "company:Neva", "10", "--product")
    office(*add, "A active", "--start", "2026-01-31")
    office(*add, "B paused", "--start", "2026-01-01")
    office("subscription", "pause", "B paused", "--on", "2026-03-01")
    office(*add, "C cancelled", "--start", "2026-01-01")
    office("subscription", "cancel", "C cancelled", "--on", "2026-03-30", "--end", TODAY)
    office(*add, "D ended", "--start", "2026-01-01", "--end", "2026-03-30")
    office(*add, "E ends today", "--start", "2026-01-01", "--end", TODAY)
    office(*add, "F coming", "--start", "2026-04-01")
    office(*add, "G trial", "--start", "2026-03-01", "--trial-until", TODAY)
    office(*add, "H paid", "--start", "2026-03-01", "--trial-until", "2026-03-30")
    expected = ["active", "paused", "cancelled", "ended", "active", "coming", "trial", "active"]
    assert subscriptions(office, "status") == expected
    # nothing in a pause, a trial, before the start and after the last day
    assert subscriptions(office, "mrr") == [10, 0, 10, 0, 10, 0, 0, 10]
    assert office("company", "show", "Neva", "--get", "mrr").out == "40.00\n"
    # counted from 31 January: February's last day, then the 31st again; the start and the first paid day are due
    assert subscriptions(office, "next_due") == [TODAY, None, None, None, None, "2026-04-01", "2026-04-01", TODAY]
    assert subscriptions(office, "days_to_end")[2:5] == [0, -1, 0]


def test_a_pause_to_come_changes_nothing_today(office):
    id = office("subscription", "add", "company:Neva", "10", "--start", "2026-01-31").id
    office("subscription", "pause", id, "--on", "2026-04-05")
    assert subscriptions(office, "status") == ["active"]
    in_it = {"TINYCRM_TODAY": "2026-04-05"}
    assert office("subscription", "show", id, "--get", "status", env=in_it).out == "paused\n"
    assert office("subscription", "show", id, "--get", "mrr", env=in_it).out == "0.00\n"


def test_every_interval_comes_to_a_month_rounded_once(office):
    for interval, amount in (("week", "10"), ("2 weeks", "10"), ("quarter", "100"), ("year", "100"), ("4 weeks", "1")):
        office("subscription", "add", "company:Neva", amount, "--every", interval, "--product", interval)
    # 10 × 52/12, 10 × 26/12, 1 × 13/12, 100/3, 100/12
    assert subscriptions(office, "product", "mrr") == [
        ["2 weeks", 21.67],
        ["4 weeks", 1.08],
        ["quarter", 33.33],
        ["week", 43.33],
        ["year", 8.33],
    ]
    # 43.333… + 21.666… + 33.333… + 8.333… + 1.083… = 107.75: rounded apart it would be 107.74
    assert office("company", "show", "Neva", "--get", "mrr").out == "107.75\n"


def test_what_fell_due_and_was_not_paid_is_revenue_up_to_today(office):
    office("subscription", "add", "company:Neva", "10", "--start", "2026-01-31", "--product", "Hosting")
    # 31 January, 28 February, 31 March
    assert office("company", "show", "Neva", "--get", "ltv").out == "30.00\n"
    office("sale", "add", "company:Neva", "8", "--subscription", "Hosting", "--due", "2026-02-28", "--on", "2026-03-05")
    # what was paid for the day takes its place
    assert office("company", "show", "Neva", "--get", "ltv").out == "28.00\n"
    day_before = {"TINYCRM_TODAY": "2026-03-30"}
    assert office("company", "show", "Neva", "--get", "ltv", env=day_before).out == "18.00\n"


def test_a_leap_day_is_a_day_of_its_month(crm):
    crm.env["TINYCRM_TODAY"] = "2028-02-29"
    crm("company", "add", "Neva")
    crm("subscription", "add", "company:Neva", "10", "--start", "2028-01-31")
    crm("sale", "add", "company:Neva", "5", "--on", "2028-02-29")
    found = crm("company", "list", "--where", "last_sale = 2028-02-29 and ltv = 25", "-f", "ids").ids
    assert found == [1]
    later = {"TINYCRM_TODAY": "2028-03-01"}
    assert crm("company", "list", "--where", "last_sale = 1d ago", "-f", "ids", env=later).ids == [1]


def test_a_campaign_tells_what_it_cost_and_brought(office):
    office("campaign", "add", "Spring", "--start", "2026-03-01", "--budget", "900")
    office("expense", "add", "120.50", "--kind", "marketing", "--campaign", "Spring", "--on", "2026-03-02")
    office("expense", "add", "79.50", "--kind", "sales", "--campaign", "Spring", "--on", "2026-03-03")
    office("expense", "add", "1000", "--kind", "marketing", "--on", "2026-03-03")
    office("sale", "add", "company:Neva", "300", "--campaign", "Spring", "--on", "2026-03-05")
    office(
        "deal", "add", "Logo", "--company", "Neva", "--value", "50", "--campaign", "Spring", "--opened", "2026-03-01"
    )
    office("deal", "won", "Logo", "--on", "2026-03-20")
    office(
        "deal", "add", "Site", "--company", "Neva", "--value", "70", "--campaign", "Spring", "--opened", "2026-03-01"
    )
    office("deal", "won", "Site", "--on", "2026-03-20")
    office("sale", "add", ".", "65", "--deal", "Site", "--on", "2026-03-21")
    # of two campaigns the sale's own counts, not its deal's
    office("campaign", "add", "Fair", "--start", "2026-03-01")
    office("sale", "add", ".", "5", "--deal", "Site", "--campaign", "Fair", "--on", "2026-03-22")
    assert office("campaign", "show", "Fair", "--get", "revenue").out == "5.00\n"
    words = ("--where", "name = spring", "--columns", "spent,revenue,members")
    row = office("campaign", "list", *words, "-f", "json").json[0]
    # the won deal without a sale counts with its value, the other one with its sale
    assert row == {"spent": 200, "revenue": 415, "members": 0}
    assert office("campaign", "list", "--where", "revenue > 415", "-f", "ids").ids == []
    assert len(office("campaign", "list", "--where", "revenue >= 415 and spent = 200", "-f", "ids").ids) == 1


def test_a_deal_rots_on_the_day_after_its_stage_allows(office):
    folder = office.db.parent / "crm.db.d"
    folder.mkdir(exist_ok=True)
    (folder / "pipelines.yaml").write_text(
        "pipelines:\n  sales:\n    stages:\n      - {key: lead, probability: 10%, rot_days: 30}\n"
        "      - {key: won, outcome: won}\n      - {key: lost, outcome: lost}\n"
    )
    office("deal", "add", "In time", "--opened", "2026-03-01")
    office("deal", "add", "Too long", "--opened", "2026-02-28")
    office("deal", "add", "Won", "--opened", "2026-01-01")
    office("deal", "won", "Won", "--on", "2026-03-01")
    rows = office("deal", "list", "--all", "--sort", "title", "--columns", "title,days_in_stage,rotting", "-f", "json")
    assert [list(row.values()) for row in rows.json] == [
        ["In time", 30, False],
        ["Too long", 31, True],
        ["Won", None, False],
    ]
    assert office("deal", "list", "--where", "rotting = yes", "--columns", "title").lines[1:] == ["Too long"]


def test_the_last_interaction_is_the_local_day_of_the_touch(office):
    folder = office.db.parent / "crm.db.d"
    folder.mkdir(exist_ok=True)
    (folder / "config.yaml").write_text("timezone: Asia/Tokyo\n")
    office("contact", "add", "Bo")
    office("log", "call", "Bo", "Hi", "--at", "2026-03-30T15:30:00Z")
    # half past midnight in Tokyo
    found = office("contact", "list", "--columns", "last_interaction,days_since_touch", "-f", "json").json
    assert found == [{"last_interaction": "2026-03-31", "days_since_touch": 0}]
    assert len(office("contact", "list", "--where", "last_interaction = 2026-03-31", "-f", "ids").ids) == 1
    assert office("contact", "list", "--where", "last_interaction < 2026-03-31", "-f", "ids").ids == []
