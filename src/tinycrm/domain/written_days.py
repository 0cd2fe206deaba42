"""Days written out: 2026-12-01, 31.12.2026, 12/31/2026, 1 Dec, Dec 1, 2026, 10 دی 1405."""

from __future__ import annotations

from datetime import date

from tinycrm.domain.asked_day import day_number, excerpt, no_such_day, out_of_years, within_years
from tinycrm.domain.datewords import JALALI_MONTHS, MONTHS
from tinycrm.errors import UsageError

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.asked_day import Asked

    # Year or None, month, day, calendar.
    Written = tuple[int | None, int, int, str]


def written_day(words: list[str], asked: Asked) -> Written | None:
    """What a written day says, not yet checked against the calendar; None when it is not one.

    Raises:
        UsageError: day and month can be read two ways, or a Jalali day lacks its year.
    """
    if len(words) == 1:
        word = words[0]
        if word.isdigit():
            if len(word) != 8:
                return None
            return _with_calendar(int(word[:4]), int(word[4:6]), int(word[6:]), asked)
        for separator in "-/.":
            if separator in word:
                parts = word.split(separator)
                read = all(map(str.isdigit, parts))
                return _numeric(parts, separator, asked) if read else _named(parts, asked)
        return None
    return _named(words, asked)


def settle(written: Written, asked: Asked) -> date:
    """The day meant; without a year the nearest in the preferred direction, today included.

    Raises:
        UsageError: there is no such day, or it lies outside 1900-2200.
    """
    year, month, day, calendar = written
    if year is not None:
        try:
            return within_years(_day(year, month, day, calendar), asked.text)
        except ValueError:
            raise (no_such_day(asked.text) if year else out_of_years(asked.text)) from None
    step = -1 if asked.prefer == "past" else 1
    this_year = asked.today.year
    if calendar == "jalali":
        from tinycrm.domain.jalali import to_jalali

        this_year = to_jalali(asked.today)[0]
    # Around 2100 a 29 February is eight years away.
    for distance in range(9):
        try:
            found = _day(this_year + step * distance, month, day, calendar)
        except ValueError:
            continue
        if (found - asked.today).days * step >= 0:
            return within_years(found, asked.text)
    raise no_such_day(asked.text)


def _day(year: int, month: int, day: int, calendar: str) -> date:
    if calendar == "jalali":
        from tinycrm.domain.jalali import from_jalali

        return from_jalali(year, month, day)
    return date(year, month, day)


def _with_calendar(year: int, month: int, day: int, asked: Asked) -> Written:
    if 1300 <= year <= 1499:
        if asked.calendar != "jalali":
            raise UsageError(
                f"'{excerpt(asked.text)}' is outside the years 1900-2200",
                hint="check the year; for Jalali years: tinycrm config set calendar jalali",
            )
        return year, month, day, "jalali"
    return year, month, day, "gregorian"


def _numeric(parts: list[str], separator: str, asked: Asked) -> Written | None:
    sizes = [len(part) for part in parts]
    if len(parts) == 3 and sizes[0] == 4 and max(sizes[1:]) <= 2:
        return _with_calendar(int(parts[0]), int(parts[1]), int(parts[2]), asked)
    if len(parts) not in (2, 3) or max(sizes[:2]) > 2 or (len(parts) == 3 and sizes[2] not in (2, 4)):
        return None
    year = _full_year(parts[2], asked) if len(parts) == 3 else None
    first, second = int(parts[0]), int(parts[1])
    if year is None and asked.calendar == "jalali":
        raise UsageError(f"'{excerpt(asked.text)}' lacks a year", hint="write YYYY-MM-DD, or the month by name")
    day, month = (first, second) if separator == "." else _day_and_month(first, second, year, asked)
    return (None, month, day, "gregorian") if year is None else _with_calendar(year, month, day, asked)


def _day_and_month(first: int, second: int, year: int | None, asked: Asked) -> tuple[int, int]:
    month_first = asked.order == "mdy" or (asked.order == "iso" and year is None)
    if not month_first and asked.order != "dmy":
        if first <= 12 and second <= 12 and first != second:
            raise _two_readings(first, second, year, asked)
        month_first = second > 12
    return (second, first) if month_first else (first, second)


def _two_readings(first: int, second: int, year: int | None, asked: Asked) -> UsageError:
    if not (first and second):
        return no_such_day(asked.text)
    tail = "" if year is None else f" {year}"
    one, other = f"{first} {MONTH_NAMES[second - 1]}{tail}", f"{second} {MONTH_NAMES[first - 1]}{tail}"
    return UsageError(
        f"'{excerpt(asked.text)}' can be {one} or {other}",
        hint=f"write it as YYYY-MM-DD or {first} {MONTH_NAMES[second - 1]}; an import takes --dates dmy or --dates mdy",
    )


def _named(words: list[str], asked: Asked) -> Written | None:
    if not 2 <= len(words) <= 3:
        return None
    place = next((at for at, word in enumerate(words) if word in MONTHS or word in JALALI_MONTHS), None)
    if place is None:
        return None
    word = words[place]
    others = words[:place] + words[place + 1 :]
    if len(others) == 2 and len(others[0]) == 4:
        others.reverse()
    day = day_number(others[0])
    if day is None:
        return None
    year = None
    if len(others) == 2:
        if not (others[1].isdigit() and len(others[1]) in (2, 4)):
            return None
        year = _full_year(others[1], asked)
    if word in MONTHS:
        return year, MONTHS[word], day, "gregorian"
    if year is not None and not 1300 <= year <= 1499:
        raise no_such_day(asked.text)
    return year, JALALI_MONTHS[word], day, "jalali"


def _full_year(digits: str, asked: Asked) -> int:
    if len(digits) == 4:
        return int(digits)
    latest = asked.today.year + asked.pivot
    return latest - (latest - int(digits)) % 100
