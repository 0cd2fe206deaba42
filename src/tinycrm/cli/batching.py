"""The lines of a batch: read, done alone or several in one durable step, and answered in their order."""

from __future__ import annotations

import time

from tinycrm.cli.door import open_door
from tinycrm.cli.shared import Shared, take_shared
from tinycrm.domain.results import Listing, Nothing, Written
from tinycrm.errors import StorageError, TinyCRMError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeGuard

    from tinycrm.cli.context import Context
    from tinycrm.domain.results import Result, Row

# They replace the database under the open connection, or begin a process within the process.
_REFUSED = ("batch", "restore", "demo")
# What they change is no record: it cannot be taken back with the other lines of all or nothing, or of a trial run.
_BEYOND = ("backup", "completion", "config", "doctor", "export", "init", "mail", "pipeline")
# What reads and writes records and nothing else; another command wants the lines before it on disk.
_TOGETHER = frozenset(("company", "contact", "deal", "interaction", "log", "search", "task", "today"))
# Other writers wait for a step, so it is short: at most so many lines and so long. They look every 0.1 s whether they
# can begin, and would hardly ever meet the moment between two steps if there were no pause.
_LINES = 256
_SECONDS = 0.05
_PAUSE = 0.005
# shlex takes time by the square of the length: 0.2 s for so many characters, half an hour for 10 MB.
_LONGEST = 100_000
_QUOTING = frozenset("'\"\\")
# Of the error that the database was moved or replaced meanwhile (store/sqlite/connect.py).
MOVED = "moved"


class Line:
    """One line of a batch as it was read.

    Attributes:
        number: from 1, blank lines and remarks counted.
        words: the command line.
        shared: its own shared options.
        rest: the words without them.
        formatted: whether it names a format of its own.
        error: why it cannot be run, or None.
    """

    __slots__ = ("error", "formatted", "number", "rest", "shared", "words")

    def __init__(self, number: int, text: str) -> None:
        self.number = number
        self.words: list[str] = []
        self.rest: list[str] = []
        self.shared = Shared()
        self.formatted = False
        self.error: TinyCRMError | None = None
        try:
            self.words = _words(text)
            self.shared, self.rest = take_shared(self.words)
            self.formatted = bool(self.shared.format)
            self._check()
        except TinyCRMError as error:
            self.error = error

    def _check(self) -> None:
        if self.shared.db or self.shared.config:
            raise UsageError("a line of a batch cannot change --db or --config", hint="give them to batch itself")
        if self.rest[:1] and self.rest[0] in _REFUSED:
            raise UsageError(f"'{self.rest[0]}' cannot run inside a batch", hint="run it by itself")
        if self.shared.format and self.rest[:1] != ["export"]:
            from tinycrm.render import check_format

            check_format(self.shared.format)

    @property
    def joins(self) -> bool:
        """Whether the line can be one of several in a durable step."""
        if self.error is not None or not self.rest or self.rest[0] not in _TOGETHER:
            return self.error is not None
        # mail leaves when the lines before it are on disk
        return self.rest[0] != "today" or not any(word.startswith("--mail-to") for word in self.rest)


def refuse_beyond(lines: Sequence[Line]) -> None:
    """Every line is one whose effect can be taken back with the others'.

    Raises:
        UsageError: one is not.
    """
    for line in lines:
        first = line.rest[0] if line.rest else ""
        if first in _BEYOND or (first == "import" and any(word.startswith("--rejects") for word in line.rest)):
            what = "import --rejects" if first == "import" else first
            raise UsageError(
                f"line {line.number}: '{what}' writes more than records, which --atomic and --dry-run cannot take back",
                hint="run it by itself",
            )


class Answer:
    """What a line came to: its context and result, or its error."""

    __slots__ = ("context", "error", "line", "result")

    def __init__(self, line: Line, context: Context | None, result: Result, error: TinyCRMError | None = None) -> None:
        self.line = line
        self.context = context
        self.result = result
        self.error = error

    @property
    def code(self) -> int:
        """The exit code that the line would have as a process."""
        return self.result.exit_code if self.error is None else self.error.exit_code

    def data(self) -> Row:
        """The answer as one JSON object: line, exit_code, and ids and also, data, or error; notes if there are any."""
        from tinycrm.render.machine import error_data, result_data

        row: Row = {"line": self.line.number, "exit_code": self.code}
        if self.error is not None:
            row["error"] = error_data(self.error)
            return row
        if isinstance(self.result, Written):
            row["ids"], row["also"] = list(self.result.ids), list(self.result.also)
            if self.context is not None and self.context.shared.print == "uid":
                from tinycrm.cli.printing import keys_of

                row["uids"] = [*(keys_of(self.context, self.result) or ())]
        if not isinstance(self.result, (Written, Nothing)) or self.line.formatted:
            row["data"] = result_data(self.result)
        if self.result.notes:
            row["notes"] = list(self.result.notes)
        return row


