"""A server that fails at any step: what has not left is tried again, what may have left never is by itself."""

from __future__ import annotations

import time

import pytest
from tests.mail.servers import PASSWORD, STEPS, USER, Rogue, Sound

BEFORE = ("banner", "EHLO", "STARTTLS", "AUTH")
OF_THE_MAIL = ("MAIL", "RCPT", "DATA")


@pytest.mark.parametrize("how", ["stall", "vanish", "garbage", "endless", "drip"])
@pytest.mark.parametrize("step", STEPS)
def test_silence_before_the_end_of_a_mail_is_no_doubt_and_after_it_is(post, authority, running, step, how) -> None:
    server = running(Rogue(step, how, context=authority.context()))
    post.use_tls(server, authority)
    [id] = post.queue("anna@x.example")
    answer = post("mail", "send", ok=False)
    assert (answer.code, answer.out) == (0 if step in OF_THE_MAIL else 7, "")
    mail = post.mail(id)
    if step == "end":
        assert (mail["state"], len(server.inbox.taken)) == ("in doubt", 1)
        assert f"mail {id} to anna@x.example is in doubt" in answer.err
    else:
        assert (mail["state"], mail["attempts"], len(server.inbox.taken)) == ("queued", 1, 0)
    assert "\x1b" not in answer.err
    # a minute has not passed: nobody tries again
    server.step = ""
    assert (post("mail", "send").out, len(server.inbox.taken)) == ("", 1 if step == "end" else 0)


@pytest.mark.parametrize("step", STEPS)
def test_a_server_that_asks_for_later_is_tried_later(post, authority, running, step) -> None:
    server = running(Rogue(step, "451 4.7.1 come again", context=authority.context()))
    post.use_tls(server, authority)
    [id] = post.queue("anna@x.example")
    # what the way out said is told; what it said of one mail is not worth a mail of cron
    answer = post("mail", "send", ok=False)
    assert (answer.code, answer.out) == ((7, "") if step in BEFORE else (0, ""))
    mail = post.mail(id)
    assert (mail["state"], mail["attempts"]) == ("queued", 1)
    assert "451 4.7.1 come again" in mail["reply"]
    assert mail["due_at"] > mail["ended_at"]


@pytest.mark.parametrize("step", STEPS)
def test_what_is_refused_for_good_fails_and_a_closed_way_does_not_fail_the_mail(post, authority, running, step) -> None:
    server = running(Rogue(step, "554 5.7.1 no", context=authority.context()))
    post.use_tls(server, authority)
    [id] = post.queue("anna@x.example")
    answer = post.fails(7, "mail", "send")
    assert "554 5.7.1 no" in answer.err
    assert post.mail(id)["state"] == ("queued" if step in BEFORE else "failed")


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "end"])
def test_a_mail_that_fails_does_not_hold_up_the_next(post, authority, running, step) -> None:
    server = running(Rogue(step, "550 not you", context=authority.context(), times=1))
    post.use_tls(server, authority)
    post.queue("anna@x.example", "bo@x.example")
    assert "550 not you" in post.fails(8, "mail", "send").err
    assert post.states() == ["failed", "sent"]
    assert server.inbox.recipients[-1] == "bo@x.example"


@pytest.mark.parametrize("how", ["vanish", "421 too many"])
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_connection_that_is_worn_out_is_replaced(post, authority, running, step, how) -> None:
    """Servers end a connection after so many mails."""
    server = running(Rogue("", how, context=authority.context(), times=1))
    post.use_tls(server, authority)
    post.queue("anna@x.example", "bo@x.example", "eve@x.example")
    taken = server.inbox.take

    def take(sender: str, recipient: str, message: bytes) -> int:
        server.step = step
        return taken(sender, recipient, message)

    server.inbox.take = take  # type: ignore[method-assign]
    assert post("mail", "send").out == ""
    assert post.states() == ["sent", "sent", "sent"]
    assert server.inbox.recipients == ["anna@x.example", "bo@x.example", "eve@x.example"]


def test_a_mail_in_doubt_does_not_hold_up_the_next(post, authority, running) -> None:
    server = running(Rogue("end", "vanish", context=authority.context(), times=1))
    post.use_tls(server, authority)
    post.queue("anna@x.example", "bo@x.example")
    assert "in doubt" in post.fails(8, "mail", "send").err
    assert post.states() == ["in doubt", "sent"]
    assert server.inbox.recipients == ["anna@x.example", "bo@x.example"]


def test_a_server_that_breaks_off_every_time_is_left_alone(post, authority, running) -> None:
    """A time limit for each of a thousand mails would take a day."""
    server = running(Rogue("RCPT", "vanish", context=authority.context()))
    post.use_tls(server, authority)
    post.queue(*(f"a{n}@x.example" for n in range(6)))
    assert "6 wait in the outbox" in post.fails(7, "mail", "send").err
    assert server.heard.count(b"RCPT") == 3
    assert post.states() == ["queued"] * 6


