"""Formats, the output of writes, and what is silent."""

from __future__ import annotations

import csv
import io

import pytest

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
NOUNS = ("contact", "company", "interaction", "task", "deal")


def test_a_piped_list_is_tsv_with_its_header_first(stocked):
    answer = stocked("contact", "list", "--sort", "id")
    assert answer.lines[0] == (
        "id\tname\temail\tphone\tcompany\ttitle\tlifecycle\tsource\towner\ttags\tbirthday\tlast_touch_at\tcreated_at\tuid"
    )
    assert answer.lines[1].startswith(
        "2\tAnna Petrova\tanna@neva.example\t+7 921 123-45-67\tNeva Trade\t\t\t\t\tlead;vip\t1990-12-10"
        "\t2026-11-10T10:00:00Z\t"
    )
    assert answer.err == ""


@pytest.mark.parametrize("noun", NOUNS)
def test_an_empty_list_keeps_its_header_and_its_empty_array(crm, noun):
    crm.env.pop("TINYCRM_DB")
    assert crm(noun, "list").lines[0].startswith("id\t")
    assert len(crm(noun, "list").lines) == 1
    assert crm(noun, "list", "--no-header").out == ""
    assert crm(noun, "list", "-f", "json").json == []
    assert crm(noun, "list", "-f", "ndjson").out == ""
    assert crm(noun, "list", "-f", "ids").out == ""
    assert crm(noun, "list", "-f", "csv").out.startswith("id,")


def test_no_header_drops_it_in_tsv_and_csv(stocked):
    assert stocked("contact", "list", "--columns", "name", "--where", "id=3", "--no-header").out == "Bo Li\n"
    assert (
        stocked("contact", "list", "--columns", "name", "--where", "id=3", "--no-header", "-f", "csv").out == "Bo Li\n"
    )


def test_tsv_writes_one_line_a_record_with_escapes(stocked):
    stocked("contact", "edit", BO, "--note", "one\ttwo\nthree\\n")
    assert stocked("contact", "list", "--columns", "id,note", "--where", "id = 3", "--no-header").out == (
        "3\tone\\ttwo\\nthree\\\\n\n"
    )


def test_csv_quotes_and_marks_what_a_spreadsheet_would_run(stocked):
    stocked("contact", "edit", BO, "--note", 'a,"b"\nc', "--title", "=1+1")
    rows = list(
        csv.reader(
            io.StringIO(stocked("contact", "list", "--columns", "note,title", "--where", "id=3", "-f", "csv").out)
        )
    )
    assert rows == [["note", "title"], ['a,"b"\nc', "'=1+1"]]


def test_json_is_an_array_for_a_list_an_object_for_one_and_an_array_for_two(stocked):
    assert isinstance(stocked("contact", "list", "-f", "json").json, list)
    assert stocked("contact", "show", ANNA, "-f", "json").json["name"] == "Anna Petrova"
    assert [row["id"] for row in stocked("contact", "show", BO, ANNA, "-f", "json").json] == [BO, ANNA]
    assert [row["id"] for row in stocked("contact", "show", "-", "-f", "json", input="3\n").json] == [BO]


def test_ndjson_is_one_object_a_line(stocked):
    lines = stocked("contact", "list", "-f", "ndjson").lines
    assert len(lines) == 4
    assert all(line.startswith('{"id": ') and line.endswith("}") for line in lines)


