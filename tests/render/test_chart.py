"""Bars and sparklines."""

from __future__ import annotations

from tinycrm.render.chart import bar, spark


def test_the_largest_value_fills_its_cells_and_half_of_it_half() -> None:
    assert bar(10, 10, 8) == "████████"
    assert bar(5, 10, 8) == "████"


def test_a_bar_is_drawn_in_eighths_and_small_is_not_nothing() -> None:
    assert bar(3, 16, 4) == "▊"
    assert bar(0.0001, 10, 8) == "▏"


def test_nothing_is_drawn_for_zero_and_below() -> None:
    assert [bar(0, 10, 8), bar(-1, 10, 8), bar(1, 0, 8), bar(1, 1, 0)] == ["", "", "", ""]


def test_a_value_beyond_the_largest_stays_in_its_cells() -> None:
    assert bar(30, 10, 3) == "███"


def test_a_sparkline_rises_with_its_values_and_leaves_a_gap_for_no_data() -> None:
    assert spark([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█"
    assert spark([0, None, 7]) == "▁ █"


def test_equal_values_are_a_low_line_and_no_data_is_nothing() -> None:
    assert spark([3, 3]) == "▁▁"
    assert spark([None]) == ""
    assert spark([]) == ""
