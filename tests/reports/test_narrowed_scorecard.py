"""The scorecard of a part of the records: what each KPI is then, as it was when checked against the records."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import cell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

# key, currency, value, n
ANN = """
    revenue EUR 1300.00 7
    sales_growth EUR 1.826087 7
    average_order EUR 285.00 4
    purchase_frequency - 2 2
    customers_start - 2 2
    customers_end - 2 2
    new_customers - 0 0
    lost_customers - 0 0
    reactivated - 0 0
    customer_growth - 0 2
    retention - 1 2
    churn - 0 2
    retained_buyers - 1 1
    repeat_rate - 1 2
    revenue_per_customer EUR 650.00 2
    ltv EUR - 2
    ltv_to_date EUR 1080.00 2
    mrr EUR 190.00 2
    arr EUR 2280.00 2
    new_mrr EUR 0.00 0
    reactivation_mrr EUR 0.00 0
    expansion EUR 50.00 1
    contraction EUR 20.00 1
    churned_mrr EUR 0.00 0
    nrr EUR 1.1875 2
    grr EUR 0.875 2
    expansion_rate EUR 0.3125 2
    renewal_rate - 1 1
    renewal_rate_value EUR 1 1
    arpa EUR 95.00 2
    subscribers - 2 2
    deals_won - 1 1
    deals_lost - 1 1
    win_rate - 0.5 2
    win_rate_value EUR 0.666667 2
    average_deal EUR 1000.00 1
    sales_cycle - 10 1
    sales_cycle_median - 10 1
    open_pipeline EUR 400.00 1
    weighted_pipeline EUR 40.00 1
    velocity EUR 50.00 1
    rotting - 0 1
    new_leads - 1 1
    lead_conversion - 1 1
    lead_conversion_30d - - 0
    lead_conversion_90d - - 0
    lead_conversion_days - - 0
    lead_conversion_period - 0 1
    lead_response - - 0
    lead_response_p90 - - 0
    cac EUR - 0
    ltv_to_cac EUR - 0
    cac_payback EUR - 0
    campaign_roi EUR 26.5 1
    campaign_roi_margin EUR 21 1
    response_rate - 0.5 2
    nps - 100 1
    csat - 1 1
    ces - 6 1
    ces_easy - 1 1
    first_response - 3 2
    first_response_p90 - 4 2
    resolution - 18 2
    resolution_p90 - 24 2
    unanswered - 0 2
    open_tickets - 0 0
    backlog_age - - 0
    interactions - 3 3
    touches_per_won_deal - 3 1
    on_time - 0.5 2
    overdue_tasks - 0 0
    stale - 2 3
    data_quality - 33 3
"""
NEVA = """
    revenue EUR 1140.00 4
    sales_growth EUR 1.85 4
    average_order EUR 520.00 2
    purchase_frequency - 2 1
    customers_start - 1 1
    customers_end - 1 1
    new_customers - 0 0
    lost_customers - 0 0
    reactivated - 0 0
    customer_growth - 0 1
    retention - 1 1
    churn - 0 1
    retained_buyers - 1 1
    repeat_rate - 1 1
    revenue_per_customer EUR 1140.00 1
    ltv EUR - 1
    ltv_to_date EUR 1940.00 1
    mrr EUR 150.00 1
    arr EUR 1800.00 1
    new_mrr EUR 0.00 0
    reactivation_mrr EUR 0.00 0
    expansion EUR 50.00 1
    contraction EUR 0.00 0
    churned_mrr EUR 0.00 0
    nrr EUR 1.5 1
    grr EUR 1 1
    expansion_rate EUR 0.5 1
    renewal_rate - 1 1
    renewal_rate_value EUR 1 1
    arpa EUR 150.00 1
    subscribers - 1 1
    deals_won - 1 1
    deals_lost - 0 0
    win_rate - 1 1
    win_rate_value EUR - 1
    average_deal EUR 1000.00 1
    sales_cycle - 10 1
    sales_cycle_median - 10 1
    open_pipeline EUR 400.00 1
    weighted_pipeline EUR 40.00 1
    velocity EUR 100.00 1
    rotting - 0 1
    new_leads - 0 0
    lead_conversion - - 0
    lead_conversion_30d - - 0
    lead_conversion_90d - - 0
    lead_conversion_days - - 0
    lead_conversion_period - - 0
    lead_response - - 0
    lead_response_p90 - - 0
    cac EUR - 0
    ltv_to_cac EUR - 0
    cac_payback EUR - 0
    campaign_roi EUR - 0
    campaign_roi_margin EUR - 0
    response_rate - - 0
    nps - - 0
    csat - - 0
    ces - - 0
    ces_easy - - 0
    first_response - 2 1
    first_response_p90 - 2 1
    resolution - 24 1
    resolution_p90 - 24 1
    unanswered - 0 1
    open_tickets - 0 0
    backlog_age - - 0
    interactions - - 0
    touches_per_won_deal - 3 1
    on_time - - 0
    overdue_tasks - - 0
    stale - 1 1
    data_quality - 50 1
"""


@pytest.mark.parametrize(
    ("asked", "rows"), [({"owner": "ann"}, ANN), ({"where": "name = Neva"}, NEVA)], ids=["owner", "where"]
)
def test_every_kpi_of_a_part_of_the_records(ledger: Ledger, asked: dict[str, str], rows: str) -> None:
    Shop(ledger)
    found = [
        f"{row['key']} {cell(row['currency'])} {cell(row['value'])} {cell(row['n'])}"
        for row in ledger.report("kpi", period="2026-06", **asked).rows
    ]
    assert found == [line.strip() for line in rows.strip().splitlines()]
