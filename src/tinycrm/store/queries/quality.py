"""How complete, valid and unlike each other the records are: counts, never the records themselves."""

from __future__ import annotations

from tinycrm.store.cells import whole
from tinycrm.store.sqlite import dialect
from tinycrm.store.tables import LINKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.store.sqlite.connect import Cell, Database

    # how many records, the lowest of their ids and the highest; 0 when there is none
    Found = tuple[int, int, int]


def counts(db: Database, noun: str, tests: Sequence[str], params: Mapping[str, Cell]) -> list[int]:
    """Gives the number of records of a noun, then of those that pass each test; one pass over the table."""
    each = "".join(f", count(CASE WHEN {test} THEN 1 END)" for test in tests)
    row = db.one(f"SELECT count(*){each} FROM {noun}", params) or ()
    return [whole(cell) for cell in row]


def with_points(db: Database, noun: str) -> dict[str, int]:
    """Gives how many records of a noun have a contact point of each kind."""
    sql = (
        "SELECT kind, count(*) FROM (SELECT DISTINCT record, kind FROM contact_point"
        f" WHERE {noun} IS NOT NULL) AS p GROUP BY kind"
    )
    return {str(kind): whole(count) for kind, count in db.rows(sql)}


def with_tags(db: Database, noun: str) -> int:
    """Gives how many records of a noun have a tag."""
    return db.number("SELECT count(DISTINCT record) FROM tagging WHERE noun = :noun", {"noun": noun})


def with_links(db: Database, noun: str, linked: str) -> int:
    """Gives how many records of a noun are linked to one of another."""
    table, owner, _ = LINKS[(noun, linked)]
    return db.number(f"SELECT count(*) FROM (SELECT DISTINCT {owner} FROM {table}) AS l")


def matching(db: Database, noun: str, where: str, params: Mapping[str, Cell]) -> Found:
    """Gives how many records pass a condition that `Where` made, and the first and last of them."""
    sql = f"SELECT count(*), min({noun}.id), max({noun}.id) FROM {noun} WHERE {where}"
    return _found(db, sql, params)


def points(db: Database) -> int:
    """Gives the number of contact points."""
    return db.number("SELECT count(*) FROM contact_point")


def unsound_points(db: Database) -> dict[tuple[str, str], tuple[int, Found]]:
    """Gives (noun, kind) → number of contact points that are none, and the records that have them.

    Every contact point is read once by our own rules, whoever wrote it.
    """
    sql = (
        "SELECT CASE WHEN contact IS NULL THEN 'company' ELSE 'contact' END, kind, count(*),"
        " count(DISTINCT record), min(record), max(record) FROM contact_point"
        f" WHERE NOT {dialect.sound('kind', 'typed')} GROUP BY 1, 2 ORDER BY 1 DESC, 2"
    )
    return {
        (str(noun), str(kind)): (whole(count), (whole(records), whole(first), whole(last)))
        for noun, kind, count, records, first, last in db.rows(sql)
    }


def duplicates(db: Database, noun: str) -> Found:
    """Gives the records that have a contact point of another of their noun; a phone counts with the same name alone.

    Pairs that a person said are not the same do not count.
    """
    sql = (
        "SELECT count(*), min(record), max(record) FROM (SELECT DISTINCT p.record AS record FROM contact_point AS p"
        f" WHERE p.{noun} IS NOT NULL AND EXISTS (SELECT 1 FROM contact_point AS o WHERE o.kind = p.kind"
        f" AND o.key = p.key AND o.record <> p.record AND o.{noun} IS NOT NULL AND (p.kind <> 'phone' OR EXISTS"
        f" (SELECT 1 FROM {noun} AS a JOIN {noun} AS b ON b.name_key = a.name_key"
        " WHERE a.id = p.record AND b.id = o.record)) AND NOT EXISTS (SELECT 1 FROM not_duplicate AS n"
        " WHERE n.record IN (p.record, o.record) AND n.other IN (p.record, o.record)))) AS d"
    )
    return _found(db, sql, {})


def _found(db: Database, sql: str, params: Mapping[str, Cell]) -> Found:
    count, first, last = db.one(sql, params) or (0, None, None)
    return whole(count), whole(first or 0), whole(last or 0)
