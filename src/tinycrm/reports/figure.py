"""One KPI's value in one period."""

from __future__ import annotations

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
