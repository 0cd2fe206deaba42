"""Files that cannot be read are refused with file and line, and change nothing."""

from __future__ import annotations

import json

import pytest

BAD = [
    (b"name,note\nAnna,\xff\xfe\n", ("--encoding", "utf-8"), ":2: not valid utf-8: byte 0xff"),
    (b"name\nAnna\n", ("--encoding", "klingon"), "'klingon' is no encoding of text"),
    (b"email_of_boss\nx\n", (), "no column is the name that a contact needs"),
    (b"at\n2026-11-01\n", ("--as", "interactions"), "no column is the summary that an interaction needs"),
    (b"name,email\nAnna,a@x.example,more\n", (), ":2: has 3 cells, and the header 2"),
    (b'name,note\nBo,ok\nAnna,"never\nclosed\n', (), ":3: a quote is opened and never closed"),
    (b'name,note\nAnna,"a"b\n', (), ":2: text follows a closing quote"),
    (b"name\nAnna\nB\0o\n", (), ":3: holds a NUL character"),
    (b"name,name\nAnna,Bo\n", (), ":1: two columns are named 'name', the 1st and the 2nd"),
    (b"name,note\nJos\xc3\xa9,x\nMu\xf1oz,y\n", (), ":3: this line is not UTF-8, and other lines are"),
    (b"name,full name\nAnna,Bo\n", (), "the columns 'name' and 'full name' are both name"),
    (b"name,x\nAnna,1\n", ("--map", "x=nme"), "'nme' for the column 'x' is no field of a contact"),
    (b"name,x\nAnna,1\n", ("--map", "x=last_touch_at"), "'last_touch_at' cannot be imported"),
    (b"name\nAnna\n", ("--map", "Nmae=name"), "has no column 'Nmae'"),
    (b"name\nAnna\n", ("--map", "name"), "names no column and field"),
    (b"name,email\n ,\n,  \nAnna,\n,a\n", (), ":5: 'a' is not an e-mail"),
    (b"name,title\n\xc2\xa0,Boss\n", (), ":2: the name is blank"),
    (b"name,birthday\nAnna,1990-02-30\n", (), ":2: no such day: '1990-02-30'"),
    (b"name,email\nA,a@x.example\nB,A@x.example\n", (), ":3: the e-mail 'a@x.example' is that of line 2 too"),
    (b"id,name\n1,A\n1,B\n", (), ":3: the foreign id '1' is that of line 2 too"),
    (b"name\nAnna\n", ("--dates", "ymd"), "--dates 'ymd' is not known"),
    (b"name\nAnna\n", ("--delimiter", "ab"), "'ab' is no delimiter"),
    (b"name,lifecycle\nAnna,king\n", (), ":2: 'king' is no lifecycle"),
    (b"name\n" + b"x" * 10_500_000 + b"\n", (), ":2: a cell is larger than 10 MB"),
    (b"name\nA\x1b[2JB\n", (), ":2: name holds a control character U+001B"),
]


@pytest.mark.parametrize(("content", "words", "message"), BAD, ids=[case[2] for case in BAD])
def test_a_file_of_people_that_cannot_be_read_is_refused(crm, tmp_path, content, words, message):
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    answer = crm.fails(2, "import", str(path), "--as", "contacts", *words)
    assert message in answer.err
    assert not crm.db.exists() or crm("contact", "list", "-f", "ids").ids == []


DEALS = [
    ("title,value,currency\nA,10,XYZ\n", ":2: unknown currency 'XYZ'"),
    ("title,value,currency\nA,10 EUR,USD\n", ":2: '10 EUR' is given in EUR and USD"),
    ("title,stage\nA,nowhere\n", ":2: pipeline 'sales' has no stage 'nowhere'"),
    ("title,value\nA,much\n", ":2: 'much' is not an amount"),
    (
        "title,stage,opened,closed\nA,won,2026-02-01,2026-01-01\n",
        ":2: it closed on 2026-01-01, before it was opened",
    ),
    ('title\n\nA\n" "\n', None),
    ("title,value\n,5\n", ":2: the title is blank"),
]


@pytest.mark.parametrize(("content", "message"), DEALS)
def test_a_file_of_deals_that_cannot_be_read_is_refused(crm, tmp_path, content, message):
    path = tmp_path / "deals.csv"
    path.write_text(content)
    if message is None:
        assert len(crm("import", str(path)).ids) == 1
    else:
        assert message in crm.fails(2, "import", str(path)).err


def test_an_empty_file_is_an_answer_of_no_rows(crm, tmp_path):
    (tmp_path / "empty.csv").write_text("")
    answer = crm("import", str(tmp_path / "empty.csv"))
    assert answer.out == ""
    assert "holds no rows" in answer.err


