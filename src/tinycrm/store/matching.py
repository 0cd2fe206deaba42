"""Records that the rows of a file may be: found by their keys, many at a time, and as they are."""

from __future__ import annotations

from tinycrm.store.cells import whole
from tinycrm.store.foreign import SIDE_TABLES
from tinycrm.store.tables import LINKS, ORDERED_LINKS, key_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tinycrm.store.sqlite.connect import Cell, Database, Tuple

_CHUNK = 500


def known_ids(db: Database, source: str, noun: str, ids: Iterable[str]) -> dict[str, tuple[int, bool]]:
    """Gives what is remembered of ids of a source: foreign id → (our id, whether that record was deleted here)."""
    sql = "SELECT foreign_id, id, gone_at FROM foreign_ref WHERE source = ? AND noun = ? AND foreign_id IN"
    return {str(foreign): (whole(id), gone is not None) for foreign, id, gone in _among(db, sql, (source, noun), ids)}


def nouns_of(db: Database, source: str, nouns: Iterable[str], ids: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
    """Gives the records that ids of a source lead to, whichever noun they are: foreign id → (noun, our id) of each."""
    found: dict[str, list[tuple[str, int]]] = {}
    for noun in nouns:
        for foreign, (id, is_gone) in known_ids(db, source, noun, ids).items():
            if not is_gone:
                found.setdefault(foreign, []).append((noun, id))
    return found


def point_owners(db: Database, noun: str, kind: str, keys: Iterable[str]) -> dict[str, list[int]]:
    """Gives whose contact points of a kind are: key → ids, of those that anybody has."""
    # the kind stands in the statement, so that the index of e-mails may be taken
    sql = f"SELECT key, record FROM contact_point WHERE kind = '{kind}' AND {noun} IS NOT NULL AND key IN"
    return _grouped(_among(db, sql, (), keys))


def named(db: Database, noun: str, keys: Iterable[str]) -> dict[str, list[int]]:
    """Gives the records of a noun by their folded name: key → ids, of those that are there."""
    key = key_of(noun, noun)
    return _grouped(_among(db, f"SELECT {key}, id FROM {noun} WHERE {key} IN", (), keys))


def _among(
    db: Database, sql: str, params: tuple[Cell, ...], values: Iterable[Cell], *, more: str = ""
) -> Iterator[Tuple]:
    """Yields the rows of a query that ends in IN, over as many values as there are."""
    wanted = list(dict.fromkeys(values))
    for start in range(0, len(wanted), _CHUNK):
        chunk = tuple(wanted[start : start + _CHUNK])
        yield from db.rows(f"{sql} ({','.join('?' * len(chunk))}){more}", (*params, *chunk))


def _grouped(rows: Iterable[Tuple]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, id in rows:
        found.setdefault(str(key), []).append(whole(id))
    for ids in found.values():
        ids.sort()
    return found


def uids(db: Database, noun: str, wanted: Iterable[str]) -> dict[str, int]:
    """Gives the records of a noun by uid, merged ones by their survivor, of those that are there."""
    texts = list(wanted)
    found = {
        str(uid): whole(id)
        for uid, id in _among(db, "SELECT uid, survivor FROM merged WHERE noun = ? AND uid IN", (noun,), texts)
    }
    found |= {str(uid): whole(id) for uid, id in _among(db, f"SELECT uid, id FROM {noun} WHERE uid IN", (), texts)}
    return found


class Present:
    """Records as they are in the store, with what hangs on them.

    Attributes:
        columns: id → its columns.
        points: id → kind → (key, as typed, label), in order.
        tags: id → folded key → name.
        links: (id, linked noun) → ids, the primary first.
    """

    __slots__ = ("columns", "links", "points", "tags")

    def __init__(self) -> None:
        self.columns: dict[int, dict[str, Cell]] = {}
        self.points: dict[int, dict[str, list[tuple[str, str, str | None]]]] = {}
        self.tags: dict[int, dict[str, str]] = {}
        self.links: dict[tuple[int, str], list[int]] = {}

    def forget(self, id: int) -> None:
        """The record is changed: what is known of it holds no more."""
        self.columns.pop(id, None)


def present(db: Database, noun: str, ids: Sequence[int]) -> Present:
    """Gives the records of a noun with these ids, of those that are there."""
    found = Present()
    for start in range(0, len(ids), _CHUNK):
        chunk = tuple(ids[start : start + _CHUNK])
        marks = ",".join("?" * len(chunk))
        cursor = db.run(f"SELECT * FROM {noun} WHERE id IN ({marks})", chunk)
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            cells = dict(zip(names, row, strict=True))
            found.columns[whole(cells["id"])] = cells
    for id in found.columns:
        found.points[id], found.tags[id] = {}, {}
    ids = list(found.columns)
    if noun in ("contact", "company"):
        sql = "SELECT record, kind, key, typed, label FROM contact_point WHERE record IN"
        for owner, kind, key, typed, label in _among(db, sql, (), ids, more=" ORDER BY record, kind, position"):
            point = (str(key), str(typed), None if label is None else str(label))
            found.points[whole(owner)].setdefault(str(kind), []).append(point)
    sql = "SELECT record, key, name FROM tagging WHERE record IN"
    for owner, key, name in _among(db, sql, (), ids, more=" ORDER BY record, key"):
        found.tags[whole(owner)][str(key)] = str(name)
    for (owning, linked), (table, own, other) in LINKS.items():
        if owning == noun:
            order = "is_primary DESC, position" if table in ORDERED_LINKS else other
            sql = f"SELECT {own}, {other} FROM {table} WHERE {own} IN"
            for owner, to in _among(db, sql, (), ids, more=f" ORDER BY {own}, {order}"):
                found.links.setdefault((whole(owner), linked), []).append(whole(to))
    return found


def lives_of(db: Database, ids: Sequence[int]) -> dict[int, tuple[list[dict[str, Cell]], list[dict[str, Cell]]]]:
    """Gives the changes and the terms of subscriptions in order, by id: rows of both tables, without the id."""
    found: dict[int, tuple[list[dict[str, Cell]], list[dict[str, Cell]]]] = {id: ([], []) for id in ids}
    for place, table in enumerate(("subscription_change", "subscription_term")):
        names = SIDE_TABLES[table]
        sql = f"SELECT {', '.join(names)} FROM {table} WHERE subscription IN"
        for row in _among(db, sql, (), ids, more=" ORDER BY subscription, seq"):
            found[whole(row[0])][place].append(dict(zip(names[1:], row[1:], strict=True)))
    return found


def uids_of(db: Database, noun: str, ids: Iterable[int]) -> dict[int, str]:
    """Gives the uids of records of a noun, by id."""
    return {whole(id): str(uid) for id, uid in _among(db, f"SELECT id, uid FROM {noun} WHERE id IN", (), ids)}
