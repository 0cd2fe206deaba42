"""What the verbs that change records share, whatever the noun: from words to one service's call and a result."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Column, Nothing, Written
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.cli.context import Context
    from tinycrm.domain.results import Result
    from tinycrm.services.editing import Edit


def edit_records(ctx: Context, noun: str, ref: str | None, where: str | None, change: Edit, *, dry_run: bool) -> Result:
    """The records hold what was asked; without any option, on a terminal, the editor asked."""
    from tinycrm.cli.select import chosen
    from tinycrm.services import editing

    ctx.work.dry_run = dry_run
    if change.empty and where is None and ref not in (None, "-") and ctx.interactive:
        from tinycrm.cli.editor import edit_in_editor

        ids, _ = chosen(ctx, noun, (str(ref),))
        return edit_in_editor(ctx, noun, ids[0])
    if change.empty:
        raise UsageError("nothing to change was named", hint=f"tinycrm {noun} edit --help shows the options")
    refs = () if ref is None else (ref,)
    ids, single = chosen(ctx, noun, refs, where=where)
    if not ids:
        return _none(noun, "change")
    # a trial of a filter shows what it found, also when that is one
    if len(ids) > 1 or (where is not None and ctx.work.dry_run):
        from tinycrm.cli.bulk import edit_many

        return edit_many(ctx, noun, ids, change, dry_run=dry_run)
    done = editing.edit_records(ctx.work, noun, ids, change)
    return ctx.written(done, single=single)


def _none(noun: str, what: str) -> Written:
    """Gives the result of a write that found no record: nothing but a note, and an empty array for programs."""
    columns = [Column(field.key) for field in NOUNS[noun].fields]
    return Written("", [], [], noun=noun, single=False, notes=[f"no {noun} to {what}"], columns=columns)


def remove_records(ctx: Context, noun: str, refs: Sequence[str], *, cascade: bool = False, dry_run: bool) -> Result:
    """The records are gone; more than one needs a yes."""
    from tinycrm.cli.select import chosen, confirmed
    from tinycrm.services import removal

    ids, single = chosen(ctx, noun, refs, exact=True)
    ctx.work.dry_run = dry_run
    if not ids:
        return Nothing()
    if len(ids) > 1 and not dry_run:
        confirmed(ctx, f"removing {len(ids)} {NOUNS[noun].plural}")
    return ctx.written(removal.remove_records(ctx.work, noun, ids, cascade=cascade), single=single)


def merge_records(
    ctx: Context, noun: str, ref: str, others: Sequence[str], *, prefer: str | None, dry_run: bool
) -> Result:
    """The others are part of the first. On a terminal the person chose where they differ, unless a rule was named."""
    from tinycrm.cli.select import chosen
    from tinycrm.services import merging

    choice = merging.Choice(prefer)
    (keep,), _ = chosen(ctx, noun, (ref,), exact=True)
    ids = [chosen(ctx, noun, (other,), exact=True)[0][0] for other in others]
    ctx.work.dry_run = dry_run
    if prefer is None and not dry_run and ctx.interactive and not ctx.shared.yes:
        from tinycrm.cli.prompts import choose_values

        clashes, seen = merging.merge_clashes(ctx.work, noun, keep, ids)
        choice = merging.Choice(picks=choose_values(ctx, noun, clashes), seen=seen)
    return ctx.written(merging.merge_records(ctx.work, noun, keep, ids, choice))


def tag_records(
    ctx: Context, noun: str, ref: str | None, tags: Sequence[str], where: str | None, *, remove: bool, dry_run: bool
) -> Result:
    """The records carry the tags, or no longer. With a filter every word is a tag."""
    from tinycrm.cli.select import chosen
    from tinycrm.services import tagging

    names = list(tags)
    refs: tuple[str, ...] = () if ref is None else (ref,)
    if where is not None:
        names, refs = [*refs, *names], ()
    if not names:
        verb = "untag" if remove else "tag"
        raise UsageError("no tag was named", hint=f"tinycrm {noun} {verb} REF TAG")
    ids, single = chosen(ctx, noun, refs, where=where)
    ctx.work.dry_run = dry_run
    if not ids:
        return _none(noun, "tag")
    return ctx.written(tagging.tag_records(ctx.work, noun, ids, names, remove=remove), single=single)
