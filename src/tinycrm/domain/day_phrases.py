"""Days said in words: fri, next fri, in 2 weeks, 3 days ago, end of month, next quarter, the 15th."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.asked_day import Asked, day_number, no_such_day, out_of_years, within_years
from tinycrm.domain.datewords import (
    AGO,
    AHEAD,
    EDGES,
    END,
    LAST,
    LATER,
    MONTHS,
    NEAR_DAYS,
    NEXT,
    NUMBERS,
    START,
    THIS,
    UNITS,
    WEEKDAYS,
)
from tinycrm.domain.spans import WEEK_STARTS, add_months, add_units, first_of, last_of
from tinycrm.errors import UsageError

_CLOCK_UNITS = ("minute", "hour")
_DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def phrase_day(words: list[str], asked: Asked) -> date | None:
    """The day the words mean, None when they are none of ours.

    Raises:
        UsageError: the day contradicts its weekday, does not exist or lies outside 1900-2200.
    """
    shift = NEAR_DAYS.get(" ".join(words))
    if shift is not None:
        return asked.today + timedelta(days=shift)
    try:
        for read in (_weekday, _stepped, _edge, _whole, _ordinal):
            found = read(words, asked)
            if found is not None:
                return within_years(found, asked.text)
    except (ValueError, OverflowError):
        raise out_of_years(asked.text) from None
    return None


def steps(words: list[str], prefer: str) -> tuple[int, str] | None:
    """The distance of `+3d`, `3d`, `in 2 weeks`, `a week ago`: a signed count and its unit; None for others.

    Without a sign or a word of direction it follows `prefer`. Units: minute, hour, day, week, month, quarter,
    year.
    """
    words, sign, word = _direction(list(words))
    if words and len(words) == 1 and not words[0].isalpha():
        digits = words[0].rstrip("".join(filter(str.isalpha, words[0])))
        words = [digits, words[0][len(digits) :]]
    if len(words) == 1 and len(words[0]) > 1 and word and word not in NEXT and word not in LAST:
        words = ["1", *words]
    if len(words) != 2 or words[1] not in UNITS:
        return None
    count = int(words[0]) if words[0].isdigit() else NUMBERS.get(words[0])
    if count is None:
        return None
    return count * (sign or (-1 if prefer == "past" else 1)), UNITS[words[1]]


def _direction(words: list[str]) -> tuple[list[str], int, str]:
    """The words without what tells the direction, the direction (0: untold) and the word that told it."""
    if words[0][0] in "+-":
        sign = -1 if words[0][0] == "-" else 1
        return [word for word in (words[0][1:], *words[1:]) if word], sign, ""
    if words[0] in AHEAD:
        return words[1:], 1, words[0]
    if words[-1] in AGO:
        return words[:-1], -1, words[-1]
    if words[-1] in LATER:
        return words[:-1], 1, words[-1]
    if words[-2:] in (["from", "now"], ["from", "today"]):
        return words[:-2], 1, "from"
    return words, 0, ""


def _stepped(words: list[str], asked: Asked) -> date | None:
    found = steps(words, asked.prefer)
    if found is None or found[1] in _CLOCK_UNITS:
        return None
    return add_units(asked.today, found[0], found[1], asked.calendar)


def _weekday(words: list[str], asked: Asked) -> date | None:
    place = next((place for place, word in enumerate(words) if word in WEEKDAYS), None)
    if place is None:
        return None
    weekday = WEEKDAYS[words[place]]
    rest = words[:place] + words[place + 1 :]
    if not rest:
        return _coming(weekday, asked, today_counts=False)
    if len(rest) == 1:
        if rest[0] in NEXT:
            return _in_week(weekday, asked.today + timedelta(weeks=1), asked)
        if rest[0] in LAST:
            return asked.today - timedelta(days=(asked.today.weekday() - weekday - 1) % 7 + 1)
        if rest[0] in THIS:
            return _coming(weekday, asked, today_counts=True)
    named = _named_unit(rest, asked)
    if named is not None:
        return _in_week(weekday, named[1], asked) if named[0] == "week" else None
    from tinycrm.domain.written_days import settle, written_day

    written = written_day(rest, asked)
    if written is None:
        return None
    day = settle(written, asked)
    if day.weekday() != weekday:
        raise UsageError(
            f"{day.isoformat()} is a {_DAY_NAMES[day.weekday()]}: '{asked.text}'",
            hint="leave the weekday out or mend it",
        )
    return day


def _coming(weekday: int, asked: Asked, *, today_counts: bool) -> date:
    spared = 0 if today_counts else 1
    if asked.prefer == "past":
        return asked.today - timedelta(days=(asked.today.weekday() - weekday - spared) % 7 + spared)
    return asked.today + timedelta(days=(weekday - asked.today.weekday() - spared) % 7 + spared)


def _in_week(weekday: int, day: date, asked: Asked) -> date:
    first = first_of("week", day, asked.week_starts)
    return first + timedelta(days=(weekday - WEEK_STARTS.get(asked.week_starts, 0)) % 7)


def _named_unit(words: list[str], asked: Asked) -> tuple[str, date] | None:
    """For `month`, `next month`, `last year`, `هفته بعد`: the unit and a day in it."""
    told = [word for word in words if word not in UNITS]
    units = [UNITS[word] for word in words if word in UNITS and len(word) > 1]
    if len(units) != 1 or len(told) > 1 or units[0] in _CLOCK_UNITS:
        return None
    if not told or told[0] in THIS:
        count = 0
    elif told[0] in NEXT:
        count = 1
    elif told[0] in LAST:
        count = -1
    else:
        return None
    return units[0], add_units(asked.today, count, units[0], asked.calendar)


def _edge(words: list[str], asked: Asked) -> date | None:
    if len(words) == 1 and words[0] in EDGES:
        edge, unit = EDGES[words[0]]
        named: tuple[str, date] | None = (unit, asked.today)
    elif len(words) > 1 and (words[0] in END or words[0] in START):
        edge = "end" if words[0] in END else "start"
        named = _named_unit(words[1:], asked) or _named_month(words[1:], asked)
    else:
        return None
    if named is None:
        return None
    pick = last_of if edge == "end" else first_of
    return pick(named[0], named[1], asked.week_starts, asked.calendar)


def _named_month(words: list[str], asked: Asked) -> tuple[str, date] | None:
    """For `june`, `june 2027`: a day in that month."""
    if words[0] not in MONTHS or len(words) > 2:
        return None
    if len(words) == 2:
        return ("month", date(int(words[1]), MONTHS[words[0]], 1)) if words[1].isdigit() else None
    ahead = (MONTHS[words[0]] - asked.today.month) % 12
    back = asked.prefer == "past" and ahead
    return "month", add_months(asked.today, ahead - 12 if back else ahead)


def _whole(words: list[str], asked: Asked) -> date | None:
    """`next month` is its first day, `this month` its last, or its first where the past is meant."""
    named = _named_unit(words, asked) if len(words) == 2 else None
    if named is None:
        return None
    ends = asked.prefer == "future" and (words[0] in THIS or words[1] in THIS)
    pick = last_of if ends else first_of
    return pick(named[0], named[1], asked.week_starts, asked.calendar)


def _ordinal(words: list[str], asked: Asked) -> date | None:
    if len(words) != 1 or words[0].isdigit():
        return None
    day = day_number(words[0])
    if day is None:
        return None
    step = -1 if asked.prefer == "past" else 1
    first = asked.today.replace(day=1)
    for distance in range(4):
        month = add_months(first, distance * step)
        if 1 <= day <= last_of("month", month).day:
            found = month.replace(day=day)
            if (found - asked.today).days * step >= 0:
                return found
    raise no_such_day(asked.text)
