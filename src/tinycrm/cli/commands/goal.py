"""`tinycrm goal`: what the numbers are to reach."""

from __future__ import annotations

from tinycrm.cli.something import with_exit_code
from tinycrm.domain.results import Nothing
from tinycrm.errors import NotFound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import ExitCode, GoalPeriod, KpiArg, TargetArg
    from tinycrm.domain.results import Result


def set_(ctx: Context, kpi: KpiArg, target: TargetArg, *, period: GoalPeriod = None) -> Result:
    """Set a goal: its line in config.yaml is changed or added, every other byte stays.

    Examples:
      tinycrm goal set win_rate 35% --period quarter
      tinycrm goal set revenue "10000 EUR" --period month
    """
    from tinycrm.config.goals import set_goal
    from tinycrm.services.goals import check_goal, is_same_kind

    goal = check_goal(ctx.work, kpi, target, period or "")
    old = set_goal(
        ctx.settings_folder,
        goal.key,
        target.strip(),
        goal.period,
        same=lambda text: is_same_kind(ctx.work, goal, text),
    )
    span = f" a {goal.period}" if goal.period else ""
    before = f" (it was {old})" if old and old != target.strip() else ""
    return Nothing(notes=[f"goal: {goal.key} {target.strip()}{span}{before}, in {ctx.settings_folder}/config.yaml"])


def list_(ctx: Context, *, exit_code: ExitCode = False) -> Result:
    """List the goals: how far each is, its pace, and what it will come to.

    Examples:
      tinycrm goal list
      tinycrm goal list -f json
    """
    from tinycrm.services.goals import list_goals

    return with_exit_code(list_goals(ctx.work), wanted=exit_code)


def show(ctx: Context, kpi: KpiArg) -> Result:
    """Show the goals of one KPI.

    Examples:
      tinycrm goal show win_rate
    """
    from tinycrm.services.goals import list_goals

    report = list_goals(ctx.work, kpi)
    if not report.rows:
        raise NotFound(f"there is no goal for '{kpi}'", hint=f"tinycrm goal set {kpi} TARGET")
    return report


def rm(ctx: Context, kpi: KpiArg, *, period: GoalPeriod = None) -> Result:
    """Remove a goal from config.yaml; every other byte stays.

    Examples:
      tinycrm goal rm win_rate --period quarter
    """
    from tinycrm.config.goals import remove_goal

    key, kind = kpi.strip().lower().replace("-", "_"), (period or "").strip().lower()
    if not remove_goal(ctx.settings_folder, key, kind):
        what = f"there is no goal {key}{f' a {kind}' if kind else ' without a period'} in config.yaml"
        raise NotFound(what, hint="tinycrm goal list shows them; --period names the one meant")
    return Nothing(notes=[f"no goal for {key} any more, in {ctx.settings_folder}/config.yaml"])


def check(ctx: Context) -> Result:
    """Check that every goal names a KPI and has a target it can reach.

    Examples:
      tinycrm goal check
    """
    from tinycrm.services.goals import all_goals

    count = len(all_goals(ctx.work))
    return Nothing(notes=[f"{count} goal{'' if count == 1 else 's'}, all sound"])
