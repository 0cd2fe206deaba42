"""Dates at their edges: the first and last year, the ends of months, two readings, and what a refusal says."""

from __future__ import annotations

from datetime import date

import pytest

from tinycrm.domain.dates import parse_day, parse_when
from tinycrm.errors import UsageError

WEDNESDAY = date(2026, 5, 13)
FORMS = 'use YYYY-MM-DD, "fri", "in 2 weeks", "end of month" or "+3d"'
TIME = 'use HH:MM, like "fri 15:00"'
YEARS = "check the year"
DAYS = "check the day and the month"
LONG = "x" * 61


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("nonsense", "'nonsense' is not a date", FORMS),
        (LONG, f"'{'x' * 59}…' is not a date", FORMS),
        ("x" * 60, f"'{'x' * 60}' is not a date", FORMS),
        ("", "'' is not a date", FORMS),
        ("of the", "'of the' is not a date", FORMS),
        ("2026-02-30", "no such day: '2026-02-30'", DAYS),
        ("30 feb", "no such day: '30 feb'", DAYS),
        ("30 feb 2026", "no such day: '30 feb 2026'", DAYS),
        ("0/5/2026", "no such day: '0/5/2026'", DAYS),
        ("5/0/2026", "no such day: '5/0/2026'", DAYS),
        ("31 dey 1405", "no such day: '31 dey 1405'", DAYS),
        ("10 dey 2026", "no such day: '10 dey 2026'", DAYS),
        ("10 dey 1299", "no such day: '10 dey 1299'", DAYS),
        ("10 dey 1500", "no such day: '10 dey 1500'", DAYS),
        ("32nd", "no such day: '32nd'", DAYS),
        ("0th", "no such day: '0th'", DAYS),
        ("1899-12-31", "'1899-12-31' is outside the years 1900-2200", YEARS),
        ("2201-01-01", "'2201-01-01' is outside the years 1900-2200", YEARS),
        ("1/1/1899", "'1/1/1899' is outside the years 1900-2200", YEARS),
        ("1 jan 2201", "'1 jan 2201' is outside the years 1900-2200", YEARS),
        ("1 jan 0000", "'1 jan 0000' is outside the years 1900-2200", YEARS),
        ("in 180 years", "'in 180 years' is outside the years 1900-2200", YEARS),
        ("in 180 years and 2 days", "'in 180 years and 2 days' is outside the years 1900-2200", YEARS),
        ("1500-01-01", "'1500-01-01' is outside the years 1900-2200", YEARS),
        ("in 99999 years", "'in 99999 years' is outside the years 1900-2200", YEARS),
        ("+99999999999w", "'+99999999999w' is outside the years 1900-2200", YEARS),
        (
            "1405-09-05",
            "'1405-09-05' is outside the years 1900-2200",
            "check the year; for Jalali years: tinycrm config set calendar jalali",
        ),
        ("fri 12 may 2026", "2026-05-12 is a Tuesday: 'fri 12 may 2026'", "leave the weekday out or mend it"),
        (
            "3/4/2026",
            "'3/4/2026' can be 3 April 2026 or 4 March 2026",
            "write it as YYYY-MM-DD or 3 April; an import takes --dates dmy or --dates mdy",
        ),
        (
            "3/12/2026",
            "'3/12/2026' can be 3 December 2026 or 12 March 2026",
            "write it as YYYY-MM-DD or 3 December; an import takes --dates dmy or --dates mdy",
        ),
        (
            "12/1",
            "'12/1' can be 12 January or 1 December",
            "write it as YYYY-MM-DD or 12 January; an import takes --dates dmy or --dates mdy",
        ),
        ("fri 15:00", "'fri 15:00' holds a time where only a day is asked for", "write 2026-05-15"),
        ("in 2 hours", "'in 2 hours' is a distance in hours where a day is asked for", TIME),
        ("25:00", "'25:00' holds no such time", TIME),
        ("24:00", "'24:00' holds no such time", TIME),
        ("9:60", "'9:60' holds no such time", TIME),
        ("9:30:60", "'9:30:60' holds no such time", TIME),
        ("9:5", "'9:5' holds no such time", TIME),
        ("9:30:15:00", "'9:30:15:00' holds no such time", TIME),
        ("123:00", "'123:00' holds no such time", TIME),
        ("13pm", "'13pm' holds no such time", TIME),
        ("0am", "'0am' holds no such time", TIME),
        ("fri 25:00 pm", "'fri 25:00 pm' holds no such time", TIME),
        ("at 24", "'at 24' is not a date", FORMS),
        ("at 009", "'at 009' is not a date", FORMS),
        ("123 pm", "'123 pm' is not a date", FORMS),
        ("at 13 pm", "'at 13 pm' holds no such time", TIME),
        ("2026-12-01T25:00", "'2026-12-01T25:00' holds no such time", TIME),
        ("10:00 fri 11:00", "'10:00 fri 11:00' holds two times", 'use one, like "fri 15:00"'),
        ("2026-12-01T09:30Z", "'2026-12-01T09:30Z' names a time zone", "leave the zone out: local time is meant"),
    ],
)
def test_a_refused_day_is_shown_with_what_to_write_instead(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_day(text, WEDNESDAY)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    "day", ["1900-01-01", "2200-12-31", "1.1.1900", "31.12.2200", "1 jan 1900", "31 dec 2200", "19000101", "22001231"]
)
def test_the_first_and_the_last_year_are_read(day: str) -> None:
    assert parse_day(day, WEDNESDAY)[:4] in ("1900", "2200")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2300-01-01", None),
        ("1300-01-01", None),
        ("1499-12-29", None),
        ("12345678", None),
        ("1234567", None),
        ("2026-001-01", None),
        ("2026-01-001", None),
        ("001/1/2026", None),
        ("1/1/226", None),
        ("1-1", "2027-01-01"),
        ("1-1-1-1", None),
        ("2026-13-01", None),
        ("13/13/2026", None),
        ("13/12", "2026-12-13"),
        ("12/13", "2026-12-13"),
        ("12/12", "2026-12-12"),
        ("2026.12.01", "2026-12-01"),
        ("1.12.2026", "2026-12-01"),
        ("1-dec-2026", "2026-12-01"),
        ("1/dec/26", "2026-12-01"),
        ("dec.1.2026", "2026-12-01"),
        ("2026 dec 1", "2026-12-01"),
        ("2026 1 dec", "2026-12-01"),
        ("dec 2026 1", "2026-12-01"),
        ("1 dec 226", None),
        ("1 dec 20261", None),
        ("1 dec x", None),
        ("001 dec", None),
        ("3rd dec", "2026-12-03"),
        ("22nd dec", "2026-12-22"),
        ("st dec", None),
        ("1 dec 76", "2076-12-01"),
        ("1 dec 77", "1977-12-01"),
        ("31.12.76", "2076-12-31"),
        ("−3d", "2026-05-10"),
        ("dec 1، 2026", "2026-12-01"),
        ("31.12.2026.", "2026-12-31"),
    ],
)
def test_a_written_day_has_day_month_and_a_year_of_two_or_four_digits(text: str, day: str | None) -> None:
    if day is None:
        with pytest.raises(UsageError):
            parse_day(text, WEDNESDAY)
    else:
        assert parse_day(text, WEDNESDAY) == day


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("3/4/2026", "dmy", "2026-04-03"),
        ("3/4/2026", "mdy", "2026-03-04"),
        ("3/4", "iso", "2027-03-04"),
        ("3/4", "dmy", "2027-04-03"),
        ("3/4", "mdy", "2027-03-04"),
        ("31/12/2026", "dmy", "2026-12-31"),
        ("3.4.2026", "mdy", "2026-04-03"),
    ],
)
def test_the_order_decides_between_two_readings(text: str, order: str, day: str) -> None:
    assert parse_day(text, WEDNESDAY, order=order) == day


