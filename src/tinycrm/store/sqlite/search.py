"""The search index: one folded text a record, found by words and by parts of words."""

from __future__ import annotations

from tinycrm.domain.fold import fold, words
from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tinycrm.store.sqlite.connect import Cell, Database

_TEXTS = {
    "contact": ("name", "given", "family", "title", "source", "note", "fields"),
    "company": ("name", "industry", "country", "source", "note", "fields"),
    "deal": ("title", "source", "reason", "fields"),
    "interaction": ("summary", "outcome"),
    "task": ("title",),
}
# Ranking looks at this many candidates at most: bm25 costs about a microsecond a hit.
CANDIDATES = 1000
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
    if noun in ("contact", "company", "deal"):
        sql = f"SELECT record, name FROM tagging WHERE record IN ({marks}) ORDER BY record, key"
        for record, name in db.rows(sql, tuple(ids)):
            parts[whole(record)].append(str(name))
    return {id: fold(" \n ".join(texts)) for id, texts in parts.items()}


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
    for index in ("doc_words", "doc_parts"):
        db.run_many(f"INSERT INTO {index} ({index}, rowid, folded) VALUES ('delete', ?, ?)", stale)
    db.run_many("DELETE FROM doc WHERE id = ?", [(row[0],) for row in stale])
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


def find(db: Database, query: str, nouns: Iterable[str], limit: int) -> list[tuple[int, str]]:
    """Gives (id, noun) of the records that hold every word of the query, best first.

    Args:
        query: the user's words: data, never the index's own syntax.
        nouns: the nouns to look in; empty means all.
        limit: at most this many.
    """
    tokens = words(query)
    if not tokens:
        return []
    match = " ".join(f'"{token}"*' for token in tokens)
    found = _match(db, "doc_words", match, nouns, limit)
    if len(found) < limit and all(len(token) >= 3 for token in tokens):
        match = " ".join(f'"{token}"' for token in tokens)
        seen = {id for id, _ in found}
        found += [hit for hit in _match(db, "doc_parts", match, nouns, limit) if hit[0] not in seen]
    return found[:limit]


def _match(db: Database, index: str, match: str, nouns: Iterable[str], limit: int) -> list[tuple[int, str]]:
    wanted = list(nouns)
    narrow = f" AND d.noun IN ({','.join('?' * len(wanted))})" if wanted else ""
    # candidates are the newest records; only they are ranked
    sql = (
        f"SELECT d.id, d.noun FROM (SELECT rowid AS id, rank AS score FROM {index} WHERE {index} MATCH ?"
        f" AND rowid IN (SELECT rowid FROM {index} WHERE {index} MATCH ?"
        f" ORDER BY rowid DESC LIMIT {CANDIDATES})) AS hit"
        f" JOIN doc AS d ON d.id = hit.id WHERE 1 = 1{narrow} ORDER BY hit.score, d.id LIMIT ?"
    )
    return [(whole(row[0]), str(row[1])) for row in db.rows(sql, (match, match, *wanted, limit))]


def starting_with(db: Database, noun: str, tokens: Sequence[str]) -> Iterator[int]:
    """Yields the ids of a noun whose text has words beginning with all of these, oldest first."""
    match = " ".join(f'"{token}"*' for token in tokens)
    sql = (
        "SELECT d.id FROM doc_words AS w JOIN doc AS d ON d.id = w.rowid"
        " WHERE doc_words MATCH ? AND d.noun = ? ORDER BY w.rowid"
    )
    for chunk in db.stream(sql, (match, noun), size=100):
        for row in chunk:
            yield whole(row[0])
