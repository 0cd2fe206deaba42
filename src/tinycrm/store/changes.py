"""What an operation did, record by record."""

from __future__ import annotations

from tinycrm.store.cells import whole
from tinycrm.store.changed import Names, changed_of, last_image, noun_of
from tinycrm.store.journal import get_operation
from tinycrm.store.row_states import states_of
from tinycrm.store.tables import title_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.store import Store
    from tinycrm.store.journal import Operation
    from tinycrm.store.row_states import RowState
    from tinycrm.store.sqlite.connect import Database

# So many records are looked at together.
_CHUNK = 500
_MERGED = ("contact", "company")


def records_changed(store: Store, operation: Operation, nouns: Sequence[str] = ()) -> Iterator[Row]:
    """Yields what an operation did to each record that it changed, by id.

    A row is {"action", "noun", "id", "uid", "name", "merged_into", "changed"}; the name is what the record is called
    now, or was last. What hangs on a record is part of it. An undo tells what it did to the records, as does a redo.

    Args:
        store: the database.
        operation: which.
        nouns: only records of these; all when empty.
    """
    db = store.db
    source, backwards = _source(db, operation)
    names = Names(db)
    # by id, so that the order is the same whenever it is read
    sql = "SELECT DISTINCT record FROM change WHERE op = :op ORDER BY record"
    for chunk in db.stream(sql, {"op": source}, size=_CHUNK):
        records = [whole(row[0]) for row in chunk]
        hanging: dict[int, list[RowState]] = {id: [] for id in records}
        for state in states_of(db, source, records):
            if backwards:
                state.swap()
            hanging[state.record].append(state)
        rows = [row for id in records if (row := _row(store, id, hanging[id], names, nouns)) is not None]
        _name(db, rows)
        yield from rows


def _source(db: Database, operation: Operation) -> tuple[int, bool]:
    """Gives whose journal rows tell what an operation did, and whether it did the reverse of them.

    An undo and a redo have none of their own: the one reverses those of an operation, the other repeats them.
    """
    if operation.undoes is None:
        return operation.id, False
    target = get_operation(db, operation.undoes)
    return (target.id, True) if target.undoes is None else (target.undoes, False)


def _row(store: Store, id: int, states: list[RowState], names: Names, nouns: Sequence[str]) -> Row | None:
    noun = noun_of(states)
    if not noun or (nouns and noun not in nouns):
        return None
    own = next((state for state in states if state.table.name == noun), None)
    action = "edited"
    if own is not None and (own.before is None or own.after is None):
        if own.before is own.after:
            # it came and went
            return None
        action = "added" if own.before is None else "removed"
    changed = changed_of(noun, states, names, store.reading.settings)
    if own is None and not changed:
        return None
    uid = (own.after or own.before or {}).get("uid") if own is not None else None
    head: Row = {"action": action, "noun": noun, "id": id, "uid": uid, "name": None, "merged_into": None}
    return {**head, "changed": changed}


def _name(db: Database, rows: list[Row]) -> None:
    """Each row has its uid and name, and of what was merged the record that it is part of."""
    by_noun: dict[str, list[Row]] = {}
    for row in rows:
        by_noun.setdefault(str(row["noun"]), []).append(row)
    for noun, unnamed in by_noun.items():
        title = title_of(noun)
        ids = tuple(whole(row["id"]) for row in unnamed)
        sql = f"SELECT id, uid, {title} FROM {noun} WHERE id IN ({','.join('?' * len(ids))})"
        found = {whole(id): (str(uid), name) for id, uid, name in db.rows(sql, ids)}
        for row in unnamed:
            id = whole(row["id"])
            if id not in found:
                image = last_image(db, noun, id)
                found[id] = str(row["uid"] or image.get("uid") or ""), image.get(title)
            row["uid"] = found[id][0] or None
            row["name"] = None if found[id][1] is None else str(found[id][1])
    gone = {whole(row["id"]): row for row in rows if row["action"] == "removed" and row["noun"] in _MERGED}
    if gone:
        marks = ",".join("?" * len(gone))
        for merged, survivor in db.rows(f"SELECT id, survivor FROM merged WHERE id IN ({marks})", tuple(gone)):
            gone[whole(merged)]["merged_into"] = whole(survivor)
