"""A quick way to run the program: forks of one process that has imported everything.

They have the same file descriptors, environment and exit code as a process of their own, at a tenth of the price. What
a start of the interpreter itself could spoil (locale, closed descriptors, signals) is tested with real processes.
"""

from __future__ import annotations

import array
import contextlib
import json
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

SOURCE = Path(__file__).resolve().parents[2] / "src"
# Exit codes that a command may have whatever the database holds: every one but 70, a defect.
SENSIBLE = frozenset((0, 1, 2, 3, 4, 5, 6, 8, 10))


class Outcome:
    """What a call gave back."""

    def __init__(self, code: int, out: bytes, err: bytes) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def error(self) -> str:
        return self.err.decode("utf-8", "surrogateescape")

    @property
    def crashed(self) -> bool:
        """Whether a defect showed: its exit code, its words, or a traceback."""
        return self.code not in SENSIBLE or b"Traceback" in self.err or b"a defect of TinyCRM" in self.err

    def __repr__(self) -> str:
        return f"exit {self.code}\nstdout: {self.out[:2000]!r}\nstderr: {self.err[:2000]!r}"


class Forge:
    """Forks of one process that has imported the whole program."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        self._socket = ours

    def close(self) -> None:
        """The process is gone."""
        self._socket.close()
        self._process.wait(10)

    def start(
        self,
        words: Sequence[str],
        env: Mapping[str, str],
        descriptors: Sequence[int],
        *,
        cwd: str = "/",
        umask: int = 18,
    ) -> None:
        """A call runs with these three descriptors; `finish` must follow before the next start."""
        request = json.dumps({"words": [*words], "env": {**env}, "cwd": cwd, "umask": umask}).encode()
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
        self._socket.sendmsg([len(request).to_bytes(4, "big")], ancillary)
        self._socket.sendall(request)

    def finish(self) -> int:
        """Gives the exit code of the call; minus a number is a signal."""
        return int.from_bytes(_exactly(self._socket, 4), "big", signed=True)

    def run(
        self,
        words: Iterable[str],
        env: Mapping[str, str],
        *,
        stdin: bytes = b"",
        cwd: str = "/",
        umask: int = 18,
    ) -> Outcome:
        """Runs a call on pipes to its end."""
        with _file(stdin) as given, _file() as out, _file() as err:
            self.start([*words], env, (given, out, err), cwd=cwd, umask=umask)
            code = self.finish()
            return Outcome(code, _content(out), _content(err))

    def run_on_terminal(
        self, words: Iterable[str], env: Mapping[str, str], *, stdin: bytes = b"", keys: Sequence[bytes] = ()
    ) -> Outcome:
        """Runs a call whose stdout and stderr are one terminal; with keys its stdin is that terminal, too.

        Args:
            words: the arguments.
            env: the environment.
            stdin: what is piped in when there are no keys.
            keys: what the person types, one after the other, whenever nothing new has been shown for a moment.
        """
        main, other = pty.openpty()
        with _file(stdin) as given:
            self.start([*words], env, (other if keys else given, other, other))
        os.close(other)
        shown = b""
        rest = [*keys]
        deadline = time.monotonic() + 60
        while True:
            ready, _, _ = select.select([main], [], [], 0.4 if rest else 60)
            assert time.monotonic() < deadline, shown
            if not ready:
                os.write(main, rest.pop(0) if rest else b"\x03")
                continue
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            if not piece:
                break
            shown += piece
        os.close(main)
        return Outcome(self.finish(), shown.replace(b"\r\n", b"\n"), b"")


@contextlib.contextmanager
def _file(content: bytes = b"") -> Iterator[int]:
    """A file without a name: unlike a pipe it never fills up."""
    handle = os.memfd_create("torture")
    try:
        os.write(handle, content)
        os.lseek(handle, 0, os.SEEK_SET)
        yield handle
    finally:
        os.close(handle)


def _content(handle: int) -> bytes:
    return os.pread(handle, os.fstat(handle).st_size, 0)


def _exactly(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        if not piece:
            raise EOFError
        data += piece
    return data


# --- the process that forks ---


def _serve(connection: socket.socket) -> None:
    import importlib
    import pkgutil

    import tinycrm

    for module in pkgutil.walk_packages(tinycrm.__path__, "tinycrm."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in ("typer", "yaml", "json", "dateutil.rrule", "shlex", "traceback", "html", "zoneinfo"):
        importlib.import_module(name)
    while True:
        try:
            head, ancillary, _, _ = connection.recvmsg(4, socket.CMSG_SPACE(12))
            if not head:
                return
            request = json.loads(_exactly(connection, int.from_bytes(head, "big")))
        except (EOFError, ConnectionError):
            return
        descriptors = array.array("i")
        descriptors.frombytes(ancillary[0][2][:12])
        child = os.fork()
        if not child:
            connection.close()
            _become(request, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        _, status = os.waitpid(child, 0)
        connection.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))


def _become(request: dict[str, object], descriptors: Sequence[int]) -> None:
    """This process is the program; it never returns."""
    import io

    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        # a call that hangs ends as one that was killed: no sensible exit code
        signal.alarm(60)
        os.setsid()
        for number, descriptor in enumerate(descriptors):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.environ.clear()
        os.environ.update(request["env"])
        time.tzset()
        os.chdir(str(request["cwd"]))
        os.umask(int(request["umask"]))
        sys.argv = ["tinycrm", *request["words"]]
        streams = [io.FileIO(number, mode, closefd=False) for number, mode in ((0, "r"), (1, "w"), (2, "w"))]
        sys.stdin = io.TextIOWrapper(io.BufferedReader(streams[0]), encoding="utf-8", errors="surrogateescape")
        out, err = io.BufferedWriter(streams[1]), io.BufferedWriter(streams[2])
        sys.stdout = io.TextIOWrapper(out, encoding="utf-8", line_buffering=os.isatty(1))
        sys.stderr = io.TextIOWrapper(err, encoding="utf-8", errors="backslashreplace", line_buffering=True)
        if "TORTURE_DOOR" in os.environ:
            _choose_door(os.environ.pop("TORTURE_DOOR"))
        from tinycrm.entry import main

        code = main()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001 - whatever it is, the test has to see it
        import traceback

        os.write(2, traceback.format_exc().encode("utf-8", "backslashreplace"))
    finally:
        os._exit(code)


def _choose_door(name: str) -> None:
    """Every command goes through this door, at one and the same moment, with the same chances."""
    import datetime
    import itertools

    from tinycrm.cli import door
    from tinycrm.domain import clock
    from tinycrm.store import unit

    if name == "full":
        door.read_plain = lambda words: None
    moment = datetime.datetime(2026, 11, 16, 9, 30, tzinfo=datetime.UTC)
    clock._real_now = lambda: moment
    numbers = itertools.count(1)
    unit.new_uid = lambda: f"019a8c00-0000-7000-8000-{next(numbers):012d}"


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
