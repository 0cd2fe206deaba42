"""Brings files in: every row planned, then all of them written in one transaction, or none."""

from __future__ import annotations

import gc
from contextlib import contextmanager

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.services.transfer.asked import Outcome
from tinycrm.services.transfer.rows import import_rows
from tinycrm.services.transfer.sheet import read_sheet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.rows import Progress
    from tinycrm.services.work import Work

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
                    import_rows(work, unit, sheet, asked, outcome, progress)
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
