"""The narrow door, for hands and loops: plain argument lists of hot commands, read from a generated table.

It accepts only what it is sure of, and calls the same functions as the full door. Help, mistakes, `--`, short or
joined options and every other shape are left to that one.
"""

from __future__ import annotations

from tinycrm.cli.invoke import convert, load, run
from tinycrm.cli.table import TABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.cli.context import Context
    from tinycrm.cli.invoke import Raw
    from tinycrm.cli.table import Options, Positionals
    from tinycrm.domain.results import Result

    # module, function, parameter → what was typed, parameter → kind
    Call = tuple[str, str, dict[str, Raw], dict[str, str]]


def open_door(context: Context, words: list[str]) -> Result:
    """Gives the result of the command that the words name; help is a result too.

    Raises:
        UsageError: no such command, or its words do not fit.
    """
    call = read_plain(words)
    if call is not None:
        module, name, caught, kinds = call
        values = {parameter: convert(parameter, kinds[parameter], raw) for parameter, raw in caught.items()}
        return run(context, load(module, name), values)
    from tinycrm.cli.full import answer

    return answer(context, words)


def read_plain(words: Sequence[str]) -> Call | None:
    """Gives the call that plain words mean, or None when the other door has to look at them.

    Args:
        words: the arguments without the shared options.
    """
    for length in (2, 1):
        found = TABLE.get(tuple(words[:length]))
        if found is not None and len(words) >= length:
            module, function, positionals, options = found
            values = _read(words[length:], positionals, options)
            if values is None:
                return None
            kinds = dict(options.values())
            kinds.update({name: kind for name, kind, _ in positionals})
            return module, function, values, kinds
    return None


def _read(words: Sequence[str], positionals: Positionals, options: Options) -> dict[str, Raw] | None:
    values: dict[str, Raw] = {}
    lists: dict[str, list[str]] = {}
    plain: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word[:1] != "-" or word == "-":
            plain.append(word)
            continue
        option = options.get(word)
        if option is None:
            return None
        name, kind = option
        if kind == "flag":
            values[name] = True
            continue
        # a value that looks like an option is a mistake, or one that a person must be told about
        if at >= len(words) or words[at][:1] == "-":
            return None
        if kind == "texts":
            lists.setdefault(name, []).append(words[at])
        else:
            values[name] = words[at]
        at += 1
    values.update({name: tuple(texts) for name, texts in lists.items()})
    return values if _place(plain, positionals, values) else None


def _place(plain: list[str], positionals: Positionals, values: dict[str, Raw]) -> bool:
    """The positional words stand under their names; says whether they fit."""
    rest = list(plain)
    for name, kind, required in positionals:
        if kind == "texts":
            if rest:
                values[name] = tuple(rest)
                rest = []
            elif required:
                return False
        elif rest:
            values[name] = rest.pop(0)
        elif required:
            return False
    return not rest
