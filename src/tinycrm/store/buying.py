"""What makes somebody a customer, and what only a purchase said of them."""

from __future__ import annotations

from tinycrm.store.bought import bought, paid, unsold, won
from tinycrm.store.cells import whole
from tinycrm.store.encode import decode_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Cell, Database

# a sale, a won deal without sales of its own, a day on which a subscription is paid
_BOUGHT = (
    f"SELECT sale.sold_on AS day FROM sale WHERE {{sale}} AND {bought('sale')} AND sale.sold_on <= :until"
    f" UNION ALL SELECT deal.closed_on FROM deal WHERE {{deal}} AND {won('deal')} AND deal.closed_on <= :until"
    f" AND {unsold('deal')}"
    " UNION ALL SELECT c.changed_on FROM subscription JOIN subscription_change AS c"
    f" ON c.subscription = subscription.id WHERE {{subscription}} AND c.changed_on <= :until AND {paid('c')}"
)
# commands that touch purchases and say themselves who is a customer
_SAYING = frozenset(("import", "merge", "restore"))
_PAYS = _BOUGHT.format(sale="sale.party = :id", deal="deal.party = :id", subscription="subscription.party = :id")
_NAMED = _BOUGHT.format(
    sale="sale.contact = :id",
    deal="deal.id IN (SELECT k.deal FROM deal_contact AS k WHERE k.contact = :id AND k.is_primary = 1)",
    subscription="subscription.contact = :id",
)


def first_paid(db: Database, id: int, until: str) -> str:
    """Gives the first day on which a party bought or paid up to a day, "" for never."""
    return _first(db, _PAYS, id, until)


def first_named(db: Database, id: int, until: str) -> str:
    """Gives the same of a contact: what it paid, or a company of which it was the contact."""
    found = [day for day in (_first(db, _PAYS, id, until), _first(db, _NAMED, id, until)) if day]
    return min(found, default="")


def _first(db: Database, sql: str, id: int, until: str) -> str:
    row = db.one(f"SELECT min(day) FROM ({sql}) AS bought", {"id": id, "until": until})
    return str(row[0] or "") if row else ""


def last_step(db: Database, id: int) -> tuple[int, Cell, str, int] | None:
    """Gives (seq, old, new, operation) of the last change of somebody's lifecycle."""
    sql = "SELECT seq, old, new, op FROM lifecycle_change WHERE record = :id ORDER BY seq DESC LIMIT 1"
    row = db.one(sql, {"id": id})
    return (whole(row[0]), row[1] or None, str(row[2] or ""), whole(row[3])) if row else None


def by_purchase(db: Database, op: int) -> bool:
    """Says whether an operation was of a purchase, and what it said of its party only followed from that."""
    sql = "SELECT 1 FROM change WHERE op = :op AND tbl IN ('sale', 'deal', 'subscription') LIMIT 1"
    if db.one(sql, {"op": op}) is None:
        return False
    while True:
        row = db.one("SELECT undoes, command FROM operation WHERE id = :op", {"op": op})
        if row is None or row[0] is None:
            return row is not None and not _SAYING.intersection(str(row[1]).split())
        op = whole(row[0])


def since_by_hand(db: Database, noun: str, id: int) -> Cell:
    """Gives the customer_since that somebody had before purchases changed it; None for none."""
    sql = (
        "SELECT op, before, after FROM change WHERE record = :id AND tbl = :noun AND kind = 'U'"
        " AND after LIKE '%\"customer_since\"%' ORDER BY op DESC, seq DESC"
    )
    value: Cell = None
    for op, before, after in db.rows(sql, {"id": id, "noun": noun}):
        if not by_purchase(db, whole(op)):
            return decode_row(str(after)).get("customer_since")
        value = decode_row(str(before)).get("customer_since")
    return value
