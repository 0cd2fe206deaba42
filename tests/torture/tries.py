"""Commands that may be killed, and what tells whether each was done whole or not at all."""

from __future__ import annotations

import signal
import subprocess

from tests.torture.conftest import assert_sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tests.conftest import Crm

    Record = dict[str, object]


# After so many kills everything that was tried is looked at.
ROUND = 20
_LINES = 120
_ROWS = 60


class State:
    """What an export holds, by id and by the names that the tries go by."""

    def __init__(self, export: dict[str, list[Record]]) -> None:
        self.contacts = {int(str(row["id"])): row for row in export["contacts"]}
        self.names = {str(row["name"]): row for row in export["contacts"]}
        self.companies = {str(row["name"]) for row in export["companies"]}
        self.deals = {int(str(row["id"])): row for row in export["deals"]}
        self.tasks = {int(str(row["id"])): row for row in export["tasks"]}
        self.titles: dict[str, list[Record]] = {}
        for row in export["tasks"]:
            self.titles.setdefault(str(row["title"]), []).append(row)
        self.summaries = {str(row["summary"]) for row in export["interactions"]}
        self.ids = {
            int(str(row["id"])) for rows in export.values() if isinstance(rows, list) for row in rows if "id" in row
        }


class Try:
    """One command that may be killed.

    Attributes:
        words: its arguments.
        done: says of a state whether all of it happened, or none; anything between is an assertion's failure.
        lasting: no later try undoes it, so that it is looked at again at the end.
    """

    def __init__(
        self, kind: str, words: Iterable[str | int], done: Callable[[State], bool], *, lasting: bool = True
    ) -> None:
        self.kind = kind
        self.words = tuple(words)
        self.done = done
        self.lasting = lasting
        self.killed = False
        self.printed: list[int] = []
        # None until it is known
        self.happened: bool | None = None

    def settle(self, state: State) -> None:
        """Whether it happened is known; what was acknowledged, and what was seen before, must have."""
        happened = self.done(state)
        if self.printed or not self.killed:
            assert happened, (self.words, self.printed)
        if self.lasting and self.happened is not None:
            assert happened == self.happened, self.words
        self.happened = happened


def all_or_none(*facts: bool) -> bool:
    """Says whether all is so; half of it is a failure."""
    assert all(facts) or not any(facts), facts
    return all(facts)


