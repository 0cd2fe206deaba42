"""What subscriptions are worth a month, and what became of it: exact, summed over one denominator, rounded once."""

from __future__ import annotations

from datetime import date, timedelta
from math import lcm

from tinycrm.domain.interval import months_of
from tinycrm.reports.figures import Share, share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# a term counts as renewed when that was decided no later than so many days after its end
GRACE_DAYS = 30


class Monthly:
    """Turns amounts into MRR as whole numbers over one denominator, so that they add and compare exactly.

    Attributes:
        under: what a sum is divided by to be minor units a month.
        unrated: the currencies that there is no rate for, when all are converted.
    """

    __slots__ = ("_each", "_worth", "under", "unrated")

    def __init__(self, intervals: Iterable[str], worth: Mapping[str, Share | None] | None = None) -> None:
        """Every interval has its factor.

        Args:
            intervals: all that occur, as stored.
            worth: currency → what one of its minor units is in the currency that all are converted into, None
                without a rate; None when nothing is converted.

        Raises:
            StorageError: an interval is none.
        """
        months = {interval: months_of(interval) for interval in intervals}
        self.under = lcm(*(over for over, _ in months.values())) if months else 1
        self._worth = worth
        self.unrated = frozenset(key for key, one in (worth or {}).items() if one is None)
        self._each = {interval: under * (self.under // over) for interval, (over, under) in months.items()}
        if worth is not None:
            common = lcm(*(one.under for one in worth.values() if one is not None), 1)
            self._worth = {key: one and Share(one.over * (common // one.under), 1) for key, one in worth.items()}
            self.under *= common

    @property
    def blind(self) -> bool:
        """Whether something is or was paid and nothing of it can be converted."""
        worth = self._worth
        return bool(worth) and not any(one is not None for one in (worth or {}).values())

    def of(self, minor: int, currency: str, interval: str) -> int:
        """Gives an amount's MRR, times `under`; 0 for one without a rate."""
        if self._worth is None:
            return minor * self._each[interval]
        worth = self._worth.get(currency)
        return 0 if worth is None else minor * self._each[interval] * worth.over

    def value(self, total: int) -> Share:
        """Gives what a sum is in minor units a month."""
        return Share(total, self.under)


class Bridge:
    """How MRR got from one day to another, in one currency; amounts are times `Monthly.under`.

    Attributes:
        start, end: MRR at either end; start_n, end_n: how many parties pay it.
        new, reactivation: end MRR of parties that paid nothing at the start: never before, before.
        expansion, contraction, churned: of the others, the rise, the fall to above 0, the fall to 0.
        new_n and the like: how many parties.
    """

    __slots__ = (
        "churned",
        "churned_n",
        "contraction",
        "contraction_n",
        "end",
        "end_n",
        "expansion",
        "expansion_n",
        "new",
        "new_n",
        "reactivation",
        "reactivation_n",
        "start",
        "start_n",
    )

    def __init__(self) -> None:
        self.start = self.new = self.reactivation = self.expansion = self.contraction = self.churned = self.end = 0
        self.start_n = self.new_n = self.reactivation_n = self.expansion_n = 0
        self.contraction_n = self.churned_n = self.end_n = 0

    def add(self, start: int, end: int, before: bool) -> None:
        """One more party is counted.

        Args:
            start, end: its MRR at either end.
            before: whether it paid before or on the day of the start.
        """
        if end:
            self.end += end
            self.end_n += 1
        if not start:
            if end and before:
                self.reactivation += end
                self.reactivation_n += 1
            elif end:
                self.new += end
                self.new_n += 1
            return
        self.start += start
        self.start_n += 1
        if end > start:
            self.expansion += end - start
            self.expansion_n += 1
        elif not end:
            self.churned += start
            self.churned_n += 1
        elif end < start:
            self.contraction += start - end
            self.contraction_n += 1

    def include(self, other: Bridge) -> None:
        """The parties of another bridge are counted too."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def nrr(self) -> Share | None:
        """Gives end MRR of the parties of the start / start MRR, None for a start of 0."""
        return share(self.start + self.expansion - self.contraction - self.churned, self.start)

    def grr(self) -> Share | None:
        """Gives the sum of each such party's lesser MRR / start MRR, None for a start of 0."""
        return share(self.start - self.contraction - self.churned, self.start)

    def expansion_rate(self) -> Share | None:
        """Gives expansion / start MRR, None for a start of 0."""
        return share(self.expansion, self.start)


class Renewals:
    """What became of terms that ended, of one currency or of all.

    Attributes:
        renewed, decided: terms; decided are all that ended less the undecided still in grace.
        waiting: the undecided still in grace.
        renewed_value, decided_value: what they last paid a month, times `Monthly.under`.
    """

    __slots__ = ("decided", "decided_value", "renewed", "renewed_value", "waiting")

    def __init__(self) -> None:
        self.renewed = self.decided = self.waiting = 0
        self.renewed_value = self.decided_value = 0

    def add(self, fate: str, value: int) -> None:
        """One more term is counted; its fate is that of `fate_of`."""
        if fate == "waiting":
            self.waiting += 1
            return
        self.decided += 1
        self.decided_value += value
        if fate == "renewed":
            self.renewed += 1
            self.renewed_value += value

    def rate(self) -> Share | None:
        """Gives renewed / decided terms, None without any."""
        return share(self.renewed, self.decided)

    def rate_by_value(self) -> Share | None:
        """Gives renewed / decided MRR, None when nothing was paid."""
        return share(self.renewed_value, self.decided_value)


def fate_of(ends: str, outcome: str, decided: str, as_of: str) -> str:
    """Gives "renewed", "ended" or "waiting" (undecided and still in grace) for a term as it was known on a day.

    Args:
        ends: its last day, ISO.
        outcome: "open", "renewed" or "ended", as stored.
        decided: the day of the decision, "" for one that has none: it counts at the term's end.
        as_of: the day as of which it is told: today, also of a period that is over.
    """
    limit = (date.fromisoformat(ends) + timedelta(days=GRACE_DAYS)).isoformat()
    if outcome == "open" or (decided or ends) > as_of:
        return "waiting" if as_of <= limit else "ended"
    return "renewed" if outcome == "renewed" and (decided or ends) <= limit else "ended"
