"""Exact numbers of reports: whole-number arithmetic, rounded once, half to even."""

from __future__ import annotations

from datetime import date

from tinycrm.domain.currencies import DECIMALS
from tinycrm.domain.money import to_decimal_text
from tinycrm.domain.results import Number
from tinycrm.errors import StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
        return Share(self.over * other.under + other.over * self.under, self.under * other.under)

    def number(self, places: int = RATIO_PLACES) -> Number:
        """Gives decimal text with at most so many places, half to even, without trailing zeros."""
        return decimal(self.over, self.under, places)


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


def days_between(first: str, last: str) -> int:
    """Gives the days from one ISO day to another.

    Raises:
        StorageError: a foreign hand wrote a day into the database that the calendar has not.
    """
    try:
        return (date.fromisoformat(last) - date.fromisoformat(first)).days
    except ValueError:
        message = f"the database holds a day that is none: '{first}' or '{last}'"
        raise StorageError(message, code="damaged", hint="tinycrm history, or tinycrm restore BACKUP") from None
