"""A scorecard as cards: each figure with its change, its goal and what it rests on, group by group."""

from __future__ import annotations

from tinycrm.domain.results import Column, value_of
from tinycrm.domain.text import escape
from tinycrm.render.cells import cell, change, percent, words
from tinycrm.render.chart import amount
from tinycrm.render.plot import column_of
from tinycrm.render.svg import curve, html_line, html_text, path, pct, picture, stretched
from tinycrm.render.width import width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.domain.chart import Chart
    from tinycrm.domain.results import Report, Row
    from tinycrm.render.cells import Look

_LONG, _LONGER = 13, 17  # cells from which a value is set smaller
_TREND = 34.0  # pixels
_CHANGE = Column("change", kind="change")


class _Cards:
    """How the rows of one report become cards."""

    def __init__(self, report: Report, chart: Chart, look: Look, name: str, *, rtl: bool) -> None:
        self.look = look
        self.name = name
        self.rtl = rtl
        self.label = column_of(report, chart.label, Column(chart.label))
        self.value = column_of(report, chart.values[0], Column(chart.values[0], kind="measure"))
        same = Column("goal", kind=self.value.kind, unit=self.value.unit)
        self.goal = column_of(report, "goal", same)
        self.previous = column_of(report, "previous", Column("previous", kind=same.kind, unit=same.unit))
        self.ahead = column_of(report, "projection", Column("projection", kind=same.kind, unit=same.unit))

    def says_something(self, row: Row) -> bool:
        """Whether there is a value, one before, or a goal to wait for; a card of nothing hides those that are."""
        return any(value_of(row, column.key) is not None for column in (self.value, self.previous, self.goal))

    def card(self, row: Row, place: int) -> str:
        name = cell(row, self.label, self.look, null="-")[0]
        shown = cell(row, self.value, self.look)[0]
        size = "big" + " long" * (width(shown) >= _LONG) + " longer" * (width(shown) >= _LONGER)
        none = f'<span class="sr">{html_text(self.look.say("no data"))}</span>'
        big = html_text(shown) if shown else f'<span class="dim" aria-hidden="true">–</span>{none}'
        pieces = [
            f'<p class="name" dir="auto">{html_line(name, self.look)}</p><p class="{size}" dir="auto">{big}</p>',
            *self._also(row),
        ]
        if row.get("about"):
            # who is told in a sentence what a figure is sees no more than its way
            by = "".join([*self._change(row), *self._foot(row)])
            pieces += [f'<div class="by">{by}</div>' if by else "", *self._trend(row, name, place), *self._goal(row)]
            pieces += self._about(row)
        else:
            pieces += [
                *self._change(row),
                *self._trend(row, name, place),
                *self._goal(row),
                *self._foot(row),
            ]
        small = " small" * (value_of(row, self.goal.key) is not None and row.get("n") is None)
        return f'<li class="tile{small}">{"".join(pieces)}</li>\n'

    def _also(self, row: Row) -> Iterator[str]:
        """The same figure in other currencies."""
        also = row.get("also")
        rows = also if isinstance(also, list) else []
        others = [cell(other, self.value, self.look)[0] for other in rows if isinstance(other, dict)]
        if others:
            yield f'<p class="also" dir="auto">{" · ".join([f"<bdi>{html_text(other)}</bdi>" for other in others])}</p>'

    def _about(self, row: Row) -> Iterator[str]:
        said = row.get("about")
        if isinstance(said, str) and said:
            yield f'<p class="dim about" dir="auto">{html_line(said, self.look)}</p>'

    def _change(self, row: Row) -> Iterator[str]:
        value = amount(row.get("change"))
        if value is None:
            if "change" in row and cell(row, _CHANGE, self.look)[0]:
                yield f'<p class="chg dim">{html_text(self.look.say("new"))}</p>'
            return
        sign, _, rest = change(str(row.get("change")), self.look).partition(" ")
        better = row.get("better")
        css, word = ("dim", "") if not isinstance(better, bool) else ("good", "better") if better else ("bad", "worse")
        arrow = f'<span aria-hidden="true">{html_text(sign)}</span> '
        way = {"▲": "up", "▼": "down", "=": "unchanged"}.get(sign, "")
        judged = f' <span class="dim">{html_text(self.look.say(word))}</span>' if word and sign != "=" else ""
        shown = f'<span class="sr">{html_text(self.look.say(way))} </span><bdi dir="ltr">{html_text(rest)}</bdi>'
        yield f'<p class="chg {css}">{arrow}{shown}{judged}</p>'

    def _trend(self, row: Row, name: str, place: int) -> Iterator[str]:
        trend = row.get("trend")
        values = [amount(value) for value in trend] if isinstance(trend, list) else []
        known = [value for value in values if value is not None]
        if len(known) < 2:
            return
        low, high = min(known), max(known)
        reach = (high - low) or 1.0
        last = len(values) - 1
        points = [
            None
            if value is None
            else (at / last, 3 + (_TREND - 6) * (1 - (value - low) / reach if high > low else 0.5))
            for at, value in enumerate(values)
        ]
        lines = [
            f'<path class="ln l1" d="{path(run)}" vector-effect="non-scaling-stroke"/>'
            for run in curve(points)
            if len(run) > 1
        ]
        dots = [f'<circle class="s1" cx="{pct(run[-1][0])}" cy="{run[-1][1]:.1f}" r="2.5"/>' for run in curve(points)]
        way = "up" if known[-1] > known[0] else "down" if known[-1] < known[0] else "as at its start"
        about = self.look.say(f"{len(values)} periods, at the end {way}")
        title = self.look.say(f"{name}: trend")
        yield picture([stretched(lines, _TREND), *dots], _TREND, f"{self.name}n{place}", title, about, css="c trend")

    def _goal(self, row: Row) -> Iterator[str]:
        target = amount(value_of(row, self.goal.key))
        if target is None:
            return
        met, value = row.get("met"), amount(value_of(row, self.value.key))
        done = given = amount(row.get("progress"))
        # red where a limit is passed; on the way to a goal nothing is wrong yet
        passed = done is None and met is False and value is not None and value >= target
        if done is None and value is not None and target > 0:
            done = value / target
        # less is better: how much of a limit is reached is nothing to say
        limit = given is not None and value is not None and (value - target) * (given - 1) < 0
        said = self.look.say(f"{'At most' if limit else 'Goal'} {cell(row, self.goal, self.look)[0]}")
        if done is not None:
            yield self._progress(max(0.0, min(1.0, done)), 1 if met is True else 2 if passed else 0)
            part = percent(f"{max(0.0, min(done, 1e6)):.2f}", self.look)
            said = said if limit else self.look.say(f"{said}, {part} reached")
        judged = ""
        ahead = row.get("on_track")
        if isinstance(met, bool):
            css, sign, word = ("good", "✓", "met") if met else ("bad", "✗", "not met")
            if isinstance(ahead, bool):
                # nothing is missed before its time is over
                css, sign, word = ("good", "✓", "on track") if ahead else ("late", "!", "behind")
            word = html_text(self.look.say(word))
            judged = f' <span class="{css} nb"><span aria-hidden="true">{sign} </span>{word}</span>'
        yield f'<p class="goal"><span dir="auto">{html_line(said, self.look)}</span>{judged}</p>'

    def _progress(self, part: float, state: int) -> str:
        x = 1 - part if self.rtl else 0.0
        done = f'<rect class="f{state}" x="{pct(x)}" width="{pct(part)}" height="6" rx="3"/>' if part else ""
        return (
            '<svg class="p" width="100%" height="6" aria-hidden="true">'
            f'<rect class="track" width="100%" height="6" rx="3"/>{done}</svg>'
        )

    def _foot(self, row: Row) -> Iterator[str]:
        said: list[str] = []
        previous = cell(row, self.previous, self.look)[0]
        if previous:
            said.append(self.look.say(f"before {previous}"))
        ahead = cell(row, self.ahead, self.look)[0]
        if ahead:
            said.append(self.look.say(f"heading for {ahead}"))
        if row.get("n") is not None and not row.get("about"):
            said.append(self.look.say(f"n = {row['n']}"))
        if said:
            parts = " ".join([f'<bdi class="nb">{html_line(part, self.look)}</bdi>' for part in said])
            yield f'<p class="dim foot">{parts}</p>'


