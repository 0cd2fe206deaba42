"""Deals: every number of the small shop, as it was when checked against its records."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, values, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "pipeline": """
        pipeline:
        pipeline | stage | deals | value | weighted | currency | age_days | stage_days | rotting | unvalued
        sales | lead | 2 | 400.00 | 40.00 | EUR | 11 | 6 | 0 | 1
        sales | qualified | 0 | - | - | - | - | - | 0 | 0
        sales | proposal | 1 | 600.00 | 360.00 | EUR | 10 | 5 | 0 | 0
        sales | negotiation | 1 | 100.00 | 50.00 | USD | 29 | 29 | 0 | 0
        all: deals=4 | value=- | weighted=- | currency=-
        note: total 1,000 EUR, weighted 400 EUR
        note: total 100 USD, weighted 50 USD
        note: 1 deal has no value
    """,
    "pipeline by=owner": """
        pipeline:
        owner | deals | value | weighted | currency | age_days | stage_days | rotting | unvalued
        bo | 2 | 600.00 | 360.00 | EUR | 6 | 3.5 | 0 | 1
        ann | 1 | 400.00 | 40.00 | EUR | 20 | 10 | 0 | 0
        - | 1 | 100.00 | 50.00 | USD | 29 | 29 | 0 | 0
        all: deals=4 | value=- | weighted=- | currency=-
        note: total 1,000 EUR, weighted 400 EUR
        note: total 100 USD, weighted 50 USD
        note: 1 deal has no value
    """,
    "pipeline by=company": """
        pipeline:
        company | deals | value | weighted | currency | age_days | stage_days | rotting | unvalued
        Orion | 1 | 600.00 | 360.00 | EUR | 10 | 5 | 0 | 0
        Neva | 1 | 400.00 | 40.00 | EUR | 20 | 10 | 0 | 0
        - | 1 | - | - | EUR | 2 | 2 | 0 | 1
        - | 1 | 100.00 | 50.00 | USD | 29 | 29 | 0 | 0
        all: deals=4 | value=- | weighted=- | currency=-
        note: total 1,000 EUR, weighted 400 EUR
        note: total 100 USD, weighted 50 USD
        note: 1 deal has no value
    """,
    "forecast": """
        forecast:
        month | deals | unvalued | value | weighted | currency
        overdue | 1 | 0 | 600.00 | 360.00 | EUR
        2026-07 | 1 | 0 | 400.00 | 40.00 | EUR
        2026-08 | 1 | 0 | 100.00 | 50.00 | USD
        undated | 1 | 1 | - | - | EUR
        all: deals=4 | value=- | weighted=- | currency=- | unvalued=1
        note: total 1,000 EUR, weighted 400 EUR
        note: total 100 USD, weighted 50 USD
        note: 1 deal has no value
    """,
    "win-loss period=2026-06": """
        win-loss:
        key | name | value | n | unit | currency
        deals_won | Won | 2 | 2 | count | -
        deals_lost | Lost | 2 | 2 | count | -
        win_rate | Win rate | 0.5 | 4 | ratio | -
        won_value | Won value | 1000.00 | 1 | money | EUR
        lost_value | Lost value | 500.00 | 1 | money | EUR
        win_rate_value | Win rate by value | 0.666667 | 2 | ratio | EUR
        average_deal | Average won deal | 1000.00 | 1 | money | EUR
        won_value | Won value | 0.00 | 0 | money | USD
        lost_value | Lost value | 200.00 | 1 | money | USD
        win_rate_value | Win rate by value | 0 | 1 | ratio | USD
        average_deal | Average won deal | - | 0 | money | USD
        sales_cycle | Sales cycle, mean | 15 | 2 | days | -
        sales_cycle_median | Sales cycle, median | 15 | 2 | days | -
        reasons-lost:
        reason | deals | share | value | currency
        price | 1 | 0.5 | 500.00 | EUR
        - | 1 | 0.5 | 200.00 | USD
        reasons-won:
        reason | deals | share | value | currency
        service | 1 | 0.5 | 1000.00 | EUR
        - | 1 | 0.5 | - | EUR
    """,
    "win-loss period=2026-06 by=month": """
        win-loss:
        month | won | lost | win_rate | won_value | lost_value | win_rate_value | average_deal | sales_cycle |
                sales_cycle_median | currency
        2026-06 | 2 | 1 | 0.666667 | 1000.00 | 500.00 | 0.666667 | 1000.00 | 15 | 15 | EUR
        2026-06 | 0 | 1 | 0 | 0.00 | 200.00 | 0 | - | - | - | USD
    """,
    "win-loss period=2026-06 by=owner": """
        win-loss:
        owner | won | lost | win_rate | won_value | lost_value | win_rate_value | average_deal | sales_cycle |
                sales_cycle_median | currency
        ann | 1 | 1 | 0.5 | 1000.00 | 500.00 | 0.666667 | 1000.00 | 10 | 10 | EUR
        bo | 1 | 0 | 1 | - | 0.00 | - | - | 20 | 20 | EUR
        bo | 0 | 1 | 0 | 0.00 | 200.00 | 0 | - | - | - | USD
    """,
    "win-loss period=2026-06 by=source compare=previous": """
        win-loss:
        source | won | lost | win_rate | won_value | lost_value | win_rate_value | average_deal | sales_cycle |
                sales_cycle_median | currency | previous | change | better
        Web | 1 | 1 | 0.5 | 1000.00 | 500.00 | 0.666667 | 1000.00 | 10 | 10 | EUR | - | - | -
        Fair | 1 | 0 | 1 | - | 0.00 | - | - | 20 | 20 | EUR | - | - | -
        - | 0 | 1 | 0 | 0.00 | 200.00 | 0 | - | - | - | USD | - | - | -
        note: before: 2026-05-01 to 2026-05-31
    """,
    "stages period=2026-06": """
        stages:
        stage | entered | conversion | conversion_decided | decided | reached | funnel | mean_days | median_days |
                stays
        lead | 3 | 0.666667 | 0.666667 | 3 | 3 | 0.666667 | 5.6667 | 5 | 3
        qualified | 1 | 0 | - | 0 | 2 | 0.5 | 5 | 5 | 1
        proposal | 1 | 1 | 1 | 1 | 1 | 1 | 8 | 8 | 1
        negotiation | 0 | - | - | 0 | 1 | 1 | - | - | 0
    """,
    "stages period=2026-06 by=source": """
        stages:
        source | stage | entered | conversion | conversion_decided | decided | reached | funnel | mean_days |
                median_days | stays
        Web | lead | 2 | 0.5 | 0.5 | 2 | 2 | 0.5 | 6 | 6 | 2
        Web | qualified | 0 | - | - | 0 | 1 | 1 | - | - | 0
        Web | proposal | 1 | 1 | 1 | 1 | 1 | 1 | 8 | 8 | 1
        Web | negotiation | 0 | - | - | 0 | 1 | 1 | - | - | 0
        - | lead | 1 | 1 | 1 | 1 | 1 | 1 | 5 | 5 | 1
        - | qualified | 1 | 0 | - | 0 | 1 | 0 | 5 | 5 | 1
        - | proposal | 0 | - | - | 0 | 0 | - | - | - | 0
        - | negotiation | 0 | - | - | 0 | 0 | - | - | - | 0
    """,
    "funnel period=2026-06": """
        funnel:
        stage | reached | beyond | funnel | of_all
        lead | 3 | 2 | 0.666667 | 1
        qualified | 2 | 1 | 0.5 | 0.666667
        proposal | 1 | 1 | 1 | 0.333333
        negotiation | 1 | 1 | 1 | 0.333333
        won | 1 | - | - | 0.333333
    """,
    "funnel period=2026-06 by=source": """
        funnel:
        source | stage | reached | beyond | funnel | of_all
        Web | lead | 2 | 1 | 0.5 | 1
        Web | qualified | 1 | 1 | 1 | 0.5
        Web | proposal | 1 | 1 | 1 | 0.5
        Web | negotiation | 1 | 1 | 1 | 0.5
        Web | won | 1 | - | - | 0.5
        - | lead | 1 | 1 | 1 | 1
        - | qualified | 1 | 0 | 0 | 1
        - | proposal | 0 | 0 | - | 0
        - | negotiation | 0 | 0 | - | 0
        - | won | 0 | - | - | 0
    """,
    "velocity period=2026-06": """
        velocity:
        currency | open_deals | win_rate | average_deal | sales_cycle | velocity | won | closed
        EUR | 2 | 0.5 | 1000.00 | 15 | 66.6667 | 2 | 4
        USD | 1 | 0.5 | - | 15 | - | 2 | 4
    """,
    "velocity period=2026-06 by=owner": """
        velocity:
        owner | currency | open_deals | win_rate | average_deal | sales_cycle | velocity | won | closed
        ann | EUR | 1 | 0.5 | 1000.00 | 10 | 50.00 | 1 | 2
        bo | EUR | 1 | 0.5 | - | 20 | - | 1 | 2
        bo | USD | 0 | 0.5 | - | 20 | - | 1 | 2
        - | USD | 1 | - | - | - | - | 0 | 0
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_every_number(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert values(ledger.report(name, **words)) == written(REPORTS[report])