def read_lines(text: str) -> list[Line]:
    """Gives the commands of a batch; blank lines and those that begin with # are none."""
    lines = ((number, line.strip()) for number, line in enumerate(text.split("\n"), 1))
    return [Line(number, line) for number, line in lines if line and not line.startswith("#")]


def answers(ctx: Context, lines: Sequence[Line]) -> Iterator[list[Answer]]:
    """Yields the answers of the lines in their order, some at a time, when what they did is durable."""
    at = 0
    while at < len(lines):
        done = _together(ctx, lines[at : at + _LINES])
        joined = bool(done)
        done = done or [answer_alone(ctx, lines[at])]
        # told first: an interrupt in the pause must not find lines done and unanswered
        yield done
        at += len(done)
        if joined:
            time.sleep(_PAUSE)


def _together(ctx: Context, lines: Sequence[Line]) -> list[Answer]:
    """The answers of the first lines, done in one durable step; none when they have to be done one by one."""
    if not (lines[0].joins and len(lines) > 1 and lines[1].joins and ctx.store.exists) or ctx.work.has_hooks:
        # no hook runs while a transaction is open, that of a group too
        return []
    done: list[Answer] = []
    began = time.monotonic()
    try:
        with ctx.store.group():
            for line in lines:
                if not line.joins or (done and time.monotonic() - began > _SECONDS):
                    break
                answer = answer_alone(ctx, line)
                if isinstance(answer.error, StorageError):
                    raise answer.error
                done.append(answer)
    except TinyCRMError as error:
        if error.code == MOVED:
            raise
        # nothing of the step was done: each line is tried by itself, and says itself what is wrong
        return []
    return done


def answer_alone(ctx: Context, line: Line) -> Answer:
    """Gives the answer of one line, which has been run; an error is an answer too."""
    if line.error is not None:
        return Answer(line, None, Nothing(), line.error)
    try:
        child = ctx.child(line.shared, line.words)
        result = open_door(child, line.rest)
    except TinyCRMError as error:
        if error.code == MOVED:
            # no line after it can be done in a file that is gone
            raise
        return Answer(line, None, Nothing(), error)
    if isinstance(result, Listing):
        # the list as it is at this line, not as it will be when it is printed
        result.rows = list(result.rows)
    return Answer(line, child, result)


def _words(line: str) -> list[str]:
    if line.startswith("["):
        import json

        try:
            words = _texts(json.loads(line))
        except (ValueError, RecursionError) as error:
            why = "nested too deeply" if isinstance(error, RecursionError) else error
            raise UsageError(f"not a JSON array: {why}", hint='["contact", "add", "Bo Li"]') from error
        if words is None:
            raise UsageError("not an array of texts and whole numbers", hint='["contact", "add", "Bo Li"]')
        return words
    if len(line) > _LONGEST:
        raise UsageError(f"longer than {_LONGEST} characters", hint="write it as a JSON array of texts")
    if line.isascii() and line.isprintable() and _QUOTING.isdisjoint(line):
        # nothing in it that a shell would look at twice; shlex takes longer than the write
        words = line.split(" ")
        return [word for word in words[words[0] == "tinycrm" :] if word]
    import shlex

    try:
        words = shlex.split(line, comments=False)
    except ValueError as error:
        told = line if len(line) <= 60 else line[:59] + "…"
        raise UsageError(f"the quotation marks do not match: {told}", hint="quote as in a shell") from error
    return words[1:] if words[:1] == ["tinycrm"] else words


def _texts(value: object) -> list[str] | None:
    items: list[object] = list(value) if _is_list(value) else [None]
    # an id is a number in the JSON that a script builds its lines from
    whole = [item for item in items if isinstance(item, str) or (isinstance(item, int) and not isinstance(item, bool))]
    return [str(item) for item in whole] if len(whole) == len(items) else None


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)
