"""What is known of the jobs that run by themselves: since when they are installed, and how they ended last."""

from __future__ import annotations

import os

from tinycrm.config.paths import jobs_folder, make_folder, write_bytes
from tinycrm.errors import StorageError

_STATE = ".state"
LOCK = ".lock"
# A run is looked at as one that hangs, or whose machine went down, after this many minutes.
_LONG_MINUTES = 60
# "there is something to show" is no failure
FINE = (0, 10)


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

    def is_ahead(self, now: str) -> bool:
        """Says whether it began at a time that is yet to come, by more than clocks are put right by."""
        from tinycrm.domain.clock import shifted

        return self.began_at > shifted(now, minutes=_LONG_MINUTES)

    def failure(self, now: str) -> str:
        """Gives what is wrong with the last run, "" when nothing is."""
        if self.running:
            from tinycrm.domain.clock import shifted

            # one that begins in the future ran before the clock was set back
            soon = now <= shifted(self.began_at, minutes=_LONG_MINUTES) and not self.is_ahead(now)
            return "" if soon else "it began and has not come to an end"
        if not self.ended_at or self.code in FINE:
            return ""
        return self.told or f"exit {self.code}"


def states(database: str) -> dict[str, State]:
    """Gives what is known of each job of a database; nothing where no job was ever installed."""
    folder = jobs_folder(database)
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
    make_place(database)
    write_state(database, state)


def make_place(database: str) -> None:
    """The folder beside the database is there, its owner's alone.

    Raises:
        StorageError: it cannot be.
    """
    folder = jobs_folder(database)
    if not os.path.isdir(os.path.dirname(folder)):
        raise StorageError(f"there is no folder '{os.path.dirname(folder)}'", hint="check --db and TINYCRM_DB")
    try:
        make_folder(folder)
    except OSError as error:
        raise StorageError(f"'{folder}' cannot be made: {error.strerror}", hint="check its permissions") from error


def forget(database: str, name: str) -> None:
    """Nothing is known of the job any more. Its lock stays: with a new file beside one that is held two could run."""
    try:
        os.unlink(os.path.join(jobs_folder(database), name + _STATE))
    except OSError:
        # never there, or a disk that is not to be written: a line about an old job does no harm
        return


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


def write_state(database: str, state: State) -> None:
    """What is known of the job is kept. Raises StorageError when the folder cannot be written."""
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
    path = os.path.join(jobs_folder(database), state.name + _STATE)
    write_bytes(path, ("\n".join(rows) + "\n").encode("utf-8", "replace"), durable=False)
