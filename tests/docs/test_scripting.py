"""What docs/scripting.md shows runs, and says what the program does."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from tests.docs.test_examples import ROOT, blocks, environment

from tinycrm.domain.nouns import NOUNS

PAGE = ROOT / "docs" / "scripting.md"


@pytest.fixture
def home(tmp_path):
    env = environment(tmp_path)
    lines = 'contact add "Anna Petrova" --tag lead\ntask add "Call" --due yesterday\ncontact add "Bo Li"\n'
    subprocess.run(["tinycrm", "batch"], env=env, input=lines, text=True, check=True, capture_output=True)
    (tmp_path / "seen").write_text("0\n")
    return tmp_path, env


@pytest.mark.parametrize("block", blocks(PAGE, "sh"), ids=lambda block: block.splitlines()[0][:40])
def test_an_example_runs(home, block):
    folder, env = home
    script = f"set -euo pipefail\n{block}"
    done = subprocess.run(
        [shutil.which("bash") or "bash", "-c", script],
        env=env,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done


def test_the_row_that_is_shown_has_the_keys_that_a_row_has(home):
    (shown,) = blocks(PAGE, "json")
    _, env = home
    rows = subprocess.run(["tinycrm", "changes", "-f", "ndjson"], env=env, capture_output=True, text=True, check=True)
    assert list(json.loads(shown)) == list(json.loads(rows.stdout.splitlines()[0]))


def test_the_nouns_that_are_recognised_are_those_with_the_option():
    from tinycrm.cli.build import parameters
    from tinycrm.cli.invoke import load_function
    from tinycrm.cli.registry import COMMANDS

    table = PAGE.read_text("utf-8").partition("| Noun | The same when |")[2].partition("\n\n")[0]
    told = {noun.strip() for line in table.splitlines()[2:] for noun in line.split("|")[1].split(",")}
    having = {
        command.words[0]
        for command in COMMANDS
        if command.words[-1] == "add"
        and command.words[0] in NOUNS
        and "if_exists" in {parameter.name for parameter in parameters(load_function(command))}
    }
    assert told == having
