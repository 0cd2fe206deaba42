"""`tinycrm import` and `tinycrm export`: records in and out, without loss."""

from __future__ import annotations

import sys

from tinycrm.domain.nouns import NOUNS, find_noun
from tinycrm.domain.results import Nothing, Raw, Written
from tinycrm.domain.text import escape
from tinycrm.errors import UsageError
from tinycrm.services.transfer.asked import Asked, add_maps, read_map_file
from tinycrm.services.transfer.importing import import_files, sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        AsNoun,
        Dates,
        Decimal,
        Delimiter,
        DryRun,
        Encoding,
        Files,
        Force,
        From,
        Map,
        MapFile,
        Match,
        NounArg,
        OnlyKnown,
        Output,
        RawCells,
        Rejects,
        Revive,
        SkipBad,
        Update,
    )
    from tinycrm.domain.results import Result
    from tinycrm.services.transfer.asked import Outcome
    from tinycrm.services.transfer.rows import Progress

_PARTIAL = 8
_USAGE = 2
_SHOWN_BAD = 20
_LONG = 1000
_FORMATS = ("csv", "json", "ndjson")


def import_(
    ctx: Context,
    files: Files,
    *,
    as_noun: AsNoun = None,
    source: From = None,
    map_: Map = (),
    map_file: MapFile = None,
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
    """Bring records in from CSV or JSON files: all rows, or none. The same file twice adds nothing.

    Examples:
      tinycrm import contacts.csv --as contacts --dry-run
      tinycrm import deals.csv --as deals --map "Amount=value" --dates dmy
      tinycrm import sales_pipeline.csv --map-file deals.yaml
      tinycrm import everything.json
    """
    asked = Asked()
    asked.noun, asked.source = as_noun or "", source or asked.source
    asked.dates, asked.decimal = dates or "", decimal or ""
    asked.encoding, asked.delimiter, asked.match = encoding or "", delimiter or "", match or ""
    asked.update, asked.only_known, asked.skip_bad, asked.revive = update, only_known, skip_bad, revive
    asked.rejects = rejects or ""
    add_maps(asked, map_)
    if map_file is not None:
        read_map_file(asked, _read_settings(map_file), map_file)
    if asked.rejects:
        from tinycrm.formats.outfile import check_free

        check_free(asked.rejects)
    sources = [(name if name != "-" else "stdin", _read(name)) for name in files]
    ctx.work.dry_run = dry_run
    if ctx.interactive and not ctx.shared.yes and not dry_run:
        _agreed(ctx, sources, asked)
    outcome = import_files(ctx.work, sources, asked, tolerant=dry_run, progress=_progress(ctx))
    return _answer(ctx, outcome, asked)


def _read_settings(path: str) -> bytes:
    from tinycrm.config.paths import read_bytes

    raw = read_bytes(path)
    if raw is None:
        raise UsageError(f"there is no map file '{path}'", hint="--map-file FILE.yaml")
    return raw


def _read(path: str) -> bytes:
    """Gives the bytes of a file, or of stdin.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        if path == "-":
            stream = getattr(sys.stdin, "buffer", None)
            if stream is None:
                raise UsageError("stdin is closed", hint="pipe a file into it, or name one")
            data: bytes = stream.read()
            return data
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise UsageError(f"'{path}' cannot be read: {reason}", hint="check the name and its permissions") from error


def _agreed(ctx: Context, sources: list[tuple[str, bytes]], asked: Asked) -> None:
    """The person saw the plan and wants it.

    Raises:
        KeyboardInterrupt: they do not.
    """
    from tinycrm.cli.prompts import agree

    ctx.work.dry_run = True
    outcome = import_files(ctx.work, sources, asked, tolerant=True)
    ctx.work.dry_run = False
    for note in ctx.work.notes:
        ctx.sink.say(note)
    for line in _bad_lines(outcome):
        ctx.sink.say(line)
    ctx.again()
    ctx.sink.say(sentence(outcome))
    if not agree("Import?"):
        raise KeyboardInterrupt
    # the person has seen which rows stay out
    asked.skip_bad = True


def _bad_lines(outcome: Outcome) -> list[str]:
    lines = [one.told for one in outcome.bad[:_SHOWN_BAD]]
    rest = len(outcome.bad) - len(lines)
    return [*lines, f"and {rest} more bad rows"] if rest else lines


def _progress(ctx: Context) -> Progress | None:
    """Tells a person at a terminal how far a long import is; nobody else."""
    if not ctx.interactive or ctx.shared.quiet:
        return None

    def tell(done: int, total: int) -> None:
        if total > _LONG:
            ctx.sink.say(f"{done:,} of {total:,} rows", "dim")

    return tell


def _answer(ctx: Context, outcome: Outcome, asked: Asked) -> Result:
    notes = [*_bad_lines(outcome), *ctx.work.notes]
    code = 0
    if outcome.bad:
        code = _PARTIAL if asked.skip_bad else _USAGE
    if ctx.shared.format in ("json", "ndjson"):
        from tinycrm.render.machine import compact

        return Raw(compact(outcome.data()) + "\n", exact=True, notes=notes, exit_code=code)
    if outcome.dry and not ctx.sink.is_tty and not ctx.shared.format:
        notes.append(sentence(outcome))  # a plan has no ids to print
    ids = [] if outcome.dry else outcome.ids
    return Written(sentence(outcome), [], ids, notes=notes, exit_code=code)


def export(
    ctx: Context, noun: NounArg = None, *, output: Output = None, raw: RawCells = False, force: Force = False
) -> Result:
    """Take records out: of one noun as CSV, or everything as one JSON document that `import` restores.

    Examples:
      tinycrm export contacts --output people.csv
      tinycrm export deals -f ndjson
      tinycrm export --output copy.json
    """
    name = find_noun(noun).name if noun is not None else ""
    pieces = _pieces(ctx, name, _format(ctx, name), raw=raw)
    from tinycrm.formats.outfile import when_complete, write_pieces

    if output is None or output == "-":
        return Raw(when_complete(pieces), exact=True)
    write_pieces(output, pieces, force=force)
    what = NOUNS[name].plural if name else "everything"
    return Nothing(notes=[f"Exported {what} to {output}"])


def _format(ctx: Context, noun: str) -> str:
    asked = ctx.shared.format
    if asked and asked not in _FORMATS:
        raise UsageError(f"export does not write '{asked}'", hint=f"use one of {', '.join(_FORMATS)}")
    # the variable names the format of lists, which need not be one of files
    chosen = asked or (ctx.format if ctx.format in _FORMATS and noun else "")
    if not noun and chosen not in ("", "json"):
        raise UsageError(f"everything together is JSON, not {chosen}", hint=f"tinycrm export contacts -f {chosen}")
    return chosen or ("csv" if noun else "json")


def _pieces(ctx: Context, noun: str, format: str, *, raw: bool) -> Iterator[str]:
    from tinycrm.render.machine import array, lines
    from tinycrm.services.transfer import exporting

    if not noun:
        return _whole(ctx)
    if format == "csv":
        from tinycrm.formats.csvfile import csv_line

        return (
            csv_line([escape(cell, long=True) for cell in cells], raw=raw)
            for cells in exporting.csv_rows(ctx.work, noun)
        )
    rows = ctx.store.every(noun)
    return array(rows) if format == "json" else lines(rows)


def _whole(ctx: Context) -> Iterator[str]:
    from tinycrm.render.machine import array, compact
    from tinycrm.services.transfer import exporting

    yield "{"
    comma = "\n"
    for key, value in exporting.head(ctx.work).items():
        yield f"{comma}{compact(key)}: {compact(value)}"
        comma = ",\n"
    for key, rows in exporting.sections(ctx.work):
        yield f"{comma}{compact(key)}: "
        for piece in array(rows):
            yield piece.removesuffix("\n")
    yield "\n}\n"
