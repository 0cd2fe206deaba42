"""Figures that only today knows, kept for later: an empty pipeline beside one that was not."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.conftest import Crm


@pytest.fixture
def june(crm: Crm) -> Crm:
    """Deals in two currencies, kept on the 20th of June; today is a month later."""
    crm.env["TINYCRM_TODAY"] = "2026-06-20"
    crm("deal", "add", "Euro", "--value", "100 EUR", "--stage", "lead")
    crm("deal", "add", "Dollar", "--value", "300 USD", "--stage", "lead")
    crm("report", "kpi", "--snapshot")
    crm.env["TINYCRM_TODAY"] = "2026-07-20"
    return crm


def pipeline(crm: Crm, *words: str) -> dict[str, tuple]:
    rows = crm("report", "kpi", "-f", "json", *words).json["rows"]
    found = [row for row in rows if row["key"] == "open_pipeline"]
    return {row["currency"]: (row["value"], row["previous"], row["change"]) for row in found}


def test_a_pipeline_that_is_empty_by_now_is_0_beside_the_figure_that_was_kept(june: Crm) -> None:
    june("deal", "lost", "=Dollar", "--reason", "price")
    assert pipeline(june) == {"EUR": (100, 100, 0), "USD": (0, 300, -1)}


def test_with_no_open_deal_at_all_every_currency_kept_shows_its_fall(june: Crm) -> None:
    june("deal", "lost", "=Dollar", "--reason", "price")
    june("deal", "lost", "=Euro", "--reason", "price")
    assert pipeline(june) == {"EUR": (0, 100, -1), "USD": (0, 300, -1)}


def test_a_pipeline_that_was_empty_when_it_was_kept_is_0_beside_one_of_today(june: Crm) -> None:
    june("deal", "add", "Pound", "--value", "50 GBP", "--stage", "lead")
    assert pipeline(june)["GBP"] == (50, 0, None)


def test_of_a_currency_of_which_a_period_kept_nothing_that_period_says_nothing(crm: Crm) -> None:
    crm.env["TINYCRM_TODAY"] = "2026-07-20"
    crm("deal", "add", "Pound", "--value", "50 GBP", "--stage", "lead")
    assert pipeline(crm)["GBP"] == (50, None, None)


def test_the_last_day_that_was_kept_says_which_pipelines_were_empty_then(june: Crm) -> None:
    june.env["TINYCRM_TODAY"] = "2026-06-25"
    june("deal", "lost", "=Dollar", "--reason", "price")
    june("report", "kpi", "--snapshot")
    june.env["TINYCRM_TODAY"] = "2026-07-20"
    assert pipeline(june, "--period", "2026-06")["EUR"][0] == 100
    assert pipeline(june, "--period", "2026-06").get("USD", (0,))[0] == 0


def test_by_month_an_empty_pipeline_is_0_and_a_month_without_a_kept_figure_is_none(june: Crm) -> None:
    june("deal", "lost", "=Dollar", "--reason", "price")
    rows = june("report", "open_pipeline", "--by", "month", "--from", "2026-05-01", "-f", "json").json["rows"]
    found = {(row["month"], row["currency"]): row["value"] for row in rows}
    assert found["2026-06", "USD"] == 300
    assert found["2026-07", "USD"] == 0
    assert found.get(("2026-05", "USD")) is None
