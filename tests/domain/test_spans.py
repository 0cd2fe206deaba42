"""Weeks, months, quarters and years: their first and last days, and steps by them."""

from __future__ import annotations

from datetime import date

import pytest

from tinycrm.domain.spans import add_months, first_of, last_of


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 10, 31), 2, date(2026, 12, 31)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 1, 28), 1, date(2026, 2, 28)),
    ],
)
def test_a_month_later_is_at_most_that_months_last_day(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then


def test_a_jalali_month_later_is_at_most_that_months_last_day() -> None:
    # the 31st of Shahrivar 1405 and the 30th of Mehr; Esfand of 1405 has 29 days, that of 1403 thirty
    assert add_months(date(2026, 9, 22), 1, "jalali") == date(2026, 10, 22)
    assert add_months(date(2026, 9, 22), 6, "jalali") == date(2027, 3, 20)
    assert add_months(date(2024, 9, 21), 6, "jalali") == date(2025, 3, 20)
    assert add_months(date(2026, 3, 21), -1, "jalali") == date(2026, 2, 20)


def test_every_unit_has_a_first_and_a_last_day() -> None:
    day = date(2026, 5, 13)
    assert [first_of(unit, day) for unit in ("day", "week", "month", "quarter", "year")] == [
        date(2026, 5, 13), date(2026, 5, 11), date(2026, 5, 1), date(2026, 4, 1), date(2026, 1, 1),
    ]  # fmt: skip
    assert [last_of(unit, day) for unit in ("day", "week", "month", "quarter", "year")] == [
        date(2026, 5, 13), date(2026, 5, 17), date(2026, 5, 31), date(2026, 6, 30), date(2026, 12, 31),
    ]  # fmt: skip
    assert [first_of(unit, day, calendar="jalali") for unit in ("day", "month", "quarter", "year")] == [
        date(2026, 5, 13), date(2026, 4, 21), date(2026, 3, 21), date(2026, 3, 21),
    ]  # fmt: skip
    assert first_of("quarter", date(2026, 10, 22), calendar="jalali") == date(2026, 9, 23)
    assert last_of("quarter", date(2026, 10, 22), calendar="jalali") == date(2026, 12, 21)
