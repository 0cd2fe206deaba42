"""Deals that closed, counted: every figure of winning and losing follows from these counts and sums."""

from __future__ import annotations

from tinycrm.reports.figures import Total, half_of, mean_of, share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tinycrm.reports.figures import Share


class Closed:
    """Deals that closed, of one currency where money is asked for.

    Attributes:
        won, lost: how many; won_known, lost_known: how many of them have a value.
        won_value, lost_value: the sums of these values, in minor units.
        cycles: days from opening to closing of the won ones → how many took so long.
    """

    __slots__ = ("cycles", "lost", "lost_known", "lost_value", "won", "won_known", "won_value")

    def __init__(self) -> None:
        self.won = self.lost = self.won_known = self.lost_known = 0
        self.won_value, self.lost_value = Total(), Total()
        self.cycles: dict[int, int] = {}

    def add(self, outcome: str, days: int, over: int | None, under: int = 1) -> None:
        """One more deal is counted; over / under is its value in minor units, None when it has none."""
        if outcome == "won":
            self.won += 1
            self.cycles[days] = self.cycles.get(days, 0) + 1
            if over is not None:
                self.won_known += 1
                self.won_value.add(over, under)
        else:
            self.lost += 1
            if over is not None:
                self.lost_known += 1
                self.lost_value.add(over, under)

    def include(self, other: Closed) -> None:
        """The deals of another are counted too."""
        self.won += other.won
        self.lost += other.lost
        self.won_known += other.won_known
        self.lost_known += other.lost_known
        self.won_value.include(other.won_value)
        self.lost_value.include(other.lost_value)
        for days, count in other.cycles.items():
            self.cycles[days] = self.cycles.get(days, 0) + count

    @property
    def deals(self) -> int:
        """How many closed."""
        return self.won + self.lost

    def win_rate(self) -> Share | None:
        """Gives won / (won + lost); None when nothing closed."""
        return share(self.won, self.deals)

    def won_sum(self) -> Share | None:
        """Gives Σ value of the won deals, in minor units; None when deals were won and none has a value."""
        return self.won_value.share if self.won_known or not self.won else None

    def lost_sum(self) -> Share | None:
        """Gives Σ value of the lost deals, in minor units; None when deals were lost and none has a value."""
        return self.lost_value.share if self.lost_known or not self.lost else None

    def win_rate_value(self) -> Share | None:
        """Gives won value / (won + lost value) of valued deals; None without lost value."""
        lost = self.lost_value.share
        won = self.won_value.share
        return won.per(won.plus(lost)) if lost.over else None

    def average_deal(self) -> Share | None:
        """Gives won value / valued won deals, in minor units; None without any."""
        number = share(1, self.won_known)
        return None if number is None else self.won_value.share.times(number)

    def mean_cycle(self) -> Share | None:
        """Gives the mean of closed_on - opened_on of the won deals, in days; None when nothing was won."""
        return mean_of(self.cycles)

    def median_cycle(self) -> Share | None:
        """Gives the median of the same."""
        return half_of(self.cycles)


def merged(groups: Iterable[Mapping[str, Closed]]) -> dict[str, Closed]:
    """Gives the deals of several groups as one: currency → counts and sums."""
    found: dict[str, Closed] = {}
    for parts in groups:
        for currency, own in parts.items():
            found.setdefault(currency, Closed()).include(own)
    return found


def together(parts: Mapping[str, Closed]) -> Closed:
    """Gives the deals of all currencies as one: for counts, rates and days, never for money."""
    found = Closed()
    for part in parts.values():
        found.include(part)
    return found
