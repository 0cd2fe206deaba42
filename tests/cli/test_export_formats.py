"""Exports for address books, calendars, people and spreadsheets, as the command line gives them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import icalendar
import pytest

from tinycrm.cli.commands.export import _pieces, _steady
from tinycrm.cli.context import Context
from tinycrm.cli.shared import Shared
from tinycrm.render.sink import Sink

ANNA, QUOTE = 2, 6
TABLES = [
    *("campaigns.csv", "companies.csv", "contacts.csv", "deals.csv", "expenses.csv", "feedback.csv"),
    *("interactions.csv", "sales.csv", "segments.csv", "subscriptions.csv", "tasks.csv", "tickets.csv"),
]


def test_a_contact_is_a_card_that_address_books_take(stocked):
    stocked("contact", "edit", ANNA, "--set", "plan=gold", "--note", "one; two,\nthree", "--title", "Buyer")
    out = stocked("export", "contacts", "-f", "vcf").out
    cards = out.split("END:VCARD\r\n")
    assert (len(cards), cards[-1]) == (5, "")
    lines = cards[0].split("\r\n")
    uid = stocked("contact", "show", ANNA, "--get", "uid").out.strip()
    assert lines[:-4] == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "PRODID:-//TinyCRM//TinyCRM//EN",
        f"UID:{uid}",
        "FN:Anna Petrova",
        "N:;Anna Petrova;;;",
        "ORG:Neva Trade",
        "TITLE:Buyer",
        "EMAIL;TYPE=INTERNET,PREF:anna@neva.example",
        "TEL;TYPE=VOICE,PREF:+7 921 123-45-67",
        "BDAY:1990-12-10",
        "CATEGORIES:lead,vip",
        "NOTE:one\\; two\\,\\nthree",
    ]
    assert lines[-4] == "X-PLAN:gold"
    assert [line.partition(":")[0] for line in lines[-3:]] == ["X-CREATED", "REV", ""]


def test_a_birthday_without_a_year_and_a_label_are_written_as_telephones_do(crm):
    crm("contact", "add", "Bo", "--birthday", "--02-29", "--phone", "mobile:+49 30 123456", "--handle", "work:tg:@bo")
    lines = crm("export", "contact", "-f", "vcf").out.split("\r\n")
    assert "BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29" in lines
    assert "TEL;TYPE=VOICE,CELL,PREF:+49 30 123456" in lines
    assert "IMPP;X-SERVICE-TYPE=tg;TYPE=WORK,PREF:tg:@bo" in lines


def test_a_task_is_a_to_do_that_a_calendar_knows_again(stocked):
    uid = stocked("task", "show", QUOTE, "--get", "uid").out.strip()
    first = stocked("export", "tasks", "-f", "ics")
    assert first.raw == stocked("export", "tasks", "-f", "ics").raw
    (todo,) = icalendar.Calendar.from_ical(first.raw).walk("VTODO")
    assert (str(todo["UID"]), str(todo["SUMMARY"]), todo["SEQUENCE"]) == (uid, "Send quote", 1)
    assert todo["DUE"].to_ical() == b"20261201T150000Z"
    assert (str(todo["STATUS"]), todo["PRIORITY"]) == ("NEEDS-ACTION", 1)
    assert str(todo["DESCRIPTION"]) == "TinyCRM · Contact: Anna Petrova"
    stocked("task", "edit", QUOTE, "--due", "2026-12-02", "--priority", "low")
    stocked("task", "done", QUOTE)
    (todo,) = icalendar.Calendar.from_ical(stocked("export", "tasks", "-f", "ics").raw).walk("VTODO")
    assert (str(todo["UID"]), str(todo["STATUS"]), todo["SEQUENCE"]) == (uid, "COMPLETED", 3)
    assert todo["DUE"].to_ical() == b"20261202"
    assert todo["COMPLETED"].to_ical()[:8] == b"20261116"
    assert todo["LAST-MODIFIED"].to_ical() == todo["DTSTAMP"].to_ical()


def test_what_repeats_keeps_its_hour_in_the_zone_of_the_settings(crm):
    crm("init")
    crm("config", "set", "timezone", "Europe/Berlin")
    crm("task", "add", "Weekly", "--due", "2026-10-19 15:00", "--repeat", "weekly")
    crm("task", "add", "Once", "--due", "2026-07-01 15:00")
    raw = crm("export", "tasks", "-f", "ics").raw
    weekly, once = icalendar.Calendar.from_ical(raw).walk("VTODO")
    assert weekly["DUE"].to_ical() == weekly["DTSTART"].to_ical() == b"20261019T150000"
    assert weekly["DUE"].params["TZID"] == "Europe/Berlin"
    assert weekly["RRULE"].to_ical() == b"FREQ=WEEKLY"
    assert once["DUE"].to_ical() == b"20260701T130000Z"
    assert b"BEGIN:VTIMEZONE" in raw


def test_markdown_is_one_table_and_no_text_is_markup(crm):
    crm("contact", "add", "A | *b* <i>", "--note", "one\ntwo")
    lines = crm("export", "contacts", "-f", "md").lines
    assert len(lines) == 3
    assert lines[0].startswith("| id | uid | name | given |")
    assert lines[1] == "| " + " | ".join(["---"] * (lines[0].count("|") - 1)) + " |"
    assert "| A \\| \\*b\\* &lt;i&gt; |" in lines[2]
    assert "| one<br>two |" in lines[2]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("deals", "-f", "vcf"), "deals cannot be written as vcf; tinycrm export contacts -f vcf"),
        (("contacts", "-f", "ics"), "contacts cannot be written as ics; tinycrm export tasks -f ics"),
        (("-f", "vcf"), "everything together cannot be written as vcf; tinycrm export contacts -f vcf"),
        (("-f", "csv"), "everything together is JSON, not csv; --output FOLDER writes a CSV file of each noun"),
        (("-f", "md"), "everything together is JSON, not md; tinycrm export contacts -f md"),
        (("deals", "-f", "html"), "export does not write 'html'; use one of csv, json, ndjson, md, vcf, ics"),
    ],
)
def test_a_format_that_cannot_say_the_noun_names_what_can(crm, words, says):
    crm("contact", "add", "Anna")
    assert crm.fails(2, "export", *words).err == f"tinycrm: {says}\n"


def test_the_ending_of_the_file_says_the_format(stocked, tmp_path):
    for name, noun, start in (
        ("p.vcf", "contacts", "BEGIN:VCARD"),
        ("t.ics", "tasks", "BEGIN:VCALENDAR"),
        ("d.md", "deals", "| id |"),
        ("d.json", "deals", "["),
        ("d.txt", "deals", "id,uid"),
    ):
        stocked("export", noun, "--output", str(tmp_path / name))
        assert (tmp_path / name).read_text().startswith(start)
    assert "deals cannot be written as vcf" in stocked.fails(2, "export", "deals", "-o", str(tmp_path / "d.vcf")).err
    stocked("export", "contacts", "-f", "csv", "-o", str(tmp_path / "odd.vcf"))
    assert (tmp_path / "odd.vcf").read_text().startswith("id,uid")


def test_a_folder_gets_a_file_of_the_nouns_name(stocked, tmp_path):
    (tmp_path / "out").mkdir()
    answer = stocked("export", "contacts", "-f", "vcf", "--output", str(tmp_path / "out"))
    assert answer.err == f"Exported contacts to {tmp_path}/out/contacts.vcf\n"
    stocked("export", "--output", f"{tmp_path}/out/")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["contacts.vcf", "tinycrm.json"]


def test_everything_as_csv_is_a_folder_that_imports_again(stocked, tmp_path):
    folder = tmp_path / "all"
    answer = stocked("export", "-f", "csv", "--output", str(folder))
    assert answer.out == ""
    assert "relations, stage history" in answer.err
    assert sorted(path.name for path in folder.iterdir()) == TABLES
    assert folder.stat().st_mode & 0o777 == 0o700
    assert "is there already" in stocked.fails(2, "export", "-f", "csv", "--output", str(folder)).err
    stocked("export", "-f", "csv", "--output", str(folder), "--force")
    other = ("--db", str(tmp_path / "other.db"))
    stocked(*other, "import", *(str(folder / name) for name in TABLES))
    deal, again = (stocked(*more, "deal", "list", "-f", "json").json[0] for more in ((), other))
    for key in ("uid", "title", "value", "currency", "stage", "expected_close_on"):
        assert deal[key] == again[key]
    assert [one["name"] for one in again["contacts"]] == ["Anna Petrova"]


def test_an_export_is_of_one_moment_whoever_writes_meanwhile(stocked, tmp_path):
    """A deal that comes while contacts are written must not name a contact that is missing."""
    sink = Sink(io.BytesIO(), io.BytesIO(), stocked.env)
    context = Context(Shared(), [], stocked.env, sink)
    try:
        pieces = _steady(context, _pieces(context, "", "json", raw=False))
        first = [next(pieces) for _ in range(5)]
        stocked("deal", "add", "Late", "--contact", "Late One", "--create", "--value", "1 EUR")
        whole = "".join([*first, *pieces])
    finally:
        context.close()
    assert "Late" not in whole
    stocked("--db", str(tmp_path / "other.db"), "import", "-", input=whole)
    assert "Late One" in stocked("export").out


def test_batch_gives_cards_and_calendars_as_text(stocked):
    answers = stocked("batch", "-", "-f", "ndjson", input="export contacts -f vcf\nexport tasks -f ics\n").lines
    assert ['"data": "BEGIN:VCARD' in answers[0], '"data": "BEGIN:VCALENDAR' in answers[1]] == [True, True]


def test_raw_csv_marks_nothing(crm):
    crm("contact", "add", "--", "=1+1")
    for words, name in (((), "'=1+1"), (("--raw",), "=1+1")):
        out = crm("export", "contacts", *words).out
        assert [row["name"] for row in csv.DictReader(io.StringIO(out))] == [name]


def test_an_empty_database_gives_an_empty_file_of_each_kind(crm):
    crm.env.pop("TINYCRM_DB")
    assert crm("export", "contacts", "-f", "vcf").out == ""
    assert crm("export", "tasks", "-f", "ics").out.split("\r\n")[-2] == "END:VCALENDAR"
    assert len(crm("export", "deals", "-f", "md").lines) == 2
    assert not Path(crm.home, "data").exists()
