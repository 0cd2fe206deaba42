"""Results become output: one door for every kind of result and every format."""

from __future__ import annotations

from tinycrm.domain.results import Column, Listing, Nothing, Page, Raw, Report, Shown, Written
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeVar

    from tinycrm.domain.board import Board
    from tinycrm.domain.results import Json, Result, Row
    from tinycrm.render.cells import Look
    from tinycrm.render.sink import Sink

    Told = TypeVar("Told", Listing, Shown, Report, Page)

FORMATS = ("table", "tsv", "csv", "json", "ndjson", "md", "html", "ids", "text")
_OF_FILES = ("vcf", "ics")


def render(
    result: Result,
    sink: Sink,
    *,
    format: str = "",
    no_header: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    raw: bool = False,
    look: Callable[[], Look] | None = None,
) -> int:
    """The result is on its way to stdout in its format, its notes to stderr; the caller flushes the sink.

    Args:
        result: what a command gave back.
        sink: where it goes.
        format: one of FORMATS; empty picks a table on a terminal and tsv in a pipe for lists, text for pages.
            For a write only a format asked for on the command line counts, not the one of the environment.
        no_header: tsv, csv and tables without their header.
        quiet: writes and notes say nothing; the data of a read is always printed.
        verbose: tables show the columns kept for files too.
        raw: csv cells as they are, not marked for spreadsheets.
        look: gives how the user reads values and in which language; called only for what people read.

    Returns:
        How many records or blocks were shown, for `--exit-code`.

    Raises:
        UsageError: the format is unknown, or cannot say this result.
        StorageError, ClosedPipe: as Sink.out().
    """
    # an export is text already, or in a file
    if format not in _OF_FILES or not isinstance(result, (Raw, Nothing)):
        check_format(format)
    work = _Work(sink, look, no_header, verbose, raw)
    if isinstance(result, Listing):
        count = work.listing(result, format or ("table" if sink.is_tty else "tsv"))
    elif isinstance(result, Shown):
        count = work.shown(result, format or "text")
    elif isinstance(result, Written):
        count = 0 if quiet and not format and result.keys is None else work.written(result, format)
    elif isinstance(result, Report):
        count = work.report(result, format or "text")
    elif isinstance(result, Page):
        count = work.page(result, format or "text")
    elif isinstance(result, Raw):
        count = work.raw_content(result)
    elif isinstance(result, Nothing):
        count = 0
    else:
        count = work.board(result, format or "text")
    _say_notes(result, sink, quiet=quiet, format=format)
    return count


def check_format(format: str) -> None:
    """The format is one of FORMATS, or "".

    Raises:
        UsageError: it is not.
    """
    if format and format not in FORMATS:
        raise UsageError(f"'{format}' is not an output format", hint="use one of " + ", ".join(FORMATS))


def _say_notes(result: Result, sink: Sink, *, quiet: bool, format: str) -> None:
    # on a report's page the notes are part of the page
    if quiet or (isinstance(result, Report) and format in ("", "text", "table", "md", "html")):
        return
    for note in result.notes:
        sink.say(note)


