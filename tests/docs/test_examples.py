"""Every example that the documentation and the help give runs as it is written."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tinycrm.cli.build import help_text
from tinycrm.cli.invoke import load_function
from tinycrm.cli.registry import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
# The records that the examples name by id; every other id below 58 is a person nobody speaks of.
NAMED = {
    7: ["company", "add", "Neva Trade", "--website", "neva.example", "--industry", "retail"],
    9: ["company", "add", "Nord Logistics"],
    12: ["task", "add", "Send quote", "--due", "fri"],
    17: [
        "deal",
        "add",
        "Website for Neva",
        "--value",
        "4800",
        "--contact",
        "Klaus",
        "--close",
        "end of month",
        "--opened",
        "2 weeks ago",
    ],
    31: ["log", "call", "Klaus", "Wants 40 seats", "--deal", "17"],
    33: ["sale", "add", "Klaus", "480", "--product", "Logo", "--on", "2 weeks ago"],
    34: ["campaign", "add", "Spring letter", "--channel", "mail", "--start", "2026-03-01"],
    35: ["expense", "add", "90", "--kind", "marketing", "--title", "Stamps"],
    36: ["subscription", "add", "9", "40", "--product", "Hosting", "--start", "10 months ago"],
    37: ["ticket", "add", "Cannot log in", "--who", "Klaus", "--channel", "email", "--at", "3 days ago"],
    38: ["feedback", "add", "Klaus", "9", "--kind", "nps", "--comment", "Quick and kind"],
    39: ["segment", "add", "lapsed", "--where", "last_sale < 90d ago and sales >= 2"],
    42: [
        "contact",
        "add",
        "Anna Petrova",
        "--email",
        "anna@neva.example",
        "--tag",
        "lead",
        "--company",
        "7",
        "--birthday",
        "10 dec",
    ],
    50: ["contact", "add", "Bo Li", "--email", "bo@mail.example"],
    51: ["contact", "add", "سارا محمدی"],
    57: ["contact", "add", "A. Petrova"],
}
# The mails that the examples name by id; each could be sent, and then became what their command is for.
MAILS = {58: "sent", 59: "failed", 60: "in doubt", 61: "queued"}
PIPELINES = """\
pipelines:
  sales:
    default: true
    stages:
      - {key: lead, name: Lead}
      - {key: qualified, name: Qualified}
      - {key: proposal, name: Proposal}
      - {key: won, name: Won, outcome: won}
      - {key: lost, name: Lost, outcome: lost}
    reasons: {lost: [price, timing]}
  retainers:
    stages: [prospect, engaged, active, {key: completed, outcome: won}, {key: churned, outcome: lost}]
"""
FILES = {
    ".config/tinycrm/pipelines.yaml": PIPELINES,
    ".config/tinycrm/config.yaml": (
        "goals:\n  - {kpi: win_rate, target: 30%, period: quarter}\n"
        "mail: {command: 'true', from: Anna <anna@x.example>}\n"
    ),
    ".config/tinycrm/rules.yaml": (
        "rules:\n  - {name: chase-proposals, when: {stage: won, for: 7d}, then: [{task: 'Chase {{title}}'}]}\n"
    ),
    ".config/tinycrm/templates/welcome.md": "---\nsubject: Welcome\n---\nHello {{name}}\n",
    ".config/tinycrm/templates/news.md": "---\nsubject: News\n---\nHello {{name}}\n",
    ".config/tinycrm/templates/offer.md": "---\nsubject: Offer\n---\nAbout {{title}}\n",
    ".config/tinycrm/sequences/onboarding.yaml": "steps: [{after: 1d, then: [{mail: welcome, to: contact}]}]\n",
    "commands.txt": 'contact add "Mia Example"\ntask add "Call Mia" --contact mia\n',
    "contacts.csv": "Name,Email,Company\nMia Example,mia@mail.example,Neva Trade\n",
    "old-crm/contacts.csv": "Name,Email,Company\nMia Example,mia@mail.example,Neva Trade\n",
    "leads.csv": "Name,Email,Company\nMia Example,mia@mail.example,Neva Trade\n",
    "companies.csv": "Name,Website\nOak,oak.example\n",
    "deals.csv": "Title,Amount,Stage,Close date\nShop,100,lead,13/12/2026\n",
    "deals.yaml": "as: deals\ndates: mdy\ncolumns: {id: foreign_id, product: title, close_date: expected_close_on}\n",
    "cards.vcf": "BEGIN:VCARD\nVERSION:3.0\nFN:Mia Example\nEND:VCARD\n",
    "todos.ics": "BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:Call Mia\nEND:VTODO\nEND:VCALENDAR\n",
    "sales_pipeline.csv": "id,product,close_date\nX1,Chair,1/2/2027\n",
}
# What comes before an example of these commands.
BEFORE = {
    "task reopen": "tinycrm task done 12",
    "deal reopen": "tinycrm deal won 17",
    "redo": "tinycrm undo",
    "sequence stop": "tinycrm sequence start onboarding anna",
    "changes": "tinycrm changes --cursor > seen",
}
# An example that ends otherwise than with 0, on purpose.
EXPECTED = {
    # there is no terminal here
    "tinycrm template edit welcome": (2,),
    "tinycrm contact dupes --review": (2,),
    "tinycrm company dupes --review": (2,),
    "tinycrm pipeline validate": (0, 1),
    # cron knows nothing of PYTHONPATH: only an installed program passes
    "tinycrm doctor --cron": (0, 1),
}


def environment(home: Path) -> dict[str, str]:
    """Gives a clean environment in which `tinycrm` is this checkout's."""
    scripts = home / "bin"
    scripts.mkdir(parents=True, exist_ok=True)
    script = scripts / "tinycrm"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tinycrm "$@"\n')
    script.chmod(0o755)
    # the crontab of whoever runs the tests is none of theirs
    crontab = scripts / "crontab"
    crontab.write_text('#!/bin/sh\n[ "$1" = -l ] || exec cat > "$HOME/crontab"\ncat "$HOME/crontab" 2>/dev/null || :\n')
    crontab.chmod(0o755)
    env = {
        "HOME": str(home),
        "PATH": f"{scripts}:/usr/bin:/bin",
        "TINYCRM_USER": "me",
        "LANG": "C.UTF-8",
        "SHELL": "/bin/bash",
    }
    return {**env, "PYTHONPATH": str(ROOT / "src")}


