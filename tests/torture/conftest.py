"""Reliability by force: the same tests in full counts or, by default and in CI, in a tenth of them.

    TINYCRM_TORTURE=full python -m pytest tests/torture
    TINYCRM_TORTURE=full TINYCRM_SEED=12345 python -m pytest tests/torture -k kill

The seed and the date stand at the end of the run; the same seed makes the same random choices.
"""

from __future__ import annotations

import os
import random

import pytest

FULL = os.environ.get("TINYCRM_TORTURE", "") == "full"
SEED = int(os.environ["TINYCRM_SEED"])


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """A failure names the seed, also where the header is not shown."""
    if call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
        item.add_report_section("call", "seed", f"TINYCRM_SEED={SEED}" + (" TINYCRM_TORTURE=full" if FULL else ""))


def count(full: int) -> int:
    """Gives how often to do what the specification asks `full` times: all of it, or a tenth."""
    return full if FULL else max(1, full // 10)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> random.Random:
    """Random choices that depend on the seed of the run and on the test's name alone."""
    return random.Random(f"{SEED} {request.node.nodeid}")


@pytest.fixture
def times() -> object:
    """`times(1000)` is 1000 in a full run and 100 otherwise."""
    return count
