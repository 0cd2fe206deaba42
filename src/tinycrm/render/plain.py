"""Rows as tsv and ids: one record a line, keys as headers, streamed."""

from __future__ import annotations

from tinycrm.domain.results import value_of
from tinycrm.domain.text import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tinycrm.domain.results import Column, Json, Row

_TSV = {ord("\\"): "\\\\", ord("\t"): "\\t", ord("\n"): "\\n", ord("\r"): "\\r"}


def flatten(value: Json) -> str:
    """One cell's text: nothing for None, `;` between the items of a list, the name of a linked record.

    Args:
        value: of a record in JSON form; a list may hold texts, {"value", "label"} or {"id", "name"}.

    Returns:
        The exact text, not yet quoted or escaped; numbers and booleans as JSON writes them.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join([flatten(item) for item in value])
    if isinstance(value, dict):
        for key in ("value", "name", "title", "id"):
            # a linked sale without a product has its id
            if value.get(key) not in (None, ""):
                return flatten(value[key])
        return ";".join([f"{key}={flatten(item)}" for key, item in value.items() if item is not None])
    return str(value)


def tsv(columns: Sequence[Column], rows: Iterable[Row], *, header: bool = True) -> Iterator[str]:
    r"""Lines of tab-separated text; `\\`, `\t`, `\n`, `\r` stand for those characters."""
    keys = [column.key for column in columns if not column.drawn]
    if header:
        yield "\t".join(map(tsv_cell, keys)) + "\n"
    for row in rows:
        yield "\t".join([tsv_cell(flatten(value_of(row, key))) for key in keys]) + "\n"


def tsv_cell(text: str) -> str:
    """The text fits one cell of a tsv line and is safe on a terminal."""
    if text.isprintable() and "\\" not in text:
        return text
    return escape(text.translate(_TSV))


def ids(rows: Iterable[Row]) -> Iterator[str]:
    """One id a line, of the rows that have one."""
    for row in rows:
        number = row.get("id")
        if number is not None:
            yield f"{flatten(number)}\n"
