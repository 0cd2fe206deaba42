"""How often a subscription is due: whole months or whole weeks."""

from __future__ import annotations

from tinycrm.domain.fold import fold, to_ascii_digits
from tinycrm.errors import StorageError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json

_WORDS = {
    "weekly": (1, "week"), "fortnightly": (2, "week"), "biweekly": (2, "week"),
    "monthly": (1, "month"), "bimonthly": (2, "month"), "quarterly": (3, "month"), "halfyearly": (6, "month"),
    "semiannually": (6, "month"), "yearly": (12, "month"), "annually": (12, "month"), "annual": (12, "month"),
    "еженедельно": (1, "week"), "ежемесячно": (1, "month"), "ежеквартально": (3, "month"), "ежегодно": (12, "month"),
    "هفتگی": (1, "week"), "ماهانه": (1, "month"), "ماهیانه": (1, "month"), "فصلی": (3, "month"),
    "سالانه": (12, "month"),
"سالیانه": (12, "month"),
}  # fmt: skip
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_EVERY = frozenset(("every", "per", "a", "each", "каждый", "каждые", "каждую", "هر"))
_MOST = 1200


def parse_interval(text: str) -> str:
    """Gives the stored form of an interval: "month", "week", "N months" or "N weeks".

    Args:
        text: month, monthly, "3 months", "every 2 weeks", quarter, year, in English, Russian or Persian.

    Raises:
        UsageError: it is none.
    """
    from tinycrm.domain.datewords import UNITS

    said = to_ascii_digits(fold(text)).split()
    # half-yearly is one word; what begins with a minus is a number below nothing
    words = [word if word.startswith("-") else word.replace("-", "") for word in said if word not in _KEYS]
    if len(words) == 1 and words[0] in _FOLDED:
        count, unit = _FOLDED[words[0]]
        return _stored(count, unit, text)
    if words and len(words) <= 2:
        number = words[0] if len(words) == 2 else "1"
        unit = UNITS.get(words[-1], "") if len(words[-1]) > 1 else ""
        if number.isascii() and number.isdigit() and len(number) < 5:
            if unit == "week":
                return _stored(int(number), "week", text)
            if unit in _MONTHS:
                return _stored(int(number) * _MONTHS[unit], "month", text)
    raise _no_interval(text)


_FOLDED = {fold(word): value for word, value in _WORDS.items()}
_KEYS = frozenset(fold(word) for word in _EVERY)


def _stored(count: int, unit: str, text: str) -> str:
    if not 1 <= count <= _MOST:
        raise _no_interval(text)
    return unit if count == 1 else f"{count} {unit}s"


def _no_interval(text: str) -> UsageError:
    return UsageError(f"'{text}' is no interval", hint='month, quarter, year, "2 weeks", "3 months"')


def parts_of(interval: str) -> tuple[int, str]:
    """Gives the count and the unit, "month" or "week", of a stored interval.

    Raises:
        StorageError: a foreign hand stored what is no interval.
    """
    count, space, unit = interval.partition(" ")
    if not space:
        count, unit = "1", interval + "s"
    if unit not in ("months", "weeks") or not count.isdigit() or not 1 <= int(count) <= _MOST:
        raise StorageError(f"the database holds an interval that is none: '{interval}'", hint="tinycrm history")
    return int(count), unit[:-1]


def months_of(interval: str) -> tuple[int, int]:
    """Gives the months of a stored interval as (over, under); a week is 12/52 of a month.

    Raises:
        StorageError: as `parts_of`.
    """
    count, unit = parts_of(interval)
    return (count, 1) if unit == "month" else (count * 12, 52)


def interval_words(interval: str) -> str:
    """Gives an interval as people say it: month, quarter, year, 2 weeks."""
    return {"3 months": "quarter", "12 months": "year"}.get(interval, interval)


def hours_words(hours: Json) -> Json:
    """Gives hours below one in minutes, others as they are: nobody says 0.03 hours."""
    if not 0 < float(str(hours)) < 1:
        return hours
    minutes = round(float(str(hours)) * 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def due_days(start: str, interval: str, first: str, last: str) -> list[str]:
    """Gives the days between two days, both included, on which an interval counted from a start falls due.

    The day of the month of the start holds, or the last of a shorter month; the start itself is the first due day.

    Args:
        start, first, last: ISO days.
        interval: as stored.

    Raises:
        StorageError: as `parts_of`.
    """
    from datetime import date, timedelta

    from tinycrm.domain.spans import add_months

    step, unit = parts_of(interval)
    origin = date.fromisoformat(start)
    begin, end = date.fromisoformat(max(first, start)), date.fromisoformat(last)
    found: list[str] = []
    if unit == "week":
        day = origin + timedelta(days=-(-(begin - origin).days // (7 * step)) * 7 * step)
        while day <= end:
            found.append(day.isoformat())
            day += timedelta(days=7 * step)
        return found
    at = max(0, ((begin.year - origin.year) * 12 + begin.month - origin.month) // step * step)
    while (day := add_months(origin, at)) <= end:
        if day >= begin:
            found.append(day.isoformat())
        at += step
    return found
