"""Removing records."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import RuleError
from tinycrm.services.work import Done
from tinycrm.store.removing import deals_naming, remove_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.services.work import Work

# As many as a person can look through: below it, undo and the history say all there is to know.
BULK = 50


def remove_records(work: Work, noun: str, ids: Sequence[int], *, cascade: bool = False) -> Done:
    """The records are gone, with what belongs to nobody else; undo brings everything back.

    Raises:
        RuleError: deals name one of them and `cascade` is not given; nothing is removed.
        StorageError: many were to go, and what is there now could not be backed up first.
    """
    gone: dict[str, int] = {}
    names: list[str] = []
    rows = work.store.records(noun, ids)
    with work.write() as unit:
        for id in ids:
            deals = [] if cascade else deals_naming(unit, noun, id)
            if deals:
                listed = ", ".join(f"{deal} {title}" for deal, title in deals[:5]) + (" …" if len(deals) > 5 else "")
                raise RuleError(
                    f"{noun} {id} is named by {len(deals)} deal{'s' if len(deals) > 1 else ''}: {listed}",
                    code="in_use",
                    hint="--cascade removes them too, or name another party in them first",
                )
        for row, id in zip(rows, ids, strict=True):
            names.append(f"{id} {row[NOUNS[noun].title]}")
            for other, count in remove_record(unit, noun, id).items():
                gone[other] = gone.get(other, 0) + count
        if len(ids) + sum(gone.values()) >= BULK:
            from tinycrm.services.backups import keep_before_removal

            # it reads what is on disk, where nothing of this is before the commit
            keep_before_removal(work)
    what = f"{noun} {names[0]}" if len(names) == 1 else f"{len(names)} {NOUNS[noun].plural}"
    more = "".join(f", {count} {other if count == 1 else NOUNS[other].plural}" for other, count in gone.items())
    return Done(noun, list(ids), f"Removed {what}{more} (tinycrm undo brings it back)", rows=rows)
