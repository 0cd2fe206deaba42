"""What of contacts and companies is compared to find duplicates, and the pairs that a person said are none."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.unit import Unit

    # (kind, key) of each contact point
    Points = list[tuple[str, str]]

_CHUNK = 5000
# what another program wrote may be of no kind that is known: `doctor` tells of it
_KNOWN = "kind IN ('email', 'handle', 'website', 'phone')"
_POINTS = f"SELECT record, kind, key FROM contact_point WHERE {{noun}} IS NOT NULL AND {_KNOWN} ORDER BY record"


def shared_points(db: Database, noun: str) -> list[tuple[str, str, int]]:
    """Gives (kind, key, record) of every contact point that several records of the noun have, in order."""
    sql = (
        f"SELECT p.kind, p.key, p.record FROM contact_point AS p WHERE p.{noun} IS NOT NULL AND p.{_KNOWN} AND EXISTS ("
        "SELECT 1 FROM contact_point AS o WHERE o.kind = p.kind AND o.key = p.key"
        f" AND o.{noun} IS NOT NULL AND o.record <> p.record) ORDER BY p.kind, p.key, p.record"
    )
    return [(str(kind), str(key), int(str(record))) for kind, key, record in db.rows(sql)]


def folded_names(db: Database, noun: str) -> Iterator[tuple[int, str]]:
    """Yields (id, folded name) of every contact or company, by id."""
    for chunk in db.stream(f"SELECT id, name_key FROM {noun} ORDER BY id", size=_CHUNK):
        for id, key in chunk:
            yield int(str(id)), str(key)


def email_keys(db: Database) -> Iterator[str]:
    """Yields the key of every e-mail of a contact."""
    for chunk in db.stream("SELECT key FROM contact_point WHERE kind = 'email' AND contact IS NOT NULL", size=_CHUNK):
        for (key,) in chunk:
            yield str(key)


def people(db: Database) -> Iterator[tuple[int, str, str, Points, list[str]]]:
    """Yields (id, name, birthday or "", contact points, names of companies) of every contact, by id."""
    points = _Beside(db, _POINTS.format(noun="contact"))
    companies = _Beside(
        db,
        "SELECT l.contact, c.name FROM contact_company AS l JOIN company AS c ON c.id = l.company ORDER BY l.contact",
    )
    for chunk in db.stream("SELECT id, name, birthday FROM contact ORDER BY id", size=_CHUNK):
        for id, name, birthday in chunk:
            number = whole(id)
            own = [(str(kind), str(key)) for kind, key in points.of(number)]
            yield number, str(name), str(birthday or ""), own, [str(firm) for (firm,) in companies.of(number)]


def firms(db: Database) -> Iterator[tuple[int, str, str, int, Points, list[str]]]:
    """Yields (id, name, country or "", parent or 0, contact points, e-mails of its people) of every company, by id."""
    points = _Beside(db, _POINTS.format(noun="company"))
    emails = _Beside(
        db,
        "SELECT l.company, p.key FROM contact_company AS l JOIN contact_point AS p ON p.record = l.contact"
        " AND p.kind = 'email' ORDER BY l.company",
    )
    for chunk in db.stream("SELECT id, name, country, parent FROM company ORDER BY id", size=_CHUNK):
        for id, name, country, parent in chunk:
            number = whole(id)
            own = [(str(kind), str(key)) for kind, key in points.of(number)]
            above = parent if isinstance(parent, int) else 0
            yield number, str(name), str(country or ""), above, own, [str(key) for (key,) in emails.of(number)]


class _Beside:
    """Rows of another query in the order of the same ids, read along."""

    def __init__(self, db: Database, sql: str) -> None:
        self._rows = (row for chunk in db.stream(sql, size=_CHUNK) for row in chunk)
        self._next: tuple[Cell, ...] | None = next(self._rows, None)

    def of(self, id: int) -> list[tuple[Cell, ...]]:
        """Gives the rows of an id, without it; ids are asked for in rising order."""
        found: list[tuple[Cell, ...]] = []
        while self._next is not None and whole(self._next[0]) <= id:
            if self._next[0] == id:
                found.append(self._next[1:])
            self._next = next(self._rows, None)
        return found


def told_apart(db: Database, noun: str) -> set[tuple[int, int]]:
    """Gives the pairs, the lower id first, that a person said are two."""
    found: set[tuple[int, int]] = set()
    for chunk in db.stream("SELECT record, other FROM not_duplicate WHERE noun = :noun", {"noun": noun}, size=_CHUNK):
        found.update((whole(one), whole(two)) for one, two in chunk)
    return found


def tell_apart(unit: Unit, noun: str, one: int, two: int) -> bool:
    """The pair is remembered as two records; says whether it was not before."""
    low, high = sorted((one, two))
    if unit.get("not_duplicate", (low, high)) is not None:
        return False
    unit.insert("not_duplicate", {"noun": noun, "record": low, "other": high})
    return True


def versions(db: Database, noun: str, ids: Iterable[int]) -> dict[int, int]:
    """Gives the versions of records: id → version; those that are gone have none."""
    found: dict[int, int] = {}
    for id in ids:
        row = db.one(f"SELECT version FROM {noun} WHERE id = :id", {"id": id})
        if row is not None:
            found[id] = whole(row[0])
    return found
