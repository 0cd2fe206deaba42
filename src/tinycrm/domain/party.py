"""Who pays: the party of a record is its company if it has one, else its contact."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Cell = int | str | float | None


def party_of(columns: Mapping[str, Cell]) -> Cell:
    """Gives the id of the party of a record with these columns, None without company and contact."""
    company = columns.get("company")
    return company if company is not None else columns.get("contact")
