"""Finds the records that a reference means."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import NotFound
from tinycrm.store.cells import whole
from tinycrm.store.tables import title_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.refs import Ref
    from tinycrm.store.sqlite.connect import Database

    Candidate = tuple[int, str, str]

# More candidates than anyone reads: the search stops there.
ENOUGH = 12
# A page of so many records with a tag is sorted at once; with more, the list is read in its order until it is full.
_CROWD = 2000
# whose they are tells them too, when no product or title does
WHOSE = ("sale", "subscription", "ticket")


class Answer:
    """What a reference found.

    Attributes:
        candidates: (id, noun, name) of each record, at most ENOUGH.
        sure: found by id, uid, contact point or exact name, not by the beginnings of words.
    """

    __slots__ = ("candidates", "sure")

    def __init__(self, candidates: list[Candidate], *, sure: bool) -> None:
        self.candidates = candidates
        self.sure = sure


def article(noun: str) -> str:
    """Gives the noun with its article: "a contact", "an interaction"."""
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def find(db: Database, noun: str, ref: Ref, *, country: str = "", status: str = "") -> Answer:
    """Gives the records of a noun that a reference means.

    Args:
        db: the connection.
        noun: whose records.
        ref: the reference.
        country: for local phone numbers.
        status: "open" or "done" looks among those tasks only, for names.

    Raises:
        NotFound: the id or uid is another noun's record, or a deleted one's.
    """
    if ref.kind == "id":
        return Answer([by_id(db, noun, ref.id)], sure=True)
    if ref.kind == "uid":
        found = by_uid(db, noun, ref.text)
        if found:
            return Answer([found], sure=True)
    from tinycrm.store.by_name import find_named

    return find_named(db, noun, ref, country=country, status=status)


def namesakes(db: Database, noun: str, id: int) -> list[tuple[int, str]]:
    """Gives (id, name) of at most three other contacts or companies with the name of this one, in any spelling."""
    sql = (
        f"SELECT o.id, o.name FROM {noun} AS r JOIN {noun} AS o ON o.name_key = r.name_key AND o.id <> r.id"
        " WHERE r.id = :id AND r.name_key <> '' ORDER BY o.id LIMIT 3"
    )
    return [(whole(other), str(name)) for other, name in db.rows(sql, {"id": id})]


def by_id(db: Database, noun: str, id: int) -> Candidate:
    """Gives the record with an id, or the one it was merged into.

    Raises:
        NotFound: no such record, or one of another noun, which is said.
    """
    sql = f"SELECT {title_of(noun)} FROM {noun} WHERE id = :id"
    row = db.one(sql, {"id": id})
    if row:
        return id, noun, str(row[0] or "")
    moved = db.one("SELECT survivor FROM merged WHERE id = :id AND noun = :noun", {"id": id, "noun": noun})
    if moved and isinstance(moved[0], int):
        row = db.one(sql, {"id": moved[0]})
        if row:
            return moved[0], noun, str(row[0] or "")
    for other in NOUNS:
        row = db.one(f"SELECT {title_of(other)} FROM {other} WHERE id = :id", {"id": id}) if other != noun else None
        if row:
            named = f": '{row[0]}'" if row[0] else ""
            raise NotFound(f"{id} is {article(other)}, not {article(noun)}{named}", hint=f"tinycrm {other} show {id}")
    if db.one("SELECT 1 FROM change WHERE record = :id LIMIT 1", {"id": id}):
        raise NotFound(f"{noun} {id} was deleted", hint=f"tinycrm history {id}")
    raise NotFound(f"there is no {noun} {id}", hint=f"tinycrm {noun} list")


def by_uid(db: Database, noun: str, uid: str) -> Candidate | None:
    """Gives the record with a uid, or the one it was merged into; None when there is none."""
    row = db.one(f"SELECT id, {title_of(noun)} FROM {noun} WHERE uid = :uid", {"uid": uid})
    if row and isinstance(row[0], int):
        return row[0], noun, str(row[1] or "")
    row = db.one("SELECT survivor FROM merged WHERE uid = :uid AND noun = :noun", {"uid": uid, "noun": noun})
    return by_id(db, noun, row[0]) if row and isinstance(row[0], int) else None


def stages_stored(db: Database) -> frozenset[str]:
    """Gives the keys of the stages and pipelines that deals stand in, whatever the YAML says."""
    rows = db.rows("SELECT DISTINCT stage FROM deal UNION SELECT DISTINCT pipeline FROM deal")
    return frozenset(str(row[0]) for row in rows)


def is_crowded(db: Database, noun: str, tag: str) -> bool:
    """Says whether a great many records of a noun carry a tag, given by its folded key."""
    sql = f"SELECT 1 FROM tagging WHERE noun = :noun AND key = :tag LIMIT 1 OFFSET {_CROWD}"
    return db.one(sql, {"noun": noun, "tag": tag}) is not None