def test_the_order_iso_leaves_a_day_with_its_year_in_doubt() -> None:
    with pytest.raises(UsageError, match="can be 3 April 2026 or 4 March 2026"):
        parse_day("3/4/2026", WEDNESDAY, order="iso")
    with pytest.raises(UsageError, match="no such day: '31/12/2026'"):
        parse_day("31/12/2026", WEDNESDAY, order="mdy")


@pytest.mark.parametrize(
    ("text", "prefer", "day"),
    [
        ("13 may", "past", "2026-05-13"),
        ("14 may", "past", "2025-05-14"),
        ("12 may", "future", "2027-05-12"),
        ("29 feb", "past", "2024-02-29"),
        ("13th", "future", "2026-05-13"),
        ("13th", "past", "2026-05-13"),
        ("14th", "past", "2026-04-14"),
        ("12th", "future", "2026-06-12"),
        ("31st", "future", "2026-05-31"),
        ("31st", "past", "2026-03-31"),
        ("1st", "future", "2026-06-01"),
        ("1st", "past", "2026-05-01"),
        ("wed", "past", "2026-05-06"),
        ("tue", "past", "2026-05-12"),
        ("thu", "past", "2026-05-07"),
        ("thu", "future", "2026-05-14"),
        ("this wed", "past", "2026-05-13"),
        ("this thu", "past", "2026-05-07"),
        ("3d", "past", "2026-05-10"),
        ("+3d", "past", "2026-05-16"),
        ("this month", "past", "2026-05-01"),
        ("this quarter", "future", "2026-06-30"),
        ("end of june", "future", "2026-06-30"),
        ("end of june", "past", "2025-06-30"),
        ("end of may", "past", "2026-05-31"),
        ("end of april", "future", "2027-04-30"),
        ("start of april", "past", "2026-04-01"),
        ("start of june 2027", "future", "2027-06-01"),
    ],
)
def test_a_day_without_a_year_is_the_nearest_in_its_direction(text: str, prefer: str, day: str) -> None:
    assert parse_day(text, WEDNESDAY, prefer=prefer) == day


