"""`tinycrm search`."""

from __future__ import annotations

from tinycrm.cli.context import SOMETHING
from tinycrm.services.searching import search_records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import ExitCode, Limit, NounIs, Query
    from tinycrm.domain.results import Result


def search(
    ctx: Context, query: Query, *, noun: NounIs = (), limit: Limit = None, exit_code: ExitCode = False
) -> Result:
    """Find records that hold all the words, or parts of words of three letters and more; best first.

    Examples:
      tinycrm search neva
      tinycrm search петрова --noun contact
      tinycrm search "40 seats" -f ids
    """
    result = search_records(ctx.work, " ".join(query), noun, limit)
    result.exit_code = SOMETHING if exit_code and list(result.rows) else 0
    return result
