from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.reports.ledger import Ledger

from tinycrm.reports.kpis import FAMILIES, all_kpis, table

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_kpis_says_what_the_program_says() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "generate_kpis.py"), "--check"],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("family", FAMILIES)
def test_every_kpi_of_the_table_is_computed_and_no_other(family: str, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "crm.db", "2026-06-30")
    try:
        keys = {key for key, _ in ledger.figures(family)}
    finally:
        ledger.close()
    assert sorted(keys) == sorted(kpi.key for kpi in table(family))


def test_every_key_is_that_of_one_kpi_alone() -> None:
    keys = [kpi.key for kpi in all_kpis()]
    assert sorted(set(keys)) == sorted(keys)
