"""What became of the jobs that run by themselves: each runs once at a time, and its last end is kept for people."""

from __future__ import annotations

import os

from tinycrm.errors import RuleError, StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from subprocess import Popen

    from tinycrm.domain.clock import Clock

_STATE = ".state"
_LOCK = ".lock"
# A run is looked at as one that hangs, or whose machine went down, after this many minutes.
_LONG_MINUTES = 60
# Of what a job said its first lines tell what happened; the rest of a flood is of no use to anybody.
_HEARD_BYTES = 64 * 1024
_TOLD_CHARS = 300
# "there is something to show" is no failure
_FINE = (0, 10)


class State:
    """What is known of a job's last run.

    Attributes:
        name: the job.
        installed_at, began_at, ended_at: instants; "" when that has not happened yet.
        code: the exit code of the last run that ended.
        told: the last line that it said on stderr.
    """

    __slots__ = ("began_at", "code", "ended_at", "installed_at", "name", "told")

    def __init__(self, name: str) -> None:
        self.name = name
        self.installed_at = self.began_at = self.ended_at = self.told = ""
        self.code = 0

    @property
    def running(self) -> bool:
        """Whether it began and has not ended, as far as it could say so."""
        return bool(self.began_at) and not self.ended_at

    def failure(self, now: str) -> str:
        """Gives what is wrong with the last run, "" when nothing is."""
        if self.running:
            from tinycrm.domain.clock import shifted

            late = shifted(self.began_at, minutes=_LONG_MINUTES) < now
            return "it began and has not come to an end" if late else ""
        if not self.ended_at or self.code in _FINE:
            return ""
        return self.told or f"exit {self.code}"


def folder_of(database: str) -> str:
    """Gives the folder beside the database that holds what is known of its jobs."""
    return os.path.abspath(database) + ".jobs"


def states(database: str) -> dict[str, State]:
    """Gives what is known of each job of a database; nothing where no job was ever installed."""
    folder = folder_of(database)
    try:
        names = os.listdir(folder)
    except OSError:
        return {}
    return {
        name[: -len(_STATE)]: _read(os.path.join(folder, name), name[: -len(_STATE)])
        for name in sorted(names)
        if name.endswith(_STATE)
    }


def failures(database: str, now: str) -> list[tuple[State, str]]:
    """Gives the jobs whose last run failed, each with why."""
    found = [(state, state.failure(now)) for state in states(database).values()]
    return [(state, why) for state, why in found if why]


def remember_installed(database: str, name: str, now: str) -> None:
    """It is known since when the job is to run; what is known of its runs stays.

    Raises:
        StorageError: the folder beside the database cannot be written.
    """
    state = states(database).get(name) or State(name)
    state.installed_at = now
    _make(database)
    _write(database, state)


def forget(database: str, name: str) -> None:
    """Nothing is known of the job any more. A lock that a run holds stays until that run ends."""
    for ending in (_STATE, _LOCK):
        try:
            os.unlink(os.path.join(folder_of(database), name + ending))
        except OSError:
            # never there, or a disk that is not to be written: a line about an old job does no harm
            continue


def run_job(
    database: str, name: str, words: Sequence[str], environ: Mapping[str, str], clock: Clock, *, silent: bool
) -> tuple[int, list[str]]:
    """The command has run, unless the job is running already; how it ended is kept beside the database.

    Args:
        database: the path of the database.
        name: the job.
        words: the command, an absolute path first.
        environ: its environment.
        clock: what time it is.
        silent: whether what it prints on stdout goes nowhere.

    Returns:
        Its exit code, and what it said on stderr, line by line; (0, []) when it was left out.

    Raises:
        RuleError: the run before it has been at it for an hour.
        StorageError: the folder beside the database cannot be written.
    """
    _make(database)
    lock = _locked(database, name)
    if lock is None:
        _check_not_stuck(database, name, clock.now())
        return 0, []
    try:
        state = states(database).get(name) or State(name)
        state.began_at, state.ended_at, state.code, state.told = clock.now(), "", 0, ""
        _write(database, state)
        try:
            state.code, lines = _run(words, environ, (lock,), silent=silent)
        except KeyboardInterrupt:
            state.code, state.told, state.ended_at = 130, "interrupted", clock.now()
            _write(database, state)
            raise
        # notes come before what went wrong in the end
        state.told = lines[-1].removeprefix("tinycrm: ")[:_TOLD_CHARS] if lines else ""
        state.ended_at = clock.now()
        _write(database, state)
    finally:
        os.close(lock)
    return (0 if state.code in _FINE else state.code), lines


