"""What is known of one person or company: every query here follows an index from the record."""

from __future__ import annotations

from tinycrm.store import purchases
from tinycrm.store.bought import bought as is_bought
from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Row
    from tinycrm.domain.settings import Settings
    from tinycrm.store.sqlite.connect import Cell, Condition, Database

# The scores of everybody cost a pass over all sales: beyond so many a page does not wait for them.
MANY_SALES = 20_000


class Customer:
    """Whom a page is about: a person, a company, or a person and the company that pays.

    Attributes:
        contact, company: their ids, or None.
    """

    __slots__ = ("company", "contact")

    def __init__(self, contact: int | None, company: int | None) -> None:
        self.contact = contact
        self.company = company

    @property
    def parties(self) -> list[int]:
        """The ids of those who may have paid; the company first."""
        return [id for id in (self.company, self.contact) if id is not None]


def company_of(db: Database, contact: int) -> tuple[int, str, str] | None:
    """Gives (id, name, role there or "") of a contact's first company, or None."""
    sql = (
        "SELECT r.id, r.name, l.role FROM contact_company AS l JOIN company AS r ON r.id = l.company"
        " WHERE l.contact = :id ORDER BY l.is_primary DESC, l.position LIMIT 1"
    )
    row = db.one(sql, {"id": contact})
    return None if row is None else (whole(row[0]), str(row[1]), str(row[2] or ""))


def people_of(db: Database, company: int, limit: int) -> list[Row]:
    """Gives {"id", "name", "title", "role"} of the people of a company, the last met first."""
    sql = (
        "SELECT c.id, c.name, c.title, l.role FROM contact_company AS l JOIN contact AS c ON c.id = l.contact"
        " WHERE l.company = :id ORDER BY c.last_touch_at DESC NULLS LAST, c.name_key, c.id LIMIT :limit"
    )
    keys = ("id", "name", "title", "role")
    return [dict(zip(keys, row, strict=True)) for row in db.rows(sql, {"id": company, "limit": limit})]


def lifecycle_since(db: Database, id: int) -> str | None:
    """Gives the day on which a record came to its present lifecycle, or None when nothing remembers it."""
    row = db.one("SELECT on_day FROM lifecycle_change WHERE record = :id ORDER BY seq DESC LIMIT 1", {"id": id})
    return None if row is None else str(row[0])


def belonging(noun: str, who: Customer) -> Condition:
    """Gives the condition of the deals, tasks, tickets, subscriptions or feedback of somebody."""
    params: dict[str, Cell] = {}
    parts: list[str] = []
    for of, id in (("contact", who.contact), ("company", who.company)):
        if id is None:
            continue
        params[f"of_{of}"] = id
        if (noun, of) == ("deal", "contact"):
            parts.append("deal.id IN (SELECT l.deal FROM deal_contact AS l WHERE l.contact = :of_contact)")
        else:
            parts.append(f"{noun}.{of} = :of_{of}")
    if noun == "task":
        # what is to be done about their deals is to be done about them
        deals, _ = belonging("deal", who)
        parts.append(f"task.deal IN (SELECT deal.id FROM deal WHERE deal.outcome = 'open' AND {deals})")
    narrow = {
        "deal": " AND deal.outcome = 'open'",
        "task": " AND task.status = 'open'",
        "ticket": " AND ticket.status = 'open'",
        "subscription": " AND (subscription.end_on IS NULL OR subscription.end_on >= :today)",
    }
    return f"({' OR '.join(parts)}){narrow.get(noun, '')}", params


def bought(db: Database, who: Customer, settings: Settings, today: str) -> list[tuple[str, int, int, str, str]]:
    """Gives (currency, net minor units, purchases, first and last day or "") of what somebody bought, by currency."""
    params: dict[str, Cell] = {f"p{at}": id for at, id in enumerate(who.parties)}
    parts = [part for mark in params for part in _bought(f"= :{mark}", settings)]
    rows = db.rows(f"{_SUMS} FROM ({' UNION ALL '.join(parts)}) AS b {_EACH}", {**params, "today": today})
    return [(str(row[0]), whole(row[1]), whole(row[2]), str(row[3] or ""), str(row[4] or "")) for row in rows]


_SUMS = (
    "SELECT b.currency, sum(b.minor), sum(b.bought), min(CASE WHEN b.bought = 1 THEN b.day END),"
    " max(CASE WHEN b.bought = 1 THEN b.day END)"
)
_EACH = "GROUP BY b.currency ORDER BY b.currency"
_PEOPLE = "IN (SELECT l.contact FROM contact_company AS l WHERE l.company = :company)"


