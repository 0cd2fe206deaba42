"""Whom a row leads to: the ids, names and e-mails in its cells are joined where they mean one record."""

from __future__ import annotations

from tinycrm.domain.fold import fold

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


def name_without_mail(name: str) -> str:
    """Gives what a contact who is known by this is called: the name beside the e-mail, else its part up to the @."""
    mail = mail_of(name)
    if not mail:
        return name
    return (name.rpartition("<")[0].strip() if mail != name else "") or mail.partition("@")[0]
