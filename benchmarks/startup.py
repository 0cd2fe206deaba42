"""Start-up of the command line, as ratios to `python -c 'import sqlite3'` (S) taken in turn with it.

    python benchmarks/startup.py [--runs 21] [--json]

Run it with the Python of a virtual environment that has TinyCRM installed as a wheel with bytecode. Each figure is
the minimum CPU time (user + system, of the process and its children) of many interleaved runs: absolute times
mean nothing on a shared machine.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROWS: tuple[tuple[str, ...], ...] = (
    ("--version",),
    ("contact", "list"),
    ("contact", "list", "-f", "json"),
    ("contact", "show", "1"),
    ("contact", "add", "Somebody"),
    ("company", "list"),
    ("task", "list"),
    ("task", "add", "Something", "--due", "fri"),
    ("deal", "list"),
    ("deal", "show", "3"),
    ("log", "call", "1", "Hello"),
    ("today",),
    ("search", "anna"),
    ("report", "kpi"),
    ("pipeline", "show"),
    ("history",),
    ("--help",),
    ("contact", "add", "--help"),
)


def measure(argv: list[str], env: dict[str, str]) -> tuple[float, int]:
    """Gives CPU seconds and the exit code of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = subprocess.run(
        argv, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    ).returncode
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, code


def main() -> None:
    """The table of ratios is printed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=21)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    script = Path(sys.executable).parent / "tinycrm"
    tool = [str(script)] if script.exists() else [sys.executable, "-m", "tinycrm"]
    with tempfile.TemporaryDirectory() as folder:
        env = {key: value for key, value in os.environ.items() if not key.startswith("TINYCRM_")}
        env.pop("PYTHONDONTWRITEBYTECODE", None)
        env |= {"HOME": folder, "TINYCRM_DB": f"{folder}/bench.db", "TINYCRM_USER": "bench"}
        for words in (
            ["contact", "add", "Anna Petrova", "--email", "anna@neva.example"],
            ["task", "add", "Send quote", "--due", "fri"],
            ["deal", "add", "Website", "--value", "4800", "--contact", "1"],
        ):
            subprocess.run([*tool, *words], env=env, check=True, stdout=subprocess.DEVNULL)
        base: list[float] = []
        empty: list[float] = []
        rows: dict[tuple[str, ...], list[float]] = {row: [] for row in ROWS}
        codes: dict[tuple[str, ...], int] = {}
        for _ in range(options.runs):
            base.append(measure([sys.executable, "-c", "import sqlite3"], env)[0])
            empty.append(measure([sys.executable, "-c", "pass"], env)[0])
            for row, times in rows.items():
                seconds, codes[row] = measure([*tool, *row], env)
                times.append(seconds)
    unit, nothing = min(base), min(empty)
    result = {" ".join(row): round(min(times) / unit, 2) for row, times in rows.items()}
    if options.json:
        sys.stdout.write(
            json.dumps({"runs": options.runs, "S": result, "version/pass": min(rows[ROWS[0]]) / nothing}) + "\n"
        )
        return
    sys.stdout.write(f"S = python -c 'import sqlite3' = {unit * 1000:.1f} ms CPU; minimum of {options.runs} runs\n")
    sys.stdout.write(f"{'--version / python -c pass':<34}{min(rows[ROWS[0]]) / nothing:6.2f}\n")
    for row, times in rows.items():
        failed = f"   exit {codes[row]}" if codes[row] else ""
        sys.stdout.write(f"{'tinycrm ' + ' '.join(row):<34}{min(times) / unit:6.2f} S{failed}\n")


if __name__ == "__main__":
    main()
