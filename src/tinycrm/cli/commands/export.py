"""`tinycrm export`: records out, of one noun or all of them, for programs, people, address books and calendars."""

from __future__ import annotations

import os

from tinycrm.domain.nouns import NOUNS, find_noun
from tinycrm.domain.results import Nothing, Raw
from tinycrm.domain.text import escape
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.cli.context import Context
    from tinycrm.cli.options import Force, NounArg, Output, RawCells
    from tinycrm.domain.results import Json, Result

_FORMATS = ("csv", "json", "ndjson", "md")
# Formats that say one noun and no other.
_OWN = {"vcf": "contact", "ics": "task"}
_ONLY_JSON = (
    "relations, stage history, members of campaigns, merged records and foreign ids are in"
    " `tinycrm export --output FILE.json` alone"
)


def export(
    ctx: Context, noun: NounArg = None, *, output: Output = None, raw: RawCells = False, force: Force = False
) -> Result:
    """Take records out: one noun as CSV, JSON, vCard, iCalendar or Markdown, or all as one JSON that `import` restores.

    Examples:
      tinycrm export contacts --output people.csv
      tinycrm export contacts -f vcf --output people.vcf
      tinycrm export tasks -f ics --output tasks.ics
      tinycrm export deals -f ndjson
      tinycrm export --output copy.json
      tinycrm export -f csv --output everything/
    """
    name = find_noun(noun).name if noun is not None else ""
    path = "" if output in (None, "-") else output or ""
    format = _format(ctx, name, path)
    if not name and format == "csv":
        return _folder(ctx, path, raw=raw, force=force)
    if path and (path.endswith("/") or os.path.isdir(path)):
        path = os.path.join(path, f"{NOUNS[name].plural if name else 'tinycrm'}.{format}")
    pieces = _steady(ctx, _pieces(ctx, name, format, raw=raw))
    from tinycrm.formats.outfile import when_complete, write_pieces

    if not path:
        data = None if format not in ("json", "ndjson") else lambda: _data(ctx, name)
        return Raw(when_complete(pieces), exact=True, data=data)
    write_pieces(path, pieces, force=force)
    what = NOUNS[name].plural if name else "everything"
    return Nothing(notes=[f"Exported {what} to {path}"])


def _format(ctx: Context, noun: str, path: str) -> str:
    # what the answers of a batch are written in says nothing of a document
    asked = ctx.shared.format if noun or not ctx.brief else ""
    if asked and asked not in (*_FORMATS, *_OWN):
        raise UsageError(f"export does not write '{asked}'", hint=f"use one of {', '.join((*_FORMATS, *_OWN))}")
    ending = path.rpartition("/")[2].rpartition(".")[2].lower()
    # the variable names the format of lists, which need not be one of files
    chosen = asked or (ending if ending in (*_FORMATS, *_OWN) else "")
    chosen = chosen or (ctx.format if ctx.format in _FORMATS and noun else "")
    own = _OWN.get(chosen, noun)
    if own != noun:
        only = NOUNS[own].plural
        what = NOUNS[noun].plural if noun else "everything together"
        raise UsageError(f"{what} cannot be written as {chosen}", hint=f"tinycrm export {only} -f {chosen}")
    if not noun and chosen == "csv" and path and ending != "csv":
        return chosen
    if not noun and chosen not in ("", "json"):
        hint = "--output FOLDER writes a CSV file of each noun" if chosen == "csv" else ""
        hint = hint or f"tinycrm export contacts -f {chosen}"
        raise UsageError(f"everything together is JSON, not {chosen}", hint=hint)
    return chosen or ("csv" if noun else "json")


def _folder(ctx: Context, path: str, *, raw: bool, force: bool) -> Result:
    from tinycrm.formats.outfolder import write_folder

    names = [f"{noun.plural}.csv" for noun in NOUNS.values()]
    with ctx.store.snapshot():
        files = ((name, _pieces(ctx, noun, "csv", raw=raw)) for noun, name in zip(NOUNS, names, strict=True))
        write_folder(path, files, force=force)
    return Nothing(notes=[f"Exported {', '.join(names)} to {path.rstrip('/')}", _ONLY_JSON])


def _steady(ctx: Context, pieces: Iterator[str]) -> Iterator[str]:
    """The pieces of one state of the database: a deal that comes meanwhile must not name a contact that came later."""
    with ctx.store.snapshot():
        yield from pieces


def _pieces(ctx: Context, noun: str, format: str, *, raw: bool) -> Iterator[str]:
    from tinycrm.services.transfer import exporting

    if not noun:
        return _whole(ctx)
    if format == "csv":
        from tinycrm.formats.csvfile import csv_line

        rows = exporting.csv_rows(ctx.work, noun)
        return (csv_line([escape(cell, long=True) for cell in cells], raw=raw) for cells in rows)
    if format == "md":
        from tinycrm.render.document import md_rows

        return md_rows(exporting.csv_rows(ctx.work, noun))
    if format == "vcf":
        from tinycrm.formats.cardwriter import write_cards

        return write_cards(ctx.store.every(noun))
    if format == "ics":
        from tinycrm.formats.icswriter import write_todos

        return write_todos(exporting.versioned(ctx.work, noun), ctx.work.reading.clock)
    from tinycrm.render.machine import array, lines

    records = exporting.json_rows(ctx.work, noun)
    return array(records) if format == "json" else lines(records)


def _data(ctx: Context, noun: str) -> Json:
    from tinycrm.services.transfer import exporting

    if noun:
        return list(exporting.json_rows(ctx.work, noun))
    return {**exporting.head(ctx.work), **{key: list(rows) for key, rows in exporting.sections(ctx.work)}}


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
