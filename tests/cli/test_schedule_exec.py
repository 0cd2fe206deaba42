"""`schedule exec`: one run at a time, silence when all is well, and a failure that people hear of."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import subprocess
import time

import pytest
from tests.cli.scheduled import Cron

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def cron(stocked) -> Cron:
    del stocked.env["TINYCRM_TODAY"]
    return Cron(stocked)


def _state(cron: Cron, name: str, **more: str) -> None:
    """A run left this state behind."""
    cron.jobs.mkdir(exist_ok=True)
    (cron.jobs / f"{name}.state").write_text("".join(f"{key} {value}\n" for key, value in more.items()))


def _hold(cron: Cron, name: str) -> int:
    """Somebody else is at the job."""
    cron.jobs.mkdir(exist_ok=True)
    handle = os.open(cron.jobs / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def _writer(fifo: Path) -> int:
    """Gives the pipe to write to, once the command has opened it to read."""
    deadline = time.monotonic() + 30
    while True:
        try:
            handle = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            assert time.monotonic() < deadline, "nobody reads"
            time.sleep(0.02)
        else:
            os.set_blocking(handle, True)
            return handle


def test_a_failure_ends_as_the_command_did_and_is_told_by_list_today_and_doctor(stocked, cron) -> None:
    stocked("schedule", "install", "--name", "odd", "--on", "mon", "--apply", "--", "contact", "show", "999")
    failed = cron.run()
    assert (failed.returncode, failed.stdout) == (3, "")
    told = "there is no contact 999; tinycrm contact list"
    assert failed.stderr == f"tinycrm: job 'odd' failed: {told}; tinycrm schedule list\n"
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert (row["result"], row["exit_code"], row["about"]) == ("failed", 3, told)
    (row,) = stocked("today", "-f", "json").json["jobs"]
    assert (row["job"], row["exit_code"], row["message"]) == ("odd", 3, told)
    assert "Jobs that failed\n" in stocked("today").out
    assert stocked("today", "--exit-code", ok=False).code == 10
    doctor = stocked("doctor", ok=False)
    assert doctor.code == 1
    assert f": {told}; tinycrm schedule exec odd runs it now\n" in doctor.out


def test_a_success_takes_the_failure_back(stocked, cron) -> None:
    _state(cron, "x", began_at="2026-11-20T08:00:00Z", ended_at="2026-11-20T08:00:01Z", code="7", told="refused")
    assert [row["message"] for row in stocked("today", "-f", "json").json["jobs"]] == ["refused"]
    assert stocked("schedule", "exec", "x", "--", "contact", "list", "-f", "ids").ids == [8, 2, 3, 4]
    assert stocked("today", "-f", "json").json["jobs"] == []
    assert "job " not in stocked("doctor", "-f", "text").out


def test_what_a_command_prints_is_passed_on_and_of_our_own_jobs_nothing(stocked, cron) -> None:
    assert (
        stocked("schedule", "exec", "mine", "--", "contact", "show", "2", "--get", "email").out == "anna@neva.example\n"
    )
    assert stocked("schedule", "exec", "backup", "--", "backup").out == ""
    assert len(cron.backups()) == 1


def test_something_to_show_is_no_failure(stocked, cron) -> None:
    answer = stocked("schedule", "exec", "look", "--", "contact", "list", "--exit-code", "-f", "ids")
    assert answer.ids == [8, 2, 3, 4]
    assert stocked("today", "-f", "json").json["jobs"] == []


def test_the_second_of_two_runs_is_silent_and_does_nothing(stocked, cron) -> None:
    handle = _hold(cron, "backup")
    answer = stocked("schedule", "exec", "backup", "--", "backup")
    assert (answer.out, answer.err, cron.backups()) == ("", "", [])
    os.close(handle)
    stocked("schedule", "exec", "backup", "--", "backup")
    assert len(cron.backups()) == 1


def test_of_many_runs_at_once_one_is_carried_out(stocked, cron) -> None:
    # the first to come reads from a pipe until all the others are done
    fifo = stocked.home / "fifo"
    os.mkfifo(fifo)
    first = stocked.start("schedule", "exec", "in", "--", "import", fifo, "--as", "contacts")
    handle = _writer(fifo)
    others = [stocked.start("schedule", "exec", "in", "--", "import", fifo, "--as", "contacts") for _ in range(3)]
    for other in others:
        answer = stocked.finish(other)
        assert (answer.code, answer.out, answer.err) == (0, "", "")
    os.write(handle, b"Name\nMia Novak\n")
    os.close(handle)
    answer = stocked.finish(first)
    assert answer.code == 0, answer
    assert [row["name"] for row in stocked("contact", "list", "--where", "name ~ Mia").rows] == ["Mia Novak"]


def test_a_lock_outlives_the_killed_run_for_as_long_as_its_command_does(stocked, cron) -> None:
    fifo = stocked.home / "fifo"
    os.mkfifo(fifo)
    first = stocked.start("schedule", "exec", "in", "--", "import", fifo, "--as", "contacts")
    handle = _writer(fifo)
    first.kill()
    first.wait(30)
    deadline = time.monotonic() + 30
    answer = stocked("schedule", "exec", "in", "--", "contact", "list", "-f", "ids")
    assert answer.out == ""
    os.write(handle, b"Name\nMia Novak\n")
    os.close(handle)
    while time.monotonic() < deadline and stocked("contact", "list", "--where", "name ~ Mia", "-f", "ids").out == "":
        time.sleep(0.05)
    assert stocked("contact", "list", "--where", "name ~ Mia").rows[0]["name"] == "Mia Novak"
    while time.monotonic() < deadline:
        answer = stocked("schedule", "exec", "in", "--", "contact", "list", "-f", "ids")
        if answer.out:
            break
    assert answer.ids == [8, 2, 3, 9, 4]


_INSTALL = ("schedule", "install", "--name", "in", "--on", "mon", "--apply", "--", "contact", "list")


def test_a_job_that_is_removed_and_installed_again_while_it_runs_runs_once_at_a_time(stocked, cron) -> None:
    stocked(*_INSTALL)
    fifo = stocked.home / "fifo"
    os.mkfifo(fifo)
    first = stocked.start("schedule", "exec", "in", "--", "import", fifo, "--as", "contacts")
    handle = _writer(fifo)
    stocked("schedule", "remove", "in", "--apply")
    stocked(*_INSTALL)
    assert stocked("schedule", "exec", "in", "--", "contact", "list", "-f", "ids").out == ""
    os.write(handle, b"Name\nMia Novak\n")
    os.close(handle)
    assert stocked.finish(first).code == 0
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert (row["result"], row["exit_code"]) == ("ok", 0)
    assert (cron.jobs / "in.state").read_text().startswith("installed_at 2")
    assert stocked("schedule", "exec", "in", "--", "contact", "list", "-f", "ids").ids == [8, 2, 3, 9, 4]


def test_of_a_job_that_was_removed_while_it_ran_nothing_is_told(stocked, cron) -> None:
    stocked(*_INSTALL)
    fifo = stocked.home / "fifo"
    os.mkfifo(fifo)
    first = stocked.start("schedule", "exec", "in", "--", "import", fifo, "--as", "contacts")
    handle = _writer(fifo)
    stocked("schedule", "remove", "in", "--apply")
    os.write(handle, b"E-mail\nno address\n")
    os.close(handle)
    assert stocked.finish(first).code != 0
    assert not (cron.jobs / "in.state").exists()
    assert stocked("today", "-f", "json").json["jobs"] == []


def test_a_run_that_hangs_for_an_hour_is_told_by_the_next_one(stocked, cron) -> None:
    handle = _hold(cron, "run")
    _state(cron, "run", began_at="2026-01-02T03:04:05Z")
    refused = stocked.fails(1, "schedule", "exec", "run", "--", "contact", "list")
    assert "job 'run' has been running since 2026-01-02T03:04:05Z" in refused.err
    assert [row["message"] for row in stocked("today", "-f", "json").json["jobs"]] == [
        "it began and has not come to an end"
    ]
    os.close(handle)


def test_a_command_that_is_killed_is_a_failure(stocked, cron) -> None:
    fifo = stocked.home / "fifo"
    os.mkfifo(fifo)
    first = stocked.start("schedule", "exec", "in", "--", "import", fifo, "--as", "contacts")
    handle = _writer(fifo)
    done = subprocess.run(["ps", "-o", "pid=", "--ppid", str(first.pid)], capture_output=True, check=True)
    (child,) = [int(word) for word in done.stdout.split()]
    os.kill(child, signal.SIGKILL)
    os.close(handle)
    answer = stocked.finish(first)
    assert (answer.code, answer.out) == (137, "")
    assert answer.err == "tinycrm: job 'in' failed: it was ended by signal 9; tinycrm schedule list\n"
    assert [row["exit_code"] for row in stocked("today", "-f", "json").json["jobs"]] == [137]


def test_without_a_command_the_installed_job_runs(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--apply")
    assert stocked("schedule", "exec", "backup").out == ""
    assert len(cron.backups()) == 1
    assert "no job 'weekly' is installed" in stocked.fails(3, "schedule", "exec", "weekly").err
    cron.tab.write_text(cron.text.replace("schedule exec backup -- backup", "backup"))
    assert "was changed by hand" in stocked.fails(2, "schedule", "exec", "backup").err


def test_the_database_and_the_day_of_the_options_are_those_of_the_command(stocked, cron) -> None:
    other = stocked.home / "other.db"
    stocked("--db", other, "contact", "add", "سارا محمدی")
    shown = stocked("schedule", "exec", "x", "--db", other, "--", "contact", "list", "-f", "csv")
    assert "سارا محمدی" in shown.out
    assert "Petrova" not in shown.out
    assert other.with_name("other.db.jobs").is_dir()
    shown = stocked("schedule", "exec", "x", "--today", "2026-12-01", "--", "today", "-f", "json")
    assert shown.json["date"] == "2026-12-01"


def test_a_database_that_is_not_there_leaves_nothing_behind(crm) -> None:
    assert "there is no database" in crm.fails(6, "schedule", "exec", "x", "--", "today").err
    assert not crm.db.parent.exists()


def test_a_check_does_nothing_and_tells_what_would_fail(stocked, cron) -> None:
    before = stocked.dump()
    assert stocked("schedule", "exec", "x", "--check", "--", "contact", "edit", "2", "--title", "CTO").out == ""
    assert stocked("schedule", "exec", "backup", "--check", "--", "backup").out == ""
    refused = stocked.fails(3, "schedule", "exec", "x", "--check", "--", "contact", "edit", "999", "--title", "CTO")
    assert refused.err == "tinycrm: there is no contact 999; tinycrm contact list\n"
    assert stocked.dump() == before
    assert cron.backups() == []
    assert not cron.jobs.exists()


def test_a_job_cannot_be_part_of_a_batch(stocked, cron) -> None:
    refused = stocked("batch", input="schedule exec x -- contact list\n", ok=False)
    assert refused.code == 2
    assert "cannot be part of a batch" in refused.err


@pytest.mark.parametrize(
    "text",
    ["", "\0\xff\n", "began_at x\nended_at 2026-99-99T99:99:99Z\n", "code x\ncode 99999999\nended_at\n", "x" * 9000],
)
def test_a_state_that_nobody_can_read_is_no_state(stocked, cron, text) -> None:
    cron.jobs.mkdir()
    (cron.jobs / "x.state").write_text(text, encoding="latin-1")
    assert stocked("today", "-f", "json").json["jobs"] == []
    assert stocked("doctor", ok=False).code == 0


def test_a_hostile_line_of_a_state_steers_no_terminal(stocked, cron) -> None:
    _state(
        cron, "x", began_at="2026-11-20T08:00:00Z", ended_at="2026-11-20T08:00:01Z", code="7", told="\x1b[2Jgone\u202e"
    )
    for words in (["today"], ["doctor"], ["schedule", "list"]):
        answer = stocked(*words, ok=False)
        assert "\x1b" not in answer.out
        assert "\u202e" not in answer.out


def test_the_files_of_a_job_are_private_and_no_link_is_followed(stocked, cron) -> None:
    stocked("schedule", "exec", "x", "--", "contact", "list", preexec_fn=lambda: os.umask(0))
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in cron.jobs.iterdir()} == {
        "x.lock": 0o600,
        "x.state": 0o600,
    }
    target = stocked.home / "target"
    target.write_text("mine")
    for ending in ("lock", "state"):
        (cron.jobs / f"y.{ending}").symlink_to(target)
    assert stocked("schedule", "exec", "y", "--", "contact", "list", ok=False).code == 6
    assert target.read_text() == "mine"


def test_a_folder_that_cannot_be_written_is_told(stocked, cron) -> None:
    cron.jobs.write_text("a file in its place")
    refused = stocked.fails(6, "schedule", "exec", "x", "--", "contact", "list")
    assert str(cron.jobs) in refused.err


def test_without_stdout_the_lock_is_not_written_to(stocked, cron) -> None:
    answer = stocked(
        "schedule", "exec", "x", "--", "contact", "list", ok=False, stdout=None, preexec_fn=lambda: os.close(1)
    )
    assert answer.code == 6, answer
    assert (cron.jobs / "x.lock").read_text() == ""
