"""`tinycrm report`: numbers over a period."""

from __future__ import annotations

from tinycrm.services import reporting
from tinycrm.services.reporting import Asked

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import By, Compare, FromDay, Limit, Owner, Period, Pipeline, ReportArg, ToDay
    from tinycrm.domain.results import Result


def list_(ctx: Context) -> Result:
    """List the reports there are.

    Examples:
      tinycrm report list
    """
    return reporting.list_reports(ctx.work)


def report(
    ctx: Context,
    name: ReportArg = None,
    *,
    period: Period = None,
    from_: FromDay = None,
    to: ToDay = None,
    compare: Compare = None,
    pipeline: Pipeline = None,
    owner: Owner = None,
    by: By = None,
    limit: Limit = None,
) -> Result:
    """Show a report: pipeline, forecast, win-loss, stages, leads, activity or kpi; or one KPI by its key.

    Nothing after today counts; "-" is no data and never 0; currencies are never added. Rates are of the
    default pipeline unless --pipeline names another, or all.

    Examples:
      tinycrm report pipeline
      tinycrm report forecast --owner me
      tinycrm report win-loss --period quarter --by owner
      tinycrm report kpi --period "last month" --compare year
      tinycrm report win_rate --period year -f json
    """
    if name is None:
        return list_(ctx)
    asked = Asked(
        period=period or "",
        first=from_ or "",
        last=to or "",
        compare=compare or "",
        pipeline=pipeline or "",
        owner=owner or "",
        by=by or "",
        limit=limit or 0,
    )
    return reporting.make_report(ctx.work, name, asked)
