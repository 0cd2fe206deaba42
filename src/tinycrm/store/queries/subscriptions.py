"""What subscriptions pay, and when: read from their changes, one subscription at a time."""

from __future__ import annotations

from typing import cast

from tinycrm.domain.due_sums import due_sums as counted
from tinycrm.domain.due_sums import relevant
from tinycrm.domain.dues import Change, paid_dues
from tinycrm.store.bought import paid
from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from tinycrm.domain.due_sums import Step
    from tinycrm.store.sqlite.connect import Cell, Condition, Database, Tuple

    # (subscription, its party, its changes in order)
    Life = tuple[int, int | None, list[Step]]
    # the same, and its product or owner, "" without one
    Grouped = tuple[int, int | None, list[Step], str]
    # (subscription, its party, currency, minor units for each interval, interval)
    Paying = tuple[int, int | None, str, int, str]
    # (subscription, its party, the day, currency, minor units)
    DueDay = tuple[int, int | None, str, str, int]
    # (subscription, its party, currency, minor units, number of due days)
    DueSum = tuple[
        int, int | None, str, int, int
    ]  # (subscription, first day, last day, outcome, day of the decision or "", currency, minor units, interval)
    TermRow = tuple[int, str, str, str, str, str, int, str]

_EVERY: Condition = ("", {})
_NOTHING = frozenset[str]()
# after every subscription
_END = (2, 0, 0)


def lives(db: Database, last: str, narrow: Condition = _EVERY) -> Iterator[Life]:
    """Yields each subscription's changes up to a day in their order: by day, then as they were made.

    Args:
        db: the connection.
        last: ISO day; what holds later is left out, and subscriptions that begin later too.
        narrow: which subscriptions count, over the table's own name.
    """
    for id, party, steps, _ in _lives(db, last, narrow, "", "subscription.id", "''"):
        yield id, party, steps


def payers(db: Database, last: str, narrow: Condition = _EVERY, by: str = "") -> Iterator[list[Grouped]]:
    """Yields the changes, as `lives` gives them, of all the subscriptions of one party; of nobody's, each by itself.

    Args:
        db: the connection.
        last: ISO day.
        narrow: which subscriptions count, over the table's own name.
        by: "product" or "owner": what each subscription is given with; "" for nothing.
    """
    group = f"coalesce(subscription.{by}, '')" if by in ("product", "owner") else "''"
    held: list[Grouped] = []
    known = "subscription.party IS NOT NULL"
    for life in _lives(db, last, narrow, known, "subscription.party, subscription.id", group):
        if held and held[0][1] != life[1]:
            yield held
            held = []
        held.append(life)
    if held:
        yield held
    for life in _lives(db, last, narrow, "subscription.party IS NULL", "subscription.id", group):
        yield [life]


def _lives(db: Database, last: str, narrow: Condition, more: str, order: str, group: str) -> Iterator[Grouped]:
    where = " AND ".join(part for part in ("c.changed_on <= :last", more, narrow[0]) if part)
    sql = (
        "SELECT subscription.id, subscription.party, c.changed_on, c.seq, c.amount_minor, c.currency, c.interval,"
        f" c.kind, {group} FROM subscription JOIN subscription_change AS c ON c.subscription = subscription.id"
        f" WHERE {where} ORDER BY {order}, c.seq"
    )
    at: Cell = -1
    party: Cell = None
    steps: list[Tuple] = []
    name: Cell = ""
    for chunk in db.stream(sql, {**narrow[1], "last": last}):
        for row in chunk:
            if row[0] != at:
                if steps:
                    yield cast("Grouped", (at, party, _ordered(steps), name))
                steps = []
                at, party, name = row[0], row[1], row[8]
            steps.append(row[2:8])
    if steps:
        yield cast("Grouped", (at, party, _ordered(steps), name))


def _ordered(steps: list[Tuple]) -> list[Step]:
    # the tables are strict: the columns hold what they are declared to
    found = cast("list[Step]", steps)
    if len(found) > 1:
        found.sort()
    return found


def paying_on(db: Database, day: str, narrow: Condition = _EVERY) -> Iterator[Paying]:
    """Yields the subscriptions that pay on a day, with what they pay for each interval, by their last change up to it.

    Args:
        db: the connection.
        day: ISO day.
        narrow: which subscriptions count, over the table's own name.
    """
    for id, party, steps in lives(db, day, narrow):
        _, _, minor, currency, interval, _ = steps[-1]
        if minor > 0:
            yield id, party, currency, minor, interval


def first_paid(db: Database, last: str, narrow: Condition = _EVERY) -> Iterator[tuple[int, str]]:
    """Yields each party that a subscription was paid by up to a day, with the first day of it.

    Args:
        db: the connection.
        last: ISO day.
        narrow: which subscriptions count, over the table's own name.
    """
    condition, params = narrow
    sql = (
        "SELECT subscription.party, min(c.changed_on) FROM subscription"
        " JOIN subscription_change AS c ON c.subscription = subscription.id"
        f" WHERE c.changed_on <= :last AND subscription.party IS NOT NULL AND {paid('c')}"
        f"{f' AND {condition}' if condition else ''} GROUP BY subscription.party"
    )
    for chunk in db.stream(sql, {**params, "last": last}):
        for party, day in chunk:
            yield whole(party), str(day)


