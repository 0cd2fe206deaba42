"""Revenue, customers, their worth: every number of the small shop, as it was when checked against its records."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, values, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "revenue period=2026-06 by=month": """
        revenue:
        month | revenue | share | purchases | average_order | sales | deals | dues | currency
        2026-06 | 2750.00 | 1 | 6 | 223.3333 | 5 | 2 | 5 | EUR
        all: month=- | revenue=2750.00 | share=- | purchases=6 | average_order=223.3333 | sales=5 | deals=2 | dues=5
                | currency=EUR
    """,
    "revenue period=2026-Q2": """
        revenue:
        month | revenue | share | purchases | average_order | sales | deals | dues | currency
        2026-04 | 130.00 | 0.038576 | 0 | - | 0 | 0 | 2 | EUR
        2026-05 | 490.00 | 0.145401 | 1 | 300.00 | 1 | 0 | 3 | EUR
        2026-06 | 2750.00 | 0.816024 | 6 | 223.3333 | 5 | 2 | 5 | EUR
        all: month=- | revenue=3370.00 | share=- | purchases=7 | average_order=234.2857 | sales=6 | deals=2 |
                dues=10 | currency=EUR
    """,
    "revenue period=2026-06 by=product compare=previous": """
        revenue:
        product | revenue | share | purchases | average_order | sales | deals | dues | currency | previous | change
                | better
        Backup | 1220.00 | 0.443636 | 0 | - | 0 | 0 | 2 | EUR | - | - | -
        Care | 190.00 | 0.069091 | 0 | - | 0 | 0 | 3 | EUR | 190.00 | 0 | -
        Desk | 190.00 | 0.069091 | 2 | 95.00 | 3 | 0 | 0 | EUR | 300.00 | -0.366667 | False
        Chair | 150.00 | 0.054545 | 2 | 75.00 | 2 | 0 | 0 | EUR | - | - | -
        - | 1000.00 | 0.363636 | 2 | 500.00 | 0 | 2 | 0 | EUR | - | - | -
        all: product=- | revenue=2750.00 | share=- | purchases=6 | average_order=223.3333 | sales=5 | deals=2 |
                dues=5 | currency=EUR
        note: before: 2026-05-01 to 2026-05-31
    """,
    "revenue period=2026-06 by=company": """
        revenue:
        company | revenue | share | purchases | average_order | sales | deals | dues | currency
        Orion | 1400.00 | 0.509091 | 2 | 100.00 | 1 | 1 | 1 | EUR
        Neva | 1140.00 | 0.414545 | 2 | 520.00 | 2 | 1 | 1 | EUR
        - | 210.00 | 0.076364 | 2 | 50.00 | 2 | 0 | 3 | EUR
        all: company=- | revenue=2750.00 | share=- | purchases=6 | average_order=223.3333 | sales=5 | deals=2 |
                dues=5 | currency=EUR
    """,
    "revenue period=2026-06 by=source": """
        revenue:
        source | revenue | share | purchases | average_order | sales | deals | dues | currency
        Fair | 1400.00 | 0.509091 | 2 | 100.00 | 1 | 1 | 1 | EUR
        Web | 1300.00 | 0.472727 | 4 | 285.00 | 4 | 1 | 2 | EUR
        - | 50.00 | 0.018182 | 0 | - | 0 | 0 | 2 | EUR
        all: source=- | revenue=2750.00 | share=- | purchases=6 | average_order=223.3333 | sales=5 | deals=2 |
                dues=5 | currency=EUR
    """,
    "revenue period=2026-06 by=owner": """
        revenue:
        owner | revenue | share | purchases | average_order | sales | deals | dues | currency
        bo | 1420.00 | 0.516364 | 2 | 100.00 | 1 | 1 | 2 | EUR
        ann | 1300.00 | 0.472727 | 4 | 285.00 | 4 | 1 | 2 | EUR
        - | 30.00 | 0.010909 | 0 | - | 0 | 0 | 1 | EUR
        all: owner=- | revenue=2750.00 | share=- | purchases=6 | average_order=223.3333 | sales=5 | deals=2 | dues=5
                | currency=EUR
    """,
    "revenue period=2026-06 by=campaign": """
        revenue:
        campaign | revenue | share | purchases | average_order | sales | deals | dues | currency
        Spring | 1100.00 | 0.4 | 2 | 550.00 | 1 | 1 | 0 | EUR
        - | 1650.00 | 0.6 | 4 | 60.00 | 4 | 1 | 5 | EUR
        all: campaign=- | revenue=2750.00 | share=- | purchases=6 | average_order=223.3333 | sales=5 | deals=2 |
                dues=5 | currency=EUR
    """,
    "revenue period=2026-06 by=kind": """
        revenue:
        kind | revenue | share | purchases | average_order | sales | deals | dues | currency
        Subscriptions | 1410.00 | 0.512727 | 0 | - | 0 | 0 | 5 | EUR
        Won deals | 1000.00 | 0.363636 | 2 | 500.00 | 0 | 2 | 0 | EUR
        One-off sales | 340.00 | 0.123636 | 4 | 85.00 | 5 | 0 | 0 | EUR
        all: kind=- | revenue=2750.00 | share=- | purchases=6 | average_order=223.3333 | sales=5 | deals=2 | dues=5
                | currency=EUR
    """,
    "customers period=2026-Q2 by=month": """
        customers:
        month | start | new | reactivated | lost | end | first | retention | churn | growth
        2026-04 | 3 | 0 | 0 | 0 | 3 | 0 | 1 | 0 | 0
        2026-05 | 3 | 1 | 0 | 0 | 4 | 1 | 1 | 0 | 0.333333
        2026-06 | 4 | 1 | 0 | -1 | 4 | 1 | 0.75 | 0.25 | 0
    """,
    "cohorts period=2026": """
        cohorts:
        cohort | parties | m0 | m1 | m2 | m3 | m4 | m5
        2026-01 | 1 | 1 | 0 | 0 | 0 | 0 | 0
        2026-02 | 0 | - | - | - | - | - | -
        2026-03 | 0 | - | - | - | - | - | -
        2026-04 | 0 | - | - | - | - | - | -
        2026-05 | 1 | 1 | 1 | - | - | - | -
        2026-06 | 2 | 1 | - | - | - | - | -
        all: cohort=- | parties=4 | m0=1 | m1=0.5 | m2=0 | m3=0 | m4=0 | m5=0
    """,
    "cohorts period=2026 by=quarter": """
        cohorts:
        cohort | parties | m0 | m1
        2026-Q1 | 1 | 1 | 0
        2026-Q2 | 3 | 1 | -
        all: cohort=- | parties=4 | m0=1 | m1=0
    """,
    "rfm period=2026-06": """
        rfm:
        class | parties | share | money | money_share | purchases | days | currency
        champion | 2 | 0.4 | 1540.00 | 0.875 | 2.5 | 14 | EUR
        loyal | 0 | 0 | 0.00 | 0 | - | - | EUR
        promising | 0 | 0 | 0.00 | 0 | - | - | EUR
        new | 0 | 0 | 0.00 | 0 | - | - | EUR
        attention | 1 | 0.2 | 100.00 | 0.056818 | 2 | 24 | EUR
        at risk | 0 | 0 | 0.00 | 0 | - | - | EUR
        slipping | 0 | 0 | 0.00 | 0 | - | - | EUR
        lost | 2 | 0.4 | 120.00 | 0.068182 | 1 | 324 | EUR
        rfm-scores:
        recency | fm1 | fm2 | fm3 | fm4 | fm5
        5 | 0 | 0 | 0 | 1 | 0
        4 | 0 | 0 | 0 | 0 | 1
        3 | 0 | 0 | 1 | 0 | 0
        2 | 0 | 1 | 0 | 0 | 0
        1 | 1 | 0 | 0 | 0 | 0
    """,
    "rfm period=2026-06 by=customer": """
        rfm:
        customer | rfm | class | recency | frequency | monetary | last_purchase | purchases | money | id | noun |
                currency
        Neva | 455 | champion | 4 | 5 | 5 | 2026-06-11 | 3 | 1340.00 | 1 | company | EUR
        Orion | 534 | champion | 5 | 3 | 4 | 2026-06-21 | 2 | 200.00 | 2 | company | EUR
        Anna | 333 | attention | 3 | 3 | 3 | 2026-06-06 | 2 | 100.00 | 3 | contact | EUR
        Leo | 212 | lost | 2 | 1 | 2 | 2026-01-20 | 1 | 80.00 | 5 | contact | EUR
        Mia | 111 | lost | 1 | 1 | 1 | 2025-03-01 | 1 | 40.00 | 4 | contact | EUR
    """,
    "ltv period=2026-06": """
        ltv:
        customer | revenue | share | purchases | dues | id | noun | currency
        Neva | 1940.00 | 0.498715 | 3 | 6 | 1 | company | EUR
        Orion | 1400.00 | 0.359897 | 2 | 1 | 2 | company | EUR
        Anna | 220.00 | 0.056555 | 2 | 2 | 3 | contact | EUR
        Mia | 190.00 | 0.048843 | 1 | 5 | 4 | contact | EUR
        Leo | 140.00 | 0.03599 | 1 | 3 | 5 | contact | EUR
        all: customer=- | revenue=3890.00 | share=- | purchases=9 | dues=17 | currency=EUR
        ltv-value:
        key | name | value | unit | currency
        - | MRR per subscriber | 77.50 | money | EUR
        - | margin | 0.8 | - | EUR
        - | churn of the period | 0.25 | - | EUR
        - | months | 1 | - | EUR
        - | churn a month | 0.25 | - | EUR
        ltv | = Lifetime value | 248.00 | money | EUR
        - | revenue to date | 3890.00 | money | EUR
        - | currencies | 1 | count | EUR
        - | ever customers | 5 | count | EUR
        ltv_to_date | = Revenue per customer to date | 778.00 | money | EUR
    """,
    "cross-sell period=2026-06": """
        cross-sell:
        product | other | parties | support | confidence | lift
        Backup | Desk | 1 | 0.25 | 0.5 | 1
        Chair | Desk | 1 | 0.25 | 0.5 | 1
        Desk | Backup | 1 | 0.25 | 0.5 | 1
        Desk | Chair | 1 | 0.25 | 0.5 | 1
        note: 4 customers with a product
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_every_number(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert values(ledger.report(name, **words)) == written(REPORTS[report])
