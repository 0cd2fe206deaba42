from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.facts import DealFact
from tinycrm.reports.figures import (
    Share,
    decimal,
    half_even,
    mean,
    median,
    money,
    money_of,
    percentile,
    ratio,
)
from tinycrm.reports.win_loss import Closed


def test_a_ratio_has_six_places_and_no_trailing_zeros() -> None:
    assert ratio(598, 814) == "0.734644"
    assert ratio(1, 2) == "0.5"
    assert ratio(3, 3) == "1"


def test_a_ratio_over_nothing_is_null() -> None:
    assert ratio(0, 0) is None
    assert mean([]) is None
    assert median([]) is None
    assert percentile([], 90) is None


def test_halves_go_to_even() -> None:
    assert [half_even(over, 2) for over in (1, 3, 5, -1, -3)] == [0, 2, 2, 0, -2]
    assert decimal(25, 1000, 2) == "0.02"
    assert decimal(-35, 1000, 2) == "-0.04"


def test_an_average_of_money_has_four_places_and_an_exact_one_those_of_the_currency() -> None:
    assert money_of(Share(136333300, 598), "USD") == "2279.8211"
    assert money_of(Share(1000, 2), "USD") == "5.00"
    assert money_of(Share(10, 3), "JPY") == "3.3333"


def test_the_nearest_rank_is_a_value_of_the_list() -> None:
    assert percentile([5, 1, 4, 2, 3], 90) == 5
    assert percentile(range(1, 11), 90) == 9


@given(st.integers(-(10**18), 10**18), st.integers(1, 10**9))
def test_rounding_agrees_with_decimal(over: int, under: int) -> None:
    exact = (Decimal(over) / Decimal(under)).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
    # a quotient that 28 digits of Decimal cannot tell from a half is not what this is about
    if (over * 10**5 % under) and abs(over) < 10**15:
        assert Decimal(decimal(over, under, 4)) == exact


@given(st.lists(st.integers(0, 2**63 - 1), max_size=30))
def test_sums_of_money_equal_those_of_decimal(values: list[int]) -> None:
    deals = [DealFact(1, value, "EUR", "won", opened_on="2026-01-01", closed_on="2026-01-01") for value in values]
    total = Closed(deals).won_value()
    assert total is not None
    with localcontext(prec=60):
        assert Decimal(money(total, "EUR")) == sum((Decimal(value) / 100 for value in values), Decimal(0))
