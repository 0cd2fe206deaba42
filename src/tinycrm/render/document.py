"""Documents: Markdown that runs no HTML, and HTML that is one file without scripts or remote addresses."""

from __future__ import annotations

from tinycrm.domain.results import Column, Listing, Page, Report, Shown, value_of
from tinycrm.domain.text import escape
from tinycrm.render.cells import Look, cell
from tinycrm.render.page import derived, period

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tinycrm.domain.results import Row

_MD = {ord(ch): "\\" + ch for ch in "\\`*_[]|~#"}
_MD.update({ord("<"): "&lt;", ord(">"): "&gt;", ord("&"): "&amp;", ord("\n"): "<br>", ord("\t"): " "})
_HTML = {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("'"): "&#39;",
    ord("\n"): "<br>",
}
_CSS = """
:root { color-scheme: light dark; --ink: #1c1e21; --paper: #fff; --line: #d9dce1; --dim: #646a73;
  --late: #b3261e }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --paper: #16181b; --line: #383c42; --dim: #9aa1ab; --late: #ff8a80 } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto;
  max-width: 70rem; padding: 0 1rem }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 }
th, td { text-align: start; padding: .35rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
th { color: var(--dim); font-weight: 600 }
.n { text-align: right; font-variant-numeric: tabular-nums } .late { color: var(--late) }
.w { white-space: nowrap }
tfoot td { font-weight: 600 } .dim { color: var(--dim) }
@media print { body { margin: 0; max-width: none } tr { break-inside: avoid }
  thead { display: table-header-group } }
"""


class _Part:
    """One headed piece of a document: a table, or lines, with notes below."""

    __slots__ = ("columns", "heading", "level", "lines", "look", "notes", "null", "rows", "totals")

    def __init__(self, heading: str, level: int, look: Look) -> None:
        self.heading = heading
        self.level = level
        self.look = look
        self.columns: list[Column] = []
        self.rows: Iterable[Row] = ()
        self.totals: Row | None = None
        self.null = ""
        self.lines: list[str] = []
        self.notes: list[str] = []


def markdown(result: Listing | Shown | Report | Page, look: Look) -> Iterator[str]:
    """Lines of Markdown; text from records is shown as it is and never read as markup."""
    begun = False
    for part in _parts(result, look):
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
    for row in (*part.rows, *([part.totals] if part.totals else [])):
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


def html(result: Listing | Shown | Report | Page, look: Look, *, title: str, language: str = "en") -> Iterator[str]:
    """Pieces of one self-contained page: escaped, light and dark, fit to print, either writing direction.

    Args:
        result: what to write.
        look: how the user reads values.
        title: of the window.
        language: of the labels: en, ru, fa.
    """
    name = html_text(title)
    direction = ' dir="rtl"' if language == "fa" else ""
    yield (
        f'<!DOCTYPE html>\n<html lang="{html_text(language)}"{direction}>\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{name}</title>\n<style>{_CSS}</style>\n</head>\n<body>\n"
    )
    for part in _parts(result, look):
        if part.heading:
            yield f'<h{part.level} dir="auto">{html_text(part.heading)}</h{part.level}>\n'
        yield from _html_table(part)
        for line in part.lines:
            yield f'<p dir="auto">{html_text(line)}</p>\n'
        for note in part.notes:
            yield f'<p class="dim" dir="auto">{html_text(note)}</p>\n'
    yield "</body>\n</html>\n"


def _html_table(part: _Part) -> Iterator[str]:
    if not part.columns:
        return
    yield "<table>\n<thead><tr>"
    for column in part.columns:
        number = ' class="n"' if column.align == "right" else ""
        yield f'<th{number} dir="auto">{html_text(column.label)}</th>'
    yield "</tr></thead>\n<tbody>\n"
    for row in part.rows:
        yield _html_row(row, part)
    yield "</tbody>\n"
    if part.totals:
        yield f"<tfoot>\n{_html_row(part.totals, part)}</tfoot>\n"
    yield "</table>\n"


def _html_row(row: Row, part: _Part) -> str:
    cells: list[str] = []
    for column in part.columns:
        _, tint = cell(row, column, part.look)
        whole = column.kind != "long" and column.weight < 2
        classes = " ".join(
            (["n"] if column.align == "right" else []) + (["w"] if whole else []) + (["late"] if tint else [])
        )
        attribute = f' class="{classes}"' if classes else ""
        cells.append(f'<td{attribute} dir="auto">{html_text(_text(row, column, part))}</td>')
    return f"<tr>{''.join(cells)}</tr>\n"


def html_text(text: str) -> str:
    """The text as HTML shows it, in an element or in a quoted attribute."""
    return escape(text, long=True).translate(_HTML)


def _text(row: Row, column: Column, part: _Part) -> str:
    value = value_of(row, column.key)
    if column.kind in ("long", "text") and isinstance(value, str):
        return value
    return cell(row, column, part.look, null=part.null)[0]


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
    part.columns = _eyes(report.columns)
    part.rows, part.totals, part.notes, part.null = report.rows, report.totals, report.notes, "-"
    part.lines = [period(report)] if level == 1 and period(report) else []
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
    part.columns = _eyes(listing.columns)
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


def _eyes(columns: Sequence[Column]) -> list[Column]:
    # columns for programs say nothing to people, on a page as on a screen
    return [column for column in columns if not column.drawn and not column.wide]
