"""A user's own KPIs and reports, from config.yaml."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.measures import own_kpi, own_report
from tinycrm.domain.results import Column, Report
from tinycrm.errors import UsageError
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import Share, money_of, text
from tinycrm.reports.groups import TIMES
from tinycrm.reports.kpis import all_kpis
from tinycrm.reports.kpis.kpi import Kpi
from tinycrm.reports.registry import REPORTS
from tinycrm.store.queries.measures import any_record, totals

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


def check_own(work: Work) -> None:
    """No KPI or report of config.yaml has the name of another, and what they name is there.

    Raises:
        UsageError: one has, or a report shows a KPI that nobody computes.
    """
    reports, kpis = {kind.name for kind in REPORTS}, {kpi.key for kpi in all_kpis()}
    own = {kpi.key for kpi in own_kpis(work)}
    for key in own:
        if key in kpis or key.replace("_", "-") in reports:
            what = f"the KPI '{key}' of config.yaml has the name of one that TinyCRM computes itself"
            raise UsageError(what, code="bad_settings", hint="give it another key")
    for made in own_reports(work):
        if made.key in reports or made.key.replace("-", "_") in kpis | own:
            what = f"the report '{made.key}' of config.yaml has the name of a report or KPI that is there"
            raise UsageError(what, code="bad_settings", hint="give it another key")
        for key in made.kpis:
            if key not in kpis | own:
                near = did_you_mean(key, [*kpis, *own])
                what = f"the report '{made.key}' of config.yaml shows a KPI that is none: '{key}'"
                raise UsageError(what, code="bad_settings", hint=f"{near}tinycrm report kpi -f tsv lists the keys")


def own_table(work: Work) -> list[Kpi]:
    """Gives the user's KPIs as those of the program."""
    found: list[Kpi] = []
    check_own(work)
    for own in own_kpis(work):
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
    return [[figure for own in kpis for figure in _named(q, own, span)] for span in spans]


def _named(q: Question, own: OwnKpi, span: Period) -> list[Figure]:
    """The figures of one KPI; what is wrong with its filters is told with its key.

    One that names a segment that is not there has no value, so that all the others can be told.

    Raises:
        UsageError: a filter names no field of the noun, or a value that is none of the field's.
    """
    try:
        return _figures(q, own, span)
    except UsageError as error:
        told = UsageError(f"the KPI '{own.key}' of config.yaml: {error.message}", code="bad_settings", hint=error.hint)
        if error.code != "unknown_segment":
            raise told from error
        _lacking(q)[own.key] = told
        return [Figure(own.key, None, None, (q.exchange.target or q.base) if own.over.money else "")]


def _lacking(q: Question) -> dict[str, UsageError]:
    """The user's KPIs that name a segment that is not there, and what is to be said of each."""
    return q.once("own without a segment", dict[str, UsageError])


def tell_lacking(q: Question, keys: Sequence[str]) -> None:
    """Of the KPIs with these keys those are told of that have no value because their segment is not there."""
    for key, error in _lacking(q).items():
        if key in keys:
            q.note(f"{error.message}; it is - until then")


def check_segments(q: Question, key: str) -> None:
    """The KPI, of which nothing else is asked, names no segment that is not there.

    Raises:
        UsageError: it does; the message names both.
    """
    if key in _lacking(q):
        raise _lacking(q)[key]


def _figures(q: Question, own: OwnKpi, span: Period) -> list[Figure]:
    if own.over.day is None and span.as_of != q.today:
        # it reads what is so today
        return [Figure(own.key, None, None, q.base if own.unit == "money" else "")]
    over, n = _totals(q, own.over, span)
    if own.under is None:
        return _alone(q, own, over, n, span)
    under, below = _totals(q, own.under, span)
    counted = sum(below.values())
    # a quotient has all of its amounts or is none
    left = _unrated(q, own.over, span) | _unrated(q, own.under, span)
    found: list[Figure] = []
    for currency in sorted(over) or [(q.exchange.target or q.base) if own.over.money else ""]:
        value = over.get(currency, Share(0, 1))
        divisor = under.get(currency if own.under.money else "", Share(0, 1))
        # an amount a head is of nobody when there are amounts in several currencies
        apart = own.over.money and not own.under.money and len(over) > 1
        quotient = None if apart or left or divisor.over <= 0 else value.per(divisor)
        inputs: list[tuple[str, Json]] = [
            (own.over.text, _shown(own.over, value, currency)),
            (own.under.text, _shown(own.under, divisor, currency)),
        ]
        found.append(Figure(own.key, quotient, counted, currency, inputs=inputs))
    return found


