"""The files that an import names: themselves, those of a folder, those of an archive."""

from __future__ import annotations

import os
import zlib
from contextlib import ExitStack

from tinycrm.errors import UsageError
from tinycrm.formats.source import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import BinaryIO, Self
    from zipfile import ZipFile, ZipInfo

# what is looked into when it was not named itself
_TABLES = (".csv", ".tsv", ".tab", ".json", ".ndjson", ".jsonl", ".xlsx", ".xlsm", ".vcf", ".vcard", ".ics")
_HINT = f"files that end in {', '.join(_TABLES)}"
_MOST_FILES = 10_000
# An archive of tables packs ten or twenty to one; more than this, beyond a few small ones, is a bomb.
_MOST_RATIO = 200
_SMALL = 10 * 1024 * 1024
_MOST_BYTES = 4 * 1024 * 1024 * 1024
_SHOWN = 5
_LINK, _KIND = 0o120000, 0o170000
_SECRET = 0x1


class Gathered:
    """The files of an import, open until it is over.

    Attributes:
        sources: in the order of their names.
        loose: names of those that were found in a folder or archive, and not named.
        notes: what was left out.
    """

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.loose: list[str] = []
        self.notes: list[str] = []
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def add(self, source: Source, *, loose: bool = False) -> None:
        """The file is one of them, and closed when they all are."""
        self.sources.append(self._open.enter_context(source))
        if loose:
            self.loose.append(source.name)

    def leave_out(self, place: str, names: Sequence[str]) -> None:
        """What is no table is told of."""
        if names:
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            self.notes.append(f"{place}: no tables, left out: {', '.join(names[:_SHOWN])}{more}")


def gather(paths: Sequence[str], stdin: BinaryIO | None) -> Gathered:
    """Gives the files that the arguments of an import name.

    Args:
        paths: files, folders, ZIP archives; `-` is stdin.
        stdin: its bytes, None when it is closed.

    Raises:
        UsageError: one cannot be read, an archive is broken or not to be trusted, or a folder holds no tables.
        StorageError: there is no room for a copy.
    """
    found = Gathered()
    try:
        for path in paths:
            if path == "-":
                found.add(_stdin(stdin))
            elif os.path.isdir(path):
                _folder(found, path)
            elif path.lower().endswith(".zip"):
                _archive(found, path)
            else:
                found.add(Source.of_path(path))
    except BaseException:
        found.__exit__(None, None, None)
        raise
    return found


def _stdin(stream: BinaryIO | None) -> Source:
    if stream is None:
        raise UsageError("stdin is closed", hint="pipe a file into it, or name one")
    return Source.of_stream(stream, "stdin")


def _is_table(name: str) -> bool:
    return name.lower().endswith(_TABLES)


def _folder(found: Gathered, folder: str) -> None:
    before, others = len(found.sources), list[str]()
    for place, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            path = os.path.join(place, name)
            if name.startswith("."):
                continue
            if not _is_table(name) or not os.path.isfile(path):
                others.append(os.path.relpath(path, folder))
                continue
            if len(found.sources) - before >= _MOST_FILES:
                raise UsageError(f"'{folder}' holds more than {_MOST_FILES:,} files", hint="name the files")
            found.add(Source.of_path(path), loose=True)
    if len(found.sources) == before:
        raise UsageError(
            f"'{folder}' cannot be read: the folder holds no tables", hint=f"files that end in {', '.join(_TABLES)}"
        )
    found.leave_out(folder, others)


def _archive(found: Gathered, path: str) -> None:
    from zipfile import BadZipFile, LargeZipFile, ZipFile

    before, others, left = len(found.sources), list[str](), _MOST_BYTES
    try:
        with ZipFile(path) as archive:
            for member in _members(archive, path):
                if not _is_table(member.filename):
                    others.append(member.filename)
                    continue
                made = _unpacked(archive, member, path, left)
                left -= made.size
                found.add(made, loose=True)
    except (BadZipFile, LargeZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error) as error:
        raise UsageError(f"'{path}' cannot be unpacked: {error}", hint="unpack it and name the files") from error
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise UsageError(f"'{path}' cannot be read: {reason}", hint="check the name and its permissions") from error
    if len(found.sources) == before:
        raise UsageError(f"'{path}' holds no tables", hint=_HINT)
    found.leave_out(path, others)


def _members(archive: ZipFile, path: str) -> list[ZipInfo]:
    members = [one for one in archive.infolist() if not one.is_dir() and not _is_hidden(one.filename)]
    if len(members) > _MOST_FILES:
        raise UsageError(f"'{path}' holds more than {_MOST_FILES:,} files", hint="unpack it, and name the files")
    for member in members:
        _check_member(path, member)
    return sorted(members, key=lambda one: one.filename)


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or any(
        part.startswith(".") and part not in (".", "..") for part in _parts(name)
    )


def _parts(name: str) -> list[str]:
    return name.replace("\\", "/").split("/")


def _check_member(path: str, member: ZipInfo) -> None:
    """Nothing in the archive leads out of it; nothing is unpacked to disk by name, but who packed this means harm."""
    name = member.filename
    parts = _parts(name)
    if ".." in parts or not parts[0] or ":" in parts[0]:
        raise UsageError(f"'{path}' holds a path that leads outside: '{name}'", hint="do not trust this archive")
    if (member.external_attr >> 16) & _KIND == _LINK:
        raise UsageError(f"'{path}' holds a link: '{name}'", hint="unpack it and name the files")
    if member.flag_bits & _SECRET:
        raise UsageError(f"'{path}' is locked with a password", hint="unpack it and name the files")


def _unpacked(archive: ZipFile, member: ZipInfo, path: str, left: int) -> Source:
    most = min(left, max(_SMALL, _MOST_RATIO * member.compress_size))
    with archive.open(member) as stream:
        # what the archive says of sizes may be a lie: what comes out is counted
        return Source.of_stream(stream, f"{path}/{member.filename}", most=max(most, 1))
