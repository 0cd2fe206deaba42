"""Scales and shapes: round numbers, exact texts, numbers alone in attributes."""

from __future__ import annotations

from tests.render.drawn import HOSTILE

from tinycrm.render.cells import Look
from tinycrm.render.svg import Axis, curve, num, padding, pct, picture, rect, starts_from_right, words_at


def ticks(*values: float, percent: bool = False, whole: bool = False, zero: bool = True) -> list[str]:
    return [text for _, text in Axis(values, Look(), percent=percent, whole=whole, zero=zero).ticks]


def test_ticks_are_round_and_reach_over_the_values() -> None:
    assert ticks(3, 17) == ["0", "5", "10", "15", "20"]
    assert ticks(0, 100) == ["0", "20", "40", "60", "80", "100"]
    assert ticks(1, 4) == ["0", "1", "2", "3", "4"]
    assert ticks(0.03, 0.1) == ["0", "0.02", "0.04", "0.06", "0.08", "0.1"]


def test_an_axis_below_zero_holds_zero() -> None:
    assert ticks(-80, 770) == ["-200", "0", "200", "400", "600", "800"]
    assert ticks(-3, -1) == ["-3", "-2", "-1", "0"]


def test_an_axis_of_nothing_but_zero_has_one_tick_and_a_height() -> None:
    axis = Axis([0.0, 0.0], Look())
    assert [text for _, text in axis.ticks] == ["0"]
    assert (axis.at(0), axis.low, axis.high) == (0.0, 0.0, 1.0)
    assert [text for _, text in Axis([None], Look()).ticks] == ["0"]


def test_counts_have_no_half_ticks() -> None:
    assert ticks(0, 1, whole=True) == ["0", "1"]
    assert ticks(0, 2, whole=True) == ["0", "1", "2"]
    assert ticks(0, 2) == ["0", "0.5", "1", "1.5", "2"]


def test_ratios_are_written_as_per_cent() -> None:
    assert ticks(0.0, 0.35, percent=True) == ["0%", "10%", "20%", "30%", "40%"]
    assert ticks(0.001, 0.004, percent=True) == ["0%", "0.1%", "0.2%", "0.3%", "0.4%"]


def test_millions_are_written_short_and_the_scale_is_named() -> None:
    axis = Axis([3_000_000.0, 7_500_000.0], Look())
    assert [text for _, text in axis.ticks] == ["0", "2", "4", "6", "8"]
    assert axis.scale == "millions"
    assert Axis([999_999.0], Look()).scale == ""
    assert Axis([2e9], Look()).scale == "billions"
    assert Axis([2e20], Look()).scale == "×10^18"
    assert Axis([6e-6], Look()).scale == "×10^-6"


def test_thousands_are_grouped_and_the_decimal_mark_is_the_users() -> None:
    assert ticks(0, 20_000) == ["0", "5,000", "10,000", "15,000", "20,000"]
    axis = Axis([0.0, 2500.5], Look(decimal="comma"))
    assert [text for _, text in axis.ticks] == ["0", "1.000", "2.000", "3.000"]
    assert Axis([0.0, 1.0], Look(decimal="comma")).short(0.25) == "0,25"


def test_a_line_far_from_zero_is_seen_from_near_and_one_that_halves_is_not() -> None:
    near, whole = Axis([12_000.0, 13_600.0], Look(), zero=False), Axis([5_000.0, 13_600.0], Look(), zero=False)
    assert (near.low, near.high) == (12_000.0, 14_000.0)
    assert (whole.low, whole.high) == (0.0, 15_000.0)


def test_a_value_stands_at_its_part_of_the_axis() -> None:
    axis = Axis([0.0, 200.0], Look())
    assert [axis.at(value) for value in (0, 50, 200, 300, -5)] == [0.0, 0.25, 1.0, 1.0, 0.0]


def test_the_ends_of_what_a_float_can_hold_have_an_axis() -> None:
    for values in ([1e300, -1e300], [1e-300], [5e-7, 1e300]):
        axis = Axis(values, Look())
        assert axis.low < axis.high
        assert all(0 <= axis.at(value) <= 1 for value in values)
        assert all(len(text) < 12 for _, text in axis.ticks)


def test_a_short_value_has_three_digits_or_so() -> None:
    axis = Axis([0.0, 20_000.0], Look())
    assert [axis.short(value) for value in (12_345.67, 99.95, 9.5, 1.005, 0)] == ["12,346", "100", "9.5", "1.01", "0"]
    assert Axis([0.0, 5e6], Look()).short(1_234_567) == "1.23"
    assert Axis([0.0, 1.0], Look(), percent=True).short(0.355) == "35.5%"


def test_coordinates_are_short_and_never_minus_zero() -> None:
    assert [num(value) for value in (1, 0.5, 1 / 3, -0.0001, 12.0)] == ["1", "0.5", "0.333", "0", "12"]
    assert pct(1 / 8) == "12.5%"


def test_paddings_are_those_the_style_knows() -> None:
    assert [padding(pixels) for pixels in (1, 8, 9, 47, 1000)] == [8, 8, 16, 48, 160]


def test_a_run_of_points_ends_at_a_gap() -> None:
    assert curve([(0, 1), None, (2, 1), (3, 1), None, None]) == [[(0, 1)], [(2, 1), (3, 1)]]


def test_text_never_leaves_its_element() -> None:
    for made, marks in ((rect("a", 0, 0, 1, 1, tip=HOSTILE), 4), (words_at("t", "0", 0, HOSTILE, "left"), 2)):
        assert "<script" not in made
        assert "<img" not in made
        assert made.count("<") == marks
        assert not set(made) & set("\x1b\u202e\n")
    made = picture([], 10, "c1", HOSTILE, HOSTILE)
    assert made.count("<") == 6
    assert 'aria-labelledby="c1t c1d"' in made


def test_a_text_stands_where_it_is_put_in_either_direction() -> None:
    assert 'text-anchor="start" direction="ltr"' in words_at("t", "0", 0, "Anna", "left")
    assert 'text-anchor="end" direction="rtl"' in words_at("t", "0", 0, "سارا", "left")
    assert 'text-anchor="start" direction="rtl"' in words_at("t", "0", 0, "سارا", "right")
    assert 'text-anchor="middle"' in words_at("t", "50%", 0, "سارا", "middle")


def test_the_first_letter_with_a_direction_decides() -> None:
    texts = ("12 سارا", "Anna سارا", "12", "", "審査")
    assert [starts_from_right(text) for text in texts] == [True, False, False, False, False]
