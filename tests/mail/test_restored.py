"""Mail and a restore at the same moment: what is sent meanwhile is neither forgotten nor sent twice."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.mail.servers import Rogue, Sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

# restores; another process begins to send when everything that is there has been looked at
_SENDING_MEANWHILE = """
import runpy, subprocess, sys
from tinycrm.store.sqlite import restore

make_ready = restore._make_ready

def slowly(*args):
    make_ready(*args)
    sender = subprocess.Popen([sys.executable, "-m", "tinycrm", "mail", "send"])
    try:
        sender.wait(2)
    except subprocess.TimeoutExpired:
        pass

restore._make_ready = slowly
runpy.run_module("tinycrm", run_name="__main__")
"""
# restores when the mail has been handed over, and then lets the server answer
_ANSWERED_AFTER = """
import runpy, subprocess, sys
from tinycrm.mail.smtp import SmtpSession

send = SmtpSession.send

def answered(self, *args):
    reply = send(self, *args)
    subprocess.run([sys.executable, "-m", "tinycrm", "restore", BACKUP, "--yes"], check=True)
    return reply

SmtpSession.send = answered
runpy.run_module("tinycrm", run_name="__main__")
"""


def _run(post, code: str, *words: str) -> None:
    # the output of a process that outlives this one would be waited for
    nowhere = subprocess.DEVNULL
    command = [sys.executable, "-c", code, *words]
    subprocess.run(command, env=post.env, check=True, stdout=nowhere, stderr=nowhere, timeout=60)


@pytest.mark.parametrize("first", [True, False])
def test_a_mail_that_waits_during_a_restore_is_sent_once_be_it_the_very_first(post, running, tmp_path: Path, first):
    server = running(Sound())
    post.use(server)
    before = [] if first else ["anna@x.example"]
    if not first:
        post.queue(*before)
        post("mail", "send")
    assert (post.db.parent / "crm.db.sending").exists() is not first
    post.queue("bo@x.example")
    post("backup", tmp_path / "b.db")
    _run(post, _SENDING_MEANWHILE, "restore", str(tmp_path / "b.db"), "--yes")
    # the process that waited for the restore may still be at it
    for _ in range(100):
        post("mail", "send", ok=False)
        if set(post.states()) == {"sent"}:
            break
    assert set(post.states()) == {"sent"}
    assert server.inbox.recipients == [*before, "bo@x.example"]


def test_a_mail_that_a_restore_met_on_its_way_is_settled_by_its_answer(post, running, tmp_path: Path) -> None:
    server = running(Sound())
    post.use(server)
    [id] = post.queue("anna@x.example")
    post("backup", tmp_path / "b.db")
    _run(post, f"BACKUP = {str(tmp_path / 'b.db')!r}\n{_ANSWERED_AFTER}", "mail", "send")
    assert (post.mail(id)["state"], post.mail(id)["reply"]) == ("sent", "250 taken as number 1")
    assert post("mail", "send").out == ""
    assert server.inbox.recipients == ["anna@x.example"]


def test_a_mail_that_a_restore_met_on_its_way_without_an_answer_is_in_doubt(post, running, tmp_path: Path) -> None:
    server = running(Rogue("end", "vanish", times=1))
    post.use(server)
    [id] = post.queue("anna@x.example")
    post("backup", tmp_path / "b.db")
    post.fails(7, "mail", "send")
    post("restore", str(tmp_path / "b.db"), "--yes")
    assert post.mail(id)["state"] == "in doubt"
    post("mail", "send")
    assert server.inbox.recipients == ["anna@x.example"]