def test_json_holds_letters_as_they_are_under_any_locale(stocked):
    for env in ({"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "ru_RU.CP1251"}):
        assert "سارا محمدی" in stocked("contact", "show", SARA, "-f", "json", env=env).out
        assert "سارا محمدی" in stocked("contact", "list", env=env).out


def test_show_with_get_prints_one_raw_value(stocked):
    assert stocked("contact", "show", ANNA, "--get", "email").out == "anna@neva.example\n"
    assert stocked("deal", "show", WEBSITE, "--get", "value").out == "4800.00\n"
    assert stocked("contact", "show", BO, "--get", "phone").out == "\n"
    assert stocked("contact", "show", ANNA, BO, "--get", "name").out == "Anna Petrova\nBo Li\n"


def test_a_page_is_plain_text_when_piped(stocked):
    shown = stocked("contact", "show", ANNA).out
    assert shown.startswith("Anna Petrova  contact 2\n")
    assert "\x1b" not in shown
    assert "anna@neva.example" in shown


def test_html_is_one_file_that_escapes_data_and_names_no_other_address(stocked):
    stocked("contact", "edit", BO, "--note", "<script>alert(1)</script>", "--name", "<b>Bo</b>")
    page = stocked("contact", "list", "-f", "html", "--columns", "name,note").out
    assert "<script" not in page
    assert "&lt;b&gt;Bo&lt;/b&gt;" in page
    assert "://" not in page


def test_markdown_keeps_a_record_in_its_row(stocked):
    stocked("contact", "edit", BO, "--name", "a|b")
    lines = stocked("contact", "list", "-f", "md", "--columns", "id,name", "--where", "id=3").lines
    assert lines[-1].replace("\\|", "").count("|") == 3


def test_a_write_prints_the_id_alone_when_piped(crm):
    assert crm("contact", "add", "Anna").out == "1\n"
    assert crm("contact", "edit", "1", "--title", "CTO").out == "1\n"
    assert crm("log", "call", "anna", "Hi", "--next", "Write", "--due", "2026-12-01").out == "2\n"
    assert crm("contact", "rm", "1").out == "1\n"


def test_a_write_with_json_is_the_record_and_what_else_it_made(crm):
    made = crm("log", "call", "Anna", "Hi", "--next", "Write", "--create", "-f", "json").json
    assert made["kind"] == "call"
    assert made["contacts"] == [{"id": 1, "name": "Anna"}]
    assert made["also"] == [{"noun": "contact", "id": 1}, {"noun": "task", "id": 3}]
    assert crm("contact", "edit", "1", "--title", "CTO", "-f", "json").json["title"] == "CTO"


def test_a_write_of_several_is_an_array(stocked):
    assert [row["id"] for row in stocked("contact", "tag", "-", "x", "-f", "json", input="2\n3\n").json] == [
        ANNA,
        BO,
    ]
    assert [row["id"] for row in stocked("contact", "tag", "-", "y", "-f", "json", input="2\n").json] == [ANNA]
    assert [row["id"] for row in stocked("contact", "tag", "--where", "id=2", "z", "-f", "json").json] == [ANNA]
    assert stocked("contact", "tag", ANNA, "w", "-f", "json").json["id"] == ANNA


def test_the_format_of_the_environment_is_for_reads(stocked):
    env = {"TINYCRM_FORMAT": "json"}
    assert stocked("contact", "show", ANNA, env=env).json["id"] == ANNA
    assert stocked("contact", "add", "X", env=env).out == "9\n"
    assert stocked("contact", "show", "nobody", env=env, ok=False).error["code"] == "not_found"
    assert stocked("contact", "show", ANNA, "-f", "ids", env=env).out == "2\n"


def test_quiet_silences_writes_and_notes_but_neither_data_nor_errors(stocked):
    assert stocked("contact", "add", "X", "--quiet").out == ""
    assert stocked("contact", "list", "-q").out.startswith("id\t")
    assert stocked("contact", "show", "nobody", "-q", ok=False).err.startswith("tinycrm: no contact")
    shared = stocked("contact", "add", "Y", "--phone", "+79211234567")
    assert "is also that of contact 2 Anna Petrova" in shared.err
    assert stocked("contact", "add", "Z", "--phone", "+79211234567", "-q").err == ""


def test_a_write_asked_for_in_an_unknown_format_does_not_happen(stocked):
    before = stocked.dump()
    stocked.fails(2, "contact", "add", "X", "-f", "yaml")
    assert stocked.dump() == before


def test_exit_code_10_says_that_there_is_something(stocked):
    assert stocked("task", "list", "--exit-code", ok=False).code == 10
    assert stocked("task", "list", "--due", "overdue", "--exit-code").code == 0


def test_asking_for_a_state_that_holds_is_exit_0_and_writes_nothing(stocked):
    stocked("task", "done", QUOTE)
    before = stocked.dump()
    stocked("task", "done", QUOTE)
    stocked("contact", "tag", ANNA, "lead")
    stocked("contact", "edit", ANNA, "--birthday", "1990-12-10")
    stocked("deal", "move", WEBSITE, "lead")
    stocked("deal", "reopen", WEBSITE)
    stocked("contact", "untag", ANNA, "nothing")
    assert stocked.dump() == before


def test_version_and_help_are_on_stdout(crm):
    assert crm("--version").out.startswith("tinycrm 0.")
    for words in (("--help",), ("contact", "--help"), ("contact", "add", "--help"), ("contact",), ("-h",)):
        answer = crm(*words)
        assert answer.err == ""
        assert "Usage: tinycrm" in answer.out
    assert "Examples:" in crm("contact", "add", "-h").out
