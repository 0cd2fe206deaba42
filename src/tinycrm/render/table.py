"""A light table for a terminal: no borders, aligned for every script, fitted to the width."""

from __future__ import annotations

from tinycrm.domain.text import escape
from tinycrm.render.cells import cell, words
from tinycrm.render.width import fit, is_rtl, pad, width, wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.results import Column, Json, Row
    from tinycrm.render.cells import Look, Tint
    from tinycrm.render.sink import Sink, Style

_GAP = "  "
_SLIM = 8  # a name or a title still says something in eight cells
# A column that names its rows keeps so many.
_NAME = 18
_LRM = "\u200e"


def table(
    columns: Sequence[Column],
    rows: Sequence[Row],
    sink: Sink,
    look: Look,
    *,
    header: bool = True,
    wide: bool = False,
    null: str = "",
    totals: Row | None = None,
    indent: int = 0,
    grouped: bool = False,
    heat: frozenset[str] = frozenset(),
    whole: bool = False,
) -> Iterator[str]:
    """Lines of the table, each with its line feed; none without rows.

    Args:
        columns: what to show, from the left; the last are dropped first when the terminal is too narrow.
        rows: the records.
        sink: how wide its terminal is, and whether it shows colours.
        look: how the user reads values.
        header: begin with the labels.
        wide: show the columns kept for files too.
        null: what stands for no data.
        totals: a last row over all.
        indent: cells left free before every line.
        grouped: a heading above each run of rows of one "group".
        heat: keys of the columns whose values are tinted, each against all of them.
        whole: long texts run over several lines, and nothing of them is cut.
    """
    if not rows:
        return
    shown = [column for column in columns if wide or not column.wide]
    body = [*rows, totals] if totals else list(rows)
    below: list[Column] = []
    if whole and sink.bounded:
        shown, below = _apart_from_commands(shown, rows, look, sink.width - indent)
    labels = [escape(_label(column, shown, columns)) if header else "" for column in shown]
    limit = sink.width - indent if sink.bounded else 0
    grid = _grid(shown, columns, labels, rows, body, look, null, limit)
    if any(column.kind == "change" for column in shown):
        from tinycrm.render.drawn import judge

        judge(shown, rows, grid)
    if totals and grid and not grid[0][-1][0].strip(null):
        grid[0][-1] = (look.say("total"), "")
    if sink.is_tty and any(column.key == "met" for column in shown):
        from tinycrm.render.drawn import mark

        mark(shown, rows, grid)
    if heat and sink.colour:
        from tinycrm.render.drawn import tint

        tint(shown, grid, rows, heat)
    sizes = fitted(shown, labels, grid, limit)
    used = len(sizes)
    margin = " " * indent
    if header:
        names: list[tuple[str, Tint]] = [(label, "") for label in labels[:used]]
        yield margin + sink.style(_line(names, shown, sizes, sink), "dim") + "\n"
    group: Json = None
    for index in range(len(body)):
        if grouped and index < len(rows) and rows[index].get("group") != group:
            group = rows[index].get("group")
            heading = fit(escape(words(group)), sink.width - indent if sink.bounded else 1_000_000)
            yield "\n" + margin + sink.style(heading, "bold") + "\n"
        cells = [cells_of[index] for cells_of in grid[:used]]
        last = totals is not None and index == len(body) - 1
        for line in _lines(cells, shown, sizes) if whole and sink.bounded else (cells,):
            yield margin + _styled(_line(line, shown, sizes, sink), "bold" if last else "", sink) + "\n"
        for column in below:
            text = cell(body[index], column, look)[0]
            if text:
                yield f"{margin}{_GAP}{text}\n"


def _apart_from_commands(
    shown: Sequence[Column], rows: Sequence[Row], look: Look, limit: int
) -> tuple[list[Column], list[Column]]:
    """The columns side by side, and those of commands that need lines of their own to stay whole."""
    commands = [column for column in shown if column.kind == "command"]
    others = [column for column in shown if column.kind != "command"]
    room = limit - sum(max([width(cell(row, column, look)[0]) for row in rows]) + len(_GAP) for column in commands)
    return (others, commands) if commands and room < _NAME * len(others) else (list(shown), [])


