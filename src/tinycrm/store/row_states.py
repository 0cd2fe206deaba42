"""What rows were before and after an operation: images of the journal, and the present rows where it keeps none."""

from __future__ import annotations

from tinycrm.errors import StorageError
from tinycrm.store.cells import whole
from tinycrm.store.encode import decode_list, decode_row, encode_list
from tinycrm.store.tables import TABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.store.sqlite.connect import Cell, Database, Tuple
    from tinycrm.store.tables import Table

    Cells = dict[str, Cell]


# tables of which a record has but a few rows: they are read together
_FEW = frozenset(
    (
        *(name for name, table in TABLES.items() if table.noun),
        *("contact_point", "tagging", "contact_company", "deal_contact", "interaction_contact", "interaction_company"),
    )
)
# the rest follows from these, or is bookkeeping
_TOLD = _FEW | {"relation", "campaign_member", "subscription_change", "subscription_term"}


class RowState:
    """One row, before and after an operation.

    Attributes:
        table: where the row is.
        key: of the row.
        record: whose row it is.
        before: its cells before, None when it was not there; of an update of a record only what changed.
        after: its cells afterwards, in the same way.
    """

    __slots__ = ("after", "before", "key", "record", "table")

    def __init__(self, table: Table, key: tuple[Cell, ...], record: int) -> None:
        self.table = table
        self.key = key
        self.record = record
        self.before: Cells | None = None
        self.after: Cells | None = None

    def swap(self) -> None:
        """What was before is afterwards: the operation was taken back."""
        self.before, self.after = self.after, self.before


class _Steps:
    """What an operation did to one row: (kind, before, after) in order."""

    __slots__ = ("key", "record", "steps", "table")

    def __init__(self, table: str, key: str, record: int) -> None:
        self.table = table
        self.key = key
        self.record = record
        self.steps: list[tuple[str, Cells | None, Cells | None]] = []

    @property
    def is_plain(self) -> bool:
        """Whether the changed columns alone tell everything: an update of a record's own row without an amount."""
        if not TABLES[self.table].noun:
            return False
        for kind, before, after in self.steps:
            changed = {**(before or {}), **(after or {})}
            if kind != "U" or ("currency" not in changed and any(name.endswith("_minor") for name in changed)):
                return False
        return True


def states_of(db: Database, op: int, records: Sequence[int]) -> list[RowState]:
    """Gives the rows of these records that an operation changed, as they were before and after it.

    Of a record's own table and of those whose rows are part of it.

    An image that an erasure took is empty: the row is there, and says nothing.

    Args:
        db: the connection.
        op: the operation, itself no undo.
        records: of what records, at most some hundreds.
    """
    marks = ",".join("?" * len(records))
    sql = f"SELECT tbl, kind, record, key, before, after FROM change WHERE op = ? AND record IN ({marks}) ORDER BY seq"
    found: dict[tuple[str, str, int], _Steps] = {}
    for tbl, kind, record, key, before, after in db.rows(sql, (op, *records)):
        if str(tbl) not in _TOLD:
            continue
        place = (str(tbl), str(key), whole(record))
        steps = found.get(place)
        if steps is None:
            steps = found[place] = _Steps(*place)
        steps.steps.append((str(kind), _image(before), _image(after)))
    later = _Later(db, op, [steps for steps in found.values() if not steps.is_plain])
    return [_state(steps, later) for steps in found.values()]


def _image(text: Cell) -> Cells | None:
    return None if text is None else decode_row(str(text))


def _state(steps: _Steps, later: _Later) -> RowState:
    table = TABLES[steps.table]
    key = tuple(decode_list(steps.key))
    if len(key) != len(table.key):
        raise StorageError(
            f"the journal holds '{steps.key[:60]}' for a key of {table.name}", hint="tinycrm doctor --fix"
        )
    state = RowState(table, key, steps.record)
    before: Cells | None = {}
    if steps.is_plain:
        state.after = {}
        for _, old, new in steps.steps:
            before = {**(old or {}), **(before or {})}
            state.after |= new or {}
        state.before = before
        return state
    state.after = None if steps.steps[-1][0] == "D" else _end(steps, later)
    before = state.after
    for kind, old, _ in reversed(steps.steps):
        if kind == "I":
            before = None
        elif kind == "D":
            before = old or {}
        else:
            before = {**(before or {}), **(old or {})}
    state.before = before
    return state


