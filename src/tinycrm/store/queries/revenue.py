"""What was earned: sales and won deals without sales, summed by day, currency and group as they are read."""

from __future__ import annotations

from heapq import merge

from tinycrm.domain.due_sums import after, due_parts, relevant
from tinycrm.store.cells import whole
from tinycrm.store.queries.parties import BOUGHT, NO_SALE, WON, party_source
from tinycrm.store.queries.subscriptions import SoldDues, any_subscription, due_sums, dues, lives, payers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tinycrm.store.queries.subscriptions import Grouped, Life
    from tinycrm.store.sqlite.connect import Cell, Condition, Database, Tuple

    # (group, day or "", currency, "sale" | "deal" | "due", records, purchases among them, minor units)
    Flow = tuple[Cell, str, str, str, int, int, int]
    # party, currency, minor units
    Owes = Callable[[int | None, str, int], None]

_EVERY: Condition = ("", {})
# a sum in two parts, so that none can overflow
_PART = 2**32
# records, whose rows come in the order of their ids
RECORDS = ("company", "campaign")
_BY_DEAL = "(SELECT d.{0} FROM deal AS d WHERE d.id = {1}.deal)"


def _group(noun: str, by: str) -> str:
    """Gives the SQL of what a record counts for in a split."""
    if by == "source":
        own = "deal.source" if noun == "deal" else _BY_DEAL.format("source", noun)
        return f"coalesce({own}, {party_source(noun + '.party')})"
    if by == "campaign":
        own = _BY_DEAL.format("campaign", noun)
        return {"sale": f"coalesce(sale.campaign, {own})", "deal": "deal.campaign", "subscription": own}[noun]
    if by == "kind":
        one = "CASE WHEN sale.subscription IS NULL THEN 'sale' ELSE 'subscription' END"
        return {"sale": one, "deal": "'deal'", "subscription": "'subscription'"}[noun]
    if by == "product" and noun == "deal":
        return "NULL"
    return f"{noun}.{by}" if by in ("owner", "company", "product", "party") else "NULL"


def sold_flows(
    db: Database, first: str, last: str, *, sold: bool = True, sale: Condition = _EVERY, deal: Condition = _EVERY
) -> Iterator[Flow]:
    """Yields the sums of sales and of won deals without sales of their own between two days, by day and currency."""
    return _sales_and_deals(db, first, last, "", True, sale, deal if sold else None)


def flows(
    db: Database,
    first: str,
    last: str,
    *,
    by: str = "",
    daily: bool = False,
    sold: bool = True,
    sale: Condition = _EVERY,
    deal: Condition = _EVERY,
    subscription: Condition = _EVERY,
) -> Iterator[Flow]:
    """Yields sums of sales, of won deals without sales of their own, and of what was due without a sale of its own.

    Args:
        db: the connection.
        first, last: ISO days, both included.
        by: "product", "company", "party", "source", "owner", "campaign", "kind", or "" for no group; the groups of
            company, party and campaign come in the order of their ids.
        daily: each day by itself.
        sold: whether won deals count.
        sale, deal, subscription: which records count, over the table's own name.
    """
    made = _sales_and_deals(db, first, last, by, daily, sale, deal if sold else None)
    due_flows = _dues(db, first, last, by, daily, subscription)
    if by in (*RECORDS, "party"):
        yield from merge(made, sorted(due_flows, key=_order), key=_order)
    else:
        yield from made
        yield from due_flows


def _order(flow: Flow) -> int:
    return flow[0] if isinstance(flow[0], int) else -1


def _sales_and_deals(
    db: Database, first: str, last: str, by: str, daily: bool, sale: Condition, deal: Condition | None
) -> Iterator[Flow]:
    def part(noun: str, day: str, amount: str, kind: str, bought: str, where: str, condition: Condition) -> str:
        more = f" AND {condition[0]}" if condition[0] else ""
        on = f"{noun}.{day}" if daily else "''"
        # in the order of the index that holds them, where there is one
        each = f"{f'{noun}.{day}, ' if daily else ''}{noun}.currency{', word' if by else ''}"
        within = f"{noun}.{day} > '' AND {noun}.{day}"
        if by == "party":
            each = f"{noun}.party, {noun}.{day}, {noun}.currency"
            # not by the index of the days, which would have to be sorted
            within = f"coalesce({noun}.{day}, '')"
        return (
            f"SELECT {_group(noun, by)} AS word, {on} AS day, {noun}.currency AS currency, '{kind}' AS kind,"
            f" count(*) AS n, count({bought}) AS bought, coalesce(sum({amount} / {_PART}), 0) AS high,"
            f" coalesce(sum({amount} % {_PART}), 0) AS low FROM {noun}"
            f" WHERE {where} AND {within} BETWEEN :first AND :last{more}"
            f" GROUP BY {each}"
        )

    bought = f"CASE WHEN {BOUGHT} THEN 1 END"
    parts = [part("sale", "sold_on", "sale.amount_minor", "sale", bought, "1 = 1", sale)]
    params: dict[str, Cell] = {"first": first, "last": last, **sale[1]}
    if deal is not None:
        parts.append(part("deal", "closed_on", "deal.value_minor", "deal", "*", f"{WON} AND {NO_SALE}", deal))
        params |= deal[1]
    queries = [f"{' UNION ALL '.join(parts)} ORDER BY word"] if by in (*RECORDS, "party") else parts
    for sql in queries:
        for chunk in db.stream(sql, params, size=2000):
            for row in chunk:
                yield _flow(row)


