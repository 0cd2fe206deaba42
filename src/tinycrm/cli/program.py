"""How this program is started from anywhere, and whether words are a command of it."""

from __future__ import annotations

import os
import sys

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.cli.registry import Command

# What a job's line says itself, once for all.
_OF_THE_LINE = ("db", "config")


def program_words() -> list[str]:
    """Gives the words that start this program from anywhere."""
    script = os.path.abspath(sys.argv[0])
    if os.path.basename(script).startswith("tinycrm") and os.access(script, os.X_OK):
        return [script]
    return [sys.executable, "-m", "tinycrm"]


def program_variables(program: Sequence[str], environ: Mapping[str, str]) -> dict[str, str]:
    """Gives what the environment must say for the program to start: where Python finds it, when it is not installed."""
    given = environ.get("PYTHONPATH", "")
    if len(program) == 1 or not given:
        return {}
    return {"PYTHONPATH": os.pathsep.join(os.path.abspath(part) for part in given.split(os.pathsep) if part)}


def absolute(path: str) -> str:
    """Gives the whole path.

    Raises:
        UsageError: it is seen from a folder that is gone.
    """
    try:
        return os.path.abspath(path)
    except OSError as error:
        raise UsageError(f"'{path}' leads nowhere from here: {error.strerror}", hint="give its whole path") from error


def check_words(words: Sequence[str]) -> Command:
    """The words are a command that can run by itself; which one is returned.

    Raises:
        UsageError: they are none, or they name a database or settings of their own.
    """
    from tinycrm.cli.door import read_plain
    from tinycrm.cli.full import read_through_typer
    from tinycrm.cli.registry import find_command
    from tinycrm.cli.shared import take_shared

    shared, rest = take_shared(words)
    for name in _OF_THE_LINE:
        if getattr(shared, name):
            raise UsageError(
                f"the command of a job names no --{name}", hint=f"tinycrm --{name} … schedule install names it for all"
            )
    command, taken = find_command(tuple(rest))
    if command is None:
        told = " ".join(rest[:2])
        raise UsageError(
            f"'{told}' is no command of tinycrm", code="unknown_command", hint="leave tinycrm out; tinycrm --help"
        )
    if command.words[0] == "schedule":
        raise UsageError("a job cannot run schedule", hint="name another command")
    if read_plain(rest) is None and read_through_typer(command, rest[taken:])[1] is None:
        raise UsageError("a job that prints help tells nobody anything", hint="leave --help out")
    return command


def as_trial(command: Command, words: Sequence[str]) -> list[str] | None:
    """Gives the words with --dry-run; None when the command has no such option."""
    from tinycrm.cli.build import parameters
    from tinycrm.cli.invoke import load_function

    if all(parameter.name != "dry_run" for parameter in parameters(load_function(command))):
        return None
    if "--dry-run" in words:
        return list(words)
    # before `--`, behind which it would be text
    end = list(words).index("--") if "--" in words else len(words)
    return [*words[:end], "--dry-run", *words[end:]]
