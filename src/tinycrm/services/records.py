"""Adding, changing and removing a record of any noun: what all nouns share."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.services.drafts import make_draft
from tinycrm.store.encode import decode_row, encode_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.drafts import Draft, Given
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

_LIFECYCLED = ("contact", "company")


def add_record(work: Work, unit: Unit, noun: str, given: Given) -> int:
    """A new contact or company holds what was given; its id is returned.

    Args:
        work: the command's work.
        unit: its transaction.
        noun: "contact" or "company"; deals, tasks and interactions have rules of their own.
        given: field name → texts as typed.

    Raises:
        UsageError: no name, or a value that is none.
        Duplicate: a contact with this e-mail is there; the error carries its id.
    """
    draft = make_draft(work, noun, {name: texts for name, texts in given.items() if texts})
    if not draft.columns.get("name"):
        raise UsageError(f"a {noun} needs a name", hint=f"tinycrm {noun} add NAME")
    id = insert_draft(unit, noun, draft)
    if "phone" in draft.points:
        tell_shared_phones(work, unit, noun, id)
    return id


def insert_draft(unit: Unit, noun: str, draft: Draft) -> int:
    """The draft is a record; its id is returned."""
    columns = dict(draft.columns)
    custom = {key: value for key, value in draft.custom.items() if value is not None}
    if NOUNS[noun].get("fields") is not None:
        columns["fields"] = encode_row(custom)
    id = unit.insert_record(noun, columns)
    if draft.points or draft.links or draft.tags:
        _hang(unit, noun, id, draft, at=str(columns.get("at", "")))
    if noun in _LIFECYCLED and columns.get("lifecycle"):
        _remember_lifecycle(unit, noun, id, None, columns["lifecycle"])
    return id


def _hang(unit: Unit, noun: str, id: int, draft: Draft, *, at: str) -> bool:
    """The record has the points, links and tags of the draft; says whether anything changed."""
    from tinycrm.store.attached import write_links, write_points, write_tags

    changed = False
    for kind, points in draft.points.items():
        changed |= write_points(unit, noun, id, kind, [(point.key, point.typed, point.label) for point in points])
    for linked, ids in draft.links.items():
        changed |= write_links(unit, noun, id, linked, ids, at=at)
    if draft.tags is not None:
        changed |= write_tags(unit, noun, id, draft.tags)
    return changed


def update_draft(unit: Unit, noun: str, id: int, draft: Draft) -> bool:
    """The record holds what the draft mentions and keeps the rest; says whether anything changed."""
    before = unit.need(noun, id)
    op_before = before["op"]
    columns = dict(draft.columns)
    if draft.custom:
        fields = decode_row(str(before["fields"]))
        fields.update(draft.custom)
        columns["fields"] = encode_row({key: value for key, value in fields.items() if value is not None})
    changed = unit.update(noun, (id,), columns)
    hanging = _hang(unit, noun, id, draft, at=str(columns.get("at", before.get("at", ""))))
    if noun in _LIFECYCLED and "lifecycle" in columns and columns["lifecycle"] != before["lifecycle"]:
        _remember_lifecycle(unit, noun, id, before["lifecycle"], columns["lifecycle"])
    if hanging and not changed and op_before != unit.op:
        unit.touch(noun, id)
    return changed or hanging


def tell_shared_phones(work: Work, unit: Unit, noun: str, id: int) -> None:
    """The person knows who else has a phone of this record: switchboards and couples share them."""
    from tinycrm.store.attached import shared_phones

    for typed, other, owner, name in shared_phones(unit, id):
        # a person at the company's switchboard is no surprise
        if noun == other:
            work.note(f"the phone {typed} is also that of {other} {owner} {name}")


def _remember_lifecycle(unit: Unit, noun: str, id: int, old: Cell, new: Cell) -> None:
    from tinycrm.store.attached import next_lifecycle

    row = {"noun": noun, "old": old, "new": new, "at": unit.moment, "on_day": unit.day}
    unit.insert("lifecycle_change", {"record": id, "seq": next_lifecycle(unit, id), **row})
