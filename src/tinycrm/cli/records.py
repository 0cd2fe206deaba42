"""What the verbs of every noun share: from words to one service's call and a result."""

from __future__ import annotations

from tinycrm.cli.context import SOMETHING
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Column, Nothing, Raw, Shown, Written
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.cli.context import Context
    from tinycrm.domain.results import Json, Result, Row
    from tinycrm.services.editing import Edit
    from tinycrm.services.listing import Asked

# what a person's page of a record tells beside its own fields
_ON_PAGES = {
    "segment": ("members",),
    "subscription": ("status", "mrr", "next_due"),
    "campaign": ("members", "reached", "answered", "spent", "revenue"),
    "ticket": ("age_days", "response_hours", "resolution_hours"),
}
_FOR_PEOPLE = ("", "text", "table", "md", "html")

# nouns whose page has lists below it
_SECTIONED = ("contact", "company", "deal", "campaign", "sale", "subscription", "ticket")


def texts(**values: str | None) -> dict[str, list[str]]:
    """Gives the options that were named, each as the list of texts that a service reads."""
    return {key: [value] for key, value in values.items() if value is not None}


def list_records(ctx: Context, noun: str, asked: Asked, *, exit_code: bool = False) -> Result:
    """Gives the list that was asked for; with `exit_code` the process ends with 10 when it holds anything."""
    from tinycrm.services import listing

    result = listing.list_records(ctx.work, noun, asked, form=ctx.form)
    if exit_code:
        result.rows = list(result.rows)
        result.exit_code = SOMETHING if result.rows else 0
    return result


def show_records(ctx: Context, noun: str, refs: Sequence[str], get: str | None) -> Result:
    """Gives the records that were named, whole; or one raw value of each for `get`."""
    from tinycrm.cli.select import chosen

    ids, single = chosen(ctx, noun, refs)
    if get is not None:
        known = NOUNS[noun]
        field = ctx.store.field(known, get)
        rows = ctx.store.view(known, [field.named]).of_ids(ids)
        if field.place == "computed":
            from tinycrm.services import listing

            listing.tell_unconverted(ctx.work, known, (field.key,))
        return Raw([_raw(row[field.key]) + "\n" for row in rows], notes=ctx.work.notes)
    derived = _ON_PAGES.get(noun, ()) if ctx.format in _FOR_PEOPLE else ()
    rows = _with_derived(ctx, noun, ids, derived) if derived else ctx.store.records(noun, ids)
    sections = []
    if single and noun in _SECTIONED:
        from tinycrm.services.pages import sections_of

        sections = sections_of(ctx.work, noun, ids[0], form=ctx.format)
    columns = _page_columns(ctx, noun, rows)
    if ctx.format in _FOR_PEOPLE:
        from tinycrm.services import listing

        filled = [key for key in derived if any(row[key] is not None for row in rows)]
        columns += listing.columns_of(ctx.work, NOUNS[noun], ctx.store.fields_of(NOUNS[noun], filled))
        rows = [listing.in_words(row) for row in rows]
    return Shown(noun, rows, single=single, columns=columns, sections=sections, today=ctx.work.today)


def _with_derived(ctx: Context, noun: str, ids: Sequence[int], derived: Sequence[str]) -> list[Row]:
    keys = [field.key for field in NOUNS[noun].fields]
    return ctx.store.view(NOUNS[noun], [*keys, *derived]).of_ids(ids)


def _page_columns(ctx: Context, noun: str, rows: list[Row]) -> list[Column]:
    """Fields that a person reads: filled ones, lists instead of their first value, custom fields by name."""
    from tinycrm.services import listing

    if ctx.format in ("tsv", "csv"):
        return [listing.column_of(field) for field in ctx.store.fields_of(NOUNS[noun], NOUNS[noun].plain)]
    columns: list[Column] = []
    many = {field.type + field.noun for field in NOUNS[noun].fields if field.many}
    for field in NOUNS[noun].fields:
        single_of_many = not field.many and field.place in ("point", "link") and field.type + field.noun in many
        if field.place == "custom_all":
            keys = sorted({key for row in rows if isinstance(row["fields"], dict) for key in row["fields"]})
            custom = ctx.settings.custom(noun)
            columns += [listing.column_of(NOUNS[noun].need(f"fields.{key}", custom)) for key in keys]
            continue
        hidden = single_of_many or field.key in ("uid", "currency", "due_time")
        if not hidden and any(row[field.key] not in (None, "", []) for row in rows):
            columns.append(listing.column_of(field))
    return columns


def _raw(value: Json) -> str:
    from tinycrm.render.plain import flatten

    return flatten(value)


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


def list_duplicates(
    ctx: Context,
    noun: str,
    *,
    least: int | None,
    limit: int | None,
    review: bool,
    everything: bool,
    exit_code: bool,
) -> Result:
    """Gives the groups of records that are likely one; for `review` the person has gone through the pairs."""
    if review:
        from tinycrm.cli.review import review_pairs

        return review_pairs(ctx, noun, least=least, limit=limit, everything=everything)
    from tinycrm.services import duplicates

    result = duplicates.list_duplicates(ctx.work, noun, least=least, limit=limit, everything=everything, form=ctx.form)
    result.exit_code = SOMETHING if exit_code and result.rows else 0
    return result


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


def timeline_of(ctx: Context, noun: str, ref: str, limit: int | None) -> Result:
    """Gives what happened with a record, newest first."""
    from tinycrm.cli.select import chosen
    from tinycrm.services.pages import timeline

    ids, _ = chosen(ctx, noun, (ref,))
    return timeline(ctx.work, noun, ids[0], limit, form=ctx.form)
