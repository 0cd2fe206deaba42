"""Shapes and scales of charts: the pieces of an SVG that is as wide as its place, and axes with round numbers.

Across, everything is in per cent of the plot, so that one drawing fits a phone, a desk and paper with letters of the
same size; upright it is in pixels. Numbers alone get into attributes, never a text.
"""

from __future__ import annotations

from math import floor, log10

from tinycrm.domain.text import escape
from tinycrm.render.cells import number, rounded
from tinycrm.render.width import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Literal

    from tinycrm.render.cells import Look

    Anchor = Literal["left", "middle", "right"]

COLOURS = 8  # that the style has for series
LETTER = 6.6  # pixels of an average letter of the charts
_HTML = {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("'"): "&#39;",
    ord("\n"): "<br>",
}
_TEXT = {**_HTML, ord("\n"): " "}
# letters that run from the right, and their marks
_BACKWARDS = "\u0590-\u08ff\u200c\ufb1d-\ufdff\ufe70-\ufefc"
# options, dates, amounts, words in other letters, with all between them
_RUN = rf"((?:--|[-+])?[^\W{_BACKWARDS}](?:[^\n{_BACKWARDS}]*[^\W{_BACKWARDS}])?[*%?!]*)"
_STEPS = (1, 2, 5, 10)
_NEAR = 0.85  # of the highest: a lowest value above it may begin the scale
_PARTS = 5
_SCALES = {3: "thousands", 6: "millions", 9: "billions", 12: "trillions"}
_SCALED_FROM = 6  # a million is where zeros are no longer counted at a glance


def html_text(text: str) -> str:
    """The text as HTML shows it, in an element or in a quoted attribute."""
    return escape(text, long=True).translate(_HTML)


def html_line(text: str, look: Look) -> str:
    """The text in an element; in a line that runs from the right, what runs from the left stays together and in order.

    An element whose direction is that of its text passes over what is set apart: a line of Persian may begin with MRR.
    """
    if look.language != "fa" or text.isascii():
        return html_text(text)
    import re

    if not re.search(f"[{_BACKWARDS}]", text):
        return html_text(text)
    pieces = [html_text(piece) for piece in re.split(_RUN, text)]
    pieces[1::2] = [f'<span dir="ltr">{piece}</span>' for piece in pieces[1::2]]
    return "".join(pieces)


def line_text(text: str) -> str:
    """The text on one line, as HTML and SVG show it."""
    return escape(text, long=True).translate(_TEXT)


def num(value: float) -> str:
    """A coordinate: at most three decimals."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def pct(part: float) -> str:
    """A part of the plot's width: 0.25 is 25%."""
    return num(part * 100) + "%"


def rect(css: str, x: float, y: float, across: float, height: float, *, tip: str = "", radius: float = 0) -> str:
    """A bar or a cell.

    Args:
        css: its class.
        x, across: parts of the plot's width.
        y, height: pixels.
        tip: words that a pointer over it shows; any text.
        radius: of its corners, in pixels.
    """
    corner = f' rx="{num(radius)}"' if radius else ""
    shape = f'<rect class="{css}" x="{pct(x)}" y="{num(y)}" width="{pct(across)}" height="{num(height)}"{corner}'
    return f"{shape}><title>{line_text(tip)}</title></rect>" if tip else f"{shape}/>"


def rule(css: str, x1: float, y1: float, x2: float, y2: float) -> str:
    """A straight line; x as parts of the width, y in pixels."""
    return f'<line class="{css}" x1="{pct(x1)}" y1="{num(y1)}" x2="{pct(x2)}" y2="{num(y2)}"/>'


def words_at(css: str, x: str, y: float, text: str, anchor: Anchor) -> str:
    """A text that ends, is centred or begins at x, whatever its writing direction.

    Args:
        css: its class.
        x: a number of pixels or of per cent.
        y: the line the letters stand on, in pixels.
        text: any text.
        anchor: the side of the text that stands at x.
    """
    backwards = starts_from_right(text)
    side = "start" if (anchor == "left") != backwards else "end"
    side = "middle" if anchor == "middle" else side
    direction = "rtl" if backwards else "ltr"
    return (
        f'<text class="{css}" x="{x}" y="{num(y)}" text-anchor="{side}" direction="{direction}">'
        f"{line_text(text)}</text>"
    )


def starts_from_right(text: str) -> bool:
    """True when the first letter that has a direction runs from right to left."""
    if text.isascii():
        return False
    from unicodedata import bidirectional

    for ch in text:
        kind = bidirectional(ch)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def picture(
    pieces: Iterable[str], height: float, name: str, title: str, about: str, *, css: str = "c", pad: int = 0
) -> str:
    """An SVG as wide as its place, with a name and words for those who cannot see it.

    Args:
        pieces: its shapes.
        height: pixels.
        name: the start of its ids; not from data.
        title: what it is; any text.
        about: what it says; any text.
        css: its classes.
        pad: pixels kept free at the left for the labels of an axis.
    """
    classes = f"{css} p{padding(pad)}" if pad else css
    return (
        f'<svg class="{classes}" width="100%" height="{num(height)}" role="img" aria-labelledby="{name}t {name}d">'
        f'<title id="{name}t">{line_text(title)}</title><desc id="{name}d">{line_text(about)}</desc>\n'
        f"{''.join(pieces)}</svg>"
    )


