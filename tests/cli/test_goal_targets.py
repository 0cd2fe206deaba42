"""Targets that no KPI can have are refused, with what the KPI is counted in."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.conftest import Crm

ANY = "can never be"


@pytest.mark.parametrize(
    ("kpi", "target", "told", "hint"),
    [
        ("win_rate", "350%", "the target '350%' of win_rate can never be: it is a ratio from 0% to 100%", "explain"),
        ("win_rate", "-5%", "it is a ratio from 0% to 100%", "explain"),
        ("win_rate", "35", "it is a ratio from 0% to 100%", "tinycrm goal set win_rate 35%"),
        ("churn", "101%", "it is a ratio from 0% to 100%", "explain"),
        ("nrr", "-1%", "it is a ratio of 0% or more", "explain"),
        ("sales_growth", "-101%", "it is a ratio of -100% or more", "explain"),
        ("deals_won", "-3", "it is a count of 0 or more", "explain"),
        ("overdue_tasks", "-1", "it is a count of 0 or more", "explain"),
        ("sales_cycle", "-2", "it is a number of days of 0 or more", "explain"),
        ("lead_response", "-0.5", "it is a number of hours of 0 or more", "explain"),
        ("cac_payback", "-1", "it is a number of months of 0 or more", "explain"),
        ("revenue", "-100 EUR", "it is an amount of 0 or more", "explain"),
        ("velocity", "-1", "it is an amount a day of 0 or more", "explain"),
        ("nps", "101", "it is a score from -100 to 100", "explain"),
        ("nps", "-101", "it is a score from -100 to 100", "explain"),
        ("ces", "0.5", "it is a score from 1 to 7", "explain"),
        ("data_quality", "100.5", "it is a score from 0 to 100", "explain"),
    ],
)
def test_a_target_that_can_never_be_is_refused_with_the_unit(
    crm: Crm, kpi: str, target: str, told: str, hint: str
) -> None:
    answer = crm("goal", "set", kpi, "--", target, ok=False)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert hint in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("kpi", "target"),
    [
        ("win_rate", "100%"),
        ("win_rate", "0.35"),
        ("churn", "0"),
        ("nrr", "120%"),
        ("ltv_to_cac", "3"),
        ("lead_conversion_period", "150%"),
        ("sales_growth", "-5%"),
        ("campaign_roi", "250%"),
        ("deals_won", "0"),
        ("nps", "-20"),
        ("ces", "6.5"),
        ("contraction", "0 EUR"),
        ("revenue", "10000 USD"),
    ],
)
def test_a_target_at_the_edge_and_beyond_100_per_cent_where_that_can_be_is_taken(
    crm: Crm, kpi: str, target: str
) -> None:
    assert ANY not in crm("goal", "set", kpi, "--", target).err
    assert crm("goal", "check").err.count("all sound") == 1


def test_a_target_in_a_currency_that_is_none_is_refused(crm: Crm) -> None:
    answer = crm("goal", "set", "revenue", "100 XYZ", ok=False)
    assert (answer.code, "XYZ" in answer.err) == (2, True)


def test_a_target_in_the_file_that_can_never_be_is_told_with_its_number(crm: Crm) -> None:
    folder = crm.home / ".config" / "tinycrm"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text("goals:\n  - {kpi: win_rate, target: 350%}\n")
    answer = crm("goal", "check", ok=False)
    assert (answer.code, "goal 1 in config.yaml: the target '350%'" in answer.err) == (2, True)


def test_a_sum_of_ones_own_may_have_a_target_below_0_and_a_count_not(crm: Crm) -> None:
    folder = crm.home / ".config" / "tinycrm"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(
        "kpis:\n"
        '  - {key: refunds, value: "sum(sale.amount where amount < 0)"}\n'
        '  - {key: calls, value: "count(interaction where kind = call)"}\n'
    )
    crm("goal", "set", "refunds", "--", "-500 EUR")
    answer = crm("goal", "set", "calls", "--", "-5", ok=False)
    assert "it is a count of 0 or more" in answer.err


def test_every_limit_belongs_to_a_kpi() -> None:
    from tinycrm.reports.kpis import all_kpis, reach

    keys = {kpi.key for kpi in all_kpis()}
    assert {*reach._PARTS, *reach._SCALES} <= keys
    assert {kpi.unit for kpi in all_kpis()} <= set(reach._WORDS)
