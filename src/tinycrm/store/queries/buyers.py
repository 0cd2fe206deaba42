"""Customers one after another, with what they bought: streams in the order of the parties, by the index that has it."""

from __future__ import annotations

from typing import cast

from tinycrm.domain.periods import FIRST_DAY
from tinycrm.store.bought import bought, unsold, won
from tinycrm.store.cells import is_whole, whole
from tinycrm.store.queries.parties import BOUGHT, NO_SALE, WON

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tinycrm.store.sqlite.connect import Cell, Condition, Database, Tuple
_EVERY: Condition = ("", {})
_PART = 2**32


def _and(condition: Condition) -> str:
    return f" AND {condition[0]}" if condition[0] else ""


def purchase_days(
    db: Database,
    first: str,
    last: str,
    *,
    sold: bool = True,
    sale: Condition = _EVERY,
    deal: Condition = _EVERY,
) -> Iterator[list[Tuple]]:
    """Yields (party, day) of the purchases of those who bought for the first time between two days, in this order.

    Args:
        db: the connection.
        first, last: ISO days, both included; nothing later counts.
        sold: whether won deals without sales of their own are purchases.
        sale, deal: which records count, over the table's own name.
    """
    params: dict[str, Cell] = {"first": first, "last": last, **sale[1], **(deal[1] if sold else {})}
    # from the first day there is, nobody bought before
    early = (
        " AND NOT EXISTS (SELECT 1 FROM sale AS old WHERE old.party = {0}.party AND old.sold_on < :first"
        f" AND {bought('old')}{{1}})"
    )
    if sold and first > FIRST_DAY:
        early += (
            f" AND NOT EXISTS (SELECT 1 FROM deal AS old WHERE old.party = {{0}}.party AND {won('old')}"
            f" AND old.closed_on < :first AND {unsold('old')}{{2}})"
        )
    if first <= FIRST_DAY:
        early = ""
    # conditions are over the table's own name: in its own query it has it
    narrow_sale = f" AND old.id IN (SELECT sale.id FROM sale WHERE {sale[0]})" if sale[0] else ""
    narrow_deal = f" AND old.id IN (SELECT deal.id FROM deal WHERE {deal[0]})" if deal[0] else ""
    parts = [
        "SELECT sale.party AS party, sale.sold_on AS day FROM sale WHERE sale.party IS NOT NULL"
        f" AND {BOUGHT} AND sale.sold_on BETWEEN :first AND :last{_and(sale)}"
        + early.format("sale", narrow_sale, narrow_deal)
    ]
    if sold:
        parts.append(
            f"SELECT deal.party, deal.closed_on FROM deal WHERE {WON} AND deal.party IS NOT NULL"
            f" AND deal.closed_on BETWEEN :first AND :last AND {NO_SALE}{_and(deal)}"
            + early.format("deal", narrow_sale, narrow_deal)
        )
    return db.stream(" UNION ALL ".join(parts) + " ORDER BY party, day", params, size=2000)


def holdings(
    db: Database,
    until: str,
    currency: str,
    *,
    daily: bool,
    sold: bool = True,
    sale: Condition = _EVERY,
    deal: Condition = _EVERY,
) -> Iterator[tuple[int, int, str, str, int]]:
    """Yields (party, purchases, day of the last of them or "", currency, minor units) in the order of the parties.

    Args:
        db: the connection.
        until: ISO day; nothing later counts.
        currency: amounts of others are left out, unless daily.
        daily: a party has a row for each of its days and currencies, else at most one for sales and one for deals.
        sold: whether won deals without sales of their own are purchases.
        sale, deal: which records count, over the table's own name.
    """

    def part(noun: str, day: str, amount: str, bought: str, where: str, narrow: Condition) -> str:
        # the last day of a purchase: a refund is none
        last = f"max(CASE WHEN {bought} THEN {noun}.{day} END)"
        own = amount if daily else f"CASE WHEN {noun}.currency = :currency THEN {amount} ELSE 0 END"
        code = f"{noun}.currency" if daily else ":currency"
        each = f", {noun}.{day}, {noun}.currency" if daily else ""
        return (
            f"SELECT {noun}.party AS party, count(CASE WHEN {bought} THEN 1 END) AS n, {last} AS day, {code} AS code,"
            f" coalesce(sum(({own}) / {_PART}), 0) AS high, coalesce(sum(({own}) % {_PART}), 0) AS low"
            f"{f', {noun}.{day}' if daily else ''} FROM {noun} WHERE {noun}.party IS NOT NULL AND {where}"
            f"{_and(narrow)} GROUP BY {noun}.party{each}"
        )

    params: dict[str, Cell] = {"until": until, "currency": currency, **sale[1]}
    # not by the index of the days, which would have to be sorted
    sales = "coalesce(sale.sold_on, '') <= :until"
    sql = part("sale", "sold_on", "sale.amount_minor", BOUGHT, sales, sale)
    if sold:
        deals = f"{WON} AND {NO_SALE} AND deal.closed_on <= :until"
        sql += " UNION ALL " + part("deal", "closed_on", "deal.value_minor", "1 = 1", deals, deal)
        params |= deal[1]
    for chunk in db.stream(sql + " ORDER BY party", params, size=2000):
        # sums and counts are whole numbers, whatever a foreign hand wrote
        for party, n, day, code, high, low, *on in chunk:
            if is_whole(party) and is_whole(n) and is_whole(high) and is_whole(low):
                yield party, n, str(on[0] if on else day or ""), str(code), high * _PART + low


