"""The lifecycle that a purchase moves: who pays for something is a customer."""

from __future__ import annotations

from tinycrm.services.drafts import Draft
from tinycrm.services.records import update_draft

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit

    # (noun, id) of the company and the contact of a purchase, and its day; "" of what is none
    Purchase = tuple[list[tuple[str, int]], str]

# what whose changes make or unmake a customer
_MAKING = {
    "sale": ("company", "contact", "amount_minor", "sold_on"),
    "deal": ("company",),
    "subscription": ("company", "contact", "start_on"),
}


def bought(unit: Unit, noun: str, id: int, parties: Sequence[tuple[str, int]], day: str) -> None:
    """Somebody bought something: the rule `auto_customer` hears of it before the commit.

    Args:
        unit: the transaction.
        noun, id: the sale, the won deal or the subscription.
        parties, day: as `make_customer` takes them.
    """
    unit.announce("bought", noun, id, (day, *(f"{who}:{party}" for who, party in parties)))


def make_customer(work: Work, unit: Unit, parties: Sequence[tuple[str, int]], day: str) -> bool:
    """Who bought is a customer, in the same operation: what the rule `auto_customer` does.

    The lifecycle of all of them moves up to customer and is remembered with its time; who is further already
    stays. `customer_since` is the day of the first purchase of the one who pays, the company if there is one:
    a person of a company that buys is no second customer.

    Args:
        work: the command's work.
        unit: its transaction.
        parties: (noun, id) of the company and the contact of a sale, a won deal or a subscription.
        day: the day of the purchase or of the first paid day, ISO; one ahead of today does nothing yet.

    Returns:
        Whether anything changed.
    """
    steps = work.settings.lifecycle
    if "customer" not in steps or day > work.today:
        return False
    changed = False
    before = steps[: steps.index("customer")]
    by_company = any(noun == "company" for noun, _ in parties)
    for noun, id in parties:
        row = unit.need(noun, id)
        draft = Draft()
        if row["lifecycle"] is None or row["lifecycle"] in before:
            draft.columns["lifecycle"] = "customer"
        since = row["customer_since"]
        if (noun == "company" or not by_company) and (since is None or str(since) > day):
            draft.columns["customer_since"] = day
        if draft.columns:
            changed |= update_draft(unit, noun, id, draft)
        if "lifecycle" in draft.columns and day < unit.day:
            _date(work, unit, id, day)
    return changed


def _date(work: Work, unit: Unit, id: int, day: str) -> None:
    """The step just made lies on the day of the purchase, unless an earlier step is later than that."""
    from tinycrm.store.attached import date_step

    # a day in the past has no known hour: noon keeps it on that day in every zone
    date_step(unit, id, day, work.reading.clock.to_instant(day, "12:00"))


def leave_customer(work: Work, unit: Unit, parties: Sequence[tuple[str, int]]) -> None:
    """What only a purchase that is no more made of its parties is taken back, in the same operation.

    Whoever no other sale, won deal or paid subscription makes a customer has the step of before again, and the step
    to customer is out of the history; `customer_since` is the day of the first purchase that is left, or what a
    person or an import said. What was settled by hand stays.

    Args:
        work: the command's work.
        unit: its transaction, in which the purchase is gone already.
        parties: (noun, id) of the company and the contact that it was with.
    """
    if not work.settings.auto_customer:
        return
    from tinycrm.store import buying

    for noun, id in parties:
        row = unit.get(noun, (id,))
        if row is None:
            # it went with the purchase
            continue
        since = row["customer_since"]
        if since is not None:
            days = buying.since_by_hand(unit.db, noun, id), buying.first_paid(unit.db, id, work.today)
            first = min((str(day) for day in days if day), default=None)
            if first is None or first > str(since):
                unit.update(noun, (id,), {"customer_since": first})
        step = buying.last_step(unit.db, id)
        if row["lifecycle"] != "customer" or step is None or step[2] != "customer":
            continue
        if buying.by_purchase(unit.db, step[3]) and not buying.first_named(unit.db, id, work.today):
            unit.update(noun, (id,), {"lifecycle": step[1]})
            unit.delete("lifecycle_change", (id, step[0]))


def purchase_before(work: Work, unit: Unit, noun: str, id: int, draft: Draft) -> Purchase | None:
    """Gives what a record is as a purchase when the draft may change that; None when it cannot."""
    making = _MAKING.get(noun, ())
    if not any(column in draft.columns for column in making) and not (noun == "deal" and "contact" in draft.links):
        return None
    return _purchase(work, unit, noun, id)


def follow_purchase(work: Work, unit: Unit, noun: str, id: int, before: Purchase) -> None:
    """Who was a customer only by what a record was before is none any more, and who is one by what it is now is one.

    Args:
        work: the command's work.
        unit: its transaction, in which the record is as it is now.
        noun, id: the sale, deal or subscription.
        before: what it was as a purchase.
    """
    now = _purchase(work, unit, noun, id)
    if now == before:
        return
    parties, day = before
    if day:
        leave_customer(work, unit, parties)
    parties, day = now
    if day:
        bought(unit, noun, id, parties, day)


def _purchase(work: Work, unit: Unit, noun: str, id: int) -> Purchase:
    if noun == "deal":
        from tinycrm.services.deals import buyers_of

        row = work.store.need("deal", id)
        return buyers_of(row), str(row["closed_on"] or "") if row["outcome"] == "won" else ""
    from tinycrm.services.paying import parties_of

    columns = unit.need(noun, id)
    if noun == "sale":
        minor = columns["amount_minor"]
        return parties_of(columns), str(columns["sold_on"]) if isinstance(minor, int) and minor >= 0 else ""
    from tinycrm.domain.subscription_life import paid_from
    from tinycrm.store.subscriptions import need_life

    return parties_of(columns), paid_from(need_life(unit.db, id).changes) or ""
