"""The to-dos of calendars, and what stands around them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinycrm.domain.clock import Clock
from tinycrm.errors import TinyCRMError, UsageError
from tinycrm.formats.ics import TodoReader, looks_like_calendar

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "ics"


def read(data: bytes | str, zone: str = "UTC"):
    """Gives the items of a calendar and what is told of them."""
    raw = data.encode() if isinstance(data, str) else data
    reader = TodoReader(lambda: io.BytesIO(raw), "x.ics", Clock(zone))
    items = list(reader)
    return items, reader.notes


def todo(*lines: str, zone: str = "UTC", before: str = ""):
    """Gives the cells of a to-do with these lines, and the notes."""
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0"]) + "\r\n" + before
    items, notes = read(text + "\r\n".join(["BEGIN:VTODO", *lines, "END:VTODO", "END:VCALENDAR", ""]), zone)
    assert [item.error for item in items] == [""]
    return items[0].cells, notes


def test_the_sample_gives_its_two_tasks():
    if not SHARED.is_dir():
        pytest.skip("the sample data of ../shared is not here")
    raw = (SHARED / "tasks.ics").read_bytes()
    assert looks_like_calendar(raw)
    items, notes = read(raw, "Asia/Tehran")
    assert [(item.number, item.error) for item in items] == [(4, ""), (14, "")]
    assert items[0].cells == {
        "title": "Call Ada back",
        "note": 'Line one\nLine two, with "quotes"; and more',
        "foreign_id": "t1@tinycrm.example",
        "due_on": "2026-10-01",
        "status": "open",
        "priority": "normal",
    }
    assert items[1].cells == {
        "title": "Отправить договор",
        "foreign_id": "t2@tinycrm.example",
        "due_on": "2026-09-15",
        "due_time": "18:30",
        "status": "done",
        "done_at": "2026-09-15T12:00:00Z",
    }
    assert notes == ["x.ics: left out, because tasks have no place for it: ATTENDEE (1)"]


@pytest.mark.parametrize(
    ("line", "zone", "day", "time"),
    [
        ("DUE;VALUE=DATE:20261201", "Asia/Tehran", "2026-12-01", None),
        ("DUE:20261201", "Asia/Tehran", "2026-12-01", None),
        ("DUE:20261201T150000", "Asia/Tehran", "2026-12-01", "15:00"),
        ("DUE:20261201T220000Z", "Asia/Tehran", "2026-12-02", "01:30"),
        ("DUE;TZID=Europe/Moscow:20260915T180000", "UTC", "2026-09-15", "15:00"),
        ("DUE;TZID=W. Europe Standard Time:20260701T120000", "UTC", "2026-07-01", "10:00"),
        ('DUE;TZID="/freeassociation.sourceforge.net/Europe/Moscow":20260101T120000', "UTC", "2026-01-01", "09:00"),
        ("DTSTART;VALUE=DATE:20260101\r\nDURATION:P1W", "UTC", "2026-01-08", None),
        ("DTSTART:20260101T100000\r\nDURATION:PT1H30M", "UTC", "2026-01-01", "11:30"),
        ("DUE:20261231T235960Z", "UTC", "2026-12-31", "23:59"),
    ],
)
def test_due_is_the_day_and_time_where_the_user_is(line, zone, day, time):
    cells, notes = todo("SUMMARY:a", line, zone=zone)
    assert (cells["due_on"], cells.get("due_time"), notes) == (day, time, [])


def test_a_zone_that_the_calendar_defines_itself_is_used_and_one_that_nobody_knows_is_told():
    own = (
        "BEGIN:VTIMEZONE\r\nTZID:Mine\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0500\r\n"
        "TZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    assert todo("SUMMARY:a", "DUE;TZID=Mine:20260101T120000", before=own)[0]["due_time"] == "07:00"
    cells, notes = todo("SUMMARY:a", "DUE;TZID=Nowhere:20260101T120000")
    assert cells["due_time"] == "12:00"
    assert notes == ["x.ics: 1 time zone is not known; times in it were read as local ones"]


def test_a_zone_whose_rule_would_never_end_is_not_followed():
    endless = (
        "BEGIN:VTIMEZONE\r\nTZID:Evil\r\nBEGIN:STANDARD\r\nDTSTART:19000101T000000\r\nRRULE:FREQ=SECONDLY\r\n"
        "TZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    cells, notes = todo("SUMMARY:a", "DUE;TZID=Evil:20260101T120000", before=endless)
    assert (cells["due_time"], len(notes)) == ("12:00", 1)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("STATUS:NEEDS-ACTION",), {"status": "open"}),
        (("STATUS:IN-PROCESS", "PERCENT-COMPLETE:50"), {"status": "open"}),
        (("STATUS:COMPLETED",), {"status": "done"}),
        (("COMPLETED:20260101T100000Z",), {"status": "done", "done_at": "2026-01-01T10:00:00Z"}),
        (("PERCENT-COMPLETE:100",), {"status": "done"}),
        (("PRIORITY:1",), {"status": "open", "priority": "high"}),
        (("PRIORITY:5",), {"status": "open", "priority": "normal"}),
        (("PRIORITY:9",), {"status": "open", "priority": "low"}),
        (("PRIORITY:0",), {"status": "open"}),
        (("RRULE:FREQ=WEEKLY;INTERVAL=2",), {"status": "open", "repeat": "FREQ=WEEKLY;INTERVAL=2"}),
    ],
)
def test_status_priority_and_repetition_are_those_of_tasks(lines, expected):
    cells, notes = todo("SUMMARY:a", *lines)
    assert (cells, notes) == ({"title": "a", **expected}, [])


def test_a_repetition_that_tasks_cannot_say_is_told():
    cells, notes = todo("SUMMARY:a", "RRULE:FREQ=HOURLY")
    assert "repeat" not in cells
    assert notes == ["x.ics: 1 to-do repeats in a way that tasks cannot, and came in without it"]


def test_a_uid_of_ours_brings_the_times_and_another_is_a_foreign_id():
    own = "019a8c00-0000-7000-8000-000000000001"
    cells, notes = todo(f"UID:{own}", "SUMMARY:a\\, b\\nc", "CREATED:20260101T100000Z", "DESCRIPTION:ours")
    assert cells == {
        "title": "a, b c",
        "note": "ours",
        "uid": own,
        "created_at": "2026-01-01T10:00:00Z",
        "status": "open",
    }
    assert notes == []
    assert todo("UID:abc", "SUMMARY:a")[0]["foreign_id"] == "abc"


def test_events_and_all_that_is_no_to_do_are_counted():
    data = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\nBEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\nEND:VEVENT\n"
        "BEGIN:VEVENT\nEND:VEVENT\nBEGIN:VJOURNAL\nEND:VJOURNAL\n"
        "BEGIN:VTODO\nSUMMARY:gone\nSTATUS:CANCELLED\nEND:VTODO\n"
        "BEGIN:VTODO\nUID:1\nSUMMARY:once\nRECURRENCE-ID:20260101\nEND:VTODO\n"
        "BEGIN:VTODO\nUID:1\nSUMMARY:a\nBEGIN:VALARM\nTRIGGER:-PT5M\nDESCRIPTION:no\nEND:VALARM\nEND:VTODO\nEND:VCALENDAR\n"
    )
    items, notes = read(data)
    assert [item.cells for item in items] == [{"title": "a", "foreign_id": "1", "status": "open"}]
    others = "2 events, 1 journal entry, 1 reminder, 1 cancelled to-do, 1 change to one time of a repeating to-do"
    assert notes == [f"x.ics: left out: {others}"]


def test_a_calendar_without_to_dos_gives_none_and_a_file_without_a_calendar_is_refused():
    assert read("BEGIN:VCALENDAR\nEND:VCALENDAR\n") == ([], [])
    with pytest.raises(UsageError, match=r"x\.ics holds no calendar"):
        read("hello\n")


def test_what_is_broken_is_a_bad_row_with_its_line():
    data = (
        "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:a\nDUE:20261345\nEND:VTODO\n"
        "BEGIN:VTODO\nSUMMARY:b\njunk\nEND:VTODO\nBEGIN:VTODO\nSUMMARY:c\nBEGIN:VTODO\nSUMMARY:d\nEND:VTODO\n"
        "BEGIN:VTODO\nSUMMARY:e\nDUE:18991231\nEND:VTODO\nBEGIN:VTODO\nSUMMARY:f\n"
    )
    assert [(item.number, item.error) for item in read(data)[0]] == [
        (2, "DUE '20261345' on line 4 is no day or time of 1900-2200"),
        (6, "line 8: 'junk' is no property"),
        (10, "END:VTODO is missing before line 12"),
        (12, ""),
        (15, "DUE '18991231' on line 17 is no day or time of 1900-2200"),
        (19, "END:VTODO is missing: the file ends before it"),
    ]


@pytest.mark.parametrize(
    "data",
    [
        "BEGIN:VCALENDAR\n" * 100_000,
        "BEGIN:VCALENDAR\n" + "BEGIN:VTODO\n" * 100_000,
        "BEGIN:VCALENDAR\n" + "BEGIN:X\n" * 100_000,
        "BEGIN:VCALENDAR\nBEGIN:VTODO\n" + "SUMMARY:x\n" * 100_000 + "END:VTODO\n",
        "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:" + "x" * 5_000_000 + "\nEND:VTODO\n",
        "BEGIN:VCALENDAR\nBEGIN:VTODO\nATTACH;ENCODING=BASE64;VALUE=BINARY:" + "A" * 5_000_000 + "\nEND:VTODO\n",
        "BEGIN:VCALENDAR\n"
        + "".join(f"BEGIN:VTODO\nSUMMARY:a\nDUE;TZID=Z{n}:20260101T100000\nEND:VTODO\n" for n in range(300)),
    ],
    ids=["calendars", "to-dos", "nested", "properties", "long line", "attachment", "zones"],
)
def test_a_hostile_calendar_is_read_to_its_end(data):
    items, _ = read(data)
    assert len(items) <= 100_000


_SEED = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VTIMEZONE\r\nTZID:M\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
    b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nEND:STANDARD\r\n"
    b"END:VTIMEZONE\r\nBEGIN:VTODO\r\nUID:1\r\nSUMMARY:a\r\nDUE;TZID=M:20260101T120000\r\nDURATION:P1D\r\n"
    b"RRULE:FREQ=WEEKLY;BYDAY=MO\r\nCOMPLETED:20260101T120000Z\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_SEED) - 1), st.binary(max_size=6)), max_size=8))
def test_a_mutated_calendar_is_read_or_refused(changes):
    data = bytearray(_SEED)
    for place, new in changes:
        data[place : place + len(new) // 2] = new
    try:
        items, notes = read(bytes(data), "Europe/Berlin")
    except TinyCRMError:
        return
    assert all(isinstance(key, str) for item in items for key in item.cells)
    assert all("\n" not in note for note in notes)


def test_a_day_that_is_none_stays_as_it_is_beside_all_else_of_its_todo():
    text = (
        "BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:a\r\nDUE:some other day\r\nPRIORITY:1\r\nCOMPLETED:never\r\n"
        "END:VTODO\r\nBEGIN:VTODO\r\nSUMMARY:b\r\nDTSTART:20261345\r\nRRULE:FREQ=WEEKLY\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
    )
    items, notes = read(text)
    assert [item.error for item in items] == [
        "DUE 'some other day' on line 4 is no day or time of 1900-2200",
        "DTSTART '20261345' on line 10 is no day or time of 1900-2200",
    ]
    assert [item.cells for item in items] == [
        {"title": "a", "due_on": "some other day", "status": "done", "done_at": "never", "priority": "high"},
        {"title": "b", "due_on": "20261345", "status": "open", "repeat": "FREQ=WEEKLY"},
    ]
    assert notes == []
