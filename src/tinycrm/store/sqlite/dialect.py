"""The words of SQL that SQLite spells in its own way, and the functions that it has from us."""

from __future__ import annotations

from functools import cache

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tinycrm.domain.dues import Change


def field(column: str, key: str, kind: str) -> str:
    """Gives the SQL of one custom field inside a JSON column.

    Args:
        column: the JSON column, qualified.
        key: the field's key, a plain word (checked when settings and imports are read).
        kind: the field's type, "int" and "number" compare as numbers.
    """
    path = key.replace("'", "''").replace('"', '""')
    text = f"{column} ->> '$.\"{path}\"'"
    return f"CAST({text} AS NUMERIC)" if kind in ("int", "number") else f"({text})"


def folded(expression: str) -> str:
    """Gives the SQL of a text's search key; the function is registered on every connection."""
    return f"fold({expression})"


def sound(kind: str, expression: str) -> str:
    """Gives the SQL that says whether a text is a contact point of its kind; registered as `folded` is."""
    return f"sound({kind}, {expression})"


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


def contains(expression: str, parameter: str) -> str:
    """Gives the SQL that says whether a text holds another."""
    return f"instr({expression}, :{parameter}) > 0"


def joined(expression: str, source: str) -> str:
    """Gives the SQL of the texts of many rows as one, joined with `;`, NULL without rows.

    Args:
        expression: of a row.
        source: what stands after FROM, with the order.
    """
    return f"(SELECT group_concat(j.part, ';') FROM (SELECT {expression} AS part FROM {source}) AS j)"


def leading_number(expression: str) -> str:
    """Gives the SQL of the whole number that a text begins with."""
    return f"CAST({expression} AS INTEGER)"


def days_between(later: str, earlier: str) -> str:
    """Gives the SQL of the days from one ISO day to another; NULL without one of them."""
    return f"days_between({later}, {earlier})"


def seconds_between(later: str, earlier: str) -> str:
    """Gives the SQL of the seconds from one instant to another; NULL without one of them."""
    return f"seconds_between({later}, {earlier})"


def unpaid(history: str, paid: str, stretch: tuple[str, str, str], today: str) -> str:
    """Gives the SQL of what fell due of a subscription up to a day without having been paid, in minor units.

    Args:
        history: its changes as one text.
        paid: the due days that were paid, as one text.
        stretch: a currency, the first and the last day that count.
        today: the last day of all.
    """
    code, first, last = stretch
    return f"unpaid_dues({history}, {paid}, '{code}', '{first}', '{last}', {today})"


def next_due(history: str, today: str) -> str:
    """Gives the SQL of the next day from a day on that a subscription is due, NULL when there is none."""
    return f"next_due({history}, {today})"


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


FUNCTIONS: tuple[tuple[str, int, Callable[..., str | int | None]], ...] = (
    ("sound", 2, sound_cell),
    ("days_between", 2, days_between_cell),
    ("seconds_between", 2, seconds_between_cell),
    ("unpaid_dues", 6, unpaid_cell),
    ("next_due", 2, next_due_cell),
)
