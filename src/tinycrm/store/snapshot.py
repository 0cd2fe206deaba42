"""Several reads that see one and the same state, whatever other processes write meanwhile."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from tinycrm.store import Store
    from tinycrm.store.sqlite.connect import Database


class Snapshot:
    """Used with `with`: from the first read inside to the end, the store shows the database as it was then."""

    __slots__ = ("_db", "_store")

    def __init__(self, store: Store) -> None:
        self._store = store
        self._db: Database | None = None

    def __enter__(self) -> None:
        db = self._store.db
        # inside a transaction nothing changes anyway
        if not db.connection.in_transaction:
            db.run("BEGIN")
            self._db = db

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._db is not None and self._store.owns(self._db) and self._db.connection.in_transaction:
            self._db.run("ROLLBACK")
