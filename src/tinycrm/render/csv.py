"""Rows as csv for spreadsheets: quoted as RFC 4180 has it, nothing in them that would run."""

from __future__ import annotations

from tinycrm.domain.cells_safe import mark
from tinycrm.domain.results import value_of
from tinycrm.domain.text import escape
from tinycrm.render.plain import flatten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tinycrm.domain.results import Column, Row

# a semicolon and a tab too: a spreadsheet set to split at them must not find a cell that begins inside ours
_QUOTED = frozenset(',;"\t\r\n')


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
