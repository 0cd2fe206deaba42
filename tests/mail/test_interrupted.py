"""Ctrl-C at the worst moment: the answer has come, and nobody has written it down yet."""

from __future__ import annotations

import os

import pytest
from tests.mail.servers import Sound

from tinycrm.cli.context import Context
from tinycrm.cli.shared import Shared
from tinycrm.mail.sendmail import SendmailSession
from tinycrm.mail.smtp import SmtpSession
from tinycrm.render.sink import Sink
from tinycrm.services.mailing import deliver

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
