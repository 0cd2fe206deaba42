"""The tables that the journal knows: their keys, whose record a row belongs to, what links two records."""

from __future__ import annotations


class Table:
    """A journalled table.

    Attributes:
        name: in SQL.
        key: its primary key's columns.
        record: the column that holds the id of the record a row belongs to.
        noun: the noun whose records its rows are, "" for the rows that hang on one.
    """

    __slots__ = ("key", "name", "noun", "record")

    def __init__(self, name: str, key: tuple[str, ...], record: str, noun: str = "") -> None:
        self.name = name
        self.key = key
        self.record = record
        self.noun = noun


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table("company", ("id",), "id", "company"),
        Table("contact", ("id",), "id", "contact"),
        Table("deal", ("id",), "id", "deal"),
        Table("interaction", ("id",), "id", "interaction"),
        Table("task", ("id",), "id", "task"),
        Table("contact_point", ("record", "kind", "key"), "record"),
        Table("contact_company", ("contact", "company"), "contact"),
        Table("relation", ("contact", "other", "kind"), "contact"),
        Table("deal_contact", ("deal", "contact"), "deal"),
        Table("stage_stay", ("deal", "seq"), "deal"),
        Table("interaction_contact", ("contact", "at", "interaction"), "interaction"),
        Table("interaction_company", ("company", "at", "interaction"), "interaction"),
        Table("tagging", ("record", "key"), "record"),
        Table("lifecycle_change", ("record", "seq"), "record"),
        Table("foreign_ref", ("source", "noun", "foreign_id"), "id"),
        Table("merged", ("id",), "survivor"),
        Table("not_duplicate", ("record", "other"), "record"),
    )
}

# (link table, column of the owner, column of the other) by (noun, linked noun)
LINKS: dict[tuple[str, str], tuple[str, str, str]] = {
    ("contact", "company"): ("contact_company", "contact", "company"),
    ("deal", "contact"): ("deal_contact", "deal", "contact"),
    ("interaction", "contact"): ("interaction_contact", "interaction", "contact"),
    ("interaction", "company"): ("interaction_company", "interaction", "company"),
}
ORDERED_LINKS = frozenset(("contact_company", "deal_contact"))


def title_of(noun: str) -> str:
    """Gives the column that names a record of this noun."""
    return {"contact": "name", "company": "name", "interaction": "summary"}.get(noun, "title")


def key_of(noun: str, alias: str) -> str:
    """Gives the SQL of the folded name of a record of this noun."""
    if noun in ("contact", "company"):
        return f"{alias}.name_key"
    from tinycrm.store.sqlite import dialect

    return dialect.folded(f"{alias}.summary") if noun == "interaction" else f"{alias}.title_key"
