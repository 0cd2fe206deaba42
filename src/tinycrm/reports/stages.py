"""The reports `stages` and `funnel`: how deals get from stage to stage, and how long they stay."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import MEAN_PLACES, days_between, half_of, mean_of, ratio, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period

    # stage, position, outcome, day it began, day it ended or None
    Stay = tuple[str, int, str, str, str | None]
    Flows = Mapping[str, "Flow"]


class StageFlow:
    """The way of deals through one stage: both sides of its ratios, and the days of its stays.

    Attributes:
        entered: deals that first entered the stage in the period.
        advanced: those that were later in a further open stage, or won.
        decided: those that advanced or closed.
        reached: deals that first reached the stage or one beyond in the period; beyond: those further.
        days: of the stays that ended in the period → how many took so long.
    """

    __slots__ = ("advanced", "beyond", "days", "decided", "entered", "key", "reached")

    def __init__(self, key: str) -> None:
        self.key = key
        self.entered = self.advanced = self.decided = self.reached = self.beyond = 0
        self.days: dict[int, int] = {}


class Flow:
    """The way of deals through the open stages of a pipeline, counted one deal after another.

    Attributes:
        stages: one for each open stage, in order.
        won: deals that were first won in the period.
    """

    __slots__ = ("_first", "_last", "_order", "stages", "won")

    def __init__(self, stages: Sequence[str], period: Period) -> None:
        """Nothing is counted yet.

        Args:
            stages: the keys of the open stages in order.
            period: what counts.
        """
        self.stages = [StageFlow(key) for key in stages]
        self.won = 0
        self._order = {key: place for place, key in enumerate(stages)}
        self._first, self._last = period.first, period.as_of

    def add(self, way: Sequence[Stay]) -> None:
        """One more deal is counted: its stays in order, none begun after the period's as_of."""
        first, last, flows = self._first, self._last, self.stages
        count = len(flows)
        places = [self._place(stay) for stay in way]
        # the furthest that the deal came after each stay
        later = [-1] * len(way)
        for at in range(len(way) - 2, -1, -1):
            later[at] = max(places[at + 1], later[at + 1])
        furthest = max(places)
        closed = way[-1][2] != "open"
        met: set[str] = set()
        high = -1
        for at, (stage, _, _, entered, left) in enumerate(way):
            place, inside = places[at], first <= entered <= last
            own = self._order.get(stage)
            if own is not None:
                flow = flows[own]
                if stage not in met:
                    met.add(stage)
                    if inside:
                        advanced = later[at] > own
                        flow.entered += 1
                        flow.advanced += advanced
                        flow.decided += advanced or closed
                if left is not None and first <= left <= last:
                    days = days_between(entered, left)
                    flow.days[days] = flow.days.get(days, 0) + 1
            # every stage up to here that the deal had not reached before: a skipped one counts as reached
            if place > high:
                if inside:
                    for flow in flows[high + 1 : place + 1]:
                        flow.reached += 1
                    for flow in flows[high + 1 : min(place + 1, furthest)]:
                        flow.beyond += 1
                    self.won += place == count
                high = place

    def include(self, other: Flow) -> None:
        """The deals of another, through the same stages, are counted too."""
        self.won += other.won
        for flow, more in zip(self.stages, other.stages, strict=True):
            flow.entered += more.entered
            flow.advanced += more.advanced
            flow.decided += more.decided
            flow.reached += more.reached
            flow.beyond += more.beyond
            for days, count in more.days.items():
                flow.days[days] = flow.days.get(days, 0) + count

    def _place(self, stay: Stay) -> int:
        """A won deal has reached beyond every stage, a lost one nothing."""
        stage, position, outcome = stay[:3]
        if outcome != "open":
            return len(self.stages) if outcome == "won" else -1
        # a stage that is no longer in the YAML stands where it stood
        return self._order.get(stage, min(position, len(self.stages) - 1))


