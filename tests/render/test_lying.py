"""Bars, funnels and heat maps: as long as their values, in the direction of the page."""

from __future__ import annotations

import re

from tests.render.drawn import HOSTILE, html, report, svg, svgs


def across(shapes: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(shape["x"], shape["width"]) for shape in shapes]


def beside(page: str, css: str) -> list[str]:
    """Gives the words at a side of the bars: `ls` names, `vs` values."""
    (block,) = re.findall(rf'<div class="{css}" aria-hidden="true">(.*?)</div>', page)
    return re.findall(r'<span><b dir="auto">(.*?)</b></span>', block)


def test_bars_are_as_long_as_their_values() -> None:
    page = html(report("bars", {"v": ["5", "20", "0", None]}))
    assert across(svg(page).all("rect", "s1")) == [("0%", "25%"), ("0%", "100%")]
    assert beside(page, "ls") == ["row 1", "row 2", "row 3", "row 4"]
    assert beside(page, "vs") == ["5", "20", "0", "-"]


def test_bars_below_zero_lie_on_its_other_side() -> None:
    picture = svg(html(report("bars", {"v": ["-10", "30"]})))
    assert across(picture.all("rect", "s1")) == [("0%", "25%"), ("25%", "75%")]
    (zero,) = picture.all("line", "z")
    assert (zero["x1"], zero["y1"], zero["y2"]) == ("25%", "0", "60")


def test_bars_run_from_the_right_on_a_page_that_does() -> None:
    picture = svg(html(report("bars", {"v": ["-10", "30"]}), language="fa"))
    assert across(picture.all("rect", "s1")) == [("75%", "25%"), ("0%", "75%")]
    assert picture.all("line", "z")[0]["x1"] == "75%"


def test_several_values_of_a_row_lie_below_each_other_beside_their_numbers() -> None:
    page = html(report("bars", {"a": ["10", "20"], "b": ["5", None]}))
    picture = svg(page)
    assert across(picture.all("rect", "s1")) == [("0%", "50%"), ("0%", "100%")]
    assert across(picture.all("rect", "s2")) == [("0%", "25%")]
    assert beside(page, "vs") == ["10", "5", "20", "-"]
    tops = [float(shape["y"]) for shape in (*picture.all("rect", "s1"), *picture.all("rect", "s2"))]
    assert tops[0] < tops[2] < tops[1]


def test_all_equal_are_all_long_and_all_zero_are_none() -> None:
    assert across(svg(html(report("bars", {"v": ["7", "7"]}))).all("rect")) == [("0%", "100%"), ("0%", "100%")]
    assert svg(html(report("bars", {"v": ["0", "0"]}))).all("rect") == []
    assert across(svg(html(report("bars", {"v": ["-2", "-1"]}))).all("rect")) == [("0%", "100%"), ("50%", "50%")]


def test_of_a_thousand_rows_all_are_drawn_and_some_are_named() -> None:
    page = html(report("bars", {"v": [str(place) for place in range(1, 1001)]}))
    picture = svg(page)
    assert len(picture.all("rect", "s1")) == 1000
    # a pixel each, every eighteenth with its name
    assert picture.root.get("height") == "1008"
    assert beside(page, "ls")[:3] == ["row 1", "row 19", "row 37"]
    assert beside(page, "vs")[:3] == ["1", "19", "37"]


def test_names_from_data_are_text() -> None:
    page = html(report("bars", {"v": ["1"]}, labels=[HOSTILE]))
    (name,) = beside(page, "ls")
    assert name == (
        "&lt;/title&gt;&lt;/svg&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=y&gt; &quot; "
        "onload=&#39;z&#39; &amp; \\x1b[31m\\u202e"
    )


def test_a_funnel_stands_in_the_middle_and_says_how_many_went_on() -> None:
    page = html(report("funnel", {"v": ["40", "20", "5"]}))
    picture = svg(page)
    assert across(picture.all("rect", "s1")) == [("0%", "100%"), ("25%", "50%"), ("43.75%", "12.5%")]
    assert picture.texts("t") == ["↓ 50%", "↓ 25%"]
    assert picture.all("path", "way")[0]["d"] == "M0 26L1000 26L750 44L250 44Z"
    assert beside(page, "vs") == ["40", "20", "5"]


def test_a_funnel_divides_by_nothing_that_is_not_there() -> None:
    picture = svg(html(report("funnel", {"v": ["0", "4", None, "2", "-1"]})))
    assert across(picture.all("rect", "s1")) == [("0%", "100%"), ("25%", "50%")]
    assert picture.texts("t") == []


def test_two_funnels_are_two_figures() -> None:
    page = html(report("funnel", {"deals": ["4", "2"], "value": ["10", "1"]}))
    assert len(svgs(page)) == 2
    assert page.count("Drawn: deals") == 2  # the caption, and the name of the picture
    assert page.count("Drawn: value") == 2


def test_a_heat_map_is_darker_where_the_value_is_larger() -> None:
    page = html(report("heat", {"m0": ["1", "1"], "m1": ["0.5", None]}, of="ratio"))
    picture = svg(page)
    cells = [(shape["class"], shape["x"], shape["width"], shape["y"]) for shape in picture.all("rect")]
    assert cells == [("h9", "0%", "50%", "22"), ("h9", "0%", "50%", "50"), ("h5", "50%", "50%", "22")]
    assert picture.texts("t") == ["m0", "m1"]
    assert [*picture.texts("x"), *picture.texts("y")] == ["100%", "100%", "50%"]


def test_below_zero_a_heat_map_has_another_colour_and_zero_none() -> None:
    picture = svg(html(report("heat", {"a": ["-2", "0", "2"]})))
    assert [shape["class"] for shape in picture.all("rect")] == ["m9", "h0", "h9"]


def test_a_heat_map_reads_from_the_right_on_a_page_that_does() -> None:
    picture = svg(html(report("heat", {"a": ["1"], "b": ["1"]}), language="fa"))
    assert across(picture.all("rect")) == [("50%", "50%"), ("0%", "50%")]


def test_a_broad_heat_map_has_a_box_of_its_own() -> None:
    page = html(report("heat", {f"m{place}": ["0.5"] for place in range(24)}, of="ratio"))
    assert '<div class="s"><div class="b1000"><div class="lay' in page
    assert len(svg(page).all("rect")) == 24


def test_a_heat_map_of_a_thousand_rows_draws_them_all() -> None:
    picture = svg(html(report("heat", {"a": ["1"] * 1000, "b": ["2"] * 1000})))
    assert len(picture.all("rect")) == 2000
    assert picture.texts("y") == []
