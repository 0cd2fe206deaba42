"""`tinycrm changes`: what changed since a cursor, for scripts that react."""

from __future__ import annotations

from tinycrm.cli.something import with_exit_code
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import CursorNow, ExitCode, NounIs, RowLimit, SinceCursor, UntilCursor
    from tinycrm.domain.results import Result


def changes(
    ctx: Context,
    *,
    since: SinceCursor = None,
    until: UntilCursor = None,
    noun: NounIs = (),
    limit: RowLimit = None,
    cursor: CursorNow = False,
    exit_code: ExitCode = False,
) -> Result:
    """List what changed, oldest first: one row a record and operation, with its values before and after.

    Each row has a cursor to go on from. Keep it after the work is done, and each change is seen once: a script that
    is stopped in between sees the last ones again. An operation is never cut: its rows come together.

    Examples:
      tinycrm changes --since "$(cat seen)" --noun deal -f ndjson
      tinycrm changes --cursor > seen
      tinycrm changes --since 0 --limit 100 -f json
    """
    from tinycrm.services.changes import list_changes, present_cursor

    if cursor:
        if since or until or noun or limit is not None or exit_code:
            raise UsageError("--cursor prints the present cursor and nothing else", hint="tinycrm changes --cursor")
        return present_cursor(ctx.work)
    result = list_changes(ctx.work, since=since, until=until, nouns=noun, limit=limit, form=ctx.form)
    return with_exit_code(result, wanted=exit_code)
