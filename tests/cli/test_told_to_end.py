"""A command that is told to end while a program of its own is at work leaves no orphan behind."""

from __future__ import annotations

import signal

import pytest
from tests.cli.scheduled import Cron
from tests.processes import gone, read_number

# what a hook starts is told by its number
_WAITS = "sleep 300 & echo $! > LOG; wait"
_SIGNALS = [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)]


def names(crm) -> list[str]:
    return crm("contact", "list", "--sort", "id", "--columns", "name", "--no-header").lines


@pytest.mark.parametrize(("number", "code"), _SIGNALS)
def test_a_hook_before_a_change_goes_with_the_command_and_nothing_was_written(hooked, number, code) -> None:
    crm = hooked({"pre-contact-add": _WAITS})
    before = crm.dump()
    waiting = crm.start("contact", "add", "Zoe")
    pid = read_number(crm.home / "log")
    waiting.send_signal(number)
    answer = crm.finish(waiting)
    assert (answer.code, answer.out, answer.err) == (code, "", "")
    assert gone(pid)
    assert crm.dump() == before


@pytest.mark.parametrize(("number", "code"), _SIGNALS)
def test_a_hook_after_a_change_goes_with_the_command_and_what_was_written_stays(hooked, number, code) -> None:
    crm = hooked({"post-contact-add": _WAITS})
    waiting = crm.start("contact", "add", "Анна Иванова")
    pid = read_number(crm.home / "log")
    waiting.send_signal(number)
    assert crm.finish(waiting).code == code
    assert gone(pid)
    assert "Анна Иванова" in names(crm)


def test_a_hook_that_is_deaf_is_made_to_end(hooked) -> None:
    crm = hooked({"pre-contact-add": f"trap '' TERM HUP INT; {_WAITS}; wait"})
    waiting = crm.start("contact", "add", "Zoe")
    pid = read_number(crm.home / "log")
    waiting.terminate()
    assert crm.finish(waiting).code == 143
    assert gone(pid)


@pytest.mark.parametrize(
    ("number", "code", "told"), [(*_SIGNALS[0], "it was told to end"), (*_SIGNALS[2], "interrupted")]
)
def test_a_job_goes_with_its_command_and_what_that_had_started(hooked, number, code, told) -> None:
    crm = hooked({"pre-contact-add": f"exec 9> LOG.held; {_WAITS}"})
    cron = Cron(crm)
    waiting = crm.start("schedule", "exec", "new", "--", "contact", "add", "Zoe")
    pid = read_number(crm.home / "log")
    waiting.send_signal(number)
    answer = crm.finish(waiting)
    assert (answer.code, answer.out) == (code, "")
    assert gone(pid)
    assert "Zoe" not in names(crm)
    assert f"code {code}\ntold {told}\n" in (cron.jobs / "new.state").read_text()
    # nobody holds the lock any more
    assert crm("schedule", "exec", "new", "--", "contact", "list", "-f", "ids").ids == [8, 2, 3, 4]


def test_a_proof_of_a_line_that_hangs_goes_with_the_doctor(stocked) -> None:
    cron = Cron(stocked)
    stocked("schedule", "install", "backup", "--apply")
    shell = stocked.home / "shell"
    shell.write_text(f"#!/bin/sh\nsleep 300 & echo $! > {stocked.home}/log; wait\n")
    shell.chmod(0o755)
    cron.tab.write_text(f"SHELL={shell}\n{cron.text}")
    waiting = stocked.start("doctor", "--cron")
    pid = read_number(stocked.home / "log")
    waiting.terminate()
    assert stocked.finish(waiting).code == 143
    assert gone(pid)
