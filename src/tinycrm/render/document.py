"""Documents: Markdown that runs no HTML, and HTML that is one file without scripts or remote addresses."""

from __future__ import annotations

from tinycrm.domain.results import Column, Listing, Page, Report, Shown, value_of
from tinycrm.domain.text import escape
from tinycrm.render.cells import Look, cell, words
from tinycrm.render.columns import derived
from tinycrm.render.reporttext import has_groups, notes_of
from tinycrm.render.span import period
from tinycrm.render.spoken import spoken
from tinycrm.render.style import DRAWN, PLAIN
from tinycrm.render.svg import html_line, html_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tinycrm.domain.results import Json, Row

_MD = {ord(ch): "\\" + ch for ch in "\\`*_[]|~#"}
_MD.update({ord("<"): "&lt;", ord(">"): "&gt;", ord("&"): "&amp;", ord("\n"): "<br>", ord("\t"): " "})

_TINTS = {"red": "late", "green": "good", "dim": "dim"}


class _Part:
    """One headed piece of a document: a table, or lines, with notes below."""

    __slots__ = (
        "columns",
        "grouped",
        "heading",
        "level",
        "lines",
        "look",
        "notes",
        "null",
        "rows",
        "totals",
    )

    def __init__(self, heading: str, level: int, look: Look) -> None:
        self.heading = heading
        self.level = level
        self.look = look
        self.columns: list[Column] = []
        self.rows: Iterable[Row] = ()
        self.totals: Row | None = None
        self.null = ""
        self.grouped = False
        self.lines: list[str] = []
        self.notes: list[str] = []


def markdown(result: Listing | Shown | Report | Page, look: Look) -> Iterator[str]:
    """Lines of Markdown; text from records is shown as it is and never read as markup."""
    begun = False
    for part in _parts(spoken(result, look), look):
        if begun:
            yield "\n"
        begun = True
        if part.heading:
            yield f"{'#' * part.level} {md_text(part.heading)}\n\n"
        yield from _md_table(part)
        if part.columns and (part.lines or part.notes):
            yield "\n"
        for line in (*part.lines, *part.notes):
            yield md_text(line) + "\n\n"


def _md_table(part: _Part) -> Iterator[str]:
    if not part.columns:
        return
    yield "| " + " | ".join([md_text(column.label) for column in part.columns]) + " |\n"
    rules = ["---:" if column.align == "right" else "---" for column in part.columns]
    yield "| " + " | ".join(rules) + " |\n"
    group: Json = None
    for row in (*part.rows, *([part.totals] if part.totals else [])):
        if part.grouped and row is not part.totals and row.get("group") != group:
            group = row.get("group")
            yield f"| **{md_text(words(group))}** |" + " |" * (len(part.columns) - 1) + "\n"
        cells = [md_text(_text(row, column, part)) for column in part.columns]
        yield "| " + " | ".join(cells) + " |\n"


