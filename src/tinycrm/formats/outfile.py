"""What appears whole or not at all: a file, private and never in another's place; an export on its way to stdout."""

from __future__ import annotations

import os
import stat

from tinycrm.errors import StorageError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BUFFER = 256 * 1024
# more than this waits in a file without a name
_HELD = 4 * 1024 * 1024


def check_free(path: str, *, force: bool = False) -> None:
    """Nothing is in the way of a new file at this path.

    Raises:
        UsageError: something is there and may not be replaced.
    """
    try:
        found = os.lstat(path)
    except OSError:
        return
    except ValueError as error:
        raise UsageError(f"'{path}' is no file name", hint="--output FILE") from error
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode)):
        raise UsageError(f"'{path}' is there and is no ordinary file", hint="name another file, or - for stdout")
    if not force:
        raise UsageError(f"'{path}' is there already", hint="name another file, or add --force")


def when_complete(pieces: Iterable[str]) -> Iterator[str]:
    """Yields the text of the pieces, and nothing of it before the last of them could be made.

    A reader of stdout never gets a part of a document whose rest could not be read. What is long waits in a
    temporary file that has no name and is readable by its owner alone.

    Raises:
        StorageError: there is no room for the temporary file; and what making the pieces raises.
    """
    from io import TextIOWrapper
    from tempfile import SpooledTemporaryFile

    try:
        with SpooledTemporaryFile(max_size=_HELD) as file:
            for piece in pieces:
                # a foreign hand's lone surrogate passes through to the sink, which knows what to write for it
                file.write(piece.encode("utf-8", "surrogatepass"))
            file.seek(0)
            text = TextIOWrapper(file, encoding="utf-8", errors="surrogatepass", newline="")
            while chunk := text.read(_BUFFER):
                yield chunk
    except OSError as error:
        raise StorageError(
            f"the export cannot be put together in the folder of temporary files: {error.strerror}",
            hint="free some space, set TMPDIR to another folder, or name a file: --output FILE",
        ) from error


def write_pieces(path: str, pieces: Iterable[str], *, force: bool = False) -> None:
    """The file holds exactly the pieces, readable by its owner alone; a link is replaced, not followed.

    Args:
        path: the file.
        pieces: its content in order, written as UTF-8; never held all together.
        force: replace a file that is there.

    Raises:
        UsageError: something is there.
        StorageError: it cannot be written; what was there before is untouched.
    """
    check_free(path, force=force)
    new = f"{path}.{os.getpid()}.new"
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "wb", buffering=_BUFFER) as file:
                os.fchmod(file.fileno(), 0o600)
                for piece in pieces:
                    file.write(piece.encode("utf-8", "backslashreplace"))
                file.flush()
                os.fsync(file.fileno())
            _put_in_place(new, path, force=force)
        except BaseException:
            if os.path.lexists(new):
                os.unlink(new)
            raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise StorageError(f"'{path}' cannot be written: {reason}", hint="check the folder and its disk") from error


def _put_in_place(new: str, path: str, *, force: bool) -> None:
    if force:
        os.replace(new, path)
        return
    try:
        # a link, unlike a rename, fails when a file of that name came meanwhile
        os.link(new, path, follow_symlinks=False)
    except FileExistsError:
        raise UsageError(f"'{path}' is there already", hint="name another file, or add --force") from None
    except OSError:
        check_free(path)
        os.replace(new, path)
        return
    os.unlink(new)
