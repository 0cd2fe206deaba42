"""Repeating tasks: RFC 5545 rules from words, the next due day, and words again.

A rule on a day that short months lack keeps that day: the 31st is written as
`BYMONTHDAY=28,29,30,31;BYSETPOS=-1`, the last of these days that the month has, so that 31 January is
followed by 28 February and then by 31 March.
"""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.spans import add_months, last_of
from tinycrm.errors import UsageError

WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HINT = 'use "every 2 weeks", "every mon,thu", "monthly on the 31st", "every last friday" or FREQ=…'

# Rules that leave the calendar for longer than this are refused; a Monday 29 February comes after 40 at most.
_HORIZON_YEARS = 60
_ANY_DAY = "2024-01-01"
# COUNT is missing: a task knows its last due day and not how many came before.
_DAILY_KEYS = frozenset(("FREQ", "INTERVAL", "UNTIL", "WKST", "BYDAY", "BYMONTH"))
_WEEKLY_KEYS = _DAILY_KEYS | {"BYSETPOS"}
_MONTHLY_KEYS = _WEEKLY_KEYS | {"BYMONTHDAY"}
_KEYS = {
    "DAILY": _DAILY_KEYS,
    "WEEKLY": _WEEKLY_KEYS,
    "MONTHLY": _MONTHLY_KEYS,
    "YEARLY": _MONTHLY_KEYS | {"BYYEARDAY", "BYWEEKNO"},
}
# Every month has these.
_SAFE_DAYS = frozenset(map(str, range(1, 29)))
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def parse_repeat(text: str, due: str | None = None) -> str:
    """The RFC 5545 rule the text names, anchored to the due day where it leaves the day open.

    Args:
        text: `weekly`, `every 2 weeks`, `every mon,thu`, `monthly on the 31st`, `FREQ=…`.
        due: the first due day, YYYY-MM-DD; a monthly or yearly rule keeps its day.

    Raises:
        UsageError: no rule, or one that never falls due.
    """
    raw = text.strip().upper().removeprefix("RRULE:")
    if "FREQ=" in raw:
        rule = _standard(raw)
    else:
        from tinycrm.domain.repeat_words import rule_from_words

        rule = rule_from_words(text) if len(text) <= 100 else None
    if rule is None:
        raise UsageError(f"'{_excerpt(text)}' is not a repetition", hint=HINT)
    start = date.fromisoformat(due or _ANY_DAY)
    try:
        comes = _occurrence(anchored(rule, start.isoformat()), start, start)
    except (ValueError, TypeError, OverflowError):
        # dateutil meets malformed parts with all of these.
        raise UsageError(f"'{_excerpt(text)}' is not a repetition", hint=HINT) from None
    if comes is None:
        raise UsageError(f"'{_excerpt(text)}' never falls due", hint=HINT)
    return anchored(rule, due)


def anchored(rule: str, due: str | None) -> str:
    """The rule with the due day's place in the month or year written into it, if it named none.

    Args:
        rule: as `parse_repeat` gives it.
        due: YYYY-MM-DD or None, which changes nothing.
    """
    parts = _parts(rule)
    if due is None or any(key in parts for key in ("BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO")):
        return rule
    day = date.fromisoformat(due)
    if parts["FREQ"] == "MONTHLY":
        return f"{rule};{month_day_parts(day.day)}"
    if parts["FREQ"] == "YEARLY":
        month = "" if "BYMONTH" in parts else f"BYMONTH={day.month};"
        # Only 29 February can be missing from a year; 31 in a 30-day month cannot be a due day.
        return f"{rule};{month}{month_day_parts(day.day) if day.month == 2 else f'BYMONTHDAY={day.day}'}"
    return rule


def month_day_parts(day: int) -> str:
    """The parts of a rule that mean this day of the month, or the last one before it that the month has."""
    if day <= 28:
        return f"BYMONTHDAY={day}"
    return f"BYMONTHDAY={','.join(map(str, range(28, day + 1)))};BYSETPOS=-1"


