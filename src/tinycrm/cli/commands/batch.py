"""`tinycrm batch`: many commands in one process."""

from __future__ import annotations

from tinycrm.domain.results import Listing, Nothing
from tinycrm.errors import TinyCRMError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeGuard

    from tinycrm.cli.context import Context
    from tinycrm.cli.options import Atomic, DryRun, FileArg
    from tinycrm.domain.results import Result

PARTIAL = 8
# They replace the database under the open connection, or begin a process within the process.
_REFUSED = ("batch", "restore", "demo")


def batch(ctx: Context, file: FileArg = None, *, atomic: Atomic = False, dry_run: DryRun = False) -> Result:
    """Run one command a line: words quoted as in a shell, or a JSON array. Blank lines and # are skipped.

    A line that fails is told with its number and the others go on (exit 8); with --atomic nothing is done.

    Examples:
      printf 'contact add "Mia Novak"\\ntask add "Call Mia" --contact mia\\n' | tinycrm batch
      tinycrm batch commands.txt --atomic
    """
    lines = list(_lines(_read(ctx, file)))
    if atomic or dry_run:
        ctx.work.dry_run = dry_run
        results: list[tuple[Context, Result]] = []
        with ctx.work.write():
            for number, text in lines:
                child, result = _run(ctx, number, text)
                results.append((child, _kept(result)))
        for child, result in results:
            _emit(child, result)
        return Nothing()
    from tinycrm.render.sink import ClosedPipe

    failed, first = 0, 0
    for number, text in lines:
        try:
            _emit(*_run(ctx, number, text))
            # a line is acknowledged when it is durable, not when a buffer is full
            ctx.sink.flush()
        except ClosedPipe:
            # nobody reads the answers any more; the other lines are wanted all the same
            continue
        except TinyCRMError as error:
            if error.code == "output_lost":
                # this line was done, and nobody would hear of the others
                raise
            ctx.sink.flush()
            ctx.sink.error(error, as_json=ctx.format in ("json", "ndjson"))
            failed += 1
            first = first or error.exit_code
    if not failed:
        return Nothing()
    return Nothing(
        notes=[f"{failed} of {len(lines)} commands failed"], exit_code=PARTIAL if failed < len(lines) else first
    )


def _read(ctx: Context, file: str | None) -> str:
    if file in (None, "-"):
        return ctx.stdin_text("the commands")
    try:
        with open(str(file), encoding="utf-8-sig") as stream:
            return stream.read()
    except OSError as error:
        raise UsageError(f"'{file}' cannot be read: {error.strerror}", hint="name a file, or - for stdin") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"'{file}' is no UTF-8 (byte {error.start})", hint="iconv -t utf-8 converts it") from error


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if line and not line.startswith("#"):
            yield number, line


def _words(line: str) -> list[str]:
    if line.startswith("["):
        import json

        try:
            words = _texts(json.loads(line))
        except ValueError as error:
            raise UsageError(f"not a JSON array: {error}", hint='["contact", "add", "Bo Li"]') from error
        if words is None:
            raise UsageError("not an array of texts", hint='["contact", "add", "Bo Li"]')
        return words
    import shlex

    try:
        words = shlex.split(line, comments=False)
    except ValueError as error:
        raise UsageError(f"the quotation marks do not match: {line}", hint="quote as in a shell") from error
    return words[1:] if words[:1] == ["tinycrm"] else words


def _texts(value: object) -> list[str] | None:
    items: list[object] = list(value) if _is_list(value) else [None]
    texts = [item for item in items if isinstance(item, str)]
    return texts if len(texts) == len(items) else None


def _is_list(value: object) -> TypeGuard[list[object]]:
    return isinstance(value, list)


def _run(ctx: Context, number: int, line: str) -> tuple[Context, Result]:
    from tinycrm.cli.door import open_door
    from tinycrm.cli.shared import take_shared

    try:
        words = _words(line)
        shared, rest = take_shared(words)
        if shared.db or shared.config:
            raise UsageError("a line of a batch cannot change --db or --config", hint="give them to batch itself")
        if rest[:1] and rest[0] in _REFUSED:
            raise UsageError(f"'{rest[0]}' cannot run inside a batch", hint="run it by itself")
        if shared.format and rest[:1] != ["export"]:
            from tinycrm.render import check_format

            check_format(shared.format)
        child = ctx.child(shared, words)
        result = open_door(child, rest)
    except TinyCRMError as error:
        error.message = f"line {number}: {error.message}"
        raise
    return child, result


def _kept(result: Result) -> Result:
    """The list as it was at that line, not as it is when all is done."""
    if isinstance(result, Listing):
        result.rows = list(result.rows)
    return result


def _emit(child: Context, result: Result) -> None:
    from tinycrm.entry import emit

    emit(child, result)
