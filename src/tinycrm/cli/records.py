"""What the verbs that read share, whatever the noun: from words to one service's call and a result."""

from __future__ import annotations

from tinycrm.cli.context import SOMETHING
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.results import Raw, Shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.cli.context import Context
    from tinycrm.domain.results import Column, Json, Result, Row
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
            from tinycrm.services.left_out import tell_unconverted

            tell_unconverted(ctx.work, known, (field.key,))
        return Raw([_raw(row[field.key]) + "\n" for row in rows], notes=ctx.work.notes)
    derived = _ON_PAGES.get(noun, ()) if ctx.format in _FOR_PEOPLE else ()
    rows = _with_derived(ctx, noun, ids, derived) if derived else ctx.store.records(noun, ids)
    sections = []
    if single and noun in _SECTIONED:
        from tinycrm.services.pages import sections_of

        sections = sections_of(ctx.work, noun, ids[0], form=ctx.format)
    columns = _page_columns(ctx, noun, rows)
    if ctx.format in _FOR_PEOPLE:
        from tinycrm.services.columns import columns_of, in_words

        filled = [key for key in derived if any(row[key] is not None for row in rows)]
        columns += columns_of(ctx.work, NOUNS[noun], ctx.store.fields_of(NOUNS[noun], filled))
        rows = [in_words(row) for row in rows]
    return Shown(noun, rows, single=single, columns=columns, sections=sections, today=ctx.work.today)


def _with_derived(ctx: Context, noun: str, ids: Sequence[int], derived: Sequence[str]) -> list[Row]:
    keys = [field.key for field in NOUNS[noun].fields]
    return ctx.store.view(NOUNS[noun], [*keys, *derived]).of_ids(ids)


def _page_columns(ctx: Context, noun: str, rows: list[Row]) -> list[Column]:
    """Fields that a person reads: filled ones, lists instead of their first value, custom fields by name."""
    from tinycrm.services.columns import column_of

    if ctx.format in ("tsv", "csv"):
        return [column_of(field) for field in ctx.store.fields_of(NOUNS[noun], NOUNS[noun].plain)]
    columns: list[Column] = []
    many = {field.type + field.noun for field in NOUNS[noun].fields if field.many}
    for field in NOUNS[noun].fields:
        single_of_many = not field.many and field.place in ("point", "link") and field.type + field.noun in many
        if field.place == "custom_all":
            keys = sorted({key for row in rows if isinstance(row["fields"], dict) for key in row["fields"]})
            custom = ctx.settings.custom(noun)
            columns += [column_of(NOUNS[noun].need(f"fields.{key}", custom)) for key in keys]
            continue
        hidden = single_of_many or field.key in ("uid", "currency", "due_time")
        if not hidden and any(row[field.key] not in (None, "", []) for row in rows):
            columns.append(column_of(field))
    return columns


def _raw(value: Json) -> str:
    from tinycrm.render.plain import flatten

    return flatten(value)


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


def timeline_of(ctx: Context, noun: str, ref: str, limit: int | None) -> Result:
    """Gives what happened with a record, newest first."""
    from tinycrm.cli.select import chosen
    from tinycrm.services.pages import timeline

    ids, _ = chosen(ctx, noun, (ref,))
    return timeline(ctx.work, noun, ids[0], limit, form=ctx.form)