def test_the_twenty_ninth_of_february_may_be_eight_years_off() -> None:
    assert parse_day("29 feb", date(2096, 3, 1)) == "2104-02-29"
    assert parse_day("29 feb", date(2103, 1, 1), prefer="past") == "2096-02-29"


def test_a_day_without_a_year_may_lie_behind_the_last_one() -> None:
    with pytest.raises(UsageError, match="'1 jan' is outside the years 1900-2200"):
        parse_day("1 jan", date(2200, 12, 31))


def test_the_thirty_first_waits_for_a_month_that_has_one() -> None:
    assert parse_day("31st", date(2026, 4, 5)) == "2026-05-31"
    assert parse_day("30th", date(2026, 1, 31)) == "2026-03-30"
    assert parse_day("31st", date(2026, 5, 31)) == "2026-05-31"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2 weeks later", "2026-05-27"),
        ("2 weeks hence", "2026-05-27"),
        ("a week from today", "2026-05-20"),
        ("two weeks from now", "2026-05-27"),
        ("week from now", "2026-05-20"),
        ("in week", "2026-05-20"),
        ("in wk", "2026-05-20"),
        ("next wk", "2026-05-18"),
        ("fri 15.5.26", "2026-05-15"),
        ("через месяц", "2026-06-13"),
        ("2 w", "2026-05-27"),
        ("+ 3 d", "2026-05-16"),
        ("in 1 quarter", "2026-08-13"),
        ("zero days ago", "2026-05-13"),
        ("eod", "2026-05-13"),
        ("sow", "2026-05-11"),
        ("som", "2026-05-01"),
        ("soq", "2026-04-01"),
        ("soy", "2026-01-01"),
        ("eoq", "2026-06-30"),
        ("start of next week", "2026-05-18"),
        ("end of this week", "2026-05-17"),
        ("end of the year", "2026-12-31"),
        ("beginning of last quarter", "2026-01-01"),
        ("mon next week", "2026-05-18"),
        ("sun last week", "2026-05-10"),
        ("mon this week", "2026-05-11"),
        ("last tue", "2026-05-12"),
        ("fri 15 may", "2026-05-15"),
        ("3 weeks and 2 days ago", "2026-04-20"),
        ("in 1 week and 1 day", "2026-05-21"),
        ("یک شنبه", "2026-05-17"),
        ("دو شنبه", "2026-05-18"),
        ("چهار شنبه", "2026-05-20"),
        ("پنج شنبه", "2026-05-14"),
    ],
)
def test_days_in_words_are_read_in_every_spelling(text: str, day: str) -> None:
    assert parse_day(text, WEDNESDAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "in w", "next w", "in x weeks", "3 x", "weeks", "in next week", "fri fri", "fri next month", "fri in", "end of",
        "end of next next week", "end of june 2027 x", "end of june x", "end of next hour", "start", "next x", "x week",
        "next next week", "end of x", "3 weeks 2", "weeks 3 and days 2",
        "3 weeks and 2 days x", "in 3 weeks and 2 hours", "٣½d", "3d 2",
    ],
)  # fmt: skip
def test_words_that_name_no_day_are_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_day(text, WEDNESDAY)
    assert caught.value.message in (
        f"'{text}' is not a date",
        f"'{text}' is a distance in hours where a day is asked for",
    )


