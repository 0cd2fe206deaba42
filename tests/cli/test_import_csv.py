"""CSV files come in: matched, planned, all or nothing, and never twice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

TODAY = "2026-11-16"


@pytest.fixture
def load(crm, tmp_path: Path):
    """`load("a,b\\n1,2\\n", "--as", "contacts")` writes the file and imports it; gives the counts."""

    def run(content: str | bytes, *words: str, name: str = "file.csv", code: int = 0):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        answer = crm("--today", TODAY, "import", str(path), "-f", "json", *words, ok=False)
        assert answer.code == code, answer
        return answer.json if answer.out else answer.error

    return run


def counts(answer) -> tuple[int, int, int, int, int]:
    return tuple(answer[kind] for kind in ("new", "changed", "same", "different", "skipped"))


PEOPLE = (
    "Name,E-mail,Company,Phone,Tags\nAnna Petrova,anna@neva.example,Neva Trade,+7 921 123-45-67,lead;vip\nBo Li,,,,\n"
)


def test_a_file_of_people_becomes_contacts_and_their_company(crm, load):
    answer = load(PEOPLE, "--as", "contacts")
    assert counts(answer) == (2, 0, 0, 0, 0)
    assert [row["noun"] for row in answer["also"]] == ["company"]
    anna = crm("contact", "show", "anna@neva.example", "-f", "json").json
    assert (anna["company"]["name"], anna["phone"], anna["tags"]) == (
        "Neva Trade",
        "+7 921 123-45-67",
        ["lead", "vip"],
    )


def test_the_same_file_twice_adds_nothing(crm, load):
    load(PEOPLE, "--as", "contacts")
    before = crm.dump()
    assert counts(load(PEOPLE, "--as", "contacts")) == (0, 0, 2, 0, 0)
    assert crm.dump() == before


def test_two_equal_rows_are_two_records_and_stay_two(crm, load):
    rows = "name\nBo Li\nBo Li\n"
    assert counts(load(rows, "--as", "contacts")) == (2, 0, 0, 0, 0)
    assert counts(load(rows, "--as", "contacts")) == (0, 0, 2, 0, 0)
    assert len(crm("contact", "list", "-f", "ids").ids) == 2


def test_an_import_is_one_operation_that_undo_takes_back(crm, load):
    load("name\nZoe\n", "--as", "contacts")
    before = crm("export").json
    load(PEOPLE, "--as", "contacts")
    crm("undo")
    after = crm("export").json
    for key in ("exported_at", "next_id"):
        del before[key], after[key]
    assert after == before


def test_a_record_that_differs_is_left_alone_without_update(crm, load):
    load(PEOPLE, "--as", "contacts")
    changed = PEOPLE.replace("Anna Petrova", "Anna P. Petrova")
    assert counts(load(changed, "--as", "contacts"))[1:4] == (0, 1, 1)
    assert crm("contact", "show", "anna@neva.example", "--get", "name").out == "Anna Petrova\n"
    assert counts(load(changed, "--as", "contacts", "--update"))[1:4] == (1, 1, 0)
    assert crm("contact", "show", "anna@neva.example", "--get", "name").out == "Anna P. Petrova\n"


def test_an_empty_cell_never_clears_and_a_list_only_grows(crm, load):
    load(PEOPLE, "--as", "contacts")
    load("name,email,phone,tags\nAnna Petrova,anna@neva.example,,new\n", "--as", "contacts", "--update")
    anna = crm("contact", "show", "anna@neva.example", "-f", "json").json
    assert (anna["phone"], anna["tags"]) == ("+7 921 123-45-67", ["lead", "new", "vip"])


def test_a_record_deleted_here_comes_back_only_when_asked(crm, load):
    load(PEOPLE, "--as", "contacts")
    crm("contact", "rm", "anna@neva.example")
    assert counts(load(PEOPLE, "--as", "contacts")) == (0, 0, 1, 0, 1)
    assert counts(load(PEOPLE, "--as", "contacts", "--revive")) == (1, 0, 1, 0, 0)
    assert counts(load(PEOPLE, "--as", "contacts")) == (0, 0, 2, 0, 0)


def test_a_dry_run_writes_not_one_byte(crm, load):
    load("name\nZoe\n", "--as", "contacts")
    before = crm.db.read_bytes()
    assert counts(load(PEOPLE, "--as", "contacts", "--dry-run")) == (2, 0, 0, 0, 0)
    assert crm.db.read_bytes() == before
    assert crm("contact", "list", "-f", "ids").ids == [1]


def test_a_dry_run_does_not_create_the_database(crm, load):
    load(PEOPLE, "--as", "contacts", "--dry-run")
    assert not crm.db.exists()


def test_a_pipe_gets_the_ids_of_new_and_changed_records(crm, tmp_path):
    (tmp_path / "a.csv").write_text("name\nAnna\nBo\n")
    assert crm("import", str(tmp_path / "a.csv"), "--as", "contacts").ids == [1, 2]


def test_stdin_is_read_for_a_dash(crm):
    assert crm("import", "-", "--as", "contacts", input="name\nAnna\n").ids == [1]


def test_unknown_columns_become_custom_fields_unless_only_known(crm, load):
    load("name,Shoe Size\nAnna,38\n", "--as", "contacts")
    assert crm("contact", "show", "anna", "-f", "json").json["fields"] == {"shoe_size": "38"}
    load("name,Shoe Size\nBo,44\n", "--as", "contacts", "--only-known")
    assert crm("contact", "show", "bo", "-f", "json").json["fields"] == {}


def test_a_map_names_fields_and_leaves_columns_out(crm, load):
    load(
        "Who,Secret,Born\nAnna,x,1990-12-10\n",
        "--as",
        "contacts",
        "--map",
        "Who=name",
        "--map",
        "Secret=-",
        "--map",
        "Born=birthday",
    )
    anna = crm("contact", "show", "anna", "-f", "json").json
    assert (anna["birthday"], anna["fields"]) == ("1990-12-10", {})


@pytest.mark.parametrize(
    "content",
    [
        "name;email\r\nАнна;anna@neva.example\r\n".encode("utf-8-sig"),
        "name\temail\nАнна\tanna@neva.example\n".encode("utf-16"),
        "name|email\n\n,\nАнна|anna@neva.example\n\n".encode().replace(b"\n,\n", b"\n|\n"),
        "name,email\nАнна,anna@neva.example\n".encode(),
    ],
)
def test_encoding_and_delimiter_are_found_out(crm, load, content):
    assert counts(load(content, "--as", "contacts")) == (1, 0, 0, 0, 0)
    assert crm("contact", "show", "anna@neva.example", "--get", "name").out == "Анна\n"


def test_a_russian_code_page_is_guessed_and_said(crm, tmp_path):
    names = "".join(f"Анна Петрова,Санкт-Петербург и окрестности {n}\n" for n in range(5))
    (tmp_path / "a.csv").write_bytes(("name,город\n" + names).encode("cp1251"))
    answer = crm("import", str(tmp_path / "a.csv"), "--as", "contacts")
    assert "was read as cp1251; --encoding names another" in answer.err
    assert crm("contact", "show", "1", "--get", "name").out == "Анна Петрова\n"


def test_a_quoted_line_break_stays_in_its_cell(crm, load):
    load('name,note\nAnna,"one\r\ntwo"\n', "--as", "contacts")
    assert crm("contact", "show", "anna", "-f", "json").json["note"] == "one\ntwo"


def test_days_are_settled_by_the_column_itself(crm, load):
    load("title,close\nA,3/4/2027\nB,3/25/2027\n", "--as", "deals")
    assert [row["expected_close_on"] for row in crm("deal", "list", "--sort", "title", "-f", "json").json] == [
        "2027-03-04",
        "2027-03-25",
    ]


def test_days_that_can_be_read_two_ways_are_refused_with_both(crm, load):
    error = load("title,close\nA,3/4/2027\n", "--as", "deals", code=2)
    assert "'3/4/2027' can be 3 April 2027 or 4 March 2027" in error["message"]
    assert error["message"].startswith(str(crm.home))
    assert "--dates dmy or --dates mdy" in error["hint"]
    load("title,close\nA,3/4/2027\n", "--as", "deals", "--dates", "dmy")
    assert crm("deal", "list", "-f", "json").json[0]["expected_close_on"] == "2027-04-03"


def test_numbers_that_can_be_read_two_ways_are_refused_with_both(crm, load):
    error = load("title,value\nA,1.234\n", "--as", "deals", code=2)
    assert "'1.234' can be read as 1234 or as 1.234" in error["message"]
    assert "--decimal" in error["hint"]
    load('title,value\nA,1.234\nB,"2,50"\n', "--as", "deals")
    assert sorted(row["value"] for row in crm("deal", "list", "-f", "json").json) == [2.5, 1234.0]


def test_deals_stand_where_the_file_says_since_when_it_says(crm, load):
    load(
        "Deal Name,Amount,Currency,Stage,Open date,Close date,Lost reason\n"
        "Won one,4800,USD,Won,2026-01-05,2026-03-01,\n"
        "Lost one,100,EUR,Closed Lost,2026-01-06,2026-02-01,price\n"
        "Open one,,,proposal,2026-02-07,2027-01-01,\n",
        "--as",
        "deals",
    )
    rows = {row["title"]: row for row in crm("deal", "list", "--all", "-f", "json").json}
    won, lost, going = rows["Won one"], rows["Lost one"], rows["Open one"]
    assert (won["outcome"], won["opened_on"], won["closed_on"], won["value"], won["currency"]) == (
        "won",
        "2026-01-05",
        "2026-03-01",
        4800.0,
        "USD",
    )
    assert (lost["outcome"], lost["closed_on"], lost["reason"]) == ("lost", "2026-02-01", "price")
    assert (going["stage"], going["closed_on"], going["expected_close_on"]) == (
        "proposal",
        None,
        "2027-01-01",
    )
    stays = crm.sql(
        "SELECT seq, outcome, entered_on, left_on FROM stage_stay WHERE deal = ? ORDER BY seq", (won["id"],)
    )
    assert stays == [(1, "open", "2026-01-05", "2026-03-01"), (2, "won", "2026-03-01", None)]
    assert crm("task", "list", "-f", "ids").ids == []


def test_an_update_moves_a_deal_to_the_stage_of_the_file(crm, load):
    load("id,title,stage,opened\n7,A,lead,2026-01-05\n", "--as", "deals", "--from", "other")
    moved = "id,title,stage,opened,close date\n7,A,won,2026-01-05,2026-02-01\n"
    assert counts(load(moved, "--as", "deals", "--from", "other"))[3] == 1
    assert counts(load(moved, "--as", "deals", "--from", "other", "--update"))[1] == 1
    row = crm("deal", "list", "--all", "-f", "json").json[0]
    assert (row["stage"], row["closed_on"]) == ("won", "2026-02-01")
    assert counts(load(moved, "--as", "deals", "--from", "other"))[2] == 1


def test_foreign_ids_are_remembered_per_source(crm, load):
    load("id,title\n7,A\n", "--as", "deals", "--from", "one")
    assert counts(load("id,title\n7,A\n", "--as", "deals", "--from", "two")) == (1, 0, 0, 0, 0)
    assert counts(load("id,title\n7,A\n", "--as", "deals", "--from", "one")) == (0, 0, 1, 0, 0)


def test_a_parent_may_come_in_a_later_row(crm, load):
    load("name,parent\nChild,Mother\nMother,\n", "--as", "companies")
    assert crm("company", "show", "=Child", "-f", "json").json["parent"] == {"id": 2, "name": "Mother"}


def test_tasks_and_interactions_come_in_with_their_people(crm, load):
    load(PEOPLE, "--as", "contacts")
    load(
        "Subject,Due date,Status,Contact\nCall,2026-12-01,Not started,Bo Li\nOld,2026-01-01,Completed,Bo Li\n",
        "--as",
        "tasks",
    )
    assert crm("task", "list", "-f", "json").json[0]["contact"]["name"] == "Bo Li"
    assert len(crm("task", "list", "--all", "-f", "ids").ids) == 2
    load("Date,Type,Notes,Contacts\n2026-11-10 10:00,call,Wants 40 seats,Bo Li\n", "--as", "interactions")
    row = crm("interaction", "list", "-f", "json").json[0]
    assert (row["on_day"], row["kind"], row["summary"]) == ("2026-11-10", "call", "Wants 40 seats")


def test_bad_rows_may_be_left_out_and_written_to_a_file(crm, load, tmp_path):
    rejects = tmp_path / "bad.csv"
    rows = "name,birthday\nAnna,1990-12-10\nBo,1990-02-30\n"
    error = load(rows, "--as", "contacts", code=2)
    assert "file.csv:3: no such day: '1990-02-30'" in error["message"]
    assert "--skip-bad" in error["hint"]
    assert not crm.db.exists() or crm("contact", "list", "-f", "ids").ids == []
    answer = load(rows, "--as", "contacts", "--skip-bad", "--rejects", str(rejects), code=8)
    assert (answer["new"], [one["line"] for one in answer["bad"]]) == (1, [3])
    assert rejects.read_text() == "name,birthday,reject_reason\nBo,1990-02-30,no such day: '1990-02-30'\n"
    assert rejects.stat().st_mode & 0o777 == 0o600


def test_the_map_file_says_all_of_it(crm, load, tmp_path):
    (tmp_path / "map.yaml").write_text(
        "as: deals\nfrom: shop\ncolumns: {Nr: foreign_id, What: fields.product, State: stage}\n"
        'values: {stage: {Done: won}}\nset: {currency: USD}\ntitle: ["{{What}} for {{Firm}}", "{{What}}"]\n'
    )
    rows = "Nr,What,State,Firm,Value\n1,Pump,Done,Neva,10\n2,Hose,lead,,20\n"
    assert load(rows, "--map-file", str(tmp_path / "map.yaml"), "--map", "Firm=company")["new"] == 2
    found = {row["title"]: row for row in crm("deal", "list", "--all", "-f", "json").json}
    assert set(found) == {"Pump for Neva", "Hose"}
    pump = found["Pump for Neva"]
    assert (pump["outcome"], pump["currency"], pump["fields"]) == ("won", "USD", {"product": "Pump"})


def test_an_interruption_leaves_the_state_before(crm, tmp_path):
    (tmp_path / "a.csv").write_text(
        "name,email\n" + "".join(f"P{n},p{n}@x.example\n" for n in range(300)) + "B,no mail\n"
    )
    crm("contact", "add", "Zoe")
    before = crm.dump()
    answer = crm.fails(2, "import", str(tmp_path / "a.csv"), "--as", "contacts")
    assert "a.csv:302" in answer.err
    assert crm.dump() == before


def test_json_records_come_in_too(crm, load):
    rows = json.dumps(
        [{"name": "Anna", "emails": [{"value": "a@x.example", "label": "work"}], "fields": {"plan": "pro"}}]
    )
    load(rows, "--as", "contacts", name="a.json")
    anna = crm("contact", "show", "anna", "-f", "json").json
    assert (anna["emails"], anna["fields"]) == ([{"value": "a@x.example", "label": "work"}], {"plan": "pro"})
