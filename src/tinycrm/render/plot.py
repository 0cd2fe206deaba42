"""What a chart draws: the rows of a report as labels and numbers, one panel for each unit."""

from __future__ import annotations

from tinycrm.domain.chart import Chart
from tinycrm.domain.results import Column, value_of
from tinycrm.domain.text import escape
from tinycrm.render.cells import cell
from tinycrm.render.chart import amount
from tinycrm.render.svg import Axis

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Report, Row
    from tinycrm.render.cells import Look

_RATIOS = ("ratio", "change")


class Series:
    """One value over the rows of a panel.

    Attributes:
        name: the column's label.
        values: as numbers; None is no data.
        texts: as the tables write them; "-" for no data.
    """

    __slots__ = ("name", "texts", "values")

    def __init__(self, name: str, values: list[float | None], texts: list[str]) -> None:
        self.name = name
        self.values = values
        self.texts = texts


class Panel:
    """Values that may share an axis.

    Attributes:
        title: what the panel shows.
        part: what sets it apart: a currency, a unit, the value of the key it is split by.
        labels: the names of the rows.
        series: what is drawn of each row.
        percent, whole: the values are ratios; are counts.
        note: what stands below it; may be empty.
    """

    __slots__ = ("labels", "note", "part", "percent", "series", "title", "whole")

    def __init__(
        self,
        title: str,
        part: str,
        labels: list[str],
        series: list[Series],
        *,
        percent: bool,
        whole: bool,
        note: str = "",
    ) -> None:
        self.title = title
        self.part = part
        self.labels = labels
        self.series = series
        self.percent = percent
        self.whole = whole
        self.note = note

    @property
    def values(self) -> list[float | None]:
        """Every value, series after series."""
        return [value for series in self.series for value in series.values]

    @property
    def empty(self) -> bool:
        """True without a single number."""
        return all(value is None for value in self.values)

    def axis(self, look: Look, *, values: Sequence[float | None] | None = None, zero: bool = True) -> Axis:
        """The scale of the panel's values, or of others of their unit."""
        found = self.values if values is None else values
        return Axis(found, look, percent=self.percent, whole=self.whole, zero=zero)

    def tip(self, series: Series, row: int) -> str:
        """What one mark says: "March, won value: 4,800 EUR"."""
        name = f"{self.labels[row]}, {series.name}" if len(self.series) > 1 else self.labels[row]
        return f"{name}: {series.texts[row]}"

    def about(self, look: Look) -> str:
        """The panel in a sentence: how many rows, its highest and its lowest value."""
        known = [
            (value, self.tip(series, row))
            for series in self.series
            for row, value in enumerate(series.values)
            if value is not None
        ]
        if not known:
            return look.say("No data.")
        count = look.say(f"{len(self.labels)} {'row' if len(self.labels) == 1 else 'rows'}.")
        if len(known) == 1:
            return f"{count} {known[0][1]}."
        highest, lowest = max(known, key=lambda item: item[0])[1], min(known, key=lambda item: item[0])[1]
        return look.say(f"{count} Highest: {highest}. Lowest: {lowest}.")


def column_of(report: Report, key: str, fallback: Column | None = None) -> Column:
    """The column that shows a key, a drawn one last; the fallback, else plain text, where there is none."""
    own = [column for column in report.columns if column.key == key]
    found = next((column for column in own if not column.drawn), None)
    return found or fallback or Column(key, kind="number")


def charts_of(report: Report) -> list[Chart]:
    """The charts of a report; of one that has none and draws bars of a column on a terminal, bars of that column."""
    if report.charts or len(report.rows) < 2:
        return report.charts
    shown = [column for column in report.columns if not column.drawn]
    named = next((column for column in shown if not column.wide), None)
    for drawn in report.columns:
        own = next((column for column in shown if column.key == drawn.key and column is not named), None)
        if drawn.kind == "bar" and own is not None and named is not None:
            return [Chart("bars", named.key, [own.key])]
    return []


def panels(report: Report, chart: Chart, look: Look) -> list[Panel]:
    """The panels of a chart in the order of their first rows; numbers of several units never share one.

    A row that has no value and names no part stands empty in all of them.
    """
    label = column_of(report, chart.label, Column(chart.label))
    columns = [column_of(report, key) for key in chart.values]
    units: dict[tuple[str, str], list[Column]] = {}
    every = report.rows if chart.rows is None else chart.rows
    for row in every:
        for place, column in _places(row, columns, chart.split):
            units.setdefault(place, [])
            if column not in units[place]:
                units[place].append(column)
    found: list[Panel] = []
    for (part, unit), drawn in units.items():
        ordered = [column for column in columns if column in drawn]
        rows = [
            row
            for row in every
            if _fits(row, chart.split, part) and all(_may_stand(row, column, unit) for column in ordered)
        ]
        found.append(_panel(chart, label, ordered, rows, (part, unit), look))
    return found or [_panel(chart, label, columns, every, ("", ""), look)]


