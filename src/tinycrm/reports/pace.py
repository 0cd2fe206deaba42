"""How a period that is not over will end, if all goes on as it did."""

from __future__ import annotations

from tinycrm.domain.periods import FIRST_DAY, LAST_DAY
from tinycrm.reports.figures import Share, days_between

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.reports.kpis.kpi import Kpi
    from tinycrm.reports.period import Period


def gone(period: Period) -> Share | None:
    """Gives the part of the period that is over; None before it began."""
    if period.as_of < period.first:
        return None
    return Share(days_between(period.first, period.as_of) + 1, days_between(period.first, period.last) + 1)


def projected(kpi: Kpi, value: Share | None, period: Period) -> Share | None:
    """Gives what the value will be at the end of the period; of rates and states it is what it is now."""
    part = gone(period)
    if value is None or part is None or not kpi.flow:
        return value
    return value.per(part)


def is_met(kpi: Kpi, value: Share, target: Share) -> bool:
    """Tells whether a value reaches its target, which is a limit where less is better."""
    above = value.over * target.under - target.over * value.under
    return above <= 0 if kpi.less_is_better else above >= 0


def on_track(kpi: Kpi, value: Share | None, target: Share, period: Period) -> bool | None:
    """Tells whether a goal will be met if all goes on as it did.

    Returns:
        None when there is nothing left to foretell: the period is over or has no ends, what grows has
        reached its target, or has passed its limit.
    """
    endless = period.first == FIRST_DAY or period.last == LAST_DAY
    if value is None or period.finished or endless or period.as_of < period.first:
        return None
    met = is_met(kpi, value, target)
    if not kpi.flow:
        return met
    if met != kpi.less_is_better:
        return None
    ahead = projected(kpi, value, period)
    return None if ahead is None else is_met(kpi, ahead, target)
