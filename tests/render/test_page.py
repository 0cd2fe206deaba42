"""Pages for people: records, reports, agendas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinycrm.domain.results import Column, Listing, Number, Page, Report, Shown
from tinycrm.render import render

if TYPE_CHECKING:
    from conftest import Place
    from tinycrm.domain.results import Row

ANNA: Row = {
    "id": 42,
    "uid": "0190-uid",
    "name": "Анна Петрова",
    "email": "a@x.example",
    "emails": [{"value": "a@x.example", "label": "work"}, {"value": "b@x.example", "label": None}],
    "tags": ["lead", "vip"],
    "company": {"id": 7, "name": "Нева"},
    "title": None,
    "note": "first line\nsecond \x1b[31m line",
    "birthday": "--12-10",
    "fields": {"score": 5},
    "created_at": "2026-05-01T10:00:00Z",
}


def test_a_record_is_a_page_of_aligned_lines_without_what_is_empty(place: Place) -> None:
    output = place()
    assert render(Shown("contact", [ANNA], today="2026-06-01"), output.sink) == 1
    assert output.out == (
        "Анна Петрова  contact 42\n"
        "emails    a@x.example (work)\n"
        "          b@x.example\n"
        "tags      lead, vip\n"
        "company   Нева\n"
        "note      first line\n"
        "          second \\x1b[31m line\n"
        "birthday  10 Dec\n"
        "score     5\n"
    )


def test_the_lines_of_a_page_follow_the_columns_asked_for(place: Place) -> None:
    output = place()
    columns = [Column("score", "Score", "int"), Column("title", "Title"), Column("company", "Company")]
    render(Shown("contact", [ANNA], columns=columns), output.sink)
    assert output.out == "Анна Петрова  contact 42\nScore    5\nCompany  Нева\n"


def test_long_text_is_wrapped_beside_its_label(place: Place) -> None:
    output = place(width=26)
    render(Shown("task", [{"id": 1, "title": "Call", "note": "one two three four five six"}]), output.sink)
    assert output.out == "Call  task 1\nnote  one two three four\n      five six\n"


def test_several_records_are_set_apart_and_sections_belong_to_one(place: Place) -> None:
    output = place()
    tasks = Listing("task", [Column("id", kind="id"), Column("title")], [{"id": 9, "title": "Send quote"}])
    rows: list[Row] = [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}]
    render(Shown("contact", rows, single=False, sections=[("Tasks", tasks)]), output.sink)
    assert output.out == "A  contact 1\n\nB  contact 2\n"
    output = place()
    render(Shown("contact", rows[:1], sections=[("Tasks", tasks)]), output.sink)
    assert output.out == "A  contact 1\n\nTasks\n  9  Send quote\n"


def scorecard() -> Report:
    columns = [Column("kpi", "KPI"), Column("value", "Value", "measure"), Column("value_bar", "", "bar")]
    rows: list[Row] = [
        {"kpi": "win_rate", "value": Number("0.5"), "unit": "ratio", "value_bar": 5},
        {"kpi": "revenue", "value": Number("4800.00"), "unit": "EUR", "value_bar": 10},
        {"kpi": "velocity", "value": Number("12.5"), "unit": "EUR/day", "value_bar": 0},
        {"kpi": "sales_cycle", "value": None, "unit": "days", "value_bar": None},
    ]
    return Report(
        "kpi", "Scorecard", columns, rows, date_from="2026-01-01", date_to="2026-03-31", notes=["n = 4 deals"]
    )


def test_a_report_is_a_titled_table_with_units_bars_and_a_dash_for_no_data(place: Place) -> None:
    output = place()
    assert render(scorecard(), output.sink) == 4
    assert output.out == (
        "Scorecard  1 Jan – 31 Mar 2026\n"
        "KPI                  Value\n"
        "win_rate               50%  ██████████\n"
        "revenue          4,800 EUR  ████████████████████\n"
        "velocity     12.50 EUR/day\n"
        "sales_cycle              -\n"
        "n = 4 deals\n"
    )


def test_totals_are_the_last_line_and_named(place: Place) -> None:
    output = place()
    report = Report(
        "reasons",
        "Reasons",
        [Column("reason"), Column("deals", kind="int")],
        [{"reason": "price", "deals": 3}, {"reason": "timing", "deals": 12}],
        totals={"deals": 15},
    )
    render(report, output.sink)
    assert output.out == "Reasons\nreason  deals\nprice       3\ntiming     12\ntotal      15\n"


def test_a_composite_report_shows_its_sections_one_below_the_other(place: Place) -> None:
    part = Report("won", "Won", [Column("deals", kind="int")], [{"deals": 1}])
    output = place()
    render(
        Report("digest", "Digest", sections=[part, Report("lost", "Lost", [Column("deals")], [])]),
        output.sink,
    )
    assert output.out == "Digest\n\nWon\ndeals\n    1\n\nLost\n-\n"


def test_an_agenda_shows_only_the_blocks_that_have_something(place: Place) -> None:
    tasks = Listing("task", [Column("id", kind="id"), Column("title")], [{"id": 9, "title": "Call"}], total=3)
    empty = Listing("task", [Column("id")], [])
    output = place()
    shown = render(Page("Today", [("Overdue", tasks), ("Due", empty), ("Birthdays", ["Anna, 40"])], {}), output.sink)
    assert shown == 2
    assert output.out == "Today\n\nOverdue\n  9  Call\n  … 2 more\n\nBirthdays\nAnna, 40\n"


def test_an_agenda_with_nothing_to_say_prints_nothing(place: Place) -> None:
    output = place()
    assert render(Page("Today", [("Overdue", Listing("task", [], [])), ("Notes", [])], {}), output.sink) == 0
    assert output.out == ""


def test_pages_carry_no_control_codes_of_others(place: Place) -> None:
    output = place(terminal=True)
    evil = "\x1b]8;;x\x07\u202e\x9b"
    listing = Listing(evil, [Column("name", evil)], [{"name": evil}])
    render(Page(evil, [(evil, [evil]), (evil, listing)], None), output.sink)
    render(Report(evil, evil, [Column("a", evil)], [{"a": evil}], notes=[evil], date_from=evil), output.sink)
    render(Shown(evil, [{"id": 1, "name": evil, evil: evil, "fields": {evil: [evil]}}]), output.sink)
    assert not set(output.out) & set("\x1b\x07\u202e\x9b")
