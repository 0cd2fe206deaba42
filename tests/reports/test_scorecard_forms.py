"""The scorecard: what reports call their numbers, and how they draw them."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, form, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "kpi period=2026-06": """
        kpi: Scorecard (2026-06-01 to 2026-06-30; 2026-06-30)
        key* 'key' text; name 'KPI' text; value 'Value' measure; previous 'Before' measure; change 'Change' change;
                n 'n' int; goal* 'Goal' measure; met* 'Met' bool; on_track* 'On track' bool; unit* 'unit' text;
                currency* 'currency' text
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_columns_labels_units_and_charts(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert form(ledger.report(name, **words)) == written(REPORTS[report])
