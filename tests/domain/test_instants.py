from datetime import UTC, date, datetime

import pytest

from tinycrm.domain.clock import Clock
from tinycrm.domain.dates import parse_birthday, parse_instant, parse_when
from tinycrm.domain.shown_days import human_day
from tinycrm.errors import UsageError

WEDNESDAY = date(2026, 5, 13)


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("fri", "2026-05-15", None),
        ("fri 15:00", "2026-05-15", "15:00"),
        ("15:00 fri", "2026-05-15", "15:00"),
        ("tomorrow 3pm", "2026-05-14", "15:00"),
        ("tomorrow at 3:30 pm", "2026-05-14", "15:30"),
        ("2026-12-01T09:30", "2026-12-01", "09:30"),
        ("2026-12-01 09:30:15", "2026-12-01", "09:30"),
        ("today at 9", "2026-05-13", "09:00"),
        ("12am", "2026-05-13", "00:00"),
        ("12pm", "2026-05-13", "12:00"),
        ("fri noon", "2026-05-15", "12:00"),
        ("завтра в 9", "2026-05-14", "09:00"),
        ("فردا ساعت ۹", "2026-05-14", "09:00"),
        ("۱۵:۳۰", "2026-05-13", "15:30"),
    ],
)
def test_a_day_may_carry_a_time(text: str, day: str, time: str | None) -> None:
    assert parse_when(text, WEDNESDAY) == (day, time)


@pytest.mark.parametrize(
    "text", ["25:00", "fri 9:60", "13pm", "0am", "fri 10:00 11:00", "2026-12-01T09:30Z", "fri 3:5", ":"]
)
def test_a_time_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_when(text, WEDNESDAY)


def test_hours_from_now_need_the_time_of_day() -> None:
    assert parse_when("in 2 hours", WEDNESDAY, now="23:15") == ("2026-05-14", "01:15")
    with pytest.raises(UsageError, match="distance in hours"):
        parse_when("in 2 hours", WEDNESDAY)


def clock(zone: str = "Europe/Berlin", today: str = "") -> Clock:
    return Clock(zone, today, now=lambda: datetime(2026, 5, 13, 22, 30, 5, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "instant", "day"),
    [
        ("now", "2026-05-13T22:30:05Z", "2026-05-14"),
        ("today", "2026-05-13T22:30:05Z", "2026-05-14"),
        ("2026-05-14", "2026-05-13T22:30:05Z", "2026-05-14"),
        ("yesterday", "2026-05-13T10:00:00Z", "2026-05-13"),
        ("fri", "2026-05-08T10:00:00Z", "2026-05-08"),
        ("yesterday 15:00", "2026-05-13T13:00:00Z", "2026-05-13"),
        ("2 hours ago", "2026-05-13T20:30:05Z", "2026-05-13"),
        ("30 min ago", "2026-05-13T22:00:05Z", "2026-05-14"),
        ("2026-05-01 10:00:07", "2026-05-01T08:00:07Z", "2026-05-01"),
        ("2026-05-01T10:00Z", "2026-05-01T10:00:00Z", "2026-05-01"),
        ("2026-05-01T01:00:00+05:30", "2026-04-30T19:30:00Z", "2026-04-30"),
        ("2026-03-29 02:30", "2026-03-29T01:30:00Z", "2026-03-29"),
    ],
)
def test_instants_know_their_local_day(text: str, instant: str, day: str) -> None:
    assert parse_instant(text, clock()) == (instant, day)


def test_now_on_a_given_business_day_is_on_that_day() -> None:
    assert parse_instant("now", clock(today="2026-01-31")) == ("2026-01-30T23:30:05Z", "2026-01-31")


@pytest.mark.parametrize("text", ["soon", "30m ago", "2026-02-30", "99999999999999 hours ago", "1800-01-01T00:00Z"])
def test_an_instant_that_cannot_be_told_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_instant(text, clock())


@pytest.mark.parametrize(
    ("text", "birthday"),
    [
        ("1990-12-10", "1990-12-10"),
        ("10 dec 1990", "1990-12-10"),
        ("10.12.1990", "1990-12-10"),
        ("10.12.60", "1960-12-10"),
        ("19901210", "1990-12-10"),
        ("--12-10", "--12-10"),
        ("--1210", "--12-10"),
        ("10 dec", "--12-10"),
        ("10.12", "--12-10"),
        ("12/31", "--12-31"),
        ("29 feb", "--02-29"),
        ("2026-05-13", "2026-05-13"),
    ],
)
def test_birthdays_are_read_with_and_without_a_year(text: str, birthday: str) -> None:
    assert parse_birthday(text, WEDNESDAY) == birthday


def test_a_jalali_birthday_is_kept_in_iso() -> None:
    assert parse_birthday("1369-09-19", WEDNESDAY, calendar="jalali") == "1990-12-10"
    assert parse_birthday("--12-10", WEDNESDAY, calendar="jalali") == "--12-10"


@pytest.mark.parametrize("text", ["", "fri", "today", "12-10", "--02-30", "--13-01", "2026-05-14", "1990", "+3d", "--"])
def test_what_is_no_birthday_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_birthday(text, WEDNESDAY)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2026-05-13", "today"),
        ("2026-05-14", "tomorrow"),
        ("2026-05-12", "yesterday"),
        ("2026-11-26", "26 Nov"),
        ("2027-01-02", "2 Jan 2027"),
        ("--12-10", "--12-10"),
    ],
)
def test_days_are_shown_short(day: str, shown: str) -> None:
    assert human_day(day, WEDNESDAY) == shown
    assert human_day(day, "2026-05-13") == shown


def test_days_are_shown_in_jalali_where_the_calendar_is_jalali() -> None:
    assert human_day("2026-12-01", WEDNESDAY, "jalali") == "1405/09/10"
