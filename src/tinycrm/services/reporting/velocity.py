"""Reads the velocity of sales: what is open at the end of each part of a period, and what closed in it."""

from __future__ import annotations

from tinycrm.domain.fold import fold
from tinycrm.reports.closed import Closed, merged, together
from tinycrm.reports.compare import compare_rows
from tinycrm.reports.groups import TIMES
from tinycrm.reports.spans import parts_of
from tinycrm.reports.velocity import velocity_report
from tinycrm.services.reporting.course import course_of
from tinycrm.services.reporting.deal_reading import closed_deals, main_line, open_valued, split_closed
from tinycrm.services.reporting.deals import refuse_times, uncut
from tinycrm.store.queries import closings as rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Report
    from tinycrm.reports.period import Period
    from tinycrm.services.reporting.question import Question

    Group = tuple[str, Closed, dict[str, Closed], dict[str, int]]


def velocity(q: Question) -> Report:
    """Gives what the pipeline brings a day."""
    by = q.asked.by
    before = q.compared() if q.asked.compare else None
    if before is not None:
        refuse_times(q)
    base, span = q.exchange.target or q.base, course_of(q, by)
    report = velocity_report(_groups(q, span, by), span, q.today, base=base, by=by)
    if before is not None:
        groups = uncut(q, lambda: _groups(q, before, by))
        old = velocity_report(groups, before, q.today, base=base, by=by)
        keys = (by, "currency") if by else ("currency",)
        compare_rows(report, old.rows, before, keys=keys, value="velocity", kind="money")
    return report


def _groups(q: Question, span: Period, by: str) -> list[Group]:
    line = main_line(q)
    if by in TIMES:
        return _times(q, span, by, line)
    if by:
        return _words(q, span, by, line)
    parts = merged(closed_deals(q, span, pipeline=line).lines.values())
    opened = {code: count for (_, code), count in open_valued(q, span.as_of, pipeline=line).items()}
    return [("", together(parts), parts, opened)]


def _words(q: Question, span: Period, by: str, line: str) -> list[Group]:
    groups = split_closed(q, span, by, pipeline=line)
    names = {fold(name): name for name, _ in groups}
    opened: dict[str, dict[str, int]] = {}
    for (word, code), count in open_valued(q, span.as_of, pipeline=line, by=by).items():
        # words that differ only in their spelling are one group, called as it was met first
        parts = opened.setdefault(names.setdefault(fold(word), word), {})
        parts[code] = parts.get(code, 0) + count
    found = [(name, together(parts), parts, opened.pop(name, {})) for name, parts in groups]
    rest = sorted(opened.items(), key=lambda item: (not item[0], item[0]))
    found += [(name, Closed(), {}, parts) for name, parts in rest]
    return found[: q.asked.top or None]


def _times(q: Question, span: Period, by: str, line: str) -> list[Group]:
    """What was open at the end of each part follows from the days on which deals opened and closed."""
    groups = dict(split_closed(q, span, by, pipeline=line))
    steps = sorted(rows.openings(q.db, span.as_of, q.narrow("deal"), pipeline=line))
    known = min((day for day, _, _ in steps), default=span.as_of)
    found: list[Group] = []
    opened: dict[str, int] = {}
    place = 0
    for name, part in parts_of(span, by, first_known=known):
        while place < len(steps) and steps[place][0] <= part.as_of:
            _, currency, count = steps[place]
            code = q.exchange.target or currency
            if not q.exchange.target or q.exchange.factor(currency, span.as_of) is not None:
                opened[code] = opened.get(code, 0) + count
            place += 1
        parts = groups.get(name, {})
        found.append((name, together(parts), parts, {code: count for code, count in opened.items() if count}))
    return found