@pytest.mark.parametrize(
    ("text", "starts", "day"),
    [
        ("sow", "monday", "2026-05-11"),
        ("sow", "saturday", "2026-05-09"),
        ("sow", "sunday", "2026-05-10"),
        ("eow", "monday", "2026-05-17"),
        ("eow", "saturday", "2026-05-15"),
        ("eow", "sunday", "2026-05-16"),
        ("next week", "saturday", "2026-05-16"),
        ("next sun", "sunday", "2026-05-17"),
        ("next sun", "monday", "2026-05-24"),
        ("next fri", "saturday", "2026-05-22"),
        ("next sat", "saturday", "2026-05-16"),
        ("sun next week", "sunday", "2026-05-17"),
        ("sow", "someday", "2026-05-11"),
        ("next sun", "someday", "2026-05-24"),
    ],
)
def test_a_week_begins_where_the_settings_say(text: str, starts: str, day: str) -> None:
    assert parse_day(text, WEDNESDAY, week_starts=starts) == day


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("23:59", ("2026-05-13", "23:59")),
        ("00:00", ("2026-05-13", "00:00")),
        ("9:30", ("2026-05-13", "09:30")),
        ("9:30:59", ("2026-05-13", "09:30")),
        ("9:30:59.123", ("2026-05-13", "09:30")),
        ("fri 1am", ("2026-05-15", "01:00")),
        ("fri 11 pm", ("2026-05-15", "23:00")),
        ("fri 12:30 am", ("2026-05-15", "00:30")),
        ("at 23", ("2026-05-13", "23:00")),
        ("at 9 pm fri", ("2026-05-15", "21:00")),
        ("fri at 9 pm", ("2026-05-15", "21:00")),
        ("at 9 pm fri 15 may", ("2026-05-15", "21:00")),
        ("at 9 fri", ("2026-05-15", "09:00")),
        ("3 pm fri", ("2026-05-15", "15:00")),
        ("tue 2026-12-01T09:30", ("2026-12-01", "09:30")),
        ("2026-12-01", ("2026-12-01", None)),
        ("fri at 9:30", ("2026-05-15", "09:30")),
        ("fri @ noon", ("2026-05-15", "12:00")),
        ("midnight", ("2026-05-13", "00:00")),
        ("noon tomorrow", ("2026-05-14", "12:00")),
        ("2026-12-01t09:30:15", ("2026-12-01", "09:30")),
        ("20261201T0930", None),
        ("at 24", None),
        ("at 123", None),
        ("123 pm", None),
        ("1/12/2026T09:30", None),
    ],
)
def test_a_time_is_read_to_the_minute(text: str, when: tuple[str, str] | None) -> None:
    if when is None:
        with pytest.raises(UsageError):
            parse_when(text, WEDNESDAY)
    else:
        assert parse_when(text, WEDNESDAY) == when


def test_a_day_of_a_hundred_characters_is_looked_at_and_a_longer_one_is_not() -> None:
    assert parse_day("fri" + " " * 96 + ".", WEDNESDAY) == "2026-05-15"
    with pytest.raises(UsageError, match="is not a date"):
        parse_day("fri" + " " * 97 + ".", WEDNESDAY)


def test_hours_ahead_stay_within_the_years() -> None:
    assert parse_when("in 30 min", WEDNESDAY, now="23:45") == ("2026-05-14", "00:15")
    assert parse_when("2 hours", WEDNESDAY, now="10:00") == ("2026-05-13", "12:00")
    assert parse_when("2 hours", WEDNESDAY, prefer="past", now="10:00") == ("2026-05-13", "08:00")
    assert parse_when("fri", WEDNESDAY, now="10:00") == ("2026-05-15", None)
    for text in ("in 9999999 hours", "in 99999999999 hours"):
        with pytest.raises(UsageError) as caught:
            parse_when(text, WEDNESDAY, now="10:00")
        assert caught.value.message == f"'{text}' is outside the years 1900-2200"


def test_other_languages_are_tried_for_distances_beside_english() -> None:
    assert parse_day("in 2 tagen", WEDNESDAY, language="de") == "2026-05-15"
    assert parse_when("in 2 tagen", WEDNESDAY, language="de") == ("2026-05-15", None)
    assert parse_day("3 weeks and 2 days", WEDNESDAY, language="de") == "2026-06-05"
    assert parse_day("2 недели и 1 день назад", WEDNESDAY, language="ru") == "2026-04-28"
    with pytest.raises(UsageError, match="'in 2 tagen' is not a date"):
        parse_day("in 2 tagen", WEDNESDAY)
