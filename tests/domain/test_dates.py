import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinycrm
from tinycrm.domain import datewords
from tinycrm.domain.dates import parse_day, parse_when
from tinycrm.domain.fold import fold
from tinycrm.errors import UsageError

WEDNESDAY = date(2026, 5, 13)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-01", "2026-12-01"),
        ("2026-1-5", "2026-01-05"),
        ("2026/12/01", "2026-12-01"),
        ("20261201", "2026-12-01"),
        ("۲۰۲۶-۱۲-۰۱", "2026-12-01"),
        ("٢٠٢٦/١٢/٠١", "2026-12-01"),
        ("31.12.2026", "2026-12-31"),
        ("31.12.", "2026-12-31"),
        ("31.12.26", "2026-12-31"),
        ("12/31/2026", "2026-12-31"),
        ("31/12/2026", "2026-12-31"),
        ("3/3/2026", "2026-03-03"),
        ("01-Dec-2026", "2026-12-01"),
        ("1 dec", "2026-12-01"),
        ("dec 1", "2026-12-01"),
        ("1 mar", "2027-03-01"),
        ("13 may", "2026-05-13"),
        ("1 December 2026", "2026-12-01"),
        ("Dec 1, 2026", "2026-12-01"),
        ("the 1st of December", "2026-12-01"),
        ("29 feb", "2028-02-29"),
        ("15th", "2026-05-15"),
        ("the 5th", "2026-06-05"),
        ("fri 4 dec 2026", "2026-12-04"),
        ("1 декабря", "2026-12-01"),
        ("1 декабря 2026 г.", "2026-12-01"),
        ("۱ دی ۱۴۰۵", "2026-12-22"),
    ],
)
def test_written_days_are_read(text: str, day: str) -> None:
    assert parse_day(text, WEDNESDAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-05-13"),
        ("now", "2026-05-13"),
        ("tomorrow", "2026-05-14"),
        ("yesterday", "2026-05-12"),
        ("day after tomorrow", "2026-05-15"),
        ("fri", "2026-05-15"),
        ("Friday", "2026-05-15"),
        ("wed", "2026-05-20"),
        ("tue", "2026-05-19"),
        ("this wed", "2026-05-13"),
        ("this fri", "2026-05-15"),
        ("next fri", "2026-05-22"),
        ("last fri", "2026-05-08"),
        ("last wed", "2026-05-06"),
        ("fri next week", "2026-05-22"),
        ("+3d", "2026-05-16"),
        ("3d", "2026-05-16"),
        ("-2w", "2026-04-29"),
        ("+1m", "2026-06-13"),
        ("+1y", "2027-05-13"),
        ("+3 days", "2026-05-16"),
        ("in 2 weeks", "2026-05-27"),
        ("in a week", "2026-05-20"),
        ("in two months", "2026-07-13"),
        ("2 weeks from now", "2026-05-27"),
        ("2 weeks ago", "2026-04-29"),
        ("a week ago", "2026-05-06"),
        ("end of month", "2026-05-31"),
        ("eom", "2026-05-31"),
        ("eow", "2026-05-17"),
        ("end of quarter", "2026-06-30"),
        ("eoy", "2026-12-31"),
        ("end of next month", "2026-06-30"),
        ("end of february 2028", "2028-02-29"),
        ("start of month", "2026-05-01"),
        ("next week", "2026-05-18"),
        ("next month", "2026-06-01"),
        ("next quarter", "2026-07-01"),
        ("next year", "2027-01-01"),
        ("last week", "2026-05-04"),
        ("last month", "2026-04-01"),
        ("this month", "2026-05-31"),
        ("3 weeks and 2 days", "2026-06-05"),
        ("сегодня", "2026-05-13"),
        ("послезавтра", "2026-05-15"),
        ("пт", "2026-05-15"),
        ("в пятницу", "2026-05-15"),
        ("в следующую пятницу", "2026-05-22"),
        ("через 2 недели", "2026-05-27"),
        ("через неделю", "2026-05-20"),
        ("2 недели назад", "2026-04-29"),
        ("неделю назад", "2026-05-06"),
        ("конец месяца", "2026-05-31"),
        ("на следующей неделе", "2026-05-18"),
        ("امروز", "2026-05-13"),
        ("فردا", "2026-05-14"),
        ("دیروز", "2026-05-12"),
        ("شنبه", "2026-05-16"),
        ("سه\u200cشنبه", "2026-05-19"),
        ("سه شنبه", "2026-05-19"),
        ("هفته بعد", "2026-05-18"),
        ("۲ هفته پیش", "2026-04-29"),
        ("آخر ماه", "2026-05-31"),
    ],
)
def test_days_in_words_are_read(text: str, day: str) -> None:
    assert parse_day(text, WEDNESDAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("fri", "2026-05-08"),
        ("wed", "2026-05-06"),
        ("this wed", "2026-05-13"),
        ("1 dec", "2025-12-01"),
        ("13 may", "2026-05-13"),
        ("29 feb", "2024-02-29"),
        ("7d", "2026-05-06"),
        ("15th", "2026-04-15"),
        ("this month", "2026-05-01"),
        ("in 3 days", "2026-05-16"),
    ],
)
def test_the_past_is_preferred_where_it_is_asked_for(text: str, day: str) -> None:
    assert parse_day(text, WEDNESDAY, prefer="past") == day