def _flow(row: Tuple) -> Flow:
    word, day, currency, kind, n, bought, high, low = row
    return word, str(day), str(currency), str(kind), whole(n), whole(bought), whole(high) * _PART + whole(low)


def _dues(db: Database, first: str, last: str, by: str, daily: bool, narrow: Condition) -> Iterator[Flow]:
    words = _Words(db, by)
    if daily:
        for id, party, day, currency, minor in dues(db, first, last, narrow):
            yield party if by == "party" else words.of(id), day, currency, "due", 1, 0, minor
        return
    for id, party, currency, minor, count in due_sums(db, first, last, narrow):
        yield party if by == "party" else words.of(id), "", currency, "due", count, 0, minor


class _Words:
    """What subscriptions count for in a split, to be asked in the order of their ids."""

    def __init__(self, db: Database, by: str) -> None:
        sql = f"SELECT subscription.id, {_group('subscription', by)} FROM subscription ORDER BY subscription.id"
        self._rows: Iterator[Tuple] | None = None
        if by and by != "party":
            self._rows = (row for chunk in db.stream(sql) for row in chunk)
        self._id = -1
        self._word: Cell = None

    def of(self, subscription: int) -> Cell:
        """Gives the word of a subscription."""
        if self._rows is None:
            return None
        while self._id < subscription:
            row = next(self._rows, None)
            if row is None:
                return None
            self._id, self._word = whole(row[0]), row[1]
        return self._word if self._id == subscription else None


def due_totals(
    db: Database,
    ranges: Sequence[tuple[str, str]],
    narrow: Condition = _EVERY,
    beside: Callable[[list[Grouped]], None] | None = None,
    owes: Owes | None = None,
) -> Iterator[tuple[int, str, int, int]]:
    """Yields (place of the range, currency, due days, minor units) of what was due in each of several ranges of days.

    One pass over the subscriptions for all of them; a due day that has a sale of its own does not count.

    Args:
        db: the connection.
        ranges: (first, last) ISO days, both included; no two of them overlap.
        narrow: which subscriptions count, over the table's own name.
        beside: is told the changes of each party as well, as `payers` gives them up to the last day of all.
        owes: is told what each party owes.
    """
    first, last = min(one for one, _ in ranges), max(other for _, other in ranges)
    order = sorted(range(len(ranges)), key=ranges.__getitem__)
    ordered = [(ranges[at][0], after(ranges[at][1])) for at in order]
    totals: dict[tuple[int, str], list[int]] = {}
    sold = SoldDues(db, first, last, by_party=beside is not None)
    for id, party, steps in lives(db, last, narrow) if beside is None else _told(payers(db, last, narrow), beside):
        kept = relevant(steps, first)
        if not kept:
            continue
        for at, currency, minor, count in due_parts(kept, ordered, sold.of(id, party)):
            own = totals.get((at, currency))
            if own is None:
                own = totals[at, currency] = [0, 0]
            own[0] += count
            own[1] += minor
            if owes is not None:
                owes(party, currency, minor)
    for (at, currency), (count, minor) in totals.items():
        yield order[at], currency, count, minor


def _told(parties: Iterator[list[Grouped]], beside: Callable[[list[Grouped]], None]) -> Iterator[Life]:
    for held in parties:
        beside(held)
        for id, party, steps, _ in held:
            yield id, party, steps


def of_parties(noun: str, parties: Sequence[int], narrow: Condition) -> Condition:
    """Gives the condition of those records that one of some parties has."""
    marks: dict[str, Cell] = {f"party{at}": id for at, id in enumerate(parties)}
    mine = f"{noun}.party IN ({', '.join(':' + mark for mark in marks)})"
    return f"{mine} AND {narrow[0]}" if narrow[0] else mine, {**narrow[1], **marks}


def any_money(db: Database, day: str, *, sold: bool) -> bool:
    """Says whether there was any sale, deal or subscription by a day."""
    if db.one("SELECT 1 FROM sale WHERE sold_on <= :day LIMIT 1", {"day": day}):
        return True
    if sold and db.one("SELECT 1 FROM deal WHERE opened_on <= :day LIMIT 1", {"day": day}):
        return True
    return any_subscription(db, day, _EVERY)


def first_money(db: Database) -> str:
    """Gives the first day of a sale, a won deal or a subscription, "" without any."""
    days = [
        "SELECT min(sold_on) FROM sale",
        "SELECT min(closed_on) FROM deal WHERE outcome <> 'open' AND outcome = 'won'",
        "SELECT min(start_on) FROM subscription",
    ]
    found = [str(row[0]) for sql in days for row in db.rows(sql) if row[0]]
    return min(found, default="")
