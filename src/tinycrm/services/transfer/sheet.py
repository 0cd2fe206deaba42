"""The bytes of a file become a sheet: headers and rows, whichever format they came in."""

from __future__ import annotations

from tinycrm.domain.cells_safe import unmark
from tinycrm.domain.results import Number
from tinycrm.errors import UsageError
from tinycrm.formats.csvfile import decode, named_delimiter, read_table
from tinycrm.services.transfer.asked import Bad

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json, Row
    from tinycrm.services.transfer.asked import Asked

    # a cell of a list may come as its items
    Cell = str | list[str]


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
    """A file's rows.

    Attributes:
        name: the file.
        headers: the columns.
        lines: the rows.
        bad: rows that do not fit the columns.
        whole: a whole export, instead of rows.
        notes: what to tell.
    """

    __slots__ = ("bad", "headers", "lines", "name", "notes", "whole")

    def __init__(self, name: str) -> None:
        self.name = name
        self.headers: list[str] = []
        self.lines: list[Line] = []
        self.bad: list[Bad] = []
        self.whole: Row | None = None
        self.notes: list[str] = []

    @property
    def own(self) -> bool:
        """Whether it is an export of ours: its dates and numbers have one form."""
        return "uid" in self.headers and "created_at" in self.headers


def read_sheet(name: str, raw: bytes, asked: Asked) -> Sheet:
    """Gives the sheet that a file holds.

    Raises:
        UsageError: the file cannot be read; the message begins with NAME:LINE.
    """
    from tinycrm.formats.jsonfile import looks_like_json, read_json

    sheet = Sheet(name)
    text, guessed = decode(raw, name, asked.encoding)
    if guessed:
        sheet.notes.append(f"{name} was read as {guessed}; --encoding names another")
    if looks_like_json(text) and not name.lower().endswith((".csv", ".tsv", ".txt")):
        _from_json(sheet, read_json(text, name))
        return sheet
    table = read_table(text, name, named_delimiter(asked.delimiter) if asked.delimiter else "")
    sheet.headers = table.header
    for number, cells in table.rows:
        sheet.lines.append(Line(number, [unmark(cell) if cell[:1] == "'" else cell for cell in cells]))
    sheet.bad = [Bad(name, number, why, cells) for number, why, cells in table.bad]
    return sheet


def _from_json(sheet: Sheet, value: Json) -> None:
    if isinstance(value, dict) and "schema_version" in value:
        sheet.whole = value
        return
    records = value if isinstance(value, list) else [value]
    rows: list[dict[str, Cell]] = []
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise UsageError(f"{sheet.name}: item {number} is no record", hint="an array of JSON objects is read")
        try:
            rows.append(_cells(record))
        except RecursionError as error:
            what = f"{sheet.name}: item {number} is nested too deeply"
            raise UsageError(what, hint="records are one level deep") from error
    headers = dict.fromkeys(key for row in rows for key in row)
    sheet.headers = list(headers)
    sheet.lines = [Line(number, [row.get(key, "") for key in headers]) for number, row in enumerate(rows, 1)]


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
        return _text(value.get("name") or value.get("title") or "")
    return ";".join(_text(item) for item in value)