def tiles(report: Report, chart: Chart, look: Look, name: str, *, rtl: bool, level: int) -> Iterator[str]:
    """The rows of a report as cards, those of a group together under its heading.

    Args:
        report: whose rows they are.
        chart: the keys of their names and their values.
        look: how the user reads values.
        name: the start of the ids; not from data.
        rtl: the page reads from right to left.
        level: of the headings.
    """
    if not chart.values or not report.rows:
        return
    cards = _Cards(report, chart, look, name, rtl=rtl)
    groups: dict[str, tuple[list[str], list[str]]] = {}
    for place, row in enumerate(report.rows):
        drawn, empty = groups.setdefault(escape(words(row.get("group"))), ([], []))
        if cards.says_something(row):
            drawn.append(cards.card(row, place))
        else:
            empty.append(cell(row, cards.label, look, null="-")[0])
    if chart.title:
        yield f'<h{level} dir="auto">{html_line(chart.title, look)}</h{level}>\n'
        level = min(level + 1, 6)
    for heading, (drawn, empty) in groups.items():
        if heading:
            yield f'<h{level} dir="auto">{html_line(heading, look)}</h{level}>\n'
        if drawn:
            yield f'<ul class="tiles">\n{"".join(drawn)}</ul>\n'
        if empty:
            named = " · ".join([f"<bdi>{html_text(name)}</bdi>" for name in empty])
            yield f'<p class="dim none">{html_text(look.say("No data"))}: {named}</p>\n'
