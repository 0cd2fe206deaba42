"""What a report's table has beside its texts: bars, sparklines, signs and tints."""

from __future__ import annotations

from tinycrm.render.cells import is_worse
from tinycrm.render.chart import amount, bar, level, spark
from tinycrm.render.width import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Column, Json, Row
    from tinycrm.render.cells import Tint

_GAP = 2  # cells between two columns
_DRAWN_CELLS = 20
_SHORT_BAR = 6  # still tells the longest from half of it


def draw(
    shown: Sequence[Column],
    columns: Sequence[Column],
    labels: Sequence[str],
    rows: Sequence[Row],
    grid: Sequence[list[tuple[str, Tint]]],
    limit: int,
) -> None:
    """The columns that are drawn have their texts, the bars as long as the others leave room for.

    Args:
        shown: the columns of the table.
        columns: those that the terminal has no room for too.
        labels: the headings.
        rows: the records, without the totals: a bar of these would dwarf all others.
        grid: the texts of each column, filled in place.
        limit: cells in a line; 0 for no limit.
    """
    for column, texts in zip(shown, grid, strict=True):
        if column.kind == "spark":
            texts += [(_spark(row.get(column.key)), "") for row in rows]
    bars = sum(column.kind == "bar" for column in shown)
    longest = _DRAWN_CELLS
    if bars and limit:
        taken = sum(
            max([width(label), *[width(text) for text, _ in texts]])
            for column, label, texts in zip(shown, labels, grid, strict=True)
            if column.kind != "bar"
        )
        longest = max(_SHORT_BAR, min(longest, (limit - taken - _GAP * (len(shown) - 1)) // bars))
    for column, texts in zip(shown, grid, strict=True):
        if column.kind == "bar":
            texts += _bars(column, rows, longest, split=apart(column, columns, rows))


def apart(column: Column, columns: Sequence[Column], rows: Sequence[Row]) -> bool:
    """Tells whether the bars of a column are of several currencies, each with a scale of its own."""
    own = next((other for other in columns if other.key == column.key and not other.drawn), None)
    if own is None or own.unit or own.kind not in ("money", "measure"):
        return False
    return len({_scale(row, column) for row in rows if (amount(row.get(column.key)) or 0.0) > 0}) > 1


def _scale(row: Row, column: Column) -> str:
    return str(row.get(f"{column.key}_currency") or row.get("currency") or "")


def _spark(value: Json) -> str:
    return spark([amount(item) for item in value]) if isinstance(value, list) else ""


def _bars(column: Column, rows: Sequence[Row], longest: int, *, split: bool) -> list[tuple[str, Tint]]:
    values = [amount(row.get(column.key)) or 0.0 for row in rows]
    scales = [_scale(row, column) if split else "" for row in rows]
    largest: dict[str, float] = {}
    for value, scale in zip(values, scales, strict=True):
        # a share is of the whole, not of the largest
        largest[scale] = 1.0 if column.unit == "ratio" else max(value, largest.get(scale, 0.0))
    return [(bar(value, largest[scale], longest), "") for value, scale in zip(values, scales, strict=True)]


def judge(shown: Sequence[Column], rows: Sequence[Row], grid: Sequence[list[tuple[str, Tint]]]) -> None:
    """A change for the worse has a sign that needs no colour."""
    for column, texts in zip(shown, grid, strict=True):
        worse = [column.kind == "change" and is_worse(row, column) for row in rows]
        if any(worse):
            worse += [False] * (len(texts) - len(worse))
            texts[:] = [(text + (" !" if bad else "  "), tint) for (text, tint), bad in zip(texts, worse, strict=True)]


def mark(shown: Sequence[Column], rows: Sequence[Row], grid: Sequence[list[tuple[str, Tint]]]) -> None:
    """Whether a goal is met is a sign for eyes; programs and pipes have the word."""
    for column, texts in zip(shown, grid, strict=True):
        if column.key == "met" and column.kind == "bool":
            # below the rows may stand their totals
            texts[:] = [_mark(row, text) for row, (text, _) in zip([*rows, {}], texts, strict=False)]


def _mark(row: Row, text: str) -> tuple[str, Tint]:
    met, ahead = row.get("met"), row.get("on_track")
    if not isinstance(met, bool):
        return "", ""
    if isinstance(ahead, bool):
        return text, "green" if ahead else "red"
    return ("✓", "green") if met else ("✗", "red")


def tint(
    shown: Sequence[Column], grid: Sequence[list[tuple[str, Tint]]], rows: Sequence[Row], heat: frozenset[str]
) -> None:
    """The values of these columns are tinted, each against all of them."""
    steps: tuple[Tint, ...] = ("dim", "", "cyan", "strong")
    values = {key: [amount(row.get(key)) for row in rows] for key in heat}
    known = [value for column in values.values() for value in column if value is not None]
    for column, texts in zip(shown, grid, strict=True):
        for index, value in enumerate(values.get(column.key, ())):
            if value is not None:
                texts[index] = (texts[index][0], steps[level(value, min(known), max(known), len(steps))])
