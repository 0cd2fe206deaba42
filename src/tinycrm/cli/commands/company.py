"""`tinycrm company`: organizations."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        AddPhones,
        AddTags,
        AddWebsites,
        AlsoApart,
        Cascade,
        Clear,
        Columns,
        Country,
        Create,
        CustomerSince,
        DryRun,
        ExitCode,
        Get,
        GroupLimit,
        IfAbsent,
        IfExists,
        Industry,
        LeadOn,
        Lifecycle,
        Limit,
        MinScore,
        Name,
        NameArg,
        Note,
        Offset,
        OneRef,
        OtherRefs,
        Owner,
        Parent,
        Phones,
        Prefer,
        RefOrDash,
        Refs,
        Review,
        RmPhones,
        RmTags,
        RmWebsites,
        SegmentIs,
        Set,
        Since,
        Size,
        Sort,
        Source,
        TagArgs,
        Tags,
        Until,
        Websites,
        Where,
    )
    from tinycrm.domain.results import Result


_SCALARS = (
    "parent",
    "industry",
    "size",
    "country",
    "source",
    "lifecycle",
    "owner",
    "note",
    "lead_on",
    "customer_since",
)


def _texts(*values: str | None) -> dict[str, list[str]]:
    return {key: [value] for key, value in zip(_SCALARS, values, strict=True) if value is not None}


def add(
    ctx: Context,
    name: NameArg = None,
    *,
    website: Websites = (),
    phone: Phones = (),
    parent: Parent = None,
    industry: Industry = None,
    size: Size = None,
    country: Country = None,
    tag: Tags = (),
    source: Source = None,
    lifecycle: Lifecycle = None,
    owner: Owner = None,
    note: Note = None,
    lead_on: LeadOn = None,
    customer_since: CustomerSince = None,
    set: Set = (),
    if_absent: IfAbsent = False,
    if_exists: IfExists = None,
    create: Create = False,
) -> Result:
    """Add an organization. Without a name, on a terminal, it asks.

    Examples:
      tinycrm company add "Oak & Sons" --website oak.example --country UK --tag key
      tinycrm company add "Neva Nord" --parent "Neva Trade"
    """
    from tinycrm.cli.invoke import added
    from tinycrm.services.contacts import add_party

    if name is None:
        from tinycrm.cli.prompts import ask_company

        name, website, phone, tag = ask_company(ctx)
    ctx.work.create = create
    values = {
        "name": [name],
        "websites": website,
        "phones": phone,
        "tags": tag,
        "set": set,
        **_texts(parent, industry, size, country, source, lifecycle, owner, note, lead_on, customer_since),
    }
    return added(ctx, "company", values, lambda: add_party(ctx.work, "company", values), if_exists, if_absent)


def list_(
    ctx: Context,
    *,
    tag: Tags = (),
    industry: Industry = None,
    country: Country = None,
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
    """List organizations, by name.

    Examples:
      tinycrm company list --industry retail --sort -size
      tinycrm company list --where 'website is empty' -f ids
    """
    from tinycrm.cli.records import list_records
    from tinycrm.services.listing import Asked

    asked = Asked(where=where, segment=segment, sort=sort, limit=limit, offset=offset, columns=columns)
    asked.need_all("tags", tag)
    for field, value in (
        ("industry", industry),
        ("country", country),
        ("lifecycle", lifecycle),
        ("source", source),
        ("owner", owner),
    ):
        asked.need(field, value)
    asked.need("last_touch_at", since, ">=")
    asked.need("last_touch_at", until, "<=")
    return list_records(ctx, "company", asked, exit_code=exit_code)


def show(ctx: Context, refs: Refs, *, get: Get = None) -> Result:
    """Show organizations.

    Examples:
      tinycrm company show neva
      tinycrm company show neva.example --get name
    """
    from tinycrm.cli.records import show_records

    return show_records(ctx, "company", refs, get)


def edit(
    ctx: Context,
    ref: RefOrDash = None,
    *,
    name: Name = None,
    website: Websites = (),
    add_website: AddWebsites = (),
    rm_website: RmWebsites = (),
    phone: Phones = (),
    add_phone: AddPhones = (),
    rm_phone: RmPhones = (),
    tag: Tags = (),
    add_tag: AddTags = (),
    rm_tag: RmTags = (),
    parent: Parent = None,
    industry: Industry = None,
    size: Size = None,
    country: Country = None,
    source: Source = None,
    lifecycle: Lifecycle = None,
    owner: Owner = None,
    note: Note = None,
    lead_on: LeadOn = None,
    customer_since: CustomerSince = None,
    set: Set = (),
    clear: Clear = (),
    where: Where = None,
    create: Create = False,
    dry_run: DryRun = False,
) -> Result:
    """Change an organization, or all that --where finds. Without options, on a terminal, it opens the editor.

    Examples:
      tinycrm company edit neva --size 40 --industry retail
      tinycrm company edit neva --clear parent
    """
    from tinycrm.cli.changes import edit_records
    from tinycrm.services.editing import Edit

    ctx.work.create = create
    change = Edit(
        {
            "name": [name] if name is not None else [],
            "websites": website,
            "phones": phone,
            "tags": tag,
            "set": set,
            **_texts(parent, industry, size, country, source, lifecycle, owner, note, lead_on, customer_since),
        },
        add={"websites": add_website, "phones": add_phone, "tags": add_tag},
        remove={"websites": rm_website, "phones": rm_phone, "tags": rm_tag},
        clear=clear,
    )
    return edit_records(ctx, "company", ref, where, change, dry_run=dry_run)


def rm(ctx: Context, refs: Refs, *, cascade: Cascade = False, dry_run: DryRun = False) -> Result:
    """Remove organizations, with their tasks, feedback and the interactions that involve nobody else. People stay.

    What deals, sales, subscriptions or tickets name needs --cascade: those go too, unless they have somebody else.

    Examples:
      tinycrm company rm 7
    """
    from tinycrm.cli.changes import remove_records

    return remove_records(ctx, "company", refs, cascade=cascade, dry_run=dry_run)


def merge(ctx: Context, ref: OneRef, others: OtherRefs, *, prefer: Prefer = None, dry_run: DryRun = False) -> Result:
    """Join records of one organization: the first keeps everything the others had, and their ids lead to it.

    Where they differ, on a terminal you choose; a script keeps the first one's value unless --prefer says otherwise.
    What was dropped is told. One undo takes all of it back.

    Examples:
      tinycrm company merge 7 9
      tinycrm company merge 7 9 --prefer longest
    """
    from tinycrm.cli.changes import merge_records

    return merge_records(ctx, "company", ref, others, prefer=prefer, dry_run=dry_run)


def dupes(
    ctx: Context,
    *,
    min: MinScore = None,
    limit: GroupLimit = None,
    review: Review = False,
    all: AlsoApart = False,
    exit_code: ExitCode = False,
) -> Result:
    """List organizations that are likely one, with how sure it is and why: a shared website or phone, names alike.

    Legal forms do not count, nor does the script. --review goes through the pairs on a terminal.

    Examples:
      tinycrm company dupes
      tinycrm company dupes --min 90 -f json
      tinycrm company dupes --review
    """
    from tinycrm.cli.records import list_duplicates

    return list_duplicates(ctx, "company", least=min, limit=limit, review=review, everything=all, exit_code=exit_code)


def tag(
    ctx: Context, ref: RefOrDash = None, tags: TagArgs = (), *, where: Where = None, dry_run: DryRun = False
) -> Result:
    """Tag organizations.

    Examples:
      tinycrm company tag neva key
    """
    from tinycrm.cli.changes import tag_records

    return tag_records(ctx, "company", ref, tags, where, remove=False, dry_run=dry_run)


def untag(
    ctx: Context, ref: RefOrDash = None, tags: TagArgs = (), *, where: Where = None, dry_run: DryRun = False
) -> Result:
    """Take tags off organizations.

    Examples:
      tinycrm company untag neva key
    """
    from tinycrm.cli.changes import tag_records

    return tag_records(ctx, "company", ref, tags, where, remove=True, dry_run=dry_run)


def timeline(ctx: Context, ref: OneRef, *, limit: Limit = None) -> Result:
    """Show all that happened with an organization and its people, newest first.

    Examples:
      tinycrm company timeline neva
    """
    from tinycrm.cli.records import timeline_of

    return timeline_of(ctx, "company", ref, limit)
