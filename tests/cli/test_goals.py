"""Goals: set from the command line, held against the present period."""

from __future__ import annotations

import pytest

TODAY = {"TINYCRM_TODAY": "2026-06-15"}


def settings(crm):
    """Gives the settings folder, made."""
    folder = crm.home / ".config" / "tinycrm"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def shop(crm):
    """Two deals won in June, one lost; the 15th of 30 days is today."""
    crm.env.update(TODAY)
    for title, value, verb, day in (("A", "1000", "won", "2026-06-03"), ("B", "2000", "won", "2026-06-10")):
        crm("deal", "add", title, "--value", value, "--opened", "2026-06-01")
        crm("deal", verb, title, "--on", day)
    crm("deal", "add", "C", "--value", "500", "--opened", "2026-05-01")
    crm("deal", "lost", "C", "--reason", "price", "--on", "2026-06-12")
    return crm


def goals(crm):
    return {(row["key"], row["period"]): row for row in crm("goal", "list", "-f", "json").json["rows"]}


def test_a_goal_knows_its_progress_pace_and_projection(shop):
    shop("goal", "set", "deals_won", "4", "--period", "month")
    shop("goal", "set", "win_rate", "50%", "--period", "month")
    found = goals(shop)
    won = found["deals_won", "month"]
    # 2 of 4 after 15 of 30 days: just the pace that is needed
    assert (won["value"], won["goal"], won["progress"], won["pace"], won["projection"]) == (2, 4, 0.5, 1, 4)
    assert (won["met"], won["will_do"]) == (False, True)
    rate = found["win_rate", "month"]
    # a rate does not grow with the days
    assert (rate["value"], rate["progress"], rate["pace"]) == (0.666667, 1.333333, None)
    assert (rate["met"], rate["will_do"]) == (True, True)


def test_a_goal_where_less_is_better_is_a_limit(shop):
    shop("goal", "set", "deals_lost", "2", "--period", "month")
    row = goals(shop)["deals_lost", "month"]
    assert (row["value"], row["met"], row["projection"], row["will_do"]) == (1, True, 2, True)
    shop("goal", "set", "deals_lost", "0", "--period", "month")
    row = goals(shop)["deals_lost", "month"]
    assert (row["met"], row["will_do"], row["progress"]) == (False, False, 0)


def test_a_goal_of_money_is_of_its_currency_alone(shop):
    shop("goal", "set", "revenue", "6000 EUR", "--period", "month")
    row = goals(shop)["revenue", "month"]
    assert (row["value"], row["goal"], row["currency"], row["projection"]) == (3000, 6000, "EUR", 6000)
    shop("goal", "rm", "revenue", "--period", "month")
    shop("goal", "set", "revenue", "6000 USD", "--period", "month")
    assert goals(shop)["revenue", "month"]["value"] is None


def test_the_scorecard_shows_the_goal_of_its_period_alone(shop):
    shop("goal", "set", "win_rate", "50%", "--period", "month")
    shop("goal", "set", "win_rate", "90%", "--period", "year")
    month = {row["key"]: row for row in shop("report", "kpi", "-f", "json").json["rows"]}["win_rate"]
    assert (month["goal"], month["met"], month["progress"]) == (0.5, True, 1.333333)
    year = shop("report", "win_rate", "--period", "year", "-f", "json").json["rows"][0]
    assert (year["goal"], year["met"]) == (0.9, False)
    week = shop("report", "win_rate", "--period", "2026-06-01", "-f", "json").json["rows"][0]
    assert (week["goal"], week["met"]) == (None, None)


def test_a_wrong_goal_changes_nothing_and_says_what_is_wrong(shop):
    for words, told in (
        (("win_rat", "35%"), "did you mean win_rate?"),
        (("win_rate", "much"), "'much' is not a number"),
        (("win_rate", "35%", "--period", "decade"), "'decade' is no period of a goal"),
        (("deals_won", "35%"), "is a percentage"),
        (("revenue", "35%"), "'35%' is not an amount"),
        (("win_rate", " "), "has no target"),
    ):
        answer = shop("goal", "set", *words, ok=False)
        assert (answer.code, answer.out) == (2, ""), words
        assert told in answer.err
        assert answer.err.count("\n") == 1
    assert not (settings(shop) / "config.yaml").exists()


def test_a_goal_that_is_not_there_is_not_found(shop):
    for verb in ("rm", "show"):
        answer = shop("goal", verb, "win_rate", ok=False)
        assert (answer.code, "no goal" in answer.err) == (3, True)


def test_no_goals_are_an_empty_list_with_the_way_to_one(crm):
    crm("contact", "add", "Anna")
    answer = crm("goal", "list", "-f", "json")
    assert answer.json["rows"] == []
    assert "tinycrm goal set" in crm("goal", "list").out


def test_a_goal_in_the_file_that_is_none_is_told_with_its_number(shop):
    (settings(shop) / "config.yaml").write_text(
        "goals:\n  - {kpi: revenue, target: 5}\n  - {kpi: nothing, target: 5}\n"
    )
    for words in (("goal", "check"), ("goal", "list"), ("report", "kpi")):
        answer = shop(*words, ok=False)
        assert (answer.code, "goal 2 in config.yaml" in answer.err) == (2, True), words


def test_a_goal_in_another_currency_stands_beside_the_first(shop):
    shop("goal", "set", "revenue", "100", "--period", "month")
    shop("goal", "set", "revenue", "50 USD", "--period", "month")
    shop("goal", "set", "revenue", "120 EUR", "--period", "month")
    text = (settings(shop) / "config.yaml").read_text()
    assert text == (
        "goals:\n  - {kpi: revenue, target: 120 EUR, period: month}\n"
        "  - {kpi: revenue, target: 50 USD, period: month}\n"
    )


def test_a_period_that_has_not_begun_has_no_figures(shop):
    answer = shop("report", "kpi", "--period", "2026-08", ok=False)
    assert (answer.code, answer.out) == (2, "")
    assert "begins on 2026-08-01, after today" in answer.err