def _lines(
    cells: Sequence[tuple[str, Tint]], columns: Sequence[Column], sizes: Sequence[int]
) -> Iterator[list[tuple[str, Tint]]]:
    """A row as so many lines as its longest text needs."""
    parts = [
        wrap(text, size) if column.kind == "long" and width(text) > size else [text]
        for (text, _), column, size in zip(cells, columns, sizes, strict=False)
    ]
    for at in range(max([len(part) for part in parts], default=0)):
        yield [(part[at] if at < len(part) else "", tint) for part, (_, tint) in zip(parts, cells, strict=False)]


def _label(column: Column, shown: Sequence[Column], columns: Sequence[Column]) -> str:
    """The heading; that of a bar says what it draws, unless that stands right beside it."""
    if column.kind != "bar" or column.label:
        return column.label
    own = next((other for other in columns if other.key == column.key and not other.drawn), None)
    beside = next((other for other in reversed(shown[: shown.index(column)]) if not other.drawn), None)
    return own.label if own is not None and beside is not None and beside.key != column.key else ""


def _styled(line: str, style: Style, sink: Sink) -> str:
    return sink.style(line, style) if style else line


def _grid(
    shown: Sequence[Column],
    columns: Sequence[Column],
    labels: Sequence[str],
    rows: Sequence[Row],
    body: Sequence[Row],
    look: Look,
    null: str,
    limit: int,
) -> list[list[tuple[str, Tint]]]:
    """The texts of each column."""
    grid = [[] if column.drawn else [cell(row, column, look, null=null) for row in body] for column in shown]
    if any(column.drawn for column in shown):
        from tinycrm.render.drawn import draw

        draw(shown, columns, labels, rows, grid, limit)
        for texts in grid:
            if len(texts) < len(body):
                texts.append(("", ""))
    return grid


def fitted(
    columns: Sequence[Column], labels: Sequence[str], grid: Sequence[Sequence[tuple[str, str]]], limit: int
) -> list[int]:
    """The cells of each column so that all stand within the limit.

    Args:
        columns: their weights say who gives way.
        labels: the headings.
        grid: the texts of each column.
        limit: cells in a line; 0 for no limit.

    Returns:
        Cells for the columns that are shown, from the left; fewer than given when the last had to go.
    """
    natural = [
        max([width(label), *[width(text) for text, _ in texts]]) for label, texts in zip(labels, grid, strict=True)
    ]
    if not limit:
        return natural
    for count in range(len(natural), min(2, len(natural)) - 1, -1):
        sizes = _shrunk(natural[:count], columns, labels, limit - len(_GAP) * (count - 1))
        if sizes:
            return sizes
    # not even an id and a name: the name gets what the id leaves
    return [min(natural[0], limit), max(1, limit - natural[0] - len(_GAP))][: len(natural)]


def _shrunk(natural: list[int], columns: Sequence[Column], labels: Sequence[str], room: int) -> list[int]:
    """The sizes within the room, the widest of those that may give way first; empty when it is not enough."""
    least = [
        min(size, max(_NAME if column.weight == 1 else _SLIM, width(label))) if column.weight else size
        for size, column, label in zip(natural, columns, labels, strict=False)
    ]
    sizes = [
        min(size, max(room, low)) if column.weight else size
        for size, low, column in zip(natural, least, columns, strict=False)
    ]
    if sum(least) > room:
        return []
    for _ in range(sum(sizes) - room):
        index = max(range(len(sizes)), key=lambda at: (sizes[at] > least[at], sizes[at] * columns[at].weight))
        sizes[index] -= 1
    return sizes


def _line(cells: Sequence[tuple[str, Tint]], columns: Sequence[Column], sizes: Sequence[int], sink: Sink) -> str:
    parts: list[str] = []
    from_right = False
    for (text, tint), column, size in zip(cells, columns, sizes, strict=False):
        short = fit(text, size)
        from_right = from_right or (sink.is_tty and is_rtl(short))
        # blanks at a line's end only get in the way of copying
        last = len(parts) == len(sizes) - 1 and column.align == "left"
        padded = pad(short, 0 if last else size, column.align, isolate=sink.is_tty)
        parts.append(_styled(padded, tint, sink))
    line = _GAP.join(parts)
    # a terminal that takes a line's direction from its first letter must not turn this one around
    return (_LRM if from_right else "") + line.rstrip(" ")
