"""The rows that could not be read: counted, the first of them at hand, and all of them for a file of rejects."""

from __future__ import annotations

from itertools import islice

from tinycrm.formats.spool import Spool

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import overload

    from tinycrm.services.transfer.asked import Bad

# Nobody reads more of them; a file of rejects gets all.
KEPT = 1000


class BadRows:
    """Bad rows in the order they were met.

    Attributes:
        width: cells of the widest.
    """

    __slots__ = ("_first", "_rest", "width")

    def __init__(self) -> None:
        self._first: list[Bad] = []
        self._rest = Spool()
        self.width = 0

    def append(self, row: Bad) -> None:
        """The row is one of them."""
        self.width = max(self.width, len(row.cells))
        if len(self._first) < KEPT:
            self._first.append(row)
        else:
            self._rest.add((row.file, row.line, row.message, row.cells, row.hint))

    def __len__(self) -> int:
        return len(self._first) + self._rest.count

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, place: int) -> Bad: ...
        @overload
        def __getitem__(self, place: slice) -> list[Bad]: ...

    def __getitem__(self, place: int | slice) -> Bad | list[Bad]:
        """Gives one of the first rows, or some of them."""
        return self._first[place]

    def __iter__(self) -> Iterator[Bad]:
        """Yields all rows."""
        from tinycrm.services.transfer.asked import Bad

        yield from self._first
        for file, line, message, cells, hint in self._rest.rows():
            if isinstance(cells, list):
                yield Bad(str(file), int(str(line)), str(message), cells, str(hint))

    def first(self, count: int) -> list[Bad]:
        """Gives the first rows, at most so many."""
        return list(islice(self, count))
