"""A file becomes sheets: headers, and rows as often as they are asked for, whichever format they came in."""

from __future__ import annotations

from tinycrm.domain.cells_safe import unmark
from tinycrm.domain.results import Number
from tinycrm.errors import UsageError
from tinycrm.formats.delimiter import named_delimiter
from tinycrm.formats.encoding import find_text
from tinycrm.formats.source import Source
from tinycrm.services.transfer.asked import Bad

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tinycrm.domain.clock import Clock
    from tinycrm.domain.results import Json, Row
    from tinycrm.formats.csvfile import Table
    from tinycrm.formats.encoding import Text
    from tinycrm.formats.workbook import Page
    from tinycrm.services.transfer.asked import Asked

    # a cell of a list may come as its items
    Cell = str | list[str]
    Rows = Callable[[], Iterator["Line | Bad"]]
    # where a record begins, and its cells by header
    Record = tuple[int, dict[str, Cell]]

_PLAIN = (".csv", ".tsv", ".txt")


class Line:
    """One row.

    Attributes:
        number: the line it begins on; of JSON its place in the array, from 1.
        cells: one for each header.
    """

    __slots__ = ("cells", "number")

    def __init__(self, number: int, cells: Sequence[Cell]) -> None:
        self.number = number
        self.cells = list(cells)


class Sheet:
    """The rows of a file, or of one of its tables. They are read from the file each time, and held by nobody.

    Attributes:
        name: the file.
        source: what it is read from.
        headers: the columns.
        whole: a whole export, instead of rows.
        notes: what to tell.
        loose: whether it was found in a folder or archive, and not named.
        noun: what its rows are, where the format itself says so, else "".
        system: the name that its foreign ids are remembered under, where the format itself has ids, else "".
        row_count: about how many rows there are, for those who wait.
    """

    __slots__ = ("_rows", "headers", "loose", "name", "notes", "noun", "row_count", "source", "system", "whole")

    def __init__(self, name: str, source: Source | None = None, rows: Rows | None = None) -> None:
        self.name = name
        self.source = source or Source.of_bytes(b"", name)
        self.headers: list[str] = []
        self.whole: Row | None = None
        self.notes: list[str] = []
        self.loose = False
        self.noun = ""
        self.system = ""
        self.row_count = 0
        self._rows = rows

    @property
    def own(self) -> bool:
        """Whether it is an export of ours: its dates and numbers have one form."""
        return "uid" in self.headers and "created_at" in self.headers

    def rows(self) -> Iterator[Line | Bad]:
        """Yields the rows from the first, those that do not fit the columns as bad ones.

        Raises:
            UsageError: the rest of the file cannot be read; the message begins with NAME:LINE.
        """
        return self._rows() if self._rows is not None else iter(())

    @property
    def lines(self) -> Iterator[Line]:
        """The rows that fit the columns, from the first."""
        return (row for row in self.rows() if isinstance(row, Line))


def read_sheets(source: Source, asked: Asked, clock: Clock) -> list[Sheet]:
    """Gives the sheets that a file holds: one, and of a workbook each that is not empty.

    Args:
        source: the file; it stays open as long as the sheets are read.
        asked: its encoding and delimiter, where the user named them.
        clock: in whose zone the times of a calendar are read.

    Raises:
        UsageError: the file cannot be read; the message begins with NAME:LINE.
    """
    from tinycrm.formats.nontext import check_text
    from tinycrm.formats.workbook import is_workbook
    from tinycrm.services.transfer.items import sheet_of_items

    if is_workbook(source):
        return _from_workbook(source)
    check_text(source, named=bool(asked.encoding or asked.delimiter))
    items = sheet_of_items(source, asked.encoding, clock)
    if items is not None:
        return [items]
    name = source.name
    text = find_text(source, asked.encoding)
    notes = [f"{name} was read as {text.guessed}; --encoding names another"] if text.guessed else []
    from tinycrm.formats.jsonfile import looks_like_json

    with text.open() as stream:
        head = stream.read(200)
    if looks_like_json(head) and not name.lower().endswith(_PLAIN):
        made = _from_json(text)
    else:
        made = _from_table(text, named_delimiter(asked.delimiter) if asked.delimiter else "")
    made.notes += notes
    return [made]


