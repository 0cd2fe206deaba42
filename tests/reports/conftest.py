from __future__ import annotations

import pytest
from tests.reports.ledger import Ledger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty database, open in this process; the 30th of June 2026 is today."""
    made = Ledger(tmp_path / "crm.db", "2026-06-30")
    yield made
    made.close()
