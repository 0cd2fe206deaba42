"""One command, one transaction: its changes, their journal, the search index and the marks, or nothing."""

from __future__ import annotations

import os
import time

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import NotFound, StorageError
from tinycrm.store.cells import whole
from tinycrm.store.encode import decode_row, encode_list, encode_row
from tinycrm.store.marks import refresh_marks
from tinycrm.store.sqlite.indexing import reindex
from tinycrm.store.tables import TABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.tables import Table

    Cells = dict[str, Cell]
    Key = tuple[Cell, ...]
    # what, in which table or of which noun, of which record, and more: columns, the key, what was announced
    Event = tuple[str, str, int, tuple[str, ...]]


# whose an operation is that nobody asked to have undone
ITSELF = "tinycrm"


def new_uid() -> str:
    """Gives a UUID version 7 (RFC 9562): 48 bits of milliseconds, then 74 random ones."""
    bits = (int(time.time() * 1000) & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    text = f"{bits:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def removed(noun: str, id: int) -> NotFound:
    """Gives the error for a record that was there when it was looked up and is no more."""
    return NotFound(f"{noun} {id} was removed meanwhile", hint=f"tinycrm history {id}")


class Unit:
    """The changes of one command while its transaction is open.

    Attributes:
        db: the connection inside the transaction.
        now: the instant that its rows were written at.
        day: the business day.
        moment: the instant that what it records happened at: on the business day, at the present time.
        op: the operation's number, 0 until the first change.
        seq: the number of its last row in the journal.
        wrote: whether there was any change.
        watched: the tables and announcements that a rule answers.
        events: what of these has happened, for the rules to answer before the commit.
        after: what is to be done once it is durable, in order.
    """

    __slots__ = (
        "_command",
        "_companies",
        "_contacts",
        "_touched",
        "_who",
        "after",
        "day",
        "db",
        "events",
        "moment",
        "now",
        "op",
        "seq",
        "watched",
        "wrote",
    )

    def __init__(
        self,
        db: Database,
        *,
        who: str,
        command: str,
        now: str,
        day: str,
        moment: str,
        watched: frozenset[str] = frozenset(),
    ) -> None:
        self.db = db
        self.now = now
        self.day = day
        self.moment = moment
        self.op = 0
        self._who = who
        self._command = command
        self.wrote = False
        self.seq = 0
        self.watched = watched
        self.events: list[Event] = []
        self.after: list[Callable[[], None]] = []
        self._touched: dict[int, str] = {}
        self._contacts: set[int] = set()
        self._companies: set[int] = set()

    def begin_operation(self, undoes: int | None = None) -> int:
        """The operation is in the journal; its number is returned. The first change does this by itself."""
        self.wrote = True
        if not self.op:
            cursor = self.db.run(
                "INSERT INTO operation (who, at, command, undoes) VALUES (:who, :at, :command, :undoes) RETURNING id",
                {"who": self._who, "at": self.now, "command": self._command, "undoes": undoes},
            )
            self.op = int(cursor.fetchone()[0])
        return self.op

    def by_itself(self, command: str = "") -> None:
        """What follows is the program's own doing, under this name if any: the undo of a person passes over it."""
        self._who = ITSELF
        self._command = command or self._command

    def as_history(self) -> None:
        """What follows happened elsewhere or before: no rule answers it, save that who buys becomes a customer."""
        self.watched &= frozenset(("bought",))

    def announce(self, what: str, noun: str, id: int, more: tuple[str, ...]) -> None:
        """The rules that answer this are told of it before the commit."""
        if what in self.watched:
            self.events.append((what, noun, id, more))

    def begin_part(self) -> None:
        """What follows can be taken back by itself."""
        self.begin_operation()
        self.db.run("SAVEPOINT part")

    def end_part(self) -> None:
        """What followed `begin_part` stays with the rest."""
        self.db.run("RELEASE part")

    def take_back_part(self) -> None:
        """What followed `begin_part` was never done, and can be tried another way."""
        self.db.run("ROLLBACK TO part")

    def next_operation(self) -> None:
        """The next change begins another operation of this same transaction."""
        self.op = 0
        self.seq = 0

    def new_ids(self, count: int = 1) -> int:
        """A range of ids is reserved for good; the first is returned."""
        sql = "UPDATE sequence SET next = next + :n WHERE one = 1 RETURNING next - :n"
        row = self.db.run(sql, {"n": count}).fetchone()
        if row is None:
            raise StorageError("the database has lost the number of its next id", hint="tinycrm restore BACKUP")
        return int(row[0])

    def claim_id(self, id: int) -> None:
        """The sequence continues after this id, brought in by a restore."""
        self.db.run("UPDATE sequence SET next = :id + 1 WHERE one = 1 AND next <= :id", {"id": id})

    def insert(self, table: str, row: Mapping[str, Cell]) -> None:
        """A row is in the table and in the journal.

        Raises:
            Duplicate, Conflict, StorageError: what the schema refused.
        """
        self.begin_operation()
        known = TABLES[table]
        cells: Cells = {**row, "op": self.op}
        self.insert_image(known, cells)
        self.record("I", known, cells, None, None)

    def insert_image(self, table: Table, cells: Cells) -> None:
        """A row is in the table as given, without a journal row."""
        columns = ", ".join(cells)
        marks = ", ".join(f":{column}" for column in cells)
        self.db.run(f"INSERT INTO {table.name} ({columns}) VALUES ({marks})", cells)
        self.note(table, cells)

    def insert_record(self, noun: str, row: Mapping[str, Cell]) -> int:
        """A new record with its shared columns is in the table of its noun; its id is returned.

        Args:
            noun: whose table.
            row: its columns; `id`, `uid`, `created_at`, `updated_at` are taken from it when given.
        """
        cells: Cells = {"uid": None, "created_at": None, "updated_at": None, **row}
        if not cells.get("id"):
            cells["id"] = self.new_ids()
        cells["uid"] = cells["uid"] or new_uid()
        cells["created_at"] = cells["created_at"] or self.now
        cells["updated_at"] = cells["updated_at"] or self.now
        self.insert(noun, cells)
        return whole(cells["id"])

    def get(self, table: str, key: Key) -> Cells | None:
        """Gives all columns of one row, or None."""
        return self.image(TABLES[table], key)

    def need(self, noun: str, id: int) -> Cells:
        """Gives all columns of a record.

        Raises:
            NotFound: it is gone; another process removed it after it was looked up.
        """
        row = self.get(noun, (id,))
        if row is None:
            raise removed(noun, id)
        return row

    def image(self, table: Table, key: Key) -> Cells | None:
        """Gives all columns of one row, or None."""
        where, params = _where(table, key)
        cursor = self.db.run(f"SELECT * FROM {table.name} WHERE {where}", params)
        row = cursor.fetchone()
        return None if row is None else {column[0]: row[at] for at, column in enumerate(cursor.description)}

    def update(self, table: str, key: Key, changes: Mapping[str, Cell]) -> bool:
        """The row holds the new values; says whether anything differed. An unchanged row is not written."""
        known = TABLES[table]
        before = self.image(known, key)
        if before is None:
            return False
        after: Cells = {column: value for column, value in changes.items() if before[column] != value}
        if not after:
            return False
        self.begin_operation()
        if known.noun:
            after["updated_at"] = changes.get("updated_at") or self.now
            after["version"] = int(before["version"] or 0) + 1
        after["op"] = self.op
        self.set_columns(known, key, after)
        self.record("U", known, {**before, **after}, {column: before[column] for column in after}, after)
        self.note(known, before)
        return True

    def set_columns(self, table: Table, key: Key, cells: Cells) -> None:
        """The row's columns hold these values, without a journal row."""
        where, params = _where(table, key)
        assignments = ", ".join(f"{column} = :{column}" for column in cells)
        self.db.run(f"UPDATE {table.name} SET {assignments} WHERE {where}", {**params, **cells})

    def touch(self, noun: str, id: int) -> None:
        """The record counts as changed by this operation, because rows that hang on it were."""
        self.begin_operation()
        row = self.image(TABLES[noun], (id,))
        if row is not None and row["op"] != self.op:
            self.update(noun, (id,), {"op": self.op})

    def delete(self, table: str, key: Key) -> bool:
        """The row is gone and its image in the journal; says whether it was there."""
        known = TABLES[table]
        before = self.image(known, key)
        if before is None:
            return False
        self.begin_operation()
        self.remove(known, key, before)
        self.record("D", known, before, before, None)
        return True

    def remove(self, table: Table, key: Key, image: Cells) -> None:
        """The row is gone, without a journal row."""
        where, params = _where(table, key)
        self.note(table, image)
        self.db.run(f"DELETE FROM {table.name} WHERE {where}", params)

    def delete_all(self, table: str, column: str, value: int) -> int:
        """All rows with this value are gone, each with its image in the journal; gives their number."""
        known = TABLES[table]
        names = ", ".join(known.key)
        keys = self.db.rows(f"SELECT {names} FROM {table} WHERE {column} = :value", {"value": value})
        for key in keys:
            self.delete(table, key)
        return len(keys)

    def record(self, kind: str, table: Table, cells: Cells, before: Cells | None, after: Cells | None) -> None:
        """A change is in the journal. An insert keeps no image: undo takes it when it deletes the row."""
        self.seq += 1
        self.db.run(
            "INSERT INTO change (op, seq, tbl, kind, record, key, before, after)"
            " VALUES (:op, :seq, :tbl, :kind, :record, :key, :before, :after)",
            {
                "op": self.op,
                "seq": self.seq,
                "tbl": table.name,
                "kind": kind,
                "record": cells[table.record],
                "key": encode_list(cells[column] for column in table.key),
                "before": None if before is None else encode_row(before),
                "after": None if after is None else encode_row(after),
            },
        )
        self.note(table, cells)
        if table.name in self.watched:
            more = tuple(str(cells[column]) for column in table.key) if after is None else _changed(before or {}, after)
            self.events.append((kind, table.name, whole(cells[table.record]), more))

    def note(self, table: Table, cells: Cells) -> None:
        """The records whose search text or marks depend on this row are looked at before the commit."""
        owner = whole(cells[table.record])
        if table.noun:
            self._touched[owner] = table.noun
        elif table.name in ("contact_point", "tagging"):
            self._touched.setdefault(owner, "")
        for column, marked in (("contact", self._contacts), ("company", self._companies)):
            if table.name in ("interaction_contact", "interaction_company", "contact_company"):
                value = cells.get(column)
                if isinstance(value, int):
                    marked.add(value)

    def settle(self) -> None:
        """Search index and last-touch marks agree with the records.

        Done before the commit, and before a name is looked up that this very transaction may have written.
        """
        if not self._touched and not self._contacts and not self._companies:
            return
        refresh_marks(
            self.db,
            [id for id, noun in self._touched.items() if noun == "interaction"],
            self._contacts,
            self._companies,
        )
        unknown = [id for id, noun in self._touched.items() if not noun]
        for id in unknown:
            for noun in NOUNS:
                if self.db.one(f"SELECT 1 FROM {noun} WHERE id = :id", {"id": id}):
                    self._touched[id] = noun
                    break
        reindex(self.db, self._touched)
        self._touched.clear()
        self._contacts.clear()
        self._companies.clear()


def _where(table: Table, key: Key) -> tuple[str, Cells]:
    params: Cells = {f"key_{column}": value for column, value in zip(table.key, key, strict=True)}
    return " AND ".join(f"{column} = :key_{column}" for column in table.key), params


def _changed(before: Cells, after: Cells) -> tuple[str, ...]:
    """The columns that a change is in, and each custom field by itself."""
    columns = [column for column in after if column not in ("op", "version", "updated_at")]
    if "fields" in after:
        old, new = decode_row(str(before["fields"])), decode_row(str(after["fields"]))
        columns += [f"fields.{key}" for key in {**old, **new} if old.get(key) != new.get(key)]
    return tuple(columns)
