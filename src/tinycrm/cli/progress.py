"""How far something long is, for a person at a terminal: one line, rewritten, and gone at the end."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.render.sink import Sink

# What is done before a person would have read the line is not worth one.
_PATIENCE = 0.5
_EVERY = 0.2


class RowsProgress:
    """Tells how many rows are done, how many a second, and how long the rest will take."""

    __slots__ = ("_begun", "_done", "_sink", "_told")

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._begun = self._told = time.monotonic()
        self._done = 0

    def __call__(self, done: int, total: int) -> None:
        """So many rows of so many are done; fewer than before are those of the next file."""
        now = time.monotonic()
        if done < self._done:
            self._begun = now
        self._done = done
        if now - self._begun > _PATIENCE and now - self._told >= _EVERY:
            self._told = now
            self._sink.draw(words(done, total, now - self._begun))

    def close(self) -> None:
        """The line is gone."""
        self._sink.draw("")


def words(done: int, total: int, seconds: float) -> str:
    """Gives the line.

    Args:
        done, total: rows.
        seconds: that the rows done have taken.
    """
    pace = done / seconds
    text = f"{done:,} of {total:,} rows, {pace:,.0f} rows/s"
    left = (total - done) / pace if pace else 0
    if done >= total:
        return text
    if left < 60:
        return f"{text}, {left:.0f} s left"
    return f"{text}, {left // 60:.0f} min left" if left < 3600 else f"{text}, {left / 3600:.1f} h left"
