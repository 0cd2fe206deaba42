"""A write in progress: what it changed is durable at its end, or was never done."""

from __future__ import annotations

import sqlite3

from tinycrm.errors import Conflict
from tinycrm.store.sqlite.connect import translate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Protocol

    from tinycrm.store import Store
    from tinycrm.store.unit import Unit

    class Watching(Protocol):
        """Who is told of every transaction: before it, and before its end."""

        def begin(self) -> bool:
            """A write begins that is to stay; says whether it is only to be tried."""
            ...

        def seen(self, unit: Unit, *, dry: bool) -> None:
            """The changes are whole, and not yet durable or taken back."""
            ...


class Transaction:
    """A write in progress, used with `with`: committed at its end, rolled back on any error and on a dry run."""

    def __init__(self, store: Store, *, dry: bool) -> None:
        self._store = store
        self._dry = dry
        self._outer = store.unit is not None
        self._watch: Watching | None = None

    def __enter__(self) -> Unit:
        store = self._store
        if store.unit is not None:
            return store.unit
        from tinycrm.store.unit import Unit

        if store.gate is not None:
            self._watch = store.gate()
            if self._watch is not None and not self._dry:
                self._dry = self._watch.begin()
        db = store.writer(dry=self._dry)
        db.run("SAVEPOINT command" if store.grouped else "BEGIN IMMEDIATE")
        clock = store.reading.clock
        store.unit = Unit(
            db,
            who=store.reading.user,
            command=store.command,
            now=clock.now(),
            day=clock.today().isoformat(),
            moment=clock.moment(),
            watched=store.watched,
        )
        return store.unit

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._outer:
            return
        store = self._store
        unit = store.unit
        if unit is None:
            return
        settled = committed = False
        try:
            # a trial run answers for what the rules would refuse, too
            if error is None and unit.events and store.react is not None:
                store.react(unit)
            if error is None and self._watch is not None:
                self._watch.seen(unit, dry=self._dry)
            if error is None and not self._dry:
                unit.settle()
                settled = True
                store.after_commit += unit.after
                if store.grouped:
                    unit.db.run("RELEASE command")
                else:
                    self._commit(unit)
                    store.publish(unit.wrote)
                    committed = True
        finally:
            store.unit = None
            store.forget_new()
            if not store.grouped and not committed:
                store.after_commit.clear()
            if store.grouped:
                if not settled:
                    self._take_back(unit)
            elif store.owns(unit.db) and unit.db.connection.in_transaction:
                try:
                    unit.db.connection.execute("ROLLBACK")
                except sqlite3.Error as failure:
                    # SQLite rolls back by itself on a full disk; what failed first is what the user must hear
                    if error is None:
                        raise translate(failure, store.path) from failure
        if committed:
            # with nothing open any more: what follows may write for itself
            store.follow()

    def _take_back(self, unit: Unit) -> None:
        """Of the group, this command was never begun."""
        if unit.db.connection.in_transaction:
            unit.db.run("ROLLBACK TO command")
            unit.db.run("RELEASE command")

    def _commit(self, unit: Unit) -> None:
        """The changes are durable. Links are checked by the commit itself, which cannot say which is wrong."""
        if self._store.before_commit is not None:
            self._store.before_commit()
        try:
            unit.db.commit()
        except Conflict as error:
            from tinycrm.store.sqlite.maintenance import broken_link

            broken = broken_link(unit.db)
            if broken:
                raise Conflict(f"nothing was changed: {broken}", code=error.code, hint="tinycrm history") from error
            raise
