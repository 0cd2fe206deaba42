"""The scorecard: the figures of every family, beside the period before and the goals."""

from __future__ import annotations

from tinycrm.reports.kpi import kpi_report
from tinycrm.reports.kpis import FAMILIES, family_of
from tinycrm.services.goals import goals_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Report
    from tinycrm.reports.figure import Figure
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question


def family_figures(q: Question, family: str, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of one family for each period; of all families with "" for the family."""
    found: list[list[Figure]] = [[] for _ in spans]
    for name in [family] if family else FAMILIES:
        module = __import__(f"tinycrm.services.reporting.{name}", fromlist=["figures"])
        per_span: list[list[Figure]] = module.figures(q, spans)
        for own, more in zip(found, per_span, strict=True):
            own += more
    return found


def kpi(q: Question, only: str = "") -> Report:
    """Gives the scorecard, or the KPI with this key."""
    compared = q.compared()
    spans = [q.span] if compared is None else [q.span, compared]
    found = family_figures(q, family_of(only), spans)
    goals = goals_for(q.work, q.span.kind)
    report = kpi_report(found[0], found[1] if compared else None, goals, q.span, q.today, only=only)
    if compared is not None:
        report.notes.append(f"before: {compared.first} to {compared.last}")
    if len(q.pipelines) > 1 and not q.asked.pipeline:
        report.notes.append(f"win rates and velocity: pipeline {q.line().key}; the rest: all pipelines")
    return report
