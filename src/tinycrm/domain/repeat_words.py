"""Repetitions said in words, turned into rules: every 2 weeks, every mon and thu, monthly on the last day."""

from __future__ import annotations

from tinycrm.domain.asked_day import day_number
from tinycrm.domain.datewords import MONTHS, NUMBERS, UNITS, WEEKDAYS
from tinycrm.domain.fold import fold
from tinycrm.domain.recur import WEEKDAY_CODES, month_day_parts
from tinycrm.errors import UsageError

_EVERY = frozenset(("every", "each", "каждый", "каждая", "каждую", "каждое", "каждые", "каждого", "هر"))
_OTHER = frozenset(("other", "второй", "вторую"))
_SMALL = frozenset(("on", "the", "of", "at", "and", "in", "в", "во", "и", "по", "числа", "در", "و"))
_MONTH_DAYS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}

_ADVERBS = {
    "daily": (1, "day"), "ежедневно": (1, "day"), "روزانه": (1, "day"),
    "weekly": (1, "week"), "еженедельно": (1, "week"), "هفتگی": (1, "week"),
    "fortnightly": (2, "week"), "biweekly": (2, "week"),
    "monthly": (1, "month"), "ежемесячно": (1, "month"), "ماهانه": (1, "month"), "ماهیانه": (1, "month"),
    "quarterly": (1, "quarter"), "ежеквартально": (1, "quarter"), "فصلی": (1, "quarter"),
    "half-yearly": (6, "month"), "semiannually": (6, "month"),
    "yearly": (1, "year"), "annually": (1, "year"), "ежегодно": (1, "year"), "سالانه": (1, "year"),
}  # fmt: skip

_WORKDAYS = frozenset(
    ("weekday", "weekdays", "workday", "workdays", "business day", "будний день", "рабочий день", "будням")
)
_PLACES = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1,
    "первый": 1, "первую": 1, "первое": 1, "последний": -1, "последнюю": -1, "последнее": -1,
}  # fmt: skip
_LAST_DAY = frozenset(
    (
        "last day",
        "end month",
        "last day month",
        "end",
        "последний день",
        "конец месяца",
        "последний день месяца",
    )
)
_FREQUENCIES = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}


def rule_from_words(text: str) -> str | None:
    """The RFC 5545 rule the words mean, not yet anchored to a day; None when they mean none.

    Raises:
        UsageError: the words can be read in two ways, or there is no such day.
    """
    words = fold(text).replace(",", " ").split()
    repeated = bool(words) and words[0] in _EVERY
    if repeated:
        words = words[1:]
    words = [word for word in words if word not in _SMALL]
    if not words:
        return None
    if " ".join(words) in _WORKDAYS:
        return "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
    stepped = _step(words)
    if stepped is not None:
        count, unit, rest = stepped
        return _with_place(count, unit, rest, text) if 1 <= count <= 999 else None
    if words[0] in ("second", "2nd") and len(words) == 2 and words[1] in WEEKDAYS:
        raise UsageError(
            f"'{text}' can be every other week or once a month",
            hint=f'write "every other {words[1]}" or "every month on the second {words[1]}"',
        )
    if words[-1] in UNITS and UNITS[words[-1]] == "month" and len(words) > 2:
        words = words[:-1]
    if not repeated and not _weekdays(words[:1]):
        return None
    weekdays = _weekdays(words)
    if weekdays:
        return f"FREQ=WEEKLY;BYDAY={weekdays}"
    return _with_place(1, "month", words, text) or _with_place(1, "year", words, text)


def _step(words: list[str]) -> tuple[int, str, list[str]] | None:
    """The count and the unit that begin the words, and the words after them."""
    if words[0] in _ADVERBS:
        return (*_ADVERBS[words[0]], words[1:])
    if words[0] in _OTHER and len(words) > 1:
        if words[1] in UNITS:
            return 2, UNITS[words[1]], words[2:]
        return (2, "week", words[1:]) if _weekdays(words[1:]) else None
    if words[0] in UNITS and len(words[0]) > 1:
        return 1, UNITS[words[0]], words[1:]
    letters = words[0].lstrip("0123456789")
    if letters and letters != words[0]:
        words = [words[0][: -len(letters)], letters, *words[1:]]
    if len(words) < 2 or words[1] not in UNITS:
        return None
    count = int(words[0]) if words[0].isascii() and words[0].isdigit() else NUMBERS.get(words[0])
    return None if count is None else (count, UNITS[words[1]], words[2:])


def _with_place(count: int, unit: str, rest: list[str], text: str) -> str | None:
    """The rule of a count of units, with the place in the week, month or year that the rest names."""
    if unit == "quarter":
        count, unit = count * 3, "month"
    if unit not in _FREQUENCIES:
        return None
    rule = f"FREQ={_FREQUENCIES[unit]}" + (f";INTERVAL={count}" if count > 1 else "")
    if not rest:
        return rule
    place: str | None = None
    if unit == "week":
        weekdays = _weekdays(rest)
        place = f"BYDAY={weekdays}" if weekdays else None
    elif unit == "month":
        place = _month_place(rest, text)
    elif unit == "year":
        place = _year_place(rest, text)
    return f"{rule};{place}" if place else None


def _weekdays(words: list[str]) -> str:
    """The codes of the weekdays in the order of the week; empty unless every word is one."""
    found: set[int] = set()
    for word in words:
        single = word if word in WEEKDAYS else word.removesuffix("s")
        if single not in WEEKDAYS:
            return ""
        found.add(WEEKDAYS[single])
    return ",".join(WEEKDAY_CODES[number] for number in sorted(found))


def _month_place(words: list[str], text: str) -> str | None:
    if " ".join(words) in _LAST_DAY:
        return "BYMONTHDAY=-1"
    if len(words) == 2 and words[0] in _PLACES and words[1] in WEEKDAYS:
        return f"BYDAY={_PLACES[words[0]]}{WEEKDAY_CODES[WEEKDAYS[words[1]]]}"
    day = day_number(words[0]) if len(words) == 1 else None
    if day is None:
        return None
    if not 1 <= day <= 31:
        raise UsageError(f"no month has that day: '{text}'", hint="use the 1st to the 31st, or the last day")
    return month_day_parts(day)


def _year_place(words: list[str], text: str) -> str | None:
    month = next((MONTHS[word] for word in words if word in MONTHS), None)
    day = next((number for number in map(day_number, words) if number is not None), None)
    if month is None or day is None or len(words) != 2:
        return None
    if not 1 <= day <= _MONTH_DAYS[month]:
        raise UsageError(f"no such day: '{text}'", hint="check the day and the month")
    return f"BYMONTH={month};{month_day_parts(day) if (month, day) == (2, 29) else f'BYMONTHDAY={day}'}"
