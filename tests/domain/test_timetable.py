"""When a job runs: words, the fields of cron, systemd's calendar, and the moments they mean."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime

import pytest

from tinycrm.domain.timetable import When, is_cron, read_cron, read_time, read_when
from tinycrm.errors import UsageError


@pytest.mark.parametrize(
    ("text", "fields", "words"),
    [
        ("mon 9:00", "0 9 * * 1", "each Monday at 09:00"),
        ("mondays at 9am", "0 9 * * 1", "each Monday at 09:00"),
        ("mon,thu 17:30", "30 17 * * 1,4", "each Monday and Thursday at 17:30"),
        ("tue-thu 9:00", "0 9 * * 2,3,4", "each Tuesday, Wednesday and Thursday at 09:00"),
        ("fri-mon 9:00", "0 9 * * 1,5,6,0", "each Monday, Friday, Saturday and Sunday at 09:00"),
        ("mon-fri 8:00", "0 8 * * 1-5", "each weekday at 08:00"),
        ("weekdays 8:05", "5 8 * * 1-5", "each weekday at 08:05"),
        ("sunday", "0 8 * * 0", "each Sunday at 08:00"),
        ("mon-sun 7:00", "0 7 * * *", "each day at 07:00"),
        ("daily 22:30", "30 22 * * *", "each day at 22:30"),
        ("every day at 7:00", "0 7 * * *", "each day at 07:00"),
        ("0:00", "0 0 * * *", "each day at 00:00"),
        ("1st 8:00", "0 8 1 * *", "on the 1st of each month at 08:00"),
        ("the 15th of each month at 8:00", "0 8 15 * *", "on the 15th of each month at 08:00"),
        ("1,15", "0 8 1,15 * *", "on the 1st and 15th of each month at 08:00"),
        ("2nd,3rd,11th,22nd 8:00", "0 8 2,3,11,22 * *", "on the 2nd, 3rd, 11th and 22nd of each month at 08:00"),
        ("monthly 7:00", "0 7 1 * *", "on the 1st of each month at 07:00"),
        ("every 10 minutes", "*/10 * * * *", "every 10 minutes"),
        ("every minute", "* * * * *", "every minute"),
        ("every 60 minutes", "0 * * * *", "every hour"),
        ("hourly", "0 * * * *", "every hour"),
        ("every 6 hours", "0 */6 * * *", "every 6 hours"),
        ("по будням 9:00", "0 9 * * 1-5", "each weekday at 09:00"),
        ("пн 9:00", "0 9 * * 1", "each Monday at 09:00"),
        ("شنبه 9:00", "0 9 * * 6", "each Saturday at 09:00"),
    ],
)
def test_words_mean_these_fields(text: str, fields: str, words: str) -> None:
    when = read_when(text)
    assert (when.cron, when.words) == (fields, words)
    assert read_cron(fields) == when


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' says no days"),
        ("banana", "'banana' says no days"),
        ("mon banana 9:00", "'mon banana 9:00' says no days"),
        ("31st 8:00", "not every month has a day 31"),
        ("29", "not every month has a day 29"),
        ("0 8:00", "not every month has a day 0"),
        ("every 7 minutes", "does not come out even with the hour"),
        ("every 0 minutes", "does not come out even with the hour"),
        ("every 99999999 minutes", "does not come out even with the hour"),
        ("every 5 hours", "does not come out even with the day"),
        ("mon 25:00", "25:00"),
        ("mon 9:00 10:00", "two times"),
    ],
)
def test_words_that_mean_no_moments_are_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_when(text)
    assert message in raised.value.message
    assert raised.value.hint


def test_the_time_is_the_one_of_the_words_else_the_option_else_eight() -> None:
    assert read_when("mon 9:00").cron == "0 9 * * 1"
    assert read_when("mon", "7:15").cron == "15 7 * * 1"
    assert read_when("mon").cron == "0 8 * * 1"
    assert read_when("mon 9:00", "9:00").cron == "0 9 * * 1"
    with pytest.raises(UsageError, match="another"):
        read_when("mon 9:00", "7:15")
    with pytest.raises(UsageError, match="no time of day"):
        read_when("every 10 minutes", "7:15")


@pytest.mark.parametrize("text", ["8", "8:60", "later", "8:00 9:00", "mon 8:00"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_time(text)


def test_another_time_keeps_the_days() -> None:
    assert read_when("mon,thu 9:00").at("22:05").cron == "5 22 * * 1,4"
    with pytest.raises(UsageError, match="every 10 minutes"):
        read_when("every 10 minutes").at("22:05")


@pytest.mark.parametrize(
    "fields",
    [
        *("@daily", "0 8 * *", "0 8 * 1 *", "0 8 * * mon", "60 8 * * *", "0 24 * * *", "0 8 0 * *", "0 8 * * 8"),
        *("0 8-5 * * *", "*/0 * * * *", "*/x * * * *", "a * * * *", "", "0 8 * * 1 x"),
    ],
)
def test_fields_that_we_do_not_write_are_not_guessed_at(fields: str) -> None:
    assert read_cron(fields) is None


@pytest.mark.parametrize(
    "fields",
    [
        "0 8 * * 1-5",
        "*/10 * * * *",
        "0,30 8-18/2 1-7 * 0,7",
        "59 23 31 12 7",
        "0 0 * JAN,jul Mon-Fri",
        "0 3 * 1-3 *",
        "0~30 8 * * *",
        "@hourly",
        "@reboot",
        "@Daily",
    ],
)
def test_what_a_cron_takes_is_known(fields: str) -> None:
    assert is_cron(fields)


@pytest.mark.parametrize(
    "fields",
    [
        "",
        "99 99 * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * 32 * *",
        "* * * 13 *",
        "* * * 0 *",
        "* * * * 8",
        "30-10 * * * *",
        "*/0 * * * *",
        "*/ * * * *",
        ", * * * *",
        "-5 * * * *",
        "5- * * * *",
        "٥ * * * *",
        "* * * *",
        "* * * * * *",
        "* * * janvier *",
        "* jan * * *",
        "@nightly",
        "@daily x",
        "9" * 5000 + " * * * *",
    ],
)
def test_what_no_cron_takes_is_known(fields: str) -> None:
    assert not is_cron(fields)


def _next(fields: str, moment: str) -> str:
    when = read_cron(fields)
    assert when is not None
    return str(when.next_after(datetime.fromisoformat(moment)))


def test_the_next_moment_is_the_first_one_after_this() -> None:
    # Friday the 20th of November 2026
    assert _next("0 8 * * 1-5", "2026-11-20 07:59:59") == "2026-11-20 08:00:00"
    assert _next("0 8 * * 1-5", "2026-11-20 08:00:00") == "2026-11-23 08:00:00"
    assert _next("40 3 * * *", "2026-12-31 04:00") == "2027-01-01 03:40:00"
    assert _next("0 8 1 * *", "2026-11-20 00:00") == "2026-12-01 08:00:00"
    assert _next("0 8 28 * *", "2027-01-28 08:00") == "2027-02-28 08:00:00"
    assert _next("*/10 * * * *", "2026-11-20 23:55") == "2026-11-21 00:00:00"
    assert _next("0 9 * * 7", "2026-11-20 10:00") == "2026-11-22 09:00:00"
    assert _next("0 9 * * 0", "2026-11-20 10:00") == "2026-11-22 09:00:00"
    # with both a day of the month and a weekday cron takes either
    assert _next("0 9 25 * 1", "2026-11-20 10:00") == "2026-11-23 09:00:00"
    assert _next("0 9 25 * 1", "2026-11-23 10:00") == "2026-11-25 09:00:00"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize(
    ("when", "normalized"),
    [
        (When("0", "8", "*", "1-5"), "Mon..Fri *-*-* 08:00:00"),
        (When("0", "9", "*", "1,5,6,0"), "Mon,Fri..Sun *-*-* 09:00:00"),
        (When("0", "8", "1,15", "*"), "*-*-01,15 08:00:00"),
        (When("*/10", "*", "*", "*"), "*-*-* *:00,10,20,30,40,50:00"),
        (When("*", "*", "*", "*"), "*-*-* *:*:00"),
        (When("0", "*/6", "*", "*"), "*-*-* 00,06,12,18:00:00"),
        (When("40", "3", "*", "*"), "*-*-* 03:40:00"),
    ],
)
def test_systemd_reads_the_calendar_as_it_is_meant(when: When, normalized: str) -> None:
    done = subprocess.run(["systemd-analyze", "calendar", when.calendar], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (found,) = [row.partition(": ")[2] for row in done.stdout.splitlines() if "Normalized form" in row]
    assert found == normalized
