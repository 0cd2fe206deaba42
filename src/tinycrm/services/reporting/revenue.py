"""Reads revenue."""

from __future__ import annotations

from tinycrm.reports.scorecard import revenue_figures

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.reports.figure import Figure
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    from tinycrm.services.reporting.deals import facts
    from tinycrm.services.reporting.question import compare_of

    found: list[list[Figure]] = []
    for span in spans:
        before = span.before(compare_of(q.asked.compare))
        found.append(revenue_figures(facts(q, span), None if before is None else facts(q, before)))
    return found
