"""How much a subscription is due for in all: due days counted rather than walked."""

from __future__ import annotations

from tinycrm.domain.interval import parts_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    # (day from which it holds, seq, minor units, currency, interval, kind), as the store reads them
    Step = tuple[str, int, int, str, str, str]

# from these on the intervals are counted anew
_ORIGINS = ("start", "trial_end")
# the intervals met so far, taken apart
_PARTS: dict[str, tuple[int, str]] = {}
_LONG = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def relevant(steps: Sequence[Step], first: str) -> Sequence[Step]:
    """Gives the changes that what is due from a day on depends on; none when nothing is paid from it on.

    Args:
        steps: all changes, in order.
        first: ISO day.
    """
    at = len(steps) - 1
    paid = steps[at][2]
    while at and steps[at][0] > first:
        at -= 1
        paid = paid or steps[at][2]
    if not paid:
        return ()
    origin = at
    while origin and steps[origin][5] not in _ORIGINS and steps[origin][4] == steps[origin - 1][4]:
        origin -= 1
    return steps if at <= 1 else [steps[origin], *steps[max(at, origin + 1) :]]


def due_sums(steps: Sequence[Step], first: str, last: str, sold: Iterable[str] = ()) -> dict[str, tuple[int, int]]:
    """Gives what is due between two days, both included: currency → (minor units, number of due days).

    The due days are those of `domain.dues.paid_dues`.

    Args:
        steps: all changes, in order.
        first, last: ISO days.
        sold: due days that do not count, because a sale stands for them.

    Raises:
        StorageError: a foreign hand stored what is no interval.
    """
    found: dict[str, tuple[int, int]] = {}
    origin = interval = ""
    for at, (day, _, minor, currency, every, kind) in enumerate(steps):
        if kind in _ORIGINS or every != interval or not origin:
            origin, interval = day, every
        until = steps[at + 1][0] if at + 1 < len(steps) else "9999-12-31"
        if minor <= 0 or day > last or until <= first:
            continue
        begin = max(first, day)
        count = due_before(origin, interval, until if until <= last else _after(last))
        if begin > origin:
            count -= due_before(origin, interval, begin)
        for paid in sold:
            if begin <= paid < until and paid <= last:
                count -= due_before(origin, interval, _after(paid)) - due_before(origin, interval, paid)
        if count:
            old = found.get(currency, (0, 0))
            found[currency] = old[0] + count * minor, old[1] + count
    return found


def due_before(origin: str, interval: str, day: str) -> int:
    """Gives how many due days, counted from a day on, lie before another.

    Args:
        origin: the first due day, ISO.
        interval: as stored.
        day: ISO day, or the day after the end of a month as `_after` writes it.

    Raises:
        StorageError: the interval is none.
    """
    if day <= origin:
        return 0
    step, unit = _PARTS.get(interval) or _PARTS.setdefault(interval, parts_of(interval))
    year, month, number = int(day[:4]), int(day[5:7]), int(day[8:])
    if unit == "week":
        from datetime import date

        elapsed = date(year, month, 1).toordinal() + number - 1 - date.fromisoformat(origin).toordinal()
        return (elapsed - 1) // (7 * step) + 1
    begun = int(origin[8:])
    months = (year - int(origin[:4])) * 12 + month - int(origin[5:7])
    count, rest = divmod(months, step)
    # the due day of this month, when it has one, counts once it has passed
    if rest or min(begun, _length(year, month)) < number:
        count += 1
    return count


def _after(day: str) -> str:
    """The day after; of a month's last day a day that no calendar has, which sorts and counts as the day after."""
    return f"{day[:8]}{int(day[8:]) + 1:02}"


def _length(year: int, month: int) -> int:
    if month == 2 and (year % 4 == 0 and (year % 100 or year % 400 == 0)):
        return 29
    return _LONG[month]