def party_sums(
    db: Database, until: str, codes: Sequence[str], sale: Condition = _EVERY
) -> Iterator[tuple[int, *tuple[int | None, ...]]]:
    """Yields (party, for each currency minor units of sales or None without any), party after party.

    A sum of more than 63 bits is as exact as a float.

    Args:
        db: the connection.
        until: ISO day; nothing later counts.
        codes: the currencies.
        sale: which of them count, over the table's own name.
    """
    sums = "".join(
        f", {_whole_sum(f'CASE WHEN sale.currency = :code{at} THEN sale.amount_minor END')}" for at in range(len(codes))
    )
    # not by the index of the days, which would have to be sorted
    sql = (
        f"SELECT sale.party{sums} FROM sale WHERE sale.party IS NOT NULL AND coalesce(sale.sold_on, '') <= :until"
        f"{_and(sale)} GROUP BY sale.party ORDER BY sale.party"
    )
    params: dict[str, Cell] = {"until": until, **{f"code{at}": code for at, code in enumerate(codes)}, **sale[1]}
    for chunk in db.stream(sql, params, size=2000):
        # sums of whole numbers: the tables are strict
        yield from cast("list[tuple[int, *tuple[int | None, ...]]]", chunk)


def deal_sums(db: Database, until: str, deal: Condition = _EVERY) -> Iterator[tuple[int, str, int]]:
    """Yields (party, currency, minor units) of won deals without sales of their own; arguments as of `party_sums`."""
    sql = (
        f"SELECT deal.party, deal.currency, {_whole_sum('deal.value_minor')} FROM deal WHERE {WON} AND {NO_SALE}"
        f" AND deal.party IS NOT NULL AND deal.closed_on <= :until{_and(deal)} GROUP BY deal.party, deal.currency"
    )
    for chunk in db.stream(sql, {"until": until, **deal[1]}, size=2000):
        for party, currency, minor in chunk:
            yield whole(party), str(currency), minor if isinstance(minor, int) else 0


def _whole_sum(amount: str) -> str:
    # what a plain sum refuses for its size goes through
    return f"sum(({amount}) / {_PART}) * {_PART} + sum(({amount}) % {_PART})"


def currencies(db: Database, until: str, *, sold: bool) -> list[str]:
    """Gives the currencies of sales, and of won deals, up to a day."""
    parts = ["SELECT sale.currency FROM sale WHERE sale.sold_on <= :until"]
    if sold:
        parts.append(f"SELECT deal.currency FROM deal WHERE {WON} AND deal.closed_on <= :until")
    return sorted(str(row[0]) for row in db.rows(" UNION ".join(parts), {"until": until}))


def party_names(db: Database, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Gives the noun and the name of parties: companies and contacts."""
    found: dict[int, tuple[str, str]] = {}
    wanted: Sequence[int] = list(ids)
    for start in range(0, len(wanted), 500):
        marks = {f"i{at}": id for at, id in enumerate(wanted[start : start + 500])}
        among = ", ".join(":" + mark for mark in marks)
        for noun in ("company", "contact"):
            rows = db.rows(f"SELECT {noun}.id, {noun}.name FROM {noun} WHERE {noun}.id IN ({among})", marks)
            found |= {whole(id): (noun, str(name)) for id, name in rows}
    return found
