"""Who became a lead, who was answered, and who became a customer; a contact counts as its company.

Only the leads of the period are looked at, found by their day, and a chunk of them at a time is held against their
companies' other records, what they bought and who wrote to them.
"""

from __future__ import annotations

from tinycrm.domain.facts import LeadFact
from tinycrm.domain.periods import FIRST_DAY
from tinycrm.store.cells import whole
from tinycrm.store.queries.parties import BOUGHT, NO_SALE, OWN_WON, PAID

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tinycrm.store.sqlite.connect import Cell, Condition, Database, Tuple

_CHUNK = 400
_EVERY: Condition = ("", {})
_PARTY = {
    "contact": "coalesce((SELECT k.company FROM contact_company AS k WHERE k.contact = contact.id"
    " ORDER BY k.is_primary DESC, k.position LIMIT 1), contact.id)",
    "company": "company.id",
}
# a record that came in at a later step, without the day it took it: nobody knows when it became a lead. An import
# writes "" for what was before; imports of earlier versions wrote nothing, at their own instant, while a change that a
# whole export brings back keeps the instant it had
UNDATED = (
    "(coalesce(l.old, '-') = '' OR (l.old IS NULL AND EXISTS (SELECT 1 FROM operation AS o WHERE o.id = l.op"
    " AND o.at = l.at AND (o.command LIKE 'import %' OR (o.command LIKE '-%' AND o.command LIKE '% import %')))))"
)


class _Steps:
    """The lifecycle steps at or beyond lead, as SQL and its parameters."""

    def __init__(self, steps: Sequence[str]) -> None:
        self.params: dict[str, Cell] = {f"s{at}": step for at, step in enumerate(steps)}
        self.marks = ", ".join(f":{name}" for name in self.params)

    def first(self, record: str) -> str:
        """Gives the SQL of the number of a record's first change to one of them."""
        return f"(SELECT min(x.seq) FROM lifecycle_change AS x WHERE x.record = {record} AND x.new IN ({self.marks}))"


def leads(
    db: Database,
    steps: Sequence[str],
    first: str,
    last: str,
    *,
    contact: Condition = _EVERY,
    company: Condition = _EVERY,
    won_is_purchase: bool = True,
    answers: bool = True,
) -> Iterator[LeadFact]:
    """Yields the parties that became leads between two days, each once, on its earliest day.

    Args:
        db: the connection.
        steps: the lifecycle steps at or beyond lead.
        first, last: ISO days, both included; nothing after `last` counts.
        contact, company: which records count, over the table's own name.
        won_is_purchase: whether a won deal without sales of its own makes a customer.
        answers: whether `answered_at` is looked up.
    """
    if not steps:
        return
    known = _Steps(steps)
    narrow = {"contact": contact, "company": company}
    for chunk in _parties(db, known, first, last, narrow):
        kept = chunk
        if first > FIRST_DAY:
            earlier = _earlier(db, known, first, narrow, [lead.party for lead, _ in chunk])
            kept = [(lead, records) for lead, records in chunk if lead.party not in earlier]
        ids = {id for _, records in kept for id in records}
        since, bought = customers_of(db, ids, last, won_is_purchase=won_is_purchase)
        answered = _answers(db, [lead for lead, _ in kept if lead.at], last) if answers else {}
        for lead, records in kept:
            # what the company bought decides, whatever was typed of one of its people
            days = bought if not records.isdisjoint(bought) else since
            lead.customer_on = min((days[id] for id in records if id in days), default="")
            lead.answered_at = answered.get(lead.party, "")
            yield lead


