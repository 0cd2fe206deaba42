"""`tinycrm campaign`: a push with a budget and a channel, whom it reached and who answered."""

from __future__ import annotations

from tinycrm.cli.changes import edit_records, remove_records
from tinycrm.cli.invoke import added, texts
from tinycrm.cli.records import list_records, show_records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        Budget,
        CampaignArg,
        CascadeLinks,
        Channel,
        Clear,
        Columns,
        Create,
        Currency,
        DryRun,
        Ended,
        ExitCode,
        Get,
        IfAbsent,
        IfExists,
        Limit,
        MemberArgs,
        MemberNoun,
        Name,
        NameArg,
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
        Started,
        Until,
        Where,
    )
    from tinycrm.domain.results import Result


def add(
    ctx: Context,
    name: NameArg = None,
    *,
    channel: Channel = None,
    budget: Budget = None,
    currency: Currency = None,
    start: Started = None,
    end: Ended = None,
    owner: Owner = None,
    note: Note = None,
    set: Set = (),
    if_absent: IfAbsent = False,
    if_exists: IfExists = None,
) -> Result:
    """Add a campaign. Without a name, on a terminal, it asks.

    Examples:
      tinycrm campaign add "Spring letter" --channel mail --budget 800 --start 2026-03-01
    """
    from tinycrm.services.campaigns import add_campaign

    if name is None:
        from tinycrm.cli.asking import ask_campaign

        name, channel = ask_campaign(ctx, channel)
    given = {
        **texts(
            name=name,
            channel=channel,
            budget=budget,
            currency=currency,
            started_on=start,
            ended_on=end,
            owner=owner,
            note=note,
        ),
        "set": list(set),
    }
    return added(ctx, "campaign", given, lambda: add_campaign(ctx.work, given), if_exists, if_absent)


def list_(
    ctx: Context,
    *,
    channel: Channel = None,
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
    """List campaigns, the latest first.

    --since and --until look at the first day.

    Examples:
      tinycrm campaign list --since "start of year"
    """
    from tinycrm.services.listing import Asked

    asked = Asked(where=where, segment=segment, sort=sort, limit=limit, offset=offset, columns=columns)
    for field, text in (("channel", channel), ("owner", owner)):
        asked.need(field, text)
    asked.need("started_on", since, ">=")
    asked.need("started_on", until, "<=")
    return list_records(ctx, "campaign", asked, exit_code=exit_code)


def show(ctx: Context, refs: Refs, *, get: Get = None) -> Result:
    """Show campaigns, by id, uid or name.

    Examples:
      tinycrm campaign show spring
      tinycrm campaign show spring --get budget
    """
    return show_records(ctx, "campaign", refs, get)


def edit(
    ctx: Context,
    ref: RefOrDash = None,
    *,
    name: Name = None,
    channel: Channel = None,
    budget: Budget = None,
    currency: Currency = None,
    start: Started = None,
    end: Ended = None,
    owner: Owner = None,
    note: Note = None,
    set: Set = (),
    clear: Clear = (),
    where: Where = None,
    dry_run: DryRun = False,
) -> Result:
    """Change a campaign, or all that --where finds. Without options, on a terminal, it opens the editor.

    Examples:
      tinycrm campaign edit spring --end today --budget 950
    """
    from tinycrm.services.editing import Edit

    given = {
        **texts(
            name=name,
            channel=channel,
            budget=budget,
            currency=currency,
            started_on=start,
            ended_on=end,
            owner=owner,
            note=note,
        ),
        "set": list(set),
    }
    return edit_records(ctx, "campaign", ref, where, Edit(given, clear=clear), dry_run=dry_run)


def rm(ctx: Context, refs: Refs, *, cascade: CascadeLinks = False, dry_run: DryRun = False) -> Result:
    """Remove campaigns, with their list of members. One that deals, sales or expenses name needs --cascade.

    Examples:
      tinycrm campaign rm "Spring letter"
    """
    return remove_records(ctx, "campaign", refs, cascade=cascade, dry_run=dry_run)


def reach(
    ctx: Context,
    campaign: CampaignArg,
    who: MemberArgs = (),
    *,
    where: Where = None,
    noun: MemberNoun = None,
    on: On = None,
    create: Create = False,
    dry_run: DryRun = False,
) -> Result:
    """Say whom a campaign reached: they are members of it.

    WHO is a contact, by id, uid, e-mail, phone or name, else a company, by id, uid or name; company:NAME is explicit.

    Examples:
      tinycrm campaign reach spring anna "company:Neva Trade"
      tinycrm campaign reach spring --where 'tag = lead' --on yesterday
      tinycrm contact list --tag lead -f ids | tinycrm campaign reach spring -
    """
    from tinycrm.cli.select import chosen, chosen_parties
    from tinycrm.services.campaigns import reach_members

    ctx.work.create = create
    (id, *_), _ = chosen(ctx, "campaign", (campaign,))
    parties = chosen_parties(ctx, who, where=where, noun=noun)
    ctx.work.dry_run = dry_run
    return ctx.written(reach_members(ctx.work, id, parties, on or ""))


def answer(
    ctx: Context,
    campaign: CampaignArg,
    who: MemberArgs = (),
    *,
    where: Where = None,
    noun: MemberNoun = None,
    on: On = None,
    create: Create = False,
    dry_run: DryRun = False,
) -> Result:
    """Say who answered a campaign. Whom it had not reached it has reached by that day.

    Examples:
      tinycrm campaign answer spring anna --on yesterday
    """
    from tinycrm.cli.select import chosen, chosen_parties
    from tinycrm.services.campaigns import answer_members

    ctx.work.create = create
    (id, *_), _ = chosen(ctx, "campaign", (campaign,))
    parties = chosen_parties(ctx, who, where=where, noun=noun)
    ctx.work.dry_run = dry_run
    return ctx.written(answer_members(ctx.work, id, parties, on or ""))


def drop(
    ctx: Context,
    campaign: CampaignArg,
    who: MemberArgs = (),
    *,
    where: Where = None,
    noun: MemberNoun = None,
    dry_run: DryRun = False,
) -> Result:
    """Take members off a campaign.

    Examples:
      tinycrm campaign drop spring anna
    """
    from tinycrm.cli.select import chosen, chosen_parties
    from tinycrm.services.campaigns import drop_members

    (id, *_), _ = chosen(ctx, "campaign", (campaign,))
    parties = chosen_parties(ctx, who, where=where, noun=noun)
    ctx.work.dry_run = dry_run
    return ctx.written(drop_members(ctx.work, id, parties))


def members(ctx: Context, campaign: CampaignArg, *, limit: Limit = None, exit_code: ExitCode = False) -> Result:
    """List whom a campaign reached and who answered.

    Examples:
      tinycrm campaign members spring
      tinycrm campaign members spring -f ids | tinycrm contact tag - spring
    """
    from tinycrm.cli.select import chosen
    from tinycrm.cli.something import with_exit_code
    from tinycrm.services.campaigns import list_members

    (id, *_), _ = chosen(ctx, "campaign", (campaign,))
    return with_exit_code(list_members(ctx.work, id, limit, form=ctx.form), wanted=exit_code)
