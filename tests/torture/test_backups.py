"""Rules 6 and 7: a backup restores, whatever goes on meanwhile; a migration is done or not; what is not ours stays."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from tests.store.test_migrations import SINCE_4
from tests.torture.conftest import FULL, assert_sound
from tests.torture.corpus import CASES
from tests.torture.furnish import seed_files
from tests.torture.tracing import needs_strace, traced

from tinycrm.errors import StorageError
from tinycrm.services.backups import verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.conftest import Crm

WRITERS = 16
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
OLD = FIXTURES / "schema-1.db"


def _exported(crm: Crm) -> dict[str, object]:
    found: dict[str, object] = crm("export").json
    for key in ("exported_at", "next_id"):
        del found[key]
    return found


def _elsewhere(crm: Crm, home: Path, source: Path) -> Crm:
    """A backup is restored where no database is."""
    from tests.conftest import Crm as Other

    home.mkdir()
    other = Other(home)
    other("restore", str(source), "--yes")
    return other


# --- rule 6 ---


def test_backups_taken_while_sixteen_write_restore_to_one_moment_each(crm, tmp_path, times, figures):
    lines = times(500)
    crm("contact", "add", "First", "--email", "first@x.example", "--tag", "w")
    started = []
    for writer in range(WRITERS):
        # names of which none begins as another does
        firm = f"{chr(65 + writer)}firm"
        text = [
            f"contact add 'W{writer} {n}' --email w{writer}-{n}@x.example --tag w --company {firm} --create"
            for n in range(lines)
        ]
        (tmp_path / f"lines{writer}").write_text("\n".join(text))
        with open(tmp_path / f"ids{writer}", "wb") as out:
            started.append(crm.start("batch", str(tmp_path / f"lines{writer}"), stdout=out))
    taken: list[tuple[Path, set[int]]] = []
    while any(process.poll() is None for process in started) or len(taken) < 2:
        told = {
            int(line)
            for writer in range(WRITERS)
            for line in (tmp_path / f"ids{writer}").read_bytes().split(b"\n")[:-1]
        }
        target = tmp_path / f"backup{len(taken)}.db"
        assert crm("backup", str(target)).out == f"{target}\n"
        taken.append((target, told))
    for process in started:
        _, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, b"")
    chosen = taken if len(taken) <= 12 else [taken[at * (len(taken) - 1) // 11] for at in range(12)]
    for number, (path, told) in enumerate(chosen):
        crm("backup", "verify", str(path))
        other = _elsewhere(crm, tmp_path / f"home{number}", path)
        people = other("export").json["contacts"]
        # each line is whole
        assert all(row["email"] and row["tags"] == ["w"] for row in people)
        assert all(row["company"] for row in people if row["name"] != "First")
        # what was told before the backup began is in it
        assert {row["id"] for row in people} >= told
        # of each writer the lines up to some moment, and none after a missing one
        names = {row["name"] for row in people}
        for writer in range(WRITERS):
            there = [f"W{writer} {n}" in names for n in range(lines)]
            assert there == sorted(there, reverse=True)
        assert_sound(other.db)
        assert "WRONG" not in other("doctor").out
    figures(
        rule=6,
        what="backups taken while 16 processes write",
        count=len(taken),
        found=f"{len(chosen)} restored elsewhere: each is one moment, with all that was told before it",
    )


def test_every_flipped_byte_of_a_backup_is_detected(stocked, tmp_path, times, rng, figures):
    path = tmp_path / "kept.db"
    stocked("backup", str(path))
    data = path.read_bytes()
    assert verified(str(path)).size == len(data)
    missed: list[tuple[int, int]] = []
    count = times(1000)
    for _ in range(count):
        at, mask = rng.randrange(len(data)), rng.randrange(1, 256)
        with open(path, "r+b") as file:
            file.seek(at)
            file.write(bytes([data[at] ^ mask]))
            file.flush()
            with contextlib.suppress(StorageError):
                verified(str(path))
                missed.append((at, mask))
            file.seek(at)
            file.write(data[at : at + 1])
    assert missed == []
    assert path.read_bytes() == data
    stocked("backup", "verify", str(path))
    processes = times(100)
    for _ in range(processes):
        at, mask = rng.randrange(len(data)), rng.randrange(1, 256)
        (tmp_path / "flipped.db").write_bytes(data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :])
        stocked.fails(6, "backup", "verify", str(tmp_path / "flipped.db"))
    figures(rule=6, what="flipped bytes of a backup", count=count + processes, found=f"{count + processes} detected")


def test_a_restore_that_is_killed_leaves_the_old_or_the_new(stocked, tmp_path, times, rng, figures):
    stocked("backup", str(tmp_path / "kept.db"))
    new = _exported(stocked)
    lines = "\n".join(f"contact add 'Later {n}' --email later{n}@x.example" for n in range(200))
    stocked("batch", input=lines)
    old = _exported(stocked)
    start = tmp_path / "start"
    shutil.copytree(stocked.db.parent, start)
    begun = time.monotonic()
    stocked("restore", str(tmp_path / "kept.db"), "--yes")
    usual = time.monotonic() - begun
    killed, restored = 0, 0
    for _ in range(times(300)):
        shutil.rmtree(stocked.db.parent)
        shutil.copytree(start, stocked.db.parent)
        process = stocked.start("restore", str(tmp_path / "kept.db"), "--yes")
        try:
            process.wait(usual * rng.uniform(0.3, 1.1))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode != 0
        found = _exported(stocked)
        assert found in (old, new)
        if process.returncode == 0:
            assert found == new
        restored += found == new and process.returncode != 0
        assert_sound(stocked.db)
        assert stocked("contact", "add", "Next").id > 200
    figures(
        rule=6,
        what="SIGKILLs of a restore",
        count=killed,
        found=f"{killed - restored} the old, {restored} the new, 0 between",
    )


# --- rule 7 ---


@pytest.fixture
def old(crm: Crm) -> Crm:
    """A database of the first release, in the place of `crm`'s own."""
    crm.db.parent.mkdir(mode=0o700)
    shutil.copy(OLD, crm.db)
    os.chmod(crm.db, 0o600)
    return crm


