"""How often records were changed: what a calendar tells an older copy of a task by."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.store.sqlite.connect import Database


def versions_of(db: Database, noun: str, ids: Sequence[int]) -> dict[int, int]:
    """Gives the versions of records: id → version, which only rises.

    Args:
        db: where to read.
        noun: whose records they are.
        ids: at most a few hundred.
    """
    marks = ",".join("?" * len(ids))
    rows = db.rows(f"SELECT id, version FROM {noun} WHERE id IN ({marks})", tuple(ids))
    return {whole(id): whole(version) for id, version in rows}
