"""How much memory and time a command takes.

A small process starts the one that is weighed: what a child weighed before its exec counts for it too, and a test run
weighs hundreds of megabytes at its end.
"""

from __future__ import annotations

import os
import subprocess
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

    from tests.conftest import Crm

_SCALES = """
import os, resource, sys
report, seconds = int(sys.argv[1]), int(sys.argv[2])
if seconds:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
os.set_inheritable(report, False)
pid = os.posix_spawn(sys.argv[3], sys.argv[3:], os.environ)
_, status, use = os.wait4(pid, 0)
os.write(report, f"{status} {use.ru_utime + use.ru_stime} {use.ru_maxrss}".encode())
"""


def weigh(
    command: Sequence[str | bytes],
    env: Mapping[str, str],
    *,
    stdin: BinaryIO | int,
    stdout: BinaryIO,
    stderr: BinaryIO,
    seconds: int = 0,
) -> tuple[int, float, int]:
    """Gives the exit code of a command, its seconds of CPU and its megabytes at the most.

    Args:
        command: a program by its path, and its arguments.
        env: its environment.
        stdin, stdout, stderr: its streams.
        seconds: of CPU that it gets; 0 for as many as it wants.
    """
    reader, writer = os.pipe()
    try:
        subprocess.run(
            [sys.executable, "-I", "-S", "-c", _SCALES, str(writer), str(seconds), *command],
            env=env,
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            pass_fds=[writer],
            check=True,
        )
        os.close(writer)
        writer = -1
        status, took, kilobytes = os.read(reader, 1000).split()
    finally:
        os.close(reader)
        if writer >= 0:
            os.close(writer)
    return os.waitstatus_to_exitcode(int(status)), float(took), int(kilobytes) // 1024


def measured(crm: Crm, *words: str) -> tuple[int, str, str, int]:
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


def own_megabytes() -> int:
    """Gives the most that this process has weighed since its exec."""
    with open("/proc/self/status", encoding="ascii") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024
