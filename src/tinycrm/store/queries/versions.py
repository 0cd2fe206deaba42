"""Whether records are still as somebody saw them."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.store.sqlite.connect import Database

_CHUNK = 500


def versions(db: Database, noun: str, ids: Sequence[int]) -> dict[int, int]:
    """Gives id → version of those of the records that are there; every change of a record raises its version."""
    found: dict[int, int] = {}
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        marks = ",".join("?" for _ in chunk)
        rows = db.rows(f"SELECT id, version FROM {noun} WHERE id IN ({marks})", tuple(chunk))
        found.update((whole(id), whole(version)) for id, version in rows)
    return found
