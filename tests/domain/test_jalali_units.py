from __future__ import annotations

from datetime import date

import pytest

from tinycrm.domain.jalali import unit_around, unit_named

UNITS = [
    ("month", "2026-06-15", "2026-05-22", "2026-06-21"),
    ("quarter", "2026-06-15", "2026-03-21", "2026-06-21"),
    ("year", "2026-06-15", "2026-03-21", "2027-03-20"),
    # 1 Azar 1405 and the autumn
    ("month", "2026-11-22", "2026-11-22", "2026-12-21"),
    ("quarter", "2026-11-22", "2026-09-23", "2026-12-21"),
    # the last month of the leap year 1403 has 30 days, that of 1404 has 29
    ("month", "2025-03-20", "2025-02-19", "2025-03-20"),
    ("year", "2025-03-20", "2024-03-20", "2025-03-20"),
    ("quarter", "2026-03-20", "2025-12-22", "2026-03-20"),
]


@pytest.mark.parametrize(("unit", "day", "first", "last"), UNITS)
def test_a_day_lies_in_its_jalali_unit(unit: str, day: str, first: str, last: str) -> None:
    found = unit_around(unit, date.fromisoformat(day))
    assert tuple(end.isoformat() for end in found) == (first, last)
    assert unit_named(*found) == unit


def test_other_days_are_no_jalali_unit() -> None:
    assert unit_named(date(2026, 6, 1), date(2026, 6, 30)) == ""
    assert unit_named(date(2026, 5, 22), date(2026, 6, 20)) == ""
    # six months
    assert unit_named(date(2026, 3, 21), date(2026, 9, 22)) == ""
