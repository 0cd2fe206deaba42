"""Deals: adding them and moving them through the stages of their pipeline."""

from __future__ import annotations

from tinycrm.domain.results import id_of
from tinycrm.errors import RuleError, UsageError
from tinycrm.services.drafts import make_draft, move_money
from tinycrm.services.interactions import Entry, log_interaction
from tinycrm.services.lifecycle import bought, leave_customer
from tinycrm.services.records import insert_draft
from tinycrm.services.work import Done
from tinycrm.store.deals import enter_stage, last_open_stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.pipeline import Pipeline, Stage
    from tinycrm.domain.results import Row
    from tinycrm.services.drafts import Given
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit


class Move:
    """How deals are moved.

    Attributes:
        on: the day, as typed; "" is today.
        note: kept as an interaction of kind note, or "".
        reason: why, for lost and won; or "".
    """

    __slots__ = ("note", "on", "reason")

    def __init__(self, *, on: str = "", note: str = "", reason: str = "") -> None:
        self.on = on
        self.note = note
        self.reason = reason


def add_deal(work: Work, given: Given, *, pipeline: str = "", stage: str = "") -> Done:
    """A deal is there, in a stage; entering it made the tasks that the pipeline asks for.

    Args:
        work: the command's work.
        given: title, value, currency, contacts, company, close, probability, … as typed.
        pipeline: its key or name; "" is the default one, or the one that has the stage.
        stage: its key or name; "" is the first.

    Raises:
        UsageError: a blank title, an unknown pipeline or stage, a value that is none.
        RuleError: the stage requires a field that is empty.
    """
    with work.write() as unit:
        id = insert_deal(work, unit, given, pipeline=pipeline, stage=stage)
        row = work.store.need("deal", id)
    return Done("deal", [id], f"Added deal {id} {row['title']} in {row['stage']}")


def insert_deal(
    work: Work, unit: Unit, given: Given, *, pipeline: str = "", stage: str = "", free: bool = False
) -> int:
    """A deal is in the store with its first stay; its id is returned. `free` is as for `move_one`."""
    line, place = find_stage(work, pipeline, stage)
    draft = make_draft(work, "deal", {key: texts for key, texts in given.items() if key not in ("value", "currency")})
    columns = draft.columns
    if not columns.get("title"):
        raise UsageError("a deal needs a title", hint='tinycrm deal add "Website for Neva" --value 4800')
    # a bare amount is in the pipeline's currency; one that names its own keeps it
    move_money({"currency": line.currency}, columns, given, work)
    columns.setdefault("currency", line.currency or work.settings.currency)
    opened = str(columns.get("opened_on") or unit.day)
    columns["opened_on"] = opened
    columns["closed_on"] = None if place.outcome == "open" else opened
    _stand(columns, line, place, opened)
    columns.setdefault("owner", work.reading.user)
    people = draft.links.get("contact", [])
    columns["party"] = columns.get("company") or (people[0] if people else None)
    id = insert_draft(unit, "deal", draft)
    _stay(unit, work, id, line, place, opened)
    row = work.store.need("deal", id)
    if not free:
        check_requires(row, place)
        _entered(unit, id, line, place, opened)
    if row["outcome"] == "won":
        bought(unit, "deal", id, buyers_of(row), str(row["closed_on"]))
    return id


def find_stage(work: Work, pipeline: str, stage: str) -> tuple[Pipeline, Stage]:
    """Gives the pipeline and stage that two words mean; a stage alone is looked for in the default one first.

    Raises:
        UsageError: no such pipeline or stage.
    """
    lines = work.store.pipelines
    line = lines.get(pipeline) if pipeline else lines.default()
    if not stage:
        return line, line.first()
    if not pipeline and line.find(stage) is None:
        for other in lines:
            if other.find(stage) is not None:
                return other, other.stage(stage)
    return line, line.stage(stage)


def _stand(columns: dict[str, Cell], line: Pipeline, place: Stage, day: str) -> None:
    columns["pipeline"], columns["stage"] = line.key, place.key
    columns["position"], columns["outcome"] = place.position, place.outcome
    columns["stage_entered_on"] = day