def next_due(rule: str, due: str | None, done_on: str) -> str | None:
    """The first day of the rule after the due day and the day it was done; None when the rule has ended.

    Args:
        rule: as `parse_repeat` gives it.
        due: the due day of the task just done, YYYY-MM-DD, from which the rule counts; None: from `done_on`.
        done_on: YYYY-MM-DD.
    """
    start = due or done_on
    after = max(start, done_on)
    found = _occurrence(anchored(rule, start), date.fromisoformat(start), date.fromisoformat(after))
    return found.isoformat() if found and found.year <= 2200 else None


def first_due(rule: str, day: str) -> str | None:
    """The first day of the rule on or after the given day, for a repeating task without a due day.

    Args:
        rule: as `parse_repeat` gives it.
        day: YYYY-MM-DD.
    """
    start = date.fromisoformat(day)
    found = _occurrence(anchored(rule, day), start, start - timedelta(days=1))
    return found.isoformat() if found and found.year <= 2200 else None


def describe_repeat(rule: str) -> str:
    """The rule in words that `parse_repeat` reads back: `every 2 weeks on Mon, Thu`; rare rules unchanged."""
    parts = _parts(rule)
    unit = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"}.get(parts.get("FREQ", ""))
    known = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH"}
    count = int(parts.get("INTERVAL", "1"))
    days, month_days, month = parts.get("BYDAY", ""), parts.get("BYMONTHDAY", ""), parts.get("BYMONTH", "")
    if unit is None or not known.issuperset(parts) or (days and month_days):
        return rule
    every = f"every {unit}" if count == 1 else f"every {count} {unit}s"
    if unit == "year":
        if not month and not month_days and not days:
            return every
        return rule if days else _describe_year_day(rule, every, month, month_days, parts.get("BYSETPOS", ""))
    if month or (unit != "month" and (month_days or "BYSETPOS" in parts)):
        return rule
    if days:
        return _describe_weekdays(rule, every, unit, count, days, positioned="BYSETPOS" in parts)
    if not month_days:
        return every
    day = _month_day(month_days, parts.get("BYSETPOS", ""))
    if day is None:
        return rule
    return f"{every} on the {'last day' if day == -1 else _ordinal(day)}"


def _describe_year_day(rule: str, every: str, month: str, month_days: str, position: str) -> str:
    if not month.isdigit() or not 1 <= int(month) <= 12:
        return rule
    day = _month_day(month_days, position)
    if month != "2" and not position and month_days in ("29", "30", "31"):
        day = int(month_days)
    return rule if day is None or day < 1 else f"{every} on {day} {_MONTHS[int(month) - 1]}"


def _describe_weekdays(rule: str, every: str, unit: str, count: int, days: str, *, positioned: bool) -> str:
    if unit == "month" and not positioned and "," not in days and days[-2:] in WEEKDAY_CODES:
        place = days[:-2]
        if place in ("1", "2", "3", "4", "-1"):
            return f"{every} on the {_ORDINALS[int(place)]} {_day_name(days[-2:])}"
    codes = days.split(",")
    if unit != "week" or positioned or not all(code in WEEKDAY_CODES for code in codes):
        return rule
    if count == 1 and codes == list(WEEKDAY_CODES[:5]):
        return "every weekday"
    names = ", ".join(_day_name(code) for code in codes)
    return f"every {names}" if count == 1 else f"{every} on {names}"


def _day_name(code: str) -> str:
    return ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[WEEKDAY_CODES.index(code)]


def _ordinal(day: int) -> str:
    suffix = "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{suffix}"


def _month_day(month_days: str, position: str) -> int | None:
    """The one day that month_day_parts wrote, or -1; None for other lists."""
    if not position:
        # A bare 29, 30 or 31 skips the months that lack it, which is another thing.
        return int(month_days) if month_days == "-1" or month_days in _SAFE_DAYS else None
    last = month_days.rpartition(",")[2]
    if position == "-1" and last.isdigit() and f"BYMONTHDAY={month_days};BYSETPOS=-1" == month_day_parts(int(last)):
        return int(last)
    return None


