"""Amounts in one currency: by the dated rates of config.yaml, exact, rounded once at the end."""

from __future__ import annotations

from tinycrm.domain.currencies import DECIMALS
from tinycrm.reports.figures import Share

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Rates = Mapping[str, Sequence[tuple[str, str]]]


class Exchange:
    """What amounts are worth in another currency.

    Attributes:
        base: the currency that the rates are written in.
        target: the currency asked for with --in, or "": then nothing is converted.
        missing: currencies that some amount had to be left out for, because no rate holds on its day.
        withheld: whether a figure per customer is none because of it.
        used: (currency, day from which the rate holds, rate as written) of every rate that was used.
    """

    __slots__ = ("_known", "_rates", "base", "missing", "target", "used", "withheld")

    def __init__(self, rates: Rates, base: str, target: str = "") -> None:
        self._rates = rates
        self._known: dict[tuple[str, str], Share | None] = {}
        self.base = base
        self.target = target
        self.missing: set[str] = set()
        self.withheld = False
        self.used: set[tuple[str, str, str]] = set()

    def factor(self, currency: str, day: str) -> Share | None:
        """Gives what one minor unit of a currency is in minor units of the target on a day; None without a rate.

        Args:
            currency: ISO 4217 code.
            day: ISO day; the rate written for it or for the last day before it holds.
        """
        asked = currency, day
        if asked not in self._known:
            self._known[asked] = self._factor(currency, day)
        return self._known[asked]

    def _factor(self, currency: str, day: str) -> Share | None:
        if currency == self.target:
            return Share(1, 1)
        one, other = self._in_base(currency, day), self._in_base(self.target, day)
        if one is None or other is None:
            self.missing.add(currency if one is None else self.target)
            return None
        factor = one.per(other)
        shift = DECIMALS[self.target] - DECIMALS[currency]
        return factor and factor.times(Share(10 ** max(shift, 0), 10 ** max(-shift, 0)))

    def _in_base(self, currency: str, day: str) -> Share | None:
        if currency == self.base:
            return Share(1, 1)
        held = [(since, text) for since, text in self._rates.get(currency, ()) if since <= day]
        if not held:
            return None
        since, text = held[-1]
        self.used.add((currency, since, text))
        whole, _, part = text.partition(".")
        return Share(int(whole + part), 10 ** len(part))

    def sum(self, amounts: Sequence[tuple[str, str, int]]) -> dict[str, Share]:
        """Gives sums by currency: each its own without a target, else all in the target, each at its own day's rate.

        Args:
            amounts: (currency, day, minor units).
        """
        found: dict[str, Share] = {}
        for currency, day, minor in amounts:
            factor = self.factor(currency, day) if self.target else Share(1, 1)
            if factor is not None:
                key = self.target or currency
                found[key] = found.get(key, Share(0, 1)).plus(factor.times(Share(minor, 1)))
        return found

    def notes(self) -> list[str]:
        """Gives what to say of the rates that were used, and of what was left out."""
        found = [f"{code} at {rate} {self.base} since {day}" for code, day, rate in sorted(self.used)]
        lines = [f"in {self.target}: {', '.join(found)}"] if found else []
        if self.missing:
            names = ", ".join(sorted(self.missing))
            lines.append(f"left out, because config.yaml has no rate for the day: {names}")
            if self.withheld:
                lines.append(f"no figure per customer can be told without the rate of {names}")
        return lines
