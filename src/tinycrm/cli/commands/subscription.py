"""`tinycrm subscription`: sales that repeat."""

from __future__ import annotations

from tinycrm.cli.changes import edit_records, remove_records
from tinycrm.cli.invoke import texts
from tinycrm.cli.records import list_records, show_records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        All,
        AmountArg,
        CascadeLinks,
        Clear,
        Columns,
        Company,
        Contact,
        Create,
        Currency,
        Deal,
        DryRun,
        Ended,
        Every,
        ExitCode,
        Get,
        Limit,
        Note,
        Offset,
        Owner,
        Product,
        RefOrDash,
        Refs,
        SegmentIs,
        Set,
        Since,
        Sort,
        Started,
        StatusIs,
        TermLength,
        TrialUntil,
        Until,
        Where,
        WhoIs,
        WhoMaybe,
    )
    from tinycrm.domain.results import Result

# a filter that speaks of one of these finds those that are over too
_STATES = ("status", "end_on", "end", "days_to_end")


def add(
    ctx: Context,
    who: WhoMaybe = None,
    amount: AmountArg = None,
    *,
    every: Every = None,
    product: Product = None,
    start: Started = None,
    end: Ended = None,
    trial_until: TrialUntil = None,
    term: TermLength = None,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    currency: Currency = None,
    owner: Owner = None,
    note: Note = None,
    set: Set = (),
    create: Create = False,
) -> Result:
    """Add a subscription, every month unless --every says otherwise. Without WHO and AMOUNT, on a terminal, it asks.

    WHO is a contact, by id, uid, e-mail, phone or name, else a company, by id, uid or name; company:NAME is explicit.
    What is paid every quarter or more seldom has a term that is to be renewed.

    Examples:
      tinycrm subscription add neva 40 --product Hosting
      tinycrm subscription add anna "480 EUR" --every year --start "1 jun" --product "Care plan"
      tinycrm subscription add neva 25 --trial-until "end of month" --term "1 year"
    """
    from tinycrm.services import subscriptions

    if amount is None and any(text is not None for text in (contact, company, deal)):
        # whom it is with is said by an option
        who, amount = None, who
    if amount is None:
        from tinycrm.cli.asking import ask_subscription

        who, amount = ask_subscription(ctx, who)
    ctx.work.create = create
    given = {
        **texts(
            amount=amount,
            currency=currency,
            interval=every,
            product=product,
            start_on=start,
            end_on=end,
            owner=owner,
            note=note,
        ),
        "set": list(set),
    }
    done = subscriptions.add_subscription(
        ctx.work, given, who=who, contact=contact, company=company, deal=deal, trial_until=trial_until, term=term
    )
    return ctx.written(done)


def list_(
    ctx: Context,
    *,
    who: WhoIs = None,
    contact: Contact = None,
    company: Company = None,
    product: Product = None,
    status: StatusIs = None,
    deal: Deal = None,
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
    """List the subscriptions that have not ended, the latest first.

    --since and --until look at the start.

    Examples:
      tinycrm subscription list --company neva
      tinycrm subscription list --status paused
      tinycrm subscription list --where 'amount >= 100 and interval = year' --all -f csv
    """
    from tinycrm.services import listing

    asked = listing.Asked(where=where, segment=segment, sort=sort, limit=limit, offset=offset, columns=columns)
    asked.need_who(ctx.work, who)
    for field, ref in (("contact", contact), ("company", company), ("deal", deal)):
        asked.need_refs(ctx.work, field, field, (ref,) if ref is not None else ())
    asked.need("product", product)
    asked.need("status", status)
    asked.need("owner", owner)
    asked.need("start_on", since, ">=")
    asked.need("start_on", until, "<=")
    if not all and status is None and segment is None and not listing.names_state(where, _STATES):
        from tinycrm.domain.filters import parse_filter

        asked.usual.append(parse_filter(f"end_on is empty or end_on >= {ctx.work.today}"))
    asked.shown = ("id", "product", "company", "amount", "interval", "status", "start_on", "end_on")
    return list_records(ctx, "subscription", asked, exit_code=exit_code)


def show(ctx: Context, refs: Refs, *, get: Get = None) -> Result:
    """Show subscriptions, by id, uid or product, or by whose they are; `subscription history` tells what happened.

    Examples:
      tinycrm subscription show hosting
      tinycrm subscription show 36 --get end_on
    """
    return show_records(ctx, "subscription", refs, get)


def edit(
    ctx: Context,
    ref: RefOrDash = None,
    *,
    product: Product = None,
    start: Started = None,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    owner: Owner = None,
    note: Note = None,
    set: Set = (),
    clear: Clear = (),
    where: Where = None,
    create: Create = False,
    dry_run: DryRun = False,
) -> Result:
    """Change a subscription, or all that --where finds. Without options, on a terminal, it opens the editor.

    Price, pauses and end have verbs of their own: change, pause, resume, cancel, renew.

    Examples:
      tinycrm subscription edit 36 --product "Hosting L"
      tinycrm subscription edit --where 'product = Hosting' --owner me --dry-run
    """
    from tinycrm.services.editing import Edit

    ctx.work.create = create
    given = {
        **texts(product=product, start_on=start, contact=contact, company=company, deal=deal, owner=owner, note=note),
        "set": list(set),
    }
    return edit_records(ctx, "subscription", ref, where, Edit(given, clear=clear), dry_run=dry_run)


def rm(ctx: Context, refs: Refs, *, cascade: CascadeLinks = False, dry_run: DryRun = False) -> Result:
    """Remove subscriptions that should never have been there. One that ends is cancelled.

    Examples:
      tinycrm subscription rm 36
    """
    return remove_records(ctx, "subscription", refs, cascade=cascade, dry_run=dry_run)
