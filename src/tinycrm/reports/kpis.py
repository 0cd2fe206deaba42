"""The table of KPIs: key, name, unit, formula, what an empty one means, and where it comes from."""

from __future__ import annotations


class Kpi:
    """One KPI of the scorecard.

    Attributes:
        key, name: for programs and people.
        unit: "count", "ratio", "days", "hours", "money" or "money/day".
        formula, empty, source: its definition.
        less_is_better: whether a goal is an upper limit.
        snapshot: whether it reads what is overwritten, so that no earlier value can be computed.
    """

    __slots__ = ("empty", "formula", "key", "less_is_better", "name", "snapshot", "source", "unit")

    def __init__(
        self,
        key: str,
        name: str,
        unit: str,
        formula: str,
        empty: str,
        source: str,
        *,
        less_is_better: bool = False,
        snapshot: bool = False,
    ) -> None:
        self.key = key
        self.name = name
        self.unit = unit
        self.formula = formula
        self.empty = empty
        self.source = source
        self.less_is_better = less_is_better
        self.snapshot = snapshot

    @property
    def money(self) -> bool:
        """Whether its values are amounts, once per currency."""
        return self.unit.startswith("money")


_NO_DEAL = "- before the first deal, then 0"
_NO_LEAD = "- without new leads"
_LEADS = "lead_on, else the lifecycle's history, of contacts and companies; a contact counts as its company"
_BOUGHT = f"{_LEADS}; won deals, customer_since"
_DEALS = "deals"
_OPEN = "open deals, pipelines.yaml"

KPIS: tuple[Kpi, ...] = (
    Kpi(
        "new_leads",
        "New leads",
        "count",
        "parties whose first lifecycle step at or beyond lead is in the period",
        "- before the first contact or company, then 0",
        _LEADS,
    ),
    Kpi(
        "lead_conversion",
        "Lead conversion",
        "ratio",
        "of the new leads, ever customer by the end of the period / new leads",
        _NO_LEAD,
        _BOUGHT,
    ),
    Kpi(
        "lead_conversion_30d",
        "Lead conversion, 30 days",
        "ratio",
        "of the new leads at least 30 days old, customer within 30 days / those leads",
        _NO_LEAD,
        _BOUGHT,
    ),
    Kpi(
        "lead_conversion_90d",
        "Lead conversion, 90 days",
        "ratio",
        "of the new leads at least 90 days old, customer within 90 days / those leads",
        _NO_LEAD,
        _BOUGHT,
    ),
    Kpi(
        "lead_conversion_days",
        "Lead to customer, median",
        "days",
        "median of the days from lead to first purchase, of the new leads that bought",
        "- when none bought",
        _BOUGHT,
        less_is_better=True,
    ),
    Kpi(
        "lead_conversion_period",
        "New customers per new lead",
        "ratio",
        "parties that became customers in the period / new leads; may exceed 1",
        _NO_LEAD,
        _BOUGHT,
    ),
    Kpi(
        "lead_response",
        "First answer, median",
        "hours",
        "median from the lead's instant to the first outbound interaction",
        "- when none was answered",
        f"{_LEADS}; interactions",
        less_is_better=True,
    ),
    Kpi(
        "lead_response_p90",
        "First answer, 9 of 10",
        "hours",
        "90th percentile (nearest rank) of the same",
        "- when none was answered",
        f"{_LEADS}; interactions",
        less_is_better=True,
    ),
    Kpi(
        "deals_won",
        "Deals won",
        "count",
        "deals whose latest closing, won, is in the period, each once",
        _NO_DEAL,
        _DEALS,
    ),
    Kpi(
        "deals_lost",
        "Deals lost",
        "count",
        "deals whose latest closing, lost, is in the period, each once",
        _NO_DEAL,
        _DEALS,
        less_is_better=True,
    ),
    Kpi(
        "win_rate",
        "Win rate",
        "ratio",
        "won / (won + lost) closed in the period; the default pipeline unless --pipeline",
        "- when nothing closed",
        _DEALS,
    ),
    Kpi(
        "win_rate_value",
        "Win rate by value",
        "ratio",
        "won value / (won + lost value) of valued deals, per currency; the default pipeline unless --pipeline",
        "- without lost value",
        _DEALS,
    ),
    Kpi(
        "revenue",
        "Revenue",
        "money",
        "Σ value of the deals won in the period, per currency",
        _NO_DEAL,
        _DEALS,
    ),
    Kpi(
        "sales_growth",
        "Sales growth",
        "ratio",
        "revenue / revenue of the period compared with - 1, per currency",
        "- from nothing or below 0",
        _DEALS,
    ),
    Kpi(
        "average_deal",
        "Average won deal",
        "money",
        "won value / valued won deals, per currency",
        "- without a valued won deal",
        _DEALS,
    ),
    Kpi(
        "sales_cycle",
        "Sales cycle, mean",
        "days",
        "mean of closed_on - opened_on of the deals won in the period",
        "- when nothing was won",
        _DEALS,
        less_is_better=True,
    ),
    Kpi(
        "sales_cycle_median",
        "Sales cycle, median",
        "days",
        "median of the same",
        "- when nothing was won",
        _DEALS,
        less_is_better=True,
    ),
    Kpi(
        "open_pipeline",
        "Open pipeline",
        "money",
        "Σ value of the open deals, per currency; of today only",
        "- in the past, or without a value",
        _OPEN,
        snapshot=True,
    ),
    Kpi(
        "weighted_pipeline",
        "Weighted pipeline",
        "money",
        "Σ value × probability of the open deals (the deal's own, else its stage's), per currency; of today only",
        "- in the past, or without a value",
        _OPEN,
        snapshot=True,
    ),
    Kpi(
        "velocity",
        "Velocity",
        "money/day",
        "open valued deals at the end of the period × win rate × average won deal / mean cycle of the deals"
        " won in it;"
        " per currency, of the default pipeline unless --pipeline",
        "- when any factor has none, or the mean cycle is 0",
        _DEALS,
    ),
    Kpi(
        "rotting",
        "Rotting deals",
        "count",
        "open deals longer in their stage than its rot_days; of today only",
        "- in the past",
        _OPEN,
        less_is_better=True,
        snapshot=True,
    ),
    Kpi(
        "interactions",
        "Interactions",
        "count",
        "interactions in the period",
        "- before the first, then 0",
        "interactions",
    ),
    Kpi(
        "touches_per_won_deal",
        "Touches per won deal",
        "count",
        "interactions, up to their closing, of the deals won in the period / those deals",
        "- when nothing was won",
        "interactions, won deals",
    ),
    Kpi(
        "on_time",
        "Tasks done on time",
        "ratio",
        "tasks done by their due day / tasks due in the period",
        "- when nothing was due",
        "tasks",
    ),
    Kpi(
        "overdue_tasks",
        "Overdue tasks",
        "count",
        "tasks due before the end of the period and not done by it",
        "- before the first due task, then 0",
        "tasks",
        less_is_better=True,
    ),
)


def find_kpi(key: str) -> Kpi | None:
    """Gives the KPI with this key, or None."""
    for kpi in KPIS:
        if kpi.key == key:
            return kpi
    return None
