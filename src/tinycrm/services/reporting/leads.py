"""Reads leads: who became one, and who of them a customer."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.reports.best import OTHERS
from tinycrm.reports.compare import compare_rows
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import Share, half_of, share
from tinycrm.reports.groups import TIMES, time_of
from tinycrm.reports.kpis import table
from tinycrm.reports.leads import SPANS, Leads, leads_report
from tinycrm.services.reporting.course import course_of
from tinycrm.services.reporting.deals import refuse_times, uncut
from tinycrm.store.queries import leads as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.facts import LeadFact
    from tinycrm.domain.results import Json, Report
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question


def steps_of(q: Question) -> tuple[str, ...]:
    """Gives the lifecycle's steps at or beyond lead; none when it has no step lead."""
    steps = q.work.settings.lifecycle
    return steps[steps.index("lead") :] if "lead" in steps else ()


def new_leads(q: Question, span: Period, *, answers: bool = True) -> Iterator[LeadFact]:
    """Yields the leads of a period."""
    return rows.leads(
        q.db,
        steps_of(q),
        span.first,
        span.as_of,
        contact=q.narrow("contact"),
        company=q.narrow("company"),
        won_is_purchase=q.sold,
        answers=answers,
    )


def split_leads(q: Question, span: Period, by: str, *, answers: bool = True) -> dict[str, Leads]:
    """Gives the leads of a period by source or owner, the most first, or by month, quarter or year, in order."""
    found: dict[str, Leads] = {}
    spelled: dict[str, str] = {}
    for lead in new_leads(q, span, answers=answers):
        word = time_of(lead.on, by) if by in TIMES else lead.owner if by == "owner" else lead.source
        name = spelled.setdefault(fold(word), word)
        own = found.get(name)
        if own is None:
            own = found[name] = Leads(span.as_of)
        own.add(lead)
    if by in TIMES:
        return dict(sorted(found.items()))
    return dict(sorted(found.items(), key=lambda item: (not item[0], -item[1].count, item[0])))


def leads(q: Question) -> Report:
    """Gives the new leads by source."""
    if not steps_of(q):
        q.note("the lifecycle has no step 'lead': nobody becomes one")
    by = q.asked.by or "source"
    before = q.compared() if q.asked.compare else None
    if before is not None:
        refuse_times(q)
    span = course_of(q, by)
    report = _leads(q, span, by)
    if before is not None:
        compare_rows(
            report, uncut(q, lambda: _leads(q, before, by)).rows, before, keys=(by,), value="leads", kind="int"
        )
    missing = rows.undated(q.db, steps_of(q), span.first, span.as_of)
    if missing:
        report.notes.append(
            f"{missing} were imported at or beyond 'lead' without lead_on: left out, nobody knows the day"
        )
    return report


def _leads(q: Question, span: Period, by: str) -> Report:
    found = split_leads(q, span, by)
    whole = Leads(span.as_of)
    for own in found.values():
        whole.include(own)
    groups = list(found.items())
    top = 0 if by in TIMES else q.asked.top
    if top and len(groups) > top:
        rest = Leads(span.as_of)
        for _, own in groups[top:]:
            rest.include(own)
        groups = [*groups[:top], (OTHERS, rest)]
    return leads_report(groups, whole, span, q.today, by=by)


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    from tinycrm.services.reporting.customers import new_customers

    if not steps_of(q):
        return [[Figure(kpi.key, None) for kpi in table("leads")] for _ in spans]
    return [_figures(q, span, came) for span, came in zip(spans, new_customers(q, spans), strict=True)]


def _figures(q: Question, span: Period, came: int) -> list[Figure]:
    own = Leads(span.as_of)
    for lead in new_leads(q, span):
        own.add(lead)
    n, answered, waited = own.count, len(own.seconds), sum(own.waits.values())
    counted: tuple[str, Json] = ("new leads", n)
    middle, ninth = own.response_hours()
    found = [
        Figure("new_leads", Share(n, 1) if rows.any_party(q.db, span.as_of) else None, n, inputs=[counted]),
        Figure("lead_conversion", share(own.customers, n), n, inputs=[("of them customers", own.customers), counted]),
    ]
    for days in SPANS:
        fast, old = own.fast[days], own.old[days]
        inputs: list[tuple[str, Json]] = [
            (f"customers within {days} days", fast),
            (f"new leads at least {days} days old", old),
        ]
        found.append(Figure(f"lead_conversion_{days}d", share(fast, old), old, inputs=inputs))
    known: list[tuple[str, Json]] = [("leads answered", answered), ("leads known by their day only", own.by_day)]
    return [
        *found,
        Figure("lead_conversion_days", half_of(own.waits), waited, inputs=[("leads that became customers", waited)]),
        Figure("lead_conversion_period", share(came, n), n, inputs=[("new customers", came), counted]),
        Figure("lead_response", middle, answered, inputs=known),
        Figure("lead_response_p90", ninth, answered, inputs=known),
    ]
