"""Completion: the files in completions/, the scripts in real shells, and what they ask the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tinycrm.cli.completing import ASKED, FILE, FLAG, TEXT, shared_options, specs, word_lists
from tinycrm.cli.shells import render_script

ROOT = Path(__file__).resolve().parents[2]
FILES = {"bash": "tinycrm.bash", "zsh": "_tinycrm", "fish": "tinycrm.fish", "powershell": "tinycrm.ps1"}


@pytest.fixture
def folder(stocked, tmp_path: Path) -> Path:
    """A folder of PATH in which `tinycrm` is this one."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "tinycrm"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tinycrm "$@"\n')
    program.chmod(0o755)
    stocked.env["PATH"] = f"{folder}:{stocked.env['PATH']}"
    return folder


class Bash:
    """An interactive bash that has read the script."""

    def __init__(self, crm, tmp_path: Path) -> None:
        pexpect = pytest.importorskip("pexpect")
        script = tmp_path / "completion.bash"
        script.write_text(render_script("bash"))
        env = {**crm.env, "TERM": "dumb", "INPUTRC": "/dev/null", "PS1": "", "COLUMNS": "4000"}
        words = ["--norc", "--noprofile", "-i"]
        wide = (24, 4000)
        self.child = pexpect.spawn("bash", words, env=env, encoding="utf-8", timeout=30, dimensions=wide)
        self.child.setecho(False)
        self.child.sendline(f"PS1='<>'; cd '{tmp_path}'; source '{script}'; echo rea''dy")
        self.child.expect("ready\r?\n")

    def words(self, line: str, key: str = "\x1b*", end: str = "") -> list[str]:
        """Gives the words after `tinycrm` as bash reads them once all completions are in the line (M-*)."""
        self.child.send(f"tinycrm {line}{key}{end}")
        self.child.send("\x01printf '[%s]' \x05\n")
        self.child.expect(r"(\[tinycrm\](\[[^]]*\])*)<>")
        return re.findall(r"\[([^]]*)\]", self.child.match[1])[1:]

    def tab(self, line: str) -> list[str]:
        """Gives the words after Tab and an equals sign, which shows where the cursor was left."""
        return self.words(line, "\t", "=")


@pytest.fixture
def bash(stocked, folder: Path, tmp_path: Path) -> Bash:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    return Bash(stocked, tmp_path)


# --- the scripts ---


@pytest.mark.parametrize("shell", FILES)
def test_the_files_are_what_the_program_writes(shell: str) -> None:
    assert (ROOT / "completions" / FILES[shell]).read_text(encoding="utf-8") == render_script(shell)


def test_every_kind_of_value_is_known_to_the_scripts() -> None:
    known = {FLAG, TEXT, FILE, *word_lists()}
    options = [option for spec in specs() for option in spec.options] + shared_options()
    kinds = {option.kind for option in options} | {kind for spec in specs() for kind in spec.arguments}
    assert {kind for kind in kinds if kind not in known and not kind.startswith(ASKED)} == set()


def test_every_shared_option_has_its_help() -> None:
    assert [option.names for option in shared_options() if not option.help] == []


