"""Leads, marketing and subscriptions: every number of the small shop, as it was when checked against its records."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, values, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "leads period=2026-06": """
        leads:
        source | leads | customers | conversion | conversion_30d | conversion_90d | days | response_hours |
                response_hours_p90
        Web | 2 | 1 | 0.5 | - | - | - | - | -
        Fair | 1 | 1 | 1 | - | - | 3 | - | -
        all: source=- | leads=3 | customers=2 | conversion=0.666667 | conversion_30d=- | conversion_90d=- | days=3 |
                response_hours=- | response_hours_p90=-
        note: 3 of the leads are known by their day only: no hours to the first answer
    """,
    "leads period=2026-06 by=owner": """
        leads:
        owner | leads | customers | conversion | conversion_30d | conversion_90d | days | response_hours |
                response_hours_p90
        bo | 2 | 1 | 0.5 | - | - | 3 | - | -
        ann | 1 | 1 | 1 | - | - | - | - | -
        all: owner=- | leads=3 | customers=2 | conversion=0.666667 | conversion_30d=- | conversion_90d=- | days=3 |
                response_hours=- | response_hours_p90=-
        note: 3 of the leads are known by their day only: no hours to the first answer
    """,
    "sources period=2026-06": """
        sources:
        source | leads | customers | conversion | new_customers | revenue | spent | cac | currency
        Fair | 1 | 1 | 1 | 1 | 1400.00 | 80.00 | 80.00 | EUR
        Web | 2 | 1 | 0.5 | 0 | 1300.00 | 160.00 | - | EUR
        - | 0 | 0 | - | 0 | 50.00 | - | - | EUR
        all: source=- | leads=3 | customers=2 | conversion=0.666667 | new_customers=1 | revenue=2750.00 |
                spent=240.00 | cac=240.00 | currency=EUR
    """,
    "acquisition period=2026-06": """
        acquisition:
        key | name | value | n | unit | currency
        spent | Spent | 250.00 | 4 | money | EUR
        spent_winning | Of it marketing and sales | 240.00 | 3 | money | EUR
        new_customers | New customers | 1 | 1 | count | -
        cac | Cost of a new customer | 240.00 | 1 | money | EUR
        ltv_to_cac | LTV to CAC | 1.033333 | 1 | number | EUR
        cac_payback | Payback | 3.871 | 1 | months | EUR
        campaign_roi | Campaign ROI | 26.5 | 1 | ratio | EUR
        campaign_roi_margin | Campaign ROI, with margin | 21 | 1 | ratio | EUR
        response_rate | Campaign response | 0.5 | 2 | ratio | -
        expenses:
        kind | channel | expenses | spent | share | currency
        marketing | Web | 2 | 160.00 | 0.64 | EUR
        sales | Fair | 1 | 80.00 | 0.32 | EUR
        service | - | 1 | 10.00 | 0.04 | EUR
        campaigns:
        campaign | id | channel | started_on | budget | spent | revenue | roi | roi_margin | reached | answered |
                response_rate | currency
        Spring | 7 | Web | 2026-06-01 | 500.00 | 40.00 | 1100.00 | 26.5 | 21 | 2 | 1 | 0.5 | EUR
    """,
    "acquisition period=2026-06 by=month": """
        acquisition:
        month | expenses | spent | new_customers | cac | currency
        2026-06 | 4 | 250.00 | 1 | 240.00 | EUR
    """,
    "acquisition period=2026-06 by=channel": """
        acquisition:
        channel | expenses | spent | new_customers | cac | currency
        Web | 2 | 160.00 | - | - | EUR
        Fair | 1 | 80.00 | - | - | EUR
        - | 1 | 10.00 | - | - | EUR
    """,
    "acquisition period=2026-06 by=campaign": """
        acquisition:
        campaign | id | channel | started_on | budget | spent | revenue | roi | roi_margin | reached | answered |
                response_rate | currency
        Spring | 7 | Web | 2026-06-01 | 500.00 | 40.00 | 1100.00 | 26.5 | 21 | 2 | 1 | 0.5 | EUR
    """,
    "subscriptions period=2026-06": """
        subscriptions:
        part | name | mrr | subscribers | currency | previous | change | better
        start | Start | 190.00 | 3 | EUR | 130.00 | 0.461538 | True
        new_mrr | New | 100.00 | 1 | EUR | 60.00 | 0.666667 | True
        reactivation_mrr | Reactivated | 20.00 | 1 | EUR | 0.00 | - | -
        expansion | Expansion | 50.00 | 1 | EUR | 0.00 | - | -
        contraction | Contraction | -20.00 | 1 | EUR | 0.00 | - | -
        churned_mrr | Churned | -30.00 | 1 | EUR | 0.00 | - | -
        end | End | 310.00 | 4 | EUR | 190.00 | 0.631579 | True
        note: before: 2026-05-01 to 2026-05-31
        subscriptions-rates:
        key | name | value | previous | change | n | goal | met | on_track | projection | unit | currency | better |
                progress
        mrr | MRR | 310.00 | 190.00 | 0.631579 | 4 | - | - | - | - | money | EUR | True | -
        arr | ARR | 3720.00 | 2280.00 | 0.631579 | 4 | - | - | - | - | money | EUR | True | -
        subscribers | Subscribers | 4 | 3 | 0.333333 | 4 | - | - | - | - | count | - | True | -
        arpa | MRR per subscriber | 77.50 | 63.3333 | 0.223684 | 4 | - | - | - | - | money | EUR | True | -
        nrr | Net revenue retention | 1 | 1 | 0 | 3 | - | - | - | - | ratio | EUR | - | -
        grr | Gross revenue retention | 0.736842 | 1 | -0.263158 | 3 | - | - | - | - | ratio | EUR | False | -
        expansion_rate | Expansion rate | 0.263158 | 0 | - | 3 | - | - | - | - | ratio | EUR | - | -
        renewal_rate | Renewal rate | 0.5 | - | - | 2 | - | - | - | - | ratio | - | - | -
        renewal_rate_value | Renewal rate by value | 0.769231 | - | - | 2 | - | - | - | - | ratio | EUR | - | -
        subscriptions-month:
        month | start | new_mrr | reactivation_mrr | expansion | contraction | churned_mrr | end | nrr | grr |
                subscribers | churned | currency
        2026-01 | 0.00 | 120.00 | 0.00 | 0.00 | 0.00 | 0.00 | 120.00 | - | - | 2 | 0 | EUR
        2026-02 | 120.00 | 30.00 | 0.00 | 0.00 | 0.00 | 0.00 | 150.00 | 1 | 1 | 3 | 0 | EUR
        2026-03 | 150.00 | 0.00 | 0.00 | 0.00 | 0.00 | -20.00 | 130.00 | 0.866667 | 0.866667 | 2 | 1 | EUR
        2026-04 | 130.00 | 0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 130.00 | 1 | 1 | 2 | 0 | EUR
        2026-05 | 130.00 | 60.00 | 0.00 | 0.00 | 0.00 | 0.00 | 190.00 | 1 | 1 | 3 | 0 | EUR
        2026-06 | 190.00 | 100.00 | 20.00 | 50.00 | -20.00 | -30.00 | 310.00 | 1 | 0.736842 | 4 | 1 | EUR
        subscriptions-product:
        product | start | new_mrr | reactivation_mrr | expansion | contraction | churned_mrr | end | nrr | grr |
                subscribers | churned | currency | share
        Care | 190.00 | 0.00 | 0.00 | 50.00 | -20.00 | -30.00 | 190.00 | 1 | 0.736842 | 2 | 1 | EUR | 0.612903
        Backup | 0.00 | 120.00 | 0.00 | 0.00 | 0.00 | 0.00 | 120.00 | - | - | 2 | 0 | EUR | 0.387097
        subscriptions-interval:
        interval | start | new_mrr | reactivation_mrr | expansion | contraction | churned_mrr | end | nrr | grr |
                subscribers | churned | currency | share
        month | 190.00 | 0.00 | 20.00 | 50.00 | -20.00 | -30.00 | 210.00 | 1 | 0.736842 | 3 | 1 | EUR | 0.677419
        year | 0.00 | 100.00 | 0.00 | 0.00 | 0.00 | 0.00 | 100.00 | - | - | 1 | 0 | EUR | 0.322581
        subscriptions-ahead:
        month | terms | undecided | renewed | ended | mrr | currency
        2026-09 | 1 | 1 | 0 | 0 | 100.00 | EUR
        2027-06 | 1 | 1 | 0 | 0 | 150.00 | EUR
        subscriptions-renewals:
        month | terms | renewed | ended | waiting | renewal_rate | renewed_mrr | lost_mrr | renewal_rate_value |
                currency
        2026-06 | 3 | 1 | 1 | 1 | 0.5 | 100.00 | 30.00 | 0.769231 | EUR
    """,
    "subscriptions period=2026-06 by=owner": """
        subscriptions:
        owner | start | new_mrr | reactivation_mrr | expansion | contraction | churned_mrr | end | nrr | grr |
                subscribers | churned | currency | share
        ann | 160.00 | 0.00 | 0.00 | 50.00 | -20.00 | 0.00 | 190.00 | 1.1875 | 0.875 | 2 | 0 | EUR | 0.612903
        bo | 0.00 | 100.00 | 20.00 | 0.00 | 0.00 | 0.00 | 120.00 | - | - | 2 | 0 | EUR | 0.387097
        - | 30.00 | 0.00 | 0.00 | 0.00 | 0.00 | -30.00 | 0.00 | 0 | 0 | 0 | 1 | EUR | 0
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_every_number(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert values(ledger.report(name, **words)) == written(REPORTS[report])
