"""Periods of reports: this month, last quarter, 30d, 2026-Q2; both ends belong to them.

Words such as month and year follow the Gregorian calendar whatever the setting, because reports group stored days by
their month; years and months that are named as Jalali ones are those days.
"""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.dates import parse_day
from tinycrm.domain.spans import add_months, add_units, first_of, last_of
from tinycrm.errors import UsageError

FIRST_DAY, LAST_DAY = "1900-01-01", "2200-12-31"
_HINT = 'use month, "last quarter", 30d, 2026, 2026-Q2, 2026-05, FROM..TO or all'
_TO_DATE = {"wtd": "week", "mtd": "month", "qtd": "quarter", "ytd": "year"}


def parse_period(
    text: str, today: date, *, week_starts: str = "monday", calendar: str = "gregorian"
) -> tuple[str, str]:
    """The first and the last day of the period the text names.

    Args:
        text: `week`, `month`, `quarter`, `year`, with `last` or `next`; `7d`, `last 3 months` (ending today);
            `mtd`, `ytd`; `2026`, `2026-Q2`, `2026-05`, `2026-W20`, `may`, `may 2026`; a day; `A..B`; `all`.
        today: the local business day.
        week_starts: `monday`, `saturday` or `sunday`; ISO weeks begin on Monday whatever it says.
        calendar: `jalali` reads `1405`, `1405-03`, `خرداد` and `khordad 1405` as Jalali years and months.

    Returns:
        (YYYY-MM-DD, YYYY-MM-DD), the first not after the last.

    Raises:
        UsageError: no period, outside 1900-2200, or it ends before it begins.
    """
    from tinycrm.domain.fold import fold

    key = fold(text) if len(text) <= 100 else ""
    first_text, dots, last_text = key.partition("..")
    if dots and ".." in last_text:
        raise _not_a_period(text)
    if dots:
        first, last = FIRST_DAY, LAST_DAY
        if first_text:
            first = parse_period(first_text, today, week_starts=week_starts, calendar=calendar)[0]
        if last_text:
            last = parse_period(last_text, today, week_starts=week_starts, calendar=calendar)[1]
        if first > last:
            raise UsageError(f"the period '{text}' ends before it begins", hint="write FROM..TO")
        return first, last
    if key in ("all", "ever", "все", "همه"):
        return FIRST_DAY, LAST_DAY
    if key[:1].isalpha():
        # one word for a shell: last-month
        key = key.replace("-", " ")
    try:
        found = _jalali(key, today) if calendar == "jalali" else None
        found = found or _spoken(key.split(), today, week_starts) or _numbered(key) or _month(key.split(), today)
    except (ValueError, OverflowError):
        raise _not_a_period(text) from None
    if found is None:
        found = _single_day(text, today, week_starts, calendar)
    if found[0].year < 1900 or found[1].year > 2200:
        raise UsageError(f"'{text}' is outside the years 1900-2200", hint="check the year")
    return found[0].isoformat(), found[1].isoformat()


