"""What a report or a page says in the language of its reader; what stands in records, and every key, stays as it is."""

from __future__ import annotations

from copy import copy

from tinycrm.domain.results import Labelled, Listing, Page, Report, Said
from tinycrm.domain.words import fact
from tinycrm.render.width import pad

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeVar

    from tinycrm.domain.chart import Chart
    from tinycrm.domain.results import Column, Json, Row, Shown
    from tinycrm.render.cells import Look

    Told = TypeVar("Told", bound="Listing | Shown | Report | Page")

# the keys of reports and pages whose values are words of the program, not of a record
_WORDS = frozenset(
    (
        *("about", "age", "class", "counted", "direction", "group", "interval", "kind", "mark", "message"),
        *("month", "overdue_for", "period", "priority", "records", "since", "status", "what", "words"),
    )
)
# rows that are measured and not of a record have one of these, and a name of the program
_MEASURED = ("key", "part")
# rows of more than one record
_SEVERAL = ("others", "all")
_DOT = " · "
_ALSO = ";"
_ITEM = "- "


def spoken(result: Told, look: Look) -> Told:
    """The result with its labels, headings and sentences in the language of the look.

    Args:
        result: what is to be shown to people; it stays as it is.
        look: in which language they read.
    """
    if look.language == "en":
        return result
    told = copy(result)
    if isinstance(told, Report):
        _say_report(told, look)
    elif isinstance(told, Page):
        told.blocks = [(look.say(heading), _block(block, look)) for heading, block in told.blocks]
    elif isinstance(told, Listing):
        told.columns = _columns(told.columns, look)
        if told.noun == "report":
            told.rows = [_row(row, look) for row in told.rows]
        told.empty = look.say(told.empty)
    else:
        told.columns = _columns(told.columns, look)
        told.sections = [(look.say(heading), spoken(listing, look)) for heading, listing in told.sections]
    return told


def _say_report(report: Report, look: Look) -> None:
    report.title = look.say(report.title)
    report.columns = _columns(report.columns, look)
    report.rows = [_row(row, look) for row in report.rows]
    report.totals = None if report.totals is None else _row(report.totals, look)
    report.notes = [look.say(note) for note in report.notes]
    report.charts = [_chart(chart, look) for chart in report.charts]
    report.sections = [spoken(section, look) for section in report.sections]


def _chart(chart: Chart, look: Look) -> Chart:
    told = copy(chart)
    told.title = look.say(chart.title)
    told.rows = None if chart.rows is None else [_row(row, look) for row in chart.rows]
    return told


def _block(block: list[str] | Listing, look: Look) -> list[str] | Listing:
    if isinstance(block, Listing):
        told = spoken(block, look)
        told.rows = [_row(row, look) for row in block.rows]
        return told
    if isinstance(block, Labelled):
        return Labelled(_labelled(block, look))
    return [_said(line, look) for line in block] if isinstance(block, Said) else block


def _said(line: str, look: Look) -> str:
    return _ITEM + look.say(line.removeprefix(_ITEM)) if line.startswith(_ITEM) else look.say(line)


def _labelled(lines: Labelled, look: Look) -> Iterator[str]:
    """Lines of facts, of which those without a label go on with the one above."""
    label = ""
    for line in lines:
        own, _, rest = line.partition("  ")
        text = rest.lstrip(" ")
        label = own or label
        yield pad(look.say(own), len(line) - len(text) - 1) + " " + _facts(label, text, look)


def _facts(label: str, text: str, look: Look) -> str:
    return _DOT.join([fact(label, part, look.language) for part in text.split(_DOT)])


def _columns(columns: Sequence[Column], look: Look) -> list[Column]:
    return list(_labels(columns, look))


def _labels(columns: Sequence[Column], look: Look) -> Iterator[Column]:
    for column in columns:
        told = copy(column)
        told.label = look.say(column.label, of=column.kind)
        yield told


def _row(row: Row, look: Look) -> Row:
    """The row with its words said; those of records are none of the program's."""
    own = any(key in row for key in _MEASURED)
    told = {key: _value(key, value, look, own=own) for key, value in row.items()}
    if isinstance(row.get("what"), str) and isinstance(row.get("text"), str):
        told["text"] = _facts(str(row["what"]), str(row["text"]), look)
    return told


def _value(key: str, value: Json, look: Look, *, own: bool) -> Json:
    if not isinstance(value, str):
        return value
    if key == "field":
        return look.say(value.replace("_", " "))
    if key == "words":
        return f"{look.say(_ALSO)} ".join([look.say(part) for part in value.split(f"{_ALSO} ")])
    if key in _WORDS or (own and key == "name") or value in _SEVERAL:
        return look.say(value)
    return value
