"""Mail by a real server with STARTTLS, TLS from the start, and AUTH."""

from __future__ import annotations

import email.utils
import re

import pytest
from tests.mail.servers import PASSWORD, USER, Sound


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_reaches_a_server_that_encrypts_and_asks_for_a_password(post, authority, running, security) -> None:
    server = running(Sound(context=authority.context(), tls=security == "tls"))
    post.use_tls(server, authority, security=security, to="Анна Петрова <anna@x.example>")
    answer = post("mail", "test")
    assert answer.out == "1\n"
    assert answer.err == ""
    sender, recipient, _ = server.inbox.taken[0]
    assert (sender, recipient, server.inbox.logins) == (USER, "anna@x.example", 1)
    message = server.inbox.message()
    assert message["To"] == "Анна Петрова <anna@x.example>"
    assert message["From"] == f"Me <{USER}>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(r"<[0-9a-f-]{36}@x\.example>", message["Message-ID"])
    assert post.mail(1)["state"] == "sent"
    assert post.mail(1)["reply"] == "250 taken as number 1"


def test_the_test_tells_programs_what_the_server_said(post, running) -> None:
    server = running(Sound())
    post.use(server)
    row = post("mail", "test", "bo@x.example", "-f", "json").json
    assert {key: row[key] for key in ("id", "state", "recipient", "reply", "attempts", "what", "way")} == {
        "id": 1,
        "state": "sent",
        "recipient": "bo@x.example",
        "reply": "250 taken as number 1",
        "attempts": 1,
        "what": "test",
        "way": f"127.0.0.1:{server.port} (no encryption)",
    }


def test_the_test_that_fails_says_why_and_exits_7(post, running) -> None:
    server = running(Sound())
    server.refusals["bo@x.example"] = "550 5.1.1 no such person"
    post.use(server)
    assert (
        "mail 1 to bo@x.example failed: 550 5.1.1 no such person" in post.fails(7, "mail", "test", "bo@x.example").err
    )
    error = post("mail", "test", "bo@x.example", "-f", "json", ok=False).error
    assert (error["code"], error["exit_code"]) == ("not_delivered", 7)
    server.refusals["eve@x.example"] = "450 4.2.0 greylisted"
    assert "mail 3 to eve@x.example waits: 450 4.2.0 greylisted" in post.fails(7, "mail", "test", "eve@x.example").err


def test_a_wrong_password_is_told_and_leaves_the_mail_queued(post, authority, running) -> None:
    server = running(Sound(context=authority.context()))
    post.use_tls(server, authority)
    post.env["TINYCRM_MAIL_PASSWORD"] = "wrong"
    [id] = post.queue("anna@x.example")
    answer = post.fails(7, "mail", "send")
    assert f"refused the password of '{USER}': 535" in answer.err
    assert PASSWORD not in answer.err
    assert post.mail(id)["state"] == "queued"
    # a minute later it has its chance again
    post.env["TINYCRM_MAIL_PASSWORD"] = PASSWORD
    post.sql("UPDATE outbox SET ended_at = '2026-01-01T00:00:00Z'")
    post("mail", "send")
    assert post.mail(id)["state"] == "sent"
    assert server.inbox.recipients == ["anna@x.example"]


def test_half_of_the_recipients_refused_is_half_sent(post, authority, running) -> None:
    server = running(Sound(context=authority.context()))
    post.use_tls(server, authority)
    people = [f"a{n}@x.example" for n in range(8)]
    for place, person in enumerate(people):
        if place % 2:
            server.refusals[person] = "550 5.1.1 no such person" if place % 4 == 1 else "452 4.2.2 mailbox full"
    post.queue(*people)
    answer = post.fails(8, "mail", "send")
    assert "mail 2 to a1@x.example failed: 550 5.1.1 no such person" in answer.err
    assert post.states() == ["sent", "failed", "sent", "queued"] * 2
    assert server.inbox.recipients == ["a0@x.example", "a2@x.example", "a4@x.example", "a6@x.example"]
    # one connection and one log-in for all
    assert server.inbox.logins == 1


def test_each_recipient_sees_nobody_else(post, running) -> None:
    server = running(Sound())
    post.use(server)
    post.queue("anna@x.example", "bo@x.example")
    post("mail", "send")
    assert [server.inbox.message(place)["To"] for place in (0, 1)] == ["anna@x.example", "bo@x.example"]
    assert b"bo@x.example" not in server.inbox.taken[0][2]


def test_lines_that_begin_with_dots_arrive_as_they_are(post, running) -> None:
    server = running(Sound())
    post.use(server)
    [id] = post.queue("anna@x.example", text=".\n..\n.end\n")
    post("mail", "send")
    assert server.inbox.message().get_content().replace("\r\n", "\n") == ".\n..\n.end\n"
    # what was sent is what the outbox holds, byte for byte
    assert post("mail", "show", id, "--eml").raw == server.inbox.taken[0][2]


def test_an_address_beyond_ascii_needs_a_server_that_knows_it(post, running) -> None:
    plain, modern = running(Sound()), running(Sound(utf8=True))
    post.use(plain)
    [id] = post.queue("анна@пример.example")
    assert "SMTPUTF8" in post.fails(7, "mail", "send").err
    assert (post.mail(id)["state"], plain.inbox.taken) == ("failed", [])
    post.use(modern)
    again = post("mail", "resend", id).id
    assert post.mail(again)["state"] == "sent"
    assert modern.inbox.recipients == ["анна@xn--e1afmkfd.example"]
    assert "анна@xn--e1afmkfd.example" in modern.inbox.taken[0][2].decode("utf-8")


def test_a_domain_beyond_ascii_needs_nothing(post, running) -> None:
    server = running(Sound())
    post.use(server)
    post("mail", "test", "Анна <anna@пример.example>")
    assert server.inbox.recipients == ["anna@xn--e1afmkfd.example"]
    assert server.inbox.taken[0][2].isascii()


def test_mails_leave_no_faster_than_the_pace(post, running) -> None:
    """The pace is that of all processes: each leaves the time of its last mail behind."""
    server = running(Sound())
    post.use(server, per_minute=300)
    post.queue(*(f"a{n}@x.example" for n in range(4)))
    post("mail", "send")
    post("mail", "test")
    assert len(server.inbox.taken) == 5
    turn = (post.db.parent / "crm.db.sending").stat().st_mtime
    first = email.utils.parsedate_to_datetime(server.inbox.message(0)["Date"]).timestamp()
    # five turns lie at least four gaps of 0.2 s apart, and the first is not before its mail
    assert turn >= int(first) + 4 * 0.2


def test_a_batch_sends_and_one_that_may_be_taken_back_does_not(post, running) -> None:
    server = running(Sound())
    post.use(server)
    lines = "contact add Zoe\nmail test\ncontact add Max\n"
    for option in ("--atomic", "--dry-run"):
        assert "'mail' writes more than records" in post.fails(2, "batch", option, input=lines).err
        assert server.inbox.taken == []
    assert post("batch", input=lines).out == "1\n2\n3\n"
    assert len(server.inbox.taken) == 1