def _bought(party: str, settings: Settings) -> list[str]:
    """The queries of (currency, minor, day, bought, party) of what parties bought that pass a test."""
    sales = (
        "SELECT s.currency AS currency, s.amount_minor AS minor, s.sold_on AS day,"
        f" CASE WHEN {is_bought('s')} THEN 1 ELSE 0 END AS bought, s.party AS party FROM sale AS s"
        f" WHERE s.party {party} AND s.sold_on <= :today"
    )
    deals = (
        "SELECT d.currency, coalesce(d.value_minor, 0), d.closed_on, 1, d.party FROM deal AS d"
        f" WHERE d.party {party} AND {purchases.won()}"
    )
    return [sales, deals] if settings.won_deals_are_sales else [sales]


def bought_by_people(
    db: Database, company: int, settings: Settings, today: str
) -> tuple[int, list[tuple[str, int, int, str, str]]]:
    """Gives how many people of a company bought for themselves, and what, as `bought` does."""
    source = f"FROM ({' UNION ALL '.join(_bought(_PEOPLE, settings))}) AS b"
    params: dict[str, Cell] = {"company": company, "today": today}
    rows = db.rows(f"{_SUMS} {source} {_EACH}", params)
    count = db.number(f"SELECT count(DISTINCT CASE WHEN b.bought = 1 THEN b.party END) {source}", params) if rows else 0
    return count, [(str(row[0]), whole(row[1]), whole(row[2]), str(row[3] or ""), str(row[4] or "")) for row in rows]


def won(db: Database, who: Customer) -> list[tuple[str, int, int]]:
    """Gives (currency, number, value in minor units) of the deals won with somebody, by currency."""
    condition, params = belonging("deal", who)
    condition = condition.replace("deal.outcome = 'open'", "deal.outcome = 'won'")
    sql = (
        f"SELECT deal.currency, count(*), coalesce(sum(deal.value_minor), 0) FROM deal WHERE {condition}"
        " GROUP BY deal.currency ORDER BY deal.currency"
    )
    return [(str(row[0]), whole(row[1]), whole(row[2])) for row in db.rows(sql, params)]


def monthly(db: Database, who: Customer, today: str) -> list[tuple[str, int]]:
    """Gives (currency, minor units a month times `purchases.MONTH`) of somebody's subscriptions, by currency."""
    return _monthly(db, belonging("subscription", who), today)


def monthly_of_people(db: Database, company: int, today: str) -> list[tuple[str, int]]:
    """Gives the same of what the people of a company pay for themselves."""
    condition = f"subscription.party {_PEOPLE} AND (subscription.end_on IS NULL OR subscription.end_on >= :today)"
    return _monthly(db, (condition, {"company": company}), today)


def _monthly(db: Database, of: Condition, today: str) -> list[tuple[str, int]]:
    condition, params = of
    sql = (
        f"SELECT c.currency, sum({purchases.monthly('c')}) FROM subscription"
        " JOIN subscription_change AS c ON c.subscription = subscription.id"
        f" WHERE {condition} AND c.seq = {purchases.held('subscription.id')} GROUP BY c.currency ORDER BY c.currency"
    )
    return [(str(row[0]), whole(row[1])) for row in db.rows(sql, {**params, "today": today}) if row[1]]


def trial_ends(db: Database, ids: Sequence[int], today: str) -> dict[int, str]:
    """Gives the first day that is paid of those of these subscriptions whose trial still runs."""
    if not ids:
        return {}
    marks: dict[str, Cell] = {f"i{at}": id for at, id in enumerate(ids)}
    sql = (
        "SELECT subscription, min(changed_on) FROM subscription_change WHERE kind = 'trial_end' AND changed_on > :today"
        f" AND subscription IN ({', '.join(':' + mark for mark in marks)}) GROUP BY subscription"
    )
    return {whole(row[0]): str(row[1]) for row in db.rows(sql, {**marks, "today": today})}


def last_interactions(db: Database, noun: str, id: int, limit: int) -> list[Row]:
    """Gives {"id", "at", "on_day", "kind", "direction", "summary"} of the last ones with a person or company."""
    source = "SELECT l.at, l.interaction FROM interaction_contact AS l WHERE l.contact = :id"
    if noun == "company":
        source = (
            "SELECT l.at, l.interaction FROM interaction_company AS l WHERE l.company = :id"
            " UNION SELECT i.at, i.interaction FROM contact_company AS w"
            " JOIN interaction_contact AS i ON i.contact = w.contact WHERE w.company = :id"
        )
    sql = (
        f"SELECT i.id, i.at, i.on_day, i.kind, i.direction, i.summary FROM ({source}) AS n"
        " JOIN interaction AS i ON i.id = n.interaction ORDER BY n.at DESC, n.interaction DESC LIMIT :limit"
    )
    keys = ("id", "at", "on_day", "kind", "direction", "summary")
    return [dict(zip(keys, row, strict=True)) for row in db.rows(sql, {"id": id, "limit": limit})]


def has_many_sales(db: Database) -> bool:
    """Says whether scores over all who bought would keep somebody waiting."""
    return db.one(f"SELECT 1 FROM sale LIMIT 1 OFFSET {MANY_SALES}") is not None
