"""JSON and ndjson read without losing a digit."""

from __future__ import annotations

import json

from tinycrm.domain.results import Number
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json


def looks_like_json(text: str) -> bool:
    """Says whether a text begins as a JSON object or array."""
    start = text[:200].lstrip()[:1]
    return start in ("{", "[")


def read_json(text: str, name: str) -> Json:
    """Gives the value of a JSON text; of several objects, one a line, their array.

    Raises:
        UsageError: it is no JSON; the message begins with NAME:LINE.
    """
    try:
        return _load(text)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise _not_json(error, name, 0) from error
    except ValueError as error:
        raise UsageError(f"{name}: no JSON: {error}", hint="tinycrm export writes what this reads") from error
    return _lines(text, name)


def _lines(text: str, name: str) -> Json:
    found: list[Json] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found.append(_load(line))
        except json.JSONDecodeError as error:
            raise _not_json(error, name, number) from error
        except ValueError as error:
            raise UsageError(f"{name}:{number}: no JSON: {error}", hint="one object a line") from error
    return found


def _load(text: str) -> Json:
    value: Json = json.loads(text, parse_float=_exact, parse_constant=_refuse)
    return value


def _exact(text: str) -> Number | float:
    try:
        return Number(text)
    except ValueError:
        return float(text)  # with an exponent: nothing of ours writes one


def _refuse(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _not_json(error: json.JSONDecodeError, name: str, line: int) -> UsageError:
    return UsageError(
        f"{name}:{line or error.lineno}: no JSON: {error.msg} (column {error.colno})",
        hint="tinycrm export writes what this reads",
    )
