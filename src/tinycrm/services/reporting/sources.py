"""Reads what each source brings and costs."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.errors import UsageError
from tinycrm.reports.best import OTHERS
from tinycrm.reports.compare import compare_rows
from tinycrm.reports.figures import Total
from tinycrm.reports.sources import Source, sources_report
from tinycrm.services.reporting.acquisition import spent_by
from tinycrm.services.reporting.customers import new_customers_by_source
from tinycrm.services.reporting.deals import uncut
from tinycrm.services.reporting.leads import split_leads
from tinycrm.services.reporting.revenue import revenue_by_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Report
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.acquisition import Parts
    from tinycrm.services.reporting.question import Question


def sources(q: Question) -> Report:
    """Gives what each source brings and costs."""
    report = _sources(q, q.span)
    before = q.compared() if q.asked.compare else None
    if before is not None:
        old = uncut(q, lambda: _sources(q, before))
        compare_rows(report, old.rows, before, keys=("source", "currency"), value="revenue", kind="money")
    return report


def _sources(q: Question, span: Period) -> Report:
    found: dict[str, Source] = {}

    def of(name: str) -> Source:
        # the channel of an expense and the source of a lead are one word, however they are spelled
        return found.setdefault(fold(name), Source(name))

    for name, own in split_leads(q, span, "source", answers=False).items():
        of(name).leads += own.count
        of(name).customers += own.customers
    for name, count in new_customers_by_source(q, span).items():
        of(name).new_customers += count
    for (name, currency), value in revenue_by_source(q, span).items():
        of(name).revenue.setdefault(currency, Total()).add(value.over, value.under)
    for name, parts in _spent(q, span).items():
        if any(own.winning_count or own.left for own in parts.values()):
            of(name).spent = parts
    ranked = sorted(found.values(), key=lambda source: source.rank)
    whole = Source("")
    for source in ranked:
        whole.include(source)
    top = q.asked.top
    if top and len(ranked) > top:
        rest = Source(OTHERS)
        for source in ranked[top:]:
            rest.include(source)
        ranked = [*ranked[:top], rest]
    return sources_report(ranked, whole, span, q.today)


def _spent(q: Question, span: Period) -> dict[str, Parts]:
    try:
        return spent_by(q, span, "channel", costs=True)
    except UsageError:
        q.note("expenses are of no customers: with --segment or --where none are counted")
        return {}
