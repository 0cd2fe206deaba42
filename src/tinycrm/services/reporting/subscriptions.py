"""Reads the report of subscriptions: the bridges of MRR, and the terms that end."""

from __future__ import annotations

from datetime import date

from tinycrm.domain.interval import interval_words
from tinycrm.domain.spans import add_months
from tinycrm.reports.compare import compare_rows
from tinycrm.reports.groups import TIMES
from tinycrm.reports.kpis import table
from tinycrm.reports.recurring import Bridge, Renewals, fate_of
from tinycrm.reports.spans import parts_of
from tinycrm.reports.subscriptions import (
    FALLS,
    below_zero,
    by_group,
    by_time,
    leave_out_idle,
    renewals_ahead,
    renewals_past,
    subscriptions_report,
)
from tinycrm.services.reporting.course import course_of, year_to
from tinycrm.services.reporting.recurring import Bridges, bridged, is_known
from tinycrm.services.reporting.scorecard import scorecard
from tinycrm.store.queries import subscriptions as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Report
    from tinycrm.reports.period import Period
    from tinycrm.reports.recurring import Monthly
    from tinycrm.services.reporting.question import Question

_TOP = 10
_RATES = (
    "mrr", "arr", "subscribers", "arpa", "nrr", "grr", "expansion_rate", "renewal_rate", "renewal_rate_value",
)  # fmt: skip


def subscriptions(q: Question) -> Report:
    """Gives the bridges of MRR and the renewals."""
    by = q.asked.by
    if by and q.asked.compare not in ("", "none"):
        q.note("--compare is for the report without --by")
    if by in TIMES:
        return _titled(q, _by_time(q, by, course_of(q, by)), course_of(q, by))
    if by:
        return _titled(q, _by_group(q, by, q.asked.top), q.span)
    return _whole(q)


def _titled(q: Question, report: Report, span: Period) -> Report:
    report.name = "subscriptions"
    report.title = "Subscriptions"
    report.today = q.today
    report.date_from, report.date_to = span.shown
    return report


def _whole(q: Question) -> Report:
    compared = q.compared()
    months = parts_of(year_to(q.span.as_of), "month", first_known=rows.first_start(q.db) or q.span.as_of)
    spans = [q.span, *([compared] if compared else []), *(span for _, span in months)]
    bridges = bridged(q, spans)
    known = is_known(q, bridges, q.span)
    report = subscriptions_report(_own(q, bridges, 0), bridges.monthly, q.span, q.today, known=known)
    if compared:
        early = is_known(q, bridges, compared)
        old = subscriptions_report(_own(q, bridges, 1), bridges.monthly, compared, q.today, known=early)
        compare_rows(
            report,
            old.rows,
            compared,
            keys=("part", "currency"),
            value="mrr",
            kind="money",
            less=lambda row: row["part"] in FALLS,
        )
    below_zero(report)
    if q.asked.form in ("screen", "page"):
        leave_out_idle(report, q.base)
    report.sections = [_rates(q)]
    if known:
        places = range(len(spans) - len(months), len(spans))
        course = [(name, _own(q, bridges, at)) for (name, _), at in zip(months, places, strict=True)]
        report.sections += [by_time("subscriptions-month", "month", course, bridges.monthly)]
        report.sections += [_by_group(q, by, q.asked.top or _TOP) for by in ("product", "interval")]
        report.sections += _renewals(q, bridges.monthly)
    return report


def _own(q: Question, bridges: Bridges, at: int) -> list[tuple[str, Bridge]]:
    """The bridge of each currency in one period."""
    currencies = bridges.currencies() or [q.exchange.target or q.base]
    return [(code, bridges.of[("", code)][at] if ("", code) in bridges.of else Bridge()) for code in currencies]


def _rates(q: Question) -> Report:
    kpis = [kpi for key in _RATES for kpi in table("recurring") if kpi.key == key]
    report = scorecard(q, kpis)
    report.name, report.title = "subscriptions-rates", "Size and retention"
    report.date_from = report.date_to = ""
    report.notes, report.compared = [], None
    for row in report.rows:
        del row["group"]
    return report


def _by_time(q: Question, by: str, span: Period) -> Report:
    parts = parts_of(span, by, first_known=rows.first_start(q.db) or span.as_of)
    bridges = bridged(q, [part for _, part in parts])
    found = [(name, _own(q, bridges, at)) for at, (name, _) in enumerate(parts)] if bridges.of else []
    return by_time("subscriptions-month", by, found, bridges.monthly)


def _by_group(q: Question, by: str, top: int) -> Report:
    bridges = bridged(q, [q.span], by)
    found = [
        (interval_words(word) if by == "interval" else bridges.names.get(word, word), currency, bridge)
        for (word, currency), (bridge,) in bridges.of.items()
        if bridge.start or bridge.end
    ]
    return by_group(f"subscriptions-{by}", by, found, bridges.monthly, top=top)


def _renewals(q: Question, monthly: Monthly) -> Sequence[Report]:
    """The terms that end within a year, and those that ended in the period."""
    narrow, as_of, target = q.narrow("subscription"), q.span.as_of, q.exchange.target
    until = add_months(date.fromisoformat(as_of), 12).isoformat()
    ahead: dict[tuple[str, str], tuple[dict[str, int], int]] = {}
    for _, starts, ends, outcome, decided, currency, minor, interval in rows.terms(q.db, as_of, until, narrow):
        if ends == as_of or starts > as_of:
            continue
        fate = "open" if decided > as_of else outcome
        fates, total = ahead.get((ends[:7], target or currency), ({}, 0))
        fates[fate] = fates.get(fate, 0) + 1
        total += monthly.of(minor, currency, interval) if minor and fate == "open" else 0
        ahead[(ends[:7], target or currency)] = fates, total
    past: dict[tuple[str, str], Renewals] = {}
    for _, _, ends, outcome, decided, currency, minor, interval in rows.terms(q.db, q.span.first, as_of, narrow):
        value = monthly.of(minor, currency, interval) if minor else 0
        own = past.setdefault((ends[:7], target or currency), Renewals())
        own.add(fate_of(ends, outcome, decided, q.today), value)
    found: list[Report] = []
    if ahead:
        found.append(renewals_ahead([(*key, *ahead[key]) for key in sorted(ahead)], monthly))
    if past:
        found.append(renewals_past([(*key, past[key]) for key in sorted(past)], monthly))
    return found
