"""Lines for cut, awk and spreadsheets."""

from __future__ import annotations

import csv as stdlib_csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.cells_safe import mark, unmark
from tinycrm.domain.results import Column, Number
from tinycrm.render.csv import csv, csv_line
from tinycrm.render.plain import flatten, ids, tsv, tsv_cell


def test_every_kind_of_value_has_one_flat_form() -> None:
    assert flatten(None) == ""
    assert flatten(True) == "true"
    assert flatten(42) == "42"
    assert flatten(Number("4800.50")) == "4800.50"
    assert flatten(["lead", "vip"]) == "lead;vip"
    assert flatten([{"value": "a@x.example", "label": "work"}, {"value": "b@x.example", "label": None}]) == (
        "a@x.example;b@x.example"
    )
    assert flatten({"id": 7, "name": "Нева"}) == "Нева"
    assert flatten([{"id": 7, "title": "40 seats"}]) == "40 seats"
    assert flatten({}) == ""


def test_the_header_comes_first_even_without_rows() -> None:
    columns = [Column("id"), Column("name"), Column("share", kind="bar")]
    assert "".join(tsv(columns, [])) == "id\tname\n"
    assert "".join(csv(columns, [])) == "id,name\n"
    assert "".join(tsv(columns, [], header=False)) == ""


def test_a_custom_field_is_a_column_by_its_key() -> None:
    assert "".join(tsv([Column("score")], [{"fields": {"score": 5}}])) == "score\n5\n"


def test_a_record_with_line_breaks_stays_one_line_of_tsv() -> None:
    rows = [{"note": "a\tb\nc\r\nd\\n"}]
    assert "".join(tsv([Column("note")], rows, header=False)) == "a\\tb\\nc\\r\\nd\\\\n\n"


def test_control_codes_of_others_do_not_reach_a_terminal_by_tsv_or_csv() -> None:
    rows = [{"name": "\x1b]52;c;x\x07\u202e\x9b31m\u2028"}]
    assert "".join(tsv([Column("name")], rows, header=False)) == ("\\x1b]52;c;x\\x07\\u202e\\x9b31m\\u2028\n")
    assert "".join(csv([Column("name")], rows, header=False)) == ('"\\x1b]52;c;x\\x07\\u202e\\x9b31m\\u2028"\n')


@given(st.lists(st.text(), min_size=2, max_size=4))
def test_a_tsv_line_has_as_many_cells_as_columns(cells: list[str]) -> None:
    line = "\t".join(map(tsv_cell, cells))
    assert line.split("\t") == [tsv_cell(cell) for cell in cells]
    assert len(line.splitlines()) <= 1


def test_csv_quotes_what_would_break_a_line_and_doubles_quotes() -> None:
    assert csv_line(['a "b"', "c,d", "e;f", "g\nh", "plain"]) == '"a ""b""","c,d","e;f","g\nh",plain\n'


def test_a_single_empty_cell_is_still_a_record() -> None:
    assert csv_line([""]) == '""\n'


@pytest.mark.parametrize(
    ("cell", "marked"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("-12.50", "-12.50"),
        ("12", "12"),
        ("Anna", "Anna"),
        ("'quoted", "'quoted"),
        ("'=1", "''=1"),
        ("''-5", "'''-5"),
        ("'", "'"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_would_run_is_marked_and_comes_back_exactly(cell: str, marked: str) -> None:
    assert mark(cell) == marked
    assert unmark(marked) == cell


@given(st.text(alphabet="'=+-@\t\n12.aＡ＝－"))
def test_any_cell_survives_marking(cell: str) -> None:
    assert unmark(mark(cell)) == cell


@given(st.lists(st.text(alphabet="ab'=+-;,\"\n 1é日"), min_size=1, max_size=4))
def test_a_csv_line_is_read_back_exactly(cells: list[str]) -> None:
    [read] = list(stdlib_csv.reader(io.StringIO(csv_line(cells), newline="")))
    assert [unmark(cell) for cell in read] == cells


def test_raw_cells_are_not_marked() -> None:
    assert "".join(csv([Column("name")], [{"name": "=1"}], raw=True)) == "name\n=1\n"


def test_ids_are_one_a_line() -> None:
    assert "".join(ids([{"id": 4}, {"name": "no id"}, {"id": 12}])) == "4\n12\n"
