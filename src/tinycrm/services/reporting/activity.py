"""Reads interactions and tasks: counts, by day, kind and person."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from tinycrm.errors import UsageError
from tinycrm.reports.activity import Activity, Groups, activity_report, split_report
from tinycrm.reports.compare import compare_rows
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import Share
from tinycrm.reports.groups import TIMES
from tinycrm.services.reporting.deals import refuse_times, uncut
from tinycrm.services.reporting.stale import stale_records
from tinycrm.store.queries import activity as rows
from tinycrm.store.queries import tasks as task_rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json, Kind, Report, Row
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question
    from tinycrm.store.sqlite.connect import Condition


def done_in(q: Question, span: Period) -> Activity:
    """Gives what was done in a period."""
    touches, tasks, deals = q.narrow("interaction"), _of(q, "task"), _of(q, "deal")
    first, last = span.first, span.as_of
    due = in_time = won = won_touches = 0
    overdue = None
    if tasks is not None:
        for _, count, timely, _ in task_rows.due(q.db, first, last, tasks):
            due, in_time = due + count, in_time + timely
        if task_rows.any_task(q.db, last, tasks):
            overdue = sum(count for _, _, count in task_rows.overdue(q.db, last, tasks))
    if deals is not None:
        won, won_touches = rows.won_touches(q.db, first, last, deals)
    if tasks is None or deals is None:
        q.once("left out", partial(q.note, "tasks and won deals left out: the filter is of interactions"))
    return Activity(
        rows.interactions(q.db, first, last, touches) if rows.any_touch(q.db, last, touches) else None,
        won,
        won_touches,
        due,
        in_time,
        overdue,
    )


def _of(q: Question, noun: str) -> Condition | None:
    """The condition of those that count, of the pipeline that was asked for; None where the filter is of others."""
    try:
        condition, params = q.narrow(noun)
    except UsageError:
        return None
    if noun != "deal" or not q.asked.pipeline or q.everything:
        return condition, params
    own = "deal.pipeline = :line"
    return (f"{condition} AND {own}" if condition else own), {**params, "line": q.line().key}


def activity(q: Question) -> Report:
    """Gives what was done in the period."""
    by = q.asked.by
    before = q.compared() if q.asked.compare else None
    if before is not None:
        refuse_times(q, (*TIMES, "day"))
    report = _activity(q, q.span)
    if before is not None:
        old = uncut(q, lambda: _activity(q, before))
        kind: Kind = "int" if by else "measure"
        value = "interactions" if by else "value"
        compare_rows(report, old.rows, before, keys=(by or "key",), value=value, kind=kind, less=_less)
    return report


def _less(row: Row) -> bool | None:
    """Whether less of it is better; to have more tasks is neither."""
    return None if row.get("key") == "tasks_due" else row.get("key") == "overdue_tasks"


def _activity(q: Question, span: Period) -> Report:
    by = q.asked.by
    groups = Groups([by] if by else ["kind", "owner", "day", "month"])
    wanted = ("day", "kind", "owner") if not by else (by,) if by in ("kind", "owner") else ("day",)
    for row in rows.touched(q.db, span.first, span.as_of, q.narrow("interaction"), wanted):
        groups.add(row)
    if not by:
        return activity_report(done_in(q, span), groups, span, q.today)
    report = split_report("activity", by, groups.of[by], top=q.asked.top)
    report.today = q.today
    report.date_from, report.date_to = span.shown
    return report


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    return [[*done_in(q, span).figures(), _stale(q, span)] for span in spans]


def _stale(q: Question, span: Period) -> Figure:
    """Last interactions are overwritten: what was stale on a day that has passed is not known."""
    if span.as_of != q.today:
        return Figure("stale", None)
    found = stale_records(q)
    stale, every = sum(count for _, count, _ in found), sum(all_ for _, _, all_ in found)
    limit = (date.fromisoformat(q.today) - timedelta(days=q.work.settings.stale_after_days)).isoformat()
    inputs: list[tuple[str, Json]] = [(noun, count) for noun, count, _ in found]
    inputs += [("of", every), ("no interaction since", limit)]
    return Figure("stale", Share(stale, 1) if every else None, every, inputs=inputs)
