"""Mail by a sendmail-compatible command: started without a shell, judged by how it ends."""

from __future__ import annotations

import json
import resource
import sys
import time

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

# keeps its arguments and its stdin, then ends as it is told to
_FAKE = """#!{python}
import json, os, sys, time
folder = os.path.dirname(os.path.abspath(__file__))
data = sys.stdin.buffer.read()
with open(os.path.join(folder, "kept.jsonl"), "a") as file:
    file.write(json.dumps([sys.argv[1:], data.decode()]) + chr(10))
{ending}
"""


@pytest.fixture
def program(post, tmp_path):
    """`program("sys.exit(75)", "-x")` makes mail leave by a command that ends so."""

    def make(ending: str = "", *words: str, **more: object) -> Path:
        folder = tmp_path / "bin of $(touch x)"
        folder.mkdir(exist_ok=True)
        path = folder / "fake sendmail"
        path.write_text(_FAKE.format(python=sys.executable, ending=ending))
        path.chmod(0o755)
        post.set_up(command=[str(path), *words], **more)
        return folder / "kept.jsonl"

    return make


def _kept(path: Path) -> list[tuple[list[str], str]]:
    return [tuple(json.loads(line)) for line in path.read_text().splitlines()]


def test_the_command_gets_sender_recipient_and_message_and_no_shell_sees_them(post, program) -> None:
    kept = program("", "-X", "$(touch y)")
    answer = post("mail", "test", "Zoe <-oProxy@x.example>")
    assert answer.out == "1\n"
    [(words, message)] = _kept(kept)
    assert words == ["-X", "$(touch y)", "-i", "-f", "me@x.example", "--", "-oProxy@x.example"]
    assert message.startswith("From: Me <me@x.example>\n")
    assert "\r" not in message
    assert "To: Zoe <-oProxy@x.example>\n" in message
    assert post.mail(1)["reply"] == "fake sendmail took it"


def test_a_command_that_reads_the_recipients_itself_is_not_told_them_twice(post, program) -> None:
    kept = program("", "-t", "-i")
    post("mail", "test", "anna@x.example")
    assert _kept(kept)[0][0] == ["-t", "-i", "-f", "me@x.example"]


@pytest.mark.parametrize(
    ("ending", "code", "state", "told"),
    [
        ("sys.exit(75)", 0, "queued", "fake sendmail ended with 75"),
        (
            "sys.stderr.write('no\\x1b[31m such\\nhost\\n'); sys.exit(68)",
            7,
            "failed",
            "ended with 68: no\\x1b[31m such host",
        ),
        ("os.kill(os.getpid(), 9)", 7, "in doubt", "fake sendmail was ended by signal 9"),
        ("time.sleep(30)", 7, "in doubt", "fake sendmail did not end within 1 s"),
        ("import subprocess; subprocess.Popen(['sleep', '30']); time.sleep(30)", 7, "in doubt", "did not end within"),
    ],
)
def test_how_the_command_ends_says_what_became_of_the_mail(post, program, ending, code, state, told) -> None:
    kept = program(ending, timeout=1)
    [id] = post.queue("anna@x.example")
    began = time.monotonic()
    answer = post("mail", "send", ok=False)
    # nothing that the command started holds us up
    assert time.monotonic() - began < 20
    assert (answer.code, answer.out) == (code, "")
    assert "\x1b" not in answer.err
    mail = post.mail(id)
    assert mail["state"] == state
    assert told in mail["reply"]
    post("mail", "send")
    assert len(_kept(kept)) == 1


def test_a_command_that_is_not_there_leaves_the_mail_queued(post) -> None:
    post.set_up(command="no-such-sendmail -i")
    [id] = post.queue("anna@x.example")
    answer = post.fails(7, "mail", "send")
    assert "there is no command 'no-such-sendmail'" in answer.err
    assert "whole path" in answer.err
    assert post.mail(id)["state"] == "queued"


def test_a_command_that_does_not_read_its_input_is_judged_by_its_end(post, tmp_path) -> None:
    post.set_up(command="/bin/false")
    post.queue("anna@x.example", text="x" * 1_000_000 + "\n")
    assert "false ended with 1" in post.fails(7, "mail", "send").err
    assert post.states() == ["failed"]


def test_a_command_that_leaves_its_work_to_a_child_has_taken_the_mail_and_the_child_lives(post, tmp_path) -> None:
    program = tmp_path / "queueing"
    program.write_text('#!/bin/sh\ncat > "$0.in"\n(sleep 2; mv "$0.in" "$0.out") &\n')
    program.chmod(0o755)
    post.set_up(command=[str(program)], timeout=1)
    [id] = post.queue("anna@x.example")
    post("mail", "send")
    assert post.mail(id)["reply"] == "queueing took it"
    deadline = time.monotonic() + 30
    while not (tmp_path / "queueing.out").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (tmp_path / "queueing.out").exists()


def test_a_command_that_complains_without_end_fills_no_memory(post, tmp_path) -> None:
    program = tmp_path / "loud"
    program.write_text("#!/bin/sh\nhead -c 300000000 /dev/zero | tr '\\0' x >&2\nexit 1\n")
    program.chmod(0o755)
    post.set_up(command=[str(program)])
    [id] = post.queue("anna@x.example")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (200_000_000, 200_000_000))

    assert post("mail", "send", ok=False, preexec_fn=limit).code == 7
    reply = post.mail(id)["reply"]
    assert reply.startswith("loud ended with 1: xxx")
    assert len(reply) < 500