def stages_report(flows: Flows, period: Period, today: str, *, pipeline: str, by: str = "") -> Report:
    """Gives conversion and days of each open stage of a pipeline.

    Formula: conversion = of deals that first entered the stage in the period: later in a further open stage,
        or won / entered; decided = the same / advanced or closed; days = of the stays that ended in the period,
        mean and median; funnel = reached beyond the stage / reached it or beyond, a skipped stage counting as
        reached. A backward move is no advance.
    Unit: ratio; days.
    Empty: "-" where nothing entered, reached or left.
    Source: the history of stages.

    Args:
        flows: one for each value of the field `by`, "" alone without one.
        period: what was counted.
        today: ISO day.
        pipeline: its name.
        by: the key of the first column, "" for none.
    """
    rows: list[Row] = []
    for name, whole in flows.items():
        head: Row = {by: name or None} if by else {}
        rows += [
            {
                **head,
                "stage": flow.key,
                "entered": flow.entered,
                "conversion": ratio(flow.advanced, flow.entered),
                "conversion_decided": ratio(flow.advanced, flow.decided),
                "decided": flow.decided,
                "reached": flow.reached,
                "funnel": ratio(flow.beyond, flow.reached),
                "mean_days": text(mean_of(flow.days), MEAN_PLACES),
                "median_days": text(half_of(flow.days), MEAN_PLACES),
                "stays": sum(flow.days.values()),
            }
            for flow in whole.stages
        ]
    columns = [
        *_head(by),
        Column("stage", "Stage"),
        Column("entered", "Entered", "int"),
        Column("conversion", "Advanced", "ratio"),
        Column("decided", "Decided", "int"),
        Column("conversion_decided", "Of decided", "ratio"),
        Column("mean_days", "Mean days", "measure", unit="count"),
        Column("median_days", "Median", "measure", unit="count"),
        Column("stays", "Stays", "int", wide=True),
        Column("reached", "Reached", "int", wide=True),
        Column("funnel", "Funnel", "ratio", wide=True),
        Column("conversion", "", "bar", unit="ratio"),
    ]
    charts = [
        Chart("bars", "stage", ("conversion", "conversion_decided"), title="Advanced", split=by),
        Chart("bars", "stage", ("median_days", "mean_days"), title="Days in stage", split=by),
    ]
    first, last = period.shown
    return Report(
        "stages", f"Stages of {pipeline}", columns, rows, date_from=first, date_to=last, today=today, charts=charts
    )


def funnel_report(flows: Flows, period: Period, today: str, *, pipeline: str, won: str, by: str = "") -> Report:
    """Gives how many deals reached each stage of a pipeline, how many went on, and how many were won.

    Formula: funnel = reached beyond the stage / reached the stage or one beyond it for the first time in the
        period; a skipped stage counts as reached, a backward move takes nothing back. Of all = reached / reached
        the first stage.
    Unit: deals; ratio.
    Empty: "-" where nothing was reached.
    Source: the history of stages.

    Args:
        flows: one for each value of the field `by`, "" alone without one.
        period: what was counted.
        today: ISO day.
        pipeline: its name.
        won: the key of its won stage.
        by: the key of the first column, "" for none.
    """
    rows: list[Row] = []
    for name, whole in flows.items():
        head: Row = {by: name or None} if by else {}
        start = whole.stages[0].reached if whole.stages else 0
        rows += [
            {
                **head,
                "stage": flow.key,
                "reached": flow.reached,
                "beyond": flow.beyond,
                "funnel": ratio(flow.beyond, flow.reached),
                "of_all": ratio(flow.reached, start),
            }
            for flow in whole.stages
        ]
        rows.append(
            {
                **head,
                "stage": won,
                "reached": whole.won,
                "beyond": None,
                "funnel": None,
                "of_all": ratio(whole.won, start),
            }
        )
    columns = [
        *_head(by),
        Column("stage", "Stage"),
        Column("reached", "Reached", "int"),
        Column("beyond", "Went on", "int"),
        Column("funnel", "Funnel", "ratio"),
        Column("of_all", "Of all", "ratio"),
        Column("reached", "", "bar"),
    ]
    first, last = period.shown
    charts = [Chart("funnel", "stage", ("reached",), split=by)]
    return Report(
        "funnel", f"Funnel of {pipeline}", columns, rows, date_from=first, date_to=last, today=today, charts=charts
    )


def _head(by: str) -> Iterable[Column]:
    return [Column(by, by.capitalize())] if by else []
