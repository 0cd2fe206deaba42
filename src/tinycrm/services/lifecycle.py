"""The lifecycle that a purchase moves: who pays for something is a customer."""

from __future__ import annotations

from tinycrm.services.drafts import Draft
from tinycrm.services.records import update_draft

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit


def make_customer(work: Work, unit: Unit, parties: Sequence[tuple[str, int]], day: str) -> None:
    """Who bought is a customer, in the same operation; nothing happens without the setting `auto_customer`.

    The lifecycle of all of them moves up to customer and is remembered with its time; who is further already
    stays. `customer_since` is the day of the first purchase of the one who pays, the company if there is one:
    a person of a company that buys is no second customer.

    Args:
        work: the command's work.
        unit: its transaction.
        parties: (noun, id) of the company and the contact of a sale, a won deal or a subscription.
        day: the day of the purchase or of the first paid day, ISO; one ahead of today does nothing yet.
    """
    steps = work.settings.lifecycle
    if not work.settings.auto_customer or "customer" not in steps or day > work.today:
        return
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
            update_draft(unit, noun, id, draft)
        if "lifecycle" in draft.columns and day < unit.day:
            _date(work, unit, id, day)


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
