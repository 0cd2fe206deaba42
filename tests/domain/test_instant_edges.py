"""Instants and birthdays at their edges, and days as people see them."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from tinycrm.domain.clock import Clock
from tinycrm.domain.dates import parse_birthday, parse_instant
from tinycrm.domain.shown_days import human_day
from tinycrm.errors import UsageError

WEDNESDAY = date(2026, 5, 13)
FORMS = 'use YYYY-MM-DD, "fri", "in 2 weeks", "end of month" or "+3d"'
YEARS = "check the year"
DAYS = "check the day and the month"


def _clock(zone: str = "UTC", now: datetime = datetime(2026, 5, 13, 22, 30, 5, tzinfo=UTC)) -> Clock:
    return Clock(zone, now=lambda: now)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-12-01T09:30Z", ("2026-12-01T09:30:00Z", "2026-12-01")),
        ("2026-12-01t09:30z", ("2026-12-01T09:30:00Z", "2026-12-01")),
        ("2026-12-01 09:30:15+03:00", ("2026-12-01T06:30:15Z", "2026-12-01")),
        ("2026-12-01 09:30-03:00", ("2026-12-01T12:30:00Z", "2026-12-01")),
        ("2026-12-01T00:30+03:30", ("2026-11-30T21:00:00Z", "2026-11-30")),
        ("2026-12-01 09:30:15", ("2026-12-01T09:30:15Z", "2026-12-01")),
        ("noon", ("2026-05-13T12:00:00Z", "2026-05-13")),
        ("9:30", ("2026-05-13T09:30:00Z", "2026-05-13")),
        ("9:30:15", ("2026-05-13T09:30:15Z", "2026-05-13")),
        ("2 hours ago", ("2026-05-13T20:30:05Z", "2026-05-13")),
        ("2 hours", ("2026-05-13T20:30:05Z", "2026-05-13")),
        ("30 min ago", ("2026-05-13T22:00:05Z", "2026-05-13")),
        ("23h ago", ("2026-05-12T23:30:05Z", "2026-05-12")),
        ("2026-05-12", ("2026-05-12T12:00:00Z", "2026-05-12")),
        ("2026-05-13", ("2026-05-13T22:30:05Z", "2026-05-13")),
        ("1900-01-01", ("1900-01-01T12:00:00Z", "1900-01-01")),
        ("2200-12-31", ("2200-12-31T12:00:00Z", "2200-12-31")),
    ],
)
def test_an_instant_is_kept_in_utc_with_its_local_day(text: str, instant: tuple[str, str]) -> None:
    assert parse_instant(text, _clock()) == instant


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("3m ago", "'3m ago' can be minutes or months", 'write "30 min" or "1 month"'),
        ("-3m", "'-3m' can be minutes or months", 'write "30 min" or "1 month"'),
        ("3 m", "'3 m' can be minutes or months", 'write "30 min" or "1 month"'),
        ("", "'' is not a date", FORMS),
        ("1899-12-31T09:30Z", "'1899-12-31T09:30Z' is outside the years 1900-2200", YEARS),
        ("2201-01-01T00:00Z", "'2201-01-01T00:00Z' is outside the years 1900-2200", YEARS),
        ("in 9999999 hours", "'in 9999999 hours' is outside the years 1900-2200", YEARS),
        ("2026-12-01T25:30Z", "'2026-12-01T25:30Z' is not a date", FORMS),
        ("3/4/2026", "'3/4/2026' can be 3 April 2026 or 4 March 2026", None),
    ],
)
def test_a_refused_instant_is_shown_with_what_to_write_instead(text: str, message: str, hint: str | None) -> None:
    with pytest.raises(UsageError) as caught:
        parse_instant(text, _clock())
    assert caught.value.message == message
    assert hint is None or caught.value.hint == hint


def test_an_instant_is_kept_in_utc_wherever_the_machine_stands(monkeypatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert parse_instant("2026-12-01T09:30+03:00", _clock())[0] == "2026-12-01T06:30:00Z"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_instant_follows_order_calendar_and_the_week() -> None:
    assert parse_instant("3/4/2026", _clock(), order="mdy") == ("2026-03-04T12:00:00Z", "2026-03-04")
    assert parse_instant("1405-02-01", _clock(), calendar="jalali") == ("2026-04-21T12:00:00Z", "2026-04-21")
    assert parse_instant("sow", _clock(), week_starts="saturday") == ("2026-05-09T12:00:00Z", "2026-05-09")
    assert parse_instant("2 tagen", _clock(), language="de", prefer="past")[1] == "2026-05-11"


@pytest.mark.parametrize(
    ("text", "order", "calendar", "born"),
    [
        ("--12-10", "", "gregorian", "--12-10"),
        ("--1210", "", "gregorian", "--12-10"),
        ("--02-29", "", "gregorian", "--02-29"),
        ("--12-10", "", "jalali", "--12-10"),
        ("10 dec", "", "gregorian", "--12-10"),
        ("10.12.", "", "gregorian", "--12-10"),
        ("12/10", "mdy", "gregorian", "--12-10"),
        ("12/10", "dmy", "gregorian", "--10-12"),
        ("13.5.2026", "", "gregorian", "2026-05-13"),
        ("13.5.26", "", "gregorian", "2026-05-13"),
        ("10.12.25", "", "gregorian", "2025-12-10"),
        ("10.12.27", "", "gregorian", "1927-12-10"),
        ("1369/9/19", "", "jalali", "1990-12-10"),
        ("1900-01-01", "", "gregorian", "1900-01-01"),
    ],
)
def test_a_birthday_may_lack_its_year(text: str, order: str, calendar: str, born: str) -> None:
    assert parse_birthday(text, WEDNESDAY, order=order, calendar=calendar) == born


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("tomorrow", "'tomorrow' is not a date", "use YYYY-MM-DD, or --MM-DD without a year"),
        ("", "'' is not a date", "use YYYY-MM-DD, or --MM-DD without a year"),
        ("--123", "'--123' is not a date", "use YYYY-MM-DD, or --MM-DD without a year"),
        ("--02-30", "no such day: '--02-30'", DAYS),
        ("30 feb", "no such day: '30 feb'", DAYS),
        ("2026-05-14", "the birthday '2026-05-14' is in the future", YEARS),
        ("10 dey", "'10 dey' lacks a year", "a Jalali birthday needs its year"),
        ("1899-12-31", "'1899-12-31' is outside the years 1900-2200", YEARS),
    ],
)
def test_a_refused_birthday_is_shown_with_what_to_write_instead(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_birthday(text, WEDNESDAY)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2026-05-11", "11 May"),
        ("2026-05-12", "yesterday"),
        ("2026-05-13", "today"),
        ("2026-05-14", "tomorrow"),
        ("2026-05-15", "15 May"),
        ("2026-12-31", "31 Dec"),
        ("2027-01-01", "1 Jan 2027"),
        ("--12-10", "--12-10"),
    ],
)
def test_near_days_have_names_and_far_ones_their_year(day: str, shown: str) -> None:
    assert human_day(day, WEDNESDAY) == shown
    assert human_day(day, "2026-05-13") == shown


def test_a_jalali_day_is_shown_in_numbers() -> None:
    assert human_day("2026-11-26", WEDNESDAY, "jalali") == "1405/09/05"
    assert human_day("2026-05-14", WEDNESDAY, "jalali") == "tomorrow"
