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
_NOTE = "# "
_REMOVE = "; tinycrm schedule remove {} takes this out"
# MAX_COMMAND of cron is 1000 bytes with what ends it.
_LONGEST = 998
_SECONDS = 30
_MOST_BYTES = 10_000_000
_KEPT = 5
_NONE = ("no crontab for", "no crontab file")


class Block:
    """The lines of one job of one database.

    Attributes:
        name: the job.
        database: the path of its database.
        fields: when, as five fields of cron; "" when its line was taken out or made a comment.
        command: what cron hands to the shell, its own escapes undone.
        words: when, as the comment above the line has it; "" without one.
        settings: the variables that the crontab sets above it, for it and all that follows.
        first, last: its lines, both included, from 0.
        ours: which of them TinyCRM wrote, beside the first and the last; that of the job comes last.
    """

    __slots__ = ("command", "database", "fields", "first", "last", "name", "ours", "settings", "words")

    def __init__(self, name: str, database: str, first: int) -> None:
        self.name = name
        self.database = database
        self.first = self.last = first
        self.fields = self.command = self.words = ""
        self.settings: dict[str, str] = {}
        self.ours: list[int] = []

    def others(self, rows: Sequence[str]) -> list[tuple[int, str]]:
        """Gives the lines within that a hand wrote, of all lines of the crontab; each with its place."""
        return [(at, rows[at]) for at in range(self.first + 1, self.last) if at not in self.ours]


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


def note(words: str, name: str) -> str:
    """Gives the comment above the line of a job that runs at the moments that the words say."""
    return f"{_NOTE}{words}{_REMOVE.format(name)}"


def with_block(text: str, name: str, database: str, lines: Sequence[str]) -> str:
    """Gives the crontab with the lines of a job: in their old place, else at the end."""
    mark = f"{name} ({database})"
    rows = text.split("\n")
    block = _find(text, name, database)
    if block is not None:
        others = block.others(rows)
        # in the place of the line itself: what is set above it stays above it
        at = block.ours[-1] if block.ours else block.first
        above = [row for place, row in others if place < at]
        inside = [*above, *lines, *(row for _, row in others[len(above) :])]
        return "\n".join([*rows[: block.first], _BEGIN + mark, *inside, _END + mark, *rows[block.last + 1 :]])
    if text and not text.endswith("\n"):
        text += "\n"
    return text + "\n".join([_BEGIN + mark, *lines, _END + mark]) + "\n"


def without_block(text: str, name: str, database: str) -> str:
    """Gives the crontab without the lines of a job; those that a hand wrote between them stay."""
    block = _find(text, name, database)
    if block is None:
        return text
    rows = text.split("\n")
    rows[block.first : block.last + 1] = [row for _, row in block.others(rows)]
    return "\n".join(rows)


def rows_of(text: str, name: str, database: str) -> list[str]:
    """Gives the lines of a job, its marks among them."""
    block, rows = _find(text, name, database), text.split("\n")
    return [rows[at] for at in (block.first, *sorted(block.ours), block.last)] if block else []


def rows_between(text: str, name: str, database: str) -> list[str]:
    """Gives the lines between those of a job that a hand wrote."""
    block = _find(text, name, database)
    return [row for _, row in block.others(text.split("\n"))] if block else []


def _find(text: str, name: str, database: str) -> Block | None:
    return next((block for block in blocks(text) if (block.name, block.database) == (name, database)), None)


def blocks(text: str) -> list[Block]:
    """Gives the blocks of all databases, in order.

    Raises:
        RuleError: one has lost its beginning or its end, so that nobody can say which lines are ours.
    """
    found: list[Block] = []
    current: Block | None = None
    settings: dict[str, str] = {}
    rows = text.split("\n")
    for number, row in enumerate(rows):
        begun, ended = _marked(row, _BEGIN), _marked(row, _END)
        if begun:
            if current is not None:
                break
            current = Block(*begun, number)
        elif ended and current is None:
            raise _torn(number, "ends", *ended)
        elif current is not None and ended == (current.name, current.database):
            current.last = number
            _understand(current, rows, settings)
            found.append(current)
            current = None
        elif current is None:
            _read_setting(settings, row)
    if current is not None:
        raise _torn(current.first, "begins", current.name, current.database)
    return found


