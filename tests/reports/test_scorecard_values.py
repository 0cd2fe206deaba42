"""The scorecard: every number of the small shop, as it was when checked against its records."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, values, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "kpi period=2026-06": """
        kpi:
        key | name | value | previous | change | n | goal | met | on_track | projection | unit | currency | group |
                better | progress
        revenue | Revenue | 2750.00 | 490.00 | 4.612245 | 12 | - | - | - | - | money | EUR | Revenue | True | -
        sales_growth | Sales growth | 4.612245 | 2.769231 | 0.665533 | 12 | - | - | - | - | ratio | EUR | Revenue |
                True | -
        average_order | Average order | 223.3333 | 300.00 | -0.255556 | 6 | - | - | - | - | money | EUR | Revenue |
                False | -
        purchase_frequency | Purchases per buyer | 2 | 1 | 1 | 3 | - | - | - | - | count | - | Revenue | True | -
        customers_start | Customers at the start | 4 | 3 | 0.333333 | 4 | - | - | - | - | count | - | Customers |
                True | -
        customers_end | Customers | 4 | 4 | 0 | 4 | - | - | - | - | count | - | Customers | - | -
        new_customers | New customers | 1 | 1 | 0 | 1 | - | - | - | - | count | - | Customers | - | -
        lost_customers | Lost customers | 1 | 0 | - | 1 | - | - | - | - | count | - | Customers | - | -
        reactivated | Reactivated customers | 0 | 0 | - | 0 | - | - | - | - | count | - | Customers | - | -
        customer_growth | Customer growth | 0 | 0.333333 | -1 | 4 | - | - | - | - | ratio | - | Customers | False |
                -
        retention | Retention | 0.75 | 1 | -0.25 | 4 | - | - | - | - | ratio | - | Customers | False | -
        churn | Churn | 0.25 | 0 | - | 4 | - | - | - | - | ratio | - | Customers | - | -
        retained_buyers | Retained buyers | 1 | - | - | 1 | - | - | - | - | ratio | - | Customers | - | -
        repeat_rate | Repeat rate | 0.6 | 0 | - | 5 | - | - | - | - | ratio | - | Customers | - | -
        revenue_per_customer | Revenue per customer | 687.50 | 140.00 | 3.910714 | 4 | - | - | - | - | money | EUR |
                Customers | True | -
        ltv | Lifetime value | 248.00 | - | - | 4 | - | - | - | - | money | EUR | Customers | - | -
        ltv_to_date | Revenue per customer to date | 778.00 | 285.00 | 1.729825 | 5 | - | - | - | - | money | EUR |
                Customers | True | -
        mrr | MRR | 310.00 | 190.00 | 0.631579 | 4 | - | - | - | - | money | EUR | Recurring revenue | True | -
        arr | ARR | 3720.00 | 2280.00 | 0.631579 | 4 | - | - | - | - | money | EUR | Recurring revenue | True | -
        new_mrr | New MRR | 100.00 | 60.00 | 0.666667 | 1 | - | - | - | - | money | EUR | Recurring revenue | True |
                -
        reactivation_mrr | Reactivated MRR | 20.00 | 0.00 | - | 1 | - | - | - | - | money | EUR | Recurring revenue
                | - | -
        expansion | Expansion | 50.00 | 0.00 | - | 1 | - | - | - | - | money | EUR | Recurring revenue | - | -
        contraction | Contraction | 20.00 | 0.00 | - | 1 | - | - | - | - | money | EUR | Recurring revenue | - | -
        churned_mrr | Churned MRR | 30.00 | 0.00 | - | 1 | - | - | - | - | money | EUR | Recurring revenue | - | -
        nrr | Net revenue retention | 1 | 1 | 0 | 3 | - | - | - | - | ratio | EUR | Recurring revenue | - | -
        grr | Gross revenue retention | 0.736842 | 1 | -0.263158 | 3 | - | - | - | - | ratio | EUR | Recurring
                revenue | False | -
        expansion_rate | Expansion rate | 0.263158 | 0 | - | 3 | - | - | - | - | ratio | EUR | Recurring revenue | -
                | -
        renewal_rate | Renewal rate | 0.5 | - | - | 2 | - | - | - | - | ratio | - | Recurring revenue | - | -
        renewal_rate_value | Renewal rate by value | 0.769231 | - | - | 2 | - | - | - | - | ratio | EUR | Recurring
                revenue | - | -
        arpa | MRR per subscriber | 77.50 | 63.3333 | 0.223684 | 4 | - | - | - | - | money | EUR | Recurring revenue
                | True | -
        subscribers | Subscribers | 4 | 3 | 0.333333 | 4 | - | - | - | - | count | - | Recurring revenue | True | -
        deals_won | Deals won | 2 | - | - | 2 | - | - | - | - | count | - | Sales | - | -
        deals_lost | Deals lost | 2 | - | - | 2 | - | - | - | - | count | - | Sales | - | -
        win_rate | Win rate | 0.5 | - | - | 4 | - | - | - | - | ratio | - | Sales | - | -
        win_rate_value | Win rate by value | 0.666667 | - | - | 2 | - | - | - | - | ratio | EUR | Sales | - | -
        win_rate_value | Win rate by value | 0 | - | - | 1 | - | - | - | - | ratio | USD | Sales | - | -
        average_deal | Average won deal | 1000.00 | - | - | 1 | - | - | - | - | money | EUR | Sales | - | -
        average_deal | Average won deal | - | - | - | 0 | - | - | - | - | money | USD | Sales | - | -
        sales_cycle | Sales cycle, mean | 15 | - | - | 2 | - | - | - | - | days | - | Sales | - | -
        sales_cycle_median | Sales cycle, median | 15 | - | - | 2 | - | - | - | - | days | - | Sales | - | -
        open_pipeline | Open pipeline | 1000.00 | - | - | 2 | - | - | - | - | money | EUR | Sales | - | -
        open_pipeline | Open pipeline | 100.00 | - | - | 1 | - | - | - | - | money | USD | Sales | - | -
        weighted_pipeline | Weighted pipeline | 400.00 | - | - | 2 | - | - | - | - | money | EUR | Sales | - | -
        weighted_pipeline | Weighted pipeline | 50.00 | - | - | 1 | - | - | - | - | money | USD | Sales | - | -
        velocity | Velocity | 66.6667 | - | - | 2 | - | - | - | - | money/day | EUR | Sales | - | -
        velocity | Velocity | - | - | - | 1 | - | - | - | - | money/day | USD | Sales | - | -
        rotting | Rotting deals | 0 | - | - | 4 | - | - | - | - | count | - | Sales | - | -
        new_leads | New leads | 3 | 0 | - | 3 | - | - | - | - | count | - | Leads | - | -
        lead_conversion | Lead conversion | 0.666667 | - | - | 3 | - | - | - | - | ratio | - | Leads | - | -
        lead_conversion_30d | Lead conversion, 30 days | - | - | - | 0 | - | - | - | - | ratio | - | Leads | - | -
        lead_conversion_90d | Lead conversion, 90 days | - | - | - | 0 | - | - | - | - | ratio | - | Leads | - | -
        lead_conversion_days | Lead to customer, median | 3 | - | - | 1 | - | - | - | - | days | - | Leads | - | -
        lead_conversion_period | New customers per new lead | 0.333333 | - | - | 3 | - | - | - | - | ratio | - |
                Leads | - | -
        lead_response | First answer, median | - | - | - | 0 | - | - | - | - | hours | - | Leads | - | -
        lead_response_p90 | First answer, 9 of 10 | - | - | - | 0 | - | - | - | - | hours | - | Leads | - | -
        cac | Cost of a new customer | 240.00 | - | - | 1 | - | - | - | - | money | EUR | Marketing | - | -
        ltv_to_cac | LTV to CAC | 1.033333 | - | - | 1 | - | - | - | - | ratio | EUR | Marketing | - | -
        cac_payback | Payback of a customer | 3.871 | - | - | 1 | - | - | - | - | months | EUR | Marketing | - | -
        campaign_roi | Campaign ROI | 26.5 | - | - | 1 | - | - | - | - | ratio | EUR | Marketing | - | -
        campaign_roi_margin | Campaign ROI, with margin | 21 | - | - | 1 | - | - | - | - | ratio | EUR | Marketing |
                - | -
        response_rate | Campaign response | 0.5 | - | - | 2 | - | - | - | - | ratio | - | Marketing | - | -
        nps | NPS | 25 | - | - | 4 | - | - | - | - | score | - | Satisfaction | - | -
        csat | Satisfied (CSAT) | 0.5 | - | - | 2 | - | - | - | - | ratio | - | Satisfaction | - | -
        ces | Ease (CES), mean | 4 | - | - | 2 | - | - | - | - | score | - | Satisfaction | - | -
        ces_easy | Found it easy (CES) | 0.5 | - | - | 2 | - | - | - | - | ratio | - | Satisfaction | - | -
        first_response | First response, median | 3 | 1 | 2 | 2 | - | - | - | - | hours | - | Service | False | -
        first_response_p90 | First response, 9 of 10 | 4 | 1 | 3 | 2 | - | - | - | - | hours | - | Service | False |
                -
        resolution | Resolution, median | 18 | - | - | 2 | - | - | - | - | hours | - | Service | - | -
        resolution_p90 | Resolution, 9 of 10 | 24 | - | - | 2 | - | - | - | - | hours | - | Service | - | -
        unanswered | Unanswered | 1 | 0 | - | 3 | - | - | - | - | count | - | Service | - | -
        open_tickets | Open tickets | 2 | 1 | 1 | 2 | - | - | - | - | count | - | Service | False | -
        backlog_age | Age of open tickets, median | 31 | 30 | 0.033333 | 2 | - | - | - | - | days | - | Service |
                False | -
        interactions | Interactions | 5 | - | - | 5 | - | - | - | - | count | - | Discipline | - | -
        touches_per_won_deal | Touches per won deal | 1.5 | - | - | 2 | - | - | - | - | count | - | Discipline | - |
                -
        on_time | Tasks done on time | 0.25 | 0 | - | 4 | - | - | - | - | ratio | - | Discipline | - | -
        overdue_tasks | Overdue tasks | 2 | 1 | 1 | 2 | - | - | - | - | count | - | Discipline | False | -
        stale | Stale contacts and companies | 4 | - | - | 6 | - | - | - | - | count | - | Discipline | - | -
        data_quality | Data quality | 33 | - | - | 6 | - | - | - | - | score | - | Discipline | - | -
        note: before: 2026-05-01 to 2026-05-31
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_every_number(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert values(ledger.report(name, **words)) == written(REPORTS[report])
