"""Brings files in: every row planned, then all of them written in one transaction, or none."""

from __future__ import annotations

import gc
from contextlib import contextmanager

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import StorageError, TinyCRMError, UsageError
from tinycrm.services.transfer.applying import Applier
from tinycrm.services.transfer.asked import Bad, Outcome
from tinycrm.services.transfer.entries import EntryReader
from tinycrm.services.transfer.index import Index
from tinycrm.services.transfer.mapping import find_targets, guess_noun
from tinycrm.services.transfer.planning import Planner
from tinycrm.services.transfer.reading import settle
from tinycrm.services.transfer.sheet import Sheet, read_sheet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.entries import Entry
    from tinycrm.services.transfer.planning import Step
    from tinycrm.services.transfer.sheet import Line
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit

    Progress = Callable[[int, int], None]

_TOLD = 500
_SELDOM = 200_000


def import_files(
    work: Work,
    files: Sequence[tuple[str, bytes]],
    asked: Asked,
    *,
    tolerant: bool = False,
    progress: Progress | None = None,
) -> Outcome:
    """The records of the files are in the database, all of them, in one operation; on a dry run none.

    Args:
        work: the command's work; `dry_run` plans and takes everything back.
        files: (name, bytes) of each.
        asked: how.
        tolerant: bad rows are collected instead of refused (a plan to show).
        progress: told of (rows done, rows in all) now and then.

    Raises:
        UsageError: a file or row cannot be read and may not be left out; nothing was written.
        StorageError: the rows left out could not be written to their file; nothing else was either.
    """
    asked.check()
    with _seldom_collected():
        return _import(work, files, asked, tolerant=tolerant, progress=progress)


@contextmanager
def _seldom_collected() -> Generator[None]:
    """Garbage is looked for seldom: rows become objects that all live to the end, and none refers back to another."""
    usual = gc.get_threshold()
    gc.set_threshold(_SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _import(
    work: Work, files: Sequence[tuple[str, bytes]], asked: Asked, *, tolerant: bool, progress: Progress | None
) -> Outcome:
    outcome = Outcome(dry=work.dry_run)
    sheets = [read_sheet(name, raw, asked) for name, raw in files]
    reading = work.store.reading
    try:
        with work.write() as unit:
            for sheet in sheets:
                if sheet.whole is not None:
                    from tinycrm.services.transfer.restoring import restore

                    restore(work, unit, sheet, asked, outcome)
                else:
                    _import_sheet(work, unit, sheet, asked, outcome, progress)
                for note in sheet.notes:
                    work.note(note)
            if outcome.bad and not (asked.skip_bad or tolerant):
                raise _refused(outcome)
            if asked.rejects and outcome.bad and not work.dry_run:
                _write_rejects(asked.rejects, outcome)
    finally:
        work.store.reading = reading
    # what a dry run made has no id any more
    outcome.also = [{**row, "id": None} for row in work.also] if work.dry_run else list(work.also)
    return outcome


def _import_sheet(
    work: Work, unit: Unit, sheet: Sheet, asked: Asked, outcome: Outcome, progress: Progress | None
) -> None:
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


def _refused(outcome: Outcome) -> UsageError:
    first = outcome.bad[0]
    rest = len(outcome.bad) - 1
    more = f" (and {rest} more bad {'row' if rest == 1 else 'rows'})" if rest else ""
    hint = f"{first.hint}; --skip-bad imports the other rows" if first.hint else "--skip-bad imports the other rows"
    return UsageError(f"{first.told}{more}", code="bad_rows", hint=hint)


def _write_rejects(path: str, outcome: Outcome) -> None:
    from tinycrm.formats.csvfile import csv_line
    from tinycrm.formats.outfile import write_pieces

    width = max(len(outcome.header), *(len(one.cells) for one in outcome.bad))
    header = outcome.header + [""] * (width - len(outcome.header))
    lines = [csv_line([*header, "reason"])]
    lines += [csv_line([*one.cells, *[""] * (width - len(one.cells)), one.message]) for one in outcome.bad]
    write_pieces(path, lines)


def sentence(outcome: Outcome) -> str:
    """Gives the words for a person: how many rows became what."""
    counts = outcome.counts
    names = [NOUNS[noun].plural for noun in dict.fromkeys(outcome.nouns)]
    what = names[0] if len(names) == 1 else "records"
    parts = [f"{counts['new']} new"]
    for kind, words in (
        ("changed", "changed"),
        ("same", "the same"),
        ("different", "different but left alone (--update changes them)"),
        ("skipped", "deleted here and left out (--revive brings them back)"),
    ):
        if counts[kind]:
            parts.append(f"{counts[kind]} {words}")
    if outcome.bad:
        parts.append(f"{len(outcome.bad)} bad and left out")
    made: dict[str, int] = {}
    for row in outcome.also:
        made[str(row["noun"])] = made.get(str(row["noun"]), 0) + 1
    also = "".join(f"; also {count} new {NOUNS[noun].plural if count > 1 else noun}" for noun, count in made.items())
    verb = "Would import" if outcome.dry else "Imported"
    return f"{verb} {what}: {', '.join(parts)}{also}"
