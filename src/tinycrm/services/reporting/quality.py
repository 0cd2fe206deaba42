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

_KEY = "data_quality"
# with more contact points than that, a scorecard takes the latest figure that was kept: a look at all takes seconds
_MANY = 10_000
_PROGRAM = ("tinycrm",)


def quality(q: Question) -> Report:
    """Gives the score, its parts and what is to be mended, as it is today.

    Raises:
        UsageError: a part of the records was asked for.
    """
    if q.narrowed:
        raise UsageError("the report data-quality is of all records", hint="leave --owner and --segment out")
    found = measure(q.work, _PROGRAM)
    fields = [
        (noun.plural, records, [(one.field.named, one.count, one.needed) for one in own])
        for noun, records, own in found.fields
    ]
    gaps = [(gap.check, gap.noun, gap.count, gap.message, gap.command) for gap in found.gaps]
    return data_quality_report(found.score, found.parts, fields, gaps, q.today)


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period: of today alone, and of all records alone."""
    return [[_figure(q) if span.as_of == q.today and not q.narrowed else Figure(_KEY, None)] for span in spans]


def _figure(q: Question) -> Figure:
    if q.overview and points(q.db) > _MANY:
        kept = kept_figures(q.db, FIRST_DAY, q.today).get((_KEY, ""))
        q.note("data quality as it was last kept by report kpi --snapshot; today's: tinycrm report data_quality")
        if kept is None or kept[2] is None or not kept[3]:
            return Figure(_KEY, None)
        return Figure(_KEY, Share(kept[2], kept[3]), kept[4])
    found = measure(q.work, _PROGRAM)
    inputs = [(part, f"{good} of {every}") for part, (good, every) in found.parts.items() if every]
    n = found.parts["unique"][1]
    return Figure(_KEY, None if found.score is None else Share(found.score, 1), n, inputs=inputs)
