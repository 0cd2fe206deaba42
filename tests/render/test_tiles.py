"""A scorecard as cards."""

from __future__ import annotations

import re

from tests.render.drawn import HOSTILE, html, svgs

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Number, Report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Row

COLUMNS = [
    Column("name", "KPI"),
    Column("value", "Value", "measure"),
    Column("previous", "Before", "measure"),
    Column("change", "Change", "change"),
    Column("goal", "Goal", "measure"),
    Column("met", "Met", "bool"),
    Column("n", "n", "int"),
]
WIN_RATE: Row = {
    "name": "Win rate",
    "group": "Sales",
    "value": Number("0.42"),
    "unit": "ratio",
    "previous": Number("0.38"),
    "change": Number("0.105263"),
    "better": True,
    "goal": Number("0.56"),
    "met": False,
    "n": 31,
}
TREND: Row = {**WIN_RATE, "trend": [1, None, 3, 4]}


def page(*rows: Row, language: str = "en") -> str:
    chart = Chart("tiles", "name", ["value"])
    return html(Report("kpi", "Scorecard", COLUMNS, list(rows), charts=[chart]), language=language)


def cards(*rows: Row) -> list[str]:
    return re.findall(r'<li class="tile">(.*?)</li>', page(*rows), re.DOTALL)


def words(markup: str) -> str:
    """Gives the words of markup as a screen reader has them."""
    spoken = re.sub(r'<span[^>]* aria-hidden="true">.*?</span>|<svg.*?</svg>', "", markup)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", spoken)).strip()


def test_a_card_says_all_of_a_figure_in_words() -> None:
    (card,) = cards(WIN_RATE)
    assert words(card) == "Win rate 42% up +10.5% better Goal 56%, 75% reached not met before 38% n = 31"


def test_a_goal_has_a_bar_as_long_as_its_part() -> None:
    (card,) = cards(WIN_RATE)
    assert '<rect class="f0" x="0%" width="75%" height="6" rx="3"/>' in card
    (met,) = cards({**WIN_RATE, "goal": Number("0.35"), "met": True})
    assert '<rect class="f1" x="0%" width="100%"' in met
    (passed,) = cards({**WIN_RATE, "goal": Number("0.21"), "met": False})
    assert '<rect class="f2" x="0%" width="100%"' in passed


def test_progress_that_the_report_gives_is_taken_as_it_is() -> None:
    (card,) = cards({**WIN_RATE, "goal": Number("0.21"), "met": False, "progress": Number("0.5")})
    assert '<rect class="f0" x="0%" width="50%"' in card
    assert "At most 21% not met" in words(card)


def test_a_projection_is_said() -> None:
    (card,) = cards({**WIN_RATE, "projection": Number("0.6")})
    assert words(card).endswith("before 38% heading for 60% n = 31")


def test_a_bar_grows_from_the_right_on_a_page_that_does() -> None:
    assert '<rect class="f0" x="25%" width="75%"' in page(WIN_RATE, language="fa")


def test_a_change_is_good_or_bad_or_neither_in_words_and_colour() -> None:
    worse, neither, same = cards(
        {**WIN_RATE, "change": Number("-0.2"), "better": False},
        {**WIN_RATE, "change": Number("-0.2"), "better": None},
        {**WIN_RATE, "change": Number("0"), "better": None},
    )
    assert '<p class="chg bad">' in worse
    assert "down -20% worse Goal" in words(worse)
    assert '<p class="chg dim">' in neither
    assert "down -20% Goal" in words(neither)
    assert "unchanged 0% Goal" in words(same)


def test_no_data_is_said_and_nothing_is_made_up_from_it() -> None:
    (card,) = cards({"name": "CSAT", "value": None, "unit": "ratio", "goal": Number("0.9"), "met": None, "n": 0})
    assert words(card) == "CSAT no data Goal 90% n = 0"
    assert "<rect" not in card


