"""Reads tickets: those opened in a period, and those open at its end."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.reports.groups import TIMES, time_of
from tinycrm.reports.kpis import table
from tinycrm.reports.service import Tickets, by_group, service_report
from tinycrm.reports.spans import parts_of
from tinycrm.services.reporting.course import course_of, year_to
from tinycrm.services.reporting.scorecard import scorecard
from tinycrm.store.queries import tickets as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Report
    from tinycrm.reports.figure import Figure
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question
    from tinycrm.store.queries.tickets import Opened

_PRIORITIES = ("high", "normal", "low")


def _count(tickets: Tickets, row: Opened, as_of: str) -> None:
    """A ticket is counted as it stood on the last day that counts."""
    _, opened_at, answered_at, answered_on, resolved_at, resolved_on, reopenings, minutes = row
    tickets.add(
        opened_at,
        answered_at if answered_on is not None and answered_on <= as_of else None,
        resolved_at if resolved_on is not None and resolved_on <= as_of else None,
        reopenings,
    )
    if minutes is not None:
        tickets.took(minutes)


def tickets_of(q: Question, span: Period) -> Tickets:
    """Gives the tickets of a period."""
    narrow = q.narrow("ticket")
    found = Tickets()
    for row in rows.opened(q.db, span.first, span.as_of, narrow):
        _count(found, row, span.as_of)
    for _, day, count in rows.open_on(q.db, span.as_of, narrow):
        found.stands(day, span.as_of, count)
    return found


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    narrow = q.narrow("ticket")
    return [tickets_of(q, span).figures(known=rows.any_ticket(q.db, span.as_of, narrow)) for span in spans]


def service(q: Question) -> Report:
    """Gives how tickets of the period were served."""
    by = q.asked.by
    if by:
        span = course_of(q, by)
        found = _by_time(q, by, span) if by in TIMES else _by_word(q, by, span)
        report = by_group("service", by, found, over_time=by in TIMES)
        report.title, report.today = "Service", q.today
        report.date_from, report.date_to = span.shown
        return report
    report = service_report(scorecard(q, table("service")), tickets_of(q, q.span))
    course = _by_time(q, "month", year_to(q.span.as_of))
    if any(own.opened for _, own in course):
        report.sections.append(by_group("service-month", "month", course, over_time=True))
    for word in ("channel", "priority"):
        found = _by_word(q, word, q.span)
        if found:
            report.sections.append(by_group(f"service-{word}", word, found))
    return report


def _by_time(q: Question, by: str, span: Period) -> list[tuple[str, Tickets]]:
    narrow = q.narrow("ticket")
    parts = parts_of(span, by, first_known=rows.first_ticket(q.db) or span.as_of)
    known = {word: Tickets() for word, _ in parts}
    for row in rows.opened(q.db, span.first, span.as_of, narrow, "day"):
        own = known.get(time_of(row[0], by))
        if own is not None:
            _count(own, row, span.as_of)
    for word, part in parts:
        for _, day, count in rows.open_on(q.db, part.as_of, narrow):
            known[word].stands(day, part.as_of, count)
    return list(known.items())


def _by_word(q: Question, by: str, span: Period) -> list[tuple[str, Tickets]]:
    """The tickets of each channel, priority or owner, most first; with --top the rest as one."""
    narrow = q.narrow("ticket")
    known: dict[str, Tickets] = {}
    names: dict[str, str] = {}
    for row in rows.opened(q.db, span.first, span.as_of, narrow, by):
        key = fold(row[0])
        names.setdefault(key, row[0])
        _count(known.setdefault(key, Tickets()), row, span.as_of)
    for word, day, count in rows.open_on(q.db, span.as_of, narrow, by):
        key = fold(word)
        names.setdefault(key, word)
        known.setdefault(key, Tickets()).stands(day, span.as_of, count)
    ranked = sorted(known, key=lambda key: (-known[key].opened, -known[key].open, key))
    if by == "priority":
        ranked.sort(key=lambda key: _PRIORITIES.index(key) if key in _PRIORITIES else len(_PRIORITIES))
    top = q.asked.top or len(ranked)
    found = [(names[key], known[key]) for key in ranked[:top]]
    if ranked[top:]:
        others = Tickets()
        for key in ranked[top:]:
            others.include(known[key])
        found.append(("others", others))
    return found
