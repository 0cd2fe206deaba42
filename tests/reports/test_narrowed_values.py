"""Part of the records: every number of the small shop, as it was when checked against its records."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, values, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "revenue period=2026-06 by=month owner=ann": """
        revenue:
        month | revenue | share | purchases | average_order | sales | deals | dues | currency
        2026-06 | 1300.00 | 1 | 4 | 285.00 | 4 | 1 | 2 | EUR
        all: month=- | revenue=1300.00 | share=- | purchases=4 | average_order=285.00 | sales=4 | deals=1 | dues=2 |
                currency=EUR
    """,
    "rfm owner=ann": """
        rfm:
        note: scores need at least 5 customers
    """,
    "ltv period=2026-06 owner=ann": """
        ltv:
        customer | revenue | share | purchases | dues | id | noun | currency
        Neva | 1940.00 | 0.898148 | 3 | 6 | 1 | company | EUR
        Anna | 220.00 | 0.101852 | 2 | 2 | 3 | contact | EUR
        all: customer=- | revenue=2160.00 | share=- | purchases=5 | dues=8 | currency=EUR
        ltv-value:
        key | name | value | unit | currency
        - | MRR per subscriber | 95.00 | money | EUR
        - | margin | 0.8 | - | EUR
        - | churn of the period | 0 | - | EUR
        - | months | 1 | - | EUR
        - | churn a month | 0 | - | EUR
        ltv | = Lifetime value | - | money | EUR
        - | revenue to date | 2160.00 | money | EUR
        - | currencies | 1 | count | EUR
        - | ever customers | 2 | count | EUR
        ltv_to_date | = Revenue per customer to date | 1080.00 | money | EUR
    """,
    "forecast owner=ann": """
        forecast:
        month | deals | unvalued | value | weighted | currency
        2026-07 | 1 | 0 | 400.00 | 40.00 | EUR
        all: deals=1 | value=400.00 | weighted=40.00 | currency=EUR | unvalued=0
    """,
    "win-loss period=2026-06 by=month owner=ann": """
        win-loss:
        month | won | lost | win_rate | won_value | lost_value | win_rate_value | average_deal | sales_cycle |
                sales_cycle_median | currency
        2026-06 | 1 | 1 | 0.5 | 1000.00 | 500.00 | 0.666667 | 1000.00 | 10 | 10 | EUR
    """,
    "funnel period=2026-06 owner=ann": """
        funnel:
        stage | reached | beyond | funnel | of_all
        lead | 3 | 2 | 0.666667 | 1
        qualified | 2 | 1 | 0.5 | 0.666667
        proposal | 1 | 1 | 1 | 0.333333
        negotiation | 1 | 1 | 1 | 0.333333
        won | 1 | - | - | 0.333333
    """,
    "acquisition period=2026-06 owner=ann": """
        acquisition:
        key | name | value | n | unit | currency
        spent | Spent | - | 0 | money | EUR
        spent_winning | Of it marketing and sales | - | 0 | money | EUR
        new_customers | New customers | 0 | 0 | count | -
        cac | Cost of a new customer | - | 0 | money | EUR
        ltv_to_cac | LTV to CAC | - | 0 | number | EUR
        cac_payback | Payback | - | 0 | months | EUR
        campaign_roi | Campaign ROI | 26.5 | 1 | ratio | EUR
        campaign_roi_margin | Campaign ROI, with margin | 21 | 1 | ratio | EUR
        response_rate | Campaign response | 0.5 | 2 | ratio | -
        campaigns:
        campaign | id | channel | started_on | budget | spent | revenue | roi | roi_margin | reached | answered |
                response_rate | currency
        Spring | 7 | Web | 2026-06-01 | 500.00 | 40.00 | 1100.00 | 26.5 | 21 | 2 | 1 | 0.5 | EUR
    """,
    "sources period=2026-06 owner=ann": """
        sources:
        source | leads | customers | conversion | new_customers | revenue | spent | cac | currency
        Web | 1 | 1 | 1 | 0 | 1300.00 | - | - | EUR
        all: source=- | leads=1 | customers=1 | conversion=1 | new_customers=0 | revenue=1300.00 | spent=- | cac=- |
                currency=EUR
    """,
    "activity period=2026-06 owner=ann": """
        activity:
        key | name | value | n | unit
        interactions | Interactions | 3 | 3 | count
        touches_per_won_deal | Touches per won deal | 3 | 1 | count
        tasks_due | Tasks due | 2 | 2 | count
        on_time | Done on time | 0.5 | 2 | ratio
        overdue_tasks | Overdue tasks | 0 | 0 | count
        activity-kind:
        kind | interactions | minutes
        call | 3 | 15
        activity-owner:
        owner | interactions | minutes
        ann | 3 | 15
        activity-day:
        day | interactions | minutes
        2026-06-02 | 1 | 10
        2026-06-04 | 1 | -
        2026-06-12 | 1 | 5
    """,
    "tasks period=2026-06 owner=ann": """
        tasks:
        owner | due | in_time | late | not_done | on_time | done | overdue
        ann | 2 | 1 | 1 | 0 | 0.5 | 2 | 0
        all: owner=all | due=2 | in_time=1 | late=1 | not_done=0 | on_time=0.5 | done=2 | overdue=0
    """,
    "stale owner=ann": """
        stale:
        records | stale | of | share
        contacts | 1 | 2 | 0.5
        companies | 1 | 1 | 1
        open deals | 0 | 1 | 0
        note: no interaction for more than 90 days (setting stale_after_days)
        note: tinycrm doctor data names them, and the commands that list them
        stale-since:
        last_touch | contacts | companies | deals
        never | 1 | 0 | 0
        2026-02 | 0 | 1 | 0
    """,
    "cross-sell period=2026-06 where='source = Web'": """
        cross-sell:
        product | other | parties | support | confidence | lift
        Desk | Chair | 1 | 0.5 | 1 | 1
        Chair | Desk | 1 | 0.5 | 0.5 | 1
        note: 2 customers with a product
    """,
    "revenue period=2026-06 by=kind where='product = Chair'": """
        revenue:
        kind | revenue | share | purchases | average_order | sales | deals | dues | currency
        One-off sales | 150.00 | 1 | 2 | 75.00 | 2 | 0 | 0 | EUR
        all: kind=- | revenue=150.00 | share=- | purchases=2 | average_order=75.00 | sales=2 | deals=0 | dues=0 |
                currency=EUR
        note: won deals and subscription dues left out: the filter is of sales
    """,
    "service period=2026-06 by=channel where='channel = chat'": """
        service:
        channel | opened | resolved | unanswered | reopened | first_response | first_response_p90 | resolution |
                resolution_p90 | minutes | open | backlog_age
        chat | 1 | 1 | 0 | 0 | 4 | 4 | 12 | 12 | - | 0 | -
    """,
    "satisfaction period=2026-06 by=owner where='score >= 6'": """
        satisfaction:
        owner | nps | nps_n | csat | csat_n | ces | ces_easy | ces_n
        bo | 0 | 3 | - | 0 | - | - | 0
        ann | 100 | 1 | - | 0 | 6 | 1 | 1
    """,
    "next where='name = Leo'": """
        next:
        id | noun | name | why | words | urgency
        5 | contact | Leo | unhappy, renewal | gave CES 2 on 2026-06-12: hard; Backup ends 5 days ago | 98
    """,
    "cohorts period=2026 owner=ann": """
        cohorts:
        cohort | parties | m0 | m1 | m2 | m3 | m4 | m5
        2026-01 | 0 | - | - | - | - | - | -
        2026-02 | 0 | - | - | - | - | - | -
        2026-03 | 0 | - | - | - | - | - | -
        2026-04 | 0 | - | - | - | - | - | -
        2026-05 | 1 | 1 | 1 | - | - | - | -
        2026-06 | 1 | 1 | - | - | - | - | -
        all: cohort=- | parties=2 | m0=1 | m1=1 | m2=- | m3=- | m4=- | m5=-
    """,
    "cohorts period=2026 where='source = Web'": """
        cohorts:
        cohort | parties | m0 | m1 | m2 | m3 | m4 | m5
        2026-01 | 0 | - | - | - | - | - | -
        2026-02 | 0 | - | - | - | - | - | -
        2026-03 | 0 | - | - | - | - | - | -
        2026-04 | 0 | - | - | - | - | - | -
        2026-05 | 1 | 1 | 1 | - | - | - | -
        2026-06 | 1 | 1 | - | - | - | - | -
        all: cohort=- | parties=2 | m0=1 | m1=1 | m2=- | m3=- | m4=- | m5=-
    """,
    "customers period=2026-06 by=month where='source = Web'": """
        customers:
        month | start | new | reactivated | lost | end | first | retention | churn | growth
        2026-06 | 2 | 0 | 0 | 0 | 2 | 0 | 1 | 0 | 0
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_every_number(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert values(ledger.report(name, **words)) == written(REPORTS[report])
