from datetime import date, datetime, time

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.recur import describe_repeat, first_due, next_due, parse_repeat
from tinycrm.errors import UsageError


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("daily", "FREQ=DAILY"),
        ("every 3 days", "FREQ=DAILY;INTERVAL=3"),
        ("weekly", "FREQ=WEEKLY"),
        ("Every 2 Weeks", "FREQ=WEEKLY;INTERVAL=2"),
        ("every other week", "FREQ=WEEKLY;INTERVAL=2"),
        ("2w", "FREQ=WEEKLY;INTERVAL=2"),
        ("every monday", "FREQ=WEEKLY;BYDAY=MO"),
        ("mondays", "FREQ=WEEKLY;BYDAY=MO"),
        ("every thu, mon", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("every mon,thu", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("every mon and thu", "FREQ=WEEKLY;BYDAY=MO,TH"),
        ("every weekday", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("every other friday", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR"),
        ("monthly", "FREQ=MONTHLY"),
        ("quarterly", "FREQ=MONTHLY;INTERVAL=3"),
        ("every quarter", "FREQ=MONTHLY;INTERVAL=3"),
        ("every month on the 15th", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("every 15th", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("every month on the 31st", "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
        ("every last day of the month", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("every last friday", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("every first monday of the month", "FREQ=MONTHLY;BYDAY=1MO"),
        ("yearly", "FREQ=YEARLY"),
        ("every year on 29 feb", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1"),
        ("every 1 dec", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=1"),
        ("каждые 2 недели", "FREQ=WEEKLY;INTERVAL=2"),
        ("каждый понедельник", "FREQ=WEEKLY;BYDAY=MO"),
        ("ежемесячно", "FREQ=MONTHLY"),
        ("هر ۲ هفته", "FREQ=WEEKLY;INTERVAL=2"),
        ("هر دوشنبه", "FREQ=WEEKLY;BYDAY=MO"),
        ("rrule:freq=weekly;byday=mo", "FREQ=WEEKLY;BYDAY=MO"),
        ("INTERVAL=2;FREQ=DAILY", "FREQ=DAILY;INTERVAL=2"),
        ("FREQ=WEEKLY;UNTIL=20300101T000000Z", "FREQ=WEEKLY;UNTIL=20300101"),
    ],
)
def test_words_become_a_rule(text: str, rule: str) -> None:
    assert parse_repeat(text) == rule


@pytest.mark.parametrize(
    "text",
    [
        "", "every", "soon", "every foo", "hourly", "every 2 hours", "every 0 weeks", "every 1000 days",
        "every may",
        "every day on monday", "every 32nd", "every year on 30 feb", "FREQ=HOURLY",
        "FREQ=DAILY;COUNT=3", "FREQ=",
        "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=", "FREQ=WEEKLY;INTERVAL=0", "FREQ=YEARLY;BYMONTH=13",
        "FREQ=WEEKLY;UNTIL=2030", "FREQ=WEEKLY;FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=abc",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTHDAY=" + "1," * 5000 + "1", "every " * 1000,
    ],
)  # fmt: skip
def test_what_is_no_repetition_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_repeat(text)


def test_every_second_friday_is_refused_because_it_means_two_things() -> None:
    with pytest.raises(UsageError) as caught:
        parse_repeat("every second friday")
    assert caught.value.message == "'every second friday' can be every other week or once a month"
    assert caught.value.hint == 'write "every other friday" or "every month on the second friday"'


def series(rule: str, due: str, count: int) -> list[str]:
    days = []
    for _ in range(count):
        following = next_due(rule, due, due)
        assert following is not None
        days.append(following)
        due = following
    return days


def test_the_thirty_first_neither_skips_short_months_nor_drifts() -> None:
    rule = parse_repeat("monthly", "2026-01-31")
    assert series(rule, "2026-01-31", 4) == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_a_quarter_after_the_thirtieth_of_november_is_the_end_of_february() -> None:
    rule = parse_repeat("quarterly", "2026-11-30")
    assert series(rule, "2026-11-30", 2) == ["2027-02-28", "2027-05-30"]


def test_a_leap_day_comes_on_the_twenty_eighth_in_other_years() -> None:
    rule = parse_repeat("yearly", "2024-02-29")
    assert series(rule, "2024-02-29", 4) == ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


def test_a_raw_thirty_first_skips_short_months_as_rfc_5545_says() -> None:
    assert series("FREQ=MONTHLY;BYMONTHDAY=31", "2026-01-31", 2) == ["2026-03-31", "2026-05-31"]


def test_done_late_skips_what_is_past_and_keeps_the_rhythm() -> None:
    assert next_due("FREQ=WEEKLY;INTERVAL=2", "2026-05-01", "2026-06-01") == "2026-06-12"
    assert next_due("FREQ=WEEKLY;BYDAY=MO", "2026-05-04", "2026-05-18") == "2026-05-25"


def test_done_early_goes_on_after_the_due_day() -> None:
    assert next_due("FREQ=WEEKLY", "2026-05-08", "2026-05-04") == "2026-05-15"


def test_without_a_due_day_the_day_it_was_done_counts() -> None:
    assert next_due("FREQ=MONTHLY", None, "2026-05-31") == "2026-06-30"


def test_every_other_week_keeps_its_weeks_with_named_days() -> None:
    rule = parse_repeat("every 2 weeks on mon,thu")
    assert series(rule, "2026-05-04", 3) == ["2026-05-07", "2026-05-18", "2026-05-21"]


def test_the_last_friday_is_found_in_every_month() -> None:
    assert series("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30", 3) == ["2026-02-27", "2026-03-27", "2026-04-24"]


def test_a_rule_that_has_ended_has_no_next_day() -> None:
    assert next_due("FREQ=WEEKLY;UNTIL=20260520", "2026-05-11", "2026-05-11") == "2026-05-18"
    assert next_due("FREQ=WEEKLY;UNTIL=20260520", "2026-05-18", "2026-05-18") is None


def test_no_due_day_lies_after_2200() -> None:
    assert next_due("FREQ=DAILY", "2200-12-31", "2200-12-31") is None


def test_the_first_due_day_may_be_the_day_itself() -> None:
    assert first_due("FREQ=WEEKLY;BYDAY=MO", "2026-05-13") == "2026-05-18"
    assert first_due("FREQ=WEEKLY;BYDAY=MO", "2026-05-18") == "2026-05-18"
    assert first_due("FREQ=MONTHLY", "2026-05-13") == "2026-05-13"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=WEEKLY;INTERVAL=2", "every 2 weeks"),
        ("FREQ=WEEKLY;BYDAY=MO,TH", "every Mon, Thu"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "every 2 weeks on Fri"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1", "every month on the 31st"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=12", "every 3 months on the 12th"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Fri"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1", "every year on 29 Feb"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", "every year on 31 Dec"),
        ("FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYWEEKNO=20"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=31"),
    ],
)
def test_a_rule_is_described_in_words_that_mean_it(rule: str, words: str) -> None:
    assert describe_repeat(rule) == words
    assert parse_repeat(words) == rule


_RULES = st.one_of(
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=7"]),
    st.sampled_from(
        [
            "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1",
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            "FREQ=WEEKLY;BYDAY=MO,SU",
            "FREQ=WEEKLY;BYDAY=WE",
        ]
    ),
)
_DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(rule=_RULES, interval=st.integers(1, 30), due=_DAYS, done=_DAYS)
def test_the_short_way_agrees_with_dateutil(rule: str, interval: int, due: date, done: date) -> None:
    rule = f"{rule};INTERVAL={interval}"
    expected = rrulestr(rule, dtstart=datetime.combine(due, time(0))).after(datetime.combine(max(due, done), time(0)))
    assert expected is not None
    assert next_due(rule, due.isoformat(), done.isoformat()) == expected.date().isoformat()
