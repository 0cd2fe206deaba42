"""The report `activity`: what was done, by whom, and whether it was done in time."""

from __future__ import annotations

from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import MEAN_PLACES, ratio, share, text
from tinycrm.reports.groups import time_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.domain.facts import TaskFact, TouchFact
    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period

KINDS = ("call", "email", "meeting", "message", "note")
SPLITS = ("kind", "owner", "day", "month", "quarter", "year")
_DAYS = 31


class Activity:
    """What an activity report is computed from.

    Attributes:
        touches: the interactions of the period.
        by_deal: deals won in the period → their interactions up to closing.
        due: the tasks due in the period, up to as_of.
        overdue: the tasks that were due before as_of and not done by it.
        any_touch, any_task: whether there was any by as_of.
    """

    __slots__ = ("any_task", "any_touch", "by_deal", "due", "overdue", "touches")

    def __init__(
        self,
        touches: Sequence[TouchFact],
        by_deal: Mapping[int, int],
        due: Sequence[TaskFact],
        overdue: Sequence[TaskFact],
        *,
        any_touch: bool,
        any_task: bool,
    ) -> None:
        self.touches = touches
        self.by_deal = by_deal
        self.due = due
        self.overdue = overdue
        self.any_touch = any_touch
        self.any_task = any_task

    def on_time(self) -> int:
        """Gives how many of the tasks due were done by their day."""
        return sum(task.done_on is not None and task.done_on <= task.due_on for task in self.due)


def activity_report(activity: Activity, period: Period, today: str, *, by: str = "") -> Report:
    """Gives interactions by kind, person and day, touches per won deal, and tasks done on time.

    Formula: touches per won deal = interactions of the deals won in the period, up to their closing / those
        deals; on time = tasks done by their due day / tasks due in the period.
    Unit: interactions; minutes; ratio.
    Empty: counts are 0 once anything was logged or due, else "-"; "-" without a won deal or a due task.
    Source: interactions, tasks, won deals.
    """
    first, last = period.shown
    report = Report("activity", "Activity", date_from=first, date_to=last, today=today)
    if by:
        report.columns, report.rows = _split(activity.touches, by)
        return report
    report.columns = [
        Column("key", wide=True),
        Column("name", "Figure"),
        Column("value", "Value", "measure"),
        Column("n", "n", "int"),
        Column("unit", wide=True),
    ]
    due, deals = len(activity.due), len(activity.by_deal)
    touches = sum(activity.by_deal.values())
    count, tasks = len(activity.touches), activity.any_task
    report.rows = [
        _row("interactions", "Interactions", count if activity.any_touch else None, "count", count),
        _row(
            "touches_per_won_deal",
            "Touches per won deal",
            text(share(touches, deals), MEAN_PLACES),
            "count",
            deals,
        ),
        _row("tasks_due", "Tasks due", due if tasks else None, "count", due),
        _row("on_time", "Done on time", ratio(activity.on_time(), due), "ratio", due),
        _row(
            "overdue_tasks",
            "Overdue tasks",
            len(activity.overdue) if tasks else None,
            "count",
            len(activity.overdue),
        ),
    ]
    titles = {"kind": "By kind", "owner": "By person"}
    titles["day" if len({touch.on_day for touch in activity.touches}) <= _DAYS else "month"] = "By day"
    for split, title in titles.items():
        columns, rows = _split(activity.touches, split)
        if rows:
            shown = "By month" if split == "month" else title
            report.sections.append(Report(f"activity-{split}", shown, columns, rows))
    return report


def _row(key: str, name: str, value: int | str | None, unit: str, n: int) -> Row:
    return {"key": key, "name": name, "value": value, "n": n, "unit": unit}


def _split(touches: Sequence[TouchFact], by: str) -> tuple[list[Column], list[Row]]:
    groups: dict[str, list[TouchFact]] = {}
    for touch in touches:
        groups.setdefault(_group(touch, by), []).append(touch)
    if by == "kind":
        names = [kind for kind in KINDS if kind in groups]
    elif by == "owner":
        names = sorted(groups, key=lambda name: (-len(groups[name]), name))
    else:
        names = sorted(groups)
    rows: list[Row] = []
    for name in names:
        own = groups[name]
        timed = [touch.minutes for touch in own if touch.minutes is not None]
        row: Row = {by: name or None, "interactions": len(own), "minutes": sum(timed) if timed else None}
        rows.append(row)
    columns = [
        Column(by, by.capitalize() if by != "owner" else "Person"),
        Column("interactions", "Interactions", "int"),
        Column("minutes", "Minutes", "int"),
        Column("interactions", "", "bar"),
    ]
    return columns, rows


def _group(touch: TouchFact, by: str) -> str:
    if by == "kind":
        return touch.kind
    return touch.owner if by == "owner" else time_of(touch.on_day, by)
