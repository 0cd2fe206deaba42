"""The steps of a plan are written: records, the ones they name, and what identifies them next time."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS, PAID
from tinycrm.domain.party import party_of
from tinycrm.errors import UsageError
from tinycrm.formats.spool import Spool
from tinycrm.services.drafts import make_draft
from tinycrm.services.records import update_draft
from tinycrm.services.transfer.asked import Bad
from tinycrm.services.transfer.placing import move, write_stays
from tinycrm.services.transfer.planning import LATER
from tinycrm.store import foreign
from tinycrm.store.bulk import Bulk
from tinycrm.store.encode import encode_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.services.drafts import Draft
    from tinycrm.services.transfer.entries import Link
    from tinycrm.services.transfer.index import Index
    from tinycrm.services.transfer.living import Life
    from tinycrm.services.transfer.made import Made
    from tinycrm.services.transfer.planning import Linked, Step
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

    # company, line, its parent, the row
    Parent = tuple[int, int, Link, list[str]]

_CHUNK = 1000


class Applier:
    """Writes the steps of one sheet in one transaction: all is written when it has finished.

    Attributes:
        lost: parents that are in no row and no record.
    """

    def __init__(self, work: Work, unit: Unit, noun: str, index: Index, also: Made) -> None:
        self._work = work
        self._unit = unit
        self._noun = noun
        self._index = index
        self._also = also
        self._bulk = Bulk(unit)
        self._parents = Spool()
        self._fields = {field.key: field for field in NOUNS[noun].fields if field.place in ("ref", "link")}
        self._later = LATER.get(noun, "")
        self.lost = 0

    def apply(self, step: Step) -> int:
        """The step is done, or waits for `flush`; the record's id is returned, 0 when there is none."""
        if step.kind == "skipped":
            return 0
        if step.kind == "new":
            step.id = self._insert(step)
        elif step.kind == "changed":
            self._bulk.flush_rows()
            self._update(step)
        if not self._index.knows(step.entry):
            self._remember(step)
        return step.id

    def flush(self) -> None:
        """What the steps so far do is in the database and its marks.

        Raises:
            Duplicate, Conflict, StorageError: what the schema refused.
        """
        self._bulk.flush_rows()
        self._unit.settle()

    def _remember(self, step: Step) -> None:
        is_new = not self._index.is_gone(step.entry)
        source, key = self._index.remember(step.entry, step.id)
        if is_new:
            self._bulk.add_ref(source, self._noun, key, step.id)
        else:
            foreign.remember(self._unit, source, self._noun, key, step.id)

    def _insert(self, step: Step) -> int:
        draft = step.draft
        self._link(draft, step)
        if self._noun == "deal":
            people = draft.links.get("contact", [])
            draft.columns["party"] = draft.columns.get("company") or (people[0] if people else None)
        elif self._noun in PAID:
            draft.columns["party"] = party_of(draft.columns)
        id = self._write(self._noun, draft)
        if step.life is not None:
            self._write_life(id, step.life)
        if step.where is not None:
            write_stays(self._work, self._unit, id, step.where, draft.columns)
        self._know(self._noun, draft, id)
        self._remember_parent(step, id)
        return id

    def _write_life(self, id: int, life: Life) -> None:
        for row in life.changes:
            self._bulk.insert("subscription_change", {"subscription": id, **row})
        for row in life.terms:
            self._bulk.insert("subscription_term", {"subscription": id, **row})

    def _rewrite_life(self, id: int, life: Life) -> None:
        for table, rows in (("subscription_change", life.changes), ("subscription_term", life.terms)):
            self._unit.delete_all(table, "subscription", id)
            for row in rows:
                self._unit.insert(table, {"subscription": id, **row})

    def _know(self, noun: str, draft: Draft, id: int) -> None:
        """Rows to come may lead to what has just been made."""
        self._index.add_name(noun, str(draft.columns.get(NOUNS[noun].title) or ""), id)
        if "uid" in draft.columns:
            self._index.add_uid(noun, str(draft.columns["uid"]), id)
        for kind, points in draft.points.items():
            self._index.add_points(noun, kind, [point.key for point in points], id)

    def _write(self, noun: str, draft: Draft) -> int:
        """The draft is a record that waits to be written; its id is returned."""
        columns: dict[str, Cell] = dict(draft.columns)
        if NOUNS[noun].get("fields") is not None:
            custom = {key: value for key, value in draft.custom.items() if value is not None}
            columns["fields"] = encode_row(custom) if custom else "{}"
        bulk = self._bulk
        id = bulk.insert_record(noun, columns)
        for kind in sorted(draft.points):
            bulk.add_points(noun, id, kind, [(point.key, point.typed, point.label) for point in draft.points[kind]])
        for linked, ids in draft.links.items():
            bulk.add_links(noun, id, linked, ids, at=str(columns.get("at", "")))
        if draft.tags:
            bulk.add_tags(noun, id, draft.tags)
        stage = columns.get("lifecycle")
        if stage and noun in ("contact", "company"):
            # "" is unknown: the record may have taken the step long ago
            row = {"noun": noun, "old": "", "new": stage, "at": self._unit.moment, "on_day": self._unit.day}
            bulk.insert("lifecycle_change", {"record": id, "seq": 1, **row})
        return id

    def _update(self, step: Step) -> None:
        draft, id = step.draft, step.id
        present = self._index.present(id)
        for kind, points in draft.points.items():
            self._index.add_points(self._noun, kind, [point.key for point in points], id)
        title = NOUNS[self._noun].title
        if title in draft.columns:
            old = str(present.columns[id].get(f"{title}_key") or "")
            self._index.add_name(self._noun, str(draft.columns[title]), id, instead_of=old)
        self._link(draft, step)
        for noun, ids in list(draft.links.items()):
            draft.links[noun] = list(dict.fromkeys([*present.links.get((id, noun), []), *ids]))
        if self._noun == "deal":
            self._settle_party(step, present.columns[id], present.links.get((id, "contact"), []))
        elif self._noun in PAID:
            draft.columns["party"] = party_of({**present.columns[id], **draft.columns})
        draft.columns.update(step.moved)
        self._bulk.flush_rows()
        update_draft(self._unit, self._noun, id, draft)
        if step.life is not None:
            self._rewrite_life(id, step.life)
        if step.where is not None:
            move(self._work, self._unit, id, step.where, step.moved)
        self._index.changed(id)
        self._remember_parent(step, id)

    def _settle_party(self, step: Step, before: dict[str, Cell], contacts: list[int]) -> None:
        people = step.draft.links.get("contact") or contacts
        company = step.draft.columns.get("company", before["company"])
        step.draft.columns["party"] = company if company is not None else (people[0] if people else None)

    def _link(self, draft: Draft, step: Step) -> None:
        for key, links in step.links.items():
            field = self._fields[key]
            if key == self._later:
                continue
            ids = [self._linked(field.noun, linked) for linked in links]
            if field.place == "ref":
                draft.columns[field.column] = ids[0]
            else:
                draft.links[field.noun] = list(dict.fromkeys([*draft.links.get(field.noun, []), *ids]))

    def _linked(self, noun: str, linked: Linked) -> int:
        """The record that a row leads to is there; a company or contact that is missing is made."""
        id, link, draft = linked
        # the same name may stand in a row twice
        id = id or self._index.link(noun, link)
        if id or draft is None:
            return id
        id = self._write(noun, draft)
        self._also.add(noun, id)
        self._know(noun, draft, id)
        if link[0]:
            self._index.add_ref(noun, link[0], id)
            self._bulk.add_ref(self._index.source, noun, link[0], id)
        return id

    # --- parents and refunded sales, which may have come in a later row ---

    def _remember_parent(self, step: Step, id: int) -> None:
        if self._later and step.links.get(self._later):
            line = step.entry.line
            cells = [cell if isinstance(cell, str) else ";".join(cell) for cell in line.cells]
            self._parents.add((id, line.number, *step.links[self._later][0][1], cells))

    def finish(self, name: str) -> Iterator[Bad]:
        """Companies stand below their parents, refunds name their sale; yields the rows of those that cannot.

        Args:
            name: the file.
        """
        self.flush()
        chunk: list[Parent] = []
        for row in self._parents.rows():
            id, line, foreign_id, parent, cells = row
            if isinstance(id, int) and isinstance(line, int) and isinstance(cells, list):
                chunk.append((id, line, (str(foreign_id), str(parent)), cells))
            if len(chunk) == _CHUNK:
                yield from self._adopt(name, chunk)
                chunk.clear()
        yield from self._adopt(name, chunk)
        self._parents.close()
        self._bulk.flush()

    def _adopt(self, name: str, chunk: list[Parent]) -> Iterator[Bad]:
        self._index.trim()
        self._index.load_links((self._noun, link) for _, _, link, _ in chunk)
        for id, line, link, cells in chunk:
            try:
                parent = self._parent(link)
                self._check_above(id, parent)
            except UsageError as error:
                yield Bad(name, line, error.message, cells, error.hint)
                continue
            if parent:
                self._set_parent(id, parent)
        self.flush()

    def _parent(self, link: Link) -> int:
        id = self._index.link(self._noun, link)
        if not id and link[1] and self._noun == "company":
            id = self._linked("company", (0, link, make_draft(self._work, "company", {"name": [link[1]]})))
            self._bulk.flush_rows()
        self.lost += not id
        return id

    def _check_above(self, id: int, parent: int) -> None:
        """The record is not above itself.

        Raises:
            UsageError: it would be.
        """
        if self._noun == "sale" and id == parent:
            raise UsageError("it would be the refund of itself", hint='mend the column, or --map "Header=-"')
        above = parent if self._noun == "company" else 0
        # who stands in a circle already is no concern of this row
        for _ in range(1000):
            if not above:
                return
            if above == id:
                raise UsageError(
                    f"company '{self._work.store.title('company', id)}' would be its own parent",
                    hint='mend the column, or --map "Header=-" leaves it out',
                )
            above = foreign.parent_of(self._unit.db, above)

    def _set_parent(self, id: int, parent: int) -> None:
        if id >= self._index.first:
            # a record made a moment ago is not changed by getting it, and undo takes it away whole
            foreign.set_later(self._unit, self._noun, id, {self._later: parent})
        else:
            self._unit.update(self._noun, (id,), {self._later: parent})