def outside(text: str) -> list[tuple[str, str]]:
    """Gives the lines in use that are in no block: their fields and commands, cron's own escapes undone.

    Raises:
        RuleError: as `blocks`.
    """
    within = {at for block in blocks(text) for at in range(block.first, block.last + 1)}
    rows = [_split(row) for at, row in enumerate(text.split("\n")) if at not in within]
    return [(fields, command) for fields, command, used in rows if fields and used]


def _marked(row: str, mark: str) -> tuple[str, str] | None:
    """Gives the job and the database that a mark names; None when the line is no such mark.

    Spaces around it, and the carriage return of another system's editor, change nothing.
    """
    text = row.strip()
    name, sign, database = text.removeprefix(mark).partition(" (")
    if not text.startswith(mark) or not sign or " " in name or not database.endswith(")"):
        return None
    return name, database.removesuffix(")")


def _torn(number: int, does: str, name: str, database: str) -> RuleError:
    lost, mark, where = ("end", _END, "below") if does == "begins" else ("beginning", _BEGIN, "above")
    return RuleError(
        f"line {number + 1} of the crontab {does} {name}, and its {lost} is missing",
        code="torn_crontab",
        hint=f"crontab -e: put '{mark}{name} ({database})' {where} its lines, or take them out",
    )


def _understand(block: Block, rows: Sequence[str], settings: dict[str, str]) -> None:
    """It is known which lines of a block are ours, and what its job's line says: the first of the best there is."""
    best, line = 0, 0
    for at in range(block.first + 1, block.last):
        row = rows[at]
        if _read_setting(settings, row):
            continue
        said = row.strip()
        if said.startswith(_NOTE) and said.endswith(_REMOVE.format(block.name)):
            block.ours.append(at)
            block.words = said.removeprefix(_NOTE).removesuffix(_REMOVE.format(block.name))
            continue
        fields, command, used = _split(row)
        mine = f" schedule exec {block.name} -- " in command
        worth = 3 if mine and used else 2 if mine else 1 if fields and used else 0
        if worth > best:
            best, line = worth, at
            block.fields, block.command = (fields, command) if used else ("", "")
            block.settings = dict(settings)
    if best > 1:
        block.ours.append(line)
    if not best:
        block.settings = dict(settings)


def _split(row: str) -> tuple[str, str, bool]:
    """Gives the fields and the command of a line, "" when it has none, and whether it is in use, not made a comment."""
    text = row.lstrip(" \t")
    used, text = not text.startswith("#"), text.lstrip("# \t")
    words = text.split(None, 1) if text.startswith("@") else text.split(None, 5)
    if len(words) not in (2, 6) or not (used or text[0] in "*@0123456789"):
        return "", "", used
    return " ".join(words[:-1]), words[-1].replace("\\%", "%"), used


def _read_setting(settings: dict[str, str], row: str) -> bool:
    """As cron reads NAME = value: spaces around the sign and one pair of quotation marks mean nothing."""
    name, sign, value = row.partition("=")
    name, value = name.strip(), value.strip()
    if not sign or not name.isidentifier():
        return False
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        value = value[1:-1]
    settings[name] = value
    return True


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
    from tinycrm import child

    program = _program(environ)
    if program is None:
        raise StorageError(
            "this machine has no command 'crontab'",
            code="no_crontab",
            hint="--systemd makes timers instead; or install cron: apt install cron",
        )
    # what it says is read, so it is to say it in English
    env = {**environ, "LC_ALL": "C"}
    try:
        stdin = child.letter(data) if data else None
        done = child.run([program, *words], env=env, stdin=stdin, seconds=_SECONDS, kept=_MOST_BYTES)
    except (OSError, ValueError) as error:
        raise _failed(program, str(error)) from error
    if done.code is None:
        raise _failed(program, f"it did not end within {_SECONDS} s")
    if len(done.out) == _MOST_BYTES:
        # a part of it, written back, would be all that is left
        raise _failed(program, "it tells more than any crontab holds")
    told = done.err.decode("utf-8", "replace").strip().splitlines()
    return done.code, done.out, told[0] if told else ""


def _failed(program: str, why: str) -> StorageError:
    return StorageError(f"'{program}' failed: {why}", code="crontab", hint="try crontab -l by hand")
