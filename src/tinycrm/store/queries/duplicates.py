"""Records of one noun that share a contact point or a name."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.store.sqlite.connect import Database


def shared_points(db: Database, noun: str) -> list[tuple[str, str, int]]:
    """Gives (kind, key, record) of every contact point that several records of the noun have, in order."""
    sql = (
        f"SELECT p.kind, p.key, p.record FROM contact_point AS p WHERE p.{noun} IS NOT NULL AND EXISTS ("
        "SELECT 1 FROM contact_point AS o WHERE o.kind = p.kind AND o.key = p.key"
        f" AND o.{noun} IS NOT NULL AND o.record <> p.record) ORDER BY p.kind, p.key, p.record"
    )
    return [(str(kind), str(key), int(str(record))) for kind, key, record in db.rows(sql)]


def folded_names(db: Database, noun: str) -> Iterator[tuple[int, str]]:
    """Yields (id, folded name) of every contact or company, by id."""
    for chunk in db.stream(f"SELECT id, name_key FROM {noun} ORDER BY id", size=5000):
        for id, key in chunk:
            yield int(str(id)), str(key)
