"""The last-touch marks of contacts and companies: derived from interactions, kept at every write."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tinycrm.store.sqlite.connect import Database

# A note to oneself is no touch. Each subquery reads the newest end of one range of the link table's key.
_NEWEST = (
    "(SELECT l.at FROM interaction_{noun} AS l JOIN interaction AS i ON i.id = l.interaction"
    " WHERE l.{noun} = {noun}.id AND i.kind <> 'note'{more} ORDER BY l.at DESC LIMIT 1)"
)
_MARKS = (("last_touch_at", ""), ("last_in_at", " AND i.direction = 'in'"), ("last_out_at", " AND i.direction = 'out'"))


def refresh_marks(db: Database, interactions: Iterable[int], contacts: set[int], companies: set[int]) -> None:
    """The marks of these people and companies equal their newest interactions.

    Args:
        db: a connection inside a transaction.
        interactions: changed interactions, whose people are looked up here.
        contacts: contacts to refresh; grows by those of the interactions.
        companies: companies to refresh; grows by those of the interactions and of the contacts.
    """
    for id in interactions:
        for noun, marked in (("contact", contacts), ("company", companies)):
            found = db.rows(f"SELECT {noun} FROM interaction_{noun} WHERE interaction = :id", {"id": id})
            marked.update(row[0] for row in found if isinstance(row[0], int))
    for id in contacts:
        found = db.rows("SELECT company FROM contact_company WHERE contact = :id", {"id": id})
        companies.update(row[0] for row in found if isinstance(row[0], int))
    _refresh(db, "contact", contacts)
    _refresh(db, "company", companies)


def _refresh(db: Database, noun: str, ids: set[int]) -> None:
    sets = ", ".join(f"{column} = {_expected(noun, column, more)}" for column, more in _MARKS)
    for id in sorted(ids):
        db.run(f"UPDATE {noun} SET {sets} WHERE id = :id", {"id": id})


def _expected(noun: str, column: str, more: str, of_contact: str = "") -> str:
    """The SQL of what a mark should be.

    Args:
        noun: "contact" or "company".
        column: the mark.
        more: what its interactions must be besides.
        of_contact: where a company finds the mark of its `contact`; "" is in the contact's own column.
    """
    newest = _NEWEST.format(noun=noun, more=more)
    if noun == "contact":
        return newest
    of_contact = of_contact or f"contact.{column}"
    people = (
        f"(SELECT {of_contact} AS at FROM contact_company AS cc JOIN contact ON contact.id = cc.contact"
        f" WHERE cc.company = company.id ORDER BY at DESC LIMIT 1)"
    )
    return f"nullif(max(ifnull({newest}, ''), ifnull({people}, '')), '')"


def wrong_marks(db: Database) -> int:
    """Gives how many contacts and companies have marks that are not those of their newest interactions."""
    found = 0
    for noun in ("contact", "company"):
        tests: list[str] = []
        for column, more in _MARKS:
            # a company's people may have wrong marks themselves
            own = _expected(noun, column, more, _NEWEST.format(noun="contact", more=more))
            tests.append(f"{noun}.{column} IS NOT {own}")
        row = db.one(f"SELECT count(*) FROM {noun} WHERE {' OR '.join(tests)}")
        found += whole(row[0]) if row else 0
    return found


def recompute_all(db: Database) -> int:
    """All marks equal the newest interactions; gives the number of records looked at."""
    contacts = {row[0] for row in db.rows("SELECT id FROM contact") if isinstance(row[0], int)}
    companies = {row[0] for row in db.rows("SELECT id FROM company") if isinstance(row[0], int)}
    _refresh(db, "contact", contacts)
    _refresh(db, "company", companies)
    return len(contacts) + len(companies)