@pytest.mark.parametrize(
    ("today", "text", "day"),
    [
        (date(2026, 1, 31), "+1m", "2026-02-28"),
        (date(2024, 1, 31), "+1m", "2024-02-29"),
        (date(2024, 2, 29), "+1y", "2025-02-28"),
        (date(2026, 3, 31), "-1m", "2026-02-28"),
        (date(2026, 12, 31), "in 2 months", "2027-02-28"),
        (date(2097, 3, 1), "29 feb", "2104-02-29"),
        (date(2026, 12, 31), "tomorrow", "2027-01-01"),
    ],
)
def test_months_and_years_end_where_they_end(today: date, text: str, day: str) -> None:
    assert parse_day(text, today) == day


@pytest.mark.parametrize(
    ("starts", "eow", "next_week"),
    [
        ("monday", "2026-05-17", "2026-05-18"),
        ("sunday", "2026-05-16", "2026-05-17"),
        ("saturday", "2026-05-15", "2026-05-16"),
    ],
)
def test_the_week_starts_where_the_setting_says(starts: str, eow: str, next_week: str) -> None:
    assert parse_day("eow", WEDNESDAY, week_starts=starts) == eow
    assert parse_day("next week", WEDNESDAY, week_starts=starts) == next_week


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ",", "-", "+", ".", "soon", "abc", "mar", "may", "december 2026", "15", "2026",
        "2026-05", "fri 15",
        "fri soon", "maybe 3", "1 week or so", "call anna 2026", "in 3 foo", "12 monkeys",
        "version 1.2.3", "1 2 3 4", "1,5", "2 10", "1 ( may 10", "- days", "½ week", "3 weeks days",
        "2 days utc",
        "12 dec 2026 foo", "foo 2026-12-01", "a", "w", "in", "ago", "next", "end", "1 jan 1 jan",
        "፩ dec", "x" * 10_000,
        "1234567890", "\udcff", "9" * 5000,
    ],
)  # fmt: skip
def test_what_names_no_day_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_day(text, WEDNESDAY)
    assert caught.value.message.endswith("' is not a date")
    assert caught.value.hint == 'use YYYY-MM-DD, "fri", "in 2 weeks", "end of month" or "+3d"'


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "30 feb",
        "30.02.2026",
        "2/30/2026",
        "2026/2/30",
        "feb 30 2026",
        "2026-13-01",
        "2026-00-10",
        "32nd",
    ],
)
def test_a_day_that_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_day(text, WEDNESDAY)
    assert caught.value.message == f"no such day: '{text}'"


@pytest.mark.parametrize(
    "text", ["1899-12-31", "2201-01-01", "in 500 years", "+99999999999d", "1 dec 1066", "1405/09/10"]
)
def test_years_far_off_are_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_day(text, WEDNESDAY)
    assert caught.value.message == f"'{text}' is outside the years 1900-2200"


def test_the_first_and_the_last_day_are_accepted() -> None:
    assert parse_day("1900-01-01", WEDNESDAY) == "1900-01-01"
    assert parse_day("2200-12-31", WEDNESDAY) == "2200-12-31"


def test_a_weekday_that_contradicts_its_day_is_refused() -> None:
    with pytest.raises(UsageError, match="2026-12-04 is a Friday: 'mon 4 dec 2026'"):
        parse_day("mon 4 dec 2026", WEDNESDAY)


