"""A report as the body of a page: its pictures, and below each the table that it was drawn from."""

from __future__ import annotations

from tinycrm.render.charts import figures
from tinycrm.render.document import eyes, html_table
from tinycrm.render.plot import charts_of
from tinycrm.render.reporttext import has_groups, notes_of
from tinycrm.render.span import period
from tinycrm.render.svg import html_line, html_text
from tinycrm.render.tiles import tiles

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.domain.results import Report
    from tinycrm.render.cells import Look

_LONG = 15  # rows from which a table below a picture is folded


class _Ids:
    """Names for the parts of one page."""

    def __init__(self) -> None:
        self.count = 0

    def next(self) -> str:
        self.count += 1
        return f"c{self.count}"


def report_html(report: Report, look: Look, *, rtl: bool) -> Iterator[str]:
    """Pieces of the body: title and period, charts, table, notes, then the sections.

    Args:
        report: what to write.
        look: how the user reads values.
        rtl: the page reads from right to left.
    """
    yield from _report(report, look.on(report.today), 1, _Ids(), rtl=rtl)


def _report(
    report: Report, look: Look, level: int, ids: _Ids, *, rtl: bool, beside: bool = False, folded: bool = False
) -> Iterator[str]:
    if report.title:
        yield f'<h{level} dir="auto">{html_line(report.title, look)}</h{level}>\n'
    span = period(report, look) if level == 1 else ""
    if span:
        yield f'<p class="lead" dir="auto">{html_line(span, look)}</p>\n'
    below = min(level + 1, 6)
    charts = charts_of(report)
    for chart in charts:
        if chart.kind == "tiles":
            yield from tiles(report, chart, look, ids.next(), rtl=rtl, level=below)
        else:
            yield from figures(report, chart, look, ids.next(), rtl=rtl)
    cards = any(chart.kind == "tiles" for chart in charts)
    # cards say what their table says, and so does a picture that stands beside others
    if not cards or not report.rows or (level == 1 and not report.sections):
        long = bool(charts) and (cards or beside or len(report.rows) > _LONG)
        yield from _table(report, look, folded=folded or long)
    for note in notes_of(report):
        yield f'<p class="dim" dir="auto">{html_line(note, look)}</p>\n'
    drawn = [section for section in report.sections if cards and _is_drawn(section)]
    if not drawn:
        for section in report.sections:
            yield from _report(section, look.on(section.today), below, ids, rtl=rtl)
        return
    # more cards come before the pictures, and what is only read after them
    for section in report.sections:
        if section not in drawn and section.charts:
            yield from _report(section, look.on(section.today), below, ids, rtl=rtl)
    yield '<div class="beside">\n'
    for section in drawn:
        yield "<section>\n"
        yield from _report(section, look.on(section.today), below, ids, rtl=rtl, beside=True)
        yield "</section>\n"
    yield "</div>\n"
    for section in report.sections:
        if section not in drawn and not section.charts:
            yield from _report(section, look.on(section.today), below, ids, rtl=rtl, folded=True)


def _is_drawn(report: Report) -> bool:
    return bool(report.charts) and all(chart.kind != "tiles" for chart in report.charts)


def _table(report: Report, look: Look, *, folded: bool) -> Iterator[str]:
    columns = eyes(report.columns)
    if not columns:
        return
    if not report.rows:
        yield f'<p class="dim">{html_text(look.say("No data"))}</p>\n'
        return
    if folded:
        yield f"<details><summary>{html_line(look.say(f'All {len(report.rows)} rows'), look)}</summary>\n"
    yield from html_table(
        columns, report.rows, look, totals=report.totals, null="-", named=True, grouped=has_groups(report)
    )
    if folded:
        yield "</details>\n"
