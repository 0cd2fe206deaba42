"""Joins two records of one noun: what hung on the one hangs on the other."""

from __future__ import annotations

from tinycrm.domain.merging import SINGLE
from tinycrm.domain.nouns import NOUNS, PAID
from tinycrm.store.attached import tags_of, write_tags
from tinycrm.store.cells import whole
from tinycrm.store.encode import decode_row, encode_row
from tinycrm.store.enrolments import move as move_enrolments
from tinycrm.store.queries.duplicates import tell_apart
from tinycrm.store.tables import ORDERED_LINKS, TABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.unit import Unit

# tables whose column simply points at the record
_POINTING = {
    "contact": (("task", "contact"), *((noun, "contact") for noun in PAID)),
    "company": (
        ("task", "company"),
        ("deal", "company"),
        ("company", "parent"),
        *((noun, "company") for noun in PAID),
    ),
}
# tables that keep who pays beside it
_WITH_PARTY = ("deal", *PAID)
# link tables: (table, column of the record, the key's other columns)
_LINKED = {
    "contact": (
        ("contact_company", "contact", ("company",)),
        ("deal_contact", "contact", ("deal",)),
        ("interaction_contact", "contact", ("at", "interaction")),
        ("relation", "contact", ("other", "kind")),
        ("relation", "other", ("contact", "kind")),
    ),
    "company": (
        ("contact_company", "company", ("contact",)),
        ("interaction_company", "company", ("at", "interaction")),
    ),
}


def absorb(unit: Unit, noun: str, keep: int, other: int) -> None:
    """`keep` has everything that `other` had and it lacked; `other` is gone, its id and uid lead to `keep`.

    Where both hold a value, `keep`'s stays; notes are joined.
    """
    image = unit.need(noun, other)
    survivor = unit.need(noun, keep)
    for table, column in _POINTING[noun]:
        _point_at(unit, noun, table, column, keep, other)
    for table, column, rest in _LINKED[noun]:
        _move_links(unit, table, column, rest, keep, other)
    _move_points(unit, noun, keep, other)
    write_tags(unit, noun, keep, {**tags_of(unit, other), **tags_of(unit, keep)})
    write_tags(unit, noun, other, {})
    for table in _WITH_PARTY:
        # what pointed at it has its party by now; a deal's may be a contact of its links
        for (id,) in unit.db.rows(f"SELECT id FROM {table} WHERE party = :other", {"other": other}):
            unit.update(table, (id,), {"party": keep})
    _move_memberships(unit, noun, keep, other)
    move_enrolments(unit, keep, other)
    if survivor["lifecycle"] is None and image["lifecycle"] is not None:
        take_lifecycle(unit, keep, other)
    unit.delete_all("lifecycle_change", "record", other)
    _move_apart(unit, noun, keep, other)
    for key in unit.db.rows("SELECT source, noun, foreign_id FROM foreign_ref WHERE id = :other", {"other": other}):
        unit.update("foreign_ref", key, {"id": keep})
    for (id,) in unit.db.rows("SELECT id FROM merged WHERE survivor = :other", {"other": other}):
        unit.update("merged", (id,), {"survivor": keep})
    unit.delete(noun, (other,))
    unit.insert("merged", {"id": other, "uid": image["uid"], "noun": noun, "survivor": keep})
    if not unit.update(noun, (keep,), _filled(noun, survivor, image, keep)):
        unit.touch(noun, keep)
    if noun == "company":
        _break_circle(unit, keep)


def _point_at(unit: Unit, noun: str, table: str, column: str, keep: int, other: int) -> None:
    """The rows of a table that lead to `other` lead to `keep`, also as the one who pays."""
    paid = table in _WITH_PARTY
    sql = f"SELECT id, {'party' if paid else 'NULL'} FROM {table} WHERE {column} = :other ORDER BY id"
    for id, party in unit.db.rows(sql, {"other": other}):
        # a company whose parent was absorbed by it would be its own parent
        changes: dict[str, Cell] = {column: None if table == noun and id == keep else keep}
        if party == other:
            changes["party"] = keep
        unit.update(table, (id,), changes)


