"""How good the records are: which fields are filled, what is invalid, stale, loose or without a next step."""

from __future__ import annotations

from tinycrm.domain.filters import Comparison, Every, parse_filter
from tinycrm.domain.nouns import NOUNS
from tinycrm.reports.quality import data_quality
from tinycrm.services.quality_checks import Check, checks, command
from tinycrm.store.queries import quality as queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tinycrm.domain.fields import Field, Noun
    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work
    from tinycrm.store.queries.quality import Found
    from tinycrm.store.sqlite.connect import Condition

# Fields that the store fills by itself, or that most records have no use for.
_OPTIONAL = frozenset(
    (
        "currency", "kind", "at", "summary", "priority", "opened_on", "probability", "reason",
        "due_time", "repeat", "parent", "given", "family", "lead_on", "customer_since", "fields",
    )
)  # fmt: skip
_PARTIES = ("contact", "company")
_OTHERS = ("deal", "task", "interaction")
_MARKED = {"email": "an invalid e-mail", "phone": "an invalid phone", "website": "an invalid website"}


class Filled:
    """How many records have a field.

    Attributes:
        field: which.
        count: of records that have it.
        needed: whether the setting key_fields names it.
        command: what lists those without it.
    """

    __slots__ = ("command", "count", "field", "needed")

    def __init__(self, field: Field, count: int, *, needed: bool, command: str) -> None:
        self.field = field
        self.count = count
        self.needed = needed
        self.command = command


class Gap:
    """Something to mend.

    Attributes:
        check: its name, a stable word.
        noun: whose records.
        count: of records.
        message: what is so, in one line.
        examples: {"id", "name", "values"} of two of them; values only of what is invalid.
        command: what lists them.
    """

    __slots__ = ("check", "command", "count", "examples", "message", "noun")

    def __init__(self, check: str, noun: str, count: int, message: str, examples: list[Row], command: str) -> None:
        self.check = check
        self.noun = noun
        self.count = count
        self.message = message
        self.examples = examples
        self.command = command


class Quality:
    """What is known of the records.

    Attributes:
        score: 0-100, None without anything to count.
        parts: part of the score → (good, all).
        fields: (noun, number of records, how filled each field is), of nouns that have records.
        gaps: what is to be mended.
    """

    __slots__ = ("fields", "gaps", "parts", "score")

    def __init__(
        self,
        score: int | None,
        parts: dict[str, tuple[int, int]],
        fields: list[tuple[Noun, int, list[Filled]]],
        gaps: list[Gap],
    ) -> None:
        self.score = score
        self.parts = parts
        self.fields = fields
        self.gaps = gaps


def _all(_: str) -> Condition:
    return "", {}


def measure(work: Work, program: Sequence[str], narrow: Callable[[str], Condition | None] = _all) -> Quality:
    """Gives what is known of the quality of the records; nothing is written, and no table is held in memory.

    Args:
        work: the command's work.
        program: the words that call this program on this database.
        narrow: gives which records of a noun count, over the table's own name; None for none of them.
    """
    measuring = _Measuring(work, program, narrow)
    fields = [(noun, *measuring.filled(noun)) for noun in (NOUNS[name] for name in measuring.only)]
    fields = [(noun, records, found) for noun, records, found in fields if records]
    gaps = [*measuring.invalid(), *measuring.alike()]
    for noun, records, found in fields:
        gaps += measuring.missing(noun, records, found)
    gaps += [gap for check in checks(work) for gap in measuring.run(check, measuring.at_most(check, fields))]
    parties = sum(records for noun, records, _ in fields if noun.name in _PARTIES)
    needed = [(records, one.count) for _, records, found in fields for one in found if one.needed]
    parts = {
        "complete": (sum(count for _, count in needed), sum(records for records, _ in needed)),
        "unique": (parties - measuring.doubled, parties),
        "valid": (measuring.points - measuring.unsound, measuring.points),
        "fresh": (parties - measuring.stale, parties),
    }
    return Quality(data_quality(parts), parts, fields, gaps)


