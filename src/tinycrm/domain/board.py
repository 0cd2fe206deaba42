"""What `pipeline board` gives back: cards in columns."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json, Listing


class Board:
    """Cards in columns side by side.

    Args:
        title: the first line.
        columns: (heading, subtitle, cards); a card is its title and its value in words.
        data: what `-f json` prints.
        listing: the same cards as rows, for the formats of files.
    """

    __slots__ = ("columns", "data", "exit_code", "listing", "notes", "title")

    def __init__(
        self,
        title: str,
        columns: Sequence[tuple[str, str, list[tuple[str, str]]]],
        data: Json,
        listing: Listing,
        *,
        notes: list[str] | None = None,
        exit_code: int = 0,
    ) -> None:
        self.title = title
        self.columns = list(columns)
        self.data = data
        self.listing = listing
        self.notes: list[str] = [] if notes is None else notes
        self.exit_code = exit_code
