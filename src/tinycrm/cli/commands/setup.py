"""`tinycrm init` and `tinycrm demo`: the first minutes."""

from __future__ import annotations

import os

from tinycrm.domain.results import Nothing, Page
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import Force, TemplateArg
    from tinycrm.domain.results import Listing, Result


def init(ctx: Context, template: TemplateArg = None, *, force: Force = False) -> Result:
    """Write config.yaml and pipelines.yaml to start from. What is there stays, unless --force.

    No set-up is required: without these files everything has a sensible default.

    Examples:
      tinycrm init
      tinycrm init freelance
    """
    from tinycrm.services.setup import write_settings

    notes = write_settings(ctx.settings_folder, template or "sales", force=force)
    return Nothing(notes=[*notes, "change them with any editor, then: tinycrm pipeline validate"])


def demo(ctx: Context) -> Result:
    """Fill a database of its own with a small business to look at, and show its agenda.

    Your own data is not touched. Running it again starts afresh.

    Examples:
      tinycrm demo
    """
    from tinycrm.cli.context import Context as Fresh
    from tinycrm.config.paths import platform_folder
    from tinycrm.services.agenda import agenda_page
    from tinycrm.services.demo.making import fill, settings_text
    from tinycrm.services.setup import remove_demo, write_settings

    path, named = ctx.database
    if not named:
        path = os.path.join(platform_folder("data", ctx.environ), "demo.db")
        remove_demo(path)
    if os.path.exists(path):
        raise UsageError(f"'{path}' is there already", hint="name a file that does not exist: --db PATH")
    write_settings(f"{path}.d", "sales", force=True, more=settings_text(ctx.work.reading.clock.today()))
    shared = ctx.shared
    shared.db, shared.config = path, f"{path}.d"
    fresh = Fresh(shared, ["demo"], ctx.environ, ctx.sink)
    fresh.in_batch = True
    try:
        fill(fresh.work)
        page = agenda_page(fresh.work)
    finally:
        fresh.close()
    shown = f"'{path}'" if " " in path else path
    lines = [
        f"export TINYCRM_DB={shown}",
        "tinycrm deal board           # the pipeline as columns",
        "tinycrm contact show anna    # a person, with deals, tasks and history",
        "tinycrm report kpi           # the numbers, and how far the goals are",
        'tinycrm report kpi --period "last month" -f html > kpi.html     # as a page with charts',
        "tinycrm report next          # who to call today, and why",
        "tinycrm brief anna           # all there is to know before you call",
        "tinycrm segment list         # groups of customers that keep themselves",
        'tinycrm log call klaus "Said yes" --next "Send contract" --due tomorrow',
        "tinycrm undo                 # takes anything back",
    ]
    blocks: list[tuple[str, list[str] | Listing]] = [*page.blocks, ("Look around", lines)]
    return Page("A small web studio, as `tinycrm today` shows it", blocks, page.data)
