"""Pages for people: a record, a report, an agenda."""

from __future__ import annotations

from tinycrm.domain.results import Column, Listing, value_of
from tinycrm.domain.text import escape
from tinycrm.render.cells import Look, cell, is_worse, words
from tinycrm.render.chart import BAR
from tinycrm.render.span import period
from tinycrm.render.table import apart, table
from tinycrm.render.width import pad, width, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.results import Json, Page, Report, Row, Shown
    from tinycrm.render.cells import Tint
    from tinycrm.render.sink import Sink

_GAP = "  "
_READABLE = 100  # longer lines of prose are hard to follow
_TITLES = ("name", "title", "summary")
_BOOKKEEPING = ("uid", "version", "created_at", "updated_at")


def shown_text(shown: Shown, sink: Sink, look: Look) -> Iterator[str]:
    """Each record as a page of aligned lines, a blank line between two; what is empty is left out."""
    for index, row in enumerate(shown.rows):
        if index:
            yield "\n"
        yield from _record(row, shown, sink, look)
    for heading, listing in shown.sections if len(shown.rows) == 1 else ():
        lines = list(_block(listing, sink, look))
        if lines:
            yield "\n" + _heading(heading, sink)
            yield from lines


def _record(row: Row, shown: Shown, sink: Sink, look: Look) -> Iterator[str]:
    columns = shown.columns or derived([row], people=True)
    title = next((key for key in _TITLES if row.get(key)), "")
    name = escape(" ".join(str(row[title]).split())) if title else ""
    number = f"{escape(shown.noun)} {row.get('id', '')}".strip()
    yield (sink.style(name, "bold") + _GAP if name else "") + sink.style(number, "dim") + "\n"
    lines: list[tuple[str, list[tuple[str, Tint]]]] = []
    # a pipe has no edge, and whoever greps wants the whole line
    room = min(sink.width, _READABLE) if sink.bounded else 1_000_000
    labels = {column.key: escape(column.label) for column in columns}
    edge = max([width(label) for label in labels.values()], default=0) + len(_GAP)
    for column in columns:
        if column.key in (title, "id") or column.drawn:
            continue
        texts = _values(row, column, look, max(20, room - edge))
        if texts:
            lines.append((labels[column.key], texts))
    edge = max([width(label) for label, _ in lines], default=0)
    for label, texts in lines:
        for index, (text, tint) in enumerate(texts):
            first = sink.style(pad(label if index == 0 else "", edge), "dim")
            yield f"{first}{_GAP}{sink.style(text, tint) if tint else text}".rstrip() + "\n"


def _values(row: Row, column: Column, look: Look, room: int) -> list[tuple[str, Tint]]:
    """The lines that stand beside a label: one a contact point, long text wrapped; none when empty."""
    value = value_of(row, column.key)
    if value is None or value in ("", [], {}):
        return []
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [(escape(words(item)), "") for item in value]
    if isinstance(value, str) and column.kind in ("long", "text"):
        return [(line, "") for line in wrap(escape(value, long=True).replace("\t", "    "), room)]
    text, tint = cell(row, column, look)
    return [(line, tint) for line in wrap(text, room)]


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
    notes = [*notes_of(report), *_legend(report, drawn=drawn)]
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


def _legend(report: Report, *, drawn: bool) -> Iterator[str]:
    """What the signs of its table mean, where it has them."""
    shown = [column for column in report.columns if not column.wide]
    if any(column.kind == "change" and is_worse(row, column) for column in shown for row in report.rows):
        yield "! worse than before"
    if drawn and any(column.kind == "bar" and apart(column, shown, report.rows) for column in shown):
        yield "bars: each currency by its own largest"


def has_groups(report: Report) -> bool:
    """True when headings stand above rows: they name their group, and no column that is shown does."""
    if any(column.key == "group" and not column.wide for column in report.columns):
        return False
    return any(row.get("group") for row in report.rows)


def page_text(page: Page, sink: Sink, look: Look) -> Iterator[str]:
    """The page's blocks under their headings; nothing at all when every block is empty."""
    begun = False
    for heading, content in page.blocks:
        lines = list(_block(content, sink, look))
        if not lines:
            continue
        if not begun and page.title:
            yield sink.style(escape(page.title), "bold") + "\n\n"
        elif begun:
            yield "\n"
        begun = True
        yield _heading(heading, sink)
        yield from lines


def _heading(heading: str, sink: Sink) -> str:
    return sink.style(escape(heading), "bold") + "\n" if heading else ""


def _block(content: Listing | list[str], sink: Sink, look: Look) -> Iterator[str]:
    if isinstance(content, Listing):
        rows = list(content.rows)
        yield from table(content.columns, rows, sink, look.on(content.today), header=False, indent=2)
        left = 0 if content.total is None else content.total - len(rows)
        if left > 0 and rows:
            yield "  " + sink.style(f"… {left} more", "dim") + "\n"
        return
    for text in content:
        # as it is: a broken line could not be copied as a command, nor found by grep
        yield escape(text, long=True) + "\n"


def derived(rows: Sequence[Row], *, people: bool = False) -> list[Column]:
    """Columns for rows that come without: every key in order of first sight, custom fields by their own keys.

    Args:
        rows: the records.
        people: without the bookkeeping and what another line says already.
    """
    kinds: dict[str, Column] = {}
    for row in rows:
        for key, value in row.items():
            if people and (key in _BOOKKEEPING or (key in ("email", "phone") and row.get(f"{key}s"))):
                continue
            if people and key == "currency" and row.get("value") is not None:
                continue
            if key == "fields" and isinstance(value, dict):
                for name, inner in value.items():
                    kinds.setdefault(name, _guess(name, inner))
            else:
                kinds.setdefault(key, _guess(key, value))
    return list(kinds.values())


def _guess(key: str, value: Json) -> Column:
    if key.endswith("_at") or key == "at":
        return Column(key, kind="instant")
    if key == "due_on":
        return Column(key, kind="due")
    if key.endswith("_on") or key == "birthday":
        return Column(key, kind="day")
    if key in ("value", "amount", "budget"):
        return Column(key, kind="money")
    if key == "probability" or key.endswith("_rate"):
        return Column(key, kind="ratio")
    if isinstance(value, bool):
        return Column(key, kind="bool")
    return Column(key, kind="list" if isinstance(value, list) else "text")
