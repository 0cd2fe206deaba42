"""`tinycrm ticket`: customers' requests."""

from __future__ import annotations

from tinycrm.cli.changes import edit_records, remove_records
from tinycrm.cli.invoke import added, texts
from tinycrm.cli.records import list_records, show_records
from tinycrm.cli.select import chosen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        AddTags,
        All,
        AnsweredAt,
        AnswerText,
        At,
        CascadeLinks,
        Clear,
        Columns,
        Company,
        Contact,
        Create,
        Deal,
        DryRun,
        ExitCode,
        Get,
        IfAbsent,
        IfExists,
        Limit,
        Minutes,
        NewTitle,
        Note,
        Offset,
        OpenedAt,
        Owner,
        Priority,
        RefOrDash,
        Refs,
        RmTags,
        SegmentIs,
        Set,
        Since,
        Sort,
        Tags,
        TicketChannel,
        TicketStatus,
        TitleArg,
        Until,
        Where,
        WhoIs,
    )
    from tinycrm.domain.results import Result

_STATES = ("status", "resolved_at", "resolved_on", "resolved", "resolution_hours")


def add(
    ctx: Context,
    title: TitleArg = None,
    *,
    who: WhoIs = None,
    contact: Contact = None,
    company: Company = None,
    channel: TicketChannel = None,
    priority: Priority = None,
    at: OpenedAt = None,
    deal: Deal = None,
    tag: Tags = (),
    owner: Owner = None,
    note: Note = None,
    set: Set = (),
    if_absent: IfAbsent = False,
    if_exists: IfExists = None,
    create: Create = False,
) -> Result:
    """Add a ticket. Without a title, on a terminal, it asks.

    WHO is a contact, by id, uid, e-mail, phone or name, else a company, by id, uid or name; company:NAME is explicit.

    Examples:
      tinycrm ticket add "Cannot log in" --who anna --channel email --priority high
      tinycrm ticket add "Form sends twice" --who company:neva --at "yesterday 16:40" --deal website
    """
    from tinycrm.services import tickets

    if title is None:
        from tinycrm.cli.asking import ask_ticket

        title, who = ask_ticket(ctx, who, named=bool(who or contact or company or deal))
    ctx.work.create = create
    given = {
        **texts(title=title, channel=channel, priority=priority, opened_at=at, owner=owner, note=note),
        "tags": list(tag),
        "set": list(set),
    }
    known = {**given, **texts(contact=contact, company=company, deal=deal)}
    return added(
        ctx,
        "ticket",
        known,
        lambda: tickets.add_ticket(ctx.work, given, who=who, contact=contact, company=company, deal=deal),
        if_exists,
        if_absent,
        who=who or "",
    )


