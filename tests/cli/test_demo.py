"""The demonstration is a believable business on whatever day it is looked at."""

from __future__ import annotations

import pytest

from tinycrm.services.demo import trade

DAYS = ("2026-03-10", "2028-02-29", "2027-01-01", "2026-12-31")


@pytest.fixture
def demo(crm):
    """`demo("2026-03-10")` fills the demonstration as of that day; its database is the one of further calls."""

    def fill(today: str):
        crm.env["TINYCRM_TODAY"] = today
        crm.env["TINYCRM_DB"] = str(crm.home / "demo.db")
        crm.db = crm.home / "demo.db"
        crm("demo")
        return crm

    return fill


@pytest.mark.parametrize("today", DAYS)
def test_two_years_of_every_noun_are_there_and_sound(demo, today):
    crm = demo(today)
    for noun, least in (
        ("sale", 100), ("subscription", 20), ("expense", 90), ("ticket", 40), ("feedback", 50), ("campaign", 3),
        ("segment", 2), ("deal", 50), ("contact", 30), ("company", 20), ("interaction", 40),
    ):  # fmt: skip
        assert crm.sql(f"SELECT count(*) FROM {noun}")[0][0] >= least, noun
    assert crm.sql("SELECT count(DISTINCT currency) FROM sale") == [(2,)]
    assert crm.sql("SELECT count(*), count(refund_of) FROM sale WHERE amount_minor < 0") == [(4, 4)]
    for column, table in (
        ("sold_on", "sale"),
        ("spent_on", "expense"),
        ("on_day", "feedback"),
        ("opened_on", "ticket"),
    ):
        assert crm.sql(f"SELECT count(*) FROM {table} WHERE {column} > ?", (today,)) == [(0,)]
    assert crm.sql("SELECT count(*) FROM lifecycle_change WHERE on_day > ?", (today,)) == [(0,)]
    assert crm("doctor").code == 0


@pytest.mark.parametrize("today", DAYS[:2])
def test_the_changes_of_a_subscription_are_in_order_and_agree_with_it(demo, today):
    crm = demo(today)
    changes: dict[int, list[tuple[str, str, int]]] = {}
    sql = "SELECT subscription, kind, changed_on, amount_minor FROM subscription_change ORDER BY subscription, seq"
    for id, kind, day, amount in crm.sql(sql):
        changes.setdefault(int(str(id)), []).append((str(kind), str(day), int(str(amount))))
    records = crm.sql("SELECT id, start_on, end_on, amount_minor FROM subscription")
    assert {kind for rows in changes.values() for kind, _, _ in rows} == {
        "start", "trial_end", "change", "pause", "resume", "cancel", "end"
    }  # fmt: skip
    for id, start, end, amount in records:
        rows = changes[int(str(id))]
        days = [day for _, day, _ in rows]
        assert (rows[0][:2], days) == (("start", start), sorted(days))
        assert (rows[-1][0] == "end") == (end is not None)
        assert [paid for _, _, paid in rows if paid][-1] == amount


def test_the_same_day_gives_the_same_business(demo, tmp_path):
    crm = demo(DAYS[0])
    sql = "SELECT product, amount_minor, currency, sold_on, company, contact, refund_of FROM sale ORDER BY id"
    before = crm.sql(sql)
    crm("demo", "--db", str(tmp_path / "again.db"))
    crm.db = tmp_path / "again.db"
    assert crm.sql(sql) == before


def test_every_report_has_something_to_show(demo):
    crm = demo(DAYS[0])
    for report in crm("report", "list", "-f", "json").json:
        answer = crm("report", report["name"], "-f", "json").json
        assert answer["rows"] or answer.get("sections"), report["name"]


def test_its_segments_have_members_and_its_goals_are_read(demo):
    crm = demo(DAYS[0])
    for name, *_ in trade.SEGMENTS:
        assert crm("segment", "members", name, "-f", "ids").ids
    met = {row["met"] for row in crm("report", "kpi", "-f", "json").json["rows"] if row.get("goal") is not None}
    assert met == {True, False}


def test_its_settings_are_its_own(demo):
    crm = demo(DAYS[0])
    assert "goals:" in (crm.home / "demo.db.d" / "config.yaml").read_text()
    assert crm("config", "get", "margin").out == "0.7\n"
