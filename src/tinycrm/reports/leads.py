"""The report `leads`: where new leads come from, how many become customers, how fast they are answered."""

from __future__ import annotations

from array import array
from datetime import date, datetime, timedelta

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import MEAN_PLACES, Share, days_between, half_of, ratio, text
from tinycrm.reports.groups import TIMES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.facts import LeadFact
    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period

_HOUR = 3600
SPANS: tuple[int, ...] = (30, 90)


class Leads:
    """New leads, counted.

    Attributes:
        count: how many; customers: how many of them were ever customers by the end of the period.
        old: days → how many leads are at least so old; fast: how many of these became customers within these days.
        waits: days from lead to customer → how many took so long, of those that became one on or after that day.
        by_day: of how many only the day is known.
        seconds: from lead to first outbound interaction, of those whose instant is known and that were answered.
    """

    __slots__ = ("_latest", "by_day", "count", "customers", "fast", "old", "seconds", "waits")

    def __init__(self, as_of: str) -> None:
        """Nothing is counted yet.

        Args:
            as_of: the last day that counts, ISO.
        """
        self.count = self.customers = self.by_day = 0
        self.old = dict.fromkeys(SPANS, 0)
        self.fast = dict.fromkeys(SPANS, 0)
        self.waits: dict[int, int] = {}
        self.seconds = array("q")
        day = date.fromisoformat(as_of)
        self._latest = {days: (day - timedelta(days=days)).isoformat() for days in SPANS}

    def add(self, lead: LeadFact) -> None:
        """One more lead is counted."""
        self.count += 1
        wait = None
        if lead.customer_on:
            self.customers += 1
            wait = days_between(lead.on, lead.customer_on)
            if wait >= 0:
                self.waits[wait] = self.waits.get(wait, 0) + 1
        for days, latest in self._latest.items():
            if lead.on <= latest:
                self.old[days] += 1
                self.fast[days] += wait is not None and wait <= days
        if not lead.at:
            self.by_day += 1
        elif lead.answered_at:
            self.seconds.append(_seconds(lead.at, lead.answered_at))

    def include(self, other: Leads) -> None:
        """The leads of another are counted too."""
        self.count += other.count
        self.customers += other.customers
        self.by_day += other.by_day
        for days in SPANS:
            self.old[days] += other.old[days]
            self.fast[days] += other.fast[days]
        for wait, count in other.waits.items():
            self.waits[wait] = self.waits.get(wait, 0) + count
        self.seconds.extend(other.seconds)

    def response_hours(self) -> tuple[Share | None, Share | None]:
        """Gives the median and the 90th percentile (nearest rank) of the hours to the first answer."""
        ordered = array("q", sorted(self.seconds))
        n = len(ordered)
        if not n:
            return None, None
        middle = Share(ordered[(n - 1) // 2] + ordered[n // 2], 2 * _HOUR)
        return middle, Share(ordered[-(-90 * n // 100) - 1], _HOUR)


def _seconds(first: str, last: str) -> int:
    span = datetime.fromisoformat(last) - datetime.fromisoformat(first)
    return span.days * 86_400 + span.seconds


def leads_report(groups: Sequence[tuple[str, Leads]], whole: Leads, period: Period, today: str, *, by: str) -> Report:
    """Gives the new leads of each source: conversion, days to it, and the hours to the first answer.

    Formula: conversion = ever customer by the end of the period / new leads; within 30 and 90 days = of the leads that
        old, customer so soon; days = median from lead to customer; response = lead instant to first outbound
        interaction, median and 90th percentile (nearest rank).
    Unit: parties; ratio; days; hours.
    Empty: "-" without leads, customers or answers.
    Source: lead_on, else the lifecycle's history; purchases, paid subscriptions, customer_since; outbound interactions.

    Args:
        groups: in the order of the rows.
        whole: all of them.
        period: when they became leads.
        today: ISO day.
        by: the key of the first column.
    """
    rows: list[Row] = [{by: name or None, **_figures(own)} for name, own in groups]
    columns = [
        Column(by, by.capitalize()),
        Column("leads", "Leads", "int"),
        Column("customers", "Customers", "int"),
        Column("conversion", "Conversion", "ratio"),
        Column("conversion_30d", "In 30 days", "ratio", wide=True),
        Column("conversion_90d", "In 90 days", "ratio", wide=True),
        Column("days", "Days", "measure", unit="count"),
        Column("response_hours", "Answered", "measure", unit="hours"),
        Column("response_hours_p90", "9 of 10", "measure", unit="hours"),
        Column("leads", "", "bar"),
    ]
    first, last = period.shown
    charts = [
        Chart("columns" if by in TIMES else "bars", by, ("leads", "customers"), title="New leads and customers"),
        Chart("line" if by in TIMES else "bars", by, ("conversion",), title="Conversion"),
    ]
    report = Report("leads", "New leads", columns, rows, date_from=first, date_to=last, today=today, charts=charts)
    if whole.count:
        report.totals = {by: None, **_figures(whole)}
    if whole.by_day:
        report.notes.append(f"{whole.by_day} of the leads are known by their day only: no hours to the first answer")
    return report


def _figures(leads: Leads) -> Row:
    middle, ninth = leads.response_hours()
    return {
        "leads": leads.count,
        "customers": leads.customers,
        "conversion": ratio(leads.customers, leads.count),
        "conversion_30d": ratio(leads.fast[30], leads.old[30]),
        "conversion_90d": ratio(leads.fast[90], leads.old[90]),
        "days": text(half_of(leads.waits), MEAN_PLACES),
        "response_hours": text(middle, MEAN_PLACES),
        "response_hours_p90": text(ninth, MEAN_PLACES),
    }
