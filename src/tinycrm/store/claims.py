"""Who is sending which mail: locks that end with their process, on a file beside the database."""

from __future__ import annotations

import fcntl
import os

from tinycrm.errors import StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

# a pace that lies further ahead than this many mails comes from a clock that was set back since
_MAILS_AHEAD = 1_000
_ENDING = ".sending"


class Claims:
    """The locks of one process, used with `with`; closing them frees all.

    Each byte of the file stands for the mail with that id: it is locked while a living process sends that mail. The
    system frees the locks of a process that ends, however it ends, so a mail in `sending` whose byte is free was
    left behind. Byte 0 guards the pace, which is the time of the file.
    """

    def __init__(self, path: str) -> None:
        """Nothing is locked yet.

        Args:
            path: of the database.
        """
        self._path = os.path.realpath(path) + _ENDING
        self._file = -1

    def __enter__(self) -> Claims:
        """The file is there, open to its owner alone.

        Raises:
            StorageError: it cannot be.
        """
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StorageError(
                f"'{self._path}' cannot be opened: {os.strerror(error.errno or 0)}", hint="check its folder"
            ) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """All locks are free."""
        os.close(self._file)

    def hold(self, id: int) -> bool:
        """The mail is this process's to send; False when another one holds it.

        Raises:
            StorageError: the file system knows no locks.
        """
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, id)
        except (BlockingIOError, PermissionError):
            return False
        except OSError as error:
            raise StorageError(
                f"'{self._path}' cannot be locked: {os.strerror(error.errno or 0)}",
                hint="keep the database on a disk of this machine",
            ) from error
        return True

    def free(self, id: int) -> None:
        """Nobody holds the mail any more, as far as this process does."""
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, id)

    def next_turn(self, now: float, gap: float) -> float:
        """A turn to send is this process's, a gap after that of any other; gives its time, in seconds as `now` is."""
        fcntl.lockf(self._file, fcntl.LOCK_EX, 1, 0)
        try:
            last = os.fstat(self._file).st_mtime
            turn = now
            # a file that was just made has the present time, and takes a gap of the first mail at most
            if now - gap < last < now + gap * _MAILS_AHEAD:
                turn = last + gap
            os.utime(self._file, (turn, turn))
            return turn
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, 0)
