"""Rule 5: an import is all or nothing, repeatable and bounded, whatever the file and whenever it is stopped."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.torture.conftest import FULL, SEED, Inside, assert_sound
from tests.torture.weighing import own_megabytes, weigh

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Crm

# The moments of a small import are the same ones, in a CI run.
ROWS = 5000 if FULL else 1000
MEGABYTE = 1024 * 1024


def people(rows: int) -> str:
    """Gives a file of people with companies, tags and days."""
    lines = ["name,email,company,tags,birthday,note"]
    lines += [
        f'Person {n},p{n}@import.example,Firm {n % 40},lead;t{n % 7},1990-0{n % 9 + 1}-10,"met, {n}"'
        for n in range(rows)
    ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def big(stocked: Crm, tmp_path: Path) -> Crm:
    """A stocked database and `big.csv` beside it, of 5,000 rows."""
    (tmp_path / "big.csv").write_text(people(ROWS))
    return stocked


def _state(crm: Crm) -> tuple[list[tuple[object, ...]], ...]:
    """What tells before from after: every table's number of rows, and the next id."""
    tables = (
        "contact",
        "company",
        "contact_point",
        "contact_company",
        "tagging",
        "operation",
        "change",
        "doc",
        "foreign_ref",
    )
    return (*(crm.sql(f"SELECT count(*) FROM {table}") for table in tables), crm.sql("SELECT next FROM sequence"))


class Judge:
    """Knows the state before and after the import, and takes the import back when it happened."""

    def __init__(self, crm: Crm, folder: Path) -> None:
        self.crm = crm
        self.start = folder / "start"
        shutil.copytree(crm.db.parent, self.start)
        self.before = _state(crm)
        begun = time.monotonic()
        crm("--version")
        self.opening = time.monotonic() - begun
        begun = time.monotonic()
        crm("import", str(folder / "big.csv"), "--as", "contacts")
        self.seconds = time.monotonic() - begun
        self.after = _state(crm)
        assert self.after[0] == [(4 + ROWS,)]
        self.again()
        self.stopped = 0
        self.done = 0

    def again(self) -> None:
        shutil.rmtree(self.crm.db.parent)
        shutil.copytree(self.start, self.crm.db.parent)

    def judge(self, told: bytes) -> None:
        """The next command works at once, and what it finds is the state before or after."""
        assert self.crm("contact", "list", "--limit", "1", "-f", "ids").ids
        found = _state(self.crm)
        assert_sound(self.crm.db)
        if found == self.after:
            self.done += 1
            assert "WRONG" not in self.crm("doctor").out
            self.again()
            return
        self.stopped += 1
        assert found == self.before
        assert told == b""


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT], ids=["SIGKILL", "SIGINT"])
def test_an_import_that_is_stopped_at_any_moment_is_done_or_not(big, tmp_path, times, rng, figures, sign):
    judge = Judge(big, tmp_path)
    stopped = 0
    while stopped < times(100):
        process = big.start("import", str(tmp_path / "big.csv"), "--as", "contacts")
        with contextlib.suppress(subprocess.TimeoutExpired):
            # an interrupt before our first line is Python's own affair
            soonest = 2 * judge.opening if sign == signal.SIGINT else 0.02 * judge.seconds
            process.wait(rng.uniform(soonest, 1.05 * judge.seconds))
        process.send_signal(sign)
        out, err = process.communicate(timeout=60)
        assert process.returncode in ((0, -signal.SIGKILL) if sign == signal.SIGKILL else (0, 130)), err
        assert b"Traceback" not in err, err
        stopped += process.returncode != 0
        judge.judge(out if process.returncode else b"")
        assert process.returncode or judge.done
    figures(
        rule=5,
        what=f"{sign.name}s at random moments of an import of {ROWS:,} rows",
        count=stopped,
        found=f"{judge.stopped} as before, {judge.done} whole, 0 between",
    )


