"""Who needs a call, beyond what the agenda knows: unhappy customers, and buyers who stay away."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.store.sqlite.connect import Cell, Condition, Database

    # noun, id, name
    Who = tuple[str, int, str]


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


def repeat_buyers(db: Database, after: str, before: str, within: Condition) -> Iterator[tuple[int, int, str, str]]:
    """Yields (party, sales, first day, last day) of buyers with two sales and more, the last between two days.

    Args:
        db: the connection.
        after, before: ISO days; the last sale lies after the one and before the other.
        within: which sales count.
    """
    # all that is read is in one index, in the order of the buyers
    sql = (
        "SELECT sale.party, count(*), min(sale.sold_on), max(sale.sold_on) FROM sale"
        " WHERE sale.party IS NOT NULL AND sale.amount_minor >= 0"
    )
    if within[0]:
        sql += f" AND {within[0]}"
    sql += " GROUP BY sale.party HAVING count(*) > 1 AND max(sale.sold_on) > :after AND max(sale.sold_on) < :before"
    for chunk in db.stream(sql, {"after": after, "before": before, **within[1]}):
        for party, count, first, last in chunk:
            yield whole(party), whole(count), str(first), str(last)


def spent_by(db: Database, parties: list[int]) -> dict[int, list[tuple[str, int]]]:
    """Gives (currency, net sales in minor units) of some parties."""
    found: dict[int, list[tuple[str, int]]] = {}
    marks = {f"p{at}": party for at, party in enumerate(parties)}
    if not marks:
        return found
    names = ", ".join(f":{mark}" for mark in marks)
    params: dict[str, Cell] = {**marks}
    sql = f"SELECT party, currency, sum(amount_minor) FROM sale WHERE party IN ({names}) GROUP BY party, currency"
    for party, currency, minor in db.rows(sql, params):
        found.setdefault(whole(party), []).append((str(currency), whole(minor)))
    return found


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
