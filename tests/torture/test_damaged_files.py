"""A damaged database is refused, or what is read of it is right; never a traceback, never a wrong "no records"."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from tests.torture.corpus import CASES, READS
from tests.torture.furnish import again, environment, timeless

TYPE_CHECKING = False
if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tests.torture.forge import Forge, Outcome

_PAGE = 4096


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    return again(furnished, tmp_path / "home")


@pytest.fixture(scope="module")
def usual(forge: Forge, furnished: Path) -> dict[object, Outcome]:
    """What each read gives where nothing is damaged."""
    return {case: forge.run(case.at(furnished), environment(furnished), stdin=case.stdin) for case in READS}


_READ_NO_RECORD = (
    "config path",
    "config show",
    "config get",
    "report list",
    "completion show",
    "backup list",
    "backup verify",
    "hooks list",
    "rules validate",
    "schedule install",
    "schedule list",
    "schedule remove",
    "sequence validate",
    "template check",
    "template list",
)


def _pages(db: Path) -> int:
    assert db.stat().st_size % _PAGE == 0
    return db.stat().st_size // _PAGE


def test_a_page_of_zeros_is_told_of_or_does_not_matter(
    forge: Forge,
    furnished: Path,
    usual: dict[object, Outcome],
    tmp_path: Path,
    rng: random.Random,
    times: Callable[[int], int],
    figures: Callable[..., None],
) -> None:
    """Never a wrong "no records": a read is refused with 6, or its answer is the right one."""
    pages = _pages(furnished / "data" / "crm.db")
    assert pages > 30
    chosen = range(pages) if times(10) == 10 else rng.sample(range(pages), 5)
    refused = runs = 0
    for page in chosen:
        # the paths in the answers are those of the undamaged one
        home = again(furnished, tmp_path / "home")
        db = home / "data" / "crm.db"
        with db.open("r+b") as file:
            file.seek(page * _PAGE)
            file.write(bytes(_PAGE))
        damaged = db.read_bytes()
        for case in CASES:
            if case.writes == "file" or case.command in ("restore", *_READ_NO_RECORD):
                continue
            db.write_bytes(damaged)
            outcome = forge.run(case.at(home), environment(home), stdin=case.stdin)
            runs += 1
            told = (page, case, outcome)
            assert not outcome.crashed, told
            if case.command == "doctor":
                assert outcome.code in (0, 1, 6), told
            elif case.writes:
                # of a batch the lines that need no damaged page are done
                assert outcome.code in ((0, 6, 8) if case.command == "batch" else (0, 6)), told
            elif outcome.code == 0:
                assert timeless(outcome.out) == timeless(usual[case].out), told
            else:
                assert outcome.code == 6, told
                assert outcome.out == b"" or case.command == "export", told
            if outcome.code == 6:
                refused += 1
                assert len(outcome.error.splitlines()) <= 3, told
                assert outcome.err.startswith((b"tinycrm: ", b'{"error": ')), told
            for ending in ("-wal", "-shm"):
                (db.parent / f"crm.db{ending}").unlink(missing_ok=True)
    assert refused > len(chosen)
    found = f"{refused} refused with 6, the others answered rightly"
    figures(rule=5, what="commands on a database with a page of zeros", count=runs, found=found)


def test_any_flipped_byte_is_no_traceback_and_no_defect(
    forge: Forge,
    furnished: Path,
    tmp_path: Path,
    rng: random.Random,
    times: Callable[[int], int],
    figures: Callable[..., None],
) -> None:
    """SQLite keeps no sums: a changed letter cannot be known. The structure is either sound or refused."""
    count = times(2000)
    home = again(furnished, tmp_path / "home")
    db = home / "data" / "crm.db"
    good = db.read_bytes()
    for number in range(count):
        data = bytearray(good)
        # half of them where the structure is: the heads of pages
        place = rng.randrange(len(data))
        if number % 2:
            place = place // _PAGE * _PAGE + rng.randrange(120)
        data[place] ^= 1 << rng.randrange(8)
        case = rng.choice(CASES)
        if case.writes == "file":
            case = READS[number % len(READS)]
        db.write_bytes(data)
        outcome = forge.run(case.at(home), environment(home), stdin=case.stdin)
        assert not outcome.crashed, (place, case, outcome)
        for ending in ("-wal", "-shm"):
            (db.parent / f"crm.db{ending}").unlink(missing_ok=True)
        if (home / "data" / "backups").exists():
            shutil.rmtree(home / "data" / "backups")
    figures(rule=5, what="commands on a database with a flipped bit", count=count, found="0 tracebacks, 0 defects")


def test_a_file_that_ends_early_is_refused_by_every_read(
    forge: Forge,
    furnished: Path,
    usual: dict[object, Outcome],
    tmp_path: Path,
    rng: random.Random,
    times: Callable[[int], int],
) -> None:
    home = again(furnished, tmp_path / "home")
    db = home / "data" / "crm.db"
    good = db.read_bytes()
    sizes = [
        1,
        15,
        16,
        99,
        100,
        511,
        512,
        _PAGE - 1,
        _PAGE,
        _PAGE + 1,
        len(good) // 2,
        len(good) - _PAGE,
        len(good) - 1,
    ]
    if times(10) < 10:
        sizes = rng.sample(sizes, 4)
    for size in [*sizes, rng.randrange(1, len(good)), rng.randrange(len(good) // 2, len(good))]:
        db.write_bytes(good[:size])
        for case in READS:
            if case.command in _READ_NO_RECORD:
                continue
            outcome = forge.run(case.at(home), environment(home), stdin=case.stdin)
            told = (size, case, outcome)
            assert not outcome.crashed, told
            if outcome.code == 0:
                # the end of the last page may be empty; what is told of the file names its place
                assert case.command == "doctor" or timeless(outcome.out) == timeless(usual[case].out), told
            else:
                assert outcome.code in (1, 6) if case.command == "doctor" else outcome.code == 6, told


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
@pytest.mark.parametrize("what", ["garbage", "zeros", "another"])
def test_a_strange_file_beside_the_database_changes_no_answer(
    forge: Forge, furnished: Path, home: Path, tmp_path: Path, ending: str, what: str
) -> None:
    content = {"garbage": os.urandom(40_000), "zeros": bytes(40_000)}
    if what == "another":
        other = tmp_path / "other.db"
        held = sqlite3.connect(other)
        held.execute("PRAGMA journal_mode = WAL")
        held.execute("CREATE TABLE t (a)")
        content["another"] = Path(f"{other}-wal").read_bytes() if ending == "-wal" else bytes(range(256)) * 100
        held.close()
    (home / "data" / f"crm.db{ending}").write_bytes(content[what])
    plain = forge.run(["contact", "list"], environment(furnished))
    outcome = forge.run(["contact", "list"], environment(home))
    assert not outcome.crashed, outcome
    assert (outcome.code, outcome.out) in ((0, plain.out), (6, b"")), outcome
    added = forge.run(["contact", "add", "Zoe"], environment(home))
    assert added.code in (0, 6), added
    if added.code == 0:
        names = json.loads(forge.run(["contact", "list", "-f", "json"], environment(home)).out)
        assert sorted(row["name"] for row in names)[-1] in ("Zoe", "سارا محمدی")
        assert len(names) == 5
