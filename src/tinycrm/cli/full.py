"""The door for people: help, mistakes, questions and the commands that may take their time, through Typer.

Its refusals become our one-line errors.
"""

from __future__ import annotations

from tinycrm.cli.invoke import convert, load_function, run
from tinycrm.domain.results import Raw
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.cli.context import Context
    from tinycrm.cli.invoke import Raw as RawValue
    from tinycrm.cli.registry import Command
    from tinycrm.domain.results import Result

_HELP = ("-h", "--help")


def answer(context: Context, words: list[str]) -> Result:
    """Gives the result of the words; help is a result too.

    Raises:
        UsageError: no such command, or its words do not fit.
    """
    if not words:
        from tinycrm.cli.commands.today import welcome

        return run(context, welcome, {})
    if words[0] == "help":
        # as other programs have it
        words = [*words[1:], "--help"]
    if words[0] in _HELP:
        return _group_help("")
    if words == ["--version"]:
        from tinycrm import __version__

        return Raw(f"tinycrm {__version__}\n")
    if words[:2] == ["completion", "values"] and len(words) > 2:
        # asked at every press of Tab: no help, no options, and no time for Typer
        from tinycrm.cli.commands.completion import values as suggest

        text = [word for word in words[3:] if word != "--"]
        return run(context, suggest, {"kind": words[2], "text": text[-1] if text else ""})
    from tinycrm.cli.registry import find_command

    command, taken = find_command(tuple(words))
    if command is None:
        return _no_command(words)
    return through_typer(context, command, words[taken:])


def through_typer(context: Context, command: Command, words: list[str]) -> Result:
    """Gives the result of a command, or its help.

    Raises:
        UsageError: the words do not fit the command.
    """
    shown, caught = read_through_typer(command, words)
    if caught is None:
        return Raw(shown)
    from tinycrm.cli.build import parameters

    function = load_function(command)
    kinds = {parameter.name: parameter.kind for parameter in parameters(function)}
    values = {name: convert(name, kinds[name], raw) for name, raw in caught.items()}
    return run(context, function, values)


def read_through_typer(command: Command, words: list[str]) -> tuple[str, Mapping[str, RawValue] | None]:
    """Gives what was typed for each parameter of a command; None beside its help when that was asked for.

    Raises:
        UsageError: the words do not fit the command.
    """
    function = load_function(command)
    # Typer prints help itself: caught, so that it leaves through the sink as everything else does
    from contextlib import redirect_stdout
    from io import StringIO

    from typer import Abort, TyperException

    from tinycrm.cli.build import parse

    shown = StringIO()
    try:
        with redirect_stdout(shown):
            caught = parse(command, function, words)
    except TyperException as error:
        raise _refused(command, error) from error
    except Abort:
        raise KeyboardInterrupt from None
    return shown.getvalue(), caught


def _refused(command: Command, error: Exception) -> UsageError:
    message = str(getattr(error, "message", "")) or str(error)
    name = " ".join(command.words)
    hint = f"tinycrm {name} --help"
    option = str(getattr(error, "option_name", "") or "")
    if type(error).__name__ == "NoSuchOption":
        possibilities = sorted(getattr(error, "possibilities", None) or ())
        near = f"did you mean {', '.join(possibilities)}? " if possibilities else ""
        message = f"'{name}' has no option {option}"
        hint = f"{near}text that begins with - comes after --; {hint}"
    elif type(error).__name__ == "MissingParameter":
        parameter = getattr(error, "param", None)
        message = f"'{name}' needs {getattr(parameter, 'metavar', None) or 'an argument'}"
    elif "unexpected extra argument" in message:
        more = message.partition("(")[2].partition(")")[2].strip(" ()")
        message = f"'{name}' got more words than it takes: {more}"
        hint = f"tinycrm report {more}; {hint}" if name == "report" else f"quote text of several words; {hint}"
    return UsageError(message[:1].lower() + message[1:].rstrip("."), hint=hint)


def _group_help(group: str) -> Result:
    from contextlib import redirect_stdout
    from io import StringIO

    from tinycrm.cli.build import show_group_help

    shown = StringIO()
    with redirect_stdout(shown):
        show_group_help(group)
    return Raw(shown.getvalue())


def _no_command(words: list[str]) -> Result:
    from tinycrm.cli.registry import ALIASES, COMMANDS, GROUPS
    from tinycrm.domain.fields import did_you_mean

    first = words[0]
    if first in GROUPS:
        verbs = [command.words[1] for command in COMMANDS if command.words[0] == first and len(command.words) > 1]
        if len(words) == 1 or words[1] in _HELP:
            return _group_help(first)
        aliases = [alias for alias, verb in ALIASES.items() if verb in verbs]
        near = did_you_mean(words[1], [*verbs, *aliases])
        raise UsageError(
            f"'{first}' has no verb '{words[1]}'", code="unknown_command", hint=f"{near}one of: {', '.join(verbs)}"
        )
    names = list(dict.fromkeys(command.words[0] for command in COMMANDS))
    if first.startswith("-"):
        raise UsageError(f"there is no option {first}", hint="tinycrm --help; text that begins with - comes after --")
    near = did_you_mean(first, names)
    raise UsageError(f"there is no command '{first}'", code="unknown_command", hint=f"{near}tinycrm --help lists them")
