"""A database that is replaced, removed or cut under a running command, and first commands at once."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.torture.furnish import again, environment, names_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    import random
    from collections.abc import Callable

_PAGE = 4096


def _replace(db: Path, spare: Path) -> None:
    os.replace(spare, db)


def _delete(db: Path, spare: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{db}{ending}").unlink(missing_ok=True)


def _move(db: Path, spare: Path) -> None:
    os.rename(db, f"{db}.away")


def _truncate(db: Path, spare: Path) -> None:
    os.truncate(db, _PAGE)


def _overwrite(db: Path, spare: Path) -> None:
    """`cp other.db crm.db`: the same file, another content."""
    with db.open("r+b") as file:
        file.write(spare.read_bytes())
        file.truncate()


@pytest.mark.parametrize("disturb", [_replace, _delete, _move, _truncate, _overwrite], ids=lambda f: f.__name__[1:])
def test_no_acknowledged_write_is_lost_without_an_error(
    furnished: Path,
    tmp_path: Path,
    rng: random.Random,
    times: Callable[[int], int],
    figures: Callable[..., None],
    disturb: Callable[[Path, Path], None],
) -> None:
    acknowledged = lost = 0
    rounds = times(20)
    for _ in range(rounds):
        home = again(furnished, tmp_path / "home")
        db = home / "data" / "crm.db"
        spare = home / "spare.db"
        shutil.copy(home / "backup.db", spare)
        (home / "many.txt").write_text("".join(f"contact add Person{n}\n" for n in range(3000)))
        process = subprocess.Popen(
            [sys.executable, "-m", "tinycrm", "batch", str(home / "many.txt")],
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        assert process.stdout is not None
        ids = [int(process.stdout.readline())]
        time.sleep(rng.random() * 0.2)
        disturb(db, spare)
        assert process.poll() is None, "the batch was over too soon"
        out, err = process.communicate(timeout=120)
        ids += [int(line) for line in out.split()]
        assert b"Traceback" not in err
        assert b"defect" not in err, err
        assert process.returncode in (0, 6, 8), err
        acknowledged += len(ids)
        if process.returncode == 0:
            # nothing was said: then everything must be there
            assert names_of(db) >= {f"Person{n}" for n in range(len(ids))}, disturb.__name__
        else:
            lost += 1
            assert b"tinycrm: " in err
    found = f"{lost} of {rounds} ended with an error, no other lost a write"
    figures(rule=1, what=f"batches whose database meets {disturb.__name__[1:]}", count=rounds, found=found)
    assert acknowledged >= rounds


@pytest.mark.parametrize("disturb", [_replace, _delete, _truncate, _overwrite], ids=lambda f: f.__name__[1:])
def test_a_reader_whose_database_changes_under_it_does_not_crash(
    furnished: Path,
    tmp_path: Path,
    rng: random.Random,
    times: Callable[[int], int],
    disturb: Callable[[Path, Path], None],
) -> None:
    for _ in range(times(50)):
        home = again(furnished, tmp_path / "home")
        db = home / "data" / "crm.db"
        spare = home / "spare.db"
        shutil.copy(home / "backup.db", spare)
        process = subprocess.Popen(
            [sys.executable, "-m", "tinycrm", "export"],
            env=environment(home),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        time.sleep(rng.random() * 0.15)
        disturb(db, spare)
        out, err = process.communicate(timeout=60)
        assert b"Traceback" not in err
        assert process.returncode in (0, 6), (process.returncode, err)
        if process.returncode == 0:
            assert len(json.loads(out)["contacts"]) == 4


def test_two_first_commands_at_once_both_do_their_work(
    tmp_path: Path, times: Callable[[int], int], figures: Callable[..., None]
) -> None:
    pairs = (
        (("contact", "add", "A"), ("contact", "add", "B")),
        (("contact", "add", "A"), ("contact", "list", "-f", "ids")),
        (("contact", "add", "A"), ("import", "@people.csv", "--as", "contacts")),
        (("task", "add", "A"), ("batch", "@commands.txt")),
        (("init",), ("config", "set", "currency", "USD")),
    )
    rounds = max(len(pairs), times(200))
    for number in range(rounds):
        home = tmp_path / f"home{number}"
        home.mkdir()
        (home / "people.csv").write_text("Name\nKim\nLee\n")
        (home / "commands.txt").write_text("contact add Mia\ntask add Call\n")
        env = environment(home)
        named = pairs[number % len(pairs)]
        if named[1][1:2] == ("list",) or named[0] == ("init",):
            del env["TINYCRM_DB"]  # a read of a default database that is not there yet is an empty answer
        begin = threading.Barrier(2)
        done: list[subprocess.CompletedProcess[bytes]] = []

        def run(words: tuple[str, ...], env: dict[str, str] = env, home: Path = home, begin: threading.Barrier = begin):
            given = [word.replace("@", f"{home}/", 1) if word.startswith("@") else word for word in words]
            begin.wait()
            command = [sys.executable, "-m", "tinycrm", *given]
            done.append(subprocess.run(command, env=env, capture_output=True, check=False, timeout=60))  # noqa: B023

        threads = [threading.Thread(target=run, args=(words,)) for words in named]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [one.returncode for one in done] == [0, 0], (named, done)
        ids = [
            line
            for one in done
            for line in one.stdout.split()
            if line.isdigit() and one.args[3:5] != ["contact", "list"]
        ]
        assert len(ids) == len(set(ids)), (named, done)
        left = [path.name for path in home.rglob("*") if ".new" in path.name]
        assert left == [], left
        shutil.rmtree(home)
    figures(rule=2, what="pairs of first commands at once", count=rounds, found="both did their work")