@pytest.mark.parametrize("text", ["03/04/2026", "03-04-2026", "3/4/26", "03/04"])
def test_day_and_month_that_can_be_swapped_are_refused_with_both_readings(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_day(text, WEDNESDAY)
    assert "can be 3 April" in caught.value.message
    assert "or 4 March" in caught.value.message
    assert "--dates" in caught.value.hint


def test_the_order_settles_what_can_be_swapped() -> None:
    assert parse_day("03/04/2026", WEDNESDAY, order="dmy") == "2026-04-03"
    assert parse_day("03/04/2026", WEDNESDAY, order="mdy") == "2026-03-04"
    with pytest.raises(UsageError, match="no such day"):
        parse_day("12/31/2026", WEDNESDAY, order="dmy")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1405/09/10", "2026-12-01"),
        ("۱۴۰۵-۰۹-۱۰", "2026-12-01"),
        ("10.9.1405", "2026-12-01"),
        ("31/6/1405", "2026-09-22"),
        ("1403-12-30", "2025-03-20"),
        ("2026-12-01", "2026-12-01"),
        ("end of month", "2026-05-21"),
        ("next month", "2026-05-22"),
    ],
)
def test_jalali_days_are_read_where_the_calendar_is_jalali(text: str, day: str) -> None:
    assert parse_day(text, WEDNESDAY, calendar="jalali") == day


def test_a_jalali_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="no such day: '1405-12-30'"):
        parse_day("1405-12-30", WEDNESDAY, calendar="jalali")


def test_a_day_with_a_time_is_refused_where_only_a_day_belongs() -> None:
    with pytest.raises(UsageError, match="holds a time"):
        parse_day("fri 15:00", WEDNESDAY)


def test_every_word_is_written_as_fold_writes_it() -> None:
    tables = (
        datewords.WEEKDAYS, datewords.MONTHS, datewords.JALALI_MONTHS, datewords.NEAR_DAYS, datewords.UNITS,
        datewords.NUMBERS, datewords.NEXT, datewords.LAST, datewords.THIS, datewords.AGO, datewords.AHEAD,
        datewords.LATER, datewords.END, datewords.START, datewords.EDGES, datewords.AT, datewords.TIMES,
        datewords.FILLERS,
    )  # fmt: skip
    assert [word for table in tables for word in table if fold(word) != word] == []


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_day_is_itself_in_every_spelling(day: date, today: date) -> None:
    iso = day.isoformat()
    spellings = (
        iso,
        iso.replace("-", "/"),
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d %B %Y}",
        f"{day:%a %d %b %Y}",
    )
    assert {parse_day(text, today) for text in spellings} == {iso}


_WORDS = (
    "next last in ago end of week month fri dec 2 31 99999 2026 1405 - + / . : 15:00 pm at 3d -1m 15th t z"
    " в пятницу назад پیش هفته"
)


@given(
    st.lists(st.sampled_from(_WORDS.split()), max_size=5),
    st.sampled_from(["", " "]),
    st.sampled_from(["future", "past"]),
)
def test_any_words_give_a_day_or_a_usage_error(pieces: list[str], joint: str, prefer: str) -> None:
    text = joint.join(pieces)
    try:
        day = date.fromisoformat(parse_when(text, WEDNESDAY, prefer=prefer, now="10:00")[0])
    except UsageError:
        return
    assert date(1900, 1, 1) <= day <= date(2200, 12, 31)


def test_plain_dates_load_nothing_heavy() -> None:
    script = (
        "import sys; from datetime import date\n"
        "from tinycrm.domain import clock, dates, fold, periods, recur, text\n"
        "today = date(2026, 5, 13)\n"
        "for t in ('2026-12-01', 'fri 15:00', 'in 2 weeks', '1 dec'): dates.parse_when(t, today)\n"
        "dates.parse_instant('yesterday', clock.Clock('UTC')); periods.parse_period('month', today)\n"
        "recur.next_due(recur.parse_repeat('monthly', '2026-01-31'), '2026-01-31', '2026-01-31')\n"
        "heavy = 'typing dataclasses enum re pathlib uuid hashlib json decimal zoneinfo calendar locale'\n"
        "heavy += ' dateutil dateparser'\n"
        "print(sorted(set(heavy.split()) & set(sys.modules)))"
    )
    # -S: site-packages of a development environment load some of these on their own.
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(Path(tinycrm.__file__).parent.parent)},
    )
    assert done.stdout.strip() == "[]"
