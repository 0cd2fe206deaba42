"""Deals: what reports call their numbers, and how they draw them."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, form, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "pipeline": """
        pipeline: Open deals: Sales (no period; 2026-06-30)
        pipeline* 'Pipeline' text; stage 'Stage' text; deals 'Deals' int; value 'Value' money; weighted 'Weighted'
                money; age_days* 'Age' measure [days]; stage_days 'In stage' measure [days]; rotting 'Rotting' int;
                currency* 'Currency' text; weighted '' bar
        bars stage: value, weighted 'Value and weighted value' by currency
        bars stage: stage_days 'Days in stage' by currency
    """,
    "pipeline by=owner": """
        pipeline: Open deals (no period; 2026-06-30)
        owner 'Owner' text; deals 'Deals' int; value 'Value' money; weighted 'Weighted' money; age_days* 'Age'
                measure [days]; stage_days 'In stage' measure [days]; rotting 'Rotting' int; currency* 'Currency'
                text; weighted '' bar
        bars owner: value, weighted 'Value and weighted value' by currency
        bars owner: stage_days 'Days in stage' by currency
    """,
    "forecast": """
        forecast: Forecast (no period; 2026-06-30)
        month 'Month' text; deals 'Deals' int; unvalued 'No value' int; value 'Value' money; weighted 'Weighted'
                money; currency* 'Currency' text; weighted '' bar
        columns month: value, weighted 'Expected' by currency
    """,
    "win-loss period=2026-06": """
        win-loss: Won and lost (2026-06-01 to 2026-06-30; 2026-06-30)
        key* 'key' text; name 'Figure' text; value 'Value' measure; n 'n' int; unit* 'unit' text; currency*
                'currency' text
        reasons-lost: Why lost (no period; no day)
        reason 'Reason' text; deals 'Deals' int; share 'Share' ratio; value 'Value' money; currency* 'Currency'
                text; deals '' bar
        bars reason: deals ''
        reason=price | deals=1 | share=0.5 | value=500.00 | currency=EUR
        reason=- | deals=1 | share=0.5 | value=200.00 | currency=USD
        reasons-won: Why won (no period; no day)
        reason 'Reason' text; deals 'Deals' int; share 'Share' ratio; value 'Value' money; currency* 'Currency'
                text; deals '' bar
        bars reason: deals ''
        reason=service | deals=1 | share=0.5 | value=1000.00 | currency=EUR
        reason=- | deals=1 | share=0.5 | value=- | currency=EUR
    """,
    "win-loss period=2026-06 by=month": """
        win-loss: Won and lost (2026-06-01 to 2026-06-30; 2026-06-30)
        month 'Month' text; won 'Won' int; lost 'Lost' int; win_rate 'Win rate' ratio; won_value 'Won value' money;
                average_deal 'Average' money; sales_cycle 'Cycle' measure [days]; sales_cycle_median* 'Median'
                measure [days]; lost_value* 'Lost value' money; win_rate_value* 'By value' ratio; currency*
                'Currency' text; won_value '' bar
        columns month: won, lost 'Won and lost deals'
        month=2026-06 | won=2 | lost=2 | win_rate=0.5
        columns month: won_value 'Won value' by currency
        won_value=1000.00 | month=2026-06 | currency=EUR | won=2 | lost=1 | win_rate=0.666667 | lost_value=500.00 |
                win_rate_value=0.666667 | average_deal=1000.00 | sales_cycle=15 | sales_cycle_median=15
        won_value=0.00 | month=2026-06 | currency=USD | won=0 | lost=1 | win_rate=0 | lost_value=200.00 |
                win_rate_value=0 | average_deal=- | sales_cycle=- | sales_cycle_median=-
        line month: win_rate 'Win rate'
        month=2026-06 | won=2 | lost=2 | win_rate=0.5
    """,
    "win-loss period=2026-06 by=owner": """
        win-loss: Won and lost (2026-06-01 to 2026-06-30; 2026-06-30)
        owner 'Owner' text; won 'Won' int; lost 'Lost' int; win_rate 'Win rate' ratio; won_value 'Won value' money;
                average_deal 'Average' money; sales_cycle 'Cycle' measure [days]; sales_cycle_median* 'Median'
                measure [days]; lost_value* 'Lost value' money; win_rate_value* 'By value' ratio; currency*
                'Currency' text; won_value '' bar
        bars owner: won, lost 'Won and lost deals'
        owner=ann | won=1 | lost=1 | win_rate=0.5
        owner=bo | won=1 | lost=1 | win_rate=0.5
        bars owner: won_value 'Won value' by currency
        won_value=1000.00 | owner=ann | currency=EUR | won=1 | lost=1 | win_rate=0.5 | lost_value=500.00 |
                win_rate_value=0.666667 | average_deal=1000.00 | sales_cycle=10 | sales_cycle_median=10
        won_value=0 | owner=ann | currency=USD
        won_value=- | owner=bo | currency=EUR | won=1 | lost=0 | win_rate=1 | lost_value=0.00 | win_rate_value=- |
                average_deal=- | sales_cycle=20 | sales_cycle_median=20
        won_value=0.00 | owner=bo | currency=USD | won=0 | lost=1 | win_rate=0 | lost_value=200.00 |
                win_rate_value=0 | average_deal=- | sales_cycle=- | sales_cycle_median=-
        bars owner: win_rate 'Win rate'
        owner=ann | won=1 | lost=1 | win_rate=0.5
        owner=bo | won=1 | lost=1 | win_rate=0.5
    """,
    "win-loss period=2026-06 by=source compare=previous": """
        win-loss: Won and lost (2026-06-01 to 2026-06-30; 2026-06-30)
        source 'Source' text; won 'Won' int; lost 'Lost' int; win_rate 'Win rate' ratio; won_value 'Won value'
                money; previous 'Before' money; change 'Change' change; average_deal 'Average' money; sales_cycle
                'Cycle' measure [days]; sales_cycle_median* 'Median' measure [days]; lost_value* 'Lost value' money;
                win_rate_value* 'By value' ratio; currency* 'Currency' text; won_value '' bar
        bars source: won, lost 'Won and lost deals'
        source=Web | won=1 | lost=1 | win_rate=0.5
        source=Fair | won=1 | lost=0 | win_rate=1
        source=- | won=0 | lost=1 | win_rate=0
        bars source: won_value 'Won value' by currency
        won_value=1000.00 | source=Web | currency=EUR | won=1 | lost=1 | win_rate=0.5 | lost_value=500.00 |
                win_rate_value=0.666667 | average_deal=1000.00 | sales_cycle=10 | sales_cycle_median=10
        won_value=0 | source=Web | currency=USD
        won_value=- | source=Fair | currency=EUR | won=1 | lost=0 | win_rate=1 | lost_value=0.00 | win_rate_value=-
                | average_deal=- | sales_cycle=20 | sales_cycle_median=20
        won_value=0 | source=Fair | currency=USD
        won_value=0 | source=- | currency=EUR
        won_value=0.00 | source=- | currency=USD | won=0 | lost=1 | win_rate=0 | lost_value=200.00 |
                win_rate_value=0 | average_deal=- | sales_cycle=- | sales_cycle_median=-
        bars source: win_rate 'Win rate'
        source=Web | won=1 | lost=1 | win_rate=0.5
        source=Fair | won=1 | lost=0 | win_rate=1
        source=- | won=0 | lost=1 | win_rate=0
    """,
    "stages period=2026-06": """
        stages: Stages of Sales (2026-06-01 to 2026-06-30; 2026-06-30)
        stage 'Stage' text; entered 'Entered' int; conversion 'Advanced' ratio; decided 'Decided' int;
                conversion_decided 'Of decided' ratio; mean_days 'Mean days' measure [count]; median_days 'Median'
                measure [count]; stays* 'Stays' int; reached* 'Reached' int; funnel* 'Funnel' ratio; conversion ''
                bar [ratio]
        bars stage: conversion, conversion_decided 'Advanced'
        bars stage: median_days, mean_days 'Days in stage'
    """,
    "stages period=2026-06 by=source": """
        stages: Stages of Sales (2026-06-01 to 2026-06-30; 2026-06-30)
        source 'Source' text; stage 'Stage' text; entered 'Entered' int; conversion 'Advanced' ratio; decided
                'Decided' int; conversion_decided 'Of decided' ratio; mean_days 'Mean days' measure [count];
                median_days 'Median' measure [count]; stays* 'Stays' int; reached* 'Reached' int; funnel* 'Funnel'
                ratio; conversion '' bar [ratio]
        bars stage: conversion, conversion_decided 'Advanced' by source
        bars stage: median_days, mean_days 'Days in stage' by source
    """,
    "funnel period=2026-06": """
        funnel: Funnel of Sales (2026-06-01 to 2026-06-30; 2026-06-30)
        stage 'Stage' text; reached 'Reached' int; beyond 'Went on' int; funnel 'Funnel' ratio; of_all 'Of all'
                ratio; reached '' bar
        funnel stage: reached ''
    """,
    "funnel period=2026-06 by=source": """
        funnel: Funnel of Sales (2026-06-01 to 2026-06-30; 2026-06-30)
        source 'Source' text; stage 'Stage' text; reached 'Reached' int; beyond 'Went on' int; funnel 'Funnel'
                ratio; of_all 'Of all' ratio; reached '' bar
        funnel stage: reached '' by source
    """,
    "velocity period=2026-06": """
        velocity: Sales velocity (2026-06-01 to 2026-06-30; 2026-06-30)
        currency 'Currency' text; open_deals 'Open deals' int; win_rate 'Win rate' ratio; average_deal 'Average won'
                money; sales_cycle 'Cycle' measure [days]; velocity 'A day' money; won* 'Won' int; closed* 'Closed'
                int
        bars currency: velocity 'Velocity, money a day' by currency
    """,
    "velocity period=2026-06 by=month": """
        velocity: Sales velocity (2026-06-01 to 2026-06-30; 2026-06-30)
        month 'Month' text; currency* 'Currency' text; open_deals 'Open deals' int; win_rate 'Win rate' ratio;
                average_deal 'Average won' money; sales_cycle 'Cycle' measure [days]; velocity 'A day' money; won*
                'Won' int; closed* 'Closed' int; velocity '' bar
        columns month: velocity 'Velocity, money a day' by currency
    """,
    "velocity period=2026-06 by=owner": """
        velocity: Sales velocity (2026-06-01 to 2026-06-30; 2026-06-30)
        owner 'Owner' text; currency* 'Currency' text; open_deals 'Open deals' int; win_rate 'Win rate' ratio;
                average_deal 'Average won' money; sales_cycle 'Cycle' measure [days]; velocity 'A day' money; won*
                'Won' int; closed* 'Closed' int; velocity '' bar
        bars owner: velocity 'Velocity, money a day' by currency
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_columns_labels_units_and_charts(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert form(ledger.report(name, **words)) == written(REPORTS[report])
