"""Pictures of a report's rows."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal, TypeAlias

    from tinycrm.domain.results import Row

    ChartKind: TypeAlias = Literal["bars", "columns", "stack", "line", "funnel", "heat", "tiles"]


class Chart:
    """A picture of a report's rows, for pages; the table behind it stays what is true.

    Args:
        kind: "bars" (one bar a row, lying), "columns" (one a row, standing: time), "stack" (the values of a row on top
            of each other), "line" (one line a value over the rows), "funnel" (bars that get shorter), "heat" (cells
            shaded by value) or "tiles" (the rows of a scorecard as cards).
        label: the key of the column that names a row.
        values: the keys of the columns that are drawn, in order.
        title: words above it.
        split: a key whose values never share an axis, such as "currency"; one chart for each.
        rows: what is drawn where that are not the rows of the report: a row for each month, over all currencies.
    """

    __slots__ = ("kind", "label", "rows", "split", "title", "values")

    def __init__(
        self,
        kind: ChartKind,
        label: str,
        values: Sequence[str],
        *,
        title: str = "",
        split: str = "",
        rows: Sequence[Row] | None = None,
    ) -> None:
        self.kind: ChartKind = kind
        self.label = label
        self.values = tuple(values)
        self.title = title
        self.split = split
        self.rows = rows
