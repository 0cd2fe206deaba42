"""The steps of a plan are written: records, the ones they name, and what identifies them next time."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.services.records import insert_draft, update_draft
from tinycrm.services.transfer.placing import move, write_stays
from tinycrm.store import foreign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.services.drafts import Draft
    from tinycrm.services.transfer.index import Index
    from tinycrm.services.transfer.planning import Step
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit


class Applier:
    """Writes the steps of one sheet in one transaction."""

    def __init__(self, work: Work, unit: Unit, noun: str, index: Index) -> None:
        self._work = work
        self._unit = unit
        self._noun = noun
        self._index = index
        self._parents: list[tuple[int, str]] = []

    def apply(self, step: Step) -> int:
        """The step is done; the record's id is returned, 0 when there is none."""
        if step.kind == "skipped":
            return 0
        if step.kind == "new":
            step.id = self._insert(step)
        elif step.kind == "changed":
            self._update(step)
        if not self._index.knows(step.entry, step.identity):
            source, key = self._index.remember(step.entry, step.identity, step.id)
            foreign.remember(self._unit, source, self._noun, key, step.id)
        return step.id

    def _insert(self, step: Step) -> int:
        draft = step.draft
        self._link(draft, step)
        if self._noun == "deal":
            people = draft.links.get("contact", [])
            draft.columns["party"] = draft.columns.get("company") or (people[0] if people else None)
        id = insert_draft(self._unit, self._noun, draft)
        if step.where is not None:
            write_stays(self._work, self._unit, id, step.where, draft.columns)
        if self._noun in ("contact", "company"):
            # the row's equal a line further is another record, so only its links may find it by name
            self._index.add_name(self._noun, step.entry.title(self._noun), id)
            for kind, points in draft.points.items():
                self._index.add_points(self._noun, kind, [point.key for point in points], id)
        self._remember_parent(step, id)
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
        for key, names in step.links.items():
            field = NOUNS[self._noun].need(key)
            if key == "parent":
                continue
            ids = [self._linked(field.noun, name) for name in (names[-1:] if field.place == "ref" else names)]
            if field.place == "ref":
                draft.columns[field.column] = ids[0]
            else:
                draft.links[field.noun] = list(dict.fromkeys([*draft.links.get(field.noun, []), *ids]))

    def _linked(self, noun: str, name: str) -> int:
        """The record that a row names is there; a company or contact that is missing is made."""
        id = self._index.link(noun, name)
        if id:
            return id
        from tinycrm.services.records import add_record

        given: dict[str, list[str]] = {"name": [name]}
        if noun == "contact" and "@" in name:
            given = {"name": [name.partition("@")[0]], "emails": [name]}
        id = add_record(self._work, self._unit, noun, given)
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
        for id, name in self._parents:
            parent = self._linked("company", name)
            above: object = parent
            for _ in range(1000):
                if above == id:
                    raise UsageError(
                        f"company '{name}' would be its own parent",
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
