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
        reader, noun, system = CardReader(source.open, source.name, encoding), "contact", "vcard"
    elif looks_like_calendar(sample) or name.endswith((".ics", ".ical", ".ifb")):
        reader, noun, system = TodoReader(source.open, source.name, clock, encoding), "task", "icalendar"
    else:
        return None
    # read once with care, then as often as the import asks
    spool = Spool()
    for item in reader:
        pairs = [part for pair in item.cells.items() for part in pair]
        spool.add((item.number, item.error, *pairs))
    # what every record needs is a column even where nobody has it: then the cards are at fault, one by one
    headers = list(dict.fromkeys([NOUNS[noun].title, *reader.headers])) if spool.count else []
    sheet = Sheet(source.name, source, lambda: _rows(source.name, spool, headers))
    sheet.headers, sheet.notes, sheet.row_count = headers, reader.notes, spool.count
    sheet.noun, sheet.system = noun, system
    return sheet


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
