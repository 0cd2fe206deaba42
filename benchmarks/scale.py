"""Every figure of the design that depends on size, measured and printed as a table.

    python benchmarks/scale.py [--only hot,search …] [--small 10k] [--large 1m] [--runs 15] [--folder DIR] [--results]

Run it with the Python of a virtual environment that has TinyCRM installed as a wheel with bytecode. Worlds are built
when they are not in DIR (see world.py) and copied before anything is written. Ratios are of CPU time, the least of many
runs taken in turn: absolute times mean nothing on a shared machine. S is `python -c 'import sqlite3'`. `--results`
writes the tables of scale, start-up and rivals into RESULTS.md.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

import engine
import loads
from commands import WRITES, hot_commands
from measure import Machine, Row, cpu, cpu_on_terminal, interleaved, machine_line, megabytes, table
from world import TODAY, ids_of, size_of, world

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

RESULTS = Path(__file__).with_name("RESULTS.md")
REPORTS = ("pipeline", "forecast", "win-loss", "stages", "leads", "activity", "kpi")


class Bench:
    """The machine with a small and a large world to work on.

    Attributes:
        machine: the program.
        runs: how often each thing is done.
        small, large: sizes.
        worlds: copies by size.
        named: only these hot commands; empty is all.
    """

    def __init__(self, machine: Machine, runs: int, small: int, large: int, folder: Path | None) -> None:
        self.machine = machine
        self.runs = runs
        self.small = small
        self.large = large
        self.worlds: dict[int, Path] = {}
        self.named: list[str] = []
        self._folder = folder

    def copy(self, contacts: int) -> Path:
        """Gives a copy of a world that may be written to."""
        if contacts not in self.worlds:
            made = self.machine.folder / f"work-{contacts}.db"
            shutil.copyfile(world(contacts, self._folder), made)
            made.chmod(0o600)
            self.worlds[contacts] = made
        return self.worlds[contacts]

    def unit(self) -> float:
        """Gives S in CPU seconds."""
        env = self.machine.env("")
        return interleaved(self.runs, [lambda _: cpu([sys.executable, "-c", "import sqlite3"], env)])[0]


def hot(bench: Bench) -> list[Row]:
    """A hot command on the large world against the small one, plain and JSON."""
    rows: list[Row] = []
    sides = [(size, hot_commands(bench.copy(size), size, "s")) for size in (bench.small, bench.large)]
    unit = bench.unit()
    for name in sides[0][1]:
        if bench.named and name not in bench.named:
            continue
        # as JSON the agenda is all that waits, which grows with the world: see the reports
        for format in ("plain",) if name == "today" else ("plain", "JSON"):
            offset = 50 if format == "JSON" else 0
            more = ["-f", "json"] if format == "JSON" else []

            def runner(size: int, command: Callable[[int], list[str]], offset: int, more: list[str]):
                env = bench.machine.env(bench.worlds[size])
                return lambda number: cpu([*bench.machine.tool, *command(offset + number), *more], env)

            tasks = [runner(size, commands[name], offset, more) for size, commands in sides]
            least, most = interleaved(bench.runs, tasks)
            measured = f"{most / least:.2f} ({least / unit:.2f} → {most / unit:.2f} S)"
            kind = "write" if name in WRITES else "read"
            rows.append(Row(f"{name}, {format} ({kind})", "≤ 1.1", measured, most / least <= 1.1))
            told(rows[-1])
    return rows


def terminal(bench: Bench) -> list[Row]:
    """A list on a terminal against plain output."""
    env = bench.machine.env(bench.copy(bench.small))
    rows: list[Row] = []
    for noun in ("contact", "deal", "task"):
        words = [*bench.machine.tool, noun, "list", "--limit", "50"]
        tasks = [lambda _, w=words: cpu(w, env), lambda _, w=words: cpu_on_terminal(w, env)]
        plain, shown = interleaved(bench.runs, tasks)
        measured = f"{shown / plain:.2f}"
        rows.append(Row(f"{noun} list, 50 rows on a terminal / plain", "≤ 1.2", measured, shown / plain <= 1.2))
    return rows


def memory(bench: Bench) -> list[Row]:
    """The greatest resident memory, on the large world."""
    path = bench.copy(bench.large)
    env = bench.machine.env(path)
    found: list[Row] = []
    commands = hot_commands(path, bench.large, "m")
    groups = (
        ("hot", 12.0, {name: command(120) for name, command in commands.items()}),
        (
            "through Typer",
            24.0,
            {
                "history": ["history", "--limit", "20"],
                "company show": ["company", "show", str(ids_of(bench.large)["company"])],
                "contact add --help": ["contact", "add", "--help"],
            },
        ),
    )
    for kind, reach, group in groups:
        weights = {
            name: min(megabytes([*bench.machine.tool, *words], env) for _ in range(1 if name in WRITES else 3))
            for name, words in group.items()
        }
        worst = max(weights, key=lambda name: weights[name])
        measured = ", ".join(f"{name} {weight:.1f}" for name, weight in sorted(weights.items(), key=lambda w: -w[1]))
        found.append(Row(f"memory, {kind}", f"≤ {reach:.0f} MB", f"{measured} MB", weights[worst] <= reach))
    nothing = min(megabytes([sys.executable, "-c", "import sqlite3"], env) for _ in range(3))
    found.append(Row("memory, python -c 'import sqlite3'", "", f"{nothing:.1f} MB"))
    return found


def reports(bench: Bench) -> list[Row]:
    """Reports and the agenda on the large world, in CPU seconds."""
    env = bench.machine.env(bench.copy(bench.large))
    deals = bench.large // 5
    found: list[Row] = []
    for name in REPORTS:
        took = min(cpu([*bench.machine.tool, "report", name], env) for _ in range(3))
        reach = "≤ 3 s" if name == "kpi" else ""
        weight = megabytes([*bench.machine.tool, "report", name], env)
        measured = f"{took:.2f} s CPU, {weight:.0f} MB"
        found.append(Row(f"report {name}, {deals:,} deals", reach, measured, took <= 3 if reach else None))
        told(found[-1])
    took = min(cpu([*bench.machine.tool, "today", "-f", "json"], env) for _ in range(3))
    found.append(Row(f"today -f json, {bench.large:,} contacts", "", f"{took:.2f} s CPU: everybody who waits"))
    return found


def told(row: Row) -> None:
    """The row is on stderr while the others are still being measured."""
    sys.stderr.write(f"{row.what}: {row.measured} {'' if row.met is None else 'met' if row.met else 'NOT MET'}\n")


def search(bench: Bench) -> list[Row]:
    """Ranked search within the process."""
    return engine.search_rows(bench.copy(bench.large), bench.large)


def importing(bench: Bench) -> list[Row]:
    """A CSV file brought in, against the bare inserts of the same rows."""
    return loads.import_rows(bench.machine, 20_000)


def batch(bench: Bench) -> list[Row]:
    """Many writes in one process."""
    return loads.batch_rows(bench.machine, 1_000)


def durable(bench: Bench) -> list[Row]:
    """Durable writes of several processes at once."""
    return engine.durable_rows(bench.machine, processes=8, writes=100)


SECTIONS: dict[str, tuple[str, Callable[[Bench], list[Row]]]] = {
    "hot": ("Hot commands, large world / small world", hot),
    "terminal": ("A list for people", terminal),
    "search": ("Ranked search in process", search),
    "importing": ("CSV import", importing),
    "batch": ("Many writes at once", batch),
    "durable": ("Durable writes", durable),
    "memory": ("Memory", memory),
    "reports": ("Reports", reports),
}


def write_results(title: str, text: str) -> None:
    """RESULTS.md holds this text under a heading of this title, in the place of what it held there."""
    parts = RESULTS.read_text("utf-8").split("\n# ") if RESULTS.exists() else []
    kept = [part.removeprefix("# ").strip("\n") for part in parts]
    fresh = f"{title}\n\n{text}".strip("\n")
    found = [fresh if part.split("\n", 1)[0] == title else part for part in kept]
    if fresh not in found:
        found.append(fresh)
    RESULTS.write_text("\n\n".join(f"# {part}" for part in found) + "\n", "utf-8")


def main() -> None:
    """The tables are printed, and in RESULTS.md when that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(SECTIONS))
    parser.add_argument("--small", default="10k")
    parser.add_argument("--large", default="1m")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--scratch", type=Path, default=None)
    parser.add_argument("--named", default="", help="only these hot commands: 'today,deal list'")
    parser.add_argument("--results", action="store_true")
    options = parser.parse_args()
    names = [name.strip() for name in options.only.split(",")]
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        parser.error(f"no such section: {unknown[0]}; one of: {', '.join(SECTIONS)}")
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        machine = Machine(Path(folder), TODAY)
        bench = Bench(machine, options.runs, size_of(options.small), size_of(options.large), options.folder)
        bench.named = [name.strip() for name in options.named.split(",") if name.strip()]
        for name in names:
            heading, section = SECTIONS[name]
            rows = section(bench)
            text = (
                f"{date.today().isoformat()}; {machine_line()}; small {options.small}, large {options.large} contacts;"
                f" least of {options.runs} interleaved runs.\n\n{table(rows)}"
            )
            sys.stdout.write(f"# {heading}\n\n{text}\n")
            sys.stdout.flush()
            if options.results:
                write_results(heading, text)


if __name__ == "__main__":
    main()
