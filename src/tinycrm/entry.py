"""The process: quick answers first, then one command; every error becomes an exit code here, once."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from tinycrm.cli.context import Context
    from tinycrm.cli.shared import Shared
    from tinycrm.domain.results import Result
    from tinycrm.errors import TinyCRMError
    from tinycrm.render.sink import Sink

INTERRUPTED = 130


def process() -> NoReturn:
    """The process has ended with the exit code of its command line; what it wrote is out.

    Everything is closed and flushed by then, so the interpreter is not taken down piece by piece: that costs a fifth
    of `import sqlite3` on every command.
    """
    import gc
    import os

    # a hot command ends before a collection would find anything
    gc.set_threshold(50_000)
    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            # told already, or never there
            pass
    os._exit(code)


def main() -> int:
    """The command line was carried out; the process's exit code is returned."""
    argv = sys.argv[1:]
    if argv == ["--version"]:
        from tinycrm import __version__

        return _quick(f"tinycrm {__version__}\n")
    from tinycrm.cli.shared import take_shared
    from tinycrm.errors import TinyCRMError

    try:
        shared, rest = take_shared(argv)
    except TinyCRMError as error:
        from tinycrm.cli.shared import Shared

        return _finish_error(error, Shared())
    return _guarded([_utf8(word) for word in argv], shared, [_utf8(word) for word in rest])


def _utf8(word: str) -> str:
    """Gives the word as UTF-8 when the locale could not read it: a cron job's is often ASCII."""
    if word.isascii() or word.isprintable():
        return word
    import os

    try:
        return os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word


def _quick(text: str) -> int:
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        import os

        # what is still buffered must not fail again when the interpreter ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (OSError, ValueError, AttributeError):
        return _after_lost_output()
    return 0


def _after_lost_output() -> int:
    from tinycrm.cli.shared import Shared
    from tinycrm.errors import StorageError

    error = StorageError("the output could not be written", code="output_lost", hint="check where stdout goes")
    return _finish_error(error, Shared())


def _guarded(argv: Sequence[str], shared: Shared, rest: Sequence[str]) -> int:
    from tinycrm.errors import Terminated, TinyCRMError
    from tinycrm.render.sink import ClosedPipe

    sink = _sink(shared)
    try:
        return run_words(argv, shared, rest, sink)
    except TinyCRMError as error:
        return _finish_error(error, shared, sink)
    except ClosedPipe:
        sink.silence()
        return 0
    except KeyboardInterrupt as stop:
        sink.silence()
        return stop.exit_code if isinstance(stop, Terminated) else INTERRUPTED
    except RecursionError as error:
        from tinycrm.errors import UsageError

        return _finish_error(UsageError("the input is nested too deeply", hint="write it flatter"), shared, sink, error)
    except MemoryError as error:
        from tinycrm.errors import StorageError

        return _finish_error(StorageError("out of memory", hint="work on fewer records at once"), shared, sink, error)
    except Exception as error:  # noqa: BLE001 - the one place where a defect must not reach the user as a traceback
        return _defect(error, shared, sink)


def _sink(shared: Shared) -> Sink:
    import os

    from tinycrm.render.sink import Sink

    return Sink.standard(os.environ, quiet=shared.quiet, no_color=shared.no_color)


def _finish_error(
    error: TinyCRMError, shared: Shared, sink: Sink | None = None, cause: BaseException | None = None
) -> int:
    sink = sink or _sink(shared)
    if shared.debug:
        import traceback

        lines = traceback.format_exception(cause or error)
        for line in "".join(lines).splitlines():
            sink.say(line)
    from tinycrm.render.sink import ClosedPipe

    try:
        sink.flush()
    except ClosedPipe:
        sink.silence()
    except type(error) as second:
        error = second
    sink.error(error, as_json=_wants_json(shared))
    return error.exit_code


def _wants_json(shared: Shared) -> bool:
    import os

    return (shared.format or os.environ.get("TINYCRM_FORMAT", "")) in ("json", "ndjson")


def _defect(error: Exception, shared: Shared, sink: Sink) -> int:
    from tinycrm.errors import TinyCRMError

    told = TinyCRMError(
        f"a defect of TinyCRM: {type(error).__name__}: {error}", hint="nothing was half done; --debug shows where"
    )
    return _finish_error(told, shared, sink, error)


def run_words(argv: Sequence[str], shared: Shared, rest: Sequence[str], sink: Sink) -> int:
    """One command ran and its result is out; its exit code is returned.

    Args:
        argv: the whole command line, for the journal.
        shared: the shared options among it.
        rest: the words that are left.
        sink: where results go.

    Raises:
        TinyCRMError: what the command refused.
    """
    import os

    from tinycrm.cli.context import Context

    if shared.format and rest[:1] != ["export"]:
        # before anything is written: a write that cannot say what it did must not be done
        from tinycrm.render import check_format

        check_format(shared.format)
    context = Context(shared, argv, os.environ, sink)
    try:
        result = dispatch(context, rest)
        code = 0 if result is None else emit(context, result)
        sink.flush()
        return code
    finally:
        context.close()


def dispatch(context: Context, words: Sequence[str]) -> Result | None:
    """Gives the result of the command that the words name; None when help was printed.

    Raises:
        TinyCRMError: the words name no command, or what the command refused.
    """
    from tinycrm.cli.door import open_door

    return open_door(context, list(words))


def emit(context: Context, result: Result) -> int:
    """The result is on its way out in the format asked for; its exit code is returned."""
    from tinycrm.domain.results import Written
    from tinycrm.render import render

    shared = context.shared
    format = shared.format if isinstance(result, Written) else context.format
    if shared.print and isinstance(result, Written):
        from tinycrm.cli.printing import keys_of

        result.keys = keys_of(context, result)
    render(
        result,
        context.sink,
        format=format,
        no_header=shared.no_header,
        quiet=shared.quiet,
        look=lambda: context.look,
    )
    return result.exit_code
