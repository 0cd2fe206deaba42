"""CSV files of any origin: their encoding, delimiter and header found out; every row with its line number."""

from __future__ import annotations

import csv
import io
from itertools import chain

from tinycrm.domain.cells_safe import mark
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# Where reading stops at once, whatever it is; and what no cell and no table of people comes near to.
MAX_CELL = 10 * 1024 * 1024
MAX_TEXT = 1_000_000
MAX_COLUMNS = 2_000
DELIMITERS = ",;\t|"
_NAMED = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|"}
# The code pages that exports are met in; all 90 that Python knows would only add wrong guesses.
_LIKELY = ("cp1251", "cp1252", "cp1250", "cp1256", "koi8_r", "gb18030", "big5", "shift_jis", "euc_kr")
_SAMPLE = 64 * 1024
_PREAMBLE = 10
_QUOTED = frozenset(',;"\t\r\n')


class Table:
    """The rows of a file.

    Attributes:
        header: the names of the columns, as written.
        rows: (line the row begins on, cells), each as long as the header.
        bad: (line, why, cells) of rows that do not fit the header.
    """

    __slots__ = ("bad", "header", "rows")

    def __init__(self) -> None:
        self.header: list[str] = []
        self.rows: list[tuple[int, list[str]]] = []
        self.bad: list[tuple[int, str, list[str]]] = []


def decode(raw: bytes, name: str, encoding: str = "") -> tuple[str, str]:
    """Gives the text of a file, and the encoding when it had to be guessed (else "").

    Args:
        raw: its bytes.
        name: the file, for messages.
        encoding: as the user named it; "" finds it out: a byte order mark, UTF-8, else a guess.

    Raises:
        UsageError: an unknown encoding, or bytes that it cannot hold; the message names the line.
    """
    if encoding:
        return _decoded(raw, name, encoding), ""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(raw, name, "utf-16"), ""
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    guessed = _guess(raw[:_SAMPLE])
    try:
        return raw.decode(guessed), guessed
    except UnicodeDecodeError:
        # Python's cp1252 leaves five bytes undefined: a replacement shows where
        return raw.decode("cp1252", "replace"), "cp1252"


def _guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_LIKELY)).best()
    return best.encoding if best is not None else "cp1252"


def _decoded(raw: bytes, name: str, encoding: str) -> str:
    try:
        return raw.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        byte = raw[error.start : error.start + 1].hex()
        raise UsageError(
            f"{name}:{line}: not valid {encoding}: byte 0x{byte}", hint="--encoding cp1252, for example"
        ) from error
    except (LookupError, ValueError):
        raise UsageError(
            f"'{encoding}' is no encoding of text", hint="for example utf-8, cp1251, cp1252, utf-16"
        ) from None


def named_delimiter(text: str) -> str:
    """Gives the delimiter that the user named: a character, or comma, semicolon, tab, pipe.

    Raises:
        UsageError: more than a character, or one that cannot part cells.
    """
    found = _NAMED.get(text.lower(), text)
    if len(found) != 1 or found in '"\r\n\0' or ord(found) > 0x10FF:
        raise UsageError(f"'{text}' is no delimiter", hint="--delimiter with one of , ; tab |")
    return found


def find_delimiter(text: str) -> str:
    """Gives the delimiter that the first lines use most often outside quotes; a comma when there is none."""
    counts = dict.fromkeys(DELIMITERS, 0)
    quoted = False
    lines = 0
    for char in text[:_SAMPLE]:
        if char == '"':
            quoted = not quoted
        elif not quoted and char in counts:
            counts[char] += 1
        elif char == "\n" and not quoted:
            lines += 1
            if any(counts.values()) and lines >= _PREAMBLE:
                break
    return max(DELIMITERS, key=lambda char: counts[char])


def read_table(text: str, name: str, delimiter: str = "") -> Table:
    """Gives the header and rows of a file; empty rows are left out, short ones filled up.

    Args:
        text: the file's text.
        name: the file, for messages.
        delimiter: one character; "" finds it out.

    Raises:
        UsageError: a NUL, a quote that is never closed, text after a closing quote, a cell of over 1,000,000
            characters, over 2,000 columns, or two of one name; the message begins with NAME:LINE.
    """
    table = Table()
    at = text.find("\0")
    if at >= 0:
        line = text.count("\n", 0, at) + 1
        raise UsageError(
            f"{name}:{line}: holds a NUL character", hint="is this a text file? --encoding utf-16 may read it"
        )
    skipped = 0
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text, skipped = delimiter or first.strip()[4], rest, 1
    rows = _records(text, name, delimiter or find_delimiter(text), skipped)
    start = _header_at(rows)
    if start is None:
        return table
    table.header = [cell.strip() for cell in rows[start][1]]
    while table.header and not table.header[-1]:
        table.header.pop()
    _check_header(table.header, name, rows[start][0])
    if len(text) > MAX_TEXT:
        _check_sizes(rows[start:], name)
    for line, cells in rows[start + 1 :]:
        _take(table, line, cells)
    return table


def _records(text: str, name: str, delimiter: str, skipped: int) -> list[tuple[int, list[str]]]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        if "field larger" in str(error):
            raise _too_large(name, line, _large_column(text, delimiter, line - skipped), "10 MB") from error
        raise _not_csv(str(error), name, line) from error
    return rows


def _large_column(text: str, delimiter: str, line: int) -> int:
    """The number of the first cell over the limit, in the record that begins on a line."""
    stream = io.StringIO(text, newline="")
    for _ in range(line - 1):
        stream.readline()
    column, length, quoted = 1, 0, False
    for char in chain.from_iterable(iter(lambda: stream.read(_SAMPLE), "")):
        if char == delimiter and not quoted:
            column, length = column + 1, 0
            continue
        quoted ^= char == '"'
        length += 1
        if length > MAX_TEXT:
            break
    return column


def _check_sizes(rows: Sequence[tuple[int, list[str]]], name: str) -> None:
    for line, cells in rows:
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


def _header_at(rows: Sequence[tuple[int, list[str]]]) -> int | None:
    """The header is the first row, unless it is a lone remark above a wider table."""
    widths = [sum(1 for cell in cells if cell.strip()) for _, cells in rows[:_PREAMBLE]]
    if not widths:
        return None
    if widths[0] == 1 and max(widths) >= 3:
        return next(at for at, width in enumerate(widths) if width >= 3)
    return 0


def _check_header(header: Sequence[str], name: str, line: int) -> None:
    if len(header) > MAX_COLUMNS:
        what = f"{name}:{line}: has {len(header):,} columns, and {MAX_COLUMNS:,} are the most"
        raise UsageError(what, hint="is this a table of records? --delimiter names what parts its cells")
    seen: set[str] = set()
    for cell in header:
        if cell and cell in seen:
            raise UsageError(f"{name}:{line}: two columns are named '{cell}'", hint="rename one of them in the file")
        seen.add(cell)


def _take(table: Table, line: int, cells: list[str]) -> None:
    width = len(table.header)
    extra = cells[width:]
    if any(cell.strip() for cell in extra):
        why = f"has {len(cells)} cells, and the header {width}; a delimiter inside a cell needs quotes"
        table.bad.append((line, why, cells))
        return
    table.rows.append((line, cells[:width] + [""] * (width - len(cells))))


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
