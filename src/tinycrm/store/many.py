"""Very many records, read a part at a time."""

from __future__ import annotations

from collections.abc import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import overload

    from tinycrm.domain.results import Row
    from tinycrm.store.views import View

_CHUNK = 500


class Records(Sequence["Row"]):
    """The records with these ids, in their order, each as it is when it is looked at; no more than a part is held.

    Args:
        view: gives the records of some ids.
        ids: of records that are there.
    """

    def __init__(self, view: View, ids: Sequence[int]) -> None:
        self._view = view
        self._ids = ids

    def __len__(self) -> int:
        return len(self._ids)

    if TYPE_CHECKING:

        @overload
        def __getitem__(self, index: int) -> Row: ...
        @overload
        def __getitem__(self, index: slice) -> Sequence[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        """Gives one record, or several of them."""
        if isinstance(index, slice):
            return Records(self._view, self._ids[index])
        return self._view.of_ids([self._ids[index]])[0]

    def __iter__(self) -> Iterator[Row]:
        """Yields every record."""
        for start in range(0, len(self._ids), _CHUNK):
            yield from self._view.of_ids(self._ids[start : start + _CHUNK])
