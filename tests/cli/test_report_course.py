"""The scorecard on a terminal: a line of twelve months behind what a business looks at first."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.conftest import Crm

WIDE = {"COLUMNS": "120"}


@pytest.fixture
def shop(crm: Crm) -> Crm:
    """Sales of last July, April and May; today is in the middle of June."""
    crm.env["TINYCRM_TODAY"] = "2026-06-15"
    crm("contact", "add", "سارا محمدی")
    for day, amount in (("2025-07-05", "50"), ("2026-04-10", "100"), ("2026-05-20", "350"), ("2026-06-02", "7")):
        crm("sale", "add", "سارا محمدی", amount, "--on", day)
    return crm


def revenue(out: str) -> str:
    return next(line for line in out.splitlines() if line.startswith("Revenue "))


def test_the_months_that_are_over_are_drawn_from_the_least_to_the_most(shop: Crm) -> None:
    out = shop("report", "kpi", "-f", "table", env=WIDE).out
    assert "12 months" in out
    # July 50, eight months of nothing, April 100, May 350; what is missing of June is no fall
    assert revenue(out).endswith("  ▂▁▁▁▁▁▁▁▁▃█")


def test_it_stands_below_goals_too(shop: Crm) -> None:
    shop("goal", "set", "deals_won", "3")
    out = shop("report", "kpi", "-f", "table", env=WIDE).out
    assert revenue(out).endswith("▂▁▁▁▁▁▁▁▁▃█")


def test_a_narrow_screen_has_the_numbers_alone(shop: Crm) -> None:
    out = shop("report", "kpi", "-f", "table", env={"COLUMNS": "60"}).out
    assert "12 months" not in out
    assert not set("▂▃▄▅▆▇█") & set(out)
    assert "7 EUR" in revenue(out)


@pytest.mark.parametrize("format", ["json", "ndjson", "tsv", "csv"])
def test_programs_get_no_picture(shop: Crm, format: str) -> None:
    out = shop("report", "kpi", "-f", format, env=WIDE).out
    assert "trend" not in out
    assert not set("▁▂▃▄▅▆▇█") & set(out)


def test_a_business_of_one_month_has_no_line(crm: Crm) -> None:
    crm.env["TINYCRM_TODAY"] = "2026-06-15"
    crm("contact", "add", "Anna")
    crm("log", "call", "anna", "Hello")
    out = crm("report", "kpi", "-f", "table", env=WIDE).out
    assert "Interactions" in out
    assert "12 months" not in out