def dues(db: Database, first: str, last: str, narrow: Condition = _EVERY) -> Iterator[DueDay]:
    """Yields what is due between two days, both included, without the due days that have a sale of their own.

    The days are those of `domain.dues.paid_dues`, which `sale add --subscription --due` takes as well.

    Args:
        db: the connection.
        first, last: ISO days.
        narrow: which subscriptions count, over the table's own name.
    """
    sold = SoldDues(db, first, last)
    for id, party, steps in lives(db, last, narrow):
        kept = relevant(steps, first)
        changes = [Change(kind, day, minor, currency, interval) for day, _, minor, currency, interval, kind in kept]
        found = paid_dues(changes, first, last)
        if found:
            paid = sold.of(id)
            for due in found:
                if due.day not in paid:
                    yield id, party, due.day, due.currency, due.minor


def due_sums(db: Database, first: str, last: str, narrow: Condition = _EVERY) -> Iterator[DueSum]:
    """Yields the sums of `dues`, by subscription and currency: the days are counted, whatever their number.

    Args:
        db: the connection.
        first, last: ISO days.
        narrow: which subscriptions count, over the table's own name.
    """
    sold = SoldDues(db, first, last)
    for id, party, steps in lives(db, last, narrow):
        kept = relevant(steps, first)
        if kept:
            for currency, (minor, count) in counted(kept, first, last, sold.of(id)).items():
                yield id, party, currency, minor, count


class SoldDues:
    """The due days that sales name, subscription by subscription, in the order that they are read in."""

    def __init__(self, db: Database, first: str, last: str, *, by_party: bool = False) -> None:
        """What follows is asked in the order of the ids, or as `payers` gives them."""
        sql = (
            "SELECT 0, 0, subscription, due_on FROM sale WHERE subscription IS NOT NULL"
            " AND due_on BETWEEN :first AND :last ORDER BY subscription"
        )
        if by_party:
            sql = (
                "SELECT CASE WHEN subscription.party IS NULL THEN 1 ELSE 0 END AS nobody,"
                " coalesce(subscription.party, 0) AS payer, sale.subscription, sale.due_on FROM sale"
                " JOIN subscription ON subscription.id = sale.subscription"
                " WHERE sale.subscription IS NOT NULL AND sale.due_on BETWEEN :first AND :last"
                " ORDER BY nobody, payer, sale.subscription"
            )
        self._by_party = by_party
        self._rows: Iterator[Tuple] = (row for chunk in db.stream(sql, {"first": first, "last": last}) for row in chunk)
        self._day = ""
        self._at = _END
        self._turn()

    def of(self, subscription: int, party: int | None = None) -> AbstractSet[str]:
        """Gives the due days of a subscription."""
        key = (int(party is None), party or 0, subscription) if self._by_party else (0, 0, subscription)
        if self._at > key:
            return _NOTHING
        found: set[str] = set()
        while self._at <= key:
            if self._at == key:
                found.add(self._day)
            self._turn()
        return found

    def _turn(self) -> None:
        row = next(self._rows, None)
        if row is None:
            self._at = _END
        else:
            # the tables are strict, and neither of them NULL
            self._at, self._day = cast("tuple[tuple[int, int, int], str]", (row[:3], row[3]))


def any_subscription(db: Database, day: str, narrow: Condition = _EVERY) -> bool:
    """Says whether any subscription had begun by a day."""
    condition, params = narrow
    sql = f"SELECT 1 FROM subscription WHERE start_on <= :day{f' AND {condition}' if condition else ''} LIMIT 1"
    return db.one(sql, {**params, "day": day}) is not None


def prices(db: Database) -> list[tuple[str, str]]:
    """Gives the intervals and currencies, as (interval, currency), that anything is or was paid at."""
    sql = "SELECT DISTINCT interval, currency FROM subscription_change WHERE amount_minor > 0"
    return [(str(interval), str(currency)) for interval, currency in db.rows(sql)]


def first_start(db: Database) -> str:
    """Gives the day on which the first subscription began, "" without one."""
    row = db.one("SELECT min(start_on) FROM subscription")
    return str(row[0]) if row and row[0] else ""


def terms(db: Database, first: str, last: str, narrow: Condition = _EVERY) -> Iterator[TermRow]:
    """Yields the terms that end between two days, both included, with what was last paid by their end.

    Args:
        db: the connection.
        first, last: ISO days.
        narrow: which subscriptions count, over the table's own name.
    """
    condition, params = narrow
    sql = (
        "SELECT t.subscription, t.starts_on, t.ends_on, t.outcome, coalesce(t.decided_on, ''),"
        " coalesce(c.currency, subscription.currency), coalesce(c.amount_minor, 0), coalesce(c.interval, 'month')"
        " FROM subscription_term AS t JOIN subscription ON subscription.id = t.subscription"
        " LEFT JOIN subscription_change AS c ON c.subscription = t.subscription AND c.seq = (SELECT x.seq"
        " FROM subscription_change AS x WHERE x.subscription = t.subscription AND x.changed_on <= t.ends_on"
        " AND x.amount_minor > 0 ORDER BY x.changed_on DESC, x.seq DESC LIMIT 1)"
        f" WHERE t.ends_on BETWEEN :first AND :last{f' AND {condition}' if condition else ''} ORDER BY t.ends_on"
    )
    for chunk in db.stream(sql, {**params, "first": first, "last": last}):
        for id, starts, ends, outcome, decided, currency, minor, interval in chunk:
            days = str(starts), str(ends), str(outcome), str(decided)
            yield whole(id), *days, str(currency), whole(minor), str(interval)
