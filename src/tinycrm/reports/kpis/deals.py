"""What deals win, how fast, and what is open."""

from __future__ import annotations

from tinycrm.reports.kpis.kpi import Kpi

GROUP = "Sales"
_NO_DEAL = "- before the first deal, then 0"
_DEALS = "deals"
_OPEN = "open deals, pipelines.yaml"

KPIS: tuple[Kpi, ...] = (
    Kpi(
        "deals_won",
        "Deals won",
        "count",
        "deals whose latest closing, won, is in the period, each once",
        _NO_DEAL,
        _DEALS,
        group=GROUP,
        flow=True,
    ),
    Kpi(
        "deals_lost",
        "Deals lost",
        "count",
        "deals whose latest closing, lost, is in the period, each once",
        _NO_DEAL,
        _DEALS,
        less_is_better=True,
        group=GROUP,
        flow=True,
    ),
    Kpi(
        "win_rate",
        "Win rate",
        "ratio",
        "won / (won + lost) closed in the period; the default pipeline unless --pipeline",
        "- when nothing closed",
        _DEALS,
        group=GROUP,
    ),
    Kpi(
        "win_rate_value",
        "Win rate by value",
        "ratio",
        "won value / (won + lost value) of valued deals, per currency; the default pipeline unless --pipeline",
        "- without lost value",
        _DEALS,
        group=GROUP,
    ),
    Kpi(
        "average_deal",
        "Average won deal",
        "money",
        "won value / valued won deals, per currency",
        "- without a valued won deal",
        _DEALS,
        group=GROUP,
    ),
    Kpi(
        "sales_cycle",
        "Sales cycle, mean",
        "days",
        "mean of closed_on - opened_on of the deals won in the period",
        "- when nothing was won",
        _DEALS,
        less_is_better=True,
        group=GROUP,
    ),
    Kpi(
        "sales_cycle_median",
        "Sales cycle, median",
        "days",
        "median of the same",
        "- when nothing was won",
        _DEALS,
        less_is_better=True,
        group=GROUP,
    ),
    Kpi(
        "open_pipeline",
        "Open pipeline",
        "money",
        "Σ value of the open deals, per currency; of today only",
        "- in the past, or without a value",
        _OPEN,
        snapshot=True,
        group=GROUP,
    ),
    Kpi(
        "weighted_pipeline",
        "Weighted pipeline",
        "money",
        "Σ value × probability of the open deals (the deal's own, else its stage's), per currency; of today only",
        "- in the past, or without a value",
        _OPEN,
        snapshot=True,
        group=GROUP,
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
        group=GROUP,
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
        group=GROUP,
    ),
)
