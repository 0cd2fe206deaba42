"""Programs of the user's own in the folder hooks/ of the settings."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Row


def run_hook(folder: str, name: str, payload: Row) -> None:
    """The program has run and ended well.

    Args:
        folder: the settings folder.
        name: the program's file in its folder hooks/.
        payload: what it gets on stdin, as one JSON object.

    Raises:
        UsageError: there is no such program.
        RuleError: it failed; the message holds what it said.
    """
    what = f"there is no hook '{name}' in '{folder}/hooks' to tell of {payload['noun']}"
    raise UsageError(what, code="no_hook", hint="tinycrm rules validate checks them")
