"""What was mailed to a contact stands in the contact's timeline."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.refs import parse_ref
from tinycrm.services.drafts import Draft
from tinycrm.services.records import insert_draft
from tinycrm.store import outbox
from tinycrm.store.lookup import find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit


def log_sent(work: Work, unit: Unit, id: int) -> None:
    """A mail about a record that was sent to a contact is an interaction with that contact; no rule answers it.

    Args:
        work: the command's work.
        unit: the transaction that says so.
        id: the mail.
    """
    row = outbox.mail(unit.db, id)
    if row is None or not isinstance(row["record"], int):
        return
    found = find(unit.db, "contact", parse_ref(str(row["recipient"])), country=work.settings.country).candidates
    if len(found) != 1:
        # to the user, or to somebody who is gone
        return
    unit.by_itself()
    unit.as_history()
    draft = Draft()
    draft.columns = {
        "kind": "email",
        "at": unit.moment,
        "on_day": unit.day,
        "direction": "out",
        "summary": str(row["subject"]),
        "owner": work.reading.user,
        "deal": _deal(work, row["record"]),
    }
    draft.links = {"contact": [found[0][0]], "company": []}
    insert_draft(unit, "interaction", draft)


def _deal(work: Work, record: int) -> Cell:
    noun = work.store.noun_of(record)
    if noun == "deal":
        return record
    if noun and NOUNS[noun].get("deal") is not None:
        row = work.store.need(noun, record)["deal"]
        return row["id"] if isinstance(row, dict) and isinstance(row["id"], int) else None
    return None
