"""The steps of a plan are written: records, the ones they name, and what identifies them next time."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.services.drafts import make_draft
from tinycrm.services.records import update_draft
from tinycrm.services.transfer.placing import move, write_stays
from tinycrm.store import foreign
from tinycrm.store.bulk import Bulk
from tinycrm.store.encode import encode_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.drafts import Draft
    from tinycrm.services.transfer.entries import Link
    from tinycrm.services.transfer.index import Index
    from tinycrm.services.transfer.planning import Step
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit


class Applier:
    """Writes the steps of one sheet in one transaction: all is written when it has finished."""

    def __init__(self, work: Work, unit: Unit, noun: str, index: Index) -> None:
        self._work = work
        self._unit = unit
        self._noun = noun
        self._index = index
        self._bulk = Bulk(unit)
        self._parents: list[tuple[int, Link]] = []
        self._fields = {field.key: field for field in NOUNS[noun].fields if field.place in ("ref", "link")}
        # all rows are matched by now: a new record is looked for again only where its own kind links to it
        self._is_linked = any(field.noun == noun for field in self._fields.values())

    def apply(self, step: Step) -> int:
        """The step is done; the record's id is returned, 0 when there is none."""
        if step.kind == "skipped":
            return 0
        if step.kind == "new":
            step.id = self._insert(step)
        elif step.kind == "changed":
            self._bulk.flush()
            self._update(step)
        if not self._index.knows(step.entry, step.identity):
            self._remember(step)
        return step.id

    def _remember(self, step: Step) -> None:
        is_new = not self._index.is_gone(step.entry, step.identity)
        source, key = self._index.remember(step.entry, step.identity, step.id)
        if is_new:
            row = {"source": source, "noun": self._noun, "foreign_id": key}
            self._bulk.insert("foreign_ref", {**row, "id": step.id, "gone_at": None})
        else:
            foreign.remember(self._unit, source, self._noun, key, step.id)

    def _insert(self, step: Step) -> int:
        draft = step.draft
        self._link(draft, step)
        if self._noun == "deal":
            people = draft.links.get("contact", [])
            draft.columns["party"] = draft.columns.get("company") or (people[0] if people else None)
        id = self._write(self._noun, draft)
        if step.where is not None:
            write_stays(self._work, self._unit, id, step.where, draft.columns)
        if self._is_linked:
            # the row's equal a line further is another record, so only its links may find it by name
            self._index.add_name(self._noun, step.entry.title(self._noun), id)
            for kind, points in draft.points.items():
                self._index.add_points(self._noun, kind, [point.key for point in points], id)
        self._remember_parent(step, id)
        return id

    def _write(self, noun: str, draft: Draft) -> int:
        """The draft is a record that waits to be written; its id is returned."""
        columns: dict[str, Cell] = dict(draft.columns)
        if noun in ("contact", "company", "deal"):
            custom = {key: value for key, value in draft.custom.items() if value is not None}
            columns["fields"] = encode_row(custom) if custom else "{}"
        bulk = self._bulk
        id = bulk.insert_record(noun, columns)
        for kind, points in draft.points.items():
            bulk.add_points(noun, id, kind, [(point.key, point.typed, point.label) for point in points])
        for linked, ids in draft.links.items():
            bulk.add_links(noun, id, linked, ids, at=str(columns.get("at", "")))
        if draft.tags:
            bulk.add_tags(noun, id, draft.tags)
        stage = columns.get("lifecycle")
        if stage and noun in ("contact", "company"):
            row = {"noun": noun, "old": None, "new": stage, "at": self._unit.moment, "on_day": self._unit.day}
            bulk.insert("lifecycle_change", {"record": id, "seq": 1, **row})
        return id

    def _update(self, step: Step) -> None:
        draft = step.draft
        self._link(draft, step)
        for noun, ids in list(draft.links.items()):
            present = foreign.links_of(self._unit.db, self._noun, step.id, noun)
            draft.links[noun] = list(dict.fromkeys([*present, *ids]))
        if self._noun == "deal":
            self._settle_party(step)
        draft.columns.update(step.moved)
        update_draft(self._unit, self._noun, step.id, draft)
        if step.where is not None:
            move(self._work, self._unit, step.id, step.where, step.moved)
        self._remember_parent(step, step.id)

    def _settle_party(self, step: Step) -> None:
        before = self._unit.need("deal", step.id)
        people = step.draft.links.get("contact") or foreign.links_of(self._unit.db, "deal", step.id, "contact")
        company = step.draft.columns.get("company", before["company"])
        step.draft.columns["party"] = company if company is not None else (people[0] if people else None)

    def _link(self, draft: Draft, step: Step) -> None:
        for key, links in step.links.items():
            field = self._fields[key]
            if key == "parent":
                continue
            if field.place == "ref":
                draft.columns[field.column] = self._linked(field.noun, links[-1])
            else:
                ids = [self._linked(field.noun, link) for link in links]
                draft.links[field.noun] = list(dict.fromkeys([*draft.links.get(field.noun, []), *ids]))

    def _linked(self, noun: str, link: Link) -> int:
        """The record that a row leads to is there; a company or contact that is missing is made."""
        id = self._index.link(noun, link)
        if id:
            return id
        name = link[1]
        given: dict[str, list[str]] = {"name": [name]}
        if noun == "contact" and "@" in name:
            given = {"name": [name.partition("@")[0]], "emails": [name]}
        id = self._write(noun, make_draft(self._work, noun, given))
        self._work.made(noun, id)
        self._index.add_name(noun, given["name"][0], id)
        if "emails" in given:
            from tinycrm.domain.points import normalise

            self._index.add_points(noun, "email", [normalise("email", name, "")[0]], id)
        return id

    def _remember_parent(self, step: Step, id: int) -> None:
        if self._noun == "company" and step.links.get("parent"):
            self._parents.append((id, step.links["parent"][-1]))

    def finish(self) -> None:
        """Companies stand below their parents, which may have come in a later row.

        Raises:
            UsageError: a company would be above itself.
        """
        for id, link in self._parents:
            parent = self._linked("company", link)
            self._bulk.flush()
            above: object = parent
            for _ in range(1000):
                if above == id:
                    raise UsageError(
                        f"company '{link[1] or link[0]}' would be its own parent",
                        hint='--map "Header=-" leaves the column out',
                    )
                row = self._unit.get("company", (above,)) if isinstance(above, int) else None
                above = row["parent"] if row else None
                if above is None:
                    break
            own = self._unit.get("company", (id,))
            fresh = own is not None and own["op"] == self._unit.op and own["version"] == 1
            # a company made a moment ago is not changed by getting its parent
            kept = {"updated_at": own["updated_at"]} if own is not None and fresh else {}
            self._unit.update("company", (id,), {"parent": parent, **kept})
        self._bulk.flush()
