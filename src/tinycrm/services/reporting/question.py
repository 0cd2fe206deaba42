"""A report's question, settled: the period, whose records count, the pipeline, the currency."""

from __future__ import annotations

from typing import cast

from tinycrm.domain.fold import fold
from tinycrm.domain.periods import FIRST_DAY, parse_period
from tinycrm.errors import UsageError
from tinycrm.reports.exchange import Exchange
from tinycrm.reports.period import Period

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from typing import TypeVar

    from tinycrm.domain.filters import Test
    from tinycrm.domain.pipeline import Pipeline
    from tinycrm.reports.figure import Figure
    from tinycrm.reports.period import Compare
    from tinycrm.reports.registry import ReportKind
    from tinycrm.services.reporting.asked import Asked
    from tinycrm.services.work import Work
    from tinycrm.store.queries.narrow import Chosen
    from tinycrm.store.sqlite.connect import Condition, Database

    Made = TypeVar("Made")

EVERY = "all"
# what a filter of a report about customers may be of
PARTIES = ("contact", "company")


class Question:
    """What the readers of reports work with.

    Attributes:
        work: the command's work.
        db: to read from.
        kind: the report.
        asked: as typed.
        today: the business day, ISO.
        span: the period.
        owner: the folded owner, "" for anybody.
        exchange: converts amounts, when --in was given.
        base: the currency of figures that nothing gives one.
        overview: whether everything is shown at once, so that what takes long to measure may be as it was kept last.
        sold: whether a won deal without sales of its own is a purchase.
        pipelines: the stages there are.
    """

    def __init__(self, work: Work, kind: ReportKind, asked: Asked) -> None:
        """The question is settled.

        Raises:
            UsageError: a period, currency, pipeline, segment or filter that is none.
        """
        self.work = work
        self.db: Database = work.store.db
        self.kind = kind
        self.asked = asked
        self.today = work.today
        self.span = period_of(work, asked, kind.period or EVERY)
        self.pipelines = work.store.pipelines
        self.base = work.settings.currency
        self.sold = work.settings.won_deals_are_sales
        self.owner = fold(work.reading.user if fold(asked.owner) == "me" else asked.owner) if asked.owner else ""
        target = ""
        if asked.currency:
            from tinycrm.domain.currencies import check_currency

            target = check_currency(asked.currency)
        self.exchange = Exchange(work.settings.rates, self.base, target)
        # filters of records that belong to nobody narrow those alone
        self._own: dict[str, list[list[tuple[str, Test]]]] = {}
        self._groups = self._filters()
        self._chosen: Chosen | None = None
        self.overview = False
        self._families: dict[tuple[str, tuple[tuple[str, str, str], ...]], list[list[Figure]]] = {}
        self._once: dict[object, object] = {}

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Gives what a function makes, made once for this question; a key always names the same kind of thing."""
        if key not in self._once:
            self._once[key] = make()
        return cast("Made", self._once[key])

    def family(self, name: str, spans: Sequence[Period]) -> list[list[Figure]]:
        """Gives the figures of a family of KPIs for each period; computed once, however often they are asked for."""
        key = (name, tuple((span.first, span.last, span.as_of) for span in spans))
        if key not in self._families:
            module = __import__(f"tinycrm.services.reporting.{name}", fromlist=["figures"])
            self._families[key] = module.figures(self, spans)
        return self._families[key]

    def compared(self) -> Period | None:
        """Gives the period to compare with; None when none was wanted or there is none.

        Raises:
            UsageError: --compare is none of its words.
        """
        return self.span.before(compare_of(self.asked.compare))

    def narrow(self, noun: str) -> Condition:
        """Gives the condition of the records of a noun that count, over the table's own name; ("", {}) for all.

        Raises:
            UsageError: they lead to nothing that the segment or filter is about.
        """
        if self._chosen is None:
            from tinycrm.store.queries.narrow import Chosen

            self._chosen = Chosen(self.work.store, self.owner, lambda of: [*self._groups, *self._own.get(of, ())])
        return self._chosen.of(noun)

    @property
    def narrowed(self) -> bool:
        """Whether not all records count."""
        return bool(self.owner or self._groups)

    @property
    def everything(self) -> bool:
        """Whether all pipelines were asked for by name."""
        return fold(self.asked.pipeline) == EVERY

    def line(self) -> Pipeline:
        """Gives the pipeline of rates and stages: the one asked for, else the default one."""
        named = self.asked.pipeline and not self.everything
        return self.pipelines.get(self.asked.pipeline) if named else self.pipelines.default()

    def note(self, text: str) -> None:
        """The reader of the report is told this, once."""
        self.work.note(text)

    def _filters(self) -> list[list[tuple[str, Test]]]:
        groups: list[list[tuple[str, Test]]] = []
        if self.asked.segment:
            from tinycrm.services.segments import segment_test

            groups.append([segment_test(self.work, self.asked.segment)])
        if self.asked.where:
            found = self._where()
            if self.kind.noun == "expense":
                self._own["expense"] = [found]
            else:
                groups.append(found)
        return groups

    def _where(self) -> list[tuple[str, Test]]:
        from tinycrm.domain.filters import parse_filter
        from tinycrm.domain.nouns import NOUNS

        test = parse_filter(self.asked.where)
        nouns = PARTIES if self.kind.noun == "party" else (self.kind.noun,)
        if not self.kind.noun:
            raise UsageError(f"the report {self.kind.name} takes no --where", hint="it is of all records")
        found: list[tuple[str, Test]] = []
        error: UsageError | None = None
        for noun in nouns:
            try:
                # its names are those of the noun, and its values can be read
                self.work.store.where(NOUNS[noun]).sql(test)
                found.append((noun, test))
            except UsageError as failure:
                error = error or failure
        if error is not None and not found:
            raise error
        return found


def compare_of(text: str) -> Compare:
    """Gives what a word compares with; "" is the period before.

    Raises:
        UsageError: it is none of the words.
    """
    word = fold(text) or "previous"
    if word == "previous":
        return "previous"
    if word == "year":
        return "year"
    if word == "none":
        return "none"
    raise UsageError(f"'{text}' is nothing to compare with", code="unknown_value", hint="one of: previous, year, none")


def period_of(work: Work, asked: Asked, default: str) -> Period:
    """Gives the period that was asked for.

    Raises:
        UsageError: no period, or --period beside --from or --to.
    """
    today = work.reading.clock.today()
    if asked.first or asked.last:
        if asked.period:
            raise UsageError("--period together with --from or --to", hint="give one of the two")
        first = work.reading.day(asked.first, past=True) if asked.first else FIRST_DAY
        last = work.reading.day(asked.last, past=True) if asked.last else max(first, work.today)
        if first > last:
            raise UsageError(f"the period ends on {last}, before it begins on {first}", hint="--from DAY --to DAY")
    else:
        first, last = parse_period(
            asked.period or default, today, week_starts=work.settings.week_starts, calendar=work.settings.calendar
        )
    return Period(first, last, work.today)
