"""Resolves what people and scripts call a record into its id, or says clearly why not."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.refs import parse_ref
from tinycrm.errors import NotFound
from tinycrm.store.lookup import WHOSE, find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.services.work import Work

CREATABLE = ("contact", "company")


def resolve(work: Work, noun: str, text: str, *, exact: bool = False, status: str = "", whose: bool = False) -> int:
    """Gives the id of the one record that a reference means.

    Args:
        work: the command's work.
        noun: whose record.
        text: the reference, as cli.md describes it.
        exact: accept only id, uid, contact point or the exact name: for what cannot be waved through in a script.
        status: "open" or "done": look among those tasks, for names.
        whose: with `exact`, the exact name of whom a sale, subscription or ticket belongs to is enough.

    Raises:
        NotFound: none, or the id is another noun's.
        Ambiguous: several, or an inexact one where an exact one is needed; with the candidates.
    """
    chosen = work.choices.get((noun, text))
    if chosen:
        return chosen
    ref = parse_ref(text)
    work.store.settle()
    answer = find(work.store.db, noun, ref, country=work.settings.country, status=status)
    if not answer.candidates and noun in WHOSE:
        from tinycrm.store.by_name import find_theirs

        # no product and no title: then whose it is
        country, today = work.settings.country, work.today
        answer = find_theirs(work.store.db, noun, ref, today=today, country=country, status=status)
        answer.sure = answer.sure and whose
    found = answer.candidates
    if len(found) == 1 and (answer.sure or not exact):
        return found[0][0]
    if not found:
        if noun in CREATABLE and ref.kind in ("name", "point") and (work.create or chosen == 0):
            return create(work, noun, text)
        from tinycrm.services.unresolved import missing

        raise missing(noun, text, status, offers=work.offers)
    from tinycrm.services.unresolved import several

    raise several(noun, text, found, exact=exact and not answer.sure)


def create(work: Work, noun: str, text: str) -> int:
    """A contact or company with this name is there, or of this e-mail; its id is returned."""
    from tinycrm.services.records import add_record

    given: dict[str, list[str]] = {"name": [text.lstrip("=").strip()]}
    if noun == "contact" and "@" in text:
        given = {"name": [text.partition("@")[0]], "emails": [text]}
    with work.write() as unit:
        id = add_record(work, unit, noun, given)
    work.made(noun, id)
    # the same name later in this command means the record just made
    work.choices[(noun, text)] = id
    return id


def resolve_all(work: Work, noun: str, texts: Sequence[str], *, exact: bool = False, status: str = "") -> list[int]:
    """Gives the ids that references mean, each once, in their order."""
    return list(dict.fromkeys(resolve(work, noun, text, exact=exact, status=status) for text in texts))


def resolve_who(work: Work, text: str) -> tuple[str, int]:
    """Gives the noun and id of whom a reference means: a contact, else a company; `company:neva` is explicit.

    Raises:
        NotFound: neither.
        Ambiguous: several contacts, or several companies.
    """
    for noun in CREATABLE:
        if work.choices.get((noun, text)):
            return noun, work.choices[(noun, text)]
    prefix, colon, rest = text.partition(":")
    if colon and fold(prefix) in CREATABLE:
        return fold(prefix), resolve(work, fold(prefix), rest)
    country = work.settings.country
    ref = parse_ref(text)
    work.store.settle()
    if ref.kind == "id":
        noun = "company" if work.store.noun_of(ref.id) == "company" else "contact"
        return noun, resolve(work, noun, text)
    people = find(work.store.db, "contact", ref, country=country)
    firms = find(work.store.db, "company", ref, country=country)
    # the exact name of a company beats the beginning of a person's
    if people.candidates and (people.sure or not (firms.sure and firms.candidates)):
        return "contact", resolve(work, "contact", text)
    if firms.candidates:
        return "company", resolve(work, "company", text)
    return "contact", resolve(work, "contact", text)


def any_record(work: Work, text: str) -> tuple[str, int]:
    """Gives the noun and id of a record of whatever noun: by id, uid, else as `resolve_who` does.

    Raises:
        NotFound: none.
    """
    ref = parse_ref(text)
    if ref.kind == "id":
        noun = work.store.noun_of(ref.id)
        if noun:
            return noun, ref.id
        return "", ref.id
    if ref.kind == "uid":
        from tinycrm.store.lookup import by_uid

        for noun in NOUNS:
            found = by_uid(work.store.db, noun, ref.text)
            if found:
                return noun, found[0]
    head, colon, rest = text.partition(":")
    if colon and head in NOUNS:
        return head, resolve(work, head, rest)
    try:
        return resolve_who(work, text)
    except NotFound:
        for noun in ("deal", "task"):
            answer = find(work.store.db, noun, ref)
            if answer.candidates:
                return noun, resolve(work, noun, text)
        raise
