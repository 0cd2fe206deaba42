"""Nothing is lost unnoticed, and nothing is said after the reader has gone."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING, cast

import pytest

from tinycrm.errors import Ambiguous, StorageError, UsageError
from tinycrm.render.sink import ClosedPipe, Sink

if TYPE_CHECKING:
    from conftest import Place

# what the process does with a sink: end quietly when the reader went, with 6 when output was lost
PROGRAM = """
import os, sys
from tinycrm.errors import TinyCRMError
from tinycrm.render.sink import ClosedPipe, Sink
sink = Sink.standard(os.environ)
try:
    for _ in range(int(sys.argv[1])):
        sink.out("\\u0410\\u043d\\u043d\\u0430 \\u65e5\\u672c \\n")
    sink.flush()
except ClosedPipe:
    code = 0
except TinyCRMError as error:
    sink.error(error)
    code = error.exit_code
else:
    sink.say("done")
    code = 0
sys.exit(code)
"""


def run(lines: int, redirect: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", f'set +o pipefail; "$0" -c "$1" {lines} {redirect}', sys.executable, PROGRAM],
        capture_output=True,
        env={**os.environ, **environ},
        check=False,
    )


def test_output_is_utf8_whatever_the_locale_says() -> None:
    done = run(1, "", PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, "Анна 日本 \n", b"done\n")


@pytest.mark.parametrize("lines", [1, 100_000])
def test_a_full_disk_is_a_failure_and_not_silence(lines: int) -> None:
    done = run(lines, ">/dev/full")
    assert done.returncode == 6
    assert done.stderr.decode() == (
        "tinycrm: the output could not be written: No space left on device; "
        "check where stdout goes and whether its disk is full\n"
    )


@pytest.mark.parametrize("redirect", [">&-", "1</dev/null"])
def test_a_missing_stdout_is_a_failure_when_there_is_something_to_say(redirect: str) -> None:
    done = run(1, redirect)
    assert done.returncode == 6
    assert done.stderr.startswith(b"tinycrm: the output could not be written")
    assert done.stderr.count(b"\n") == 1


def test_a_missing_stdout_is_no_failure_when_there_is_nothing_to_say() -> None:
    assert run(0, ">&-").returncode == 0


@pytest.mark.parametrize("lines", [1, 100_000])
def test_a_reader_that_went_away_is_no_failure_and_makes_no_noise(lines: int) -> None:
    done = run(lines, "| (exec <&-; sleep 0.3); exit ${PIPESTATUS[0]}")
    assert (done.returncode, done.stderr.replace(b"done\n", b"")) == (0, b"")


@pytest.mark.parametrize("redirect", ["2>&-", "2>/dev/full", "2</dev/null"])
def test_a_broken_stderr_changes_nothing(redirect: str) -> None:
    done = run(1, redirect)
    assert (done.returncode, done.stdout.decode()) == (0, "Анна 日本 \n")


def test_talk_comes_after_the_data_that_was_written_before_it() -> None:
    assert run(1, "2>&1").stdout.decode() == "Анна 日本 \ndone\n"


def test_a_closed_pipe_is_its_own_kind_and_is_told_once() -> None:
    class Gone:
        def isatty(self) -> bool:
            return False

        def write(self, data: bytes) -> int:
            raise BrokenPipeError

        def fileno(self) -> int:
            raise OSError

    sink = Sink(cast("object", Gone()), None, {})  # type: ignore[arg-type]
    with pytest.raises(ClosedPipe):
        sink.out("x")
    sink.flush()


def test_without_a_stdout_data_is_refused() -> None:
    with pytest.raises(StorageError, match="the output could not be written"):
        Sink(None, None, {}).out("x")


def test_a_lone_surrogate_from_a_foreign_hand_does_not_stop_the_output(place: Place) -> None:
    output = place()
    output.sink.out("a\udc80\n")
    assert output.out == "a\\udc80\n"


def test_quiet_drops_talk_and_keeps_errors(place: Place) -> None:
    output = place(quiet=True)
    output.sink.say("3 were left out")
    output.sink.error(UsageError("'soon' is not a date", hint="use YYYY-MM-DD"))
    assert output.err == "tinycrm: 'soon' is not a date; use YYYY-MM-DD\n"


def test_talk_and_errors_carry_no_control_codes_of_others(place: Place) -> None:
    output = place(terminal=True, colour=True)
    output.sink.say("\x1b]0;x\x07\n\u202e", "dim")
    output.sink.error(UsageError("'\x1b[2J'"))
    assert output.err == "\x1b[2m\\x1b]0;x\\x07\\n\\u202e\x1b[0m\n\x1b[31mtinycrm:\x1b[0m '\\x1b[2J'\n"


def test_an_ambiguity_names_its_candidates_on_the_one_line(place: Place) -> None:
    output = place()
    candidates = [(number, "contact", f"Anna {number}") for number in range(1, 13)]
    output.sink.error(Ambiguous("'anna' is not one record", hint="give an id", candidates=candidates[:2]))
    output.sink.error(Ambiguous("'anna'", candidates=candidates))
    first, second = output.err.splitlines()
    assert first == "tinycrm: 'anna' is not one record: 1 Anna 1, 2 Anna 2; give an id"
    assert second.endswith("10 Anna 10 and 2 more")


def test_an_error_is_json_for_programs(place: Place) -> None:
    output = place()
    output.sink.error(UsageError("bad", hint=""), as_json=True)
    assert output.err == '{"error": {"code": "usage", "message": "bad", "hint": "", "exit_code": 2}}\n'


@pytest.mark.parametrize(
    ("terminal", "environ", "no_color", "colour"),
    [
        (True, {}, False, True),
        (True, {"TERM": "xterm"}, False, True),
        (True, {"NO_COLOR": ""}, False, True),
        (True, {"NO_COLOR": "1"}, False, False),
        (True, {"TERM": "dumb"}, False, False),
        (True, {}, True, False),
        (False, {}, False, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    place: Place, terminal: bool, environ: dict[str, str], no_color: bool, colour: bool
) -> None:
    stream = place(terminal=terminal).stdout
    sink = Sink(stream, None, environ, no_color=no_color)
    assert sink.colour is colour
    assert sink.style("late", "red") == ("\x1b[31mlate\x1b[0m" if colour else "late")


@pytest.mark.parametrize(
    ("columns", "width", "bounded"),
    [
        ("120", 120, True),
        ("", 80, False),
        ("0", 80, False),
        ("-5", 80, False),
        ("wide", 80, False),
        ("٤٠", 80, False),
    ],
)
def test_the_width_is_what_columns_says_else_eighty(place: Place, columns: str, width: int, bounded: bool) -> None:
    sink = Sink(place().stdout, None, {"COLUMNS": columns})
    assert (sink.width, sink.bounded) == (width, bounded)


def test_a_terminal_knows_its_own_width() -> None:
    import fcntl
    import struct
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 57, 0, 0))
    with open(follower, "wb", buffering=0) as stream:
        sink = Sink(stream, None, {})  # type: ignore[arg-type]
        assert (sink.is_tty, sink.width, sink.bounded) == (True, 57, True)
    os.close(leader)
