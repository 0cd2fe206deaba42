"""The report `tasks`: what was due, what was done in time, what is late."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import ratio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period

# how long tasks are overdue: up to so many days
_AGES = (("1-7 days", 7), ("8-30 days", 30), ("31-90 days", 90), ("91-365 days", 365))
_OLDER = "over a year"


class Tasks:
    """Tasks, counted.

    Attributes:
        due: those due in the period; in_time: done by their day; late: done after it, up to the period's end.
        done: those done in the period, whenever they were due.
        overdue: those due before its last day and not done by it.
    """

    __slots__ = ("done", "due", "in_time", "late", "overdue")

    def __init__(self) -> None:
        self.due = self.in_time = self.late = self.done = self.overdue = 0

    def include(self, other: Tasks) -> None:
        """The tasks of another are counted too."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def tasks_report(
    groups: Sequence[tuple[str | None, Tasks]], ages: Sequence[tuple[int, int]], period: Period, today: str, *, by: str
) -> Report:
    """Gives the tasks due in the period, done by their day, done later, not done; those done in it; those overdue.

    Formula: on time = tasks done by their due day / tasks due in the period; overdue = due before the last day that
        counts and not done by it.
    Unit: tasks; ratio.
    Empty: 0; "-" where nothing was due.
    Source: tasks.

    Args:
        groups: (owner, priority, month …, its tasks) in order.
        ages: (days overdue, tasks) of all the overdue ones.
        period: the period.
        today: the business day, ISO.
        by: what they are split by.
    """
    first, last = period.shown
    rows: list[Row] = [{by: word, **_row(own)} for word, own in groups]
    over_time = by in ("day", "month", "quarter", "year")
    columns = [
        Column(by, "Person" if by == "owner" else by.capitalize()),
        Column("due", "Due", "int"),
        Column("in_time", "In time", "int"),
        Column("late", "Late", "int"),
        Column("not_done", "Not done", "int"),
        Column("on_time", "On time", "ratio"),
        Column("done", "Done in all", "int"),
        *([] if over_time else [Column("overdue", "Overdue", "int")]),
        Column("due", "", "bar"),
    ]
    report = Report("tasks", "Tasks", columns, rows, date_from=first, date_to=last, today=today)
    if not rows:
        return report
    total = Tasks()
    for _, own in groups:
        total.include(own)
    report.totals = {by: "all", **_row(total)}
    report.charts = [Chart("stack", by, ["in_time", "late", "not_done"], title="Tasks due")]
    if over_time:
        report.charts.append(Chart("line", by, ["on_time"], title="Done on time"))
    if ages:
        report.sections.append(_overdue(ages))
    return report


def _row(own: Tasks) -> Row:
    return {
        "due": own.due,
        "in_time": own.in_time,
        "late": own.late,
        "not_done": own.due - own.in_time - own.late,
        "on_time": ratio(own.in_time, own.due),
        "done": own.done,
        "overdue": own.overdue,
    }


def _overdue(ages: Sequence[tuple[int, int]]) -> Report:
    counts = dict.fromkeys([name for name, _ in _AGES] + [_OLDER], 0)
    for days, count in ages:
        counts[next((name for name, most in _AGES if days <= most), _OLDER)] += count
    rows: list[Row] = [{"overdue_for": name, "tasks": count} for name, count in counts.items()]
    columns = [
        Column("overdue_for", "Overdue for"),
        Column("tasks", "Tasks", "int"),
        Column("tasks", "", "bar"),
    ]
    report = Report("tasks-overdue", "Overdue tasks by age", columns, rows)
    report.charts = [Chart("bars", "overdue_for", ["tasks"])]
    return report
