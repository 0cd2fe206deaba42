"""The two doors are one: what the fast door accepts, the door for people reads in the same way."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer import TyperException

from tinycrm.cli.build import parse
from tinycrm.cli.door import read_plain
from tinycrm.cli.invoke import load_function
from tinycrm.cli.registry import COMMANDS
from tinycrm.cli.table import TABLE

ROOT = Path(__file__).resolve().parents[2]
COMMAND = {command.words: command for command in COMMANDS}
_VALUES = [
    "anna",
    "42",
    "",
    " ",
    "-",
    "--",
    "fri",
    "a b",
    "سارا",
    "x=y",
    "--tag",
    "-f",
    "-1",
    "--limit=3",
    "--lim",
    "--help",
    "-h",
]


@st.composite
def argument_lists(draw: st.DrawFn) -> list[str]:
    """An argument list of a hot command: its options, options of others, values, and what is no option at all."""
    words = draw(st.sampled_from(sorted(TABLE)))
    own = [*TABLE[words][3], "--nope"]
    others = sorted({option for row in TABLE.values() for option in row[3]})
    piece = st.one_of(st.sampled_from(own), st.sampled_from(_VALUES), st.sampled_from(others), st.text(max_size=4))
    return [*words, *draw(st.lists(piece, max_size=7))]


@settings(max_examples=3000, deadline=None)
@given(argument_lists())
def test_what_the_fast_door_accepts_typer_reads_alike(words: list[str]) -> None:
    call = read_plain(words)
    if call is None:
        return
    length = 2 if tuple(words[:2]) in TABLE else 1
    command = COMMAND[tuple(words[:length])]
    assert (call[0], call[1]) == (command.module, command.function)
    with redirect_stdout(io.StringIO()) as shown:
        try:
            caught = parse(command, load_function(command), words[length:])
        except TyperException as error:
            pytest.fail(f"Typer refuses what the fast door took: {words}: {error}")
    assert (caught, shown.getvalue()) == (call[2], "")


@pytest.mark.parametrize(
    "words",
    [
        ["contact", "list", "--help"],
        ["contact", "list", "-h"],
        ["contact", "list", "--", "x"],
        ["contact", "list", "x"],
        ["contact", "list", "--limit=3"],
        ["contact", "list", "--lim", "3"],
        ["contact", "list", "--limit"],
        ["contact", "list", "--sort", "-name"],
        ["contact", "show"],
        ["contact", "ls"],
        ["contact"],
        ["search"],
        ["deal", "move", "1"],
        ["nonsense"],
        [],
    ],
)
def test_the_fast_door_leaves_what_it_is_not_sure_of(words: list[str]) -> None:
    assert read_plain(words) is None


def test_the_table_is_what_the_commands_declare() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "generate_table.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_hot_command_loads_no_typer(stocked) -> None:
    code = (
        "import sys; sys.argv = ['tinycrm', *sys.argv[1:]]\n"
        "from tinycrm.entry import main\n"
        "code = main()\n"
        "heavy = {'typer', 'rich', 'yaml', 'enum', 're', 'json', 'typing', 'dataclasses'} & set(sys.modules)\n"
        "sys.stderr.write(' '.join(sorted(heavy)))\n"
        "sys.exit(code)"
    )
    for words in (
        ["contact", "list"],
        ["task", "list", "-f", "json"],
        ["today"],
        ["search", "anna"],
        ["deal", "show", "5"],
        ["log", "call", "2", "hello"],
        ["task", "done", "6"],
        ["deal", "move", "5", "qualified"],
    ):
        done = subprocess.run(
            [sys.executable, "-S", "-c", code, *words],
            env=stocked.environment({}),
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, ""), words
