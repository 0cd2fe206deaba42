"""Changing many records at once: the plan that a person sees first, and one change to all of them or none."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import Conflict, Duplicate, NotFound, TinyCRMError
from tinycrm.services.columns import column_of
from tinycrm.services.drafts import make_draft
from tinycrm.services.editing import edit_one
from tinycrm.services.work import Done
from tinycrm.store.queries.versions import versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tinycrm.domain.fields import Noun
    from tinycrm.domain.results import Json, Kind, Row
    from tinycrm.domain.settings import CustomField
    from tinycrm.services.editing import Edit
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit

    # label, kind of the values, before, after
    Change = tuple[str, Kind, Json, Json]

EXAMPLES = 3
# So many remarks about single records are told.
_TOLD = 3
# Moves are no values of a draft, and only tags that are new to a record are checked.
_APART = ("stage", "pipeline", "tags")
_UNTOLD = frozenset(("id", "uid", "created_at", "updated_at", "stage_entered_on"))


class Plan:
    """What an edit would do.

    Attributes:
        noun: of the records.
        count: how many records it is about.
        changed: how many of them would change; the others hold it already.
        examples: (id, name, what changes) of the first that would.
        seen: id → version of the record that was looked at.
        notes: what there is to tell beside it.
    """

    __slots__ = ("changed", "count", "examples", "notes", "noun", "seen")

    def __init__(self, noun: str, seen: dict[int, int]) -> None:
        self.noun = noun
        self.count = len(seen)
        self.changed = 0
        self.examples: list[tuple[int, str, list[Change]]] = []
        self.seen = seen
        self.notes: list[str] = []


def plan_edit(work: Work, noun: str, ids: Sequence[int], edit: Edit) -> Plan:
    """Gives what the edit would do; all of it is tried and taken back, so what it would refuse is refused here.

    Raises:
        TinyCRMError: as `edit_many`.
    """
    known, custom = NOUNS[noun], work.settings.custom(noun)
    with work.store.write(dry=True) as unit:
        plan = Plan(noun, versions(unit.db, noun, ids))
        _check(work, noun, ids, edit)
        before = work.store.record(noun, ids[0])
        for at, (id, changed) in enumerate(_each(work, unit, noun, ids, edit)):
            plan.changed += changed
            if len(plan.examples) >= EXAMPLES:
                continue
            if changed and before is not None:
                after = work.store.need(noun, id)
                plan.examples.append((id, str(before[known.title] or ""), _changes(known, before, after, custom)))
            before = work.store.record(noun, ids[at + 1]) if at + 1 < len(ids) else None
    plan.notes = list(work.notes)
    return plan


def planned(plan: Plan) -> Done:
    """Gives what a trial run answers with."""
    return Done(plan.noun, list(plan.seen), _sentence(plan.noun, plan.changed, plan.count), changed=bool(plan.changed))


def edit_many(work: Work, noun: str, ids: Sequence[int], edit: Edit, *, seen: Mapping[int, int] | None = None) -> Done:
    """The records hold what the edit asks for, all of them or none; those that did already are not written.

    Args:
        work: the command's work.
        noun: of the records.
        ids: of the records, each once.
        edit: what they are to hold.
        seen: the versions that a person agreed to, or None when nobody was asked.

    Raises:
        UsageError, RuleError: a value is refused; the record is named when the others would take it.
        Duplicate: contacts would share an e-mail.
        Conflict: a record was changed since it was seen.
    """
    changed = 0
    with work.write() as unit:
        if seen is not None:
            _unchanged(noun, seen, versions(unit.db, noun, ids))
        _check(work, noun, ids, edit)
        for _, differs in _each(work, unit, noun, ids, edit):
            changed += differs
    return Done(noun, list(ids), _sentence(noun, changed, len(ids)), changed=bool(changed))


def _sentence(noun: str, changed: int, count: int) -> str:
    plural = noun if count == 1 else NOUNS[noun].plural
    if not changed:
        return f"Nothing to change in {count:,} {plural}"
    return f"Changed {changed:,} of {count:,} {plural}"


def _unchanged(noun: str, seen: Mapping[int, int], now: Mapping[int, int]) -> None:
    for id, version in seen.items():
        if now.get(id) != version:
            how = "changed" if id in now else "removed"
            message = f"{noun} {id} was {how} meanwhile; nothing was changed"
            raise Conflict(message, code="changed_meanwhile", id=id, hint=f"tinycrm history {id}, then try again")


def _check(work: Work, noun: str, ids: Sequence[int], edit: Edit) -> None:
    """What no record could take is refused without naming one."""
    custom = work.settings.custom(noun)
    for name in edit.clear:
        NOUNS[noun].need(name, custom)
    draft = make_draft(work, noun, {name: texts for name, texts in edit.given.items() if name not in _APART})
    emails = [point.typed for point in draft.points.get("email", ())] or edit.add.get("emails", [])
    if noun == "contact" and emails and len(ids) > 1:
        raise Duplicate(
            f"'{emails[0]}' cannot be an e-mail of {len(ids):,} contacts",
            hint=f"an e-mail belongs to one contact: tinycrm contact edit {ids[0]} --add-email {emails[0]}",
        )


def _each(work: Work, unit: Unit, noun: str, ids: Sequence[int], edit: Edit) -> Iterator[tuple[int, bool]]:
    """Edits one record after the other; yields its id and whether it changed."""
    told, more = len(work.notes), 0
    remarks: list[str] = []
    for id in ids:
        try:
            changed = edit_one(work, unit, noun, id, edit)
        except TinyCRMError as error:
            # a reference that nobody answers to is asked for, and it is no record's fault
            named = f"{noun} {id}" in error.message
            if error.ref is None and not named and not isinstance(error, NotFound):
                error.message = f"{noun} {id} {work.store.title(noun, id)}: {error.message}"
            raise
        for note in work.notes[told:]:
            if len(remarks) < _TOLD:
                remarks.append(f"{noun} {id}: {note}")
            else:
                more += 1
        del work.notes[told:]
        yield id, changed
    work.notes += remarks
    if more:
        work.note(f"… and {more:,} more remarks of the kind")


def _changes(noun: Noun, before: Row, after: Row, custom: dict[str, CustomField]) -> list[Change]:
    """Gives what differs, each thing once: `email` is the first of `emails`."""
    many = {(field.place, field.type, field.noun) for field in noun.fields if field.many}
    found: list[Change] = []
    for field in noun.fields:
        old, new = before[field.key], after[field.key]
        if old == new or field.key in _UNTOLD or field.key.startswith("last_"):
            continue
        if not field.many and field.place in ("point", "link") and (field.place, field.type, field.noun) in many:
            continue
        if isinstance(old, dict) and isinstance(new, dict) and field.place == "custom_all":
            keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
            for key in keys:
                kind = column_of(noun.need(f"fields.{key}", custom)).kind
                found.append((key.replace("_", " ").capitalize(), kind, old.get(key), new.get(key)))
            continue
        found.append((field.label, column_of(field).kind, old, new))
    return found
