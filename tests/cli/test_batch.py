"""`tinycrm batch`."""

from __future__ import annotations


def test_each_line_is_a_command(crm) -> None:
    answer = crm("batch", input='contact add "Bo Li"\n\n# a remark\n["task", "add", "Call Bo", "--contact", "Bo"]\n')
    assert (answer.out, answer.err) == ("1\n2\n", "")


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