def _alone(q: Question, own: OwnKpi, over: dict[str, Share], n: dict[str, int], span: Period) -> list[Figure]:
    found: list[Figure] = []
    if not over and not any_record(q.work.store, own.over, span.as_of):
        return [Figure(own.key, None, 0, q.base if own.over.money else "")]
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


def _unrated(q: Question, measure: Measure, span: Period) -> set[str]:
    """The currencies of a measure in a period that there is no rate for."""
    held = q.once("own without a rate", dict[tuple[str, str, str], set[str]])
    return held.get((measure.text, span.first, span.as_of), set())


def _rows(q: Question, measure: Measure, span: Period, by: str) -> list[tuple[str, str, Share, int]]:
    under = _MILLION if measure.act == "sum" and not measure.money else 1
    convert = measure.money and bool(q.exchange.target)
    rows = totals(q.work.store, measure, span.first, span.as_of, q.narrow(measure.noun), by, dated=convert)
    found: dict[tuple[str, str], tuple[Share, int]] = {}
    for name, code, day, total, n in rows:
        currency = code
        value: Share | None = Share(total, under)
        if convert:
            factor = q.exchange.factor(code, day or span.as_of)
            currency = q.exchange.target
            value = None if factor is None else Share(total, under).times(factor)
        if value is None:
            held = q.once("own without a rate", dict[tuple[str, str, str], set[str]])
            held.setdefault((measure.text, span.first, span.as_of), set()).add(code)
        else:
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
    keys = _keys(own)
    cells: dict[tuple[str, str], Row] = {}
    currencies: set[str] = set()
    for key, (_, measure) in zip(keys, own.values, strict=True):
        for name, currency, value, _ in _rows_of(q, own, measure):
            currencies.add(currency)
            row = cells.setdefault((name, currency), {})
            row[key] = money_of(value, currency) if measure.money else text(value)
    currencies.discard("")
    rows: list[Row] = []
    for name in _groups(q, own, {name for name, _ in cells}):
        plain = cells.get((name, ""), {})
        for currency in sorted(currency for other, currency in cells if other == name and currency) or [""]:
            empty: Row = dict.fromkeys(keys)
            more = cells.get((name, currency), {})
            rows.append({own.by: name or None, **empty, **plain, **more, "currency": currency or None})
    first, last = q.span.shown
    columns = [Column(own.by, own.by.replace("_", " ").capitalize())]
    for key, (label, measure) in zip(keys, own.values, strict=True):
        columns.append(Column(key, label, "money" if measure.money else "number"))
    columns.append(Column("currency", "Currency", wide=len(currencies) < 2))
    columns.append(Column(keys[0], "", "bar"))
    made = Report(own.key, own.name, columns, rows[: q.asked.top or None], date_from=first, date_to=last, today=q.today)
    made.charts = [Chart("columns" if own.by in TIMES else "bars", own.by, [keys[0]])]
    return made


def _rows_of(q: Question, own: OwnReport, measure: Measure) -> list[tuple[str, str, Share, int]]:
    """The rows of a measure of a report; what is wrong with its filter is told with the report's key.

    Raises:
        UsageError: a filter names no field of the noun, a segment that is not there, or no value of a field.
    """
    try:
        return _rows(q, measure, q.span, own.by)
    except UsageError as error:
        what = f"the report '{own.key}' of config.yaml: {error.message}"
        raise UsageError(what, code="bad_settings", hint=error.hint) from error


def _groups(q: Question, own: OwnReport, found: set[str]) -> list[str]:
    """The names of the rows in order; of months, quarters and years those between the first and the last too."""
    if own.by not in TIMES or not found - {""}:
        return sorted(found)
    from tinycrm.reports.spans import parts_of

    first, last = min(found - {""}), max(found)
    parts = [name for name, _ in parts_of(q.span, own.by, first_known=first_day_of(first))]
    return [*([""] if "" in found else []), *(name for name in parts if first <= name <= last)]


def first_day_of(name: str) -> str:
    """Gives the first day of a month `2026-05`, quarter `2026-Q2` or year `2026`."""
    if "Q" in name:
        return f"{name[:4]}-{int(name[-1]) * 3 - 2:02}-01"
    return f"{name}-01" if len(name) == 7 else f"{name}-01-01"


def _keys(own: OwnReport) -> list[str]:
    """Gives the columns' keys: count, sum_value …, a further one of the same with its number."""
    keys: list[str] = []
    for _, measure in own.values:
        key = measure.act if measure.field is None else f"{measure.act}_{measure.field.key}"
        same = sum(1 for other in keys if other == key or other.startswith(f"{key}_of_"))
        keys.append(f"{key}_of_{same + 1}" if same else key)
    return keys
