"""JSON and ndjson read without losing a digit."""

from __future__ import annotations

import json

from tinycrm.domain.results import Number
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json


# As of a cell of CSV, in characters as the file writes them.
LARGEST = 10 * 1024 * 1024


def looks_like_json(text: str) -> bool:
    """Says whether a text begins as a JSON object or array."""
    start = text[:200].lstrip()[:1]
    return start in ("{", "[")


def read_json(text: str, name: str) -> Json:
    """Gives the value of a JSON text; of several objects, one a line, their array.

    Raises:
        UsageError: it is no JSON, nested too deeply, or holds a text over 10 MB; the message begins with NAME:LINE.
    """
    _check_texts(text, name)
    try:
        return _load(text)
    except RecursionError as error:
        raise UsageError(f"{name}:{_deepest(text)}: nested too deeply", hint="records are one level deep") from error
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
        except RecursionError as error:
            raise UsageError(f"{name}:{number}: nested too deeply", hint="records are one level deep") from error
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


def _deepest(text: str) -> int:
    """Gives the line on which the nesting is deepest; brackets inside texts hardly ever move it."""
    depth = deepest = 0
    found = 1
    for number, line in enumerate(text.split("\n"), 1):
        for char in line:
            if char in "[{":
                depth += 1
                if depth > deepest:
                    deepest, found = depth, number
            elif char in "]}":
                depth -= 1
    return found


def _check_texts(text: str, name: str) -> None:
    """No text is longer than a cell may be: one that is spans a whole multiple of that length."""
    for place in range(LARGEST, len(text), LARGEST):
        start, end = _quote(text, place, back=True), _quote(text, place, back=False)
        if end - start > LARGEST:
            line = text.count("\n", 0, max(start, 0)) + 1
            raise UsageError(f"{name}:{line}: a text is larger than 10 MB", hint="shorten it, or leave it out")


def _quote(text: str, place: int, *, back: bool) -> int:
    """Gives the place of the nearest quotation mark that ends or begins a text; outside the text when none does."""
    while True:
        place = text.rfind('"', 0, place) if back else text.find('"', place)
        if place < 0:
            return -1 if back else len(text)
        before = text[max(0, place - 1000) : place]
        if (len(before) - len(before.rstrip("\\"))) % 2 == 0:
            return place
        place += 0 if back else 1
