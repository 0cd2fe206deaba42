"""Tables that fit, line up and say dates and money as people do."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.results import Column, Listing, Number
from tinycrm.render import render
from tinycrm.render.cells import Look, percent
from tinycrm.render.sink import Sink
from tinycrm.render.table import fitted
from tinycrm.render.width import width

if TYPE_CHECKING:
    from conftest import Place


def test_a_list_on_a_terminal_is_a_light_aligned_table(place: Place, deals: Listing) -> None:
    output = place(terminal=True, width=100)
    assert render(deals, output.sink) == 2
    assert output.out == (
        "id  title     company         value  prob.  close\n"
        " 7  40 seats  Нева     4,800.50 EUR    60%  30 May\n"
        "12  審査 two                         12.5%  tomorrow\n"
    )
    assert output.err == ""


def test_a_day_that_passed_is_red_and_the_header_is_dim(place: Place, deals: Listing) -> None:
    output = place(terminal=True, width=100, colour=True)
    render(deals, output.sink)
    header, late, soon = output.out.splitlines()
    assert header.startswith("\x1b[2mid")
    assert late.endswith("\x1b[31m30 May\x1b[0m")
    assert "\x1b" not in soon


def test_what_is_done_is_never_late(place: Place) -> None:
    output = place(terminal=True, colour=True)
    rows = [{"due_on": "2026-05-01", "due_time": "15:00", "done_at": "2026-05-02T10:00:00Z"}]
    render(Listing("task", [Column("due_on", "due", "due")], rows, today="2026-06-01"), output.sink)
    assert output.out.splitlines()[1] == "1 May 15:00"


@pytest.mark.parametrize("room", [20, 30, 40, 60, 80])
def test_no_line_is_wider_than_the_terminal(place: Place, deals: Listing, room: int) -> None:
    deals.rows = [*deals.rows, {"id": 999_999, "title": "長い" * 60, "company": {"id": 1, "name": "Ж" * 90}}]
    output = place(terminal=True, width=room)
    render(deals, output.sink)
    assert max(width(line) for line in output.out.splitlines()) <= room


def test_words_shrink_first_and_then_the_last_columns_go(place: Place, deals: Listing) -> None:
    output = place(terminal=True, width=45)
    deals.rows = [{**row, "title": "a very long title indeed"} for row in deals.rows]
    render(deals, output.sink)
    assert output.out.splitlines()[:2] == [
        "id  title        company         value  prob.",
        " 7  a very lon…  Нева     4,800.50 EUR    60%",
    ]


def test_a_heavier_column_gives_way_sooner() -> None:
    columns = [Column("a", weight=1), Column("b", weight=3)]
    grid = [[("x" * 30, "")], [("y" * 30, "")]]
    assert fitted(columns, ["a", "b"], grid, 42) == [30, 10]
    assert fitted(columns, ["a", "b"], grid, 0) == [30, 30]


def test_a_pipe_cuts_nothing_unless_columns_is_set(place: Place) -> None:
    listing = Listing("contact", [Column("name")], [{"name": "x" * 200}])
    output = place()
    render(listing, output.sink, format="table")
    assert output.out.splitlines()[1] == "x" * 200


def test_how_many_more_there_are_is_said_beside_the_data(place: Place, deals: Listing) -> None:
    deals.total = 25
    output = place(terminal=True, width=100)
    render(deals, output.sink)
    assert output.err == "… 23 more (--limit 0 shows all)\n"


def test_an_empty_list_prints_nothing_and_a_terminal_is_told(place: Place) -> None:
    output = place(terminal=True)
    listing = Listing("contact", [Column("name")], [], empty="No contacts yet: tinycrm contact add NAME")
    assert render(listing, output.sink) == 0
    assert (output.out, output.err) == ("", "No contacts yet: tinycrm contact add NAME\n")


def test_right_to_left_names_keep_the_columns_in_order_on_a_terminal_only(place: Place) -> None:
    rows = [{"name": "سارا", "city": "Berlin"}]
    listing = Listing("contact", [Column("name"), Column("city")], rows)
    on_terminal, piped = place(terminal=True), place()
    render(listing, on_terminal.sink, format="table")
    render(listing, piped.sink, format="table")
    assert on_terminal.out == "name  city\n\u200eسارا\u200e  Berlin\n"
    assert piped.out == "name  city\nسارا  Berlin\n"


def test_line_breaks_and_controls_cannot_leave_their_cell(place: Place) -> None:
    output = place(terminal=True)
    render(Listing("contact", [Column("name")], [{"name": "a\nb\t\x1b[31mc\u202e"}]), output.sink)
    assert output.out == "name\na b \\x1b[31mc\\u202e\n"


def test_wide_columns_are_shown_when_all_are_asked_for(place: Place, deals: Listing) -> None:
    output = place(terminal=True, width=200)
    render(deals, output.sink, verbose=True)
    assert output.out.splitlines()[1].endswith("hot, renewal")


def test_values_follow_the_users_decimal_mark_and_local_time(place: Place) -> None:
    columns = [
        Column("value", kind="money"),
        Column("mean", kind="number"),
        Column("at", kind="instant"),
        Column("vip", kind="bool"),
        Column("birthday", kind="day"),
        Column("fee", kind="money"),
    ]
    row = {
        "value": Number("4800.50"),
        "currency": "EUR",
        "mean": Number("1.5"),
        "at": "2026-06-01T10:00:00Z",
        "vip": True,
        "birthday": "--07-01",
        "fee": Number("10.005"),
        "fee_currency": "USD",
    }
    output = place(terminal=True, width=200)
    look = Look(decimal="comma", instant=lambda text: "12:00 " + text[:10])
    render(Listing("x", columns, [row]), output.sink, no_header=True, look=lambda: look)
    assert output.out == "4.800,50 EUR  1,5  12:00 2026-06-01  yes  1 Jul  10,01 USD\n"


@pytest.mark.parametrize(
    ("ratio", "shown"),
    [
        ("0.6", "60%"),
        ("0.3549", "35.5%"),
        ("0.3545", "35.5%"),
        ("1", "100%"),
        ("0", "0%"),
        ("-0.05", "-5%"),
        ("1.25", "125%"),
        ("0.0004", "0%"),
        ("-0.0001", "0%"),
        ("12.3456", "1234.6%"),
        ("n/a", "n/a"),
    ],
)
def test_a_ratio_is_per_cent_with_one_decimal_at_most(ratio: str, shown: str) -> None:
    assert percent(ratio, Look()) == shown


HOSTILE = st.text(alphabet="a日ا\x1b\x9b\x00\n\r\t\u202e\u2028\u200d👍🏽\udc80'|<=")


@given(st.lists(HOSTILE, min_size=1, max_size=3), st.integers(10, 60))
def test_whatever_a_name_holds_a_table_has_one_safe_line_a_record(names: list[str], room: int) -> None:
    stdout = io.BytesIO()
    sink = Sink(stdout, io.BytesIO(), {"COLUMNS": str(room)})
    rows = [{"id": index, "name": name, "note": name} for index, name in enumerate(names)]
    render(
        Listing("x", [Column("id", kind="id"), Column("name"), Column("note", kind="long")], rows),
        sink,
        format="table",
    )
    shown = stdout.getvalue().decode()
    lines = shown.split("\n")
    assert len(lines) == len(names) + 2
    assert not set(shown) & set("\x1b\x9b\x00\r\t\u202e\u2028")
    assert all(width(line) <= room for line in lines)