@pytest.mark.parametrize(
    "content", ["name,email\n", "name,email", "name,email\n,\n\n"], ids=["alone", "cut", "blank rows"]
)
def test_a_header_alone_is_told_in_one_line(crm, tmp_path, content):
    (tmp_path / "a.csv").write_text(content)
    answer = crm("import", str(tmp_path / "a.csv"), "--as", "contacts")
    assert (answer.out, answer.err) == ("", f"{tmp_path}/a.csv holds no rows\n")
    answer = crm("import", str(tmp_path / "a.csv"), "--as", "contacts", "-f", "json")
    assert (answer.json["new"], answer.err) == (0, f"{tmp_path}/a.csv holds no rows\n")


def test_a_header_alone_beside_a_file_with_rows_is_told(crm, tmp_path):
    (tmp_path / "a.csv").write_text("name\nAnna\n")
    (tmp_path / "b.csv").write_text("name\n")
    answer = crm("import", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), "--as", "contacts")
    assert (answer.out, answer.err) == ("1\n", f"{tmp_path}/b.csv holds no rows\n")


def test_a_file_of_bad_rows_alone_holds_rows(crm, tmp_path):
    (tmp_path / "a.csv").write_text("name,email\nAnna,nonsense\n")
    answer = crm("import", str(tmp_path / "a.csv"), "--as", "contacts", "--skip-bad", ok=False)
    assert answer.code == 8
    assert "holds no rows" not in answer.err


@pytest.mark.parametrize("content", ['{"schema_version": 1}', '{"schema_version": 1, "contacts": [], "tasks": []}'])
def test_an_export_of_nothing_is_told_in_one_line(crm, tmp_path, content):
    (tmp_path / "a.json").write_text(content)
    answer = crm("import", str(tmp_path / "a.json"))
    assert (answer.out, answer.err) == ("", f"{tmp_path}/a.json holds no records\n")


def test_a_missing_file_and_a_folder_are_refused(crm, tmp_path):
    assert "cannot be read: No such file" in crm.fails(2, "import", str(tmp_path / "no.csv")).err
    assert "cannot be read" in crm.fails(2, "import", str(tmp_path)).err
    assert "there is no map file" in crm.fails(2, "import", "-", "--map-file", str(tmp_path / "no.yaml")).err


def test_rows_of_an_unclear_kind_are_asked_for(crm, tmp_path):
    (tmp_path / "x.csv").write_text("foo,bar\n1,2\n")
    assert "--as contacts" in crm.fails(2, "import", str(tmp_path / "x.csv")).err


def test_an_unknown_kind_is_refused(crm, tmp_path):
    (tmp_path / "x.csv").write_text("name\nA\n")
    assert "is no kind of record" in crm.fails(2, "import", str(tmp_path / "x.csv"), "--as", "people").err


def test_a_rejects_file_that_exists_is_not_overwritten(crm, tmp_path):
    (tmp_path / "x.csv").write_text("name\nA\n")
    (tmp_path / "bad.csv").write_text("mine")
    crm.fails(
        2,
        "import",
        str(tmp_path / "x.csv"),
        "--as",
        "contacts",
        "--skip-bad",
        "--rejects",
        str(tmp_path / "bad.csv"),
    )
    assert (tmp_path / "bad.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "no JSON"),
        ("[1]", "item 1 is no record"),
        ('{"schema_version": 99}', "newer TinyCRM"),
        ('{"schema_version": 1, "contacts": [{"id": 1}]}', "contacts, item 1: has no id or uid"),
        (
            '{"schema_version": 1, "contacts": [{"id": 1, "uid": "u", "name": " "}]}',
            "item 1: the name is blank",
        ),
        ('{"schema_version": 1, "contacts": 5}', "is no record"),
        ('{"schema_version": 1, "deals": [{"id": 1, "uid": "u", "title": "A"}]}', "pipeline is missing"),
        ("[" * 100_000, "nested"),
        ('[{"name": NaN}]', "NaN"),
    ],
)
def test_json_that_cannot_be_read_is_refused(crm, tmp_path, content, message):
    (tmp_path / "a.json").write_text(content)
    assert message in crm.fails(2, "import", str(tmp_path / "a.json"), "--as", "contacts").err


def test_a_uid_that_is_no_text_is_refused_with_its_item(crm, tmp_path):
    (tmp_path / "rows.json").write_text('[{"name": "Anna", "uid": "\\ud800"}]')
    rows = crm("import", tmp_path / "rows.json", "--as", "contacts", ok=False)
    assert (rows.code, rows.out) == (2, "")
    assert "rows.json:1: uid is not valid UTF-8" in rows.err
    whole = {"schema_version": 1, "contacts": [{"id": 1, "uid": "\ud800", "name": "Anna"}]}
    (tmp_path / "whole.json").write_text(json.dumps(whole))
    everything = crm("import", tmp_path / "whole.json", ok=False)
    assert (everything.code, everything.out) == (2, "")
    assert "contacts, item 1: uid is not valid UTF-8" in everything.err
