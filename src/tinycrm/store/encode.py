"""JSON text of flat rows without the json package, whose import a hot write cannot afford."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeGuard

    from tinycrm.errors import StorageError
    from tinycrm.store.sqlite.connect import Cell


def quote(text: str) -> str:
    """Gives a text as JSON spells it, in ASCII."""
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    # a library of its own to be linked in, which most of what is written does without
    try:
        from _json import encode_basestring_ascii
    except ImportError:  # pragma: no cover - a Python without the C accelerator
        from json.encoder import py_encode_basestring_ascii as encode_basestring_ascii
    return encode_basestring_ascii(text)


def encode_cell(value: Cell) -> str:
    """Gives the JSON text of one cell."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return quote(value)
    return repr(value)


def encode_list(values: Iterable[Cell]) -> str:
    """Gives a JSON array of cells."""
    return "[" + ",".join(encode_cell(value) for value in values) + "]"


def encode_row(row: Mapping[str, Cell]) -> str:
    """Gives a JSON object of cells, keys in their order."""
    return "{" + ",".join(f"{quote(key)}:{encode_cell(value)}" for key, value in row.items()) + "}"


def decode_row(text: str) -> dict[str, Cell]:
    """Gives the cells of a JSON object written by `encode_row`.

    Raises:
        StorageError: it is none: someone else wrote into the database.
    """
    if text == "{}":
        return {}
    import json

    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _foreign(text) from error
    if not _is_row(found):
        raise _foreign(text)
    return found


def _is_row(value: object) -> TypeGuard[dict[str, Cell]]:
    return isinstance(value, dict)


def _is_list(value: object) -> TypeGuard[list[Cell]]:
    return isinstance(value, list)


def decode_list(text: str) -> list[Cell]:
    """Gives the cells of a JSON array written by `encode_list`.

    Raises:
        StorageError: it is none: someone else wrote into the database.
    """
    import json

    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _foreign(text) from error
    if not _is_list(found):
        raise _foreign(text)
    return found


def _foreign(text: str) -> StorageError:
    from tinycrm.errors import StorageError

    return StorageError(f"the database holds {text[:60]!r} where JSON must stand", hint="tinycrm doctor")
