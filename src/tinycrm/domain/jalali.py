"""The Iranian solar calendar, converted both ways.

The leap years follow K. M. Borkowski, "The Persian calendar for 3000 years", Earth, Moon and Planets 74.
"""

from __future__ import annotations

from datetime import date, timedelta

# The years in which the 33-year rhythm of leap years starts anew.
_BREAKS = (-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060)


def _year(year: int) -> tuple[bool, date]:
    """Whether a Jalali year is a leap year, and the day it begins on."""
    start, leap_days, jump = _BREAKS[0], -14, 0
    for following in _BREAKS[1:]:
        jump = following - start
        if year < following:
            break
        leap_days += jump // 33 * 8 + jump % 33 // 4
        start = following
    passed = year - start
    leap_days += passed // 33 * 8 + (passed % 33 + 3) // 4
    if jump % 33 == 4 and jump - passed == 4:
        leap_days += 1
    western = year + 621
    first_of_march = 20 + leap_days - (western // 4 - (western // 100 + 1) * 3 // 4 - 150)
    if jump - passed < 6:
        passed = passed - jump + (jump + 4) // 33 * 33
    leap = (passed + 1) % 33 - 1
    return leap % 4 == 0 and leap != -1, date(western, 3, 1) + timedelta(days=first_of_march - 1)


def month_days(year: int, month: int) -> int:
    """The number of days of a Jalali month, 1-12."""
    if month <= 6:
        return 31
    if month <= 11:
        return 30
    return 30 if _year(year)[0] else 29


def from_jalali(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Jalali one.

    Raises:
        ValueError: there is no such Jalali day.
    """
    if not (1 <= month <= 12 and 1 <= day <= month_days(year, month)):
        raise ValueError(f"{year}-{month}-{day} is not a day")
    before = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    return _year(year)[1] + timedelta(days=before + day - 1)


def to_jalali(day: date) -> tuple[int, int, int]:
    """The Jalali year, month and day of a Gregorian day."""
    year = day.year - 621
    first = _year(year)[1]
    if day < first:
        year -= 1
        first = _year(year)[1]
    passed = (day - first).days
    if passed < 186:
        return year, passed // 31 + 1, passed % 31 + 1
    return year, (passed - 186) // 30 + 7, (passed - 186) % 30 + 1
