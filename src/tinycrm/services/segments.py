"""Segments: filters that were given a name, used in lists, in other filters and in reports."""

from __future__ import annotations

from tinycrm.domain.filters import Comparison, Not, parse_filter
from tinycrm.domain.fold import fold, to_ascii_digits
from tinycrm.domain.nouns import NOUNS, find_noun
from tinycrm.domain.text import blank, clean
from tinycrm.errors import Duplicate, NotFound, RuleError, UsageError
from tinycrm.services.references import resolve
from tinycrm.services.work import Done
from tinycrm.store.queries.segments import all_segments, segment_named, segment_of_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tinycrm.domain.filters import Test
    from tinycrm.services.work import Work
    from tinycrm.store.queries.segments import Stored
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

USUAL = "contact"
# so many segments are named in an error
_TOLD = 3


def segment_test(work: Work, ref: str) -> tuple[str, Test]:
    """Gives the noun whose records a segment holds, and the filter that accepts them.

    Args:
        work: the command's work.
        ref: the segment's name, id or uid.

    Raises:
        NotFound, Ambiguous: no such segment, or several.
        UsageError: its filter no longer holds; the message names the segment.
    """
    id, _, noun, _ = _stored(work, resolve(work, "segment", ref))
    test = Comparison("segment", "=", (str(id),))
    work.store.where(NOUNS[noun]).sql(test)
    return noun, test


def _stored(work: Work, id: int) -> Stored:
    found = segment_of_id(work.store.db, id)
    if found is None:
        raise NotFound(f"there is no segment {id}", hint="tinycrm segment list")
    return found


def add_segment(work: Work, name: str, where: str, *, noun: str = USUAL, note: str | None = None) -> Done:
    """A segment of this name holds the records that a filter accepts, now and in future.

    One that is there already with the same filter is left as it is.

    Args:
        work: the command's work.
        name: how it is called; by another name in another spelling it is the same.
        where: the filter, as `--where` takes it.
        noun: whose records, singular or plural.
        note: what to remember of it.

    Raises:
        UsageError: no name, no such noun, or a filter that is none of the noun's; the message names the nearest field.
        Duplicate: a segment of this name with another filter is there; the error carries its id.
    """
    of = find_noun(noun).name
    if of == "segment":
        raise UsageError("a segment holds no segments", hint="--where 'segment = NAME' builds one on another")
    title = checked_name(name)
    columns: dict[str, Cell] = {
        "name": title,
        "name_key": fold(title),
        "noun": of,
        "filter": checked_filter(where),
        "note": None if note is None else clean(note, what="note", long=True),
    }
    with work.write() as unit:
        there = segment_named(unit.db, fold(title))
        if there is not None and there[2:] == (of, columns["filter"]):
            return Done("segment", [there[0]], f"Segment {there[0]} {there[1]} is there already", changed=False)
        if there is not None:
            hint = f"tinycrm segment edit {there[0]} --where FILTER changes it"
            raise Duplicate(f"the segment '{there[1]}' is there already", id=there[0], hint=hint)
        id = unit.insert_record("segment", columns)
        count = check_segment(work, id)
        held = NOUNS[of].name if count == 1 else NOUNS[of].plural
    return Done("segment", [id], f"Added segment {id} {title}: {count:,} {held}")


def checked_name(name: str) -> str:
    """Gives a segment's name as it is stored.

    Raises:
        UsageError: it is blank, or would be read as an id.
    """
    if blank(name):
        raise UsageError("the name is blank", hint='tinycrm segment add NAME --where "sales >= 2"')
    title = clean(name, what="name")
    digits = to_ascii_digits(title)
    if digits.isascii() and digits.isdigit() and len(digits) <= 9:
        raise UsageError(f"'{title}' would be read as an id", hint=f"for example: segment-{digits}")
    return title


def checked_filter(where: str | None) -> str:
    """Gives a segment's filter as it is stored.

    Raises:
        UsageError: it is blank.
    """
    if where is None or blank(where):
        raise UsageError("a segment needs a filter", hint='--where "sales >= 2"')
    return clean(where, what="filter")


def settle_segment(unit: Unit, columns: dict[str, Cell], before: Mapping[str, Cell]) -> None:
    """The draft of a segment has a filter and a name that is no id and no other segment's.

    Args:
        unit: an open transaction.
        columns: the draft's columns.
        before: the segment's present columns; empty for a new one.

    Raises:
        UsageError: it has no filter, or no name of its own kind.
        Duplicate: another segment has the name; the error carries its id.
    """
    if "filter" in columns:
        filter = columns["filter"]
        columns["filter"] = checked_filter(None if filter is None else str(filter))
    if "name" in columns:
        title = checked_name(str(columns["name"]))
        there = segment_named(unit.db, fold(title))
        if there is not None and there[0] != before.get("id"):
            hint = f"another name, or tinycrm segment rm {there[0]} first"
            raise Duplicate(f"there is a segment '{there[1]}' already", id=there[0], hint=hint)


def check_segment(work: Work, id: int, *, before: str | None = None) -> int:
    """The segment's filter holds, and leads not back to itself; gives how many records it accepts.

    Args:
        work: the command's work, inside its transaction.
        id: the segment.
        before: the name that it had, if it was given another: no other segment is built on that.

    Raises:
        UsageError: an unknown field, a bad value, another noun's segment, or a way back to itself.
        RuleError: another segment is built on the old name.
    """
    _, name, noun, filter = _stored(work, id)
    if before is not None and fold(before) != fold(name):
        used = [other for _, other, _, text in all_segments(work.store.db) if _names(text, before)]
        if used:
            raise RuleError(
                f"segment '{used[0]}' is built on '{before}'", hint=f"tinycrm segment edit '{used[0]}' --where FILTER"
            )
    known = NOUNS[noun]
    condition = work.store.where(known)
    # its own filter first: what is wrong with it is said as of any filter
    parse = condition.sql(parse_filter(filter))
    work.store.where(known).sql(Comparison("segment", "=", (str(id),)))
    return work.store.count(known, parse, condition.params)


def check_unused(work: Work, ids: Collection[int]) -> None:
    """No other segment is built on any of these.

    Args:
        work: the command's work.
        ids: the segments that are to go.

    Raises:
        RuleError: another one is; the message names those that are.
    """
    stored = all_segments(work.store.db)
    for id, name, _, _ in stored:
        if id not in ids:
            continue
        users = [(other, title) for other, title, _, text in stored if other not in ids and _names(text, name, id)]
        if users:
            listed = ", ".join(f"{other} '{title}'" for other, title in users[:_TOLD])
            more = " …" if len(users) > _TOLD else ""
            what, built = ("segment", "is built") if len(users) == 1 else ("segments", "are built")
            hint = f"tinycrm segment edit {users[0][0]} --where FILTER first, or remove both"
            raise RuleError(f"{what} {listed}{more} {built} on segment {id} '{name}'", code="in_use", hint=hint)


def _names(filter: str, name: str, id: int = 0) -> bool:
    """Whether a filter speaks of the segment with this name or, if one is given, id."""
    try:
        test = parse_filter(filter)
    except UsageError:
        return False
    named = {fold(value).removeprefix("=") for value in _segments_in(test)}
    return fold(name) in named or (id > 0 and str(id) in {to_ascii_digits(value) for value in named})


def _segments_in(test: Test) -> list[str]:
    if isinstance(test, Comparison):
        return list(test.values) if fold(test.field) == "segment" else []
    parts = [test.part] if isinstance(test, Not) else test.parts
    return [value for part in parts for value in _segments_in(part)]
