"""What an import would do with each entry: make it, change it, or leave it alone."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.services.drafts import Draft, Point, make_draft
from tinycrm.services.transfer import completing
from tinycrm.services.transfer.index import is_uid
from tinycrm.services.transfer.linking import given_by
from tinycrm.services.transfer.living import later_life, new_life
from tinycrm.services.transfer.placing import moved_columns, place_deal
from tinycrm.store.encode import decode_row
from tinycrm.store.sqlite.scratch import Scratch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.entries import Entry, Link
    from tinycrm.services.transfer.index import Index
    from tinycrm.services.transfer.living import Life
    from tinycrm.services.transfer.placing import Placement
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell

    Kind = Literal["new", "changed", "same", "different", "skipped"]
    # whom a row leads to: an id, or the draft of a record that is still to be made
    Linked = tuple[int, Link, Draft | None]

CREATABLE = ("contact", "company")
# links to another row of the same file, which may come later
LATER = {"company": "parent", "sale": "refund_of"}


class Step:
    """What is to be done with an entry.

    Attributes:
        kind: new, changed, same, different (left alone) or skipped (deleted here).
        entry: the row.
        id: the record it is, 0 for a new one.
        draft: what is to be written.
        links: field key → the records that it is to be linked with.
        where: the deal's stage.
        moved: columns of a deal that goes to another stage.
        before: the columns of the record that the row is; empty for a new one.
        points: kind → keys of its contact points.
        fields: its custom fields.
        life: the changes and terms that a subscription is to have, None where they stay.
    """

    __slots__ = ("before", "draft", "entry", "fields", "id", "kind", "life", "links", "moved", "points", "where")

    def __init__(self, kind: Kind, entry: Entry) -> None:
        self.kind: Kind = kind
        self.entry = entry
        self.id = 0
        self.draft = entry.draft
        self.links: dict[str, list[Linked]] = {}
        self.where: Placement | None = None
        self.moved: dict[str, Cell] = {}
        self.before: dict[str, Cell] = {}
        self.points: dict[str, list[str]] = {}
        self.fields: dict[str, Cell] = {}
        self.life: Life | None = None


class Planner:
    """Plans the rows of one sheet against the database, and against the rows before them.

    Attributes:
        lost: links of the rows that lead to no record at all.
        unclear: links by a name that several records have.
        several: rows of which one of several linked records was taken.
    """

    def __init__(self, work: Work, noun: str, index: Index, asked: Asked) -> None:
        self._work = work
        self._noun = noun
        self._index = index
        self._asked = asked
        self._seen = Scratch()
        self._taken: dict[str, int] = {}
        self._keys: dict[int, list[str]] = {}
        self._fields = {field.key: field for field in NOUNS[noun].fields if field.place in ("ref", "link")}
        self._by_noun = {field.noun: key for key, field in reversed(self._fields.items()) if key != LATER.get(noun)}
        self.lost = 0
        self.unclear = 0
        self.several = 0

    def load(self, entries: Sequence[Entry]) -> None:
        """It is known which keys of these rows stood in rows before them."""
        self._seen.put(self._taken)
        self._keys = {entry.line.number: self._keys_of(entry) for entry in entries}
        self._taken = self._seen.find([key for keys in self._keys.values() for key in keys])

    def close(self) -> None:
        """Everything is forgotten."""
        self._seen.close()

    def step(self, entry: Entry) -> Step:
        """Gives what is to be done with an entry.

        Raises:
            UsageError: the row contradicts itself, another row, or the database.
        """
        where = place_deal(self._work, entry, self._asked.pipeline) if self._noun == "deal" else None
        links = self._links(entry)
        self._check_repeated(entry)
        id = self._index.find(entry)
        if not id and self._index.is_gone(entry) and not self._asked.revive:
            return Step("skipped", entry)
        if id:
            return self._matched(entry, id, links, where)
        self._check_emails(entry, 0)
        step = Step("new", entry)
        step.links = links
        step.where = where
        self._complete(step)
        return step

    # --- whom rows lead to ---

    def _links(self, entry: Entry) -> dict[str, list[Linked]]:
        for id in entry.related:
            self._relate(entry, id)
        found: dict[str, list[Linked]] = {}
        for key, links in entry.links.items():
            field = self._fields[key]
            if key == LATER.get(self._noun):
                found[key] = [(0, links[-1], None)]
                continue
            linked = [one for link in links if (one := self._linked(field.noun, link, one=field.place == "ref"))]
            if field.place == "ref" and len(linked) > 1:
                linked = self._single(field.noun, linked)
            if linked:
                found[key] = linked
        return found

    def _relate(self, entry: Entry, id: str) -> None:
        """A record whose noun the file does not say goes to the field for its noun."""
        found = self._index.related(id)
        fields = [key for noun, _ in found if (key := self._by_noun.get(noun))]
        if not fields:
            self.lost += 1
        for key in fields:
            links = entry.links.setdefault(key, [])
            # what the file says in so many words goes before
            if not links or self._fields[key].place == "link":
                links.append((id, ""))
                self._index.add_ref(
                    self._fields[key].noun, id, next(own for noun, own in found if noun == self._fields[key].noun)
                )

    def _linked(self, noun: str, link: Link, *, one: bool) -> Linked | None:
        id, name = link
        try:
            found = self._index.link(noun, link)
        except UsageError:
            if not self._asked.profile:
                raise
            # several have the name that the other system wrote: which of them it meant is lost
            self.unclear += 1
            return None
        if found:
            return found, link, None
        if not name or (self._asked.profile and noun not in CREATABLE):
            self.lost += 1
            return None
        if one and ";" in name and not id:
            names = [part.strip() for part in name.split(";") if part.strip()]
            if len(names) > 1:
                raise _too_many(self._noun, noun, names)
        if noun not in CREATABLE:
            raise UsageError(f"there is no {noun} '{name}'", hint=f"import the {NOUNS[noun].plural} first")
        return 0, link, make_draft(self._work, noun, given_by(noun, name))

    def _single(self, noun: str, linked: list[Linked]) -> list[Linked]:
        """Of several records only one can be linked: other systems put the one that counts first."""
        if len({(id, link[1] if not id else "") for id, link, _ in linked}) > 1:
            if not self._asked.profile:
                raise _too_many(self._noun, noun, [link[1] or link[0] for _, link, _ in linked])
            self.several += 1
        return linked[:1]

    def _keys_of(self, entry: Entry) -> list[str]:
        keys = [f"foreign id '{entry.foreign_id}'"] if entry.foreign_id else []
        keys += [f"uid '{entry.uid}'"] if entry.uid else []
        if self._noun == "contact":
            keys += [f"e-mail '{point.key}'" for point in entry.draft.points.get("email", ())]
        return keys

    def _check_repeated(self, entry: Entry) -> None:
        """Two rows of a file are not one record, nor share what only one may have."""
        keys = self._keys[entry.line.number]
        for key in keys:
            if key in self._taken:
                raise UsageError(f"the {key} is that of line {self._taken[key]} too", hint="join the two rows")
        self._taken.update(dict.fromkeys(keys, entry.line.number))

    def _check_emails(self, entry: Entry, id: int) -> None:
        if self._noun != "contact":
            return
        for point in entry.draft.points.get("email", ()):
            owner = self._index.email_owner(point.key)
            if owner and owner != id:
                raise UsageError(
                    f"the e-mail '{point.key}' belongs to contact {owner}",
                    hint=f"tinycrm contact show {owner}",
                )

    def _complete(self, step: Step) -> None:
        """A new record has what its noun needs beyond the row."""
        columns = step.draft.columns
        brought = step.entry.brought
        reading = self._work.reading
        for key in ("uid", "created_at", "updated_at") if brought else ():
            if brought.get(key):
                columns[key] = brought[key] if key == "uid" else reading.instant(brought[key])[0]
        if "uid" in columns and not is_uid(str(columns["uid"])):
            raise UsageError(f"'{columns['uid']}' is no uid", hint='--map "uid=foreign_id" keeps it as a foreign id')
        completing.complete(self._work, self._noun, step.entry, step.where)
        if self._noun == "subscription":
            step.life = new_life(self._work, step.entry, columns)

    # --- rows that are records already ---

    def _matched(self, entry: Entry, id: int, links: dict[str, list[Linked]], where: Placement | None) -> Step:
        self._check_emails(entry, id)
        step = Step("same", entry)
        step.id = id
        step.where = where
        before = self._index.present(id).columns[id]
        step.draft = self._changes(entry, id, before)
        step.links = self._new_links(links, id, before)
        if where is not None:
            step.moved = moved_columns(where, before, self._work.today)
        draft = step.draft
        if self._noun == "subscription":
            present = self._index.life(id)
            step.life = later_life(self._work, entry, before, draft.columns, present)
        changed = draft.columns or draft.points or draft.tags or draft.custom
        if changed or step.links or step.moved or step.life is not None:
            step.kind = "changed" if self._asked.update else "different"
            if self._asked.watch:
                step.before, held = before, self._index.present(id).points[id]
                step.points = {kind: [point[0] for point in points] for kind, points in held.items()}
                step.fields = decode_row(str(before.get("fields") or "{}"))
        return step

    def _changes(self, entry: Entry, id: int, before: dict[str, Cell]) -> Draft:
        """What the row says and the record does not: a blank cell says nothing, a list only grows."""
        present = self._index.present(id)
        columns = dict(entry.draft.columns)
        completing.settle_money(self._work, self._noun, entry, columns, before)
        columns |= completing.state(self._work, self._noun, entry, columns, before)
        whole = {**before, **{key: value for key, value in columns.items() if value is not None}}
        completing.check(self._noun, whole, entry)
        columns = {key: whole[key] if value is not None else None for key, value in columns.items()}
        changes = Draft()
        changes.columns = {
            key: value for key, value in columns.items() if before.get(key) != value and value is not None
        }
        for kind, points in entry.draft.points.items():
            own = [Point(*point) for point in present.points[id].get(kind, ())]
            known = {point.key for point in own}
            more = [point for point in points if point.key not in known]
            if more:
                changes.points[kind] = own + more
        if entry.draft.tags and not set(entry.draft.tags) <= set(present.tags[id]):
            changes.tags = {**present.tags[id], **entry.draft.tags}
        if entry.draft.custom:
            fields = decode_row(str(before.get("fields") or "{}"))
            changes.custom = {key: value for key, value in entry.draft.custom.items() if fields.get(key) != value}
        return changes

    def _new_links(self, links: dict[str, list[Linked]], id: int, before: dict[str, Cell]) -> dict[str, list[Linked]]:
        found: dict[str, list[Linked]] = {}
        for key, linked in links.items():
            field = self._fields[key]
            if key == LATER.get(self._noun):
                parent, named = self._index.link(field.noun, linked[0][1]), linked[0][1][1]
                new = linked if (parent or named) and parent != before.get(field.column) else []
            elif field.place == "ref":
                new = [one for one in linked if not one[0] or one[0] != before.get(field.column)]
            else:
                present = self._index.present(id).links.get((id, field.noun), [])
                new = [one for one in linked if one[0] not in present]
            if new:
                found[key] = new
        return found


def _too_many(noun: str, linked: str, names: Sequence[str]) -> UsageError:
    shown = ", ".join(f"'{name}'" for name in names[:3]) + (" …" if len(names) > 3 else "")
    return UsageError(
        f"names {len(names)} {NOUNS[linked].plural}: {shown}; a {noun} has one {linked}",
        hint="leave one of them in the cell",
    )
