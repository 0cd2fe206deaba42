"""The words of SQL that SQLite spells in its own way; some are functions that it has from us."""

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
    if not expression.replace(".", "").replace("_", "").isalnum():
        return f"fold({expression})"
    # the key of a word of plain letters is itself: most owners, sources and steps need no call
    return f"CASE WHEN {expression} NOT GLOB '*[^a-z]*' THEN {expression} ELSE fold({expression}) END"


def sound(kind: str, expression: str) -> str:
    """Gives the SQL that says whether a text is a contact point of its kind; registered as `folded` is."""
    return f"sound({kind}, {expression})"


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