def _limited(size: int) -> Callable[[], None]:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def test_an_import_that_no_file_may_grow_for_is_done_or_not(big, tmp_path, times, rng, figures):
    judge = Judge(big, tmp_path)
    refused = 0
    for turn in range(times(100)):
        size = rng.randrange(100_000, 400_000 + 1700 * ROWS) if turn else 100_000
        answer = big("import", str(tmp_path / "big.csv"), "--as", "contacts", ok=False, preexec_fn=_limited(size))
        assert answer.code in (0, 6), (size, answer)
        if answer.code:
            refused += 1
            assert (answer.out, len(answer.err.splitlines())) == ("", 1), answer
        judge.judge(b"")
    assert refused
    figures(
        rule=5,
        what=f"imports of {ROWS:,} rows with files that may not grow",
        count=refused,
        found="each exit 6 and as before",
    )


_HAS_NAMESPACES = (
    shutil.which("unshare") is not None
    and subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"],
        capture_output=True,
        check=False,
    ).returncode
    == 0
)


@pytest.mark.skipif(not _HAS_NAMESPACES, reason="a small file system cannot be mounted without privileges here")
def test_an_import_on_a_disk_that_fills_up_is_done_or_not(big, tmp_path, times, rng, figures):
    """A file system of its own for every try, as large as chance has it."""
    judge = Judge(big, tmp_path)
    small = tmp_path / "small"
    small.mkdir()
    # the database is copied in, the import runs, and the files are copied out again
    script = (
        'mount -t tmpfs -o "size=$1" tmpfs "$2" && cp "$3"/crm.db "$2" || exit 99; size=$1; small=$2; data=$3; shift 3;'
        ' TINYCRM_DB="$small/crm.db" "$@"; code=$?; rm -f "$data"/*; cp "$small"/crm.db* "$data"; exit $code'
    )
    command = big.command("import", str(tmp_path / "big.csv"), "--as", "contacts")
    full = 0
    for turn in range(times(100)):
        # the database has 0.4 MB and grows, with its log, by about 4 kB a row
        size = rng.randrange(900_000, 900_000 + 4000 * ROWS) if turn else 900_000
        words = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", str(size), str(small)]
        done = subprocess.run(
            [*words, str(big.db.parent), *command],
            env=big.environment({}),
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode in (0, 6), done
        if done.returncode:
            full += 1
            assert done.stdout == b""
            assert b"the disk is full" in done.stderr, done
        judge.judge(b"")
    assert full
    figures(
        rule=5, what=f"imports of {ROWS:,} rows on a disk that fills up", count=full, found="each exit 6 and as before"
    )


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.parametrize("failure", ["ENOSPC", "EIO"])
def test_an_import_whose_nth_write_fails_is_done_or_not(big, tmp_path, times, rng, figures, failure):
    judge = Judge(big, tmp_path)
    log = tmp_path / "calls"
    words = [str(word) for word in big.command("import", str(tmp_path / "big.csv"), "--as", "contacts")]
    trace = ["strace", "-f", "-o", str(log), "-e", "trace=pwrite64,fdatasync,ftruncate"]
    subprocess.run([*trace, *words], env=big.environment({}), capture_output=True, check=True, timeout=120)
    writes = log.read_text().count("pwrite64(")
    judge.again()
    refused = 0
    for _ in range(times(60)):
        call, last = rng.choice((("pwrite64", writes), ("pwrite64", writes), ("fdatasync", 4), ("ftruncate", 1)))
        nth = rng.randint(1, last)
        # a disk that is full stays full; a bad sector is met once
        inject = f"inject={call}:error={failure}:when={nth}{'+' if failure == 'ENOSPC' else ''}"
        done = subprocess.run(
            [*trace, "-e", inject, *words], env=big.environment({}), capture_output=True, check=False, timeout=120
        )
        assert done.returncode in (0, 6), (call, nth, done)
        assert b"Traceback" not in done.stderr
        refused += done.returncode != 0
        judge.judge(done.stdout if done.returncode else b"")
    figures(
        rule=5,
        what=f"imports of {ROWS:,} rows of which one call failed with {failure}",
        count=times(60),
        found=f"{refused} exit 6 and as before, {judge.done} whole, 0 between",
    )


# --- repeatable ---


def _exported(crm: Crm | Inside) -> dict[str, object]:
    found: dict[str, object] = crm("export").json
    for key in ("exported_at", "next_id"):
        del found[key]
    return found


def _files(crm: Crm, folder: Path) -> list[tuple[Path, tuple[str, ...]]]:
    """The database's own exports in every form, and files of other programs."""
    made: list[tuple[Path, tuple[str, ...]]] = []
    for noun in ("contacts", "companies", "deals", "tasks", "interactions"):
        for form in ("csv", "json", "ndjson"):
            path = folder / f"{noun}.{form}"
            crm("export", noun, "-f", form, "--output", str(path))
            made.append((path, ("--as", noun)))
    crm("export", "--output", str(folder / "all.json"))
    made.append((folder / "all.json", ()))
    for name, noun, content in SEEDS:
        path = folder / name
        path.write_bytes(content)
        made.append((path, ("--as", noun) if noun else ()))
    return made


@pytest.mark.parametrize("update", [(), ("--update",)], ids=["import", "import --update"])
def test_the_same_file_twice_adds_nothing(stocked, tmp_path, update):
    for path, words in _files(stocked, tmp_path):
        into = Inside(tmp_path / f"into-{path.name}")
        into("import", str(path), *words, *update)
        once = _exported(into)
        again = into("import", str(path), *words, *update, "-f", "json").json
        assert (again["new"], again["changed"]) == (0, 0), (path.name, again)
        assert _exported(into) == once, path.name
        into.close()


def test_a_repetition_that_is_imported_over_a_task_is_a_rule(crm, tmp_path):
    """Once it was kept as the words of the file, which nothing could read: the task could not be finished."""
    (tmp_path / "a.csv").write_text("id,title,due\n1,Call,2026-12-01\n")
    crm("import", str(tmp_path / "a.csv"), "--as", "tasks")
    (tmp_path / "a.csv").write_text("id,title,due,repeat\n1,Call,2026-12-01,weekly\n")
    crm("import", str(tmp_path / "a.csv"), "--as", "tasks", "--update")
    assert crm("task", "show", "1", "--get", "repeat").out == "FREQ=WEEKLY\n"
    crm("task", "done", "1")
    assert crm("task", "list", "--columns", "title,due_on", "--no-header").out == "Call\t2026-12-08\n"
    (tmp_path / "a.csv").write_text("id,title,repeat\n1,Call,now and then\n")
    assert ":2: 'now and then'" in crm.fails(2, "import", str(tmp_path / "a.csv"), "--as", "tasks", "--update").err


EMPTY = (
    ("nothing.csv", b""),
    ("blank.csv", b"\n\n \n"),
    ("header.csv", b"name,email\n"),
    ("bom.csv", b"\xef\xbb\xbf"),
    ("rows.csv", b"name,email\n,\n,\n"),
    ("empty.json", b"[]"),
    ("whole.json", b'{"schema_version": 1}'),
    ("arrays.json", b'{"schema_version": 1, "contacts": [], "deals": [], "tasks": []}'),
)


@pytest.mark.parametrize(("name", "content"), EMPTY, ids=[name for name, _ in EMPTY])
@pytest.mark.parametrize("update", [(), ("--update",)], ids=["import", "import --update"])
def test_an_empty_source_never_deletes(stocked, tmp_path, name, content, update):
    (tmp_path / name).write_bytes(content)
    before = stocked.dump()
    answer = stocked("import", str(tmp_path / name), "--as", "contacts", *update, ok=False)
    assert (answer.code, answer.out) == (0, ""), answer
    assert stocked.dump() == before


def test_empty_cells_never_clear_with_update(stocked, tmp_path):
    """A row of the same person, with every column there and nothing in it but the name and the e-mail."""
    header = stocked("export", "contacts").lines[0]
    row = ",".join({"name": "Anna Petrova", "emails": "anna@neva.example"}.get(key, "") for key in header.split(","))
    (tmp_path / "a.csv").write_text(f"{header}\n{row}\n")
    before = _exported(stocked)
    stocked("import", str(tmp_path / "a.csv"), "--as", "contacts", "--update")
    found = _exported(stocked)
    del before["foreign_refs"], found["foreign_refs"]
    assert found == before


# --- bounded: mutated files ---

SEEDS: tuple[tuple[str, str, bytes], ...] = (
    (
        "people.csv",
        "contacts",
        (
            b"name,email,phone,company,tags,birthday,lifecycle,note\n"
            b'Anna,anna@x.example;a2@x.example,+7 921 123-45-67,"Neva, Ltd",lead;vip,1990-12-10,lead,"two\nlines"\n'
            b"Bo Li,bo@x.example,,Li & Co,,--12-10,customer,\n"
            b"\xd8\xb3\xd8\xa7\xd8\xb1\xd8\xa7,,,,,,,=1+1\n"
        ),
    ),
    (
        "hubspot.csv",
        "contacts",
        (
            b"Record ID,First Name,Last Name,Email,Phone Number,Job Title,Create Date,Lifecycle Stage\n"
            b"101,Anna,Petrova,anna@x.example,(921) 123-45-67,CTO,2026-01-31 10:00,lead\n"
            b"102,Bo,Li,bo@x.example,,,2026-02-01 11:30,customer\n"
        ),
    ),
    (
        "firms.csv",
        "companies",
        b"name;website;industry;size;country\nNeva Trade;neva.example;shipping;1 200;RU\nZeta;https://z.example/x;;;DE\n",
    ),
    (
        "deals.csv",
        "deals",
        (
            b"title,value,currency,stage,contact,company,opened,close,closed,probability\n"
            b'Site,"4,800.50",EUR,proposal,Anna,Neva Trade,2026-01-05,2026-12-31,,60%\n'
            b"Shop,1200,USD,won,Bo Li,,2026-02-01,,2026-03-01,\n"
            b"Roof,,EUR,lost,,Zeta,2026-02-03,,2026-03-04,\n"
        ),
    ),
    (
        "money.csv",
        "deals",
        "title\tvalue\topened\nA\t1.234,50 €\t31.01.2026\nB\t10 тыс\t01.02.2026\nC\t۱۲٬۳۴۵٫۵۰\t\n".encode(),
    ),
    (
        "tasks.csv",
        "tasks",
        (
            b"title,due,priority,status,repeat,contact,done\nCall,2026-12-01 15:00,high,open,weekly,Anna,\n"
            b"Pay,2026-11-01,low,done,,,2026-11-02\n"
        ),
    ),
    (
        "log.csv",
        "interactions",
        (
            b"kind,at,direction,summary,contacts,minutes\ncall,2026-11-10 10:00,in,Wants seats,Anna;Bo,30\n"
            b"note,2026-11-11,,Remember,,\n"
        ),
    ),
    ("cp1251.csv", "contacts", "name,note\nАнна Петрова,Привет из Москвы\nБорис,ещё\n".encode("cp1251")),
    ("utf16.csv", "contacts", "name\temail\nAnna\ta@x.example\nBo\tb@x.example\n".encode("utf-16")),
    (
        "people.json",
        "contacts",
        (
            b'[{"name": "Anna", "emails": [{"value": "a@x.example", "label": "work"}], "tags": ["a", "b"],'
            b' "fields": {"k": 1}},\n'
            b' {"name": "Bo", "email": "b@x.example", "company": {"id": 1, "name": "Li"}, "birthday": "1990-02-28"}]'
        ),
    ),
    (
        "deals.ndjson",
        "deals",
        (
            b'{"title": "A", "value": 10.50, "currency": "EUR", "stage": "lead"}\n'
            b'{"title": "B", "value": "1000", "probability": 0.5, "contacts": [{"name": "Anna"}]}\n'
        ),
    ),
    (
        "whole.json",
        "",
        (
            b'{"schema_version": 1, "exported_at": "2026-11-16T10:00:00Z", "next_id": 30,\n'
            b'"companies": [{"id": 1, "uid": "u1", "name": "Neva", "tags": ["x"]},\n'
            b' {"id": 6, "uid": "u6", "name": "Neva South", "parent": {"id": 1, "name": "Neva"}, "size": 5}],\n'
            b'"contacts": [{"id": 2, "uid": "u2", "name": "Anna", "emails": [{"value": "a@x.example"}],'
            b' "companies": [{"id": 1, "name": "Neva"}], "birthday": "1990-12-10", "fields": {"k": 1}},\n'
            b' {"id": 7, "uid": "u7", "name": "Bo", "lifecycle": "lead", "cadence_days": 30, "lead_on": "2026-11-01"}],'
            b'"deals": [{"id": 3, "uid": "u3", "title": "D", "value": 10.00, "currency": "EUR", "pipeline": "sales",'
            b' "stage": "won", "outcome": "won", "opened_on": "2026-11-01", "closed_on": "2026-11-05",'
            b' "contacts": [{"id": 2, "name": "Anna"}], "own_probability": 0.5, "stages":'
            b' [{"seq": 1, "pipeline": "sales", "stage": "lead", "position": 0, "outcome": "open",'
            b' "entered_at": "2026-11-01T10:00:00Z", "entered_on": "2026-11-01",'
            b' "left_at": "2026-11-05T10:00:00Z", "left_on": "2026-11-05"},'
            b' {"seq": 2, "pipeline": "sales", "stage": "won", "position": 4, "outcome": "won",'
            b' "entered_at": "2026-11-05T10:00:00Z", "entered_on": "2026-11-05", "left_at": null}]}],\n'
            b'"interactions": [{"id": 4, "uid": "u4", "kind": "call", "at": "2026-11-10T10:00:00Z",'
            b' "on_day": "2026-11-10", "summary": "Hi", "contacts": [{"id": 2, "name": "Anna"}], "minutes": 5}],\n'
            b'"tasks": [{"id": 5, "uid": "u5", "title": "T", "due_on": "2026-12-01", "due_time": "09:30",'
            b' "status": "open", "priority": "low", "repeat": "FREQ=WEEKLY", "deal": {"id": 3, "title": "D"}},\n'
            b' {"id": 8, "uid": "u8", "title": "Old", "status": "done", "priority": "normal",'
            b' "done_at": "2026-11-02T10:00:00Z", "done_on": "2026-11-02"}],\n'
            b'"relations": [{"contact": 2, "other": 7, "kind": "colleague"}],\n'
            b'"lifecycle_changes": [{"record": 7, "seq": 1, "noun": "contact", "old": null, "new": "lead",'
            b' "at": "2026-11-01T10:00:00Z", "on_day": "2026-11-01"}],\n'
            b'"foreign_refs": [{"source": "import", "noun": "contact", "foreign_id": "F1", "id": 2, "gone_at": null},'
            b' {"source": "import", "noun": "contact", "foreign_id": "F2", "id": 9,'
            b' "gone_at": "2026-11-02T10:00:00Z"}],\n'
            b'"merged": [{"id": 10, "uid": "u10", "noun": "contact", "survivor": 2}]}'
        ),
    ),
)
_NASTY = (
    *(
        b'"',
        b'""',
        b",",
        b";",
        b"\t",
        b"|",
        b"\n",
        b"\r",
        b"\r\n",
        b"\\",
        b"'",
        b"\0",
        b"\x1b[2J",
        b"\x7f",
        b"\xff",
        b"\xc3",
    ),
    *(
        b"\xe2\x80\xae",
        b"\xe2\x80\x8b",
        b"\xc2\xa0",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xff\xfe",
    ),
    *(
        b"[",
        b"]",
        b"{",
        b"}",
        b":",
        b"null",
        b"true",
        b"NaN",
        b"Infinity",
        b"-0",
        b"1e999",
        b"1e-999",
        b"0x10",
        b'"\\ud800"',
    ),
    *(
        b"99999999999999999999",
        b"9223372036854775807",
        b"9223372036854775808",
        b"-1",
        b"0.1",
        b"1.234",
        b"1,234",
        b"10k",
    ),
    *(
        b"2026-02-30",
        b"0000-00-00",
        b"31/12/99",
        b"9999-12-31",
        b"24:00",
        b"12:60",
        b"tomorrow",
        b"2026-13-01T99:99:99Z",
    ),
    *(text.encode() for text in ("٣", "１２", "½", "Ⅷ", "ß", "e\u0301", "\U0001f600", "\u2028", "€", "10 EUR USD")),
    *(
        b"=cmd|' /C calc'!A0",
        b"+1",
        b"-1+1",
        b"@SUM(1)",
        b"%s%n",
        b"{{7*7}}",
        b"$(touch x)",
        b"../../etc/passwd",
        b"FREQ=DAILY",
    ),
    *(
        b"sep=;",
        b"name",
        b"id",
        b"uid",
        b"fields.x",
        b"foreign_id",
        b"schema_version",
        b"a@b@c",
        b"@",
        b"x@y.z",
        b"http://[",
    ),
)
_VALUES = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    10**25,
    "",
    " ",
    "x",
    "2026-02-30",
    [],
    {},
    [None],
    [[]],
    {"a": {}},
    "\0",
    "\ud800",
    1,
)


