"""Sales beside their own columns: what was given back, and which due days are paid."""

from __future__ import annotations

from tinycrm.domain.dues import Change
from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Database


class Refunds:
    """What was given back of a sale.

    Attributes:
        ids: the refunds, by id.
        minor: their sum in minor units, 0 or less.
        first_on: the day of the earliest, ISO; "" without any.
    """

    __slots__ = ("first_on", "ids", "minor")

    def __init__(self, ids: list[int], minor: int, first_on: str) -> None:
        self.ids = ids
        self.minor = minor
        self.first_on = first_on


def refunds_of(db: Database, sale: int, *, without: int = 0) -> Refunds:
    """Gives the refunds of a sale, one of them left out if it is named."""
    sql = "SELECT id, amount_minor, sold_on FROM sale WHERE refund_of = :sale AND id <> :without ORDER BY id"
    rows = db.rows(sql, {"sale": sale, "without": without})
    days = sorted(str(row[2]) for row in rows)
    return Refunds([whole(row[0]) for row in rows], sum(whole(row[1]) for row in rows), days[0] if days else "")


def changes_of(db: Database, subscription: int) -> list[Change]:
    """Gives the changes of a subscription in order."""
    sql = (
        "SELECT kind, changed_on, amount_minor, currency, interval FROM subscription_change"
        " WHERE subscription = :id ORDER BY changed_on, seq"
    )
    rows = db.rows(sql, {"id": subscription})
    return [Change(str(row[0]), str(row[1]), whole(row[2]), str(row[3]), str(row[4])) for row in rows]


def dues_paid(db: Database, subscription: int) -> dict[str, int]:
    """Gives due day → the first sale for it, of those that were paid."""
    sql = (
        "SELECT due_on, min(id) FROM sale WHERE subscription = :id AND due_on IS NOT NULL AND amount_minor >= 0"
        " GROUP BY due_on ORDER BY due_on"
    )
    return {str(day): whole(id) for day, id in db.rows(sql, {"id": subscription})}


def sums_of(db: Database, noun: str, to: str, id: int) -> list[tuple[str, int, int]]:
    """Gives (currency, sum in minor units, how many) of the sales or expenses that name a record, the most first.

    Args:
        db: the connection.
        noun: "sale" or "expense".
        to: the column that names it.
        id: the record.
    """
    sql = (
        f"SELECT currency, CAST(sum(amount_minor) AS BIGINT), count(*) FROM {noun} WHERE {to} = :id"
        " GROUP BY currency ORDER BY 3 DESC, 1"
    )
    return [(str(row[0]), whole(row[1]), whole(row[2])) for row in db.rows(sql, {"id": id})]