def _parts(rule: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    for part in rule.split(";"):
        key, _, value = part.partition("=")
        parts[key] = value
    return parts


def _occurrence(rule: str, start: date, after: date) -> date | None:
    """The first day of the rule, counted from start, that lies after the other day."""
    parts = _parts(rule)
    count = int(parts.get("INTERVAL", "1"))
    kind = parts.pop("FREQ")
    parts.pop("INTERVAL", None)
    if not parts and kind in ("DAILY", "WEEKLY"):
        step = count * (7 if kind == "WEEKLY" else 1)
        missed = max(0, (after - start).days // step + 1)
        return start + timedelta(days=missed * step)
    codes = parts.get("BYDAY", "").split(",")
    if kind == "WEEKLY" and len(parts) == 1 and all(code in WEEKDAY_CODES for code in codes):
        return _weekly(codes, count, start, after)
    if kind == "MONTHLY" and set(parts) <= {"BYMONTHDAY", "BYSETPOS"}:
        day = _month_day(parts.get("BYMONTHDAY", ""), parts.get("BYSETPOS", ""))
        if day is not None:
            return _monthly(day, count, start, after)
    return _by_dateutil(rule, start, after)


def _monthly(day: int, count: int, start: date, after: date) -> date:
    first = start.replace(day=1)
    months = (after.year - first.year) * 12 + after.month - first.month
    for steps in range(max(0, months // count), months // count + 3):
        month = add_months(first, steps * count)
        last = last_of("month", month).day
        found = month.replace(day=last if day == -1 else min(day, last))
        if found > after and found >= start:
            return found
    raise AssertionError(f"no occurrence after {after}")


def _weekly(codes: list[str], count: int, start: date, after: date) -> date:
    wanted = {WEEKDAY_CODES.index(code) for code in codes}
    monday = start - timedelta(days=start.weekday())
    found = max(start, after + timedelta(days=1))
    while found.weekday() not in wanted or (found - monday).days // 7 % count:
        found += timedelta(days=1)
    return found


def _by_dateutil(rule: str, start: date, after: date) -> date | None:
    from datetime import datetime, time

    from dateutil.rrule import rrule, rrulestr

    parsed = rrulestr(rule, dtstart=datetime.combine(start, time(0)))
    if not isinstance(parsed, rrule):
        raise TypeError(rule)
    # An end bounds the search through rules that never fall due.
    end = datetime.combine(add_months(after, 12 * _HORIZON_YEARS), time(0))
    if "UNTIL=" not in rule:
        parsed = parsed.replace(until=end)
    found = parsed.after(datetime.combine(after, time(0)))
    return found.date() if found is not None and found <= end else None


def _standard(raw: str) -> str | None:
    """The raw rule in upper case with its day-precise end, if it is a repetition of days; else None."""
    if len(raw) > 200 or not raw.isascii() or any(char.isspace() for char in raw):
        return None
    raw = raw.strip(";")
    parts = _parts(raw)
    keys = _KEYS.get(parts.get("FREQ", ""), frozenset[str]())
    if len(parts) != raw.count(";") + 1 or not keys.issuperset(parts) or not all(parts.values()):
        return None
    interval = parts.get("INTERVAL", "1")
    if not interval.isdigit() or not 1 <= int(interval[:9]) <= 999:
        return None
    if not all(month.isdigit() and 1 <= int(month) <= 12 for month in parts.get("BYMONTH", "1").split(",")):
        return None
    if "UNTIL" in parts:
        # dateutil refuses an end with a zone beside days without one.
        parts["UNTIL"] = parts["UNTIL"][:8]
        if len(parts["UNTIL"]) < 8:
            return None
    head = f"FREQ={parts.pop('FREQ')}"
    if int(parts.pop("INTERVAL", "1")) > 1:
        head += f";INTERVAL={int(interval)}"
    return ";".join([head, *(f"{key}={value}" for key, value in parts.items())])


def _excerpt(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
