"""A mail that no transport can say, and a timeline that cannot be written: neither stands in the way of the others."""

from __future__ import annotations

import os

import pytest
from tests.mail.servers import Sound

from tinycrm.cli.context import Context
from tinycrm.cli.shared import Shared
from tinycrm.errors import StorageError
from tinycrm.mail.smtp import SmtpSession
from tinycrm.render.sink import Sink
from tinycrm.services.mail import mail_log
from tinycrm.services.mail.mailing import deliver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.mail.conftest import Post


@pytest.fixture
def here(post: Post, running) -> Iterator[Context]:
    """The outbox of `post` in this process, and a server that takes all."""
    server = running(Sound())
    post.use(server)
    post.inbox = server.inbox
    env = {name: value for name, value in os.environ.items() if not name.startswith("TINYCRM")} | post.env
    context = Context(Shared(), ["mail", "send"], env, Sink(None, None, env))
    yield context
    context.close()


@pytest.mark.parametrize("after", [False, True])
def test_a_mail_that_cannot_be_said_holds_up_no_other(post: Post, here: Context, monkeypatch, after: bool) -> None:
    first, second = *post.queue("bad@x.example"), *post.queue("good@x.example")
    sent = SmtpSession.send

    def send(self: SmtpSession, message: str, sender: str, recipient: str) -> str:
        if not after and recipient == "bad@x.example":
            raise ValueError("no such letter")
        reply = sent(self, message, sender, recipient)
        if recipient == "bad@x.example":
            raise ValueError("no such letter")
        return reply

    monkeypatch.setattr(SmtpSession, "send", send)
    delivery = deliver(here.work)
    assert [id for id, _, _ in delivery.sent] == [second]
    state = "in doubt" if after else "failed"
    assert (post.mail(first)["state"], post.mail(first)["reply"]) == (state, "cannot be sent: no such letter")
    assert post.mail(second)["state"] == "sent"


def test_a_mail_that_was_sent_is_sent_whatever_becomes_of_its_timeline(post: Post, here: Context, monkeypatch) -> None:
    anna = post("contact", "add", "Анна", "--email", "anna@x.example").id
    [id] = post.queue("anna@x.example", record=anna)

    def fails(*_: object) -> None:
        raise StorageError("no room")

    monkeypatch.setattr(mail_log, "log_sent", fails)
    assert [sent for sent, _, _ in deliver(here.work).sent] == [id]
    assert post.mail(id)["state"] == "sent"
    assert here.work.notes == [f"mail {id} was sent, and is not in the timeline: no room"]
