"""A whole export comes back: into an empty database with its ids, elsewhere matched by uid."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import islice

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.text import clean
from tinycrm.errors import Conflict, StorageError, UsageError
from tinycrm.services.records import update_draft
from tinycrm.services.transfer.exporting import SCHEMA_VERSION, SIDES
from tinycrm.services.transfer.images import Image, read_image
from tinycrm.services.transfer.moving import NUMBERED, TABLES, Moving, is_here
from tinycrm.store import foreign, matching
from tinycrm.store.attached import write_links, write_points, write_tags
from tinycrm.store.bulk import Bulk
from tinycrm.store.encode import encode_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from tinycrm.domain.fields import Noun
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.transfer.asked import Asked, Outcome
    from tinycrm.services.transfer.sheet import Sheet
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

_FIRST, _LAST = 1, 2**62
# items that are written together
_AT_ONCE = 500
_SIDE_KEYS = {
    "relation": ("contact", "other", "kind"),
    "lifecycle_change": ("record", "seq"),
    "foreign_ref": ("source", "noun", "foreign_id"),
    "merged": ("id",),
    "not_duplicate": ("record", "other"),
    "campaign_member": ("campaign", "record"),
    "subscription_change": ("subscription", "seq"),
    "subscription_term": ("subscription", "seq"),
    "kpi_snapshot": ("key", "currency", "on_day"),
}
# the columns of such a row that name records
_NAMING = {
    "relation": ("contact", "other"),
    "lifecycle_change": ("record",),
    "foreign_ref": ("id",),
    "not_duplicate": ("record", "other"),
    "campaign_member": ("campaign", "record"),
    "subscription_change": ("subscription",),
    "subscription_term": ("subscription",),
}
# rows that tell how a record came about: they belong to one that has just come, and to no other
_OF_NEW = ("lifecycle_change", "subscription_change", "subscription_term")


def restore(work: Work, unit: Unit, sheet: Sheet, asked: Asked, outcome: Outcome) -> None:
    """The records of a whole export are in the database.

    Args:
        work: the import's work.
        unit: its transaction.
        sheet: the file, with its `whole`.
        asked: how; `update` changes records that differ.
        outcome: counts and ids are added to it.

    Raises:
        UsageError: it was written by a newer TinyCRM, or is no export of ours.
    """
    whole = sheet.whole
    if whole is None:
        raise UsageError(f"{sheet.name} is no whole export", hint="tinycrm export --output FILE writes one")
    version = whole["schema_version"]
    if not isinstance(version, int) or isinstance(version, bool):
        raise UsageError(f"{sheet.name}: schema_version '{version}' is no number", hint="tinycrm export writes it")
    if version > SCHEMA_VERSION:
        raise UsageError(
            f"{sheet.name} was written by a newer TinyCRM (schema {version}, not {SCHEMA_VERSION})",
            code="newer",
            hint="upgrade TinyCRM: pipx upgrade tinycrm",
        )
    doubtful = Restorer(work, unit, sheet.name, whole, asked, outcome).run()
    if doubtful:
        were = "1 mail is" if doubtful == 1 else f"{doubtful} mails are"
        told = "in doubt: where they come from they may be sent yet"
        sheet.notes.append(f"{were} {told} (tinycrm mail list --state in-doubt)")
    if not any(whole.get(key) for key in (*(noun.plural for noun in NOUNS.values()), *SIDES)):
        sheet.notes.append(f"{sheet.name} holds no records")


class Restorer:
    """Brings one whole export in."""

    def __init__(self, work: Work, unit: Unit, name: str, whole: Row, asked: Asked, outcome: Outcome) -> None:
        self._work = work
        self._unit = unit
        self._name = name
        self._whole = whole
        self._asked = asked
        self._outcome = outcome
        self._empty = foreign.is_empty(unit.db)
        self._bulk = Bulk(unit)
        self._ids: dict[int, int] = {}
        # of what is no record and has a number of the same sequence
        self._beside: dict[int, int] = {}
        self._fresh: set[int] = set()
        self._present: dict[str, dict[str, int]] = {}

    def run(self) -> int:
        """Everything is in; gives how many mails may yet be sent by the database that they come from."""
        self._number()
        for noun in NOUNS.values():
            self._outcome.nouns.append(noun.name)
            rows = self._rows(noun.plural)
            while some := list(islice(rows, _AT_ONCE)):
                self._some(noun, some)
        self._bulk.flush()
        next_id = self._whole.get("next_id")
        if self._empty:
            if isinstance(next_id, int) and _FIRST < next_id < _LAST:
                self._unit.claim_id(next_id - 1)
            if self._fresh:
                self._unit.claim_id(max(self._fresh))
        moving = Moving(self._unit, self._ids, self._beside, self._fresh, empty=self._empty)
        for key, table in SIDES.items():
            for place, row in self._rows(key):
                with self._named(key, place):
                    if table in TABLES:
                        moving.bring(table, row)
                    else:
                        self._side(table, row)
        return moving.doubtful

    def _rows(self, key: str) -> Iterator[tuple[int, Row]]:
        value = self._whole.get(key, [])
        for place, row in enumerate(value if isinstance(value, list) else [value], 1):
            if not isinstance(row, dict):
                raise self._error(key, place, "is no record")
            yield place, row

    @contextmanager
    def _named(self, key: str, place: int) -> Generator[None]:
        """What is wrong with an item is told with its place; records lead to each other, so none comes in without it.

        Raises:
            UsageError: what the item is, or what the schema refused of it.
        """
        try:
            yield
        except UsageError as error:
            raise self._error(key, place, error.message) from error
        except StorageError as error:
            if error.code != "refused":
                raise
            raise self._error(key, place, error.message) from error
        except (OverflowError, UnicodeError) as error:
            raise self._error(key, place, f"a number or text that cannot be kept: {error}") from error

    def _error(self, key: str, place: int, what: str) -> UsageError:
        return UsageError(f"{self._name}: {key}, item {place}: {what}", hint="tinycrm export writes what this reads")

    def _uid(self, key: str, place: int, row: Row) -> str:
        uid = row.get("uid")
        if not isinstance(uid, str):
            raise self._error(key, place, "has no id or uid")
        with self._named(key, place):
            # it is looked for before the record is read
            return clean(uid, what="uid")

    def _number(self) -> None:
        """Every record of the file has the id it will have here."""
        new: list[int] = []
        for noun in NOUNS.values():
            known = [self._uid(noun.plural, place, row) for place, row in self._rows(noun.plural)]
            present = self._present[noun.name] = matching.uids(self._unit.db, noun.name, known)
            seen: set[str] = set()
            for (place, row), uid in zip(self._rows(noun.plural), known, strict=True):
                id = row.get("id")
                if not isinstance(id, int) or isinstance(id, bool) or not _FIRST <= id < _LAST:
                    raise self._error(noun.plural, place, "has no id or uid")
                if id in self._ids or uid in seen:
                    raise self._error(noun.plural, place, f"its id {id} or its uid is there twice")
                seen.add(uid)
                self._ids[id] = present.get(uid, 0)
                if not self._ids[id]:
                    new.append(id)
        for key in NUMBERED:
            for place, row in self._rows(key):
                id = row.get("id")
                if not isinstance(id, int) or isinstance(id, bool) or not _FIRST <= id < _LAST:
                    raise self._error(key, place, "has no id")
                if id in self._ids or id in self._beside:
                    raise self._error(key, place, f"its id {id} is there twice")
                self._beside[id] = 0
                if not is_here(self._unit.db, key, row, self._ids):
                    new.append(id)
        first = 0 if self._empty or not new else self._unit.new_ids(len(new))
        for offset, id in enumerate(sorted(new)):
            ids = self._beside if id in self._beside else self._ids
            ids[id] = id if self._empty else first + offset
            self._fresh.add(ids[id])

    def here(self, id: Json, what: str) -> int:
        """Gives the id here of a record of the file.

        Raises:
            UsageError: the file holds no such record.
        """
        if not isinstance(id, int) or id not in self._ids:
            raise UsageError(f"{what} '{id}' is no record of this file", hint="tinycrm export writes whole files")
        return self._ids[id]

    # --- records ---

    def _some(self, noun: Noun, rows: Sequence[tuple[int, Row]]) -> None:
        """Some records are in: the new ones many at a time, or one by one when the schema refuses any of them."""
        new: list[tuple[int, Image]] = []
        for place, row in rows:
            with self._named(noun.plural, place):
                image = read_image(self._work, noun.name, row, self.here)
                if image.id in self._fresh:
                    new.append((place, image))
                    self._count("new", image.id)
                else:
                    self._count(self._compare(noun.name, image), image.id)
        if not new:
            return
        self._unit.begin_part()
        try:
            for _, image in new:
                self._insert(noun.name, image)
            self._bulk.flush_rows()
        except (StorageError, Conflict, OverflowError, UnicodeError):
            self._unit.take_back_part()
            for place, image in new:
                with self._named(noun.plural, place):
                    self._insert_alone(noun.name, image)
            raise
        self._unit.end_part()
        self._unit.settle()

    def _count(self, kind: str, id: int) -> None:
        self._outcome.counts[kind] += 1
        if kind in ("new", "changed"):
            self._outcome.ids.append(id)

    def _columns(self, image: Image) -> dict[str, Cell]:
        columns: dict[str, Cell] = dict(image.draft.columns)
        if image.has_fields:
            columns["fields"] = encode_row(image.draft.custom)
        return columns

    def _insert(self, noun: str, image: Image) -> None:
        draft, bulk = image.draft, self._bulk
        columns = self._columns(image)
        bulk.insert_record(noun, columns)
        for kind in sorted(draft.points):
            bulk.add_points(noun, image.id, kind, [(p.key, p.typed, p.label) for p in draft.points[kind]])
        for linked, ids in draft.links.items():
            bulk.add_links(noun, image.id, linked, ids, at=str(columns.get("at", "")))
        if draft.tags:
            bulk.add_tags(noun, image.id, draft.tags)
        for stay in image.stays:
            bulk.insert("stage_stay", {"deal": image.id, **stay})

    def _insert_alone(self, noun: str, image: Image) -> None:
        """As `_insert`, one row a statement: so the item that is refused is known."""
        draft, columns = image.draft, self._columns(image)
        self._unit.insert_record(noun, columns)
        for kind, points in draft.points.items():
            write_points(self._unit, noun, image.id, kind, [(p.key, p.typed, p.label) for p in points])
        for linked, ids in draft.links.items():
            write_links(self._unit, noun, image.id, linked, ids, at=str(columns.get("at", "")))
        if draft.tags:
            write_tags(self._unit, noun, image.id, draft.tags)
        for stay in image.stays:
            self._unit.insert("stage_stay", {"deal": image.id, **stay})

    def _compare(self, noun: str, image: Image) -> str:
        """A record that is here already: the same, or different and changed only if that was asked for."""
        db = self._unit.db
        before = foreign.columns_of(db, noun, image.id)
        draft = image.draft
        # the uid brought us here; what the store keeps by itself is no difference
        for column in ("id", "uid", "created_at", "updated_at", "position"):
            draft.columns.pop(column, None)
        draft.columns = {
            key: value for key, value in draft.columns.items() if value is not None and before[key] != value
        }
        present = foreign.points_of(db, image.id)
        draft.points = {
            kind: points
            for kind, points in draft.points.items()
            if points and [p.key for p in points] != [key for key, _, _ in present.get(kind, ())]
        }
        draft.tags = draft.tags if draft.tags and set(draft.tags) != set(foreign.tags_of(db, image.id)) else None
        draft.links = {
            linked: ids
            for linked, ids in draft.links.items()
            if ids and ids != foreign.links_of(db, noun, image.id, linked)
        }
        if image.has_fields:
            from tinycrm.store.encode import decode_row

            own = decode_row(str(before["fields"]))
            draft.custom = {key: value for key, value in draft.custom.items() if own.get(key) != value}
        if not (draft.columns or draft.points or draft.tags or draft.links or draft.custom):
            return "same"
        if not self._asked.update:
            return "different"
        update_draft(self._unit, noun, image.id, draft)
        if noun == "deal" and {"stage", "pipeline", "opened_on", "closed_on"} & set(draft.columns):
            self._unit.delete_all("stage_stay", "deal", image.id)
            for stay in image.stays:
                self._unit.insert("stage_stay", {"deal": image.id, **stay})
        return "changed"

    # --- what stands beside them ---

    def _side(self, table: str, row: Row) -> None:
        cells: dict[str, Cell] = {}
        for name in foreign.SIDE_TABLES[table]:
            value = row.get(name)
            if isinstance(value, (list, dict, bool, float)):
                raise UsageError(f"'{name}' is no text or number")
            cells[name] = clean(value, what=name) if isinstance(value, str) else value
        if not self._settled(table, cells):
            return
        if table == "kpi_snapshot" or self._unit.get(table, tuple(cells[name] for name in _SIDE_KEYS[table])) is None:
            self._unit.insert(table, cells)

    def _settled(self, table: str, cells: dict[str, Cell]) -> bool:
        """The row's ids are those of here; False when it does not concern a record that has just come."""
        if table == "merged":
            survivor = cells["survivor"]
            cells["survivor"] = self._ids.get(survivor, 0) if isinstance(survivor, int) else 0
            if not self._empty:
                # the old id may be another record's here; the uid alone goes on
                return False
            return bool(cells["survivor"])
        if table == "kpi_snapshot":
            return self._kept_figure(cells)
        names = _NAMING[table]
        for name in names:
            old = cells[name]
            new = self._ids.get(old, 0) if isinstance(old, int) else 0
            if table == "foreign_ref" and not new and cells["gone_at"] is not None:
                # a record deleted before the export is remembered as deleted
                return self._empty
            if not new or (table in _OF_NEW and new not in self._fresh):
                return False
            cells[name] = new
        if table == "campaign_member":
            for name in ("contact", "company"):
                cells[name] = None if cells[name] is None else cells["record"]
        if table == "not_duplicate":
            # the ids of here may stand the other way round, or be one record
            one, two = sorted(id for name in names if isinstance(id := cells[name], int))
            cells["record"], cells["other"] = one, two
            return one != two
        return True

    def _kept_figure(self, cells: dict[str, Cell]) -> bool:
        """A kept figure has an id of its own here; one of the same day that is here already stays."""
        if foreign.has_figure(self._unit.db, cells["key"], cells["currency"], cells["on_day"]):
            return False
        # figures have numbers of their own, below those of records
        cells["id"] = foreign.next_figure(self._unit.db)
        return True
