"""A user's crontab: our blocks in it, every other byte left as it is."""

from __future__ import annotations

import os

from tinycrm.config.paths import make_folder, write_bytes
from tinycrm.errors import Conflict, RuleError, StorageError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BEGIN = "# TinyCRM: begin "
_END = "# TinyCRM: end "
# MAX_COMMAND of cron is 1000 bytes with what ends it.
_LONGEST = 998
_SECONDS = 30
_KEPT = 5
_NONE = ("no crontab for", "no crontab file")


class Block:
    """The lines of one job of one database.

    Attributes:
        name: the job.
        database: the path of its database.
        fields: when, as five fields of cron; "" when its line was taken out or made a comment.
        command: what cron hands to the shell, its own escapes undone.
        settings: the variables that the crontab sets above it, for it and all that follows.
        first, last: its lines, both included, from 0.
    """

    __slots__ = ("command", "database", "fields", "first", "last", "name", "settings")

    def __init__(self, name: str, database: str, first: int) -> None:
        self.name = name
        self.database = database
        self.first = self.last = first
        self.fields = self.command = ""
        self.settings: dict[str, str] = {}


def quoted(word: str) -> str:
    """Gives a word as the shell reads it, after cron took its own meaning of a per cent sign away.

    The sign stands outside quotation marks: a cron that leaves the backslash to the shell is right too.

    Raises:
        UsageError: a backslash or a control character, which one cron reads so and another otherwise.
    """
    import shlex

    if "\\" in word:
        raise UsageError(
            f"'{word}' holds a backslash, which no two crons read alike",
            hint="--systemd, or a path or filter without one",
        )
    if any(ord(char) < 0x20 or ord(char) == 0x7F for char in word):
        raise UsageError(f"'{word}' holds a control character, and a crontab is lines", hint="leave it out")
    return "\\%".join(shlex.quote(part) if part else "" for part in word.split("%")) if word else "''"


def line(fields: str, variables: Mapping[str, str], words: Sequence[str]) -> str:
    """Gives one line of a crontab.

    Args:
        fields: when, five fields.
        variables: what the environment of the command says.
        words: the command; nothing in them means anything to the shell.

    Raises:
        UsageError: no crontab can hold it.
    """
    command = " ".join([*(f"{name}={quoted(value)}" for name, value in variables.items()), *map(quoted, words)])
    size = len(os.fsencode(command))
    if size > _LONGEST:
        raise UsageError(
            f"the line would have {size} characters, and cron takes {_LONGEST}",
            hint="give a long filter a name (tinycrm segment add) or put the command into a script",
        )
    return f"{fields} {command}"


def with_block(text: str, name: str, database: str, lines: Sequence[str]) -> str:
    """Gives the crontab with the lines of a job: in their old place, else at the end."""
    mark = f"{name} ({database})"
    new = [_BEGIN + mark, *lines, _END + mark]
    rows = text.split("\n")
    for block in blocks(text):
        if (block.name, block.database) == (name, database):
            return "\n".join([*rows[: block.first], *new, *rows[block.last + 1 :]])
    if text and not text.endswith("\n"):
        text += "\n"
    return text + "\n".join(new) + "\n"


def without_block(text: str, name: str, database: str) -> str:
    """Gives the crontab without the lines of a job."""
    rows = text.split("\n")
    for block in blocks(text):
        if (block.name, block.database) == (name, database):
            del rows[block.first : block.last + 1]
            return "\n".join(rows)
    return text


def rows_of(text: str, name: str, database: str) -> list[str]:
    """Gives the lines of a job, its marks among them."""
    for block in blocks(text):
        if (block.name, block.database) == (name, database):
            return text.split("\n")[block.first : block.last + 1]
    return []


def blocks(text: str) -> list[Block]:
    """Gives the blocks of all databases, in order.

    Raises:
        RuleError: one has lost its end, so that nobody can say which lines are ours.
    """
    found: list[Block] = []
    current: Block | None = None
    settings: dict[str, str] = {}
    for number, row in enumerate(text.split("\n")):
        if row.startswith(_BEGIN):
            if current is not None:
                break
            name, _, database = row.removeprefix(_BEGIN).partition(" (")
            current = Block(name, database.removesuffix(")"), number)
        elif current is not None and row == f"{_END}{current.name} ({current.database})":
            current.last = number
            current.settings = dict(settings)
            found.append(current)
            current = None
        elif current is not None:
            _read_line(current, row)
        else:
            _read_setting(settings, row)
    if current is not None:
        raise RuleError(
            f"line {current.first + 1} of the crontab begins {current.name}, and its end is missing",
            code="torn_crontab",
            hint=f"crontab -e: put '{_END}{current.name} ({current.database})' below its lines, or take them out",
        )
    return found