def mutant(number: int) -> tuple[str, str, bytes]:
    """Gives the name, the noun and the bytes of a mutated file; the seed and the number say which."""
    rng = random.Random(f"{SEED} mutant {number}")
    name, noun, content = rng.choice(SEEDS)
    if name.endswith("json") and rng.random() < 0.5:
        return name, noun, _reshaped(content, rng)
    data = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 12))):
        _mutate(data, rng)
    return name, noun, bytes(data)


def _mutate(data: bytearray, rng: random.Random) -> None:
    at = rng.randrange(len(data) + 1)
    end = min(len(data), at + rng.choice((1, 1, 2, 8, 40)))
    how = rng.randrange(8)
    if how == 0 and data:
        data[at % len(data)] ^= 1 << rng.randrange(8)
    elif how == 1:
        del data[at:end]
    elif how == 2:
        data[at:at] = data[at:end] * rng.choice((1, 2, 50))
    elif how == 3:
        data[at:end] = rng.choice(_NASTY)
    elif how == 4:
        data[at:at] = rng.choice(_NASTY)
    elif how == 5:
        del data[at:]
    elif how == 6:
        lines = data.split(b"\n")
        rng.shuffle(lines)
        data[:] = b"\n".join(lines)
    else:
        other = rng.choice(SEEDS)[2]
        begin = rng.randrange(len(other))
        data[at:end] = other[begin : begin + rng.choice((3, 20, 100))]


