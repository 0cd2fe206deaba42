"""Which records of a noun count for a report: those of an owner, of a segment, of a filter."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.store.sqlite import dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.filters import Test
    from tinycrm.store import Store
    from tinycrm.store.sqlite.connect import Cell, Condition, Database

# the columns that lead from a noun's records to contacts and companies
_PEOPLE = {
    "sale": ("sale.party", "sale.contact"),
    "subscription": ("subscription.party", "subscription.contact"),
    "ticket": ("ticket.party", "ticket.contact"),
    "feedback": ("feedback.party", "feedback.contact"),
    "deal": ("deal.party",),
    "task": ("task.contact", "task.company"),
}
# link tables from a noun's records to contacts and companies: (noun of the people) → table
_LINKED = {
    "contact": {"company": "contact_company"},
    "company": {"contact": "contact_company"},
    "deal": {"contact": "deal_contact"},
    "interaction": {"contact": "interaction_contact", "company": "interaction_company"},
    "campaign": {"contact": "campaign_member", "company": "campaign_member"},
}
_PARTIES = ("contact", "company")


def narrowed(store: Store, noun: str, owner: str, groups: Sequence[Sequence[tuple[str, Test]]]) -> Condition:
    """Gives the condition of the records of a noun that count, over the table's own name; ("", {}) for all.

    Args:
        store: the database.
        noun: whose records.
        owner: the folded owner, "" for anybody.
        groups: of each group a record must meet one filter; a filter is of its own noun, and one of contacts or
            companies accepts what they are the party of or took part in.

    Raises:
        UsageError: the noun's records lead to nothing that a filter is about.
    """
    parts: list[str] = []
    params: dict[str, Cell] = {}
    if owner:
        parts.append(f"{dialect.folded(f'{noun}.owner')} = :{noun}_owner")
        params[f"{noun}_owner"] = owner
    for at, group in enumerate(groups):
        some: list[str] = []
        for place, (of, test) in enumerate(group):
            condition = store.where(NOUNS[of], prefix=f"{noun}_{at}_{place}_")
            # `IN` of the table itself gives the filter's names their own scope
            found = f"SELECT {of}.id FROM {of} WHERE {condition.sql(test)}"
            params |= condition.params
            some += [way.format(found) for way in _ways(noun, of)]
        if not some:
            names = " or ".join(dict.fromkeys(NOUNS[of].plural for of, _ in group))
            raise UsageError(
                f"{NOUNS[noun].plural} cannot be narrowed by {names}", hint="leave --segment or --where out"
            )
        parts.append("(" + " OR ".join(some) + ")")
    return " AND ".join(parts), params


def among(db: Database, noun: str, ids: Sequence[int], condition: Condition) -> set[int]:
    """Gives those of some records that meet a condition of `narrowed`."""
    sql, params = condition
    if not ids or not sql:
        return set(ids)
    marks: dict[str, Cell] = {f"id{at}": id for at, id in enumerate(ids)}
    names = ", ".join(f":{mark}" for mark in marks)
    rows = db.rows(f"SELECT {noun}.id FROM {noun} WHERE {noun}.id IN ({names}) AND {sql}", {**marks, **params})
    return {row[0] for row in rows if isinstance(row[0], int)}


def _ways(noun: str, of: str) -> list[str]:
    """Gives how a noun's record is reached from the records of another, which `{}` stands for."""
    if noun == of:
        return [f"{noun}.id IN ({{}})"]
    if of not in _PARTIES:
        refs = [field.column for field in NOUNS[noun].fields if field.place == "ref" and field.noun == of]
        return [f"{noun}.{column} IN ({{}})" for column in refs]
    ways = [f"{column} IN ({{}})" for column in _PEOPLE.get(noun, ())]
    link = _LINKED.get(noun, {}).get(of)
    if link:
        who = "record" if link == "campaign_member" else of
        ways.append(f"{noun}.id IN (SELECT l.{noun} FROM {link} AS l WHERE l.{who} IN ({{}}))")
    return ways
