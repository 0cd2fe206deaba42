"""Rule 4: mail goes once, whoever sends at the same time and whatever is killed."""

# ruff: noqa: F401, F811 - the fixtures of mail are named as what they give

from __future__ import annotations

import signal
import subprocess
import time
from collections import Counter

import pytest
from tests.mail.conftest import authority, post, running
from tests.mail.servers import Rogue, Sound
from tests.torture.conftest import assert_sound

SENDERS = 8
_AT_ONCE = 5


def _wait(process: subprocess.Popen[bytes], seconds: float, server: Sound, taken: int) -> None:
    """The process has ended, the time is over, or the server has taken so many mails."""
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline and len(server.inbox.taken) < taken:
        time.sleep(0.001)


@pytest.fixture
def server(post, authority, running) -> Sound:
    made = running(Sound(context=authority.context()))
    post.use_tls(made, authority, timeout=30)
    return made


def test_eight_senders_at_once_send_every_mail_once(post, server, times, figures) -> None:
    mails = times(400)
    for half in (0, 1):
        post.queue(*(f"a{half}-{n}@x.example" for n in range(mails // 2)))
        started = [post.start("mail", "send") for _ in range(SENDERS)]
        answers = [post.finish(process) for process in started]
        assert [(answer.code, answer.out, answer.err) for answer in answers] == [(0, "", "")] * SENDERS
    wanted = {f"a{half}-{n}@x.example": 1 for half in (0, 1) for n in range(mails // 2)}
    assert Counter(server.inbox.recipients) == wanted
    assert post.states() == ["sent"] * len(wanted)
    assert server.inbox.logins > 2
    assert_sound(post.db)
    figures(rule=4, what="mails sent by 8 processes at once", count=len(wanted), found="0 twice, 0 forgotten")


def test_a_sender_that_is_killed_leaves_no_mail_to_be_sent_twice(
    post,
    server,
    times,
    rng,
    figures,
) -> None:
    kills = times(200)
    post.queue("first@x.example")
    begun = time.monotonic()
    post("mail", "send")
    usual = time.monotonic() - begun
    queued = 1
    done = 0
    while done < kills:
        ids = post.queue(*(f"k{done}-{n}-{queued}@x.example" for n in range(_AT_ONCE)))
        queued += len(ids)
        begun = time.monotonic()
        process = post.start("mail", "send")
        # half of them at any moment, half of them in the midst of the mails
        if rng.random() < 0.5:
            _wait(process, usual * rng.uniform(0.2, 1.0), server, len(server.inbox.taken) + _AT_ONCE)
        else:
            _wait(process, 60, server, len(server.inbox.taken) + rng.randrange(1, _AT_ONCE))
            time.sleep(rng.uniform(0, 0.02))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            done += 1
        else:
            # as long as it takes here and now
            usual = time.monotonic() - begun
        out, err = process.communicate()
        assert out == b""
        assert b"Traceback" not in err
    # what was left behind is told, once; the rest is sent
    post("mail", "send", ok=False)
    answer = post("mail", "send")
    assert (answer.out, answer.err) == ("", "")
    rows = post("mail", "list", "-f", "json").json
    taken = Counter(server.inbox.recipients)
    assert len(rows) == queued
    assert max(taken.values()) == 1
    assert {row["state"] for row in rows} <= {"sent", "in doubt"}
    for row in rows:
        # of a doubt nobody knows; a mail that was sent was taken
        assert row["state"] == "in doubt" or taken[row["recipient"]] == 1, row
    doubts = [row for row in rows if row["state"] == "in doubt"]
    assert len(doubts) <= kills
    arrived = sum(taken[row["recipient"]] for row in doubts)
    assert_sound(post.db)
    figures(
        rule=4,
        what="SIGKILLs of a process that sends",
        count=done,
        found=f"{queued:,} mails: 0 twice, 0 forgotten; {len(doubts)} in doubt, of which {arrived} had arrived",
    )


def test_a_server_that_fails_anyhow_gets_no_mail_twice(post, running, times, rng, figures) -> None:
    """Each run another step fails in another way; what waits is tried again at once, as if its time had come."""
    runs = times(200)
    server = running(Rogue(times=0))
    post.use(server)
    queued = 0
    for number in range(runs):
        queued += len(post.queue(*(f"r{number}-{n}@x.example" for n in range(3))))
        server.step = rng.choice(("banner", "EHLO", "MAIL", "RCPT", "DATA", "end"))
        server.how = rng.choice(("vanish", "garbage", "451 later", "421 closing", "550 no"))
        server.times = rng.randrange(4)
        assert post("mail", "send", ok=False).code in (0, 7, 8)
        post.sql("UPDATE outbox SET ended_at = '2026-01-01T00:00:00Z' WHERE state = 'queued' AND attempts > 0")
    server.times = 0
    post("mail", "send")
    rows = post("mail", "list", "-f", "json").json
    # a refusal after the whole mail is one, although the server of the test counts it as taken
    states = {row["recipient"]: row["state"] for row in rows}
    assert len(states) == len(rows) == queued
    assert set(states.values()) <= {"sent", "failed", "in doubt"}
    taken = Counter(server.acknowledged)
    assert max(taken.values()) == 1
    assert {to for to, state in states.items() if state == "sent"} == set(taken)
    figures(
        rule=4,
        what="runs against a server that fails at a random step",
        count=runs,
        found=f"{queued:,} mails: {Counter(states.values())['sent']:,} sent once, 0 twice, 0 forgotten",
    )
