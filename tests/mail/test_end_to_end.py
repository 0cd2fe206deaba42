"""Debian's OpenSMTPD delivers into a mailbox what TinyCRM hands it, itself and by Debian's msmtp."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from email import message_from_bytes
from email.policy import default as modern
from pathlib import Path

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

SMTPD = "/usr/sbin/smtpd"
_SECONDS = 20
_CONF = """\
table people {{ "@" = "nobody" }}
listen on 127.0.0.1 port {port} hostname localhost
action "keep" maildir "{box}" virtual <people>
match from any for domain "x.example" action "keep"
"""


class Mailbox:
    """A running server and the mailbox of everybody at x.example."""

    def __init__(self, port: int, box: Path) -> None:
        self.port = port
        self.box = box

    def wait_for(self, count: int) -> list[EmailMessage]:
        """Gives the messages in the mailbox, once there are so many."""
        deadline = time.monotonic() + _SECONDS
        while time.monotonic() < deadline and len(self._files()) < count:
            time.sleep(0.05)
        return [message_from_bytes(path.read_bytes(), policy=modern) for path in self._files()]

    def _files(self) -> list[Path]:
        new = self.box / "new"
        return sorted(new.iterdir()) if new.is_dir() else []


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    if not os.path.exists(SMTPD):
        pytest.skip("OpenSMTPD is not installed (apt install opensmtpd)")
    if os.geteuid() != 0:
        pytest.skip("OpenSMTPD can be started by root only")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    # it delivers as another user, whom pytest's own folders are closed to
    folder = Path(tempfile.mkdtemp(prefix="tinycrm-mailbox-"))
    folder.chmod(0o755)
    (folder / "box").mkdir()
    (folder / "box").chmod(0o777)
    (folder / "conf").write_text(_CONF.format(port=port, box=folder / "box"))
    # there is one queue and one control socket on a machine: tests at once take turns
    with open(os.path.join(tempfile.gettempdir(), "tinycrm-opensmtpd.lock"), "w", encoding="utf-8") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with open(folder / "log", "wb") as log:
            server = subprocess.Popen([SMTPD, "-d", "-f", str(folder / "conf")], stdout=log, stderr=log)
        try:
            _await(server, port, folder / "log")
            yield Mailbox(port, folder / "box")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(_SECONDS)
            shutil.rmtree(folder)


def _await(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            pytest.skip(f"OpenSMTPD does not start here: {log.read_text(errors='replace').strip()[-200:]}")
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.skip("OpenSMTPD does not answer here")


def test_a_real_server_delivers_a_mail_once(post, mailbox) -> None:
    post.set_up(host="127.0.0.1", port=mailbox.port, security="none")
    ids = post.queue("Анна Петрова <anna@x.example>", "nobody@other.example", subject="Привет", text="Дело № 1\nسلام\n")
    answer = post.fails(8, "mail", "send")
    assert "nobody@other.example failed: 550" in answer.err
    assert post.states() == ["sent", "failed"]
    [message] = mailbox.wait_for(1)
    assert (message["To"], message["Subject"]) == ("Анна Петрова <anna@x.example>", "Привет")
    assert message["Message-ID"] == post.mail(ids[0])["message_id"]
    assert message.get_content().replace("\r\n", "\n") == "Дело № 1\nسلام\n"
    assert (post("mail", "send").out, len(mailbox.wait_for(1))) == ("", 1)


def test_msmtp_hands_a_mail_to_a_real_server(post, mailbox, tmp_path) -> None:
    msmtp = shutil.which("msmtp")
    if msmtp is None:
        pytest.skip("msmtp is not installed (apt install msmtp)")
    config = tmp_path / "msmtprc"
    config.write_text(f"account default\nhost 127.0.0.1\nport {mailbox.port}\ntls off\nauth off\ntimeout 10\n")
    config.chmod(0o600)
    post.set_up(command=[msmtp, "-C", str(config)])
    sent, refused = post.queue("anna@x.example", "nobody@other.example", text=".\nПривет\n")
    assert "msmtp ended with 65" in post.fails(8, "mail", "send").err
    assert (post.mail(sent)["state"], post.mail(refused)["state"]) == ("sent", "failed")
    [message] = mailbox.wait_for(1)
    assert message["Message-ID"] == post.mail(sent)["message_id"]
    assert message.get_content().replace("\r\n", "\n") == ".\nПривет\n"
    # its own way to read the recipients from the message
    post.set_up(command=[msmtp, "-C", str(config), "-t", "-i"])
    post("mail", "test", "bo@x.example")
    assert sorted(message["To"] for message in mailbox.wait_for(2)) == ["anna@x.example", "bo@x.example"]


def test_msmtp_that_finds_no_server_is_tried_again_later(post, tmp_path) -> None:
    msmtp = shutil.which("msmtp")
    if msmtp is None:
        pytest.skip("msmtp is not installed (apt install msmtp)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = tmp_path / "msmtprc"
    config.write_text(f"account default\nhost 127.0.0.1\nport {port}\ntls off\nauth off\ntimeout 5\n")
    config.chmod(0o600)
    post.set_up(command=[msmtp, "-C", str(config)])
    [id] = post.queue("anna@x.example")
    assert post("mail", "send").out == ""
    mail = post.mail(id)
    assert mail["state"] == "queued"
    assert "msmtp ended with 75" in str(mail["reply"])
