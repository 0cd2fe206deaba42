"""Whom a row leads to: the ids, names, e-mails and phones in its cells are joined where they mean one record."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.phone import normalise_phone, phone_query

SHARED_PHONE = "write the name or the e-mail of the one who is meant"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.transfer.entries import Entry


def join_ids(entry: Entry, ids: dict[str, list[str]]) -> None:
    """The ids of a row and the names beside them are the same records."""
    for key, given in ids.items():
        known = list(dict.fromkeys(given))
        # the column beside the ids comes first; others may name the same company again
        named = {fold(name): name for _, name in reversed(entry.links.get(key, ()))}
        names = list(reversed(named.values()))
        if len(known) == 1:
            names = names[:1] or [""]
        elif len(names) != len(known):
            # which name belongs to which id is not clear; the ids say enough
            names = [""] * len(known)
        entry.links[key] = list(zip(known, names, strict=True))


def join_mails(entry: Entry, mails: dict[str, str]) -> None:
    """The e-mail in one column and the name in another are the same contact."""
    for key, mail in mails.items():
        id, name = entry.links.get(key, [("", "")])[0]
        entry.links[key] = [(id, with_mail(name, mail) if "@" not in name else name)]


def with_mail(name: str, mail: str) -> str:
    """Gives how somebody with a name and an e-mail is named: `Anna Petrova <anna@neva.example>`."""
    return f"{name} <{mail}>" if name else mail


def mail_of(name: str) -> str:
    """Gives the e-mail in what names a contact, "" when there is none."""
    if "@" not in name:
        return ""
    head, _, tail = name.rpartition("<")
    return tail.rstrip("> ").strip() if head.strip() and "@" in tail else name


def is_phone(noun: str, name: str) -> bool:
    """Says whether what names a record is the phone of a contact, as references tell one: a plus, or ten digits."""
    # most names end in a letter, and no phone does
    return noun == "contact" and not name[-1:].isalpha() and phone_query(name) is not None


def phone_keys(phone: str, country: str) -> list[str]:
    """Gives the keys that a phone may have; a number is often written without the plus of its country code."""
    key, _, sure = normalise_phone(phone, country)
    return [key] if sure else [key, f"+{key}"]


def given_by(noun: str, name: str) -> dict[str, list[str]]:
    """Gives the values of a new record of which a row says nothing but this: a name, an e-mail, both, or a phone."""
    mail = mail_of(name) if noun == "contact" else ""
    if not mail:
        return {"name": [name], "phones": [name]} if is_phone(noun, name) else {"name": [name]}
    called = name.rpartition("<")[0].strip() if mail != name else ""
    given = {"name": [called or mail.partition("@")[0]], "emails": [mail]}
    return {**given, "phones": [called]} if is_phone(noun, called) else given
