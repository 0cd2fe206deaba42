"""What an import would do with each entry: make it, change it, or leave it alone."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.services.drafts import Draft, Point, move_money
from tinycrm.services.transfer.placing import moved_columns, place_deal, stand
from tinycrm.store import foreign
from tinycrm.store.encode import decode_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.entries import Entry, Link
    from tinycrm.services.transfer.index import Index
    from tinycrm.services.transfer.placing import Placement
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell

    Kind = Literal["new", "changed", "same", "different", "skipped"]

CREATABLE = ("contact", "company")


class Step:
    """What is to be done with an entry.

    Attributes:
        kind: new, changed, same, different (left alone) or skipped (deleted here).
        entry: the row.
        id: the record it is, 0 for a new one.
        draft: what is to be written.
        links: field key → the records that it is to be linked with.
        where: the deal's stage.
        identity: what the row is remembered by.
    """

    __slots__ = ("draft", "entry", "id", "identity", "kind", "links", "moved", "where")

    def __init__(self, kind: Kind, entry: Entry, identity: str) -> None:
        self.kind: Kind = kind
        self.entry = entry
        self.identity = identity
        self.id = 0
        self.draft = entry.draft
        self.links = entry.links
        self.where: Placement | None = None
        self.moved: dict[str, Cell] = {}


class Planner:
    """Plans the rows of one sheet against the database, and against the rows before them."""

    def __init__(self, work: Work, noun: str, index: Index, asked: Asked) -> None:
        self._work = work
        self._noun = noun
        self._index = index
        self._asked = asked
        self._taken: dict[str, int] = {}
        self._linked = {field.key: field.noun for field in NOUNS[noun].fields if field.place in ("ref", "link")}

    def step(self, entry: Entry) -> Step:
        """Gives what is to be done with an entry.

        Raises:
            UsageError: the row contradicts itself, another row, or the database.
        """
        where = place_deal(self._work, entry, self._asked.pipeline) if self._noun == "deal" else None
        self._check_links(entry)
        self._check_repeated(entry)
        identity = "" if entry.foreign_id else self._index.identity(entry)
        id = self._index.find(entry, identity)
        if not id and self._index.is_gone(entry, identity) and not self._asked.revive:
            return Step("skipped", entry, identity)
        if id:
            return self._matched(entry, identity, id, where)
        self._check_emails(entry, 0)
        step = Step("new", entry, identity)
        step.where = where
        self._complete(step)
        return step

    def _check_links(self, entry: Entry) -> None:
        for key, links in entry.links.items():
            noun = self._linked[key]
            for link in links:
                found = self._index.link(noun, link)
                if not found and noun not in CREATABLE:
                    raise UsageError(
                        f"there is no {noun} '{link[1] or link[0]}'",
                        hint=f"import the {NOUNS[noun].plural} first",
                    )

    def _check_repeated(self, entry: Entry) -> None:
        """Two rows of a file are not one record, nor share what only one may have."""
        keys = [f"foreign id '{entry.foreign_id}'"] if entry.foreign_id else []
        keys += [f"uid '{entry.uid}'"] if entry.uid else []
        if self._noun == "contact":
            keys += [f"e-mail '{point.key}'" for point in entry.draft.points.get("email", ())]
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
        if "uid" in columns and not _is_uid(str(columns["uid"])):
            raise UsageError(f"'{columns['uid']}' is no uid", hint='--map "uid=foreign_id" keeps it as a foreign id')
        if self._noun in ("deal", "task", "interaction") and not step.entry.owned:
            columns.setdefault("owner", reading.user)
        if step.where is not None:
            currency = step.where.line.currency or self._work.settings.currency
            given = {"value": [step.entry.money[0]], "currency": [step.entry.money[1]]}
            move_money({"currency": currency}, columns, given, self._work)
            columns.setdefault("currency", currency)
            stand(self._work, columns, step.where)
        elif self._noun == "task":
            _complete_task(self._work, step)
        elif self._noun == "interaction":
            if not columns.get("at"):
                raise UsageError("the day it happened is blank", hint='--map "Header=at"')
            columns.setdefault("kind", "note")

    # --- rows that are records already ---

    def _matched(self, entry: Entry, identity: str, id: int, where: Placement | None) -> Step:
        self._check_emails(entry, id)
        step = Step("same", entry, identity)
        step.id = id
        step.where = where
        before = foreign.columns_of(self._work.store.db, self._noun, id)
        step.draft = self._changes(entry, id, before, where)
        step.links = self._new_links(entry, id, before)
        if where is not None:
            step.moved = moved_columns(where, before, self._work.today)
        draft = step.draft
        if draft.columns or draft.points or draft.tags or draft.custom or step.links or step.moved:
            step.kind = "changed" if self._asked.update else "different"
        return step

    def _changes(self, entry: Entry, id: int, before: dict[str, Cell], where: Placement | None) -> Draft:
        """What the row says and the record does not: a blank cell says nothing, a list only grows."""
        db = self._work.store.db
        columns = dict(entry.draft.columns)
        if where is not None and any(entry.money):
            given = {"value": [entry.money[0]], "currency": [entry.money[1]]}
            move_money(before, columns, given, self._work)
        if self._noun == "task":
            from tinycrm.services.tasks import settle_due

            settle_due(columns, before)
            columns |= _task_status(self._work, entry, before)
        changes = Draft()
        changes.columns = {
            key: value for key, value in columns.items() if before.get(key) != value and value is not None
        }
        if entry.draft.points:
            present = foreign.points_of(db, id)
            for kind, points in entry.draft.points.items():
                own = [Point(*point) for point in present.get(kind, ())]
                more = [point for point in points if point.key not in {one.key for one in own}]
                if more:
                    changes.points[kind] = own + more
        if entry.draft.tags:
            tags = foreign.tags_of(db, id)
            if not set(entry.draft.tags) <= set(tags):
                changes.tags = {**tags, **entry.draft.tags}
        fields = decode_row(str(before.get("fields") or "{}"))
        changes.custom = {key: value for key, value in entry.draft.custom.items() if fields.get(key) != value}
        return changes

    def _new_links(self, entry: Entry, id: int, before: dict[str, Cell]) -> dict[str, list[Link]]:
        found: dict[str, list[Link]] = {}
        for key, links in entry.links.items():
            field = NOUNS[self._noun].need(key)
            if field.place == "ref":
                present = [before.get(field.column)]
            else:
                present = [*foreign.links_of(self._work.store.db, self._noun, id, field.noun)]
            wanted = links[-1:] if field.place == "ref" else links
            new = [
                link for link in wanted if (self._index.link(field.noun, link) or None) not in present or not present
            ]
            if new:
                found[key] = new
        return found


def _is_uid(text: str) -> bool:
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(
        char in "0123456789abcdef" for char in text.replace("-", "")
    )


def _complete_task(work: Work, step: Step) -> None:
    from tinycrm.services.tasks import settle_due

    columns = step.draft.columns
    settle_due(columns, {})
    columns.update(_task_status(work, step.entry, {}))


_DONE = frozenset(("done", "completed", "complete", "closed", "finished", "yes", "true", "1", "выполнена", "завершена"))


def _task_status(work: Work, entry: Entry, before: dict[str, Cell]) -> dict[str, Cell]:
    from tinycrm.domain.fold import fold

    status = fold(entry.brought.get("status", ""))
    when = entry.brought.get("done_at") or entry.brought.get("done_on", "")
    if status not in _DONE and not (when and not status):
        return {}
    if before.get("status") == "done":
        return {}
    at, day = work.reading.instant(when or "now")
    return {"status": "done", "done_at": at, "done_on": day}