def _reshaped(content: bytes, rng: random.Random) -> bytes:
    """JSON that is well formed, with other values in it than it should have."""
    lines = content.split(b"\n") if not content.startswith((b"[", b'{"schema')) else [content]
    values = [json.loads(line) for line in lines if line.strip()]
    for _ in range(rng.choice((1, 1, 2, 4))):
        node: object = values
        for _ in range(12):
            places = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
            if not places:
                break
            place = rng.choice(places)
            inner = node[place]  # type: ignore[index]
            if isinstance(inner, (dict, list)) and inner and rng.random() < 0.8:
                node = inner
                continue
            how = rng.randrange(4)
            if how == 0:
                del node[place]  # type: ignore[attr-defined]
            elif how == 1 and isinstance(node, list):
                node.append(copy.deepcopy(inner))
            elif how == 2 and isinstance(node, dict):
                node[rng.choice(("id", "name", "uid", "x", "tags", "value", "stages", ""))] = copy.deepcopy(inner)
            else:
                node[place] = copy.deepcopy(rng.choice(_VALUES))  # type: ignore[index]
            break
    return b"\n".join(json.dumps(value).encode() for value in values)


def _import_mutants(first: int, count: int, folder: str) -> dict[str, object]:
    """Imports mutants through the real service into a database in memory, each taken back; gives what happened."""
    from tests.torture.conftest import Inside

    from tinycrm.cli.context import Context
    from tinycrm.cli.shared import Shared
    from tinycrm.errors import TinyCRMError
    from tinycrm.render.sink import Sink
    from tinycrm.services.transfer.asked import Asked
    from tinycrm.services.transfer.importing import import_files

    env = Inside(Path(folder)).env
    context = Context(Shared(), [], env, Sink(io.BytesIO(), io.BytesIO(), env))
    work = context.work
    work.store.named = False
    taken, refused, longest = 0, 0, 0.0
    for number in range(first, first + count):
        name, noun, content = mutant(number)
        asked = Asked()
        asked.noun = noun
        asked.update, asked.skip_bad = number % 2 == 0, number % 3 == 0
        work.dry_run = True
        work.notes.clear()
        work.also.clear()
        begun = time.process_time()
        try:
            import_files(work, [(name, content)], asked)
            taken += 1
        except TinyCRMError as error:
            if error.exit_code not in (2, 4, 5):
                return {"failed": number, "why": f"{type(error).__name__} {error.exit_code}: {error.message}"}
            refused += 1
        except Exception as error:  # noqa: BLE001 -- every defect is told with its number
            return {"failed": number, "why": f"{type(error).__name__}: {error}"}
        longest = max(longest, time.process_time() - begun)
    context.close()
    return {"taken": taken, "refused": refused, "longest": longest, "megabytes": own_megabytes()}


