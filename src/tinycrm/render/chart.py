"""Numbers as pictures of text: bars and sparklines; and what every picture asks of a number."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json

_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
BAR = "█▏▎▍▌▋▊▉"  # what bars are made of
_LEVELS = "▁▂▃▄▅▆▇█"
# Beyond these the difference of two numbers could no longer be divided by.
_HUGE, _TINY = 1e300, 1e-300


def amount(value: Json) -> float | None:
    """A value as a finite number to draw; None for no data and for what is no number."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    if found != found:
        return None
    return 0.0 if abs(found) < _TINY else max(-_HUGE, min(_HUGE, found))


def bar(value: float, largest: float, cells: int) -> str:
    """A bar as long as the value's part of the largest, in eighths of a cell; above zero never invisible.

    Args:
        value: what to draw; nothing is drawn for zero and below.
        largest: the value whose bar fills all the cells.
        cells: the length of the longest bar.
    """
    if value <= 0 or largest <= 0 or cells < 1:
        return ""
    eighths = max(1, round(min(value / largest, 1.0) * cells * 8))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8]


def spark(values: Sequence[float | None]) -> str:
    """One cell a value, from the smallest to the largest; a space for no data, all low when equal.

    Args:
        values: in order; None is no data.
    """
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, high = min(known), max(known)
    return "".join([" " if value is None else _LEVELS[level(value, low, high, len(_LEVELS))] for value in values])


def level(value: float, low: float, high: float, steps: int) -> int:
    """The step, from 0, that a value between the lowest and the highest stands on; 0 when all are equal."""
    return round((value - low) / (high - low) * (steps - 1)) if high > low else 0