def list_(
    ctx: Context,
    *,
    who: WhoIs = None,
    contact: Contact = None,
    company: Company = None,
    priority: Priority = None,
    channel: TicketChannel = None,
    status: TicketStatus = None,
    deal: Deal = None,
    tag: Tags = (),
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
    """List the open tickets, the latest first.

    --since and --until look at the day it was opened.

    Examples:
      tinycrm ticket list --priority high
      tinycrm ticket list --where 'first_answered_at is empty' --sort opened_at
      tinycrm ticket list --who neva --all -f csv
    """
    from tinycrm.services import listing

    asked = listing.Asked(where=where, segment=segment, sort=sort, limit=limit, offset=offset, columns=columns)
    asked.need_who(ctx.work, who)
    for field, ref in (("contact", contact), ("company", company), ("deal", deal)):
        asked.need_refs(ctx.work, field, field, (ref,) if ref is not None else ())
    for field, text in (("priority", priority), ("channel", channel), ("status", status), ("owner", owner)):
        asked.need(field, text)
    asked.need_all("tags", tag)
    asked.need("opened_on", since, ">=")
    asked.need("opened_on", until, "<=")
    if not all and status is None and segment is None and not listing.names_state(where, _STATES):
        asked.default("status", "open")
    return list_records(ctx, "ticket", asked, exit_code=exit_code)


def show(ctx: Context, refs: Refs, *, get: Get = None) -> Result:
    """Show tickets, by id, uid or title, or by whose they are.

    Examples:
      tinycrm ticket show "cannot log in"
      tinycrm ticket show 37 --get first_answered_at
    """
    return show_records(ctx, "ticket", refs, get)


def edit(
    ctx: Context,
    ref: RefOrDash = None,
    *,
    title: NewTitle = None,
    contact: Contact = None,
    company: Company = None,
    channel: TicketChannel = None,
    priority: Priority = None,
    at: OpenedAt = None,
    answered: AnsweredAt = None,
    minutes: Minutes = None,
    deal: Deal = None,
    tag: Tags = (),
    add_tag: AddTags = (),
    rm_tag: RmTags = (),
    owner: Owner = None,
    note: Note = None,
    set: Set = (),
    clear: Clear = (),
    where: Where = None,
    create: Create = False,
    dry_run: DryRun = False,
) -> Result:
    """Change a ticket, or all that --where finds. Without options, on a terminal, it opens the editor.

    Examples:
      tinycrm ticket edit 37 --priority low --add-tag billing
      tinycrm ticket edit --where 'channel = fax' --channel email --dry-run
    """
    from tinycrm.services.editing import Edit

    ctx.work.create = create
    given = {
        **texts(
            title=title,
            contact=contact,
            company=company,
            channel=channel,
            priority=priority,
            opened_at=at,
            first_answered_at=answered,
            minutes=minutes,
            deal=deal,
            owner=owner,
            note=note,
        ),
        "tags": list(tag),
        "set": list(set),
    }
    change = Edit(given, add={"tags": add_tag}, remove={"tags": rm_tag}, clear=clear)
    return edit_records(ctx, "ticket", ref, where, change, dry_run=dry_run)


def rm(ctx: Context, refs: Refs, *, cascade: CascadeLinks = False, dry_run: DryRun = False) -> Result:
    """Remove tickets that should never have been there. One that is done is resolved.

    Examples:
      tinycrm ticket rm 37
    """
    return remove_records(ctx, "ticket", refs, cascade=cascade, dry_run=dry_run)


def answer(ctx: Context, ref: RefOrDash, *, at: At = None, text: AnswerText = None) -> Result:
    """Note that a ticket was answered; the first answer counts. --text logs what was said.

    Examples:
      tinycrm ticket answer 37
      tinycrm ticket answer "cannot log in" --text "Sent a new password" --at "yesterday 10:15"
    """
    from tinycrm.services import tickets

    ids, single = chosen(ctx, "ticket", (str(ref),), status="open" if text is None else "")
    if text == "-":
        text = ctx.stdin_text("the text")
    return ctx.written(tickets.answer_tickets(ctx.work, ids, at=at, text=text), single=single)


def resolve(ctx: Context, refs: Refs, *, at: At = None, minutes: Minutes = None) -> Result:
    """Resolve tickets. One that nobody answered stays unanswered.

    A ticket is also named by whose it is, if only one of theirs is open.

    Examples:
      tinycrm ticket resolve 37 --minutes 25
      tinycrm ticket list --tag outage -f ids | tinycrm ticket resolve -
    """
    from tinycrm.services import tickets

    ids, single = chosen(ctx, "ticket", refs, status="open")
    return ctx.written(tickets.resolve_tickets(ctx.work, ids, at=at, minutes=minutes), single=single)


def reopen(ctx: Context, refs: Refs) -> Result:
    """Open resolved tickets again.

    Examples:
      tinycrm ticket reopen 37
    """
    from tinycrm.services import tickets

    ids, single = chosen(ctx, "ticket", refs, status="resolved")
    return ctx.written(tickets.reopen_tickets(ctx.work, ids), single=single)
