from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.jalali import from_jalali, month_days, to_jalali


@pytest.mark.parametrize(
    ("jalali", "gregorian"),
    [
        ((1300, 1, 1), date(1921, 3, 21)),
        ((1357, 11, 22), date(1979, 2, 11)),
        ((1375, 1, 1), date(1996, 3, 20)),
        ((1399, 12, 30), date(2021, 3, 20)),
        ((1400, 1, 1), date(2021, 3, 21)),
        ((1403, 1, 1), date(2024, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1405, 9, 10), date(2026, 12, 1)),
        ((1408, 1, 1), date(2029, 3, 20)),
    ],
)
def test_known_days_agree_with_the_official_calendar(jalali: tuple[int, int, int], gregorian: date) -> None:
    assert from_jalali(*jalali) == gregorian
    assert to_jalali(gregorian) == jalali


def test_leap_years_are_the_official_ones() -> None:
    leap = [year for year in range(1370, 1421) if month_days(year, 12) == 30]
    assert leap == [1370, 1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420]


def test_leap_years_follow_the_rhythm_of_thirty_three_years() -> None:
    leap = [year for year in range(1403, 1500) if month_days(year, 12) == 30]
    assert leap == [
        1403, 1408, 1412, 1416, 1420, 1424, 1428, 1432, 1436, 1441, 1445, 1449, 1453, 1457, 1461, 1465, 1469, 1474,
        1478, 1482, 1486, 1490, 1494, 1498,
    ]  # fmt: skip


def test_every_month_has_its_days() -> None:
    assert [month_days(1405, month) for month in range(1, 13)] == [31, 31, 31, 31, 31, 31, 30, 30, 30, 30, 30, 29]


@pytest.mark.parametrize(
    ("jalali", "gregorian"),
    [
        ((1405, 6, 31), date(2026, 9, 22)),
        ((1405, 7, 1), date(2026, 9, 23)),
        ((1405, 7, 30), date(2026, 10, 22)),
        ((1405, 8, 1), date(2026, 10, 23)),
        ((1405, 12, 29), date(2027, 3, 20)),
        ((1278, 10, 11), date(1900, 1, 1)),
        ((1579, 10, 10), date(2200, 12, 31)),
    ],
)
def test_months_meet_without_a_gap(jalali: tuple[int, int, int], gregorian: date) -> None:
    assert from_jalali(*jalali) == gregorian
    assert to_jalali(gregorian) == jalali


@pytest.mark.parametrize("day", [(1405, 12, 30), (1405, 7, 31), (1405, 13, 1), (1405, 0, 1), (1405, 1, 0)])
def test_a_day_that_the_calendar_lacks_is_refused(day: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="is not a day"):
        from_jalali(*day)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_day_goes_there_and_back(day: date) -> None:
    assert from_jalali(*to_jalali(day)) == day


def test_every_year_ends_the_day_before_the_next_one_begins() -> None:
    for year in range(1, 3178):
        last = from_jalali(year + 1, 1, 1) - timedelta(days=1)
        assert to_jalali(last) == (year, 12, month_days(year, 12))
        assert (last - from_jalali(year, 1, 1)).days in (364, 365)


def test_the_breaks_of_the_rhythm_are_those_of_the_source() -> None:
    """The rhythm begins anew with a leap year, in 1210, 2097 and 2192, five years after the one before."""
    assert [year for year in range(1200, 1220) if month_days(year, 12) == 30] == [1201, 1205, 1210, 1214, 1218]
    assert [year for year in range(2084, 2104) if month_days(year, 12) == 30] == [2084, 2088, 2092, 2097, 2101]
    assert [year for year in range(2185, 2200) if month_days(year, 12) == 30] == [2187, 2192, 2196]


def test_a_year_past_the_last_is_refused() -> None:
    with pytest.raises(ValueError, match="out of range"):
        from_jalali(9379, 12, 30)
