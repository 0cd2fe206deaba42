"""vCards and calendars as sheets: their cards are contacts, their to-dos are tasks."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.formats.ics import TodoReader, looks_like_calendar
from tinycrm.formats.vcard import CardReader, looks_like_vcard
from tinycrm.services.transfer.asked import Bad
from tinycrm.services.transfer.sheet import Line, Sheet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.clock import Clock
    from tinycrm.formats.contentlines import Cell
    from tinycrm.formats.source import Source
    from tinycrm.formats.spool import Spool

_BEGINNING = 300
# noun, the name that its ids are remembered under, and the column they are in: rows that were left out, mended and
# imported as a table must be known again by the next card or to-do of the same id
_KINDS = (("contact", "vcard", "vcard_id"), ("task", "icalendar", "icalendar_id"))
_ID = "foreign_id"


def sheet_of_items(source: Source, encoding: str, clock: Clock) -> Sheet | None:
    """Gives the sheet of a vCard file or a calendar, None for any other file.

    Args:
        source: the file.
        encoding: as the user named it, or "".
        clock: its zone is the one that the times of tasks are in.

    Raises:
        UsageError: it is named so and is none, or its encoding is not what was named.
        StorageError: there is no room for what was read.
    """
    from tinycrm.formats.spool import Spool

    with source.open() as stream:
        sample = stream.read(_BEGINNING)
    name = source.name.lower()
    reader: CardReader | TodoReader
    if looks_like_vcard(sample) or name.endswith((".vcf", ".vcard")):
        reader, kind = CardReader(source.open, source.name, encoding), _KINDS[0]
    elif looks_like_calendar(sample) or name.endswith((".ics", ".ical", ".ifb")):
        reader, kind = TodoReader(source.open, source.name, clock, encoding), _KINDS[1]
    else:
        return None
    noun, system, id_header = kind
    # read once with care, then as often as the import asks
    spool = Spool()
    for item in reader:
        pairs = [part for key, cell in item.cells.items() for part in (id_header if key == _ID else key, cell)]
        spool.add((item.number, item.error, *pairs))
    # what every record needs is a column even where nobody has it: then the cards are at fault, one by one
    own = [id_header if key == _ID else key for key in reader.headers]
    headers = list(dict.fromkeys([NOUNS[noun].title, *own])) if spool.count else []
    sheet = Sheet(source.name, source, lambda: _rows(source.name, spool, headers))
    sheet.headers, sheet.notes, sheet.row_count = headers, reader.notes, spool.count
    sheet.noun, sheet.system = noun, system
    return sheet


def know_again(sheet: Sheet, noun: str) -> None:
    """A table of cards or to-dos that were left out of an import is known as theirs.

    Args:
        sheet: of any file.
        noun: what the user said that its rows are, or "".
    """
    for own, system, header in _KINDS:
        if noun in ("", own) and not sheet.noun and {header, NOUNS[own].title} <= set(sheet.headers):
            sheet.noun, sheet.system = own, system


def _rows(name: str, spool: Spool, headers: Sequence[str]) -> Iterator[Line | Bad]:
    for number, error, *pairs in spool.rows():
        cells = {str(key): cell for key, cell in zip(pairs[::2], pairs[1::2], strict=True)}
        row = [_cell(cells.get(header, "")) for header in headers]
        line = int(number) if isinstance(number, int) else 0
        if error:
            texts = [cell if isinstance(cell, str) else ";".join(cell) for cell in row]
            yield Bad(name, line, str(error), texts)
        else:
            yield Line(line, row)


def _cell(cell: str | int | list[str]) -> Cell:
    return cell if isinstance(cell, (str, list)) else str(cell)
