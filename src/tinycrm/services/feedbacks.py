"""Feedback: an answer to NPS, CSAT or CES, and whose it is."""

from __future__ import annotations

from tinycrm.domain.feedback import SCORES, check_score
from tinycrm.errors import RuleError, UsageError
from tinycrm.services.drafts import make_draft
from tinycrm.services.paying import pay_columns
from tinycrm.services.records import insert_draft
from tinycrm.services.tickets import latest_moment
from tinycrm.services.work import Done

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.services.drafts import Given
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

_KINDS = ", ".join(SCORES)


def add_feedback(
    work: Work, given: Given, *, who: str | None = None, contact: str | None = None, company: str | None = None
) -> Done:
    """An answer is there, of whom was named, else of whom its ticket or its sale is.

    Args:
        work: the command's work.
        given: kind, score, comment, ticket, sale, at, owner and set, as typed.
        who, contact, company: whose it is, as `pay_columns` reads them.

    Raises:
        UsageError: no kind or score, a score out of its range, nobody named.
        NotFound, Ambiguous: whose it is, or what it is about.
    """
    with work.write() as unit:
        draft = make_draft(work, "feedback", given)
        columns = draft.columns
        if columns.get("at") is None:
            columns["at"], columns["on_day"] = unit.moment, unit.day
        named = pay_columns(work, who, contact=contact, company=company)
        del named["deal"]
        columns |= named if named["party"] is not None else _whose(unit, columns)
        columns.setdefault("owner", work.reading.user)
        settle_feedback(work, columns, {})
        id = insert_draft(unit, "feedback", draft)
    return Done("feedback", [id], f"Added feedback {id}: {columns['kind']} {columns['score']}")


def _whose(unit: Unit, columns: Mapping[str, Cell]) -> dict[str, Cell]:
    for noun in ("ticket", "sale"):
        about = columns.get(noun)
        if isinstance(about, int):
            row = unit.need(noun, about)
            if row["party"] is not None:
                return {key: row[key] for key in ("company", "contact", "party")}
            hint = f"name them: tinycrm feedback add WHO SCORE --{noun} {about} --kind nps"
            raise RuleError(f"{noun} {about} names nobody whose feedback it could be", hint=hint)
    raise UsageError("feedback needs whose it is", hint="tinycrm feedback add WHO SCORE --kind nps, or --ticket REF")


def settle_feedback(work: Work, columns: Mapping[str, Cell], before: Mapping[str, Cell]) -> None:
    """The draft has a kind, a score in its range, and a time that is not ahead.

    Raises:
        UsageError: it has not.
    """
    after = {**before, **columns}
    kind, score = after.get("kind"), after.get("score")
    if kind is None:
        raise UsageError("feedback needs its kind", hint=f"--kind, one of: {_KINDS}")
    if not isinstance(score, int):
        raise UsageError("feedback needs a score", hint="nps 0-10, csat 1-5, ces 1-7")
    check_score(str(kind), score)
    at = after.get("at")
    if "at" in columns and at != before.get("at") and str(at) > latest_moment(work):
        local = work.reading.clock.local(str(at))
        raise UsageError(f"feedback cannot be from the future, {local}", hint="--at yesterday, --at 10:30")
