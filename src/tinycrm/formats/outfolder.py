"""Several files that appear together in a folder, or none of them."""

from __future__ import annotations

import os
import shutil

from tinycrm.errors import StorageError, UsageError
from tinycrm.formats.outfile import check_free, write_pieces

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def write_folder(path: str, files: Iterable[tuple[str, Iterable[str]]], *, force: bool = False) -> None:
    """The folder holds the files, readable by its owner alone; what else is in it stays.

    All of them are complete before the first is put in its place.

    Args:
        path: the folder; it is made when it is not there.
        files: (name, content in pieces) of each.
        force: replace files that are there.

    Raises:
        UsageError: one of the files is there already, or the path is that of a file.
        StorageError: they cannot be written; what was there before is untouched.
    """
    new = f"{path.rstrip('/')}.{os.getpid()}.new"
    try:
        if os.path.lexists(path) and not os.path.isdir(path):
            raise UsageError(f"'{path}' is there and is no folder", hint="name another folder")
        os.mkdir(new, 0o700)
        try:
            names: list[str] = []
            for name, pieces in files:
                check_free(os.path.join(path, name), force=force)
                write_pieces(os.path.join(new, name), pieces)
                names.append(name)
            if os.path.isdir(path):
                for name in names:
                    os.replace(os.path.join(new, name), os.path.join(path, name))
            else:
                os.rename(new, path)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise StorageError(f"'{path}' cannot be written: {reason}", hint="check the folder and its disk") from error
