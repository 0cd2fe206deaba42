"""The uids of records, also of those that are gone."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.store.cells import whole
from tinycrm.store.changed import last_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.store.sqlite.connect import Database


def uids_of(db: Database, noun: str, ids: Sequence[int]) -> list[str]:
    """Gives the uids of records in the order of their ids; one that nothing tells any more is left out.

    Args:
        db: the connection.
        noun: of the records, "" when they are of several.
        ids: at most some hundreds.
    """
    found: dict[int, str] = {}
    marks = ",".join("?" * len(ids))
    nouns = [name for name in NOUNS if noun in ("", name)]
    for name in nouns:
        rows = db.rows(f"SELECT id, uid FROM {name} WHERE id IN ({marks})", tuple(ids))
        found.update({whole(id): str(uid) for id, uid in rows})
    for id in ids:
        for name in nouns if id not in found else ():
            image = last_image(db, name, id)
            if image.get("uid"):
                found[id] = str(image["uid"])
                break
    return [found[id] for id in ids if id in found]
