"""Charts on an upright axis: columns, stacked columns, lines. Time runs from left to right in every language."""

from __future__ import annotations

from tinycrm.render.svg import (
    COLOURS,
    Axis,
    curve,
    letters,
    line_text,
    num,
    padding,
    path,
    pct,
    picture,
    rect,
    rule,
    stretched,
    words_at,
)
from tinycrm.render.width import fit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.render.plot import Drawing, Panel, Series

HEIGHT = 200.0  # pixels from the low end of the axis to its high end
_TOP = 24.0
_FOOT = 26.0
_WIDE, _NARROW = 620.0, 250.0  # pixels that labels can count on: on paper, on a phone
_LABEL, _SHORT = 20, 9  # cells of a label below the axis: the most, and what is left before one is left out
_TIPS = 400  # marks that say their value under a pointer
_DOTS = 40
_VALUES = 12
_MARGIN = 12.0
_BROAD = 7.4  # pixels of a letter of names, which have no narrow digits


def columns(drawing: Drawing) -> str:
    """One standing bar a row and value, side by side, proportional from zero."""
    panel = drawing.panel
    axis = panel.axis(drawing.look)
    band, gap = _bands(len(panel.labels), len(panel.series))
    across = band * (1 - gap) / len(panel.series)
    pieces: list[str] = []
    for place, series in enumerate(panel.series):
        for row, value in enumerate(series.values):
            if value is not None and value != 0:
                x = row * band + band * gap / 2 + place * across
                pieces.append(_bar(panel, series, row, axis, x, across, 0.0, value, place))
    pieces += _written(drawing, axis, band)
    return _framed(drawing, axis, pieces)


def stack(drawing: Drawing) -> str:
    """The values of a row on top of each other, those below zero hanging from it."""
    panel = drawing.panel
    rows = range(len(panel.labels))
    above = [sum(max(0.0, series.values[row] or 0.0) for series in panel.series) for row in rows]
    below = [sum(min(0.0, series.values[row] or 0.0) for series in panel.series) for row in rows]
    axis = panel.axis(drawing.look, values=[*above, *below])
    band, gap = _bands(len(panel.labels), 1)
    pieces: list[str] = []
    for row in rows:
        up = down = 0.0
        for place, series in enumerate(panel.series):
            value = series.values[row] or 0.0
            start = up if value > 0 else down
            if value > 0:
                up += value
            else:
                down += value
            if value:
                x = row * band + band * gap / 2
                pieces.append(
                    _bar(panel, series, row, axis, x, band * (1 - gap), start, start + value, place, square=True)
                )
    return _framed(drawing, axis, pieces)


def line(drawing: Drawing) -> str:
    """One line a value over the rows; a row without data is a gap."""
    panel = drawing.panel
    axis = panel.axis(drawing.look, zero=False)
    count = len(panel.labels)
    pieces: list[str] = []
    for place, series in enumerate(panel.series):
        points = [
            None if value is None else ((row + 0.5) / count, _y(axis, value)) for row, value in enumerate(series.values)
        ]
        pieces += _line(points, place, area=len(panel.series) == 1 and axis.low == 0)
        for row, point in enumerate(points):
            if point is not None and (count <= _DOTS or _alone(points, row)):
                pieces.append(_dot(panel, series, row, point, place))
    if count > _DOTS:
        pieces += _touched(panel, count)
    return _framed(drawing, axis, pieces)


def _line(points: Sequence[tuple[float, float] | None], place: int, *, area: bool) -> Iterator[str]:
    floor_y = _TOP + HEIGHT
    drawn: list[str] = []
    for run in curve(points):
        if len(run) < 2:
            continue
        if area:
            closed = f"{path(run)}L{num(run[-1][0] * 1000)} {num(floor_y)}L{num(run[0][0] * 1000)} {num(floor_y)}Z"
            drawn.append(f'<path class="ar s{place % COLOURS + 1}" d="{closed}"/>')
        drawn.append(f'<path class="ln l{place % COLOURS + 1}" d="{path(run)}" vector-effect="non-scaling-stroke"/>')
    yield stretched(drawn, _TOP + HEIGHT)


def _alone(points: Sequence[tuple[float, float] | None], row: int) -> bool:
    before = points[row - 1] if row else None
    after = points[row + 1] if row + 1 < len(points) else None
    return before is None and after is None


def _dot(panel: Panel, series: Series, row: int, point: tuple[float, float], place: int) -> str:
    x, y = point
    return (
        f'<circle class="dot s{place % COLOURS + 1}" cx="{pct(x)}" cy="{num(y)}" r="3.5">'
        f"<title>{line_text(panel.tip(series, row))}</title></circle>"
    )


