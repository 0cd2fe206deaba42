"""Ctrl-C at the worst moment: the answer has come, and nobody has written it down yet."""

from __future__ import annotations

import os
import signal

import pytest
from tests.mail.servers import Sound
from tests.processes import gone, read_number

from tinycrm.cli.context import Context
from tinycrm.cli.shared import Shared
from tinycrm.mail.sendmail import SendmailSession
from tinycrm.mail.smtp import SmtpSession
from tinycrm.render.sink import Sink
from tinycrm.services.mail.mailing import deliver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from tests.mail.conftest import Post


def _interrupted(post: Post, session: type[SmtpSession] | type[SendmailSession], monkeypatch) -> None:
    """Mail is sent, and Ctrl-C comes when the answer is there."""
    sent = session.send

    def send(self, message: str, sender: str, recipient: str) -> str:
        sent(self, message, sender, recipient)
        raise KeyboardInterrupt

    monkeypatch.setattr(session, "send", send)
    env = {name: value for name, value in os.environ.items() if not name.startswith("TINYCRM")} | post.env
    context = Context(Shared(), ["mail", "send"], env, Sink(None, None, env))
    try:
        with pytest.raises(KeyboardInterrupt):
            deliver(context.work)
    finally:
        context.close()
        monkeypatch.undo()


def test_what_a_server_has_taken_is_not_sent_again_after_an_interruption(post, running, monkeypatch) -> None:
    server = running(Sound())
    post.use(server)
    [id] = post.queue("anna@x.example")
    _interrupted(post, SmtpSession, monkeypatch)
    post("mail", "send")
    assert server.inbox.recipients == ["anna@x.example"]
    assert (post.mail(id)["state"], post.mail(id)["reply"]) == ("in doubt", "interrupted after the whole message")


def test_what_a_command_has_taken_is_not_sent_again_after_an_interruption(post, tmp_path: Path, monkeypatch) -> None:
    taken = tmp_path / "taken"
    program = tmp_path / "take"
    program.write_text(f"#!/bin/sh\ncat >> '{taken}'\n", encoding="utf-8")
    program.chmod(0o700)
    post.set_up(command=[str(program)])
    [id] = post.queue("anna@x.example", text="once\n")
    _interrupted(post, SendmailSession, monkeypatch)
    post("mail", "send")
    assert taken.read_text(encoding="utf-8").count("\nonce\n") == 1
    assert post.mail(id)["state"] == "in doubt"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_command_that_hangs_goes_with_ours_and_its_mail_is_in_doubt(post, tmp_path: Path, number, code) -> None:
    program = tmp_path / "hangs"
    program.write_text('#!/bin/sh\ncat >> "$0.in"\nsleep 300 & echo $! > "$0.pid"\nwait\n', encoding="utf-8")
    program.chmod(0o700)
    post.set_up(command=[str(program)])
    [id] = post.queue("anna@x.example", text="once\n")
    waiting = post.start("mail", "send")
    pid = read_number(tmp_path / "hangs.pid")
    waiting.send_signal(number)
    assert post.finish(waiting).code == code
    assert gone(pid)
    assert (post.mail(id)["state"], post.mail(id)["reply"]) == ("in doubt", "interrupted after the whole message")
    post("mail", "send")
    assert (tmp_path / "hangs.in").read_text(encoding="utf-8").count("\nonce\n") == 1


def test_a_program_that_holds_a_password_goes_with_ours_and_the_mail_waits(post, running, tmp_path: Path) -> None:
    server = running(Sound())
    program = tmp_path / "asks"
    program.write_text('#!/bin/sh\nsleep 300 & echo $! > "$0.pid"\nwait\n', encoding="utf-8")
    program.chmod(0o700)
    post.use(server, user="me@x.example", password_command=[str(program)], timeout=30)
    [id] = post.queue("anna@x.example")
    # as under cron: without a terminal to ask at
    waiting = post.start("mail", "send", start_new_session=True)
    pid = read_number(tmp_path / "asks.pid")
    waiting.terminate()
    assert post.finish(waiting).code == 143
    assert gone(pid)
    assert (post.mail(id)["state"], server.inbox.taken) == ("queued", [])
