"""New parties, and how many become customers."""

from __future__ import annotations

from tinycrm.reports.kpis.kpi import Kpi

GROUP = "Leads"
_NO_LEAD = "- without new leads"
_LEADS = "lead_on, else the lifecycle's history, of contacts and companies; a contact counts as its company"
_BOUGHT = f"{_LEADS}; sales, won deals, paid subscriptions, customer_since"

KPIS: tuple[Kpi, ...] = (
    Kpi(
        "new_leads",
        "New leads",
        "count",
        "parties whose first lifecycle step at or beyond lead is in the period",
        "- before the first contact or company, then 0",
        _LEADS,
        group=GROUP,
        flow=True,
    ),
    Kpi(
        "lead_conversion",
        "Lead conversion",
        "ratio",
        "of the new leads, ever customer by the end of the period / new leads",
        _NO_LEAD,
        _BOUGHT,
        group=GROUP,
    ),
    Kpi(
        "lead_conversion_30d",
        "Lead conversion, 30 days",
        "ratio",
        "of the new leads at least 30 days old, customer within 30 days / those leads",
        _NO_LEAD,
        _BOUGHT,
        group=GROUP,
    ),
    Kpi(
        "lead_conversion_90d",
        "Lead conversion, 90 days",
        "ratio",
        "of the new leads at least 90 days old, customer within 90 days / those leads",
        _NO_LEAD,
        _BOUGHT,
        group=GROUP,
    ),
    Kpi(
        "lead_conversion_days",
        "Lead to customer, median",
        "days",
        "median of the days from lead to first purchase, of the new leads that bought",
        "- when none bought",
        _BOUGHT,
        less_is_better=True,
        group=GROUP,
    ),
    Kpi(
        "lead_conversion_period",
        "New customers per new lead",
        "ratio",
        "parties that became customers in the period / new leads; may exceed 1",
        _NO_LEAD,
        _BOUGHT,
        group=GROUP,
    ),
    Kpi(
        "lead_response",
        "First answer, median",
        "hours",
        "median from the lead's instant to the first outbound interaction",
        "- when none was answered",
        f"{_LEADS}; interactions",
        less_is_better=True,
        group=GROUP,
    ),
    Kpi(
        "lead_response_p90",
        "First answer, 9 of 10",
        "hours",
        "90th percentile (nearest rank) of the same",
        "- when none was answered",
        f"{_LEADS}; interactions",
        less_is_better=True,
        group=GROUP,
    ),
)
