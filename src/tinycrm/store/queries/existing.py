"""The records that a new one would repeat."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.store.sqlite.connect import Cell, Database

# what of a noun is still going on, among those that share a title with what is over
_GOING_ON = {"task": "status = 'open'", "deal": "outcome = 'open'", "ticket": "status <> 'resolved'"}


def with_point(db: Database, noun: str, kind: str, keys: Sequence[str]) -> list[int]:
    """Gives the contacts or companies that have one of these points of a kind, by id."""
    marks = ",".join("?" * len(keys))
    sql = (
        f"SELECT DISTINCT record FROM contact_point WHERE kind = ? AND key IN ({marks}) AND {noun} IS NOT NULL"
        " ORDER BY record"
    )
    return [whole(row[0]) for row in db.rows(sql, (kind, *keys))]


def without_email(db: Database, ids: Sequence[int]) -> list[int]:
    """Gives those of the contacts that have no e-mail."""
    if not ids:
        return []
    marks = ",".join("?" * len(ids))
    sql = f"SELECT DISTINCT record FROM contact_point WHERE kind = 'email' AND record IN ({marks})"
    having = {row[0] for row in db.rows(sql, tuple(ids))}
    return [id for id in ids if id not in having]


def named(db: Database, noun: str, key: str) -> list[tuple[int, str]]:
    """Gives (id, name) of the records whose folded name is the key, by id."""
    rows = db.rows(f"SELECT id, name FROM {noun} WHERE name_key = :key ORDER BY id", {"key": key})
    return [(whole(id), str(name)) for id, name in rows]


def titled(db: Database, noun: str, key: str, about: Mapping[str, Cell]) -> list[tuple[int, str]]:
    """Gives (id, title) of the tasks, deals or tickets that go on, with this folded title, about the very same.

    Args:
        db: the connection.
        noun: "task", "deal" or "ticket".
        key: the folded title.
        about: column → id, None where there must be none.
    """
    sql = f"SELECT id, title, {', '.join(about)} FROM {noun} WHERE title_key = :key AND {_GOING_ON[noun]} ORDER BY id"
    wanted = tuple(about.values())
    return [(whole(row[0]), str(row[1])) for row in db.rows(sql, {"key": key}) if tuple(row[2:]) == wanted]
