"""Runs processes and says what they took; turns figures into a table."""

from __future__ import annotations

import os
import platform
import pty
import select
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Argv = Sequence[str]
    # gives the arguments of the run with this number: a write must not do the same thing twice
    Command = Callable[[int], list[str]]

# A small process starts the one that is weighed: what a child weighed before its exec counts for it too.
_WEIGH = """
import os, sys
pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ,
                     file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
_, status, use = os.wait4(pid, 0)
os.write(1, b"%d %d" % (status, use.ru_maxrss))
"""


class Row:
    """A line of the table.

    Attributes:
        what: what was measured.
        reach: the figure to reach, in words; "" where there is none.
        measured: what it is.
        met: whether it is reached; None where nothing is to be reached.
    """

    def __init__(self, what: str, reach: str, measured: str, met: bool | None = None) -> None:
        self.what = what
        self.reach = reach
        self.measured = measured
        self.met = met


class Machine:
    """The installed program and where it works.

    Attributes:
        tool: how `tinycrm` is started.
        folder: for what is written.
        today: the business day of every command.
    """

    def __init__(self, folder: Path, today: str) -> None:
        script = Path(sys.executable).parent / "tinycrm"
        self.tool = [str(script)] if script.exists() else [sys.executable, "-m", "tinycrm"]
        self.folder = folder
        self.today = today

    def env(self, database: Path | str) -> dict[str, str]:
        """Gives the environment of a command on a database."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("TINYCRM_")}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return kept | {
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "TZ": "UTC",
            "TINYCRM_DB": str(database),
            "TINYCRM_USER": "anna",
            "TINYCRM_TODAY": self.today,
        }


def cpu(argv: Argv, env: Mapping[str, str], stdin: bytes | None = None) -> float:
    """Gives the CPU seconds of one run, user and system.

    Raises:
        RuntimeError: it failed: a figure of a failure means nothing.
    """
    process = subprocess.Popen(
        argv,
        env=dict(env),
        stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    if stdin is not None and process.stdin is not None:
        process.stdin.write(stdin)
        process.stdin.close()
    told = process.stderr.read() if process.stderr is not None else b""
    _, status, use = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    _check(argv, process.returncode, told)
    return use.ru_utime + use.ru_stime


def cpu_on_terminal(argv: Argv, env: Mapping[str, str]) -> float:
    """Gives the CPU seconds of one run whose output is a terminal of 120 columns."""
    leader, follower = pty.openpty()
    os.set_blocking(leader, False)
    process = subprocess.Popen(
        argv,
        env=dict(env) | {"TERM": "xterm-256color", "COLUMNS": "120"},
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    while True:
        select.select([leader], [], [], 10)
        try:
            if not os.read(leader, 65536):
                break
        except OSError:
            # the last one to hold the other end has ended
            break
    _, status, use = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    os.close(leader)
    _check(argv, process.returncode, b"")
    return use.ru_utime + use.ru_stime


def megabytes(argv: Argv, env: Mapping[str, str]) -> float:
    """Gives the greatest resident memory of one run."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _WEIGH, *argv], env=dict(env), capture_output=True, check=True
    )
    status, kilobytes = done.stdout.split()
    _check(argv, os.waitstatus_to_exitcode(int(status)), done.stderr)
    return int(kilobytes) / 1024


def seconds(argv: Argv, env: Mapping[str, str], stdin: bytes | None = None) -> float:
    """Gives the time of one run by the clock."""
    begun = time.perf_counter()
    done = subprocess.run(argv, env=dict(env), input=stdin or b"", capture_output=True, check=False)
    took = time.perf_counter() - begun
    _check(argv, done.returncode, done.stderr)
    return took


def _check(argv: Argv, code: int, told: bytes) -> None:
    if code:
        raise RuntimeError(f"{' '.join(argv)} ended with {code}: {told.decode(errors='replace')[:300]}")


def interleaved(runs: int, tasks: Sequence[Callable[[int], float]]) -> list[float]:
    """Gives the least that each task took, all of them taken in turn."""
    best = [float("inf")] * len(tasks)
    for number in range(runs):
        for place, task in enumerate(tasks):
            best[place] = min(best[place], task(number))
    return best


def table(rows: Sequence[Row]) -> str:
    """Gives the rows as a table in Markdown."""
    lines = ["| What | Reach | Measured | |", "|---|---|---|---|"]
    for row in rows:
        met = "" if row.met is None else "met" if row.met else "**not met**"
        lines.append(f"| {row.what} | {row.reach} | {row.measured} | {met} |")
    return "\n".join(lines) + "\n"


def machine_line() -> str:
    """Gives what it was measured on, without any name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
