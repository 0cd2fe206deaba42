"""The store: the only place that knows SQL. One database, read freely, written one operation at a time."""

from __future__ import annotations

import os

from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import StorageError
from tinycrm.store.sqlite.connect import open_reader, open_writer, prepare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tinycrm.domain.fields import Field, Noun
    from tinycrm.domain.filters import Test
    from tinycrm.domain.pipelines import Pipelines
    from tinycrm.domain.reading import Reading
    from tinycrm.domain.results import Row
    from tinycrm.store.group import Group
    from tinycrm.store.snapshot import Snapshot
    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.transaction import Transaction, Watching
    from tinycrm.store.unit import Unit
    from tinycrm.store.views import View
    from tinycrm.store.where import Where


class Store:
    """One database and the rules it is read with.

    Attributes:
        path: the file.
        named: whether the user named it: then a read of a missing file is an error.
        reading: settings, clock and user.
        pipelines: the stages, for a deal's probability and order.
        command: the command line without secrets, for the journal.
        unit: the open transaction, or None.
        grouped: whether the transactions are parts of one `group`.
        notes: what opening the database did that a person should know.
        before_commit: called before anything becomes durable, or None.
        watched: the tables and announcements that a rule answers.
        react: answers what of these has happened in a transaction before it ends, or None.
        gate: asked before every transaction who watches it, or None.
        after_commit: called once each when what is being written is durable; forgotten when it is not.
    """

    __slots__ = (
        "_memory",
        "_new",
        "_reader",
        "_writer",
        "after_commit",
        "before_commit",
        "command",
        "gate",
        "grouped",
        "named",
        "notes",
        "path",
        "pipelines",
        "react",
        "reading",
        "unit",
        "watched",
    )

    def __init__(self, path: str, *, named: bool, reading: Reading, pipelines: Pipelines, command: str) -> None:
        self.path = path
        self.named = named
        self.reading = reading
        self.pipelines = pipelines
        self.command = command
        self.unit: Unit | None = None
        self.grouped = False
        self.notes: list[str] = []
        self.before_commit: Callable[[], None] | None = None
        self.watched: frozenset[str] = frozenset()
        self.react: Callable[[Unit], None] | None = None
        self.gate: Callable[[], Watching | None] | None = None
        self.after_commit: list[Callable[[], None]] = []
        self._reader: Database | None = None
        self._writer: Database | None = None
        self._memory: Database | None = None
        self._new: Database | None = None

    @property
    def exists(self) -> bool:
        """Whether the file is there."""
        return os.path.exists(self.path)

    @property
    def db(self) -> Database:
        """The connection to read from: inside a transaction its own. A read creates nothing.

        Raises:
            StorageError: a named file does not exist; or it is foreign, newer, damaged.
        """
        if self.unit is not None:
            return self.unit.db
        if self._writer is not None:
            return self._writer
        if self._reader is None:
            if os.path.lexists(self.path):
                self._reader = open_reader(self.path)
                self._told(self._reader)
            elif self.named:
                raise StorageError(
                    f"there is no database '{self.path}'",
                    code="missing",
                    hint="check --db and TINYCRM_DB; the first write creates it",
                )
        return self._reader or self._empty()

    def _empty(self) -> Database:
        if self._memory is None:
            from tinycrm.store.sqlite.create import open_memory

            self._memory = open_memory()
        return self._memory

    def writer(self, *, dry: bool = False) -> Database:
        """Gives the connection to write with; the file exists afterwards, unless on a dry run."""
        if dry and not self.exists:
            return self._empty()
        if dry and self._writer is None and self.db.is_copy:
            return self.db
        if self._writer is None and not os.path.lexists(self.path):
            from tinycrm.store.sqlite.create import open_new

            # complete or not at all: a refused first write leaves no file behind
            self._new = open_new(self.path)
            self._told(self._new)
            return self._new
        if self._writer is None:
            self._writer = open_writer(self.path)
            self._told(self._writer)
        if not dry:
            self.notes += prepare(self._writer)
        return self._writer

    def _told(self, db: Database | None) -> None:
        if db is not None:
            self.notes += db.notes

    def publish(self, wrote: bool) -> None:
        """A database begun by this first write is at its path, if anything was written to it.

        Raises:
            Appeared: another process was first.
        """
        if self._new is not None and wrote:
            from tinycrm.store.sqlite.create import publish

            new, self._new = self._new, None
            publish(new, self.path)

    def follow(self) -> None:
        """What was to come after the commit has been done, in order."""
        waiting, self.after_commit = self.after_commit, []
        for act in waiting:
            act()

    def forget_new(self) -> None:
        """A database begun by a first write that came to nothing is gone."""
        if self._new is not None:
            from tinycrm.store.sqlite.create import discard

            new, self._new = self._new, None
            discard(new)

    def owns(self, db: Database) -> bool:
        """Says whether a connection is still one of this store's."""
        return db in (self._writer, self._memory, self._reader)

    def write(self, *, dry: bool = False) -> Transaction:
        """Gives the transaction to do all of a command's changes in; inside another one it joins that."""
        from tinycrm.store.transaction import Transaction

        return Transaction(self, dry=dry)

    def group(self) -> Group:
        """Gives the durable step to do several transactions in; the database exists."""
        from tinycrm.store.group import Group

        return Group(self)

    def snapshot(self) -> Snapshot:
        """Gives what to do several reads in that are to see one and the same state."""
        from tinycrm.store.snapshot import Snapshot

        return Snapshot(self)

    def settle(self) -> None:
        """What the open transaction has written is found by name and by search."""
        if self.unit is not None:
            self.unit.settle()

    def close(self) -> None:
        """No connection is open any more."""
        for db in (self._reader, self._writer, self._memory):
            if db is not None:
                db.close()
        self._reader = self._writer = self._memory = None

    # --- reading records ---

    def fields_of(self, noun: Noun, keys: Sequence[str]) -> list[Field]:
        """Gives the fields with these names; a custom field may be named.

        Raises:
            UsageError: an unknown name.
        """
        return [self.field(noun, key) for key in keys]

    def field(self, noun: Noun, name: str) -> Field:
        """Gives the field that a name means: the noun's, a custom or a derived one.

        Raises:
            UsageError: none of these.
        """
        custom = self.reading.settings.custom(noun.name)
        found = noun.get(name, custom)
        if found is not None:
            return found
        from tinycrm.domain.derived import derived_field, derived_names

        found = derived_field(noun.name, name)
        if found is None and noun.get("fields") is not None:
            from tinycrm.store.sqlite import dialect

            key = name.strip().replace("-", "_")
            held = dialect.field(f"{noun.name}.fields", key, "text")
            if self.db.one(f"SELECT 1 FROM {noun.name} WHERE {held} IS NOT NULL LIMIT 1"):
                found = noun.get(f"fields.{key}", custom)
        return found or noun.need(name, custom, derived=derived_names(noun.name))

    def view(self, noun: Noun, keys: Sequence[str] = ()) -> View:
        """Gives a view of records with these fields, or with all."""
        from tinycrm.store.views import View

        fields = self.fields_of(noun, keys) if keys else list(noun.fields)
        return View(self, noun, fields)

    def order_by(self, noun: Noun, sort: str) -> str:
        """Gives the ORDER BY that `--sort -value,name` means."""
        from tinycrm.store.expressions import ordering

        fields: list[tuple[Field, bool]] = []
        for part in sort.split(","):
            name = part.strip()
            if name:
                fields.append((self.field(noun, name.lstrip("+-")), name.startswith("-")))
        return ordering(noun, fields, self.pipelines, self.reading)

    def where(self, noun: Noun, *, prefix: str = "w") -> Where:
        """Gives an empty condition to put a filter into; `prefix` begins the names of its parameters."""
        from tinycrm.store.lookup import is_crowded, stages_stored
        from tinycrm.store.where import Where

        return Where(
            noun,
            self.reading,
            self.pipelines,
            lambda name: self.field(noun, name),
            stored=lambda: stages_stored(self.db),
            crowded=lambda tag: is_crowded(self.db, noun.name, tag),
            db=lambda: self.db,
            prefix=prefix,
        )

    def moment(self, sql: str) -> dict[str, Cell]:
        """Gives the parameters of the present day and instant, as far as a query needs them."""
        clock = self.reading.clock
        return {"today": clock.today().isoformat(), "now": clock.moment()} if ":today" in sql or ":now" in sql else {}

    def ids(self, noun: Noun, test: Test | None, *, sort: str = "") -> list[int]:
        """Gives the ids of the records that a filter accepts, in order."""
        condition = self.where(noun)
        sql = f"SELECT {noun.name}.id FROM {noun.name}"
        if test is not None:
            sql += f" WHERE {condition.sql(test)}"
        sql += f" ORDER BY {self.order_by(noun, sort) if sort else noun.name + '.id'}"
        params = {**self.moment(sql), **condition.params}
        return [row[0] for row in self.db.rows(sql, params) if isinstance(row[0], int)]

    def count(self, noun: Noun, where: str = "", params: Mapping[str, Cell] | None = None) -> int:
        """Gives the number of records under a condition made by `where`."""
        sql = f"SELECT count(*) FROM {noun.name}" + (f" WHERE {where}" if where else "")
        return self.db.number(sql, params or {})

    def record(self, noun: str, id: int) -> Row | None:
        """Gives one record in its whole JSON form, or None."""
        rows = self.view(NOUNS[noun]).of_ids([id])
        return rows[0] if rows else None

    def title(self, noun: str, id: int) -> str:
        """Gives the words that name a record; "" when it is gone."""
        from tinycrm.store.tables import title_of

        row = self.db.one(f"SELECT {title_of(noun)} FROM {noun} WHERE id = :id", {"id": id})
        return str(row[0] or "") if row else ""

    def need(self, noun: str, id: int) -> Row:
        """Gives one record in its whole JSON form.

        Raises:
            NotFound: it is gone.
        """
        row = self.record(noun, id)
        if row is None:
            from tinycrm.store.unit import removed

            raise removed(noun, id)
        return row

    def records(self, noun: str, ids: Sequence[int]) -> list[Row]:
        """Gives records in their whole JSON form, in the order of the ids."""
        return self.view(NOUNS[noun]).of_ids(ids)

    def uids(self, noun: str, ids: Sequence[int]) -> list[str]:
        """Gives the uids of some hundred records, also of those that are gone; `noun` "" means of several."""
        from tinycrm.store.queries.uids import uids_of

        return uids_of(self.db, noun, ids)

    def every(self, noun: str) -> Iterator[Row]:
        """Yields all records of a noun in their whole JSON form, by id."""
        return self.view(NOUNS[noun]).rows(order=f"{noun}.id")

    def noun_of(self, id: int) -> str:
        """Gives the noun that an id belongs to, or "" for none: one sequence numbers all nouns."""
        for noun in NOUNS:
            if self.db.one(f"SELECT 1 FROM {noun} WHERE id = :id", {"id": id}):
                return noun
        return ""

    def history(self, record: int | None, limit: int | None) -> list[Row]:
        """Gives operations, newest first."""
        from tinycrm.store import journal

        return journal.history(self.db, record, limit)
