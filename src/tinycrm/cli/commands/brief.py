"""`tinycrm brief`: the page before a call."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import BriefWho
    from tinycrm.domain.results import Result


def brief(ctx: Context, who: BriefWho) -> Result:
    """Show what to know before a call: who they are, value so far, what is open, what to talk about.

    The contact or company of a deal, a ticket, a sale … when one of these is named.

    Examples:
      tinycrm brief anna
      tinycrm brief company:neva
      tinycrm brief 17 -f json
    """
    from tinycrm.services.briefing import brief_page

    return brief_page(ctx.work, who, as_table=ctx.format in ("md", "html", "tsv", "csv"))