def _stay(unit: Unit, work: Work, id: int, line: Pipeline, place: Stage, day: str) -> None:
    # a day in the past has no known hour: noon keeps it on that day in every zone
    at = unit.moment if day == work.today else work.reading.clock.to_instant(day, "12:00")
    enter_stage(
        unit, id, pipeline=line.key, stage=place.key, position=place.position, outcome=place.outcome, at=at, day=day
    )


def check_requires(row: Row, place: Stage, reasons: Sequence[str] = ()) -> None:
    """The deal has every field that the stage asks for.

    Args:
        row: the deal in JSON form.
        place: the stage.
        reasons: to choose from, for the hint.

    Raises:
        RuleError: it has not; the message names them all.
    """
    empty = [name for name in place.requires if _is_empty(row, name)]
    if empty:
        options = " ".join(f"--{_option(name)} …" for name in empty if name != "reason")
        hint = f"tinycrm deal edit {row['id']} {options}" if options else f"--reason {'|'.join(reasons) or 'WHY'}"
        raise RuleError(
            f"deal {row['id']} {row['title']} cannot enter {place.name} without {', '.join(empty)}",
            code="required",
            hint=hint,
        )


def _option(name: str) -> str:
    return {"expected_close_on": "close", "opened_on": "opened"}.get(name, name).replace("_", "-")


def _is_empty(row: Row, name: str) -> bool:
    # hardly any stage asks for a field
    from tinycrm.services.filling import value_named

    return value_named("deal", row, name) in (None, "", [])


def _entered(unit: Unit, id: int, line: Pipeline, place: Stage, day: str) -> None:
    """The rules of the stage hear before the commit that the deal came into it."""
    unit.announce("entered", "deal", id, (line.key, place.key, day))


def move_deals(work: Work, ids: Sequence[int], stage: str, move: Move, *, pipeline: str = "") -> Done:
    """The deals stand in the stage; those that did already are not written. All of them move, or none.

    Raises:
        UsageError: an unknown stage, or a day that is none.
        RuleError: the pipeline does not allow the move, or a required field is empty.
    """
    changed = 0
    with work.write() as unit:
        for id in ids:
            changed += move_one(work, unit, id, stage, pipeline, move)
    return _moved(work, ids, changed)


def _moved(work: Work, ids: Sequence[int], changed: int) -> Done:
    rows = work.store.records("deal", ids)
    if not changed:
        sentence = (
            f"Nothing to do: deal {ids[0]} is in {rows[0]['stage']}" if len(ids) == 1 and rows else "Nothing to do"
        )
    elif len(ids) == 1:
        sentence = f"Deal {ids[0]} {rows[0]['title']} is now in {rows[0]['stage']}"
    else:
        sentence = f"Moved {changed} deals"
    return Done("deal", list(ids), sentence, changed=bool(changed))


def close_deals(work: Work, ids: Sequence[int], outcome: str, move: Move) -> Done:
    """The deals are won or lost: in the won stage, or the first lost stage, of their own pipelines.

    Raises:
        RuleError: a required field is empty, or the move is not allowed.
    """
    changed = 0
    with work.write() as unit:
        for id in ids:
            row = unit.need("deal", id)
            line = work.store.pipelines.get(str(row["pipeline"]))
            if row["outcome"] == outcome:
                changed += _settle_reason(work, unit, id, line, outcome, move)
                continue
            place = line.won() if outcome == "won" else line.lost()
            changed += move_one(work, unit, id, place.key, line.key, move)
    return _moved(work, ids, changed)


def reopen_deals(work: Work, ids: Sequence[int], move: Move) -> Done:
    """The deals are open again, in the last open stage each was in, whatever `moves` says."""
    changed = 0
    with work.write() as unit:
        for id in ids:
            row = unit.need("deal", id)
            if row["outcome"] == "open":
                continue
            line = work.store.pipelines.get(str(row["pipeline"]))
            place = line.find(last_open_stage(unit, id)) or line.first()
            changed += move_one(work, unit, id, place.key, line.key, move, free=True)
    return _moved(work, ids, changed)


