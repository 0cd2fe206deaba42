"""Rule 1: what was acknowledged is durable, and a killed command was done whole or not at all."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.conftest import TODAY, Crm
from tests.torture.conftest import FULL, assert_sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable

    Record = dict[str, object]

# After so many kills everything that was tried is looked at.
_ROUND = 20
_LINES = 120
_ROWS = 60
# Differs between two runs of one command, or is the journal's own copy of what does.
_VOLATILE = (
    "uid",
    "at",
    "created_at",
    "updated_at",
    "entered_at",
    "left_at",
    "done_at",
    "last_touch_at",
    "last_in_at",
    "last_out_at",
    "gone_at",
    "before",
    "after",
    "key",
    "folded",
)


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
            lines += [f"contact add '{name} {n}' --email {name.lower()}{n}@x.example" for n in range(_ROUND)]
            lines += [f"deal add '{name} {n}' --value '{n}.50 EUR'" for n in range(_ROUND)]
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

        who = f"edit{n % _ROUND}@x.example"
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


def test_what_was_printed_is_there_after_a_kill_and_nothing_is_half_done(crm, tmp_path, times, rng, figures):
    kills = times(1000)
    crm.env["TINYCRM_TODAY"] = TODAY
    maker = Maker(crm, rng, kills, tmp_path)
    usual: dict[str, float] = {}
    tried: list[Try] = []
    for kind in KINDS:
        attempt = maker.make(kind)
        begun = time.monotonic()
        run_and_kill(crm, attempt, 60)
        usual[kind] = time.monotonic() - begun
        tried.append(attempt)
    done = 0
    while done < kills:
        maker.fresh()
        this_round: list[Try] = []
        while done < kills and sum(attempt.killed for attempt in this_round) < _ROUND:
            attempt = maker.make(rng.choice(KINDS))
            this_round.append(attempt)
            # the first half of a short command is Python's start; most moments fall into what follows
            low = rng.choice((0.0, 0.5, 0.7))
            run_and_kill(crm, attempt, usual[attempt.kind] * rng.uniform(low, 1.1))
            done += attempt.killed
        state = read(crm)
        assert_sound(crm.db)
        for attempt in this_round:
            attempt.settle(state)
            assert attempt.kind in ("rm", "undo", "backup") or state.ids >= set(attempt.printed), attempt.words
        tried += this_round
    state = read(crm)
    for attempt in tried:
        if attempt.lasting:
            attempt.settle(state)
    told = crm("doctor").out
    assert "WRONG" not in told
    ids = sum(len(attempt.printed) for attempt in tried)
    half = sum(attempt.killed and attempt.happened is True for attempt in tried)
    assert crm("contact", "add", "After").id > max(state.ids)
    assert ids > kills / 4
    figures(
        rule=1,
        what="SIGKILLs at random moments of add, edit, move, done, log, import, rm, merge, undo, backup and batch",
        count=done,
        found=f"0 of {ids:,} acknowledged ids lost, 0 commands half done; {half} had been done when they were killed",
    )


def test_a_first_write_that_is_killed_leaves_a_whole_database_or_none(crm, tmp_path, times, rng, figures):
    begun = time.monotonic()
    crm("contact", "add", "Anna", "--email", "anna@x.example")
    usual = time.monotonic() - begun
    killed, there = 0, 0
    for turn in range(times(200)):
        crm.db = tmp_path / f"first{turn}" / "crm.db"
        crm.env["TINYCRM_DB"] = str(crm.db)
        attempt = Try("add", ("contact", "add", "Anna", "--email", "anna@x.example"), lambda state: True)
        run_and_kill(crm, attempt, usual * rng.uniform(0.4, 1.1))
        killed += attempt.killed
        if crm.db.exists():
            there += attempt.killed
            assert_sound(crm.db)
            assert crm("contact", "list", "-f", "ids").ids == [1]
        else:
            assert attempt.printed == []
            assert crm("contact", "add", "Bo").id == 1
    figures(
        rule=1,
        what="SIGKILLs of the write that creates the database",
        count=killed,
        found=f"{there} whole, {killed - there} not there at all, 0 partial",
    )


# --- with strace: killed before a chosen system call, and the order of syncs and answers ---

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
_WRITING = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "link", "rename", "write")
_COMMANDS = (
    ("contact", "add", "Zoe", "--email", "zoe@x.example", "--company", "Zeta", "--create", "--tag", "new"),
    ("contact", "edit", "3", "--title", "CTO", "--set", "k=v", "--add-tag", "t"),
    ("contact", "rm", "2", "--cascade"),
    ("contact", "merge", "3", "2"),
    ("log", "call", "3", "hello", "--next", "again", "--due", "tomorrow"),
    ("deal", "move", "5", "proposal"),
    ("task", "done", "6"),
    ("undo",),
    ("import", "people.csv", "--as", "contacts"),
)


def traced(crm: Crm, log: Path, *options: str, words: Iterable[str], home: Path) -> subprocess.CompletedProcess[bytes]:
    """A command ran under strace; its calls are in the log."""
    return subprocess.run(
        ["strace", "-f", "-o", str(log), *options, *crm.command(*words)],
        env=crm.environment({}),
        cwd=home,
        capture_output=True,
        check=False,
        timeout=120,
    )


def _answered(log: str) -> list[str]:
    return re.findall(r'^\d+ +write\(1, "', log, re.MULTILINE)


@needs_strace
@pytest.mark.parametrize("words", _COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_a_kill_before_any_call_that_writes_leaves_the_state_before_or_after(stocked, tmp_path, words, rng, figures):
    """Every point where the file can be left half written is tried, not those alone that chance finds."""
    (tmp_path / "people.csv").write_text(
        "name,email,company\n" + "".join(f"P{n},p{n}@x.example,New\n" for n in range(30))
    )
    start = tmp_path / "start"
    shutil.copytree(stocked.db.parent, start)
    before = stocked.dump()
    count = len([row for row in before if row.startswith("operation ")])
    log = tmp_path / "calls"

    def again() -> None:
        shutil.rmtree(stocked.db.parent)
        shutil.copytree(start, stocked.db.parent)

    # no compiled files: every run makes the same calls
    stocked.env["PYTHONDONTWRITEBYTECODE"] = "1"
    done = traced(stocked, log, "-e", "trace=" + ",".join(_WRITING), words=words, home=tmp_path)
    assert done.returncode == 0, done.stderr
    after = stocked.dump(without=_VOLATILE)
    points = [
        (call, n)
        for call in _WRITING
        for n in range(1, len(re.findall(rf"^\d+ +{call}\(", log.read_text(), re.MULTILINE)) + 1)
    ]
    chosen = points if FULL else rng.sample(points, min(len(points), 3))
    kept = 0
    for call, n in chosen:
        again()
        inject = f"inject={call}:signal=SIGKILL:when={n}"
        died = traced(stocked, log, "-e", f"trace={','.join(_WRITING)}", "-e", inject, words=words, home=tmp_path)
        assert died.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL), (call, n, died)
        # the next command needs no repair
        assert stocked("contact", "list", "-f", "ids").code == 0
        operations = stocked.sql("SELECT count(*) FROM operation")[0][0]
        if operations == count:
            assert stocked.dump() == before, (call, n)
            assert died.stdout == b"", (call, n)
        else:
            kept += 1
            assert stocked.dump(without=_VOLATILE) == after, (call, n)
        assert_sound(stocked.db)
        assert "WRONG" not in stocked("doctor").out
    figures(
        rule=1,
        what=f"SIGKILLs before each call that writes, `{' '.join(words[:2])}`",
        count=len(chosen),
        found=f"{len(chosen) - kept} as before, {kept} done, 0 between",
    )


def synced_before_answers(log: str, db: Path) -> int:
    """Gives how many lines of answers were written to stdout; every byte of the database was synced before each."""
    files: dict[str, str] = {}
    dirty: set[str] = set()
    answers = 0
    for line in log.splitlines():
        opened = re.search(r'openat\([^,]+, "([^"]+)".* = (\d+)$', line)
        if opened:
            files[opened[2]] = opened[1]
            continue
        call = re.search(r"^\d+ +(\w+)\((\d+)", line)
        if call is None:
            continue
        name, handle = call[1], call[2]
        path = files.get(handle, "")
        if name == "pwrite64" and (path.startswith(str(db)) and not path.endswith("-shm")):
            dirty.add(path)
        elif name in ("fsync", "fdatasync"):
            dirty.discard(path)
        elif name == "write" and handle == "1":
            assert not dirty, line
            # lines that were made durable together are answered together
            answers += line.count("\\n")
    return answers


@needs_strace
def test_each_answer_follows_a_sync_of_all_that_was_written(stocked, tmp_path, times, figures):
    log = tmp_path / "calls"
    watch = ("-s", "4000", "-e", "trace=openat,pwrite64,fsync,fdatasync,write")
    answers = 0
    for words in _COMMANDS:
        if words[0] == "import":
            (tmp_path / "people.csv").write_text("name\nNadia\n")
        done = traced(stocked, log, *watch, words=words, home=tmp_path)
        if done.returncode == 0:
            answers += synced_before_answers(log.read_text(), stocked.db)
    assert answers >= len(_COMMANDS) - 2
    lines = times(300)
    (tmp_path / "lines").write_text("".join(f"contact add 'Line {n}' --tag x\n" for n in range(lines)))
    done = traced(stocked, log, *watch, words=("batch", str(tmp_path / "lines")), home=tmp_path)
    assert done.returncode == 0
    told = synced_before_answers(log.read_text(), stocked.db)
    assert told == lines
    figures(
        rule=1, what="answers under strace", count=answers + told, found="each after an fsync of all that was written"
    )


@needs_strace
def test_the_first_answer_follows_a_sync_of_the_new_file_and_of_its_folder(crm, tmp_path):
    log = tmp_path / "calls"
    done = traced(
        crm, log, "-e", "trace=openat,pwrite64,fsync,fdatasync,write,link", words=("contact", "add", "A"), home=tmp_path
    )
    assert done.returncode == 0
    assert synced_before_answers(log.read_text(), crm.db) == 1
    calls = log.read_text()
    answer = calls.index("write(1,")
    linked = calls.index("link(")
    opened = list(re.finditer(rf'openat\([^,]+, "{crm.db.parent}", .* = (\d+)', calls))
    assert any(
        linked < match.start() < answer and f"fsync({match[1]})" in calls[match.start() : answer] for match in opened
    )


@needs_strace
def test_the_answers_of_a_long_batch_come_while_it_runs(crm, tmp_path):
    """A stream that is killed has told of all lines but the last few."""
    lines = 600
    (tmp_path / "lines").write_text("".join(f"contact add 'C {n}'\n" for n in range(lines)))
    log = tmp_path / "calls"
    traced(crm, log, "-s", "10000", "-e", "trace=write", words=("batch", str(tmp_path / "lines")), home=tmp_path)
    told = re.findall(r'write\(1, "((?:\d+\\n)+)"', log.read_text())
    assert [int(id) for text in told for id in text.split("\\n") if id] == list(range(1, lines + 1))
    assert len(told) >= 3


def test_a_batch_whose_reader_has_gone_does_its_other_lines(crm, tmp_path):
    (tmp_path / "lines").write_text("".join(f"contact add 'C {n}'\n" for n in range(50)))
    process = crm.start("batch", str(tmp_path / "lines"))
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr.read() == b""
    process.stderr.close()
    assert len(crm("contact", "list", "-f", "ids").ids) == 50
