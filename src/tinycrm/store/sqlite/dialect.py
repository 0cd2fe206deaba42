"""The words of SQL that SQLite spells in its own way."""

from __future__ import annotations

from functools import cache

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


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
