"""A report or an agenda as the two parts of a mail: plain text, and HTML that every mail program draws.

Mail programs know tables, widths and inline styles, and little else: no SVG, no style sheet to rely on, nothing from
elsewhere. A bar is a coloured cell of a table.
"""

from __future__ import annotations

from tinycrm.domain.results import Listing, Page, Report
from tinycrm.render.cells import cell, words
from tinycrm.render.chart import level
from tinycrm.render.document import eyes, met_words
from tinycrm.render.page import page_text
from tinycrm.render.plot import charts_of, panels
from tinycrm.render.reporttext import has_groups, notes_of, report_text
from tinycrm.render.sink import Sink
from tinycrm.render.span import period
from tinycrm.render.spoken import spoken
from tinycrm.render.svg import html_line, html_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.chart import Chart
    from tinycrm.domain.results import Column, Json, Row
    from tinycrm.render.cells import Look, Tint
    from tinycrm.render.plot import Panel

_TEXT_WIDTH = 76
_WIDTH = 640
# Longer mails are cut off by the large mail services; the report itself has all.
_ROWS = 100
_BYTES = 95_000
# how much a mail may hold that is too long otherwise: rows of a table, and tables beside charts of the same
_SHORTER = ((_ROWS, True), (_ROWS, False), (25, False), (8, False))
_BARS = 40
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Arial,sans-serif"
_INK, _DIM, _LINE, _TRACK = "#1b1f24", "#626b76", "#dfe3e8", "#edf0f3"
_COLOURS = ("#2f6db5", "#e08a1e", "#1d8f7a", "#8e4b9e", "#6fb1e0", "#b5482f", "#8a9199", "#c9a800")
_TINTS: dict[Tint, str] = {"red": "#b3391f", "green": "#0b7a55", "dim": _DIM}
# from the lightest to the darkest, and whether letters on it are white
_SHADES = ("#edf0f3", "#d7e2ee", "#c0d3e8", "#a9c4e2", "#8fb1d9", "#7099cb", "#4d82bf", "#2f6db5")
_BELOW = ("#edf0f3", "#f6e7d3", "#f3d9b6", "#efca98", "#ecbb7a", "#e8ab5c", "#e49b3e", "#e08a1e")
_TABLE = 'role="presentation" cellpadding="0" cellspacing="0" border="0"'


def mail_form(report: Report | Page, look: Look, *, title: str, preview: str = "") -> tuple[str, str]:
    """The report or page as a mail says it.

    Args:
        report: what to write; the rows of a page's lists may be read once only.
        look: how the user reads values, and in which language.
        title: of the mail.
        preview: what a mail program shows beside the subject, and nobody in the mail itself.

    Returns:
        The plain text, in lines of at most 76 cells unless a line must not be broken, and the HTML of a whole
        document, at most 640 pixels broad.
    """
    if isinstance(report, Page):
        for _, block in report.blocks:
            if isinstance(block, Listing):
                block.rows = list(block.rows)
    report = spoken(report, look)
    sink = Sink(None, None, {"COLUMNS": str(_TEXT_WIDTH)})
    lines = report_text(report, sink, look) if isinstance(report, Report) else page_text(report, sink, look)
    pages = ("".join(_document(report, title, preview, _Mail(look, rows, tables=tables))) for rows, tables in _SHORTER)
    page = ""
    for page in pages:
        if len(page.encode("utf-8", "replace")) <= _BYTES:
            break
    return "".join(lines), page


def _document(report: Report | Page, title: str, preview: str, mail: _Mail) -> Iterator[str]:
    hidden = "display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;color:#ffffff;mso-hide:all"
    yield (
        f'<!DOCTYPE html>\n<html lang="{html_text(mail.look.language)}" dir="{mail.direction}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html_text(title)}</title>\n</head>\n"
        f'<body dir="{mail.direction}" style="margin:0;padding:0;background-color:#ffffff">\n'
        # spaces after it keep the mail's own beginning out of the list of mails
        + (f'<div style="{hidden}">{html_text(preview)}{"&#847; &nbsp;" * 40}</div>\n' if preview else "")
        + f'<table {_TABLE} width="100%" style="table-layout:fixed"><tr><td align="center" style="padding:16px">\n'
        # Outlook knows no max-width
        f'<!--[if mso]><table {_TABLE} width="{_WIDTH}"><tr><td><![endif]-->\n'
        f'<table {_TABLE} width="100%" dir="{mail.direction}" style="max-width:{_WIDTH}px;table-layout:fixed"><tr>'
        f'<td align="{mail.start}" style="{_FONT};font-size:14px;line-height:20px;color:{_INK}">\n'
    )
    yield from mail.report(report, 1) if isinstance(report, Report) else mail.page(report)
    if mail.shortened:
        shortened = "This mail is shortened: its plain text and an attached page (--attach html) have all."
        yield mail.line(mail.look.say(shortened), dim=True)
    yield ("</td></tr></table>\n<!--[if mso]></td></tr></table><![endif]-->\n</td></tr></table>\n</body>\n</html>\n")


