"""`tinycrm expense`: money spent to win, sell to or serve customers."""

from __future__ import annotations

from tinycrm.cli.changes import edit_records, remove_records
from tinycrm.cli.invoke import texts
from tinycrm.cli.records import list_records, show_records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        Amount,
        AmountArg,
        Campaign,
        Channel,
        Clear,
        Columns,
        Currency,
        DryRun,
        ExitCode,
        ExpenseKind,
        Get,
        Limit,
        NewTitle,
        Note,
        Offset,
        On,
        Owner,
        RefOrDash,
        Refs,
        SegmentIs,
        Set,
        Since,
        Sort,
        Until,
        Where,
    )
    from tinycrm.domain.results import Result


def add(
    ctx: Context,
    amount: AmountArg = None,
    *,
    kind: ExpenseKind = None,
    title: NewTitle = None,
    channel: Channel = None,
    campaign: Campaign = None,
    on: On = None,
    currency: Currency = None,
    owner: Owner = None,
    note: Note = None,
    set: Set = (),
) -> Result:
    """Add an expense, today unless --on says otherwise. Without AMOUNT, on a terminal, it asks.

    A campaign is given by id, uid or name.

    Examples:
      tinycrm expense add 120 --kind marketing --channel ads
      tinycrm expense add "300 USD" --kind sales --title "Stand at the fair" --on 2026-05-03
    """
    from tinycrm.services.expenses import add_expense

    if ctx.interactive and (amount is None or kind is None):
        from tinycrm.cli.asking import ask_expense

        amount, kind = ask_expense(ctx, amount, kind)
    given = {
        **texts(
            amount=amount,
            currency=currency,
            kind=kind,
            title=title,
            channel=channel,
            campaign=campaign,
            spent_on=on,
            owner=owner,
            note=note,
        ),
        "set": list(set),
    }
    return ctx.written(add_expense(ctx.work, given))


def list_(
    ctx: Context,
    *,
    kind: ExpenseKind = None,
    channel: Channel = None,
    campaign: Campaign = None,
    owner: Owner = None,
    since: Since = None,
    until: Until = None,
    where: Where = None,
    segment: SegmentIs = None,
    sort: Sort = None,
    limit: Limit = None,
    offset: Offset = None,
    columns: Columns = None,
    exit_code: ExitCode = False,
) -> Result:
    """List expenses, the latest first.

    Examples:
      tinycrm expense list --kind marketing --since "start of year"
      tinycrm expense list --where 'amount >= 500' --sort -amount
    """
    from tinycrm.services.listing import Asked

    asked = Asked(where=where, segment=segment, sort=sort, limit=limit, offset=offset, columns=columns)
    for field, text in (("kind", kind), ("channel", channel), ("owner", owner)):
        asked.need(field, text)
    asked.need_refs(ctx.work, "campaign", "campaign", (campaign,) if campaign is not None else ())
    asked.need("spent_on", since, ">=")
    asked.need("spent_on", until, "<=")
    return list_records(ctx, "expense", asked, exit_code=exit_code)


def show(ctx: Context, refs: Refs, *, get: Get = None) -> Result:
    """Show expenses, by id, uid or title.

    Examples:
      tinycrm expense show 35
    """
    return show_records(ctx, "expense", refs, get)


def edit(
    ctx: Context,
    ref: RefOrDash = None,
    *,
    amount: Amount = None,
    currency: Currency = None,
    kind: ExpenseKind = None,
    title: NewTitle = None,
    channel: Channel = None,
    campaign: Campaign = None,
    on: On = None,
    owner: Owner = None,
    note: Note = None,
    set: Set = (),
    clear: Clear = (),
    where: Where = None,
    dry_run: DryRun = False,
) -> Result:
    """Change an expense, or all that --where finds. Without options, on a terminal, it opens the editor.

    Examples:
      tinycrm expense edit 35 --campaign spring
      tinycrm expense edit --where 'channel = advert' --channel ads --dry-run
    """
    from tinycrm.services.editing import Edit

    given = {
        **texts(
            amount=amount,
            currency=currency,
            kind=kind,
            title=title,
            channel=channel,
            campaign=campaign,
            spent_on=on,
            owner=owner,
            note=note,
        ),
        "set": list(set),
    }
    return edit_records(ctx, "expense", ref, where, Edit(given, clear=clear), dry_run=dry_run)


def rm(ctx: Context, refs: Refs, *, dry_run: DryRun = False) -> Result:
    """Remove expenses.

    Examples:
      tinycrm expense rm 35
    """
    return remove_records(ctx, "expense", refs, dry_run=dry_run)
