"""What the store does within a process: ranked search, and durable writes of several processes at once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time

from measure import Row

from tinycrm.store.sqlite.connect import open_reader
from tinycrm.store.sqlite.search import find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from measure import Machine

    from tinycrm.store.sqlite.connect import Database

# (kind, queries, whether the figure of the design is meant)
QUERIES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("common words", ("offer", "contract", "anna", "berlin"), True),
    ("rare words", ("moroton", "belartion", "лебединин", "رضازاده"), True),
    ("two letters", ("an", "be", "мо"), True),
    ("beginnings", ("offe", "contr", "morot", "лебеди"), True),
    ("parts of names", ("oroton", "artion", "ebedin"), True),
    ("misses", ("zzzq", "trovax", "щщщ"), True),
    ("first and last name", ("anna moroton", "anna rosigard"), True),
    ("two common words never together", ("anna offer",), False),
)

# Each write is a transaction of its own, committed with synchronous=FULL before it counts.
_WRITER = """
import os, sys
from tinycrm.domain.clock import Clock
from tinycrm.domain.pipeline import default_pipelines
from tinycrm.domain.reading import Reading
from tinycrm.domain.settings import Settings
from tinycrm.store import Store
path, who, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
settings = Settings()
store = Store(path, named=True, reading=Reading(settings, Clock(settings.timezone), who),
              pipelines=default_pipelines(), command="bench")
os.write(1, b"ready\\n")
sys.stdin.readline()
for number in range(count):
    with store.write() as unit:
        name = f"{who} {number}"
        unit.insert_record("contact", {"name": name, "name_key": name})
store.close()
"""
# The same with nothing but SQLite: what the disk and the processors give at this moment.
_BARE = """
import os, sqlite3, sys
path, who, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
db = sqlite3.connect(path, isolation_level=None, timeout=30)
db.execute("PRAGMA journal_mode = WAL")
db.execute("PRAGMA synchronous = FULL")
db.execute("CREATE TABLE IF NOT EXISTS contact (id INTEGER PRIMARY KEY, name TEXT)")
os.write(1, b"ready\\n")
sys.stdin.readline()
for number in range(count):
    db.execute("BEGIN IMMEDIATE")
    db.execute("INSERT INTO contact (name) VALUES (?)", (f"{who} {number}",))
    db.execute("COMMIT")
"""


def search_rows(path: Path, contacts: int) -> list[Row]:
    """Gives the slowest query of each kind, each at its best of nine."""
    db = open_reader(str(path))
    if db is None:
        raise RuntimeError(f"{path} is empty")
    rows: list[Row] = []
    for kind, queries, meant in QUERIES:
        times = {query: min(_find(db, query) for _ in range(9)) for query in queries}
        worst = max(times, key=lambda query: times[query])
        measured = f"{min(times.values()) * 1000:.2f}-{times[worst] * 1000:.2f} ms ({worst})"
        met = times[worst] <= 0.001 if meant else None
        rows.append(Row(f"search, {kind}, {contacts:,} contacts", "≤ 1 ms" if meant else "", measured, met))
    db.close()
    return rows


def _find(db: Database, query: str) -> float:
    begun = time.perf_counter()
    find(db, query, (), 20)
    return time.perf_counter() - begun


def durable_rows(machine: Machine, *, processes: int, writes: int) -> list[Row]:
    """Gives how many durable writes a second several processes do together, and whether all are there."""
    best, bare, lost = 0.0, 0.0, 0
    who = [f"writer{number}" for number in range(processes)]
    for turn in range(5):
        for code in (_BARE, _WRITER):
            path = machine.folder / f"durable-{turn}-{len(code)}.db"
            _write(machine, code, path, ["first"], 1)
            took = _write(machine, code, path, who, writes)
            connection = sqlite3.connect(path)
            found = connection.execute("SELECT count(*) FROM contact").fetchone()[0]
            connection.close()
            if code is _BARE:
                bare = max(bare, processes * writes / took)
            else:
                best = max(best, processes * writes / took)
                lost += processes * writes + 1 - found
    what = f"{processes} processes × {writes} durable writes in the store"
    measured = f"{best:,.0f}/s, {lost} lost; bare SQLite here and now {bare:,.0f}/s ({best / bare:.2f})"
    return [Row(what, "≥ 1,000/s, 0 lost", measured, best >= 1000 and not lost)]


def _write(machine: Machine, code: str, path: Path, who: Sequence[str], count: int) -> float:
    """Seconds from the moment that all writers are let go."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(path), name, str(count)],
            env=machine.env(path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for name in who
    ]
    for process in running:
        if process.stdout is not None:
            process.stdout.readline()
    begun = time.perf_counter()
    for process in running:
        if process.stdin is not None:
            process.stdin.write(b"go\n")
            process.stdin.close()
    for process in running:
        if process.wait():
            raise RuntimeError(f"a writer ended with {process.returncode}")
    return time.perf_counter() - begun
