"""How complete, valid and unlike each other the records are: counts, never the records themselves."""

from __future__ import annotations

from tinycrm.domain.plain_points import KINDS, doubtful
from tinycrm.store.cells import whole
from tinycrm.store.sqlite.functions import sound_cell
from tinycrm.store.tables import LINKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.store.sqlite.connect import Cell, Condition, Database

    # how many records, the lowest of their ids and the highest; 0 when there is none
    Found = tuple[int, int, int]
    # noun → which of its contacts or companies count, over the table's own name; nothing of a noun that is left out
    Parties = Mapping[str, Condition]

_EVERY: Condition = ("", {})
_ALL: Parties = {"contact": _EVERY, "company": _EVERY}
# signs for the nouns that have contact points
_NOUNS = {"c": "contact", "f": "company"}


def counts(
    db: Database, noun: str, tests: Sequence[str], params: Mapping[str, Cell], narrow: Condition = _EVERY
) -> list[int]:
    """Gives the number of records of a noun, then of those that pass each test; one pass over the table."""
    each = "".join(f", count(CASE WHEN {test} THEN 1 END)" for test in tests)
    which = f" WHERE {narrow[0]}" if narrow[0] else ""
    row = db.one(f"SELECT count(*){each} FROM {noun}{which}", {**params, **narrow[1]}) or ()
    return [whole(cell) for cell in row]


def with_points(db: Database, noun: str, narrow: Condition = _EVERY) -> dict[str, int]:
    """Gives how many records of a noun have a contact point of each kind."""
    which = f" AND {_among(noun, noun, narrow)}" if narrow[0] else ""
    sql = (
        "SELECT kind, count(*) FROM (SELECT DISTINCT record, kind FROM contact_point"
        f" WHERE {noun} IS NOT NULL{which}) AS p GROUP BY kind"
    )
    return {str(kind): whole(count) for kind, count in db.rows(sql, narrow[1])}


def with_tags(db: Database, noun: str, narrow: Condition = _EVERY) -> int:
    """Gives how many records of a noun have a tag."""
    which = f" AND {_among('record', noun, narrow)}" if narrow[0] else ""
    sql = f"SELECT count(DISTINCT record) FROM tagging WHERE noun = :noun{which}"
    return db.number(sql, {"noun": noun, **narrow[1]})


def with_links(db: Database, noun: str, linked: str, narrow: Condition = _EVERY) -> int:
    """Gives how many records of a noun are linked to one of another."""
    table, owner, _ = LINKS[(noun, linked)]
    which = f" WHERE {_among(owner, noun, narrow)}" if narrow[0] else ""
    return db.number(f"SELECT count(DISTINCT {owner}) FROM {table}{which}", narrow[1])


def _among(column: str, noun: str, narrow: Condition) -> str:
    return f"{column} IN (SELECT {noun}.id FROM {noun} WHERE {narrow[0]})"


def matching(db: Database, noun: str, where: str, params: Mapping[str, Cell], narrow: Condition = _EVERY) -> Found:
    """Gives how many records pass a condition that `Where` made, and the first and last of them."""
    # in the order of the ids, in which what hangs on the records lies too
    sql = f"SELECT count(*), min({noun}.id), max({noun}.id) FROM {noun} WHERE {noun}.id >= 0 AND {where}{_more(narrow)}"
    return _found(db, sql, {**params, **narrow[1]})


def ends(db: Database, noun: str, where: str, params: Mapping[str, Cell], narrow: Condition = _EVERY) -> list[int]:
    """Gives the first and the last of the records that pass a condition, sooner than all are counted."""
    found: list[int] = []
    for order in ("", " DESC"):
        sql = f"SELECT {noun}.id FROM {noun} WHERE {where}{_more(narrow)} ORDER BY {noun}.id{order} LIMIT 1"
        found.append(db.number(sql, {**params, **narrow[1]}))
    return found


def _more(narrow: Condition) -> str:
    return f" AND {narrow[0]}" if narrow[0] else ""


def points(db: Database, only: Parties = _ALL) -> int:
    """Gives the number of contact points."""
    which, params = _which(only)
    return db.number(f"SELECT count(*) FROM contact_point{which}", params)


