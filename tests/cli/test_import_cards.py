"""vCards and calendars come in: as contacts and tasks, once, and taken back in one step."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
CARDS = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u-1\r\nFN:Анна Петрова\r\nORG:Neva Trade\r\n"
    "EMAIL;TYPE=WORK:anna@neva.example\r\nTEL;TYPE=CELL:+7 921 123-45-67\r\n"
    "CATEGORIES:lead\r\nX-PLAN:gold\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:u-2\r\nFN:سارا محمدی\r\nBDAY:--0321\r\nEND:VCARD\r\n"
)
TODOS = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTODO\r\nUID:t-1\r\nSUMMARY:Call Anna\r\nDUE:20261201T150000Z\r\n"
    "RRULE:FREQ=WEEKLY\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
)


def summary(answer) -> tuple[int, int, int, int]:
    data = answer.json
    return data["new"], data["changed"], data["same"], data["different"]


def test_cards_become_contacts_with_all_they_hold(crm):
    assert len(crm("import", "-", input=CARDS).ids) == 2
    anna = crm("contact", "show", "анна", "-f", "json").json
    assert anna["emails"] == [{"value": "anna@neva.example", "label": "work"}]
    assert anna["phones"] == [{"value": "+7 921 123-45-67", "label": "mobile"}]
    assert (anna["company"]["name"], anna["tags"], anna["fields"]) == ("Neva Trade", ["lead"], {"plan": "gold"})
    assert crm("contact", "show", "سارا", "--get", "birthday").out == "--03-21\n"


def test_the_same_file_twice_adds_nothing_and_one_undo_takes_it_back(crm):
    before = crm("contact", "add", "Somebody")
    assert summary(crm("import", "-", "-f", "json", input=CARDS)) == (2, 0, 0, 0)
    assert summary(crm("import", "-", "-f", "json", input=CARDS)) == (0, 0, 2, 0)
    crm("undo")
    assert crm("contact", "list", "-f", "ids").ids == [before.id]
    assert crm("company", "list", "-f", "ids").ids == []
    assert summary(crm("import", "-", "-f", "json", input=TODOS)) == (1, 0, 0, 0)
    assert summary(crm("import", "-", "-f", "json", input=TODOS)) == (0, 0, 1, 0)
    crm("undo")
    assert crm("task", "list", "-f", "ids").ids == []


def test_a_contact_deleted_here_stays_deleted_until_revived(crm):
    crm("import", "-", input=CARDS)
    crm("contact", "rm", "=سارا محمدی")
    again = crm("import", "-", "-f", "json", input=CARDS).json
    assert (again["new"], again["same"], again["skipped"]) == (0, 1, 1)
    assert summary(crm("import", "-", "--revive", "-f", "json", input=CARDS))[0] == 1


def test_a_card_that_changed_changes_its_contact_only_with_update(crm):
    crm("import", "-", input=CARDS)
    changed = CARDS.replace("BDAY:--0321", "BDAY:1990-03-21")
    assert summary(crm("import", "-", "-f", "json", input=changed)) == (0, 0, 1, 1)
    assert summary(crm("import", "-", "--update", "-f", "json", input=changed)) == (0, 1, 1, 0)
    assert crm("contact", "show", "سارا", "--get", "birthday").out == "1990-03-21\n"


def test_a_calendar_that_finished_a_task_of_ours_finishes_it_here(crm):
    task = crm("task", "add", "Call", "--due", "2026-12-01 15:00").id
    out = crm("export", "tasks", "-f", "ics").out
    done = out.replace("STATUS:NEEDS-ACTION", "STATUS:COMPLETED\r\nCOMPLETED:20261130T100000Z")
    assert summary(crm("import", "-", "--update", "-f", "json", input=done)) == (0, 1, 0, 0)
    shown = crm("task", "show", task, "-f", "json").json
    assert (shown["status"], shown["done_at"], shown["due_time"]) == ("done", "2026-11-30T10:00:00Z", "15:00")


def test_due_times_are_those_of_the_zone_in_the_settings(crm):
    crm("init")
    crm("config", "set", "timezone", "Asia/Tehran")
    crm("import", "-", input=TODOS)
    task = crm("task", "list", "-f", "json").json[0]
    assert (task["due_on"], task["due_time"], task["repeat"]) == ("2026-12-01", "18:30", "FREQ=WEEKLY")


@pytest.mark.parametrize("name", ["p.vcf", "notes.txt", "P.VCF"])
def test_a_file_is_a_card_by_its_name_or_its_beginning(crm, tmp_path, name):
    (tmp_path / name).write_text(CARDS)
    assert summary(crm("import", str(tmp_path / name), "-f", "json")) == (2, 0, 0, 0)


def test_bad_cards_change_nothing_or_go_to_the_rejects(crm, tmp_path):
    data = CARDS + "BEGIN:VCARD\r\nNOTE:nobody\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Torn\r\n"
    answer = crm.fails(2, "import", "-", input=data)
    assert answer.err.startswith("tinycrm: stdin:17: the name is blank (and 1 more bad row)")
    assert not crm.db.exists()
    rejects = tmp_path / "rejects.csv"
    answer = crm("import", "-", "--skip-bad", "--rejects", str(rejects), input=data, ok=False)
    assert answer.code == 8
    assert "stdin:20: the card has no END:VCARD: the file ends before it" in answer.err
    lines = rejects.read_text().splitlines()
    assert (lines[0][:5], lines[0][-14:]) == ("name,", ",reject_reason")
    assert lines[2].startswith("Torn,")


def test_control_characters_in_a_value_are_refused_with_their_line(crm):
    data = "BEGIN:VCARD\nFN:A\nTITLE:x\x1b[31m\nEND:VCARD\nBEGIN:VCARD\nFN:B\x00\nEND:VCARD\n"
    answer = crm.fails(2, "import", "-", input=data)
    assert "stdin:1: title holds a control character U+001B" in answer.err
    answer = crm("import", "-", "--skip-bad", input=data, ok=False)
    assert "stdin:5: name holds a control character U+0000" in answer.err


def test_another_noun_than_the_file_holds_is_refused(crm):
    answer = crm.fails(2, "import", "-", "--as", "companies", input=CARDS)
    assert answer.err == "tinycrm: stdin holds contacts, not companies; leave out --as companies\n"
    assert "stdin holds tasks, not deals" in crm.fails(2, "import", "-", "--as", "deals", input=TODOS).err


def test_a_file_that_is_only_named_so_is_refused(crm, tmp_path):
    (tmp_path / "x.vcf").write_text("hello")
    (tmp_path / "x.ics").write_text("hello")
    assert "x.vcf:1: 'hello' is no property" in crm.fails(2, "import", str(tmp_path / "x.vcf")).err
    assert "holds no calendar" in crm.fails(2, "import", str(tmp_path / "x.ics")).err


def test_a_file_without_records_beside_another_is_told_and_no_hindrance(crm, tmp_path):
    (tmp_path / "p.vcf").write_text(CARDS)
    (tmp_path / "t.ics").write_text("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    (tmp_path / "empty.csv").write_text("")
    answer = crm("import", *(str(tmp_path / name) for name in ("p.vcf", "t.ics", "empty.csv")))
    assert len(answer.ids) == 2
    assert f"{tmp_path}/t.ics holds no rows" in answer.err
    assert f"{tmp_path}/empty.csv holds no rows" in answer.err


def test_all_sample_files_come_in_twice_are_undone_and_come_in_again(crm):
    if not SHARED.is_dir():
        pytest.skip("the sample data of ../shared is not here")
    files = sorted(str(path) for folder in ("vcard", "ics") for path in (SHARED / folder).glob("*.[vi]c[fs]"))
    first = crm("import", *files, "-f", "json").json
    # two files hold the same John Doe
    assert (first["new"], first["different"], first["bad"]) == (8, 1, [])
    again = crm("import", *files, "-f", "json").json
    assert (again["new"], again["changed"]) == (0, 0)
    crm("undo")
    assert crm("contact", "list", "-f", "ids").ids == []
    assert crm("import", *files, "-f", "json").json["new"] == 8


def test_a_person_is_asked_once_and_not_what_the_properties_of_a_card_are(crm, tmp_path):
    pexpect = pytest.importorskip("pexpect")
    (tmp_path / "p.vcf").write_text(CARDS)
    python, *words = crm.command("import", str(tmp_path / "p.vcf"))
    env = crm.environment({"TERM": "xterm"})
    child = pexpect.spawn(python, words, env=env, encoding="utf-8", timeout=30, dimensions=(24, 200))
    child.expect_exact("Import?")
    assert "Would import contacts: 2 new" in child.before
    assert "custom" not in child.before
    child.send("y\r")
    child.expect(pexpect.EOF)
    assert "Imported contacts: 2 new" in child.before
    assert crm("contact", "show", "анна", "-f", "json").json["fields"] == {"plan": "gold"}


BAD_DAY = "DUE:20261345T150000Z"
TO_MEND = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
    f"BEGIN:VTODO\r\nUID:t-1\r\nSUMMARY:Позвонить Анне\r\n{BAD_DAY}\r\nPRIORITY:1\r\nRRULE:FREQ=WEEKLY\r\nEND:VTODO\r\n"
    f"BEGIN:VTODO\r\nSUMMARY:No id\r\nDUE:20261345\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
)


@pytest.mark.parametrize("keeps_reason", [True, False])
def test_todos_that_were_left_out_and_mended_as_a_table_are_known_when_the_calendar_is_mended(
    crm, tmp_path, keeps_reason
):
    rejects = tmp_path / "rejects.csv"
    assert crm("import", "-", "--skip-bad", "--rejects", str(rejects), input=TO_MEND, ok=False).code == 8
    header, *rows = rejects.read_text().splitlines()
    assert header == "title,icalendar_id,due_on,status,priority,repeat,reject_reason"
    assert rows[0].startswith("Позвонить Анне,t-1,20261345T150000Z,open,high,FREQ=WEEKLY,DUE '20261345T150000Z'")
    assert "'20261345T150000Z' is not a date" in crm.fails(2, "import", str(rejects)).err
    lines = [
        header,
        rows[0].replace("20261345T150000Z", "2026-12-15 15:00", 1),
        rows[1].replace("20261345", "2026-12-15", 1),
    ]
    if not keeps_reason:
        lines = [line.partition(",reject_reason")[0].partition(",DUE ")[0] for line in lines]
    rejects.write_text("\n".join(lines))
    assert summary(crm("import", str(rejects), "-f", "json")) == (2, 0, 0, 0)
    task = crm("task", "list", "-f", "json").json[0]
    assert (task["due_on"], task["due_time"], task["priority"], task["repeat"]) == (
        "2026-12-15",
        "15:00",
        "high",
        "FREQ=WEEKLY",
    )
    mended = TO_MEND.replace("20261345", "20261215")
    assert summary(crm("import", "-", "-f", "json", input=mended)) == (0, 0, 2, 0)


def test_cards_that_were_left_out_and_mended_as_a_table_are_known_when_the_file_is_mended(crm, tmp_path):
    rejects = tmp_path / "rejects.csv"
    phones = "TEL;TYPE=CELL:+7 921 123-45-67\r\nTEL:+7 921 123-45-68\r\nTITLE:x\x1b[31m\r\nEND:VCARD\r\n"
    data = f"BEGIN:VCARD\r\nUID:u-1\r\nFN:سارا محمدی\r\n{phones}BEGIN:VCARD\r\nFN:Анна\r\n{phones}"
    assert crm("import", "-", "--skip-bad", "--rejects", str(rejects), input=data, ok=False).code == 8
    assert rejects.read_text().startswith("name,title,phones,vcard_id,reject_reason\nسارا محمدی,x")
    rejects.write_text(rejects.read_text().replace("\x1b[31m", ""))
    assert summary(crm("import", str(rejects), "-f", "json")) == (2, 0, 0, 0)
    assert summary(crm("import", "-", "-f", "json", input=data.replace("\x1b[31m", ""))) == (0, 0, 2, 0)


def test_a_second_title_of_a_card_becomes_a_custom_field(crm):
    crm("import", "-", input="BEGIN:VCARD\nFN:Anna\nTITLE:Boss\nTITLE:Owner\nEND:VCARD\n")
    anna = crm("contact", "show", "anna", "-f", "json").json
    assert (anna["title"], anna["fields"]) == ("Boss", {"title": "Owner"})


def test_an_export_of_nobody_comes_back_as_nobody(crm, tmp_path):
    crm("contact", "add", "Anna")
    crm("contact", "rm", 1)
    crm("export", "contacts", "--output", tmp_path / "people.vcf")
    assert (tmp_path / "people.vcf").read_bytes() == b""
    assert "holds no rows" in crm("import", tmp_path / "people.vcf").err
