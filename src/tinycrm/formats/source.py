"""A file that is read more than once and never held whole: from its place, or from a private copy without a name."""

from __future__ import annotations

import io
import os
import stat

from tinycrm.errors import StorageError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import IO, BinaryIO, Self

    ReadAt = Callable[[int, int], bytes]

# What is read at a time; several readers of one file have a block each.
BLOCK = 256 * 1024


class _Window(io.RawIOBase):
    """The bytes of a source from its beginning, with a place of its own."""

    def __init__(self, read_at: ReadAt, size: int) -> None:
        self._read_at = read_at
        self._size = size
        self._place = 0

    def seekable(self) -> bool:
        """Says that it may be read from anywhere."""
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        """The next byte read is the one at this place, which is returned."""
        self._place = max(0, offset + (0, self._place, self._size)[whence])
        return self._place

    def tell(self) -> int:
        """Gives the place of the next byte."""
        return self._place

    def readable(self) -> bool:
        """Says that it is there to be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # what BufferedReader hands in
        """The next bytes are in the buffer; gives how many."""
        view = memoryview(buffer)
        data = self._read_at(self._place, len(view))
        view[: len(data)] = data
        self._place += len(data)
        return len(data)


class Source:
    """A file to be read from its beginning as often as one likes.

    Attributes:
        name: for messages.
        size: in bytes.
    """

    __slots__ = ("_handle", "_raw", "_stamp", "name", "size")

    def __init__(self, name: str, *, handle: int = -1, raw: bytes = b"") -> None:
        self.name = name
        self._handle = handle
        self._raw = raw
        self._stamp = (0, 0)
        self.size = len(raw)
        if handle >= 0:
            found = os.fstat(handle)
            self.size = found.st_size
            self._stamp = found.st_size, found.st_mtime_ns

    @classmethod
    def of_path(cls, path: str, name: str = "") -> Source:
        """Gives the source of a file; what cannot be read twice, a pipe for example, is copied first.

        Raises:
            UsageError: it cannot be read.
            StorageError: there is no room for the copy.
        """
        try:
            handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                mode = os.fstat(handle).st_mode
                if stat.S_ISREG(mode):
                    return cls(name or path, handle=handle)
                if stat.S_ISDIR(mode):
                    os.read(handle, 1)  # says what is wrong with that in the system's own words
            except BaseException:
                os.close(handle)
                raise
            with os.fdopen(handle, "rb") as stream:
                return cls.of_stream(stream, name or path)
        except (OSError, ValueError) as error:
            reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
            raise UsageError(f"'{path}' cannot be read: {reason}", hint="check the name and its permissions") from error

    @classmethod
    def of_stream(cls, stream: IO[bytes], name: str, *, most: int = 0) -> Source:
        """Gives the source of what a stream still holds: a copy that nobody else can open and that leaves no trace.

        Args:
            stream: read to its end.
            name: for messages.
            most: bytes that it may hold; 0 for as many as there are.

        Raises:
            UsageError: it holds more, or cannot be read.
            StorageError: there is no room for the copy.
        """
        from tempfile import TemporaryFile

        try:
            with TemporaryFile() as copy:
                size = 0
                while block := _read(stream, name):
                    size += len(block)
                    if most and size > most:
                        raise UsageError(f"{name} holds more than {most:,} bytes", hint="unpack it and name the files")
                    copy.write(block)
                copy.flush()
                return cls(name, handle=os.dup(copy.fileno()))
        except OSError as error:
            raise StorageError(
                f"{name} cannot be kept in the folder of temporary files: {error.strerror}",
                hint="free some space, set TMPDIR to another folder, or name a file",
            ) from error

    @classmethod
    def of_bytes(cls, raw: bytes, name: str) -> Source:
        """Gives the source of bytes that are there already."""
        return cls(name, raw=raw)

    def open(self) -> BinaryIO:
        """Gives its bytes from the beginning; several readers do not disturb each other."""
        window: io.RawIOBase = _Window(self._at, self.size)
        return io.BufferedReader(window, BLOCK)

    def _at(self, place: int, size: int) -> bytes:
        if self._handle < 0:
            return self._raw[place : place + size]
        try:
            return os.pread(self._handle, size, place)
        except OSError as error:
            raise UsageError(
                f"'{self.name}' cannot be read: {error.strerror}", hint="copy it, then try again"
            ) from error

    def check(self) -> None:
        """The file is what it was when it was opened: what was read is the whole of it.

        Raises:
            UsageError: it grew, shrank or was written to meanwhile.
        """
        if self._handle < 0:
            return
        found = os.fstat(self._handle)
        if (found.st_size, found.st_mtime_ns) != self._stamp:
            raise UsageError(
                f"{self.name} changed while it was read",
                code="changed_meanwhile",
                hint="wait until it is complete, then import it again",
            )

    def close(self) -> None:
        """The file is closed; a copy is gone."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _read(stream: IO[bytes], name: str) -> bytes:
    try:
        return stream.read(BLOCK)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise UsageError(f"'{name}' cannot be read: {reason}", hint="check the name and its permissions") from error