def padding(pixels: int) -> int:
    """The next of the paddings that the style knows: 8, 16 … 160."""
    return max(8, min(160, -(-pixels // 8) * 8))


def letters(text: str) -> float:
    """About how many pixels a text is wide."""
    return width(escape(text)) * LETTER


def curve(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """The runs of points between gaps."""
    runs: list[list[tuple[float, float]]] = []
    open_run = False
    for point in points:
        if point is None:
            open_run = False
        elif open_run:
            runs[-1].append(point)
        else:
            runs.append([point])
            open_run = True
    return runs


def stretched(pieces: Sequence[str], height: float) -> str:
    """Paths whose x runs from 0 to 1000, over the whole width of the plot; their strokes keep their thickness."""
    if not pieces:
        return ""
    return (
        f'<svg class="in" x="0" y="0" width="100%" height="{num(height)}" viewBox="0 0 1000 {num(height)}" '
        f'preserveAspectRatio="none">{"".join(pieces)}</svg>'
    )


def path(run: Sequence[tuple[float, float]]) -> str:
    """The way of a path through points, x as parts of the width."""
    return "M" + "L".join([f"{num(x * 1000)} {num(y)}" for x, y in run])


class Axis:
    """A scale of values: round numbers from a little below the lowest to a little above the highest.

    Args:
        values: what is drawn; None is no data.
        look: how the user writes numbers.
        percent: the values are ratios, written as per cent.
        whole: counts, which have no parts.
        zero: the scale must hold 0, as that of anything drawn by its length.

    Attributes:
        low, high: its ends.
        ticks: (value, text), upwards.
        scale: what the texts are to be multiplied with, in words; "" for nothing.
    """

    __slots__ = ("_look", "_percent", "_shift", "high", "low", "scale", "ticks")

    def __init__(
        self,
        values: Sequence[float | None],
        look: Look,
        *,
        percent: bool = False,
        whole: bool = False,
        zero: bool = True,
    ) -> None:
        self._look = look
        self._percent = percent
        known = [value for value in values if value is not None] or [0.0]
        low, high = min(known), max(known)
        # only a line of large numbers that hardly move is seen better from near
        if zero or low == high or 0 <= low < high * _NEAR or low * _NEAR < high <= 0:
            low, high = min(low, 0.0), max(high, 0.0)
        steps, power, first, last = _steps(low, high, whole=whole)
        unit = steps * 10.0**power
        self.low = min(low, first * unit) if first else 0.0
        self.high = max(high, last * unit)
        if self.low == self.high:
            self.high = self.low + 1.0
        self._shift, scale = _scale(max(abs(low), abs(high)) * (100 if percent else 1))
        self.scale = look.say(scale)
        moved = power + (2 if percent else 0) - self._shift
        self.ticks = [(place * unit, self._written(_decimal(place * steps, moved))) for place in range(first, last + 1)]

    def at(self, value: float) -> float:
        """Where a value stands, from 0 at the low end to 1 at the high one."""
        return max(0.0, min(1.0, (value - self.low) / (self.high - self.low)))

    def short(self, value: float) -> str:
        """A value in at most three digits or so, as the ticks are written."""
        shown = value * (100 if self._percent else 1)
        shown = shown / 10.0**self._shift if self._shift >= 0 else shown * 10.0**-self._shift
        places = 0 if abs(shown) >= 100 or shown == int(shown) else 1 if abs(shown) >= 10 else 2
        return self._written(rounded(f"{shown:.6f}", places))

    def _written(self, text: str) -> str:
        whole, point, part = text.partition(".")
        sign = "-" if whole.startswith("-") else ""
        grouped = f"{int(whole.removeprefix('-')):,}"
        comma = self._look.decimal == "comma"
        shown = sign + (grouped.replace(",", ".") if comma else grouped) + number(point + part, self._look)
        return shown + "%" * self._percent


def _steps(low: float, high: float, *, whole: bool) -> tuple[int, int, int, int]:
    """The step as digits and power of ten, and the first and last of its multiples."""
    if low == high:
        return 1, 0, 0, 0
    raw = (high - low) / _PARTS
    power = floor(log10(raw))
    found = next((step for step in _STEPS if step * 10.0**power >= raw * 0.999999), 10)
    if found == 10:
        found, power = 1, power + 1
    if whole and power < 0:
        found, power = 1, 0
    unit = found * 10.0**power
    first, last = floor(low / unit + 1e-9), -floor(-high / unit + 1e-9)
    return found, power, first, last


def _scale(largest: float) -> tuple[int, str]:
    if largest == 0 or 1e-4 <= largest < 10.0**_SCALED_FROM:
        return 0, ""
    shift = floor(log10(largest) / 3) * 3
    return shift, _SCALES.get(shift, f"×10^{shift}")


def _decimal(digits: int, power: int) -> str:
    """digits × 10^power as exact decimal text."""
    if power >= 0:
        return str(digits * 10**power)
    text = f"{abs(digits):0{1 - power}d}"
    whole, part = text[:power], text[power:].rstrip("0")
    return ("-" if digits < 0 else "") + (f"{whole}.{part}" if part else whole)
