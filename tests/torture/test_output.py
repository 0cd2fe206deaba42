"""Whatever a foreign hand wrote into the database, no output carries its control codes."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.torture.corpus import (
    ANNA,
    CALL,
    CASES,
    FORMATS,
    FREE,
    HOSTILE,
    LETTER,
    NEVA,
    QUOTE,
    ROOF,
    WEBSITE,
    WORST,
    Forge,
    again,
    codes,
    environment,
    furnish,
    missing_commands,
    plant,
    plant_column,
    text_columns,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.torture.corpus import Case, Outcome

# What a format is made of besides text: line ends, what stands between cells, and what a quoted cell may hold.
_ALLOWED = {"tsv": "\n\t", "csv": "\n\t", "json": "\n", "ndjson": "\n", "md": "\n", "html": "\n\t", "ids": "\n"}
# Nothing on this list is about what the database holds.
_NO_SUCH_FORMAT = ("has no ids to print", "is not an output format", "does not write", "everything together is JSON")
# They judge what they find; the rest carries on.
_JUDGES = ("pipeline validate", "doctor")


@pytest.fixture(scope="module")
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.close()


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory, stock: Path) -> Path:
    home = tmp_path_factory.mktemp("furnished") / "home"
    furnish(stock, home)
    return home


class Field:
    """A home with a planted database, from which every write gets a fresh copy."""

    def __init__(self, forge: Forge, furnished: Path, tmp_path: Path) -> None:
        self.forge = forge
        self.furnished = furnished
        self.home = again(furnished, tmp_path / "planted")
        self.copy = tmp_path / "copy"
        self.db = self.home / "data" / "crm.db"

    def fresh(self) -> None:
        again(self.furnished, self.home)

    def run(self, case: Case, *more: str, terminal: bool = False, **env: str) -> Outcome:
        home = again(self.home, self.copy) if case.writes else self.home
        words = [*case.at(home), *more]
        if terminal:
            env = {"TERM": "xterm-256color", "COLUMNS": "100", **env}
            return self.forge.run_on_terminal(words, environment(home, **env), stdin=case.stdin)
        return self.forge.run(words, environment(home, **env), stdin=case.stdin)


@pytest.fixture
def field(forge: Forge, furnished: Path, tmp_path: Path) -> Field:
    return Field(forge, furnished, tmp_path)


def _judge(outcome: Outcome, told: object, *, allowed: str = "\n", colours: bool = False) -> None:
    assert not outcome.crashed, (told, outcome)
    assert codes(outcome.out, allowed=allowed, colours=colours) == [], (told, outcome)
    assert codes(outcome.err) == [], (told, outcome)


def test_every_command_of_the_registry_has_a_case() -> None:
    lacking = missing_commands()
    assert lacking == [], f"give tests/torture/corpus.py a Case with arguments that work for: {', '.join(lacking)}"


def test_every_case_works_on_the_furnished_database(field: Field) -> None:
    for case in CASES:
        outcome = field.run(case)
        assert outcome.code == 0, (case, outcome)
        assert bool(outcome.out) != case.silent, (case, outcome)


def test_no_control_code_reaches_a_pipe_in_any_format(
    field: Field, rng: random.Random, times: Callable[[int], int], figures: Callable[..., None]
) -> None:
    runs = 0
    for planting in range(times(10) + 1):
        field.fresh()
        plant(field.db, (WORST,) if planting == 0 else HOSTILE, rng)
        for case in CASES:
            for format in ("", *FORMATS):
                given = ("-f", format) if format and "-f" not in case.words else ()
                outcome = field.run(case, *given)
                runs += 1
                # csv is quoted data: a cell holds its own line ends and tabs
                # and so may the sentence of a write hold those of a long text
                bare = case.command == "export" or case.writes
                allowed = "\n\t" if bare and format != "tsv" else _ALLOWED.get(format, "\n\t")
                _judge(outcome, (case, format), allowed=allowed)
                expected = 0 if case.command not in _JUDGES else 1
                refused = outcome.code == 2 and any(text in outcome.error for text in _NO_SUCH_FORMAT)
                old_tag = outcome.code == 2 and "tag holds" in outcome.error
                assert outcome.code == expected or refused or old_tag, (case, format, outcome)
    figures(rule=3, what="commands x formats on hostile databases", count=runs, found="0 control codes")


def test_no_control_code_reaches_a_terminal_but_our_own_colours(
    field: Field, rng: random.Random, times: Callable[[int], int], figures: Callable[..., None]
) -> None:
    runs, coloured = 0, 0
    for planting in range(times(10) + 1):
        field.fresh()
        plant(field.db, (WORST,) if planting == 0 else HOSTILE, rng)
        for case in CASES:
            outcome = field.run(case, terminal=True, TINYCRM_FORMAT="" if runs % 2 else "table")
            _judge(outcome, case, allowed="\n\t", colours=True)
            coloured += b"\x1b[" in outcome.out
            runs += 1
    assert coloured > runs // 3  # the terminal was one
    figures(rule=3, what="commands on a terminal, hostile databases", count=runs, found="0 foreign control codes")


def test_a_hostile_text_in_any_one_column_is_no_defect_and_does_not_come_out(
    field: Field, rng: random.Random, times: Callable[[int], int], figures: Callable[..., None]
) -> None:
    columns = text_columns(field.db)
    runs = 0
    chosen = rng.sample(columns, times(len(columns)))
    for table, column in chosen:
        field.fresh()
        plant_column(field.db, table, column, WORST)
        for case in CASES:
            for given in ((), ("-f", "json")):
                if "-f" in case.words and given:
                    continue
                outcome = field.run(case, *given)
                runs += 1
                _judge(outcome, (table, column, case), allowed="\n\t")
    told = f"0 defects, 0 control codes in {len(chosen)} of {len(columns)} columns"
    figures(rule=3, what="commands on a database with one hostile column", count=runs, found=told)


def test_colours_are_not_sent_where_nobody_sees_them(field: Field) -> None:
    plant(field.db, (WORST,), random.Random(1))
    for case in CASES:
        assert b"\x1b" not in field.run(case).out
        if not case.writes:
            assert b"\x1b" not in field.run(case, terminal=True, NO_COLOR="1").out


# --- the forms of machines ---


def test_tsv_is_one_line_a_record_with_one_cell_a_column(field: Field, rng: random.Random) -> None:
    plant(field.db, HOSTILE, rng)
    # the note of a deal that was won is an interaction, and a monthly task that was done has its next one
    counts = {"contact": 4, "company": 2, "interaction": 3, "task": 3, "deal": 2}
    for noun, count in counts.items():
        rest = ["--all"] if noun in ("task", "deal") else []
        done = field.forge.run([noun, "list", *rest, "-f", "tsv"], environment(field.home))
        lines = done.out.decode().split("\n")
        assert lines.pop() == ""
        assert len(lines) == 1 + count, (noun, done)
        assert {line.count("\t") for line in lines} == {lines[0].count("\t")}
        # no other character that some reader takes for the end of a line
        assert done.out.decode().splitlines() == lines


def _tsv(cell: str) -> str:
    """A cell of tsv as a program reads it back."""
    marks = {"\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}
    return re.sub(r"\\[tnr\\]", lambda found: marks[found[0]], cell)


def test_tsv_and_csv_give_back_what_no_terminal_minds(field: Field) -> None:
    text = "a\tb\nc\\t\\\\d,;\"e\" [bold] {{7*7}} $(x) 漢 'f'"
    plant(field.db, (text,), random.Random(1))
    done = field.forge.run(["contact", "list", "--columns", "name,note", "-f", "tsv"], environment(field.home))
    rows = [[_tsv(cell) for cell in line.split("\t")] for line in done.out.decode().split("\n")[1:-1]]
    assert rows == [[text, text]] * 4
    done = field.forge.run(["contact", "list", "--columns", "name,note", "-f", "csv"], environment(field.home))
    assert list(csv.reader(io.StringIO(done.out.decode(), newline="")))[1:] == [[text, text]] * 4


def _stored(db: Path, noun: str) -> dict[int, dict[str, object]]:
    connection = sqlite3.connect(db)
    connection.row_factory = sqlite3.Row
    try:
        return {row["id"]: dict(row) for row in connection.execute(f"SELECT * FROM {noun}")}
    finally:
        connection.close()


def test_json_is_exactly_what_was_planted(field: Field, rng: random.Random, times: Callable[[int], int]) -> None:
    for _ in range(times(30)):
        field.fresh()
        plant(field.db, HOSTILE, rng)
        for noun in ("contact", "company", "interaction", "task", "deal"):
            stored = _stored(field.db, noun)
            rest = ["--all"] if noun in ("task", "deal") else []
            env = environment(field.home)
            listed = json.loads(field.forge.run([noun, "list", *rest, "-f", "json"], env).out)
            lines = field.forge.run([noun, "list", *rest, "-f", "ndjson"], env).out.decode().split("\n")[:-1]
            shown = json.loads(field.forge.run([noun, "show", *map(str, stored), "-f", "json"], env).out)
            exported = json.loads(field.forge.run(["export", noun, "-f", "json"], env).out)
            for rows in (listed, [json.loads(line) for line in lines], shown, exported):
                assert {row["id"] for row in rows} == set(stored)
                for row in rows:
                    own = stored[row["id"]]
                    for key in FREE[noun]:
                        assert row[key] == own[key], (noun, key)
                    if "fields" in own:
                        assert row["fields"] == json.loads(str(own["fields"]))


def test_json_has_no_byte_that_steers_a_terminal(field: Field, rng: random.Random) -> None:
    plant(field.db, HOSTILE, rng)
    for noun in ("contact", "deal"):
        out = field.forge.run([noun, "list", "-f", "json"], environment(field.home)).out
        assert codes(out) == []
        assert not re.search("[\ud800-\udfff]", out.decode())


def test_a_table_in_markdown_has_as_many_cells_in_every_row(field: Field, rng: random.Random) -> None:
    plant(field.db, HOSTILE, rng)
    for noun, count in (("contact", 4), ("company", 2)):
        out = field.forge.run([noun, "list", "-f", "md"], environment(field.home)).out.decode()
        lines = [line for line in out.split("\n") if line.startswith("|")]
        assert len(lines) == count + 2
        assert len({len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines}) == 1


class _Page(HTMLParser):
    """What a browser would act on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


