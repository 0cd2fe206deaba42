"""The days on which a subscription is due, and how much, from its changes."""

from __future__ import annotations

from tinycrm.domain.interval import due_days

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_OPEN_END = "9999-12-31"
# from these on the intervals are counted anew
_ORIGINS = ("start", "trial_end")


class Change:
    """One row of a subscription's history.

    Attributes:
        kind: start, trial_end, change, pause, resume, cancel or end.
        day: the first day on which it holds, ISO.
        minor: what is paid for each interval from then on, in minor units; 0 in a trial, a pause and after the end.
        currency: of the amount.
        interval: as stored.
    """

    __slots__ = ("currency", "day", "interval", "kind", "minor")

    def __init__(self, kind: str, day: str, minor: int, currency: str, interval: str) -> None:
        self.kind = kind
        self.day = day
        self.minor = minor
        self.currency = currency
        self.interval = interval


class Due:
    """What is due on a day: the day, the amount in minor units, its currency."""

    __slots__ = ("currency", "day", "minor")

    def __init__(self, day: str, minor: int, currency: str) -> None:
        self.day = day
        self.minor = minor
        self.currency = currency


def paid_dues(changes: Sequence[Change], first: str, last: str) -> list[Due]:
    """Gives what is due between two days, both included, in order.

    The days are counted from the start, anew from the end of a trial and from a change of the interval. A change
    of the amount, a pause and its end leave them where they are; while nothing is paid nothing is due.

    Args:
        changes: in order.
        first, last: ISO days.

    Raises:
        StorageError: a foreign hand stored what is no interval.
    """
    found: list[Due] = []
    origin = interval = ""
    for at, change in enumerate(changes):
        if change.kind in _ORIGINS or change.interval != interval or not origin:
            origin, interval = change.day, change.interval
        until = changes[at + 1].day if at + 1 < len(changes) else _OPEN_END
        begin = max(first, change.day)
        if change.minor <= 0 or begin > last or begin >= until:
            continue
        # the day on which the next change holds is that one's
        days = due_days(origin, interval, begin, min(last, until))
        found += [Due(day, change.minor, change.currency) for day in days if day < until]
    return found
