"""The door for people: Typer commands built from the declarations of cli/options.py and cli/commands/."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Annotated, get_args, get_origin, get_type_hints

import typer

from tinycrm.cli import options
from tinycrm.cli.options import Arg, Opt
from tinycrm.cli.registry import COMMANDS, GROUPS
from tinycrm.cli.shared import HELP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tinycrm.cli.invoke import Raw
    from tinycrm.cli.registry import Command
    from tinycrm.domain.results import Result


# what annotations may name: the vocabulary, and the two types that no option has
_NAMES = {**vars(options), "Context": object, "Result": object}


class Parameter:
    """One parameter of a command, read off its declaration.

    Attributes:
        name: of the function's parameter.
        kind: "text", "int", "flag" or "texts".
        required: whether it has no default.
        declared: the option or argument.
    """

    __slots__ = ("declared", "kind", "name", "required")

    def __init__(self, name: str, kind: str, required: bool, declared: Opt | Arg) -> None:
        self.name = name
        self.kind = kind
        self.required = required
        self.declared = declared


def parameters(function: Callable[..., Result]) -> list[Parameter]:
    """Gives the parameters of a command in order, without its context."""
    hints = get_type_hints(function, localns=_NAMES, include_extras=True)
    found: list[Parameter] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if name == "ctx":
            continue
        hint = hints[name]
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{function.__name__}: {name} is not declared in cli/options.py")
        base, declared = get_args(hint)[:2]
        kind = "text"
        if base is bool:
            kind = "flag"
        elif get_origin(base) is tuple:
            kind = "texts"
        elif int in get_args(base):
            kind = "int"
        found.append(Parameter(name, kind, parameter.default is inspect.Parameter.empty, declared))
    return found


def _typer_parameter(parameter: Parameter) -> inspect.Parameter:
    declared = parameter.declared
    annotation: object = {"flag": bool, "texts": list[str] | None}.get(parameter.kind, str | None)
    default: object
    if isinstance(declared, Arg):
        if parameter.required:
            annotation = list[str] if parameter.kind == "texts" else str
            default = typer.Argument(..., help=declared.help, metavar=declared.metavar, show_default=False)
        else:
            default = typer.Argument(None, help=declared.help, metavar=declared.metavar, show_default=False)
    else:
        metavar = declared.metavar or declared.names[0].lstrip("-").upper().replace("-", "_")
        shown = None if parameter.kind == "flag" else metavar
        empty = False if parameter.kind == "flag" else None
        default = typer.Option(empty, *declared.names, help=declared.help, metavar=shown, show_default=False)
    return inspect.Parameter(parameter.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def help_text(function: Callable[..., Result]) -> str:
    """Gives the help of a command: its docstring up to "Args:", the examples kept line by line."""
    text = inspect.getdoc(function) or ""
    text = text.partition("\n\nArgs:")[0].partition("\n\nRaises:")[0]
    return text.replace("Examples:\n", "\b\nExamples:\n")


def shared_help() -> str:
    """Gives the help of the shared options, as every command's help ends."""
    width = max(len(name) for name, _ in HELP)
    lines = [f"  {name:<{width}}  {text}" for name, text in HELP]
    return "\b\nOptions of every command:\n" + "\n".join(lines)


def parse(command: Command, function: Callable[..., Result], words: Sequence[str]) -> Mapping[str, Raw] | None:
    """Gives what was typed for each parameter that was mentioned; None when help was printed.

    Raises:
        typer.TyperException: the words do not fit; a subclass says how.
    """
    caught: dict[str, Raw] = {}
    run = _RUNNERS.get(command.words) or _runner(command, function)
    _RUNNERS[command.words] = run
    outcome = run(words, caught)
    # Typer gives 0 after help and None after the function
    return None if outcome == 0 else caught


# Commands of a batch repeat; building one costs more than running it.
_RUNNERS: dict[tuple[str, ...], Callable[[Sequence[str], dict[str, Raw]], object]] = {}


def _runner(command: Command, function: Callable[..., Result]) -> Callable[[Sequence[str], dict[str, Raw]], object]:
    """Gives what parses the words of one command into a dictionary; its return value is Typer's."""
    target: list[dict[str, Raw]] = []

    def receive(**values: str | bool | list[str] | None) -> None:
        for name, value in values.items():
            if isinstance(value, list):
                if value:
                    target[-1][name] = tuple(value)
            elif value is not None and value is not False:
                target[-1][name] = value

    signature = inspect.Signature([_typer_parameter(parameter) for parameter in parameters(function)])
    receive.__signature__ = signature  # type: ignore[attr-defined] # what inspect reads instead of the code
    receive.__annotations__ = {name: p.annotation for name, p in signature.parameters.items()}
    app = typer.Typer(
        add_completion=False, rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]}
    )
    app.command(help=help_text(function), epilog=_SHARED)(receive)
    built = typer.main.get_command(app)
    name = "tinycrm " + " ".join(command.words)

    def run(words: Sequence[str], caught: dict[str, Raw]) -> object:
        target[:] = [caught]
        return built.main(list(words), prog_name=name, standalone_mode=False)

    return run


_SHARED = "Every command also takes --db, --config, -f/--format, -q, -y and more: tinycrm --help lists them."


def show_group_help(group: str) -> None:
    """The help of the program, or of a noun, is printed: every verb in one line."""
    app = typer.Typer(
        add_completion=False,
        rich_markup_mode=None,
        help=_group_help(group),
        epilog=_SHARED if group else shared_help(),
        context_settings={"help_option_names": ["-h", "--help"]},
    )

    def nothing() -> None:
        """Stands for a command whose help alone is wanted."""

    listed: set[str] = set()
    for command in COMMANDS:
        if group and (command.words[0] != group or len(command.words) < 2):
            continue
        name = command.words[-1] if group else command.words[0]
        if name in listed:
            continue
        listed.add(name)
        app.command(name, help=command.help if group else GROUPS.get(name, command.help))(nothing)
    app.callback()(nothing)
    prog = f"tinycrm {group}".strip()
    typer.main.get_command(app).main(["--help"], prog_name=prog, standalone_mode=False)


def _group_help(group: str) -> str:
    if group:
        return GROUPS[group]
    return (
        "The CRM that lives in the terminal.\n\n\b\nFour commands to start with:\n"
        '  tinycrm log call "Anna Petrova" "Wants 40 seats" --next "Send quote" --create\n'
        '  tinycrm task add "Call the bank" --due tomorrow\n'
        '  tinycrm deal add "Website for Neva" --value 4800\n'
        "  tinycrm today"
    )
