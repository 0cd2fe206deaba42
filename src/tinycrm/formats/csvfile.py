"""CSV files of any origin as a stream: their header found, every row with its line number and as long as the header."""

from __future__ import annotations

import csv

from tinycrm.domain.cells_safe import mark
from tinycrm.errors import UsageError
from tinycrm.formats.delimiter import find_delimiter
from tinycrm.formats.encoding import MAX_LINE
from tinycrm.formats.header import check_width, find_header, single_columns
from tinycrm.formats.tail import Tail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import TextIO

    from tinycrm.formats.encoding import Text

    # (line that it begins on, cells, why it does not fit the header or "")
    Row = tuple[int, list[str], str]

# Where reading stops at once, whatever it is; and what no cell of people comes near to.
MAX_CELL = 10 * 1024 * 1024
MAX_TEXT = 1_000_000
_SAMPLE = 64 * 1024
# A record has so many cells at the most: a row of a table is 2,000 wide.
_MOST_CELLS = 100_000
_HEADER_ROWS = 40
_QUOTED = frozenset(',;"\t\r\n')


class Table:
    """A CSV file: its header, and its rows as often as they are asked for.

    Attributes:
        header: the names of the columns, as written; "" for one to be left out.
        delimiter: what parts the cells.
        footer: lines at its end that were no rows, known when all rows have been read.
    """

    __slots__ = ("_skipped", "_start", "_text", "_width", "delimiter", "footer", "header")

    def __init__(self, text: Text, delimiter: str, skipped: int) -> None:
        self._text = text
        self._skipped = skipped
        self.delimiter = delimiter
        self.header: list[str] = []
        self.footer: list[str] = []
        self._start = 0
        self._width = 0

    def rows(self) -> Iterator[Row]:
        """Yields the rows below the header; empty ones are left out, short ones filled up.

        Raises:
            UsageError: a quote that is never closed, text after a closing quote, a cell of over 1,000,000 characters;
                the message begins with NAME:LINE.
        """
        if not self.header:
            return
        width, start = self._width, self._start
        tail = Tail(width)
        for line, cells in self._records():
            if line <= start:
                continue
            # a row with a second cell, as nearly all have, is no footer
            if not cells or len(cells) < 2 or not cells[1] or tail.rows:
                if tail.holds(line, cells):
                    continue
                if not cells:
                    continue
                if tail.rows:
                    yield from map(self._fit, tail.release())
            if len(cells) == width:
                yield line, cells, ""
            else:
                yield self._fit((line, cells))
        kept, self.footer = tail.end()
        yield from map(self._fit, kept)

    def _fit(self, row: tuple[int, list[str]]) -> Row:
        line, cells = row
        width = self._width
        extra = cells[width:]
        if extra and any(cell and not cell.isspace() for cell in extra):
            why = f"has {len(cells)} cells, and the header {width}; a delimiter inside a cell needs quotes"
            return line, cells, why
        return line, cells[:width] + [""] * (width - len(cells)), ""

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yields (line it begins on, cells) of every record; no cells for one without any text."""
        csv.field_size_limit(MAX_CELL)
        name = self._text.source.name
        with self._text.open() as stream:
            for _ in range(self._skipped):
                stream.readline()
            bounds = _Bounds(stream, name, self.delimiter, self._skipped)
            reader = csv.reader(bounds.lines(), delimiter=self.delimiter, strict=True)
            line = self._skipped + 1
            try:
                for cells in reader:
                    joined = "".join(cells)
                    if len(joined) > MAX_TEXT:
                        _check_sizes(line, cells, name)
                    bounds.size = 0
                    yield line, cells if joined and not joined.isspace() else []
                    line = self._skipped + reader.line_num + 1
            except csv.Error as error:
                if "field larger" in str(error):
                    raise _too_large(name, line, self._large_column(line), "10 MB") from error
                raise _not_csv(str(error), name, line) from error

    def _large_column(self, line: int) -> int:
        """The number of the first cell over the limit, in the record that begins on a line."""
        column, length, quoted = 1, 0, False
        with self._text.open() as stream:
            for _ in range(line - 1):
                stream.readline()
            while block := stream.read(_SAMPLE):
                for char in block:
                    if char == self.delimiter and not quoted:
                        column, length = column + 1, 0
                        continue
                    quoted ^= char == '"'
                    length += 1
                    if length > MAX_TEXT:
                        return column
        return column

    def settle_header(self) -> None:
        """The header is known, and that no two columns of one name both hold something.

        Raises:
            UsageError: they do, or there are too many; and as `rows`.
        """
        records: list[tuple[int, list[str]]] = []
        for line, cells in self._records():
            if cells:
                records.append((line, cells))
                if not records[1:]:
                    check_width(cells, self._text.source.name, line)
            if len(records) == _HEADER_ROWS:
                break
        at = find_header([cells for _, cells in records])
        if at < 0:
            return
        self._start, cells = records[at]
        check_width(cells, self._text.source.name, self._start)
        self.header = [cell.strip() for cell in cells]
        while self.header and not self.header[-1]:
            self.header.pop()
        self._width = len(self.header)
        twice = len(set(filter(None, self.header))) < len(list(filter(None, self.header)))
        if twice:
            self.header = single_columns(self.header, self._cells(), self._text.source.name, self._start)

    def _cells(self) -> Iterable[list[str]]:
        return (cells for _, cells, why in self.rows() if not why)


class _Bounds:
    """The lines of a stream, as long as a record of them has an end in sight.

    Attributes:
        size: of the lines since the last record; the reader of the records sets it back.
    """

    __slots__ = ("_delimiter", "_name", "_skipped", "_stream", "size")

    def __init__(self, stream: TextIO, name: str, delimiter: str, skipped: int) -> None:
        self._stream = stream
        self._name = name
        self._delimiter = delimiter
        self._skipped = skipped
        self.size = 0

    def lines(self) -> Iterator[str]:
        """Yields the lines.

        Raises:
            UsageError: a record is larger than any table's, or has more cells.
        """
        for number, line in enumerate(self._stream, self._skipped + 1):
            self.size += len(line)
            if self.size > _MOST_CELLS:
                self._check(number, line)
            yield line

    def _check(self, number: int, line: str) -> None:
        if self.size > MAX_LINE:
            what = f"{self._name}:{number}: a record is larger than 32 MB"
            raise UsageError(what, hint="is a quote missing before this line?")
        if line.count(self._delimiter) > _MOST_CELLS and '"' not in line:
            check_width([""] * (line.count(self._delimiter) + 1), self._name, number)


def open_table(text: Text, delimiter: str = "") -> Table:
    """Gives the table that a file holds; without a header when it holds nothing.

    Args:
        text: the file.
        delimiter: one character; "" finds it out.

    Raises:
        UsageError: its header or what stands above it cannot be read: over 2,000 columns, two that hold something
            under one name, a quote that is never closed; the message begins with NAME:LINE.
    """
    with text.open() as stream:
        sample = stream.read(_SAMPLE)
    first = sample.split("\n", 1)[0].strip()
    skipped = 0
    if first.lower().startswith("sep=") and len(first) == 5:
        delimiter, skipped = delimiter or first[4], 1
    table = Table(text, delimiter or find_delimiter(sample), skipped)
    table.settle_header()
    return table


def _check_sizes(line: int, cells: Sequence[str], name: str) -> None:
    for column, cell in enumerate(cells, 1):
        if len(cell) > MAX_TEXT:
            raise _too_large(name, line, column, f"{MAX_TEXT:,} characters")


def _too_large(name: str, line: int, column: int, most: str) -> UsageError:
    what = f"{name}:{line}: a cell is larger than {most}, in column {column}"
    return UsageError(what, hint="is a quote missing on this line?")


def _not_csv(why: str, name: str, line: int) -> UsageError:
    if "unexpected end" in why:
        return UsageError(
            f"{name}:{line}: a quote is opened and never closed", hint='close it, or write "" for a quote'
        )
    if "expected after" in why:
        return UsageError(f"{name}:{line}: text follows a closing quote", hint='write "" for a quote inside a cell')
    return UsageError(f"{name}:{line}: cannot be read: {why}", hint="is this a CSV file?")


def csv_line(cells: Sequence[str], *, raw: bool = False) -> str:
    """Gives one record with its line feed, quoted as RFC 4180 asks.

    Args:
        cells: the texts.
        raw: cells as they are; else one that a spreadsheet would run is marked with an apostrophe.
    """
    if len(cells) == 1 and not cells[0]:
        return '""\n'  # an empty line would be no record at all
    return ",".join([_cell(cell if raw else mark(cell)) for cell in cells]) + "\n"


def _cell(text: str) -> str:
    return text if _QUOTED.isdisjoint(text) else '"' + text.replace('"', '""') + '"'
