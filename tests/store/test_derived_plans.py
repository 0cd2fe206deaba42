"""Derived fields follow an index for each record; scores over everybody are worked out once for all."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

# A child process tells the plan of a filter on an empty, never analysed database, as a user's is.
_PLAN = """
import json, os, sys
from tinycrm.domain.clock import Clock
from tinycrm.domain.filters import parse_filter
from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.pipelines import Pipelines
from tinycrm.domain.reading import Reading
from tinycrm.domain.settings import Settings
from tinycrm.store import Store
settings = Settings()
settings.rates = {"USD": (("2026-01-01", "0.9"),)}
store = Store("/nonexistent/none.db", named=False, reading=Reading(settings, Clock("UTC"), "x"),
              pipelines=Pipelines(()), command="")
noun = NOUNS[sys.argv[1]]
condition = store.where(noun)
sql = f"SELECT {noun.name}.id FROM {noun.name} WHERE {condition.sql(parse_filter(sys.argv[2]))}"
print(json.dumps([row[3] for row in store.db.rows("EXPLAIN QUERY PLAN " + sql, condition.params)]))
"""
PARTY = (
    "last_sale < 2026-01-01",
    "first_sale < 2026-01-01",
    "sales >= 2",
    "total_sales > 100",
    "ltv > 100",
    "mrr > 10",
    "interactions > 3",
    "deals > 1",
    "open_deals > 1",
    "won_deals > 1",
    "tasks > 1",
    "open_tasks > 1",
    "next_task < 2026-01-01",
    "tickets > 1",
    "open_tickets > 1",
    "last_feedback < 2026-01-01",
    "nps < 7",
)
OTHERS = {
    "deal": (
        "interactions > 1",
        "last_interaction < 2026-01-01",
        "open_tasks > 1",
        "next_task < 2026-01-01",
        "days_in_stage > 3",
    ),
    "subscription": ("status = active", "mrr > 1", "next_due < 2026-01-01", "days_to_end < 30"),
    "campaign": ("members > 1", "answered > 1", "spent > 1", "revenue > 1"),
}
CASES = [
    *[(noun, where) for noun in ("contact", "company") for where in PARTY],
    *[(noun, where) for noun, filters in OTHERS.items() for where in filters],
]
# what holds all open, closed or due ones together: read for each record it would be read a million times
CROWDED = ("task_open", "task_due", "ticket_open", "deal_closed", "deal_board", "sale_day", "feedback_day")


def plan(noun: str, where: str) -> list[str]:
    run = subprocess.run([sys.executable, "-c", _PLAN, noun, where], capture_output=True, text=True, check=True)
    return json.loads(run.stdout)


@pytest.mark.parametrize(("noun", "where"), CASES, ids=[f"{noun}: {where}" for noun, where in CASES])
def test_a_derived_field_reads_no_table_whole_for_each_record(noun, where):
    steps = plan(noun, where)
    # a co-routine's rows are those of the searches inside it
    inside = {step.split()[1] for step in steps if step.startswith(("CO-ROUTINE", "MATERIALIZE"))}
    whole = [step.split()[1] for step in steps if step.startswith("SCAN")]
    assert [name for name in whole if name not in inside and name not in (noun, "CONSTANT")] == []
    assert [step for step in steps if any(f"INDEX {name} " in f"{step} " for name in CROWDED)] == []


@pytest.mark.parametrize("noun", ["contact", "company"])
def test_scores_over_everybody_are_worked_out_once_and_found_by_an_index(noun):
    steps = plan(noun, "rfm_class = champion")
    assert [step for step in steps if step.startswith("SEARCH y USING AUTOMATIC")], steps
    # one pass over the sales, and a look for each won deal
    assert sum("INDEX sale_day" in step for step in steps) == 1, steps
