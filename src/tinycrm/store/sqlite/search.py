"""The search index: one folded text a record, found by words and by parts of words."""

from __future__ import annotations

from tinycrm.domain.fold import fold, words
from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tinycrm.store.sqlite.connect import Cell, Database

    # id, noun, folded text
    Hit = tuple[int, str, str]

_TEXTS = {
    "contact": ("name", "given", "family", "title", "source", "note", "fields"),
    "company": ("name", "industry", "country", "source", "note", "fields"),
    "deal": ("title", "source", "reason", "fields"),
    "interaction": ("summary", "outcome"),
    "task": ("title",),
}
# Ranking looks at so many of the newest and of the oldest hits, or as many as are asked for. FTS5's own rank reads
# every hit of the whole table before it ranks the first, which takes seconds for a common word of many records.
NEWEST = 120
OLDEST = 40
# The index answers beginnings of so many letters at once; for longer ones it first reads all their hits.
_INDEXED = 3
_CLASSES = {"contact": 0, "company": 0, "deal": 0, "task": 1, "interaction": 2}
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

    Whole words come before beginnings of words, and these before parts of words.

    Args:
        db: the connection.
        query: the user's words: data, never the index's own syntax.
        nouns: the nouns to look in; empty means all.
        limit: at most this many.
    """
    tokens = words(query)
    wanted = list(nouns)
    found: dict[int, str] = {}
    if not tokens:
        return []
    for look in (_whole_words, _beginnings, _parts):
        if len(found) < limit:
            hits = [hit for hit in look(db, tokens, wanted, limit) if hit[0] not in found]
            hits.sort(key=lambda hit: _rank(hit, tokens))
            found.update((id, noun) for id, noun, _ in hits)
    return list(found.items())[:limit]


def _rank(hit: Hit, tokens: Sequence[str]) -> tuple[int, int, int, int]:
    """People, companies and deals first; then where the words stand nearest the beginning, and the shorter text."""
    id, noun, text = hit
    return _CLASSES[noun], min(text.find(token) for token in tokens), len(text), id


def _whole_words(db: Database, tokens: Sequence[str], nouns: Sequence[str], limit: int) -> list[Hit]:
    return _ends(db, "doc_words", " ".join(f'"{token}"' for token in tokens), nouns, limit)


def _beginnings(db: Database, tokens: Sequence[str], nouns: Sequence[str], limit: int) -> list[Hit]:
    if any(len(token) > _INDEXED for token in tokens):
        # enough of them are often among the hits of their first letters
        match = " ".join(f'"{token[:_INDEXED]}"*' for token in tokens)
        hits = [hit for hit in _ends(db, "doc_words", match, nouns, 2 * limit) if _begin(hit[2], tokens)]
        if len(hits) >= limit:
            return hits
    return _ends(db, "doc_words", " ".join(f'"{token}"*' for token in tokens), nouns, limit)


def _begin(text: str, tokens: Sequence[str]) -> bool:
    present = words(text)
    return all(any(word.startswith(token) for word in present) for token in tokens)


def _parts(db: Database, tokens: Sequence[str], nouns: Sequence[str], limit: int) -> list[Hit]:
    if any(len(token) < 3 for token in tokens):
        return []
    return _ends(db, "doc_parts", " ".join(f'"{token}"' for token in tokens), nouns, limit)


def _ends(db: Database, index: str, match: str, nouns: Sequence[str], limit: int) -> list[Hit]:
    """The newest hits and the oldest: what was said of a record last, and the record itself, which is older."""
    newest = max(NEWEST, limit)
    hits = _hits(db, index, match, nouns, "DESC", newest)
    if len(hits) == newest:
        seen = {hit[0] for hit in hits}
        hits += [hit for hit in _hits(db, index, match, nouns, "ASC", max(OLDEST, limit)) if hit[0] not in seen]
    return hits


def _hits(db: Database, index: str, match: str, nouns: Sequence[str], way: str, limit: int) -> list[Hit]:
    if nouns:
        sql = (
            f"SELECT d.id, d.noun, d.folded FROM {index} AS w CROSS JOIN doc AS d ON d.id = w.rowid"
            f" WHERE {index} MATCH ? AND d.noun IN ({','.join('?' * len(nouns))}) ORDER BY w.rowid {way} LIMIT ?"
        )
    else:
        sql = (
            f"SELECT d.id, d.noun, d.folded FROM (SELECT rowid AS id FROM {index} WHERE {index} MATCH ?"
            f" ORDER BY rowid {way} LIMIT ?) AS hit CROSS JOIN doc AS d ON d.id = hit.id"
        )
    return [(whole(id), str(noun), str(text)) for id, noun, text in db.rows(sql, (match, *nouns, limit))]


def beginning(db: Database, tokens: Sequence[str], most: int) -> list[int]:
    """Gives the ids of records of any noun that have words beginning with all of these: the oldest, at most `most`."""
    match = " ".join(f'"{token}"*' for token in tokens)
    rows = db.rows("SELECT rowid FROM doc_words WHERE doc_words MATCH ? ORDER BY rowid LIMIT ?", (match, most))
    return [whole(row[0]) for row in rows]
