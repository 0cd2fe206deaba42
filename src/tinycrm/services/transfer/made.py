"""Records that an import made beside the rows: a million of them in little memory."""

from __future__ import annotations

from array import array

from tinycrm.domain.nouns import NOUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.domain.results import Row


class Made:
    """Records in the order they were made.

    Attributes:
        dry: whether none of them stays, so that they have no ids.
    """

    __slots__ = ("_ids", "_nouns", "dry")

    def __init__(self, *, dry: bool = False) -> None:
        self.dry = dry
        self._nouns = bytearray()
        self._ids = array("q")

    def add(self, noun: str, id: int) -> None:
        """The record is one of them."""
        self._nouns.append(list(NOUNS).index(noun))
        self._ids.append(id)

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Row]:
        """Yields {"noun", "id"} of each."""
        nouns = list(NOUNS)
        for place, id in zip(self._nouns, self._ids, strict=True):
            yield {"noun": nouns[place], "id": None if self.dry else id}

    def counts(self) -> dict[str, int]:
        """Gives noun → how many."""
        nouns = list(NOUNS)
        return {nouns[place]: self._nouns.count(place) for place in dict.fromkeys(self._nouns)}
