"""One door: every kind of result in every format."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tinycrm.domain.results import Column, Listing, Nothing, Number, Page, Raw, Report, Shown, Written
from tinycrm.errors import UsageError
from tinycrm.render import FORMATS, render

if TYPE_CHECKING:
    from conftest import Place
    from tinycrm.domain.results import Row


def test_a_piped_list_is_tsv_with_every_column(place: Place, deals: Listing) -> None:
    output = place()
    assert render(deals, output.sink) == 2
    assert output.out == (
        "id\ttitle\tcompany\tvalue\tprobability\texpected_close_on\ttags\n"
        "7\t40 seats\tНева\t4800.50\t0.6\t2026-05-30\thot;renewal\n"
        "12\t審査 two\t\t\t0.125\t2026-06-02\t\n"
    )


def test_an_empty_list_in_every_format_for_programs(place: Place) -> None:
    for format, expected in [
        ("tsv", "id\tname\n"),
        ("csv", "id,name\n"),
        ("json", "[]\n"),
        ("ndjson", ""),
        ("ids", ""),
    ]:
        output = place()
        assert render(Listing("contact", [Column("id"), Column("name")], []), output.sink, format=format) == 0
        assert output.out == expected


def test_json_has_whole_records_and_exact_numbers(place: Place, deals: Listing) -> None:
    output = place()
    render(deals, output.sink, format="json")
    assert '"value": 4800.50, "currency": "EUR", "probability": 0.6' in output.out
    assert [row["id"] for row in json.loads(output.out)] == [7, 12]


@pytest.mark.parametrize("format", ["tsv", "csv", "json", "ndjson", "ids"])
def test_a_long_list_leaves_before_its_end_is_known(place: Place, format: str) -> None:
    output = place()
    seen: list[int] = []

    def rows() -> Iterator[Row]:
        for number in range(20_000):
            if number == 15_000:
                seen.append(len(output.stdout.getvalue()))
            yield {"id": number}

    assert render(Listing("contact", [Column("id")], rows()), output.sink, format=format) == 20_000
    assert seen[0] > 30_000


def test_an_unknown_format_is_refused_with_the_known_ones(place: Place) -> None:
    with pytest.raises(UsageError, match="'xml' is not an output format") as refused:
        render(Nothing(), place().sink, format="xml")
    assert refused.value.hint == "use one of table, tsv, csv, json, ndjson, md, html, ids, text"


def test_one_record_is_an_object_and_several_are_an_array(place: Place) -> None:
    one, several = place(), place()
    render(Shown("contact", [{"id": 1}]), one.sink, format="json")
    render(Shown("contact", [{"id": 1}], single=False), several.sink, format="json")
    assert one.out == '{\n  "id": 1\n}\n'
    assert several.out == '[\n{"id": 1}\n]\n'


def test_a_shown_record_in_tsv_has_a_header_of_its_keys(place: Place) -> None:
    output = place()
    render(Shown("contact", [{"id": 1, "name": "A", "fields": {"score": 5}}]), output.sink, format="tsv")
    assert output.out == "id\tname\tscore\n1\tA\t5\n"


def written() -> Written:
    return Written(
        "Logged call 5 with \x1bAnna",
        [{"id": 5, "kind": "call"}],
        [5],
        also=[{"noun": "task", "id": 6}],
        notes=["phone shared with 9 Boris"],
    )


@pytest.mark.parametrize(
    ("terminal", "format", "expected"),
    [
        (True, "", "Logged call 5 with \\x1bAnna\n"),
        (False, "", "5\n"),
        (False, "ids", "5\n"),
        (True, "ids", "5\n"),
        (True, "json", '{"id": 5, "kind": "call", "also": [{"noun": "task", "id": 6}]}\n'),
        (False, "ndjson", '{"id": 5, "kind": "call", "also": [{"noun": "task", "id": 6}]}\n'),
        (False, "csv", "id,kind\n5,call\n"),
        (False, "text", "Logged call 5 with \\x1bAnna\n"),
    ],
)
def test_a_write_says_a_sentence_its_id_or_its_record(place: Place, terminal: bool, format: str, expected: str) -> None:
    output = place(terminal=terminal)
    render(written(), output.sink, format=format)
    assert output.out == expected
    assert output.err == "phone shared with 9 Boris\n"


def test_quiet_silences_a_write_and_its_notes_but_never_data(place: Place) -> None:
    output = place()
    assert render(written(), output.sink, quiet=True) == 0
    render(Listing("contact", [Column("id")], [{"id": 1}], notes=["left out"]), output.sink, quiet=True)
    assert (output.out, output.err) == ("id\n1\n", "")


def test_quiet_leaves_a_write_the_format_that_was_asked_for(place: Place) -> None:
    output = place()
    render(written(), output.sink, quiet=True, format="ids")
    assert (output.out, output.err) == ("5\n", "")


def test_notes_of_a_list_stand_on_stderr_after_its_rows(place: Place) -> None:
    notes: list[str] = []

    def rows() -> Iterator[Row]:
        yield {"id": 1}
        notes.append("2 in USD were left out")

    output = place()
    render(Listing("deal", [Column("id")], rows(), notes=notes), output.sink, format="ids")
    assert (output.out, output.err) == ("1\n", "2 in USD were left out\n")


def test_a_reports_notes_leave_the_data_of_programs_alone(place: Place) -> None:
    report = Report(
        "won",
        "Won",
        [Column("deals"), Column("b", kind="bar")],
        [{"deals": 1}],
        totals={"deals": 1},
        notes=["n = 1"],
    )
    output = place()
    render(report, output.sink, format="csv")
    assert (output.out, output.err) == ("deals\n1\n", "n = 1\n")


def test_a_composite_report_is_one_table_that_names_its_sections(place: Place) -> None:
    parts = [
        Report("won", "Won", [Column("deals")], [{"deals": 1}]),
        Report("rates", "Rates", [Column("rate")], [{"rate": Number("0.5")}]),
    ]
    output = place()
    render(Report("digest", "Digest", sections=parts), output.sink, format="tsv")
    assert output.out == "section\tdeals\trate\nwon\t1\t\nrates\t\t0.5\n"


def test_a_report_without_ids_says_so(place: Place) -> None:
    with pytest.raises(UsageError, match="report 'won' has no ids"):
        render(Report("won", "Won", [Column("deals")], [{"deals": 1}]), place().sink, format="ids")


def test_a_page_gives_its_data_its_rows_or_its_ids(place: Place) -> None:
    def page() -> Page:
        tasks = Listing("task", [Column("id"), Column("title")], iter([{"id": 9, "title": "Call"}]))
        return Page("Today", [("Overdue", tasks), ("Hints", ["Log a call"])], {"overdue": [{"id": 9}]})

    for format, expected in [
        ("json", '{\n  "overdue": [{"id": 9}]\n}\n'),
        ("tsv", "section\tid\ttitle\ttext\nOverdue\t9\tCall\t\nHints\t\t\tLog a call\n"),
        ("ids", "9\n"),
    ]:
        output = place()
        assert render(page(), output.sink, format=format) == 2
        assert output.out == expected


def test_raw_text_is_made_safe_unless_it_is_a_file_format(place: Place) -> None:
    output = place()
    render(Raw("a\x1b\n"), output.sink)
    render(Raw("a\x1b\n", exact=True), output.sink)
    render(Raw(iter([b"\xff\n", "end\n"])), output.sink)
    assert output.stdout.getvalue() == b"a\\x1b\na\x1b\n\xff\nend\n"


def test_nothing_prints_nothing_but_its_notes(place: Place) -> None:
    output = place(terminal=True)
    assert render(Nothing(notes=["nothing to undo"]), output.sink) == 0
    assert (output.out, output.err) == ("", "nothing to undo\n")


HOSTILE = "\x1b[2J\x1b]52;c;eA==\x07\x9b31m\x00\x7f\u202e\u2066\u2028\udc80\r\n\t=1+1<script>"


@pytest.mark.parametrize("format", ["", *FORMATS])
@pytest.mark.parametrize("terminal", [True, False])
def test_no_format_passes_on_a_control_code_from_data(place: Place, format: str, terminal: bool) -> None:
    row: Row = {
        "id": 1,
        "name": HOSTILE,
        "due_on": HOSTILE,
        "at": HOSTILE,
        "birthday": HOSTILE,
        "note": HOSTILE,
        "value": HOSTILE,
        "currency": HOSTILE,
        "tags": [HOSTILE],
        "emails": [{"value": HOSTILE, "label": HOSTILE}],
        "company": {"id": 2, "name": HOSTILE},
        "probability": HOSTILE,
        "fields": {"x": HOSTILE},
    }
    columns = [
        Column("id", HOSTILE, "id"),
        Column("name"),
        Column("due_on", kind="due"),
        Column("at", kind="instant"),
        Column("birthday", kind="day"),
        Column("note", kind="long"),
        Column("value", kind="money"),
        Column("tags", kind="list"),
        Column("emails", kind="list"),
        Column("company"),
        Column("x"),
        Column("probability", kind="ratio"),
        Column("value", kind="bar"),
        Column("value", kind="measure"),
    ]
    listing = Listing(HOSTILE, columns, [row], today="2026-06-01", total=5, notes=[HOSTILE], empty=HOSTILE)
    output = place(terminal=terminal)
    for result in (
        listing,
        Shown(
            HOSTILE,
            [row],
            columns=columns,
            notes=[HOSTILE],
            sections=[(HOSTILE, listing)],
            today="2026-06-01",
        ),
        Shown(HOSTILE, [row]),
        Written(HOSTILE, [row], [1], notes=[HOSTILE]),
        Report(HOSTILE, HOSTILE, columns, [row], totals=row, notes=[HOSTILE], date_from=HOSTILE, date_to=HOSTILE),
        Page(HOSTILE, [(HOSTILE, listing), (HOSTILE, [HOSTILE])], {"x": HOSTILE}, notes=[HOSTILE]),
        Raw(HOSTILE),
        Nothing(notes=[HOSTILE]),
    ):
        render(result, output.sink, format=format)
    seen = output.out + output.err
    assert not set(seen) & set("\x1b\x07\x9b\x00\x7f\u202e\u2066\u2028\r")


def test_printing_a_list_loads_nothing_that_costs() -> None:
    code = (
        "import os, sys; from tinycrm.domain.results import *; from tinycrm.render import render\n"
        "from tinycrm.render.sink import Sink; sink = Sink.standard(os.environ)\n"
        "rows = [{'id': 1, 'name': '\\u0410', 'value': Number('1.50'), 'currency': 'EUR'}]\n"
        "columns = [Column('name'), Column('value', kind='money')]\n"
        "for format in ('table', 'tsv', 'csv', 'json', 'ids'):\n"
        "    render(Listing('x', columns, rows), sink, format=format)\n"
        "costly = 'typing dataclasses enum re pathlib json decimal wcwidth csv rich yaml html'.split()\n"
        "sys.exit(' '.join(name for name in costly if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
