"""Values that no command of ours would have written: another program put them there, past our rules."""

from __future__ import annotations

from tinycrm.domain.text import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.store.sqlite.connect import Database

_NOUNS = (
    "contact",
    "company",
    "deal",
    "interaction",
    "task",
    "campaign",
    "subscription",
    "sale",
    "expense",
    "ticket",
    "feedback",
    "segment",
)
# (noun, the column that names its records)
_NAMED = (
    ("contact", "name"),
    ("company", "name"),
    ("deal", "title"),
    ("task", "title"),
    ("campaign", "name"),
    ("subscription", "product"),
    ("sale", "product"),
    ("expense", "title"),
    ("ticket", "title"),
    ("segment", "name"),
)
_WITH_CURRENCY = ("deal", "campaign", "subscription", "subscription_change", "sale", "expense")
# (table, column that names the record)
_OWNERS = {
    **dict.fromkeys(_NOUNS, "id"),
    "contact_point": "record",
    "contact_company": "contact",
    "relation": "contact",
    "deal_contact": "deal",
    "stage_stay": "deal",
    "interaction_contact": "interaction",
    "interaction_company": "interaction",
    "tagging": "record",
    "lifecycle_change": "record",
    "not_duplicate": "record",
    "campaign_member": "campaign",
    "subscription_change": "subscription",
    "subscription_term": "subscription",
}
# sqlite3 takes 30 February as it is until it has to count with it
_COUNTED = "'+0 days'"
_INSTANTS = {
    "contact": ("created_at", "updated_at", "last_touch_at", "last_in_at", "last_out_at"),
    "company": ("created_at", "updated_at", "last_touch_at", "last_in_at", "last_out_at"),
    "deal": ("created_at", "updated_at"),
    "interaction": ("created_at", "updated_at", "at"),
    "task": ("created_at", "updated_at", "done_at"),
    "stage_stay": ("entered_at", "left_at"),
    "interaction_contact": ("at",),
    "interaction_company": ("at",),
    "lifecycle_change": ("at",),
    **dict.fromkeys(("campaign", "subscription", "sale", "expense", "segment"), ("created_at", "updated_at")),
    "ticket": ("created_at", "updated_at", "opened_at", "first_answered_at", "resolved_at"),
    "feedback": ("created_at", "updated_at", "at"),
    "campaign_member": ("reached_at", "answered_at"),
}
_DAYS = {
    "contact": ("lead_on", "customer_since"),
    "company": ("lead_on", "customer_since"),
    "deal": ("expected_close_on", "opened_on", "closed_on", "stage_entered_on"),
    "interaction": ("on_day",),
    "task": ("due_on", "done_on"),
    "stage_stay": ("entered_on", "left_on"),
    "lifecycle_change": ("on_day",),
    "campaign": ("started_on", "ended_on"),
    "campaign_member": ("reached_on", "answered_on"),
    "subscription": ("start_on", "end_on"),
    "subscription_change": ("changed_on",),
    "subscription_term": ("starts_on", "ends_on", "decided_on"),
    "sale": ("sold_on", "due_on"),
    "expense": ("spent_on",),
    "ticket": ("opened_on", "first_answered_on", "resolved_on"),
    "feedback": ("on_day",),
}
_SHOWN = 40


def unsound_values(db: Database) -> list[tuple[int, str]]:
    """Gives (record, what is wrong in it) of every value our own rules would have refused, by record.

    One query a table, so that a sound database costs one pass over each.
    """
    found: set[tuple[int, str]] = set()
    for table, owner in _OWNERS.items():
        rules = list(_rules(db, table))
        if not rules:
            continue
        shown = ", ".join(f"{column}, ({condition})" for column, _, condition in rules)
        where = " OR ".join(f"({condition})" for _, _, condition in rules)
        for id, *cells in db.rows(f"SELECT {owner}, {shown} FROM {table} WHERE {where}"):
            for (column, what, _), value, wrong in zip(rules, cells[::2], cells[1::2], strict=True):
                if wrong:
                    found.add((int(str(id)), f"{column} {_quoted(value)} {what}"))
    return sorted(found)


def _quoted(value: object) -> str:
    text = escape(str(value))
    return f"'{text if len(text) <= _SHOWN else text[: _SHOWN - 1] + '…'}'"


def _rules(db: Database, table: str) -> Iterator[tuple[str, str, str]]:
    """Yields (column, what its value then is, the condition) of every rule of a table."""
    for column in _INSTANTS.get(table, ()):
        yield column, "is no instant", f"{column} IS NOT strftime('%Y-%m-%dT%H:%M:%SZ', {column}, {_COUNTED})"
    for column in _DAYS.get(table, ()):
        yield column, "is no day", f"{column} IS NOT date({column}, {_COUNTED})"
    if table == "contact":
        # without a year any 29th of February will do
        whole = "CASE WHEN birthday LIKE '--%' THEN '2000' || substr(birthday, 2) ELSE birthday END"
        yield "birthday", "is no day", f"{whole} IS NOT date({whole}, {_COUNTED})"
    if table in _WITH_CURRENCY:
        yield "currency", "is no currency", "currency NOT IN (SELECT code FROM currency)"
    if table == "task":
        yield "due_time", "is no time", "due_time >= '24'"
    columns = [(str(row[1]), row[2]) for row in db.rows(f"PRAGMA table_info({table})")]
    if ("fields", "TEXT") in columns:
        unsound = "CASE WHEN json_valid(fields) THEN json_type(fields) <> 'object' ELSE 1 END"
        yield "fields", "is no JSON object", unsound
    for column, kind in columns:
        if kind == "TEXT":
            yield column, "holds a NUL", f"instr({column}, char(0)) > 0"


def wrong_keys(db: Database) -> list[int]:
    """Gives the records whose name is not found by its own letters: another program wrote only the name."""
    found: list[int] = []
    for noun, name in _NAMED:
        rows = db.rows(f"SELECT id FROM {noun} WHERE {name}_key <> fold({name})")
        found += [row[0] for row in rows if isinstance(row[0], int)]
    return sorted(found)


def mend_keys(db: Database) -> None:
    """Every record is found by its own name again."""
    for noun, name in _NAMED:
        db.run(f"UPDATE {noun} SET {name}_key = fold({name}) WHERE {name}_key <> fold({name})")


def by_hand(path: str, noun: str, id: int) -> str:
    """Gives the command that empties the custom fields of a record which no command of ours can open."""
    return f"sqlite3 '{path}' \"UPDATE {noun} SET fields = '{{}}' WHERE id = {id}\""