def _read_line(block: Block, row: str) -> None:
    text = row.lstrip(" \t")
    if not text or text.startswith("#") or block.fields:
        return
    words = text.split(None, 1) if text.startswith("@") else text.split(None, 5)
    if len(words) in (2, 6):
        block.fields = " ".join(words[:-1])
        block.command = words[-1].replace("\\%", "%")


def _read_setting(settings: dict[str, str], row: str) -> None:
    """As cron reads NAME = value: spaces around the sign and one pair of quotation marks mean nothing."""
    name, sign, value = row.partition("=")
    name, value = name.strip(), value.strip()
    if not sign or not name.isidentifier():
        return
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        value = value[1:-1]
    settings[name] = value


def has_crontab(environ: Mapping[str, str]) -> bool:
    """Says whether this machine has the command `crontab`."""
    return _program(environ) is not None


def read(environ: Mapping[str, str]) -> str:
    """Gives the user's crontab, "" when there is none; bytes that are no UTF-8 survive.

    Raises:
        StorageError: there is no such command here, or it refuses.
    """
    code, out, told = _run(environ, ["-l"], b"")
    if code and any(text in told.lower() for text in _NONE) and not out:
        return ""
    if code:
        raise StorageError(
            f"the crontab cannot be read: {told or f'crontab -l ended with {code}'}",
            code="crontab",
            hint="may this user have one? see /etc/cron.allow; --systemd makes timers instead",
        )
    return out.decode("utf-8", "surrogateescape")


def write(environ: Mapping[str, str], before: str, after: str, folder: str, stamp: str) -> str:
    """The crontab is the new one, and the old one is kept in a file, whose path is returned ("" when it was empty).

    Args:
        environ: the environment; PATH says where `crontab` is.
        before: what it was when the new one was made from it.
        after: the new one.
        folder: where the old one is kept.
        stamp: names the file.

    Raises:
        Conflict: somebody changed it meanwhile; nothing was written.
        StorageError: it could not be written.
    """
    if read(environ) != before:
        raise Conflict("the crontab was changed meanwhile", code="changed", hint="run it again")
    kept = _keep(before, folder, stamp) if before else ""
    code, _, told = _run(environ, ["-"], after.encode("utf-8", "surrogateescape"))
    if code or read(environ) != after:
        raise StorageError(
            f"the crontab could not be written: {told or 'it is not what was given to crontab -'}",
            code="crontab",
            hint=f"the old one is in {kept}" if kept else "it was empty before",
        )
    return kept


def _keep(text: str, folder: str, stamp: str) -> str:
    """The old crontab is in a private file; of such files only the newest stay."""
    stem = os.path.join(folder, "crontab-")
    try:
        make_folder(folder)
        old = sorted(name for name in os.listdir(folder) if name.startswith("crontab-") and name.endswith("Z"))
    except OSError as error:
        raise StorageError(f"'{folder}' cannot be used: {error.strerror}", hint="check its permissions") from error
    write_bytes(stem + stamp, text.encode("utf-8", "surrogateescape"))
    for name in [one for one in old if one != f"crontab-{stamp}"][: -(_KEPT - 1)]:
        try:
            os.unlink(os.path.join(folder, name))
        except OSError:
            # an old copy more does no harm
            continue
    return stem + stamp


def _program(environ: Mapping[str, str]) -> str | None:
    import shutil

    return shutil.which("crontab", path=environ.get("PATH") or os.defpath)


def _run(environ: Mapping[str, str], words: Sequence[str], data: bytes) -> tuple[int, bytes, str]:
    """Gives the exit code, stdout and the first line of stderr of `crontab`."""
    import subprocess

    program = _program(environ)
    if program is None:
        raise StorageError(
            "this machine has no command 'crontab'",
            code="no_crontab",
            hint="--systemd makes timers instead; or install cron: apt install cron",
        )
    try:
        done = subprocess.run(  # noqa: S603 - an argument list, no shell
            [program, *words],
            # what it says is read, so it is to say it in English
            env={**environ, "LC_ALL": "C"},
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise StorageError(f"'{program}' failed: {error}", code="crontab", hint="try crontab -l by hand") from error
    told = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return done.returncode, done.stdout, told[0] if told else ""
