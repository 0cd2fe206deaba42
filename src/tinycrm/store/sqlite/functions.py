"""The functions that SQLite has from us: what its own SQL cannot say."""

from __future__ import annotations

from functools import cache

from tinycrm.domain.fold import fold
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tinycrm.domain.dues import Change


def fold_cell(value: object) -> str | None:
    """Gives the search key of a text, for SQL."""
    return fold(value) if isinstance(value, str) else None


def sound_cell(kind: object, text: object) -> bool:
    """Says whether a text is a contact point of its kind, for SQL."""
    try:
        # what a number means depends on the country, whether it is one does not
        _reader()(str(kind), str(text), "")
    except UsageError:
        return False
    return True


@cache
def _reader() -> Callable[[str, str, str], object]:
    """Gives what reads contact points: found once, for it is called for every one of them."""
    from tinycrm.domain.points import normalise

    return normalise


def days_between_cell(later: object, earlier: object) -> int | None:
    """Gives the days from one ISO day to another, for SQL; None for what is no day."""
    from datetime import date

    try:
        return (date.fromisoformat(str(later)) - date.fromisoformat(str(earlier))).days
    except ValueError:
        return None


def seconds_between_cell(later: object, earlier: object) -> int | None:
    """Gives the seconds from one instant to another, for SQL; None for what is none."""
    from datetime import datetime

    try:
        span = datetime.fromisoformat(str(later)) - datetime.fromisoformat(str(earlier))
    except ValueError:
        return None
    return span.days * 86_400 + span.seconds


def unpaid_cell(history: object, paid: object, currency: object, first: object, last: object, today: object) -> int:
    """Gives what fell due in a currency between two days and up to a third without having been paid, for SQL."""
    from tinycrm.domain.dues import paid_dues

    settled = str(paid or "").split(";")
    dues = paid_dues(_changes(history), str(first), min(str(last), str(today)))
    return sum(due.minor for due in dues if due.currency == currency and due.day not in settled)


# from a day on so many days are looked through for the next due one: an interval has at most 100 years
_AHEAD = 366 * 101


def next_due_cell(history: object, today: object) -> str | None:
    """Gives the next due day from a day on, for SQL."""
    from datetime import date, timedelta

    from tinycrm.domain.dues import paid_dues

    first = date.fromisoformat(str(today))
    for ahead in (32, 367, _AHEAD):
        dues = paid_dues(_changes(history), first.isoformat(), (first + timedelta(days=ahead)).isoformat())
        if dues:
            return dues[0].day
    return None


def _changes(history: object) -> list[Change]:
    from tinycrm.domain.dues import Change

    rows = [change.split(" ", 4) for change in str(history or "").split(";") if change]
    return [Change(kind, day, int(minor), currency, interval) for kind, day, minor, currency, interval in rows]


FUNCTIONS: dict[str, Callable[..., str | int | None]] = {
    "fold": fold_cell,
    "sound": sound_cell,
    "days_between": days_between_cell,
    "seconds_between": seconds_between_cell,
    "unpaid_dues": unpaid_cell,
    "next_due": next_due_cell,
}
