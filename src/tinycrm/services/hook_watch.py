"""Watches what a command writes, so that hooks before it can refuse and hooks after it are told."""

from __future__ import annotations

import os

from tinycrm.domain.hook import ANY, IMPORT, POST, PRE, is_known, verb_of
from tinycrm.domain.results import id_of
from tinycrm.errors import Conflict, RuleError, TinyCRMError
from tinycrm.services.hook_process import Letter
from tinycrm.services.hooks import failed, meant_hooks, start_hook
from tinycrm.store import Store, journal
from tinycrm.store.changes import records_changed
from tinycrm.store.queries.brought import counts_of
from tinycrm.store.queries.duplicates import versions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit

    Letters = dict[str, Letter]
    # (noun, id) → the version before; of what is new: (noun, 0) → how many
    State = dict[tuple[str, int], int]

_CHUNK = 500


class Watch:
    """What the hooks have to do with one command.

    A command that a hook may refuse is first done as a trial of which nothing stays; then, with no transaction open,
    the hooks are asked; then it is done. What it changes has to be as it was in the trial.

    Args:
        work: the command's work.
        command: its noun and verb.
        asks: whether hooks before it are asked.

    Attributes:
        rehearses: whether the command is being tried.
        notes: what to tell a person of hooks that ran.

    Raises:
        RuleError: the folder of the hooks is not fit to run any.
    """

    def __init__(self, work: Work, command: tuple[str, str], *, asks: bool) -> None:
        self._work = work
        self._command = command
        self._names = frozenset(name for name in meant_hooks(os.path.abspath(work.folder)) if is_known(name))
        self._asks = asks and any(name.startswith(PRE) for name in self._names)
        self._tells = any(name.startswith(POST) for name in self._names)
        self._letters: Letters = {}
        self._agreed: State | None = None
        self._state: State = {}
        self._seen = 0
        self.rehearses = False
        self.notes: list[str] = []

    @property
    def waits(self) -> bool:
        """Whether a hook before the command has not been asked about what was tried."""
        return self._agreed is None and bool(self.rehearses or self._letters)

    def begin(self) -> bool:
        """A write begins that is to stay; says whether it is only to be tried."""
        if not self._asks or self._agreed is not None:
            return False
        merge = f"{PRE}-{self._command[0]}-merge"
        if self._command[1] == "dupes" and self._names & {merge, f"{PRE}-{ANY}"}:
            what = f"the hook '{merge if merge in self._names else f'{PRE}-{ANY}'}' cannot be asked between two questions"
            raise RuleError(what, code="hook", hint=f"tinycrm {self._command[0]} merge KEEP OTHER asks it")
        self.rehearses = self._command[1] != "dupes"
        if self.rehearses:
            self._work.rehearsal = True
        return self.rehearses

    def seen(self, unit: Unit, *, dry: bool) -> None:
        """What a transaction wrote is kept for the hooks, while it can be seen.

        Raises:
            Conflict: it is something else than what the hooks agreed to.
        """
        when = PRE if dry else POST
        if not unit.wrote or not (self._asks if dry else self._tells or self._agreed is not None):
            return
        unit.settle()
        letters: Letters = {}
        self._state = {}
        past = self._past()
        try:
            first = max(self._seen, journal.last_operation(past.db) if past is not None else 0)
            self._seen = 0 if dry else journal.last_operation(unit.db)
            operations = list(journal.operations_between(unit.db, first, journal.last_operation(unit.db)))
            if self._command[1] == IMPORT:
                self._brought(unit, letters, operations)
            else:
                self._changed(past, letters, operations, when)
        finally:
            if past is not None:
                past.close()
        if dry:
            self._letters = letters
            return
        if self._agreed is not None and self._agreed != self._state:
            what = "what is to be changed is not what the hooks were asked about: it was changed meanwhile"
            raise Conflict(what, code="changed_meanwhile", hint="try again")
        if letters:
            unit.after.append(lambda: self._tell(letters))

    def _past(self) -> Store | None:
        """Gives the database as it was before the open transaction; None when there was none."""
        store = self._work.store
        if not store.exists:
            return None
        return Store(store.path, named=False, reading=store.reading, pipelines=store.pipelines, command="")

    def _changed(
        self, past: Store | None, letters: Letters, operations: list[journal.Operation], when: str
    ) -> None:
        store, told = self._work.store, set[int]()
        for operation in operations:
            for rows in _chunks(row for row in records_changed(store, operation) if id_of(row) not in told):
                told.update(id_of(row) for row in rows)
                for noun, own in _by_noun(rows).items():
                    ids = [id_of(row) for row in own]
                    after = {id_of(row): row for row in store.records(noun, ids)}
                    before = {id_of(row): row for row in past.records(noun, ids)} if past is not None else {}
                    self._keep(noun, ids, before, versions(past.db, noun, tuple(ids)) if past is not None else {})
                    for row in own:
                        was, now = before.get(id_of(row)), after.get(id_of(row))
                        changed = row["changed"]
                        fields = list(changed) if isinstance(changed, dict) else []
                        if (was is None and now is None) or (was is not None and now is not None and not fields):
                            continue
                        verb = verb_of(self._command, noun, was, now, fields)
                        item: Row = {"noun": noun, "verb": verb, "id": row["id"], "before": was, "after": now}
                        for name in (f"{when}-{noun}-{verb}", f"{when}-{ANY}"):
                            if name in self._names:
                                self._letter(letters, name, operation).add(item)

    def _keep(self, noun: str, ids: list[int], before: dict[int, Row], known: dict[int, int]) -> None:
        for id in ids:
            place = (noun, id if id in before else 0)
            self._state[place] = known.get(id, 0) if id in before else self._state.get(place, 0) + 1

    def _letter(self, letters: Letters, name: str, operation: journal.Operation, counts: Row | None = None) -> Letter:
        if name not in letters:
            when, _, rest = name.partition("-")
            noun, _, verb = rest.partition("-")
            head: Row = {"hook": name, "noun": noun, "verb": verb or ANY}
            if when == POST:
                cursor = f"{journal.numbering(self._work.store.db)}.{operation.id - 1}" if operation.id > 1 else "0"
                head |= {"operation": operation.id, "since": cursor}
            head |= {
                "undoes": operation.undoes,
                "user": operation.who,
                "at": operation.at,
                "command": operation.command,
                "dry_run": when == PRE and not self.rehearses,
            }
            letters[name] = Letter({**head, **(counts or {})}, "records")
        return letters[name]

    def _brought(self, unit: Unit, letters: Letters, operations: list[journal.Operation]) -> None:
        for operation in operations:
            for noun, counts in counts_of(unit.db, operation.id).items():
                name = f"{POST}-{noun}-{IMPORT}"
                if name in self._names:
                    self._letter(letters, name, operation, {**counts})

    def ask(self) -> None:
        """Every hook before the command agrees to what was tried.

        Raises:
            RuleError: one does not, or cannot be asked.
        """
        letters, self._letters = self._letters, {}
        for name in sorted(letters, key=lambda name: (name.endswith(f"-{ANY}"), name)):
            with letters[name].close() as stdin:
                ended = start_hook(self._work, name, stdin)
            if ended.code != 0:
                raise failed(self._work, name, ended)
            self.notes += [f"{name}: {line}" for line in ended.said]

    def agree(self) -> None:
        """What was tried may be done."""
        self._agreed = self._state
        self._work.rehearsal = self.rehearses = False

    def forget(self) -> None:
        """What was tried is to be tried again."""
        self._letters = {}
        if self.rehearses:
            self._work.rehearsal = self.rehearses = False

    def _tell(self, letters: Letters) -> None:
        """The hooks after the command were told; one that fails takes nothing back."""
        for name in sorted(letters, key=lambda name: (name.endswith(f"-{ANY}"), name)):
            try:
                with letters[name].close() as stdin:
                    ended = start_hook(self._work, name, stdin)
                if ended.code != 0:
                    raise failed(self._work, name, ended)
                self.notes += [f"{name}: {line}" for line in ended.said]
            except TinyCRMError as error:
                self.notes.append(f"{error.message} (what was written stays)")


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _by_noun(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["noun"]), []).append(row)
    return found
