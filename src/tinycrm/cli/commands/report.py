"""`tinycrm report`: numbers over a period."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        Attach,
        By,
        Compare,
        EmlOnly,
        EmlOutput,
        ExitCode,
        FromDay,
        InCurrency,
        KpiArg,
        Limit,
        MailTo,
        OncePer,
        OnlyIfAny,
        Owner,
        Period,
        Pipeline,
        ReportArg,
        SegmentIs,
        Snapshot,
        Subject,
        ToDay,
        Top,
        Where,
    )
    from tinycrm.cli.posting import Posting
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
    mail_to: MailTo = (),
    subject: Subject = None,
    attach: Attach = (),
    only_if_any: OnlyIfAny = False,
    once_per: OncePer = None,
    dry_run: EmlOnly = False,
    output: EmlOutput = None,
    exit_code: ExitCode = False,
) -> Result:
    """Show a report, or one KPI by its key; report list names the reports.

    Nothing after today counts; "-" is no data and never 0; currencies are never added. Rates are of the
    default pipeline unless --pipeline names another, or all. With --mail-to it is mailed instead of shown; exit 7
    when it could not be sent, 8 when some did not get it.

    Examples:
      tinycrm report pipeline
      tinycrm report forecast --owner me
      tinycrm report win-loss --period quarter --by owner
      tinycrm report kpi --period "last month" --compare year
      tinycrm report win_rate --period year -f json
      tinycrm report kpi --period "last month" --mail-to me --attach csv --once-per month
    """
    from tinycrm.cli.something import with_exit_code
    from tinycrm.services.reporting.asked import Asked
    from tinycrm.services.reporting.making import make_report

    mails = bool(mail_to or attach or only_if_any) or not (subject is once_per is output is None)
    if name is None:
        if mails:
            raise UsageError("which report is to be mailed?", hint="tinycrm report list names them")
        return list_(ctx, exit_code=exit_code)

    def asked(form: str) -> Asked:
        return Asked(
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
            form=form,
        )

    if mails:
        from tinycrm.cli.posting import Posting

        if snapshot:
            raise UsageError(
                "--snapshot keeps figures and shows none to mail", hint="two commands, one after the other"
            )
        posting = Posting(mail_to, subject, attach, only_if_any, once_per, dry_run, output, exit_code=exit_code)
        return _mail(ctx, posting, name, asked)
    # without a format a report is text, on a terminal and in a pipe
    shown = asked(ctx.form if ctx.format not in ("", "text") else "screen")
    if snapshot:
        return _keep(ctx, name, shown)
    return with_exit_code(make_report(ctx.work, name, shown), wanted=exit_code)


def _mail(ctx: Context, posting: Posting, name: str, asked: Callable[[str], Asked]) -> Result:
    from tinycrm.cli.letters import report_draft
    from tinycrm.cli.posting import mailed
    from tinycrm.services.reporting.making import make_report

    wanted = asked("page")
    options = {key: str(getattr(wanted, key) or "") for key in wanted.__slots__ if key != "form"}
    return mailed(
        ctx,
        posting,
        f"report {name.strip().lower()}",
        options,
        lambda: report_draft(
            ctx, posting, lambda form: make_report(ctx.work, name, asked(form)), owner=wanted.owner or None
        ),
    )


def _keep(ctx: Context, name: str, asked: Asked) -> Result:
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
