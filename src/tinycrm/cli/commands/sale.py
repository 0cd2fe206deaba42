"""`tinycrm sale`: money earned, and money given back."""

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
        CascadeLinks,
        Clear,
        Columns,
        Company,
        Contact,
        Create,
        Currency,
        Deal,
        DryRun,
        DueDay,
        ExitCode,
        Get,
        Limit,
        Note,
        Offset,
        On,
        OneRef,
        Owner,
        Product,
        Quantity,
        RefOrDash,
        Refs,
        RefundArg,
        RefundOf,
        SegmentIs,
        Set,
        Since,
        Sort,
        SubscriptionOf,
        Until,
        Where,
        WhoIs,
        WhoMaybe,
    )
    from tinycrm.domain.results import Result


def add(
    ctx: Context,
    who: WhoMaybe = None,
    amount: AmountArg = None,
    *,
    product: Product = None,
    on: On = None,
    quantity: Quantity = None,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    subscription: SubscriptionOf = None,
    due: DueDay = None,
    campaign: Campaign = None,
    currency: Currency = None,
    refund_of: RefundOf = None,
    owner: Owner = None,
    note: Note = None,
    set: Set = (),
    create: Create = False,
) -> Result:
    """Add a sale, today unless --on says otherwise. Without WHO and AMOUNT, on a terminal, it asks.

    WHO is a contact, by id, uid, e-mail, phone or name, else a company, by id, uid or name; company:NAME is explicit;
    . or nothing is whom --deal, --subscription, --company or --contact names. Without AMOUNT it is the deal's value or
    the subscription's amount. A negative AMOUNT comes after --.

    Examples:
      tinycrm sale add anna 480 --product Logo --create
      tinycrm sale add "company:Neva Trade" "1 200,50 EUR" --contact anna --on yesterday
      tinycrm sale add --deal website
    """
    from tinycrm.services.sales import add_sale

    about = deal or subscription
    nobody = who is None and not (about or refund_of or contact or company)
    if ctx.interactive and (nobody or (amount is None and not about)):
        from tinycrm.cli.asking import ask_sale

        who, amount = ask_sale(ctx, who, amount, named=not nobody)
    ctx.work.create = create
    given = {
        **texts(
            amount=amount,
            currency=currency,
            product=product,
            sold_on=on,
            quantity=quantity,
            contact=contact,
            company=company,
            deal=deal,
            subscription=subscription,
            due_on=due,
            campaign=campaign,
            refund_of=refund_of,
            owner=owner,
            note=note,
        ),
        "set": list(set),
    }
    return ctx.written(add_sale(ctx.work, given, who=who or ""))


def refund(
    ctx: Context,
    ref: OneRef,
    amount: RefundArg = None,
    *,
    on: On = None,
    owner: Owner = None,
    note: Note = None,
    set: Set = (),
) -> Result:
    """Give money of a sale back: all of it, or AMOUNT. It becomes a negative sale of its own day.

    A sale is also named by whom it was with, if there is only one of theirs to give back.

    Examples:
      tinycrm sale refund 33
      tinycrm sale refund 33 120 --on yesterday --note "One page less"
    """
    from tinycrm.services.sales import refund_sale, refundable

    id = refundable(ctx.work, ref, exact=not ctx.interactive)
    given = {**texts(sold_on=on, owner=owner, note=note), "set": list(set)}
    return ctx.written(refund_sale(ctx.work, id, amount or "", given))


def list_(
    ctx: Context,
    *,
    who: WhoIs = None,
    company: Company = None,
    contact: Contact = None,
    product: Product = None,
    deal: Deal = None,
    subscription: SubscriptionOf = None,
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
    """List sales and refunds, the latest first.

    Examples:
      tinycrm sale list --since "start of year" --company neva
      tinycrm sale list --where 'amount < 0' --columns sold_on,amount,refund_of
    """
    from tinycrm.services.listing import Asked

    asked = Asked(where=where, segment=segment, sort=sort, limit=limit, offset=offset, columns=columns)
    asked.need_who(ctx.work, who)
    for field, text in (("company", company), ("contact", contact), ("deal", deal), ("campaign", campaign)):
        asked.need_refs(ctx.work, field, field, (text,) if text is not None else ())
    asked.need_refs(ctx.work, "subscription", "subscription", (subscription,) if subscription is not None else ())
    asked.need("product", product)
    asked.need("owner", owner)
    asked.need("sold_on", since, ">=")
    asked.need("sold_on", until, "<=")
    return list_records(ctx, "sale", asked, exit_code=exit_code)


def show(ctx: Context, refs: Refs, *, get: Get = None) -> Result:
    """Show sales, by id, uid or product, or by whom they were with.

    Examples:
      tinycrm sale show 33
      tinycrm sale show 33 --get amount
    """
    return show_records(ctx, "sale", refs, get)


def edit(
    ctx: Context,
    ref: RefOrDash = None,
    *,
    amount: Amount = None,
    currency: Currency = None,
    product: Product = None,
    on: On = None,
    quantity: Quantity = None,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    subscription: SubscriptionOf = None,
    due: DueDay = None,
    campaign: Campaign = None,
    refund_of: RefundOf = None,
    owner: Owner = None,
    note: Note = None,
    set: Set = (),
    clear: Clear = (),
    where: Where = None,
    create: Create = False,
    dry_run: DryRun = False,
) -> Result:
    """Change a sale, or all that --where finds. Without options, on a terminal, it opens the editor.

    Refunds go along: they have the party and the product of their sale.

    Examples:
      tinycrm sale edit 33 --product "Logo and letterhead"
      tinycrm sale edit --where 'product ~ logo and campaign is empty' --campaign spring --dry-run
    """
    from tinycrm.services.editing import Edit

    ctx.work.create = create
    given = {
        **texts(
            amount=amount,
            currency=currency,
            product=product,
            sold_on=on,
            quantity=quantity,
            contact=contact,
            company=company,
            deal=deal,
            subscription=subscription,
            due_on=due,
            campaign=campaign,
            refund_of=refund_of,
            owner=owner,
            note=note,
        ),
        "set": list(set),
    }
    return edit_records(ctx, "sale", ref, where, Edit(given, clear=clear), dry_run=dry_run)


def rm(ctx: Context, refs: Refs, *, cascade: CascadeLinks = False, dry_run: DryRun = False) -> Result:
    """Remove sales. One with refunds or feedback needs --cascade: its refunds go with it.

    Examples:
      tinycrm sale rm 33
    """
    return remove_records(ctx, "sale", refs, cascade=cascade, dry_run=dry_run)
