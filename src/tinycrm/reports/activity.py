"""The report `activity`: what was done, by whom, and whether it was done in time."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import MEAN_PLACES, Share, ratio, share, text
from tinycrm.reports.groups import time_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period

    # (day, kind, owner, interactions, minutes, how many of them have minutes)
    Touched = tuple[str, str, str, int, int, int]

KINDS = ("call", "email", "meeting", "message", "note")
_DAYS = 31
_LABELS = {"owner": "Person"}


class Activity:
    """What was done in a period, counted.

    Attributes:
        touches: interactions; None before the first.
        won, won_touches: deals won, and their interactions up to closing.
        due, in_time: tasks due, and those done by their day.
        overdue: tasks due before the last day and not done by it; None before the first due task.
    """

    __slots__ = ("due", "in_time", "overdue", "touches", "won", "won_touches")

    def __init__(
        self, touches: int | None, won: int, won_touches: int, due: int, in_time: int, overdue: int | None
    ) -> None:
        self.touches = touches
        self.won = won
        self.won_touches = won_touches
        self.due = due
        self.in_time = in_time
        self.overdue = overdue

    def figures(self) -> list[Figure]:
        """Gives the figures."""
        touches, overdue = self.touches, self.overdue
        won = (("interactions of won deals", self.won_touches), ("won deals", self.won))
        due = (("done by their day", self.in_time), ("due", self.due))
        return [
            Figure("interactions", None if touches is None else Share(touches, 1), touches or 0),
            Figure("touches_per_won_deal", share(self.won_touches, self.won), self.won, inputs=won),
            Figure("on_time", share(self.in_time, self.due), self.due, inputs=due),
            Figure("overdue_tasks", None if overdue is None else Share(overdue, 1), overdue or 0),
        ]


class Groups:
    """Interactions by what they are split by, from counts by day, kind and owner.

    Attributes:
        of: what it is split by → word → (interactions, minutes, how many of them have minutes).
    """

    __slots__ = ("of",)

    def __init__(self, by: Sequence[str]) -> None:
        self.of: dict[str, dict[str, tuple[int, int, int]]] = {word: {} for word in by}

    def add(self, row: Touched) -> None:
        """Some interactions more are counted."""
        day, kind, owner, count, minutes, timed = row
        for by, found in self.of.items():
            word = kind if by == "kind" else owner if by == "owner" else time_of(day, by)
            old = found.get(word, (0, 0, 0))
            found[word] = old[0] + count, old[1] + minutes, old[2] + timed


def activity_report(activity: Activity, groups: Groups, period: Period, today: str) -> Report:
    """Gives interactions by kind, person and day, touches per won deal, and tasks done on time.

    Formula: touches per won deal = interactions of the deals won in the period, up to their closing / those
        deals; on time = tasks done by their due day / tasks due in the period.
    Unit: interactions; minutes; ratio.
    Empty: counts are 0 once anything was logged or due, else "-"; "-" without a won deal or a due task.
    Source: interactions, tasks, won deals.

    Args:
        activity: that of the period.
        groups: its interactions by kind, owner, day and month.
        period: the period.
        today: the business day, ISO.
    """
    first, last = period.shown
    report = Report("activity", "Activity", date_from=first, date_to=last, today=today)
    report.columns = [
        Column("key", wide=True),
        Column("name", "Figure"),
        Column("value", "Value", "measure"),
        Column("n", "n", "int"),
        Column("unit", wide=True),
    ]
    due, deals, known = activity.due, activity.won, activity.overdue is not None
    touched = text(share(activity.won_touches, deals), MEAN_PLACES)
    report.rows = [
        _row("interactions", "Interactions", activity.touches, "count", activity.touches or 0),
        _row("touches_per_won_deal", "Touches per won deal", touched, "count", deals),
        _row("tasks_due", "Tasks due", due if known else None, "count", due),
        _row("on_time", "Done on time", ratio(activity.in_time, due), "ratio", due),
        _row("overdue_tasks", "Overdue tasks", activity.overdue, "count", activity.overdue or 0),
    ]
    days = "day" if len(groups.of["day"]) <= _DAYS else "month"
    titles = {"kind": "By kind", "owner": "By person", days: f"By {days}"}
    for by, title in titles.items():
        if groups.of[by]:
            section = split_report(f"activity-{by}", by, groups.of[by])
            section.title = title
            report.sections.append(section)
    return report


def _row(key: str, name: str, value: int | str | None, unit: str, n: int) -> Row:
    return {"key": key, "name": name, "value": value, "n": n, "unit": unit}


def split_report(name: str, by: str, groups: Mapping[str, tuple[int, int, int]], *, top: int = 0) -> Report:
    """Gives the interactions of each kind, person, day, month, quarter or year.

    Args:
        name: of the report.
        by: what they are split by.
        groups: word → (interactions, minutes, how many of them have minutes).
        top: how many persons stand by themselves; 0 for all.
    """
    words: Iterable[str] = sorted(groups)
    if by == "kind":
        words = [kind for kind in KINDS if kind in groups]
    elif by == "owner":
        words = sorted(groups, key=lambda word: (-groups[word][0], word))
    found = [(word or None, groups[word]) for word in words]
    if by == "owner" and top and len(found) > top:
        rest = [own for _, own in found[top:]]
        others = sum(one[0] for one in rest), sum(one[1] for one in rest), sum(one[2] for one in rest)
        found = [*found[:top], ("others", others)]
    rows: list[Row] = [
        {by: word, "interactions": count, "minutes": minutes if timed else None}
        for word, (count, minutes, timed) in found
    ]
    columns = [
        Column(by, _LABELS.get(by, by.capitalize())),
        Column("interactions", "Interactions", "int"),
        Column("minutes", "Minutes", "int"),
        Column("interactions", "", "bar"),
    ]
    report = Report(name, "Activity", columns, rows)
    if rows:
        report.charts = [Chart("bars" if by in ("kind", "owner") else "columns", by, ["interactions"])]
    return report
