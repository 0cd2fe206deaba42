"""Who became a lead, who became a customer, and when; a contact counts as its company."""

from __future__ import annotations

from tinycrm.domain.facts import LeadFact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.store.sqlite.connect import Cell, Database

_PARTY = (
    "coalesce((SELECT k.company FROM contact_company AS k WHERE k.contact = r.id"
    " ORDER BY k.is_primary DESC, k.position LIMIT 1), r.id)"
)


def leads(
    db: Database,
    steps: Sequence[str],
    first: str,
    last: str,
    *,
    owner_key: str = "",
    won_is_purchase: bool = True,
) -> list[LeadFact]:
    """Gives the parties that became leads between two days, each once, on its earliest day.

    Args:
        db: the connection.
        steps: the lifecycle steps at or beyond lead.
        first, last: ISO days, both included; nothing after `last` counts.
        owner_key: the folded owner of the records, "" for all.
        won_is_purchase: whether a won deal makes a customer.
    """
    if not steps:
        return []
    params: dict[str, Cell] = {f"s{at}": step for at, step in enumerate(steps)}
    marks = ", ".join(f":{name}" for name in params)
    params |= {"last": last, "owner": owner_key}
    parts = [
        f"SELECT r.id AS record, {party} AS party, coalesce(r.lead_on, l.on_day) AS on_day,"
        " CASE WHEN r.lead_on IS NULL OR r.lead_on = l.on_day THEN l.at ELSE '' END AS at, r.source AS source"
        f" FROM {noun} AS r LEFT JOIN lifecycle_change AS l ON l.record = r.id AND l.seq ="
        f" (SELECT min(x.seq) FROM lifecycle_change AS x WHERE x.record = r.id AND x.new IN ({marks}))"
        " WHERE coalesce(r.lead_on, l.on_day) <= :last AND (:owner = '' OR fold(r.owner) = :owner)"
        for noun, party in (("contact", _PARTY), ("company", "r.id"))
    ]
    sql = " UNION ALL ".join(parts) + " ORDER BY party, on_day, at, record"
    found: list[LeadFact] = []
    records: list[set[int]] = []
    party = -1
    for chunk in db.stream(sql, params):
        for record, owner, day, at, source in chunk:
            if owner != party:
                party = _int(owner)
                found.append(LeadFact(party, str(day), at=str(at or ""), source=str(source or "")))
                records.append({party})
            records[-1].add(_int(record))
    customers = first_purchases(db, last, won_is_purchase=won_is_purchase)
    kept: list[LeadFact] = []
    for lead, own in zip(found, records, strict=True):
        if first <= lead.on <= last:
            lead.customer_on = min((customers[id] for id in own if id in customers), default="")
            lead.answered_at = _answered(db, own, lead.at, last) if lead.at else ""
            kept.append(lead)
    return kept


def _answered(db: Database, records: set[int], at: str, last: str) -> str:
    """The first outbound interaction since an instant with one of the records or a company's people."""
    best = ""
    for record in sorted(records):
        sql = (
            "SELECT min(i.at) FROM interaction AS i WHERE i.direction = 'out'"
            " AND i.at >= :at AND i.on_day <= :last"
            " AND i.id IN (SELECT interaction FROM interaction_contact WHERE contact = :id UNION"
            " SELECT interaction FROM interaction_company WHERE company = :id UNION"
            " SELECT l.interaction FROM contact_company AS k JOIN interaction_contact AS l"
            " ON l.contact = k.contact"
            " WHERE k.company = :id)"
        )
        row = db.one(sql, {"at": at, "last": last, "id": record})
        answer = str(row[0]) if row and row[0] else ""
        if answer and (not best or answer < best):
            best = answer
    return best


def first_purchases(db: Database, last: str, *, won_is_purchase: bool = True) -> dict[int, str]:
    """Gives the day that each party became a customer by a day: its first won deal, or customer_since."""
    parts = [
        f"SELECT {_PARTY} AS party, r.customer_since AS day FROM contact AS r WHERE r.customer_since > ''",
        "SELECT r.id, r.customer_since FROM company AS r WHERE r.customer_since IS NOT NULL",
    ]
    if won_is_purchase:
        parts.append("SELECT party, closed_on FROM deal WHERE outcome = 'won' AND party IS NOT NULL")
    sql = (
        f"SELECT party, min(day) FROM ({' UNION ALL '.join(parts)}) AS bought WHERE day <= :last"
        " GROUP BY party ORDER BY party"
    )
    found: dict[int, str] = {}
    for chunk in db.stream(sql, {"last": last}):
        for party, day in chunk:
            found[_int(party)] = str(day)
    return found


def any_party(db: Database, day: str) -> bool:
    """Says whether there was any contact or company by a day."""
    sql = " UNION ALL ".join(
        f"SELECT 1 FROM {noun} WHERE substr(created_at, 1, 10) <= :day OR lead_on <= :day OR customer_since <= :day"
        for noun in ("contact", "company")
    )
    return db.one(f"{sql} LIMIT 1", {"day": day}) is not None


def _int(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