class Maker:
    """Makes tries against records that no other try of the same round touches."""

    def __init__(self, crm: Crm, rng: random.Random, kills: int, folder: Path) -> None:
        self.crm = crm
        self.rng = rng
        self.folder = folder
        self.number = 0
        self.pool: dict[str, list[tuple[int, ...]]] = {}
        self.free: dict[str, list[int]] = {}
        self._stock(kills)

    def _stock(self, kills: int) -> None:
        spare = kills // 8 + 10
        lines: list[str] = []
        for name in ("Edit", "Move"):
            lines += [f"contact add '{name} {n}' --email {name.lower()}{n}@x.example" for n in range(ROUND)]
            lines += [f"deal add '{name} {n}' --value '{n}.50 EUR'" for n in range(ROUND)]
        lines += [f"contact add 'Gone {n}' --email gone{n}@x.example --tag gone" for n in range(spare)]
        lines += [f"log call gone{n}@x.example 'heard of {n}' --next 'call {n}' --due tomorrow" for n in range(spare)]
        lines += [f"contact add 'Left {n}' --email left{n}@x.example" for n in range(spare)]
        lines += [f"contact add 'Right {n}' --email right{n}@x.example --tag right" for n in range(spare)]
        lines += [f"task add 'Chore {n}' --due tomorrow --repeat weekly" for n in range(spare)]
        lines += [f"contact add 'Undone {n}' --user u{n} --email undone{n}@x.example" for n in range(spare)]
        self.crm("batch", input="\n".join(lines))
        state = read(self.crm)
        self.free["edit"] = [int(str(row["id"])) for name, row in state.names.items() if name.startswith("Edit")]
        self.free["move"] = list(state.deals)
        at = {name: int(str(row["id"])) for name, row in state.names.items()}
        self.pool["rm"] = [(at[f"Gone {n}"], n) for n in range(spare)]
        self.pool["merge"] = [(at[f"Left {n}"], at[f"Right {n}"], n) for n in range(spare)]
        self.pool["done"] = [(int(str(state.titles[f"Chore {n}"][0]["id"])), n) for n in range(spare)]
        self.pool["undo"] = [(at[f"Undone {n}"], n) for n in range(spare)]
        self.moved = dict.fromkeys(self.free["move"], "lead")
        self.fresh()

    def fresh(self) -> None:
        """A round begins: every record may be tried again."""
        self.left = {kind: list(ids) for kind, ids in self.free.items()}

    def make(self, kind: str) -> Try:
        """Gives a try of a kind, or of another one when nothing is left to try it on."""
        self.number += 1
        if (kind in self.pool and not self.pool[kind]) or (kind in self.free and not self.left[kind]):
            kind = "add"
        return getattr(self, f"_{kind}")(self.number)

    def _add(self, n: int) -> Try:
        def done(state: State) -> bool:
            row = state.names.get(f"Added {n}")
            return row is not None and all_or_none(row["email"] == f"add{n}@x.example", row["tags"] == ["a", "b"])

        return Try(
            "add", ("contact", "add", f"Added {n}", "--email", f"add{n}@x.example", "--tag", "a", "--tag", "b"), done
        )

    def _edit(self, n: int) -> Try:
        id = self.left["edit"].pop(self.rng.randrange(len(self.left["edit"])))

        def done(state: State) -> bool:
            row = state.contacts[id]
            fields, tags = row["fields"], row["tags"]
            assert isinstance(fields, dict)
            assert isinstance(tags, list)
            return all_or_none(row["title"] == f"T{n}", f"t{n}" in tags, fields.get("n") == f"v{n}")

        words = ("contact", "edit", id, "--title", f"T{n}", "--add-tag", f"t{n}", "--set", f"n=v{n}")
        return Try("edit", words, done, lasting=False)

    def _move(self, n: int) -> Try:
        id = self.left["move"].pop(self.rng.randrange(len(self.left["move"])))
        was = self.moved[id]
        to = "qualified" if was != "qualified" else "lead"

        def done(state: State) -> bool:
            row = state.deals[id]
            stays = row["stages"]
            assert isinstance(stays, list)
            assert stays[-1]["stage"] == row["stage"]
            assert [stay["left_on"] is None for stay in stays] == [False] * (len(stays) - 1) + [True]
            assert row["stage"] in (was, to)
            self.moved[id] = str(row["stage"])
            return row["stage"] == to

        return Try("move", ("deal", "move", id, to), done, lasting=False)

    def _done(self, n: int) -> Try:
        id, chore = self.pool["done"].pop()

        def done(state: State) -> bool:
            rows = state.titles[f"Chore {chore}"]
            assert sum(row["status"] == "open" for row in rows) == 1
            return all_or_none(state.tasks[id]["status"] == "done", len(rows) == 2)

        return Try("done", ("task", "done", id), done)

    def _log(self, n: int) -> Try:
        def done(state: State) -> bool:
            return all_or_none(f"said {n}" in state.summaries, f"next {n}" in state.titles)

        who = f"edit{n % ROUND}@x.example"
        return Try("log", ("log", "call", who, f"said {n}", "--next", f"next {n}", "--due", "tomorrow"), done)

    def _import(self, n: int) -> Try:
        path = self.folder / f"people{n}.csv"
        rows = "".join(f"Imported {n} {row},imp{n}-{row}@x.example,Firm {n}\n" for row in range(_ROWS))
        path.write_text("name,email,company\n" + rows)

        def done(state: State) -> bool:
            there = [f"Imported {n} {row}" in state.names for row in range(_ROWS)]
            return all_or_none(*there, f"Firm {n}" in state.companies)

        return Try("import", ("import", str(path), "--as", "contacts"), done)

    def _rm(self, n: int) -> Try:
        id, gone = self.pool["rm"].pop()

        def done(state: State) -> bool:
            return not all_or_none(
                id in state.contacts, f"heard of {gone}" in state.summaries, f"call {gone}" in state.titles
            )

        return Try("rm", ("contact", "rm", id), done)

    def _merge(self, n: int) -> Try:
        left, right, which = self.pool["merge"].pop()

        def done(state: State) -> bool:
            kept = state.contacts[left]
            emails = kept["emails"]
            assert isinstance(emails, list)
            return all_or_none(
                right not in state.contacts,
                [point["value"] for point in emails] == [f"left{which}@x.example", f"right{which}@x.example"],
                kept["tags"] == ["right"],
            )

        return Try("merge", ("contact", "merge", left, right), done)

    def _undo(self, n: int) -> Try:
        id, which = self.pool["undo"].pop()
        return Try("undo", ("undo", "--user", f"u{which}"), lambda state: id not in state.contacts)

    def _backup(self, n: int) -> Try:
        target = self.folder / f"backup{n}.db"

        def done(state: State) -> bool:
            if not target.exists():
                return False
            assert_sound(target)
            return True

        return Try("backup", ("backup", str(target)), done)

    def _batch(self, n: int) -> Try:
        path = self.folder / f"lines{n}.txt"
        lines = [f"contact add 'Line {n} {row}' --email line{n}-{row}@x.example --tag x" for row in range(_LINES)]
        path.write_text("\n".join(lines))

        def done(state: State) -> bool:
            rows = [state.names.get(f"Line {n} {row}") for row in range(_LINES)]
            there = [row for row in rows if row is not None]
            # each line is a transaction: some lines are done whole, none is done before the one above it
            assert rows[: len(there)] == there
            assert all(row["email"] and row["tags"] == ["x"] for row in there)
            assert {int(str(row["id"])) for row in there} >= set(made.printed)
            return bool(there)

        made = Try("batch", ("batch", str(path)), done)
        return made


def read(crm: Crm) -> State:
    """Gives what the database holds, as the next command sees it."""
    export = crm("export").json
    return State({key: rows for key, rows in export.items() if isinstance(rows, list)})


def run_and_kill(crm: Crm, attempt: Try, after: float) -> None:
    """The command was killed after so many seconds, or had ended by itself before."""
    process = crm.start(*attempt.words)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    out, err = process.communicate()
    assert process.returncode in (0, -signal.SIGKILL), (attempt.words, err)
    assert b"Traceback" not in err, (attempt.words, err)
    attempt.killed = process.returncode != 0
    if attempt.kind != "backup":
        attempt.printed = [int(line) for line in out.split(b"\n")[:-1]]
    elif out:
        attempt.printed = [1]


KINDS = ("add", "edit", "move", "done", "log", "import", "rm", "merge", "undo", "backup", "batch")
