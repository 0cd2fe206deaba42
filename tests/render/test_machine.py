"""JSON that is exact, and safe to look at."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.results import Column, Number, Report, Written
from tinycrm.errors import Ambiguous, Duplicate, NotFound
from tinycrm.render.machine import array, compact, error_json, lines, pretty, report_data, written_data

if TYPE_CHECKING:
    from tinycrm.domain.results import Json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_any_value_is_read_back_as_it_was(value: Json) -> None:
    assert json.loads(compact(value)) == value
    assert json.loads(pretty(value)) == value


@given(VALUES)
def test_one_line_holds_no_character_that_moves_a_cursor(value: Json) -> None:
    line = compact(value)
    assert all(ch >= " " and not "\x7f" <= ch <= "\x9f" and ch not in "\u2028\u2029\u202e" for ch in line)


def test_an_exact_decimal_is_written_without_quotes_and_digit_by_digit() -> None:
    text = compact({"value": Number("12345678901234567.890"), "code": "4800.50"})
    assert text == '{"value": 12345678901234567.890, "code": "4800.50"}'
    assert json.loads(text, parse_float=Decimal)["value"] == Decimal("12345678901234567.890")


def test_letters_stay_letters_and_controls_become_escapes() -> None:
    assert compact("Анна 日本 می\u200cخواهم 🇩🇪") == '"Анна 日本 می\u200cخواهم 🇩🇪"'
    assert compact('\x1b[31m\x07\x7f\x9b\u2028\u202e\u2066\udc80"\\\n') == (
        '"\\u001b[31m\\u0007\\u007f\\u009b\\u2028\\u202e\\u2066\\udc80\\"\\\\\\n"'
    )


def test_a_float_that_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number of JSON"):
        compact(float("nan"))


def test_an_array_has_one_record_a_line_and_an_empty_one_is_two_brackets() -> None:
    assert "".join(array([{"id": 1}, {"id": 2}])) == '[\n{"id": 1},\n{"id": 2}\n]\n'
    assert "".join(array([])) == "[]\n"
    assert "".join(lines([{"id": 1}, {"id": 2}])) == '{"id": 1}\n{"id": 2}\n'


def test_an_object_is_indented_and_short_parts_stay_on_a_line() -> None:
    assert pretty({"id": 1, "emails": [{"value": "a@x.example", "label": "work"}], "tags": []}) == (
        '{\n  "id": 1,\n  "emails": [{"value": "a@x.example", "label": "work"}],\n  "tags": []\n}'
    )


def test_a_report_has_the_shape_of_the_contract() -> None:
    report = Report(
        "win_rate",
        "Win rate",
        [
            Column("owner", "Owner"),
            Column("rate", "Rate", "ratio"),
            Column("mean", "Mean", "number", unit="days"),
            Column("drawn", "", "bar"),
        ],
        [{"owner": "me", "rate": None, "mean": Number("12.5")}],
        date_from="2026-01-01",
        date_to="2026-03-31",
    )
    assert report_data(report) == {
        "report": "win_rate",
        "from": "2026-01-01",
        "to": "2026-03-31",
        "columns": [
            {"key": "owner", "label": "Owner", "unit": None},
            {"key": "rate", "label": "Rate", "unit": "ratio"},
            {"key": "mean", "label": "Mean", "unit": "days"},
        ],
        "rows": [{"owner": "me", "rate": None, "mean": "12.5"}],
        "totals": None,
    }


def test_a_composite_report_holds_its_sections() -> None:
    data = report_data(Report("digest", "Digest", sections=[Report("won", "Won")]))
    assert data["sections"] == [{"report": "won", "from": None, "to": None, "columns": [], "rows": [], "totals": None}]


def test_a_write_answers_with_the_record_and_what_else_it_made() -> None:
    written = Written("Logged call 5", [{"id": 5}], [5], also=[{"noun": "task", "id": 6}])
    assert written_data(written) == {"id": 5, "also": [{"noun": "task", "id": 6}]}


def test_a_write_of_several_answers_with_an_array_even_of_one() -> None:
    assert written_data(Written("x", [{"id": 5}], [5], single=False)) == [{"id": 5, "also": []}]
    assert written_data(Written("x", [], [5, 6], single=False)) == [
        {"id": 5, "also": []},
        {"id": 6, "also": []},
    ]


def test_a_failure_is_one_object() -> None:
    assert error_json(NotFound("no contact '42'", hint="tinycrm contact list")) == (
        '{"error": {"code": "not_found", "message": "no contact \'42\'", '
        '"hint": "tinycrm contact list", "exit_code": 3}}'
    )
    assert json.loads(error_json(Duplicate("taken", id=7)))["error"]["id"] == 7
    assert json.loads(error_json(Ambiguous("which", candidates=[(1, "contact", "Anna")])))["error"]["candidates"] == [
        {"id": 1, "noun": "contact", "name": "Anna"}
    ]
