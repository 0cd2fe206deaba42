"""Days as people type them where the calendar is the Iranian solar one."""

from __future__ import annotations

from datetime import date

import pytest

from tinycrm.domain.dates import parse_day
from tinycrm.errors import UsageError

WEDNESDAY = date(2026, 5, 13)


# Wednesday the 13th of May 2026 is the 23rd of Ordibehesht 1405.
@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1405-09-05", "2026-11-26"),
        ("1405/9/5", "2026-11-26"),
        ("14050905", "2026-11-26"),
        ("1300-01-01", "1921-03-21"),
        ("1499-01-01", "2120-03-21"),
        ("1405-02-31", "2026-05-21"),
        ("1405-07-30", "2026-10-22"),
        ("1405-01-31", "2026-04-20"),
        ("5 azar", "2026-11-26"),
        ("23 ordibehesht", "2026-05-13"),
        ("22 ordibehesht", "2027-05-12"),
        ("10 dey 1405", "2026-12-31"),
        ("10 dey 1300", "1921-12-31"),
        ("10 dey 1499", "2120-12-31"),
        ("end of month", "2026-05-21"),
        ("start of month", "2026-04-21"),
        ("end of quarter", "2026-06-21"),
        ("start of quarter", "2026-03-21"),
        ("start of year", "2026-03-21"),
        ("end of year", "2027-03-20"),
        ("next month", "2026-05-22"),
        ("next quarter", "2026-06-22"),
        ("in 1 month", "2026-06-13"),
        ("in 5 months", "2026-10-15"),
        ("2026-12-01", "2026-12-01"),
        ("1 dec", "2026-12-01"),
    ],
)
def test_with_the_jalali_calendar_months_and_years_are_jalali(text: str, day: str) -> None:
    assert parse_day(text, WEDNESDAY, calendar="jalali") == day


def test_the_next_jalali_month_is_the_very_next_one() -> None:
    # the 30th of Mehr 1405: a Gregorian month later it is Azar already
    assert parse_day("next month", date(2026, 10, 22), calendar="jalali") == "2026-10-23"


def test_a_jalali_day_without_a_year_may_lie_in_the_year_before() -> None:
    assert parse_day("24 ordibehesht", WEDNESDAY, prefer="past") == "2025-05-14"
    assert parse_day("5 azar", WEDNESDAY) == "2026-11-26"


def test_with_the_jalali_calendar_a_day_in_numbers_needs_its_year() -> None:
    with pytest.raises(UsageError) as caught:
        parse_day("3/4", WEDNESDAY, calendar="jalali")
    assert caught.value.message == "'3/4' lacks a year"
    assert caught.value.hint == "write YYYY-MM-DD, or the month by name"


def test_a_jalali_day_that_does_not_exist_is_refused() -> None:
    for text in ("1405-12-30", "1405-07-31", "1405-13-01", "1405-01-32", "1405-00-01", "1405-01-00"):
        with pytest.raises(UsageError, match=f"no such day: '{text}'"):
            parse_day(text, WEDNESDAY, calendar="jalali")
    assert parse_day("1403-12-30", WEDNESDAY, calendar="jalali") == "2025-03-20"
