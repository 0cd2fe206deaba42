"""Between commands and hooks: what a command is to them, and what comes after they agreed."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tinycrm.cli.context import Context
    from tinycrm.domain.results import Result
    from tinycrm.services.automation.hook_watch import Watch

# what else writes records and nothing beside them, so that a trial of it leaves nothing behind
_TRIED = ("log", "undo", "redo", "batch", "sequence")
# they put a whole business in place
_UNWATCHED = ("demo", "restore")


def watch_of(ctx: Context) -> Watch | None:
    """Gives what the hooks have to do with the command; None when nothing.

    Raises:
        RuleError: the folder of the hooks is not fit to run any.
    """
    words = _words(ctx.function)
    if words[:1] and words[0] in _UNWATCHED:
        return None
    from tinycrm.services.automation.hook_watch import Watch

    noun, verb = words[0] if words else "", words[-1] if words else ""
    return Watch(ctx.work, (noun, verb), asks=noun in NOUNS or noun in _TRIED)


def _words(function: Callable[..., Result] | None) -> tuple[str, ...]:
    from tinycrm.cli.registry import COMMANDS

    place = (function.__module__.rpartition(".")[2], function.__name__) if function is not None else ("", "")
    return next((command.words for command in COMMANDS if (command.module, command.function) == place), ())


def go_on(ctx: Context, watch: Watch) -> None:
    """The hooks agreed: the command can be done, and asks nothing that was answered in the trial."""
    watch.agree()
    ctx.again()
    ctx.agreed = True
