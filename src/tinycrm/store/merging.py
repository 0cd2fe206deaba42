"""Joins two records of one noun: what hung on the one hangs on the other."""

from __future__ import annotations

from tinycrm.store.attached import tags_of, write_tags
from tinycrm.store.encode import decode_row, encode_row
from tinycrm.store.tables import ORDERED_LINKS, TABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

# tables whose column simply points at the record
_POINTING = {
    "contact": (("task", "contact"),),
    "company": (("task", "company"), ("deal", "company"), ("company", "parent")),
}
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
_FILLED = {
    "contact": (
        "given",
        "family",
        "title",
        "lifecycle",
        "source",
        "owner",
        "lead_on",
        "customer_since",
        "birthday",
        "cadence_days",
    ),
    "company": ("parent", "industry", "size", "country", "lifecycle", "source", "owner", "lead_on", "customer_since"),
}


def absorb(unit: Unit, noun: str, keep: int, other: int) -> None:
    """`keep` has everything that `other` had and it lacked; `other` is gone, its id and uid lead to `keep`.

    Where both hold a value, `keep`'s stays; notes are joined.
    """
    image = unit.need(noun, other)
    survivor = unit.need(noun, keep)
    for table, column in _POINTING[noun]:
        for (id,) in unit.db.rows(f"SELECT id FROM {table} WHERE {column} = :other", {"other": other}):
            # a company whose parent was absorbed by it would be its own parent
            unit.update(table, (id,), {column: None if table == noun and id == keep else keep})
    for table, column, rest in _LINKED[noun]:
        _move_links(unit, table, column, rest, keep, other)
    _move_points(unit, noun, keep, other)
    write_tags(unit, noun, keep, {**tags_of(unit, other), **tags_of(unit, keep)})
    write_tags(unit, noun, other, {})
    for (deal,) in unit.db.rows("SELECT id FROM deal WHERE party = :other", {"other": other}):
        unit.update("deal", (deal,), {"party": keep})
    unit.delete_all("lifecycle_change", "record", other)
    for key in unit.db.rows("SELECT source, noun, foreign_id FROM foreign_ref WHERE id = :other", {"other": other}):
        unit.update("foreign_ref", key, {"id": keep})
    for (id,) in unit.db.rows("SELECT id FROM merged WHERE survivor = :other", {"other": other}):
        unit.update("merged", (id,), {"survivor": keep})
    unit.delete(noun, (other,))
    unit.insert("merged", {"id": other, "uid": image["uid"], "noun": noun, "survivor": keep})
    if not unit.update(noun, (keep,), _filled(noun, survivor, image, keep)):
        unit.touch(noun, keep)


def _filled(noun: str, survivor: dict[str, Cell], image: dict[str, Cell], keep: int) -> dict[str, Cell]:
    changes: dict[str, Cell] = {
        column: image[column]
        for column in _FILLED[noun]
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
