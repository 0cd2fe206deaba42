"""Every KPI of one period, as exact figures."""

from __future__ import annotations

from tinycrm.reports.figure import Figure
from tinycrm.reports.figures import Share, mean, median, share
from tinycrm.reports.groups import by_currency, values
from tinycrm.reports.leads import (
    converted,
    converted_within,
    days_to_customer,
    response_hours,
    response_seconds,
)
from tinycrm.reports.pipeline import weighted_sum
from tinycrm.reports.win_loss import Closed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.facts import DealFact, LeadFact
    from tinycrm.reports.activity import Activity
    from tinycrm.reports.groups import Chances


class Facts:
    """What a scorecard of one period is computed from.

    Attributes:
        as_of: the last day that counts.
        base: the currency of figures that have no deal to take one from.
        closed: the deals closed in the period; main: those of the pipeline that rates are of.
        main_open: the deals of that pipeline that were open at as_of.
        open: all open deals as they are today, or None when as_of has passed: their fields were overwritten.
        rotting: how many of those rot.
        chances: the probabilities of open deals.
        leads: the new leads; customers: the parties that became customers in the period.
        activity: interactions and tasks.
        any_deal, any_party: whether there was any by as_of.
        sold: whether a won deal is revenue.
    """

    __slots__ = (
        "activity",
        "any_deal",
        "any_party",
        "as_of",
        "base",
        "chances",
        "closed",
        "customers",
        "leads",
        "main",
        "main_open",
        "open",
        "rotting",
        "sold",
    )

    def __init__(
        self,
        as_of: str,
        base: str,
        *,
        closed: Sequence[DealFact],
        main: Sequence[DealFact],
        main_open: Sequence[DealFact],
        open: Sequence[DealFact] | None,
        rotting: int,
        chances: Chances,
        leads: Sequence[LeadFact] | None,
        customers: int,
        activity: Activity,
        any_deal: bool,
        any_party: bool,
        sold: bool,
    ) -> None:
        self.as_of = as_of
        self.base = base
        self.closed = Closed(closed)
        self.main = Closed(main)
        self.main_open = main_open
        self.open = open
        self.rotting = rotting
        self.chances = chances
        self.leads = leads
        self.customers = customers
        self.activity = activity
        self.any_deal = any_deal
        self.any_party = any_party
        self.sold = sold


def figures(facts: Facts, before: Facts | None = None) -> list[Figure]:
    """Gives the figures of a period; those of growth from the period before."""
    return [
        *lead_figures(facts),
        *deal_figures(facts),
        *revenue_figures(facts, before),
        *discipline_figures(facts),
    ]


def deal_figures(facts: Facts) -> list[Figure]:
    """Gives what deals won, how fast, and what is open."""
    return [*_deals(facts), *_snapshots(facts), *_velocity(facts)]


def _count(value: int, known: bool) -> Share | None:
    return Share(value, 1) if known else None


def lead_figures(facts: Facts) -> list[Figure]:
    """Gives who became a lead, and how many of them customers."""
    leads = facts.leads
    if leads is None:
        return [Figure("new_leads", None)]
    n = len(leads)
    middle, ninth = response_hours(leads)
    answered = len(response_seconds(leads))
    waits = days_to_customer(leads)
    found = [
        Figure("new_leads", _count(n, facts.any_party), n),
        Figure("lead_conversion", share(converted(leads), n), n),
    ]
    for days in (30, 90):
        fast, old = converted_within(leads, days, facts.as_of)
        found.append(Figure(f"lead_conversion_{days}d", share(fast, old), old))
    return [
        *found,
        Figure("lead_conversion_days", median(waits), len(waits)),
        Figure("lead_conversion_period", share(facts.customers, n), n),
        Figure("lead_response", middle, answered),
        Figure("lead_response_p90", ninth, answered),
    ]


