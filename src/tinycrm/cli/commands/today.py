"""`tinycrm today`, and what bare `tinycrm` says."""

from __future__ import annotations

from tinycrm.cli.context import SOMETHING
from tinycrm.domain.results import Page
from tinycrm.services.agenda import agenda_page, is_empty

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        Attach,
        Days,
        EmlOnly,
        EmlOutput,
        ExitCode,
        MailTo,
        OncePer,
        OnlyIfAny,
        Owner,
        Subject,
    )
    from tinycrm.domain.results import Result

_FIRST_STEPS = [
    'tinycrm log call "Anna Petrova" "Wants 40 seats" --next "Send quote" --create',
    'tinycrm task add "Call the bank" --due tomorrow',
    'tinycrm deal add "Website for Neva" --value 4800',
    "tinycrm today",
]


def today(
    ctx: Context,
    *,
    days: Days = None,
    owner: Owner = None,
    mail_to: MailTo = (),
    subject: Subject = None,
    attach: Attach = (),
    only_if_any: OnlyIfAny = False,
    once_per: OncePer = None,
    dry_run: EmlOnly = False,
    output: EmlOutput = None,
    exit_code: ExitCode = False,
) -> Result:
    """Show the agenda: overdue, due, upcoming and undated tasks, and who is waiting.

    With --mail-to it becomes the digest, a mail for a telephone: mail and jobs that failed, what is due, who waits,
    what was won since the last working day; tasks ahead only with --days. Exit 7 when it could not be sent.

    Examples:
      tinycrm today
      tinycrm today --days 14 --owner me
      tinycrm today --exit-code -q >/dev/null || echo "something is due"
      tinycrm today --mail-to me --only-if-any --once-per day
    """
    if mail_to or subject is not None or attach or only_if_any or once_per is not None or output is not None:
        from tinycrm.cli.letters import digest_draft
        from tinycrm.cli.posting import Posting, mailed

        posting = Posting(mail_to, subject, attach, only_if_any, once_per, dry_run, output, exit_code=exit_code)
        options = {"days": "" if days is None else str(days), "owner": owner or ""}
        return mailed(ctx, posting, "digest", options, lambda: digest_draft(ctx, posting, days=days, owner=owner))
    page = agenda_page(ctx.work, days=7 if days is None else days, owner=owner, whole=ctx.form == "whole")
    if not page.blocks and ctx.sink.is_tty and not ctx.format:
        page.notes.append("Nothing is due, and nobody is waiting.")
    page.exit_code = SOMETHING if exit_code and page.blocks else 0
    return page


def welcome(ctx: Context) -> Result:
    """Show the agenda, or on an empty database the four commands to start with."""
    if not is_empty(ctx.work):
        return today(ctx)
    lines = [*_FIRST_STEPS, "", "tinycrm demo shows a small business; tinycrm --help lists every command."]
    return Page("TinyCRM is ready. Four commands to start with:", [("", lines)], {"commands": list(_FIRST_STEPS)})
