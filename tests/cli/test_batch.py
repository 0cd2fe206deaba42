"""`tinycrm batch`."""

from __future__ import annotations

import json


def test_each_line_is_a_command(crm) -> None:
    answer = crm("batch", input='contact add "Bo Li"\n\n# a remark\n["task", "add", "Call Bo", "--contact", "Bo"]\n')
    assert (answer.out, answer.err) == ("1\n2\n", "")


def test_an_id_in_an_array_may_be_a_number(crm) -> None:
    crm("contact", "add", "Bo Li")
    answer = crm("batch", input='["task", "add", "Call Bo", "--contact", 1]\n["contact", "show", 1, "--get", "name"]\n')
    assert (answer.out, answer.err) == ("2\nBo Li\n", "")


def test_nothing_but_texts_and_whole_numbers_is_a_word_of_an_array(crm) -> None:
    for value in ("true", "null", "1.5", "[]", "{}"):
        answer = crm("batch", input=f'["contact", "show", {value}]\n', ok=False)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("tinycrm: line 1: not an array of texts and whole numbers; ")


def test_a_failing_line_is_named_and_the_others_go_on(crm) -> None:
    answer = crm("batch", input="contact add Anna\nnope\ncontact add Bo\n", ok=False)
    assert (answer.code, answer.out) == (8, "1\n2\n")
    assert answer.err.splitlines()[0].startswith("tinycrm: line 2: there is no command 'nope'")


def test_when_every_line_fails_the_code_is_the_first_lines(crm) -> None:
    answer = crm("batch", input="task done 1\n", ok=False)
    assert (answer.code, answer.out) == (6, "")


def test_an_atomic_batch_is_all_or_nothing(crm) -> None:
    crm("contact", "add", "Anna")
    before = crm.dump()
    answer = crm("batch", "--atomic", input="contact add Bo\ncontact tag 1 vip\ntask done 99\n", ok=False)
    assert (answer.code, answer.out) == (3, "")
    assert answer.err.startswith("tinycrm: line 3: there is no task 99")
    assert crm.dump() == before


def test_an_atomic_batch_is_one_undo(crm) -> None:
    assert crm("batch", "--atomic", input="contact add Anna\ncontact add Bo\ncontact tag Bo vip\n").ids == [1, 2, 2]
    crm("undo")
    assert crm("contact", "list", "-f", "ids").out == ""


def test_a_dry_run_changes_nothing_and_creates_no_file(crm) -> None:
    crm("batch", "--dry-run", input="contact add Anna\n")
    assert not crm.db.exists()


def test_lines_read_what_earlier_lines_wrote(crm) -> None:
    answer = crm(
        "batch",
        input="contact add Anna\ncontact show anna --get name\ncontact edit anna --name Bo\ncontact list -f ids\n",
    )
    assert answer.lines == ["1", "Anna", "1", "1"]


def test_text_of_a_line_never_reaches_a_shell(crm, tmp_path) -> None:
    crm("batch", input=f"contact add '$(touch {tmp_path}/x)'\ncontact add '`touch {tmp_path}/x`; touch {tmp_path}/x'\n")
    assert not (tmp_path / "x").exists()


def test_a_batch_cannot_change_the_database_or_run_a_batch(crm) -> None:
    for line in ("--db other.db contact list", "batch", "restore x", "demo"):
        answer = crm("batch", input=line + "\n", ok=False)
        assert answer.code == 2, answer


def test_an_empty_batch_is_done(crm) -> None:
    answer = crm("batch", input="")
    assert (answer.code, answer.out, answer.err) == (0, "", "")


def test_a_file_that_is_missing_or_no_text_is_refused(crm, tmp_path) -> None:
    crm.fails(2, "batch", str(tmp_path / "missing.txt"))
    (tmp_path / "bad.txt").write_bytes(b"contact add \xff\n")
    crm.fails(2, "batch", str(tmp_path / "bad.txt"))


def _people(count: int) -> str:
    return "".join(f"contact add 'Person {number}'\n" for number in range(1, count + 1))


def test_lines_done_in_one_step_are_operations_of_their_own(crm) -> None:
    crm("contact", "add", "Anna")
    crm("batch", input=_people(5))
    for left in (5, 4, 3):
        crm("undo")
        assert len(crm("contact", "list", "-f", "ids").ids) == left


def test_a_line_that_fails_is_taken_back_by_itself(crm) -> None:
    crm("contact", "add", "Anna", "--email", "a@x.example")
    lines = "contact add Bo --tag new --email a@x.example\ncontact add Cy --email c@x.example --company '=Nobody Ltd'\n"
    answer = crm("batch", input="contact add Di\n" + lines + "contact add Eve\n", ok=False)
    assert answer.code == 8
    assert crm("contact", "list", "--columns", "name", "--no-header").lines == ["Anna", "Di", "Eve"]
    assert crm.sql("SELECT count(*) FROM operation") == [(3,)]
    assert crm.sql("SELECT count(*) FROM tagging") == [(0,)]
    assert crm("doctor", ok=False).code == 0


