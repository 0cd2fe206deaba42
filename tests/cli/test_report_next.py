"""`report next`: who to call today, and why."""

from __future__ import annotations

import pytest

TODAY = {"TINYCRM_TODAY": "2026-06-15"}


@pytest.fixture
def desk(crm):
    """Five people who each wait for something else, and one who does not."""
    crm.env.update(TODAY)
    for name in ("Анна Петрова", "سارا محمدی", "Bo Li", "Klaus Müller", "Tom Bright", "Quiet One"):
        crm("contact", "add", name)
    crm("ticket", "add", "Login broken", "--contact", "=Анна Петрова", "--at", "2026-06-13 10:00")
    crm("feedback", "add", "=سارا محمدی", "3", "--kind", "nps", "--comment", "Too slow", "--at", "2026-06-01 10:00")
    crm("log", "email", "=Bo Li", "How much?", "--direction", "in", "--at", "2026-06-10 10:00")
    crm("subscription", "add", "=Klaus Müller", "1200", "--every", "year", "--product", "Care", "--start", "2025-07-01")
    for day in ("2025-11-01", "2025-12-01", "2026-01-01"):
        crm("sale", "add", "=Tom Bright", "100", "--on", day)
    return crm


def rows(crm, *words):
    return [(row["name"], row["why"]) for row in crm("report", "next", *words, "-f", "json").json["rows"]]


def test_the_most_pressing_comes_first_and_each_person_once(desk):
    assert rows(desk) == [
        ("Анна Петрова", ["ticket"]),
        ("سارا محمدی", ["unhappy"]),
        ("Bo Li", ["owed"]),
        ("Klaus Müller", ["renewal"]),
        ("Tom Bright", ["lapsed"]),
    ]


def test_the_reasons_are_told_in_words_with_their_numbers(desk):
    said = desk("report", "next").out
    for words in (
        "waits for an answer: Login broken",
        "gave NPS 3 on 2026-06-01: Too slow",
        "wrote last (email): How much?",
        "Care ends in 15 days",
        "bought 3 times (300 EUR), about every 30 days; silent for 165",
    ):
        assert words in said, words


def test_several_reasons_are_one_row_that_presses_more(desk):
    desk("feedback", "add", "=Анна Петрова", "1", "--kind", "csat", "--at", "2026-06-12 10:00")
    found = desk("report", "next", "-f", "json").json["rows"][0]
    assert (found["name"], found["why"]) == ("Анна Петрова", ["ticket", "unhappy"])
    # 100 for the ticket, 2 days that it waits, 1 for the second reason
    assert found["urgency"] == 103


def test_who_was_written_to_since_is_no_longer_unhappy(desk):
    desk("log", "email", "=سارا محمدی", "Sorry!", "--direction", "out", "--at", "2026-06-02 10:00")
    assert "سارا محمدی" not in {name for name, _ in rows(desk)}


def test_a_buyer_is_away_only_when_the_gap_is_half_as_long_again_as_usual(desk):
    for day in ("2025-01-01", "2025-09-01", "2026-04-15"):
        desk("sale", "add", "=Quiet One", "100", "--on", day)
    assert "Quiet One" not in {name for name, _ in rows(desk)}


def test_a_filter_and_top_narrow_it(desk):
    desk("contact", "tag", "=Bo Li", "key")
    desk("contact", "tag", "=Tom Bright", "key")
    assert [name for name, _ in rows(desk, "--where", "tag = key")] == ["Bo Li", "Tom Bright"]
    answer = desk("report", "next", "--top", "2")
    assert len(desk("report", "next", "--top", "2", "-f", "json").json["rows"]) == 2
    assert "3 more" in answer.out


def test_nobody_waits_in_an_empty_book(crm):
    crm("contact", "add", "Anna")
    assert "nobody waits for a call" in crm("report", "next").out
    assert crm("report", "next", "-f", "json").json["rows"] == []


def test_won_deals_without_sales_are_purchases_of_a_lapsed_buyer(desk):
    for title, day in (("One", "2025-10-01"), ("Two", "2025-12-01")):
        desk("deal", "add", title, "--value", "1500", "--contact", "=Quiet One", "--opened", "2025-09-01")
        desk("deal", "won", f"={title}", "--on", day)
    # a deal with a sale of its own is one purchase, on the sale's day
    desk("sale", "add", "=Quiet One", "1000", "--deal", "=Two", "--on", "2025-12-05")
    said = desk("report", "next").out
    assert "bought 2 times (2,500 EUR), about every 65 days; silent for 192" in said


def test_a_product_that_most_like_them_have_is_a_reason_too(desk):
    for name in ("A", "B", "C"):
        desk("contact", "add", f"Pair {name}")
        for product in ("Website", "Hosting"):
            desk("sale", "add", f"=Pair {name}", "10", "--product", product, "--on", "2026-06-01")
    desk("contact", "add", "Half Way")
    desk("sale", "add", "=Half Way", "10", "--product", "Website", "--on", "2026-06-01")
    found = desk("report", "next", "-f", "json").json["rows"][-1]
    assert (found["name"], found["why"]) == ("Half Way", ["missing"])
    assert found["words"] == "has Website and not Hosting, as most who have it do"
