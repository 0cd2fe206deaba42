from datetime import date

import pytest

from tinycrm.domain.periods import parse_period, previous_period
from tinycrm.errors import UsageError

WEDNESDAY = date(2026, 5, 13)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("today", "2026-05-13", "2026-05-13"),
        ("week", "2026-05-11", "2026-05-17"),
        ("month", "2026-05-01", "2026-05-31"),
        ("quarter", "2026-04-01", "2026-06-30"),
        ("year", "2026-01-01", "2026-12-31"),
        ("this month", "2026-05-01", "2026-05-31"),
        ("last month", "2026-04-01", "2026-04-30"),
        # one word for a shell
        ("last-month", "2026-04-01", "2026-04-30"),
        ("may-2026", "2026-05-01", "2026-05-31"),
        ("last quarter", "2026-01-01", "2026-03-31"),
        ("next year", "2027-01-01", "2027-12-31"),
        ("7d", "2026-05-07", "2026-05-13"),
        ("30d", "2026-04-14", "2026-05-13"),
        ("last 7 days", "2026-05-07", "2026-05-13"),
        ("12m", "2025-05-14", "2026-05-13"),
        ("mtd", "2026-05-01", "2026-05-13"),
        ("ytd", "2026-01-01", "2026-05-13"),
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q2", "2026-04-01", "2026-06-30"),
        ("q2 2026", "2026-04-01", "2026-06-30"),
        ("q3", "2025-07-01", "2025-09-30"),
        ("2026-W20", "2026-05-11", "2026-05-17"),
        ("may", "2026-05-01", "2026-05-31"),
        ("june", "2025-06-01", "2025-06-30"),
        ("june 2026", "2026-06-01", "2026-06-30"),
        ("2026-05-12", "2026-05-12", "2026-05-12"),
        ("fri", "2026-05-08", "2026-05-08"),
        ("2026-01..2026-03", "2026-01-01", "2026-03-31"),
        ("2026-03-01..", "2026-03-01", "2200-12-31"),
        ("..today", "1900-01-01", "2026-05-13"),
        ("all", "1900-01-01", "2200-12-31"),
        ("۲۰۲۶-۰۵", "2026-05-01", "2026-05-31"),
        ("прошлый месяц", "2026-04-01", "2026-04-30"),
        ("ماه گذشته", "2026-04-01", "2026-04-30"),
    ],
)
def test_periods_have_a_first_and_a_last_day(text: str, first: str, last: str) -> None:
    assert parse_period(text, WEDNESDAY) == (first, last)


def test_a_week_starts_where_the_setting_says() -> None:
    assert parse_period("week", WEDNESDAY, week_starts="saturday") == ("2026-05-09", "2026-05-15")


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13", "2026-Q5", "2026-W60", "hour", "w", "a..b", "1..2..3", "x" * 5000]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a period"):
        parse_period(text, WEDNESDAY)


@pytest.mark.parametrize("text", ["2026-05..2026-01", "1800", "2026-02-30", "99999d"])
def test_a_period_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_period(text, WEDNESDAY)


@pytest.mark.parametrize(
    ("period", "before"),
    [
        (("2026-05-01", "2026-05-31"), ("2026-04-01", "2026-04-30")),
        (("2026-01-01", "2026-01-31"), ("2025-12-01", "2025-12-31")),
        (("2026-04-01", "2026-06-30"), ("2026-01-01", "2026-03-31")),
        (("2026-01-01", "2026-12-31"), ("2025-01-01", "2025-12-31")),
        (("2024-03-01", "2024-03-31"), ("2024-02-01", "2024-02-29")),
        (("2026-05-07", "2026-05-13"), ("2026-04-30", "2026-05-06")),
        (("2026-05-13", "2026-05-13"), ("2026-05-12", "2026-05-12")),
    ],
)
def test_the_previous_period_is_of_the_same_kind(period: tuple[str, str], before: tuple[str, str]) -> None:
    assert previous_period(*period) == before


def test_whole_months_up_to_the_last_day_of_one_begin_on_a_first() -> None:
    for today, text, first in (
        (date(2026, 6, 30), "6 months", "2026-01-01"),
        (date(2026, 2, 28), "1 month", "2026-02-01"),
        (date(2026, 5, 30), "3 months", "2026-03-01"),
        (date(2026, 12, 31), "1 year", "2026-01-01"),
        (date(2026, 6, 30), "7d", "2026-06-24"),
    ):
        assert parse_period(text, today) == (first, today.isoformat()), text


@pytest.mark.parametrize("text", ["0d", "0 days", "last 0 months"])
def test_nothing_at_all_is_no_period(text: str) -> None:
    with pytest.raises(UsageError):
        parse_period(text, WEDNESDAY)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1405-03", "2026-05-22", "2026-06-21"),
        ("1405/3", "2026-05-22", "2026-06-21"),
        ("۱۴۰۵-۰۳", "2026-05-22", "2026-06-21"),
        ("خرداد", "2025-05-22", "2025-06-21"),
        ("خرداد ۱۴۰۵", "2026-05-22", "2026-06-21"),
        ("1405 khordad", "2026-05-22", "2026-06-21"),
        ("فروردین", "2026-03-21", "2026-04-20"),
        ("1404-12", "2026-02-20", "2026-03-20"),
        ("1403", "2024-03-20", "2025-03-20"),
        ("1405-01..1405-02", "2026-03-21", "2026-05-21"),
        ("month", "2026-05-01", "2026-05-31"),
        ("2026-05", "2026-05-01", "2026-05-31"),
        ("may", "2026-05-01", "2026-05-31"),
    ],
)
def test_jalali_years_and_months_are_their_gregorian_days(text: str, first: str, last: str) -> None:
    assert parse_period(text, WEDNESDAY, calendar="jalali") == (first, last)


def test_a_jalali_month_that_there_is_not_is_refused() -> None:
    for text in ("1405-13", "1405-0"):
        with pytest.raises(UsageError):
            parse_period(text, WEDNESDAY, calendar="jalali")
