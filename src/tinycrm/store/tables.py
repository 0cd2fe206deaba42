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
        Table("campaign", ("id",), "id", "campaign"),
        Table("subscription", ("id",), "id", "subscription"),
        Table("sale", ("id",), "id", "sale"),
        Table("expense", ("id",), "id", "expense"),
        Table("ticket", ("id",), "id", "ticket"),
        Table("feedback", ("id",), "id", "feedback"),
        Table("segment", ("id",), "id", "segment"),
        Table("contact_point", ("record", "kind", "key"), "record"),
        Table("contact_company", ("contact", "company"), "contact"),
        Table("relation", ("contact", "other", "kind"), "contact"),
        Table("deal_contact", ("deal", "contact"), "deal"),
        Table("stage_stay", ("deal", "seq"), "deal"),
        Table("interaction_contact", ("contact", "at", "interaction"), "interaction"),
        Table("interaction_company", ("company", "at", "interaction"), "interaction"),
        Table("campaign_member", ("campaign", "record"), "campaign"),
        Table("subscription_change", ("subscription", "seq"), "subscription"),
        Table("subscription_term", ("subscription", "seq"), "subscription"),
        Table("kpi_snapshot", ("id",), "id"),
        Table("outbox", ("id",), "id"),
        Table("enrolment", ("id",), "record"),
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


# the column that names a record, and that of its folded text: "" where the text is folded when it is looked for
_NAMING = {
    "contact": ("name", "name_key"),
    "company": ("name", "name_key"),
    "campaign": ("name", "name_key"),
    "segment": ("name", "name_key"),
    "subscription": ("product", "product_key"),
    "sale": ("product", "product_key"),
    "interaction": ("summary", ""),
    "feedback": ("comment", ""),
}


def title_of(noun: str) -> str:
    """Gives the column that names a record of this noun; of some nouns it may be empty."""
    return _NAMING.get(noun, ("title", ""))[0]


def key_of(noun: str, alias: str) -> str:
    """Gives the SQL of the folded name of a record of this noun."""
    title, key = _NAMING.get(noun, ("title", "title_key"))
    if key:
        return f"{alias}.{key}"
    from tinycrm.store.sqlite import dialect

    return dialect.folded(f"{alias}.{title}")


def table_in_journal(name: object) -> Table:
    """Gives the table that a row of the journal is about.

    Raises:
        StorageError: there is no such table; another program wrote the row.
    """
    table = TABLES.get(str(name))
    if table is None:
        from tinycrm.errors import StorageError

        raise StorageError(f"the journal names a table '{str(name)[:60]}'", hint="tinycrm doctor")
    return table
