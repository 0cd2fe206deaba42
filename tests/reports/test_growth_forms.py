"""Leads, marketing and subscriptions: what reports call their numbers, and how they draw them."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, form, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "leads period=2026-06": """
        leads: New leads (2026-06-01 to 2026-06-30; 2026-06-30)
        source 'Source' text; leads 'Leads' int; customers 'Customers' int; conversion 'Conversion' ratio;
                conversion_30d* 'In 30 days' ratio; conversion_90d* 'In 90 days' ratio; days 'Days' measure [count];
                response_hours 'Answered' measure [hours]; response_hours_p90 '9 of 10' measure [hours]; leads ''
                bar
        bars source: leads, customers 'New leads and customers'
        bars source: conversion 'Conversion'
    """,
    "leads period=2026-06 by=month": """
        leads: New leads (2026-06-01 to 2026-06-30; 2026-06-30)
        month 'Month' text; leads 'Leads' int; customers 'Customers' int; conversion 'Conversion' ratio;
                conversion_30d* 'In 30 days' ratio; conversion_90d* 'In 90 days' ratio; days 'Days' measure [count];
                response_hours 'Answered' measure [hours]; response_hours_p90 '9 of 10' measure [hours]; leads ''
                bar
        columns month: leads, customers 'New leads and customers'
        line month: conversion 'Conversion'
    """,
    "sources period=2026-06": """
        sources: Sources (2026-06-01 to 2026-06-30; 2026-06-30)
        source 'Source' text; leads 'Leads' int; customers* 'Converted' int; conversion 'Conversion' ratio;
                new_customers 'New customers' int; revenue 'Revenue' money; cac 'CAC' money; spent 'Spent' money;
                currency* 'Currency' text; revenue '' bar
        bars source: revenue, spent 'Revenue and expenses' by currency
        bars source: conversion 'Conversion' by currency
    """,
    "acquisition period=2026-06": """
        acquisition: Winning customers (2026-06-01 to 2026-06-30; 2026-06-30)
        key* 'key' text; name 'Figure' text; value 'Value' measure; n 'n' int; unit* 'unit' text; currency*
                'currency' text
        expenses: Expenses (no period; no day)
        kind 'Kind' text; channel 'Channel' text; expenses 'Expenses' int; spent 'Spent' money; share 'Share' ratio;
                currency* 'Currency' text; spent '' bar
        bars channel: spent 'Spent by channel' by kind
        campaigns: Campaigns (no period; no day)
        campaign 'Campaign' text; id* 'id' id; channel 'Channel' text; started_on 'Started' day; budget 'Budget'
                money; spent 'Spent' money; revenue 'Revenue' money; roi 'ROI' ratio; roi_margin* 'With margin'
                ratio; reached 'Reached' int; answered* 'Answered' int; response_rate 'Response' ratio; currency*
                'Currency' text
        bars campaign: spent, revenue 'Spent and brought' by currency
        bars campaign: response_rate 'Response'
    """,
    "acquisition period=2026-06 by=month": """
        acquisition: Winning customers (2026-06-01 to 2026-06-30; 2026-06-30)
        month 'Month' text; expenses 'Expenses' int; spent 'Spent' money; new_customers 'New customers' int; cac
                'CAC' money; currency* 'Currency' text; spent '' bar
        columns month: spent 'Spent' by currency
        line month: cac 'Cost of a customer' by currency
    """,
    "acquisition period=2026-06 by=channel": """
        acquisition: Winning customers (2026-06-01 to 2026-06-30; 2026-06-30)
        channel 'Channel' text; expenses 'Expenses' int; spent 'Spent' money; new_customers* 'New customers' int;
                cac* 'CAC' money; currency* 'Currency' text; spent '' bar
        bars channel: spent 'Spent' by currency
    """,
    "acquisition period=2026-06 by=campaign": """
        acquisition: Campaigns (2026-06-01 to 2026-06-30; 2026-06-30)
        campaign 'Campaign' text; id* 'id' id; channel 'Channel' text; started_on 'Started' day; budget 'Budget'
                money; spent 'Spent' money; revenue 'Revenue' money; roi 'ROI' ratio; roi_margin* 'With margin'
                ratio; reached 'Reached' int; answered* 'Answered' int; response_rate 'Response' ratio; currency*
                'Currency' text
        bars campaign: spent, revenue 'Spent and brought' by currency
        bars campaign: response_rate 'Response'
    """,
    "subscriptions period=2026-06": """
        subscriptions: Subscriptions (2026-06-01 to 2026-06-30; 2026-06-30)
        part* 'part' text; name 'MRR' text; mrr 'A month' money; previous 'Before' money; change 'Change' change;
                subscribers 'Subscribers' int; currency* 'currency' text; mrr '' bar
        bars name: mrr 'From start to end' by currency
        subscriptions-rates: Size and retention (no period; 2026-06-30)
        key* 'key' text; name 'KPI' text; value 'Value' measure; previous 'Before' measure; change 'Change' change;
                n 'n' int; goal* 'Goal' measure; met* 'Met' bool; on_track* 'On track' bool; unit* 'unit' text;
                currency* 'currency' text
        subscriptions-month: By month (no period; no day)
        month 'Month' text; end 'MRR' money; subscribers 'Subscribers' int; new_mrr 'New' money; reactivation_mrr
                'Back' money; expansion 'Up' money; contraction 'Down' money; churned_mrr 'Churned' money; nrr 'NRR'
                ratio; start* 'Start' money; grr* 'GRR' ratio; churned* 'Lost' int; currency* 'currency' text; end
                '' bar
        line month: end 'MRR' by currency
        stack month: new_mrr, reactivation_mrr, expansion, contraction, churned_mrr 'What changed it' by currency
        subscriptions-product: By product (no period; no day)
        product 'Product' text; end 'MRR' money; share 'Share' ratio; subscribers 'Subscribers' int; new_mrr 'New'
                money; reactivation_mrr* 'Back' money; expansion 'Up' money; contraction 'Down' money; churned_mrr
                'Churned' money; nrr 'NRR' ratio; start* 'Start' money; grr* 'GRR' ratio; churned* 'Lost' int;
                currency* 'currency' text; end '' bar
        bars product: end 'MRR by product' by currency
        subscriptions-interval: By interval (no period; no day)
        interval 'Interval' text; end 'MRR' money; share 'Share' ratio; subscribers 'Subscribers' int; new_mrr 'New'
                money; reactivation_mrr 'Back' money; expansion 'Up' money; contraction 'Down' money; churned_mrr
                'Churned' money; nrr 'NRR' ratio; start* 'Start' money; grr* 'GRR' ratio; churned* 'Lost' int;
                currency* 'currency' text; end '' bar
        bars interval: end 'MRR by interval' by currency
        subscriptions-ahead: Terms that end in the next twelve months (no period; no day)
        month 'Month' text; terms 'Terms' int; undecided 'Undecided' int; renewed 'Renewed' int; ended 'Ended' int;
                mrr 'MRR to decide' money; currency* 'currency' text; mrr '' bar
        columns month: mrr 'MRR to be renewed' by currency
        subscriptions-renewals: Terms that ended (no period; no day)
        month 'Month' text; terms 'Terms' int; renewed 'Renewed' int; ended 'Ended' int; waiting 'Still in grace'
                int; renewal_rate 'Rate' ratio; renewed_mrr 'MRR renewed' money; lost_mrr 'MRR ended' money;
                renewal_rate_value 'By value' ratio; currency* 'currency' text
    """,
    "subscriptions period=2026-06 by=owner": """
        subscriptions: Subscriptions (2026-06-01 to 2026-06-30; 2026-06-30)
        owner 'Owner' text; end 'MRR' money; share 'Share' ratio; subscribers 'Subscribers' int; new_mrr 'New'
                money; reactivation_mrr 'Back' money; expansion 'Up' money; contraction 'Down' money; churned_mrr
                'Churned' money; nrr 'NRR' ratio; start* 'Start' money; grr* 'GRR' ratio; churned* 'Lost' int;
                currency* 'currency' text; end '' bar
        bars owner: end 'MRR by owner' by currency
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_columns_labels_units_and_charts(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert form(ledger.report(name, **words)) == written(REPORTS[report])
