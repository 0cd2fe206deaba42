"""Charts whose rows stand one below the other: bars, funnels, heat maps. They read in the direction of the page."""

from __future__ import annotations

from tinycrm.render.cells import percent
from tinycrm.render.chart import level
from tinycrm.render.svg import COLOURS, letters, line_text, num, pct, picture, rect, rule, stretched, words_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.render.plot import Drawing

SHADES = 9
_ROOMS = ((24, 30.0), (40, 22.0), (80, 15.0), (160, 6.0), (320, 3.0))
_LABEL = 18.0  # pixels between two names that can be read
_CELL = 28.0
_HEAD = 22.0
_STEP = 44.0  # of a funnel: a bar and the way to the next
_STEPPED = 24  # rows of a funnel whose ways are drawn
_SLOT, _APART = 18.0, 8.0  # of each of several bars of a row; between two rows
_EDGED = 12.0  # pixels from which a bar has edges and a value beside it
_NAMED = 60  # columns of a heat map that have names
_DARK = 7  # the last shade that dark letters are read on
_TIPS = 400  # marks that say their value under a pointer


def bars(drawing: Drawing) -> str:
    """One lying bar a row, several values below each other, proportional from zero."""
    panel = drawing.panel
    known = [value for value in panel.values if value is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    reach = (high - low) or 1.0
    zero = -low / reach
    rows, several = len(panel.labels), len(panel.series)
    slot = _room(rows * several) if several == 1 else min(_room(rows * several), _SLOT)
    room = slot * several + (_APART if several > 1 and slot >= _SLOT else 0)
    pieces: list[str] = []
    for place, series in enumerate(panel.series):
        for row, value in enumerate(series.values):
            if value:
                start, across = (zero, value / reach) if value > 0 else (zero + value / reach, -value / reach)
                y, thick = _bar(row, place, several, room, slot)
                tip = panel.tip(series, row) if rows * several <= _TIPS else ""
                css = f"s{place % COLOURS + 1}" + " e" * (slot >= _EDGED)
                x = _mirrored(start, across, drawing)
                pieces.append(rect(css, x, y, across, thick, tip=tip, radius=2 if thick > 6 else 0))
    at = _mirrored(zero, 0, drawing)
    step = _step(room)
    height = -(-rows // step) * step * room
    pieces.append(rule("z", at, 0, at, height))
    drawn = picture(pieces, height, drawing.name, panel.title, panel.about(drawing.look))
    texts = [series.texts[row] for row in range(rows) for series in panel.series]
    shown = texts[::step] if several == 1 else texts if slot >= _EDGED else []
    return _beside(panel.labels[::step], drawn, shown, room)


def _bar(row: int, place: int, several: int, room: float, slot: float) -> tuple[float, float]:
    """Where a bar begins and how thick it is, in pixels: its value stands beside it, bars of a row lean together."""
    thick = slot * (0.6 if several == 1 and slot >= _EDGED else 0.8 if slot > 1 else 1.0)
    own = room / several
    lean = ((several - 1) / 2 - place) * min(3.0, (own - thick) / 2)
    return row * room + place * own + (own - thick) / 2 + lean, thick


def funnel(drawing: Drawing) -> str:
    """Bars that get shorter, the share that went on written between them; below zero is nothing."""
    panel = drawing.panel
    series = panel.series[0]
    values = [max(0.0, value or 0.0) for value in series.values]
    largest = max(values, default=0.0) or 1.0
    rows = len(values)
    stepped = rows <= _STEPPED
    room = _STEP if stepped else _room(rows)
    thick = 26.0 if stepped else room * 0.8
    step = _step(room)
    height = -(-rows // step) * step * room
    pieces: list[str] = []
    ways: list[str] = []
    for row, value in enumerate(values):
        across = value / largest
        if value:
            tip = panel.tip(series, row) if rows <= _TIPS else ""
            pieces.append(rect("s1 e", 0.5 - across / 2, row * room, across, thick, tip=tip, radius=3))
        if stepped and row + 1 < rows:
            ways.append(_way(across, values[row + 1] / largest, row * room + thick, (row + 1) * room))
            pieces += _going_on(drawing, series.values, row, row * room + thick)
    drawn = picture([stretched(ways, height), *pieces], height, drawing.name, panel.title, panel.about(drawing.look))
    return _beside(panel.labels[::step], drawn, series.texts[::step], room, css=" fn" * stepped)


def _way(across: float, following: float, top: float, bottom: float) -> str:
    corners = (
        (0.5 - across / 2, top),
        (0.5 + across / 2, top),
        (0.5 + following / 2, bottom),
        (0.5 - following / 2, bottom),
    )
    return f'<path class="way" d="M{"L".join([f"{num(x * 1000)} {num(y)}" for x, y in corners])}Z"/>'


def _going_on(drawing: Drawing, values: Sequence[float | None], row: int, y: float) -> Iterator[str]:
    before, after = values[row], values[row + 1]
    if before and after is not None and before > 0 and after >= 0:
        share = percent(f"{after / before:.6f}", drawing.look)
        yield words_at("t", "50%", y + 13, f"↓ {share}", "middle")


def heat(drawing: Drawing) -> str:
    """A cell for each row and value, the darker the larger; in the other colour below zero; empty without data."""
    panel = drawing.panel
    rows, across = len(panel.labels), len(panel.series)
    room = _CELL if rows <= 40 else _room(rows)
    step = _step(room)
    height = _HEAD + -(-rows // step) * step * room
    pieces = [piece for place in range(across) for piece in _shaded(drawing, place, room)]
    drawn = picture(pieces, height, drawing.name, panel.title, panel.about(drawing.look), css="c heat")
    inner = _beside(panel.labels[::step], drawn, [], room, css=" hd")
    if across > _NAMED:
        return inner
    texts = [text for series in panel.series for text in (series.name, *series.texts)]
    widest = max([letters(text) for text in texts], default=0.0)
    # on a phone a broad map is moved sideways in a box of its own
    broad = min(4000, -(-int(across * (max(widest, 26) + 8) + 120) // 100) * 100)
    return f'<div class="s"><div class="b{broad}">{inner}</div></div>\n'


def _shaded(drawing: Drawing, place: int, room: float) -> Iterator[str]:
    panel = drawing.panel
    series, across = panel.series[place], len(panel.series)
    largest = max([abs(value) for value in panel.values if value is not None], default=0.0)
    x = _mirrored(place / across, 1 / across, drawing)
    middle = pct(x + 0.5 / across)
    if across <= _NAMED:
        yield words_at("t", middle, 14, series.name, "middle")
    tips = len(panel.values) <= _TIPS * 2
    for row, value in enumerate(series.values):
        if value is None:
            continue
        shade = min(SHADES, 1 + level(abs(value), 0.0, largest, SHADES)) if value else 0
        y = _HEAD + row * room
        tip = f"{panel.labels[row]}, {series.name}: {series.texts[row]}" if tips else ""
        yield rect(f"{'m' if value < 0 else 'h'}{shade}", x, y, 1 / across, room, tip=tip)
        if room >= _EDGED and across <= _NAMED:
            ink = "y" if shade <= _DARK else "x" if value > 0 else "x xm"
            yield words_at(ink, middle, y + room / 2 + 4, series.texts[row], "middle")


def _mirrored(x: float, across: float, drawing: Drawing) -> float:
    return 1 - x - across if drawing.rtl else x


def _room(rows: int) -> float:
    """Pixels for each of so many rows: fewer for more, so that none is left out."""
    return next((room for most, room in _ROOMS if rows <= most), 1.0)


def _step(room: float) -> int:
    """The n of which every nth row has room for its name."""
    return max(1, -(-int(_LABEL) // int(room))) if room < 12 else 1


def _beside(names: Sequence[str], drawn: str, values: Sequence[str], room: float, *, css: str = "") -> str:
    """The picture between the names of its rows and their values.

    The words are there for eyes: the picture has its own for others, and the table has them all.
    """
    two = " two" if room >= _CELL else " thin" if room < 18 else ""
    tail = f'<div class="vs" aria-hidden="true">{_spans(values)}</div>' if values else ""
    return f'<div class="lay{two}{css}"><div class="ls" aria-hidden="true">{_spans(names)}</div>{drawn}{tail}</div>\n'


def _spans(texts: Sequence[str]) -> str:
    return "".join([f'<span><b dir="auto">{line_text(text)}</b></span>' for text in texts])
