"""Rule 14: money is exact, never mixed between currencies, and never larger than the database can hold."""

from __future__ import annotations

import json
import tempfile
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st
from tests.torture.conftest import SEED, Inside, count
from tests.torture.test_undo import FAST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# ISO 4217: the digits after the point.
PLACES = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3, "CLF": 4}
PROBABILITY = {"lead": "0.1", "qualified": "0.3", "proposal": "0.6", "negotiation": "0.8"}
LARGEST = 2**63 - 1
EXAMPLES = count(300)


class Deal:
    """One row of the file: an amount in minor units, or none."""

    def __init__(self, minor: int | None, currency: str, stage: str, month: int) -> None:
        self.minor = minor
        self.currency = currency
        self.stage = stage
        self.month = month

    @property
    def value(self) -> Decimal | None:
        return None if self.minor is None else Decimal(self.minor).scaleb(-PLACES[self.currency])

    @property
    def close(self) -> str:
        return "" if not self.month else f"2026-{self.month:02}-20" if self.month <= 12 else "2027-01-20"

    @property
    def outcome(self) -> str:
        return self.stage if self.stage in ("won", "lost") else "open"

    def line(self) -> str:
        value = "" if self.minor is None else f"{self.value:f}"
        closed = "2026-11-10" if self.outcome != "open" else ""
        return f"D,{value},{self.currency},{self.stage},2026-10-01,{self.close},{closed}\n"

    def __repr__(self) -> str:
        return f"Deal({self.minor}, {self.currency!r}, {self.stage!r}, {self.month})"


_minor = st.one_of(
    st.none(),
    st.integers(0, 10_000),
    st.integers(0, 10**12),
    st.integers(LARGEST - 1000, LARGEST),
    # halves of a cent, once weighted
    st.sampled_from([5, 15, 25, 35, 45, 50, 105, 999]),
)
_deals = st.lists(
    st.builds(
        Deal,
        _minor,
        st.sampled_from(sorted(PLACES)),
        st.sampled_from([*PROBABILITY, *PROBABILITY, "won", "lost"]),
        st.sampled_from([0, 10, 11, 12, 13]),
    ),
    min_size=1,
    max_size=25,
)


def total(deals: Iterable[Deal]) -> dict[str, Decimal]:
    """Gives the exact sum of each currency that has an amount."""
    sums: dict[str, Decimal] = {}
    for deal in deals:
        if deal.value is not None:
            sums[deal.currency] = sums.get(deal.currency, Decimal(0)) + deal.value
    return sums


def weighted(deals: Iterable[Deal]) -> dict[str, Decimal]:
    """Gives the exact sums of value times probability, rounded once, half to even."""
    sums: dict[str, Decimal] = {}
    for deal in deals:
        if deal.value is not None:
            part = deal.value * Decimal(PROBABILITY[deal.stage])
            sums[deal.currency] = sums.get(deal.currency, Decimal(0)) + part
    return {
        currency: amount.quantize(Decimal(1).scaleb(-PLACES[currency]), ROUND_HALF_EVEN)
        for currency, amount in sums.items()
    }


def rows(program: Inside, *words: str) -> list[dict[str, object]]:
    """Gives the rows of a report, its numbers exact."""
    found: list[dict[str, object]] = json.loads(program(*words, "-f", "json").out, parse_float=Decimal)["rows"]
    return found


def figure(found: Iterable[dict[str, object]], key: str) -> dict[str, Decimal]:
    """Gives what a figure is in each currency that it has a value in."""
    return {
        str(row["currency"]): Decimal(str(row["value"]))
        for row in found
        if row["key"] == key and row["value"] is not None
    }


def whole(sums: dict[str, Decimal]) -> dict[str, Decimal]:
    """Gives the sums that are not 0: nothing sold is told as 0 of the base currency, too."""
    return {currency: amount for currency, amount in sums.items() if amount}


