"""The note of a task inside the description of a to-do, beside the line that tells whom it is about."""

from __future__ import annotations

import io

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinycrm.domain.clock import Clock
from tinycrm.formats.ics import TodoReader
from tinycrm.formats.icswriter import write_todos
from tinycrm.formats.todonote import describe, note_of

OWN = "019a8c00-0000-7000-8000-000000000001"
ABOUT = ["Contact: Anna", "Deal: Roof"]


def _row(**cells: object) -> dict[str, object]:
    instant = "2026-11-16T10:00:00Z"
    return {"uid": OWN, "title": "T", "status": "open", "created_at": instant, "updated_at": instant, **cells}


def _cells(text: str) -> dict[str, object]:
    (item,) = TodoReader(lambda: io.BytesIO(text.encode()), "x.ics", Clock("UTC"))
    assert item.error == ""
    return dict(item.cells)


def _todo(*lines: str) -> dict[str, object]:
    return _cells("\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VTODO", *lines, "END:VTODO", "END:VCALENDAR", ""]))


@pytest.mark.parametrize(
    ("note", "about", "description"),
    [
        ("", [], ""),
        ("Clause 4", [], "Clause 4"),
        ("", ABOUT, "TinyCRM · Contact: Anna · Deal: Roof"),
        ("Clause 4\nسارا", ABOUT, "Clause 4\nسارا\n\nTinyCRM · Contact: Anna · Deal: Roof"),
        # these look like the line that is taken off again
        ("TinyCRM", [], "TinyCRM\n\nTinyCRM"),
        ("a\nTinyCRM · Contact: Bo", [], "a\nTinyCRM · Contact: Bo\n\nTinyCRM"),
        ("a\nTinyCRM · Contact: Bo", ABOUT, "a\nTinyCRM · Contact: Bo\n\nTinyCRM · Contact: Anna · Deal: Roof"),
        # these do not
        ("TinyCRM is nice", [], "TinyCRM is nice"),
        ("Contact: Bo", [], "Contact: Bo"),
    ],
)
def test_a_description_is_the_note_and_then_whom_it_is_about(note, about, description):
    assert describe(note, about) == description
    assert note_of(description) == note


_WORDS = st.sampled_from(["TinyCRM", "TinyCRM · a", "a", "", "Contact: Anna", " TinyCRM ", "\tb"])


@given(st.lists(_WORDS, max_size=6), st.sampled_from([[], ABOUT]))
def test_any_note_comes_out_of_its_description_as_it_was(lines, about):
    note = "\n".join(lines).strip()
    assert note_of(describe(note, about)) == note


@pytest.mark.parametrize(
    ("description", "note"),
    [
        ("edited\n\nTinyCRM · Contact: Anna", "edited"),
        ("edited\nTinyCRM · Contact: Anna", "edited"),
        ("one\n\nTinyCRM · Contact: Anna\ntwo", "one\ntwo"),
        ("TinyCRM · Contact: Anna\n\nbelow", "below"),
        ("the line was removed", "the line was removed"),
    ],
)
def test_what_a_person_changed_in_a_calendar_is_the_note(description, note):
    assert note_of(description) == note


def test_calendars_read_the_note_and_we_read_it_back():
    note = "one, two; three\\n four\n\tfive: " + "سلام " * 30 + "end"
    text = "".join(write_todos([(_row(note=note, contact={"id": 1, "name": "Anna"}), 1)], Clock("UTC")))
    (todo,) = icalendar.Calendar.from_ical(text).walk("VTODO")
    assert str(todo["DESCRIPTION"]) == f"{note}\n\nTinyCRM · Contact: Anna"
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert _cells(text)["note"] == note


def test_a_note_that_says_what_the_title_says_is_kept():
    text = "".join(write_todos([(_row(note="T"), 1)], Clock("UTC")))
    assert (_cells(text)["title"], _cells(text)["note"]) == ("T", "T")


def test_a_task_without_note_and_links_has_no_description():
    text = "".join(write_todos([(_row(note=None, contact=None), 1)], Clock("UTC")))
    assert "DESCRIPTION" not in text
    assert "note" not in _cells(text)


def test_the_line_is_taken_off_only_to_dos_of_ours():
    ours = _todo(f"UID:{OWN}", "SUMMARY:a", "DESCRIPTION:b\\n\\nTinyCRM · Deal: Roof")
    assert ours["note"] == "b"
    assert _todo("UID:x", "SUMMARY:a", "DESCRIPTION:b\\n\\nTinyCRM · Deal: Roof")["note"] == "b\n\nTinyCRM · Deal: Roof"


def test_a_to_do_with_a_description_alone_is_named_by_it():
    assert _todo("UID:x", "DESCRIPTION:Call Bo") == {"title": "Call Bo", "foreign_id": "x", "status": "open"}
    both = _todo("UID:x", "DESCRIPTION:Call Bo\\nabout the roof")
    assert (both["title"], both["note"]) == ("Call Bo about the roof", "Call Bo\nabout the roof")


def test_breaks_of_every_kind_are_line_breaks():
    assert _todo("SUMMARY:a", "DESCRIPTION:b\u2028c\\nd\u2029e")["note"] == "b\nc\nd\ne"
