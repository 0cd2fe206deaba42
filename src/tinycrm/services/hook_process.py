"""Runs a program of the user's with JSON on stdin, for so long and no longer; what it says is cut short."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time

from tinycrm.domain.results import Number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from tinycrm.domain.results import Json, Row

DEPTH = "TINYCRM_HOOK"
_SAID = 8_000
_LINES = 10
_LONGEST = 300
_PIECE = 65_536
# how often it is looked whether a program is gone whose own children still hold the pipe
_LOOK = 0.05


def encode(value: Json) -> str:
    """Gives the value as JSON in ASCII; exact decimals stay exact."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(encode, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {encode(item)}" for key, item in value.items()) + "}"
    return json.dumps(value)


class Letter:
    """What a program gets on stdin: one JSON object, in a file that has no name.

    However many records there are, they are not held in memory, and a program that does not read holds nobody up.

    Args:
        head: its keys.
        listed: the key of the array that `add` fills, after them; "" for none.
    """

    def __init__(self, head: Row, listed: str = "") -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the program was run
        self._listed = listed
        self._count = 0
        text = encode(head)
        self._write(text[:-1] + f", {json.dumps(listed)}: [" if listed else text)

    def _write(self, text: str) -> None:
        self.file.write(text.encode("ascii"))

    def add(self, item: Row) -> None:
        """One more item is in the array."""
        self._write((", " if self._count else "") + encode(item))
        self._count += 1

    def close(self) -> IO[bytes]:
        """It is whole; gives the file to read it from, from its beginning."""
        self._write("]}\n" if self._listed else "\n")
        self.file.flush()
        self.file.seek(0)
        return self.file


class Ended:
    """How a program ended.

    Attributes:
        code: its exit code; below 0 the signal that ended it; None when its time was up.
        said: the first lines that it wrote to stderr.
    """

    __slots__ = ("code", "said")

    def __init__(self, code: int | None, said: list[str]) -> None:
        self.code = code
        self.said = said

    def told(self, limit: int) -> str:
        """Gives how it ended, in words.

        Args:
            limit: the seconds that it had.
        """
        if self.code is None:
            return f"took longer than {limit} s and was ended"
        if self.code < 0:
            return f"was ended by {_signal(-self.code)}"
        return f"ended with exit code {self.code}"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def environment(database: str, folder: str, user: str) -> dict[str, str]:
    """Gives what a program of the user's finds in its environment: nothing of a record and nothing secret.

    Args:
        database: the database's path.
        folder: the settings folder.
        user: who is at work: what the program writes with TinyCRM is theirs too.
    """
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "LC_ALL", "TZ") if os.environ.get(name)}
    path = os.environ.get("PATH") or os.defpath
    own = os.path.dirname(os.path.abspath(sys.argv[0])) if os.path.basename(sys.argv[0]) == "tinycrm" else ""
    if own and own not in path.split(os.pathsep):
        # cron's PATH is short, and what a hook wants to call first is this program
        path += os.pathsep + own
    if "LANG" not in kept and "LC_ALL" not in kept:
        kept["LANG"] = "C.UTF-8"
    return {
        **kept,
        "PATH": path,
        "TINYCRM_DB": os.path.abspath(database),
        "TINYCRM_CONFIG": os.path.abspath(folder),
        "TINYCRM_USER": user,
        DEPTH: "1",
    }


def run_program(path: str, stdin: IO[bytes], env: dict[str, str], folder: str, limit: int) -> Ended:
    """The program has ended, by itself or with all that it started because its time was up.

    Args:
        path: of the program; it is the only word of the command line, and no shell is asked.
        stdin: what it may read.
        env: its whole environment.
        folder: where it runs.
        limit: the seconds that it has.

    Raises:
        OSError: it cannot be started.
    """
    end = time.monotonic() + limit
    process = subprocess.Popen(  # noqa: S603 - the user's own program, without a word from outside
        [path],
        stdin=stdin,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=env,
        cwd=folder,
        start_new_session=True,
    )
    try:
        said = _listen(process, end)
        code = process.poll()
        return Ended(code, _lines(said))
    finally:
        if process.poll() is None:
            _end(process)
        if process.stderr is not None:
            process.stderr.close()


def _listen(process: subprocess.Popen[bytes], end: float) -> bytearray:
    """Waits until the program is gone or its time is up; gives the first that it said, the rest is read and dropped."""
    import select

    said = bytearray()
    if process.stderr is None:
        return said
    handle = process.stderr.fileno()
    os.set_blocking(handle, False)
    poll = select.poll()
    poll.register(handle, select.POLLIN | select.POLLHUP)
    while (left := end - time.monotonic()) > 0:
        gone = process.poll() is not None
        if not gone and not poll.poll(min(left, _LOOK) * 1000):
            continue
        try:
            piece = os.read(handle, _PIECE)
        except BlockingIOError:
            piece = None
        if piece:
            said += piece[: _SAID - len(said)]
            if not gone or len(said) < _SAID:
                continue
        if piece == b"" and not gone:
            # it closed stderr and goes on
            _wait(process, left)
        if gone or piece == b"":
            break
    return said


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        # whatever it started, unless that left the group
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
    process.wait()


def _lines(said: bytearray) -> list[str]:
    lines = [" ".join(line.split()) for line in said.decode("utf-8", "replace").splitlines()]
    lines = [line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…" for line in lines if line]
    return lines if len(lines) <= _LINES else [*lines[:_LINES], "…"]