def run(command: str, env: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a line as a shell does, without a terminal."""
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        env=env,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the records and files that the examples name."""
    home = tmp_path_factory.mktemp("world")
    env = environment(home)
    lines = ['["contact", "add", "Klaus Müller"]']
    for number in range(2, 58):
        words = NAMED.get(number, ["contact", "add", f"Person {number}"])
        lines.append("[" + ", ".join(f'"{word}"' for word in words) + "]")
    for name, text in FILES.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "tinycrm", "batch"],
        env=env,
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split() == [str(number) for number in range(1, 58)]
    for number, state in MAILS.items():
        sent = [sys.executable, "-m", "tinycrm", "mail", "test"]
        assert subprocess.run(sent, env=env, capture_output=True, text=True, check=True).stdout == f"{number}\n"
        with sqlite3.connect(home / ".local/share/tinycrm/tinycrm.db") as db:
            db.execute("UPDATE outbox SET state = ? WHERE id = ?", (state, number))
        db.close()
    related = [sys.executable, "-m", "tinycrm", "contact", "relate", "42", "colleague", "50"]
    assert subprocess.run(related, env=env, capture_output=True, check=False).returncode == 0
    exported = [sys.executable, "-m", "tinycrm", "export", "--output", str(home / "everything.json")]
    assert subprocess.run(exported, env=env, capture_output=True, check=False).returncode == 0
    (home / "safe").mkdir()
    backup = subprocess.run(
        [sys.executable, "-m", "tinycrm", "backup", str(home / "kept.db")], env=env, capture_output=True, check=False
    )
    assert backup.returncode == 0
    return home


def examples() -> list[tuple[str, str]]:
    """Gives (command, example) of every example in the help."""
    found: list[tuple[str, str]] = []
    for command in COMMANDS:
        text = help_text(load_function(command)).partition("Examples:\n")[2]
        found += [(" ".join(command.words), line.strip()) for line in text.splitlines() if line.strip()]
    return found


def test_every_command_has_an_example() -> None:
    shown = {name for name, _ in examples()}
    assert [
        " ".join(command.words) for command in COMMANDS if command.help and " ".join(command.words) not in shown
    ] == []


@pytest.mark.parametrize(
    ("name", "example"), examples(), ids=lambda value: value[:60] if isinstance(value, str) else ""
)
def test_an_example_of_the_help_runs(world: Path, tmp_path: Path, name: str, example: str) -> None:
    home = tmp_path / "home"
    shutil.copytree(world, home)
    if "restore" in example or "backup verify" in example:
        shutil.copy(home / "kept.db", home / "safe" / "tinycrm.db")
    if name in BEFORE:
        assert run(BEFORE[name], environment(home), home).returncode == 0
    done = run(example, environment(home), home)
    assert done.returncode in EXPECTED.get(example, (0,)), f"{example}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr


def blocks(path: Path, kind: str) -> list[str]:
    """Gives the code blocks of a kind in a page."""
    return re.findall(rf"^```{kind}\n(.*?)^```", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def test_the_tour_of_the_readme_runs_from_an_empty_home(tmp_path: Path) -> None:
    env = environment(tmp_path)
    commands = [
        line[2:]
        for block in blocks(ROOT / "README.md", "console")
        for line in block.splitlines()
        if line.startswith("$ ")
    ]
    assert len(commands) > 15
    for command in commands:
        done = run(command, env, tmp_path)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_the_readme_names_the_commands_that_set_up_and_test() -> None:
    demo, tests = blocks(ROOT / "README.md", "sh")
    assert demo.strip().endswith(".venv/bin/tinycrm demo")
    assert tests.strip().endswith(".venv/bin/python -m pytest -n 2")


def guide_lines() -> list[str]:
    """Gives the commands of the guide."""
    return [line for block in blocks(ROOT / "docs" / "guide.md", "sh") for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("command", guide_lines())
def test_a_command_of_the_guide_runs(world: Path, tmp_path: Path, command: str) -> None:
    home = tmp_path / "home"
    shutil.copytree(world, home)
    if command.startswith(("tinycrm restore", "tinycrm backup verify")):
        shutil.copy(home / "kept.db", home / "safe" / "tinycrm.db")
    done = run(command, environment(home), home)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_the_generated_pages_are_what_the_program_says(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "generate_docs.py"), "--check"],
        env={**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
