"""The rows of one sheet become records: some at a time read, planned and written, so that no file is too large."""

from __future__ import annotations

from tinycrm.errors import StorageError, TinyCRMError
from tinycrm.services.transfer.applying import Applier
from tinycrm.services.transfer.asked import Bad
from tinycrm.services.transfer.differences import difference
from tinycrm.services.transfer.entries import EntryReader, LeftOut
from tinycrm.services.transfer.index import Index
from tinycrm.services.transfer.mapping import find_targets, guess_noun
from tinycrm.services.transfer.planning import Planner
from tinycrm.services.transfer.reading import settle
from tinycrm.store.lookup import article

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tinycrm.services.transfer.asked import Asked, Outcome
    from tinycrm.services.transfer.entries import Entry
    from tinycrm.services.transfer.mapping import Target
    from tinycrm.services.transfer.sheet import Line, Sheet
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit

    Progress = Callable[[int, int], None]

# So many rows are in memory at a time: each statement that looks for their keys looks for all of them.
_AT_ONCE = 1000
# And so many characters: a thousand rows of long texts would be as large as the file.
_AT_ONCE_LONG = 4_000_000


def import_rows(
    work: Work, unit: Unit, sheet: Sheet, asked: Asked, outcome: Outcome, progress: Progress | None
) -> None:
    """The rows of one sheet are written; the bad ones are in the outcome.

    Args:
        work: the import's work; its reading becomes that of the sheet.
        unit: the transaction.
        sheet: headers and rows.
        asked: how.
        outcome: counts, ids and bad rows are added to it.
        progress: told of (rows done, rows in all) now and then.

    Raises:
        UsageError: the columns or the rest of the file cannot be read, or it changed meanwhile: nothing of it may stay.
    """
    if not sheet.headers:
        sheet.notes.append(f"{sheet.name} holds no rows")
        return
    noun = asked.noun or guess_noun(sheet, work.settings)
    outcome.nouns.append(noun)
    targets = find_targets(noun, sheet, asked, work.settings)
    work.store.reading = settle(sheet, targets, asked, work.store.reading)
    run = _Run(work, unit, sheet, asked, outcome, targets)
    try:
        for chunk in _chunks(sheet.rows()):
            run.take(chunk)
            if progress is not None:
                progress(run.done, max(sheet.row_count, run.done))
        run.finish()
    finally:
        run.close()
    sheet.source.check()
    if not run.done:
        sheet.notes.append(f"{sheet.name} holds no rows")
    if asked.by_mail:
        sheet.notes.append(_called_by_mail(sheet, targets, asked.by_mail))
    if noun == "deal" and not asked.profile and any(target.key == "owner" for target in targets):
        header = next(target.header for target in targets if target.key == "owner")
        if header.lower() != "owner":
            sheet.notes.append(f"{sheet.name}: the column '{header}' is the owner")


def _called_by_mail(sheet: Sheet, targets: Sequence[Target], count: int) -> str:
    what = "1 row has no name: its person is" if count == 1 else f"{count:,} rows have no name: their people are"
    has_names = any(target.key in ("name", "given", "family") for target in targets)
    mend = "" if has_names else '; --map "HEADER=name" says which column is'
    return f"{sheet.name}: {what} called by the e-mail up to the @{mend}"


def _chunks(rows: Iterator[Line | Bad]) -> Iterator[list[Line | Bad]]:
    """Yields the rows, some at a time: never more than memory holds with ease, whatever their length."""
    chunk: list[Line | Bad] = []
    length = 0
    for row in rows:
        chunk.append(row)
        length += sum(map(len, row.cells))
        if len(chunk) == _AT_ONCE or length > _AT_ONCE_LONG:
            yield chunk
            chunk, length = [], 0
    if chunk:
        yield chunk


class _Run:
    """One sheet on its way.

    Attributes:
        done: rows that were taken.
    """

    def __init__(
        self, work: Work, unit: Unit, sheet: Sheet, asked: Asked, outcome: Outcome, targets: Sequence[Target]
    ) -> None:
        noun = outcome.nouns[-1]
        unit.db.hold_more()
        self._work = work
        self._sheet = sheet
        self._asked = asked
        self._outcome = outcome
        self._reader = EntryReader(work, noun, targets, asked)
        self._index = Index(work, noun, asked)
        self._planner = Planner(work, noun, self._index, asked)
        self._applier = Applier(work, unit, noun, self._index, outcome.also)
        self.done = 0

    def take(self, rows: Sequence[Line | Bad]) -> None:
        """The rows are written, or bad."""
        self.done += len(rows)
        read: list[Entry | Bad] = []
        for row in rows:
            if isinstance(row, Bad):
                read.append(row)
                continue
            try:
                read.append(self._reader.read(row))
            except LeftOut:
                self._asked.left_out += 1
            except StorageError:
                raise
            except TinyCRMError as error:
                read.append(self._bad(row, error))
        entries = [entry for entry in read if not isinstance(entry, Bad)]
        self._index.load(entries)
        self._planner.load(entries)
        for entry in read:
            if isinstance(entry, Bad):
                self._refuse(entry)
            else:
                self._write(entry)
        self._applier.flush()

    def _write(self, entry: Entry) -> None:
        try:
            step = self._planner.step(entry)
        except StorageError:
            # the database is at fault, and not the row
            raise
        except TinyCRMError as error:
            self._refuse(self._bad(entry.line, error))
            return
        if self._asked.watch and step.kind in ("changed", "different"):
            self._outcome.differ(difference(self._work, self._outcome.nouns[-1], self._sheet.name, step))
        id = self._applier.apply(step)
        self._outcome.counts[step.kind] += 1
        if step.kind in ("new", "changed"):
            self._outcome.ids.append(id)

    def _bad(self, line: Line, error: TinyCRMError) -> Bad:
        cells = [cell if isinstance(cell, str) else ";".join(cell) for cell in line.cells]
        return Bad(self._sheet.name, line.number, error.message, cells, error.hint)

    def _refuse(self, row: Bad) -> None:
        self._outcome.header = self._outcome.header or self._sheet.headers
        self._outcome.bad.append(row)

    def finish(self) -> None:
        """Everything is written; what led nowhere is told of."""
        for row in self._applier.finish(self._sheet.name):
            self._refuse(row)
        for place, count in self._reader.unread.items():
            header = self._sheet.headers[place]
            what = f"the column '{header}' is no field of {article(self._outcome.nouns[-1])}" if header else ""
            what = what or f"column {place + 1} has no name"
            cells = "its 1 cell was" if count == 1 else f"its {count:,} cells were"
            self._sheet.notes.append(f"{self._sheet.name}: {what}, and {cells} left out")
        lost = self._planner.lost + self._applier.lost
        if lost:
            what = "1 link leads to a record that is" if lost == 1 else f"{lost:,} links lead to records that are"
            self._sheet.notes.append(f"{self._sheet.name}: {what} in none of these files, nor here")
        if self._planner.unclear:
            count = self._planner.unclear
            what = "1 link is" if count == 1 else f"{count:,} links are"
            self._sheet.notes.append(f"{self._sheet.name}: {what} by a name that several records have, and left out")
        if self._planner.several:
            count = self._planner.several
            rows = "1 row names" if count == 1 else f"{count:,} rows name"
            self._sheet.notes.append(f"{self._sheet.name}: {rows} several records where one fits; the first was taken")

    def close(self) -> None:
        """What was remembered of the rows is forgotten."""
        self._index.close()
        self._planner.close()
