"""Programs that TinyCRM starts: never by a shell, for so long, heard so far, and ended with all that they started."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import tempfile
import time

from tinycrm.errors import Terminated

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import FrameType, TracebackType
    from typing import IO

# What becomes of stdout.
KEPT, DROPPED, PASSED_ON = subprocess.PIPE, subprocess.DEVNULL, None
_TOLD_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PIECE = 65_536
# how often it is looked whether a program is gone whose own children still hold its pipes
_LOOK = 0.05


class Ended:
    """How a program ended.

    Attributes:
        code: its exit code; below 0 the signal that ended it; None when its time was up.
        out, err: the first bytes that it wrote to stdout, unless that was not kept, and to stderr.
    """

    __slots__ = ("code", "err", "out")

    def __init__(self, code: int | None, out: bytes, err: bytes) -> None:
        self.code = code
        self.out = out
        self.err = err


def run(
    words: Sequence[str],
    *,
    seconds: float,
    kept: int,
    env: Mapping[str, str] | None = None,
    stdin: IO[bytes] | None = None,
    out: int | None = KEPT,
    folder: str | None = None,
    held: Sequence[int] = (),
    asks: bool = False,
    grace: float = 2,
) -> Ended:
    """The program has ended; what it started and left behind when it ended by itself may go on, and is not waited for.

    When its time is up, or this process is told to end, it is ended with its whole process group: asked to first.

    Args:
        words: the program and its arguments.
        seconds: the time that it has; infinity for no limit.
        kept: the bytes that are kept of each of its outputs; the rest is read and dropped.
        env: its whole environment; that of this process unless given.
        stdin: a file that it may read; it is closed.
        out: KEPT, DROPPED or PASSED_ON, which is to the stdout of this process.
        folder: where it runs.
        held: open files that it holds too for as long as it lives.
        asks: whether it may ask the person at the terminal, as a password's program does. Where there is one it has no
            process group of its own then, and is ended without what it started.
        grace: the seconds that it has to end itself when it is asked to.

    Raises:
        OSError, ValueError: it cannot be started.
        KeyboardInterrupt: this process was interrupted, or told to end (Terminated).
    """
    grouped = not (asks and _has_terminal())
    with _Told() as told:
        process = subprocess.Popen(  # noqa: S603 - words that the caller answers for, and no shell reads them
            list(words),
            env=env,
            stdin=stdin or subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.PIPE,
            cwd=folder,
            pass_fds=held,
            start_new_session=grouped,
        )
        try:
            heard = _hear(process, told, time.monotonic() + seconds, kept)
            code = process.poll()
        finally:
            if process.poll() is None:
                _end(process, grace, grouped=grouped)
            for stream in (stdin, process.stdout, process.stderr):
                if stream is not None:
                    stream.close()
    return Ended(code, *heard)


def letter(data: bytes) -> IO[bytes]:
    """Gives a file without a name to read the bytes from: a program that does not read them holds nobody up."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller's to close
    file.write(data)
    file.seek(0)
    return file


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC))
    except OSError:
        return False
    return True


class _Told:
    """Within `with`, a signal that ends this process waits: raised in the midst of a start it would leave an orphan.

    Attributes:
        stop: what is raised in the end.
    """

    def __init__(self) -> None:
        self.stop: KeyboardInterrupt | None = None
        found = {int(number): signal.getsignal(number) for number in _TOLD_BY}
        # what this process ignores, as one under nohup does, it goes on ignoring
        self._usual = {number: usual for number, usual in found.items() if usual not in (signal.SIG_IGN, None)}

    def __enter__(self) -> _Told:
        for number in self._usual:
            signal.signal(number, self._note)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, usual in self._usual.items():
            signal.signal(number, usual)
        if self.stop is not None:
            raise self.stop

    def _note(self, number: int, frame: FrameType | None) -> None:
        usual = self._usual[number]
        try:
            if not callable(usual):
                raise Terminated(number)
            usual(number, frame)
        except KeyboardInterrupt as stop:
            self.stop = stop


def _hear(process: subprocess.Popen[bytes], told: _Told, end: float, most: int) -> tuple[bytes, bytes]:
    """The program is gone, its time is up or ours is; gives what it wrote to stdout and stderr."""
    out, err = bytearray(), bytearray()
    heard: dict[int, bytearray] = {}
    poll = select.poll()
    for stream, kept in ((process.stdout, out), (process.stderr, err)):
        if stream is not None:
            heard[stream.fileno()] = kept
            os.set_blocking(stream.fileno(), False)
            poll.register(stream, select.POLLIN)
    while told.stop is None and (left := end - time.monotonic()) > 0:
        gone = process.poll() is not None
        if not heard and not gone:
            # it closed its outputs and goes on
            _wait(process, min(left, _LOOK))
            continue
        ready = [handle for handle, _ in poll.poll(0 if gone else min(left, _LOOK) * 1000)]
        for handle in ready:
            piece = os.read(handle, _PIECE)
            heard[handle] += piece[: most - len(heard[handle])]
            if not piece:
                poll.unregister(handle)
                del heard[handle]
        if gone and all(len(heard[handle]) >= most for handle in heard.keys() & ready):
            break
    return bytes(out), bytes(err)


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return


def _end(process: subprocess.Popen[bytes], grace: float, *, grouped: bool) -> None:
    """The program is gone, with what it started unless that left its group or may not be ended by us."""
    end = time.monotonic() + grace
    there = _send(process, signal.SIGTERM, grouped=grouped)
    while there and time.monotonic() < end:
        time.sleep(_LOOK / 5)
        there = _send(process, 0, grouped=grouped)
    if there:
        _send(process, signal.SIGKILL, grouped=grouped)
    # not for ever: a program that hangs in a dead network drive cannot be ended
    _wait(process, grace)


def _send(process: subprocess.Popen[bytes], number: int, *, grouped: bool) -> bool:
    """Says whether there was anybody to get the signal; 0 asks for that only."""
    gone = process.poll() is not None
    try:
        if grouped:
            os.killpg(process.pid, number)
        elif not gone:
            os.kill(process.pid, number)
    except OSError:
        # gone, or of another user
        return False
    return grouped or not gone