def added(found: Iterable[dict[str, object]], key: str) -> dict[str, Decimal]:
    """Gives the sum of a column over rows of the same currency."""
    sums: dict[str, Decimal] = {}
    for row in found:
        if row[key] is not None:
            currency = str(row["currency"])
            sums[currency] = sums.get(currency, Decimal(0)) + Decimal(str(row[key]))
    return sums


def footer(err: str, word: str) -> dict[str, Decimal]:
    """Gives the amounts of the lines below a list: "total 1,000 JPY, weighted 100 JPY"."""
    found: dict[str, Decimal] = {}
    for line in err.splitlines():
        for part in line.replace(", weighted", "|weighted").split("|"):
            if part.startswith(word + " "):
                amount, currency = part.removeprefix(word + " ").rsplit(" ", 1)
                assert currency not in found, err
                found[currency] = Decimal(amount.replace(",", ""))
    return found


@pytest.mark.parametrize("base", ["EUR", "KWD"])
def test_every_sum_equals_that_of_decimal_and_no_currencies_are_added(figures, base):
    seen = 0

    @seed(SEED)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(_deals)
    @example([Deal(LARGEST, "EUR", "lead", 12)] * 3 + [Deal(LARGEST, "JPY", "lead", 12)] * 2)
    @example([Deal(5, "USD", "lead", 11), Deal(5, "USD", "lead", 11), Deal(None, "KWD", "won", 0)])
    def session(deals: list[Deal]) -> None:
        nonlocal seen
        seen += len(deals)
        with tempfile.TemporaryDirectory(dir=FAST) as name:
            (Path(name) / "deals.csv").write_text(
                "title,value,currency,stage,opened,close,closed\n" + "".join(deal.line() for deal in deals)
            )
            (Path(name) / "conf").mkdir()
            (Path(name) / "conf" / "config.yaml").write_text(f"currency: {base}\ndecimal: point\n")
            program = Inside(Path(name))
            program.env["TINYCRM_CONFIG"] = str(Path(name) / "conf")
            try:
                program("import", str(Path(name) / "deals.csv"), "--as", "deals")
                compare(program, deals)
            finally:
                program.close()

    session()
    figures(
        rule=14,
        what=f"deals of {EXAMPLES} random sets, base {base}, in 5 currencies",
        count=seen,
        found="list, footers, pipeline, forecast, win-loss and KPI sums equal Decimal's",
    )


def compare(program: Inside, deals: list[Deal]) -> None:
    """Every place that shows a sum shows the exact one, for each currency apart."""
    open_ = [deal for deal in deals if deal.outcome == "open"]
    won = [deal for deal in deals if deal.outcome == "won"]
    lost = [deal for deal in deals if deal.outcome == "lost"]

    kept = json.loads(program("deal", "list", "--all", "-f", "json").out, parse_float=Decimal)
    assert sorted((row["currency"], str(row["value"])) for row in kept) == sorted(
        (deal.currency, str(deal.value)) for deal in deals
    )

    pipeline = rows(program, "report", "pipeline")
    assert added(pipeline, "value") == total(open_)
    for stage in PROBABILITY:
        of_stage = [row for row in pipeline if row["stage"] == stage]
        assert len({row["currency"] for row in of_stage}) == len(of_stage)
        here = [deal for deal in open_ if deal.stage == stage]
        assert added(of_stage, "value") == total(here)
        assert added(of_stage, "weighted") == weighted(here)
        assert sum(int(str(row["deals"])) for row in of_stage) == len(here)

    forecast = rows(program, "report", "forecast", "--limit", "0")
    assert added(forecast, "value") == total(open_)
    for month in {str(row["month"]) for row in forecast}:
        of_month = [row for row in forecast if row["month"] == month]
        assert len({row["currency"] for row in of_month}) == len(of_month)
        # the 16th of November is today: what was to close in October is overdue
        here = [deal for deal in open_ if _month(deal) == month]
        assert added(of_month, "value") == total(here)
        assert added(of_month, "weighted") == weighted(here)

    for report in ("pipeline", "forecast"):
        answer = program("report", report, "-f", "json")
        last = json.loads(answer.out, parse_float=Decimal)["totals"] or {"value": None}
        for word, key, expected in (("total", "value", total(open_)), ("weighted", "weighted", weighted(open_))):
            if last["value"] is None:
                assert footer(answer.err, word) == (expected if len(expected) > 1 else {}), (report, answer)
            else:
                assert {last["currency"]: Decimal(str(last[key]))} == expected, (report, answer)

    figures = rows(program, "report", "win-loss", "--period", "all")
    assert whole(figure(figures, "won_value")) == whole(total(won))
    assert whole(figure(figures, "lost_value")) == whole(total(lost))
    kpis = rows(program, "report", "kpi", "--period", "year")
    assert whole(figure(kpis, "open_pipeline")) == whole(total(open_))
    assert whole(figure(kpis, "weighted_pipeline")) == whole(weighted(open_))
    assert whole(figure(kpis, "revenue")) == whole(total(won))


