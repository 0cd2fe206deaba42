"""Changing records: what `edit` means for every noun."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.domain.nouns import NOUNS, PAID
from tinycrm.domain.party import party_of
from tinycrm.domain.points import normalise, split_label
from tinycrm.domain.results import id_of
from tinycrm.errors import Conflict, RuleError, UsageError
from tinycrm.services.drafts import make_draft, move_money
from tinycrm.services.lifecycle import follow_purchase, purchase_before
from tinycrm.services.records import tell_shared_phones, update_draft
from tinycrm.services.references import resolve
from tinycrm.services.work import Done
from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.fields import Field
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.drafts import Draft, Given
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit


class Edit:
    """What an edit asks for.

    Attributes:
        given: field → texts that replace its value.
        add: list field → texts to add.
        remove: list field → texts to take away.
        clear: fields to empty.
        seen: whether the person had the present values before them, so that what goes need not be told.
    """

    __slots__ = ("add", "clear", "given", "remove", "seen")

    def __init__(
        self,
        given: Given,
        *,
        add: Mapping[str, Sequence[str]] | None = None,
        remove: Mapping[str, Sequence[str]] | None = None,
        clear: Sequence[str] = (),
        seen: bool = False,
    ) -> None:
        self.given = {key: list(texts) for key, texts in given.items() if texts}
        self.add = {key: list(texts) for key, texts in (add or {}).items() if texts}
        self.remove = {key: list(texts) for key, texts in (remove or {}).items() if texts}
        self.clear = list(clear)
        self.seen = seen

    @property
    def empty(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.given or self.add or self.remove or self.clear)


def edit_records(work: Work, noun: str, ids: Sequence[int], edit: Edit) -> Done:
    """The records hold what the edit asks for, all of them or none.

    Raises:
        UsageError: an unknown field, a bad value, or nothing to change.
        Duplicate: an e-mail of another contact.
    """
    if edit.empty:
        raise UsageError("nothing to change was named", hint=f"tinycrm {noun} edit --help shows the options")
    changed = 0
    with work.write() as unit:
        for id in ids:
            changed += edit_one(work, unit, noun, id, edit)
    title = NOUNS[noun].title
    rows = work.store.view(NOUNS[noun], [title]).of_ids(ids) if len(ids) == 1 else []
    what = (
        f"{noun} {ids[0]} {rows[0][title] or ''}".rstrip() if rows else f"{changed} of {len(ids)} {NOUNS[noun].plural}"
    )
    verb = "Changed" if changed else "Nothing to change in"
    return Done(noun, list(ids), f"{verb} {what}", changed=bool(changed))


def edit_seen(work: Work, noun: str, seen: Row, keys: Sequence[str], edit: Edit) -> Done:
    """The record holds what the edit asks for, if it is still as the person saw it.

    Args:
        work: the command's work.
        noun: whose record.
        seen: the record as it was, whole.
        keys: the fields that matter; a call logged meanwhile is no conflict.
        edit: the change.

    Raises:
        Conflict: one of the fields has another value by now, or the record is gone.
    """
    id = id_of(seen)
    with work.write():
        now = work.store.record(noun, id)
        if now is None or any(now[key] != seen[key] for key in keys):
            message = f"{noun} {id} was changed meanwhile"
            raise Conflict(message, code="changed_meanwhile", id=id, hint=f"tinycrm history {id}")
        return edit_records(work, noun, [id], edit)


def edit_one(work: Work, unit: Unit, noun: str, id: int, edit: Edit) -> bool:
    """One record holds what the edit asks for; says whether anything changed."""
    record = work.store.need(noun, id)
    given = dict(edit.given)
    for name in edit.clear:
        field = NOUNS[noun].need(name, work.settings.custom(noun))
        if any(_holds_same(field, NOUNS[noun].get(own)) for own in edit.given):
            raise UsageError(f"'{name}' is both set and cleared", hint="give one of the two")
        given[field.named] = []
    for name, texts in edit.add.items():
        field = NOUNS[noun].need(name)
        given[field.key] = [*_texts(field, record, given), *texts]
    for name, texts in edit.remove.items():
        field = NOUNS[noun].need(name)
        given[field.key] = _without(work, field, _texts(field, record, given), texts)
    if not edit.seen:
        _tell_replaced(work, noun, record, edit)
    moved = {key: given.pop(key) for key in ("stage", "pipeline") if noun == "deal" and key in given}
    old = _old_tags(unit, id, given)
    draft = make_draft(work, noun, given)
    if draft.tags is not None:
        draft.tags |= old
    before = unit.need(noun, id)
    if NOUNS[noun].get("currency") is not None:
        move_money(before, draft.columns, given, work, noun)
    if noun in PAID and ("company" in draft.columns or "contact" in draft.columns):
        draft.columns["party"] = party_of({**before, **draft.columns})
    if noun == "deal" and ("company" in draft.columns or "contact" in draft.links):
        people = draft.links.get("contact", [id_of(ref) for ref in _dicts(record["contacts"])])
        company = draft.columns.get("company", before["company"])
        draft.columns["party"] = company if company is not None else (people[0] if people else None)
    if noun == "company" and "parent" in draft.columns:
        _check_parents(work, id, draft.columns["parent"])
    if noun == "task" and ("due_on" in draft.columns or "repeat" in draft.columns):
        from tinycrm.services.tasks import settle_due

        settle_due(draft.columns, before)
    if noun == "interaction" and "at" in draft.columns:
        for linked, key in (("contact", "contacts"), ("company", "companies")):
            draft.links.setdefault(linked, [id_of(ref) for ref in _dicts(record[key])])
    changed = _saved(work, unit, noun, draft, before)
    if noun == "segment":
        from tinycrm.services.segments import check_segment

        check_segment(work, id, before=str(before["name"]))
    if "phone" in draft.points:
        tell_shared_phones(work, unit, noun, id)
    if moved:
        from tinycrm.services.deals import move_one

        changed |= move_one(work, unit, id, (moved.get("stage") or [""])[-1], (moved.get("pipeline") or [""])[-1])
    return changed


def _saved(work: Work, unit: Unit, noun: str, draft: Draft, before: Mapping[str, Cell]) -> bool:
    """The record is as the draft has it, and its parties are customers by it or not; says whether anything changed."""
    id = whole(before["id"])
    bought = purchase_before(work, unit, noun, id, draft)
    _settle(work, unit, noun, draft.columns, before)
    changed = update_draft(unit, noun, id, draft)
    if changed and bought is not None:
        follow_purchase(work, unit, noun, id, bought)
    return changed


def _settle(work: Work, unit: Unit, noun: str, columns: dict[str, Cell], before: Mapping[str, Cell]) -> None:
    """The draft of a record is sound by the rules of its noun."""
    if noun == "sale":
        from tinycrm.services.sale_rules import settle_sale

        settle_sale(work, unit, columns, before)
    elif noun == "expense":
        from tinycrm.services.expenses import settle_expense

        settle_expense(columns, before, work.today)
    elif noun == "campaign":
        from tinycrm.services.campaigns import settle_campaign

        settle_campaign(columns, before)
    elif noun == "subscription":
        from tinycrm.services.subscriptions import settle_subscription

        settle_subscription(unit, columns, before)
    elif noun == "ticket":
        from tinycrm.services.tickets import settle_ticket

        settle_ticket(work, columns, before)
    elif noun == "feedback":
        from tinycrm.services.feedbacks import settle_feedback

        settle_feedback(work, columns, before)
    elif noun == "segment":
        from tinycrm.services.segments import settle_segment

        settle_segment(unit, columns, before)


def _old_tags(unit: Unit, id: int, given: dict[str, list[str]]) -> dict[str, str]:
    """Takes the tags that the record already has out of what is given: only what is new is to be checked."""
    if not given.get("tags"):
        return {}
    from tinycrm.store.attached import tags_of

    old = {key: name for key, name in tags_of(unit, id).items() if name in given["tags"]}
    given["tags"] = [name for name in given["tags"] if name not in old.values()]
    return old


def _holds_same(field: Field, other: Field | None) -> bool:
    """Says whether two fields show the same: `email` is the first of `emails`."""
    if other is None:
        return False
    one = (field.place, field.type, field.noun) == (other.place, other.type, other.noun)
    return field.key == other.key or (one and field.place in ("point", "link"))


def _dicts(value: Json) -> list[dict[str, Json]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _texts(field: Field, record: Row, given: Mapping[str, Sequence[str]]) -> list[str]:
    """The present values of a list, as they would be typed; a label is left out, for what is left out stays."""
    if field.key in given:
        return list(given[field.key])
    if not field.many:
        raise UsageError(f"'{field.key}' is no list", hint=f"set it: --{field.key.replace('_', '-')} VALUE")
    texts: list[str] = []
    value = record[field.key]
    for item in value if isinstance(value, list) else []:
        if not isinstance(item, dict):
            texts.append(str(item))
        elif "value" in item:
            texts.append(str(item["value"]))
        else:
            texts.append(str(item["id"]))
    return texts


def _without(work: Work, field: Field, present: list[str], gone: Sequence[str]) -> list[str]:
    def key(text: str) -> str:
        if field.place == "point":
            try:
                return normalise(field.type, split_label(text)[0], work.settings.country)[0]
            except UsageError:
                # an old value that is no point any more must still be possible to take away
                return fold(text)
        return str(resolve(work, field.noun, text)) if field.place == "link" else fold(text)

    unwanted = {key(text) for text in gone}
    kept = [text for text in present if key(text) not in unwanted]
    for text in gone:
        if key(text) not in {key(own) for own in present}:
            work.note(f"it had no {field.label.lower()} '{text}'")
    return kept


def _tell_replaced(work: Work, noun: str, record: Row, edit: Edit) -> None:
    """A list option replaces the list: what goes is told."""
    for name, texts in edit.given.items():
        field = NOUNS[noun].get(name)
        if field is None or not field.many or field.place == "computed":
            continue
        kept = {fold(split_label(text)[0]) for text in texts}
        gone = [text for text in _plain_texts(record[field.key]) if fold(text) not in kept]
        if gone:
            work.note(f"replaced the {field.label.lower()} {', '.join(gone)} (--add-… keeps them)")


def _plain_texts(value: Json) -> list[str]:
    items = value if isinstance(value, list) else []
    return [str(item.get("value") or item.get("name")) if isinstance(item, dict) else str(item) for item in items]


def _check_parents(work: Work, id: int, parent: object) -> None:
    """A company is not above itself, however far up.

    Raises:
        RuleError: it would be.
    """
    seen = {id}
    above = parent
    while isinstance(above, int):
        if above in seen:
            raise RuleError(f"company {id} would be its own parent", hint="clear the other one's parent first")
        seen.add(above)
        row = work.store.record("company", above)
        ref = row["parent"] if row else None
        above = ref["id"] if isinstance(ref, dict) else None
