"""Due days, counted rather than walked."""

from __future__ import annotations

import pytest

from tinycrm.domain.due_sums import due_before, due_sums, relevant
from tinycrm.errors import StorageError


@pytest.mark.parametrize(
    ("origin", "interval", "day", "count"),
    [
        ("2026-01-31", "month", "2026-01-31", 0),
        ("2026-01-31", "month", "2026-02-01", 1),
        ("2026-01-31", "month", "2026-02-28", 1),
        ("2026-01-31", "month", "2026-03-01", 2),
        ("2026-01-31", "month", "2026-03-31", 2),
        ("2024-01-31", "month", "2024-02-29", 1),
        ("2024-01-31", "month", "2024-03-01", 2),
        ("2024-02-29", "12 months", "2025-02-28", 1),
        ("2024-02-29", "12 months", "2025-03-01", 2),
        ("2024-02-29", "12 months", "2028-02-29", 4),
        ("2024-02-29", "12 months", "2028-03-01", 5),
        # 2000 was a leap year, 1900 was none, 2400 will be one
        ("1999-12-31", "month", "2000-02-29", 2),
        ("1899-12-31", "month", "1900-02-28", 2),
        ("1899-12-31", "month", "1900-03-01", 3),
        ("2399-12-31", "month", "2400-02-29", 2),
        ("2026-11-30", "3 months", "2027-02-28", 1),
        ("2026-11-30", "3 months", "2027-03-01", 2),
        ("2026-06-10", "week", "2026-06-17", 1),
        ("2026-06-10", "week", "2026-06-18", 2),
        ("2026-06-10", "2 weeks", "2026-06-25", 2),
    ],
)
def test_due_days_before_a_day(origin: str, interval: str, day: str, count: int) -> None:
    assert due_before(origin, interval, day) == count


def test_an_interval_that_is_none_is_told_and_not_counted() -> None:
    with pytest.raises(StorageError, match="an interval that is none: 'moon'"):
        due_before("2026-01-01", "moon", "2026-02-01")


STEPS = [
    ("2026-01-15", 1, 0, "EUR", "month", "start"),
    ("2026-02-15", 2, 1_000, "EUR", "month", "trial_end"),
    ("2026-04-01", 3, 0, "EUR", "month", "pause"),
    ("2026-05-20", 4, 2_000, "EUR", "month", "resume"),
    ("2026-08-01", 5, 0, "EUR", "month", "end"),
]


def test_nothing_is_due_in_a_trial_a_pause_and_after_the_end() -> None:
    # 15 February, 15 March; 15 June, 15 July
    assert due_sums(STEPS, "2026-01-01", "2026-12-31") == {"EUR": (6_000, 4)}
    assert due_sums(STEPS, "2026-04-01", "2026-06-14") == {}


def test_a_due_day_that_a_sale_stands_for_does_not_count() -> None:
    sold = ["2026-03-15", "2026-07-15", "2026-07-16", "2026-04-15"]
    assert due_sums(STEPS, "2026-01-01", "2026-12-31", sold) == {"EUR": (3_000, 2)}
    assert due_sums(STEPS, "2026-01-01", "2026-07-14", sold) == {"EUR": (3_000, 2)}


def test_of_an_ended_subscription_nothing_matters_any_more() -> None:
    assert relevant(STEPS, "2026-08-01") == ()
    assert [step[1] for step in relevant(STEPS, "2026-06-01")] == [2, 4, 5]
    assert [step[1] for step in relevant(STEPS, "2026-05-01")] == [2, 3, 4, 5]
