"""What must hold of a sale: its day, its due day, and what is given back of it."""

from __future__ import annotations

from tinycrm.domain.party import party_of
from tinycrm.errors import RuleError, UsageError
from tinycrm.store.cells import whole
from tinycrm.store.sales import changes_of, dues_paid, refunds_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

# of a refund they are those of the sale that it gives back
_SHARED = ("company", "contact", "party", "product", "product_key")
_REFUNDING = (*_SHARED, "amount_minor", "currency", "sold_on", "refund_of")


def settle_sale(work: Work, unit: Unit, columns: dict[str, Cell], before: Mapping[str, Cell]) -> None:
    """The draft of a sale is sound, and refunds go along with the sale that they give back.

    Args:
        work: the command's work.
        unit: its transaction.
        columns: the draft's columns, changed in place.
        before: the sale's present columns; empty for a new one.

    Raises:
        UsageError: no amount or day, a day ahead, a quantity that is none, a due day without a subscription.
        RuleError: no due day of the subscription; more is given back than was paid, or something else.
    """
    after = {**before, **columns}
    if after.get("amount_minor") is None:
        raise UsageError("a sale needs an amount", hint="tinycrm sale add WHO 4800")
    if after.get("sold_on") is None:
        raise UsageError("a sale needs its day", hint="--on today")
    day = str(after["sold_on"])
    if day != before.get("sold_on") and day > work.today:
        raise UsageError(
            f"the sale's day {day} is in the future", hint="what is to come is a deal, or a subscription's due day"
        )
    quantity = columns.get("quantity")
    if isinstance(quantity, (int, float)) and quantity <= 0:
        raise UsageError(f"the quantity '{quantity}' is not above 0", hint="a refund has a negative amount instead")
    if after.get("subscription") is None:
        if columns.get("due_on") is not None:
            raise UsageError(f"the due day {columns['due_on']} has no subscription", hint="--subscription REF")
        if after.get("due_on") is not None:
            columns["due_on"] = None
    elif after.get("due_on") is not None and ("due_on" in columns or "subscription" in columns):
        check_due(unit, whole(after["subscription"]), str(after["due_on"]))
    # what was brought in otherwise than it may be added here can still get a note
    if not any(columns[column] != before.get(column) for column in _REFUNDING if column in columns):
        return
    if after.get("refund_of") is not None:
        _check_refund(unit, after)
    elif before.get("id") is not None:
        _carry_refunds(unit, whole(before["id"]), after, columns)


def check_due(unit: Unit, subscription: int, day: str) -> None:
    """A subscription is due on the day.

    Raises:
        RuleError: it is not; the hint names the due days beside it.
    """
    from datetime import date, timedelta

    from tinycrm.domain.dues import paid_dues

    changes = changes_of(unit.db, subscription)
    if any(due.day == day for due in paid_dues(changes, day, day)):
        return
    around = timedelta(days=800)
    middle = date.fromisoformat(day)
    days = [due.day for due in paid_dues(changes, (middle - around).isoformat(), (middle + around).isoformat())]
    near = [*[known for known in days if known < day][-1:], *[known for known in days if known > day][:1]]
    hint = f"--due {' or '.join(near)}" if near else f"tinycrm subscription show {subscription}"
    raise RuleError(f"subscription {subscription} is not due on {day}", code="not_due", hint=hint)


def latest_unpaid(unit: Unit, subscription: int, until: str) -> str:
    """Gives the latest due day up to a day that has no sale yet, or ""."""
    from tinycrm.domain.dues import paid_dues

    paid = dues_paid(unit.db, subscription)
    days = [due.day for due in paid_dues(changes_of(unit.db, subscription), "", until) if due.day not in paid]
    return days[-1] if days else ""


def left_of(unit: Unit, sale: Mapping[str, Cell], *, without: int = 0) -> int:
    """Gives the minor units of a sale that were not given back yet, one refund left out if it is named."""
    return whole(sale["amount_minor"]) + refunds_of(unit.db, whole(sale["id"]), without=without).minor


def check_refundable(sale: Mapping[str, Cell]) -> None:
    """The sale is one of which something may be given back.

    Raises:
        RuleError: it is a refund itself.
    """
    if sale["refund_of"] is not None:
        of = sale["refund_of"]
        raise RuleError(f"sale {sale['id']} is itself a refund of sale {of}", hint=f"tinycrm sale refund {of}")
    if whole(sale["amount_minor"]) <= 0:
        raise RuleError(f"sale {sale['id']} brought nothing that could be given back", hint="tinycrm sale list")


def _check_refund(unit: Unit, after: Mapping[str, Cell]) -> None:
    from tinycrm.domain.money import human

    own = whole(after["id"]) if after.get("id") is not None else 0
    sale = unit.need("sale", whole(after["refund_of"]))
    minor, currency = whole(after["amount_minor"]), str(after["currency"])
    name = f"sale {sale['id']}"
    if whole(sale["id"]) == own:
        raise RuleError(f"{name} cannot be a refund of itself", hint="name another sale")
    check_refundable(sale)
    if minor >= 0:
        raise RuleError(
            f"a refund is negative, not {human(minor, currency)}", hint=f"tinycrm sale refund {sale['id']} AMOUNT"
        )
    if currency != sale["currency"]:
        raise RuleError(f"{name} was paid in {sale['currency']}, not {currency}", hint="give back what was paid")
    if party_of(after) != sale["party"]:
        raise RuleError(f"{name} is somebody else's", hint=f"tinycrm sale show {sale['id']}")
    if after.get("product_key") != sale["product_key"]:
        raise RuleError(f"{name} is of another product", hint=f"tinycrm sale edit {sale['id']} changes both")
    if str(after["sold_on"]) < str(sale["sold_on"]):
        raise RuleError(f"{name} was on {sale['sold_on']}, after {after['sold_on']}", hint=f"--on {sale['sold_on']}")
    left = left_of(unit, sale, without=own)
    if left + minor < 0:
        told = f"only {human(left, currency)} of {name} is left to give back" if left else f"{name} is given back whole"
        raise RuleError(told, code="refunded", hint=f"tinycrm sale list --where 'refund_of = {sale['id']}'")
    if own:
        refunds = refunds_of(unit.db, own)
        if refunds.ids:
            raise RuleError(f"sale {own} has a refund of its own", hint=f"tinycrm sale show {refunds.ids[0]}")


def _carry_refunds(unit: Unit, id: int, after: Mapping[str, Cell], columns: dict[str, Cell]) -> None:
    """The refunds of a sale that changes are still its refunds."""
    from tinycrm.domain.money import human

    refunds = refunds_of(unit.db, id)
    if not refunds.ids:
        return
    listed = ", ".join(str(refund) for refund in refunds.ids)
    hint = f"its refunds: {listed}"
    currency = unit.need("sale", refunds.ids[0])["currency"]
    if after["currency"] != currency:
        raise RuleError(f"sale {id} was given back in {currency}", hint=hint)
    if whole(after["amount_minor"]) + refunds.minor < 0:
        raise RuleError(f"{human(-refunds.minor, str(currency))} of sale {id} were given back already", hint=hint)
    if str(after["sold_on"]) > refunds.first_on:
        raise RuleError(f"sale {id} was given back on {refunds.first_on}", hint=hint)
    shared = {column: columns[column] for column in _SHARED if column in columns}
    if "party" not in shared and ("company" in shared or "contact" in shared):
        shared["party"] = party_of(after)
    for refund in refunds.ids:
        unit.update("sale", (refund,), shared)
