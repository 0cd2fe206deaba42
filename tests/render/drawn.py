"""What stands in the charts of a page."""

from __future__ import annotations

import io
import re
from typing import BinaryIO, cast
from xml.etree import ElementTree

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, Number, Page, Report
from tinycrm.render import render
from tinycrm.render.cells import Look
from tinycrm.render.sink import Sink

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.chart import ChartKind
    from tinycrm.domain.results import Kind, Listing, Row, Shown

HOSTILE = "</title></svg><script>alert(1)</script><img src=x onerror=y> \" onload='z' & \x1b[31m\u202e"


def html(result: Report | Page | Listing | Shown, *, language: str = "en", look: Look | None = None) -> str:
    """Gives the page of a result."""
    out = io.BytesIO()
    sink = Sink(cast(BinaryIO, out), None, {})
    render(result, sink, format="html", look=lambda: look or Look(language=language))
    return out.getvalue().decode()


def report(
    kind: ChartKind,
    values: dict[str, Sequence[str | None]],
    *,
    labels: Sequence[str] = (),
    of: Kind = "number",
    unit: str = "",
) -> Report:
    """Gives a report with one chart of some columns of decimals."""
    count = max(len(column) for column in values.values())
    names = list(labels) or [f"row {place + 1}" for place in range(count)]
    rows: list[Row] = []
    for place, name in enumerate(names):
        row: Row = {"name": name}
        for key, column in values.items():
            text = column[place]
            row[key] = None if text is None else Number(text)
        rows.append(row)
    columns = [Column("name", "Name"), *(Column(key, key, of, unit=unit) for key in values)]
    return Report("r", "Report", columns, rows, charts=[Chart(kind, "name", list(values), title="Drawn")])


class Svg:
    """One picture of a page."""

    def __init__(self, text: str) -> None:
        self.root = ElementTree.fromstring(text)

    def all(self, tag: str, css: str = "") -> list[dict[str, str]]:
        """Gives the attributes of the elements of a class; `text` holds the words in them."""
        return [
            {**element.attrib, "text": "".join(element.itertext())}
            for element in self.root.iter(tag)
            if not css or css in element.get("class", "").split()
        ]

    def texts(self, css: str = "") -> list[str]:
        """Gives the words that are written in it."""
        return [found["text"] for found in self.all("text", css)]


def svgs(page: str) -> list[Svg]:
    """Gives the pictures that have a name, in order."""
    found: list[Svg] = []
    for start in re.finditer(r'<svg class="c[ "]', page):
        depth = 0
        for mark in re.finditer(r"<svg|</svg>", page[start.start() :]):
            depth += 1 if mark[0] == "<svg" else -1
            if not depth:
                found.append(Svg(page[start.start() : start.start() + mark.end()]))
                break
    return found


def svg(page: str) -> Svg:
    """Gives the only picture."""
    (one,) = svgs(page)
    return one
