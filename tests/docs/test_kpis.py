from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tinycrm.domain.pipeline import default_pipelines
from tinycrm.reports.activity import Activity
from tinycrm.reports.groups import Chances
from tinycrm.reports.kpis import all_kpis
from tinycrm.reports.scorecard import Facts, figures

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


def test_every_kpi_of_the_table_is_computed_and_no_other() -> None:
    facts = Facts(
        "2026-06-30",
        "EUR",
        closed=[],
        main=[],
        main_open=[],
        open=[],
        rotting=0,
        chances=Chances(default_pipelines()),
        leads=[],
        customers=0,
        activity=Activity([], {}, [], [], any_touch=False, any_task=False),
        any_deal=False,
        any_party=False,
        sold=True,
    )
    assert sorted({figure.key for figure in figures(facts)}) == sorted(kpi.key for kpi in all_kpis())