def _touched(panel: Panel, count: int) -> Iterator[str]:
    """Strips without a colour, so that a pointer finds the values of a long line."""
    if count > _TIPS:
        return
    for row in range(count):
        tip = "; ".join([panel.tip(series, row) for series in panel.series])
        yield rect("no", row / count, _TOP, 1 / count, HEIGHT, tip=tip)


def _bar(
    panel: Panel,
    series: Series,
    row: int,
    axis: Axis,
    x: float,
    across: float,
    start: float,
    end: float,
    place: int,
    *,
    square: bool = False,
) -> str:
    top, bottom = sorted((_y(axis, start), _y(axis, end)))
    tip = panel.tip(series, row) if len(panel.labels) * len(panel.series) <= _TIPS else ""
    # what is there is seen, however little it is beside the others
    height = max(bottom - top, 1.0)
    if end < start:
        bottom = top + height
    radius = 2.0 if across > 0.006 and height > 4 and not square else 0.0
    css = f"s{place % COLOURS + 1}" + " un" * (bool(panel.note) and row == len(panel.labels) - 1)
    return rect(css, x, bottom - height, across, height, tip=tip, radius=radius)


def _bands(rows: int, series: int) -> tuple[float, float]:
    """The width of a row's place and the part of it that stays free."""
    few = 0.75 if rows == 1 else 0.6 if rows <= 3 else 0.45 if rows <= 6 else 0.3
    gap = few if rows * series <= 60 else 0.12 if rows <= 200 else 0.0
    return 1 / max(rows, 1), gap


def _y(axis: Axis, value: float) -> float:
    return _TOP + HEIGHT * (1 - axis.at(value))


def _written(drawing: Drawing, axis: Axis, band: float) -> Iterator[str]:
    """The values over the columns, where there is room for each."""
    panel = drawing.panel
    if len(panel.series) > 1 or len(panel.labels) > _VALUES:
        return
    known = [(row, value) for row, value in enumerate(panel.series[0].values) if value is not None]
    texts = [axis.short(value) for _, value in known]
    widest = max([letters(text) for text in texts], default=0.0)
    if widest > band * _WIDE:
        return
    css = "v" if widest <= band * _NARROW else "v w"
    for (row, value), text in zip(known, texts, strict=True):
        y = _y(axis, value) + (14 if value < 0 else -5)
        yield words_at(css, pct((row + 0.5) * band), y, text, "middle")


def _framed(drawing: Drawing, axis: Axis, pieces: Sequence[str]) -> str:
    """The picture with its axis at the left and the names of the rows below."""
    pad = max([letters(text) for _, text in axis.ticks], default=0.0) + 12
    frame = [rule("z" if value == 0 else "g", 0, _y(axis, value), 1, _y(axis, value)) for value, _ in axis.ticks]
    ticks = [words_at("t", "-8", _y(axis, value) + 4, text, "right") for value, text in axis.ticks]
    if axis.scale:
        ticks.append(words_at("t", num(-padding(int(pad))), 9, axis.scale, "left"))
    return picture(
        [*frame, *ticks, *pieces, *_below(drawing.panel.labels)],
        _TOP + HEIGHT + _FOOT,
        drawing.name,
        drawing.panel.title,
        drawing.panel.about(drawing.look),
        pad=int(pad),
    )


def _below(labels: Sequence[str]) -> Iterator[str]:
    """The names that have room: every nth, fewer on a phone; always the first."""
    # a few names give way to each other, of many some give way to the rest
    cells = int((_WIDE / max(len(labels), 1) - 8) / _BROAD) if len(labels) <= _VALUES else _LABEL
    shown = [fit(label, max(_SHORT, min(_LABEL, cells))) for label in labels]
    widest = max([letters(text) for text in shown], default=0.0) + 5
    wide = thinned(len(labels), widest, _WIDE)
    narrow = wide * -(-thinned(len(labels), widest, _NARROW) // wide)
    for row in range(0, len(labels), wide):
        left = 1 - (row + 0.5) / len(labels)
        half = letters(shown[row]) / 2
        # at the right end there is no room but the margin of the page
        if row and half > left * _WIDE + _MARGIN:
            continue
        narrowly = row % narrow == 0 and (not row or half <= left * _NARROW + _MARGIN)
        yield words_at("t" if narrowly else "t w", pct(1 - left), _TOP + HEIGHT + 18, shown[row], "middle")


def thinned(count: int, size: float, room: float) -> int:
    """The n of which every nth label has room.

    Args:
        count: how many labels there are.
        size: pixels of the widest.
        room: pixels of all.
    """
    fitting = max(1, int(room // max(size, 1)))
    return -(-count // fitting) if count else 1
