"""Reads leads: who became one, and who of them a customer."""

from __future__ import annotations

from tinycrm.reports.leads import leads_report
from tinycrm.reports.scorecard import lead_figures
from tinycrm.store.queries import leads as lead_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.facts import LeadFact
    from tinycrm.domain.results import Report
    from tinycrm.reports.figure import Figure
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question


def new_leads(q: Question, span: Period) -> list[LeadFact] | None:
    """Gives the leads of a period; None when the lifecycle has no step lead."""
    steps = q.work.settings.lifecycle
    if "lead" not in steps:
        return None
    later = steps[steps.index("lead") :]
    return lead_rows.leads(q.db, later, span.first, span.as_of, owner_key=q.owner, won_is_purchase=q.sold)


def customers(q: Question, span: Period) -> int:
    """Gives how many parties became customers in a period."""
    bought = lead_rows.first_purchases(q.db, span.as_of, won_is_purchase=q.sold)
    return sum(span.first <= day for day in bought.values())


def leads(q: Question) -> Report:
    """Gives the new leads by source."""
    found = new_leads(q, q.span)
    if found is None:
        q.note("the lifecycle has no step 'lead': nobody becomes one")
    return leads_report(found or [], q.span, q.today)


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    from tinycrm.services.reporting.deals import facts

    return [lead_figures(facts(q, span)) for span in spans]
