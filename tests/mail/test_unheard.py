"""Mail that nobody got is told of where people look: by today, by doctor, by the next digest, and by cron itself."""

from __future__ import annotations

import pytest
from tests.mail.parts import part
from tests.mail.servers import Rogue, Sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tests.mail.conftest import Post

DIGEST = ("today", "--mail-to", "me", "--only-if-any", "--once-per", "day")
AWAY = {"host": "127.0.0.1", "port": 9, "security": "none"}


def _told(post: Post) -> list[tuple[int, str]]:
    return [(row["id"], row["state"]) for row in post("today", "-f", "json").json["mails"]]


def _minutes_later(post: Post, minutes: int) -> None:
    """So much time has gone by since the last attempt."""
    post.sql("UPDATE outbox SET ended_at = strftime('%Y-%m-%dT%H:%M:%SZ', ended_at, ?)", [f"-{minutes} minutes"])


def test_a_digest_that_found_no_server_is_told_of_and_leaves_with_the_next_run_of_the_day(post, running) -> None:
    post.set_up(**AWAY)
    post("task", "add", "Call", "--due", "today")
    assert "1 wait in the outbox" in post.fails(7, *DIGEST).err
    [(id, state)] = _told(post)
    assert state == "queued"
    assert f"mail {id} to me@x.example is queued: 127.0.0.1:9" in post("doctor").out
    assert "Mail that did not arrive" in post("today").out
    # what cron starts every ten minutes has tried again since, in vain
    _minutes_later(post, 2)
    assert "refuses connections" in post.fails(7, "run").err
    server = running(Sound())
    post.use(server)
    _minutes_later(post, 6)
    post("run")
    assert server.inbox.recipients == ["me@x.example"]
    assert _told(post) == []
    assert "is queued" not in post("doctor").out
    post(*DIGEST)
    assert len(server.inbox.taken) == 1


def test_a_digest_that_was_refused_is_told_of_until_it_was_sent_once_more(post, running) -> None:
    server = running(Sound())
    post.use(server)
    server.refusals["me@x.example"] = "550 over quota"
    post("task", "add", "Call", "--due", "today")
    post.fails(7, *DIGEST)
    [(id, state)] = _told(post)
    assert state == "failed"
    assert f"mail {id} to me@x.example is failed: 550 over quota; tinycrm mail show {id}" in post("doctor").out
    server.refusals.clear()
    post("today", "--mail-to", "me")
    assert "550 over quota" in part(server.inbox.message(), "plain")
    post("mail", "resend", id)
    assert _told(post) == []


@pytest.mark.parametrize("decision", ["cancel", "resolve"])
def test_what_a_person_decided_is_told_to_nobody(post, running, decision) -> None:
    if decision == "cancel":
        post.set_up(**AWAY)
    else:
        post.use(running(Rogue("end", "vanish")))
    [id] = post.queue("anna@x.example")
    post.fails(7, "mail", "send")
    assert [id for id, _ in _told(post)] == [id]
    post("mail", decision, id, *(["failed"] if decision == "resolve" else []))
    assert _told(post) == []


def test_what_was_refused_long_ago_is_told_no_more_and_what_is_in_doubt_is(post, running) -> None:
    server = running(Rogue("end", "550 no", times=1))
    post.use(server)
    post.queue("anna@x.example")
    post.fails(7, "mail", "send")
    server.how, server.times = "vanish", 1
    [doubt] = post.queue("bo@x.example")
    post.fails(7, "mail", "send")
    assert len(_told(post)) == 2
    post.sql("UPDATE outbox SET queued_at = '2026-01-01T08:00:00Z', ended_at = '2026-01-01T08:00:01Z'")
    assert _told(post) == [(doubt, "in doubt")]


def test_what_was_given_up_after_three_days_is_told_of(post) -> None:
    from datetime import UTC, datetime, timedelta

    post.set_up(**AWAY)
    post.queue("anna@x.example")
    long_ago = (datetime.now(UTC) - timedelta(days=4)).strftime("%Y-%m-%dT%H:%M:%SZ")
    post.sql("UPDATE outbox SET queued_at = ?, due_at = ?, attempts = 9, ended_at = ?", [long_ago] * 3)
    post.fails(7, "mail", "send")
    assert [state for _, state in _told(post)] == ["failed"]
