"""`tinycrm import`: records in, all rows or none."""

from __future__ import annotations

import os
import sys

from tinycrm.domain.results import Raw, Written
from tinycrm.errors import PARTLY, UsageError
from tinycrm.services.transfer.asked import AUTO, DEFAULT_SOURCE, Asked, add_maps, add_values, read_map_file
from tinycrm.services.transfer.differences import told
from tinycrm.services.transfer.gathering import gather
from tinycrm.services.transfer.importing import import_files, passed_over, sentence
from tinycrm.services.transfer.rejecting import check_rejects
from tinycrm.services.transfer.saving import free_name, save_profile_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        AsNoun,
        Dates,
        Decimal,
        Delimiter,
        DryRun,
        Encoding,
        Files,
        From,
        Map,
        MapFile,
        Match,
        OnlyKnown,
        Rejects,
        Revive,
        SaveProfile,
        SetAll,
        SkipBad,
        Update,
    )
    from tinycrm.cli.progress import RowsProgress
    from tinycrm.domain.results import Result
    from tinycrm.services.transfer.asked import Outcome
    from tinycrm.services.transfer.gathering import Gathered

_USAGE = 2
_SHOWN_BAD = 20


def import_(
    ctx: Context,
    files: Files,
    *,
    as_noun: AsNoun = None,
    source: From = None,
    map_: Map = (),
    map_file: MapFile = None,
    save_profile: SaveProfile = None,
    set_: SetAll = (),
    dates: Dates = None,
    decimal: Decimal = None,
    encoding: Encoding = None,
    delimiter: Delimiter = None,
    match: Match = None,
    update: Update = False,
    only_known: OnlyKnown = False,
    skip_bad: SkipBad = False,
    rejects: Rejects = None,
    revive: Revive = False,
    dry_run: DryRun = False,
) -> Result:
    """Bring records in from files of other systems, spreadsheets and exports: all rows, or none. Twice adds nothing.

    Examples:
      tinycrm import companies.csv contacts.csv deals.csv --dry-run
      tinycrm import old-crm --set tags=moved
      tinycrm import deals.csv --as deals --map "Amount=value" --dates dmy
      tinycrm import sales_pipeline.csv --map-file deals.yaml
      tinycrm import everything.json
    """
    asked = Asked()
    asked.noun, asked.wanted = as_noun or "", source or AUTO
    asked.source = DEFAULT_SOURCE if asked.wanted == AUTO else asked.wanted
    asked.folder = os.path.join(ctx.folder, "profiles") if ctx.folder else ""
    asked.dates, asked.decimal = dates or "", decimal or ""
    asked.encoding, asked.delimiter, asked.match = encoding or "", delimiter or "", match or ""
    asked.update, asked.only_known, asked.skip_bad, asked.revive = update, only_known, skip_bad, revive
    asked.rejects = rejects or ""
    asked.watch = dry_run or ctx.shared.format in ("json", "ndjson")
    add_maps(asked, map_)
    add_values(asked, set_)
    if save_profile is not None:
        asked.save = free_name(save_profile, ctx.settings_folder)
    if map_file is not None:
        read_map_file(asked, _read_settings(map_file), map_file)
    if asked.rejects:
        if not (skip_bad or ctx.interactive):
            raise UsageError("--rejects without --skip-bad would write nothing", hint="add --skip-bad")
        check_rejects(asked.rejects)
    if "-" in files and ctx.stdin_taken:
        raise UsageError("the rows cannot come from stdin: the batch does", hint="write them into a file and name it")
    ctx.work.dry_run = dry_run
    with gather(files, getattr(sys.stdin, "buffer", None)) as found:
        asked.loose = found.loose
        if ctx.interactive and not ctx.shared.yes and not dry_run:
            _agreed(ctx, found, asked)
        for note in found.notes:
            ctx.work.note(note)
        progress = _progress(ctx)
        outcome = import_files(ctx.work, found.sources, asked, tolerant=dry_run, progress=progress)
        if progress is not None:
            progress.close()
    if asked.save and not outcome.dry:
        ctx.work.note(save_profile_file(outcome, asked, ctx.settings_folder))
    return _answer(ctx, outcome, asked)


def _read_settings(path: str) -> bytes:
    from tinycrm.config.paths import read_bytes

    raw = read_bytes(path)
    if raw is None:
        raise UsageError(f"there is no map file '{path}'", hint="--map-file FILE.yaml")
    return raw


def _agreed(ctx: Context, found: Gathered, asked: Asked) -> None:
    """The person saw the plan and wants it.

    Raises:
        KeyboardInterrupt: they do not.
    """
    from tinycrm.cli.columns import ask_columns
    from tinycrm.cli.prompts import agree

    ctx.work.dry_run = True
    asked.watch = True
    progress = _progress(ctx)
    outcome = import_files(ctx.work, found.sources, asked, tolerant=True, ask=ask_columns, progress=progress)
    if progress is not None:
        progress.close()
    asked.watch = False
    ctx.work.dry_run = False
    for note in (*found.notes, *ctx.work.notes):
        ctx.sink.say(note)
    for line in (*_bad_lines(outcome), *_difference_lines(outcome)):
        ctx.sink.say(line)
    ctx.again()
    ctx.sink.say(sentence(outcome))
    if not agree("Import?"):
        ctx.sink.say("nothing was imported")
        raise KeyboardInterrupt
    # the person has seen which rows stay out
    asked.skip_bad = True


def _bad_lines(outcome: Outcome) -> list[str]:
    lines = [one.told for one in outcome.bad[:_SHOWN_BAD]]
    rest = len(outcome.bad) - len(lines)
    return [*lines, f"and {rest} more bad rows"] if rest else lines


def _difference_lines(outcome: Outcome) -> list[str]:
    lines = [told(row) for row in outcome.differences[:_SHOWN_BAD]]
    rest = len(outcome.differences) - len(lines)
    return [*lines, f"and {rest} more that differ; -f json tells all"] if rest else lines


def _progress(ctx: Context) -> RowsProgress | None:
    """Tells a person at a terminal how far a long import is; nobody else."""
    if not ctx.interactive or ctx.shared.quiet:
        return None
    from tinycrm.cli.progress import RowsProgress

    return RowsProgress(ctx.sink)


def _answer(ctx: Context, outcome: Outcome, asked: Asked) -> Result:
    shown = [] if ctx.shared.format else _difference_lines(outcome)
    notes = [*_bad_lines(outcome), *shown, *ctx.work.notes]
    code = 0
    if outcome.bad:
        code = PARTLY if asked.skip_bad else _USAGE
    if ctx.shared.format in ("json", "ndjson"):
        from tinycrm.render.machine import compact

        return Raw(compact(outcome.data()) + "\n", exact=True, data=outcome.data, notes=notes, exit_code=code)
    if outcome.dry and not ctx.sink.is_tty and not ctx.shared.format:
        notes.append(sentence(outcome))  # a plan has no ids to print
    elif not ctx.sink.is_tty:
        notes += passed_over(outcome)  # ids alone do not tell of a row that came to nothing
    ids: list[int] = [] if outcome.dry else list(outcome.ids)
    return Written(sentence(outcome), [], ids, notes=notes, exit_code=code)
