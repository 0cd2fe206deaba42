"""The rows of one sheet become records: each read, planned and written."""

from __future__ import annotations

from tinycrm.errors import StorageError, TinyCRMError
from tinycrm.services.transfer.applying import Applier
from tinycrm.services.transfer.asked import Bad
from tinycrm.services.transfer.entries import EntryReader
from tinycrm.services.transfer.index import Index
from tinycrm.services.transfer.mapping import find_targets, guess_noun
from tinycrm.services.transfer.planning import Planner
from tinycrm.services.transfer.reading import settle

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tinycrm.services.transfer.asked import Asked, Outcome
    from tinycrm.services.transfer.entries import Entry
    from tinycrm.services.transfer.planning import Step
    from tinycrm.services.transfer.sheet import Line, Sheet
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit

    Progress = Callable[[int, int], None]

_TOLD = 500


def import_rows(
    work: Work, unit: Unit, sheet: Sheet, asked: Asked, outcome: Outcome, progress: Progress | None
) -> None:
    """The rows of one sheet are planned and written; the bad ones are in the outcome.

    Args:
        work: the import's work; its reading becomes that of the sheet.
        unit: the transaction.
        sheet: headers and rows.
        asked: how.
        outcome: counts, ids and bad rows are added to it.
        progress: told of (rows done, rows in all) now and then.

    Raises:
        UsageError: the columns cannot be read; nothing of the sheet was written.
    """
    if not sheet.headers:
        sheet.notes.append(f"{sheet.name} holds no rows")
        return
    noun = asked.noun or guess_noun(sheet, work.settings)
    outcome.nouns.append(noun)
    targets = find_targets(noun, sheet, asked, work.settings)
    work.store.reading = settle(sheet, targets, asked, work.store.reading)
    reader = EntryReader(work, noun, targets, asked)
    index = Index(work, noun, asked)
    planner = Planner(work, noun, index, asked)
    steps: list[Step] = []
    bad = list(sheet.bad)
    for line in sheet.lines:
        step = _read(sheet, line, reader.read, planner.step, bad)
        if step is not None:
            steps.append(step)
    if bad:
        outcome.header = outcome.header or sheet.headers
        outcome.bad += sorted(bad, key=lambda one: one.line)
    applier = Applier(work, unit, noun, index)
    for done, step in enumerate(steps, 1):
        id = applier.apply(step)
        outcome.counts[step.kind] += 1
        if step.kind in ("new", "changed"):
            outcome.ids.append(id)
        if progress is not None and done % _TOLD == 0:
            progress(done, len(steps))
    applier.finish()
    if noun == "deal" and any(target.key == "owner" for target in targets):
        header = next(target.header for target in targets if target.key == "owner")
        if header.lower() != "owner":
            sheet.notes.append(f"{sheet.name}: the column '{header}' is the owner")


def _read(
    sheet: Sheet, line: Line, read: Callable[[Line], Entry], plan: Callable[[Entry], Step], bad: list[Bad]
) -> Step | None:
    try:
        return plan(read(line))
    except StorageError:
        # the database is at fault, and not the row
        raise
    except TinyCRMError as error:
        cells = [cell if isinstance(cell, str) else ";".join(cell) for cell in line.cells]
        bad.append(Bad(sheet.name, line.number, error.message, cells, error.hint))
        return None
