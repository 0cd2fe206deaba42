"""Workbooks: every sheet that holds something is a table, its dates and numbers as plain text."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

    from openpyxl.workbook import Workbook

    from tinycrm.formats.source import Source

    Row = tuple[int, list[str], str]

_MAGIC = b"PK\x03\x04"
_BOOK = "xl/workbook.xml"
# A workbook is a ZIP file: what it unpacks to, and how often its own size.
_MOST_BYTES = 1024 * 1024 * 1024
_MOST_TIMES = 200
# openpyxl holds these parts whole
_MOST_HELD = 64 * 1024 * 1024
_HELD = ("xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml")
_HEADER_ROWS = 40


class Page:
    """One sheet of a workbook.

    Attributes:
        name: as the workbook has it.
        header: its columns.
        row_count: about how many rows it has.
    """

    __slots__ = ("_source", "_start", "_width", "header", "name", "row_count")

    def __init__(self, source: Source, name: str) -> None:
        self._source = source
        self.name = name
        self.header: list[str] = []
        self.row_count = 0
        self._start = 0
        self._width = 0

    def settle_header(self) -> None:
        """The header is known.

        Raises:
            UsageError: it has too many columns, or two that hold something under one name.
        """
        from tinycrm.formats.header import check_width, find_header, single_columns

        shown = f"{self._source.name} ({self.name})"
        first: list[tuple[int, list[str]]] = []
        for number, cells in self._filled():
            if len(first) < _HEADER_ROWS:
                first.append((number, cells))
            self.row_count += 1
        at = find_header([cells for _, cells in first])
        if at < 0:
            return
        self._start, cells = first[at]
        check_width(cells, shown, self._start)
        header = [cell.strip() for cell in cells]
        while header and not header[-1]:
            header.pop()
        self._width = len(header)
        self.header = header
        named = [cell for cell in header if cell]
        if len(set(named)) < len(named):
            rows = (cells for _, cells, why in self.rows() if not why)
            self.header = single_columns(header, rows, shown, self._start)

    def rows(self) -> Iterator[Row]:
        """Yields (row number, cells as long as the header, why they do not fit it or "")."""
        from tinycrm.formats.tail import Tail

        tail = Tail(self._width)
        last = self._start
        for number, cells in self._filled():
            if number <= self._start:
                continue
            if number > last + 1:
                tail.holds(number - 1, [])
            last = number
            if tail.holds(number, _trimmed(cells)):
                continue
            for waiting in tail.release():
                yield self._fit(waiting)
            yield self._fit((number, cells))
        kept, _ = tail.end()
        for waiting in kept:
            yield self._fit(waiting)

    def _fit(self, row: tuple[int, list[str]]) -> Row:
        number, cells = row
        width = self._width
        if any(cells[width:]):
            return number, cells, f"has {len(_trimmed(cells))} cells, and the header {width}"
        return number, cells[:width] + [""] * (width - len(cells)), ""

    def _filled(self) -> Iterator[tuple[int, list[str]]]:
        with self._source.open() as stream:
            book = _load(stream, self._source.name)
            try:
                sheet = book[self.name]
                for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
                    cells = [_text(value) for value in values]
                    if any(cells):
                        yield number, cells
            except _broken() as error:
                raise _unreadable(self._source.name, error) from error
            finally:
                book.close()


def is_workbook(source: Source) -> bool:
    """Says whether a file is a workbook, whatever it is called."""
    from zipfile import BadZipFile, ZipFile

    with source.open() as stream:
        if stream.read(4) != _MAGIC:
            return False
        try:
            return _BOOK in ZipFile(stream).namelist()
        except (BadZipFile, OSError, ValueError, NotImplementedError):
            # cut off, perhaps: who reads it says so
            return source.name.lower().endswith((".xlsx", ".xlsm"))


def read_pages(source: Source) -> list[Page]:
    """Gives the sheets of a workbook that hold something, in their order.

    Raises:
        UsageError: openpyxl is not installed; the file is damaged, or unpacks to more than any table.
    """
    _check_size(source)
    with source.open() as stream:
        book = _load(stream, source.name)
        try:
            names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"]
        finally:
            book.close()
    pages = [Page(source, name) for name in names]
    for page in pages:
        page.settle_header()
    return [page for page in pages if page.header]


def _check_size(source: Source) -> None:
    from zipfile import BadZipFile, ZipFile

    with source.open() as stream:
        try:
            parts = ZipFile(stream).infolist()
        except (BadZipFile, OSError, ValueError) as error:
            raise _unreadable(source.name, error) from error
    total = sum(part.file_size for part in parts)
    held = sum(part.file_size for part in parts if part.filename in _HELD)
    if total > _MOST_BYTES or held > _MOST_HELD or (total > _MOST_HELD and total > _MOST_TIMES * source.size):
        raise UsageError(
            f"{source.name} unpacks to {total:,} bytes, more than any table of records",
            code="bomb",
            hint="save its sheets as CSV files and import these",
        )


def _load(stream: BinaryIO, name: str) -> Workbook:
    try:
        from openpyxl import load_workbook
    except ImportError:
        raise UsageError(
            f"{name} is a workbook, and openpyxl, which reads them, is not installed",
            code="missing_extra",
            hint="pipx inject tinycrm openpyxl, or save the sheet as CSV",
        ) from None
    try:
        return load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except _broken() as error:
        raise _unreadable(name, error) from error


def _broken() -> tuple[type[Exception], ...]:
    """What openpyxl lets through of a damaged file: of its own and of every library beneath it."""
    from xml.etree.ElementTree import ParseError
    from zipfile import BadZipFile
    from zlib import error as zlib_error

    kinds = (KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, OverflowError)
    return (*kinds, NotImplementedError, RuntimeError, BadZipFile, ParseError, zlib_error)


def _unreadable(name: str, error: Exception) -> UsageError:
    reason = str(error).split("\n", 1)[0][:80] or type(error).__name__
    return UsageError(f"{name} cannot be read as a workbook: {reason}", hint="save it anew, or its sheets as CSV")


def _trimmed(cells: Sequence[str]) -> list[str]:
    kept = list(cells)
    while kept and not kept[-1]:
        kept.pop()
    return kept


def _text(value: object) -> str:
    """Gives the text of a cell: days and times as ISO, numbers without a sign of the machine."""
    from datetime import date, datetime, time

    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, datetime):
        is_day = (value.hour, value.minute, value.second) == (0, 0, 0)
        return (
            value.date().isoformat() if is_day else value.isoformat(" ", "minutes" if not value.second else "seconds")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    return str(value)


def _number(value: float) -> str:
    if value.is_integer() and abs(value) < 10**15:
        return str(int(value))
    # 15 digits are what a spreadsheet keeps: 0.1 + 0.2 is 0.3 there
    text = f"{value:.15g}"
    if "e" not in text:
        return text
    from decimal import Decimal

    return f"{Decimal(text):f}"