def _move_memberships(unit: Unit, noun: str, keep: int, other: int) -> None:
    """`keep` is in the campaigns of `other`; in those of both since the earlier time."""
    for (campaign,) in unit.db.rows("SELECT campaign FROM campaign_member WHERE record = :other", {"other": other}):
        old = unit.get("campaign_member", (campaign, other))
        if old is None:
            continue
        unit.delete("campaign_member", (campaign, other))
        there = unit.get("campaign_member", (campaign, keep))
        if there is None:
            unit.insert("campaign_member", {**old, "record": keep, noun: keep})
            continue
        changes: dict[str, Cell] = {}
        for at, day in (("reached_at", "reached_on"), ("answered_at", "answered_on")):
            if old[day] is not None and (there[day] is None or str(old[day]) < str(there[day])):
                changes |= {at: old[at], day: old[day]}
        unit.update("campaign_member", (campaign, keep), changes)


def choose(unit: Unit, noun: str, keep: int, winners: Mapping[str, int]) -> None:
    """`keep` has the values that others are to give it where they differ.

    Args:
        unit: an open transaction; the others are still there.
        noun: "contact" or "company".
        keep: the record that stays.
        winners: field, a custom one as "fields.KEY", → whose value it takes.
    """
    changes: dict[str, Cell] = {}
    fields = decode_row(str(unit.need(noun, keep)["fields"]))
    for field, winner in winners.items():
        image = unit.need(noun, winner)
        if field.startswith("fields."):
            key = field.removeprefix("fields.")
            fields[key] = decode_row(str(image["fields"]))[key]
            changes["fields"] = encode_row(fields)
            continue
        changes[field] = image[field]
        if field == "name":
            changes["name_key"] = image["name_key"]
        elif field == "lifecycle":
            take_lifecycle(unit, keep, winner)
    unit.update(noun, (keep,), changes)


def take_lifecycle(unit: Unit, keep: int, other: int) -> None:
    """The changes of `other`'s lifecycle are `keep`'s in the place of its own: they tell how the value came about."""
    unit.delete_all("lifecycle_change", "record", keep)
    for (seq,) in unit.db.rows("SELECT seq FROM lifecycle_change WHERE record = :other ORDER BY seq", {"other": other}):
        row = unit.get("lifecycle_change", (other, seq))
        if row is not None:
            unit.delete("lifecycle_change", (other, seq))
            unit.insert("lifecycle_change", {**row, "record": keep})


# what a person wants to know of before a merge: words, table, column
_COUNTED = {
    "contact": (
        ("interaction", "interactions", "interaction_contact", "contact"),
        ("task", "tasks", "task", "contact"),
        ("deal", "deals", "deal_contact", "contact"),
        ("relation", "relations", "relation", "contact"),
        *((noun, NOUNS[noun].plural, noun, "contact") for noun in PAID),
        ("campaign", "campaigns", "campaign_member", "contact"),
    ),
    "company": (
        ("contact", "contacts", "contact_company", "company"),
        ("interaction", "interactions", "interaction_company", "company"),
        ("task", "tasks", "task", "company"),
        ("deal", "deals", "deal", "company"),
        *((noun, NOUNS[noun].plural, noun, "company") for noun in PAID),
        ("campaign", "campaigns", "campaign_member", "company"),
    ),
}


def moving(db: Database, noun: str, ids: Sequence[int]) -> dict[str, int]:
    """Gives how much hangs on records that are to be merged into another: words → count, only what there is."""
    found: dict[str, int] = {}
    for one, many, table, column in _COUNTED[noun]:
        sql = f"SELECT count(*) FROM {table} WHERE {column} = :id"
        count = sum(db.number(sql, {"id": id}) for id in ids)
        if count:
            found[one if count == 1 else many] = count
    return found


