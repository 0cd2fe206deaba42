"""Brings files in: every row planned, then all of them written in one transaction, or none."""

from __future__ import annotations

import gc
from contextlib import contextmanager

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.services.transfer.asked import Outcome
from tinycrm.services.transfer.jobs import plan_jobs, unknown_columns
from tinycrm.services.transfer.mapping import find_targets
from tinycrm.services.transfer.placing import placed_notes
from tinycrm.services.transfer.rejecting import write_rejects
from tinycrm.services.transfer.rows import import_rows
from tinycrm.services.transfer.saving import Saved
from tinycrm.services.transfer.sheet import read_sheets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from tinycrm.formats.source import Source
    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.jobs import Job
    from tinycrm.services.transfer.rows import Progress
    from tinycrm.services.work import Work

    # (file, noun, columns with their keys and some values, fields that other columns are) → column → target
    Ask = Callable[[str, str, list[tuple[str, str, list[str]]], set[str]], dict[str, str]]

_SELDOM = 200_000


def import_files(
    work: Work,
    files: Sequence[Source],
    asked: Asked,
    *,
    tolerant: bool = False,
    progress: Progress | None = None,
    ask: Ask | None = None,
) -> Outcome:
    """The records of the files are in the database, all of them, in one operation; on a dry run none.

    Args:
        work: the command's work; `dry_run` plans and takes everything back.
        files: whoever opened them closes them.
        asked: how.
        tolerant: bad rows are collected instead of refused (a plan to show).
        progress: told of (rows done, rows in all) now and then.
        ask: gives what the columns are that nobody knows; asked before anything is written.

    Raises:
        UsageError: a file or row cannot be read and may not be left out; nothing was written.
        StorageError: the rows left out could not be written to their file; nothing else was either.
    """
    asked.check()
    with _seldom_collected():
        return _import(work, files, asked, tolerant=tolerant, progress=progress, ask=ask)


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
    work: Work,
    files: Sequence[Source],
    asked: Asked,
    *,
    tolerant: bool,
    progress: Progress | None,
    ask: Ask | None,
) -> Outcome:
    outcome = Outcome(dry=work.dry_run)
    jobs = plan_jobs(work, [sheet for file in files for sheet in read_sheets(file, asked, work.reading.clock)], asked)
    for job in jobs if ask is not None else ():
        _ask_columns(work, job, asked, ask)
    reading = work.store.reading
    try:
        with work.write() as unit:
            unit.as_history()
            for job in jobs:
                sheet, before = job.sheet, dict(outcome.counts)
                if sheet.whole is not None:
                    from tinycrm.services.transfer.restoring import restore

                    restore(work, unit, sheet, job.asked, outcome)
                else:
                    work.store.reading = reading
                    import_rows(work, unit, sheet, job.asked, outcome, progress)
                    if job.asked.noun:
                        outcome.count(job.asked.noun, before)
                    if job.asked.save:
                        targets = find_targets(job.asked.noun, sheet, job.asked, work.settings)
                        outcome.saved.append(Saved(job.asked.noun, targets, job.asked))
                for note in (*sheet.notes, *placed_notes(job.asked)):
                    work.note(note)
            if outcome.bad and not (asked.skip_bad or tolerant):
                raise _refused(outcome)
            if asked.rejects and outcome.bad and not work.dry_run:
                write_rejects(asked.rejects, outcome, {job.sheet.name: job.sheet.headers for job in jobs})
    finally:
        work.store.reading = reading
    return outcome


def _ask_columns(work: Work, job: Job, asked: Asked, ask: Ask | None) -> None:
    unknown, taken = unknown_columns(work, job)
    if unknown and ask is not None:
        answers = ask(job.sheet.name, job.asked.noun, unknown, taken)
        asked.answers[job.sheet.name] = answers
        job.asked.maps.update(answers)


def _refused(outcome: Outcome) -> UsageError:
    first = outcome.bad[0]
    rest = len(outcome.bad) - 1
    more = f" (and {rest} more bad {'row' if rest == 1 else 'rows'})" if rest else ""
    hint = f"{first.hint}; --skip-bad imports the other rows" if first.hint else "--skip-bad imports the other rows"
    return UsageError(f"{first.told}{more}", code="bad_rows", hint=hint)


_TOLD = (
    ("changed", "changed"),
    ("same", "the same"),
    ("different", "different but left alone (--update changes them)"),
    ("skipped", "deleted here and left out (--revive brings them back)"),
)


def _counted(counts: dict[str, int]) -> list[str]:
    parts = [f"{counts[kind]} {words}" for kind, words in _TOLD if counts[kind]]
    return [f"{counts['new']} new", *parts] if counts["new"] or not parts else parts


def passed_over(outcome: Outcome) -> list[str]:
    """Gives a line for each kind of row whose record was left as it is though the row says otherwise."""
    counts = outcome.counts
    return [f"{counts[kind]} {words}" for kind, words in _TOLD if kind in ("different", "skipped") and counts[kind]]


def sentence(outcome: Outcome) -> str:
    """Gives the words for a person: how many rows became what."""
    names = [NOUNS[noun].plural for noun in dict.fromkeys(outcome.nouns)]
    what = names[0] if len(names) == 1 else "records"
    parts = _counted(outcome.counts)
    if len(outcome.by_noun) > 1 and sum(map(sum, (own.values() for own in outcome.by_noun.values()))) == sum(
        outcome.counts.values()
    ):
        parts = [f"{NOUNS[noun].plural} {' and '.join(_counted(own))}" for noun, own in outcome.by_noun.items()]
        what = f"{sum(outcome.counts.values())} records"
    if outcome.bad:
        parts.append(f"{len(outcome.bad)} bad and left out")
    made = outcome.also.counts()
    also = "".join(f"; also {count} new {NOUNS[noun].plural if count > 1 else noun}" for noun, count in made.items())
    verb = "Would import" if outcome.dry else "Imported"
    return f"{verb} {what}: {', '.join(parts)}{also}"
