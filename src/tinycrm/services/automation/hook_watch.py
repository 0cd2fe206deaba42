"""Watches what a command writes, so that hooks before it can refuse and hooks after it are told."""

from __future__ import annotations

import os

from tinycrm.domain.hook import ANY, IMPORT, POST, PRE, is_known, verb_of
from tinycrm.domain.results import id_of
from tinycrm.errors import Conflict, RuleError, TinyCRMError
from tinycrm.services.automation.hook_process import Letter
from tinycrm.services.automation.hooks import ask_hook, meant_hooks
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
    # (noun, id) → the version before a transaction; of what is new: (noun, 0) → how many
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
        # of a trial: what is to be told, and what each transaction found
        self._letters: list[tuple[str, Letter]] = []
        self._tried: list[State] = []
        self._agreed: list[State] | None = None
        self._last = 0
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
        noun, verb = self._command
        if verb == "dupes":
            # its questions cannot be asked twice
            for name in (f"{PRE}-{noun}-merge", f"{PRE}-{ANY}"):
                if name in self._names:
                    what = f"the hook '{name}' cannot be asked during a review"
                    raise RuleError(what, code="hook", hint=f"tinycrm {noun} merge KEEP OTHER asks it")
            return False
        self._work.rehearsal = self.rehearses = True
        return True

    def seen(self, unit: Unit, *, dry: bool) -> None:
        """What a transaction wrote is kept for the hooks, while it can be seen.

        Raises:
            Conflict: it is something else than what the hooks agreed to.
        """
        if not unit.wrote or not (self._asks if dry else self._tells or self._agreed is not None):
            return
        unit.settle()
        letters, state = self._looked(unit, PRE if dry else POST)
        if dry:
            self._letters += letters.items()
            self._tried.append(state)
            return
        if self._agreed is not None and self._agreed[:1] != [state]:
            what = "what is to be changed is not what the hooks were asked about: it was changed meanwhile"
            raise Conflict(what, code="changed_meanwhile", hint="try again")
        self._agreed = self._agreed[1:] if self._agreed is not None else None
        if letters:
            unit.after.append(lambda: self._tell(letters))

    def _looked(self, unit: Unit, when: str) -> tuple[Letters, State]:
        """Gives what is to be told, and what the records that are changed were like."""
        store = self._work.store
        letters: Letters = {}
        state: State = {}
        # another connection sees the database as it was before the open transaction
        past = Store(store.path, named=False, reading=store.reading, pipelines=store.pipelines, command="")
        try:
            last = journal.last_operation(unit.db)
            first = max(self._last, journal.last_operation(past.db) if past.exists else 0)
            # of a group of transactions those before this one are not seen by the other connection
            self._last = last if when == POST else 0
            told: set[int] = set()
            for operation in list(journal.operations_between(unit.db, first, last)):
                if self._command[1] == IMPORT:
                    self._brought(unit, letters, operation)
                    continue
                for noun, rows in self._rows_of(operation, told):
                    for item in self._items(past, noun, rows, state):
                        for name in (f"{when}-{noun}-{item['verb']}", f"{when}-{ANY}"):
                            if name in self._names:
                                self._letter(letters, name, operation).add(item)
        finally:
            past.close()
        return letters, state

    def _rows_of(self, operation: journal.Operation, told: set[int]) -> Iterator[tuple[str, list[Row]]]:
        """Yields what an operation changed, some of one noun at a time; each record once in all."""
        new = (row for row in records_changed(self._work.store, operation) if id_of(row) not in told)
        for rows in _chunks(new):
            told.update(id_of(row) for row in rows)
            yield from _by_noun(rows).items()

    def _items(self, past: Store, noun: str, rows: list[Row], state: State) -> Iterator[Row]:
        """Yields what happened to the records, and puts down what they were like."""
        ids = [id_of(row) for row in rows]
        after = {id_of(row): row for row in self._work.store.records(noun, ids)}
        before = {id_of(row): row for row in past.records(noun, ids)} if past.exists else {}
        known = versions(past.db, noun, list(before)) if before else {}
        for id, row in zip(ids, rows, strict=True):
            # the number of what is new may be another one next time
            place = (noun, id if id in before else 0)
            state[place] = known[id] if id in before else state.get(place, 0) + 1
            was, now = before.get(id), after.get(id)
            fields = list(row["changed"]) if isinstance(row["changed"], dict) else []
            if (was or now) and (fields or was is None or now is None):
                verb = verb_of(self._command, noun, was, now, fields)
                head: Row = {"noun": noun, "verb": verb, "id": id, "action": row["action"]}
                yield {**head, "before": was, "after": now, "changed": row["changed"]}

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

    def _brought(self, unit: Unit, letters: Letters, operation: journal.Operation) -> None:
        for noun, counts in counts_of(unit.db, operation.id).items():
            name = f"{POST}-{noun}-{IMPORT}"
            if name in self._names:
                self._letter(letters, name, operation, {**counts})

    def ask(self) -> None:
        """Every hook before the command agrees to what was tried.

        Raises:
            RuleError: one does not, or cannot be asked.
        """
        letters, self._letters = self._letters, []
        for name, letter in sorted(letters, key=_turn):
            with letter.close() as stdin:
                self.notes += ask_hook(self._work, name, stdin)

    def agree(self) -> None:
        """What was tried may be done."""
        self._agreed, self._tried = self._tried, []
        self._work.rehearsal = self.rehearses = False

    def forget(self) -> None:
        """What was tried is to be tried again."""
        self._letters, self._tried = [], []
        if self.rehearses:
            self._work.rehearsal = self.rehearses = False

    def _tell(self, letters: Letters) -> None:
        """The hooks after the command were told; one that fails takes nothing back."""
        for name, letter in sorted(letters.items(), key=_turn):
            try:
                with letter.close() as stdin:
                    self.notes += ask_hook(self._work, name, stdin)
            except TinyCRMError as error:
                self.notes.append(f"{error.message} (what was written stays)")


def _turn(told: tuple[str, Letter]) -> tuple[bool, str]:
    """What comes first: a hook of any change comes last."""
    return told[0].endswith(f"-{ANY}"), told[0]


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
