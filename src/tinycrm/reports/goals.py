"""The report of goals: how far each is, whether the pace will do, and where it leads."""

from __future__ import annotations

from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import text
from tinycrm.reports.kpi import progress, written
from tinycrm.reports.pace import gone, is_met, on_track, projected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Row
    from tinycrm.reports.figures import Share
    from tinycrm.reports.kpi import Goal
    from tinycrm.reports.kpis.kpi import Kpi
    from tinycrm.reports.period import Period


class Aim:
    """One goal in the period it is for: `value` is what there is by as_of, None without data."""

    __slots__ = ("goal", "kpi", "period", "value")

    def __init__(self, kpi: Kpi, goal: Goal, period: Period, value: Share | None) -> None:
        self.kpi = kpi
        self.goal = goal
        self.period = period
        self.value = value


def goals_report(aims: Sequence[Aim], today: str) -> Report:
    """Gives every goal with its value so far, progress, pace and projection.

    Formula: progress = value / target, target / value where less is better; pace = value / (target × days gone /
        days of the period); projection = value × days of the period / days gone. Pace and projection of what
        grows with the days (counts and amounts of a period); of rates and of states the projection is the value.
    Unit: that of the KPI; progress and pace are ratios.
    Empty: "-" for a KPI without data; no pace for rates and states.
    Source: goals of config.yaml, and as each KPI says.
    """
    rows: list[Row] = []
    for aim in aims:
        kpi, goal, value = aim.kpi, aim.goal, aim.value
        first, last = aim.period.shown
        speed, ahead = pace(aim), projected(kpi, value, aim.period)
        rows.append(
            {
                "key": kpi.key,
                "name": kpi.name,
                "period": goal.period or None,
                "from": first or None,
                "to": last,
                "value": written(kpi, value, goal.currency),
                "goal": written(kpi, goal.target, goal.currency),
                "met": None if value is None else is_met(kpi, value, goal.target),
                "on_track": on_track(kpi, value, goal.target, aim.period),
                "progress": text(progress(kpi, value, goal.target)),
                "pace": text(speed),
                "projection": written(kpi, ahead, goal.currency),
                "will_do": None if ahead is None else is_met(kpi, ahead, goal.target),
                "unit": kpi.unit,
                "currency": goal.currency or None,
            }
        )
    columns = [
        Column("key", wide=True),
        Column("name", "Goal"),
        Column("to", "Until", "day"),
        Column("value", "Value", "measure"),
        Column("goal", "Target", "measure"),
        Column("progress", "Progress", "ratio"),
        Column("met", "Met", "bool"),
        Column("pace", "Pace", "ratio"),
        Column("projection", "Projection", "measure"),
        Column("will_do", "Will do", "bool", wide=True),
        Column("period", wide=True),
        Column("from", wide=True),
        Column("unit", wide=True),
        Column("currency", wide=True),
        Column("progress", "", "bar", unit="ratio"),
    ]
    return Report("goals", "Goals", columns, rows, today=today)


def pace(aim: Aim) -> Share | None:
    """Gives value / (target × part of the period gone): 1 is just enough; None where nothing grows."""
    part = gone(aim.period)
    if aim.value is None or part is None or not aim.kpi.flow:
        return None
    return aim.value.per(aim.goal.target.times(part))
