"""The scorecard as a page: its most important figures as cards, what moves them as charts, then all figures."""

from __future__ import annotations

from datetime import date

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Report
from tinycrm.domain.spans import add_months
from tinycrm.errors import UsageError
from tinycrm.reports.registry import REPORTS
from tinycrm.services.reporting.question import Question

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Row
    from tinycrm.reports.registry import ReportKind
    from tinycrm.services.reporting.asked import Asked

# what a business looks at first; goals and a user's own KPIs come beside them
HEADLINES = frozenset(
    (
        "revenue", "mrr", "nrr", "new_customers", "churn", "customers_end", "win_rate", "open_pipeline", "new_leads",
        "lead_conversion", "nps", "csat", "open_tickets", "first_response", "on_time", "overdue_tasks", "cac",
    )
)  # fmt: skip
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
_NOUGHT = ("0", "0.00")


def as_page(q: Question, report: Report) -> Report:
    """Gives a scorecard as a page: cards, charts of the last twelve months, and every figure in a table."""
    rows = [row for row in report.rows if _is_card(row)]
    figures = Report("figures", "All figures", report.columns, report.rows, today=report.today)
    report.sections = [*_charts(q), figures]
    report.rows = rows
    report.charts = [Chart("tiles", "name", ["value"])]
    return report


def _is_card(row: Row) -> bool:
    if row["goal"] is not None or row["group"] == "Own":
        return True
    # an amount in a currency that nothing was earned in says nothing
    idle = row["currency"] is not None and row["n"] == 0 and row["previous"] in (None, *_NOUGHT)
    return row["key"] in HEADLINES and not idle


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
