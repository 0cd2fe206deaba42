"""What people use instead, side by side in one run: list, add, search and import at 1,000 and 10,000 records.

    python benchmarks/rivals.py [--sizes 1k,10k] [--runs 9] [--tools DIR] [--results]

Run it like scale.py. taskwarrior and the sqlite3 shell are taken from the PATH, sqlite-utils and khard from DIR or the
PATH; what is not installed is named as left out. Each figure is the least CPU time of runs taken in turn, in units of
S, `python -c 'import sqlite3'`; imports are in records a second of CPU time. Every list shows 20 records where the
program can be asked for so few.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path
from random import Random

from loads import write_csv
from measure import Machine, cpu, interleaved, machine_line
from names import family_names, given_names
from scale import write_results
from world import TODAY, size_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    # a step: its arguments, by the number of the run, and what goes to stdin
    Step = tuple[Callable[[int], list[str]], bytes | None]

WORD = "rosa"


class Rival:
    """One program with its records.

    Attributes:
        name: as people call it.
        env: of its commands.
        steps: "list", "add" and "search"; "import" fills it.
    """

    def __init__(self, name: str, env: Mapping[str, str], **steps: Step) -> None:
        self.name = name
        self.env = env
        self.steps = steps


def _always(*words: str) -> Callable[[int], list[str]]:
    return lambda _: list(words)


def tinycrm(machine: Machine, folder: Path, file: Path) -> Rival:
    """Gives TinyCRM."""
    tool = machine.tool
    return Rival(
        "TinyCRM",
        machine.env(folder / "tinycrm.db"),
        **{
            "import": (_always(*tool, "import", str(file), "--as", "contacts"), None),
            "list": (_always(*tool, "contact", "list", "--limit", "20"), None),
            "add": (lambda n: [*tool, "contact", "add", f"Person {n}", "--email", f"p{n}@example.org"], None),
            "search": (_always(*tool, "search", WORD), None),
        },
    )


def taskwarrior(tool: str, folder: Path, rows: int) -> Rival:
    """Gives taskwarrior with as many pending tasks."""
    home = folder / "taskwarrior"
    home.mkdir()
    (home / "rc").write_text(f"data.location={home}\nconfirmation=off\nverbose=nothing\n", "utf-8")
    pick, given, family = Random(7), given_names(), family_names(Random(7))
    tasks = [
        {"description": f"Call {pick.choice(given)} {pick.choice(family)} {number}", "status": "pending"}
        for number in range(rows)
    ]
    file = home / "tasks.json"
    file.write_text(json.dumps(tasks), "utf-8")
    env = dict(os.environ) | {"TASKRC": str(home / "rc"), "TASKDATA": str(home), "HOME": str(home)}
    return Rival(
        "taskwarrior",
        env,
        **{
            "import": (_always(tool, "import", str(file)), None),
            "list": (_always(tool, "limit:20", "list"), None),
            "add": (lambda n: [tool, "add", f"Call person {n}"], None),
            "search": (_always(tool, f"/{WORD.capitalize()}/", "limit:20", "list"), None),
        },
    )


def sqlite_shell(tool: str, folder: Path, file: Path) -> Rival:
    """Gives the sqlite3 shell: one table without index, search by LIKE."""
    path = str(folder / "shell.db")
    insert = "INSERT INTO contacts (name, email) VALUES ('Person {0}', 'p{0}@example.org')"
    return Rival(
        "sqlite3 shell",
        dict(os.environ),
        **{
            "import": (_always(tool, path, f".import --csv {file} contacts"), None),
            "list": (_always(tool, path, "SELECT * FROM contacts ORDER BY name LIMIT 20"), None),
            "add": (lambda n: [tool, path, insert.format(n)], None),
            "search": (_always(tool, path, f"SELECT * FROM contacts WHERE name LIKE '%{WORD}%' LIMIT 20"), None),
        },
    )


def sqlite_utils(tool: str, folder: Path, file: Path) -> Rival:
    """Gives sqlite-utils: one table without index, search by LIKE."""
    path = str(folder / "utils.db")
    like = ["--where", "name like :w", "-p", "w", f"%{WORD}%", "--limit", "20"]
    return Rival(
        "sqlite-utils",
        dict(os.environ),
        **{
            "import": (_always(tool, "insert", path, "contacts", str(file), "--csv"), None),
            "list": (_always(tool, "rows", path, "contacts", "--order", "name", "--limit", "20"), None),
            "add": (_always(tool, "insert", path, "contacts", "-"), b'{"name": "Person", "email": "p@example.org"}'),
            "search": (_always(tool, "rows", path, "contacts", *like), None),
        },
    )


def khard(tool: str, folder: Path, rows: int) -> Rival:
    """Gives khard on as many vCards; it has no import, the cards lie in its folder."""
    home = folder / "khard"
    cards = home / "cards"
    cards.mkdir(parents=True)
    pick, given, family = Random(7), given_names(), family_names(Random(7))
    for number in range(rows):
        first, last = pick.choice(given), pick.choice(family)
        (cards / f"{number}.vcf").write_text(
            f"BEGIN:VCARD\nVERSION:3.0\nUID:u{number}\nFN:{first} {last}\nN:{last};{first};;;\n"
            f"EMAIL;TYPE=work:p{number}@example.org\nEND:VCARD\n",
            "utf-8",
        )
    config = home / "khard.conf"
    config.write_text(f"[addressbooks]\n[[cards]]\npath = {cards}\n[general]\ndefault_action = list\n", "utf-8")
    fresh = b"First name : Person\nLast name : Added\nEmail :\n    work : added@example.org\n"
    return Rival(
        "khard",
        dict(os.environ) | {"HOME": str(home)},
        list=(_always(tool, "-c", str(config), "list"), None),
        add=(_always(tool, "-c", str(config), "new", "-a", "cards"), fresh),
        search=(_always(tool, "-c", str(config), "list", WORD), None),
    )


def found_tool(name: str, tools: Path | None) -> str | None:
    """Gives the path of a program, or None."""
    for folder in (tools, Path(sys.executable).parent):
        if folder is not None and (folder / name).exists():
            return str(folder / name)
    return shutil.which(name)


def rivals(machine: Machine, folder: Path, rows: int, tools: Path | None) -> tuple[list[Rival], list[str]]:
    """Gives the programs that are installed, with nothing in them yet, and the names of the others."""
    file = folder / "contacts.csv"
    write_csv(file, rows)
    found = [tinycrm(machine, folder, file)]
    absent: list[str] = []
    makers: tuple[tuple[str, str, Callable[[str], Rival]], ...] = (
        ("taskwarrior", "task", lambda tool: taskwarrior(tool, folder, rows)),
        ("sqlite3 shell", "sqlite3", lambda tool: sqlite_shell(tool, folder, file)),
        ("sqlite-utils", "sqlite-utils", lambda tool: sqlite_utils(tool, folder, file)),
        ("khard", "khard", lambda tool: khard(tool, folder, rows)),
    )
    for name, command, make in makers:
        tool = found_tool(command, tools)
        if tool is None:
            absent.append(name)
        else:
            found.append(make(tool))
    return found, absent


def compare(machine: Machine, rows: int, runs: int, tools: Path | None) -> tuple[list[str], list[str]]:
    """Gives the lines of the table for one size, and who is absent."""
    lines: list[str] = []
    with tempfile.TemporaryDirectory(dir=machine.folder) as folder:
        found, absent = rivals(machine, Path(folder), rows, tools)
        loads = {
            rival.name: cpu(rival.steps["import"][0](0), rival.env, rival.steps["import"][1])
            for rival in found
            if "import" in rival.steps
        }
        unit = interleaved(max(runs, 9), [lambda _: cpu([sys.executable, "-c", "import sqlite3"], machine.env(""))])[0]
        figures: dict[str, list[float]] = {rival.name: [] for rival in found}
        for step in ("list", "add", "search"):
            least = interleaved(runs, [_task(rival, rival.steps[step]) for rival in found])
            for rival, took in zip(found, least, strict=True):
                figures[rival.name].append(took / unit)
        for name, cells in figures.items():
            load = f"{rows / loads[name]:,.0f}/s" if name in loads else "none"
            lines.append(f"| {name} | {rows:,} | {' | '.join(f'{cell:.1f}' for cell in cells)} | {load} |")
    return lines, absent


def _task(rival: Rival, step: Step) -> Callable[[int], float]:
    words, stdin = step
    return lambda number: cpu(words(number), rival.env, stdin)


def main() -> None:
    """The table is printed, and in RESULTS.md when that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1k,10k")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--tools", type=Path, default=None)
    parser.add_argument("--results", action="store_true")
    options = parser.parse_args()
    lines: list[str] = []
    absent: Sequence[str] = ()
    with tempfile.TemporaryDirectory() as folder:
        machine = Machine(Path(folder), TODAY)
        for size in options.sizes.split(","):
            more, absent = compare(machine, size_of(size), options.runs, options.tools)
            lines += more
    left_out = f" Not installed and left out: {', '.join(absent)}." if absent else ""
    text = (
        f"{date.today().isoformat()}; {machine_line()}; CPU time in S, least of {options.runs} interleaved runs;"
        f" imports in records a second of CPU time.{left_out}\n\n"
        "| Program | Records | list | add | search | import |\n|---|---|---|---|---|---|\n" + "\n".join(lines) + "\n\n"
        "TinyCRM checks, folds, indexes and journals what it imports; the sqlite3 shell and sqlite-utils fill one table"
        " without an index. khard reads every card at each command and has no import.\n"
    )
    sys.stdout.write(text)
    if options.results:
        write_results("What people use instead", text)


if __name__ == "__main__":
    main()