def test_a_server_that_is_not_there_leaves_the_mail_queued(post, running) -> None:
    server = Rogue()
    post.use(server)
    server.stop()
    [id] = post.queue("anna@x.example")
    answer = post.fails(7, "mail", "send")
    assert "refuses connections" in answer.err
    assert (post.mail(id)["state"], post.mail(id)["attempts"]) == ("queued", 1)


def test_a_server_that_waits_for_the_first_word_is_told_with_what_the_ports_mean(post, authority, running) -> None:
    """One that speaks TLS from the start says nothing to a client that waits for its greeting."""
    server = running(Sound(context=authority.context(), tls=True))
    post.use_tls(server, authority, security="starttls")
    post.queue("anna@x.example")
    answer = post.fails(7, "mail", "send")
    assert "did not answer within 1 s" in answer.err
    assert "port 465 with security: tls" in answer.err


def test_a_name_that_cannot_be_one_of_a_host_leaves_the_mail_queued(post) -> None:
    """Its label is within 63 characters, and beyond them as name servers write it."""
    post.set_up(host="ж" * 60 + ".example")
    [id] = post.queue("anna@x.example")
    assert f"there is no host '{'ж' * 60}.example'" in post.fails(7, "mail", "send").err
    assert post.mail(id)["state"] == "queued"


def test_a_stripped_starttls_gets_no_password_and_no_mail(post, authority, running) -> None:
    server = running(Rogue())
    post.use_tls(server, authority)
    post.queue("anna@x.example")
    assert "offers no encryption, or somebody between hides it" in post.fails(7, "mail", "send").err
    assert b"AUTH" not in server.heard
    assert b"MAIL" not in server.heard
    assert post.states() == ["queued"]


@pytest.mark.parametrize("name", ["other.example", "127.0.0.1"])
def test_a_certificate_of_another_host_gets_no_password(post, authority, running, name) -> None:
    server = running(Rogue(context=authority.context(name)))
    post.use_tls(server, authority)
    post.queue("anna@x.example")
    answer = post.fails(7, "mail", "send")
    assert "the certificate of localhost" in answer.err
    assert "is not to be trusted" in answer.err
    assert b"AUTH" not in server.heard


def test_a_certificate_that_nobody_vouches_for_gets_no_password(post, authority, running) -> None:
    server = running(Rogue(context=authority.context()))
    post.use_tls(server, authority)
    del post.env["SSL_CERT_FILE"]
    post.queue("anna@x.example")
    assert "is not to be trusted" in post.fails(7, "mail", "send").err
    assert b"AUTH" not in server.heard


def test_what_is_said_before_the_encryption_ends_the_talk(post, authority, running) -> None:
    """A reply that somebody slips in before TLS must not be taken for one of the server."""
    server = running(Rogue("STARTTLS", "220 go\r\n250 AUTH PLAIN\r\n", context=authority.context()))
    post.use_tls(server, authority)
    post.queue("anna@x.example")
    assert "speaks before it encrypts" in post.fails(7, "mail", "send").err
    assert b"AUTH" not in server.heard


def test_a_password_that_the_server_repeats_is_not_told(post, authority, running) -> None:
    server = running(Rogue(context=authority.context()))
    post.use_tls(server, authority)
    post.env["TINYCRM_MAIL_PASSWORD"] = "canary-77"
    post.queue("anna@x.example")
    import base64

    spelled = base64.b64encode(f"\0{USER}\0canary-77".encode()).decode()
    for more in ((), ("--debug",), ("-f", "json")):
        post.sql("UPDATE outbox SET attempts = 0")
        process = post.start("mail", "send", *more)
        err = process.communicate()[1].decode()
        assert process.returncode == 7
        assert "refused the password of" in err
        assert "535 not with …" in err
        for secret in (spelled, "canary-77", PASSWORD):
            assert secret not in err
    assert spelled.encode() in server.heard
    for row in post.dump():
        assert "canary" not in row
        assert spelled not in row


def test_a_host_that_is_not_this_machine_is_refused_without_encryption(post) -> None:
    post.set_up(host="mail.x.example", security="none")
    answer = post.fails(2, "mail", "send")
    assert "mail to 'mail.x.example' without encryption could be read on the way" in answer.err


def test_a_mail_that_a_living_process_sends_is_no_doubt_until_that_is_gone(post, running) -> None:
    server = running(Rogue("end", "stall", times=1))
    post.use(server, timeout=30)
    [id] = post.queue("anna@x.example")
    process = post.start("mail", "send")
    while not server.inbox.taken and process.poll() is None:
        time.sleep(0.01)
    answer = post("mail", "send")
    assert (answer.out, answer.err) == ("", "")
    assert "is being sent" in post.fails(1, "mail", "resend", id).err
    assert "is being sent" in post.fails(1, "mail", "cancel", id).err
    assert post.mail(id)["state"] == "sending"
    process.kill()
    process.communicate()
    assert "the process that sent it ended before an answer came" in post.fails(7, "mail", "send").err
    assert (post.mail(id)["state"], len(server.inbox.taken)) == ("in doubt", 1)
