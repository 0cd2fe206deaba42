"""The changes and the terms of a subscription, as the journal keeps them."""

from __future__ import annotations

from datetime import date

from tinycrm.domain.interval import parts_of
from tinycrm.domain.subscription_life import SAID, Change, Life
from tinycrm.domain.subscription_terms import Term
from tinycrm.errors import StorageError
from tinycrm.store.cells import whole
from tinycrm.store.unit import removed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.unit import Unit

_CHANGE = "kind, changed_on, amount_minor, currency, interval"
_TERM = "starts_on, ends_on, outcome, decided_on"


def read_life(db: Database, id: int) -> Life | None:
    """Gives what has happened with a subscription so far and what is planned, None when there is no such record."""
    sql = "SELECT product, amount_minor, currency, interval, start_on, end_on FROM subscription WHERE id = :id"
    row = db.one(sql, {"id": id})
    if row is None:
        return None
    product, amount, currency, interval, start, end = row
    what = f"subscription {id}" + (f" {product}" if product else "")
    price = (whole(amount), str(currency), str(interval))
    last = None if end is None else str(end)
    return Life(what, str(id), price, str(start), last, _changes(db, id), _terms(db, id))


def need_life(db: Database, id: int) -> Life:
    """Gives the same of a subscription that is to change.

    Raises:
        NotFound: it is gone; another process removed it after it was looked up.
        StorageError: a foreign hand stored what is no day, no interval or no kind of change.
    """
    life = read_life(db, id)
    if life is None:
        raise removed("subscription", id)
    days = [life.start_on, *[change.on for change in life.changes]]
    days += [day for term in life.terms for day in (term.starts_on, term.ends_on)]
    for day in [*days, life.end_on or life.start_on]:
        try:
            date.fromisoformat(day)
        except ValueError:
            raise _unreadable(id, day) from None
    for change in life.changes:
        parts_of(change.price[2])
        if change.kind not in SAID:
            raise _unreadable(id, change.kind)
    if not life.changes:
        raise _unreadable(id, "")
    parts_of(life.price[2])
    return life


def _unreadable(id: int, text: str) -> StorageError:
    message = f"the history of subscription {id} holds '{text}', which nobody can count on"
    return StorageError(message, hint=f"tinycrm subscription history {id}")


def _changes(db: Database, id: int) -> list[Change]:
    sql = f"SELECT {_CHANGE} FROM subscription_change WHERE subscription = :id ORDER BY seq"
    found: list[Change] = []
    for kind, day, amount, currency, interval in db.rows(sql, {"id": id}):
        found.append(Change(str(kind), str(day), (whole(amount), str(currency), str(interval))))
    return found


def _terms(db: Database, id: int) -> list[Term]:
    sql = f"SELECT {_TERM} FROM subscription_term WHERE subscription = :id ORDER BY seq"
    found: list[Term] = []
    for starts, ends, outcome, decided in db.rows(sql, {"id": id}):
        found.append(Term(str(starts), str(ends), str(outcome), None if decided is None else str(decided)))
    return found


def write_life(unit: Unit, id: int, life: Life) -> bool:
    """The changes and terms of a subscription are these and no others; says whether any row differed."""
    changes = [_row(change.kind, change.on, change.price) for change in life.changes]
    terms: list[dict[str, Cell]] = [
        {
            "starts_on": term.starts_on,
            "ends_on": term.ends_on,
            "outcome": term.outcome,
            "decided_on": term.decided_on,
        }
        for term in life.terms
    ]
    changed = _write(unit, "subscription_change", id, changes)
    return _write(unit, "subscription_term", id, terms) or changed


def _row(kind: str, day: str, price: tuple[int, str, str]) -> dict[str, Cell]:
    amount, currency, interval = price
    return {"kind": kind, "changed_on": day, "amount_minor": amount, "currency": currency, "interval": interval}


def _write(unit: Unit, table: str, id: int, rows: Sequence[dict[str, Cell]]) -> bool:
    present = unit.db.number(f"SELECT count(*) FROM {table} WHERE subscription = :id", {"id": id})
    changed = False
    for seq, row in enumerate(rows, 1):
        if unit.get(table, (id, seq)) is None:
            unit.insert(table, {"subscription": id, "seq": seq, **row})
            changed = True
        else:
            changed |= unit.update(table, (id, seq), row)
    for seq in range(len(rows) + 1, present + 1):
        changed |= unit.delete(table, (id, seq))
    return changed


def has_paid_dues(unit: Unit, id: int) -> bool:
    """Says whether a sale names a due day of the subscription."""
    sql = "SELECT 1 FROM sale WHERE subscription = :id AND due_on IS NOT NULL LIMIT 1"
    return unit.db.one(sql, {"id": id}) is not None
