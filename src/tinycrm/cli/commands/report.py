"""`tinycrm report`: numbers over a period."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        By,
        Compare,
        ExitCode,
        FromDay,
        InCurrency,
        KpiArg,
        Limit,
        Owner,
        Period,
        Pipeline,
        ReportArg,
        SegmentIs,
        Snapshot,
        ToDay,
        Top,
        Where,
    )
    from tinycrm.domain.results import Result
    from tinycrm.services.reporting.asked import Asked


def list_(ctx: Context, *, exit_code: ExitCode = False) -> Result:
    """List the reports there are.

    Examples:
      tinycrm report list
    """
    from tinycrm.cli.something import with_exit_code
    from tinycrm.services.reporting.making import list_reports

    return with_exit_code(list_reports(ctx.work), wanted=exit_code)


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
    snapshot: Snapshot = False,
    limit: Limit = None,
    exit_code: ExitCode = False,
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
    from tinycrm.cli.something import with_exit_code
    from tinycrm.services.reporting.asked import Asked
    from tinycrm.services.reporting.making import make_report

    if name is None:
        return list_(ctx, exit_code=exit_code)
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
        # without a format a report is text, on a terminal and in a pipe
        form=ctx.form if ctx.format not in ("", "text") else "screen",
    )
    if snapshot:
        return _keep(ctx, name, asked)
    return with_exit_code(make_report(ctx.work, name, asked), wanted=exit_code)


def _keep(ctx: Context, name: str, asked: Asked) -> Result:
    from tinycrm.errors import UsageError
    from tinycrm.services.reporting.making import keep_figures

    if name.strip().lower() != "kpi":
        raise UsageError(f"the report {name} keeps nothing", hint="tinycrm report kpi --snapshot")
    return ctx.written(keep_figures(ctx.work, asked))


def explain(
    ctx: Context,
    key: KpiArg,
    *,
    period: Period = None,
    from_: FromDay = None,
    to: ToDay = None,
    pipeline: Pipeline = None,
    owner: Owner = None,
    in_: InCurrency = None,
    segment: SegmentIs = None,
    where: Where = None,
) -> Result:
    """Say how a KPI is computed, with the very numbers that go in.

    Examples:
      tinycrm report explain win_rate --period quarter
      tinycrm report explain revenue --period "last month" -f json
    """
    from tinycrm.services.reporting.asked import Asked
    from tinycrm.services.reporting.making import explain_kpi

    asked = Asked(
        period=period or "",
        first=from_ or "",
        last=to or "",
        pipeline=pipeline or "",
        owner=owner or "",
        currency=in_ or "",
        segment=segment or "",
        where=where or "",
    )
    return explain_kpi(ctx.work, key, asked)
