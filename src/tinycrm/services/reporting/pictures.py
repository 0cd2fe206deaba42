"""The scorecard as a page: its most important figures as cards, what moves them as charts, then all figures."""

from __future__ import annotations

from datetime import date, timedelta

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.domain.spans import add_months
from tinycrm.errors import UsageError
from tinycrm.reports.kpi import goals_section, written
from tinycrm.reports.plain_words import about
from tinycrm.reports.registry import REPORTS
from tinycrm.reports.spans import parts_of
from tinycrm.services.reporting.course import year_to
from tinycrm.services.reporting.known import known_kpis
from tinycrm.services.reporting.question import Question
from tinycrm.services.reporting.scorecard import figures_of
from tinycrm.store.queries.figures import has_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Json, Row
    from tinycrm.reports.registry import ReportKind
    from tinycrm.services.reporting.asked import Asked

# what a business looks at first, and what takes the place of those that have no data
_HEADLINES = (
    "revenue", "mrr", "customers_end", "win_rate", "open_pipeline", "new_leads", "nps", "on_time",
    "new_customers", "first_response", "open_tickets", "overdue_tasks", "weighted_pipeline", "churn", "interactions",
)  # fmt: skip
_CARDS = 8
# sales and deals up to which a course of every card takes no time
_QUICK = 20_000
# records of every kind up to which that is so on a terminal, where nobody asked for pictures
_AT_ONCE = 20_000
_COUNTED = ("sale", "deal", "interaction", "subscription", "ticket", "task", "feedback", "contact", "company")
# the charts: a report, and what splits it
_CHARTS = (
    ("revenue", "month"),
    ("subscriptions", "month"),
    ("customers", "month"),
    ("pipeline", ""),
    ("win-loss", "month"),
    ("leads", ""),
    ("satisfaction", "month"),
    ("service", "month"),
)
_MONTHS = 12
_NOUGHT = (0, "0", "0.00")


def as_page(q: Question, report: Report) -> Report:
    """Gives a scorecard as a page: eight cards, the goals, charts of twelve months, and every figure in a table."""
    goals = _goals(report)
    figures = Report("figures", "All figures", _all_columns(report), report.rows, today=report.today)
    figures.notes, report.notes, figures.compared = report.notes, [], report.compared
    report.rows = _cards(q, report.rows)
    if not has_rows(q.db, ("sale", "deal"), _QUICK):
        _add_trends(q, report.rows)
    report.sections = [*([goals] if goals.rows else []), *_charts(q), figures]
    report.charts = [Chart("tiles", "name", ["value"])]
    return report


def _cards(q: Question, rows: list[Row]) -> list[Row]:
    """A card for each of what is looked at first, its other currencies inside it."""
    found: list[Row] = []
    window = q.work.settings.active_window_days
    for key in _HEADLINES:
        own = [row for row in rows if row["key"] == key and row["value"] is not None]
        # what nobody did at all says nothing
        if own and not all(row["value"] in _NOUGHT and row["previous"] in (None, *_NOUGHT) for row in own):
            own.sort(key=lambda row: (row["value"] in _NOUGHT, row["currency"] != q.base))
            also: list[Json] = [row for row in own[1:] if row["value"] not in _NOUGHT]
            said = about(key, window=window)
            plain: Row = {"group": None, "goal": None, "met": None, "on_track": None, "projection": None}
            found.append({**own[0], **plain, "about": said, "also": also})
    return found[:_CARDS]


def add_course(q: Question, report: Report) -> None:
    """The figures that a business looks at first have a line of twelve months behind them, when it takes no time."""
    rows = [row for row in report.rows if row["key"] in _HEADLINES and row["value"] is not None]
    if not rows or has_rows(q.db, _COUNTED, _AT_ONCE):
        return
    _add_trends(q, rows)
    if any(_moves(row.get("trend")) for row in rows):
        report.columns = [*report.columns, Column("trend", "12 months", "spark")]


def _moves(trend: Json) -> bool:
    return isinstance(trend, list) and len([value for value in trend if value is not None]) > 1


def _add_trends(q: Question, rows: list[Row]) -> None:
    """Each row has the course of its figure over twelve months; what only today knows has none."""
    keys = {str(row["key"]) for row in rows}
    kpis = [kpi for kpi in known_kpis(q.work) if kpi.key in keys and not kpi.snapshot]
    months = [span for _, span in parts_of(year_to(q.span.as_of), "month", first_known="")]
    found = figures_of(q, kpis, months)
    for row in rows:
        kpi = next((kpi for kpi in kpis if kpi.key == row["key"]), None)
        if kpi is None:
            continue
        # the days that are missing of the last month are no fall
        whole = months if q.span.as_of == _last_of(q.span.as_of) or not kpi.flow else months[:-1]
        trend: list[Json] = []
        for own in found[: len(whole)]:
            same = [one.value for one in own if one.key == kpi.key and one.currency == (row["currency"] or "")]
            trend.append(written(kpi, same[0] if same else None, str(row["currency"] or "")))
        row["trend"] = trend


def _last_of(day: str) -> str:
    return (add_months(date.fromisoformat(day).replace(day=1), 1) - timedelta(days=1)).isoformat()


def _goals(report: Report) -> Report:
    section = goals_section(report)
    # what it was before stands in the cards above
    section.rows = [{**row, "previous": None, "change": None, "n": None} for row in section.rows]
    section.charts = [Chart("tiles", "name", ["value"])]
    return section


def _all_columns(report: Report) -> list[Column]:
    """The columns of the table of all figures: goals only where there are any."""
    goals = any(row["goal"] is not None for row in report.rows)
    seen = ("goal", "met") if goals else ()
    return [
        Column(own.key, own.label, own.kind, unit=own.unit, weight=own.weight, wide=own.wide and own.key not in seen)
        for own in report.columns
    ]


def _charts(q: Question) -> list[Report]:
    found: list[Report] = []
    kinds = {kind.name: kind for kind in REPORTS}
    for name, by in _CHARTS:
        kind = kinds.get(name)
        if kind is None:
            continue
        try:
            made = _made(q, kind, by if by in kind.splits else "")
        except UsageError:
            # the segment or filter says nothing of these records
            continue
        if made.charts and any(_says(made, key) for chart in made.charts for key in chart.values):
            # the first picture of a report is the one that tells most
            made.charts, made.sections = made.charts[:1], []
            made.notes = []
            found.append(made)
    return found


def _says(report: Report, key: str) -> bool:
    return any(row.get(key) not in (None, 0, "0") for row in report.rows)


def _made(q: Question, kind: ReportKind, by: str) -> Report:
    module, _, function = kind.reader.partition(".")
    read = getattr(__import__(f"tinycrm.services.reporting.{module}", fromlist=[function]), function)
    notes = list(q.work.notes)
    made: Report = read(Question(q.work, kind, _asked(q, kind, by)))
    # what a report would tell beside its table is told by itself
    q.work.notes[:] = notes
    return made


def _asked(q: Question, kind: ReportKind, by: str) -> Asked:
    from tinycrm.services.reporting.asked import Asked

    last = date.fromisoformat(q.span.as_of)
    first = add_months(last.replace(day=1), 1 - _MONTHS).isoformat()
    asked = q.asked
    return Asked(
        first=first if kind.period else "",
        last=q.span.as_of if kind.period else "",
        by=by,
        owner=asked.owner,
        segment=asked.segment,
        where=asked.where if kind.noun == q.kind.noun else "",
        currency=asked.currency if "in" in kind.takes else "",
        pipeline=asked.pipeline if "pipeline" in kind.takes else "",
        top=12,
        form="page",
    )
