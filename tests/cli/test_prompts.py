"""Questions on a real terminal, with a cursor and without; nobody is asked where nobody is."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

pexpect = pytest.importorskip("pexpect")

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)
DOWN = "\x1b[B"
CTRL_C = "\x03"
CTRL_D = "\x04"


class Person:
    """Somebody at a terminal."""

    def __init__(self, crm) -> None:
        self.crm = crm

    def at(self, *words: str | int, term: str = "xterm", **environ: str):
        """Starts a command."""
        python, *rest = self.crm.command(*words)
        env = self.crm.environment({"TERM": term, **environ})
        rest = [str(word) for word in rest]
        return pexpect.spawn(python, rest, env=env, encoding="utf-8", timeout=30, dimensions=(24, 200))

    def answers(self, child, *steps: tuple[str, str]) -> int:
        """Waits for each question, gives its answer; then gives the exit code."""
        seen = ""
        for question, answer in steps:
            child.expect_exact(question)
            seen += child.before + child.after
            child.send(answer)
        child.expect(pexpect.EOF)
        child.close()
        self.screen = seen + child.before
        assert "Traceback" not in self.screen
        return child.exitstatus


@pytest.fixture
def person(stocked) -> Person:
    return Person(stocked)


# --- which record ---


def test_an_ambiguous_name_is_picked_by_what_tells_the_two_apart(person: Person) -> None:
    child = person.at("contact", "edit", "anna", "--owner", "eva")
    assert person.answers(child, ("none of these", f"{DOWN}\r")) == 0
    assert "2  Anna Petrova · Neva Trade · anna@neva.example" in person.screen
    assert "8  Anna Orlova · orlova@example.org" in person.screen
    owners = {row["id"]: row["owner"] for row in person.crm("contact", "list", "-f", "json").json}
    assert "eva" in (owners[ANNA], owners[ORLOVA])
    assert owners[ANNA] != owners[ORLOVA]


def test_none_of_these_is_exit_4_and_changes_nothing(person: Person) -> None:
    child = person.at("contact", "edit", "anna", "--owner", "somebody")
    assert person.answers(child, ("none of these", f"{DOWN}{DOWN}\r")) == 4
    assert "somebody" not in person.crm("contact", "list", "-f", "json").out


def test_the_picker_works_where_no_cursor_moves(person: Person) -> None:
    child = person.at("contact", "show", "anna", "--get", "email", term="dumb")
    assert person.answers(child, ("1-3: ", "7\r"), ("1-3: ", "x\r"), ("1-3: ", "1\r")) == 0
    assert "@" in person.screen.splitlines()[-1]
    assert "\x1b" not in person.screen


def test_an_unknown_person_is_created_after_a_yes(person: Person) -> None:
    child = person.at("log", "call", "Zoe Zed", "hello")
    assert person.answers(child, ("No contact matches 'Zoe Zed'. Create it?", "y")) == 0
    assert person.crm("contact", "show", "zoe", "--get", "name").out == "Zoe Zed\n"


def test_enter_alone_creates_nothing(person: Person) -> None:
    child = person.at("log", "call", "Zoe Zed", "hello")
    assert person.answers(child, ("Create it?", "\r")) == 3
    person.crm.fails(3, "contact", "show", "zoe")


def test_two_questions_of_one_command_are_both_remembered(person: Person) -> None:
    child = person.at("log", "call", "anna", "hello", "--with", "Zoe Zed")
    assert person.answers(child, ("none of these", "\r"), ("Create it?", "y")) == 0
    (row,) = person.crm("interaction", "list", "--contact", "zoe", "-f", "json").json
    assert len(row["contacts"]) == 2


@pytest.mark.parametrize("verb", ["show", "rm", "timeline", "tag"])
def test_looking_for_somebody_never_offers_to_create_them(person: Person, verb: str) -> None:
    more = ("vip",) if verb == "tag" else ()
    assert person.answers(person.at("contact", verb, "nobody", *more)) == 3


def test_a_missing_id_is_never_created(person: Person) -> None:
    assert person.answers(person.at("log", "call", "4711", "hello")) == 3


def test_a_deal_is_never_created_by_a_reference(person: Person) -> None:
    assert person.answers(person.at("log", "call", "bo", "hello", "--deal", "No such")) == 3


@pytest.mark.parametrize("term", ["xterm", "dumb"])
@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_leaving_a_question_is_130_and_changes_nothing(person: Person, term: str, key: str) -> None:
    assert person.answers(person.at("contact", "add", term=term), ("Name", key)) == 130
    assert len(person.crm("contact", "list", "-f", "ids").ids) == 4


def test_a_name_cannot_steer_the_terminal(person: Person) -> None:
    hostile = "anna \x1b]0;owned\x07\u202e"
    child = person.at("log", "call", hostile, "hello")
    code = person.answers(child)
    assert code == 2
    assert "\x1b]0;" not in person.screen
    assert "\u202e" not in person.screen


# --- more than one record ---


def test_removing_several_asks_and_no_leaves_them(person: Person) -> None:
    child = person.at("contact", "rm", str(BO), str(SARA))
    assert person.answers(child, ("removing 2 contacts?", "n")) == 130
    assert len(person.crm("contact", "list", "-f", "ids").ids) == 4
    child = person.at("contact", "rm", str(BO), str(SARA), term="dumb")
    assert person.answers(child, ("removing 2 contacts?", "y\r")) == 0
    assert len(person.crm("contact", "list", "-f", "ids").ids) == 2


def test_yes_given_before_asks_nothing(person: Person) -> None:
    assert person.answers(person.at("contact", "rm", str(BO), str(SARA), "--yes")) == 0


# --- adding ---


def test_adding_a_contact_asks_for_it_and_tells_mistakes_at_once(person: Person) -> None:
    child = person.at("contact", "add")
    code = person.answers(
        child,
        ("Name", "\r"),
        ("it is needed", "Zoe Zed\r"),
        ("E-mail", "zoe\r"),
        ("zoe", "\x15anna@neva.example\r"),
        ("that is the e-mail of contact 2 Anna Petrova", "\x15zoe@zed.example, home:z@zed.example\r"),
        ("Phone", "\r"),
        ("Company", "Zed, Ltd.\r"),
        ("Tags", "lead, vip\r"),
    )
    assert code == 0, person.screen
    row = person.crm("contact", "show", "zoe", "-f", "json").json
    emails = [(email["value"], email["label"]) for email in row["emails"]]
    assert emails == [("zoe@zed.example", None), ("z@zed.example", "home")]
    assert (row["company"]["name"], row["tags"], row["phones"]) == ("Zed, Ltd.", ["lead", "vip"], [])


def test_adding_a_company_asks(person: Person) -> None:
    child = person.at("company", "add", term="dumb")
    steps = (("Name: ", "Zed\n"), ("Website", "zed.example\n"), ("Phone", "\n"), ("Tags", "\n"))
    assert person.answers(child, *steps) == 0
    assert person.crm("company", "show", "zed", "--get", "website").out == "zed.example\n"


def test_adding_a_task_asks_and_a_day_that_is_none_is_told(person: Person) -> None:
    child = person.at("task", "add", term="dumb")
    steps = (
        ("What is to be done", "Call\n"),
        ("Due", "30 feb\n"),
        ("30 feb", "tomorrow\n"),
        ("With whom", "bo\n"),
    )
    assert person.answers(child, *steps) == 0, person.screen
    row = person.crm("task", "show", "call", "-f", "json").json
    assert (row["due_on"], row["contact"]["id"]) == ("2026-11-17", BO)


def test_adding_a_deal_asks_and_nothing_is_asked_twice(person: Person) -> None:
    child = person.at("deal", "add", term="dumb")
    steps = (
        ("Title", "Shop\n"),
        ("Value", "many\n"),
        ("many", "10k\n"),
        ("Contacts", "anna, bo\n"),
        ("Company", "neva\n"),
        ("1-3: ", "1\n"),
    )
    assert person.answers(child, *steps) == 0, person.screen
    row = person.crm("deal", "show", "shop", "-f", "json").json
    assert (row["value"], len(row["contacts"]), row["company"]["id"]) == (10000, 2, NEVA)
    assert len(re.findall("Title", person.screen)) == 1


def test_log_asks_for_what_is_missing_only(person: Person, tmp_path) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\necho 'From the editor' > \"$1\"\n")
    editor.chmod(0o755)
    child = person.at("log", term="dumb", EDITOR=str(editor))
    assert person.answers(child, ("1-5: ", "2\n"), ("With whom", "bo\n")) == 0, person.screen
    (row,) = person.crm("interaction", "list", "--contact", "bo", "-f", "json").json
    assert (row["kind"], row["summary"]) == ("email", "From the editor")


# --- manners ---


def test_questions_go_to_stderr_and_the_id_alone_to_stdout(person: Person, tmp_path) -> None:
    out = tmp_path / "out"
    words = " ".join(f"'{word}'" for word in person.crm.command("log", "call", "Zoe Zed", "hello"))
    env = person.crm.environment({"TERM": "xterm"})
    child = pexpect.spawn("/bin/sh", ["-c", f"{words} > '{out}'"], env=env, encoding="utf-8", timeout=30)
    assert person.answers(child, ("Create it?", "y")) == 0
    assert re.fullmatch(r"\d+\n", out.read_text())


def test_no_input_asks_nothing_on_a_terminal(person: Person) -> None:
    assert person.answers(person.at("contact", "show", "anna", "--no-input")) == 4
    assert person.answers(person.at("contact", "add", "--no-input")) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("contact add", "'contact add' needs NAME"),
        ("company add", "'company add' needs NAME"),
        ("task add", "'task add' needs TITLE"),
        ("deal add", "'deal add' needs TITLE"),
        ("log", "'log' needs KIND"),
        ("log call", "'log' needs WHO"),
    ],
)
def test_without_a_terminal_what_is_missing_is_named(stocked, words: str, told: str) -> None:
    assert told in stocked.fails(2, *words.split()).err


def test_no_library_of_prompts_is_loaded_before_a_question(stocked) -> None:
    code = (
        "import sys; sys.argv[1:] = ['log', 'call', 'bo', 'x']\n"
        "from tinycrm.entry import main; main()\n"
        "import tinycrm.cli.prompts\n"
        "print([name for name in ('questionary', 'prompt_toolkit') if name in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=stocked.env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
