"""The best groups of a split, and all the others as one."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Generic, TypeVar

OTHERS = "others"


Kept = TypeVar("Kept")
Name = TypeVar("Name")


class Best(Generic[Name, Kept]):
    """Keeps so many groups, those of the highest rank; what falls out of them is handed over to be added up.

    Attributes:
        left: how many groups fell out.
    """

    __slots__ = ("_heap", "_serial", "_top", "left")

    def __init__(self, top: int) -> None:
        """Nothing is kept yet; 0 for `top` keeps all."""
        self._top = top
        self._heap: list[tuple[int, int, Name, Kept]] = []
        self._serial = 0
        self.left = 0

    def add(self, rank: int, name: Name, kept: Kept) -> Kept | None:
        """The group is kept where it is good enough; gives the one that fell out for it."""
        # of equals the first to come stays
        if self._top and len(self._heap) == self._top and rank <= self._heap[0][0]:
            self.left += 1
            return kept
        self._serial -= 1
        heappush(self._heap, (rank, self._serial, name, kept))
        if not self._top or len(self._heap) <= self._top:
            return None
        self.left += 1
        return heappop(self._heap)[3]

    def ranked(self) -> list[tuple[Name, Kept]]:
        """Gives the groups that are kept, the best first."""
        return [(name, kept) for _, _, name, kept in sorted(self._heap, key=lambda item: (-item[0], -item[1]))]
