from __future__ import annotations

import statistics
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.errors import StorageError
from tinycrm.reports.closed import Closed
from tinycrm.reports.figures import (
    Share,
    Total,
    days_between,
    decimal,
    half_even,
    half_of,
    mean,
    mean_of,
    median,
    money,
    money_of,
    percentile,
    ratio,
)


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
    closed = Closed()
    for value in values:
        closed.add("won", 0, value)
    total = closed.won_sum()
    assert total is not None
    with localcontext(prec=60):
        assert Decimal(money(total.over, "EUR")) == sum((Decimal(value) / 100 for value in values), Decimal(0))


@given(st.lists(st.integers(-50, 50), max_size=30))
def test_counted_values_have_the_mean_median_and_ranks_of_those_counted(values: list[int]) -> None:
    counts = {value: values.count(value) for value in values}
    for found, expected in (
        (mean_of(counts), Fraction(sum(values), len(values)) if values else None),
        (half_of(counts), Fraction(statistics.median(map(Fraction, values))) if values else None),
    ):
        assert (None if found is None else Fraction(found.over, found.under)) == expected


@given(st.lists(st.tuples(st.integers(-(10**12), 10**12), st.sampled_from((1, 10, 7, 10**6))), max_size=20))
def test_a_total_is_exact_and_its_denominator_stays_small(parts: list[tuple[int, int]]) -> None:
    total = Total()
    for over, under in parts:
        total.add(over, under)
    found = total.share
    assert Fraction(found.over, found.under) == sum((Fraction(over, under) for over, under in parts), Fraction(0))
    assert found.under <= 7 * 10**6


def test_a_day_that_is_none_is_told_of() -> None:
    assert days_between("2024-02-28", "2024-03-01") == 2
    with pytest.raises(StorageError, match="2026-02-30"):
        days_between("2026-02-30", "2026-03-01")
