"""Whether a person may be written to."""

from __future__ import annotations

from tinycrm.domain.fold import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work

_ASKED = "do_not_mail"
_NO = ("", "0", "no", "false", "none")


def why_not_now(work: Work, address: str) -> tuple[str, bool]:
    """Gives why a mail that was queued for a contact must not leave any more, and whether that may be a mistake.

    Who was removed, corrected or merged is known by the address; ("", False) when nothing speaks against it.

    Args:
        work: the command's work.
        address: of the recipient, as the outbox holds it.
    """
    from tinycrm.domain.address import recipient_key
    from tinycrm.store.queries.existing import with_point

    ids = with_point(work.store.db, "contact", "email", [recipient_key(address)])
    if not ids:
        return f"no contact has the address '{address}' any more", True
    person = work.store.need("contact", ids[0])
    reason = why_not(person)
    return (f"contact {person['id']} {person['name']} {reason}", False) if reason else ("", False)


def why_not(person: Row) -> str:
    """Gives why a contact is not to be written to; "" for one who may be.

    Args:
        person: the contact in JSON form, whole.
    """
    if not person["email"]:
        return "has no e-mail"
    fields, tags = person["fields"], person["tags"]
    wish = fields.get(_ASKED) if isinstance(fields, dict) else None
    if wish is not None and fold(str(wish)) not in _NO:
        return f"asked for no mail ({_ASKED})"
    for tag in tags if isinstance(tags, list) else []:
        if fold(str(tag)).replace("-", "_").replace(" ", "_") == _ASKED:
            return f"asked for no mail (tag {tag})"
    return ""
