"""Results say what happened and nothing about print."""

from __future__ import annotations

import pytest

from tinycrm.domain.results import Column, Listing, Number, value_of


@pytest.mark.parametrize("text", ["0", "-1", "4800.50", "0.6", "123456789012345678901234567890.01"])
def test_an_exact_decimal_is_a_number(text: str) -> None:
    assert Number(text) == text


@pytest.mark.parametrize("text", ["", "-", "1.", ".5", "007", "1e5", "NaN", "Infinity", "+1", "1,5", "٤", "--1"])
def test_what_json_cannot_say_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="not an exact decimal"):
        Number(text)


def test_numbers_stand_at_the_right_and_words_at_the_left() -> None:
    assert [Column("id", kind="id").align, Column("value", kind="money").align] == ["right", "right"]
    assert [Column("name").align, Column("due_on", kind="due").align] == ["left", "left"]


def test_a_column_without_a_label_is_headed_by_its_key_in_words() -> None:
    assert Column("due_on").label == "due on"


def test_words_give_way_on_a_narrow_terminal_and_numbers_do_not() -> None:
    assert (Column("name").weight, Column("value", kind="money").weight, Column("name", weight=0).weight) == (
        2,
        0,
        0,
    )


def test_a_value_is_found_by_its_key_by_a_part_and_among_the_custom_fields() -> None:
    row = {"id": 1, "company": {"id": 7, "name": "Нева"}, "fields": {"score": 5}}
    assert value_of(row, "id") == 1
    assert value_of(row, "company.name") == "Нева"
    assert value_of(row, "score") == 5
    assert value_of(row, "fields.score") == 5
    assert value_of(row, "id.name") is None
    assert value_of(row, "nothing") is None


def test_notes_may_still_grow_while_the_rows_are_read() -> None:
    notes: list[str] = []
    listing = Listing("deal", [], [], notes=notes)
    notes.append("3 deals in USD were left out")
    assert listing.notes == ["3 deals in USD were left out"]
