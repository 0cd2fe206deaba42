"""What was acknowledged is there after a kill; writers at once lose nothing."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time


def _check(crm) -> None:
    db = sqlite3.connect(crm.db)
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        db.close()


def test_first_runs_at_once_by_the_command_line_all_succeed(crm):
    answers = [crm.finish(process) for process in [crm.start("contact", "add", f"P{number}") for number in range(6)]]
    assert [answer.code for answer in answers] == [0] * 6, answers
    assert sorted(answer.id for answer in answers) == [1, 2, 3, 4, 5, 6]


def test_a_reader_does_not_wait_for_a_writer(stocked):
    db = sqlite3.connect(stocked.db, isolation_level=None)
    try:
        db.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        assert len(stocked("contact", "list", "-f", "ids").ids) == 4
        assert time.monotonic() - begun < 10
    finally:
        db.close()


def test_each_acknowledgement_follows_a_full_sync(crm):
    script = (
        "from tinycrm.store.sqlite.connect import open_writer\nimport sys\n"
        "db = open_writer(sys.argv[1])\n"
        "print(*(db.one(f'PRAGMA {name}')[0] for name in ('synchronous', 'journal_mode', 'foreign_keys')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, os.fspath(crm.db)],
        env=crm.environment({}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "2 wal 1\n"
