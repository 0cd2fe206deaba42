"""How much a subscription is due for in all: due days counted rather than walked."""

from __future__ import annotations

from functools import lru_cache

from tinycrm.domain.interval import parts_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    # (day from which it holds, seq, minor units, currency, interval, kind), as the store reads them
    Step = tuple[str, int, int, str, str, str]
    Beat = tuple[int, int, int]

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
    for _, currency, minor, count in due_parts(steps, [(first, after(last))], sold):
        old = found.get(currency, (0, 0))
        found[currency] = old[0] + minor, old[1] + count
    return found


def due_parts(
    steps: Sequence[Step], ranges: Sequence[tuple[str, str]], sold: Iterable[str] = ()
) -> Iterator[tuple[int, str, int, int]]:
    """Yields (place of the range, currency, minor units, number of due days), each as often as a price held in it.

    Args:
        steps: all changes, in order.
        ranges: (first day, the day after the last as `after` writes it), one after another; none overlaps.
        sold: due days that do not count, because a sale stands for them.

    Raises:
        StorageError: a foreign hand stored what is no interval.
    """
    origin = interval = known = ""
    place = passed = 0
    beat: Beat | None = None
    final, many = len(steps) - 1, len(ranges)
    for at, (day, _, minor, currency, every, kind) in enumerate(steps):
        if every != interval or kind in _ORIGINS or not origin:
            origin, interval, known, passed = day, every, day, 0
            beat = None
        if minor <= 0:
            continue
        until = steps[at + 1][0] if at < final else "9999-12-31"
        while place < many and ranges[place][1] <= day:
            place += 1
        here = place
        while here < many and ranges[here][0] < until:
            begin, end = ranges[here]
            if begin < day:
                begin = day
            if until < end:
                end = until
            # most prices begin where the one before ended
            beat = beat or _beat(origin, interval)
            counted = passed if begin == known else _before(origin, beat, begin)
            known, passed = end, _before(origin, beat, end)
            count = passed - counted
            for paid in sold:
                if begin <= paid < end:
                    count -= _before(origin, beat, after(paid)) - _before(origin, beat, paid)
            if count:
                yield here, currency, count * minor, count
            here += 1


def due_before(origin: str, interval: str, day: str) -> int:
    """Gives how many due days, counted from a day on, lie before another.

    Args:
        origin: the first due day, ISO.
        interval: as stored.
        day: ISO day, or the day after the end of a month as `after` writes it.

    Raises:
        StorageError: the interval is none.
    """
    return _before(origin, _beat(origin, interval), day)


def _beat(origin: str, interval: str) -> Beat:
    """What due days follow: months between two of them, the month of the first, counted through, and its day.

    Of weeks the months are 0, and instead of the month there are the days between two.
    """
    step, unit = _PARTS.get(interval) or _PARTS.setdefault(interval, parts_of(interval))
    if unit == "week":
        return 0, 7 * step, 0
    first, begun, _ = _read(origin)
    return step, first, begun


def _before(origin: str, beat: Beat, day: str) -> int:
    if day <= origin:
        return 0
    step, first, begun = beat
    month, number, length = _read(day)
    if not step:
        from datetime import date

        elapsed = date(month // 12, month % 12 + 1, 1).toordinal() + number - 1 - date.fromisoformat(origin).toordinal()
        return (elapsed - 1) // first + 1
    count = (month - first) // step
    # the due day of this month, when it has one, counts once it has passed
    if month - first != count * step or (begun if begun < length else length) < number:
        count += 1
    return count


@lru_cache(maxsize=8192)
def _read(day: str) -> tuple[int, int, int]:
    """The month, counted through, the day of it, and how many days it has."""
    year, month = int(day[:4]), int(day[5:7])
    return year * 12 + month - 1, int(day[8:]), _length(year, month)


def after(day: str) -> str:
    """Gives the day after; of a month's last day one that no calendar has, which sorts and counts as the day after."""
    return f"{day[:8]}{int(day[8:]) + 1:02}"


def _length(year: int, month: int) -> int:
    if month == 2 and (year % 4 == 0 and (year % 100 or year % 400 == 0)):
        return 29
    return _LONG[month]
