"""What a figure is called: one name for programs, and for people the currency where nothing else shows it."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.conftest import Crm


@pytest.fixture
def shop(crm: Crm) -> Crm:
    """Deals won and lost in two currencies, a sale, an expense, and no subscription."""
    crm.env["TINYCRM_TODAY"] = "2026-06-15"
    crm("contact", "add", "Anna Petrova")
    crm("sale", "add", "anna", "100", "--on", "2026-06-01")
    crm("expense", "add", "40", "--kind", "sales", "--on", "2026-06-01")
    crm("expense", "add", "40 USD", "--kind", "sales", "--on", "2026-06-01")
    for title, value, verb in (("A", "100 EUR", "won"), ("B", "50 USD", "won"), ("C", "7 EUR", "lost")):
        crm("deal", "add", title, "--value", value, "--contact", "anna", "--opened", "2026-06-01")
        crm("deal", verb, f"={title}", *(("--reason", "price") if verb == "lost" else ()))
    return crm


@pytest.mark.parametrize("report", ["kpi", "win-loss", "acquisition", "subscriptions", "customers"])
@pytest.mark.parametrize("format", ["json", "tsv"])
def test_a_figure_has_one_name_whatever_its_value_and_currency(shop: Crm, report: str, format: str) -> None:
    answer = shop("report", report, "-f", format)
    rows = answer.json["rows"] if format == "json" else answer.rows
    names: dict[str, set[str]] = {}
    # the rows from start to end of the MRR have no key
    for row in rows:
        if row.get("key"):
            names.setdefault(str(row["key"]), set()).add(str(row["name"]))
    assert [found for found in names.values() if len(found) != 1] == []
    assert not [name for found in names.values() for name in found if name.endswith((", EUR", ", USD"))]


def test_the_currency_is_a_column_of_its_own(shop: Crm) -> None:
    rows = shop("report", "kpi", "-f", "json").json["rows"]
    found = {(row["name"], row["currency"]) for row in rows if row["key"] in ("mrr", "win_rate_value")}
    assert found == {("MRR", "EUR"), ("Win rate by value", "EUR"), ("Win rate by value", "USD")}


def test_a_name_does_not_change_when_a_value_comes(shop: Crm) -> None:
    before = [row["name"] for row in shop("report", "mrr", "-f", "json").json["rows"]]
    shop("subscription", "add", "anna", "10", "--start", "2026-06-01")
    after = [row["name"] for row in shop("report", "mrr", "-f", "json").json["rows"]]
    assert before == after == ["MRR"]


@pytest.mark.parametrize("words", [(), ("-f", "html"), ("-f", "table")])
def test_people_see_which_currency_a_rate_is_of(shop: Crm, words: tuple[str, ...]) -> None:
    out = shop("report", "win-loss", "--pipeline", "all", *words).out
    assert out.count("Win rate by value, EUR") >= 1
    assert out.count("Win rate by value, USD") >= 1
    assert "EUR, EUR" not in out


def test_the_scorecard_of_people_says_it_once_in_goals_and_in_the_table(shop: Crm) -> None:
    shop("goal", "set", "cac", "5 EUR")
    out = shop("report", "kpi").out
    assert "Win rate by value, EUR" in out
    assert "EUR, EUR" not in out
