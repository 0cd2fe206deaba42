"""What reports are split by."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from tinycrm.domain.results import Row

TIMES = ("month", "quarter", "year")
WORDS = ("owner", "company", "source", "pipeline", "stage", "reason")


def time_of(day: str, unit: str) -> str:
    """Gives the month `2026-05`, quarter `2026-Q2` or year `2026` of an ISO day; the day itself for "day"."""
    if unit == "month":
        return day[:7]
    if unit == "quarter":
        return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
    return day[:4] if unit == "year" else day


def bar_key(rows: Iterable[Row], money: str, count: str) -> str:
    """Gives the key to draw bars of: the money where there is any, else the count."""
    return money if any(row.get(money) is not None for row in rows) else count
