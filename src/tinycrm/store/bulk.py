"""New records gathered and written many rows a statement: what a file of thousands of rows needs."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.store.cells import whole
from tinycrm.store.encode import encode_cell, encode_list
from tinycrm.store.sqlite.indexing import add_documents, document
from tinycrm.store.tables import LINKS, ORDERED_LINKS, TABLES
from tinycrm.store.unit import new_uid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.unit import Unit

# So many rows wait, at most: enough to make a statement cheap, few enough to weigh nothing.
_MOST = 4000
# FTS5 writes a piece of its index whenever another table is written to: seldom is cheap.
_DOCUMENTS = 5000
# A statement with so many values costs half of as many statements of one row; more of them gain nothing.
_VALUES = 200
_POINT = ("record", "contact", "company", "kind", "key", "typed", "label", "is_primary", "position", "op")
_TAGGING = ("record", "noun", "key", "name", "op")
_REF = ("source", "noun", "foreign_id", "id", "gone_at", "op")
_CHANGE = ("op", "seq", "tbl", "kind", "record", "key")


class _Rows:
    """Rows of the same columns of a table, one after the other in one list."""

    __slots__ = ("_columns", "_table", "cells")

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self._table = table
        self._columns = columns
        self.cells: list[Cell] = []

    def write(self, db: Database) -> None:
        """The rows are in the table, and wait no more."""
        cells = self.cells
        width = len(self._columns)
        at = 0
        for rows in (_VALUES // width, 1):
            step = rows * width
            if step and len(cells) - at >= step:
                end = at + (len(cells) - at) // step * step
                db.run_many(self._sql(rows), (tuple(cells[start : start + step]) for start in range(at, end, step)))
                at = end
        cells.clear()

    def _sql(self, rows: int) -> str:
        marks = f"({', '.join('?' * len(self._columns))})"
        return f"INSERT INTO {self._table} ({', '.join(self._columns)}) VALUES {', '.join([marks] * rows)}"


class Bulk:
    """New rows of an open transaction that wait to be written together, each with its row in the journal.

    What waits is in no table yet: `flush` comes before anything that reads, and before the unit makes a record itself.
    Nothing is looked up: that the rows are new, and whose an e-mail is, the caller knows; the schema is the guard.
    """

    __slots__ = ("_changes", "_documents", "_first", "_next", "_records", "_rows", "_unit", "_waiting")

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        self._records: dict[tuple[str, ...], _Rows] = {}
        self._rows: dict[str, _Rows] = {}
        self._changes = _Rows("change", _CHANGE)
        # id → noun, and the texts that a record is found by
        self._documents: dict[int, tuple[str, list[str]]] = {}
        self._waiting = 0
        # the ids given out since the last flush: reserved by the next one
        self._first = self._next = 0

    def insert_record(self, noun: str, row: Mapping[str, Cell]) -> int:
        """A new record waits to be written; its id is returned.

        Args:
            noun: whose table.
            row: its columns; `uid`, `created_at`, `updated_at` are taken from it when given, and `id`, which a restore
                brings and claims.

        Raises:
            Duplicate, Conflict, StorageError: what the schema refused of the rows that had waited.
        """
        if self._waiting > _MOST:
            self.flush_rows()
        unit = self._unit
        unit.begin_operation()
        id = self._own_id(row)
        cells: dict[str, Cell] = {"uid": None, "created_at": None, "updated_at": None, **row, "id": id, "op": unit.op}
        cells["uid"] = cells["uid"] or new_uid()
        cells["created_at"] = cells["created_at"] or unit.now
        cells["updated_at"] = cells["updated_at"] or unit.now
        columns = (noun, *cells)
        rows = self._records.get(columns)
        if rows is None:
            rows = self._records[columns] = _Rows(noun, tuple(cells))
        rows.cells.extend(cells.values())
        self._record(noun, id, f"[{id}]")
        if noun == "interaction":
            # its people are looked up again because of it, and its own text then
            unit.note(TABLES[noun], cells)
        else:
            self._documents[id] = noun, document(noun, cells)
        return id

    def _own_id(self, row: Mapping[str, Cell]) -> int:
        brought = row.get("id")
        if isinstance(brought, int):
            return brought
        if not self._next:
            self._first = self._next = self._unit.new_ids(0)
        self._next += 1
        return self._next - 1

    def insert(self, table: str, cells: dict[str, Cell]) -> None:
        """A new row beside the records, or of a new interaction's people, waits to be written.

        All rows of a table come with the same columns in the same order. Nothing is looked at again because of the
        row: no text is found by it, and a new interaction has its people looked up anyway.
        """
        unit = self._unit
        unit.begin_operation()
        known = TABLES[table]
        key = encode_list([cells[column] for column in known.key])
        self._of(table, (*cells, "op")).extend((*cells.values(), unit.op))
        self._record(table, whole(cells[known.record]), key)

    def add_ref(self, source: str, noun: str, foreign_id: str, id: int) -> None:
        """The id of another system that leads to a record waits to be written; the source had none such."""
        op = self._unit.begin_operation()
        self._of("foreign_ref", _REF).extend((source, noun, foreign_id, id, None, op))
        self._record("foreign_ref", id, f"[{encode_cell(source)},{encode_cell(noun)},{encode_cell(foreign_id)}]")

    def add_points(self, noun: str, id: int, kind: str, points: Iterable[tuple[str, str, str | None]]) -> None:
        """A new record's contact points of a kind wait to be written: (key, text as typed, label), the primary first.

        Kinds come in the order of their names, and before the tags: so the record is found by them in that order.

        Args:
            noun: "contact" or "company".
            id: a record of `insert_record`: what notes the record notes its points.
            kind: "email", "phone", "website" or "handle".
            points: of that kind.
        """
        contact, company = (id, None) if noun == "contact" else (None, id)
        cells = self._of("contact_point", _POINT)
        op = self._unit.op
        texts = self._documents[id][1]
        for place, (key, typed, label) in enumerate(points):
            texts += (typed,) if kind != "phone" else (key.lstrip("+"), typed)
            cells.extend((id, contact, company, kind, key, typed, label, int(place == 0), place, op))
            self._record("contact_point", id, f'[{id},"{kind}",{encode_cell(key)}]')

    def add_tags(self, noun: str, id: int, tags: Mapping[str, str]) -> None:
        """A new record's tags wait to be written: folded key → name."""
        cells = self._of("tagging", _TAGGING)
        self._documents[id][1].extend(tags[key] for key in sorted(tags))
        for key, name in tags.items():
            cells.extend((id, noun, key, name, self._unit.op))
            self._record("tagging", id, f"[{id},{encode_cell(key)}]")

    def add_links(self, noun: str, id: int, linked: str, ids: Sequence[int], *, at: str = "") -> None:
        """A new record's links to a noun wait to be written, the first of them primary."""
        table = LINKS[(noun, linked)][0]
        if table not in ORDERED_LINKS:
            for other in sorted(set(ids)):
                self.insert(table, {linked: other, "at": at, noun: id})
            return
        cells = self._of(table, (noun, linked, "is_primary", "position", "op"))
        for place, other in enumerate(ids):
            # not noted: who has just come was in no interaction, so no company's marks depend on it
            cells.extend((id, other, int(place == 0), place, self._unit.op))
            self._record(table, id, f"[{id},{other}]")

    def _of(self, table: str, columns: Sequence[str]) -> list[Cell]:
        rows = self._rows.get(table)
        if rows is None:
            rows = self._rows[table] = _Rows(table, columns)
        return rows.cells

    def _record(self, table: str, record: int, key: str) -> None:
        unit = self._unit
        unit.seq += 1
        self._changes.cells.extend((unit.op, unit.seq, table, "I", record, key))
        self._waiting += 1

    def flush(self) -> None:
        """What waited is in its tables, in the journal and in the search index.

        Raises:
            Duplicate, Conflict, StorageError: what the schema refused.
        """
        self.flush_rows()
        self._index()

    def flush_rows(self) -> None:
        """What waited is in its tables and in the journal; its texts may wait longer for the search index.

        Raises:
            Duplicate, Conflict, StorageError: what the schema refused.
        """
        if not self._waiting:
            return
        db = self._unit.db
        if self._next:
            self._unit.new_ids(self._next - self._first)
        for rows in (*self._records.values(), *self._rows.values(), self._changes):
            rows.write(db)
        # rows of many shapes would be many empty lists
        self._records.clear()
        self._waiting = self._first = self._next = 0
        if len(self._documents) > _DOCUMENTS:
            self._index()

    def _index(self) -> None:
        """The texts are in the search index."""
        found = [(id, noun, fold(" \n ".join(texts))) for id, (noun, texts) in self._documents.items()]
        if found:
            add_documents(self._unit.db, found)
            self._documents.clear()
