"""From raw words to a result: shared by every door of the program."""

from __future__ import annotations

from tinycrm.errors import Ambiguous, Appeared, NotFound, TinyCRMError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tinycrm.cli.context import Context
    from tinycrm.cli.registry import Command
    from tinycrm.domain.results import Result, Written
    from tinycrm.services.work import Done

    Raw = str | bool | tuple[str, ...]
    Value = Raw | int

# A question may lead to another, but never for ever.
_ATTEMPTS = 20


def load_function(command: Command) -> Callable[..., Result]:
    """Gives the function of a command; only its own module is imported."""
    return load(command.module, command.function)


def load(module: str, name: str) -> Callable[..., Result]:
    """Gives a function of a module under cli/commands."""
    found = __import__(f"tinycrm.cli.commands.{module}", fromlist=[name])
    function: Callable[..., Result] = getattr(found, name)
    return function


def convert(name: str, kind: str, raw: Raw) -> Value:
    """Gives the value of an option that is no text: numbers are read once, here, for every door.

    Raises:
        UsageError: the text is no such value.
    """
    if kind == "int" and isinstance(raw, str):
        from tinycrm.domain.values import parse_int

        return parse_int(raw, what="--" + name.replace("_", "-"))
    return raw


def texts(**values: str | None) -> dict[str, list[str]]:
    """Gives the options that were named, each as the list of texts that a service reads."""
    return {key: [value] for key, value in values.items() if value is not None}


def run(context: Context, function: Callable[..., Result], values: Mapping[str, Value]) -> Result:
    """The command has run; its result is returned. On a terminal, what is ambiguous or missing is asked.

    Raises:
        TinyCRMError: what the command raised, when nobody can be asked.
    """
    context.function = function
    try:
        return _settled(context, function, values)
    except TinyCRMError as error:
        if context.answers:
            from tinycrm.cli.editor import save_text

            save_text(context, error)
        raise


def _settled(context: Context, function: Callable[..., Result], values: Mapping[str, Value]) -> Result:
    for _ in range(_ATTEMPTS):
        try:
            return _once(context, function, values)
        except Appeared:
            context.again()
        except (Ambiguous, NotFound) as error:
            if error.ref is None or not context.interactive:
                raise
            from tinycrm.cli.prompts import settle

            if not settle(context, error):
                raise
            context.again()
    raise UsageError("too many questions", hint="name the records by their ids")


def _once(context: Context, function: Callable[..., Result], values: Mapping[str, Value]) -> Result:
    result = function(context, **values)
    watch = context.watch
    if watch is None:
        return result
    if watch.waits:
        watch.ask()
        if watch.rehearses:
            from tinycrm.cli.hooking import go_on

            # nothing of it stayed, and the hooks agree: now it is done
            go_on(context, watch)
            return _once(context, function, values)
    result.notes += watch.notes
    return result


def added(
    ctx: Context,
    noun: str,
    given: Mapping[str, Sequence[str]],
    add: Callable[[], Done],
    if_exists: str | None,
    if_absent: bool,
    *,
    who: str = "",
) -> Written:
    """The record is there: added, or what --if-exists says when it was there before; gives the result.

    Args:
        ctx: the context.
        noun: what is added.
        given: field → texts as typed.
        add: adds it.
        if_exists, if_absent: the options.
        who: of a ticket, whose it is, as typed.
    """
    if if_exists is None and not if_absent:
        return ctx.written(add())
    from tinycrm.services.existing import add_unless, policy_of

    policy = policy_of(if_exists, if_absent=if_absent)
    return ctx.written(add_unless(ctx.work, noun, policy, given, add, who=who))
