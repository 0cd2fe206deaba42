"""Reads the quality of the records, which takes a look at every one of them."""

from __future__ import annotations

from tinycrm.domain.periods import FIRST_DAY
from tinycrm.errors import UsageError
from tinycrm.reports.data_quality import data_quality_report
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import Share
from tinycrm.services.quality import measure
from tinycrm.store.queries.figures import kept_figures
from tinycrm.store.queries.quality import points

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Report
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question
    from tinycrm.store.sqlite.connect import Condition

_KEY = "data_quality"
# with more contact points than that, a scorecard takes the latest figure that was kept: a look at all takes seconds
_MANY = 10_000
_PROGRAM = ("tinycrm",)


def quality(q: Question) -> Report:
    """Gives the score, its parts and what is to be mended, as it is today: of all records, or of those asked for."""
    found = measure(q.work, _PROGRAM, lambda noun: _narrow(q, noun))
    if q.narrowed and found.gaps:
        q.note("what is counted here is narrowed; the commands list what is so among all records")
    fields = [
        (noun.plural, records, [(one.field.named, one.count, one.needed) for one in own])
        for noun, records, own in found.fields
    ]
    gaps = [(gap.check, gap.noun, gap.count, gap.message, gap.command) for gap in found.gaps]
    return data_quality_report(found.score, found.parts, fields, gaps, q.today)


def _narrow(q: Question, noun: str) -> Condition | None:
    """The condition of a noun; None where its records have nothing to do with the filter."""
    try:
        return q.narrow(noun)
    except UsageError:
        return None


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period: of today alone."""
    return [[_figure(q) if span.as_of == q.today else Figure(_KEY, None)] for span in spans]


def _figure(q: Question) -> Figure:
    if q.overview and points(q.db) > _MANY:
        if q.narrowed:
            # what was kept is of all records
            return Figure(_KEY, None)
        kept = kept_figures(q.db, FIRST_DAY, q.today).get((_KEY, ""))
        q.note("data quality as it was last kept by report kpi --snapshot; today's: tinycrm report data_quality")
        if kept is None or kept[2] is None or not kept[3]:
            return Figure(_KEY, None)
        return Figure(_KEY, Share(kept[2], kept[3]), kept[4])
    found = measure(q.work, _PROGRAM, lambda noun: _narrow(q, noun))
    inputs = [(part, f"{good} of {every}") for part, (good, every) in found.parts.items() if every]
    n = found.parts["unique"][1]
    return Figure(_KEY, None if found.score is None else Share(found.score, 1), n, inputs=inputs)
