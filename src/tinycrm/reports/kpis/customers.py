"""Who buys, who comes, who stays, and what each is worth."""

from __future__ import annotations

from tinycrm.reports.kpis.kpi import Kpi

GROUP = "Customers"
_NONE = "- before the first contact, company, sale, deal or subscription, then 0"
_SOURCE = "sales, won deals, subscriptions"
_START = "- when nobody was active at the start"
_HEADS = "; with several currencies, unless --in"


def _count(key: str, name: str, formula: str, *, less: bool = False, flow: bool = True, source: str = _SOURCE) -> Kpi:
    return Kpi(key, name, "count", formula, _NONE, source, less_is_better=less, flow=flow, group=GROUP)


def _ratio(key: str, name: str, formula: str, empty: str, *, less: bool = False) -> Kpi:
    return Kpi(key, name, "ratio", formula, empty, _SOURCE, less_is_better=less, group=GROUP)


KPIS: tuple[Kpi, ...] = (
    _count(
        "customers_start",
        "Customers at the start",
        "parties active on the day before the period: a purchase in the active_window_days that end with it, or MRR",
        flow=False,
    ),
    _count("customers_end", "Customers", "parties active on the last day of the period", flow=False),
    _count(
        "new_customers",
        "New customers",
        "parties whose first purchase or paid start (after a trial), else customer_since, is in the period",
        source=f"{_SOURCE}, customer_since",
    ),
    _count("lost_customers", "Lost customers", "parties active at the start, not at the end", less=True),
    _count(
        "reactivated",
        "Reactivated customers",
        "parties active at the end, not at the start, that had bought or paid before;"
        " end = start - lost + new still active + reactivated",
    ),
    _ratio("customer_growth", "Customer growth", "(customers at the end - at the start) / at the start", _START),
    _ratio("retention", "Retention", "parties active at the start and at the end / active at the start", _START),
    _ratio("churn", "Churn", "1 - retention", _START, less=True),
    _ratio(
        "retained_buyers",
        "Retained buyers",
        "parties that bought in the period compared with and in this one / that bought in the period compared with",
        "- when nobody bought in the period compared with",
    ),
    _ratio(
        "repeat_rate",
        "Repeat rate",
        "parties with at least two purchases / with at least one, up to the end of the period",
        "- before the first purchase",
    ),
    Kpi(
        "revenue_per_customer",
        "Revenue per customer",
        "money",
        "revenue of the period / mean of the customers at its start and at its end",
        f"- without customers{_HEADS}",
        _SOURCE,
        group=GROUP,
    ),
    Kpi(
        "ltv",
        "Lifetime value",
        "money",
        "MRR per subscriber × margin / monthly churn, monthly = 1 - (1 - churn)^(1 / months of the period);"
        " without subscribers revenue per customer × margin / churn",
        f"- when churn is 0 or unknown{_HEADS}",
        f"{_SOURCE}; margin of config.yaml",
        group=GROUP,
    ),
    Kpi(
        "ltv_to_date",
        "Revenue per customer to date",
        "money",
        "revenue up to the end of the period / all who were ever customers: by a purchase, a paid subscription or"
        " customer_since",
        f"- without customers{_HEADS}",
        f"{_SOURCE}, customer_since",
        group=GROUP,
    ),
)
