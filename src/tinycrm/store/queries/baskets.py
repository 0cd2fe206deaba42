"""What customers have of what is sold: their products, one customer after another."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tinycrm.store.sqlite.connect import Cell, Condition, Database

_EVERY: Condition = ("", {})


def baskets(
    db: Database, first: str, last: str, *, sale: Condition = _EVERY, subscription: Condition = _EVERY
) -> Iterator[tuple[int, set[str]]]:
    """Yields each party with the folded names of its products: of sales that are no refunds, and of subscriptions.

    Args:
        db: the connection.
        first, last: ISO days, both included: of the sale, of the subscription's start.
        sale, subscription: which records count, over the table's own name.
    """
    parts = [
        f"SELECT {noun}.party AS party, {noun}.product_key AS word FROM {noun}"
        f" WHERE {noun}.party IS NOT NULL AND {noun}.product_key IS NOT NULL AND {noun}.amount_minor >= 0"
        f" AND {noun}.{day} BETWEEN :first AND :last{f' AND {narrow[0]}' if narrow[0] else ''}"
        for noun, day, narrow in (("sale", "sold_on", sale), ("subscription", "start_on", subscription))
    ]
    params: dict[str, Cell] = {"first": first, "last": last, **sale[1], **subscription[1]}
    present = -1
    found = set[str]()
    for chunk in db.stream(" UNION ALL ".join(parts) + " ORDER BY party", params, size=2000):
        for party, word in chunk:
            if party != present:
                if found:
                    yield present, found
                present, found = whole(party), set[str]()
            found.add(str(word))
    if found:
        yield present, found


def product_names(db: Database, words: Iterable[str]) -> dict[str, str]:
    """Gives products as they are written, by their folded names; of several spellings the first."""
    found: dict[str, str] = {}
    for word in sorted(set(words)):
        for noun in ("sale", "subscription"):
            sql = f"SELECT product FROM {noun} WHERE product_key = :word ORDER BY id LIMIT 1"
            row = db.one(sql, {"word": word})
            if row:
                found.setdefault(word, str(row[0]))
    return found


def several_products(db: Database, most: int) -> int:
    """Gives how many products there are, counting one more than the most at the highest."""
    sql = (
        "SELECT count(*) FROM (SELECT product_key FROM sale WHERE product_key IS NOT NULL"
        " UNION SELECT product_key FROM subscription WHERE product_key IS NOT NULL LIMIT :most) AS words"
    )
    return db.number(sql, {"most": most + 1})
