"""A report's charts as figures of a page: an SVG for each panel, with a caption and a legend."""

from __future__ import annotations

from tinycrm.render.lying import bars, funnel, heat
from tinycrm.render.plot import Drawing, Panel, panels
from tinycrm.render.standing import columns, line, stack
from tinycrm.render.svg import COLOURS, html_line, html_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tinycrm.domain.chart import Chart, ChartKind
    from tinycrm.domain.results import Report
    from tinycrm.render.cells import Look

_DRAWN: dict[ChartKind, Callable[[Drawing], str]] = {
    "bars": bars,
    "columns": columns,
    "stack": stack,
    "line": line,
    "funnel": funnel,
    "heat": heat,
}


def figures(report: Report, chart: Chart, look: Look, name: str, *, rtl: bool) -> Iterator[str]:
    """The figures of a chart that is not made of tiles, one for each unit; none without rows.

    Args:
        report: whose rows are drawn.
        chart: how.
        look: how the user reads values.
        name: the start of the ids; not from data.
        rtl: the page reads from right to left.
    """
    if not report.rows:
        return
    for index, panel in enumerate(panels(report, chart, look)):
        for place, one in enumerate(_apart(panel) if chart.kind == "funnel" else [panel]):
            own = f"{name}{'abcdefgh'[place % 8] if place else ''}{index or ''}"
            yield from _figure(chart, one, look, own, rtl=rtl)


def _apart(panel: Panel) -> Iterator[Panel]:
    """A panel for each value: two funnels are never one."""
    for series in panel.series:
        title = panel.title if len(panel.series) == 1 else f"{panel.title}: {series.name}"
        yield Panel(
            title, panel.part, panel.labels, [series], percent=panel.percent, whole=panel.whole, note=panel.note
        )


def _figure(chart: Chart, panel: Panel, look: Look, name: str, *, rtl: bool) -> Iterator[str]:
    said = f' <span class="dim">{html_line(panel.part, look)}</span>' if panel.part else ""
    title = html_line(panel.title, look)
    yield f'<figure class="fig {chart.kind}">\n<figcaption dir="auto">{title}{said}</figcaption>\n'
    if panel.empty:
        yield f'<p class="dim">{html_text(look.say("No data"))}</p>\n'
    else:
        if len(panel.series) > 1 and chart.kind != "heat":
            yield _legend(panel, look)
        yield _DRAWN[chart.kind](Drawing(panel, look, name, rtl=rtl)) + "\n"
    if panel.note:
        yield f'<p class="dim none">{html_line(panel.note, look)}</p>\n'
    yield "</figure>\n"


def _legend(panel: Panel, look: Look) -> str:
    keys = [
        f'<li dir="auto"><i class="k{place % COLOURS + 1}"></i>{html_line(series.name, look)}</li>'
        for place, series in enumerate(panel.series)
    ]
    return f'<ul class="legend" aria-hidden="true">{"".join(keys)}</ul>\n'
