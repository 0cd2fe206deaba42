"""`tinycrm report`: numbers over a period."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        By,
        Compare,
        FromDay,
        InCurrency,
        Limit,
        Owner,
        Period,
        Pipeline,
        ReportArg,
        SegmentIs,
        ToDay,
        Top,
        Where,
    )
    from tinycrm.domain.results import Result


def list_(ctx: Context) -> Result:
    """List the reports there are.

    Examples:
      tinycrm report list
    """
    from tinycrm.services.reporting.making import list_reports

    return list_reports(ctx.work)


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
    in_: InCurrency = None,
    segment: SegmentIs = None,
    where: Where = None,
    top: Top = None,
    limit: Limit = None,
) -> Result:
    """Show a report, or one KPI by its key; report list names the reports.

    Nothing after today counts; "-" is no data and never 0; currencies are never added. Rates are of the
    default pipeline unless --pipeline names another, or all.

    Examples:
      tinycrm report pipeline
      tinycrm report forecast --owner me
      tinycrm report win-loss --period quarter --by owner
      tinycrm report kpi --period "last month" --compare year
      tinycrm report win_rate --period year -f json
    """
    from tinycrm.services.reporting.asked import Asked
    from tinycrm.services.reporting.making import make_report

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
        currency=in_ or "",
        segment=segment or "",
        where=where or "",
        top=top or limit or 0,
        form=ctx.form,
    )
    return make_report(ctx.work, name, asked)
