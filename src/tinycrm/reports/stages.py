"""The report `stages`: how deals get from stage to stage, and how long they stay."""

from __future__ import annotations

from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import MEAN_PLACES, days_between, mean, median, ratio, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.facts import StayFact
    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period


class StageFlow:
    """The way of deals through one stage: both sides of its ratios, and the days of its stays.

    Attributes:
        entered: deals that first entered the stage in the period.
        advanced: those that were later in a further open stage, or won.
        decided: those that advanced or closed.
        reached: deals that first reached the stage or one beyond in the period; beyond: those further.
        days: of the stays that ended in the period.
    """

    __slots__ = ("advanced", "beyond", "days", "decided", "entered", "key", "reached")

    def __init__(self, key: str) -> None:
        self.key = key
        self.entered = self.advanced = self.decided = self.reached = self.beyond = 0
        self.days: list[int] = []


def stage_flows(stays: Sequence[StayFact], stages: Sequence[str], period: Period) -> list[StageFlow]:
    """Gives the flow of each open stage.

    Args:
        stays: of one pipeline, by deal and in order, none begun after the period's as_of.
        stages: keys of its open stages in order.
        period: what counts.
    """
    order = {key: place for place, key in enumerate(stages)}
    flows = [StageFlow(key) for key in stages]
    deals: dict[int, list[StayFact]] = {}
    for stay in stays:
        deals.setdefault(stay.deal, []).append(stay)
    for way in deals.values():
        # the place of each stay; a won deal has reached beyond every stage, a lost one nothing
        places = [_place(stay, order, len(stages)) for stay in way]
        closed = way[-1].outcome != "open"
        for flow, place in zip(flows, range(len(stages)), strict=True):
            _count(flow, way, places, place, closed, period)
    return flows


def _place(stay: StayFact, order: dict[str, int], won: int) -> int:
    if stay.outcome != "open":
        return won if stay.outcome == "won" else -1
    # a stage that is no longer in the YAML stands where it stood
    return order.get(stay.stage, min(stay.position, won - 1))


def _count(
    flow: StageFlow, way: Sequence[StayFact], places: Sequence[int], place: int, closed: bool, period: Period
) -> None:
    entry = next((at for at, stay in enumerate(way) if stay.stage == flow.key), None)
    if entry is not None and period.first <= way[entry].entered_on <= period.as_of:
        advanced = any(other > place for other in places[entry + 1 :])
        flow.entered += 1
        flow.advanced += advanced
        flow.decided += advanced or closed
    arrival = next((at for at, other in enumerate(places) if other >= place), None)
    if arrival is not None and period.first <= way[arrival].entered_on <= period.as_of:
        flow.reached += 1
        flow.beyond += any(other > place for other in places)
    for stay in way:
        if stay.stage == flow.key and stay.left_on is not None and period.first <= stay.left_on <= period.as_of:
            flow.days.append(days_between(stay.entered_on, stay.left_on))


def stages_report(flows: Sequence[StageFlow], period: Period, today: str, *, pipeline: str) -> Report:
    """Gives conversion, funnel and days of each open stage of a pipeline.

    Formula: conversion = of deals that first entered the stage in the period: later in a further open stage,
        or won / entered; decided = the same / advanced or closed; funnel = reached beyond the stage / reached
        it or beyond, a skipped stage counting as reached; days = of the stays that ended in the period. A
        backward move is no advance.
    Unit: ratio; days.
    Empty: "-" where nothing entered, reached or left.
    Source: the history of stages.
    """
    rows: list[Row] = [
        {
            "stage": flow.key,
            "entered": flow.entered,
            "conversion": ratio(flow.advanced, flow.entered),
            "conversion_decided": ratio(flow.advanced, flow.decided),
            "decided": flow.decided,
            "reached": flow.reached,
            "funnel": ratio(flow.beyond, flow.reached),
            "mean_days": text(mean(flow.days), MEAN_PLACES),
            "median_days": text(median(flow.days), MEAN_PLACES),
            "stays": len(flow.days),
        }
        for flow in flows
    ]
    columns = [
        Column("stage", "Stage"),
        Column("entered", "Entered", "int"),
        Column("conversion", "Conv.", "ratio"),
        Column("conversion_decided", "Decided", "ratio"),
        Column("reached", "Reached", "int"),
        Column("funnel", "Funnel", "ratio"),
        Column("mean_days", "Mean days", "number"),
        Column("median_days", "Median", "number"),
        Column("stays", "Stays", "int", wide=True),
        Column("decided", "n decided", "int", wide=True),
        Column("reached", "", "bar"),
    ]
    first, last = period.shown
    return Report("stages", f"Stages of {pipeline}", columns, rows, date_from=first, date_to=last, today=today)
