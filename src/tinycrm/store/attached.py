"""What hangs on a record: contact points, links, tags. Each write makes the set exactly what was given."""

from __future__ import annotations

from tinycrm.errors import Duplicate
from tinycrm.store.cells import whole
from tinycrm.store.tables import LINKS, ORDERED_LINKS, TABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit


def write_points(unit: Unit, noun: str, id: int, kind: str, points: Sequence[tuple[str, str, str | None]]) -> bool:
    """The record's contact points of a kind are exactly these; says whether anything changed.

    Args:
        unit: an open transaction.
        noun: "contact" or "company".
        id: the record.
        kind: "email", "phone", "website" or "handle".
        points: (key, text as typed, label) of each; the first is the primary. No label keeps the present one.

    Raises:
        Duplicate: another contact has the e-mail.
    """
    changed = False
    wanted = {key for key, _, _ in points}
    sql = "SELECT key FROM contact_point WHERE record = :id AND kind = :kind"
    for (present,) in unit.db.rows(sql, {"id": id, "kind": kind}):
        if present not in wanted:
            changed |= unit.delete("contact_point", (id, kind, present))
    for place, (key, typed, label) in enumerate(points):
        row: dict[str, Cell] = {"typed": typed, "label": label, "is_primary": int(place == 0), "position": place}
        if unit.get("contact_point", (id, kind, key)) is not None:
            if label is None:
                del row["label"]
            changed |= unit.update("contact_point", (id, kind, key), row)
            continue
        if kind == "email" and noun == "contact":
            check_email_free(unit, key, id)
        owner: dict[str, Cell] = {"contact": None, "company": None, noun: id}
        unit.insert("contact_point", {"record": id, **owner, "kind": kind, "key": key, **row})
        changed = True
    return changed


def check_email_free(unit: Unit, key: str, id: int) -> None:
    """Nobody else has the e-mail. The unique index is the guard; this names the owner.

    Raises:
        Duplicate: with the owner's id.
    """
    owner = unit.db.one(
        "SELECT c.id, c.name FROM contact_point AS p JOIN contact AS c ON c.id = p.contact"
        " WHERE p.kind = 'email' AND p.key = :key AND p.contact <> :id",
        {"key": key, "id": id},
    )
    if owner and isinstance(owner[0], int):
        raise Duplicate(
            f"the e-mail '{key}' belongs to contact {owner[0]} {owner[1]}",
            hint=f"tinycrm contact show {owner[0]}, or add with --if-absent",
            id=owner[0],
        )


def shared_phones(unit: Unit, id: int) -> list[tuple[str, str, int, str]]:
    """Gives (phone as typed, noun, id, name) of others who have a phone of this record; at most three."""
    sql = (
        "SELECT p.typed, o.contact, o.company, coalesce(c.name, f.name) FROM contact_point AS p"
        " JOIN contact_point AS o ON o.kind = 'phone' AND o.key = p.key AND o.record <> p.record"
        " LEFT JOIN contact AS c ON c.id = o.contact LEFT JOIN company AS f ON f.id = o.company"
        " WHERE p.record = :id AND p.kind = 'phone' ORDER BY p.position, o.record LIMIT 3"
    )
    found: list[tuple[str, str, int, str]] = []
    for typed, contact, company, name in unit.db.rows(sql, {"id": id}):
        owner = whole(company if contact is None else contact)
        found.append((str(typed), "contact" if contact else "company", owner, str(name)))
    return found


def write_links(unit: Unit, noun: str, id: int, linked: str, ids: Sequence[int], *, at: str = "") -> bool:
    """The record's links to a noun are exactly these, the first of them primary; says whether anything changed."""
    table = LINKS[(noun, linked)][0]
    if table in ORDERED_LINKS:
        return _write_ordered(unit, table, noun, id, linked, ids)
    wanted = {(other, at) for other in ids}
    rows = unit.db.rows(f"SELECT {linked}, at FROM {table} WHERE {noun} = :id", {"id": id})
    present = {(row[0], str(row[1])) for row in rows}
    for other, when in sorted(present - wanted, key=str):
        unit.delete(table, (other, when, id))
    for other, when in sorted(wanted - present):
        unit.insert(table, {linked: other, "at": when, noun: id})
    return present != wanted


def _write_ordered(unit: Unit, table: str, noun: str, id: int, linked: str, ids: Sequence[int]) -> bool:
    changed = False
    rows = unit.db.rows(f"SELECT {linked} FROM {table} WHERE {noun} = :id", {"id": id})
    present = [row[0] for row in rows if isinstance(row[0], int)]
    for other in present:
        if other not in ids:
            changed |= unit.delete(table, (id, other))
    for place, other in enumerate(ids):
        row: dict[str, Cell] = {"is_primary": int(place == 0), "position": place}
        if other in present:
            changed |= unit.update(table, (id, other), row)
        else:
            unit.insert(table, {noun: id, linked: other, **row})
            changed = True
    return changed


def write_tags(unit: Unit, noun: str, id: int, tags: dict[str, str]) -> bool:
    """The record's tags are exactly these; says whether anything changed."""
    changed = False
    rows = unit.db.rows("SELECT key FROM tagging WHERE record = :id", {"id": id})
    present = {str(row[0]) for row in rows}
    for key in sorted(present - set(tags)):
        changed |= unit.delete("tagging", (id, key))
    for key, name in tags.items():
        if key not in present:
            unit.insert("tagging", {"record": id, "noun": noun, "key": key, "name": name})
            changed = True
    return changed


def tags_of(unit: Unit, id: int) -> dict[str, str]:
    """Gives the tags of a record: folded key → name."""
    rows = unit.db.rows("SELECT key, name FROM tagging WHERE record = :id ORDER BY key", {"id": id})
    return {str(key): str(name) for key, name in rows}


def next_lifecycle(unit: Unit, id: int) -> int:
    """Gives the number of the record's next lifecycle change, from 1."""
    sql = "SELECT coalesce(max(seq), 0) + 1 FROM lifecycle_change WHERE record = :id"
    return unit.db.number(sql, {"id": id})


def date_step(unit: Unit, id: int, day: str, at: str) -> None:
    """The last step of a lifecycle, made in this very operation, lies on another day, if no step before is later."""
    sql = "SELECT seq, on_day FROM lifecycle_change WHERE record = :id ORDER BY seq DESC LIMIT 2"
    rows = unit.db.rows(sql, {"id": id})
    if rows and (len(rows) == 1 or str(rows[1][1]) <= day):
        unit.set_columns(TABLES["lifecycle_change"], (id, rows[0][0]), {"on_day": day, "at": at})
