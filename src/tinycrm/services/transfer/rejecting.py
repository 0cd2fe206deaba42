"""The rows that an import left out go to files that can be mended and imported again."""

from __future__ import annotations

import os
from itertools import groupby

from tinycrm.errors import StorageError, UsageError
from tinycrm.formats.outfile import write_pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tinycrm.services.transfer.asked import Bad, Outcome

# the column that says why; it is left out when the file is imported
REASON = "reject_reason"
# an import takes these endings for something other than a table of cells
_FOREIGN = (".vcf", ".vcard", ".ics", ".json", ".ndjson", ".jsonl", ".xlsx", ".xlsm", ".zip")


def write_rejects(path: str, outcome: Outcome, headers: dict[str, list[str]]) -> None:
    """The rows left out are in a file, or those of several files in a file each in a folder of this name.

    Args:
        path: the file, or the folder; it must not be there.
        outcome: with the bad rows.
        headers: file → its columns, of every sheet that was imported.

    Raises:
        UsageError: something is in the way.
        StorageError: it cannot be written.
    """
    if len(headers) <= 1:
        header = next(iter(headers.values()), outcome.header)
        write_pieces(path, _lines(header, outcome.bad, outcome.bad.width))
        return
    try:
        os.mkdir(path, 0o700)
    except OSError as error:
        raise StorageError(f"'{path}' cannot be made: {error.strerror}", hint="--rejects FOLDER") from error
    taken: set[str] = set()
    widths: dict[str, int] = {}
    for row in outcome.bad:
        widths[row.file] = max(widths.get(row.file, 0), len(row.cells))
    for file, rows in groupby(outcome.bad, key=lambda row: row.file):
        name = _free(os.path.splitext(os.path.basename(file.replace("\\", "/")))[0], taken)
        write_pieces(os.path.join(path, f"{name}.csv"), _lines(headers.get(file, []), rows, widths[file]))


def _free(name: str, taken: set[str]) -> str:
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    taken.add(found)
    return found


def _lines(header: Sequence[str], rows: Iterable[Bad], widest: int) -> Iterator[str]:
    from tinycrm.formats.csvfile import csv_line

    again = bool(header) and header[-1] == REASON
    own = list(header[:-1]) if again else list(header)
    width = len(own) if again else max(len(own), widest)
    yield csv_line([*own, *[""] * (width - len(own)), REASON])
    for row in rows:
        cells = row.cells[:width] if again else row.cells
        yield csv_line([*cells, *[""] * (width - len(cells)), row.message])


def check_rejects(path: str) -> None:
    """Nothing is in the way of the files for rejected rows, and they will be read as what they are.

    Raises:
        UsageError: something is there, or the name says that it is no table.
    """
    from tinycrm.formats.outfile import check_free

    if path.lower().endswith(_FOREIGN):
        raise UsageError(f"'{path}' cannot be imported again: rejected rows are CSV", hint="--rejects FILE.csv")
    if os.path.isdir(path) or os.path.isfile(path) or os.path.islink(path):
        raise UsageError(f"'{path}' is there already", hint="name another file or folder")
    check_free(path)
