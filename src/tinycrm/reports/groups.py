"""What deals are split by, and the probability that counts for each."""

from __future__ import annotations

from tinycrm.domain.fold import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tinycrm.domain.facts import DealFact
    from tinycrm.domain.pipelines import Pipelines
    from tinycrm.domain.results import Row

TIMES = ("month", "quarter", "year")
WORDS = ("owner", "company", "source", "pipeline", "stage", "reason")


class Chances:
    """Probabilities of open deals: each its own, else that of its stage."""

    __slots__ = ("_points",)

    def __init__(self, pipelines: Pipelines) -> None:
        self._points = {(line.key, stage.key): stage.probability for line in pipelines for stage in line.stages}

    def of(self, deal: DealFact) -> int:
        """Gives basis points; 0 for a stage that is not in the YAML."""
        if deal.probability is not None:
            return deal.probability
        return self._points.get((deal.pipeline, deal.stage), 0)


def by_currency(deals: Iterable[DealFact]) -> dict[str, list[DealFact]]:
    """Gives the deals of each currency, by code: different currencies are never added."""
    groups: dict[str, list[DealFact]] = {}
    for deal in deals:
        groups.setdefault(deal.currency, []).append(deal)
    return dict(sorted(groups.items()))


def values(deals: Iterable[DealFact]) -> list[int]:
    """Gives the values of the deals that have one, in minor units."""
    return [deal.value for deal in deals if deal.value is not None]


def time_of(day: str, unit: str) -> str:
    """Gives the month `2026-05`, quarter `2026-Q2` or year `2026` of an ISO day; the day itself for "day"."""
    if unit == "month":
        return day[:7]
    if unit == "quarter":
        return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
    return day[:4] if unit == "year" else day


def grouped(deals: Iterable[DealFact], by: str) -> dict[str, list[DealFact]]:
    """Gives the deals of each value of a field, or of each month, quarter or year of closing; "" for none.

    Words that differ only in their spelling are one group, called as it was met first.
    """
    names: dict[str, str] = {}
    groups: dict[str, list[DealFact]] = {}
    for deal in deals:
        word = time_of(deal.closed_on or "", by) if by in TIMES else str(getattr(deal, by))
        groups.setdefault(names.setdefault(fold(word), word), []).append(deal)
    return dict(sorted(groups.items())) if by in TIMES else groups


def bar_key(rows: Iterable[Row], money: str, count: str) -> str:
    """Gives the key to draw bars of: the money when it is all in one currency, else the count."""
    currencies = {str(row["currency"]) for row in rows if row.get(money) is not None}
    return money if len(currencies) == 1 else count
