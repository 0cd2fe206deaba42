"""Scores of customers by recency, frequency and money, and the words for them."""

from __future__ import annotations

from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeVar

    Value = TypeVar("Value", int, str)

# under so many parties there is no score
LEAST = 5
SCORES = 5
# from the best to those who are gone
CLASSES = ("champion", "loyal", "promising", "new", "attention", "at risk", "slipping", "lost")


def cuts_of(histogram: Iterable[tuple[Value, int]], parties: int) -> tuple[Value, ...]:
    """Gives the four values at which the score rises: a value above one of them scores one more.

    A party's score is 1 + ⌊5 × (parties strictly worse) / n⌋. So many parties are strictly worse than a value as have
    less, hence its score reaches k + 1 once the party at rank ⌈k × n / 5⌉ has less.

    Args:
        histogram: (value, parties that have it), ascending.
        parties: how many there are in all, at least `LEAST`.
    """
    ranks = [-(-step * parties // SCORES) for step in range(1, SCORES)]
    found: list[Value] = []
    below = 0
    for value, count in histogram:
        below += count
        while len(found) < len(ranks) and ranks[len(found)] <= below:
            found.append(value)
    return tuple(found)


def score(value: Value, cuts: Sequence[Value]) -> int:
    """Gives the score from 1 to 5 of a value: more is better, so recency is scored by the day of the last purchase.

    Args:
        value: an ISO day, a count, or minor units.
        cuts: of `cuts_of`.
    """
    return 1 + bisect_left(cuts, value)


def rfm_class(recency: int, frequency: int, money: int) -> str:
    """Gives the word for a customer with these scores."""
    both = (frequency + money + 1) // 2
    if recency >= 4:
        return "champion" if both >= 4 else "promising" if both >= 2 else "new"
    if recency == 3:
        return "loyal" if both >= 4 else "attention"
    return "at risk" if both >= 4 else "slipping" if both == 3 else "lost"
