"""How long `tinycrm run` takes with many rules on a world, when nothing is due and when thousands of records are.

    python benchmarks/run_rules.py [--contacts 100000] [--world FILE] [--rules 50] [--firings 5000] [--results]

Half of the rules speak of people and companies, of whom there are most; every one of them has been done to all that it
is due for, as after months of use, before the run that finds nothing is timed. A firing makes a task and a tag, in an
operation of its own. S is `python -c 'import sqlite3'`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from measure import Machine, Row, cpu, interleaved, machine_line, seconds, table
from scale import write_results
from world import TODAY, size_of, world

_QUIET_SECONDS = 2.0
_FIRINGS_PER_SECOND = 500.0
_WHEN = (
    "{{no_interaction: {days}d}}",
    "{{stage: proposal, for: {days}d}}",
    "{{no_interaction: {days}d, of: company}}",
    "{{task_overdue: {days}d}}",
    "{{no_interaction: {days}d}}",
    "{{stage: won, for: {days}d}}",
    "{{no_interaction: {days}d}}",
    "{{ticket_unanswered: {days}d}}",
    "{{subscription_ends: {days}d}}",
    "{{birthday: {days}d}}",
)
_IF = {"no_interaction": ("lifecycle = customer", "tag = lead", "owner is not empty"), "stage": ("value >= 1000 EUR",)}
_FIRST = "first"


def rules(count: int) -> str:
    """Gives the text of a rules.yaml: `count` rules of time, and one that is done thousands of times."""
    made = [f"rules:\n  - {{name: {_FIRST}, when: {{no_interaction: 10d}}, then: [{{task: 'Call {{{{name}}}}'}}]}}\n"]
    for number in range(count):
        when = _WHEN[number % len(_WHEN)].format(days=7 + number)
        ifs = _IF.get(when[1:].partition(":")[0], ())
        narrow = f"if: {ifs[number % len(ifs)]!r}, " if ifs and number % 3 else ""
        made.append(f"  - {{name: rule-{number}, when: {when}, {narrow}then: [{{task: 'Look at it', due: +1d}}]}}\n")
    return "".join(made)


def main() -> None:
    """The table is on stdout, and in RESULTS.md with --results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--contacts", type=size_of, default=100_000)
    parser.add_argument("--world", type=Path, help="a database made by world.py; it is copied")
    parser.add_argument("--rules", type=int, default=50)
    parser.add_argument("--firings", type=int, default=5000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--results", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        machine = Machine(folder, TODAY)
        database = folder / "work.db"
        shutil.copyfile(asked.world or world(asked.contacts, asked.folder), database)
        database.chmod(0o600)
        rows = measure(machine, database, asked.rules, asked.firings)
    text = f"{machine_line()}; {asked.contacts:,} contacts, {asked.rules} rules.\n\n{table(rows)}"
    sys.stdout.write(f"{text}\n")
    if asked.results:
        write_results(f"Rules at {asked.contacts:,} contacts", f"{date.today().isoformat()}; {text}")


def measure(machine: Machine, database: Path, count: int, firings: int) -> list[Row]:
    """Gives the lines of the table."""
    env = machine.env(database)
    settings = Path(f"{database}.d")
    settings.mkdir()
    start = cpu([sys.executable, "-c", "import sqlite3"], env)

    def call(*words: str) -> str:
        done = subprocess.run([*machine.tool, *words], env=env, capture_output=True, check=False, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr}")
        return done.stdout

    # a database of an older release is migrated by the first write, which is not what is measured
    call("task", "add", "The first")
    without = min(interleaved(5, [lambda _: cpu([*machine.tool, "run"], env)]))
    (settings / "rules.yaml").write_text(rules(count), encoding="utf-8")
    began = time.perf_counter()
    told = json.loads(call("run", "--only", _FIRST, "--limit", str(firings), "-f", "json"))
    taken = time.perf_counter() - began
    fired = told["fired"][_FIRST]
    for number in range(count):
        call("rules", "skip", f"rule-{number}")
    call("rules", "skip", _FIRST)
    quiet = min(interleaved(5, [lambda _: cpu([*machine.tool, "run"], env)]))
    wall = min(interleaved(5, [lambda _: seconds([*machine.tool, "run"], env)]))
    remembered = int(call("rules", "list", "-f", "json").count('"name"'))
    rate = fired / taken
    return [
        Row("run, no rules", "", f"{without * 1000:,.0f} ms CPU ({without / start:.1f} S)"),
        Row(
            f"run, {remembered - 1} rules, nothing due",
            f"≤ {_QUIET_SECONDS * 1000:,.0f} ms",
            f"{wall * 1000:,.0f} ms, {quiet * 1000:,.0f} ms CPU",
            wall <= _QUIET_SECONDS,
        ),
        Row(
            f"run, {fired:,} firings of one rule",
            f"≥ {_FIRINGS_PER_SECOND:,.0f} a second",
            f"{rate:,.0f} a second",
            rate >= _FIRINGS_PER_SECOND,
        ),
    ]


if __name__ == "__main__":
    main()
