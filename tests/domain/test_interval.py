"""How often a subscription is due."""

from __future__ import annotations

import pytest

from tinycrm.domain.interval import due_days, interval_words, months_of, parse_interval, parts_of
from tinycrm.errors import StorageError, UsageError


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("month", "month"),
        ("monthly", "month"),
        ("every month", "month"),
        ("per month", "month"),
        ("1 month", "month"),
        ("week", "week"),
        ("weekly", "week"),
        ("2 weeks", "2 weeks"),
        ("fortnightly", "2 weeks"),
        ("quarter", "3 months"),
        ("quarterly", "3 months"),
        ("every 3 months", "3 months"),
        ("half-yearly", "6 months"),
        ("year", "12 months"),
        ("yearly", "12 months"),
        ("annual", "12 months"),
        ("2 years", "24 months"),
        ("ежемесячно", "month"),
        ("каждые 2 недели", "2 weeks"),
        ("год", "12 months"),
        ("ماهانه", "month"),
        ("هر ۳ ماه", "3 months"),
        ("MONTHLY", "month"),
    ],
)
def test_an_interval_is_read_in_three_languages(text, stored):
    assert parse_interval(text) == stored


@pytest.mark.parametrize("text", ["", "often", "0 months", "-1 month", "1.5 months", "3 days", "1201 months", "m", "2"])
def test_what_is_no_interval_is_refused_with_examples(text):
    with pytest.raises(UsageError) as caught:
        parse_interval(text)
    assert "is no interval" in caught.value.message
    assert "month, quarter, year" in caught.value.hint


def test_a_week_is_twelve_fifty_seconds_of_a_month():
    assert months_of("month") == (1, 1)
    assert months_of("12 months") == (12, 1)
    assert months_of("week") == (12, 52)
    assert months_of("2 weeks") == (24, 52)


@pytest.mark.parametrize("stored", ["", "daily", "x months", "0 weeks", "months", "2  months", "1201 months"])
def test_what_a_foreign_hand_stored_is_told(stored):
    with pytest.raises(StorageError) as caught:
        parts_of(stored)
    assert repr(stored) in caught.value.message


def test_people_read_quarters_and_years():
    assert [interval_words(stored) for stored in ("month", "3 months", "12 months", "2 weeks", "5 months")] == [
        "month",
        "quarter",
        "year",
        "2 weeks",
        "5 months",
    ]


def test_the_start_is_the_first_due_day_and_short_months_use_their_last():
    assert due_days("2024-01-31", "month", "2024-01-01", "2024-04-30") == [
        "2024-01-31",
        "2024-02-29",
        "2024-03-31",
        "2024-04-30",
    ]


def test_only_days_between_the_two_count_both_included():
    assert due_days("2026-01-15", "month", "2026-03-15", "2026-05-15") == ["2026-03-15", "2026-04-15", "2026-05-15"]
    assert due_days("2026-01-15", "month", "2026-03-16", "2026-05-14") == ["2026-04-15"]
    assert due_days("2026-01-15", "month", "2025-01-01", "2026-01-14") == []
    assert due_days("2026-01-15", "3 months", "2026-02-01", "2026-12-31") == ["2026-04-15", "2026-07-15", "2026-10-15"]
    assert due_days("2024-02-29", "12 months", "2025-01-01", "2028-12-31") == [
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
    ]


def test_weeks_are_counted_in_days_from_the_start():
    assert due_days("2026-01-01", "2 weeks", "2026-01-02", "2026-02-12") == ["2026-01-15", "2026-01-29", "2026-02-12"]
    assert due_days("2026-01-01", "week", "2026-01-01", "2026-01-08") == ["2026-01-01", "2026-01-08"]
