"""Data quality: what reports call their numbers, and how they draw them."""

from __future__ import annotations

import pytest
from tests.reports.shop import Shop
from tests.reports.shown import asked, form, written

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

REPORTS = {
    "data-quality": """
        data-quality: Data quality (no period; 2026-06-30)
        part* 'part' text; counted 'Part' long; good 'Good' int; of 'Of' int; share 'Share' ratio; weight 'Weight'
                int; share '' bar [ratio]
        bars counted: share ''
        data-quality-contacts: Contacts (4) (no period; no day)
        field 'Field' text; filled 'Filled' int; of* 'Of' int; share 'Share' ratio; key_field 'Key field' bool;
                share '' bar [ratio]
        bars field: share ''
        data-quality-companies: Companies (2) (no period; no day)
        field 'Field' text; filled 'Filled' int; of* 'Of' int; share 'Share' ratio; key_field 'Key field' bool;
                share '' bar [ratio]
        bars field: share ''
        data-quality-deals: Deals (8) (no period; no day)
        field 'Field' text; filled 'Filled' int; of* 'Of' int; share 'Share' ratio; key_field 'Key field' bool;
                share '' bar [ratio]
        bars field: share ''
        data-quality-tasks: Tasks (5) (no period; no day)
        field 'Field' text; filled 'Filled' int; of* 'Of' int; share 'Share' ratio; key_field 'Key field' bool;
                share '' bar [ratio]
        bars field: share ''
        data-quality-interactions: Interactions (5) (no period; no day)
        field 'Field' text; filled 'Filled' int; of* 'Of' int; share 'Share' ratio; key_field 'Key field' bool;
                share '' bar [ratio]
        bars field: share ''
        data-quality-gaps: To look at (no period; no day)
        check* 'check' text; noun* 'noun' text; message 'What is so' long; records* 'Records' int; command 'Lists
                them' command
    """,
}


@pytest.mark.parametrize("report", REPORTS)
def test_columns_labels_units_and_charts(ledger: Ledger, report: str) -> None:
    Shop(ledger)
    name, words = asked(report)
    assert form(ledger.report(name, **words)) == written(REPORTS[report])
