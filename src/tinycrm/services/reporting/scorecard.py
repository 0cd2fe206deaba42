"""The scorecard: the figures of every family, beside the period before and the goals."""

from __future__ import annotations

from tinycrm.domain.results import Report
from tinycrm.errors import UsageError
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import Share
from tinycrm.reports.kpi import goals_section, kpi_report, series_report
from tinycrm.reports.kpis import family_of
from tinycrm.services.goals import goals_for
from tinycrm.services.reporting.known import known_kpis
from tinycrm.services.reporting.own import check_segments, tell_lacking
from tinycrm.store.queries.figures import kept_figures

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.reports.kpis.kpi import Kpi
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question
    from tinycrm.store.queries.figures import Kept

# a user's own KPIs, from config.yaml
OWN = "own"
# what is earned in several currencies, and what is told of one alone
_SUMS = frozenset(("revenue", "mrr"))
_OF_ONE = frozenset(("arpa", "revenue_per_customer", "ltv", "ltv_to_date", "ltv_to_cac", "cac_payback"))
# more parts of a period than anybody looks at
_PARTS = 400


def figures_of(q: Question, kpis: Sequence[Kpi], spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of KPIs for each period; those that only today knows, of the past as they were kept."""
    families = dict.fromkeys(family_of(kpi.key) or OWN for kpi in kpis)
    found: list[list[Figure]] = [[] for _ in spans]
    for family in families:
        for own, more in zip(found, q.family(family, spans), strict=True):
            own += more
    tell_lacking(q, [kpi.key for kpi in kpis])
    fleeting = {kpi.key for kpi in kpis if kpi.snapshot}
    found = [_with_kept(q, span, own, fleeting) for span, own in zip(spans, found, strict=True)]
    _fill(found, {kpi.key for kpi in kpis if kpi.snapshot and kpi.money})
    return found


def _fill(found: Sequence[list[Figure]], fleeting: set[str]) -> None:
    """A period that is known of has 0 in a currency that another one has an amount in."""
    for key in fleeting:
        parts = [{figure.currency: figure for figure in own if figure.key == key} for own in found]
        worth = {code for own in parts for code, figure in own.items() if figure.value and figure.value.over}
        for own, known in zip(found, parts, strict=True):
            if any(figure.value is not None for figure in known.values()):
                own += [Figure(key, Share(0, 1), 0, code) for code in sorted(worth - set(known))]


def _with_kept(q: Question, span: Period, figures: list[Figure], fleeting: set[str]) -> list[Figure]:
    # what was kept is of everybody's records in every pipeline
    if span.as_of == q.today or not fleeting or q.narrowed or q.asked.pipeline or q.exchange.target:
        return figures
    kept = kept_figures(q.db, span.first, span.as_of)
    rest = [figure for figure in figures if figure.key not in fleeting]
    for key, currency, over, under, n in kept.values():
        if key in fleeting:
            rest.append(Figure(key, None if over is None or not under else Share(over, under), n, currency))
    return rest


def kpi(q: Question, only: str = "") -> Report:
    """Gives the scorecard, or the KPI with this key, split by time with --by."""
    kpis = known_kpis(q.work)
    if only:
        kpis = [kpi for kpi in kpis if kpi.key == only]
        report = _series(q, kpis[0]) if q.asked.by else scorecard(q, kpis)
        check_segments(q, only)
        if q.asked.by:
            return report
    else:
        q.overview = True
        report = scorecard(q, kpis)
    if q.asked.form == "page" and not only:
        from tinycrm.services.reporting.pictures import as_page

        return as_page(q, report)
    if q.asked.form != "screen":
        return report
    from tinycrm.services.reporting.pictures import add_course

    add_course(q, report)
    return goals_first(report)


def goals_first(report: Report) -> Report:
    """Gives a scorecard whose goals stand above its table; the same one without goals."""
    goals = goals_section(report)
    if not goals.rows:
        return report
    whole = Report(report.name, report.title, date_from=report.date_from, date_to=report.date_to, today=report.today)
    figures = Report("figures", "All figures", report.columns, report.rows, notes=report.notes, today=report.today)
    figures.compared = whole.compared = report.compared
    whole.sections = [goals, figures] if len(report.rows) > len(goals.rows) else [goals]
    return whole


def scorecard(q: Question, kpis: Sequence[Kpi]) -> Report:
    """Gives a scorecard of some KPIs."""
    compared = q.compared()
    spans = [q.span] if compared is None else [q.span, compared]
    found = figures_of(q, kpis, spans)
    goals = goals_for(q.work, q.span.kind_in(q.work.settings.calendar))
    report = kpi_report(kpis, found[0], found[1] if compared else None, goals, q.span, q.today)
    if compared is not None:
        report.compared = compared.shown
        report.notes.append(f"before: {compared.first} to {compared.last}")
    rates = ("win_rate", "velocity")
    if len(q.pipelines) > 1 and not q.asked.pipeline and any(row["key"] in rates for row in report.rows):
        report.notes.append(f"win rates and velocity: pipeline {q.line().key}; the rest: all pipelines")
    if len(kpis) > 1 and q.asked.form in ("screen", "page"):
        _leave_out_empty(q, report, found[0])
    return report


def _leave_out_empty(q: Question, report: Report, figures: Sequence[Figure]) -> None:
    """A person sees what has data or a goal; programs get every row."""
    said = ("value", "previous", "goal")
    rows = [row for row in report.rows if any(row[key] is not None for key in said)]
    silent = {str(row["key"]) for row in report.rows} - {str(row["key"]) for row in rows}
    report.rows = rows
    earned = {figure.currency for figure in figures if figure.key in _SUMS and figure.value and figure.value.over}
    mixed = len(silent & _OF_ONE) if len(earned) > 1 and not q.exchange.target else 0
    if mixed:
        report.notes.append(f"{mixed} {'KPI needs' if mixed == 1 else 'KPIs need'} one currency: --in {q.base}")
    if len(silent) > mixed:
        what = "KPI has" if len(silent) - mixed == 1 else "KPIs have"
        left = len(silent) - mixed
        report.notes.append(f"{left} {what} no data yet; tinycrm report explain KEY says what each needs")


def _series(q: Question, kpi: Kpi) -> Report:
    from tinycrm.reports.spans import parts_of
    from tinycrm.services.reporting.course import course_of

    whole = course_of(q, q.asked.by)
    parts = parts_of(whole, q.asked.by, first_known=_first_day(q))
    if len(parts) > _PARTS:
        raise UsageError(
            f"{len(parts)} rows of {kpi.key} are more than {_PARTS}", hint="a shorter --period, or --by year"
        )
    found = figures_of(q, [kpi], [span for _, span in parts])
    rows = [
        (name, span, [figure for figure in own if figure.key == kpi.key])
        for (name, span), own in zip(parts, found, strict=True)
    ]
    return series_report(kpi, rows, whole, q.asked.by, q.today)


def _first_day(q: Question) -> str:
    """Gives the first day on which anything is on record: a period without a beginning is split from there."""
    from tinycrm.store.queries.figures import first_day

    return first_day(q.db) or q.span.as_of


def keep_today(q: Question) -> tuple[int, int]:
    """The figures that only today knows are kept; gives how many there are, and how many of them are new.

    Raises:
        UsageError: the question is not of today, or of a part of the records.
    """
    asked = q.asked
    if q.narrowed or asked.pipeline or asked.currency or asked.period or asked.first or asked.last:
        raise UsageError("--snapshot keeps the figures of today over all records", hint="tinycrm report kpi --snapshot")
    kpis = [kpi for kpi in known_kpis(q.work) if kpi.snapshot]
    keys = {kpi.key for kpi in kpis}
    figures = [figure for figure in figures_of(q, kpis, [q.span])[0] if figure.key in keys]
    from tinycrm.store.queries.figures import keep_figures

    rows: list[Kept] = []
    for figure in figures:
        value = figure.value
        over, under = (None, None) if value is None else (value.over, value.under)
        rows.append((figure.key, figure.currency, over, under, figure.n))
    with q.work.write() as unit:
        return len(rows), keep_figures(unit, q.today, rows)
