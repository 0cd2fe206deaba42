"""One KPI's value in one period."""

from __future__ import annotations

from tinycrm.domain.results import Number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json
    from tinycrm.reports.figures import Share


class Figure:
    """One KPI's value: exact.

    Attributes:
        key: of the KPI.
        value: of money in minor units of the currency; None is no data.
        n: what it rests on, None where nothing is counted.
        currency: of money, else "".
        inputs: the very numbers that went in, in words and as programs read them: ("won deals", 598).
    """

    __slots__ = ("currency", "inputs", "key", "n", "value")

    def __init__(
        self,
        key: str,
        value: Share | None,
        n: int | None = None,
        currency: str = "",
        *,
        inputs: Sequence[tuple[str, Json]] = (),
    ) -> None:
        self.key = key
        self.value = value
        self.n = n
        self.currency = currency
        self.inputs = tuple(inputs)


def unit_of_input(cell: Json, currency: str) -> str:
    """Gives "money", "count", or "" for what is neither and is shown with every digit that went in.

    Args:
        cell: a number that went into a figure.
        currency: of the figure, "" for none.
    """
    if currency and isinstance(cell, Number):
        return "money"
    return "count" if isinstance(cell, int) else ""
