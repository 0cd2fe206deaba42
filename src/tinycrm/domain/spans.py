"""Weeks, months, quarters and years: where they begin and end, and steps by them."""

from __future__ import annotations

from datetime import date, timedelta

# date.weekday() of the first day of the week, by the setting `week_starts`.
WEEK_STARTS = {"monday": 0, "saturday": 5, "sunday": 6}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def add_months(day: date, months: int, calendar: str = "gregorian") -> date:
    """The day that many months later (earlier when negative), the month's last when it has no such day.

    Raises:
        ValueError: the result leaves the calendar.
    """
    if calendar == "jalali":
        from tinycrm.domain.jalali import from_jalali, month_days, to_jalali

        year, month, number = to_jalali(day)
        year, month = divmod(year * 12 + month - 1 + months, 12)
        return from_jalali(year, month + 1, min(number, month_days(year, month + 1)))
    number = day.day
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    month += 1
    if number > 28:
        # The calendar module would know, and loads locale and re for it.
        after = date(year + month // 12, month % 12 + 1, 1)
        number = min(number, (after - timedelta(days=1)).day)
    return date(year, month, number)


def add_units(day: date, count: int, unit: str, calendar: str = "gregorian") -> date:
    """The day that many units later; unit is day, week, month, quarter or year.

    Raises:
        ValueError, OverflowError: the result leaves the calendar.
    """
    if unit == "day":
        return day + timedelta(days=count)
    if unit == "week":
        return day + timedelta(weeks=count)
    return add_months(day, count * _MONTHS[unit], calendar)


def first_of(unit: str, day: date, week_starts: str = "monday", calendar: str = "gregorian") -> date:
    """The first day of the unit that holds the day; unit is day, week, month, quarter or year."""
    if unit == "day":
        return day
    if unit == "week":
        return day - timedelta(days=(day.weekday() - WEEK_STARTS.get(week_starts, 0)) % 7)
    months = _MONTHS[unit]
    if calendar == "jalali":
        from tinycrm.domain.jalali import from_jalali, to_jalali

        year, month, _ = to_jalali(day)
        return from_jalali(year, month - (month - 1) % months, 1)
    return date(day.year, day.month - (day.month - 1) % months, 1)


def last_of(unit: str, day: date, week_starts: str = "monday", calendar: str = "gregorian") -> date:
    """The last day of the unit that holds the day; unit is day, week, month, quarter or year."""
    return add_units(first_of(unit, day, week_starts, calendar), 1, unit, calendar) - timedelta(days=1)
