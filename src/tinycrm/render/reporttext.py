"""A report as a page of text: title and period, table, notes, and then its sections."""

from __future__ import annotations

from tinycrm.domain.text import escape
from tinycrm.render.cells import is_worse
from tinycrm.render.chart import BAR
from tinycrm.render.drawn import apart
from tinycrm.render.span import period
from tinycrm.render.table import table
from tinycrm.render.width import width, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.domain.results import Report
    from tinycrm.render.cells import Look
    from tinycrm.render.sink import Sink

_GAP = "  "


def report_text(report: Report, sink: Sink, look: Look) -> Iterator[str]:
    """The report as a page: title and period, table, notes, then its sections."""
    look = look.on(report.today)
    if report.title:
        yield from _title(report, sink, look)
    heat = frozenset(key for chart in report.charts if chart.kind == "heat" for key in chart.values)
    grouped = has_groups(report)
    drawn = False
    for line in table(
        report.columns, report.rows, sink, look, null="-", totals=report.totals, grouped=grouped, heat=heat, whole=True
    ):
        drawn = drawn or (not line.isascii() and any(sign in line for sign in BAR))
        yield line
    if not report.rows and not report.sections:
        yield "-\n"
    notes = [*notes_of(report), *_legend(report, look, drawn=drawn)]
    if grouped and notes:
        yield "\n"
    for note in notes:
        for line in _lines(escape(note), sink):
            yield sink.style(line, "dim") + "\n"
    for index, section in enumerate(report.sections):
        yield "\n" if index or report.title or report.rows else ""
        yield from report_text(section, sink, look)


def _title(report: Report, sink: Sink, look: Look) -> Iterator[str]:
    name, span = escape(report.title), period(report, look)
    if span and not (sink.bounded and width(name) + len(_GAP) + width(span) > sink.width):
        yield sink.style(name, "bold") + _GAP + sink.style(span, "dim") + "\n"
        return
    for line in _lines(name, sink):
        yield sink.style(line, "bold") + "\n"
    for line in _lines(span, sink) if span else ():
        yield sink.style(line, "dim") + "\n"


def _lines(text: str, sink: Sink) -> list[str]:
    # a pipe has no edge, and whoever greps wants the whole line
    return wrap(text, sink.width) if sink.bounded else [text]


def notes_of(report: Report) -> list[str]:
    """What is told below the table; not again what the line under the title tells."""
    told = report.compared is not None
    return [note for note in report.notes if not (told and note.startswith("before: "))]


def _legend(report: Report, look: Look, *, drawn: bool) -> Iterator[str]:
    """What the signs of its table mean, where it has them."""
    shown = [column for column in report.columns if not column.wide]
    if any(column.kind == "change" and is_worse(row, column) for column in shown for row in report.rows):
        yield look.say("! worse than before")
    if drawn and any(column.kind == "bar" and apart(column, shown, report.rows) for column in shown):
        yield look.say("bars: each currency by its own largest")


def has_groups(report: Report) -> bool:
    """True when headings stand above rows: they name their group, and no column that is shown does."""
    if any(column.key == "group" and not column.wide for column in report.columns):
        return False
    return any(row.get("group") for row in report.rows)
