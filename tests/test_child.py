"""Programs that are started: heard so far, waited for so long, and gone when this process is told to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from tests.processes import gone, read_number

from tinycrm.child import DROPPED, letter, run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def shell(script: str, **more: object):
    return run(["/bin/sh", "-c", script], **{"seconds": 30, "kept": 1000, **more})


def test_what_a_program_writes_and_how_it_ends_is_known() -> None:
    ended = shell("printf 'a\\0b'; echo c >&2; exit 7")
    assert (ended.code, ended.out, ended.err) == (7, b"a\0b", b"c\n")
    assert shell("kill -USR1 $$").code == -signal.SIGUSR1
    assert (shell("echo x", out=DROPPED).out, shell("cat").out) == (b"", b"")


def test_no_shell_reads_the_words_and_only_what_is_given_is_in_the_environment(tmp_path) -> None:
    words = ["/usr/bin/printf", "%s|", "$HOME", "a b", "`id`", ";"]
    assert run(words, seconds=30, kept=100).out == b"$HOME|a b|`id`|;|"
    assert shell("pwd; env | grep -v ^PWD= | sort", env={"A": "1"}, folder=str(tmp_path)).out == (
        f"{tmp_path}\nA=1\n".encode()
    )


def test_what_is_said_beyond_the_limit_is_read_and_dropped() -> None:
    ended = shell("head -c 3000000 /dev/zero | tr '\\0' x; head -c 3000000 /dev/zero | tr '\\0' y >&2", kept=5)
    assert (ended.code, ended.out, ended.err) == (0, b"xxxxx", b"yyyyy")


def test_input_of_any_size_is_there_and_need_not_be_read() -> None:
    assert shell("wc -c", stdin=letter(b"x" * 3_000_000)).out.split() == [b"3000000"]
    assert shell("exit 3", stdin=letter(b"x" * 3_000_000)).code == 3


def test_a_program_that_closes_its_outputs_is_waited_for() -> None:
    assert shell("exec >&- 2>&-; sleep 0.3; exit 4").code == 4


def test_what_a_program_leaves_behind_is_not_waited_for_and_lives(tmp_path) -> None:
    ended = shell(f"sleep 300 & echo $! > {tmp_path}/pid; echo done")
    assert (ended.code, ended.out) == (0, b"done\n")
    os.kill(read_number(tmp_path / "pid"), signal.SIGKILL)


def test_when_its_time_is_up_all_that_it_started_is_gone(tmp_path) -> None:
    ended = shell(f"sleep 300 & echo $! > {tmp_path}/pid; echo said; wait", seconds=0.5)
    assert (ended.code, ended.out) == (None, b"said\n")
    assert gone(read_number(tmp_path / "pid"))


def test_it_is_asked_to_end_before_it_is_made_to(tmp_path) -> None:
    polite = f"trap 'echo 1 > {tmp_path}/polite; exit 0' TERM; while :; do sleep 0.05; done"
    assert shell(polite, seconds=0.5).code is None
    assert read_number(tmp_path / "polite") == 1
    deaf = f"trap '' TERM INT HUP; sh -c 'echo $$ > {tmp_path}/deaf; sleep 300'"
    assert shell(deaf, seconds=0.5, grace=0.2).code is None
    assert gone(read_number(tmp_path / "deaf"))


@pytest.mark.parametrize("words", [["/no/such/program"], ["/"], ["/bin/echo", "a\0b"]])
def test_what_cannot_be_started_raises_and_changes_no_signal(words: Sequence[str]) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    with pytest.raises((OSError, ValueError)):
        run(words, seconds=1, kept=1)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before


_PARENT = """
import sys
from tinycrm.child import run
from tinycrm.errors import Terminated
try:
    run(["/bin/sh", "-c", sys.argv[1]], seconds=60, kept=100, grace=5)
except Terminated as stop:
    print("told", stop.exit_code)
except KeyboardInterrupt:
    print("interrupted")
"""


@pytest.mark.parametrize(
    ("number", "told"),
    [(signal.SIGTERM, "told 143\n"), (signal.SIGHUP, "told 129\n"), (signal.SIGINT, "interrupted\n")],
)
def test_told_to_end_it_ends_what_it_started_first(tmp_path, number: signal.Signals, told: str) -> None:
    script = f"sleep 300 & echo $! > {tmp_path}/pid; wait"
    parent = subprocess.Popen([sys.executable, "-c", _PARENT, script], stdout=subprocess.PIPE, text=True)
    pid = read_number(tmp_path / "pid")
    parent.send_signal(number)
    assert parent.communicate(timeout=30)[0] == told
    assert gone(pid)


def test_a_signal_that_is_ignored_stays_ignored(tmp_path) -> None:
    script = f"echo $$ > {tmp_path}/pid; while [ ! -e {tmp_path}/go ]; do sleep 0.05; done"
    parent = subprocess.Popen(["nohup", sys.executable, "-c", _PARENT, script], stdout=subprocess.PIPE, text=True)
    read_number(tmp_path / "pid")
    parent.send_signal(signal.SIGHUP)
    time.sleep(0.2)
    (tmp_path / "go").touch()
    assert parent.communicate(timeout=30)[0] == ""
    assert parent.returncode == 0


_AT_THE_START = """
import os, signal, subprocess
class Slow(subprocess.Popen):
    def __init__(self, *words, **more):
        super().__init__(*words, **more)
        print(self.pid, flush=True)
        os.kill(os.getpid(), signal.SIGTERM)
subprocess.Popen = Slow
"""


def test_a_signal_in_the_midst_of_a_start_leaves_no_orphan() -> None:
    words = [sys.executable, "-c", _AT_THE_START + _PARENT, "exec sleep 300"]
    done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60)
    pid, told = done.stdout.splitlines()
    assert told == "told 143"
    assert gone(int(pid))