def test_a_batch_leaves_what_as_many_processes_leave(crm, tmp_path) -> None:
    lines = [
        ["contact", "add", "Anna", "--email", "a@x.example", "--tag", "vip", "--company", "Neva", "--create"],
        ["task", "add", "Call", "--due", "2026-12-01", "--contact", "anna", "--repeat", "weekly"],
        ["deal", "add", "Site", "--value", "100 EUR", "--contact", "anna"],
        ["deal", "add", "Site"],
        ["log", "call", "anna", "Hello", "--next", "Quote", "--due", "2026-12-02"],
        ["deal", "move", "=Site", "proposal"],
        ["task", "done", "=Call"],
        ["contact", "tag", "anna", "lead"],
        ["contact", "edit", "anna", "--title", "CTO"],
        ["contact", "add", "Bo", "--email", "a@x.example"],
        ["undo"],
    ]
    crm.env["TINYCRM_TODAY"] = "2026-11-16"
    for words in lines:
        crm(*words, ok=False)
    rest = ("uid", "created_at", "updated_at", "at", "entered_at", "left_at", "done_at", "last_touch_at", "last_out_at")
    ignored = (*rest, "last_in_at", "command", "key", "before", "after")
    # every database has a name of its own for its numbering
    same = "UPDATE meta SET value = 'same' WHERE key = 'journal'"
    crm.sql(same)
    one = crm.dump(without=ignored)
    crm.env["TINYCRM_DB"] = str(tmp_path / "other.db")
    crm.db = tmp_path / "other.db"
    crm("batch", input="".join(json.dumps(words) + "\n" for words in lines), ok=False)
    crm.sql(same)
    assert crm.dump(without=ignored) == one


def test_ndjson_answers_each_line_with_its_exit_code(crm) -> None:
    text = "contact add Anna\nnope\ntask done 99\n\nsearch anna\ncontact add Bo -f json\nundo\n"
    answer = crm("batch", "-f", "ndjson", input=text, ok=False)
    rows = [json.loads(line) for line in answer.lines]
    assert [(row["line"], row["exit_code"]) for row in rows] == [(1, 0), (2, 2), (3, 3), (5, 0), (6, 0), (7, 0)]
    assert rows[0] == {"line": 1, "exit_code": 0, "ids": [1], "also": []}
    assert rows[1]["error"]["code"] == "unknown_command"
    assert rows[2]["error"]["message"] == "there is no task 99"
    assert [row["name"] for row in rows[3]["data"]] == ["Anna"]
    assert (rows[4]["ids"], rows[4]["data"]["name"]) == ([2], "Bo")
    assert (answer.code, answer.err) == (8, "2 of 6 commands failed\n")


def test_a_backup_inside_a_batch_holds_the_lines_before_it(crm, tmp_path) -> None:
    crm("contact", "add", "Anna")
    crm("batch", input=f"contact add Bo\ncontact add Cy\nbackup {tmp_path}/kept.db\ncontact add Di\n")
    crm.env["TINYCRM_DB"] = str(tmp_path / "kept.db")
    assert crm("contact", "list", "--columns", "name", "--no-header").lines == ["Anna", "Bo", "Cy"]


def test_what_cannot_be_taken_back_is_refused_in_a_trial_run_and_in_all_or_nothing(crm, tmp_path) -> None:
    crm("contact", "add", "Anna")
    for way in ("--dry-run", "--atomic"):
        for line in (
            "config set currency CHF",
            "backup",
            f"export -o {tmp_path}/x.json",
            "import a.csv --rejects b.csv",
        ):
            answer = crm.fails(2, "batch", way, input=f"contact add Bo\n{line}\n")
            assert "line 2: " in answer.err
    assert crm("config", "get", "currency").out == "EUR\n"
    assert not (crm.db.parent / "backups").exists()
    assert crm("contact", "list", "-f", "ids").ids == [1]


def test_a_trial_run_tries_every_line(crm) -> None:
    crm("batch", input=_people(60))
    numbers = " ".join(str(number) for number in range(1, 61))
    answer = crm("batch", "--dry-run", "-f", "ndjson", input=f"contact rm -y {numbers}\n")
    assert json.loads(answer.out)["ids"] == []
    assert not (crm.db.parent / "backups").exists()
    assert len(crm("contact", "list", "-f", "ids").ids) == 60


def test_a_line_done_in_part_is_the_batch_done_in_part(crm, tmp_path) -> None:
    (tmp_path / "a.csv").write_text("Name,Email\nAnna,a@x.example\nBo,nonsense\n")
    line = f"import {tmp_path}/a.csv --as contacts --skip-bad\n"
    assert crm("batch", "--atomic", input=line, ok=False).code == 8
    crm("undo")
    assert crm("batch", input=line, ok=False).code == 8
