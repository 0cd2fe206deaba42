"""Reads tasks: due, done, in time, late."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.reports.compare import compare_rows
from tinycrm.reports.figures import days_between
from tinycrm.reports.groups import TIMES, time_of
from tinycrm.reports.spans import parts_of
from tinycrm.reports.tasks import Tasks, tasks_report
from tinycrm.services.reporting.course import course_of
from tinycrm.services.reporting.deals import refuse_times, uncut
from tinycrm.store.queries import tasks as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Report
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question

_PRIORITIES = ("high", "normal", "low")


def tasks(q: Question) -> Report:
    """Gives the tasks of the period: by person unless something else was asked for."""
    by = q.asked.by or "owner"
    before = q.compared() if q.asked.compare else None
    if before is not None:
        refuse_times(q)
    report = _tasks(q, course_of(q, q.asked.by) if by in TIMES else q.span, by)
    if before is not None:
        old = uncut(q, lambda: _tasks(q, before, by))
        compare_rows(report, old.rows, before, keys=(by,), value="on_time", kind="ratio")
    return report


def _tasks(q: Question, span: Period, by: str) -> Report:
    narrow = q.narrow("task")
    known: dict[str, Tasks] = {}
    names: dict[str, str] = {}
    if by in TIMES:
        parts = parts_of(span, by, first_known=rows.first_due(q.db) or span.as_of)
        known = {word: Tasks() for word, _ in parts}
        names = {word: word for word in known}
    split = "day" if by in TIMES else by

    def of(word: str) -> Tasks:
        key = time_of(word, by) if by in TIMES else fold(word)
        names.setdefault(key, word)
        return known.setdefault(key, Tasks())

    for word, due, in_time, late in rows.due(q.db, span.first, span.as_of, narrow, split):
        own = of(word)
        own.due += due
        own.in_time += in_time
        own.late += late
    for word, count in rows.done(q.db, span.first, span.as_of, narrow, split):
        of(word).done += count
    ages: dict[int, int] = {}
    for word, due_on, count in rows.overdue(q.db, span.as_of, narrow, "" if by in TIMES else by):
        days = days_between(due_on, span.as_of)
        ages[days] = ages.get(days, 0) + count
        if by not in TIMES:
            of(word).overdue += count
    groups = _ranked(q, by, names, known)
    return tasks_report(groups, sorted(ages.items()), span, q.today, by=by)


def _ranked(q: Question, by: str, names: dict[str, str], known: dict[str, Tasks]) -> list[tuple[str | None, Tasks]]:
    """In the order of time or priority, else the persons with most tasks first; with --top the rest as one."""
    keys = sorted(known)
    if by == "priority":
        keys = [key for key in _PRIORITIES if key in known]
    elif by not in TIMES:
        keys.sort(key=lambda key: (-known[key].due, -known[key].overdue, key))
    top = q.asked.top if by == "owner" and q.asked.top else len(keys)
    found: list[tuple[str | None, Tasks]] = [(names[key] or None, known[key]) for key in keys[:top]]
    if keys[top:]:
        others = Tasks()
        for key in keys[top:]:
            others.include(known[key])
        found.append(("others", others))
    return found