def _parties(
    db: Database, steps: _Steps, first: str, last: str, narrow: Mapping[str, Condition]
) -> Iterator[list[tuple[LeadFact, set[int]]]]:
    """Yields, some at a time, the parties with a lead of the period, and the ids of what they are made of."""
    parts: list[str] = []
    params: dict[str, Cell] = {**steps.params, "first": first, "last": last}
    for noun, (sql, more) in narrow.items():
        params |= more
        record, condition = f"{noun}.id", f" AND {sql}" if sql else ""
        head = f"SELECT {record} AS record, {_PARTY[noun]} AS party"
        tail = f"{noun}.source AS source, {noun}.owner AS owner"
        # by the day that was typed, whose instant is known where it is the logged one; else by the logged day
        parts.append(
            f"{head}, {noun}.lead_on AS on_day, (SELECT l.at FROM lifecycle_change AS l WHERE l.record = {record}"
            f" AND l.seq = {steps.first(record)} AND l.on_day = {noun}.lead_on) AS at, {tail} FROM {noun}"
            f" WHERE {noun}.lead_on BETWEEN :first AND :last{condition}"
        )
        parts.append(
            f"{head}, l.on_day, l.at, {tail} FROM lifecycle_change AS l JOIN {noun} ON {record} = l.record"
            f" WHERE l.on_day BETWEEN :first AND :last AND l.noun = '{noun}' AND l.new IN ({steps.marks})"
            f" AND {noun}.lead_on IS NULL"
            f" AND l.seq = {steps.first('l.record')} AND NOT {UNDATED}{condition}"
        )
    rows = db.stream(" UNION ALL ".join(parts) + " ORDER BY party, on_day, at, record", params, size=2000)
    found: list[tuple[LeadFact, set[int]]] = []
    for id, party, day, at, source, owner in (row for chunk in rows for row in chunk):
        if not found or found[-1][0].party != party:
            if len(found) >= _CHUNK:
                yield found
                found = []
            found.append((LeadFact(whole(party), str(day), at=str(at or "")), {whole(party)}))
        lead, records = found[-1]
        records.add(whole(id))
        # of a company and its people the first that says so
        lead.source = lead.source or str(source or "")
        lead.owner = lead.owner or str(owner or "")
    if found:
        yield found


def _listed(ids: Iterable[int], name: str) -> tuple[str, dict[str, Cell]]:
    params: dict[str, Cell] = {f"{name}{at}": id for at, id in enumerate(ids)}
    return ", ".join(f":{mark}" for mark in params), params


def _earlier(
    db: Database, steps: _Steps, first: str, narrow: Mapping[str, Condition], parties: Sequence[int]
) -> set[int]:
    """Gives those of the parties that have a record which became a lead before a day."""
    marks, params = _listed(parties, "p")
    parts: list[str] = []
    for noun, (sql, more) in narrow.items():
        params |= more
        record, condition = f"{noun}.id", f" AND {sql}" if sql else ""
        table = noun if noun == "company" else "contact_company AS m JOIN contact ON contact.id = m.contact"
        whose = (
            f"{record} IN ({marks})" if noun == "company" else f"m.company IN ({marks}) AND {_PARTY[noun]} = m.company"
        )
        logged = (
            f"(SELECT l.on_day FROM lifecycle_change AS l WHERE l.record = {record}"
            f" AND l.seq = {steps.first(record)} AND NOT {UNDATED})"
        )
        party = record if noun == "company" else "m.company"
        parts.append(
            f"SELECT {party} FROM {table} WHERE {whose} AND coalesce({noun}.lead_on, {logged}) < :first{condition}"
        )
    found = db.rows(" UNION ".join(parts), {**params, **steps.params, "first": first})
    return {whole(row[0]) for row in found}


