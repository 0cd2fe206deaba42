"""Merging records: two or more become one, which has everything they had."""

from __future__ import annotations

from tinycrm.domain.merging import EARLIEST, check_rule, find_clashes, value_text
from tinycrm.errors import Conflict, RuleError
from tinycrm.services.work import Done
from tinycrm.store.firing import inherit
from tinycrm.store.merged_history import keep_earliest, read_past
from tinycrm.store.merging import absorb, choose, moving
from tinycrm.store.queries.duplicates import versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.merging import Clash
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work


class Choice:
    """How the fields are settled in which the records differ.

    Attributes:
        prefer: the rule, "first", "newest" or "longest".
        picks: field → the record whose value a person chose.
        seen: record → the version that the person saw; empty when nobody looked.
    """

    __slots__ = ("picks", "prefer", "seen")

    def __init__(
        self,
        prefer: str | None = None,
        *,
        picks: Mapping[str, int] | None = None,
        seen: Mapping[int, int] | None = None,
    ) -> None:
        self.prefer = check_rule(prefer)
        self.picks = dict(picks or {})
        self.seen = dict(seen or {})


def merge_clashes(work: Work, noun: str, keep: int, others: Sequence[int]) -> tuple[list[Clash], dict[int, int]]:
    """Gives the fields in which records differ, for a person to choose, and the versions they were seen in.

    Raises:
        RuleError: a record would be merged with itself.
        NotFound: one is gone.
    """
    ids = _checked(noun, keep, others)
    # the versions first: what changes in between is then noticed, and not taken for seen
    seen = versions(work.store.db, noun, ids)
    clashes = find_clashes(noun, [work.store.need(noun, id) for id in ids])
    return [clash for clash in clashes if clash.field not in EARLIEST], seen


def merge_records(work: Work, noun: str, keep: int, others: Sequence[int], choice: Choice | None = None) -> Done:
    """`keep` has everything of the others, which are gone; their ids and uids lead to it.

    Where they differ one value stays, and the others are told of and kept in the journal.

    Raises:
        RuleError: a record would be merged with itself.
        NotFound: one is gone.
        Conflict: one was changed since the person saw it; nothing is merged.
    """
    ids = _checked(noun, keep, others)
    how = choice or Choice()
    with work.write() as unit:
        # two records of one person are no news of that person
        unit.as_history()
        now = versions(unit.db, noun, ids)
        for id, version in how.seen.items():
            if now.get(id) != version:
                message = f"{noun} {id} was changed meanwhile"
                raise Conflict(message, code="changed_meanwhile", id=id, hint=f"tinycrm history {id}")
        clashes = find_clashes(noun, [work.store.need(noun, id) for id in ids], how.prefer, how.picks)
        moved = moving(unit.db, noun, ids[1:])
        steps = work.settings.lifecycle
        steps = steps[steps.index("lead") :] if "lead" in steps else ()
        pasts = [read_past(unit, noun, id, steps) for id in ids]
        choose(unit, noun, keep, {clash.field: clash.winner for clash in clashes if clash.winner != keep})
        for other in ids[1:]:
            absorb(unit, noun, keep, other)
        inherit(unit, keep, ids[1:])
        first = keep_earliest(unit, noun, keep, pasts, steps)
        work.store.settle()
        row = work.store.need(noun, keep)
    dropped: list[Json] = []
    for clash in clashes:
        for id, value in clash.dropped:
            dropped.append({"id": id, "field": clash.field, "value": value})
            name = clash.field.removeprefix("fields.")
            if clash.field in EARLIEST:
                work.note(f"kept the earlier {name} {value_text(clash.kept)}, not {value_text(value)} of {id}")
            else:
                work.note(f"dropped {name} '{value_text(value)}' of {id} for '{value_text(clash.kept)}'")
    if first is not None and pasts[0].day is not None and not any(clash.field == "lead_on" for clash in clashes):
        work.note(f"kept the earlier day on which {first.id} became a lead: {first.day}, not {pasts[0].day} of {keep}")
    if dropped and not work.dry_run:
        gone = ", ".join(str(id) for id in dict.fromkeys(id for clash in clashes for id, _ in clash.dropped))
        work.note(
            f"the history of {gone} keeps what was dropped (tinycrm history ID -f json); tinycrm undo takes all back"
        )
    if work.dry_run and moved:
        work.note("moves " + ", ".join(f"{count} {what}" for what, count in moved.items()))
    row["dropped"] = dropped
    rows: list[Row] = [row]
    listed = ", ".join(str(other) for other in ids[1:])
    return Done(noun, [keep], f"Merged {noun} {listed} into {keep} {row['name']}", rows=rows)


def _checked(noun: str, keep: int, others: Sequence[int]) -> list[int]:
    if keep in others:
        raise RuleError(f"{noun} {keep} cannot be merged with itself", hint="name two different records")
    return [keep, *dict.fromkeys(others)]
