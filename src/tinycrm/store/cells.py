"""The values of rows, as the types our queries promise."""

from __future__ import annotations

from tinycrm.errors import StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeGuard


def whole(cell: object) -> int:
    """Gives a cell that the schema says is a whole number.

    Raises:
        StorageError: it is not: someone else wrote into the database.
    """
    if is_whole(cell):
        return cell
    raise StorageError(f"the database holds {cell!r} where a number must stand", hint="tinycrm doctor")


def is_whole(cell: object) -> TypeGuard[int]:
    """Says whether a cell is a whole number."""
    return isinstance(cell, int)