def test_what_has_no_data_is_named_once_and_has_no_card() -> None:
    nothing: Row = {"name": "NPS", "group": "Sales", "value": None, "unit": "ratio", "n": 0}
    made = page(WIN_RATE, nothing, {**nothing, "name": "CSAT", "group": "Service"}, {**nothing, "name": "CES"})
    assert re.findall(r'<h2 dir="auto">(.*?)</h2>', made) == ["Sales", "Service"]
    assert made.count('<li class="tile">') == 1
    assert '<p class="dim none">No data: <bdi>NPS</bdi> · <bdi>CES</bdi></p>' in made
    assert '<p class="dim none">No data: <bdi>CSAT</bdi></p>' in made
    # what it was before is worth a card
    assert len(cards({**nothing, "previous": Number("0.5")})) == 1


def test_a_trend_is_a_line_with_a_gap() -> None:
    (trend,) = svgs(page(TREND))
    # from 1 to 4 in 28 of 34 pixels, the second of four is missing
    assert [way["d"] for way in trend.all("path")] == ["M666.667 12.333L1000 3"]
    assert [(dot["cx"], dot["cy"]) for dot in trend.all("circle")] == [("0%", "31.0"), ("100%", "3.0")]
    assert trend.all("desc")[0]["text"] == "4 periods, at the end up"


def test_a_trend_of_equal_values_is_a_level_line_and_one_value_is_none() -> None:
    (trend,) = svgs(page({**TREND, "trend": [2, 2]}))
    assert [way["d"] for way in trend.all("path")] == ["M0 17L1000 17"]
    assert svgs(page({**TREND, "trend": [2]})) == []
    assert svgs(page({**TREND, "trend": "2, 3"})) == []


def test_cards_of_a_group_stand_under_its_heading() -> None:
    made = page(WIN_RATE, {"name": "Churn", "group": "Customers", "value": 1}, {**WIN_RATE, "name": "Deals"})
    assert re.findall(r'<h2 dir="auto">(.*?)</h2>', made) == ["Sales", "Customers"]
    sales, customers = re.findall(r'<ul class="tiles">(.*?)</ul>', made, re.DOTALL)
    assert (sales.count('<li class="tile">'), customers.count('<li class="tile">')) == (2, 1)


def test_a_long_value_is_set_smaller() -> None:
    (card,) = cards({"name": "x", "value": Number("12345678901.50"), "unit": "money", "currency": "IDR"})
    assert '<p class="big long longer" dir="auto">12,345,678,901.50 IDR</p>' in card
    (card,) = cards({"name": "x", "value": Number("123456.50"), "unit": "money", "currency": "EUR"})
    assert '<p class="big long" dir="auto">123,456.50 EUR</p>' in card


def test_nothing_of_a_card_becomes_markup() -> None:
    evil = dict.fromkeys(("name", "group", "value", "unit", "previous", "change", "goal", "n", "currency"), HOSTILE)
    made = page({**evil, "met": True, "better": True, "trend": [HOSTILE, 1, 2]})
    assert "<script" not in made
    assert "<img" not in made
    assert not set(made) & set("\x1b\u202e")


def test_what_is_not_over_is_on_track_or_behind_and_not_missed() -> None:
    ahead, late = cards({**WIN_RATE, "on_track": True}, {**WIN_RATE, "on_track": False})
    assert "Goal 56%, 75% reached on track before" in words(ahead)
    assert "Goal 56%, 75% reached behind before" in words(late)


def test_other_currencies_stand_small_in_the_same_card_and_a_sentence_says_what_it_is() -> None:
    own: Row = {"name": "MRR", "value": Number("1032"), "unit": "money", "currency": "EUR", "n": 11}
    other: Row = {**own, "value": Number("195"), "currency": "USD"}
    (card,) = cards({**own, "also": [other], "about": "Recurring <revenue> of a month"})
    assert words(card) == "MRR 1,032 EUR 195 USD Recurring &lt;revenue&gt; of a month"


def test_what_there_was_nothing_of_before_is_new() -> None:
    plain: Row = {"name": "New customers", "value": 2, "previous": 0, "change": None, "unit": "count"}
    new, ratio, none = cards(plain, {**plain, "value": Number("0.05"), "unit": "ratio"}, {**plain, "value": 0})
    assert words(new) == "New customers 2 new before 0"
    assert "new" not in words(ratio).split()
    assert "new" not in words(none).split()
