"""The person's own editor: long texts and whole records. The editor is a script, the terminal is real."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

pexpect = pytest.importorskip("pexpect")

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


class Person:
    """Somebody at a terminal whose editor does what a line of Python says with `text`."""

    def __init__(self, crm, tmp_path: Path) -> None:
        self.crm = crm
        self.tmp = tmp_path / "tmp"
        self.tmp.mkdir()
        self.script = tmp_path / "editor.py"
        self.seen = tmp_path / "seen"
        editor = f"{sys.executable} '{self.script}'"
        self.environ = {"TMPDIR": str(self.tmp), "TERM": "dumb", "EDITOR": editor}

    def edits(self, *lines: str) -> None:
        """Each time the editor opens, the next of these lines runs; the last one ever after."""
        self.script.write_text(
            "import os, pathlib, subprocess, sys\n"
            "path = pathlib.Path(sys.argv[-1]); text = path.read_text()\n"
            f"seen = pathlib.Path({str(self.seen)!r}); count = len(list(seen.parent.glob('seen*')))\n"
            "seen.with_name(f'seen{count}').write_text(f'{path.stat().st_mode & 0o777:o}\\n' + text)\n"
            f"exec({list(lines)!r}[min(count, {len(lines) - 1})])\n"
            "path.write_text(text)\n"
        )

    def saw(self, time: int = 0) -> str:
        return self.seen.with_name(f"seen{time}").read_text()

    def at(self, *words: str | int, **environ: str):
        """Starts a command on a terminal."""
        python, *rest = self.crm.command(*words)
        env = self.crm.environment({**self.environ, **environ})
        return pexpect.spawn(python, [str(word) for word in rest], env=env, encoding="utf-8", timeout=30)

    def does(self, *words: str | int, code: int = 0, **environ: str) -> str:
        """Runs a command on a terminal to its end; gives what was on the screen."""
        child = self.at(*words, **environ)
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == code, child.before
        assert "Traceback" not in child.before
        return child.before

    @property
    def left(self) -> list[Path]:
        """The files that are still in the folder for temporary ones."""
        return [path for path in self.tmp.rglob("*") if path.is_file()]


def meanwhile(command: list[str]) -> str:
    """Gives the line with which the editor runs another command."""
    return f"subprocess.run({command!r}, stdin=subprocess.DEVNULL, check=True)"


@pytest.fixture
def person(stocked, tmp_path: Path) -> Person:
    return Person(stocked, tmp_path)


def test_a_log_without_text_opens_the_editor_and_leaves_comment_lines_out(person: Person) -> None:
    person.edits("text = 'First line\\n# not this\\nsecond line\\n' + text")
    person.does("log", "call", "bo li")
    (row,) = person.crm("interaction", "list", "--contact", "bo li", "-f", "json").json
    assert row["summary"] == "First line\nsecond line"
    assert "# call with bo li\n# Lines beginning with # are left out.\n" in person.saw()
    assert person.left == []


def test_the_file_in_the_editor_is_private(person: Person) -> None:
    person.edits("text = 'x'")
    before = os.umask(0)
    try:
        person.does("log", "call", "bo li")
    finally:
        os.umask(before)
    assert person.saw().startswith("600\n")


def test_an_empty_text_logs_nothing(person: Person) -> None:
    person.edits("pass")
    assert "the text is empty: nothing was logged" in person.does("log", "call", "bo li", code=2)
    assert person.crm("interaction", "list", "--contact", "bo li", "-f", "ids").out == ""


def test_a_text_that_found_no_place_is_kept_in_a_private_file(person: Person) -> None:
    person.edits("text = 'An hour of writing'")
    child = person.at("log", "call", "nobody at all")
    child.expect("Create it")
    child.sendline("n")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 3
    (kept,) = person.left
    assert str(kept) in child.before.replace("\r\n", "")
    assert kept.read_text() == "An hour of writing\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_a_question_after_the_editor_does_not_open_it_again(person: Person) -> None:
    person.edits("text = 'Once'", "text = 'Twice'")
    child = person.at("log", "call", "zoe")
    child.expect("Create it")
    child.sendline("y")
    child.expect(pexpect.EOF)
    (row,) = person.crm("interaction", "list", "--contact", "zoe", "-f", "json").json
    assert row["summary"] == "Once"


def test_edit_shows_a_record_as_yaml_and_writes_what_changed(person: Person) -> None:
    person.edits("text = text.replace('given:', 'given: Anna').replace('- vip', '- vip\\n  - board')")
    screen = person.does("contact", "edit", ANNA)
    assert "Changed contact 2 Anna Petrova" in screen
    assert "replaced" not in screen
    row = person.crm("contact", "show", ANNA, "-f", "json").json
    assert (row["given"], row["tags"], row["birthday"]) == ("Anna", ["board", "lead", "vip"], "1990-12-10")
    shown = person.saw()
    emails = "\nemails:\n  - anna@neva.example\n"
    for line in ("name: Anna Petrova\n", "\ncompanies:\n  - Neva Trade\n", emails, "\nsource:\n"):
        assert line in shown, shown
    assert person.left == []


def test_an_emptied_value_is_cleared_and_a_missing_line_changes_nothing(person: Person) -> None:
    person.edits("text = text.replace(' 1990-12-10', '').replace('emails:\\n  - anna@neva.example\\n', '')")
    person.does("contact", "edit", ANNA)
    row = person.crm("contact", "show", ANNA, "-f", "json").json
    assert (row["birthday"], row["email"]) == (None, "anna@neva.example")


def test_leaving_the_editor_without_a_change_writes_nothing(person: Person) -> None:
    person.edits("pass")
    before = len(person.crm("history", "-f", "json").json)
    records = {"company": NEVA, "contact": ANNA, "deal": WEBSITE, "task": QUOTE, "interaction": CALL}
    for noun, id in records.items():
        assert "Nothing changed" in person.does(noun, "edit", id)
    assert len(person.crm("history", "-f", "json").json) == before


def test_a_deal_is_edited_with_its_stage_value_and_people(person: Person) -> None:
    person.edits(
        "text = text.replace('4800', '5200').replace('stage: lead', 'stage: qualified')"
        ".replace('- Anna Petrova', '- Anna Petrova\\n  - Bo Li')"
    )
    person.does("deal", "edit", WEBSITE)
    row = person.crm("deal", "show", WEBSITE, "-f", "json").json
    assert (row["value"], row["currency"], row["stage"]) == (5200, "EUR", "qualified")
    assert [contact["id"] for contact in row["contacts"]] == [ANNA, BO]


def test_a_due_day_is_shown_with_its_time(person: Person) -> None:
    person.edits("text = text.replace('2026-12-01 15:00', '2026-12-02 9:30')")
    person.does("task", "edit", QUOTE)
    row = person.crm("task", "show", QUOTE, "-f", "json").json
    assert (row["due_on"], row["due_time"]) == ("2026-12-02", "09:30")


def test_a_note_of_a_task_is_written_over_several_lines(person: Person) -> None:
    person.edits("text = text.replace('note:\\n', 'note: |\\n  clause 4\\n  سارا\\n')")
    person.does("task", "edit", QUOTE)
    assert person.crm("task", "show", QUOTE, "-f", "json").json["note"] == "clause 4\nسارا"


def test_custom_fields_have_keys_of_their_own(person: Person) -> None:
    person.crm("contact", "edit", BO, "--set", "shoe=44", "--set", "hat=M")
    person.edits("text = text.replace('hat: M', 'hat:').replace(repr('44'), '45') + '  pet: cat\\n'")
    person.does("contact", "edit", BO)
    assert person.crm("contact", "show", BO, "-f", "json").json["fields"] == {"shoe": "45", "pet": "cat"}


def test_a_bad_value_is_shown_on_top_and_edited_again(person: Person) -> None:
    person.edits("text = text.replace('1990-12-10', '30 feb')", "text = text.replace('30 feb', '1991-01-02')")
    child = person.at("contact", "edit", ANNA)
    child.expect("Edit again")
    child.sendline("y")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0, child.before
    assert person.crm("contact", "show", ANNA, "-f", "json").json["birthday"] == "1991-01-02"
    first = person.saw(1).splitlines()[1]
    assert first.startswith("# ")
    assert "30 feb" in first
    assert person.left == []


def test_unreadable_yaml_is_edited_again_or_kept(person: Person) -> None:
    person.edits("text = 'name: [Anna'")
    child = person.at("contact", "edit", ANNA)
    child.expect("Edit again")
    child.sendline("n")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 2
    (kept,) = person.left
    assert kept.read_text() == "name: [Anna"


def test_a_record_that_changed_meanwhile_is_a_conflict_and_the_text_is_kept(person: Person) -> None:
    other = person.crm.command("contact", "edit", str(ANNA), "--title", "CTO")
    person.edits(f"{meanwhile(other)}; text = text.replace('vip', 'mine')")
    screen = person.does("contact", "edit", ANNA, code=5)
    assert "contact 2 was changed meanwhile" in screen
    (kept,) = person.left
    assert "- mine" in kept.read_text()
    row = person.crm("contact", "show", ANNA, "-f", "json").json
    assert (row["title"], row["tags"]) == ("CTO", ["lead", "vip"])


def test_a_call_logged_meanwhile_is_no_conflict(person: Person) -> None:
    other = person.crm.command("log", "call", str(ANNA), "hello")
    person.edits(f"{meanwhile(other)}; text = text.replace('vip', 'mine')")
    person.does("contact", "edit", ANNA)
    assert person.crm("contact", "show", ANNA, "-f", "json").json["tags"] == ["lead", "mine"]


def test_an_editor_that_fails_changes_nothing(person: Person) -> None:
    person.edits("sys.exit(3)")
    assert "ended with 3: nothing was changed" in person.does("contact", "edit", ANNA, code=2)
    assert person.left == []


def test_an_editor_that_is_not_there_is_told(person: Person) -> None:
    screen = person.does("contact", "edit", ANNA, code=2, EDITOR="/no/such/editor --wait")
    assert "the editor '/no/such/editor' cannot be started" in screen


def test_the_editor_runs_without_a_shell(person: Person) -> None:
    person.does("contact", "edit", ANNA, code=2, EDITOR="/no/such; touch $TMPDIR/owned")
    assert person.left == []


def test_visual_goes_before_editor(person: Person) -> None:
    person.edits("text = 'x'")
    person.does("log", "call", "bo li", EDITOR="/no/such", VISUAL=person.environ["EDITOR"])


def test_no_terminal_means_no_editor(stocked) -> None:
    stocked.env["EDITOR"] = "/bin/false"
    stocked.fails(2, "contact", "edit", ANNA)
    stocked.fails(2, "log", "call", "bo li")
