"""Bulk: a CSV file brought in, against bare inserts of the same rows; many writes in one process, against as many."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
import sys
import time
from pathlib import Path
from random import Random

from measure import Row, cpu, megabytes
from names import CITIES, TAGS, TITLES, family_names, given_names, latin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from measure import Machine

HEADER = ("name", "email", "phone", "company", "title", "tags", "source")
# the first takes all that is remembered of rows before; the second would be ten minutes more with a million
WEIGHED = (100_000, 300_000)
# what an import fills beside the journal
_TABLES = ("company", "contact", "contact_point", "contact_company", "tagging", "doc")


def write_csv(path: Path, rows: int, seed: int = 7) -> None:
    """A file of contacts is there: names in three scripts, half with a telephone, a company for every five."""
    pick = Random(seed)
    given, family = given_names(), family_names(pick)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            first, last = pick.choice(given), pick.choice(family)
            email = f"{latin(first)}.{latin(last)}.{number}@mail{number % 50}.example"
            phone = f"+4930{10_000_000 + number}" if number % 2 else ""
            company = f"{family[number // 5 % len(family)]} {CITIES[number // 5 % len(CITIES)]} {number // 5}"
            tag = TAGS[number % len(TAGS)] if number % 3 == 0 else ""
            writer.writerow((f"{first} {last}", email, phone, company, pick.choice(TITLES), tag, "fair"))


def import_rows(machine: Machine, rows: int) -> list[Row]:
    """Gives the import's rows a second of CPU time, and as a share of bare inserts of what it wrote."""
    file = machine.folder / "contacts.csv"
    write_csv(file, rows)
    made = machine.folder / "imported.db"
    took = raw = inserted = float("inf")
    for _ in range(3):
        made.unlink(missing_ok=True)
        words = [*machine.tool, "import", str(file), "--as", "contacts"]
        took = min(took, cpu(words, machine.env(made)))
        raw = min(raw, _bare(made, machine.folder / "bare.db"))
        inserted = min(inserted, _sqlite_utils(file, machine.folder / "inserted.db"))
    share = raw / took
    found = [
        Row(
            f"CSV import of {rows:,} contacts with everything / bare executemany of the same rows, indexes and search",
            "≥ 0.5 of its rows/s",
            f"{share:.2f} ({rows / took:,.0f} against {rows / raw:,.0f} rows/s)",
            share >= 0.5,
        )
    ]
    if inserted < float("inf"):
        found.append(
            Row(
                "the same file: import / sqlite-utils insert --csv, one table without index or check",
                "ahead",
                f"{inserted / took:.2f} ({rows / took:,.0f} against {rows / inserted:,.0f} rows/s)",
                took <= inserted,
            )
        )
    found.append(_weights(machine, file, made))
    return found


def _weights(machine: Machine, file: Path, made: Path) -> Row:
    """Gives how much more memory three times as many rows take, and what that is."""
    weights: list[float] = []
    for rows in WEIGHED:
        made.unlink(missing_ok=True)
        write_csv(file, rows)
        weights.append(megabytes([*machine.tool, "import", str(file), "--as", "contacts"], machine.env(made)))
    few, many = WEIGHED
    ratio = weights[1] / weights[0]
    measured = f"{ratio:.2f} ({weights[0]:.0f} → {weights[1]:.0f} MB)"
    return Row(f"memory of an import of {many:,} contacts / of {few:,}", "≤ 1.2", measured, ratio <= 1.2)


def _bare(source: Path, target: Path) -> float:
    """Seconds to write the rows of a database into an empty one of the same schema, one statement a table."""
    from tinycrm.store.sqlite.connect import open_writer

    for ending in ("", "-wal", "-shm"):
        Path(f"{target}{ending}").unlink(missing_ok=True)
    origin = sqlite3.connect(source)
    rows = {table: origin.execute(f"SELECT * FROM {table}").fetchall() for table in _TABLES}
    origin.close()
    db = open_writer(str(target))
    begun = time.process_time()
    db.run("BEGIN IMMEDIATE")
    db.run("INSERT INTO operation (who, at, command) VALUES ('bench', '2026-06-30T00:00:00Z', 'bench')")
    for table, cells in rows.items():
        db.run_many(f"INSERT INTO {table} VALUES ({','.join('?' * len(cells[0]))})", cells)
    for index in ("doc_words", "doc_parts"):
        db.run_many(f"INSERT INTO {index} (rowid, folded) VALUES (?, ?)", [(row[0], row[2]) for row in rows["doc"]])
    db.run("COMMIT")
    took = time.process_time() - begun
    db.close()
    return took


def _sqlite_utils(file: Path, target: Path) -> float:
    """Seconds of sqlite-utils for the same file; infinite when it is not installed."""
    beside = Path(sys.executable).parent / "sqlite-utils"
    tool = str(beside) if beside.exists() else shutil.which("sqlite-utils")
    if tool is None:
        return float("inf")
    target.unlink(missing_ok=True)
    return cpu([tool, "insert", str(target), "contacts", str(file), "--csv"], os.environ)


def batch_rows(machine: Machine, writes: int) -> list[Row]:
    """Gives how much faster many writes are in one batch than in as many processes, by CPU time."""
    lines = "".join(f"contact add 'Person {number}' --email p{number}@example.org\n" for number in range(writes))
    env = machine.env(machine.folder / "single.db")
    cpu([*machine.tool, "contact", "add", "First"], env)
    single = min(
        cpu([*machine.tool, "contact", "add", f"Single {number}", "--email", f"s{number}@example.org"], env)
        for number in range(min(60, writes))
    )
    rows: list[Row] = []
    for kind, more in (("", []), (" --atomic", ["--atomic"])):
        took = float("inf")
        for turn in range(5):
            env = machine.env(machine.folder / f"batch{len(more)}-{turn}.db")
            cpu([*machine.tool, "contact", "add", "First"], env)
            took = min(took, cpu([*machine.tool, "batch", "-q", *more], env, lines.encode()))
        ratio = single * writes / took
        measured = f"{ratio:.0f} times faster ({took:.2f} s CPU; a process {single * 1000:.0f} ms)"
        what = f"{writes:,} writes in one batch{kind} / {writes:,} processes"
        rows.append(Row(what, "≥ 100 times faster", measured, ratio >= 100))
    return rows
