"""Writes docs/commands.md and docs/tour.md from the program itself.

    python tools/generate_docs.py            write both
    python tools/generate_docs.py --check    say whether they are up to date (exit 1 when not)

The tour runs every command on a terminal of 80 columns, in a fresh home, on a fixed day.
"""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
# Long before any day on which the page is made: the days that are real are told from those of the tour by it.
DAY = "2026-03-10"

TOUR: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "A small business to look at. `tinycrm demo` fills a database of its own and shows the agenda:",
        ("tinycrm demo",),
    ),
    ("From here on the demonstration is the database:", ('export TINYCRM_DB="$HOME/.local/share/tinycrm/demo.db"',)),
    ("The pipeline as columns:", ("tinycrm deal board",)),
    ("A person: everything about her on one page, found by half a name:", ("tinycrm contact show anna",)),
    (
        "In any script. Persian and Russian names align, and are found in any order of their words:",
        (
            "tinycrm contact list --where 'company is not empty' --limit 12",
            "tinycrm contact show 'Соколова Анна' --get email",
        ),
    ),
    (
        "Log a call and the follow-up in one line:",
        ('tinycrm log call klaus "Said yes to the catalogue" --next "Send contract" --due tomorrow',),
    ),
    ("Deals, filtered and sorted:", ("tinycrm deal list --where 'value >= 9k EUR' --sort -value",)),
    (
        "A stage asks for what it needs. The message says how to mend it, the exit code tells a script:",
        (
            "tinycrm deal move 'brand book' proposal",
            "tinycrm deal edit 'brand book' --close 'in 3 weeks'",
            "tinycrm deal move 'brand book' qualified",
        ),
    ),
    (
        "Win one, and see the numbers:",
        (
            "tinycrm deal won 'spare parts' --reason product",
            "tinycrm report win-loss --period quarter",
            "tinycrm report kpi --period quarter",
        ),
    ),
    (
        "A mistake is taken back:",
        ("tinycrm contact rm 'Tom Bright' --cascade", "tinycrm undo", "tinycrm history --limit 3"),
    ),
    (
        "For scripts: ids on a pipe, exact JSON, documented exit codes:",
        (
            "tinycrm contact list --tag newsletter -f ids | tinycrm contact tag - autumn",
            "tinycrm deal show 'website for' --get value",
            "tinycrm task list --due overdue -f csv --columns id,due_on,title",
            'tinycrm contact show nobody; echo "exit $?"',
        ),
    ),
    ("Everything in one file, safely copied, checked:", ("tinycrm doctor", "tinycrm search نوآوران")),
)


def commands_page() -> str:
    """Gives docs/commands.md: every command with its help, options and examples."""
    from tinycrm.cli.build import help_text, parameters
    from tinycrm.cli.invoke import load_function
    from tinycrm.cli.options import Arg
    from tinycrm.cli.registry import COMMANDS, GROUPS
    from tinycrm.cli.shared import HELP

    lines = [
        "# Commands",
        "",
        "Generated from the program by `tools/generate_docs.py`; `tinycrm COMMAND --help` says the same.",
        "",
        "## Options of every command",
        "",
        "Accepted anywhere before `--`; the later of two wins.",
        "",
        "| Option | |",
        "|---|---|",
    ]
    lines += [f"| `{name}` | {_cell(text)} |" for name, text in HELP]
    group = ""
    for command in sorted(
        COMMANDS,
        key=lambda own: (
            len(own.words) > 1 or own.words[0] in GROUPS,
            list(GROUPS).index(own.words[0]) if own.words[0] in GROUPS else 0,
        ),
    ):
        if command.help == "":
            continue
        heading = GROUPS.get(command.words[0], "Everyday, set-up and care")
        if heading != group:
            group = heading
            title = command.words[0] if command.words[0] in GROUPS else heading
            lines += ["", f"## {title}", ""]
            lines += [f"{heading}."] if command.words[0] in GROUPS else []
        function = load_function(command)
        own = parameters(function)
        usage = " ".join(["tinycrm", *command.words, *(p.declared.metavar for p in own if isinstance(p.declared, Arg))])
        text, _, examples = help_text(function).partition("\b\nExamples:\n")
        lines += ["", f"### tinycrm {' '.join(command.words)}", "", f"`{usage}`", "", text.strip(), ""]
        if examples.strip():
            lines += ["```sh", *(line.strip() for line in examples.strip().splitlines()), "```", ""]
        options = [p for p in own if not isinstance(p.declared, Arg)]
        if options:
            lines += ["| Option | |", "|---|---|"]
            for parameter in options:
                names = ", ".join(parameter.declared.names)
                value = (
                    ""
                    if parameter.kind == "flag"
                    else " "
                    + (parameter.declared.metavar or names.split(", ")[0].lstrip("-").upper().replace("-", "_"))
                )
                lines.append(f"| `{names}{value}` | {_cell(parameter.declared.help)} |")
    return "\n".join(lines).rstrip() + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def run_on_terminal(command: str, env: dict[str, str]) -> str:
    """Gives what a command prints on a terminal of 80 columns, without colour."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        ["bash", "-c", command], stdin=subprocess.DEVNULL, stdout=follower, stderr=follower, env=env, close_fds=True
    )
    os.close(follower)
    data = b""
    while True:
        ready, _, _ = select.select([leader], [], [], 60)
        if not ready:
            break
        try:
            chunk = os.read(leader, 65536)
        except OSError:
            break
        if not chunk:
            break
        data += chunk
    process.wait()
    os.close(leader)
    return data.decode().replace("\r\n", "\n")


def tour_page() -> str:
    """Gives docs/tour.md: the tour's commands with what they print."""
    lines = [
        "# A tour in five minutes",
        "",
        "Generated by running the commands (`tools/generate_docs.py`), on a terminal of 80 columns.",
        "",
    ]
    with tempfile.TemporaryDirectory() as home:
        script = Path(home, "bin", "tinycrm")
        script.parent.mkdir()
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tinycrm "$@"\n')
        script.chmod(0o755)
        env = {
            "HOME": home,
            "PATH": f"{script.parent}:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT / "src"),
            "TERM": "xterm",
            "NO_COLOR": "1",
            "COLUMNS": "80",
            "TINYCRM_TODAY": DAY,
            "TINYCRM_USER": "me",
            "TZ": "UTC",
            "LANG": "C.UTF-8",
        }
        exports: list[str] = []
        for text, commands in TOUR:
            lines += [text, "", "```console"]
            for command in commands:
                lines.append(f"$ {command}")
                if command.startswith("export "):
                    exports.append(command)
                    continue
                printed = run_on_terminal("; ".join([*exports, command]), env)
                lines += [line.rstrip() for line in _steady(printed.replace(home, "/home/me")).splitlines()]
            lines += ["```", ""]
    return "\n".join(lines).rstrip() + "\n"


def _steady(text: str) -> str:
    """Times of day that depend on when the page is made are written as noon."""
    real = datetime.now(UTC).date()
    for day in (real - timedelta(days=1), real, real + timedelta(days=1)):
        text = re.sub(rf"{day} \d\d:\d\d(?!:)", f"{DAY} 12:00", text)
    return re.sub(
        rf"({DAY}) \d\d:\d\d(?!:)",
        r"\1 12:00",
        re.sub(r"(today|yesterday) \d\d:\d\d(?= +(lifecycle|call|deal|task))", r"\1 12:00", text),
    )


def main() -> int:
    """The pages are written, or compared."""
    pages = {DOCS / "commands.md": commands_page(), DOCS / "tour.md": tour_page()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(ROOT)} is not what the program says; python tools/generate_docs.py\n")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path], encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
