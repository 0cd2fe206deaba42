"""One KPI explained: what it is, and the very numbers that went in."""

from __future__ import annotations

from tinycrm.domain.results import Column, Labelled, Listing, Number, Page
from tinycrm.reports.figure import unit_of_input
from tinycrm.reports.kpi import written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json, Row
    from tinycrm.reports.figure import Figure
    from tinycrm.reports.kpis.kpi import Kpi
    from tinycrm.reports.period import Period
    from tinycrm.reports.told import Told


def explained(kpi: Kpi, figures: Sequence[Figure], period: Period) -> Page:
    """Gives the page of one KPI.

    Args:
        kpi: which.
        figures: its figures in the period, one a currency of money.
        period: of the numbers.
    """
    first, last = period.shown
    about = Labelled(
        [
            f"Formula  {kpi.formula}",
            f"Unit     {kpi.unit}{', less is better' if kpi.less_is_better else ''}",
            f"Empty    {kpi.empty}",
            f"Source   {kpi.source}",
            f"Period   {first or '…'} to {last}",
        ]
    )
    columns = [
        Column("name", "What went in", "long"),
        Column("value", "Value", "measure"),
        Column("unit", wide=True),
        Column("currency", wide=True),
    ]
    rows: list[Row] = []
    data: list[Json] = []
    for figure in figures:
        unit = "money" if kpi.money and not kpi.unit.endswith("day") else kpi.unit
        value = written(kpi, figure.value, figure.currency)
        # what is the figure itself is told below, once
        rows += [_input(name, cell, figure.currency) for name, cell in figure.inputs if name != kpi.name]
        rows.append(_shown(f"= {kpi.name}", value, unit, figure.currency))
        inputs: list[Json] = [{"name": name, "value": _exact(cell)} for name, cell in figure.inputs]
        data.append({"currency": figure.currency or None, "value": value, "n": figure.n, "inputs": inputs})
    record: Row = {
        "key": kpi.key,
        "name": kpi.name,
        "unit": kpi.unit,
        "formula": kpi.formula,
        "empty": kpi.empty,
        "source": kpi.source,
        "less_is_better": kpi.less_is_better,
        "from": first or None,
        "to": last,
        "figures": data,
    }
    return Page(kpi.name, [("", about), ("", Listing("input", columns, rows))], record)


def told(kpi: Told) -> Page:
    """Gives the page of a KPI that is no single figure: what it is, and which report shows its numbers."""
    command = f"tinycrm report {kpi.report}"
    about = Labelled(
        [
            f"Formula  {kpi.formula}",
            f"Unit     {kpi.unit}",
            f"Empty    {kpi.empty}",
            f"Source   {kpi.source}",
            f"Numbers  {command}",
        ]
    )
    record: Row = {
        "key": kpi.key,
        "name": kpi.name,
        "unit": kpi.unit,
        "formula": kpi.formula,
        "empty": kpi.empty,
        "source": kpi.source,
        "report": kpi.report,
        "command": command,
    }
    return Page(kpi.name, [("", about)], record)


def _input(name: str, cell: Json, currency: str) -> Row:
    """The line of a number that went in."""
    if isinstance(cell, dict):
        return _shown(name, cell["amount"], "money", str(cell["currency"]))
    unit = unit_of_input(cell, currency)
    return _shown(name, cell, unit, currency if unit == "money" else "")


def _shown(name: str, value: Json, unit: str, currency: str) -> Row:
    if value is None:
        return {"name": name, "value": "-", "unit": None, "currency": None}
    return {"name": name, "value": value, "unit": unit or None, "currency": currency or None}


def _exact(cell: Json) -> Json:
    """A decimal that stands for itself is a number to programs too."""
    try:
        return Number(cell) if isinstance(cell, str) else cell
    except ValueError:
        return cell
