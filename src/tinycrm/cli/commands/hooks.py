"""`tinycrm hooks`: programs of the user's own that are asked before a change and told after it."""

from __future__ import annotations

from tinycrm.cli.something import with_exit_code
from tinycrm.services.automation.hooks import list_hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import AllHooks, ExitCode
    from tinycrm.domain.results import Result


def list_(ctx: Context, *, all: AllHooks = False, exit_code: ExitCode = False) -> Result:
    """List the programs in hooks/ of the settings folder, and what keeps any of them from running.

    Examples:
      tinycrm hooks list
      tinycrm hooks list --all
    """
    return with_exit_code(list_hooks(ctx.work, everything=all), wanted=exit_code)
