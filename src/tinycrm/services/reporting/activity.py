"""Reads interactions and tasks."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.reports.activity import Activity, activity_report
from tinycrm.reports.scorecard import discipline_figures
from tinycrm.store.queries import activity as activity_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeVar

    from tinycrm.domain.facts import TaskFact, TouchFact
    from tinycrm.domain.results import Report
    from tinycrm.reports.figure import Figure
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question

    Owned = TypeVar("Owned", TouchFact, TaskFact)


def _own(q: Question, found: Sequence[Owned]) -> list[Owned]:
    return [fact for fact in found if not q.owner or fold(fact.owner) == q.owner]


def touched(q: Question, span: Period) -> Activity:
    """Gives interactions and tasks of a period, and those of the deals that closed in it."""
    from tinycrm.services.reporting.deals import closed

    won = {deal.id for deal in closed(q, span) if deal.outcome == "won"}
    by_deal = activity_rows.touches_by_deal(q.db, span.first, span.as_of)
    return Activity(
        _own(q, activity_rows.touches(q.db, span.first, span.as_of)),
        {deal: count for deal, count in by_deal.items() if deal in won},
        _own(q, activity_rows.tasks_due(q.db, span.first, span.as_of)),
        _own(q, activity_rows.overdue_tasks(q.db, span.as_of)),
        any_touch=activity_rows.any_touch(q.db, span.as_of),
        any_task=activity_rows.any_task(q.db, span.as_of),
    )


def activity(q: Question) -> Report:
    """Gives what was done in the period."""
    return activity_report(touched(q, q.span), q.span, q.today, by=q.asked.by)


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    from tinycrm.services.reporting.deals import facts

    return [discipline_figures(facts(q, span)) for span in spans]
