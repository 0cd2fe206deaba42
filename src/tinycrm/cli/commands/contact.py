"""`tinycrm contact`: people."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        AddCompanies,
        AddEmails,
        AddHandles,
        AddPhones,
        AddTags,
        AlsoApart,
        Birthday,
        Cadence,
        Cascade,
        Clear,
        Columns,
        Companies,
        Create,
        CustomerSince,
        DryRun,
        Emails,
        ExitCode,
        Family,
        Get,
        Given,
        GroupLimit,
        Handles,
        IfAbsent,
        IfExists,
        JobTitle,
        LeadOn,
        Lifecycle,
        Limit,
        MinScore,
        Name,
        NameArg,
        Note,
        Offset,
        OneRef,
        OtherRef,
        OtherRefs,
        Owner,
        Phones,
        Prefer,
        RefOrDash,
        Refs,
        RelationArg,
        Remove,
        Review,
        RmCompanies,
        RmEmails,
        RmHandles,
        RmPhones,
        RmTags,
        SegmentIs,
        Set,
        Since,
        Sort,
        Source,
        TagArgs,
        Tags,
        Until,
        Where,
    )
    from tinycrm.domain.results import Result


def add(
    ctx: Context,
    name: NameArg = None,
    *,
    email: Emails = (),
    phone: Phones = (),
    company: Companies = (),
    title: JobTitle = None,
    tag: Tags = (),
    source: Source = None,
    lifecycle: Lifecycle = None,
    birthday: Birthday = None,
    cadence: Cadence = None,
    owner: Owner = None,
    note: Note = None,
    handle: Handles = (),
    given: Given = None,
    family: Family = None,
    lead_on: LeadOn = None,
    customer_since: CustomerSince = None,
    set: Set = (),
    if_absent: IfAbsent = False,
    if_exists: IfExists = None,
    create: Create = False,
) -> Result:
    """Add a person. Without a name, on a terminal, it asks.

    Examples:
      tinycrm contact add "Mia Novak" --email mia@novak.example --tag lead
      tinycrm contact add "سارا محمدی" --company "Aftab" --create --cadence monthly
      id=$(tinycrm contact add "Bo Li" --email bo@mail.example --if-absent)
    """
    from tinycrm.cli.invoke import added
    from tinycrm.services.contacts import add_party

    if name is None:
        from tinycrm.cli.prompts import ask_record

        name, email, phone, company, tag = ask_record(ctx, "contact")
        create = True
    ctx.work.create = create
    values = {
        "name": [name],
        "emails": email,
        "phones": phone,
        "companies": company,
        "tags": tag,
        "handles": handle,
        **_texts(title, source, lifecycle, birthday, cadence, owner, note, given, family, lead_on, customer_since),
        "set": set,
    }
    return added(ctx, "contact", values, lambda: add_party(ctx.work, "contact", values), if_exists, if_absent)


_SCALARS = (
    "title",
    "source",
    "lifecycle",
    "birthday",
    "cadence_days",
    "owner",
    "note",
    "given",
    "family",
    "lead_on",
    "customer_since",
)


def _texts(*values: str | None) -> dict[str, list[str]]:
    return {key: [value] for key, value in zip(_SCALARS, values, strict=True) if value is not None}


def list_(
    ctx: Context,
    *,
    tag: Tags = (),
    company: Companies = (),
    lifecycle: Lifecycle = None,
    source: Source = None,
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
    """List people, by name.

    --since and --until look at the last touch.

    Examples:
      tinycrm contact list --tag lead --tag vip
      tinycrm contact list --where 'last_touch < 90d ago and email is not empty' --sort last_touch
      tinycrm contact list --columns name,phone -f csv
    """
    from tinycrm.cli.records import list_records
    from tinycrm.services.listing import Asked

    asked = Asked(where=where, segment=segment, sort=sort, limit=limit, offset=offset, columns=columns)
    asked.need_all("tags", tag)
    asked.need_refs(ctx.work, "companies", "company", company)
    asked.need("lifecycle", lifecycle)
    asked.need("source", source)
    asked.need("owner", owner)
    asked.need("last_touch_at", since, ">=")
    asked.need("last_touch_at", until, "<=")
    return list_records(ctx, "contact", asked, exit_code=exit_code)


def show(ctx: Context, refs: Refs, *, get: Get = None) -> Result:
    """Show people.

    Examples:
      tinycrm contact show anna
      tinycrm contact show anna@neva.example --get phone
    """
    from tinycrm.cli.records import show_records

    return show_records(ctx, "contact", refs, get)


def edit(
    ctx: Context,
    ref: RefOrDash = None,
    *,
    name: Name = None,
    email: Emails = (),
    add_email: AddEmails = (),
    rm_email: RmEmails = (),
    phone: Phones = (),
    add_phone: AddPhones = (),
    rm_phone: RmPhones = (),
    company: Companies = (),
    add_company: AddCompanies = (),
    rm_company: RmCompanies = (),
    tag: Tags = (),
    add_tag: AddTags = (),
    rm_tag: RmTags = (),
    handle: Handles = (),
    add_handle: AddHandles = (),
    rm_handle: RmHandles = (),
    title: JobTitle = None,
    source: Source = None,
    lifecycle: Lifecycle = None,
    birthday: Birthday = None,
    cadence: Cadence = None,
    owner: Owner = None,
    note: Note = None,
    given: Given = None,
    family: Family = None,
    lead_on: LeadOn = None,
    customer_since: CustomerSince = None,
    set: Set = (),
    clear: Clear = (),
    where: Where = None,
    create: Create = False,
    dry_run: DryRun = False,
) -> Result:
    """Change a person, or all that --where finds. Without options, on a terminal, it opens the editor.

    A list option replaces the list; --add-… and --rm-… change it.

    Examples:
      tinycrm contact edit anna --title CTO --add-tag vip
      tinycrm contact edit --where 'company = neva' --owner me
      tinycrm contact edit 42 --clear birthday
    """
    from tinycrm.cli.changes import edit_records
    from tinycrm.services.editing import Edit

    ctx.work.create = create
    change = Edit(
        {
            "name": [name] if name is not None else [],
            "emails": email,
            "phones": phone,
            "companies": company,
            "tags": tag,
            "handles": handle,
            "set": set,
            **_texts(title, source, lifecycle, birthday, cadence, owner, note, given, family, lead_on, customer_since),
        },
        add={
            "emails": add_email,
            "phones": add_phone,
            "companies": add_company,
            "tags": add_tag,
            "handles": add_handle,
        },
        remove={"emails": rm_email, "phones": rm_phone, "companies": rm_company, "tags": rm_tag, "handles": rm_handle},
        clear=clear,
    )
    return edit_records(ctx, "contact", ref, where, change, dry_run=dry_run)


def rm(ctx: Context, refs: Refs, *, cascade: Cascade = False, dry_run: DryRun = False) -> Result:
    """Remove people, with their tasks, feedback and the interactions that involve nobody else.

    Whom deals, sales, subscriptions or tickets name needs --cascade: those go too, unless they have somebody else.
    In a script only an id, uid, e-mail or exact name will do. Undo brings everything back.

    Examples:
      tinycrm contact rm 42
      tinycrm contact list --tag old -f ids | tinycrm contact rm - --yes
    """
    from tinycrm.cli.changes import remove_records

    return remove_records(ctx, "contact", refs, cascade=cascade, dry_run=dry_run)


def merge(ctx: Context, ref: OneRef, others: OtherRefs, *, prefer: Prefer = None, dry_run: DryRun = False) -> Result:
    """Join records of one person: the first keeps everything the others had, and their ids lead to it.

    Where they differ, on a terminal you choose; a script keeps the first one's value unless --prefer says otherwise.
    What was dropped is told. One undo takes all of it back.

    Examples:
      tinycrm contact merge 42 57
      tinycrm contact merge 42 56 57 --prefer newest
      tinycrm contact merge 42 57 --dry-run
    """
    from tinycrm.cli.changes import merge_records

    return merge_records(ctx, "contact", ref, others, prefer=prefer, dry_run=dry_run)


def dupes(
    ctx: Context,
    *,
    min: MinScore = None,
    limit: GroupLimit = None,
    review: Review = False,
    all: AlsoApart = False,
    exit_code: ExitCode = False,
) -> Result:
    """List people who are likely one, with how sure it is and why: a shared mailbox, phone or handle, names alike.

    Names are compared in any order of words, spelling and script. --review goes through the pairs on a terminal.

    Examples:
      tinycrm contact dupes
      tinycrm contact dupes --min 90 -f json
      tinycrm contact dupes --review
    """
    from tinycrm.cli.records import list_duplicates

    return list_duplicates(ctx, "contact", least=min, limit=limit, review=review, everything=all, exit_code=exit_code)


def tag(
    ctx: Context, ref: RefOrDash = None, tags: TagArgs = (), *, where: Where = None, dry_run: DryRun = False
) -> Result:
    """Tag people.

    Examples:
      tinycrm contact tag anna vip newsletter
      tinycrm contact list --tag lead -f ids | tinycrm contact tag - newsletter
      tinycrm contact tag --where 'company = neva' neva
    """
    from tinycrm.cli.changes import tag_records

    return tag_records(ctx, "contact", ref, tags, where, remove=False, dry_run=dry_run)


def untag(
    ctx: Context, ref: RefOrDash = None, tags: TagArgs = (), *, where: Where = None, dry_run: DryRun = False
) -> Result:
    """Take tags off people.

    Examples:
      tinycrm contact untag anna lead
    """
    from tinycrm.cli.changes import tag_records

    return tag_records(ctx, "contact", ref, tags, where, remove=True, dry_run=dry_run)


def relate(ctx: Context, ref: OneRef, kind: RelationArg, other: OtherRef, *, rm: Remove = False) -> Result:
    """Link two people: the first is KIND of the second.

    Examples:
      tinycrm contact relate anna colleague bo
      tinycrm contact relate anna referred-by klaus
      tinycrm contact relate anna colleague bo --rm
    """
    from tinycrm.services.contacts import relate as relate_contacts

    return ctx.written(relate_contacts(ctx.work, ref, kind, other, remove=rm))


def timeline(ctx: Context, ref: OneRef, *, limit: Limit = None) -> Result:
    """Show all that happened with a person, newest first.

    Examples:
      tinycrm contact timeline anna --limit 10
    """
    from tinycrm.cli.records import timeline_of

    return timeline_of(ctx, "contact", ref, limit)
