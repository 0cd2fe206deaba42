"""Columns, stacks and lines: as high as their values, from zero; 200 pixels from the low end of the axis to its top."""

from __future__ import annotations

from tests.render.drawn import html, report, svg, svgs

from tinycrm.domain.results import Number
from tinycrm.render.cells import Look
from tinycrm.render.standing import thinned

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.render.drawn import Svg

BASE = 224.0  # where zero stands when nothing is below it


def box(shape: dict[str, str]) -> tuple[str, float, str, float]:
    return shape["x"], float(shape["y"]), shape["width"], float(shape["height"])


def labels(picture: Svg) -> list[str]:
    """Gives the words below the axis."""
    return [found["text"] for found in picture.all("text", "t") if float(found["y"]) > BASE + 10]


def test_columns_are_as_high_as_their_values() -> None:
    picture = svg(html(report("columns", {"v": ["5", "10", "0"]})))
    # the axis ends at 10; a place is a third, four tenths of it drawn
    assert [box(shape) for shape in picture.all("rect", "s1")] == [
        ("10%", 124.0, "13.333%", 100.0),
        ("43.333%", 24.0, "13.333%", 200.0),
    ]


def test_columns_below_zero_hang_from_it() -> None:
    picture = svg(html(report("columns", {"v": ["10", "-10"]})))
    up, down = picture.all("rect", "s1")
    assert (box(up)[1], box(up)[3]) == (24.0, 100.0)
    assert (box(down)[1], box(down)[3]) == (124.0, 100.0)
    (zero,) = picture.all("line", "z")
    assert (zero["y1"], zero["y2"]) == ("124", "124")


def test_several_values_stand_side_by_side() -> None:
    picture = svg(html(report("columns", {"a": ["10"], "b": ["20"]})))
    (first,), (second,) = picture.all("rect", "s1"), picture.all("rect", "s2")
    # one row: a quarter of the width is drawn, in two parts
    assert (first["x"], first["width"], second["x"], second["width"]) == ("37.5%", "12.5%", "50%", "12.5%")
    assert (first["height"], second["height"]) == ("100", "200")


def test_no_data_is_a_gap_and_small_is_not_nothing() -> None:
    picture = svg(html(report("columns", {"v": [None, "1", "1000000"]})))
    small, large = picture.all("rect", "s1")
    assert (small["height"], large["height"]) == ("1", "200")
    assert small["x"] == "43.333%"


def test_a_few_columns_have_their_value_over_them() -> None:
    assert svg(html(report("columns", {"v": ["4800.5", None, "9"]}))).texts("v") == ["4,801", "9"]
    assert svg(html(report("columns", {"a": ["1"], "b": ["2"]}))).texts("v") == []
    assert svg(html(report("columns", {"v": ["1"] * 13}))).texts("v") == []


def test_values_that_have_no_room_on_a_phone_are_not_there() -> None:
    picture = svg(html(report("columns", {"v": ["12345"] * 10})))
    assert {shape["class"] for shape in picture.all("text", "v")} == {"v w"}
    assert {shape["class"] for shape in svg(html(report("columns", {"v": ["1"] * 10}))).all("text", "v")} == {"v"}


def test_a_stack_begins_each_value_where_the_last_one_ended() -> None:
    picture = svg(html(report("stack", {"a": ["40"], "b": ["60"], "c": ["-50"]})))
    # from -50 to 100 in 200 pixels, zero at 24 + 200 × 100 / 150
    (first,), (second,), (below,) = (picture.all("rect", css) for css in ("s1", "s2", "s3"))
    assert (first["y"], first["height"]) == ("104", "53.333")
    assert (second["y"], second["height"]) == ("24", "80")
    assert (below["y"], below["height"]) == ("157.333", "66.667")


def test_a_stack_has_an_axis_over_the_sums() -> None:
    picture = svg(html(report("stack", {"a": ["40", "10"], "b": ["60", None]})))
    ticks = [text for text in picture.texts("t") if not text.startswith("row")]
    assert ticks == ["0", "20", "40", "60", "80", "100"]


def test_a_line_goes_through_the_middle_of_each_place() -> None:
    picture = svg(html(report("line", {"v": ["0", "10"]})))
    (way,) = picture.all("path", "l1")
    assert way["d"] == "M250 224L750 24"
    assert [(dot["cx"], dot["cy"]) for dot in picture.all("circle")] == [("25%", "224"), ("75%", "24")]


def test_a_line_of_large_numbers_is_seen_from_near_and_a_bar_never() -> None:
    values: dict[str, list[str | None]] = {"v": ["12000", "13600"]}
    near, whole = svg(html(report("line", values))), svg(html(report("columns", values)))
    assert near.texts("t")[:2] == ["12,000", "12,500"]
    assert whole.texts("t")[:2] == ["0", "5,000"]