def md_rows(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of one Markdown table, of which the first row is the header."""
    for place, cells in enumerate(rows):
        yield f"| {' | '.join(map(md_text, cells))} |\n"
        if not place:
            yield f"| {' | '.join(['---'] * len(cells))} |\n"


def md_text(text: str) -> str:
    """The text as Markdown shows it, letter by letter: no markup, no HTML, no line breaks but <br>."""
    return escape(text, long=True).translate(_MD)


def html(result: Listing | Shown | Report | Page, look: Look, *, title: str) -> Iterator[str]:
    """Pieces of one self-contained page: escaped, light and dark, fit to print, either writing direction.

    Args:
        result: what to write.
        look: how the user reads values, and in which language.
        title: of the window.
    """
    result, language = spoken(result, look), look.language
    drawn = isinstance(result, Report)
    rtl = language == "fa"
    direction = ' dir="rtl"' if rtl else ""
    yield (
        f'<!DOCTYPE html>\n<html lang="{html_text(language)}"{direction}>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{html_text(title)}</title>\n<style>{DRAWN if drawn else PLAIN}</style>\n</head>\n<body>\n"
    )
    if isinstance(result, Report):
        from tinycrm.render.reportpage import report_html

        yield "<main>\n"
        yield from report_html(result, look, rtl=rtl)
        yield "</main>\n"
    else:
        for part in _parts(result, look):
            yield from _html_part(part)
    yield "</body>\n</html>\n"


def _html_part(part: _Part) -> Iterator[str]:
    if part.heading:
        yield f'<h{part.level} dir="auto">{html_line(part.heading, part.look)}</h{part.level}>\n'
    if part.columns:
        yield from html_table(part.columns, part.rows, part.look)
    for line in part.lines:
        yield f'<p dir="auto">{html_line(line, part.look)}</p>\n'


def html_table(
    columns: Sequence[Column],
    rows: Iterable[Row],
    look: Look,
    *,
    totals: Row | None = None,
    null: str = "",
    named: bool = False,
    grouped: bool = False,
) -> Iterator[str]:
    """Pieces of one table, in a box that moves sideways by itself where it is too broad.

    Args:
        columns: from the first.
        rows: the records.
        look: how the user reads values.
        totals: a last row over all.
        null: what stands for no data.
        named: the first column names the row.
        grouped: a heading above each run of rows of one "group".
    """
    yield '<div class="s"><table>\n<thead><tr>'
    for column in columns:
        number = ' class="n"' if column.align == "right" else ""
        yield f'<th scope="col"{number} dir="auto">{html_line(column.label, look)}</th>'
    yield "</tr></thead>\n<tbody>\n"
    group: Json = None
    for row in rows:
        if grouped and row.get("group") != group:
            group = row.get("group")
            heading = f'<th scope="rowgroup" colspan="{len(columns)}" dir="auto">{html_line(words(group), look)}</th>'
            yield f'</tbody>\n<tbody>\n<tr class="gr">{heading}</tr>\n'
        yield _html_row(row, columns, look, null, named=named)
    yield "</tbody>\n"
    if totals:
        yield f"<tfoot>\n{_html_row(totals, columns, look, null, named=named, last=True)}</tfoot>\n"
    yield "</table></div>\n"


def _html_row(row: Row, columns: Sequence[Column], look: Look, null: str, *, named: bool, last: bool = False) -> str:
    cells: list[str] = []
    for place, column in enumerate(columns):
        text, tint = cell(row, column, look, null=null)
        text = _whole(row, column, text)
        if last and not place and text == null:
            text = look.say("total")
        if column.key == "met" and column.kind == "bool":
            text = met_words(row, text, look)
        whole = column.kind != "long" and column.weight < 2
        classes = " ".join(
            (["n"] if column.align == "right" else [])
            + (["w"] if whole else [])
            + (["l"] if named and not place else [])
            + ([_TINTS[tint]] if tint in _TINTS else [])
        )
        attribute = f' class="{classes}"' if classes else ""
        tag, scope = ("th", ' scope="row"') if named and not place else ("td", "")
        cells.append(f'<{tag}{scope}{attribute} dir="auto">{html_line(text, look)}</{tag}>')
    return f"<tr>{''.join(cells)}</tr>\n"


def met_words(row: Row, text: str, look: Look) -> str:
    """Whether a goal is met, with its sign once that is decided."""
    met = row.get("met")
    if not isinstance(met, bool):
        return ""
    if isinstance(row.get("on_track"), bool):
        return text.replace(" ", "\u00a0")
    return f"✓\u00a0{look.say('met')}" if met else f"✗\u00a0{look.say('not met')}"


def _text(row: Row, column: Column, part: _Part) -> str:
    return _whole(row, column, cell(row, column, part.look, null=part.null)[0])


def _whole(row: Row, column: Column, text: str) -> str:
    """Text as it is, its line breaks kept; anything else in words."""
    value = value_of(row, column.key)
    return value if column.kind in ("long", "text") and isinstance(value, str) else text


def _parts(result: Listing | Shown | Report | Page, look: Look) -> Iterator[_Part]:
    if isinstance(result, Report):
        yield from _report_parts(result, look, 1)
    elif isinstance(result, Page):
        yield from _page_parts(result, look)
    elif isinstance(result, Listing):
        yield _listing_part(result, look, "", 1)
    else:
        yield from _shown_parts(result, look)


def _report_parts(report: Report, look: Look, level: int) -> Iterator[_Part]:
    part = _Part(report.title, level, look.on(report.today))
    part.columns = eyes(report.columns)
    part.grouped = has_groups(report)
    part.rows, part.totals, part.notes, part.null = report.rows, report.totals, notes_of(report), "-"
    span = period(report, look)
    part.lines = [span] if level == 1 and span else []
    yield part
    for section in report.sections:
        yield from _report_parts(section, look.on(report.today), min(level + 1, 6))


def _page_parts(page: Page, look: Look) -> Iterator[_Part]:
    if page.title:
        yield _Part(page.title, 1, look)
    for heading, content in page.blocks:
        if isinstance(content, Listing):
            rows = list(content.rows)
            if rows:
                part = _listing_part(content, look, heading, 2)
                part.rows = rows
                yield part
        elif content:
            part = _Part(heading, 2, look)
            part.lines = content
            yield part


def _listing_part(listing: Listing, look: Look, heading: str, level: int) -> _Part:
    part = _Part(heading, level, look.on(listing.today))
    part.columns = eyes(listing.columns)
    part.rows = listing.rows
    return part


def _shown_parts(shown: Shown, look: Look) -> Iterator[_Part]:
    for row in shown.rows:
        heading = next((str(row[key]) for key in ("name", "title", "summary") if row.get(key)), shown.noun)
        part = _Part(heading, 1, look.on(shown.today))
        part.columns = [Column("field", " "), Column("value", " ", "long")]
        part.rows = [
            {"field": column.label, "value": _text(row, column, part)}
            for column in shown.columns or derived([row], people=True)
            if not column.drawn and cell(row, column, part.look)[0]
        ]
        yield part
    for heading, listing in shown.sections if len(shown.rows) == 1 else ():
        yield _listing_part(listing, look.on(shown.today), heading, 2)


def eyes(columns: Sequence[Column]) -> list[Column]:
    """The columns that are read: not those for programs, and no pictures of text."""
    return [column for column in columns if not column.drawn and not column.wide]
