"""`tinycrm deal`: possible sales."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        AddContacts,
        AddTags,
        All,
        Campaign,
        CascadeLinks,
        Clear,
        Close,
        Columns,
        Company,
        Contacts,
        Create,
        Currency,
        DryRun,
        ExitCode,
        Get,
        IfAbsent,
        IfExists,
        Limit,
        NewTitle,
        Offset,
        Opened,
        OutcomeIs,
        Owner,
        Pipeline,
        Probability,
        Reason,
        RefOrDash,
        Refs,
        RmContacts,
        RmTags,
        SegmentIs,
        Set,
        Since,
        Sort,
        Source,
        Stage,
        Tags,
        TitleArg,
        Until,
        Value,
        Where,
    )
    from tinycrm.domain.results import Result


def add(
    ctx: Context,
    title: TitleArg = None,
    *,
    value: Value = None,
    currency: Currency = None,
    contact: Contacts = (),
    company: Company = None,
    stage: Stage = None,
    pipeline: Pipeline = None,
    close: Close = None,
    probability: Probability = None,
    source: Source = None,
    campaign: Campaign = None,
    opened: Opened = None,
    owner: Owner = None,
    reason: Reason = None,
    tag: Tags = (),
    set: Set = (),
    if_absent: IfAbsent = False,
    if_exists: IfExists = None,
    create: Create = False,
) -> Result:
    """Add a deal. Without a title, on a terminal, it asks.

    Examples:
      tinycrm deal add "Website for Neva" --value 4800 --contact anna --close "end of month"
      tinycrm deal add Retainer --value "1 200,50 EUR" --pipeline retainers --stage engaged
    """
    from tinycrm.cli.invoke import added, texts
    from tinycrm.services import deals

    if title is None:
        from tinycrm.cli.prompts import ask_deal

        title, value, contact, company = ask_deal(ctx)
    ctx.work.create = create
    given = {
        **texts(
            title=title,
            value=value,
            currency=currency,
            company=company,
            expected_close_on=close,
            probability=probability,
            source=source,
            campaign=campaign,
            opened_on=opened,
            owner=owner,
            reason=reason,
        ),
        "contacts": list(contact),
        "tags": list(tag),
        "set": list(set),
    }
    known = {**given, **texts(pipeline=pipeline, stage=stage)}
    return added(
        ctx,
        "deal",
        known,
        lambda: deals.add_deal(ctx.work, given, pipeline=pipeline or "", stage=stage or ""),
        if_exists,
        if_absent,
    )


def list_(
    ctx: Context,
    *,
    stage: Stage = None,
    pipeline: Pipeline = None,
    outcome: OutcomeIs = None,
    contact: Contacts = (),
    company: Company = None,
    tag: Tags = (),
    source: Source = None,
    campaign: Campaign = None,
    owner: Owner = None,
    since: Since = None,
    until: Until = None,
    all: All = False,
    where: Where = None,
    segment: SegmentIs = None,
    sort: Sort = None,
    limit: Limit = None,
    offset: Offset = None,
    columns: Columns = None,
    exit_code: ExitCode = False,
) -> Result:
    """List the open deals, by stage.

    --since and --until look at the expected close.

    Examples:
      tinycrm deal list --stage proposal --sort -value
      tinycrm deal list --where 'value >= 10k and close <= end of quarter'
      tinycrm deal list --outcome won --columns title,value,closed_on -f csv
    """
    from tinycrm.cli.records import list_records
    from tinycrm.services import listing

    asked = listing.Asked(where=where, segment=segment, sort=sort, limit=limit, offset=offset, columns=columns)
    for field, text in (
        ("stage", stage),
        ("pipeline", pipeline),
        ("outcome", outcome),
        ("source", source),
        ("owner", owner),
    ):
        asked.need(field, text)
    asked.need_refs(ctx.work, "contacts", "contact", contact)
    asked.need_refs(ctx.work, "company", "company", (company,) if company is not None else ())
    asked.need_refs(ctx.work, "campaign", "campaign", (campaign,) if campaign is not None else ())
    asked.need_all("tags", tag)
    asked.need("expected_close_on", since, ">=")
    asked.need("expected_close_on", until, "<=")
    states = ("outcome", "stage", "closed_on", "closed", "reason")
    named = (stage, outcome, segment) != (None, None, None)
    if not all and not named and not listing.names_state(where, states):
        asked.default("outcome", "open")
    else:
        asked.shown = ("id", "title", "company", "stage", "value", "closed_on")
    return list_records(ctx, "deal", asked, exit_code=exit_code)


def show(ctx: Context, refs: Refs, *, get: Get = None) -> Result:
    """Show deals.

    Examples:
      tinycrm deal show website
      tinycrm deal show 17 --get value
    """
    from tinycrm.cli.records import show_records

    return show_records(ctx, "deal", refs, get)


def edit(
    ctx: Context,
    ref: RefOrDash = None,
    *,
    title: NewTitle = None,
    value: Value = None,
    currency: Currency = None,
    contact: Contacts = (),
    add_contact: AddContacts = (),
    rm_contact: RmContacts = (),
    company: Company = None,
    stage: Stage = None,
    pipeline: Pipeline = None,
    close: Close = None,
    probability: Probability = None,
    source: Source = None,
    campaign: Campaign = None,
    opened: Opened = None,
    owner: Owner = None,
    reason: Reason = None,
    tag: Tags = (),
    add_tag: AddTags = (),
    rm_tag: RmTags = (),
    set: Set = (),
    clear: Clear = (),
    where: Where = None,
    create: Create = False,
    dry_run: DryRun = False,
) -> Result:
    """Change a deal, or all that --where finds. Without options, on a terminal, it opens the editor.

    Examples:
      tinycrm deal edit 17 --value 5200 --close "end of quarter"
      tinycrm deal edit --where 'stage = lead and close < today' --clear close --dry-run
    """
    from tinycrm.cli.changes import edit_records
    from tinycrm.cli.invoke import texts
    from tinycrm.services.editing import Edit

    ctx.work.create = create
    given = {
        **texts(
            title=title,
            value=value,
            currency=currency,
            company=company,
            stage=stage,
            pipeline=pipeline,
            expected_close_on=close,
            probability=probability,
            source=source,
            campaign=campaign,
            opened_on=opened,
            owner=owner,
            reason=reason,
        ),
        "contacts": list(contact),
        "tags": list(tag),
        "set": list(set),
    }
    change = Edit(
        given,
        add={"contacts": add_contact, "tags": add_tag},
        remove={"contacts": rm_contact, "tags": rm_tag},
        clear=clear,
    )
    return edit_records(ctx, "deal", ref, where, change, dry_run=dry_run)


def rm(ctx: Context, refs: Refs, *, cascade: CascadeLinks = False, dry_run: DryRun = False) -> Result:
    """Remove deals, with their tasks and the interactions that involve nobody else.

    One that sales, subscriptions or tickets name needs --cascade, which only takes the link out of them.

    Examples:
      tinycrm deal rm 17
    """
    from tinycrm.cli.changes import remove_records

    return remove_records(ctx, "deal", refs, cascade=cascade, dry_run=dry_run)
