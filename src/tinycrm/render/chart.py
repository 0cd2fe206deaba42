"""Numbers as pictures of text: bars and sparklines."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_LEVELS = "▁▂▃▄▅▆▇█"


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
    low = min(known)
    reach = max(known) - low
    return "".join([" " if value is None else _LEVELS[_level(value - low, reach)] for value in values])


def _level(above: float, reach: float) -> int:
    return round(above / reach * (len(_LEVELS) - 1)) if reach > 0 else 0