def _places(row: Row, columns: Sequence[Column], split: str) -> list[tuple[tuple[str, str], Column]]:
    """The panel of each of the row's values that is there."""
    part = row.get(split) if split else None
    name = "" if part is None else str(part)
    return [((name, _unit(row, column)), column) for column in columns if amount(value_of(row, column.key)) is not None]


def _fits(row: Row, split: str, part: str) -> bool:
    own = row.get(split) if split else None
    return own is None or str(own) == part


def _may_stand(row: Row, column: Column, unit: str) -> bool:
    """Whether the row's value is of the unit; one that is not there may be of any, unless the row names another."""
    own = _unit(row, column)
    return own == unit or (amount(value_of(row, column.key)) is None and not own)


def _unit(row: Row, column: Column) -> str:
    """What a value is counted in, so that two of the same may stand on one axis."""
    if column.kind in _RATIOS:
        return "ratio"
    if column.kind == "money":
        return column.unit or str(row.get(f"{column.key}_currency") or row.get("currency") or "")
    if column.kind == "measure":
        unit = (column.unit or str(row.get("unit") or "")).removesuffix("count")
        return unit.replace("money", str(row.get("currency") or ""), 1) if unit.startswith("money") else unit
    return "" if column.unit in ("", "count") else column.unit


def _panel(
    chart: Chart, label: Column, columns: Sequence[Column], rows: Sequence[Row], place: tuple[str, str], look: Look
) -> Panel:
    part, unit = place
    series = [
        Series(
            _plain(column.label or column.key.replace("_", " ")),
            [amount(value_of(row, column.key)) for row in rows],
            [cell(row, column, look, null="-")[0] for row in rows],
        )
        for column in columns
    ]
    parts = list(dict.fromkeys(word for word in (part, "" if unit == "ratio" else _unit_words(unit, look)) if word))
    known = [value for one in series for value in one.values if value is not None]
    names = _names(rows, label, look)
    lasting = bool(rows) and _is_lasting(rows[-1], label, look)
    if lasting:
        names[-1] += "*"
    return Panel(
        chart.title or f"{look.say(',')} ".join([one.name for one in series]),
        f"{look.say(',')} ".join(parts),
        names,
        series,
        percent=unit == "ratio",
        whole=not unit and all(value == int(value) for value in known),
        note=look.say(f"{names[-1]} is not over yet") if lasting else "",
    )


def _unit_words(unit: str, look: Look) -> str:
    currency, slash, per = unit.partition("/")
    return currency + look.say(slash + per) if slash else look.say(unit)


def _is_lasting(row: Row, label: Column, look: Look) -> bool:
    """Whether a row is the month, quarter or year that today is in, and it has days to come."""
    if label.key not in ("month", "quarter", "year") or len(look.today) != 10:
        return False
    from datetime import date, timedelta

    after = (date.fromisoformat(look.today) + timedelta(days=1)).isoformat()
    return row.get(label.key) == _part_of(look.today, label.key) == _part_of(after, label.key)


def _part_of(day: str, unit: str) -> str:
    if unit == "quarter":
        return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
    return day[:7] if unit == "month" else day[:4]


def _names(rows: Sequence[Row], label: Column, look: Look) -> list[str]:
    """The names of the rows; of several rows of one name, those of a currency say which."""
    names = [cell(row, label, look, null="-")[0] for row in rows]
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return [
        f"{name}, {escape(str(row['currency']))}" if counts[name] > 1 and row.get("currency") else name
        for name, row in zip(names, rows, strict=True)
    ]


def _plain(text: str) -> str:
    return " ".join(text.split())


class Drawing:
    """One panel on its way to a page.

    Args:
        panel: what is drawn.
        look: how the user writes numbers.
        name: the start of the ids of its figure; not from data.
        rtl: the page reads from right to left.
    """

    __slots__ = ("look", "name", "panel", "rtl")

    def __init__(self, panel: Panel, look: Look, name: str, *, rtl: bool) -> None:
        self.panel = panel
        self.look = look
        self.name = name
        self.rtl = rtl
