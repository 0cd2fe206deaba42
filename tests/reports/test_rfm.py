"""Scores of customers: the worked example, the classes, and a slow recomputation."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinycrm.domain.rfm import cuts_of, rfm_class, score
from tinycrm.services.reporting.rfm import rfm_cuts
from tinycrm.services.work import Work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.reports.ledger import Ledger

relaxed = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def test_scores_of_ten_frequencies() -> None:
    values = [1, 1, 1, 1, 1, 2, 2, 3, 5, 9]
    cuts = cuts_of([(1, 5), (2, 2), (3, 1), (5, 1), (9, 1)], 10)
    assert [score(value, cuts) for value in values] == [1, 1, 1, 1, 1, 3, 3, 4, 5, 5]


@given(st.lists(st.integers(-5, 12), min_size=5, max_size=40))
@relaxed
def test_a_score_is_how_many_are_strictly_worse(values: list[int]) -> None:
    cuts = cuts_of(((value, values.count(value)) for value in sorted(set(values))), len(values))
    for value in values:
        worse = sum(other < value for other in values)
        assert score(value, cuts) == 1 + 5 * worse // len(values)


@pytest.mark.parametrize(
    ("scores", "word"),
    [
        ((5, 5, 5), "champion"),
        ((4, 4, 3), "champion"),
        ((4, 3, 3), "promising"),
        ((5, 1, 2), "promising"),
        ((5, 1, 1), "new"),
        ((3, 4, 4), "loyal"),
        ((3, 3, 4), "loyal"),
        ((3, 3, 3), "attention"),
        ((3, 1, 1), "attention"),
        ((2, 5, 4), "at risk"),
        ((1, 3, 3), "slipping"),
        ((2, 2, 3), "slipping"),
        ((2, 2, 2), "lost"),
        ((1, 1, 1), "lost"),
    ],
)
def test_the_word_for_three_scores(scores: tuple[int, int, int], word: str) -> None:
    assert rfm_class(*scores) == word


def test_under_five_customers_nobody_is_scored(ledger: Ledger) -> None:
    for party in range(1, 5):
        ledger.add("sale", party=party, sold_on="2026-06-01")
    assert ledger.report("rfm").rows == []
    assert rfm_cuts(Work(ledger.store), "2026-06-30") is None
    ledger.add("sale", party=5, sold_on="2026-06-01")
    assert {row["class"]: row["parties"] for row in ledger.report("rfm").rows}["lost"] == 5


def test_who_only_returned_something_is_no_customer(ledger: Ledger) -> None:
    for party in range(1, 7):
        ledger.add("sale", party=party, sold_on="2026-06-01", amount_minor=-100 if party == 6 else 100)
    assert sum(row["parties"] for row in ledger.report("rfm").rows) == 5


def test_a_later_refund_makes_nobody_recent_at_any_rate(ledger: Ledger) -> None:
    ledger.settings.rates = {"USD": (("2026-01-01", "0.5"),)}
    for party in range(1, 7):
        ledger.add("sale", party=party, sold_on=f"2026-05-0{party}", amount_minor=1_000, currency="USD")
    ledger.add("sale", party=1, sold_on="2026-06-20", amount_minor=-100)
    rows = ledger.report("rfm", by="customer").rows
    assert {row["id"]: row["last_purchase"] for row in rows}[1] == "2026-05-01"
    # 10.00 USD at 0.5 less 1.00 EUR
    assert {row["id"]: row["money"] for row in rows}[1] == "4.00"


def test_the_grid_has_the_mean_of_frequency_and_money_rounded_up(ledger: Ledger) -> None:
    for party in range(1, 6):
        ledger.add("sale", party=party, sold_on="2026-06-01", amount_minor=100 * party)
    (grid,) = ledger.report("rfm").sections
    # all as recent and as often, score 1; money 1 to 5: (1 + M) / 2 is 1, 1.5, 2, 2.5, 3
    assert [[row[f"fm{fm}"] for fm in range(1, 6)] for row in grid.rows][-1] == [1, 2, 2, 0, 0]


days = st.tuples(st.integers(1, 6), st.sampled_from((1, 9, 28))).map(lambda at: f"2026-{at[0]:02}-{at[1]:02}")
sales = st.tuples(
    st.integers(1, 8), days, st.sampled_from((0, 500, 1_000, 70, -200)), st.sampled_from(("EUR", "EUR", "USD"))
)
deals = st.tuples(st.integers(1, 8), days, st.sampled_from((None, 5_000)))


@given(st.lists(sales, max_size=18), st.lists(deals, max_size=3), days, st.booleans())
@relaxed
def test_scores_are_what_comparing_each_with_each_gives(ledger, sold, closed, until: str, rated) -> None:
    ledger.clear()
    ledger.settings.rates = {"USD": (("2026-01-01", "0.5"),)} if rated else {}
    bought: dict[int, list[str]] = {}
    money: dict[int, float] = {}
    codes = {code for _, day, _, code in sold if day <= until} | (
        {"EUR"} if any(row[1] <= until for row in closed) else set()
    )
    target = next(iter(codes)) if len(codes) == 1 else "EUR"
    for party, day, minor, code in sold:
        ledger.add("sale", party=party, sold_on=day, amount_minor=minor, currency=code)
        if day > until:
            continue
        # half of an even number of cents is exact
        worth = minor if code == target else minor * 0.5 if rated else 0
        money[party] = money.get(party, 0) + worth
        if minor >= 0:
            bought.setdefault(party, []).append(day)
    for party, day, value in closed:
        ledger.add("deal", party=party, outcome="won", stage="won", closed_on=day, opened_on=day, value_minor=value)
        if day <= until:
            bought.setdefault(party, []).append(day)
            money[party] = money.get(party, 0) + (value or 0)
    rows = ledger.report("rfm", by="customer", last=until, top=50).rows
    if len(bought) < 5:
        assert rows == []
        return
    found = {row["id"]: (row["recency"], row["frequency"], row["monetary"]) for row in rows}

    def rank(values: dict[int, object]) -> dict[int, int]:
        return {
            who: 1 + 5 * sum(other < own for other in values.values()) // len(values) for who, own in values.items()
        }

    lately = rank({who: max(own) for who, own in bought.items()})
    often = rank({who: len(own) for who, own in bought.items()})
    much = rank({who: money[who] for who in bought})
    assert found == {who: (lately[who], often[who], much[who]) for who in bought}
    counts = {row["class"]: row["parties"] for row in ledger.report("rfm", last=until).rows}
    assert sum(counts.values()) == len(bought)
    assert counts["champion"] == sum(rfm_class(*scores) == "champion" for scores in found.values())
