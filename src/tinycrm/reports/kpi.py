"""The report `kpi`: the scorecard, each figure beside the period before and its goal."""

from __future__ import annotations

from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import MEAN_PLACES, Share, money_of, text
from tinycrm.reports.pace import is_met, on_track, projected

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json, Row
    from tinycrm.reports.figure import Figure
    from tinycrm.reports.kpis.kpi import Kpi
    from tinycrm.reports.period import Period


class Goal:
    """A target for a KPI in one unit: `target` is exact, of money in minor units of the currency."""

    __slots__ = ("currency", "key", "period", "target")

    def __init__(self, key: str, target: Share, currency: str = "", period: str = "") -> None:
        self.key = key
        self.target = target
        self.currency = currency
        self.period = period


def kpi_report(
    kpis: Sequence[Kpi],
    figures: Sequence[Figure],
    before: Sequence[Figure] | None,
    goals: Sequence[Goal],
    period: Period,
    today: str,
) -> Report:
    """Gives KPIs with their value, the value before, the change, the goal and whether it is met.

    Formula: change = value / value before - 1; a goal is met at or above its target, at or below it where
        less is better; progress = value / goal, goal / value where less is better. An unfinished period is
        compared with equal elapsed days; its goals are on track when the projection meets them: value × days of the
        period / days gone of what grows with the days, else the value.
    Unit: that of each KPI; the change and the progress are ratios.
    Empty: "-" for what has no data; no change from nothing or below 0.
    Source: as each KPI says.
    """
    earlier = {(figure.key, figure.currency): figure for figure in before or ()}
    targets = {(goal.key, goal.currency): goal for goal in goals}
    by_key: dict[str, list[Figure]] = {}
    for figure in figures:
        by_key.setdefault(figure.key, []).append(figure)
    rows: list[Row] = []
    for kpi in kpis:
        for figure in by_key.get(kpi.key, ()):
            row = _row(kpi, figure, earlier.get((figure.key, figure.currency)))
            goal = targets.get((kpi.key, figure.currency if kpi.money else ""))
            if goal is not None:
                row["goal"] = written(kpi, goal.target, goal.currency)
                row["met"] = None if figure.value is None else is_met(kpi, figure.value, goal.target)
                row["on_track"] = on_track(kpi, figure.value, goal.target, period)
                if row["on_track"] is not None and kpi.flow:
                    row["projection"] = written(kpi, projected(kpi, figure.value, period), goal.currency)
                row["progress"] = text(progress(kpi, figure.value, goal.target))
            rows.append(row)
    first, last = period.shown
    columns = [
        Column("key", wide=True),
        Column("name", "KPI", weight=1),
        Column("value", "Value", "measure"),
        Column("previous", "Before", "measure"),
        Column("change", "Change", "change"),
        Column("n", "n", "int"),
        Column("goal", "Goal", "measure", wide=True),
        Column("met", "Met", "bool", wide=True),
        Column("on_track", "On track", "bool", wide=True),
        Column("unit", wide=True),
        Column("currency", wide=True),
    ]
    return Report("kpi", "Scorecard", columns, rows, date_from=first, date_to=last, today=today)


def _row(kpi: Kpi, figure: Figure, old: Figure | None) -> Row:
    change = change_of(figure.value, None if old is None else old.value)
    return {
        "key": kpi.key,
        "name": kpi.name,
        "value": written(kpi, figure.value, figure.currency),
        "previous": None if old is None else written(kpi, old.value, figure.currency),
        "change": text(change),
        "n": figure.n,
        "goal": None,
        "met": None,
        "on_track": None,
        "projection": None,
        "unit": kpi.unit,
        "currency": figure.currency or None,
        "group": kpi.group,
        "better": None if change is None or change.over == 0 else (change.over > 0) != kpi.less_is_better,
        "progress": None,
    }


def goals_section(report: Report) -> Report:
    """Gives the figures of a scorecard that have a goal, each with what is reached of it."""
    columns = [
        Column("name", "Goal", weight=1),
        Column("value", "Value", "measure"),
        Column("goal", "Target", "measure"),
        Column("met", "Met", "bool"),
        Column("progress", "Reached", "ratio"),
        Column("progress", "", "bar", unit="ratio"),
    ]
    rows: list[Row] = [{**row, "group": None} for row in report.rows if row["goal"] is not None]
    return Report("goals", "Goals", columns, rows, today=report.today)


def written(kpi: Kpi, value: Share | None, currency: str) -> Json:
    """Gives a value as programs read it: exact money, ratios with six places, means with four."""
    if value is None:
        return None
    if kpi.money:
        return money_of(value, currency)
    if kpi.unit == "count":
        return value.over // value.under if value.over % value.under == 0 else value.number(MEAN_PLACES)
    return value.number() if kpi.unit == "ratio" else value.number(MEAN_PLACES)


def change_of(value: Share | None, old: Share | None) -> Share | None:
    """Gives value / old - 1, None without both, and from nothing or below 0."""
    if old is None or value is None or old.over <= 0:
        return None
    grown = value.per(old)
    return None if grown is None else grown.minus(Share(1, 1))


def progress(kpi: Kpi, value: Share | None, target: Share) -> Share | None:
    """Gives how much of a goal is reached: value / target, target / value where less is better, at least 0."""
    if value is None:
        return None
    if kpi.less_is_better:
        return Share(1, 1) if value.over <= 0 else target.per(value)
    reached = value.per(target)
    return reached if reached is None or reached.over > 0 else Share(0, 1)


def series_report(
    kpi: Kpi, parts: Sequence[tuple[str, Period, Sequence[Figure]]], period: Period, by: str, today: str
) -> Report:
    """Gives one KPI for each part of a period.

    Args:
        kpi: which.
        parts: (name, part, its figures) in order.
        period: the whole.
        by: "month", "quarter" or "year".
        today: the business day, ISO.
    """
    rows: list[Row] = []
    currencies: list[str] = []
    for _, _, figures in parts:
        currencies += [figure.currency for figure in figures if figure.currency not in currencies]
    before: dict[str, Share | None] = {}
    for name, _, figures in parts:
        known = {figure.currency: figure for figure in figures}
        for currency in currencies:
            figure = known.get(currency)
            value = None if figure is None else figure.value
            change = change_of(value, before.get(currency))
            before[currency] = value
            better = None if change is None or change.over == 0 else (change.over > 0) != kpi.less_is_better
            rows.append(
                {
                    by: name,
                    "value": written(kpi, value, currency),
                    "change": text(change),
                    "better": better,
                    "n": None if figure is None else figure.n,
                    "unit": kpi.unit,
                    "currency": currency or None,
                }
            )
    first, last = period.shown
    columns = [
        Column(by, by.capitalize()),
        Column("value", "Value", "measure"),
        Column("change", "Change", "change"),
        Column("n", "n", "int"),
        Column("unit", wide=True),
        Column("currency", "Currency", wide=len(currencies) < 2),
        Column("value", "", "bar", unit="ratio" if kpi.unit == "ratio" else ""),
    ]
    report = Report(kpi.key, kpi.name, columns, rows, date_from=first, date_to=last, today=today)
    from tinycrm.domain.chart import Chart

    report.charts = [Chart("line", by, ["value"], split="currency" if kpi.money else "")]
    return report
