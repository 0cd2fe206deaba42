"""What was mailed to a contact stands in the contact's timeline."""

from __future__ import annotations

from tinycrm.domain.address import read_address
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import id_of
from tinycrm.errors import UsageError
from tinycrm.services.drafts import Draft
from tinycrm.services.filling import linked
from tinycrm.services.records import insert_draft
from tinycrm.store import outbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit


def addressee(work: Work, noun: str, id: int) -> Row | None:
    """Gives the contact who is mailed about a record: itself, or the first that it leads to; None without one."""
    row = work.store.record(noun, id)
    if row is None or noun == "contact":
        return row
    if not _leads_to_people(noun):
        return None
    found = linked(row, "contact")
    return work.store.record("contact", id_of(found)) if found is not None else None


def _leads_to_people(noun: str) -> bool:
    return noun in NOUNS and any(NOUNS[noun].get(key) is not None for key in ("contact", "contacts"))


def _is_address(email: object, recipient: str) -> bool:
    """Says whether a mail went to this address, which may be one that no mail can go to."""
    try:
        return bool(email) and read_address(str(email))[1] == recipient
    except UsageError:
        return False


def log_sent(work: Work, unit: Unit, id: int) -> None:
    """A mail about a record that was sent to its contact is an interaction with that contact; no rule answers it.

    Args:
        work: the command's work.
        unit: the transaction that says so.
        id: the mail.
    """
    mail = outbox.mail(unit.db, id)
    record = mail["record"] if mail is not None else None
    noun = work.store.noun_of(record) if isinstance(record, int) else None
    if mail is None or not isinstance(record, int) or not noun:
        return
    person = addressee(work, noun, record)
    if person is None or not _is_address(person["email"], str(mail["recipient"])):
        # it went to the user, or the contact has another address by now
        return
    unit.by_itself()
    unit.as_history()
    draft = Draft()
    draft.columns = {
        "kind": "email",
        "at": unit.moment,
        "on_day": unit.day,
        "direction": "out",
        "summary": str(mail["subject"]),
        "owner": work.reading.user,
        "deal": record if noun == "deal" else None,
    }
    draft.links = {"contact": [id_of(person)], "company": []}
    insert_draft(unit, "interaction", draft)
