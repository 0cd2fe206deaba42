"""Search: records are found by words, by beginnings of words and by parts of words, best first."""

from __future__ import annotations

from tinycrm.domain.fold import words
from tinycrm.store.cells import whole
from tinycrm.store.sqlite import dialect
from tinycrm.store.tables import key_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tinycrm.store.sqlite.connect import Cell, Database

    # id, noun, folded text
    Hit = tuple[int, str, str]

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
        for noun in self._nouns:
            if noun != "interaction":
                tests = " AND ".join(dialect.contains(key_of(noun, noun), mark) for mark in params)
                sql = f"SELECT {noun}.id FROM {noun} WHERE {tests} LIMIT {limit}"
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
