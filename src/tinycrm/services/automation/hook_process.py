"""What a program of the user's gets, as JSON on stdin and in its environment, and what is told of what it says."""

from __future__ import annotations

import json
import os
import sys
import tempfile

from tinycrm.domain.results import Number
from tinycrm.errors import StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    from tinycrm.domain.results import Json, Row

DEPTH = "TINYCRM_HOOK"
_LINES = 10
_LONGEST = 300


def encode(value: Json) -> str:
    """Gives the value as JSON in ASCII; exact decimals stay exact."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(encode, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {encode(item)}" for key, item in value.items()) + "}"
    return json.dumps(value)


class Letter:
    """What a program gets on stdin: one JSON object, in a file that has no name.

    However many records there are, they are not held in memory, and a program that does not read holds nobody up.

    Args:
        head: its keys.
        listed: the key of the array that `add` fills, after them; "" for none.
    """

    def __init__(self, head: Row, listed: str = "") -> None:
        try:
            self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the program was run
        except OSError as error:
            raise _unwritten(error) from error
        self._listed = listed
        self._count = 0
        text = encode(head)
        self._write(text[:-1] + f", {json.dumps(listed)}: [" if listed else text)

    def _write(self, text: str) -> None:
        try:
            self.file.write(text.encode("ascii"))
        except OSError as error:
            raise _unwritten(error) from error

    def add(self, item: Row) -> None:
        """One more item is in the array."""
        self._write((", " if self._count else "") + encode(item))
        self._count += 1

    def close(self) -> IO[bytes]:
        """It is whole; gives the file to read it from, from its beginning."""
        self._write("]}\n" if self._listed else "\n")
        try:
            self.file.seek(0)
        except OSError as error:
            # what was not written yet is written first
            raise _unwritten(error) from error
        return self.file


def _unwritten(error: OSError) -> StorageError:
    what = f"what a hook is to read cannot be written: {error.strerror}"
    return StorageError(what, hint="is the disk of TMPDIR full?")


def environment(database: str, folder: str, user: str) -> dict[str, str]:
    """Gives what a program of the user's finds in its environment: nothing of a record and nothing secret.

    Args:
        database: the database's path.
        folder: the settings folder.
        user: who is at work: what the program writes with TinyCRM is theirs too.
    """
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "LC_ALL", "TZ") if os.environ.get(name)}
    path = os.environ.get("PATH") or os.defpath
    own = os.path.dirname(os.path.abspath(sys.argv[0])) if os.path.basename(sys.argv[0]) == "tinycrm" else ""
    if own and own not in path.split(os.pathsep):
        # cron's PATH is short, and what a hook wants to call first is this program
        path += os.pathsep + own
    if "LANG" not in kept and "LC_ALL" not in kept:
        kept["LANG"] = "C.UTF-8"
    return {
        **kept,
        "PATH": path,
        "TINYCRM_DB": os.path.abspath(database),
        "TINYCRM_CONFIG": os.path.abspath(folder),
        "TINYCRM_USER": user,
        DEPTH: "1",
    }


def first_lines(said: bytes) -> list[str]:
    """Gives the first lines of what a program said, each cut short."""
    lines = [" ".join(line.split()) for line in said.decode("utf-8", "replace").splitlines()]
    lines = [line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…" for line in lines if line]
    return lines if len(lines) <= _LINES else [*lines[:_LINES], "…"]