def _which(only: Parties) -> Condition:
    """The WHERE of the contact points of the parties that count; "" for all."""
    if len(only) == len(_ALL) and not any(narrow[0] for narrow in only.values()):
        return _EVERY
    parts: list[str] = []
    params: dict[str, Cell] = {}
    for noun, narrow in only.items():
        parts.append(_among(noun, noun, narrow) if narrow[0] else f"{noun} IS NOT NULL")
        params |= narrow[1]
    return f" WHERE {' OR '.join(parts) or 'record < 0'}", params


def unsound_points(db: Database, only: Parties = _ALL) -> dict[tuple[str, str], tuple[int, Found]]:
    """Gives (noun, kind) → number of contact points that are none, and the records that have them.

    Every contact point is read once by our own rules, whoever wrote it; most are told by a look.
    """
    which, params = _which(only)
    sql = (
        "SELECT CASE WHEN contact IS NULL THEN 'f' ELSE 'c' END || substr(kind, 1, 1) || typed, record"
        f" FROM contact_point{which} ORDER BY record, kind, key"
    )
    found: dict[tuple[str, str], list[int]] = {}
    for chunk in db.stream(sql, params, size=2000):
        marked = [str(row[0]) for row in chunk]
        for at in doubtful(marked):
            noun, kind, typed = _NOUNS[marked[at][0]], KINDS.get(marked[at][1:2]), marked[at][2:]
            # of a kind that another program wrote nothing is known: `doctor` tells of it
            if kind is None or sound_cell(kind, typed):
                continue
            record = whole(chunk[at][1])
            own = found.setdefault((noun, kind), [0, 0, record, 0])
            own[0] += 1
            # a record's points of a kind come one after another
            own[1] += own[3] != record
            own[3] = record
    order = sorted(found, key=lambda key: (key[0] != "contact", key[1]))
    return {key: (found[key][0], (found[key][1], found[key][2], found[key][3])) for key in order}


def duplicates(db: Database, parties: Parties = _ALL) -> dict[str, Found]:
    """Gives the records that have a contact point of another of their noun; a phone counts with the same name alone.

    Pairs that a person said are not the same do not count.
    """
    if not parties:
        return {}

    def part(noun: str, narrow: Condition) -> str:
        which = f" AND {_among('p.record', noun, narrow)}" if narrow[0] else ""
        return (
            f"SELECT '{noun}', count(*), min(record), max(record) FROM (SELECT DISTINCT p.record AS record"
            " FROM twice CROSS JOIN contact_point AS p WHERE p.kind = twice.kind AND p.key = twice.key"
            f" AND p.{noun} IS NOT NULL AND EXISTS (SELECT 1 FROM contact_point AS o WHERE o.kind = p.kind"
            f" AND o.key = p.key AND o.record <> p.record AND o.{noun} IS NOT NULL AND (p.kind <> 'phone' OR EXISTS"
            f" (SELECT 1 FROM {noun} AS a JOIN {noun} AS b ON b.name_key = a.name_key"
            " WHERE a.id = p.record AND b.id = o.record)) AND NOT EXISTS (SELECT 1 FROM not_duplicate AS n"
            f" WHERE n.record IN (p.record, o.record) AND n.other IN (p.record, o.record))){which}) AS d"
        )

    # few keys are there twice, an index has them in their order, and they are looked for once for all nouns
    twice = "WITH twice AS (SELECT kind, key FROM contact_point GROUP BY kind, key HAVING count(*) > 1) "
    params: dict[str, Cell] = {}
    for narrow in parties.values():
        params |= narrow[1]
    sql = twice + " UNION ALL ".join(part(noun, narrow) for noun, narrow in parties.items())
    found = {str(noun): (whole(n), whole(low or 0), whole(high or 0)) for noun, n, low, high in db.rows(sql, params)}
    return {noun: found[noun] for noun in parties}


def _found(db: Database, sql: str, params: Mapping[str, Cell]) -> Found:
    count, first, last = db.one(sql, params) or (0, None, None)
    return whole(count), whole(first or 0), whole(last or 0)
