"""Errors and questions that quote hostile names and arguments are safe, and errors are one line."""

from __future__ import annotations

import json
import random
import sqlite3

import pytest
from tests.torture.corpus import ANNA, CALL, LETTER, NEVA, QUOTE, ROOF, WEBSITE
from tests.torture.field import judge
from tests.torture.furnish import again, environment
from tests.torture.hostile import HOSTILE, WORST, codes, plant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.torture.field import Field
    from tests.torture.forge import Outcome

# --- errors ---

# Each quotes a hostile name from the database or a hostile argument.
_ERRORS: tuple[tuple[str, ...], ...] = (
    ("contact", "rm", str(WEBSITE)),
    ("contact", "show", str(QUOTE)),
    ("contact", "add", "X", "--email", "anna@neva.example"),
    ("contact", "edit", "3", "--add-email", "anna@neva.example"),
    ("contact", "show", "anna"),
    ("company", "rm", str(NEVA)),
    ("deal", "move", str(WEBSITE), "nowhere"),
    ("deal", "rm", "anna"),
    ("task", "done", "anna"),
    ("contact", "rm", "2", "3"),
    ("company", "merge", str(NEVA), str(NEVA)),
    ("deal", "list", "--stage", "nowhere"),
    ("pipeline", "rename-stage", "nowhere", "elsewhere"),
    ("undo", "9999"),
    ("import", "@people.csv", "--as", "contacts", "--dates", WORST),
)
_ARGUMENTS: tuple[tuple[str, ...], ...] = (
    ("{}",),
    ("contact", "{}"),
    ("contact", "show", "{}"),
    ("contact", "add", "{}"),
    ("contact", "add", "X", "--email", "{}"),
    ("contact", "add", "X", "--phone", "{}"),
    ("contact", "add", "X", "--set", "{}"),
    ("contact", "add", "X", "--birthday", "{}"),
    ("contact", "list", "--where", "{}"),
    ("contact", "list", "--where", "name = {} and"),
    ("contact", "list", "--where", "'{}' = x"),
    ("contact", "list", "--sort", "{}"),
    ("contact", "list", "--columns", "{}"),
    ("contact", "list", "--limit", "{}"),
    ("contact", "list", "-f", "{}"),
    ("contact", "show", "2", "--get", "{}"),
    ("contact", "tag", "2", "{}"),
    ("company", "add", "X", "--website", "{}"),
    ("deal", "add", "X", "--value", "{}"),
    ("deal", "add", "X", "--currency", "{}"),
    ("deal", "move", "5", "{}"),
    ("task", "add", "X", "--due", "{}"),
    ("task", "add", "X", "--repeat", "{}"),
    ("log", "{}", "2", "x"),
    ("log", "call", "{}", "x"),
    ("report", "{}"),
    ("report", "kpi", "--period", "{}"),
    ("import", "{}"),
    ("import", "@people.csv", "--map", "{}"),
    ("export", "{}"),
    ("restore", "{}"),
    ("backup", "/nowhere/{}"),
    ("config", "get", "{}"),
    ("config", "set", "{}", "x"),
    ("config", "set", "currency", "{}"),
    ("completion", "show", "{}"),
    ("init", "{}"),
    ("batch", "{}"),
    ("--db", "/nowhere/{}", "contact", "list"),
    ("--config", "/nowhere/{}", "contact", "list"),
    ("--today", "{}", "today"),
    ("--user", "{}", "contact", "add", "X"),
    ("contact", "add", "X", "--{}"),
    ("contact", "add", "X", "Y", "{}"),
)


def _one_line(outcome: Outcome, told: object) -> None:
    judge(outcome, told, allowed="\n\t")
    assert outcome.code != 0, (told, outcome)
    assert outcome.out == b"", (told, outcome)
    assert outcome.err.endswith(b"\n")
    assert len(outcome.error.splitlines()) == 1, (told, outcome)


def _forms(rng: random.Random, times: Callable[[int], int]) -> list[tuple[str, ...]]:
    """How an error is asked for: both as words and as JSON, or, in a tenth, one of the two."""
    forms: list[tuple[str, ...]] = [(), ("-f", "json")]
    return forms if times(10) == 10 else [rng.choice(forms)]


def test_an_error_that_quotes_a_hostile_name_is_one_safe_line(
    field: Field, rng: random.Random, times: Callable[[int], int]
) -> None:
    for text in HOSTILE:
        field.fresh()
        plant(field.db, (text,), random.Random(1))
        for words in _ERRORS:
            given = [word.replace("@", f"{field.home}/") if word.startswith("@") else word for word in words]
            for format in _forms(rng, times):
                home = again(field.home, field.copy)
                _one_line(field.forge.run([*given, *format], environment(home)), (words, text[:40]))


def test_an_error_that_quotes_a_hostile_argument_is_one_safe_line(
    field: Field, rng: random.Random, times: Callable[[int], int], figures: Callable[..., None]
) -> None:
    runs = 0
    again(field.home, field.copy)
    for text in HOSTILE:
        # what is harmless may well be taken: a zero-width name, a label in brackets
        for words in _ARGUMENTS:
            given = [word.replace("@", f"{field.home}/") if word.startswith("@") else word for word in words]
            given = [word.replace("{}", text) for word in given]
            for format in _forms(rng, times):
                outcome = field.forge.run([*given, *format], environment(field.copy))
                runs += 1
                if outcome.code == 0:
                    judge(outcome, (words, text[:40]), allowed="\n\t")
                    again(field.home, field.copy)
                else:
                    _one_line(outcome, (words, text[:40]))
    figures(rule=3, what="hostile arguments", count=runs, found="one safe line each, 0 control codes")


