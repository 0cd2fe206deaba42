"""Every command in every surrounding that cron, a pipe or a broken machine may give it."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.torture.corpus import CASES
from tests.torture.forge import SOURCE, Forge
from tests.torture.furnish import TODAY, again, environment, timeless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.torture.corpus import Case

_SECONDS = 60


class Answer:
    """What one process gave back; `out` is None where nobody could read it."""

    def __init__(self, code: int, out: bytes | None, err: bytes) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def sound(self) -> bool:
        """Whether no defect shows, and an error is one line."""
        told = b"Traceback" in self.err or b"Exception ignored" in self.err or b"defect" in self.err
        return not told and self.code in (0, 1, 2, 3, 4, 5, 6, 8, 10)

    def __repr__(self) -> str:
        return f"exit {self.code}\nstdout: {(self.out or b'')[:1500]!r}\nstderr: {self.err[:1500]!r}"


class Call:
    """One call in a surrounding, on a home of its own."""

    def __init__(self, case: Case, home: Path) -> None:
        self.case = case
        self.home = home
        self.words = case.at(home)
        self.env = environment(home)

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "tinycrm", *self.words]

    def run(self, command: list[str] | None = None, **more: object) -> Answer:
        given: dict[str, object] = {
            "stdin": subprocess.PIPE,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "env": self.env,
            "cwd": "/",
            **more,
        }
        process = subprocess.Popen(command or self.command, **given)  # type: ignore[call-overload]
        stdin = self.case.stdin if given["stdin"] == subprocess.PIPE else None
        try:
            out, err = process.communicate(stdin, timeout=_SECONDS)
        finally:
            process.kill()
        return Answer(process.returncode, out, err or b"")


def _same(call: Call, usual: bytes, answer: Answer) -> None:
    """The answer is the usual one."""
    assert answer.code == 0, answer
    assert answer.out is not None
    if call.case.writes or call.case.command in _TELL_FOLDERS:
        assert bool(answer.out) != call.case.silent, answer
    else:
        # a command to copy names what was named: the database, the settings
        out = re.sub(rb"(?<=tinycrm)(?: --(?:db|config) [^ ]+)+", b"", answer.out)
        assert timeless(out) == timeless(usual), answer


# They name the settings folder, which depends on the surrounding.
_TELL_FOLDERS = ("config path", "doctor", "backup list", "backup verify", "schedule install")


# --- the surroundings ---


def empty_environment(call: Call, usual: bytes) -> None:
    """env -i: whatever the command needs is in its arguments."""
    more = ["--db", call.env["TINYCRM_DB"], "--today", TODAY, "--user", "tester"]
    rest = [word for word in call.words if call.words.index(word) >= len(call.case.command.split())]
    if "--db" in call.words:
        more = more[2:]
    if "--config" not in call.words:
        more += ["--config", str(call.home)]
    # only where Python finds the checkout: an installed program needs nothing
    call.env = {"PYTHONPATH": str(SOURCE)}
    if call.case.command == "completion install":
        call.env["HOME"] = str(call.home)
    if call.case.command == "template edit":
        call.env["EDITOR"] = "true"
    call.words = [*call.case.command.split(), *more, *rest]
    _same(call, usual, call.run())


def ascii_locale(call: Call, usual: bytes) -> None:
    call.env |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    _same(call, usual, call.run())


def ascii_streams(call: Call, usual: bytes) -> None:
    call.env |= {"PYTHONIOENCODING": "ascii"}
    _same(call, usual, call.run())


def no_home(call: Call, usual: bytes) -> None:
    del call.env["HOME"]
    call.env |= {"XDG_CACHE_HOME": str(call.home / "cache"), "XDG_DATA_HOME": str(call.home / "share")}
    _same(call, usual, call.run())


def home_of_nobody(call: Call, usual: bytes) -> None:
    call.env |= {"HOME": str(call.home / "nowhere")}
    _same(call, usual, call.run())


def no_terminal(call: Call, usual: bytes) -> None:
    call.env.pop("TERM", None)
    _same(call, usual, call.run(start_new_session=True))


def closed_stdin(call: Call, usual: bytes) -> None:
    answer = call.run(stdin=None, preexec_fn=lambda: os.close(0))
    if call.case.stdin:
        assert (answer.code, answer.out) == (2, b""), answer
        assert b"stdin is closed" in answer.err
    else:
        _same(call, usual, answer)


def closed_stdout(call: Call, usual: bytes) -> None:
    answer = call.run(stdout=None, preexec_fn=lambda: os.close(1))
    _lost(call, answer)


def full_device(call: Call, usual: bytes) -> None:
    with open("/dev/full", "wb") as full:
        answer = call.run(stdout=full)
    _lost(call, answer)


def _lost(call: Call, answer: Answer) -> None:
    assert answer.code == (0 if call.case.silent else 6), answer
    if not call.case.silent:
        lines = answer.err.decode().splitlines()
        # notes of the command may stand before it
        assert "the output could not be written" in lines[-1], answer
        assert len([line for line in lines if "output could not be written" in line]) == 1, answer


def gone_reader(call: Call, usual: bytes) -> None:
    read, write = os.pipe()
    os.close(read)
    answer = call.run(stdout=write)
    os.close(write)
    assert answer.code == 0, answer
    assert b"tinycrm:" not in answer.err, answer


def closed_stderr(call: Call, usual: bytes) -> None:
    _same(call, usual, call.run(stderr=None, preexec_fn=lambda: os.close(2)))


def full_stderr(call: Call, usual: bytes) -> None:
    with open("/dev/full", "wb") as full:
        _same(call, usual, call.run(stderr=full))


def deleted_folder(call: Call, usual: bytes) -> None:
    gone = call.home.with_name(f"{call.home.name}-gone")
    gone.mkdir()
    _same(call, usual, call.run(cwd=str(gone), preexec_fn=gone.rmdir))


# A disk that nothing can be written to, also by root: a mount of the folder in a namespace of its own.
_READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def read_only_disk(call: Call, usual: bytes) -> None:
    if not _mounts():
        return
    answer = call.run(["unshare", "-m", "sh", "-c", _READ_ONLY, str(call.home), *call.command])
    if not call.case.writes:
        # the check of the files' permissions may tell of the disk
        assert answer.code == 0, answer
        assert timeless(answer.out or b"") == timeless(usual), answer
        return
    assert answer.code in (0, 6), answer
    if answer.code == 6:
        assert answer.out == b"", answer
        # each line of a batch is told of, and their number
        assert len(answer.err.splitlines()) == 1 or call.case.command == "batch", answer
    else:
        # nothing was to be written: the state asked for already holds, or no mail is due yet
        assert call.case.command in ("pipeline sync", "pipeline rename-stage", "mail send", "run"), answer


def _mounts() -> bool:
    if not hasattr(_mounts, "can"):
        probe = ["unshare", "-m", "sh", "-c", _READ_ONLY + "", "/tmp", "true"]
        can = shutil.which("unshare") and subprocess.run(probe, capture_output=True, check=False).returncode == 0
        _mounts.can = bool(can)  # type: ignore[attr-defined]
    return bool(_mounts.can)  # type: ignore[attr-defined]


SURROUNDINGS: tuple[Callable[[Call, bytes], None], ...] = (
    empty_environment,
    ascii_locale,
    ascii_streams,
    no_home,
    home_of_nobody,
    no_terminal,
    closed_stdin,
    closed_stdout,
    full_device,
    gone_reader,
    closed_stderr,
    full_stderr,
    deleted_folder,
    read_only_disk,
)


@pytest.fixture(scope="module")
def usual(furnished: Path) -> dict[Case, bytes]:
    """What each read prints where nothing is odd."""
    forge = Forge()
    try:
        reads = [case for case in CASES if not case.writes]
        return {case: forge.run(case.at(furnished), environment(furnished), stdin=case.stdin).out for case in reads}
    finally:
        forge.close()


# What cron jobs and scripts call most meets every surrounding every time.
_ALWAYS = ("contact list", "contact show", "contact add", "contact tag", "log call", "search", "today", "deal board")


@pytest.mark.parametrize("surrounding", SURROUNDINGS, ids=lambda function: function.__name__)
def test_every_command_does_its_work_or_says_why_not(
    furnished: Path,
    usual: dict[Case, bytes],
    tmp_path: Path,
    times: Callable[[int], int],
    figures: Callable[..., None],
    surrounding: Callable[[Call, bytes], None],
) -> None:
    """In a tenth every command meets a surrounding, and every surrounding its share and the usual ones."""
    if surrounding is read_only_disk and not _mounts():
        pytest.skip("no mount of one's own can be made here: unshare and mount need root")
    place = SURROUNDINGS.index(surrounding)
    chosen = [*CASES]
    if times(10) < 10:
        turn = int(os.environ["TINYCRM_SEED"]) + place
        chosen = [
            case
            for number, case in enumerate(CASES)
            if (number + turn) % len(SURROUNDINGS) == 0 or str(case).startswith(_ALWAYS)
        ]
    for case in chosen:
        home = again(furnished, tmp_path / "home") if case.writes else furnished
        call = Call(case, home)
        try:
            surrounding(call, usual.get(case, b""))
        except AssertionError as error:
            raise AssertionError(f"{surrounding.__name__}: tinycrm {case}") from error
    figures(
        rule=12, what=f"commands: {surrounding.__name__}", count=len(chosen), found="0 tracebacks, 0 lost unnoticed"
    )


def test_the_turns_of_a_tenth_cover_every_command_and_every_surrounding() -> None:
    for seed in (0, 1, 5, 123_456_789):
        met = {
            (place, number)
            for place in range(len(SURROUNDINGS))
            for number in range(len(CASES))
            if (number + seed + place) % len(SURROUNDINGS) == 0
        }
        assert {place for place, _ in met} == set(range(len(SURROUNDINGS)))
        assert {number for _, number in met} == set(range(len(CASES)))


def test_a_read_only_disk_is_examined_like_any_other(furnished: Path) -> None:
    """`doctor` finds the differences of marks and index by reading alone."""
    if not _mounts():
        pytest.skip("no mount of one's own can be made here: unshare and mount need root")
    call = Call(next(case for case in CASES if case.command == "doctor"), furnished)
    answer = call.run(["unshare", "-m", "sh", "-c", _READ_ONLY, str(furnished), *call.command])
    assert (answer.code, answer.err) == (0, b""), answer
    assert b"the last-touch marks agree with the interactions" in (answer.out or b"")


# --- two troubles at once ---


def test_a_write_whose_answer_is_lost_was_done_and_says_so(furnished: Path, tmp_path: Path, rng: random.Random) -> None:
    writes = [case for case in CASES if case.command in ("contact add", "deal add", "task add", "log")]
    for case in writes:
        home = again(furnished, tmp_path / "home")
        call = Call(case, home)
        before = _operations(home)
        with open("/dev/full", "wb") as full:
            answer = call.run(stdout=full)
        assert answer.code == 6
        assert _operations(home) == before + 1


def _operations(home: Path) -> int:
    import sqlite3

    db = sqlite3.connect(home / "data" / "crm.db")
    try:
        return int(db.execute("SELECT count(*) FROM operation").fetchone()[0])
    finally:
        db.close()


@pytest.mark.parametrize("closed", [(0, 1), (0, 2), (1, 2), (0, 1, 2)], ids=str)
def test_several_closed_descriptors_do_no_harm(furnished: Path, tmp_path: Path, closed: tuple[int, ...]) -> None:
    """A file that the program opens takes a free number: it must not be taken for stdout."""
    import hashlib

    def close() -> None:
        for number in closed:
            os.close(number)

    for words in (("contact", "add", "Zoe"), ("contact", "list"), ("export",), ("backup",), ("--help",), ("nothing",)):
        home = again(furnished, tmp_path / "home")
        case = next(case for case in CASES if case.command == "contact list")
        call = Call(case, home)
        call.words = [*words]
        streams = {name: None for number, name in enumerate(("stdin", "stdout", "stderr")) if number in closed}
        answer = call.run(**streams, preexec_fn=close)
        assert answer.sound or answer.code == 6, answer
        if 1 in closed and words != ("nothing",):
            assert answer.code == 6, (words, answer)
        done = subprocess.run(
            [sys.executable, "-m", "tinycrm", "doctor"], env=environment(home), capture_output=True, check=False
        )
        assert done.returncode == 0, (words, done)
        header = (home / "data" / "crm.db").read_bytes()[:16]
        assert hashlib.sha256(header).digest() == hashlib.sha256(b"SQLite format 3\0").digest()


@pytest.mark.skipif(shutil.which("unshare") is None, reason="unshare is not installed")
def test_on_a_read_only_disk_unmerged_changes_are_told_of(furnished: Path, tmp_path: Path) -> None:
    """A log that still has to be replayed cannot be, and a stale answer would be a wrong one."""
    import sqlite3

    if not _mounts():
        pytest.skip("no mount of one's own can be made here: unshare and mount need root")
    home = again(furnished, tmp_path / "home")
    data = home / "data"
    held = sqlite3.connect(data / "crm.db")
    held.execute("UPDATE contact SET name = 'Changed' WHERE id = 3")
    held.commit()
    # copied while it is open: the change is in the log alone
    other = again(home, tmp_path / "copy")
    held.close()
    assert (other / "data" / "crm.db-wal").stat().st_size > 0
    case = next(case for case in CASES if case.command == "contact list")
    call = Call(case, other)
    answer = call.run(["unshare", "-m", "sh", "-c", _READ_ONLY, str(other), *call.command])
    assert (answer.code, answer.out) == (6, b""), answer
    assert b"changes not yet merged" in answer.err