def _move_apart(unit: Unit, noun: str, keep: int, other: int) -> None:
    """Who was told apart from `other` is told apart from `keep`."""
    sql = "SELECT record, other FROM not_duplicate WHERE record = :id OR other = :id ORDER BY record, other"
    for one, two in unit.db.rows(sql, {"id": other}):
        unit.delete("not_duplicate", (one, two))
        third = whole(two if one == other else one)
        if third != keep:
            tell_apart(unit, noun, keep, third)


def _break_circle(unit: Unit, keep: int) -> None:
    """The company is not above itself, however far up: what stood between two that became one may lead back."""
    above, seen = unit.need("company", keep)["parent"], {keep}
    while isinstance(above, int) and above not in seen:
        seen.add(above)
        above = unit.need("company", above)["parent"]
    if above == keep:
        unit.update("company", (keep,), {"parent": None})


def _filled(noun: str, survivor: dict[str, Cell], image: dict[str, Cell], keep: int) -> dict[str, Cell]:
    changes: dict[str, Cell] = {
        column: image[column]
        for column in SINGLE[noun]
        if survivor[column] is None and image[column] is not None and (column != "parent" or image[column] != keep)
    }
    if image["note"]:
        parts = [str(note) for note in (survivor["note"], image["note"]) if note]
        changes["note"] = "\n\n".join(dict.fromkeys(parts))
    fields = {**decode_row(str(image["fields"])), **decode_row(str(survivor["fields"]))}
    changes["fields"] = encode_row(fields)
    return changes


def _move_links(unit: Unit, table: str, column: str, rest: tuple[str, ...], keep: int, other: int) -> None:
    names = ", ".join(rest)
    known = TABLES[table]
    # the other's first stays first among those that move
    order = " ORDER BY position" if table in ORDERED_LINKS else ""
    for values in unit.db.rows(f"SELECT {names} FROM {table} WHERE {column} = :other{order}", {"other": other}):
        cells: dict[str, Cell] = dict(zip(rest, values, strict=True))
        key = tuple({**cells, column: other}[name] for name in known.key)
        old = unit.get(table, key)
        if old is None:
            continue
        unit.delete(table, key)
        moved: dict[str, Cell] = {**old, column: keep}
        if table == "relation" and moved["contact"] == moved["other"]:
            continue
        there_key = tuple(moved[name] for name in known.key)
        there = unit.get(table, there_key)
        if there is not None:
            ranked = table == "deal_contact" or (table == "contact_company" and column == "company")
            if table == "contact_company" and there["role"] is None and moved["role"] is not None:
                unit.update(table, there_key, {"role": moved["role"]})
            if ranked and moved["is_primary"] and not there["is_primary"]:
                unit.update(table, there_key, {"is_primary": 1, "position": moved["position"]})
            continue
        if table == "contact_company" and column == "contact":
            place = unit.db.number(
                "SELECT coalesce(max(position), -1) + 1 FROM contact_company WHERE contact = :keep", {"keep": keep}
            )
            moved["is_primary"], moved["position"] = int(place == 0), place
        unit.insert(table, moved)


def _move_points(unit: Unit, noun: str, keep: int, other: int) -> None:
    rows = unit.db.rows(
        "SELECT kind, key FROM contact_point WHERE record = :other ORDER BY kind, position", {"other": other}
    )
    for kind, key in rows:
        old = unit.get("contact_point", (other, kind, key))
        if old is None:
            continue
        unit.delete("contact_point", (other, kind, key))
        if unit.get("contact_point", (keep, kind, key)) is not None:
            continue
        sql = "SELECT coalesce(max(position), -1) + 1 FROM contact_point WHERE record = :keep AND kind = :kind"
        place = unit.db.number(sql, {"keep": keep, "kind": kind})
        unit.insert(
            "contact_point", {**old, "record": keep, noun: keep, "is_primary": int(place == 0), "position": place}
        )