def _end(steps: _Steps, later: _Later) -> Cells:
    """The row as the operation left it."""
    image: Cells | None = None
    for kind, _, new in steps.steps:
        if kind == "I":
            # an undo kept it when it took the row away
            image = new
        elif kind == "D":
            image = None
        elif image is not None:
            image = {**image, **(new or {})}
    if image is not None:
        return image
    own: Cells = {}
    for kind, _, new in steps.steps:
        own = {**own, **(new or {})} if kind == "U" else {}
    return {**later.image(steps), **own}


class _Later:
    """What the rows are that an operation left, found from what happened to them since."""

    def __init__(self, db: Database, op: int, needed: Sequence[_Steps]) -> None:
        self._db = db
        self._op = op
        # (table, key) → what happened later, in order
        self._since: dict[tuple[str, str], list[Tuple]] = {}
        self._records = sorted({steps.record for steps in needed})
        # table → key → the row as it is now
        self._rows: dict[str, dict[str, Cells]] = {}
        if self._records:
            self._read(self._records, {(steps.table, steps.key) for steps in needed})

    def _read(self, records: Sequence[int], wanted: set[tuple[str, str]]) -> None:
        marks = ",".join("?" * len(records))
        sql = f"SELECT tbl, key, kind, before FROM change WHERE record IN ({marks}) AND op > ? ORDER BY record, op, seq"
        for chunk in self._db.stream(sql, (*records, self._op)):
            for tbl, key, kind, before in chunk:
                place = (str(tbl), str(key))
                if place in wanted:
                    self._since.setdefault(place, []).append((kind, before))

    def image(self, steps: _Steps) -> Cells:
        """The row's cells as the operation left them; empty when nothing tells."""
        cells: Cells = {}
        for kind, before in self._since.get((steps.table, steps.key), ()):
            if kind == "I":
                # it was gone in between without a trace: the undo that took it kept its image
                return {**self._kept(steps), **cells}
            cells = {**(_image(before) or {}), **cells}
            if kind == "D":
                return cells
        return {**(self._present(steps) or self._kept(steps)), **cells}

    def _present(self, steps: _Steps) -> Cells | None:
        if steps.table in _FEW:
            if steps.table not in self._rows:
                self._rows[steps.table] = self._read_rows(steps.table)
            return self._rows[steps.table].get(steps.key)
        table = TABLES[steps.table]
        where = " AND ".join(f"{column} = ?" for column in table.key)
        cursor = self._db.run(f"SELECT * FROM {table.name} WHERE {where}", tuple(decode_list(steps.key)))
        row = cursor.fetchone()
        return None if row is None else {column[0]: row[at] for at, column in enumerate(cursor.description)}

    def _read_rows(self, name: str) -> dict[str, Cells]:
        """The present rows of a table that belong to the records, by their keys: one query for all of them."""
        table = TABLES[name]
        marks = ",".join("?" * len(self._records))
        cursor = self._db.run(f"SELECT * FROM {name} WHERE {table.record} IN ({marks})", tuple(self._records))
        names = [str(column[0]) for column in cursor.description]
        places = [names.index(column) for column in table.key]
        rows: list[Tuple] = cursor.fetchall()
        return {encode_list(row[at] for at in places): dict(zip(names, row, strict=True)) for row in rows}

    def _kept(self, steps: _Steps) -> Cells:
        sql = (
            "SELECT after FROM change WHERE record = :record AND op <= :op AND tbl = :tbl AND key = :key"
            " AND kind = 'I' AND after IS NOT NULL ORDER BY op DESC LIMIT 1"
        )
        row = self._db.one(sql, {"record": steps.record, "op": self._op, "tbl": steps.table, "key": steps.key})
        return (_image(row[0]) or {}) if row else {}
