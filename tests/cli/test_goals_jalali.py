"""Goals under `calendar: jalali` are of Jalali months, quarters and years."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.conftest import Crm


@pytest.fixture
def shop(crm: Crm) -> Crm:
    """Today is the 25th of Khordad 1405; sales around the first days of its month, its spring and its year."""
    crm.env["TINYCRM_TODAY"] = "2026-06-15"
    crm("contact", "add", "سارا محمدی")
    for day, amount in (("2026-03-20", "1"), ("2026-03-21", "10"), ("2026-05-21", "100"), ("2026-05-22", "1000")):
        crm("sale", "add", "سارا محمدی", amount, "--on", day)
    for kind in ("month", "quarter", "year", "week"):
        crm("goal", "set", "revenue", "5000", "--period", kind)
    return crm


def goals(crm: Crm) -> dict[str, tuple]:
    rows = crm("goal", "list", "-f", "json").json["rows"]
    return {row["period"]: (row["from"], row["to"], row["value"]) for row in rows}


def test_a_goal_is_of_the_jalali_month_quarter_and_year(shop: Crm) -> None:
    shop("config", "set", "calendar", "jalali")
    found = goals(shop)
    assert found["month"] == ("2026-05-22", "2026-06-21", 1000)
    assert found["quarter"] == ("2026-03-21", "2026-06-21", 1110)
    assert found["year"] == ("2026-03-21", "2027-03-20", 1110)


def test_with_the_gregorian_calendar_a_goal_is_of_its_own_months(shop: Crm) -> None:
    found = goals(shop)
    assert found["month"] == ("2026-06-01", "2026-06-30", 0)
    assert found["quarter"] == ("2026-04-01", "2026-06-30", 1100)
    assert found["year"] == ("2026-01-01", "2026-12-31", 1111)


def test_a_week_is_a_week_in_both(shop: Crm) -> None:
    before = goals(shop)["week"]
    shop("config", "set", "calendar", "jalali")
    assert goals(shop)["week"] == before == ("2026-06-15", "2026-06-21", 0)


@pytest.mark.parametrize(("period", "kind"), [("1405-03", "month"), ("خرداد", "month"), ("1405", "year")])
def test_the_scorecard_of_a_jalali_period_shows_its_goal(shop: Crm, period: str, kind: str) -> None:
    shop("config", "set", "calendar", "jalali")
    rows = shop("report", "kpi", "--period", period, "-f", "json").json["rows"]
    (found,) = [row for row in rows if row["key"] == "revenue"]
    assert (found["value"], found["goal"]) == (goals(shop)[kind][2], 5000)


def test_the_same_days_are_no_month_where_the_calendar_is_gregorian(shop: Crm) -> None:
    rows = shop("report", "kpi", "--from", "2026-05-22", "--to", "2026-06-21", "-f", "json").json["rows"]
    assert [row["goal"] for row in rows if row["key"] == "revenue"] == [None]


def test_by_month_and_year_stay_those_of_the_days_that_are_stored(shop: Crm) -> None:
    shop("config", "set", "calendar", "jalali")
    rows = shop("report", "revenue", "--by", "month", "--period", "1405-03", "-f", "json").json["rows"]
    assert [row["month"] for row in rows] == ["2026-05", "2026-06"]