def move_one(
    work: Work, unit: Unit, id: int, stage: str, pipeline: str = "", move: Move | None = None, *, free: bool = False
) -> bool:
    """One deal stands in a stage; says whether it moved.

    Args:
        work, unit: the command's work and transaction.
        id: the deal.
        stage: key or name; "" is the first stage of the pipeline.
        pipeline: key or name; "" is the deal's own.
        move: day, note and reason.
        free: whether the pipeline's `moves`, `requires` and `on_enter` do not count: for a reopening, and for
            what happened before it was recorded here.
    """
    move = move or Move()
    before = unit.need("deal", id)
    line = work.store.pipelines.get(pipeline or str(before["pipeline"]))
    place = line.stage(stage) if stage else line.first()
    if (line.key, place.key) == (before["pipeline"], before["stage"]):
        return _settle_reason(work, unit, id, line, place.outcome, move)
    day = work.reading.day(move.on, past=True) if move.on else unit.day
    if day > work.today:
        raise UsageError(f"--on '{move.on}' is in the future", hint="a deal moves today or in the past")
    if day < str(before["stage_entered_on"]):
        raise RuleError(
            f"deal {id} came into {before['stage']} on {before['stage_entered_on']}, after {day}",
            hint=f"--on {before['stage_entered_on']} or later",
        )
    if not free and line.key == before["pipeline"] and not line.allows(str(before["stage"]), place.key):
        allowed = ", ".join((line.moves or {}).get(str(before["stage"]), ()))
        raise RuleError(
            f"the pipeline {line.key} does not allow a move from {before['stage']} to {place.key}",
            code="move_not_allowed",
            hint=f"from {before['stage']} a deal goes to: {allowed or 'nowhere'}",
        )
    columns: dict[str, Cell] = {"closed_on": None if place.outcome == "open" else day}
    _stand(columns, line, place, day)
    columns["reason"] = _reason(line, place.outcome, move.reason) or (
        before["reason"] if place.outcome != "open" else None
    )
    unit.update("deal", (id,), columns)
    _stay(unit, work, id, line, place, day)
    row = work.store.need("deal", id)
    if not free:
        check_requires(row, place, line.reasons.get(place.outcome, ()))
        _entered(unit, id, line, place, day)
    if row["outcome"] == "won":
        bought(unit, "deal", id, buyers_of(row), str(row["closed_on"]))
    elif before["outcome"] == "won":
        leave_customer(work, unit, buyers_of(row))
    _note(work, row, move, day)
    return True


def buyers_of(row: Row) -> list[tuple[str, int]]:
    """The company and the first contact of a deal."""
    contacts = row["contacts"] if isinstance(row["contacts"], list) else []
    refs = (("company", row["company"]), *(("contact", contact) for contact in contacts[:1]))
    return [(noun, id_of(ref)) for noun, ref in refs if isinstance(ref, dict)]


def _reason(line: Pipeline, outcome: str, text: str) -> str | None:
    if not text:
        return None
    from tinycrm.domain.fold import fold
    from tinycrm.domain.text import clean

    reason = clean(text, what="reason")
    known = line.reasons.get(outcome, ())
    for own in known:
        if fold(own) == fold(reason):
            return own
    if known:
        raise UsageError(
            f"'{text}' is no reason of the pipeline {line.key}",
            code="unknown_value",
            hint=f"one of: {', '.join(known)}",
        )
    return reason


def _settle_reason(work: Work, unit: Unit, id: int, line: Pipeline, outcome: str, move: Move) -> bool:
    """A deal that is there already may still get its reason and note."""
    reason = _reason(line, outcome, move.reason)
    changed = bool(reason) and unit.update("deal", (id,), {"reason": reason})
    if move.note:
        row = work.store.need("deal", id)
        _note(work, row, move, work.today)
        changed = True
    return changed


def _note(work: Work, row: Row, move: Move, day: str) -> None:
    if not move.note:
        return
    at = "" if day == work.today else day
    done = log_interaction(work, Entry("note", ".", move.note, deal=str(row["id"]), at=at))
    work.made("interaction", done.ids[0])
