"""`tinycrm run`: what cron starts."""

from __future__ import annotations

from tinycrm.domain.results import Page
from tinycrm.errors import RuleError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import DryRun, OnlyRule, RunLimit
    from tinycrm.domain.results import Result
    from tinycrm.domain.rule import Rule
    from tinycrm.services.automation.running import Agree


def run(ctx: Context, *, only: OnlyRule = (), limit: RunLimit = None, dry_run: DryRun = False) -> Result:
    """Do what is due: the rules whose time has come, each once, then send the mail that waits.

    It is silent when all is well; what was refused is named on stderr, with exit 8. A rule that is due for more than
    500 records at once, as a new one may be, is held back until --yes or --limit says otherwise. With --only the mail
    of the rule is queued and not sent: the next run without it, or mail send, sends it.

    Examples:
      tinycrm run
      tinycrm run --dry-run
      tinycrm run --only chase-proposals --limit 50
    """
    from tinycrm.services.automation import running

    if limit is not None and limit < 0:
        raise UsageError(f"--limit {limit} is below 0", hint="--limit 50; 0 is all")
    work = ctx.work
    if dry_run:
        due = running.list_due(work, running.timed_rules(work, only), limit or None)
        if not only:
            from tinycrm.services.automation.stepping import list_steps

            due.rows = [*due.rows, *list_steps(work)]
        return due
    ran = running.run(work, only=only, limit=limit or None, agree=_agree(ctx, sure=ctx.shared.yes or limit == 0))
    for line in ran.problems():
        ctx.sink.error(RuleError(line))
    sentence = ran.sentence()
    told = [("", [sentence])] if sentence and ctx.sink.is_tty else []
    return Page("", told, ran.data(), notes=ran.notes, exit_code=ran.exit_code)


def _agree(ctx: Context, *, sure: bool) -> Agree:
    def agree(rule: Rule, count: int) -> bool:
        if sure or not ctx.interactive:
            return sure
        from tinycrm.cli.prompts import agree as asked

        return asked(f"The rule '{rule.name}' is due for {count:,} records at once. Do all of them?")

    return agree
