"""`tinycrm log` and `tinycrm interaction`: what happened."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        AddContacts,
        At,
        Clear,
        Columns,
        Company,
        Contacts,
        Create,
        Deal,
        Direction,
        DryRun,
        Due,
        ExitCode,
        Get,
        Kind,
        KindArg,
        Limit,
        Minutes,
        Next,
        Offset,
        Outcome,
        Owner,
        RefOrDash,
        Refs,
        RmContacts,
        SegmentIs,
        Since,
        Sort,
        Summary,
        TextArgs,
        Until,
        Where,
        Who,
        With,
    )
    from tinycrm.domain.results import Result


def log(
    ctx: Context,
    kind: KindArg = None,
    who: Who = None,
    text: TextArgs = (),
    *,
    deal: Deal = None,
    with_: With = (),
    at: At = None,
    direction: Direction = None,
    minutes: Minutes = None,
    outcome: Outcome = None,
    owner: Owner = None,
    next: Next = None,
    due: Due = None,
    create: Create = False,
) -> Result:
    """Log a call, e-mail, meeting, message or note, and the follow-up with it.

    WHO is a contact, else a company. TEXT - reads stdin; without TEXT, on a terminal, the editor opens.

    Examples:
      tinycrm log call anna "Wants 40 seats" --next "Send quote" --due fri
      tinycrm log meeting . "Agreed on the price" --deal website --minutes 45
      tinycrm log email company:neva "Sent the offer" --direction out --at yesterday
    """
    from tinycrm.services.interactions import Entry, log_interaction

    if kind is None or who is None:
        if not ctx.interactive:
            missing = "KIND" if kind is None else "WHO"
            raise UsageError(f"'log' needs {missing}", hint="tinycrm log call WHO TEXT")
        from tinycrm.cli.prompts import ask_log

        kind, who = ask_log(ctx, kind, who)
    words = " ".join(text)
    if words == "-":
        words = ctx.stdin_text("the text")
    elif not text:
        if not ctx.interactive:
            raise UsageError("'log' needs TEXT", hint=f"tinycrm log {kind} WHO TEXT; - reads it from stdin")
        from tinycrm.cli.editor import ask_text

        words = ask_text(ctx, f"{kind} with {who}")
    ctx.work.create = create
    entry = Entry(
        kind,
        who,
        words,
        others=with_,
        deal=deal or "",
        at=at or "",
        direction=direction or "",
        minutes=minutes or "",
        outcome=outcome or "",
        owner=owner or "",
        next_title=next or "",
        next_due=due or "",
    )
    return ctx.written(log_interaction(ctx.work, entry))


def list_(
    ctx: Context,
    *,
    kind: Kind = None,
    contact: Contacts = (),
    company: Company = None,
    deal: Deal = None,
    direction: Direction = None,
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
    """List what happened, newest first.

    Examples:
      tinycrm interaction list --since "last monday" --kind call
      tinycrm interaction list --contact anna -f json
    """
    from tinycrm.cli.records import list_records
    from tinycrm.services.listing import Asked

    asked = Asked(where=where, segment=segment, sort=sort, limit=limit, offset=offset, columns=columns)
    asked.need("kind", kind)
    asked.need_refs(ctx.work, "contacts", "contact", contact)
    asked.need_refs(ctx.work, "companies", "company", (company,) if company is not None else ())
    asked.need_refs(ctx.work, "deal", "deal", (deal,) if deal is not None else ())
    asked.need("direction", direction)
    asked.need("owner", owner)
    asked.need("at", since, ">=")
    asked.need("at", until, "<=")
    return list_records(ctx, "interaction", asked, exit_code=exit_code)


def show(ctx: Context, refs: Refs, *, get: Get = None) -> Result:
    """Show interactions, by id.

    Examples:
      tinycrm interaction show 31
    """
    from tinycrm.cli.records import show_records

    return show_records(ctx, "interaction", refs, get)


def edit(
    ctx: Context,
    ref: RefOrDash = None,
    *,
    kind: Kind = None,
    summary: Summary = None,
    contact: Contacts = (),
    add_contact: AddContacts = (),
    rm_contact: RmContacts = (),
    deal: Deal = None,
    at: At = None,
    direction: Direction = None,
    minutes: Minutes = None,
    outcome: Outcome = None,
    owner: Owner = None,
    clear: Clear = (),
    where: Where = None,
    dry_run: DryRun = False,
) -> Result:
    """Change an interaction. Without options, on a terminal, it opens the editor.

    Examples:
      tinycrm interaction edit 31 --minutes 20 --at "yesterday 15:00"
    """
    from tinycrm.cli.changes import edit_records
    from tinycrm.services.editing import Edit

    scalars = {
        "kind": kind,
        "summary": summary,
        "deal": deal,
        "at": at,
        "direction": direction,
        "minutes": minutes,
        "outcome": outcome,
        "owner": owner,
    }
    given = {key: [value] for key, value in scalars.items() if value is not None}
    change = Edit(
        {**given, "contacts": list(contact)},
        add={"contacts": add_contact},
        remove={"contacts": rm_contact},
        clear=clear,
    )
    return edit_records(ctx, "interaction", ref, where, change, dry_run=dry_run)


def rm(ctx: Context, refs: Refs, *, dry_run: DryRun = False) -> Result:
    """Remove interactions.

    Examples:
      tinycrm interaction rm 31
    """
    from tinycrm.cli.changes import remove_records

    return remove_records(ctx, "interaction", refs, dry_run=dry_run)
