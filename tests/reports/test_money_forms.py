"""Revenue, customers and what they are worth: what reports call their numbers, and how they draw them."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, form, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "revenue period=2026-06 by=month": """
        revenue: Revenue (2026-06-01 to 2026-06-30; 2026-06-30)
        month 'Month' text; revenue 'Revenue' money; share* 'Share' ratio; purchases 'Purchases' int; average_order
                'Average' money; sales* 'Sales' int; deals* 'Won deals' int; dues* 'Dues' int; currency* 'currency'
                text; revenue '' bar
        columns month: revenue 'Revenue by month' by currency
    """,
    "revenue period=2026-06 by=product compare=previous": """
        revenue: Revenue (2026-06-01 to 2026-06-30; 2026-06-30)
        product 'Product' text; revenue 'Revenue' money; previous 'Before' money; change 'Change' change; share
                'Share' ratio; purchases 'Purchases' int; average_order 'Average' money; sales* 'Sales' int; deals*
                'Won deals' int; dues* 'Dues' int; currency* 'currency' text; revenue '' bar
        bars product: revenue 'Revenue by product' by currency
    """,
    "customers period=2026-Q2 by=month": """
        customers: Customers (2026-04-01 to 2026-06-30; 2026-06-30)
        month 'Month' text; start 'Start' int; new 'New' int; reactivated 'Back' int; lost 'Lost' int; end 'End'
                int; first* 'First' int; retention 'Retention' ratio; churn* 'Churn' ratio; growth 'Growth' ratio;
                end '' bar
        line month: end 'Customers'
        stack month: new, reactivated, lost 'Who came and who left'
        line month: retention 'Retention'
    """,
    "cohorts period=2026": """
        cohorts: Cohorts (2026-01-01 to 2026-12-31; 2026-06-30)
        cohort 'Month' text; parties 'New' int; m0 '0' ratio; m1 '1' ratio; m2 '2' ratio; m3 '3' ratio; m4 '4'
                ratio; m5 '5' ratio
        heat cohort: m0, m1, m2, m3, m4, m5 'Buying again, months after the first purchase'
    """,
    "cohorts period=2026 by=quarter": """
        cohorts: Cohorts (2026-01-01 to 2026-12-31; 2026-06-30)
        cohort 'Quarter' text; parties 'New' int; m0 '0' ratio; m1 '1' ratio
        heat cohort: m0, m1 'Buying again, quarters after the first purchase'
    """,
    "rfm period=2026-06": """
        rfm: Customers by class (… to 2026-06-30; 2026-06-30)
        class 'Class' text; parties 'Customers' int; share 'Share' ratio; money 'Money' money; money_share 'Of
                money' ratio; purchases 'Purchases' measure [count]; days 'Days since' measure [count]; currency*
                'currency' text; parties '' bar
        bars class: parties 'Customers by class'
        rfm-scores: Customers by scores (no period; no day)
        recency 'Recency' int; fm1 'FM 1' int; fm2 'FM 2' int; fm3 'FM 3' int; fm4 'FM 4' int; fm5 'FM 5' int
        heat recency: fm1, fm2, fm3, fm4, fm5 'Customers by recency, frequency and money'
    """,
    "rfm period=2026-06 by=customer": """
        rfm: Customers by scores (… to 2026-06-30; 2026-06-30)
        customer 'Customer' text; rfm 'RFM' text; class 'Class' text; last_purchase 'Last purchase' day; purchases
                'Purchases' int; money 'Money' money; id* 'Id' id; noun* 'noun' text; currency* 'currency' text;
                money '' bar
    """,
    "ltv period=2026-06": """
        ltv: Customers by revenue to date (… to 2026-06-30; 2026-06-30)
        customer 'Customer' text; revenue 'Revenue to date' money; share 'Share' ratio; purchases 'Purchases' int;
                dues* 'Dues' int; id* 'Id' id; noun* 'noun' text; currency* 'currency' text; revenue '' bar
        bars customer: revenue 'Revenue to date' by currency
        ltv-value: Lifetime value (no period; no day)
        key* 'key' text; name 'What went in' text; value 'Value' measure; unit* 'unit' text; currency* 'currency'
                text
    """,
    "cross-sell period=2026-06": """
        cross-sell: What goes together (2026-06-01 to 2026-06-30; 2026-06-30)
        product 'Who has' text; other 'Has too' text; parties 'Customers' int; support 'Support' ratio; confidence
                'Confidence' ratio; lift 'Lift' measure [count]; confidence '' bar [ratio]
    """,
    "cross-sell period=2026-06 by=company": """
        cross-sell: What customers are missing (2026-06-01 to 2026-06-30; 2026-06-30)
        customer 'Customer' text; missing 'Is missing' text; because 'Has' text; confidence 'Confidence' ratio; lift
                'Lift' measure [count]; products* 'Products' int; id* 'Id' id; noun* 'noun' text; confidence '' bar
                [ratio]
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_columns_labels_units_and_charts(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert form(ledger.report(name, **words)) == written(REPORTS[report])