class _Measuring:
    """One look at all records that count.

    Attributes:
        only: noun → which of its records count; a noun of which none do is not there.
        points, unsound: contact points, and those that are none.
        doubled, stale: contacts and companies that are duplicates, and that nobody was in touch with.
    """

    def __init__(self, work: Work, program: Sequence[str], narrow: Callable[[str], Condition | None]) -> None:
        self.work = work
        self.program = program
        self.db = work.store.db
        self.only: dict[str, Condition] = {}
        for name in (*_PARTIES, *_OTHERS):
            condition = narrow(name)
            if condition is not None:
                self.only[name] = condition
        self._parties = {name: self.only[name] for name in _PARTIES if name in self.only}
        self.points = queries.points(self.db, self._parties)
        self.unsound = self.doubled = self.stale = 0

    def filled(self, noun: Noun) -> tuple[int, list[Filled]]:
        """Gives the number of records of a noun, and how many of them have each field."""
        fields, needed = self._fields(noun)
        hanging = [field for field in fields if field.place in ("point", "tag", "link")]
        own = [field for field in fields if field not in hanging]
        condition = self.work.store.where(noun)
        tests = [condition.sql(Comparison(field.named, "not empty")) for field in own]
        records, *found = queries.counts(self.db, noun.name, tests, condition.params, self.only[noun.name])
        have = dict(zip([field.named for field in own], found, strict=True))
        if records:
            have |= self._hanging(noun, hanging)
        return records, [
            Filled(
                field,
                have.get(field.named, 0),
                needed=field.named in needed,
                command=self.listed(noun.name, f"{field.named} is empty", everything=True),
            )
            for field in fields
        ]

    def _fields(self, noun: Noun) -> tuple[list[Field], set[str]]:
        """Gives the fields that are worth filling, and the names of those that the settings ask for."""
        store, settings = self.work.store, self.work.settings
        needed = [store.field(noun, name) for name in settings.key_fields.get(noun.name, ())]
        single = {(field.place, field.type, field.noun) for field in noun.fields if not field.many}
        usual = [
            field
            for field in noun.fields
            if field.editable
            and field.key not in _OPTIONAL
            and not field.folded
            and not (field.many and (field.place, field.type, field.noun) in single)
        ]
        declared = [store.field(noun, f"fields.{key}") for key in settings.custom(noun.name)]
        found = {field.named: field for field in [*usual, *declared, *needed]}
        return list(found.values()), {field.named for field in needed}

    def _hanging(self, noun: Noun, fields: Sequence[Field]) -> dict[str, int]:
        narrow = self.only[noun.name]
        hanging = any(field.place == "point" for field in fields)
        points = queries.with_points(self.db, noun.name, narrow) if hanging else {}
        found: dict[str, int] = {}
        for field in fields:
            if field.place == "point":
                found[field.named] = points.get(field.type, 0)
            elif field.place == "tag":
                found[field.named] = queries.with_tags(self.db, noun.name, narrow)
            else:
                found[field.named] = queries.with_links(self.db, noun.name, field.noun, narrow)
        return found

    def invalid(self) -> list[Gap]:
        """Gives the contact points that our own rules refuse: old ones, or written by another program."""
        gaps: list[Gap] = []
        for (noun, kind), (count, found) in queries.unsound_points(self.db, self._parties).items():
            self.unsound += count
            many = next((field.key for field in NOUNS[noun].fields if field.type == kind and field.many), "")
            if not many:
                continue
            what = _MARKED.get(kind, "an invalid handle")
            check = Check(f"invalid_{kind}", noun, f"{kind} is invalid", (f"has {what}", f"have {what}"))
            listed = command(self.program, noun, "list", "--where", check.where, "--columns", f"id,name,{many}")
            examples = [self._with_invalid(row, kind, many) for row in self._examples(noun, found, many)]
            gaps.append(Gap(check.name, noun, found[0], check.message(found[0]), examples, listed))
        return gaps

    def _with_invalid(self, row: Row, kind: str, many: str) -> Row:
        from tinycrm.domain.points import normalise
        from tinycrm.errors import UsageError

        values: list[Json] = []
        held = row.pop(many)
        for point in held if isinstance(held, list) else []:
            text = str(point["value"]) if isinstance(point, dict) else ""
            try:
                normalise(kind, text, "")
            except UsageError:
                values.append(text)
        return {**row, "values": values}

    def alike(self) -> list[Gap]:
        """Gives the contacts and companies that are one and the same to all appearances."""
        gaps: list[Gap] = []
        for noun, found in queries.duplicates(self.db, self._parties).items():
            self.doubled += found[0]
            told = ("looks the same as another", "look the same as another")
            check = Check("duplicate", noun, "", told)
            if found[0]:
                dupes = command(self.program, noun, "dupes")
                gaps.append(
                    Gap(check.name, noun, found[0], check.message(found[0]), self._examples(noun, found), dupes)
                )
        return gaps

    def missing(self, noun: Noun, records: int, fields: Sequence[Filled]) -> list[Gap]:
        """Gives the fields that the settings ask for and some records lack."""
        gaps: list[Gap] = []
        for one in fields:
            if one.needed and one.count < records:
                what = f"no {one.field.label.lower()}"
                told = (f"of {records:,} has {what}", f"of {records:,} have {what}")
                check = Check(
                    f"missing_{one.field.key}", noun.name, f"{one.field.named} is empty", told, everything=True
                )
                gaps += self.run(check, records - one.count)
        return gaps

    def run(self, check: Check, count: int = -1) -> list[Gap]:
        """Gives what a check found, or nothing.

        Args:
            check: what is looked for.
            count: how many records it finds, where that is known.
        """
        if check.noun not in self.only:
            return []
        noun, narrow = NOUNS[check.noun], self.only[check.noun]
        condition = self.work.store.where(noun)
        # what is counted is what the command lists: one filter says both
        sql = condition.sql(parse_filter(check.where))
        if count < 0:
            found = queries.matching(self.db, noun.name, sql, condition.params, narrow)
        elif not count:
            found = 0, 0, 0
        else:
            first, last = queries.ends(self.db, noun.name, sql, condition.params, narrow)
            found = count, first, last
        if check.name == "stale":
            self.stale += found[0]
        if not found[0]:
            return []
        listed = self.listed(noun.name, check.where, everything=check.everything)
        examples = self._examples(noun.name, found)
        return [Gap(check.name, noun.name, found[0], check.message(found[0]), examples, listed)]

    @staticmethod
    def at_most(check: Check, fields: Sequence[tuple[Noun, int, list[Filled]]]) -> int:
        """Gives 0 where no record can be found: a field that has to be empty is filled in all; else -1, unknown."""
        test = parse_filter(check.where)
        parts = test.parts if isinstance(test, Every) else (test,)
        needed = [part.field for part in parts if isinstance(part, Comparison) and part.operator == "empty"]
        for noun, records, found in fields:
            if noun.name == check.noun and any(one.count == records and one.field.named in needed for one in found):
                return 0
        return -1

    def listed(self, noun: str, where: str, *, everything: bool) -> str:
        """Gives the command that lists what a filter finds; with `everything`, closed deals and done tasks too."""
        all_ = ["--all"] if everything and noun in ("deal", "task") else []
        return command(self.program, noun, "list", *all_, "--where", where)

    def _examples(self, noun: str, found: Found, *more: str) -> list[Row]:
        title = NOUNS[noun].title
        ids = list(dict.fromkeys(found[1:]))
        rows = self.work.store.view(NOUNS[noun], [title, *more]).of_ids(ids)
        return [{"id": row["id"], "name": row[title], **{key: row[key] for key in more}} for row in rows]
