"""`tinycrm task`: follow-ups."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        All,
        Clear,
        Columns,
        Company,
        Contact,
        Create,
        Deal,
        DoneOnly,
        DryRun,
        Due,
        DueWithin,
        ExitCode,
        Get,
        IfAbsent,
        IfExists,
        Limit,
        NewTitle,
        Note,
        Offset,
        Owner,
        Priority,
        RefOrDash,
        Refs,
        Repeat,
        SegmentIs,
        Since,
        Sort,
        TitleArg,
        Until,
        WhenArg,
        Where,
    )
    from tinycrm.domain.results import Result


def add(
    ctx: Context,
    title: TitleArg = None,
    *,
    due: Due = None,
    priority: Priority = None,
    repeat: Repeat = None,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    owner: Owner = None,
    note: Note = None,
    if_absent: IfAbsent = False,
    if_exists: IfExists = None,
    create: Create = False,
) -> Result:
    """Add a follow-up. Without a title, on a terminal, it asks.

    Examples:
      tinycrm task add "Send quote" --due "fri 15:00" --contact anna --priority high
      tinycrm task add "Invoice run" --due "end of month" --repeat monthly --note "One invoice a project"
    """
    from tinycrm.cli.invoke import added, texts
    from tinycrm.services import tasks

    if title is None:
        from tinycrm.cli.prompts import ask_task

        title, due, contact = ask_task(ctx)
    ctx.work.create = create
    given = texts(
        title=title,
        due_on=due,
        priority=priority,
        repeat=repeat,
        contact=contact,
        company=company,
        deal=deal,
        owner=owner,
        note=note,
    )
    return added(ctx, "task", given, lambda: tasks.add_task(ctx.work, given), if_exists, if_absent)


def list_(
    ctx: Context,
    *,
    due: DueWithin = None,
    priority: Priority = None,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    owner: Owner = None,
    since: Since = None,
    until: Until = None,
    all: All = False,
    done: DoneOnly = False,
    where: Where = None,
    segment: SegmentIs = None,
    sort: Sort = None,
    limit: Limit = None,
    offset: Offset = None,
    columns: Columns = None,
    exit_code: ExitCode = False,
) -> Result:
    """List the open follow-ups, the most urgent first.

    --due with a day lists what is due up to that day, what is overdue too: --due tomorrow is today as well. A single
    day is --where 'due_on = tomorrow'. --since and --until look at the due day.

    Examples:
      tinycrm task list --due overdue
      tinycrm task list --contact anna --all
      tinycrm task list --where 'priority = high and due_on <= end of week' -f ids
    """
    from tinycrm.cli.records import list_records
    from tinycrm.services import listing

    asked = listing.Asked(where=where, segment=segment, sort=sort, limit=limit, offset=offset, columns=columns)
    listing.narrow_due(asked, due, ctx.work.today)
    asked.need("priority", priority)
    for field, noun, ref in (("contact", "contact", contact), ("company", "company", company), ("deal", "deal", deal)):
        asked.need_refs(ctx.work, field, noun, (ref,) if ref is not None else ())
    asked.need("owner", owner)
    asked.need("due_on", since, ">=")
    asked.need("due_on", until, "<=")
    if done:
        asked.need("status", "done")
    elif not all and segment is None and not listing.names_state(where, ("status", "done_at", "done_on", "done")):
        asked.default("status", "open")
    return list_records(ctx, "task", asked, exit_code=exit_code)


def show(ctx: Context, refs: Refs, *, get: Get = None) -> Result:
    """Show follow-ups.

    Examples:
      tinycrm task show 12
      tinycrm task show 12 --get due_on
    """
    from tinycrm.cli.records import show_records

    return show_records(ctx, "task", refs, get)


def edit(
    ctx: Context,
    ref: RefOrDash = None,
    *,
    title: NewTitle = None,
    due: Due = None,
    priority: Priority = None,
    repeat: Repeat = None,
    contact: Contact = None,
    company: Company = None,
    deal: Deal = None,
    owner: Owner = None,
    note: Note = None,
    clear: Clear = (),
    where: Where = None,
    create: Create = False,
    dry_run: DryRun = False,
) -> Result:
    """Change a follow-up, or all that --where finds. Without options, on a terminal, it opens the editor.

    Examples:
      tinycrm task edit 12 --due "next mon" --priority high
      tinycrm task edit 12 --clear repeat
    """
    from tinycrm.cli.changes import edit_records
    from tinycrm.cli.invoke import texts
    from tinycrm.services.editing import Edit

    ctx.work.create = create
    given = texts(
        title=title,
        due_on=due,
        priority=priority,
        repeat=repeat,
        contact=contact,
        company=company,
        deal=deal,
        owner=owner,
        note=note,
    )
    return edit_records(ctx, "task", ref, where, Edit(given, clear=clear), dry_run=dry_run)


def rm(ctx: Context, refs: Refs, *, dry_run: DryRun = False) -> Result:
    """Remove follow-ups. To finish one, use done.

    Examples:
      tinycrm task rm 12
    """
    from tinycrm.cli.changes import remove_records

    return remove_records(ctx, "task", refs, dry_run=dry_run)


def done(ctx: Context, refs: Refs) -> Result:
    """Finish follow-ups; a repeating one gets its next.

    Examples:
      tinycrm task done 12
      tinycrm task done "send quote"
      tinycrm task list --due overdue -f ids | tinycrm task done -
    """
    from tinycrm.cli.select import chosen
    from tinycrm.services import tasks

    ids, single = chosen(ctx, "task", refs, status="open")
    return ctx.written(tasks.finish_tasks(ctx.work, ids), single=single)


def reopen(ctx: Context, refs: Refs) -> Result:
    """Open finished follow-ups again.

    Examples:
      tinycrm task reopen 12
    """
    from tinycrm.cli.select import chosen
    from tinycrm.services import tasks

    ids, single = chosen(ctx, "task", refs, status="done")
    return ctx.written(tasks.reopen_tasks(ctx.work, ids), single=single)


def snooze(ctx: Context, ref: RefOrDash, when: WhenArg) -> Result:
    """Put a follow-up off. +3d counts from its due day, or from today when that is past.

    Examples:
      tinycrm task snooze 12 +3d
      tinycrm task snooze "send quote" "next mon 9:00"
    """
    from tinycrm.cli.select import chosen
    from tinycrm.services import tasks

    ids, single = chosen(ctx, "task", (str(ref),), status="open")
    return ctx.written(tasks.snooze_tasks(ctx.work, ids, when), single=single)
