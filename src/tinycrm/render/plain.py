"""Rows as tsv, csv and ids: one record a line, keys as headers, streamed."""

from __future__ import annotations

from tinycrm.domain.cells_safe import mark, unmark
from tinycrm.domain.results import value_of
from tinycrm.domain.text import escape

__all__ = ["csv", "csv_line", "flatten", "ids", "mark", "tsv", "tsv_cell", "unmark"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tinycrm.domain.results import Column, Json, Row

# a semicolon and a tab too: a spreadsheet set to split at them must not find a cell that begins inside ours
_QUOTED = frozenset(',;"\t\r\n')
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
            if value.get(key) is not None:
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


def csv(columns: Sequence[Column], rows: Iterable[Row], *, header: bool = True, raw: bool = False) -> Iterator[str]:
    """Lines of comma-separated text as RFC 4180 quotes it, each ending in a line feed.

    Args:
        columns: their keys are the header.
        rows: the records.
        header: begin with the keys.
        raw: cells as they are; else a cell that a spreadsheet would run is marked with an apostrophe.
    """
    keys = [column.key for column in columns if not column.drawn]
    if header:
        yield csv_line(keys, raw=raw)
    for row in rows:
        yield csv_line([flatten(value_of(row, key)) for key in keys], raw=raw)


def csv_line(cells: Sequence[str], *, raw: bool = False) -> str:
    """One record of a csv file with its line feed."""
    if len(cells) == 1 and not cells[0]:
        return '""\n'  # an empty line would be no record at all
    return ",".join([_csv_cell(cell if raw else mark(cell)) for cell in cells]) + "\n"


def _csv_cell(text: str) -> str:
    text = escape(text, long=True)
    if _QUOTED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def ids(rows: Iterable[Row]) -> Iterator[str]:
    """One id a line, of the rows that have one."""
    for row in rows:
        number = row.get("id")
        if number is not None:
            yield f"{flatten(number)}\n"
