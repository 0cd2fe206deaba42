"""How long every report takes on a world, beyond the start of the program, and how much memory.

    python benchmarks/reports.py [--contacts 100000] [--only kpi,revenue …] [--more "--period year"] [--runs 5]

A report is given several times within one process that has loaded everything it needs, on an empty database: the least
of the runs is the report alone, by the clock and in CPU time. Its memory is that of a process of its own. S is
`python -c 'import sqlite3'`; `today` beside the reports is one that a person waits for every morning.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from measure import Machine, Row, cpu, interleaved, machine_line, megabytes, table
from scale import write_results
from world import TODAY, size_of, world

# ≤ 3 s for the scorecard at a million, ≤ 300 ms for any report at a hundred thousand
_SCORECARD = ("kpi", 1_000_000, 3000.0)
_ANY = (100_000, 300.0)


def names(machine: Machine, database: Path) -> list[str]:
    """Gives the names of all reports, in the order of `tinycrm report list`."""
    words = [*machine.tool, "report", "list", "-f", "json"]
    done = subprocess.run(words, env=machine.env(database), capture_output=True, check=True)
    return [str(row["name"]) for row in json.loads(done.stdout)]


def work(words: list[str], runs: int) -> None:
    """The least milliseconds of a command, by the clock and in CPU time, are on stdout: "12.3 11.9 0".

    TINYCRM_DB is the world and BENCH_EMPTY an empty database, on which the command is given first.
    """
    from tinycrm.entry import main

    told, nothing = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    world_path, empty = os.environ["TINYCRM_DB"], os.environ["BENCH_EMPTY"]
    sys.argv = ["tinycrm", *words]
    os.environ["TINYCRM_DB"] = empty
    main()
    os.environ["TINYCRM_DB"] = world_path
    wall = used = float("inf")
    code = 0
    for _ in range(runs):
        begun, before = time.perf_counter(), time.process_time()
        code = code or main()
        sys.stdout.flush()
        used, wall = min(used, time.process_time() - before), min(wall, time.perf_counter() - begun)
    os.write(told, f"{wall * 1000:.1f} {used * 1000:.1f} {code}".encode())


def measured(machine: Machine, database: Path, words: list[str], runs: int) -> tuple[float, float]:
    """Gives the least milliseconds of a command beyond the start of the program: by the clock, in CPU time.

    Raises:
        RuntimeError: it failed.
    """
    empty = machine.folder / "empty.db"
    env = {**machine.env(database), "BENCH_EMPTY": str(empty), "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    if not empty.exists():
        subprocess.run(
            [*machine.tool, "contact", "add", "Nobody"], env=machine.env(empty), capture_output=True, check=True
        )
    argv = [sys.executable, __file__, "--work", shlex.join(words), "--runs", str(runs)]
    done = subprocess.run(argv, env=env, capture_output=True, check=False)
    parts = done.stdout.split()
    if done.returncode or len(parts) != 3 or parts[2] != b"0":
        raise RuntimeError(f"{shlex.join(words)} failed: {done.stderr.decode(errors='replace')[-300:]}")
    return float(parts[0]), float(parts[1])


def rows(machine: Machine, database: Path, contacts: int, wanted: list[str], more: list[str], runs: int) -> list[Row]:
    """Gives a line for each report."""
    unit = interleaved(runs, [lambda _: cpu([sys.executable, "-c", "import sqlite3"], machine.env(""))])[0]
    found: list[Row] = []
    for name in wanted:
        words = ["today"] if name == "today" else ["report", name, *more]
        try:
            wall, used = measured(machine, database, words, runs)
            weight = megabytes([*machine.tool, *words], machine.env(database))
        except RuntimeError as error:
            found.append(Row(f"report {name}", "", str(error).replace("\n", " "), met=False))
        else:
            most = _reach(name, contacts)
            what = "today" if name == "today" else f"report {' '.join(words[1:])}"
            told = f"{wall:,.0f} ms, {used:,.0f} ms CPU ({used / 1000 / unit:.1f} S), {weight:.0f} MB"
            # what else runs on the machine lengthens the one, not the other
            met = None if most is None else used <= most
            found.append(Row(what, "" if most is None else f"≤ {most:,.0f} ms CPU", told, met))
        sys.stderr.write(f"{found[-1].what}: {found[-1].measured}\n")
    return found


def _reach(name: str, contacts: int) -> float | None:
    if name == "today":
        return None
    if contacts <= _ANY[0]:
        return _ANY[1]
    return _SCORECARD[2] if name == _SCORECARD[0] and contacts <= _SCORECARD[1] else None


def main() -> None:
    """The table is printed, and in RESULTS.md when that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=size_of, default=100_000, help="10k, 100k, 1m or a number")
    parser.add_argument("--only", default="", help="names of reports, parted by commas")
    parser.add_argument("--more", default="", help="options of every report: '--period year'")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--scratch", type=Path, default=None)
    parser.add_argument("--results", action="store_true")
    parser.add_argument("--work", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(shlex.split(options.work), options.runs)
        return
    database = world(options.contacts, options.folder)
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        machine = Machine(Path(folder), TODAY)
        known = names(machine, database)
        wanted = [name.strip() for name in options.only.split(",")] if options.only else [*known, "today"]
        unknown = [name for name in wanted if name not in (*known, "today")]
        if unknown:
            parser.error(f"no such report: {unknown[0]}; one of: {', '.join(known)}")
        found = rows(machine, database, options.contacts, wanted, shlex.split(options.more), options.runs)
    told = f"{date.today()}; {machine_line()}; {options.contacts:,} contacts; least of {options.runs} runs."
    text = f"{told}\n\n{table(found)}"
    sys.stdout.write(text)
    if options.results:
        write_results(f"Reports at {options.contacts:,} contacts", text)


if __name__ == "__main__":
    main()
