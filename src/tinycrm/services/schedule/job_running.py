"""A job that runs by itself is run: once at a time, and how it ended is kept."""

from __future__ import annotations

import os

from tinycrm.config.paths import jobs_folder
from tinycrm.errors import RuleError, StorageError, Terminated
from tinycrm.services.schedule.jobs import FINE, LOCK, State, make_place, states, write_state

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.clock import Clock

# Of what a job said its first lines tell what happened; the rest of a flood is of no use to anybody.
_HEARD_BYTES = 64 * 1024
_TOLD_CHARS = 300
# A command that is told to end first ends what it started itself.
_GRACE_SECONDS = 10


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
    make_place(database)
    lock = _locked(database, name)
    if lock is None:
        _check_not_stuck(database, name, clock.now())
        return 0, []
    try:
        state = states(database).get(name) or State(name)
        state.began_at, state.ended_at, state.code, state.told = clock.now(), "", 0, ""
        write_state(database, state)
        try:
            state.code, lines = _run(words, environ, (lock,), silent=silent)
        except KeyboardInterrupt as stop:
            state.code, state.told = 130, "interrupted"
            if isinstance(stop, Terminated):
                state.code, state.told = stop.exit_code, "it was told to end"
            _keep_end(database, state, clock.now())
            raise
        # notes come before what went wrong in the end
        state.told = lines[-1].removeprefix("tinycrm: ")[:_TOLD_CHARS] if lines else ""
        try:
            _keep_end(database, state, clock.now())
        except StorageError as error:
            # on a full disk what the command itself says comes last, and counts
            if state.code in FINE:
                raise
            lines = [error.message, *lines]
    finally:
        os.close(lock)
    return (0 if state.code in FINE else state.code), lines


def _keep_end(database: str, ended: State, now: str) -> None:
    """How a run ended is kept, unless its job was removed meanwhile."""
    state = states(database).get(ended.name)
    if state is not None:
        # it may have been removed and installed again
        state.began_at, state.ended_at, state.code, state.told = ended.began_at, now, ended.code, ended.told
        write_state(database, state)


def check_folder(database: str) -> None:
    """A job could keep how it ended; nothing was written.

    Raises:
        StorageError: the folder beside the database cannot be written.
    """
    folder = jobs_folder(database)
    place = folder if os.path.isdir(folder) else os.path.dirname(folder)
    if not os.access(place, os.W_OK | os.X_OK):
        raise StorageError(f"'{place}' cannot be written", hint="check its permissions")


def try_command(words: Sequence[str], environ: Mapping[str, str], folder: str) -> tuple[int, list[str]]:
    """Gives how a command ended that was run in a folder of its own, 0 for all that is fine, and what it said."""
    code, lines = _run(words, environ, (), silent=True, folder=folder)
    return (0 if code in FINE else code), lines


def _check_not_stuck(database: str, name: str, now: str) -> None:
    state = states(database).get(name)
    if state is not None and state.failure(now):
        raise RuleError(
            f"job '{name}' has been running since {state.began_at}, so it was not started again",
            code="still_running",
            hint=f"ps -ef | grep 'exec {name}' finds it",
        )


def _locked(database: str, name: str) -> int | None:
    """Gives the lock of a job as an open file; None when another run holds it."""
    import fcntl

    path = os.path.join(jobs_folder(database), name + LOCK)
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
    from tinycrm import child

    try:
        ended = child.run(
            words,
            env=environ,
            out=child.DROPPED if silent else child.PASSED_ON,
            folder=folder,
            # the lock is held for as long as the command lives, also when this process is killed
            held=held,
            seconds=float("inf"),
            kept=_HEARD_BYTES,
            grace=_GRACE_SECONDS,
        )
    except OSError as error:
        return 126, [f"'{words[0]}' cannot be started: {error.strerror}"]
    lines = ended.err.decode("utf-8", "replace").splitlines()
    code = ended.code or 0
    if code < 0:
        return 128 - code, [*lines, f"it was ended by signal {-code}"]
    return code, lines