def test_html_holds_no_script_handler_or_address_from_data(field: Field, rng: random.Random) -> None:
    plant(field.db, HOSTILE, rng)
    pages = 0
    for case in CASES:
        if case.writes or "-f" in case.words:
            continue
        outcome = field.run(case, "-f", "html")
        if outcome.code not in (0, 1):
            continue
        pages += 1
        page = _Page()
        page.feed(outcome.out.decode())
        page.close()
        assert page.tags.isdisjoint(("script", "iframe", "object", "embed", "form", "img", "link", "base", "svg", "a"))
        for name, value in page.attributes:
            assert not name.startswith("on"), (case, name)
            assert name not in ("href", "src", "action", "srcdoc", "formaction", "style", "data"), (case, name, value)
            assert not re.search(r"evil\.example|script", value or ""), (case, name, value)
    assert pages > 20


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
    _judge(outcome, told, allowed="\n\t")
    assert outcome.code != 0, (told, outcome)
    assert outcome.out == b"", (told, outcome)
    assert outcome.err.endswith(b"\n")
    assert len(outcome.error.splitlines()) == 1, (told, outcome)


def test_an_error_that_quotes_a_hostile_name_is_one_safe_line(field: Field) -> None:
    for text in HOSTILE:
        field.fresh()
        plant(field.db, (text,), random.Random(1))
        for words in _ERRORS:
            given = [word.replace("@", f"{field.home}/") if word.startswith("@") else word for word in words]
            for format in ((), ("-f", "json")):
                home = again(field.home, field.copy)
                _one_line(field.forge.run([*given, *format], environment(home)), (words, text[:40]))


def test_an_error_that_quotes_a_hostile_argument_is_one_safe_line(field: Field, figures: Callable[..., None]) -> None:
    runs = 0
    again(field.home, field.copy)
    for text in HOSTILE:
        # what is harmless may well be taken: a zero-width name, a label in brackets
        for words in _ARGUMENTS:
            given = [word.replace("@", f"{field.home}/") if word.startswith("@") else word for word in words]
            given = [word.replace("{}", text) for word in given]
            for format in ((), ("-f", "json")):
                outcome = field.forge.run([*given, *format], environment(field.copy))
                runs += 1
                if outcome.code == 0:
                    _judge(outcome, (words, text[:40]), allowed="\n\t")
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
