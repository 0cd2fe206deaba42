"""Rows that wait: in memory while they are few, then in a file without a name that is gone with its process."""

from __future__ import annotations

import marshal

from tinycrm.errors import StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    # what marshal keeps exactly
    Kept = tuple[str | int | list[str], ...]

_HELD = 1024 * 1024


class Spool:
    """Rows in the order they came.

    Attributes:
        count: how many there are.
    """

    __slots__ = ("_file", "count")

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self.count = 0

    def add(self, row: Kept) -> None:
        """The row waits.

        Raises:
            StorageError: there is no room for it.
        """
        try:
            if self._file is None:
                from tempfile import SpooledTemporaryFile

                self._file = SpooledTemporaryFile(max_size=_HELD)  # noqa: SIM115 -- it lives as long as the spool
            marshal.dump(row, self._file)
        except OSError as error:
            raise StorageError(
                f"rows cannot be kept in the folder of temporary files: {error.strerror}",
                hint="free some space, or set TMPDIR to another folder",
            ) from error
        self.count += 1

    def rows(self) -> Iterator[Kept]:
        """Yields all rows from the first; none may be added meanwhile."""
        if self._file is None:
            return
        self._file.seek(0)
        for _ in range(self.count):
            row: Kept = marshal.load(self._file)  # noqa: S302 -- written by this very process
            yield row

    def close(self) -> None:
        """All rows are gone."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self.count = 0