def _deals(facts: Facts) -> list[Figure]:
    closed, main = facts.closed, facts.main
    cycles = closed.cycles()
    found = [
        Figure("deals_won", _count(len(closed.won), facts.any_deal), len(closed.won)),
        Figure("deals_lost", _count(len(closed.lost), facts.any_deal), len(closed.lost)),
        Figure("win_rate", main.win_rate(), len(main.deals)),
        Figure("sales_cycle", mean(cycles), len(cycles)),
        Figure("sales_cycle_median", median(cycles), len(cycles)),
    ]
    for currency, own in (main.of() or {facts.base: main}).items():
        n = len(values(own.deals))
        found.append(Figure("win_rate_value", own.win_rate_value(), n, currency))
    for currency, own in (facts.closed.of() or {facts.base: facts.closed}).items():
        found.append(Figure("average_deal", own.average_deal(), len(values(own.won)), currency))
    return found


def revenue(facts: Facts) -> dict[str, tuple[int | None, int]]:
    """Gives won value and valued won deals of each currency; None for won deals without any value."""
    if not facts.any_deal or not facts.sold:
        return {}
    return {currency: (own.won_value(), len(values(own.won))) for currency, own in facts.closed.of().items()}


def revenue_figures(facts: Facts, before: Facts | None) -> list[Figure]:
    """Gives what was earned, and the growth since the period before."""
    earned, earlier = revenue(facts), {} if before is None else revenue(before)
    found: list[Figure] = []
    # a currency that earned something in either period has a row in both
    for currency in sorted({*earned, *earlier}) or [facts.base]:
        value, n = earned.get(currency, (0 if facts.any_deal and facts.sold else None, 0))
        old = earlier.get(currency, (None, 0))[0]
        growth = share(value - old, old) if value is not None and old is not None and old > 0 else None
        found.append(Figure("revenue", None if value is None else Share(value, 1), n, currency))
        found.append(Figure("sales_growth", growth, n, currency))
    return found


def _snapshots(facts: Facts) -> list[Figure]:
    if facts.open is None:
        return [
            Figure("open_pipeline", None, None, facts.base),
            Figure("weighted_pipeline", None, None, facts.base),
            Figure("rotting", None),
        ]
    found: list[Figure] = [Figure("rotting", _count(facts.rotting, facts.any_deal), len(facts.open))]
    for currency, own in (by_currency(facts.open) or {facts.base: []}).items():
        known = values(own)
        has = bool(known) or (not own and facts.any_deal)
        found.append(Figure("open_pipeline", _count(sum(known), has), len(known), currency))
        found.append(Figure("weighted_pipeline", _count(weighted_sum(own, facts.chances), has), len(known), currency))
    return found


def _velocity(facts: Facts) -> list[Figure]:
    """Open valued deals × win rate × average won deal / mean cycle: deals and average of one currency."""
    rate, cycle = facts.main.win_rate(), mean(facts.main.cycles())
    opened = by_currency(facts.main_open)
    found: list[Figure] = []
    for currency, own in (facts.main.of() or {facts.base: facts.main}).items():
        average = own.average_deal()
        n = len(values(opened.get(currency, [])))
        value = None
        if rate is not None and cycle is not None and average is not None:
            value = Share(n, 1).times(rate).times(average).per(cycle)
        found.append(Figure("velocity", value, n, currency))
    return found


def discipline_figures(facts: Facts) -> list[Figure]:
    """Gives what was done, and whether in time."""
    activity = facts.activity
    touches, due = len(activity.touches), len(activity.due)
    return [
        Figure("interactions", _count(touches, activity.any_touch), touches),
        Figure(
            "touches_per_won_deal",
            share(sum(activity.by_deal.values()), len(activity.by_deal)),
            len(activity.by_deal),
        ),
        Figure("on_time", share(activity.on_time(), due), due),
        Figure("overdue_tasks", _count(len(activity.overdue), activity.any_task), len(activity.overdue)),
    ]
