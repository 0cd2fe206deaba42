"""Comparisons with derived fields, and with segments, as SQL."""

from __future__ import annotations

from tinycrm.domain.derived import DAYS_SINCE, LAST_DAY, is_own_money
from tinycrm.domain.filters import parse_filter
from tinycrm.domain.fold import fold, to_ascii_digits
from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.store.derived import computed, counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.fields import Field, Noun
    from tinycrm.domain.filters import Comparison, Operator
    from tinycrm.domain.pipelines import Pipelines
    from tinycrm.domain.reading import Reading
    from tinycrm.store.where import Where

# days since are counted back from today: the more of them, the earlier the day
_TURNED: dict[str, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_HOUR = 3600
# recency, frequency, money
_SCORES = 3
# so many segments inside each other, each as often as it is named, are no mistake any more
_MOST_SEGMENTS = 200


class Derived:
    """Comparisons of one condition with derived fields."""

    __slots__ = ("_count", "_noun", "_path", "_pipelines", "_reading", "_where")

    def __init__(self, where: Where, noun: Noun, reading: Reading, pipelines: Pipelines) -> None:
        self._where = where
        self._noun = noun
        self._reading = reading
        self._pipelines = pipelines
        self._path: list[str] = []
        self._count = 0

    def sql(self, field: Field, test: Comparison, *, other_currency: bool) -> str:
        """Gives the SQL of one comparison.

        Raises:
            UsageError: the field is compared otherwise, or the value is none of its.
        """
        if field.key == "segment":
            return self._segment(test, other_currency)
        operator = test.operator
        if operator == "invalid":
            raise UsageError(f"{field.key} is never invalid", hint=f"{field.key} is not empty")
        # counts and reports take the condition's parameters as they are
        clock = self._reading.clock
        self._where.params.update(today=clock.today().isoformat(), now=clock.moment())
        if operator in ("empty", "not empty"):
            return self._empty(field, operator == "empty")
        if operator == "~" and field.type not in ("text", "choice"):
            raise UsageError(f"{field.key} takes = != < <= > >= and in, not ~", hint=f"{field.key} >= 1")
        parts = [self._one(field, operator, value, other_currency) for value in test.values]
        return parts[0] if len(parts) == 1 else "(" + " OR ".join(parts) + ")"

    def _empty(self, field: Field, empty: bool) -> str:
        expression = computed(self._noun.name, field, self._reading, self._pipelines)
        if field.type != "int" or field.key in (DAYS_SINCE, "nps") or field.key.startswith(("days_", "age_")):
            return f"{expression} IS {'' if empty else 'NOT '}NULL"
        found = counted(self._noun.name, field) or f"{expression} > 0"
        return f"NOT {found}" if empty else found

    def _one(self, field: Field, operator: Operator, text: str, other_currency: bool) -> str:
        expression = computed(self._noun.name, field, self._reading, self._pipelines)
        if field.type == "money":
            own = is_own_money(self._noun.name, field)
            return self._money(field, expression, operator, text, own=own, other_currency=other_currency)
        if field.key in (LAST_DAY, DAYS_SINCE) and self._noun.name != "deal":
            return self._touched(field, expression, operator, text)
        if field.type == "day":
            return self._where.compare(expression, operator, self._reading.day(text, past=field.past))
        if field.type == "hours":
            return self._hours(field, expression, operator, text)
        if field.type == "int":
            from tinycrm.domain.values import parse_int

            # a subscription's last day may be past
            return self._where.compare(expression, operator, parse_int(text, what=field.key, least=-1_000_000))
        return self._where.words(field, expression, operator, _scores(text, operator) if field.key == "rfm" else text)

    def _touched(self, field: Field, expression: str, operator: Operator, text: str) -> str:
        if field.key == LAST_DAY:
            return self._where.instant(expression, operator, self._reading.day(text, past=True))
        from datetime import timedelta

        from tinycrm.domain.values import parse_int

        count = parse_int(text, what=field.key)
        try:
            day = self._reading.clock.today() - timedelta(days=count)
        except OverflowError:
            raise UsageError(f"{field.key} '{text}' leads out of the calendar", hint="days_since_touch > 90") from None
        return self._where.instant(expression, _TURNED.get(operator, operator), day.isoformat())

    def _hours(self, field: Field, expression: str, operator: Operator, text: str) -> str:
        from tinycrm.domain.values import parse_number

        hours = parse_number(text, field.key, self._reading)
        # as many seconds as are meant, whatever a float makes of a tenth
        return self._where.compare(expression, operator, round(hours * _HOUR))

    def _money(
        self, field: Field, expression: str, operator: Operator, text: str, *, own: bool, other_currency: bool
    ) -> str:
        if own:
            return self._where.money(field, expression, operator, text, other_currency)
        minor, currency = self._reading.money(text)
        base = self._reading.settings.currency
        if currency != base:
            raise UsageError(f"{field.key} is in {base}, and '{text}' is not", hint=f"{field.key} >= 1000 {base}")
        return self._where.compare(expression, operator, minor)

    def _segment(self, test: Comparison, other_currency: bool) -> str:
        if test.operator not in ("=", "!=", "in"):
            raise UsageError("a segment takes = != and in", hint="segment = NAME")
        found = " OR ".join(self._inside(value, other_currency and test.operator != "!=") for value in test.values)
        return f"NOT coalesce(({found}), 0)" if test.operator == "!=" else f"({found})"

    def _inside(self, text: str, other_currency: bool) -> str:
        id, name, noun, filter = self._where.segment(text)
        if noun != self._noun.name:
            held = NOUNS[noun].plural if noun in NOUNS else noun
            raise UsageError(
                f"segment '{name}' holds {held}, not {self._noun.plural}",
                code="segment_noun",
                hint=f"tinycrm {noun} list --segment {id}",
            )
        key = fold(name)
        mend = f"tinycrm segment edit {id} --where FILTER"
        if key in self._path:
            way = " → ".join([*self._path[self._path.index(key) :], key])
            raise UsageError(f"segment '{name}' leads back to itself: {way}", code="segment_cycle", hint=mend)
        self._count += 1
        if self._count > _MOST_SEGMENTS:
            raise UsageError(f"segment '{name}' is built on too many others", code="segment_cycle", hint=mend)
        self._path.append(key)
        try:
            return self._where.tree(parse_filter(filter), other_currency)
        except UsageError as error:
            if error.code in ("segment_cycle", "segment_broken"):
                raise
            raise UsageError(
                f"segment '{name}' no longer holds: {error.message}",
                code="segment_broken",
                hint=f"{error.hint}; tinycrm segment edit {id} --where FILTER",
            ) from error
        finally:
            self._path.pop()


def _scores(text: str, operator: Operator) -> str:
    """Gives the scores that a filter means: three digits of 1 to 5, some of them with ~.

    Raises:
        UsageError: it means none.
    """
    digits = to_ascii_digits(text.strip())
    enough = 0 < len(digits) <= _SCORES if operator == "~" else len(digits) == _SCORES
    if not enough or set(digits) - set("12345"):
        raise UsageError(
            f"'{text}' is no RFM score",
            code="unknown_value",
            hint="rfm is three digits like 555; rfm_class = champion",
        )
    return digits
