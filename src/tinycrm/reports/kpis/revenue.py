"""What was earned."""

from __future__ import annotations

from tinycrm.reports.kpis.kpi import Kpi

GROUP = "Revenue"
_NO_DEAL = "- before the first deal, then 0"
_DEALS = "deals"

KPIS: tuple[Kpi, ...] = (
    Kpi(
        "revenue",
        "Revenue",
        "money",
        "Σ value of the deals won in the period, per currency",
        _NO_DEAL,
        _DEALS,
        group=GROUP,
        flow=True,
    ),
    Kpi(
        "sales_growth",
        "Sales growth",
        "ratio",
        "revenue / revenue of the period compared with - 1, per currency",
        "- from nothing or below 0",
        _DEALS,
        group=GROUP,
    ),
)
