"""The search index: one folded text a record, kept with every write."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.store.sqlite.connect import Cell, Database

_TEXTS = {
    "contact": ("name", "given", "family", "title", "source", "note", "fields"),
    "company": ("name", "industry", "country", "source", "note", "fields"),
    "deal": ("title", "source", "reason", "fields"),
    "interaction": ("summary", "outcome"),
    "task": ("title", "note"),
    "campaign": ("name", "channel", "note", "fields"),
    "subscription": ("product", "note", "fields"),
    "sale": ("product", "note", "fields"),
    "expense": ("title", "channel", "note", "fields"),
    "ticket": ("title", "channel", "note", "fields"),
    "feedback": ("comment", "fields"),
    "segment": ("name", "note"),
}
_CHUNK = 500


def documents(db: Database, noun: str, ids: Sequence[int]) -> dict[int, str]:
    """Gives the folded text of records: names first, then what else they are found by."""
    marks = ",".join("?" * len(ids))
    columns = _TEXTS[noun]
    parts: dict[int, list[str]] = {}
    for row in db.rows(f"SELECT id, {', '.join(columns)} FROM {noun} WHERE id IN ({marks})", tuple(ids)):
        texts = [value for value in row[1:] if isinstance(value, str)]
        if columns[-1] == "fields":
            texts[-1:] = _values(texts[-1])
        parts[whole(row[0])] = texts
    if noun in ("contact", "company"):
        sql = (
            f"SELECT record, typed, key, kind FROM contact_point WHERE record IN ({marks})"
            " ORDER BY record, kind, position"
        )
        for record, typed, key, kind in db.rows(sql, tuple(ids)):
            parts[whole(record)] += [str(typed)] if kind != "phone" else [str(key).lstrip("+"), str(typed)]
    if noun in ("contact", "company", "deal", "ticket"):
        sql = f"SELECT record, name FROM tagging WHERE record IN ({marks}) ORDER BY record, key"
        for record, name in db.rows(sql, tuple(ids)):
            parts[whole(record)].append(str(name))
    return {id: fold(" \n ".join(texts)) for id, texts in parts.items()}


def add_documents(db: Database, documents: Sequence[tuple[int, str, str]]) -> None:
    """The index holds the text of records that have just been made.

    Args:
        db: a connection inside a transaction.
        documents: (id, noun, folded text), as `documents` gives it.
    """
    db.run_many("INSERT INTO doc (id, noun, folded) VALUES (?, ?, ?)", documents)
    for index in ("doc_words", "doc_parts"):
        db.run_many(f"INSERT INTO {index} (rowid, folded) VALUES (?, ?)", [(id, text) for id, _, text in documents])


def document(noun: str, cells: Mapping[str, Cell]) -> list[str]:
    """Gives the texts of a record's own columns that it is found by, in the order of `documents`."""
    texts = [value for column in _TEXTS[noun] if isinstance(value := cells.get(column), str)]
    if "fields" in _TEXTS[noun]:
        texts[-1:] = _values(texts[-1])
    return texts


def _values(text: str) -> list[str]:
    if text == "{}":
        return []
    from tinycrm.store.encode import decode_row

    return [str(value) for value in decode_row(text).values() if value is not None]


def reindex(db: Database, touched: Mapping[int, str]) -> None:
    """The index holds the present text of these records; those that are gone are out of it.

    Args:
        db: a connection inside a transaction.
        touched: record ids with their noun ("" when the record is gone).
    """
    ids = sorted(touched)
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        fresh: dict[int, str] = {}
        for noun in _TEXTS:
            of_noun = [id for id in chunk if touched[id] == noun]
            if of_noun:
                fresh.update(documents(db, noun, of_noun))
        _replace(db, chunk, fresh, touched)


def _replace(db: Database, ids: Sequence[int], fresh: Mapping[int, str], touched: Mapping[int, str]) -> None:
    marks = ",".join("?" * len(ids))
    stored: dict[int, str] = {
        whole(row[0]): str(row[1]) for row in db.rows(f"SELECT id, folded FROM doc WHERE id IN ({marks})", tuple(ids))
    }
    stale: list[tuple[Cell, ...]] = [(id, text) for id, text in stored.items() if fresh.get(id) != text]
    new: list[tuple[Cell, ...]] = [(id, touched[id], text) for id, text in fresh.items() if stored.get(id) != text]
    # a row leaves the index before its doc: external content is read back when it is removed
    if stale:
        for index in ("doc_words", "doc_parts"):
            db.run_many(f"INSERT INTO {index} ({index}, rowid, folded) VALUES ('delete', ?, ?)", stale)
        db.run_many("DELETE FROM doc WHERE id = ?", [(row[0],) for row in stale])
    if new:
        db.run_many("INSERT INTO doc (id, noun, folded) VALUES (?, ?, ?)", new)
        for index in ("doc_words", "doc_parts"):
            db.run_many(f"INSERT INTO {index} (rowid, folded) VALUES (?, ?)", [(row[0], row[2]) for row in new])


def rebuild(db: Database) -> int:
    """The whole index is made anew from the records; gives their number."""
    db.run("INSERT INTO doc_words (doc_words) VALUES ('delete-all')")
    db.run("INSERT INTO doc_parts (doc_parts) VALUES ('delete-all')")
    db.run("DELETE FROM doc")
    total = 0
    for noun in _TEXTS:
        ids = [whole(row[0]) for row in db.rows(f"SELECT id FROM {noun} ORDER BY id")]
        reindex(db, dict.fromkeys(ids, noun))
        total += len(ids)
    return total


def differences(db: Database) -> list[int]:
    """Gives the ids whose text in the index is not the record's; empty when all is well."""
    wrong: list[int] = []
    for noun in _TEXTS:
        ids = [whole(row[0]) for row in db.rows(f"SELECT id FROM {noun} ORDER BY id")]
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            sql = f"SELECT id, folded FROM doc WHERE noun = '{noun}' AND id IN ({marks})"
            stored = {whole(row[0]): str(row[1]) for row in db.rows(sql, tuple(chunk))}
            wrong += [id for id, text in documents(db, noun, chunk).items() if stored.get(id) != text]
        sql = f"SELECT d.id FROM doc AS d LEFT JOIN {noun} AS r ON r.id = d.id WHERE d.noun = '{noun}' AND r.id IS NULL"
        wrong += [whole(row[0]) for row in db.rows(sql)]
    return wrong
