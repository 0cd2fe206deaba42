"""Who a sale, a subscription, a ticket or an answer is about: its contact, its company, and the party of the two."""

from __future__ import annotations

from tinycrm.domain.party import party_of
from tinycrm.errors import RuleError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.domain.results import Json
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell

THE_DEALS = "."


def pay_columns(
    work: Work,
    who: str | None,
    *,
    contact: str | None = None,
    company: str | None = None,
    deal: str | None = None,
) -> dict[str, Cell]:
    """Gives the columns contact, company, deal and party of a new record; None where nobody was named.

    Args:
        work: the command's work; references are resolved, and created where it may.
        who: a contact, else a company, as typed; "." is whom the deal is with.
        contact, company: more of the two, as typed.
        deal: the deal, as typed; without anybody named, whom it is with is meant.

    Raises:
        UsageError: "." without a deal, or one of the two named twice.
        RuleError: "." for a deal that names nobody.
        NotFound, Ambiguous: a reference.
    """
    from tinycrm.services.references import resolve, resolve_who

    columns: dict[str, Cell] = {"contact": None, "company": None, "deal": None}
    if deal is not None:
        columns["deal"] = resolve(work, "deal", deal)
    if who == THE_DEALS and deal is None:
        raise UsageError("'.' means whom a deal is with, and no deal was named", hint="add --deal REF")
    if who is not None and who != THE_DEALS:
        noun, id = resolve_who(work, who)
        columns[noun] = id
    for noun, text in (("contact", contact), ("company", company)):
        if text is None:
            continue
        if columns[noun] is not None:
            raise UsageError(f"the {noun} is named twice: '{who}' and '{text}'", hint="name each once")
        columns[noun] = resolve(work, noun, text)
    if columns["deal"] is not None and columns["contact"] is None and columns["company"] is None:
        columns |= _of_deal(work, int(str(columns["deal"])), needed=who == THE_DEALS)
    columns["party"] = party_of(columns)
    return columns


def _of_deal(work: Work, deal: int, *, needed: bool) -> dict[str, Cell]:
    row = work.store.need("deal", deal)
    found: dict[str, Cell] = {"company": _id(row["company"]), "contact": _id(row["contact"])}
    if needed and found["company"] is None and found["contact"] is None:
        raise RuleError(f"deal {deal} names no contact and no company", hint=f"tinycrm deal edit {deal} --contact WHO")
    return found


def _id(ref: Json) -> int | None:
    return ref["id"] if isinstance(ref, dict) and isinstance(ref["id"], int) else None


def parties_of(columns: Mapping[str, Cell]) -> list[tuple[str, int]]:
    """Gives (noun, id) of the company and the contact that a record names."""
    named = [(noun, columns.get(noun)) for noun in ("company", "contact")]
    return [(noun, id) for noun, id in named if isinstance(id, int)]
