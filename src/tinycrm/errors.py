"""What can go wrong, and the exit code each kind gives (the contract of the command line)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


# the exit code of what was done in part: no failure of the whole, and told of
PARTLY = 8


class TinyCRMError(Exception):
    """A failure told to the user in one line: the fact with its value, and a next step.

    Args:
        message: what is wrong, with the offending value; one line.
        code: a stable word for programs, the kind's own unless given.
        hint: what to do next, a command or a form to use; may be empty.
        id: the record that is in the way, for conflicts.
        candidates: the records a reference could mean, for ambiguity: (id, noun, name).
    """

    exit_code = 70
    default_code = "internal"

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        hint: str = "",
        id: int | None = None,
        candidates: Sequence[tuple[int, str, str]] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.hint = hint
        self.id = id
        self.candidates = tuple(candidates)
        # (noun, reference) that was looked up, so that a terminal can ask about it
        self.ref: tuple[str, str] | None = None


class RuleError(TinyCRMError):
    """A rule of the business refused it: a required field, a forbidden move, a failed check."""

    exit_code = 1
    default_code = "refused"


class UsageError(TinyCRMError):
    """The call itself is wrong: an unknown option, a bad value, a missing argument, unreadable input."""

    exit_code = 2
    default_code = "usage"


class NotFound(TinyCRMError):
    """No record answers the reference."""

    exit_code = 3
    default_code = "not_found"


class Ambiguous(TinyCRMError):
    """Several records answer the reference and nobody can be asked."""

    exit_code = 4
    default_code = "ambiguous"


class Conflict(TinyCRMError):
    """Another record is in the way, or the record was changed meanwhile."""

    exit_code = 5
    default_code = "conflict"


class Duplicate(Conflict):
    """A value that must be unique belongs to another record already."""

    default_code = "duplicate"


class StorageError(TinyCRMError):
    """The database or the output failed: missing, locked, corrupt, foreign, newer, disk full."""

    exit_code = 6
    default_code = "storage"


class Unavailable(StorageError):
    """The database is there but cannot be used now: locked, or the disk is full."""

    default_code = "unavailable"


class Appeared(Unavailable):
    """The database came into being while this process prepared it: what was to be done is done again on that one."""

    default_code = "appeared"


class Undelivered(TinyCRMError):
    """Mail was refused, could not leave, or is in doubt."""

    exit_code = 7
    default_code = "not_delivered"


class Terminated(KeyboardInterrupt):
    """This process was told to end while a program that it had started was at work; that program is gone.

    Args:
        number: of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number
