"""CSV text of any origin is read to the cell, and ours is written so that it comes back."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.cells_safe import mark, unmark
from tinycrm.errors import UsageError
from tinycrm.formats.csvfile import csv_line, decode, find_delimiter, named_delimiter, read_table

CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0\r"), max_size=20)


def test_rows_carry_the_line_they_begin_on():
    table = read_table('a,b\n1,"x\ny"\n\n2,z\n', "f")
    assert table.rows == [(2, ["1", "x\ny"]), (5, ["2", "z"])]


def test_short_rows_are_filled_up_and_long_ones_are_bad():
    table = read_table("a,b\n1\n1,2,,\n1,2,3\n", "f")
    assert table.rows == [(2, ["1", ""]), (3, ["1", "2"])]
    assert [(line, cells) for line, _, cells in table.bad] == [(4, ["1", "2", "3"])]


def test_a_remark_above_the_header_is_passed_over():
    assert read_table("Notes:\n\nFirst,Last,Mail\nA,B,C\n", "f").header == ["First", "Last", "Mail"]


def test_a_line_that_names_the_delimiter_is_obeyed():
    table = read_table("sep=;\r\na;b,c\r\n1;2\r\n", "f")
    assert (table.header, table.rows) == (["a", "b,c"], [(3, ["1", "2"])])


def test_delimiters_inside_quotes_do_not_count():
    assert find_delimiter('"a,b,c";d\n"1,2,3";4\n') == ";"


def test_no_text_at_all_is_no_table():
    assert read_table("", "f").header == []


@pytest.mark.parametrize(("word", "char"), [("tab", "\t"), (";", ";"), ("\\t", "\t"), ("Semicolon", ";")])
def test_a_delimiter_may_be_named(word, char):
    assert named_delimiter(word) == char


@pytest.mark.parametrize("word", ["", "ab", '"', "\n"])
def test_what_cannot_part_cells_is_no_delimiter(word):
    with pytest.raises(UsageError):
        named_delimiter(word)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_recognised_without_a_guess(encoding):
    assert decode("имя,نام\n".encode(encoding), "f") == ("имя,نام\n", "")


def test_bytes_of_no_code_page_are_still_read():
    text, guessed = decode(b"name\n\x81\x8d\x8f\x90\x9d\n", "f")
    assert text.startswith("name\n")
    assert guessed


def test_an_encoding_of_bytes_is_no_encoding_of_text():
    with pytest.raises(UsageError):
        decode(b"00", "f", "hex")


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_is_written_is_read_back(rows):
    text = "a,b,c\n" + "".join(csv_line(["x", *row[1:]]) for row in rows)
    assert [[unmark(cell) for cell in cells] for _, cells in read_table(text, "f", ",").rows] == [
        ["x", *row[1:]] for row in rows
    ]


@given(st.text(max_size=8, alphabet="'=+-@a1.\t"))
def test_marks_come_off_exactly(cell):
    assert unmark(mark(cell)) == cell


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    with suppress(UsageError):
        text, _ = decode(raw, "f")
        read_table(text, "f")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a,b\n1,2\n1," + "x" * 1_000_001, "f:3: a cell is larger than 1,000,000 characters, in column 2"),
        ('a,b\n"1,\n\n",2\n"' + "x" * 1_000_001 + '",', "f:5: a cell is larger than 1,000,000 characters, in column 1"),
        ("a;b;c" + "x" * 1_000_000, "f:1: a cell is larger than 1,000,000 characters, in column 3"),
        ("a,b\n1,2\n1,2,3" + "x" * 1_000_000, "f:3: a cell is larger than 1,000,000 characters, in column 3"),
        ('sep=,\na,b,c\n"1,\r\n1",",",' + "x" * 10_500_000, "f:3: a cell is larger than 10 MB, in column 3"),
        ("a\n1\n" + "x" * 10_500_000, "f:3: a cell is larger than 10 MB, in column 1"),
        (",".join(f"c{n}" for n in range(2_001)), "f:1: has 2,001 columns, and 2,000 are the most"),
    ],
    ids=["cell", "quoted", "header", "beyond the header", "10 MB", "10 MB alone", "columns"],
)
def test_a_cell_or_a_row_beyond_measure_is_refused_with_its_place(text, told):
    with pytest.raises(UsageError) as refused:
        read_table(text, "f")
    assert refused.value.message == told


def test_the_largest_cell_and_the_widest_table_are_read():
    assert read_table("a,b\n1," + "x" * 1_000_000, "f").rows == [(2, ["1", "x" * 1_000_000])]
    assert len(read_table(",".join(f"c{n}" for n in range(2_000)) + ",,,", "f").header) == 2_000
