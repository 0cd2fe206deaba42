"""One KPI explained: what it is, and the very numbers that went in."""

from __future__ import annotations

from tinycrm.domain.results import Column, Listing, Number, Page
from tinycrm.reports.kpi import written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json, Row
    from tinycrm.reports.figure import Figure
    from tinycrm.reports.kpis.kpi import Kpi
    from tinycrm.reports.period import Period


def explained(kpi: Kpi, figures: Sequence[Figure], period: Period) -> Page:
    """Gives the page of one KPI.

    Args:
        kpi: which.
        figures: its figures in the period, one a currency of money.
        period: of the numbers.
    """
    first, last = period.shown
    about = [
        f"Formula  {kpi.formula}",
        f"Unit     {kpi.unit}{', less is better' if kpi.less_is_better else ''}",
        f"Empty    {kpi.empty}",
        f"Source   {kpi.source}",
        f"Period   {first or '…'} to {last}",
    ]
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
        for name, cell in figure.inputs:
            # a whole number counts something; a decimal beside a currency is an amount of it
            amount = bool(figure.currency) and isinstance(cell, Number)
            kind = "money" if amount else "count" if isinstance(cell, int) else "number"
            rows.append({"name": name, "value": cell, "unit": kind, "currency": figure.currency or None})
        rows.append({"name": f"= {kpi.name}", "value": value, "unit": unit, "currency": figure.currency or None})
        inputs: list[Json] = [{"name": name, "value": cell} for name, cell in figure.inputs]
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
