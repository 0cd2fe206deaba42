"""The words of SQL that SQLite spells in its own way."""

from __future__ import annotations


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


def contains(expression: str, parameter: str) -> str:
    """Gives the SQL that says whether a text holds another."""
    return f"instr({expression}, :{parameter}) > 0"
