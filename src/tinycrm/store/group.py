"""Several writes in one durable step: one wait for the disk instead of one each."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from tinycrm.store import Store


class Group:
    """The transactions inside are operations of their own, and are durable all together at its end.

    One that fails is taken back by itself. When the group fails as a whole, none of them was done.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> None:
        """The database is this process's to write to.

        Raises:
            StorageError: it cannot be written.
        """
        self._store.writer().run("BEGIN IMMEDIATE")
        self._store.grouped = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.grouped = False
        db = self._store.writer()
        try:
            if error is None:
                if self._store.before_commit is not None:
                    self._store.before_commit()
                db.commit()
                self._store.follow()
        finally:
            self._store.after_commit.clear()
            # a full disk has SQLite roll back by itself
            if db.connection.in_transaction:
                db.run("ROLLBACK")
