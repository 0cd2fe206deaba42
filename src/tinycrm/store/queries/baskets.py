"""What customers have of what is sold: their products, one customer after another."""

from __future__ import annotations

from typing import cast

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tinycrm.store.sqlite.connect import Cell, Condition, Database

_EVERY: Condition = ("", {})


def bought(
    db: Database, first: str, last: str, *, sale: Condition = _EVERY, subscription: Condition = _EVERY
) -> Iterator[list[tuple[int, str]]]:
    """Yields (party, folded name of a product) in parts: of sales that are no refunds, and of subscriptions.

    The rows of a party come one after another, of a product as many as it was bought times.

    Args:
        db: the connection.
        first, last: ISO days, both included: of the sale, of the subscription's start.
        sale, subscription: which records count, over the table's own name.
    """
    sql, params = _bought(first, last, sale, subscription)
    # the tables are strict, and the conditions let no NULL through
    return cast("Iterator[list[tuple[int, str]]]", db.stream(f"{sql} ORDER BY party", params, size=2000))


def product_counts(
    db: Database,
    first: str,
    last: str,
    parties: Sequence[int],
    *,
    sale: Condition = _EVERY,
    subscription: Condition = _EVERY,
) -> dict[int, int]:
    """Gives how many products parties have, each counted once; the other arguments are those of `bought`."""
    found: dict[int, int] = {}
    for start in range(0, len(parties), 500):
        marks: dict[str, Cell] = {f"i{at}": id for at, id in enumerate(parties[start : start + 500])}
        among = ", ".join(":" + mark for mark in marks)
        sql, params = _bought(first, last, sale, subscription, f" AND {{}}.party IN ({among})")
        sql = f"SELECT party, count(DISTINCT word) FROM ({sql}) AS each_of_them GROUP BY party"
        found |= {whole(party): whole(count) for party, count in db.rows(sql, {**params, **marks})}
    return found


def _bought(first: str, last: str, sale: Condition, subscription: Condition, more: str = "") -> Condition:
    parts = [
        f"SELECT {noun}.party AS party, {noun}.product_key AS word FROM {noun}"
        f" WHERE {noun}.party IS NOT NULL AND {noun}.product_key IS NOT NULL AND {noun}.amount_minor >= 0"
        f" AND {noun}.{day} BETWEEN :first AND :last{f' AND {narrow[0]}' if narrow[0] else ''}{more.format(noun)}"
        for noun, day, narrow in (("sale", "sold_on", sale), ("subscription", "start_on", subscription))
    ]
    return " UNION ALL ".join(parts), {"first": first, "last": last, **sale[1], **subscription[1]}


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