def _from_workbook(source: Source) -> list[Sheet]:
    from tinycrm.formats.workbook import read_pages

    pages = read_pages(source)
    made = [_from_page(source, page, alone=len(pages) == 1) for page in pages]
    return made or [Sheet(source.name, source)]


def _from_page(source: Source, page: Page, *, alone: bool) -> Sheet:
    name = source.name if alone else f"{source.name} ({page.name})"
    sheet = Sheet(
        name, source, lambda: (Bad(name, at, why, row) if why else Line(at, row) for at, row, why in page.rows())
    )
    sheet.headers = page.header
    sheet.row_count = page.row_count
    return sheet


def _from_table(text: Text, delimiter: str) -> Sheet:
    from tinycrm.formats.csvfile import open_table

    table = open_table(text, delimiter)
    name = text.source.name
    sheet = Sheet(name, text.source, lambda: _table_rows(table, sheet))
    sheet.headers = table.header
    sheet.row_count = max(text.line_count - 2, 0)
    return sheet


def _table_rows(table: Table, sheet: Sheet) -> Iterator[Line | Bad]:
    name = sheet.name
    for number, cells, why in table.rows():
        if why:
            yield Bad(name, number, why, cells)
        elif "'" in "".join(cells):
            yield Line(number, [unmark(cell) if cell[:1] == "'" else cell for cell in cells])
        else:
            yield Line(number, cells)
    if table.footer:
        count = len(table.footer)
        what = "line is" if count == 1 else f"{count} lines are"
        told = f"{name}: the last {what} no row and left out: {table.footer[0]}"
        if told not in sheet.notes:
            sheet.notes.append(told)


def sheet_of_records(source: Source, records: Callable[[], Iterator[Record | Bad]]) -> Sheet:
    """Gives the sheet of records that each have headers of their own; all of them are read once to know these.

    Args:
        source: the file.
        records: gives them from the first, each time it is called.

    Raises:
        UsageError: the file cannot be read.
    """
    headers: dict[str, None] = {}
    count = 0
    for record in records():
        count += 1
        if not isinstance(record, Bad):
            headers.update(dict.fromkeys(record[1]))
    sheet = Sheet(source.name, source, lambda: _record_rows(list(headers), records()))
    sheet.headers = list(headers)
    sheet.row_count = count
    return sheet


def _record_rows(headers: Sequence[str], records: Iterable[Record | Bad]) -> Iterator[Line | Bad]:
    for record in records:
        if isinstance(record, Bad):
            yield record
        else:
            yield Line(record[0], [record[1].get(key, "") for key in headers])


def _from_json(text: Text) -> Sheet:
    from tinycrm.formats.jsonfile import read_json

    source = text.source
    with text.open() as stream:
        value = read_json(stream.read(), source.name)
    if isinstance(value, dict) and "schema_version" in value:
        sheet = Sheet(source.name, source)
        sheet.whole = value
        return sheet
    records = value if isinstance(value, list) else [value]
    return sheet_of_records(source, lambda: _json_records(source.name, records))


def _json_records(name: str, records: Iterable[Json]) -> Iterator[Record | Bad]:
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise UsageError(f"{name}: item {number} is no record", hint="an array of JSON objects is read")
        try:
            yield number, _cells(record)
        except RecursionError as error:
            what = f"{name}: item {number} is nested too deeply"
            raise UsageError(what, hint="records are one level deep") from error


def _cells(record: Row) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for key, value in record.items():
        if key == "fields" and isinstance(value, dict):
            for name, own in value.items():
                cells[f"fields.{name}"] = _text(own)
        elif isinstance(value, list):
            cells[key] = [_text(item) for item in value]
        elif isinstance(value, dict) or value is not None:
            cells[key] = _text(value)
    # the first of a list, beside the list
    for one, many in (
        ("email", "emails"),
        ("phone", "phones"),
        ("handle", "handles"),
        ("website", "websites"),
        ("company", "companies"),
        ("contact", "contacts"),
    ):
        if one in cells and cells.get(many):
            del cells[one]
    return cells


def _text(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float, Number)):
        return str(value)
    if isinstance(value, dict):
        if "value" in value:
            label = value.get("label")
            return f"{label}:{_text(value['value'])}" if label else _text(value["value"])
        return _text(value.get("uid") or value.get("name") or value.get("title") or "")
    return ";".join(_text(item) for item in value)
