"""The search index: one folded text a record, found by words and by parts of words."""

from __future__ import annotations

from tinycrm.domain.fold import fold, words
from tinycrm.store.cells import whole
from tinycrm.store.sqlite import dialect
from tinycrm.store.tables import key_of

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
    "task": ("title", "note"),
    "campaign": ("name", "channel", "note", "fields"),
    "subscription": ("product", "note", "fields"),
    "sale": ("product", "note", "fields"),
    "expense": ("title", "channel", "note", "fields"),
    "ticket": ("title", "channel", "note", "fields"),
    "feedback": ("comment", "fields"),
    "segment": ("name", "note"),
}
# Ranking looks at so many of the newest and of the oldest hits, or as many as are asked for. FTS5's own rank reads
# every hit of the whole table before it ranks the first, which takes seconds for a common word of many records.
NEWEST = 120
OLDEST = 40
# The index answers beginnings of so many letters at once; for longer ones it first reads all their hits.
_INDEXED = 3
# A word so common is looked for in names when only some nouns are wanted: the hits of others would be read in vain.
_COMMON = 20_000
_CLASSES = {
    **dict.fromkeys(("contact", "company", "deal", "campaign", "segment"), 0),
    **dict.fromkeys(("task", "ticket", "subscription"), 1),
    **dict.fromkeys(("interaction", "sale", "expense", "feedback"), 2),
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

    Whole words come before beginnings of words, and these before parts of words. Of more hits than can be ranked the
    newest and the oldest are.

    Args:
        db: the connection.
        query: the user's words: data, never the index's own syntax.
        nouns: the nouns to look in; empty means all.
        limit: at most this many.
    """
    tokens = words(query)
    if not tokens:
        return []
    look = _Look(db, tokens, list(nouns), limit)
    rare = look.add("doc_words", [f'"{token}"' for token in tokens])
    starts = [f'"{token}"*' for token in tokens]
    alone = len(tokens) == 1
    if look.missing and alone:
        # the hits of the first letters are often enough, and need not be collected
        look.add("doc_words", [f'"{tokens[0][:_INDEXED]}"*'], beginnings=True)
    if look.missing and rare and alone:
        look.add("doc_words", starts)
    complete = False
    # where several words are found as they stand, nobody means parts of them
    if look.missing and all(len(token) >= 3 for token in tokens) and (alone or not look.found):
        complete = look.add("doc_parts", [f'"{token}"' for token in tokens])
    if look.missing and rare and not alone and not complete:
        look.add("doc_words", starts)
    hits = sorted(look.found.values(), key=lambda hit: _rank(hit, tokens))
    return [(id, noun) for id, noun, _ in hits[:limit]]


def _rank(hit: Hit, tokens: Sequence[str]) -> tuple[int, int, int, int, int]:
    """Whole words, beginnings, parts; people, companies and deals first; words near the beginning; short texts."""
    id, noun, text = hit
    kind = max(_kind(text, token) for token in tokens)
    return kind, _CLASSES.get(noun, 3), text.find(tokens[0]), len(text), id


def _kind(text: str, token: str) -> int:
    """How a folded text holds a token: 0 as a word, 1 as the beginning of one, 2 elsewhere."""
    best = 2
    at = text.find(token)
    while at >= 0:
        if not at or not text[at - 1].isalnum():
            best = 1
            end = at + len(token)
            if end == len(text) or not text[end].isalnum():
                return 0
        at = text.find(token, at + 1)
    return best


class _Look:
    """A search while its hits are gathered.

    Attributes:
        found: the hits by id.
    """

    __slots__ = ("_db", "_limit", "_nouns", "_tokens", "_unnamed", "found")

    def __init__(self, db: Database, tokens: Sequence[str], nouns: Sequence[str], limit: int) -> None:
        self._db = db
        self._tokens = tokens
        self._nouns = nouns
        self._unnamed = bool(nouns)
        self._limit = limit
        self.found: dict[int, Hit] = {}

    @property
    def missing(self) -> bool:
        """Whether fewer hits were found than are asked for."""
        return len(self.found) < self._limit

    def add(self, index: str, parts: Sequence[str], *, beginnings: bool = False) -> bool:
        """The newest hits of a query of the index, and the oldest, are among the found; says whether these are all.

        The newest say what happened last; a record is older than what is said of it.

        Args:
            index: of words or of parts.
            parts: the query's phrases, all of which must be there.
            beginnings: keep those whose words begin with the tokens: the query is wider.
        """
        match = " ".join(parts)
        newest, oldest = max(NEWEST, self._limit), max(OLDEST, self._limit)
        hits, more = self._hits(index, match, "DESC", newest)
        if more:
            hits += self._hits(index, match, "ASC", oldest)[0]
        if more and self._unnamed and len(hits) < self._limit:
            self._unnamed = False
            hits += self._named(newest)
        for hit in hits:
            if not beginnings or all(_kind(hit[2], token) < 2 for token in self._tokens):
                self.found[hit[0]] = hit
        return not more

    def _hits(self, index: str, match: str, way: str, limit: int) -> tuple[list[Hit], bool]:
        """Some hits from one end, and whether there may be more."""
        most = _COMMON if self._nouns else limit
        marks = ",".join("?" * len(self._nouns))
        narrow = f" WHERE d.noun IN ({marks})" if self._nouns else ""
        inner = f"SELECT rowid AS id FROM {index} WHERE {index} MATCH ? ORDER BY rowid {way} LIMIT {most}"
        sql = (
            f"SELECT d.id, d.noun, d.folded FROM ({inner}) AS hit CROSS JOIN doc AS d ON d.id = hit.id{narrow} LIMIT ?"
        )
        rows = self._db.rows(sql, (match, *self._nouns, limit))
        hits = [(whole(id), str(noun), str(text)) for id, noun, text in rows]
        if len(hits) == limit:
            return hits, True
        if not self._nouns:
            return hits, False
        last = f"SELECT 1 FROM {index} WHERE {index} MATCH ? ORDER BY rowid {way} LIMIT 1 OFFSET {most - 1}"
        return hits, self._db.one(last, (match,)) is not None

    def _named(self, limit: int) -> list[Hit]:
        """Records of the nouns wanted whose names hold the words: an index has the names side by side."""
        found: list[Hit] = []
        params: dict[str, Cell] = {f"t{at}": token for at, token in enumerate(self._tokens)}
        tests = {noun: " AND ".join(dialect.contains(key_of(noun, noun), mark) for mark in params) for noun in _TEXTS}
        for noun in self._nouns:
            if noun != "interaction":
                sql = f"SELECT {noun}.id FROM {noun} WHERE {tests[noun]} LIMIT {limit}"
                ids = tuple(whole(row[0]) for row in self._db.rows(sql, params))
                rows = self._db.rows(f"SELECT id, noun, folded FROM doc WHERE id IN ({','.join('?' * len(ids))})", ids)
                found += [(whole(id), str(own), str(text)) for id, own, text in rows]
        return found


def beginning(db: Database, tokens: Sequence[str], most: int) -> list[int]:
    """Gives the ids of records of any noun that have words beginning with all of these: the oldest, at most `most`."""
    sql = "SELECT rowid FROM doc_words WHERE doc_words MATCH ? ORDER BY rowid LIMIT ?"
    if any(len(token) > _INDEXED for token in tokens):
        # of common words the beginnings need not be collected
        rows = db.rows(sql, (" ".join(f'"{token}"' for token in tokens), most))
        if len(rows) == most:
            return [whole(row[0]) for row in rows]
    rows = db.rows(sql, (" ".join(f'"{token}"*' for token in tokens), most))
    return [whole(row[0]) for row in rows]
