"""One KPI: key, name, unit, formula, what an empty one means, and where it comes from."""

from __future__ import annotations


class Kpi:
    """One KPI of the scorecard.

    Attributes:
        key, name: for programs and people.
        group: the heading it stands under on the scorecard.
        unit: "count", "ratio", "days", "hours", "months", "score", "money" or "money/day".
        formula, empty, source: its definition.
        less_is_better: whether a goal is an upper limit.
        flow: whether its value grows with the days of a period: what happened in it, and not a rate or a state.
        snapshot: whether it reads what is overwritten, so that no earlier value can be computed.
    """

    __slots__ = ("empty", "flow", "formula", "group", "key", "less_is_better", "name", "snapshot", "source", "unit")

    def __init__(
        self,
        key: str,
        name: str,
        unit: str,
        formula: str,
        empty: str,
        source: str,
        *,
        group: str,
        flow: bool = False,
        less_is_better: bool = False,
        snapshot: bool = False,
    ) -> None:
        self.key = key
        self.name = name
        self.unit = unit
        self.formula = formula
        self.empty = empty
        self.source = source
        self.group = group
        self.flow = flow
        self.less_is_better = less_is_better
        self.snapshot = snapshot

    @property
    def money(self) -> bool:
        """Whether its values are amounts, once per currency."""
        return self.unit.startswith("money")
