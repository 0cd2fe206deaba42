"""Contacts and companies: adding and linking them."""

from __future__ import annotations

from tinycrm.domain.text import clean
from tinycrm.errors import RuleError, UsageError
from tinycrm.services.records import add_record
from tinycrm.services.work import Done
from tinycrm.store.lookup import namesakes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.drafts import Given
    from tinycrm.services.work import Work


def add_party(work: Work, noun: str, given: Given) -> Done:
    """A contact or company is there.

    Args:
        work: the command's work.
        noun: "contact" or "company".
        given: field → texts as typed.

    Raises:
        UsageError: a blank name or a value that is none.
        Duplicate: the e-mail belongs to another contact.
    """
    with work.write() as unit:
        id = add_record(work, unit, noun, given)
        name = work.store.title(noun, id)
        for twin, other in namesakes(work.store.db, noun, id):
            work.note(f"{noun} {twin} is also called {other}")
    return Done(noun, [id], f"Added {noun} {id} {name}")


def relate(work: Work, ref: str, kind: str, other_ref: str, *, remove: bool = False) -> Done:
    """The two contacts are related in this way, or no longer.

    Raises:
        RuleError: a contact with itself, or a relation to remove that is not there.
    """
    from tinycrm.domain.fold import fold
    from tinycrm.services.references import resolve

    kind = fold(clean(kind, what="kind of relation")).replace(" ", "-")
    if not kind:
        raise UsageError("the kind of relation is blank", hint="for example: colleague, referred-by")
    with work.write() as unit:
        contact, other = resolve(work, "contact", ref), resolve(work, "contact", other_ref)
        if contact == other:
            raise RuleError(f"contact {contact} cannot be related to itself", hint="name two different contacts")
        key = (contact, other, kind)
        there = unit.get("relation", key) is not None
        if remove and not there:
            raise RuleError(
                f"contact {contact} has no relation {kind} to {other}", hint=f"tinycrm contact show {contact}"
            )
        if remove:
            unit.delete("relation", key)
            unit.touch("contact", contact)
        elif not there:
            unit.insert("relation", {"contact": contact, "other": other, "kind": kind})
            unit.touch("contact", contact)
    names = [str(row["name"]) for row in work.store.records("contact", [contact, other])]
    verb = "is no longer" if remove else "is"
    return Done("contact", [contact], f"{names[0]} {verb} {kind} of {names[-1]}", changed=remove or not there)
