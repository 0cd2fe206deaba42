"""Reads feedback: counts of scores, and the latest comments."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.reports.groups import TIMES, time_of
from tinycrm.reports.kpis import table
from tinycrm.reports.satisfaction import Answers, by_group, comments_section, satisfaction_report
from tinycrm.reports.spans import parts_of
from tinycrm.services.reporting.course import course_of, year_to
from tinycrm.services.reporting.scorecard import scorecard
from tinycrm.store.queries import feedback as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Report
    from tinycrm.reports.figure import Figure
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question

_COMMENTS = 10
# programs read records by `feedback list`
_FOR_PEOPLE = ("screen", "page")


def answers_of(q: Question, span: Period) -> Answers:
    """Gives the answers of a period."""
    found = Answers()
    for _, kind, score, count in rows.scores(q.db, span.first, span.as_of, q.narrow("feedback")):
        found.add(kind, score, count)
    return found


def figures(q: Question, spans: Sequence[Period]) -> list[list[Figure]]:
    """Gives the figures of each period."""
    return [answers_of(q, span).figures() for span in spans]


def satisfaction(q: Question) -> Report:
    """Gives what customers said in the period."""
    by = q.asked.by
    if by:
        span = course_of(q, by)
        found = _by_time(q, by, span) if by in TIMES else _by_word(q, by, span)
        report = by_group("satisfaction", by, found, over_time=by in TIMES)
        report.title, report.today = "Satisfaction", q.today
        report.date_from, report.date_to = span.shown
        return report
    report = satisfaction_report(scorecard(q, table("satisfaction")), answers_of(q, q.span))
    course = _by_time(q, "month", year_to(q.span.as_of))
    if any(own.n(kind) for _, own in course for kind in own.counts):
        report.sections.append(by_group("satisfaction-month", "month", course, over_time=True))
    if q.asked.form in _FOR_PEOPLE:
        limit = q.asked.top or _COMMENTS
        said = rows.comments(q.db, q.span.first, q.span.as_of, limit, q.narrow("feedback"))
        if said:
            report.sections.append(comments_section(said))
    return report


def _by_time(q: Question, by: str, span: Period) -> list[tuple[str, Answers]]:
    """The answers of each part of a period: in each the last one of a respondent counts."""
    found: list[tuple[str, Answers]] = []
    parts = parts_of(span, by, first_known=rows.first_feedback(q.db) or span.as_of)
    if by == "month":
        known = {word: Answers() for word, _ in parts}
        for word, kind, score, count in rows.scores(q.db, span.first, span.as_of, q.narrow("feedback"), "month"):
            known.setdefault(time_of(word, "month"), Answers()).add(kind, score, count)
        return sorted(known.items())
    for word, part in parts:
        found.append((word, answers_of(q, part)))
    return found


def _by_word(q: Question, by: str, span: Period) -> list[tuple[str, Answers]]:
    """The answers of each owner, channel or product, the most answered first; with --top the rest as one."""
    known: dict[str, Answers] = {}
    names: dict[str, str] = {}
    for word, kind, score, count in rows.scores(q.db, span.first, span.as_of, q.narrow("feedback"), by):
        key = fold(word)
        names.setdefault(key, word)
        known.setdefault(key, Answers()).add(kind, score, count)
    ranked = sorted(known, key=lambda key: (-sum(known[key].n(kind) for kind in known[key].counts), key))
    top = q.asked.top or len(ranked)
    found = [(names[key], known[key]) for key in ranked[:top]]
    if ranked[top:]:
        others = Answers()
        for key in ranked[top:]:
            others.include(known[key])
        found.append(("others", others))
    return found