class _Work:
    """One result on its way out, with all that was asked about its form."""

    __slots__ = ("_look", "count", "header", "raw", "sink", "verbose")

    def __init__(
        self,
        sink: Sink,
        look: Callable[[], Look] | None,
        no_header: bool,
        verbose: bool,
        raw: bool,
    ) -> None:
        self.sink = sink
        self._look = look
        self.header = not no_header
        self.verbose = verbose
        self.raw = raw
        self.count = 0

    @property
    def look(self) -> Look:
        if self._look is not None:
            return self._look()
        from tinycrm.render.cells import Look

        return Look()

    def spoken(self, result: Told) -> Told:
        """The result in the language of who reads it."""
        look = self.look
        if look.language == "en":
            return result
        from tinycrm.render.spoken import spoken

        return spoken(result, look)

    def listing(self, listing: Listing, format: str) -> int:
        if format in ("table", "text"):
            return self._table(self.spoken(listing))
        if format in ("md", "html"):
            listing = self._counted(listing)
            self._document(listing, format, title=self.look.say(listing.noun))
            return self.count
        self._rows(listing.columns, listing.rows, format)
        return self.count

    def shown(self, shown: Shown, format: str) -> int:
        if format in ("table", "text"):
            from tinycrm.render.page import shown_text

            self.sink.out_many(shown_text(self.spoken(shown), self.sink, self.look.on(shown.today)))
        elif format in ("md", "html"):
            self._document(shown, format, title=self.look.say(shown.noun))
        elif format == "json" and shown.single and len(shown.rows) == 1:
            self._object(shown.rows[0])
        else:
            self._rows(shown.columns or self._derived(shown.rows), shown.rows, format)
        return len(shown.rows)

    def written(self, written: Written, format: str) -> int:
        if written.keys is not None and not format:
            self.sink.out_many(f"{key}\n" for key in written.keys)
        elif format == "json" and written.single:
            from tinycrm.render.machine import compact, written_data

            self.sink.out(compact(written_data(written)) + "\n")
        elif format == "json":
            from tinycrm.render.machine import inline, written_rows

            self.sink.out_many(inline(written_rows(written)))
        elif format == "ndjson":
            from tinycrm.render.machine import lines, written_rows

            self.sink.out_many(lines(written_rows(written)))
        elif format in ("tsv", "csv"):
            self._rows(written.columns or self._derived(written.rows), written.rows, format)
        elif format in ("table", "text", "md", "html") or (not format and self.sink.is_tty):
            from tinycrm.domain.text import escape

            if written.sentence:
                self.sink.out(escape(written.sentence, long=True) + "\n")
        else:
            self.sink.out_many(f"{number}\n" for number in written.ids)
        return len(written.ids)

    def report(self, report: Report, format: str) -> int:
        if format in ("table", "text"):
            from tinycrm.render.reporttext import report_text

            self.sink.out_many(report_text(self.spoken(report), self.sink, self.look))
        elif format in ("md", "html"):
            self._document(report, format, title=self.look.say(report.title) or report.name)
        elif format == "json":
            from tinycrm.render.machine import report_data

            self._object(report_data(report))
        else:
            # totals stay out: a sum under a column would be counted again by whoever adds it up
            columns, rows = _joined([(part.name, part.columns, part.rows) for part in _flat(report)])
            if format == "ids" and not any("id" in row for row in report.rows):
                raise UsageError(
                    f"report '{report.name}' has no ids to print", hint="use -f tsv, csv, json, md or html"
                )
            self._rows(columns, rows, format)
        return sum([len(part.rows) for part in _flat(report)])

    def page(self, page: Page, format: str) -> int:
        if format == "json":
            self._object(page.data)
            return len(page.blocks)
        for _, block in page.blocks:
            if isinstance(block, Listing):
                block.rows = list(block.rows)
        if format in ("table", "text"):
            from tinycrm.render.page import page_text

            self.sink.out_many(page_text(self.spoken(page), self.sink, self.look))
        elif format in ("md", "html"):
            self._document(page, format, title=page.title)
        else:
            columns, rows = _joined([_section(heading, block) for heading, block in page.blocks])
            self._rows(columns, rows, format)
        return sum([bool(block.rows if isinstance(block, Listing) else block) for _, block in page.blocks])

    def board(self, board: Board, format: str) -> int:
        if format == "json":
            self._object(board.data)
        elif format in ("table", "text"):
            from tinycrm.render.board import board_text

            self.sink.out_many(board_text(board, self.sink))
        else:
            return self.listing(board.listing, format)
        return sum([len(cards) for _, _, cards in board.columns])

    def raw_content(self, raw: Raw) -> int:
        from tinycrm.domain.text import escape

        pieces = [raw.content] if isinstance(raw.content, (str, bytes)) else raw.content
        count = 0
        for piece in pieces:
            if isinstance(piece, bytes):
                self.sink.out_bytes(piece)
            else:
                self.sink.out(piece if raw.exact else escape(piece, long=True))
            count += bool(piece)
        return count

    def _table(self, listing: Listing) -> int:
        from tinycrm.render.table import table

        rows = listing.rows if isinstance(listing.rows, list) else list(listing.rows)
        lines = table(
            listing.columns,
            rows,
            self.sink,
            self.look.on(listing.today),
            header=self.header,
            wide=self.verbose,
        )
        self.sink.out_many(lines)
        left = 0 if listing.total is None else listing.total - len(rows)
        if left > 0:
            self.sink.say(self.look.say(f"… {left} more (--limit 0 shows all)"), "dim")
        elif not rows and listing.empty and self.sink.is_tty:
            self.sink.say(listing.empty, "dim")
        return len(rows)

    def _rows(self, columns: Sequence[Column], rows: Iterable[Row], format: str) -> None:
        counted = self._count(rows)
        if format == "tsv":
            from tinycrm.render.plain import tsv

            pieces = tsv(columns, counted, header=self.header)
        elif format == "csv":
            from tinycrm.render.csv import csv

            pieces = csv(columns, counted, header=self.header, raw=self.raw)
        elif format == "ids":
            from tinycrm.render.plain import ids

            pieces = ids(counted)
        else:
            from tinycrm.render.machine import array, lines

            pieces = array(counted) if format == "json" else lines(counted)
        self.sink.out_many(pieces)

    def _count(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            self.count += 1
            yield row

    def _counted(self, listing: Listing) -> Listing:
        return Listing(listing.noun, listing.columns, self._count(listing.rows), today=listing.today)

    def _object(self, data: Json) -> None:
        from tinycrm.render.machine import pretty

        self.sink.out(pretty(data) + "\n")

    def _derived(self, rows: Sequence[Row]) -> list[Column]:
        from tinycrm.render.columns import derived

        return derived(rows)

    def _document(self, result: Listing | Shown | Report | Page, format: str, *, title: str) -> None:
        from tinycrm.render.document import html, markdown

        if format == "md":
            self.sink.out_many(markdown(result, self.look))
        else:
            self.sink.out_many(html(result, self.look, title=title))


def _flat(report: Report) -> list[Report]:
    """The reports that hold rows: the report itself, or all it is made of."""
    own = [report] if report.columns or not report.sections else []
    return own + [part for section in report.sections for part in _flat(section)]


def _section(heading: str, block: Listing | list[str]) -> tuple[str, Sequence[Column], Iterable[Row]]:
    if isinstance(block, Listing):
        return heading, block.columns, block.rows
    return heading, [Column("text", kind="long")], [{"text": line} for line in block]


def _joined(
    sections: Sequence[tuple[str, Sequence[Column], Iterable[Row]]],
) -> tuple[list[Column], Iterator[Row]]:
    """Several tables as one: their columns by key, after one that names the section if there are several."""
    columns: dict[str, Column] = {"section": Column("section")} if len(sections) > 1 else {}
    for _, own, _ in sections:
        for column in own:
            if not column.drawn:
                columns.setdefault(column.key, column)
    return list(columns.values()), _with_section(sections)


def _with_section(sections: Sequence[tuple[str, Sequence[Column], Iterable[Row]]]) -> Iterator[Row]:
    for name, _, rows in sections:
        for row in rows:
            yield {"section": name, **row} if len(sections) > 1 else row