class _Mail:
    """The parts of one mail, in one writing direction.

    Args:
        look: how the user reads values.
        rows: at most so many of a table.
        tables: also beside charts that say the same.

    Attributes:
        shortened: whether something was left out beside rows beyond the usual number.
    """

    def __init__(self, look: Look, rows: int, *, tables: bool) -> None:
        rtl = look.language == "fa"
        self.look = look
        self.rows = rows
        self.tables = tables
        self.shortened = False
        self.direction = "rtl" if rtl else "ltr"
        self.start, self.end = ("right", "left") if rtl else ("left", "right")

    def report(self, report: Report, depth: int) -> Iterator[str]:
        """A report: heading, period, bars, table, notes, sections."""
        look, self.look = self.look, self.look.on(report.today)
        yield from self._heading(report.title, depth)
        span = period(report, self.look) if depth == 1 else ""
        if span:
            yield self.line(span, dim=True)
        drawn = ["".join(self._chart(report, chart)) for chart in charts_of(report) if chart.kind != "tiles"]
        drawn = drawn if report.rows else []
        yield from drawn
        if self.tables or depth == 1 or not any(drawn):
            yield from self._table(
                eyes(report.columns), report.rows, totals=report.totals, null="-", grouped=has_groups(report)
            )
        else:
            self.shortened = True
        if not report.rows and not report.sections:
            yield self.line("-", dim=True)
        for note in notes_of(report):
            yield self.line(note, dim=True)
        for section in report.sections:
            yield from self.report(section, min(depth + 1, 6))
        self.look = look

    def page(self, page: Page) -> Iterator[str]:
        """A page: its blocks that have something."""
        yield from self._heading(page.title, 1)
        for heading, block in page.blocks:
            rows = list(block.rows) if isinstance(block, Listing) else block
            if not rows:
                continue
            yield from self._heading(heading, 2)
            if isinstance(block, Listing):
                look, self.look = self.look, self.look.on(block.today)
                yield from self._table(eyes(block.columns), list(block.rows), header=False)
                self.look = look
                left = 0 if block.total is None else block.total - len(rows)
                if left > 0:
                    yield self.line(self.look.say(f"… {left} more"), dim=True)
            else:
                yield "".join([self.line(line) for line in block])

    def _heading(self, text: str, depth: int) -> Iterator[str]:
        if text:
            size, above = ((22, 0), (17, 24), (15, 18))[min(depth, 3) - 1]
            style = f"margin:{above}px 0 6px 0;{_FONT};font-size:{size}px;line-height:{size + 6}px;color:{_INK}"
            html = html_line(text, self.look)
            yield f'<h{depth} dir="auto" style="{style};text-align:{self.start}">{html}</h{depth}>\n'

    def line(self, text: str, *, dim: bool = False) -> str:
        """A line of words."""
        style = f"margin:4px 0;color:{_DIM if dim else _INK};text-align:{self.start}"
        return f'<p dir="auto" style="{style}">{html_line(text, self.look)}</p>\n'

    def _chart(self, report: Report, chart: Chart) -> Iterator[str]:
        for panel in panels(report, chart, self.look):
            if panel.empty or len(panel.labels) > _BARS:
                continue
            part = html_line(panel.part, self.look)
            part = f' <span style="font-weight:normal;color:{_DIM}">{part}</span>' if part else ""
            style = f"margin:16px 0 6px 0;font-weight:bold;text-align:{self.start}"
            yield f'<p dir="auto" style="{style}">{html_line(panel.title, self.look)}{part}</p>\n'
            yield from self._shaded(panel) if chart.kind == "heat" else self._bars(panel)

    def _bars(self, panel: Panel) -> Iterator[str]:
        """A row for each bar: its name, a cell as broad as its part of the largest, its value."""
        known = [value for value in panel.values if value is not None]
        low, high = min([0.0, *known]), max([0.0, *known])
        reach = (high - low) or 1.0
        several = len(panel.series) > 1
        if several:
            names = [html_line(series.name, self.look) for series in panel.series]
            keys = [
                f'<span style="color:{_COLOURS[place % len(_COLOURS)]}">&#9632;</span> {name}'
                for place, name in enumerate(names)
            ]
            yield f'<p style="margin:0 0 6px 0;color:{_DIM};text-align:{self.start}">{"&nbsp; ".join(keys)}</p>\n'
        yield (
            '<table role="presentation" cellpadding="2" cellspacing="0" border="0" width="100%" '
            'style="font-size:13px;line-height:18px;word-break:break-word">\n'
        )
        for row, label in enumerate(panel.labels):
            for place, series in enumerate(panel.series):
                name = html_line(label, self.look) if not place else ""
                value = series.values[row]
                start = 0.0 if value is None else (min(value, 0.0) - low) / reach
                across = 0.0 if value is None else abs(value) / reach
                above = "" if not several else "padding:4px 0 0 0" if not place else "padding:0"
                styled = f' style="{above}"' if above else ""
                shown = html_line(series.texts[row], self.look)
                yield (
                    f'<tr><td dir="auto" width="30%" align="{self.start}"{styled}>{name}</td>'
                    f'<td width="45%"{styled}>{self._bar(start, across, _COLOURS[place % len(_COLOURS)])}</td>'
                    f'<td dir="auto" width="25%" align="right"{styled}>{shown}</td></tr>\n'
                )
        yield "</table>\n"

    def _bar(self, start: float, across: float, colour: str) -> str:
        before = round(start * 100)
        drawn = max(1, round(across * 100)) if across > 0 else 0
        drawn = min(drawn, 100 - before) or drawn
        before = min(before, 100 - drawn)
        cells = [(before, ""), (drawn, colour), (100 - before - drawn, "")]
        sized = [(size, f' bgcolor="{fill}"' if fill else "") for size, fill in cells if size]
        tds = [f'<td width="{size}%"{filled}>&nbsp;</td>' for size, filled in sized]
        style = "font-size:1px;line-height:12px"
        return f'<table {_TABLE} width="100%" style="{style}"><tr>{"".join(tds)}</tr></table>'

    def _shaded(self, panel: Panel) -> Iterator[str]:
        """A cell for each value, the darker the larger."""
        largest = max([abs(value) for value in panel.values if value is not None], default=0.0)
        yield (
            '<div style="overflow-x:auto">\n<table role="presentation" cellpadding="3" cellspacing="1" border="0" '
            'width="100%" style="font-size:11px;line-height:14px">\n<tr><td></td>'
        )
        for series in panel.series:
            yield f'<td dir="auto" align="center" style="color:{_DIM}">{html_line(series.name, self.look)}</td>'
        yield "</tr>\n"
        for row, label in enumerate(panel.labels):
            yield f'<tr><td dir="auto" align="{self.start}">{html_line(label, self.look)}</td>'
            for series in panel.series:
                value = series.values[row]
                if value is None:
                    yield "<td></td>"
                    continue
                shade = level(abs(value), 0.0, largest, len(_SHADES))
                fill = (_BELOW if value < 0 else _SHADES)[shade]
                ink = "#ffffff" if value > 0 and shade == len(_SHADES) - 1 else _INK
                text = html_text(series.texts[row])
                yield f'<td dir="auto" align="center" bgcolor="{fill}" style="color:{ink}">{text}</td>'
            yield "</tr>\n"
        yield "</table>\n</div>\n"

    def _table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Row],
        *,
        totals: Row | None = None,
        null: str = "",
        grouped: bool = False,
        header: bool = True,
    ) -> Iterator[str]:
        if not columns or not rows:
            return
        yield (
            '<div style="overflow-x:auto">\n<table cellpadding="4" cellspacing="0" border="0" width="100%" '
            'style="margin:12px 0 6px 0;border-collapse:collapse;font-size:13px;line-height:18px">\n'
        )
        if header:
            heads = [self._cell(column, html_line(column.label, self.look), _DIM, tag="th") for column in columns]
            yield f"<tr>{''.join(heads)}</tr>\n"
        group: Json = None
        for row in rows[: self.rows]:
            if grouped and row.get("group") != group:
                group = row.get("group")
                style = f"padding:14px 4px 4px 4px;font-weight:bold;border-bottom:1px solid {_LINE}"
                yield (
                    f'<tr><td colspan="{len(columns)}" dir="auto" align="{self.start}" style="{style}">'
                    f"{html_line(words(group), self.look)}</td></tr>\n"
                )
            yield self._row(row, columns, null)
        if totals:
            yield self._row(totals, columns, null, last=True)
        yield "</table>\n</div>\n"
        if len(rows) > self.rows:
            self.shortened = self.shortened or self.rows < _ROWS
            yield self.line(self.look.say(f"… {len(rows) - self.rows} more"), dim=True)

    def _row(self, row: Row, columns: Sequence[Column], null: str, *, last: bool = False) -> str:
        cells: list[str] = []
        for place, column in enumerate(columns):
            text, tint = cell(row, column, self.look, null=null)
            if last and not place and text == null:
                text = self.look.say("total")
            if column.key == "met" and column.kind == "bool":
                text = met_words(row, text, self.look)
            cells.append(self._cell(column, html_line(text, self.look), _TINTS.get(tint, _INK), bold=last))
        return f'<tr valign="top">{"".join(cells)}</tr>\n'

    def _cell(self, column: Column, html: str, ink: str, *, tag: str = "td", bold: bool = False) -> str:
        side = "right" if column.align == "right" else self.start
        style = f"border-bottom:1px solid {_LINE}" + (f";color:{ink}" if ink != _INK else "")
        # a number that is broken is read wrong
        style += ";white-space:nowrap" if column.align == "right" and tag == "td" else ""
        style += ";font-weight:bold" if bold or tag == "th" else ""
        return f'<{tag} dir="auto" align="{side}" style="{style}">{html}</{tag}>'
