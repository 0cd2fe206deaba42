"""Segments as they are stored: looked up by name, and which of them name which."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Database

    # id, name, noun, filter
    Stored = tuple[int, str, str, str]


def segment_named(db: Database, key: str) -> Stored | None:
    """Gives the segment with this folded name, or None."""
    row = db.one("SELECT id, name, noun, filter FROM segment WHERE name_key = :key", {"key": key})
    return None if row is None else (whole(row[0]), str(row[1]), str(row[2]), str(row[3]))


def segment_of_id(db: Database, id: int) -> Stored | None:
    """Gives the segment with this id, or None."""
    row = db.one("SELECT id, name, noun, filter FROM segment WHERE id = :id", {"id": id})
    return None if row is None else (whole(row[0]), str(row[1]), str(row[2]), str(row[3]))


def segment_keys(db: Database) -> list[str]:
    """Gives the names of all segments."""
    return [str(row[0]) for row in db.rows("SELECT name FROM segment ORDER BY name_key")]


def all_segments(db: Database) -> list[Stored]:
    """Gives all segments by name."""
    rows = db.rows("SELECT id, name, noun, filter FROM segment ORDER BY name_key")
    return [(whole(row[0]), str(row[1]), str(row[2]), str(row[3])) for row in rows]
