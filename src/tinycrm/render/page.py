"""Pages for people: a record, an agenda."""

from __future__ import annotations

from tinycrm.domain.results import Labelled, Listing, value_of
from tinycrm.domain.text import escape
from tinycrm.render.cells import cell, words
from tinycrm.render.table import table
from tinycrm.render.width import pad, width, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.domain.results import Column, Page, Row, Shown
    from tinycrm.render.cells import Look, Tint
    from tinycrm.render.sink import Sink

_GAP = "  "
_READABLE = 100  # longer lines of prose are hard to follow
_COMMAND = "tinycrm "
_TITLES = ("name", "title", "summary")


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
    columns = shown.columns or _derived(row)
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


def _derived(row: Row) -> list[Column]:
    from tinycrm.render.columns import derived

    return derived([row], people=True)


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
            yield "  " + sink.style(look.say(f"… {left} more"), "dim") + "\n"
        return
    # a pipe has no edge, and whoever greps wants the whole line
    breaks = isinstance(content, Labelled) and sink.bounded
    for text in content:
        line = escape(text, long=True)
        for part in _beside_label(line, sink) if breaks else (line,):
            yield part + "\n"


def _beside_label(text: str, sink: Sink) -> list[str]:
    """The lines of a text that is too long for the screen, all beside its label."""
    _, gap, rest = text.partition(_GAP)
    said = rest.lstrip(" ")
    start = len(text) - len(said)
    # a broken line could not be copied as a command
    if not gap or start >= sink.width // 2 or _COMMAND in text:
        return [text]
    lines = wrap(said, sink.width - start)
    return [text[:start] + lines[0], *(" " * start + line for line in lines[1:])]