# A tenth would be two minutes of a CI run: a fiftieth of them.
MUTANTS = 1_000_000 if FULL else 20_000


@pytest.mark.parametrize("shard", range(4))
def test_no_mutated_file_is_a_defect_or_takes_long(tmp_path, figures, shard):
    count = MUTANTS // 4
    done = subprocess.run(
        [sys.executable, "-m", "tests.torture.test_import", str(shard * count), str(count), str(tmp_path)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    assert "failed" not in found, (found, mutant(found["failed"]))
    assert found["taken"] + found["refused"] == count
    # neither everything nor nothing gets through: else the mutants try one thing alone
    assert count / 20 < found["taken"] < count * 19 / 20
    assert found["longest"] < 10
    assert found["megabytes"] < 256
    figures(
        rule=5,
        what=f"mutated CSV and JSON files through the import service, part {shard + 1} of 4",
        count=count,
        found=f"0 defects; {found['taken']:,} taken, {found['refused']:,} refused;"
        f" at most {found['longest']:.2f} s and {found['megabytes']} MB",
    )


def _measured(crm: Crm, *words: str) -> tuple[int, str, str, int]:
    """Gives exit code, stdout, stderr and the most memory in MB of a command, which gets 10 s of CPU time."""

    with open(crm.home / "out", "w+b") as out, open(crm.home / "err", "w+b") as err:
        code, _, megabytes = weigh(
            crm.command(*words),
            crm.environment({}),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            seconds=10,
        )
        out.seek(0)
        err.seek(0)
        return code, out.read().decode(), err.read().decode(), megabytes


def test_mutated_files_by_the_command_line_leave_a_whole_database(stocked, tmp_path, times, figures):
    """Applied, one after the other, into one database: what one file brings the next one meets."""
    most = 0
    codes: dict[int, int] = {}
    for number in range(times(600)):
        name, noun, content = mutant(-number - 1)
        (tmp_path / name).write_bytes(content)
        words = ("import", str(tmp_path / name), *(("--as", noun) if noun else ()), "--skip-bad")
        code, out, err, megabytes = _measured(stocked, *words, *(("--update",) if number % 2 else ()))
        assert code in (0, 2, 4, 5, 8), (number, code, err, content)
        assert "Traceback" not in err, (number, err, content)
        assert (code in (0, 8)) or (out == "" and len(err.splitlines()) == 1), (number, out, err, content)
        most = max(most, megabytes)
        codes[code] = codes.get(code, 0) + 1
    assert most < 256
    assert_sound(stocked.db)
    assert "WRONG" not in stocked("doctor").out
    whole = stocked("export").out
    (tmp_path / "whole.json").write_text(whole)
    stocked.env["TINYCRM_DB"] = str(tmp_path / "other" / "crm.db")
    stocked("import", str(tmp_path / "whole.json"))
    # all that came in goes out and in again
    assert _without_moment(stocked("export").out) == _without_moment(whole)
    figures(
        rule=5,
        what="mutated files by the command line into one database",
        count=times(600),
        found=f"exit codes {dict(sorted(codes.items()))}, at most {most} MB; the export restores to itself",
    )


def _without_moment(text: str) -> list[str]:
    return [line for line in text.splitlines() if not line.startswith('"exported_at"')]


HUGE = (
    (
        "a 10 MB cell",
        "a.csv",
        lambda: "name,note\nA,b\nB,c\nC," + "x" * 10_500_000 + "\n",
        ":4: a cell is larger than 10 MB",
    ),
    (
        "a 10 MB quoted cell",
        "a.csv",
        lambda: 'name\nA\n"' + "x\n" * 5_400_000 + '"\n',
        ":3: a cell is larger than 10 MB",
    ),
    (
        "a 10 MB text of JSON",
        "a.json",
        lambda: '[{"name": "A"},\n{"name": "' + "x" * 10_500_000 + '"}]',
        ":2: a text is larger",
    ),
    (
        "a 10 MB text of quotes",
        "a.json",
        lambda: '[{"name": "A"},\n\n{"name": "' + '\\"' * 5_400_000 + '"}]',
        ":3: a text is larger",
    ),
    (
        "100,000 arrays",
        "a.json",
        lambda: '[{"name": "A"},\n' + "[" * 100_000 + "]" * 100_000 + "]",
        ":2: nested too deeply",
    ),
    ("100,000 objects", "a.json", lambda: '\n\n{"a":' * 100_000 + "1" + "}" * 100_000, ":200001: nested too deeply"),
    (
        "100,000 arrays in an export",
        "a.json",
        lambda: '{"schema_version": 1,\n"contacts":\n[{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]}",
        ":3: nested too deeply",
    ),
    (
        "100,000 arrays in a line",
        "a.ndjson",
        lambda: '{"name": "A"}\n' + "[" * 100_000 + "]" * 100_000,
        ":2: nested too deeply",
    ),
    (
        "950 arrays in a cell",
        "a.json",
        lambda: '[{"name": "A"},\n{"name": ' + "[" * 950 + "]" * 950 + "}]",
        "item 2 is nested too",
    ),
    ("a million columns", "a.csv", lambda: "name" + "," * 1_000_000 + "\nA\n", None),
    ("a million digits", "a.json", lambda: '[{"name": "A", "x": ' + "1" * 1_000_000 + "}]", None),
    ("a million quotes", "a.csv", lambda: "name\n" + '"' * 1_000_001 + "\n", ":2: "),
)


@pytest.mark.parametrize(("name", "make", "told"), [case[1:] for case in HUGE], ids=[case[0] for case in HUGE])
def test_a_huge_file_is_bounded_and_refused_with_its_line(crm, tmp_path, name, make, told):
    (tmp_path / name).write_text(make())
    code, out, err, megabytes = _measured(crm, "import", str(tmp_path / name), "--as", "contacts")
    assert megabytes < 256
    assert len(err) < 2000
    if told is None:
        assert code in (0, 2)
        return
    assert (code, out) == (2, ""), err
    assert len(err.splitlines()) == 1
    assert told in err
    assert not crm.db.exists()


def _bomb(levels: int = 9) -> str:
    """Nine lists of nine references each: a billion values in ten lines."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]" for level in range(1, levels)]
    return "\n".join(lines) + "\n"


DEEP = "[" * 100_000 + "]" * 100_000
YAML_FILES = ("config.yaml", "pipelines.yaml")


@pytest.mark.parametrize("name", YAML_FILES)
@pytest.mark.parametrize(
    ("content", "line"),
    [
        (_bomb(), None),
        ("a: &a [*a]\n", 1),
        ("x: 1\nb: " + DEEP + "\n", 2),
        ("x: 1\ny: 2\nb: " + "{a: " * 100_000 + "1" + "}" * 100_000 + "\n", 3),
        ("- " * 100_000 + "x\n", 1),
        ("x: '" + "y" * (2 * MEGABYTE) + "'\n", None),
    ],
    ids=["alias bomb", "reference to itself", "nested lists", "nested maps", "nested items", "larger than 1 MiB"],
)
def test_a_bomb_in_yaml_is_refused_with_its_line(crm, tmp_path, name, content, line):
    folder = tmp_path / "settings"
    folder.mkdir()
    (folder / name).write_text(content)
    code, out, err, megabytes = _measured(crm, "--config", str(folder), "contact", "list")
    assert (code, out) == (2, ""), err
    assert len(err.splitlines()) == 1
    assert f"{name}:{line or ''}" in err, err
    assert megabytes < 256


def test_a_bomb_in_a_map_file_is_refused_with_its_line(crm, tmp_path):
    (tmp_path / "people.csv").write_text("name\nAnna\n")
    for number, content in enumerate((_bomb(), "columns: " + DEEP)):
        (tmp_path / f"map{number}.yaml").write_text(content)
        words = (
            "import",
            str(tmp_path / "people.csv"),
            "--as",
            "contacts",
            "--map-file",
            str(tmp_path / f"map{number}.yaml"),
        )
        code, out, err, megabytes = _measured(crm, *words)
        assert (code, out) == (2, ""), err
        assert f"map{number}.yaml:" in err
        assert megabytes < 256


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_import_mutants(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])))
