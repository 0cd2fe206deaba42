"""`tinycrm segment`: filters that were given a name."""

from __future__ import annotations

from tinycrm.cli.changes import edit_records, remove_records
from tinycrm.cli.records import list_records, show_records
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        Clear,
        Columns,
        DryRun,
        ExitCode,
        Get,
        IfAbsent,
        IfExists,
        Limit,
        Name,
        NameArg,
        Note,
        NounOf,
        Offset,
        RefOrDash,
        Refs,
        SegmentArg,
        SegmentWhere,
        Sort,
        Where,
    )
    from tinycrm.domain.results import Result


def add(
    ctx: Context,
    name: NameArg = None,
    *,
    where: SegmentWhere = None,
    noun: NounOf = None,
    note: Note = None,
    if_absent: IfAbsent = False,
    if_exists: IfExists = None,
) -> Result:
    """Give a filter a name. Whoever it accepts is a member, today and tomorrow.

    Examples:
      tinycrm segment add lapsed --where "last_sale < 90d ago and sales >= 2"
      tinycrm segment add "Big deals" --noun deal --where "value >= 10k and outcome = open"
      tinycrm segment add "Lapsed VIPs" --where "segment = lapsed and tag = vip" --note "Call them in January"
    """
    from tinycrm.cli.invoke import added, texts
    from tinycrm.domain.nouns import find_noun
    from tinycrm.services import segments

    if name is None or where is None:
        missing = "name" if name is None else "filter"
        raise UsageError(f"a segment needs a {missing}", hint='tinycrm segment add NAME --where "sales >= 2"')
    of = None if noun is None else find_noun(noun).name
    given = texts(name=name, where=where, note=note, noun=of)
    return added(
        ctx,
        "segment",
        given,
        lambda: segments.add_segment(ctx.work, name, where, noun=noun or segments.USUAL, note=note),
        if_exists,
        if_absent,
    )


def list_(
    ctx: Context,
    *,
    noun: NounOf = None,
    where: Where = None,
    sort: Sort = None,
    limit: Limit = None,
    offset: Offset = None,
    columns: Columns = None,
    exit_code: ExitCode = False,
) -> Result:
    """List the segments; on a terminal, and where --columns names them, with how many members each has.

    Examples:
      tinycrm segment list
      tinycrm segment list --noun company --columns name,members
    """
    from tinycrm.services import listing

    asked = listing.Asked(where=where, sort=sort, limit=limit, offset=offset, columns=columns)
    if noun is not None:
        from tinycrm.domain.nouns import find_noun

        asked.need("noun", find_noun(noun).name)
    asked.shown = ("id", "name", "noun", "members", "where")
    return list_records(ctx, "segment", asked, exit_code=exit_code)


def show(ctx: Context, refs: Refs, *, get: Get = None) -> Result:
    """Show segments.

    Examples:
      tinycrm segment show lapsed
      tinycrm segment show lapsed --get members
    """
    return show_records(ctx, "segment", refs, get)


def edit(
    ctx: Context,
    ref: RefOrDash = None,
    *,
    name: Name = None,
    where: SegmentWhere = None,
    note: Note = None,
    clear: Clear = (),
    dry_run: DryRun = False,
) -> Result:
    """Change a segment: its filter, its name. Without options, on a terminal, it opens the editor.

    Examples:
      tinycrm segment edit lapsed --where "last_sale < 120d ago"
      tinycrm segment edit lapsed --name dormant
    """
    from tinycrm.services.editing import Edit

    given = {key: [text] for key, text in (("name", name), ("where", where), ("note", note)) if text is not None}
    return edit_records(ctx, "segment", ref, None, Edit(given, clear=clear), dry_run=dry_run)


def rm(ctx: Context, refs: Refs, *, dry_run: DryRun = False) -> Result:
    """Remove segments; the records they hold stay. One that another segment is built on is refused.

    Examples:
      tinycrm segment rm lapsed
    """
    return remove_records(ctx, "segment", refs, dry_run=dry_run)


def members(
    ctx: Context,
    name: SegmentArg,
    *,
    where: Where = None,
    sort: Sort = None,
    limit: Limit = None,
    offset: Offset = None,
    columns: Columns = None,
    exit_code: ExitCode = False,
) -> Result:
    """List the members of a segment, in the columns of what they are.

    Examples:
      tinycrm segment members lapsed
      tinycrm segment members lapsed --sort -total_sales --columns name,last_sale,total_sales --limit 20
      tinycrm segment members lapsed -f ids | tinycrm contact tag - win-back
    """
    from tinycrm.services import listing, segments

    noun, test = segments.segment_test(ctx.work, name)
    asked = listing.Asked(where=where, sort=sort, limit=limit, offset=offset, columns=columns)
    asked.tests.append(test)
    return list_records(ctx, noun, asked, exit_code=exit_code)
