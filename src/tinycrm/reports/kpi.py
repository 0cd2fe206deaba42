"""The report `kpi`: the scorecard, each figure beside the period before and its goal."""

from __future__ import annotations

from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import MEAN_PLACES, Share, money_of, text
from tinycrm.reports.kpis import all_kpis

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json, Row
    from tinycrm.reports.figure import Figure
    from tinycrm.reports.kpis.kpi import Kpi
    from tinycrm.reports.period import Period


class Goal:
    """A target for a KPI in one unit: `target` is exact, of money in minor units of the currency."""

    __slots__ = ("currency", "key", "target")

    def __init__(self, key: str, target: Share, currency: str = "") -> None:
        self.key = key
        self.target = target
        self.currency = currency


def kpi_report(
    figures: Sequence[Figure],
    before: Sequence[Figure] | None,
    goals: Sequence[Goal],
    period: Period,
    today: str,
    *,
    only: str = "",
) -> Report:
    """Gives every KPI with its value, the value before, the change, the goal and whether it is met.

    Formula: change = value / value before - 1; a goal is met at or above its target, at or below it where
        less is better. An unfinished period is compared with equal elapsed days.
    Unit: that of each KPI; the change is a ratio.
    Empty: "-" for what has no data; no change from nothing or below 0.
    Source: as each KPI says.
    """
    earlier = {(figure.key, figure.currency): figure for figure in before or ()}
    targets = {(goal.key, goal.currency): goal for goal in goals}
    rows: list[Row] = []
    with_goal = False
    for kpi in all_kpis():
        for figure in figures:
            if figure.key != kpi.key or (only and kpi.key != only):
                continue
            old = earlier.get((figure.key, figure.currency))
            # what was overwritten since cannot be compared
            row = _row(kpi, figure, None if kpi.snapshot else old)
            goal = targets.get((kpi.key, figure.currency if kpi.money else ""))
            if goal is not None:
                row["goal"] = written(kpi, goal.target, goal.currency)
                row["met"] = None if figure.value is None else is_met(kpi, figure.value, goal.target)
                with_goal = True
            rows.append(row)
    first, last = period.shown
    columns = [
        Column("key", wide=True),
        Column("name", "KPI"),
        Column("value", "Value", "measure"),
        Column("previous", "Before", "measure"),
        Column("change", "Change", "ratio"),
        Column("n", "n", "int"),
        Column("goal", "Goal", "measure", wide=not with_goal),
        Column("met", "Met", "bool", wide=not with_goal),
        Column("unit", wide=True),
        Column("currency", wide=True),
    ]
    return Report("kpi", "Scorecard", columns, rows, date_from=first, date_to=last, today=today)


def _row(kpi: Kpi, figure: Figure, old: Figure | None) -> Row:
    # an amount shows its currency itself
    apart = figure.currency and (not kpi.money or figure.value is None)
    name = f"{kpi.name}, {figure.currency}" if apart else kpi.name
    return {
        "key": kpi.key,
        "name": name,
        "value": written(kpi, figure.value, figure.currency),
        "previous": None if old is None else written(kpi, old.value, figure.currency),
        "change": text(_change(figure, old)),
        "n": figure.n,
        "goal": None,
        "met": None,
        "unit": kpi.unit,
        "currency": figure.currency or None,
    }


def written(kpi: Kpi, value: Share | None, currency: str) -> Json:
    """Gives a value as programs read it: exact money, ratios with six places, means with four."""
    if value is None:
        return None
    if kpi.money:
        return money_of(value, currency)
    if kpi.unit == "count":
        return value.over // value.under if value.over % value.under == 0 else value.number(MEAN_PLACES)
    return value.number() if kpi.unit == "ratio" else value.number(MEAN_PLACES)


def _change(figure: Figure, old: Figure | None) -> Share | None:
    if old is None or old.value is None or figure.value is None or old.value.over <= 0:
        return None
    grown = figure.value.per(old.value)
    return None if grown is None else grown.minus(Share(1, 1))


def is_met(kpi: Kpi, value: Share, target: Share) -> bool:
    """Tells whether a value reaches its target, which is a limit where less is better."""
    above = value.over * target.under - target.over * value.under
    return above <= 0 if kpi.less_is_better else above >= 0
