"""Filters become SQL: every value is a parameter, every field one of the noun's own."""

from __future__ import annotations

from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.filters import Comparison, Every, Not, Some
from tinycrm.domain.fold import fold, to_ascii_digits
from tinycrm.domain.values import parse_value
from tinycrm.errors import UsageError
from tinycrm.store.expressions import quoted, scalar
from tinycrm.store.sqlite import dialect
from tinycrm.store.tables import LINKS, key_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from tinycrm.domain.fields import Field, Noun
    from tinycrm.domain.filters import Operator, Test
    from tinycrm.domain.pipelines import Pipelines
    from tinycrm.domain.reading import Reading
    from tinycrm.store.derived_tests import Derived
    from tinycrm.store.queries.segments import Stored
    from tinycrm.store.sqlite.connect import Cell, Database

_COMPARE = ("<", "<=", ">", ">=")
# The schema lets nothing into these columns that has no meaning: they are empty as NULL alone.
_NEVER_BLANK = frozenset(("day", "when", "time", "instant", "int", "days", "number", "money", "ratio", "id"))


class Where:
    """The condition of a query while it is put together.

    Attributes:
        params: the values, by name.
        foreign: whether rows may have been left out for their currency alone.
        derived: the derived fields that it speaks of.
    """

    __slots__ = (
        "_crowded",
        "_db",
        "_derived",
        "_find",
        "_noun",
        "_pipelines",
        "_prefix",
        "_reading",
        "_stored",
        "derived",
        "foreign",
        "params",
    )

    def __init__(
        self,
        noun: Noun,
        reading: Reading,
        pipelines: Pipelines,
        find: Callable[[str], Field],
        *,
        stored: Callable[[], frozenset[str]] = frozenset,
        crowded: Callable[[str], bool] | None = None,
        db: Callable[[], Database] | None = None,
        prefix: str = "w",
    ) -> None:
        """An empty condition.

        Args:
            noun: whose records.
            reading: how values are read.
            pipelines: the stages there are.
            find: gives the field that a name means.
            stored: gives the stages and pipelines that deals stand in.
            crowded: says whether more records than one would sort for a page carry a tag, given by its folded key.
            db: gives the database, for the segments that a filter names.
            prefix: what the names of the parameters begin with, so that several conditions fit into one query.
        """
        self._noun = noun
        self._reading = reading
        self._pipelines = pipelines
        self._find = find
        self._stored = stored
        self._crowded = crowded
        self._prefix = prefix
        self._db = db
        self._derived: Derived | None = None
        self.params: dict[str, Cell] = {}
        self.foreign = False
        self.derived: set[str] = set()

    def bind(self, value: Cell) -> str:
        """Gives the parameter's name that stands for the value."""
        name = f"{self._prefix}{len(self.params)}"
        self.params[name] = value
        return f":{name}"

    def sql(self, test: Test, *, other_currency: bool = False) -> str:
        """Gives the SQL of a filter.

        Args:
            test: the tree.
            other_currency: accept instead what the filter leaves out for its currency alone: amounts in the base
                currency are taken to hold for those in any other.

        Raises:
            UsageError: an unknown field, or a value that is none of the field's.
        """
        if other_currency:
            return f"({self.tree(test, True)} AND NOT coalesce({self.tree(test, False)}, 0))"
        return self.tree(test, False)

    def tree(self, test: Test, other_currency: bool) -> str:
        """Gives the SQL of a part of the filter."""
        if isinstance(test, Every):
            return "(" + " AND ".join(self.tree(part, other_currency) for part in test.parts) + ")"
        if isinstance(test, Some):
            return "(" + " OR ".join(self.tree(part, other_currency) for part in test.parts) + ")"
        if isinstance(test, Not):
            # what a comparison leaves out, its opposite lets in
            return f"NOT coalesce({self.tree(test.part, False)}, 0)"
        return self.comparison(test, other_currency=other_currency)

    def comparison(self, test: Comparison, *, other_currency: bool) -> str:
        """Gives the SQL of one comparison."""
        if self._noun.get(test.field, self._reading.settings.custom(self._noun.name)) is None:
            from tinycrm.domain.derived import derived_field

            derived = derived_field(self._noun.name, test.field)
            if derived is not None:
                return self._compare_derived(derived, test, other_currency)
            from tinycrm.store.related import related

            found = related(self._noun.name, test.field)
            if found:
                return self._led_to(test, found)
        field = self._find(test.field)
        if field.place == "custom_all":
            raise UsageError("'fields' holds all custom fields", hint="compare one of them by its own name")
        if test.operator in ("empty", "not empty"):
            return self._empty(field, test.operator == "empty")
        if test.operator == "invalid":
            return self._invalid(field)
        if field.type == "money":
            column = f"{self._noun.name}.{field.column}"
            return self._any(test, lambda value: self.money(field, column, test.operator, value, other_currency))
        if field.place in ("point", "tag", "link"):
            return self._many(field, test)
        if field.place == "ref":
            return self._ref(field, test)
        return self._any(test, lambda value: self._scalar(field, test.operator, value))

    def _compare_derived(self, field: Field, test: Comparison, other_currency: bool) -> str:
        if self._derived is None:
            from tinycrm.store.derived_tests import Derived

            self._derived = Derived(self, self._noun, self._reading, self._pipelines)
        self.derived.add(field.key)
        return self._derived.sql(field, test, other_currency=other_currency)

    def segment(self, text: str) -> Stored:
        """Gives the segment that a name means.

        Raises:
            UsageError: there is none.
        """
        if self._db is None:
            raise UsageError("segments cannot be named here", hint="write their filter out")
        from tinycrm.store.segments import segment_called

        return segment_called(self._db(), text)

    def _any(self, test: Comparison, one: Callable[[str], str]) -> str:
        parts = [one(value) for value in test.values]
        return parts[0] if len(parts) == 1 else "(" + " OR ".join(parts) + ")"

    def _led_to(self, test: Comparison, found: str) -> str:
        if test.operator not in ("empty", "not empty"):
            name = test.field
            raise UsageError(f"{name} can be empty or not, and no more is known of it", hint=f"{name} is not empty")
        return found if test.operator == "not empty" else f"NOT {found}"

    def _invalid(self, field: Field) -> str:
        if field.place != "point":
            raise UsageError(f"{field.key} is never invalid", hint="email is invalid; phone, website, handle likewise")
        return f"EXISTS (SELECT 1 FROM {self._hanging(field)} AND NOT {dialect.sound('l.kind', 'l.typed')})"

    def _empty(self, field: Field, empty: bool) -> str:
        if field.place in ("point", "tag", "link"):
            # none of them can be blank
            found = f"EXISTS (SELECT 1 FROM {self._hanging(field)})"
            return f"NOT {found}" if empty else found
        expression = scalar(self._noun, field, self._pipelines)
        if field.place == "ref":
            expression = f"{self._noun.name}.{field.column}"
        blank = f"({expression} IS NULL OR {expression} = '')"
        if field.place == "ref" or (field.place == "column" and field.type in _NEVER_BLANK):
            blank = f"{expression} IS NULL"
        return blank if empty else f"NOT ({blank})"

    def _hanging(self, field: Field) -> str:
        """Gives where the rows are that hold a list of the record, whatever they hold."""
        table = self._noun.name
        if field.place == "link":
            link, own, _ = LINKS[(table, field.noun)]
            return f"{link} AS l WHERE l.{own} = {table}.id"
        rows = "tagging" if field.place == "tag" else "contact_point"
        narrow = "" if field.place == "tag" else f" AND l.kind = '{field.type}'"
        return f"{rows} AS l WHERE l.record = {table}.id{narrow}"

    def _scalar(self, field: Field, operator: Operator, text: str) -> str:
        expression = scalar(self._noun, field, self._pipelines)
        folded = f"{self._noun.name}.{field.folded}" if field.folded else dialect.folded(expression)
        if operator == "~":
            return dialect.contains(folded, self.bind(fold(text))[1:])
        if field.type == "instant":
            return self.instant(expression, operator, text)
        if field.key in ("stage", "pipeline"):
            return self._stage(field, operator, text)
        value = parse_value(field, text, self._reading)
        if field.choices and field.place == "column":
            # written out: the index of the open ones serves it at once, without the statement being prepared again
            return _compare(expression, operator, f"'{quoted(str(value))}'")
        if field.textual:
            expression, value = folded, fold(str(value))
        if field.type in ("day", "when"):
            value = self._reading.day(text, past=field.past)
        return _compare(expression, operator, self.bind(value))

    def _stage(self, field: Field, operator: Operator, text: str) -> str:
        """A stage or pipeline by its key or its name; one that the YAML no longer knows by its key."""
        keys: set[str] = {text}
        for pipeline in self._pipelines:
            if field.key == "pipeline":
                keys.update([pipeline.key] if fold(text) in (fold(pipeline.key), fold(pipeline.name)) else [])
                continue
            for stage in pipeline.stages:
                keys.update([stage.key] if fold(text) in (fold(stage.key), fold(stage.name)) else [])
        known = {pipeline.key for pipeline in self._pipelines}
        if field.key == "stage":
            known = {stage.key for pipeline in self._pipelines for stage in pipeline.stages}
        # a stage that the YAML has dropped is a fair question while deals stand in it; a typo is not
        if not keys & known and not keys & self._stored():
            hint = f"{did_you_mean(text, known)}one of: {', '.join(sorted(known))}"
            raise UsageError(f"'{text}' is no {field.key}", code="unknown_value", hint=hint)
        if operator not in ("=", "!=", "in"):
            raise UsageError(f"{field.key} takes = != ~ and in, not {operator}", hint=f"{field.key} = {text}")
        marks = ", ".join(self.bind(key) for key in sorted(keys))
        return f"deal.{field.column} {'NOT ' if operator == '!=' else ''}IN ({marks})"

    def compare(self, expression: str, operator: Operator, value: Cell) -> str:
        """Gives the SQL that compares an expression with a value; an empty one is unlike every value."""
        return _compare(expression, operator, self.bind(value))

    def words(self, field: Field, expression: str, operator: Operator, text: str) -> str:
        """Gives the SQL that compares a derived word, or yes and no; such words have one spelling."""
        if operator == "~":
            return dialect.contains(expression, self.bind(fold(text))[1:])
        value = parse_value(field, text, self._reading)
        return _compare(expression, operator, self.bind(fold(value) if isinstance(value, str) else value))

    def instant(self, expression: str, operator: Operator, text: str) -> str:
        """Gives the SQL that compares an instant with a day or with a time."""
        clock = self._reading.clock
        day, time = self._reading.when(text, past=True)
        if time:
            return _compare(expression, operator, self.bind(clock.to_instant(day, time)))
        from datetime import date, timedelta

        start = self.bind(clock.to_instant(day, "00:00"))
        end = self.bind(clock.to_instant((date.fromisoformat(day) + timedelta(days=1)).isoformat(), "00:00"))
        if operator in ("=", "in"):
            return f"({expression} >= {start} AND {expression} < {end})"
        if operator == "!=":
            return f"({expression} IS NULL OR {expression} < {start} OR {expression} >= {end})"
        return {
            "<": f"{expression} < {start}",
            "<=": f"{expression} < {end}",
            ">": f"{expression} >= {end}",
            ">=": f"{expression} >= {start}",
        }[operator]

    def money(self, field: Field, column: str, operator: Operator, text: str, other_currency: bool) -> str:
        """Gives the SQL that compares an amount in the record's own currency; of another one no amount holds."""
        if operator == "~":
            raise UsageError(f"{field.key} takes = != < <= > >= and in, not ~", hint=f"{field.key} >= 1000")
        minor, currency = self._reading.money(text)
        bare = self._names_no_currency(text, currency)
        own = f"{self._noun.name}.currency"
        if bare and operator != "!=":
            self.foreign = True
            if other_currency:
                return f"({own} <> {self.bind(currency)} AND {column} IS NOT NULL)"
        same = f"{own} = {self.bind(currency)}"
        if operator == "!=":
            return f"({column} IS NULL OR {own} <> {self.bind(currency)} OR {column} <> {self.bind(minor)})"
        return f"({same} AND {column} {'=' if operator == 'in' else operator} {self.bind(minor)})"

    def _names_no_currency(self, text: str, currency: str) -> bool:
        other = "GBP" if currency == "EUR" else "EUR"
        try:
            return self._reading.money(text, base=other)[1] != currency
        except UsageError:
            # a sign such as kr, or decimals, that only the base currency explains
            return False

    def _ref(self, field: Field, test: Comparison) -> str:
        column = f"{self._noun.name}.{field.column}"
        if test.operator in _COMPARE:
            raise UsageError(f"{field.key} takes = != ~ and in, not {test.operator}", hint=f"{field.key} ~ neva")
        if test.operator in ("=", "in"):
            return self._any(test, lambda value: self._ref_is(column, field.noun, value))
        inner = " OR ".join(self._linked("r", field.noun, test.operator, value) for value in test.values)
        found = f"EXISTS (SELECT 1 FROM {field.noun} AS r WHERE r.id = {column} AND ({inner}))"
        return f"NOT {found}" if test.operator == "!=" else found

    def _ref_is(self, column: str, noun: str, text: str) -> str:
        id = _id(text)
        if id is not None:
            return f"{column} = {self.bind(id)}"
        return f"{column} IN (SELECT r.id FROM {noun} AS r WHERE {self._linked('r', noun, '=', text)})"

    def _linked(self, alias: str, noun: str, operator: Operator, text: str) -> str:
        id = _id(text)
        if operator != "~" and id is not None:
            return f"{alias}.id = {self.bind(id)}"
        key = key_of(noun, alias)
        if operator == "~":
            return dialect.contains(key, self.bind(fold(text))[1:])
        return f"{key} = {self.bind(fold(text))}"

    def _many(self, field: Field, test: Comparison) -> str:
        table, operator = self._noun.name, test.operator
        if operator in _COMPARE:
            raise UsageError(f"{field.key} takes = != ~ and in, not {operator}", hint=f"{field.key} = …")
        if field.place == "tag":
            source, owner, narrow = "tagging AS l", "l.record", f"l.noun = '{table}'"
            conditions = [self._keyed("l.key", operator, value) for value in test.values]
        elif field.place == "point":
            source, owner, narrow = "contact_point AS l", "l.record", f"l.kind = '{field.type}'"
            conditions = [self._point(field, operator, value) for value in test.values]
        else:
            link, own, other = LINKS[(table, field.noun)]
            source, owner, narrow = f"{link} AS l JOIN {field.noun} AS r ON r.id = l.{other}", f"l.{own}", ""
            conditions = [self._linked("r", field.noun, operator, value) for value in test.values]
        conditions = [f"({' OR '.join(conditions)})"] + ([narrow] if narrow else [])
        if operator != "!=" and not self._is_crowded(field, test):
            # from the few that hold the value to their records
            return f"{table}.id IN (SELECT {owner} FROM {source} WHERE {' AND '.join(conditions)})"
        # records in their order, each looked at: a page of them is soon full
        found = f"EXISTS (SELECT 1 FROM {source} WHERE {owner} = {table}.id AND {' AND '.join(conditions)})"
        return f"NOT {found}" if operator == "!=" else found

    def _is_crowded(self, field: Field, test: Comparison) -> bool:
        if field.place != "tag" or self._crowded is None:
            return False
        return test.operator == "~" or any(self._crowded(fold(value)) for value in test.values)

    def _keyed(self, column: str, operator: Operator, text: str) -> str:
        if operator == "~":
            return dialect.contains(column, self.bind(fold(text))[1:])
        return f"{column} = {self.bind(fold(text))}"

    def _point(self, field: Field, operator: Operator, text: str) -> str:
        from tinycrm.domain.points import normalise

        if operator == "~":
            typed = dialect.contains(dialect.folded("l.typed"), self.bind(fold(text))[1:])
            return f"({typed} OR {dialect.contains('l.key', self.bind(fold(text).replace(' ', ''))[1:])})"
        return f"l.key = {self.bind(normalise(field.type, text, self._reading.settings.country)[0])}"


def _id(text: str) -> int | None:
    """Gives the id that a text is, or None."""
    digits = to_ascii_digits(text.strip())
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


def _compare(expression: str, operator: Operator, parameter: str) -> str:
    if operator == "!=":
        return f"({expression} IS NULL OR {expression} <> {parameter})"
    return f"{expression} {'=' if operator == 'in' else operator} {parameter}"
