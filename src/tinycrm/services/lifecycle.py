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