def _month(deal: Deal) -> str:
    if not deal.month:
        return "undated"
    return "overdue" if deal.close < "2026-11-16" else deal.close[:7]


@pytest.mark.parametrize(
    ("currency", "fits", "over"),
    [
        ("JPY", "9223372036854775807", "9223372036854775808"),
        ("EUR", "92233720368547758.07", "92233720368547758.08"),
        ("KWD", "9223372036854775.807", "9223372036854775.808"),
    ],
)
def test_two_to_the_63_is_refused_wherever_an_amount_comes_in(crm, tmp_path, currency, fits, over):
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "config.yaml").write_text("decimal: point\n")
    crm.env["TINYCRM_CONFIG"] = str(tmp_path / "conf")
    deal = crm("deal", "add", "A", "--value", f"{fits} {currency}").id
    assert crm("deal", "show", deal, "--get", "value").out == f"{fits}\n"
    before = crm.dump()
    said = f"{over} {currency}"
    assert "too large" in crm.fails(2, "deal", "add", "B", "--value", said).err
    assert "too large" in crm.fails(2, "deal", "edit", deal, "--value", said).err
    (tmp_path / "a.csv").write_text(f"title,value\nB,{said}\n")
    assert ":2: " in crm.fails(2, "import", str(tmp_path / "a.csv"), "--as", "deals").err
    (tmp_path / "a.json").write_text(f'[{{"title": "B", "value": {over}, "currency": "{currency}"}}]')
    assert "too large" in crm.fails(2, "import", str(tmp_path / "a.json"), "--as", "deals").err
    whole = crm("export").json
    text = crm("export").out.replace(f'"value": {fits}', f'"value": {over}').replace(whole["deals"][0]["uid"], "other")
    (tmp_path / "whole.json").write_text(text)
    assert "deals, item 1" in crm.fails(2, "import", str(tmp_path / "whole.json")).err
    assert crm.dump() == before


def test_another_currency_that_would_lose_digits_or_overflow_is_refused(crm):
    deal = crm("deal", "add", "A", "--value", "10.50 EUR").id
    large = crm("deal", "add", "B", "--value", "9223372036854775807 JPY").id
    before = crm.dump()
    assert "has decimals that JPY cannot hold" in crm.fails(1, "deal", "edit", deal, "--currency", "JPY").err
    assert "too large" in crm.fails(2, "deal", "edit", large, "--currency", "EUR").err
    assert crm.dump() == before


def test_an_amount_without_a_currency_is_of_the_base_one_and_the_others_are_counted(crm):
    for amount in ("10 EUR", "1000 JPY", "20 USD"):
        crm("deal", "add", amount, "--value", amount)
    answer = crm("deal", "list", "--where", "value >= 5", "--columns", "title", "--no-header")
    assert answer.out == "10 EUR\n"
    assert answer.err == "2 deals in other currencies left out: the amount was read as EUR\n"
    named = crm("deal", "list", "--where", "value >= 5 JPY", "--columns", "title", "--no-header")
    assert (named.out, named.err) == ("1000 JPY\n", "")
