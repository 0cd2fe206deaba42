"""Removing records."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import id_of
from tinycrm.errors import RuleError
from tinycrm.services.lifecycle import leave_customer
from tinycrm.services.work import Done
from tinycrm.store.removing import naming, remove_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit

# As many as a person can look through: below it, undo and the history say all there is to know.
BULK = 50
# what made somebody a customer
_BOUGHT = ("sale", "deal", "subscription")


def remove_records(work: Work, noun: str, ids: Sequence[int], *, cascade: bool = False) -> Done:
    """The records are gone, with what belongs to nobody else; undo brings everything back.

    Args:
        work: the command's work.
        noun: whose records.
        ids: the records.
        cascade: whether what names them is settled as well: of a contact or company what is left with nobody goes,
            of a sale its refunds; everything else only loses the link.

    Raises:
        RuleError: something names one of them and `cascade` is not given; nothing is removed.
        StorageError: many were to go, and what is there now could not be backed up first.
    """
    gone: dict[str, int] = {}
    names: list[str] = []
    rows = work.store.records(noun, ids)
    with work.write() as unit:
        if noun == "segment":
            from tinycrm.services.segments import check_unused

            check_unused(work, frozenset(ids))
        if not cascade:
            for id in ids:
                _check_unnamed(unit, noun, id, frozenset(ids))
        for row, id in zip(rows, ids, strict=True):
            names.append(f"{id} {row[NOUNS[noun].title] or ''}".rstrip())
            if unit.get(noun, (id,)) is None:
                # it went with one before it, and is no other one
                gone[noun] -= 1
                continue
            for other, count in remove_record(unit, noun, id).items():
                gone[other] = gone.get(other, 0) + count
        if noun in _BOUGHT:
            parties = [party for row in rows for party in _parties_of(row)]
            leave_customer(work, unit, list(dict.fromkeys(parties)))
        if len(ids) + sum(gone.values()) >= BULK:
            from tinycrm.services.backups import keep_before_removal

            # it reads what is on disk, where nothing of this is before the commit
            keep_before_removal(work)
    what = f"{noun} {names[0]}" if len(names) == 1 else f"{len(names)} {NOUNS[noun].plural}"
    counts = {other: count for other, count in gone.items() if count}
    more = "".join(f", {count} {other if count == 1 else NOUNS[other].plural}" for other, count in counts.items())
    return Done(noun, list(ids), f"Removed {what}{more} (tinycrm undo brings it back)", rows=rows)


def _parties_of(row: Row) -> list[tuple[str, int]]:
    """The company and the contacts of a sale, deal or subscription."""
    contacts = row.get("contacts")
    refs = [("company", row["company"]), ("contact", row.get("contact"))]
    refs += [("contact", ref) for ref in (contacts if isinstance(contacts, list) else [])]
    return [(noun, id_of(ref)) for noun, ref in refs if isinstance(ref, dict)]


def _check_unnamed(unit: Unit, noun: str, id: int, besides: frozenset[int]) -> None:
    found = naming(unit, noun, id, besides)
    if not found:
        return
    told: list[str] = []
    for named in found:
        listed = ", ".join(f"{one} {title}".rstrip() for one, title in named.first)
        more = " …" if named.count > len(named.first) else ""
        told.append(f"{named.count} {named.noun if named.count == 1 else NOUNS[named.noun].plural}: {listed}{more}")
    hint = "--cascade takes the link out of them"
    if noun in ("contact", "company"):
        hint = "--cascade removes them too, or name another party in them first"
    elif noun == "sale" and found[0].noun == "sale":
        hint = "--cascade removes its refunds too"
    raise RuleError(f"{noun} {id} is named by {'; '.join(told)}", code="in_use", hint=hint)