def previous_period(first: str, last: str) -> tuple[str, str]:
    """The period before, of the same kind: whole months before whole months, else as many days.

    Args:
        first, last: YYYY-MM-DD, both in the period.
    """
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    day = timedelta(days=1)
    if start.day == 1 and (end + day).day == 1:
        months = (end.year - start.year) * 12 + end.month - start.month + 1
        earlier = max(start.year * 12 + start.month - 1 - months, 12)
        return date(earlier // 12, earlier % 12 + 1, 1).isoformat(), (start - day).isoformat()
    return (start - (end - start) - day).isoformat(), (start - day).isoformat()


def _spoken(words: list[str], today: date, week_starts: str) -> tuple[date, date] | None:
    from tinycrm.domain.datewords import FILLERS, LAST, NEXT, THIS, UNITS
    from tinycrm.domain.day_phrases import steps

    words = [word for word in words if word not in FILLERS]
    if len(words) == 1 and words[0] in _TO_DATE:
        return first_of(_TO_DATE[words[0]], today, week_starts), today
    units = [word for word in words if word in UNITS and len(word) > 1]
    told = [word for word in words if word not in units]
    if len(units) == 1 and len(told) <= 1 and UNITS[units[0]] not in ("minute", "hour"):
        shift = {told[0] in NEXT: 1, told[0] in LAST: -1, told[0] in THIS: 0}.get(True) if told else 0
        if shift is not None:
            within = add_units(today, shift, UNITS[units[0]])
            return first_of(UNITS[units[0]], within, week_starts), last_of(UNITS[units[0]], within, week_starts)
    if len(words) > 1 and words[0] in LAST:
        words = words[1:]
    if not words or not words[0][0].isalnum():
        return None
    back = steps(words, "past")
    if back is not None and back[0] == 0:
        raise ValueError("no days at all")
    # A week on is no period: only bare lengths are, and they end today.
    if back is None or back[0] > 0 or back[1] in ("minute", "hour"):
        return None
    if len(words) > 1 and words[-1] not in UNITS:
        return None
    tomorrow = today + timedelta(days=1)
    if tomorrow.day == 1:
        # at the end of a month whole months are meant, however long they are
        return add_units(tomorrow, back[0], back[1]), today
    return add_units(today, back[0], back[1]) + timedelta(days=1), today


def _numbered(key: str) -> tuple[date, date] | None:
    """2026, 2026-05, 2026-Q2, Q2 2026, 2026-W20."""
    parts = key.replace("-", " ").replace("/", " ").split()
    if len(parts) == 2 and len(parts[1]) == 4 and parts[1].isdecimal() and parts[1].isascii():
        parts.reverse()
    if not parts or not (len(parts[0]) == 4 and parts[0].isdigit()) or len(parts) > 2:
        return None
    year = int(parts[0])
    if len(parts) == 1:
        return date(year, 1, 1), date(year, 12, 31)
    letter, digits = (parts[1][0], parts[1][1:]) if parts[1][0] in "qw" else ("", parts[1])
    if not digits.isdigit() or len(digits) > 2:
        return None
    number = int(digits)
    if letter == "w":
        monday = date.fromisocalendar(year, number, 1)
        return monday, monday + timedelta(days=6)
    first = date(year, number * 3 - 2 if letter else number, 1)
    return first, last_of("quarter" if letter else "month", first)


def _jalali(key: str, today: date) -> tuple[date, date] | None:
    """1405, 1405-03, 1405/3, khordad, khordad 1405: the Gregorian days of a Jalali year or month."""
    from tinycrm.domain.datewords import JALALI_MONTHS
    from tinycrm.domain.jalali import from_jalali, month_days, to_jalali

    parts = key.replace("-", " ").replace("/", " ").split()
    if not parts or len(parts) > 2:
        return None
    if parts[0] in JALALI_MONTHS and (len(parts) == 1 or _is_jalali_year(parts[1])):
        month = JALALI_MONTHS[parts[0]]
        now = to_jalali(today)
        # without a year the latest that has begun
        year = int(parts[1]) if len(parts) == 2 else now[0] - (month > now[1])
    elif _is_jalali_year(parts[0]) and len(parts) == 1:
        return from_jalali(int(key), 1, 1), from_jalali(int(key) + 1, 1, 1) - timedelta(days=1)
    elif _is_jalali_year(parts[0]) and (parts[1] in JALALI_MONTHS or (parts[1].isdigit() and len(parts[1]) <= 2)):
        year, month = int(parts[0]), JALALI_MONTHS.get(parts[1]) or int(parts[1])
        if not 1 <= month <= 12:
            raise ValueError(key)
    else:
        return None
    return from_jalali(year, month, 1), from_jalali(year, month, month_days(year, month))


def _is_jalali_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and 1300 <= int(word) <= 1499


def _month(words: list[str], today: date) -> tuple[date, date] | None:
    """`may`, `may 2026`, `q2`: without a year the latest that has begun."""
    from tinycrm.domain.datewords import MONTHS

    if len(words) == 1 and words[0] in ("q1", "q2", "q3", "q4"):
        first, unit = date(today.year, int(words[0][1]) * 3 - 2, 1), "quarter"
    elif words and words[0] in MONTHS and len(words) <= 2:
        unit = "month"
        if len(words) == 2:
            if len(words[1]) != 4 or not words[1].isdigit():
                return None
            first = date(int(words[1]), MONTHS[words[0]], 1)
            return first, last_of(unit, first)
        first = date(today.year, MONTHS[words[0]], 1)
    else:
        return None
    if first > today:
        first = add_months(first, -12)
    return first, last_of(unit, first)


def _single_day(text: str, today: date, week_starts: str, calendar: str) -> tuple[date, date]:
    try:
        day = date.fromisoformat(parse_day(text, today, prefer="past", week_starts=week_starts, calendar=calendar))
    except UsageError as error:
        if error.message.endswith("is not a date"):
            raise _not_a_period(text) from None
        raise
    return day, day


def _not_a_period(text: str) -> UsageError:
    shown = text if len(text) <= 60 else text[:59] + "…"
    return UsageError(f"'{shown}' is not a period", hint=_HINT)
