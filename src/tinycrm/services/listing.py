"""Lists: filters, order, columns, and how many there are."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS, PAID
from tinycrm.domain.results import Listing
from tinycrm.services.columns import columns_of, in_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.fields import Noun
    from tinycrm.domain.filters import Test
    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Condition

SHOWN = 50
# nouns whose company's place a contact takes who is there without one
_WITH_PARTY = ("deal", *PAID)
# nouns whose records lead to contacts and companies: a segment of these holds them too
_OF_PEOPLE = (*_WITH_PARTY, "task", "interaction")
# what adds the first record of a noun
_EXAMPLES = {
    "contact": "NAME",
    "company": "NAME",
    "task": "TITLE --due fri",
    "deal": "TITLE --value 4800",
    "sale": "WHO 4800",
    "subscription": "WHO 40 --every month",
    "expense": "120 --kind marketing",
    "campaign": "NAME",
    "ticket": "TITLE --who WHO",
    "feedback": "WHO 9 --kind nps",
    "segment": "NAME --where FILTER",
}


class Asked:
    """What a list was asked for.

    Attributes:
        tests: conditions of the shorthands, all of which must hold.
        usual: conditions that hold unless something else is asked for.
        within: a condition of the store's own with its parameters, or None.
        where: the filter as typed, or "".
        segment: the segment whose members alone are meant, by its name or id, or "".
        sort: as typed, or "" for the noun's own order.
        limit: at most so many; None is the format's default, 0 is all.
        offset: how many to leave out first.
        columns: names as typed, or "".
        shown: what a screen shows instead of the noun's own columns, or empty.
    """

    __slots__ = ("columns", "limit", "offset", "segment", "shown", "sort", "tests", "usual", "where", "within")

    def __init__(
        self,
        *,
        where: str | None = None,
        segment: str | None = None,
        sort: str | None = None,
        limit: int | None = None,
        offset: int | None = None,
        columns: str | None = None,
    ) -> None:
        self.tests: list[Test] = []
        self.usual: list[Test] = []
        self.within: Condition | None = None
        self.where = where or ""
        self.segment = segment or ""
        self.sort = sort or ""
        self.limit = limit
        self.offset = offset or 0
        self.columns = columns or ""
        self.shown: tuple[str, ...] = ()

    def need(self, field: str, value: str | None, operator: str = "=") -> None:
        """The list is narrowed to records whose field compares so; nothing happens without a value."""
        if value is None:
            return
        from tinycrm.domain.filters import Comparison

        for known in ("=", "!=", "<=", ">=", "<", ">", "~"):
            if operator == known:
                self.tests.append(Comparison(field, known, (value,)))
                return
        raise ValueError(operator)

    def default(self, field: str, value: str) -> None:
        """The list is narrowed so although nobody asked: its being empty is no filter's doing."""
        from tinycrm.domain.filters import Comparison

        self.usual.append(Comparison(field, "=", (value,)))

    def need_all(self, field: str, values: Sequence[str]) -> None:
        """The list is narrowed to records that hold all of these."""
        for value in values:
            self.need(field, value)

    def need_refs(self, work: Work, field: str, noun: str, refs: Sequence[str]) -> None:
        """The list is narrowed to records that lead to all of these.

        Raises:
            NotFound, Ambiguous: one of the references.
        """
        for ref in refs:
            from tinycrm.services.references import resolve

            self.need(field, str(resolve(work, noun, ref)))

    def need_who(self, work: Work, ref: str | None) -> None:
        """The list is narrowed to records of a contact, else of a company; nothing happens without a reference.

        Raises:
            NotFound, Ambiguous: the reference.
        """
        if ref is None:
            return
        from tinycrm.services.references import resolve_who

        noun, id = resolve_who(work, ref)
        self.need(noun, str(id))

    def test(self) -> Test | None:
        """Gives all conditions as one, or None.

        Raises:
            UsageError: the filter cannot be read.
        """
        tests = [*self.tests, *self.usual]
        if not (tests or self.where or self.segment):
            return None
        from tinycrm.domain.filters import Comparison, Every, parse_filter

        if self.segment:
            tests.append(Comparison("segment", "=", (self.segment,)))
        if self.where:
            tests.append(parse_filter(self.where))
        return Every(tuple(tests))


