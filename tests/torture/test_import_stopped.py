"""Rule 5: an import that is stopped, by a signal, a full disk or a failing write, is done or not."""

from __future__ import annotations

import contextlib
import resource
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.torture.conftest import FULL, assert_sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Crm

# The moments of a small import are the same ones, in a CI run.
ROWS = 5000 if FULL else 1000


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
