"""Who needs a call, beyond what the agenda knows: unhappy customers, and buyers who stay away."""

from __future__ import annotations

from tinycrm.store.cells import whole
from tinycrm.store.queries.parties import BOUGHT, NO_SALE, WON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.store.sqlite.connect import Cell, Condition, Database

    # noun, id, name
    Who = tuple[str, int, str]
_EVERY: Condition = ("", {})


def unhappy(
    db: Database, since: str, until: str, within: Condition, limit: int
) -> list[tuple[Who, str, int, str, str]]:
    """Gives (who, kind, score, day, comment) of bad answers that nobody has written or called about since.

    Bad are a detractor's 0-6 of NPS, 1-2 of CSAT, 1-3 of CES; the latest first, at most `limit`.

    Args:
        db: the connection.
        since, until: the days between which they were given, both ISO.
        within: which feedback counts.
        limit: at most so many.
    """
    sql = (
        "SELECT feedback.contact, c.name, feedback.company, k.name, feedback.kind, feedback.score, feedback.on_day,"
        " feedback.comment FROM feedback LEFT JOIN contact AS c ON c.id = feedback.contact"
        " LEFT JOIN company AS k ON k.id = feedback.company"
        " WHERE feedback.on_day BETWEEN :since AND :until AND feedback.party IS NOT NULL"
        " AND feedback.score <= CASE feedback.kind WHEN 'nps' THEN 6 WHEN 'csat' THEN 2 ELSE 3 END"
        " AND coalesce(c.last_out_at, k.last_out_at, '') < feedback.at"
    )
    if within[0]:
        sql += f" AND {within[0]}"
    rows = db.rows(
        f"{sql} ORDER BY feedback.at DESC, feedback.id LIMIT :limit",
        {"since": since, "until": until, "limit": limit, **within[1]},
    )
    found: list[tuple[Who, str, int, str, str]] = []
    for contact, person, company, firm, kind, score, day, comment in rows:
        who = (
            ("contact", whole(contact), str(person)) if contact is not None else ("company", whole(company), str(firm))
        )
        found.append((who, str(kind), whole(score), str(day), str(comment or "")))
    return found


def repeat_buyers(
    db: Database, after: str, before: str, sale: Condition, deal: Condition, *, sold: bool
) -> Iterator[tuple[int, int, str, str]]:
    """Yields (party, purchases, first day, last day) of buyers with two purchases and more, the last between two days.

    Args:
        db: the connection.
        after, before: ISO days; the last purchase lies after the one and before the other.
        sale, deal: which records count.
        sold: whether won deals without sales of their own are purchases.
    """
    parts, params = _purchases(sale, deal, "count(*) AS n, min({day}) AS first, max({day}) AS last", "", sold=sold)
    sql = (
        f"SELECT party, sum(n), min(first), max(last) FROM ({' UNION ALL '.join(parts)}) AS bought"
        " GROUP BY party HAVING sum(n) > 1 AND max(last) > :after AND max(last) < :before"
    )
    for chunk in db.stream(sql, {"after": after, "before": before, **params}):
        for party, count, first, last in chunk:
            yield whole(party), whole(count), str(first), str(last)


def spent_by(db: Database, parties: list[int], *, sold: bool) -> dict[int, list[tuple[str, int]]]:
    """Gives (currency, net revenue in minor units) of some parties, refunds taken off."""
    found: dict[int, dict[str, int]] = {}
    marks: dict[str, Cell] = {f"p{at}": party for at, party in enumerate(parties)}
    if not marks:
        return {}
    among = f"{{noun}}.party IN ({', '.join(f':{mark}' for mark in marks)})"
    what = "{noun}.currency AS currency, sum({amount}) AS minor"
    parts, _ = _purchases(_EVERY, _EVERY, what, among, sold=sold, refunds=True)
    for party, currency, minor in db.rows(" UNION ALL ".join(parts), marks):
        own = found.setdefault(whole(party), {})
        own[str(currency)] = own.get(str(currency), 0) + (minor if isinstance(minor, int) else 0)
    return {party: sorted(sums.items()) for party, sums in found.items()}


def _purchases(
    sale: Condition, deal: Condition, what: str, where: str, *, sold: bool, refunds: bool = False
) -> tuple[list[str], dict[str, Cell]]:
    """Gives the queries of sales, and of won deals without sales of their own, each grouped by party."""
    nouns = [("sale", "sale.sold_on", "sale.amount_minor", "1 = 1" if refunds else BOUGHT, sale)]
    if sold:
        nouns.append(("deal", "deal.closed_on", "deal.value_minor", f"{WON} AND {NO_SALE}", deal))
    parts: list[str] = []
    params: dict[str, Cell] = {}
    for noun, day, amount, counts, narrow in nouns:
        conditions = [f"{noun}.party IS NOT NULL", counts, where.format(noun=noun), narrow[0]]
        sql = f"SELECT {noun}.party AS party, {what.format(noun=noun, day=day, amount=amount)} FROM {noun}"
        sql += f" WHERE {' AND '.join(condition for condition in conditions if condition)} GROUP BY {noun}.party"
        parts.append(sql + (f", {noun}.currency" if "currency" in what else ""))
        params |= narrow[1]
    return parts, params


def has_many_sales(db: Database, most: int) -> bool:
    """Says whether there are more sales than one would look through for an aside."""
    return db.one("SELECT 1 FROM sale LIMIT 1 OFFSET :most", {"most": most}) is not None


def names_of(db: Database, ids: list[int]) -> dict[int, Who]:
    """Gives who these contacts and companies are, by id."""
    found: dict[int, Who] = {}
    marks: dict[str, Cell] = {f"p{at}": id for at, id in enumerate(ids)}
    if not marks:
        return found
    names = ", ".join(f":{mark}" for mark in marks)
    for noun in ("contact", "company"):
        for id, name in db.rows(f"SELECT id, name FROM {noun} WHERE id IN ({names})", marks):
            found[whole(id)] = (noun, whole(id), str(name))
    return found
