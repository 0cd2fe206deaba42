"""The report `leads`: where new leads come from, how many become customers, how fast they are answered."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tinycrm.domain.results import Column, Report
from tinycrm.reports.figures import MEAN_PLACES, Share, days_between, median, percentile, ratio, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.facts import LeadFact
    from tinycrm.domain.results import Row
    from tinycrm.reports.period import Period

_HOUR = 3600


def converted(leads: Sequence[LeadFact]) -> int:
    """Gives how many of the leads were ever customers."""
    return sum(bool(lead.customer_on) for lead in leads)


def converted_within(leads: Sequence[LeadFact], days: int, as_of: str) -> tuple[int, int]:
    """Gives how many became customers within so many days, and how many leads are that old."""
    latest = (date.fromisoformat(as_of) - timedelta(days=days)).isoformat()
    old = [lead for lead in leads if lead.on <= latest]
    return sum(bool(lead.customer_on) and days_between(lead.on, lead.customer_on) <= days for lead in old), len(old)


def days_to_customer(leads: Sequence[LeadFact]) -> list[int]:
    """Gives the days from lead to customer of those that became one on or after that day."""
    return [days_between(lead.on, lead.customer_on) for lead in leads if lead.customer_on >= lead.on]


def response_seconds(leads: Sequence[LeadFact]) -> list[int]:
    """Gives the seconds from lead to first outbound interaction, of leads whose instant is known."""
    return [_seconds(lead.at, lead.answered_at) for lead in leads if lead.at and lead.answered_at]


def _seconds(first: str, last: str) -> int:
    return int((datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds())


def hours(seconds: Share | None) -> Share | None:
    """Gives seconds as hours."""
    return None if seconds is None else seconds.times(Share(1, _HOUR))


def response_hours(leads: Sequence[LeadFact]) -> tuple[Share | None, Share | None]:
    """Gives the median and the 90th percentile (nearest rank) of the hours to the first answer."""
    seconds = response_seconds(leads)
    ninth = percentile(seconds, 90)
    return hours(median(seconds)), hours(None if ninth is None else Share(ninth, 1))


def leads_report(leads: Sequence[LeadFact], period: Period, today: str) -> Report:
    """Gives the new leads of each source: conversion, days to it, and the hours to the first answer.

    Formula: conversion = ever customer by the end of the period / new leads; days = median from lead to
        customer; response = lead instant to first outbound interaction, median and 90th percentile (nearest
        rank).
    Unit: parties; ratio; days; hours.
    Empty: "-" without leads, customers or answers.
    Source: lead_on, else the lifecycle's history; won deals, customer_since; outbound interactions.
    """
    groups: dict[str, list[LeadFact]] = {}
    for lead in leads:
        groups.setdefault(lead.source, []).append(lead)
    names = sorted(groups, key=lambda name: (not name, -len(groups[name]), name))
    rows = [{"source": name or None, **_figures(groups[name])} for name in names]
    columns = [
        Column("source", "Source"),
        Column("leads", "Leads", "int"),
        Column("customers", "Customers", "int"),
        Column("conversion", "Conversion", "ratio"),
        Column("days", "Days", "number"),
        Column("response_hours", "Answered", "measure", unit="hours"),
        Column("response_hours_p90", "9 of 10", "measure", unit="hours"),
        Column("leads", "", "bar"),
    ]
    first, last = period.shown
    report = Report("leads", "New leads", columns, rows, date_from=first, date_to=last, today=today)
    if leads:
        report.totals = {"source": None, **_figures(leads)}
    by_day = sum(not lead.at for lead in leads)
    if by_day:
        report.notes.append(f"{by_day} of the leads are known by their day only: no hours to the first answer")
    return report


def _figures(leads: Sequence[LeadFact]) -> Row:
    middle, ninth = response_hours(leads)
    return {
        "leads": len(leads),
        "customers": converted(leads),
        "conversion": ratio(converted(leads), len(leads)),
        "days": text(median(days_to_customer(leads)), MEAN_PLACES),
        "response_hours": text(middle, MEAN_PLACES),
        "response_hours_p90": text(ninth, MEAN_PLACES),
    }