def test_a_line_breaks_where_there_is_no_data() -> None:
    picture = svg(html(report("line", {"v": ["0", "10", None, "0", "10"]})))
    assert [way["d"] for way in picture.all("path", "l1")] == ["M100 224L300 24", "M700 224L900 24"]


def test_a_lonely_point_of_a_long_line_is_a_dot() -> None:
    values: list[str | None] = [None] * 50
    values[7] = "5"
    picture = svg(html(report("line", {"v": values})))
    assert [dot["cx"] for dot in picture.all("circle")] == ["15%"]
    assert picture.all("path", "ln") == []


def test_each_line_has_a_dash_and_a_name_of_its_own() -> None:
    page = html(report("line", {"one": ["1", "2"], "two": ["2", "1"]}))
    assert [way["class"] for way in svg(page).all("path", "ln")] == ["ln l1", "ln l2"]
    assert '<i class="k1"></i>one</li>' in page
    assert '<i class="k2"></i>two</li>' in page


def test_labels_are_thinned_and_data_never() -> None:
    page = html(report("columns", {"v": [str(place) for place in range(1, 1001)]}))
    picture = svg(page)
    assert len(picture.all("rect", "s1")) == 1000
    assert labels(picture)[:2] == ["row 1", "row 101"]
    assert len(labels(picture)) == 10


def test_long_labels_are_cut_and_whole_in_the_tip() -> None:
    name = "A company with a name of sixty letters, which is hardly short"
    picture = svg(html(report("columns", {"v": ["1", "2"]}, labels=[name, "審査部門の長い名前の会社と続き"])))
    assert labels(picture) == ["A company with a na…", "審査部門の長い名前…"]
    assert picture.all("rect", "s1")[0]["text"] == f"{name}: 1"


def test_fewer_labels_are_left_on_a_phone() -> None:
    picture = svg(html(report("columns", {"v": ["1"] * 12}, labels=[f"2026-{month:02d}" for month in range(1, 13)])))
    under = [found for found in picture.all("text", "t") if float(found["y"]) > BASE + 10]
    assert [found["text"] for found in under if found["class"] == "t"] == ["2026-01", "2026-04", "2026-07", "2026-10"]
    assert len(under) == 12


def test_a_label_that_would_leave_a_phone_at_its_right_is_not_there() -> None:
    long, short = (
        svg(html(report("columns", {"v": ["1"] * 7}, labels=[name] * 7))) for name in ("a long name", "2026")
    )
    for picture, narrow in ((long, [True, False, False, True, False, False, False]), (short, [True] * 7)):
        under = [found for found in picture.all("text", "t") if float(found["y"]) > BASE + 10]
        assert [found["class"] == "t" for found in under] == narrow


def test_every_nth_label_has_its_room() -> None:
    assert [thinned(*given) for given in ((12, 50, 600), (13, 50, 600), (1000, 50, 600), (0, 50, 600))] == [1, 2, 84, 1]


def test_huge_and_tiny_values_have_a_named_scale() -> None:
    picture = svg(html(report("columns", {"v": ["123456789012", "740740734072"]})))
    assert "billions" in picture.texts("t")
    assert "×10^-6" in svg(html(report("columns", {"v": ["0.000001", "0.000006"]}))).texts("t")


def test_a_chart_without_a_number_says_so() -> None:
    page = html(report("line", {"v": [None, None]}))
    assert '<p class="dim">No data</p>' in page
    assert svgs(page) == []


def test_all_zero_and_one_row_are_charts() -> None:
    assert svg(html(report("columns", {"v": ["0", "0"]}))).all("rect") == []
    assert len(svg(html(report("line", {"v": ["5"]}))).all("circle")) == 1


def test_the_picture_says_what_it_shows_in_words() -> None:
    picture = svg(html(report("columns", {"v": ["5", None, "10"]}, of="money", unit="EUR"), look=Look()))
    (title,), (about,) = picture.all("title")[:1], picture.all("desc")
    assert title["text"] == "Drawn"
    assert about["text"] == "3 rows. Highest: row 3: 10 EUR. Lowest: row 1: 5 EUR."
    assert picture.root.get("role") == "img"
    assert picture.root.get("aria-labelledby") == f"{title['id']} {about['id']}"


def test_time_runs_to_the_right_on_a_page_from_the_right_too() -> None:
    one = report("columns", {"v": ["5", "10"]})
    assert svg(html(one)).all("rect") == svg(html(one, language="fa")).all("rect")


def test_a_number_of_many_digits_is_drawn_and_does_no_harm() -> None:
    one = report("columns", {"v": ["1"]})
    one.rows[0]["v"] = Number("9" * 400)
    assert len(svg(html(one)).all("rect", "s1")) == 1
    one.rows[0]["v"] = "nan"
    assert "No data" in html(one)
