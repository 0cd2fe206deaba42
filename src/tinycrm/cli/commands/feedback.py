"""`tinycrm feedback`: answers to NPS, CSAT and CES."""

from __future__ import annotations

from tinycrm.cli.changes import edit_records, remove_records
from tinycrm.cli.invoke import texts
from tinycrm.cli.records import list_records, show_records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        At,
        Clear,
        Columns,
        Comment,
        Company,
        Contact,
        Create,
        DryRun,
        ExitCode,
        FeedbackKind,
        Get,
        Limit,
        Offset,
        Owner,
        RefOrDash,
        Refs,
        SaleOf,
        Score,
        ScoreArg,
        SegmentIs,
        Set,
        Since,
        Sort,
        TicketOf,
        Until,
        Where,
        WhoIs,
        WhoMaybe,
    )
    from tinycrm.domain.results import Result


def add(
    ctx: Context,
    who: WhoMaybe = None,
    score: ScoreArg = None,
    *,
    kind: FeedbackKind = None,
    comment: Comment = None,
    ticket: TicketOf = None,
    sale: SaleOf = None,
    contact: Contact = None,
    company: Company = None,
    at: At = None,
    owner: Owner = None,
    set: Set = (),
    create: Create = False,
) -> Result:
    """Add an answer: nps from 0 to 10, csat from 1 to 5, ces from 1 to 7. Without WHO it is the ticket's or sale's.

    WHO is a contact, by id, uid, e-mail, phone or name, else a company, by id, uid or name; company:NAME is explicit.

    Examples:
      tinycrm feedback add anna 9 --kind nps --comment "Quick and kind"
      tinycrm feedback add 5 --kind csat --ticket 37
    """
    from tinycrm.services import feedbacks

    if score is None and any(text is not None for text in (ticket, sale, contact, company)):
        # whose it is is said by an option
        who, score = None, who
    if score is None or kind is None:
        from tinycrm.cli.asking import ask_feedback

        named = any(text is not None for text in (ticket, sale, contact, company))
        who, score, kind = ask_feedback(ctx, who, score, kind, named=named)
    if comment == "-":
        comment = ctx.stdin_text("the comment")
    ctx.work.create = create
    given = {
        **texts(kind=kind, score=score, comment=comment, ticket=ticket, sale=sale, at=at, owner=owner),
        "set": list(set),
    }
    return ctx.written(feedbacks.add_feedback(ctx.work, given, who=who, contact=contact, company=company))


def list_(
    ctx: Context,
    *,
    who: WhoIs = None,
    contact: Contact = None,
    company: Company = None,
    kind: FeedbackKind = None,
    ticket: TicketOf = None,
    sale: SaleOf = None,
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
    """List answers, the latest first.

    Examples:
      tinycrm feedback list --kind nps --since "start of year"
      tinycrm feedback list --where 'kind = csat and score <= 2'
    """
    from tinycrm.services.listing import Asked

    asked = Asked(where=where, segment=segment, sort=sort, limit=limit, offset=offset, columns=columns)
    asked.need_who(ctx.work, who)
    for field, ref in (("contact", contact), ("company", company), ("ticket", ticket), ("sale", sale)):
        asked.need_refs(ctx.work, field, field, (ref,) if ref is not None else ())
    asked.need("kind", kind)
    asked.need("owner", owner)
    asked.need("on_day", since, ">=")
    asked.need("on_day", until, "<=")
    return list_records(ctx, "feedback", asked, exit_code=exit_code)


def show(ctx: Context, refs: Refs, *, get: Get = None) -> Result:
    """Show answers, by their ids.

    Examples:
      tinycrm feedback show 38
      tinycrm feedback show 38 --get score
    """
    return show_records(ctx, "feedback", refs, get)


def edit(
    ctx: Context,
    ref: RefOrDash = None,
    *,
    score: Score = None,
    kind: FeedbackKind = None,
    comment: Comment = None,
    ticket: TicketOf = None,
    sale: SaleOf = None,
    contact: Contact = None,
    company: Company = None,
    at: At = None,
    owner: Owner = None,
    set: Set = (),
    clear: Clear = (),
    where: Where = None,
    create: Create = False,
    dry_run: DryRun = False,
) -> Result:
    """Change an answer, or all that --where finds. Without options, on a terminal, it opens the editor.

    Examples:
      tinycrm feedback edit 38 --score 8 --comment "Quick, and then slow"
    """
    from tinycrm.services.editing import Edit

    if comment == "-":
        comment = ctx.stdin_text("the comment")
    ctx.work.create = create
    given = {
        **texts(
            score=score,
            kind=kind,
            comment=comment,
            ticket=ticket,
            sale=sale,
            contact=contact,
            company=company,
            at=at,
            owner=owner,
        ),
        "set": list(set),
    }
    return edit_records(ctx, "feedback", ref, where, Edit(given, clear=clear), dry_run=dry_run)


def rm(ctx: Context, refs: Refs, *, dry_run: DryRun = False) -> Result:
    """Remove answers.

    Examples:
      tinycrm feedback rm 38
    """
    return remove_records(ctx, "feedback", refs, dry_run=dry_run)