def check_folder(database: str) -> None:
    """A job could keep how it ended; nothing was written.

    Raises:
        StorageError: the folder beside the database cannot be written.
    """
    folder = folder_of(database)
    place = folder if os.path.isdir(folder) else os.path.dirname(folder)
    if not os.access(place, os.W_OK | os.X_OK):
        raise StorageError(f"'{place}' cannot be written", hint="check its permissions")


def try_command(words: Sequence[str], environ: Mapping[str, str], folder: str) -> tuple[int, list[str]]:
    """Gives how a command ended that was run in a folder of its own, 0 for all that is fine, and what it said."""
    code, lines = _run(words, environ, (), silent=True, folder=folder)
    return (0 if code in _FINE else code), lines


def _check_not_stuck(database: str, name: str, now: str) -> None:
    state = states(database).get(name)
    if state is not None and state.failure(now):
        raise RuleError(
            f"job '{name}' has been running since {state.began_at}, so it was not started again",
            code="still_running",
            hint=f"ps -ef | grep 'exec {name}' finds it",
        )


def _make(database: str) -> None:
    from tinycrm.config.paths import make_folder

    folder = folder_of(database)
    if not os.path.isdir(os.path.dirname(folder)):
        raise StorageError(f"there is no folder '{os.path.dirname(folder)}'", hint="check --db and TINYCRM_DB")
    try:
        make_folder(folder)
    except OSError as error:
        raise StorageError(f"'{folder}' cannot be made: {error.strerror}", hint="check its permissions") from error


def _locked(database: str, name: str) -> int | None:
    """Gives the lock of a job as an open file; None when another run holds it."""
    import fcntl

    path = os.path.join(folder_of(database), name + _LOCK)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        # a process that was started without stdout must not find the lock in its place
        high = fcntl.fcntl(handle, fcntl.F_DUPFD_CLOEXEC, 3)
        os.close(handle)
    except OSError as error:
        raise StorageError(f"'{path}' cannot be written: {error.strerror}", hint="check its permissions") from error
    try:
        fcntl.flock(high, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(high)
        return None
    except OSError as error:
        os.close(high)
        raise StorageError(f"'{path}' cannot be locked: {error.strerror}", hint="is it on a network drive?") from error
    return high


def _run(
    words: Sequence[str], environ: Mapping[str, str], held: tuple[int, ...], *, silent: bool, folder: str | None = None
) -> tuple[int, list[str]]:
    import subprocess

    try:
        process = subprocess.Popen(  # noqa: S603 - our own program, an argument list, no shell
            list(words),
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if silent else None,
            stderr=subprocess.PIPE,
            # the lock is held for as long as the command lives, also when this process is killed
            pass_fds=held,
            cwd=folder,
        )
    except OSError as error:
        return 126, [f"'{words[0]}' cannot be started: {error.strerror}"]
    try:
        heard = _hear(process)
        code = process.wait()
    except BaseException:
        process.terminate()
        raise
    lines = heard.decode("utf-8", "replace").splitlines()
    if code < 0:
        return 128 - code, [*lines, f"it was ended by signal {-code}"]
    return code, lines


def _hear(process: Popen[bytes]) -> bytes:
    """Gives the beginning of what the process says on stderr, read to its end so that it never waits for a reader."""
    stream = process.stderr
    heard = b""
    while stream is not None and (part := os.read(stream.fileno(), 65536)):
        heard += part[: _HEARD_BYTES - len(heard)]
    return heard


def _read(path: str, name: str) -> State:
    """Gives a state; what is no line of ours in the file is passed over."""
    state = State(name)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            text = os.read(handle, 4096).decode("utf-8", "replace")
        finally:
            os.close(handle)
    except OSError:
        return state
    for row in text.splitlines():
        key, _, value = row.partition(" ")
        if key in ("installed_at", "began_at", "ended_at") and _is_instant(value):
            setattr(state, key, value)
        elif key == "code" and value.isascii() and value.isdigit():
            state.code = int(value[:6])
        elif key == "told":
            state.told = value
    return state


def _is_instant(text: str) -> bool:
    from datetime import datetime

    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 20 and text[19] == "Z"


def _write(database: str, state: State) -> None:
    from tinycrm.config.paths import write_bytes

    rows = [
        f"{key} {value}"
        for key, value in (
            ("installed_at", state.installed_at),
            ("began_at", state.began_at),
            ("ended_at", state.ended_at),
            ("code", str(state.code)),
            ("told", " ".join(state.told.split())),
        )
        if value
    ]
    path = os.path.join(folder_of(database), state.name + _STATE)
    write_bytes(path, ("\n".join(rows) + "\n").encode("utf-8", "replace"), durable=False)
