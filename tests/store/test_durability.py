"""What was acknowledged is there after a kill; writers at once lose nothing."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

KILLS = 20
# One process that adds for ever and prints each id after its commit.
_LOOP = """
import os, sys
from tinycrm.cli.context import Context
from tinycrm.cli.shared import take_shared
from tinycrm.cli.commands.contact import add
from tinycrm.cli.invoke import run
from tinycrm.render.sink import Sink
number = 0
while True:
    number += 1
    context = Context(take_shared([])[0], ["tinycrm"], os.environ, Sink.standard(os.environ))
    name = f"p{sys.argv[1]}-{number}"
    written = run(context, add, {"name": name, "email": (f"{name}@example.org",), "tag": ("a", "b")})
    context.close()
    os.write(1, b"%d\\n" % written.ids[0])
"""


def _check(crm) -> None:
    db = sqlite3.connect(crm.db)
    try:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    finally:
        db.close()


def test_every_id_that_was_printed_survives_a_kill(crm):
    seed = random.randrange(1 << 32)
    chance = random.Random(seed)
    acknowledged: set[int] = set()
    for turn in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-c", _LOOP, str(turn)],
            env=crm.environment({}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        time.sleep(chance.uniform(0.08, 0.3))
        process.send_signal(signal.SIGKILL)
        out, err = process.communicate()
        assert b"Traceback" not in err, (seed, err)
        acknowledged |= {int(line) for line in out.split(b"\n")[:-1]}
    assert acknowledged, seed
    stored = set(crm("contact", "list", "-f", "ids").ids)
    assert acknowledged <= stored, (seed, acknowledged - stored)
    # whole or not at all: every contact has its e-mail, its two tags and its place in the index
    assert crm.sql("SELECT count(*) FROM contact_point") == [(len(stored),)]
    assert crm.sql("SELECT count(*) FROM tagging") == [(2 * len(stored),)]
    assert crm.sql("SELECT count(*) FROM doc") == [(len(stored),)]
    _check(crm)
    assert crm("contact", "add", "After").id > max(acknowledged)


def test_eight_processes_on_a_path_that_does_not_exist_yet_lose_nothing(crm):
    loop = _LOOP.replace("while True:", "while number < 10:")
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", loop, str(turn)],
            env=crm.environment({}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for turn in range(8)
    ]
    ids: list[int] = []
    for process in processes:
        out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, b"")
        ids += [int(line) for line in out.split()]
    assert len(ids) == len(set(ids)) == 80
    assert crm.sql("SELECT count(*) FROM contact") == [(80,)]
    assert crm.sql("SELECT count(*) FROM operation") == [(80,)]
    _check(crm)


def test_first_runs_at_once_by_the_command_line_all_succeed(crm):
    answers = [crm.finish(process) for process in [crm.start("contact", "add", f"P{number}") for number in range(6)]]
    assert [answer.code for answer in answers] == [0] * 6, answers
    assert sorted(answer.id for answer in answers) == [1, 2, 3, 4, 5, 6]


def test_of_six_who_add_the_same_email_one_succeeds_and_five_conflict(crm):
    crm("contact", "add", "First")
    started = [crm.start("contact", "add", f"P{number}", "--email", "same@example.org") for number in range(6)]
    answers = [crm.finish(process) for process in started]
    assert sorted(answer.code for answer in answers) == [0, 5, 5, 5, 5, 5]
    assert crm.sql("SELECT count(*) FROM contact") == [(2,)]


def test_four_who_tag_one_contact_at_once_leave_four_tags(crm):
    crm("contact", "add", "Anna")
    answers = [crm.finish(p) for p in [crm.start("contact", "tag", "1", f"t{number}") for number in range(4)]]
    assert [answer.code for answer in answers] == [0] * 4
    assert crm("contact", "show", "1", "-f", "json").json["tags"] == ["t0", "t1", "t2", "t3"]


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
