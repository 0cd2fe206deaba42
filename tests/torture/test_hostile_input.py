"""Damaged files, files that change under a running command, and input without measure."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.torture.corpus import ANNA, CASES, READS, Forge, Outcome, again, environment, furnish

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_PAGE = 4096
_DEEP = 100_000
_MEGABYTES = 256
_SECONDS = 10


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.close()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory, stock: Path) -> Path:
    home = tmp_path_factory.mktemp("furnished") / "home"
    furnish(stock, home)
    return home


@pytest.fixture
def home(furnished: Path, tmp_path: Path) -> Path:
    return again(furnished, tmp_path / "home")


@pytest.fixture(scope="module")
def usual(forge: Forge, furnished: Path) -> dict[object, Outcome]:
    """What each read gives where nothing is damaged."""
    return {case: forge.run(case.at(furnished), environment(furnished), stdin=case.stdin) for case in READS}


# --- damage ---

_READ_NO_RECORD = (
    "config path",
    "config show",
    "config get",
    "report list",
    "completion show",
    "backup list",
    "backup verify",
)


def _pages(db: Path) -> int:
    assert db.stat().st_size % _PAGE == 0
    return db.stat().st_size // _PAGE


def _timeless(out: bytes) -> bytes:
    import re

    return re.sub(rb'"exported_at": "[^"]*"', b"", out)


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
    chosen = range(pages) if times(10) == 10 else rng.sample(range(pages), 12)
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
                assert _timeless(outcome.out) == _timeless(usual[case].out), told
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
    count = times(4000)
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
    forge: Forge, furnished: Path, usual: dict[object, Outcome], tmp_path: Path, rng: random.Random
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
    for size in [*sizes, *(rng.randrange(1, len(good)) for _ in range(3))]:
        db.write_bytes(good[:size])
        for case in READS:
            if case.command in _READ_NO_RECORD:
                continue
            outcome = forge.run(case.at(home), environment(home), stdin=case.stdin)
            told = (size, case, outcome)
            assert not outcome.crashed, told
            if outcome.code == 0:
                # the end of the last page may be empty; what is told of the file names its place
                assert case.command == "doctor" or _timeless(outcome.out) == _timeless(usual[case].out), told
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


# --- a file that changes under a running command ---


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
            assert _names(db) >= {f"Person{n}" for n in range(len(ids))}, disturb.__name__
        else:
            lost += 1
            assert b"tinycrm: " in err
    found = f"{lost} of {rounds} ended with an error, no other lost a write"
    figures(rule=1, what=f"batches whose database meets {disturb.__name__[1:]}", count=rounds, found=found)
    assert acknowledged >= rounds


def _names(db: Path) -> set[str]:
    if not db.exists():
        return set()
    connection = sqlite3.connect(db)
    try:
        return {str(row[0]) for row in connection.execute("SELECT name FROM contact")}
    except sqlite3.DatabaseError:
        return set()
    finally:
        connection.close()


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


# --- without measure ---


def _measured(home: Path, words: list[str], stdin: bytes = b"") -> tuple[Outcome, float, int]:
    """Runs a call in a process of its own; gives its outcome, seconds of CPU and megabytes at the most."""
    given = home / "stdin"
    given.write_bytes(stdin)
    out, err = home / "out", home / "err"
    with given.open("rb") as stream, out.open("wb") as told, err.open("wb") as talk:
        command = [sys.executable, "-m", "tinycrm", *words]
        process = subprocess.Popen(command, env=environment(home), stdin=stream, stdout=told, stderr=talk)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    outcome = Outcome(process.returncode, out.read_bytes(), err.read_bytes())
    return outcome, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024


_BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    b"%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n" % ((letter, letter) + (letter - 1,) * 9)
    for letter in range(ord("b"), ord("k"))
)
YAML: dict[str, bytes] = {
    "alias bomb": _BOMB,
    "alias of itself": b"fields: &a {contact: *a}\n",
    "merge bomb": b"a: &a {x: 1}\nb: &b {<<: [*a, *a]}\nc: {<<: [*b, *b]}\n",
    "brackets": b"currency: " + b"[" * _DEEP,
    "braces": b"currency: " + b"{a: " * _DEEP,
    "dashes": b"- " * _DEEP + b"x",
    "indentation": b"".join(b" " * depth + b"a:\n" for depth in range(1300)),
    "question marks": b"? " * _DEEP,
    "anchors": b"".join(b"k%d: &a%d x\n" % (n, n) for n in range(30_000)),
    "a long line": b"currency: " + b"x" * 900_000,
    "too large": b"currency: EUR # " + b"x" * 3_000_000,
    "NUL": b"currency: E\x00R\n",
    "invalid UTF-8": b"currency: \xff\xfe\n",
    "UTF-16": "currency: EUR\n".encode("utf-16"),
    "a tag": b"currency: !!python/object/apply:os.system [id]\n",
    "two documents": b"currency: EUR\n---\ncurrency: USD\n",
    "a list": b"- a\n- b\n",
    "a word": b"hello\n",
}


@pytest.mark.parametrize("name", ["config.yaml", "pipelines.yaml", "map.yaml"])
@pytest.mark.parametrize("kind", list(YAML))
def test_a_bad_yaml_file_is_refused_with_its_line_and_in_bounds(home: Path, name: str, kind: str) -> None:
    words = ["contact", "list"]
    folder = home / "data" / "crm.db.d"
    folder.mkdir()
    if name == "map.yaml":
        words = ["import", f"{home}/people.csv", "--as", "contacts", "--map-file", f"{folder}/map.yaml"]
    (folder / name).write_bytes(YAML[kind])
    outcome, seconds, megabytes = _measured(home, words)
    assert outcome.code == 2, outcome
    assert outcome.out == b""
    assert name in outcome.error
    assert "Traceback" not in outcome.error
    assert len(outcome.error) < 2000, outcome.error[:300]
    assert megabytes < _MEGABYTES
    assert seconds < _SECONDS


@pytest.mark.parametrize("kind", [kind for kind in YAML if kind not in ("too large",)])
def test_a_bad_text_from_the_editor_changes_nothing(forge: Forge, home: Path, tmp_path: Path, kind: str) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(YAML[kind])
    editor = tmp_path / "editor.sh"
    editor.write_text(f"#!/bin/sh\ncp '{bad}' \"$1\"\n")
    editor.chmod(0o700)
    env = environment(home, TERM="dumb", EDITOR=str(editor), TMPDIR=str(tmp_path))
    before = forge.run(["export"], env).out
    outcome = forge.run_on_terminal(["contact", "edit", str(ANNA)], env, keys=(b"n\r",))
    assert outcome.code == 2, outcome
    assert b"Traceback" not in outcome.out
    assert b"your text is in" in outcome.out
    assert _timeless(forge.run(["export"], env).out) == _timeless(before)


FILTERS: dict[str, str] = {
    "open brackets": "(" * 19_000,
    "closed brackets": "(" * 9_000 + "name = x" + ")" * 9_000,
    "100,000 brackets": "(" * _DEEP,
    "not": "not " * 4_500 + "name = x",
    "and": " and ".join(["name = x"] * 1_500),
    "or": " or ".join(["id = 2"] * 1_900),
    "in": "id in (" + ",".join(["2"] * 9_000) + ")",
    "in of texts": "name in (" + ",".join(["x"] * 9_000) + ")",
    "a long value": 'name ~ "' + "x" * 19_000 + '"',
    "a longer value": 'name = "' + "x" * 120_000 + '"',
    "percent signs": 'name ~ "' + "%_" * 9_000 + '"',
    "quotes": 'name = "' + '\\"' * 9_000 + '"',
    "open quote": 'name = "' + "'" * 1000,
    "signs": "= < > ! ~ " * 1900,
    "commas": "name in (" + "," * 9000 + ")",
}


@pytest.mark.parametrize("kind", list(FILTERS))
def test_a_filter_without_measure_is_answered_or_refused_in_one_line(home: Path, kind: str) -> None:
    for words in (["contact", "list", "--where", FILTERS[kind]], ["contact", "tag", "--where", FILTERS[kind], "x"]):
        outcome, seconds, megabytes = _measured(home, words)
        assert outcome.code in (0, 2), (outcome.code, outcome.error[:300])
        assert not outcome.crashed, outcome.error[:300]
        assert len(outcome.error.splitlines()) <= 1
        assert megabytes < _MEGABYTES
        assert seconds < _SECONDS


_NEST = b"[" * _DEEP
LINES: dict[str, bytes] = {
    "brackets": _NEST,
    "closed brackets": _NEST + b"]" * _DEEP,
    "braces": b'{"a":' * _DEEP,
    "nested words": b'["contact", "add", ' + _NEST,
    "a filter of brackets": b'["contact", "list", "--where", "' + b"(" * _DEEP + b'"]',
    "10 MB in quotes": b'contact add A --note "' + b"x " * 5_000_000 + b'"',
    "10 MB without": b"contact add " + b"x " * 5_000_000,
    "10 MB in JSON": b'["contact", "add", "A", "--note", "' + b"x " * 5_000_000 + b'"]',
    "NUL": b"contact add a\x00b",
    "NUL in JSON": b'["contact", "add", "a\\u0000b"]',
    "a lone surrogate": b'["contact", "add", "a\\ud800b"]',
    "a number": b'["contact", "show", 2]',
    "an open quote": b'contact add "' + b"x" * 90_000,
    "many words": b"contact show " + b"2 " * 40_000,
    "many options": b"contact add A " + b"--tag x " * 10_000,
    "a batch": b"batch -",
}


@pytest.mark.parametrize("kind", list(LINES))
def test_a_line_of_a_batch_without_measure_spoils_no_other(home: Path, kind: str) -> None:
    stdin = b"contact add Before\n" + LINES[kind] + b"\ncontact add After\n"
    outcome, seconds, megabytes = _measured(home, ["batch", "-"], stdin)
    assert not outcome.crashed, outcome.error[:300]
    assert outcome.code in (0, 8), (outcome.code, outcome.error[:300])
    assert outcome.code == 0 or "line 2: " in outcome.error
    assert len(outcome.error) < 5000, outcome.error[:300]
    assert megabytes < _MEGABYTES + 64  # the line itself is held more than once
    assert seconds < 2 * _SECONDS
    assert {"Before", "After"} <= _names(home / "data" / "crm.db")


def test_invalid_utf8_stdin_is_refused_before_anything_is_done(forge: Forge, home: Path) -> None:
    for words in (
        ["batch", "-"],
        ["contact", "tag", "-", "x"],
        ["log", "note", "2", "-"],
        ["contact", "rm", "-", "-y"],
    ):
        refused = forge.run(words, environment(home), stdin=b"contact add Before\n\xff\n")
        assert refused.code == 2, refused
        assert "UTF-8" in refused.error
    assert "Before" not in _names(home / "data" / "crm.db")


FILES: dict[str, tuple[str, bytes]] = {
    "brackets": ("x.json", _NEST),
    "closed brackets": ("x.json", _NEST + b"]" * _DEEP),
    "braces": ("x.json", b'{"a":' * _DEEP),
    "nested in a record": ("x.json", b'[{"name": "A", "note": ' + _NEST),
    "a number of digits": ("x.json", b'[{"name": "A", "size": ' + b"9" * 1_000_000 + b"}]"),
    "a cell of 10 MB": ("x.csv", b"Name,Note\nA," + b"x" * 10_000_000 + b"\n"),
    "a quoted cell of 10 MB": ("x.csv", b'Name,Note\nA,"' + b"x\n" * 5_000_000 + b'"\n'),
    "an open quote": ("x.csv", b'Name,Note\nA,"' + b"x\n" * 1_000_000),
    "a header of 10 MB": ("x.csv", b"Name," + b"x" * 10_000_000 + b"\nA,b\n"),
    "20,000 columns": (
        "x.csv",
        b"Name" + b"".join(b",c%d" % n for n in range(20_000)) + b"\nA" + b"," * 20_000 + b"\n",
    ),
    "delimiters": ("x.csv", b",;\t|" * 500_000),
    "NUL": ("x.csv", b"Name,Note\nA\x00,b\n"),
    "only NUL": ("x.csv", bytes(100_000)),
    "quotes": ("x.csv", b'"' * 1_000_001),
}


@pytest.mark.parametrize("kind", list(FILES))
def test_a_file_without_measure_is_imported_whole_or_not_at_all(home: Path, kind: str) -> None:
    name, data = FILES[kind]
    (home / name).write_bytes(data)
    before = _names(home / "data" / "crm.db")
    outcome, seconds, megabytes = _measured(home, ["import", f"{home}/{name}", "--as", "contacts"])
    assert not outcome.crashed, outcome.error[:300]
    assert outcome.code in (0, 2), (outcome.code, outcome.error[:300])
    if outcome.code == 2:
        assert f"{name}:" in outcome.error
        assert _names(home / "data" / "crm.db") == before
    assert len(outcome.error) < 20_000
    assert megabytes < _MEGABYTES + 64
    assert seconds < 2 * _SECONDS


MANY: dict[str, list[str]] = {
    "tags": ["contact", "add", "X", *(word for n in range(5000) for word in ("--tag", f"t{n}"))],
    "e-mails": ["contact", "add", "X", *(word for n in range(3000) for word in ("--email", f"t{n}@x.example"))],
    "custom fields": ["contact", "add", "X", *(word for n in range(5000) for word in ("--set", f"k{n}=v"))],
    "one field": ["contact", "add", "X", *["--set", "k=v"] * 5000],
    "companies": ["contact", "add", "X", "--create", *(w for n in range(1000) for w in ("--company", f"C{n}"))],
    "references": ["contact", "show", *["2"] * 20_000],
    "other references": ["contact", "show", *map(str, range(1, 20_000))],
    "columns": ["contact", "list", "--columns", ",".join(["name"] * 20_000)],
    "custom columns": ["contact", "list", "--columns", ",".join(f"fields.a{n}" for n in range(5000))],
    "sorting": ["contact", "list", "--sort", ",".join(["name"] * 20_000)],
    "custom sorting": ["contact", "list", "--sort", ",".join(f"fields.a{n}" for n in range(5000))],
    "flags": ["contact", "list", *["-q"] * 50_000],
    "tags of a list": ["contact", "list", *(word for n in range(5000) for word in ("--tag", f"t{n}"))],
    "clears": ["contact", "edit", "2", *["--clear", "note"] * 5000],
    "words": ["search", *["anna"] * 20_000],
    "a long word": ["search", "x" * 120_000],
    "a long name": ["contact", "add", "x" * 130_000],
    "a long reference": ["contact", "show", "x" * 130_000],
    "a long option": ["contact", "list", "--" + "x" * 130_000],
    "a long command": ["x" * 130_000],
    "a long format": ["contact", "list", "-f", "x" * 130_000],
    "a long path": ["--db", "/tmp/" + "x" * 5000, "contact", "list"],
    "a deep path": ["--db", "/tmp/" + "x/" * 2000 + "y", "contact", "add", "X"],
    "a long day": ["task", "add", "X", "--due", "+" + "9" * 100_000 + "d"],
    "a long amount": ["deal", "add", "X", "--value", "9" * 100_000],
    "a long e-mail": ["contact", "add", "X", "--email", "x" * 100_000 + "@x.example"],
    "a long phone": ["contact", "add", "X", "--phone", "+" + "4" * 100_000],
    "a long website": ["company", "add", "X", "--website", "x" * 100_000 + ".example"],
    "a long label website": ["company", "add", "X", "--website", "x." * 50_000 + "example"],
    "a long repeat": ["task", "add", "X", "--repeat", "every mon," * 10_000],
    "days in words": ["task", "add", "X", "--due", "next " * 20_000],
}


@pytest.mark.parametrize("kind", list(MANY))
def test_arguments_without_measure_are_answered_or_refused_in_bounds(home: Path, kind: str) -> None:
    outcome, seconds, megabytes = _measured(home, MANY[kind])
    assert not outcome.crashed, outcome.error[:300]
    # only what is no path at all is a matter of storage
    assert outcome.code in ((2, 6) if "path" in kind else (0, 2, 3)), (outcome.code, outcome.error[:300])
    assert megabytes < _MEGABYTES
    assert seconds < _SECONDS


NUMBERS = ("9" * 18, "9223372036854775807", "9223372036854775808", "9" * 400, "1e400", "-1", "0", "٣", "1_0", "0x1", "")
TAKE_NUMBERS: tuple[tuple[str, ...], ...] = (
    ("contact", "show", "{}"),
    ("contact", "list", "--limit={}"),
    ("contact", "list", "--offset={}"),
    ("contact", "list", "--where", "id = {}"),
    ("contact", "list", "--where", "created_at > {}d ago"),
    ("contact", "timeline", "2", "--limit={}"),
    ("contact", "add", "X", "--cadence={}"),
    ("contact", "add", "X", "--birthday={}"),
    ("company", "add", "X", "--size={}"),
    ("deal", "add", "X", "--value={}"),
    ("deal", "add", "X", "--probability={}"),
    ("deal", "list", "--where", "value > {}"),
    ("task", "add", "X", "--due=+{}d"),
    ("task", "add", "X", "--due=today", "--repeat=every {} days"),
    ("task", "snooze", "6", "+{}d"),
    ("log", "call", "2", "x", "--minutes={}"),
    ("log", "call", "2", "x", "--at={} days ago"),
    ("today", "--days={}"),
    ("undo", "--steps={}"),
    ("undo", "{}"),
    ("redo", "--steps={}"),
    ("history", "--limit={}"),
    ("history", "{}"),
    ("search", "anna", "--limit={}"),
    ("report", "leads", "--limit={}"),
    ("report", "kpi", "--period={}d"),
    ("report", "kpi", "--period={}"),
    ("config", "set", "stale_after_days", "{}", "--config", "@fresh"),
    ("--today={}", "today"),
)


@pytest.mark.parametrize("words", TAKE_NUMBERS, ids=" ".join)
def test_a_number_beyond_measure_is_answered_or_refused(
    forge: Forge, furnished: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    for number in NUMBERS:
        home = again(furnished, tmp_path / "home")
        given = [word.replace("{}", number) for word in words]
        given = [word.replace("@", f"{home}/", 1) if word.startswith("@") else word for word in given]
        outcome = forge.run(given, environment(home))
        assert not outcome.crashed, (given, outcome)
        assert outcome.code in (0, 1, 2, 3, 5), (given, outcome)
        assert len(outcome.error.splitlines()) <= 2, (given, outcome)


def test_invalid_utf8_in_any_argument_is_refused(
    forge: Forge, furnished: Path, tmp_path: Path, rng: random.Random, figures: Callable[..., None]
) -> None:
    runs = 0
    for case in CASES:
        home = again(furnished, tmp_path / "home")
        words = case.at(home)
        places = range(len(words) + 1)
        for place in places:
            for given in ([*words[:place], "a\udcff", *words[place:]], [*words[:place], "--\udcff", *words[place:]]):
                # a file whose name is no UTF-8 is a file as any other
                outcome = forge.run(given, environment(home), stdin=case.stdin, cwd=str(home))
                runs += 1
                assert not outcome.crashed, (given, outcome)
                assert outcome.code != 0 or case.command in _TAKE_FILES, (given, outcome)
                if outcome.code == 0:
                    again(furnished, home)
                outcome.err.decode("utf-8")
    figures(rule=5, what="invalid UTF-8 among the arguments", count=runs, found="0 tracebacks, 0 taken for text")


# and a search looks for the letters and digits alone
_TAKE_FILES = ("import", "export", "backup", "restore", "batch", "search")
