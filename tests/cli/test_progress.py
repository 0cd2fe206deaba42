"""How far a long import is: one line on a terminal, rewritten and cleared, and nothing anywhere else."""

from __future__ import annotations

import io
import sys

import pexpect
import pytest

from tinycrm.cli.progress import words
from tinycrm.render.sink import Sink


@pytest.mark.parametrize(
    ("done", "total", "seconds", "line"),
    [
        (5000, 20000, 1.0, "5,000 of 20,000 rows, 5,000 rows/s, 3 s left"),
        (1000, 1_000_000, 0.5, "1,000 of 1,000,000 rows, 2,000 rows/s, 8 min left"),
        (1000, 100_000_000, 1.0, "1,000 of 100,000,000 rows, 1,000 rows/s, 27.8 h left"),
        (20000, 20000, 4.0, "20,000 of 20,000 rows, 5,000 rows/s"),
    ],
)
def test_the_pace_and_the_time_left_are_told(done, total, seconds, line):
    assert words(done, total, seconds) == line


class Screen(io.BytesIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def drawn(env: dict[str, str], *, quiet: bool = False, terminal: bool = True) -> bytes:
    err = Screen() if terminal else io.BytesIO()
    sink = Sink(io.BytesIO(), err, env, quiet=quiet)
    sink.draw("one\x1b[2J")
    sink.draw("two")
    sink.say("told")
    sink.draw("")
    sink.draw("three")
    sink.draw("")
    return err.getvalue()


def test_whatever_comes_takes_the_place_of_the_line():
    assert drawn({"NO_COLOR": "1"}) == (b"\r\x1b[Kone\\x1b[2J\r\x1b[Ktwo\r\x1b[Ktold\n\r\x1b[Kthree\r\x1b[K")


def test_there_is_no_line_where_none_can_be_rewritten():
    assert drawn({}, terminal=False) == b"told\n"
    assert drawn({"TERM": "dumb"}) == b"told\n"
    assert drawn({}, quiet=True) == b""


def test_a_long_import_on_a_terminal_ends_without_a_trace_of_its_progress(crm, tmp_path):
    rows = "".join(f"P{n},p{n}@x.example\n" for n in range(4000))
    (tmp_path / "a.csv").write_text("name,email\n" + rows)
    env = {**crm.env, "TERM": "xterm", "NO_COLOR": "1"}
    words = ["-m", "tinycrm", "import", str(tmp_path / "a.csv"), "--as", "contacts", "--yes"]
    child = pexpect.spawn(sys.executable, words, env=env, encoding="utf-8", timeout=60, dimensions=(24, 80))
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    last = child.before.rstrip("\r\n").split("\n")[-1]
    assert last.rpartition("\x1b[K")[2] == "Imported contacts: 4000 new"
