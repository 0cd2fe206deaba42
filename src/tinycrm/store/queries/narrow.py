"""Which records of a noun count for a report: those of an owner, of a segment, of a filter."""

from __future__ import annotations

from itertools import count

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.store.sqlite import dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

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
# tables of ids, of which no two of a process have the same name
_TABLES = count(1)
# of more records it takes longer to look each of them up than to ask what an index finds whether it is one of them
_FEW = 2000


class Chosen:
    """Which records count for a question, found out once: their ids are in temporary tables while its snapshot lasts.

    A scorecard asks some sixty times which records count, and evaluating a filter each time took nearly all its time.
    """

    __slots__ = ("_conditions", "_groups", "_of_filter", "_owner", "_store")

    def __init__(self, store: Store, owner: str, groups: Callable[[str], Sequence[Sequence[tuple[str, Test]]]]) -> None:
        """Nothing is found out yet.

        Args:
            store: the database.
            owner: the folded owner, "" for anybody.
            groups: gives the filters of a noun's records, as `narrowed` takes them.
        """
        self._store = store
        self._owner = owner
        self._groups = groups
        self._conditions: dict[str, Condition] = {}
        # a filter is known by its object: the question holds them all
        self._of_filter: dict[tuple[str, int], str] = {}

    def of(self, noun: str) -> Condition:
        """Gives the same as `narrowed`.

        Raises:
            UsageError: the noun's records lead to nothing that a filter is about.
        """
        if noun not in self._conditions:
            groups = self._groups(noun)
            sql, params = narrowed(self._store, noun, self._owner, groups, self._ids)
            if groups:
                table, found = self._keep(noun, sql, params)
                # the sign keeps the planner from looking up each
                sql, params = f"{'+' * (found > _FEW)}{noun}.id IN (SELECT id FROM {table})", {}
            self._conditions[noun] = sql, params
        return self._conditions[noun]

    def _ids(self, of: str, test: Test, prefix: str) -> Condition:
        key = of, id(test)
        if key not in self._of_filter:
            condition = self._store.where(NOUNS[of], prefix=prefix)
            self._of_filter[key], _ = self._keep(of, condition.sql(test), condition.params)
        return f"SELECT id FROM {self._of_filter[key]}", {}

    def _keep(self, noun: str, sql: str, params: Mapping[str, Cell]) -> tuple[str, int]:
        """Gives a new table of the ids of the records that meet a condition, and how many they are."""
        table, db = f"chosen_{next(_TABLES)}", self._store.db
        db.run(f"CREATE TEMPORARY TABLE {table} (id INTEGER PRIMARY KEY)")
        filled = db.run(f"INSERT INTO {table} SELECT {noun}.id FROM {noun} WHERE {sql}", params)
        return table, filled.rowcount


def narrowed(
    store: Store,
    noun: str,
    owner: str,
    groups: Sequence[Sequence[tuple[str, Test]]],
    ids: Callable[[str, Test, str], Condition] | None = None,
) -> Condition:
    """Gives the condition of the records of a noun that count, over the table's own name; ("", {}) for all.

    Args:
        store: the database.
        noun: whose records.
        owner: the folded owner, "" for anybody.
        groups: of each group a record must meet one filter; a filter is of its own noun, and one of contacts or
            companies accepts what they are the party of or took part in.
        ids: gives the query of the ids that meet a filter; None for one that evaluates it where it stands.

    Raises:
        UsageError: the noun's records lead to nothing that a filter is about.
    """

    def inline(of: str, test: Test, prefix: str) -> Condition:
        condition = store.where(NOUNS[of], prefix=prefix)
        # `IN` of the table itself gives the filter's names their own scope
        return f"SELECT {of}.id FROM {of} WHERE {condition.sql(test)}", condition.params

    parts: list[str] = []
    params: dict[str, Cell] = {}
    if owner:
        parts.append(f"{dialect.folded(f'{noun}.owner')} = :{noun}_owner")
        params[f"{noun}_owner"] = owner
    for at, group in enumerate(groups):
        some: list[str] = []
        for place, (of, test) in enumerate(group):
            ways = _ways(noun, of)
            if not ways:
                continue
            found, more = (ids or inline)(of, test, f"{noun}_{at}_{place}_")
            params |= more
            some += [way.format(found) for way in ways]
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
