"""Exact numbers of reports: whole-number arithmetic, rounded once, half to even."""

from __future__ import annotations

from datetime import date
from functools import cache
from math import lcm

from tinycrm.domain.currencies import DECIMALS
from tinycrm.domain.money import to_decimal_text
from tinycrm.domain.results import Number
from tinycrm.errors import StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

RATIO_PLACES = 6
MEAN_PLACES = 4
FULL = 10_000  # basis points in 100 %


class Share:
    """An exact quotient of whole numbers; the denominator is never 0."""

    __slots__ = ("over", "under")

    def __init__(self, over: int, under: int) -> None:
        self.over = over if under > 0 else -over
        self.under = abs(under)

    def times(self, other: Share) -> Share:
        """Gives the product."""
        return Share(self.over * other.over, self.under * other.under)

    def per(self, other: Share) -> Share | None:
        """Gives the quotient, None when the other is 0."""
        return None if other.over == 0 else Share(self.over * other.under, self.under * other.over)

    def minus(self, other: Share) -> Share:
        """Gives the difference."""
        return Share(self.over * other.under - other.over * self.under, self.under * other.under)

    def plus(self, other: Share) -> Share:
        """Gives the sum."""
        if self.under == other.under:
            return Share(self.over + other.over, self.under)
        # the least common denominator: a sum of many quotients would grow without end
        under = lcm(self.under, other.under)
        return Share(self.over * (under // self.under) + other.over * (under // other.under), under)

    def number(self, places: int = RATIO_PLACES) -> Number:
        """Gives decimal text with at most so many places, half to even, without trailing zeros."""
        return decimal(self.over, self.under, places)


class Total:
    """An exact sum, quick to add to one row after another."""

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        # denominator → what stands over it: nearly always 1 alone
        self._parts: dict[int, int] = {}

    def add(self, over: int, under: int = 1) -> None:
        """The sum includes over / under; under is above 0."""
        self._parts[under] = self._parts.get(under, 0) + over

    def include(self, other: Total) -> None:
        """The sum includes another."""
        for under, over in other._parts.items():
            self.add(over, under)

    def exclude(self, other: Total) -> None:
        """The sum is without another, which was part of it."""
        for under, over in other._parts.items():
            self.add(-over, under)

    @property
    def share(self) -> Share:
        """The sum as a quotient."""
        found = Share(0, 1)
        for under, over in self._parts.items():
            found = found.plus(Share(over, under))
        return found


def decimal(over: int, under: int, places: int) -> Number:
    """Gives a quotient as decimal text with at most so many places, half to even."""
    scaled = half_even(over * 10**places, under)
    digits = f"{abs(scaled):0{places + 1}d}"
    whole, part = (digits[:-places], digits[-places:].rstrip("0")) if places else (digits, "")
    text = f"{whole}.{part}" if part else whole
    return Number("-" + text if scaled < 0 else text)


def half_even(over: int, under: int) -> int:
    """Gives a quotient rounded to a whole number, half to even; `under` is positive."""
    quotient, rest = divmod(over, under)
    if 2 * rest > under or (2 * rest == under and quotient % 2):
        quotient += 1
    return quotient


def share(over: int, under: int) -> Share | None:
    """Gives over / under, None for a denominator of 0."""
    return Share(over, under) if under else None


def ratio(over: int, under: int) -> Number | None:
    """Gives over / under with six places, None for a denominator of 0."""
    return decimal(over, under, RATIO_PLACES) if under > 0 else None


def mean(values: Sequence[int]) -> Share | None:
    """Gives the mean, None without values."""
    return share(sum(values), len(values))


def median(values: Iterable[int]) -> Share | None:
    """Gives the middle value, or half the sum of the two middle ones; None without values."""
    ordered = sorted(values)
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Share(ordered[middle], 1)
    return Share(ordered[middle - 1] + ordered[middle], 2)


def percentile(values: Iterable[int], percent: int) -> int | None:
    """Gives the nearest-rank percentile: the smallest value that so many per cent do not exceed."""
    ordered = sorted(values)
    return ordered[-(-percent * len(ordered) // 100) - 1] if ordered else None


def text(value: Share | None, places: int = RATIO_PLACES) -> Number | None:
    """Gives a quotient as decimal text, None for None."""
    return None if value is None else value.number(places)


def money(minor: int, currency: str) -> Number:
    """Gives an amount as exact decimal text with the currency's decimals."""
    return Number(to_decimal_text(minor, currency))


def money_of(value: Share | None, currency: str) -> Number | None:
    """Gives a quotient of minor units as decimal text: exact, else with four places."""
    if value is None:
        return None
    if value.over % value.under == 0:
        return money(value.over // value.under, currency)
    places = DECIMALS[currency]
    return decimal(value.over, value.under * 10**places, max(MEAN_PLACES, places))


def weighted(value: int, points: int) -> int:
    """Gives value times probability in minor units, half to even; points are basis points."""
    return half_even(value * points, FULL)


@cache
def day_number(day: str) -> int:
    """Gives the number of an ISO day, one more than that of the day before.

    Raises:
        StorageError: a foreign hand wrote a day into the database that the calendar has not.
    """
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        message = f"the database holds a day that is none: '{day}'"
        raise StorageError(message, code="damaged", hint="tinycrm history, or tinycrm restore BACKUP") from None


def days_between(first: str, last: str) -> int:
    """Gives the days from one ISO day to another.

    Raises:
        StorageError: one of them is no day of the calendar.
    """
    return day_number(last) - day_number(first)


def half_of(counts: Mapping[int, int]) -> Share | None:
    """Gives the median of values that were counted: value → how often; None without values."""
    n = sum(counts.values())
    if not n:
        return None
    low, high = (n + 1) // 2, n // 2 + 1
    passed, first = 0, None
    for value in sorted(counts):
        passed += counts[value]
        if first is None and passed >= low:
            first = value
        if first is not None and passed >= high:
            return Share(first + value, 2)
    return None


def mean_of(counts: Mapping[int, int]) -> Share | None:
    """Gives the mean of values that were counted: value → how often; None without values."""
    return share(sum(value * count for value, count in counts.items()), sum(counts.values()))


def rank_of(counts: Mapping[int, int], percent: int) -> int | None:
    """Gives the nearest-rank percentile of values that were counted; None without values."""
    rank, passed = -(-percent * sum(counts.values()) // 100), 0
    for value in sorted(counts):
        passed += counts[value]
        if passed >= rank:
            return value
    return None


def money_sum(value: Share, currency: str) -> Number:
    """Gives a sum of amounts in minor units as decimal text, rounded once to the currency's decimals."""
    return money(half_even(value.over, value.under), currency)