@pytest.mark.parametrize(("shell", "check"), [("bash", "-n"), ("zsh", "-n"), ("fish", "--no-execute")])
def test_the_shell_can_read_its_script(shell: str, check: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = ROOT / "completions" / FILES[shell]
    done = subprocess.run([shell, check, script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_show_prints_the_script(crm) -> None:
    assert crm("completion", "show", "zsh").out == render_script("zsh")
    assert "one of: bash, zsh, fish, powershell" in crm.fails(2, "completion", "show", "tcsh").err


# --- in bash ---


def test_bash_completes_the_first_word(bash: Bash) -> None:
    assert bash.words("co") == ["company", "completion", "config", "contact"]


def test_bash_completes_the_verbs_of_a_noun(bash: Bash) -> None:
    assert bash.words("contact ") == [
        "contact",
        "add",
        "dupes",
        "edit",
        "list",
        "ls",
        "merge",
        "relate",
        "rm",
        "show",
        "tag",
        "timeline",
        "untag",
    ]


def test_bash_completes_an_option_and_a_space_follows(bash: Bash) -> None:
    assert bash.tab("contact add --em") == ["contact", "add", "--email", "="]


def test_bash_offers_the_shared_options_anywhere(bash: Bash) -> None:
    assert bash.words("--no-i") == ["--no-input"]
    assert bash.words("deal list --form") == ["deal", "list", "--format"]
    assert bash.words("--format json deal li") == ["--format", "json", "deal", "list"]


def test_bash_completes_closed_sets(bash: Bash) -> None:
    assert bash.words("task add x --priority ") == ["task", "add", "x", "--priority", "high", "low", "normal"]
    assert bash.words("log m") == ["log", "meeting", "message"]
    assert bash.words("deal list --format=nd") == ["deal", "list", "--format=ndjson"]


def test_bash_completes_fields_after_a_comma(bash: Bash) -> None:
    assert bash.tab("contact list --columns name,birt") == ["contact", "list", "--columns", "name,birthday="]


def test_bash_completes_names_in_any_spelling_as_one_word(bash: Bash) -> None:
    assert bash.words("contact show ANNA") == ["contact", "show", "Anna Orlova", "Anna Petrova"]
    assert bash.words("contact show petr") == ["contact", "show", "Anna Petrova"]
    assert bash.tab("contact show 'Bo") == ["contact", "show", "Bo Li", "="]
    assert bash.tab('contact show "سارا') == ["contact", "show", "سارا محمدی", "="]
    assert bash.words("log call Anna\\ P") == ["log", "call", "Anna Petrova"]


def test_bash_completes_stages_tags_and_companies(bash: Bash) -> None:
    assert bash.words("deal move web pro") == ["deal", "move", "web", "proposal"]
    assert bash.words("contact list --tag v") == ["contact", "list", "--tag", "vip"]
    assert bash.words("contact add x --company nev") == ["contact", "add", "x", "--company", "Neva Trade"]


def test_bash_completes_files_only_where_a_file_is_wanted(bash: Bash, tmp_path: Path) -> None:
    (tmp_path / "zz people.csv").touch()
    assert bash.words("import zz") == ["import", "zz people.csv"]
    assert bash.words("contact add zz") == ["contact", "add", "zz"]


def test_bash_looks_into_the_database_that_the_line_names(bash: Bash, stocked, tmp_path: Path) -> None:
    stocked("contact", "add", "Zoe Other", env={"TINYCRM_DB": str(tmp_path / "other.db")})
    db = str(tmp_path / "other.db")
    assert bash.words(f"--db {db} contact show z") == ["--db", db, "contact", "show", "Zoe Other"]


def test_bash_never_runs_what_a_name_holds(bash: Bash, stocked, tmp_path: Path) -> None:
    name = "Evil $(touch owned) `touch owned` \"';touch owned"
    stocked("contact", "add", name)
    assert bash.words("contact show evil") == ["contact", "show", name]
    assert bash.words('contact show "evil', end='"') == ["contact", "show", "evil"]
    assert bash.words("contact show 'evil", end="'") == ["contact", "show", "evil"]
    assert not (tmp_path / "owned").exists()


# --- what the scripts ask ---


def test_values_gives_one_name_a_line_in_any_spelling(stocked) -> None:
    assert stocked("completion", "values", "contact", "--", "AN").lines == ["Anna Orlova", "Anna Petrova"]
    assert stocked("completion", "values", "who", "--", "Neva").lines == ["Neva Trade"]
    assert stocked("completion", "values", "open-task", "--", "").lines == ["Send quote"]
    assert stocked("completion", "values", "done-task", "--", "").lines == []
    assert stocked("completion", "values", "tag", "--", "").lines == ["lead", "vip"]
    assert stocked("completion", "values", "pipeline", "--").lines == ["sales"]
    assert stocked("completion", "values", "lifecycle", "--", "c").lines == ["customer"]


@pytest.mark.parametrize("text", ["=", "-x", "\x1b[31m", "a@", "+", "((", '"', "9" * 400])
def test_values_never_fails(stocked, text: str) -> None:
    answer = stocked("completion", "values", "any", "--", text)
    assert (answer.out, answer.err) == ("", "")


def test_values_of_a_missing_database_are_none_and_nothing_is_created(crm) -> None:
    assert crm("completion", "values", "contact", "--", "a").raw == b""
    assert crm("completion", "values", "no such kind", "--", "a").raw == b""
    assert not crm.db.exists()


def test_values_leaves_out_what_would_be_read_as_something_else(stocked) -> None:
    stocked("contact", "add", "--", "-rf")
    stocked("contact", "add", "4711")
    assert stocked("completion", "values", "contact", "--", "-").lines == []
    assert stocked("completion", "values", "contact", "--", "4").lines == []


# --- install ---


@pytest.mark.parametrize(
    ("shell", "place"),
    [
        ("bash", ".local/share/bash-completion/completions/tinycrm"),
        ("zsh", ".local/share/zsh/site-functions/_tinycrm"),
        ("fish", ".config/fish/completions/tinycrm.fish"),
    ],
)
def test_install_writes_the_script_where_the_shell_looks(crm, shell: str, place: str) -> None:
    crm("completion", "install", shell)
    path = crm.home / place
    assert path.read_text(encoding="utf-8") == render_script(shell)
    before = path.stat().st_mtime_ns
    again = crm("completion", "install", "-f", "json", env={"SHELL": f"/usr/bin/{shell}"})
    assert again.json["path"] == str(path)
    assert path.stat().st_mtime_ns == before


def test_install_for_powershell_prints_the_line_of_the_profile(crm) -> None:
    crm("completion", "install", "powershell")
    assert [path.name for path in crm.home.iterdir()] == []


def test_install_without_a_known_shell_names_those_it_knows(crm) -> None:
    assert "SHELL does not say" in crm.fails(2, "completion", "install").err
    assert "'dash' is no shell" in crm.fails(2, "completion", "install", env={"SHELL": "/bin/dash"}).err
    crm.fails(2, "completion", "install", "bash", env={"HOME": None})
