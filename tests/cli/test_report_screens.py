"""Reports as people see them: what stands first, what is said of a period that is not over, several currencies."""

from __future__ import annotations

import re

import pytest

TODAY = {"TINYCRM_TODAY": "2026-06-15"}


@pytest.fixture
def shop(crm):
    """Revenue of April, May and June in two currencies; goals of a month."""
    crm.env.update(TODAY)
    crm("config", "set", "currency", "EUR")
    crm("contact", "add", "Anna Petrova")
    for title, value, verb, opened, closed in (
        ("A", "1000 EUR", "won", "2026-03-01", "2026-04-10"),
        ("B", "500 USD", "lost", "2026-04-01", "2026-04-20"),
        ("C", "3000 EUR", "won", "2026-05-01", "2026-06-02"),
        ("D", "200 USD", "won", "2026-05-01", "2026-06-03"),
    ):
        crm("deal", "add", title, "--value", value, "--opened", opened, "--contact", "anna")
        crm("deal", verb, f"={title}", "--on", closed, *(("--reason", "price") if verb == "lost" else ()))
    crm("goal", "set", "revenue", "8000 EUR", "--period", "month")
    crm("goal", "set", "deals_won", "3", "--period", "month")
    crm("goal", "set", "deals_lost", "0", "--period", "month")
    return crm


def goals(crm, *words):
    rows = crm("report", "kpi", *words, "-f", "json").json["rows"]
    return {row["key"]: (row["met"], row["on_track"]) for row in rows if row["goal"] is not None}


def test_an_unfinished_period_is_on_track_or_behind_and_a_finished_one_met_or_not(shop):
    # half of June: 3,000 leads to 6,000 of 8,000, 2 deals to 4 of 3; no lost deal is within its limit so far
    assert goals(shop, "--period", "2026-06") == {
        "revenue": (False, False), "deals_won": (False, True), "deals_lost": (True, True),
    }  # fmt: skip
    assert goals(shop, "--period", "2026-04") == {
        "revenue": (False, None), "deals_won": (False, None), "deals_lost": (False, None),
    }  # fmt: skip
    said = shop("report", "kpi", "-f", "table").out
    assert re.search(r"^Revenue +3,000 EUR +8,000 EUR +behind ", said, re.MULTILINE)
    assert re.search(r"^Deals won +2 +3 +on track ", said, re.MULTILINE)
    said = shop("report", "kpi", "--period", "2026-04", "-f", "table").out
    assert re.search(r"^Revenue +1,000 EUR +8,000 EUR +no ", said, re.MULTILINE)


def test_a_limit_that_is_passed_and_a_goal_that_is_reached_are_settled_before_the_end(shop):
    shop("goal", "set", "deals_won", "2", "--period", "month")
    shop("deal", "add", "E", "--contact", "anna")
    shop("deal", "lost", "=E", "--reason", "price")
    found = goals(shop, "--period", "2026-06")
    assert (found["deals_won"], found["deals_lost"]) == ((True, None), (False, None))


def test_goals_stand_above_the_table_and_the_title_says_what_is_compared(shop):
    lines = shop("report", "kpi", "-f", "table").lines
    assert lines[0] == "Scorecard  1–15 Jun 2026 (of 30 days), compared with 1–15 May 2026"
    assert lines.index("Goals") < lines.index("All figures")
    assert not any(line.startswith("before: ") for line in lines)


def test_what_needs_one_currency_is_not_called_missing(shop):
    lines = shop("report", "kpi", "-f", "table").lines
    assert any(re.fullmatch(r"\d KPIs? needs? one currency: --in EUR", line) for line in lines)
    shop("deal", "rm", "=D", "-y")
    assert not any("one currency" in line for line in shop("report", "kpi", "-f", "table").lines)


def test_the_page_begins_with_eight_cards_at_most_the_base_currency_first(shop):
    page = shop("report", "kpi", "-f", "html").out
    first, second = re.findall(r'<ul class="tiles">(.*?)</ul>', page, re.DOTALL)
    names = re.findall(r'<p class="name" dir="auto">(.*?)</p>', first)
    assert names[:2] == ["Revenue", "Customers"]
    assert len(names) == len(set(names)) <= 8
    assert re.search(r">3,000 EUR</p><p class=\"also\" dir=\"auto\"><bdi>200 USD</bdi></p>", first)
    assert "Sales, won deals and subscriptions, less refunds" in first
    assert re.findall(r'<p class="name" dir="auto">(.*?)</p>', second) == ["Revenue", "Deals won", "Deals lost"]
    assert page.index("Goals</h2>") < page.index('<div class="beside">') < page.index("All figures</h2>")
    assert re.search(r"All figures</h2>\n<details>", page)


def test_won_and_lost_deals_of_all_currencies_are_one_picture_of_every_month(shop):
    page = shop("report", "win-loss", "--by", "month", "-f", "html").out
    assert page.count("Won and lost deals") == 2  # its heading and its name for those who cannot see it
    tips = re.findall(r"<title>(2026-\d\d\*?, (?:Won|Lost): \d)</title>", page)
    assert tips == ["2026-04, Won: 1", "2026-06*, Won: 2", "2026-04, Lost: 1"]
    assert "2026-06* is not over yet" in page
    # May has neither a deal nor a place less
    assert re.search(r">2026-05</text>", page)
    assert page.count("Won value</figcaption>") == 0
    assert re.findall(r'Won value <span class="dim">(\w+)', page) == ["EUR", "USD"]


def test_bars_of_several_currencies_have_a_scale_each_and_say_so(shop):
    said = shop("report", "win-loss", "--by", "month", "-f", "table", env={"COLUMNS": "200"}).out
    bars = {line.split()[0] + line.split()[5]: line.count("█") for line in said.splitlines() if line.endswith("█")}
    assert bars == {"2026-06EUR": 20, "2026-06USD": 20}
    assert "bars: each currency by its own largest" in said.splitlines()


def test_commands_to_copy_are_whole_on_the_narrowest_screen(shop):
    said = shop("report", "data-quality", "-f", "table", env={"COLUMNS": "40"}).out
    assert "tinycrm contact list --where 'company is empty'" in said
    assert "…" not in said.split("To look at")[1]


def test_a_card_shows_the_months_without_the_days_that_are_missing_of_the_last(shop):
    page = shop("report", "kpi", "-f", "html").out
    revenue = page[page.index('<p class="name" dir="auto">Revenue</p>') :].split("</li>")[0]
    # July to May: June's fifteen days are no fall; customers are counted on any day
    assert "11 periods" in revenue
    customers = page[page.index('<p class="name" dir="auto">Customers</p>') :].split("</li>")[0]
    assert "12 periods, at the end up" in customers
