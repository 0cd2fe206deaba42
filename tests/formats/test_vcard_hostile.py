"""vCards that are broken, or made to break their reader."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinycrm.errors import TinyCRMError
from tinycrm.formats.vcard import CardReader


def read(data: bytes | str):
    """Gives the items of a file and what is told of them."""
    raw = data.encode() if isinstance(data, str) else data
    reader = CardReader(lambda: io.BytesIO(raw), "x.vcf")
    items = list(reader)
    return items, reader.notes


def errors(data: bytes | str) -> list[tuple[int, str]]:
    return [(item.number, item.error) for item in read(data)[0]]


def test_a_broken_card_is_a_bad_row_and_the_next_one_is_read():
    data = "BEGIN:VCARD\nFN:A\nthis is broken\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n"
    assert errors(data) == [(1, "line 3: 'this is broken' is no property"), (5, "")]


def test_a_card_without_an_end_is_a_bad_row_at_the_next_one_and_at_the_end_of_the_file():
    data = "BEGIN:VCARD\nFN:A\nBEGIN:VCARD\nFN:B\nEND:VCARD\nBEGIN:VCARD\nFN:C"
    assert errors(data) == [
        (1, "the card has no END:VCARD before line 3, where another begins"),
        (3, ""),
        (6, "the card has no END:VCARD: the file ends before it"),
    ]


def test_what_stands_between_cards_is_one_bad_row():
    data = "BEGIN:VCARD\nFN:A\nEND:VCARD\nhello\nworld\nNOTE:x\nBEGIN:VCARD\nFN:B\nEND:VCARD\n"
    assert errors(data) == [(1, ""), (4, "'hello' is no property"), (7, "")]


def test_a_card_inside_an_agent_is_not_another_person():
    data = "BEGIN:VCARD\nFN:A\nAGENT:\nBEGIN:VCARD\nFN:Inner\nEND:VCARD\nTITLE:Boss\nEND:VCARD\n"
    (item,), _ = read(data)
    assert item.cells == {"name": "A", "title": "Boss"}


def test_a_file_without_anything_is_the_export_of_nobody():
    for data in ("", "\n\n", "   "):
        items, _ = read(data)
        assert list(items) == []


@pytest.mark.parametrize(
    "data",
    [
        "BEGIN:VCARD\n" * 100_000,
        "BEGIN:VCARD\nAGENT:\n" + "BEGIN:VCARD\n" * 100_000,
        "BEGIN:VCARD\n" + "NOTE:x\n" * 100_000 + "END:VCARD\n",
        "BEGIN:VCARD\nFN:A\nNOTE:" + "x" * 5_000_000 + "\nEND:VCARD\n",
        "BEGIN:VCARD\nFN:A\nNOTE:" + "y\n " * 1_500_000 + "\nEND:VCARD\n",
        "BEGIN:VCARD\n" + "x" * 5_000_000,
        "BEGIN:VCARD\n" + "".join(f"X-P{number}:v\n" for number in range(4000)) + "END:VCARD\n",
    ],
    ids=["begins", "agents", "properties", "long line", "long folded", "no colon", "columns"],
)
def test_a_hostile_file_is_read_to_its_end(data):
    items, _ = read(data)
    assert all(item.error for item in items) or len(items[0].cells) <= 201


def test_a_value_of_100_000_characters_is_kept_and_one_of_over_a_million_is_refused():
    assert len(str(read("BEGIN:VCARD\nFN:A\nNOTE:" + "x" * 100_000 + "\nEND:VCARD\n")[0][0].cells["note"])) == 100_000
    (item,), _ = read("BEGIN:VCARD\nFN:A\nNOTE:" + "x" * 1_000_001 + "\nEND:VCARD\n")
    assert item.error == "line 3: NOTE is larger than 1,000,000 characters"


SEEDS = [
    (
        b"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=90;=\r\n=D0=91;;;\r\n"
        b"TEL;CELL:+1 2\r\nPHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\r\n AAA\r\n\r\nEND:VCARD\r\n"
    ),
    'BEGIN:VCARD\nVERSION:4.0\nFN:Анна\nitem1.TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418;ext=1\n'
    "item1.X-ABLabel:_$!<x>!$_\nBDAY:--1210\nIMPP:xmpp:a@b\nADR;TYPE=work:;;a\\,b;c;;;\nEND:VCARD\n".encode(),
]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=6)), max_size=8))
def test_a_mutated_file_is_read_or_refused(seed, changes):
    data = bytearray(seed)
    for place, new in changes:
        at = place % len(data)
        data[at : at + len(new) // 2] = new
    try:
        items, notes = read(bytes(data))
    except TinyCRMError:
        return
    assert all(isinstance(key, str) for item in items for key in item.cells)
    assert all("\n" not in note for note in notes)
