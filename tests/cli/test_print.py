"""`--print id|uid|json`: what a write answers with."""

from __future__ import annotations

import json
import os
import pty
import re

import pytest
from tests.conftest import ANNA, BO, NEVA, QUOTE

UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def uid(crm, noun: str, id: int) -> str:
    return crm(noun, "show", id, "--get", "uid").out.strip()


def test_uid_in_the_place_of_the_id(stocked):
    printed = stocked("contact", "add", "Mia", "--print", "uid").lines
    assert printed == [uid(stocked, "contact", 9)]
    assert UID.fullmatch(printed[0])
    assert stocked("contact", "edit", printed[0], "--title", "CTO", "--print", "uid").lines == printed


def test_id_is_what_a_pipe_gets_anyway(stocked):
    assert stocked("contact", "add", "Mia", "--print", "id").out == "9\n"
    assert stocked("contact", "add", "Noa", "--print=id").out == "10\n"


def test_json_is_the_record_as_with_the_format(stocked):
    printed = stocked("contact", "edit", BO, "--title", "CTO", "--print", "json").json
    assert (printed["id"], printed["title"], printed["also"]) == (BO, "CTO", [])
    assert stocked("contact", "edit", BO, "--title", "CTO", "--print", "json", "-f", "json").json == printed


def test_an_error_of_a_write_that_prints_json_is_json(stocked):
    answer = stocked("contact", "edit", "nobody", "--title", "x", "--print", "json", ok=False)
    assert (answer.code, answer.error["code"]) == (3, "not_found")


def test_references_from_stdin_and_a_filter_print_one_line_each_in_order(stocked):
    expected = [uid(stocked, "contact", BO), uid(stocked, "contact", ANNA)]
    piped = stocked("contact", "tag", "-", "x", "--print", "uid", input=f"{BO}\n{ANNA}\n")
    assert piped.lines == expected
    found = stocked("contact", "edit", "--where", "tag = x", "--title", "CTO", "--print", "uid")
    assert sorted(found.lines) == sorted(expected)
    as_json = stocked("contact", "edit", "--where", "tag = x", "--title", "CEO", "--print", "json").json
    assert sorted(row["id"] for row in as_json) == [ANNA, BO]


def test_what_was_removed_and_what_an_undo_took_away_has_its_uid(stocked):
    was = uid(stocked, "task", QUOTE)
    assert stocked("task", "rm", QUOTE, "--print", "uid").lines == [was]
    assert stocked("undo", "--print", "uid").lines == [was]
    added = stocked("company", "add", "Oak", "--print", "uid").lines
    assert stocked("undo", "--print", "uid").lines == added
    assert stocked("redo", "--print", "uid").lines == added


def test_an_import_prints_uids(stocked, tmp_path):
    (tmp_path / "p.csv").write_text("Name,Email\nMia,mia@x.example\nNoa,noa@x.example\n")
    printed = stocked("import", tmp_path / "p.csv", "--print", "uid").lines
    assert printed == [uid(stocked, "contact", 9), uid(stocked, "contact", 10)]


def test_every_line_of_a_batch_may_say_it_or_the_batch_for_all(stocked):
    lines = "contact add Mia\ncontact add Noa --print id\ncontact add Lia --print json\n"
    first, second, third = stocked("batch", "--print", "uid", input=lines).lines
    assert first == uid(stocked, "contact", 9)
    assert second == "10"
    assert json.loads(third)["id"] == 11
    answers = [
        json.loads(line)
        for line in stocked("batch", "-f", "ndjson", input="contact add Pia --print uid\ncontact add Ria\n").lines
    ]
    assert answers[0]["uids"] == [uid(stocked, "contact", 12)]
    assert answers[0]["ids"] == [12]
    assert "uids" not in answers[1]


def test_a_trial_prints_nothing(stocked):
    before = stocked.dump()
    assert stocked("contact", "edit", ANNA, "--title", "x", "--dry-run", "--print", "uid").out == ""
    assert stocked("company", "rm", NEVA, "--cascade", "--dry-run", "--print", "uid").out in (
        "",
        uid(stocked, "company", NEVA) + "\n",
    )
    assert stocked.dump() == before


def test_quiet_says_no_sentence_and_what_was_asked_for_all_the_same(stocked):
    assert stocked("contact", "add", "Mia", "-q").out == ""
    assert stocked("contact", "add", "Noa", "-q", "--print", "id").out == "10\n"


def test_a_read_answers_as_ever(stocked):
    assert stocked("contact", "list", "--print", "uid").out == stocked("contact", "list").out


def test_on_a_terminal_it_stands_in_the_place_of_the_sentence(stocked):
    main, side = pty.openpty()
    process = stocked.start("contact", "add", "Mia", "--print", "id", stdout=side)
    os.close(side)
    process.wait(timeout=60)
    assert os.read(main, 1000) == b"9\r\n"
    os.close(main)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--print", "name"), "--print 'name' is none of id, uid, json"),
        (("--print", ""), "--print is empty"),
        (("--print",), "--print needs a value"),
        (("--print", "uid", "-f", "csv"), "--print uid and --format csv contradict each other"),
        (("--print", "json", "-f", "ids"), "--print json and --format ids contradict each other"),
    ],
)
def test_what_is_none_is_refused_before_anything_is_written(stocked, words, told):
    before = stocked.dump()
    assert told in stocked.fails(2, "contact", "add", "Mia", *words).err
    assert stocked.dump() == before
