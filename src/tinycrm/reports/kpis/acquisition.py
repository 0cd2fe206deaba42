"""What it costs to win customers, and what campaigns bring."""

from __future__ import annotations

from tinycrm.reports.kpis.kpi import Kpi

GROUP = "Marketing"
_COST = "expenses; purchases, paid subscriptions, customer_since"
_CAMPAIGNS = "campaigns, their sales and deals, their expenses"
_ONE = "of several currencies without --in"

KPIS: tuple[Kpi, ...] = (
    Kpi(
        "cac",
        "Cost of a new customer",
        "money",
        "expenses of kind marketing and sales in the period / new customers, per currency",
        f"- without expenses or new customers, and {_ONE}",
        _COST,
        less_is_better=True,
        group=GROUP,
    ),
    Kpi(
        "ltv_to_cac",
        "LTV to CAC",
        "ratio",
        "ltv / cac of one currency",
        "- without one of them",
        f"as ltv says; {_COST}",
        group=GROUP,
    ),
    Kpi(
        "cac_payback",
        "Payback of a customer",
        "months",
        "cac / (arpa × margin) of one currency",
        "- without subscribers or cac",
        f"as arpa says; {_COST}; the setting margin",
        less_is_better=True,
        group=GROUP,
    ),
    Kpi(
        "campaign_roi",
        "Campaign ROI",
        "ratio",
        "of the campaigns started in the period, over their life to its end: (revenue of sales with the campaign, else"
        " of its deals - its expenses) / its expenses, per currency; a budget is no expense",
        "- without expenses of such campaigns",
        _CAMPAIGNS,
        group=GROUP,
    ),
    Kpi(
        "campaign_roi_margin",
        "Campaign ROI, with margin",
        "ratio",
        "the same of revenue × margin",
        "- without expenses of such campaigns",
        f"{_CAMPAIGNS}; the setting margin",
        group=GROUP,
    ),
    Kpi(
        "response_rate",
        "Campaign response",
        "ratio",
        "members who answered up to the end of the period / members that any campaign reached in the period",
        "- when nobody was reached",
        "campaign members",
        group=GROUP,
    ),
)
