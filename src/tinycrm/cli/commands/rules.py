"""`tinycrm rules`: what is done by itself, as rules.yaml, pipelines.yaml and config.yaml say."""

from __future__ import annotations

from tinycrm.cli.something import with_exit_code
from tinycrm.domain.results import Nothing
from tinycrm.services.automation import ruling

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import DryRun, ExitCode, RuleArg, RuleMaybe, RuleRef
    from tinycrm.domain.results import Result


def list_(ctx: Context, *, exit_code: ExitCode = False) -> Result:
    """List the rules: what brings each about, what it does, how often it was done, and where it is written.

    Examples:
      tinycrm rules list
      tinycrm rules list -f json
    """
    return with_exit_code(ruling.list_rules(ctx.work), wanted=exit_code)


def validate(ctx: Context) -> Result:
    """Check rules.yaml: its words, its filters, its templates and hooks; exit 1 when rules lead round for ever.

    Examples:
      tinycrm rules validate
    """
    notes = ruling.check_rules(ctx.work)
    count = len(ctx.work.rules)
    return Nothing(notes=[*notes, f"{count} rule{'' if count == 1 else 's'}, all sound"])


def try_(ctx: Context, rule: RuleMaybe = None, ref: RuleRef = None, *, dry_run: DryRun = False) -> Result:
    """Show what would be done, to what, and why; nothing is changed, with or without --dry-run.

    Without a record: what run would do now, by all rules or by one. With one: whether the rule would be done to it,
    which condition holds, and what it would do.

    Examples:
      tinycrm rules test
      tinycrm rules test chase-proposals
      tinycrm rules test chase-proposals "website for neva"
    """
    from tinycrm.services.automation.running import list_due, timed_rules

    work = ctx.work
    work.dry_run = dry_run
    if rule is None:
        return list_due(work, timed_rules(work))
    found = ruling.find_rule(work, rule)
    if ref is not None:
        return ruling.try_rule(work, found, ruling.resolve_for(work, found, ref))
    return list_due(work, timed_rules(work, [rule]))


def skip(ctx: Context, rule: RuleArg, *, dry_run: DryRun = False) -> Result:
    """Let what a rule is due for now count as done: only what comes later is done. It cannot be undone.

    Examples:
      tinycrm rules skip chase-proposals --dry-run
      tinycrm rules skip chase-proposals
    """
    from tinycrm.services.automation.running import list_due, skip_due, timed_rules

    rules = timed_rules(ctx.work, [rule])
    if dry_run:
        return list_due(ctx.work, rules)
    count = skip_due(ctx.work, rules[0])
    done = f"{count:,} record{'' if count == 1 else 's'}"
    return Nothing(notes=[f"{rules[0].name} passes over {done}" if count else f"{rules[0].name} is due for nothing"])
