"""Rules 4 and 6: while a restore runs nothing that was acknowledged is lost, and no mail is sent twice."""

# ruff: noqa: F401, F811 - the fixtures of mail are named as what they give

from __future__ import annotations

import signal
import sqlite3
import time
from collections import Counter
from typing import TYPE_CHECKING

from tests.mail.conftest import post, running
from tests.mail.servers import Sound
from tests.torture.conftest import assert_sound

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

WRITERS = 4
SENDERS = 8


def _ids(path: Path) -> set[int]:
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return {row[0] for row in db.execute("SELECT id FROM contact")}
    finally:
        db.close()


def test_no_acknowledged_record_is_lost_between_the_backup_of_a_restore_and_its_copy(crm, tmp_path, times, figures):
    crm("contact", "add", "First")
    crm("backup", str(tmp_path / "kept.db"))
    lines = times(10_000)
    started = []
    for writer in range(WRITERS):
        (tmp_path / f"lines{writer}").write_text("".join(f"contact add 'W{writer} {n}'\n" for n in range(lines)))
        with open(tmp_path / f"ids{writer}", "wb") as out:
            started.append(crm.start("batch", str(tmp_path / f"lines{writer}"), stdout=out))
    restores = 0
    while any(process.poll() is None for process in started) or not restores:
        crm("restore", str(tmp_path / "kept.db"), "--yes")
        restores += 1
    for process in started:
        _, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, b"")
    told = [
        int(line) for writer in range(WRITERS) for line in (tmp_path / f"ids{writer}").read_bytes().split(b"\n")[:-1]
    ]
    assert len(told) == len(set(told)) == WRITERS * lines
    found = _ids(crm.db)
    for path in (crm.db.parent / "backups").glob("crm-*.db"):
        found |= _ids(path)
    assert set(told) - found == set()
    assert_sound(crm.db)
    figures(
        rule=6,
        what=f"records added by {WRITERS} processes during {restores} restores",
        count=len(told),
        found="each in the restored database or in the backup made before it",
    )


def test_senders_that_are_killed_and_restores_in_between_send_no_mail_twice(
    post, running, tmp_path, times, rng, figures
):
    """Older backups come back while eight send; some of both are killed, and some mails are of a clock set back."""
    server = running(Sound())
    post.use(server, timeout=10)
    post.queue("first@x.example")
    kept: list[Path] = []
    senders: list[subprocess.Popen[bytes]] = []
    kills = restores = 0
    for number in range(times(200)):
        post.queue(*(f"m{number}-{at}@x.example" for at in range(4)))
        senders = [process for process in senders if process.poll() is None]
        senders += [post.start("mail", "send") for _ in range(SENDERS - len(senders))]
        if rng.random() < 0.3 or not kept:
            kept.append(tmp_path / f"kept{number}.db")
            post("backup", str(kept[-1]))
        if rng.random() < 0.2:
            post.sql("UPDATE outbox SET queued_at = '2098-01-01T00:00:00Z' WHERE state = 'queued' AND id % 3 = 0")
        if rng.random() < 0.5:
            rng.choice(senders).send_signal(signal.SIGKILL)
            kills += 1
        if rng.random() < 0.5:
            process = post.start("restore", str(rng.choice(kept)), "--yes")
            if rng.random() < 0.3:
                time.sleep(rng.uniform(0.1, 0.5))
                process.send_signal(signal.SIGKILL)
            assert b"Traceback" not in process.communicate()[1]
            restores += 1
    for process in senders:
        process.communicate()
    post("mail", "send", ok=False)
    post("mail", "send")
    taken = Counter(server.inbox.recipients)
    states = {row["recipient"]: row["state"] for row in post("mail", "list", "-f", "json").json}
    assert max(taken.values()) == 1
    assert set(states.values()) <= {"sent", "in doubt"}
    # what the server took is known, although older databases came back
    assert set(taken) <= set(states)
    assert {to for to, state in states.items() if state == "sent"} <= set(taken)
    assert_sound(post.db)
    figures(
        rule=4,
        what=f"mails sent by {SENDERS} processes during {restores} restores and {kills} SIGKILLs of senders",
        count=len(taken),
        found="0 twice, 0 unknown",
    )
