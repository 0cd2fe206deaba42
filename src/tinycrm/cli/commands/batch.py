"""`tinycrm batch`: many commands in one process."""

from __future__ import annotations

from tinycrm.cli.batching import answer_alone, answers, read_lines, refuse_beyond
from tinycrm.cli.holding import Held
from tinycrm.domain.results import Nothing
from tinycrm.errors import PARTLY, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.cli.batching import Answer, Line
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import Atomic, DryRun, FileArg
    from tinycrm.domain.results import Result


def batch(ctx: Context, file: FileArg = None, *, atomic: Atomic = False, dry_run: DryRun = False) -> Result:
    """Run one command a line: words quoted as in a shell, or a JSON array. Blank lines and # are skipped.

    A line that fails is told with its number and the others go on (exit 8); with --atomic nothing is done.
    With -f ndjson each line answers with one object: line, exit_code, and ids, data or error.

    Examples:
      printf 'contact add "Mia Novak"\\ntask add "Call Mia" --contact mia\\n' | tinycrm batch
      tinycrm batch commands.txt --atomic
      tinycrm batch commands.txt -f ndjson
    """
    lines = read_lines(_read(ctx, file))
    if ctx.shared.format == "ndjson":
        ctx.brief = True
    with Held(ctx.store) as held:
        return _together(ctx, lines, held, dry_run=dry_run) if atomic or dry_run else _each(ctx, lines, held)


def _together(ctx: Context, lines: Sequence[Line], held: Held, *, dry_run: bool) -> Result:
    refuse_beyond(lines)
    ctx.work.dry_run = dry_run
    with ctx.work.write():
        done = [_demanded(answer_alone(ctx, line)) for line in lines]
    if ctx.watch is None or not ctx.watch.rehearses:
        _emit(ctx, done)
    held.told()
    return Nothing(exit_code=PARTLY if any(answer.code == PARTLY for answer in done) else 0)


def _each(ctx: Context, lines: Sequence[Line], held: Held) -> Result:
    failed, first, partly = 0, 0, False
    for done in answers(ctx, lines):
        _emit(ctx, done)
        held.told()
        for answer in done:
            failed += answer.error is not None
            first = first or (answer.code if answer.error is not None else 0)
            partly = partly or answer.code == PARTLY
    if not failed:
        return Nothing(exit_code=PARTLY if partly else 0)
    return Nothing(
        notes=[f"{failed} of {len(lines)} commands failed"], exit_code=PARTLY if failed < len(lines) else first
    )


def _demanded(answer: Answer) -> Answer:
    """The answer, which is no error: of all or nothing, one failure is the failure of all."""
    if answer.error is not None:
        answer.error.message = f"line {answer.line.number}: {answer.error.message}"
        raise answer.error
    return answer


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


def _emit(ctx: Context, answers: Sequence[Answer]) -> None:
    """The answers are out: a line is acknowledged when it is durable, not when a buffer is full."""
    from tinycrm.render.sink import ClosedPipe

    try:
        for answer in answers:
            _say(ctx, answer)
        ctx.sink.flush()
    except ClosedPipe:
        # nobody reads the answers any more; the other lines are wanted all the same
        return


def _say(ctx: Context, answer: Answer) -> None:
    from tinycrm.entry import emit

    error = answer.error
    if ctx.brief:
        from tinycrm.render.machine import compact

        ctx.sink.out(compact(answer.data()) + "\n")
    elif error is not None:
        ctx.sink.flush()
        error.message = f"line {answer.line.number}: {error.message}"
        ctx.sink.error(error, as_json=ctx.format == "json")
    elif answer.context is not None:
        emit(answer.context, answer.result)