def test_an_error_on_a_terminal_carries_our_red_and_nothing_else(field: Field) -> None:
    plant(field.db, (WORST,), random.Random(1))
    env = environment(field.home, TERM="xterm-256color")
    for words in _ERRORS[:9]:
        outcome = field.forge.run_on_terminal(words, env)
        assert outcome.code not in (0, 70), (words, outcome)
        assert codes(outcome.out, allowed="\n", colours=True) == [], (words, outcome)
        assert outcome.out.startswith(b"\x1b[31mtinycrm:\x1b[0m "), (words, outcome)


def test_an_error_in_json_is_one_object_that_keeps_the_value(field: Field) -> None:
    for text in HOSTILE:
        words = ["contact", "add", "X", "--birthday", text + "99", "-f", "json"]
        outcome = field.forge.run(words, environment(field.home))
        error = json.loads(outcome.err)["error"]
        assert error["exit_code"] == outcome.code == 2
        assert set(error) >= {"code", "message", "hint", "exit_code"}


# --- prompts ---

ENTER, DOWN = b"\r", b"\x1b[B"
# The call, and what a person types at its questions.
_PROMPTS: tuple[tuple[tuple[str, ...], tuple[bytes, ...]], ...] = (
    (("contact", "show", "anna"), (b"1\r",)),
    (("contact", "edit", "anna", "--owner", "eva"), (b"2\r",)),
    (("contact", "rm", "2", "3"), (b"n\r",)),
    (("contact", "rm", "anna"), (b"3\r",)),
    (("company", "merge", "anna", str(NEVA)), (b"1\r",)),
    (("deal", "move", "anna", "qualified"), (b"1\r",)),
    (("task", "done", "anna"), (b"1\r",)),
    (("log", "call", "anna", "hello"), (b"1\r",)),
    (("contact", "add"), (b"Zoe\r", b"anna@neva.example\r", b"\r", b"\r", b"\r", b"\r")),
    (("import", "@odd.csv", "--as", "contacts"), (b"n\r",)),
    (("restore", "@backup.db"), (b"n\r",)),
)


def _named_anna(db: Path) -> None:
    """Every name is hostile, and a reference finds several of it."""
    plant(db, (WORST,), random.Random(1))
    connection = sqlite3.connect(db)
    try:
        for table, column in (("contact", "name"), ("company", "name"), ("deal", "title"), ("task", "title")):
            connection.execute(f"UPDATE {table} SET {column}_key = 'anna x y z bold'")
        connection.commit()
    finally:
        connection.close()


@pytest.mark.parametrize(("words", "keys"), _PROMPTS, ids=[" ".join(words) for words, _ in _PROMPTS])
def test_a_question_that_names_hostile_records_is_safe(field: Field, words: tuple[str, ...], keys: tuple[bytes, ...]):
    _named_anna(field.db)
    (field.home / "odd.csv").write_bytes(b"Name,E-mail\nAn\x1b[31;5mna\x9b\xe2\x80\xae,x\x1b]52;c;eA==\x07\n")
    words = tuple(word.replace("@", f"{field.home}/") if word.startswith("@") else word for word in words)
    # a terminal that moves no cursor gets plain lines: here nothing at all may steer it
    outcome = field.forge.run_on_terminal(words, environment(field.home, TERM="dumb"), keys=keys)
    assert b"Traceback" not in outcome.out
    assert outcome.code in (0, 1, 2, 3, 4, 5, 130), outcome
    # the terminal itself echoes what was typed, a lone return among it
    shown = outcome.out.replace(b"\r", b"")
    assert codes(shown, allowed="\n\t") == [], outcome
    assert shown


@pytest.mark.parametrize("words", [("contact", "show", "anna"), ("contact", "rm", "2", "3")], ids=" ".join)
def test_a_menu_with_a_cursor_shows_hostile_names_without_their_codes(field: Field, words: tuple[str, ...]) -> None:
    _named_anna(field.db)
    env = environment(field.home, TERM="xterm-256color", COLUMNS="120")
    outcome = field.forge.run_on_terminal(words, env, keys=(b"\x1b[B", b"\x03"))
    assert b"Traceback" not in outcome.out
    shown = outcome.out.decode()
    assert "Anna" in shown or "contacts" in shown
    # what the menu itself sends is CSI of its own; nothing of the corpus is among it
    for char in ("\x9b", "\u202e", "\u2066", "\u2028", "\x07", "\x01", "\x7f", "\x1b]"):
        assert char not in shown, repr(char)
    assert "31;5m" not in shown.replace("\\x1b[31;5m", "")


def test_a_hostile_record_comes_safely_into_the_editor(field: Field, tmp_path: Path) -> None:
    plant(field.db, (WORST,), random.Random(1))
    seen = tmp_path / "seen"
    editor = tmp_path / "editor.sh"
    editor.write_text(f"#!/bin/sh\ncat \"$1\" >> '{seen}'\n")
    editor.chmod(0o700)
    for noun, id in (("contact", ANNA), ("company", NEVA), ("deal", ROOF), ("task", LETTER), ("interaction", CALL)):
        seen.unlink(missing_ok=True)
        env = environment(field.home, TERM="dumb", EDITOR=str(editor), TMPDIR=str(tmp_path))
        outcome = field.forge.run_on_terminal([noun, "edit", str(id)], env, keys=(b"n\r",))
        assert b"Traceback" not in outcome.out
        assert (outcome.code, outcome.out) == (0, b"Nothing changed\n"), outcome
        assert codes(seen.read_bytes(), allowed="\n\t") == [], (noun, seen.read_bytes())
