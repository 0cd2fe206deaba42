"""A user's own KPIs and reports, from config.yaml."""

from __future__ import annotations

from tinycrm.domain.measures import own_kpi, own_report
from tinycrm.domain.results import Column, Report
from tinycrm.errors import UsageError
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import Share, money_of, text
from tinycrm.reports.kpis import family_of
from tinycrm.reports.kpis.kpi import Kpi
from tinycrm.store.queries.measures import totals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.measures import Measure, OwnKpi, OwnReport
    from tinycrm.domain.results import Json, Row
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question
    from tinycrm.services.work import Work

# the store adds numbers up in millionths
_MILLION = 1_000_000


def own_kpis(work: Work) -> list[OwnKpi]:
    """Gives the KPIs of config.yaml, which was checked when it was read."""
    settings = work.settings
    return [own_kpi(item, settings.fields) for item in settings.kpis if isinstance(item, dict)]


def own_reports(work: Work) -> list[OwnReport]:
    """Gives the reports of config.yaml, which was checked when it was read."""
    settings = work.settings
    return [own_report(item, settings.fields) for item in settings.reports if isinstance(item, dict)]


def own_table(work: Work) -> list[Kpi]:
    """Gives the user's KPIs as those of the program."""
    found: list[Kpi] = []
    for own in own_kpis(work):
        if family_of(own.key):
            what = f"the KPI '{own.key}' of config.yaml has the key of one that TinyCRM computes itself"
            raise UsageError(what, code="bad_settings", hint="give it another key")
        formula = own.over.text if own.under is None else f"{own.over.text} / {own.under.text}"
        found.append(
            Kpi(
                own.key,
                own.name,
                own.unit,
                formula,
                "- when there is nothing to divide by" if own.under else "0 when there is none",
                "config.yaml, kpis",
                group=own.group,
                flow=own.under is None and own.over.day is not None,
                less_is_better=own.less_is_better,
                snapshot=own.over.day is None,
            )
        )
    return found


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of the user's KPIs for each period."""
    kpis = own_kpis(q.work)
    return [[figure for own in kpis for figure in _figures(q, own, span)] for span in spans]


def _figures(q: Question, own: OwnKpi, span: Period) -> list[Figure]:
    if own.over.day is None and span.as_of != q.today:
        # it reads what is so today
        return [Figure(own.key, None, None, q.base if own.unit == "money" else "")]
    over, n = _totals(q, own.over, span)
    if own.under is None:
        return _alone(q, own, over, n)
    under, below = _totals(q, own.under, span)
    counted = sum(below.values())
    found: list[Figure] = []
    for currency in sorted(over) or [q.base if own.over.money else ""]:
        value = over.get(currency, Share(0, 1))
        divisor = under.get(currency if own.under.money else "", Share(0, 1))
        # an amount a head is of nobody when there are amounts in several currencies
        apart = own.over.money and not own.under.money and len(over) > 1
        quotient = None if apart or divisor.over <= 0 else value.per(divisor)
        inputs: list[tuple[str, Json]] = [
            (own.over.text, _shown(own.over, value, currency)),
            (own.under.text, _shown(own.under, divisor, currency)),
        ]
        found.append(Figure(own.key, quotient, counted, currency, inputs=inputs))
    return found


def _alone(q: Question, own: OwnKpi, over: dict[str, Share], n: dict[str, int]) -> list[Figure]:
    found: list[Figure] = []
    for currency in sorted(over) or [q.base if own.over.money else ""]:
        value = over.get(currency, Share(0, 1))
        inputs = [(own.over.text, _shown(own.over, value, currency))]
        found.append(Figure(own.key, value, n.get(currency, 0), currency, inputs=inputs))
    return found


def _shown(measure: Measure, value: Share, currency: str) -> Json:
    return money_of(value, currency) if measure.money else text(value)


def _totals(q: Question, measure: Measure, span: Period) -> tuple[dict[str, Share], dict[str, int]]:
    """Gives sums and how many records they rest on, by currency."""
    sums: dict[str, Share] = {}
    counts: dict[str, int] = {}
    for _, currency, total, n in _rows(q, measure, span, ""):
        sums[currency] = sums.get(currency, Share(0, 1)).plus(total)
        counts[currency] = counts.get(currency, 0) + n
    return sums, counts


def _rows(q: Question, measure: Measure, span: Period, by: str) -> list[tuple[str, str, Share, int]]:
    under = _MILLION if measure.act == "sum" and not measure.money else 1
    convert = measure.money and bool(q.exchange.target)
    rows = totals(q.work.store, measure, span.first, span.as_of, q.narrow(measure.noun), by, dated=convert)
    found: dict[tuple[str, str], tuple[Share, int]] = {}
    for name, currency, day, total, n in rows:
        value: Share | None = Share(total, under)
        if convert and value is not None:
            factor = q.exchange.factor(currency, day or span.as_of)
            currency = q.exchange.target
            value = None if factor is None else value.times(factor)
        if value is not None:
            old, count = found.get((name, currency), (Share(0, 1), 0))
            found[(name, currency)] = (old.plus(value), count + n)
    return [(name, currency, value, n) for (name, currency), (value, n) in found.items()]


def report(q: Question, own: OwnReport) -> Report:
    """Gives a report of config.yaml."""
    if own.kpis:
        from tinycrm.services.reporting.known import find_known
        from tinycrm.services.reporting.scorecard import scorecard

        made = scorecard(q, [kpi for key in own.kpis if (kpi := find_known(q.work, key)) is not None])
        made.name, made.title = own.key, own.name
        return made
    cells: dict[tuple[str, str], Row] = {}
    currencies: set[str] = set()
    for at, (_, measure) in enumerate(own.values):
        for name, currency, value, _ in _rows(q, measure, q.span, own.by):
            currencies.add(currency)
            row = cells.setdefault((name, currency), {})
            row[f"v{at}"] = money_of(value, currency) if measure.money else text(value)
    currencies.discard("")
    rows: list[Row] = []
    for name in sorted({name for name, _ in cells}):
        plain = cells.get((name, ""), {})
        for currency in sorted(currency for other, currency in cells if other == name and currency) or [""]:
            empty: Row = {f"v{at}": None for at in range(len(own.values))}
            more = cells.get((name, currency), {})
            rows.append({own.by: name or None, **empty, **plain, **more, "currency": currency or None})
    first, last = q.span.shown
    columns = [Column(own.by, own.by.replace("_", " ").capitalize())]
    for at, (label, measure) in enumerate(own.values):
        columns.append(Column(f"v{at}", label, "money" if measure.money else "number"))
    columns.append(Column("currency", "Currency", wide=len(currencies) < 2))
    columns.append(Column("v0", "", "bar"))
    made = Report(own.key, own.name, columns, rows[: q.asked.top or None], date_from=first, date_to=last, today=q.today)
    from tinycrm.domain.chart import Chart

    made.charts = [Chart("columns" if own.by in ("month", "quarter", "year") else "bars", own.by, ["v0"])]
    return made
