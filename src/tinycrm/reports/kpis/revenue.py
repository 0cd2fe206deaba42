"""What was earned."""

from __future__ import annotations

from tinycrm.reports.kpis.kpi import Kpi

GROUP = "Revenue"
_SOURCE = "sales, won deals, subscriptions"
_BOUGHT = "sales, won deals"

KPIS: tuple[Kpi, ...] = (
    Kpi(
        "revenue",
        "Revenue",
        "money",
        "Σ sales in the period + Σ won deals without sales of their own (won_deals_are_sales) + Σ subscription dues"
        " that have no sale with that subscription and due day, per currency; refunds are negative sales",
        "- before the first sale, deal or subscription, then 0",
        _SOURCE,
        flow=True,
        group=GROUP,
    ),
    Kpi(
        "sales_growth",
        "Sales growth",
        "ratio",
        "revenue / revenue of the period before (with --compare year: of the year before) - 1, per currency",
        "- from nothing or below 0",
        _SOURCE,
        group=GROUP,
    ),
    Kpi(
        "average_order",
        "Average order",
        "money",
        "net sales / purchases, per currency: sales, refunds and won deals without sales of their own, no"
        " subscription dues; a purchase is a sale of at least 0 or such a deal",
        "- without a purchase",
        _BOUGHT,
        group=GROUP,
    ),
    Kpi(
        "purchase_frequency",
        "Purchases per buyer",
        "count",
        "purchases in the period / parties that bought in it",
        "- when nobody bought",
        _BOUGHT,
        group=GROUP,
    ),
)
