"""The Iranian solar calendar, converted both ways.

The leap years follow K. M. Borkowski, "The Persian calendar for 3000 years", Earth, Moon and Planets 74.
"""

from __future__ import annotations

from datetime import date, timedelta

# The years in which the 33-year rhythm of leap years starts anew.
_BREAKS = (-61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178)


def _first_day(year: int) -> date:
    """The day a Jalali year begins on."""
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
    return date(western, 3, 1) + timedelta(days=169 + leap_days - western // 4 + (western // 100 + 1) * 3 // 4)


def month_days(year: int, month: int) -> int:
    """The number of days of a Jalali month, 1-12.

    Raises:
        ValueError: the year after it is too far away.
    """
    if month <= 6:
        return 31
    if month <= 11:
        return 30
    return (_first_day(year + 1) - _first_day(year)).days - 336


def from_jalali(year: int, month: int, day: int) -> date:
    """The Gregorian day of a Jalali one.

    Raises:
        ValueError: there is no such Jalali day.
    """
    if not (1 <= month <= 12 and 1 <= day <= month_days(year, month)):
        raise ValueError(f"{year}-{month}-{day} is not a day")
    before = (month - 1) * 31 if month <= 7 else 186 + (month - 7) * 30
    return _first_day(year) + timedelta(days=before + day - 1)


def to_jalali(day: date) -> tuple[int, int, int]:
    """The Jalali year, month and day of a Gregorian day."""
    year = day.year - 621
    first = _first_day(year)
    if day < first:
        year -= 1
        first = _first_day(year)
    passed = (day - first).days
    if passed < 186:
        return year, passed // 31 + 1, passed % 31 + 1
    return year, (passed - 186) // 30 + 7, (passed - 186) % 30 + 1


# so many Jalali months make a unit
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def unit_around(unit: str, day: date) -> tuple[date, date]:
    """The first and the last day of the Jalali month, quarter or year that a Gregorian day is in."""
    year, month, _ = to_jalali(day)
    months = _MONTHS[unit]
    first = month - (month - 1) % months
    last = first + months - 1
    return from_jalali(year, first, 1), from_jalali(year, last, month_days(year, last))


def unit_named(first: date, last: date) -> str:
    """The Jalali unit that two Gregorian days are the ends of: "month", "quarter" or "year"; "" for none."""
    return next((unit for unit in _MONTHS if unit_around(unit, first) == (first, last)), "")