def list_records(work: Work, noun: str, asked: Asked, *, form: str) -> Listing:
    """Gives the records that were asked for, in the columns of the output's form.

    Args:
        work: the command's work.
        noun: whose list.
        asked: filters, order, columns.
        form: "screen" (a table, 50 rows unless asked), "page" (md, html), "plain" (tsv, csv), "whole" (json) or
            "ids".

    Raises:
        UsageError: an unknown field or a bad value.
    """
    known = NOUNS[noun]
    store = work.store
    names = [name.strip() for name in asked.columns.split(",") if name.strip()]
    if names:
        fields = store.fields_of(known, names)
    elif form in ("screen", "page"):
        fields = store.fields_of(known, asked.shown or known.columns)
    else:
        fields = store.fields_of(known, known.plain)
    keys = [field.key for field in fields]
    if form == "whole" and not names:
        keys = [field.key for field in known.fields]
    elif form == "ids":
        keys = ["id"]
    wanted = list(
        dict.fromkeys(["id", *([field.named for field in fields] if names else keys), *_helpers(known, keys)])
    )
    filtered = bool(asked.tests or asked.where or asked.segment)
    if asked.segment:
        _settle_segment(work, noun, asked)
    test = asked.test()
    sql, params = asked.within or ("", {})
    foreign, derived = False, {field.key for field in fields if field.place == "computed"}
    if test is not None:
        condition = store.where(known)
        sql = f"{sql} AND ({condition.sql(test)})" if sql else condition.sql(test)
        params, foreign = {**params, **condition.params}, condition.foreign
        derived |= condition.derived
    order = store.order_by(known, asked.sort or known.order)
    limit = asked.limit if asked.limit is not None else (SHOWN if form == "screen" else 0)
    view = store.view(known, wanted)
    notes = work.notes
    if foreign and test is not None:
        from tinycrm.services.left_out import tell_left_out

        tell_left_out(work, known, test)
    sorted_by = [name.strip().lstrip("+-") for name in asked.sort.split(",") if name]
    derived.update([name for name in sorted_by if known.get(name) is None])
    if derived:
        from tinycrm.services.left_out import tell_unconverted

        tell_unconverted(work, known, derived)
    columns = columns_of(work, known, fields)
    rows: Iterator[Row] | list[Row] = view.rows(sql, params, order, limit=limit or None, offset=asked.offset)
    total = None
    if form in ("screen", "page"):
        rows = [in_words(row) for row in rows]
        if "company" in keys and known.name in _WITH_PARTY and "contact" not in keys:
            rows = [{**row, "company": row["company"] or row["contact"]} for row in rows]
            for column in columns:
                if column.key == "company" and known.name in PAID:
                    column.label = "Customer"
    if form == "screen":
        rows = list(rows)
        if limit and len(rows) == limit:
            total = store.count(known, sql, params) - asked.offset
    elif form == "whole" and names:
        rows = ({key: row[key] for key in keys} for row in rows)
    return Listing(
        noun,
        columns,
        rows,
        total=total,
        notes=notes,
        today=work.today,
        empty=_empty(known, filtered, bool(asked.usual)),
    )


def _settle_segment(work: Work, noun: str, asked: Asked) -> None:
    """The segment is a condition: of the noun's own records, or of the contacts and companies that they lead to.

    Raises:
        NotFound, Ambiguous: no such segment, or several.
        UsageError: the segment's filter no longer holds.
    """
    from tinycrm.services.references import resolve

    asked.segment = str(resolve(work, "segment", asked.segment))
    if noun not in _OF_PEOPLE:
        return
    from tinycrm.services.segments import segment_test

    of, test = segment_test(work, asked.segment)
    if of == noun or of not in ("contact", "company"):
        return
    from tinycrm.store.queries.narrow import narrowed

    sql, params = narrowed(work.store, noun, "", [[(of, test)]])
    within, more = asked.within or ("", {})
    asked.within = (f"{within} AND {sql}" if within else sql, {**more, **params})
    asked.segment = ""


def _helpers(noun: Noun, keys: Sequence[str]) -> list[str]:
    """Fields that the renderer needs beside the columns."""
    if noun.name == "task":
        return ["due_time", "done_at"] if "due_on" in keys else []
    helpers = ["contact"] if noun.name in _WITH_PARTY else []
    return ["currency", *helpers] if noun.get("currency") is not None else helpers


def _empty(noun: Noun, filtered: bool, usual: bool) -> str:
    if filtered:
        return f"No {noun.plural} match."
    if usual:
        return f"No open {noun.plural}; --all shows the others too."
    if noun.name in _EXAMPLES:
        return f"No {noun.plural} yet: tinycrm {noun.name} add {_EXAMPLES[noun.name]}"
    return f"No {noun.plural} yet: tinycrm log call WHO TEXT"


def narrow_due(asked: Asked, due: str | None, today: str) -> None:
    """The list holds only what is due so: today, overdue, week, none, or by a day.

    Args:
        asked: what the list is asked for, narrowed in place.
        due: a word or a day as typed; None changes nothing.
        today: the business day, ISO.
    """
    if due is None:
        return
    word = due.strip().lower()
    if word == "overdue":
        asked.need("due_on", today, "<")
    elif word == "today":
        asked.need("due_on", today, "<=")
    elif word == "week":
        asked.need("due_on", "+6d", "<=")
    elif word in ("none", "never"):
        from tinycrm.domain.filters import Comparison

        asked.tests.append(Comparison("due_on", "empty"))
    else:
        asked.need("due_on", due, "<=")


def names_state(where: str | None, words: tuple[str, ...]) -> bool:
    """Says whether a filter speaks of the state itself, so that no default narrows it."""
    if where is None:
        return False
    from tinycrm.domain.filters import fields_of, parse_filter

    # a segment says itself which of all it holds
    return any(name in (*words, "segment") for name in fields_of(parse_filter(where)))
