"""A report beside the same of another period."""

from __future__ import annotations

from tinycrm.domain.results import Column, Number
from tinycrm.reports.figures import Share, text
from tinycrm.reports.kpi import change_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tinycrm.domain.results import Json, Kind, Report, Row
    from tinycrm.reports.period import Period


def exact(value: Json) -> Share | None:
    """Gives a number of a report as a quotient; None for no data."""
    if isinstance(value, int):
        return Share(value, 1)
    if not isinstance(value, Number):
        return None
    whole, _, part = value.partition(".")
    return Share(int(whole + part), 10 ** len(part))


def compare_rows(
    report: Report,
    before: Sequence[Row],
    period: Period,
    *,
    keys: Sequence[str],
    value: str,
    kind: Kind,
    less: Callable[[Row], bool | None] | None = None,
) -> None:
    """Each row has what it was in another period, the change since, and whether that is for the better.

    Args:
        report: whose rows and columns get `previous`, `change` and `better`.
        before: the rows of the same report in that period.
        period: that period, for the note.
        keys: which keys tell the rows apart.
        value: the key that is compared.
        kind: of the column `previous`.
        less: says of a row whether less of it is better, None where neither is; without it more always is.
    """
    earlier = {tuple(str(row.get(key)) for key in keys): row.get(value) for row in before}
    for row in report.rows:
        old = earlier.get(tuple(str(row.get(key)) for key in keys))
        grown = change_of(exact(row[value]), exact(old))
        row["previous"] = old
        row["change"] = text(grown)
        down = False if less is None else less(row)
        row["better"] = None if grown is None or not grown.over or down is None else (grown.over < 0) == down
    place = next(at for at, column in enumerate(report.columns) if column.key == value) + 1
    unit = report.columns[place - 1].unit
    report.columns[place:place] = [
        Column("previous", "Before", kind, unit=unit),
        Column("change", "Change", "change"),
    ]
    report.compared = period.shown
    report.notes.append(f"before: {period.first} to {period.last}")