def _expected() -> dict[str, object]:
    found: dict[str, object] = json.loads(OLD.with_suffix(".json").read_text(encoding="utf-8"))
    for key in ("exported_at", "next_id"):
        found.pop(key, None)
    # what the first release did not know
    tasks = found["tasks"]
    assert isinstance(tasks, list)
    deals = found["deals"]
    assert isinstance(deals, list)
    later: dict[str, object] = {key: [] for key in ("not_duplicates", *SINCE_4)}
    later["tasks"] = [{"note": None, **task} for task in tasks]
    later["deals"] = [{"campaign": None, **deal} for deal in deals]
    return {**found, **later}


def _version(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


def _judge_migration(crm: Crm, newest: int) -> int:
    """The file is of the old version or of the new one, whole, and the next command finds all there is in it."""
    assert_sound(crm.db)
    version = _version(crm.db)
    assert version in (1, newest)
    assert _exported(crm) == _expected()
    assert _version(crm.db) == newest
    assert "WRONG" not in crm("doctor").out
    for kept in (crm.db.parent / "backups").glob("*.db"):
        crm("backup", "verify", str(kept))
    return version


def _newest(crm: Crm) -> tuple[int, float]:
    begun = time.monotonic()
    crm("contact", "list")
    return _version(crm.db), time.monotonic() - begun


def test_a_migration_that_is_killed_leaves_the_old_or_the_new(old, tmp_path, times, rng, figures):
    start = tmp_path / "start"
    shutil.copytree(old.db.parent, start)
    newest, usual = _newest(old)
    assert newest > 1
    killed, still = 0, 0
    while killed < times(100):
        shutil.rmtree(old.db.parent)
        shutil.copytree(start, old.db.parent)
        process = old.start(*rng.choice((("contact", "list"), ("contact", "tag", "2", "x", "--dry-run"), ("today",))))
        try:
            process.wait(usual * rng.uniform(0.3, 1.1))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        _, err = process.communicate()
        assert b"Traceback" not in err
        killed += process.returncode == -signal.SIGKILL
        version = _judge_migration(old, newest)
        still += version == 1 and process.returncode == -signal.SIGKILL
    figures(
        rule=7,
        what="SIGKILLs of a migration",
        count=killed,
        found=f"{still} the old, {killed - still} the new, 0 between",
    )


@needs_strace
def test_a_kill_before_any_call_that_writes_leaves_the_old_or_the_new(old, tmp_path, rng, figures):
    calls = ("pwrite64", "fdatasync", "fsync", "ftruncate", "unlink", "link", "rename")
    start = tmp_path / "start"
    shutil.copytree(old.db.parent, start)
    old.env["PYTHONDONTWRITEBYTECODE"] = "1"
    log = tmp_path / "calls"
    trace = ("-e", f"trace={','.join(calls)}")
    assert traced(old, log, *trace, words=("today",), home=tmp_path).returncode == 0
    newest = _version(old.db)
    made = log.read_text()
    points = [(call, n) for call in calls for n in range(1, made.count(f" {call}(") + 1)]
    chosen = points if FULL else rng.sample(points, 6)
    still = 0
    for call, n in chosen:
        shutil.rmtree(old.db.parent)
        shutil.copytree(start, old.db.parent)
        traced(old, log, *trace, "-e", f"inject={call}:signal=SIGKILL:when={n}", words=("today",), home=tmp_path)
        still += _judge_migration(old, newest) == 1
    figures(
        rule=7,
        what="SIGKILLs before each call of a migration that writes",
        count=len(chosen),
        found=f"{still} the old, {len(chosen) - still} the new, 0 between",
    )


def _foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE contact (id INTEGER PRIMARY KEY, name TEXT)")
    connection.execute("INSERT INTO contact VALUES (1, 'theirs')")
    connection.execute("PRAGMA application_id = 42")
    connection.commit()
    connection.close()


def _newer(path: Path) -> None:
    shutil.copy(OLD, path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 9999")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()


def _newer_with_log(path: Path) -> None:
    _newer(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()


def _unnamed(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.commit()
    connection.close()


def _text(path: Path) -> None:
    path.write_text("my diary\n" * 1000)


def _beside(db: Path) -> list[str]:
    """Gives what lies beside the file, but the empty log that SQLite needs to read it and an empty folder."""
    return [
        path.name
        for path in db.parent.iterdir()
        if path != db
        and not (path.is_dir() and not list(path.iterdir()))
        and not (path.name == f"{db.name}-wal" and not path.stat().st_size)
        and path.name != f"{db.name}-shm"
        # how a scheduled job ended is told wherever its database is
        and path.name != f"{db.name}.jobs"
    ]


NOT_OURS = (_foreign, _newer, _newer_with_log, _unnamed, _text)
# They do not look at the database, or name another one.
_ELSEWHERE = (
    "goal check",
    "goal rm",
    "goal set",
    "backup list",
    "backup verify",
    "demo",
    "init",
    "completion",
    "config",
    "hooks list",
    "pipeline init",
    "pipeline list",
    "pipeline validate",
    "report list",
    "rules validate",
    "schedule install",
    "schedule list",
    "schedule remove",
    "sequence validate",
    "template add",
    "template check",
    "template list",
)


@pytest.mark.parametrize("make", NOT_OURS, ids=[make.__name__.strip("_") for make in NOT_OURS])
def test_a_file_that_is_newer_or_not_ours_keeps_its_sha256_under_every_command(stocked, tmp_path, rng, figures, make):
    home = tmp_path
    seed_files(home, stocked.db)
    shutil.rmtree(stocked.db.parent)
    stocked.db.parent.mkdir()
    make(stocked.db)
    before = hashlib.sha256(stocked.db.read_bytes()).hexdigest()
    cases = CASES if FULL else rng.sample(CASES, 15)
    refused = 0
    for case in cases:
        for dry in ((), ("--dry-run",)) if case.writes == "db" else ((),):
            answer = stocked(*case.at(home), *dry, input=case.stdin, ok=False)
            told = (case, dry, answer)
            assert hashlib.sha256(stocked.db.read_bytes()).hexdigest() == before, told
            assert _beside(stocked.db) == [], told
            if case.command.startswith(_ELSEWHERE) or "--db" in case.words or answer.code == 2:
                continue
            assert answer.code == 6, told
            # a batch tells of each of its lines
            assert case.command == "batch" or len(answer.err.splitlines()) == 1, told
            refused += 1
    assert refused
    figures(
        rule=7,
        what=f"commands on a file that is not ours ({make.__name__.strip('_').replace('_', ' ')})",
        count=refused,
        found="each exit 6, the file's SHA-256 the same, nothing beside it",
    )