def customers_of(
    db: Database, ids: Iterable[int], last: str, *, won_is_purchase: bool = True
) -> tuple[dict[int, str], dict[int, str]]:
    """Gives the days on which some parties and records became customers, of those that did by a day.

    Returns:
        `customer_since` as it was typed; the first purchase or first paid day of a subscription, which comes before it.
    """
    found: tuple[dict[int, str], dict[int, str]] = {}, {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), _CHUNK):
        marks, params = _listed(wanted[start : start + _CHUNK], "p")
        params["last"] = last
        sales = (
            f"SELECT sale.party AS party, sale.sold_on AS day FROM sale WHERE sale.party IN ({marks})"
            f" AND sale.sold_on <= :last AND {BOUGHT}"
        )
        paid = (
            "SELECT s.party, c.changed_on FROM subscription AS s"
            " JOIN subscription_change AS c ON c.subscription = s.id"
            f" WHERE s.party IN ({marks}) AND c.changed_on <= :last AND {PAID}"
        )
        bought = [sales, paid]
        if won_is_purchase:
            bought.append(
                f"SELECT deal.party, deal.closed_on FROM deal WHERE deal.party IN ({marks}) AND {OWN_WON}"
                f" AND deal.closed_on <= :last AND {NO_SALE}"
            )
        typed = [
            f"SELECT id AS party, customer_since AS day FROM {noun} WHERE id IN ({marks}) AND customer_since <= :last"
            for noun in ("contact", "company")
        ]
        for own, parts in zip(found, (typed, bought), strict=True):
            sql = f"SELECT party, min(day) FROM ({' UNION ALL '.join(parts)}) AS some GROUP BY party"
            own.update({whole(party): str(day) for party, day in db.rows(sql, params)})
    return found


# the first outbound interaction since the lead's instant, by the table that holds whose interactions they are
_ANSWER = (
    "(SELECT l.at FROM {table} AS l JOIN interaction AS i ON i.id = l.interaction WHERE l.{who} = {whose}"
    " AND l.at >= lead.at AND i.direction = 'out' AND i.on_day <= :last ORDER BY l.at LIMIT 1)"
)


def _answers(db: Database, found: Sequence[LeadFact], last: str) -> dict[int, str]:
    """Gives the first answer to each of some leads, to themselves or to any of a company's people."""
    if not found:
        return {}
    params: dict[str, Cell] = {"last": last}
    for at, lead in enumerate(found):
        params[f"p{at}"], params[f"a{at}"] = lead.party, lead.at
    rows = ", ".join(f"(:p{at}, :a{at})" for at in range(len(found)))
    own = _ANSWER.format(table="interaction_contact", who="contact", whose="lead.party")
    company = _ANSWER.format(table="interaction_company", who="company", whose="lead.party")
    mate = _ANSWER.format(table="interaction_contact", who="contact", whose="k.contact")
    mates = f"(SELECT min({mate}) FROM contact_company AS k WHERE k.company = lead.party)"
    sql = f"WITH lead (party, at) AS (VALUES {rows}) SELECT lead.party, {own}, {company}, {mates} FROM lead"
    answered: dict[int, str] = {}
    for row in db.rows(sql, params):
        first: Tuple = tuple(cell for cell in row[1:] if cell is not None)
        if first:
            answered[whole(row[0])] = min(map(str, first))
    return answered


def undated(db: Database, steps: Sequence[str], first: str, last: str) -> int:
    """Gives how many records were imported between two days at a step beyond lead without the day they took it."""
    if not steps:
        return 0
    known = _Steps(steps)
    sql = (
        "SELECT count(*) FROM lifecycle_change AS l WHERE l.on_day BETWEEN :first AND :last"
        f" AND l.new IN ({known.marks}) AND {UNDATED}"
        " AND NOT EXISTS (SELECT 1 FROM contact WHERE contact.id = l.record AND contact.lead_on IS NOT NULL)"
        " AND NOT EXISTS (SELECT 1 FROM company WHERE company.id = l.record AND company.lead_on IS NOT NULL)"
    )
    return db.number(sql, {**known.params, "first": first, "last": last})


def any_party(db: Database, day: str) -> bool:
    """Says whether there was any contact or company by a day."""
    sql = " UNION ALL ".join(
        f"SELECT 1 FROM {noun} WHERE substr(created_at, 1, 10) <= :day OR lead_on <= :day OR customer_since <= :day"
        for noun in ("contact", "company")
    )
    return db.one(f"{sql} LIMIT 1", {"day": day}) is not None
