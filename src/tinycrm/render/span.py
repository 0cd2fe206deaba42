"""The period of a report in words: "1–22 Nov 2026 (of 30 days), compared with 1–22 Oct 2026"."""

from __future__ import annotations

from datetime import date

from tinycrm.domain.text import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Report
    from tinycrm.render.cells import Look


def period(report: Report, look: Look) -> str:
    """The report's period in words, and what it is compared with; empty when it has none."""
    first, last = report.date_from, report.date_to
    if not first and not last:
        return ""
    shown, of = last, ""
    if first and first <= report.today < last and _days(first, last):
        shown, of = report.today, f" ({look.say(f'of {_days(first, last)} days')})"
    if not first:
        said = f"{look.say('all, to')} {look.full_day(shown)}"
    elif not last:
        said = f"{look.say('from')} {look.full_day(first)}"
    else:
        said = _between(first, shown, look) + of
    if report.compared is not None:
        said = look.say(f"{said}, compared with {_between(*report.compared, look)}")
    return escape(said)


def _between(first: str, last: str, look: Look) -> str:
    """Both days, the month and the year once where they are the same."""
    begin, end = look.full_day(first), look.full_day(last)
    if begin == end:
        return end
    words, others = begin.split(" "), end.split(" ")
    if len(words) != 3 or len(others) != 3:
        return f"{begin} – {end}"
    if words[1:] == others[1:]:
        return f"{words[0]}–{end}"
    return f"{' '.join(words[:2])} – {end}" if words[2] == others[2] else f"{begin} – {end}"


def _days(first: str, last: str) -> int:
    """How many days there are; 0 when these are no days."""
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    except ValueError:
        return 0
