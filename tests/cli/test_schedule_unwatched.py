"""What meets a job that nobody watches: one line that says what is wrong, and its exit code."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys

import pytest
from tests.cli.scheduled import Cron

_LINE = "tinycrm: "


@pytest.fixture
def cron(stocked) -> Cron:
    del stocked.env["TINYCRM_TODAY"]
    made = Cron(stocked)
    stocked("schedule", "install", "backup", "--apply")
    return made


def _told(done: subprocess.CompletedProcess[str]) -> str:
    """Gives the one line that cron would mail."""
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def test_without_a_home_or_any_variable_the_line_works(stocked, cron) -> None:
    done = subprocess.run(
        ["env", "-i", *cron.start()], cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(cron.backups()) == 1


def test_a_home_that_is_not_there_or_not_ones_own_changes_nothing(stocked, cron) -> None:
    done = cron.run(before="HOME=/no/such/home; export HOME; cd /; ")
    assert (done.returncode, done.stderr) == (0, "")
    assert not os.path.exists("/no/such")


def test_a_database_that_was_moved_is_told_and_nothing_is_made_in_its_place(stocked, cron) -> None:
    away = stocked.home / "away"
    stocked.db.parent.rename(away)
    done = cron.run()
    assert done.returncode == 6
    assert _told(done) == f"{_LINE}there is no database '{stocked.db}'; check TINYCRM_DB in its line"
    assert not stocked.db.parent.exists()
    # where it is now the lines of the old place are told of
    moved = stocked("schedule", "list", env={"TINYCRM_DB": str(away / "crm.db")})
    assert moved.err == f"for {stocked.db}: backup\n"


def test_a_program_that_is_gone_is_told_by_the_shell_and_by_the_doctor(stocked, cron) -> None:
    gone = stocked.home / "venv" / "bin" / "python"
    cron.tab.write_text(cron.text.replace(f" {sys.executable} ", f" {gone} "))
    done = cron.run()
    assert done.returncode == 127
    assert _told(done).endswith(f"{gone}: not found")
    assert f"{gone}: not found" in stocked("doctor", "--cron", ok=False).out


def test_an_environment_without_the_program_is_told_in_one_line(stocked, cron) -> None:
    bare = cron.text.replace(f"PYTHONPATH={stocked.env['PYTHONPATH']} ", "")
    # -S: where the tests run the program may be installed
    cron.tab.write_text(bare.replace(f" {sys.executable} -m ", f" {sys.executable} -S -m "))
    done = cron.run()
    assert done.returncode == 1
    assert _told(done).endswith("No module named tinycrm")


def test_a_disk_that_is_full_from_the_start_stops_the_job_in_one_line(stocked, cron) -> None:
    before = (cron.jobs / "backup.state").read_bytes()
    done = cron.run(before="ulimit -f 0; ")
    assert done.returncode == 6
    assert _told(done) == f"{_LINE}{cron.jobs}/backup.state: cannot be written: File too large; check the folder"
    assert cron.backups() == []
    assert (cron.jobs / "backup.state").read_bytes() == before
    assert cron.run().returncode == 0


def test_a_disk_that_fills_up_is_told_with_the_exit_code_of_the_command_and_until_it_works(stocked, cron) -> None:
    # a state has less than 512 bytes, a backup more
    done = cron.run(before="ulimit -f 1; ")
    assert done.returncode == 6
    assert _told(done).startswith(f"{_LINE}job 'backup' failed: ")
    assert cron.backups() == []
    assert [row["job"] for row in stocked("today", "-f", "json").json["jobs"]] == ["backup"]
    assert cron.run().returncode == 0
    assert stocked("today", "-f", "json").json["jobs"] == []


def test_a_job_that_ran_before_the_clock_was_set_back_is_told_and_runs(stocked, cron) -> None:
    ahead = "installed_at 2026-01-01T00:00:00Z\nbegan_at 2199-01-01T00:00:00Z\n"
    (cron.jobs / "backup.state").write_text(f"{ahead}ended_at 2199-01-01T00:00:01Z\ncode 0\n")
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert row["result"] == "late"
    assert row["about"].endswith(", which is yet to come: was the clock set back?")
    # one that was at work then is not at work for ever
    (cron.jobs / "backup.state").write_text(ahead)
    assert [row["message"] for row in stocked("today", "-f", "json").json["jobs"]] == [
        "it began and has not come to an end"
    ]
    assert cron.run().returncode == 0
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert (row["result"], row["about"]) == ("ok", None)


def test_a_clock_that_is_put_right_by_minutes_is_no_news(stocked, cron) -> None:
    soon = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=20)).strftime("%Y-%m-%dT%H:%M:%SZ")
    (cron.jobs / "backup.state").write_text(f"installed_at {soon}\nbegan_at {soon}\nended_at {soon}\ncode 0\n")
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert (row["result"], row["about"]) == ("ok", None)


def test_two_machines_with_one_database_send_one_digest(stocked, cron) -> None:
    program = stocked.home / "take"
    program.write_text(f"#!/bin/sh\ncat >> {stocked.home}/taken\n")
    program.chmod(0o700)
    settings = stocked.home / ".config" / "tinycrm"
    (settings / "config.yaml").write_text(f"mail: {{command: {program}, from: me@x.example}}\n")
    stocked("task", "add", "Ring سارا", "--due", "today")
    stocked("schedule", "install", "digest", "--to", "anna@neva.example", "--apply")
    other = shutil.copytree(settings, stocked.home / "elsewhere")
    second = cron.start(1)
    second[2] = (
        second[2].replace(f"TINYCRM_CONFIG={settings}", f"TINYCRM_CONFIG={other}").replace(" digest --", " other --")
    )
    both = [
        subprocess.Popen(words, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE) for words in (cron.start(1), second)
    ]
    assert [(one.communicate(timeout=60)[1], one.returncode) for one in both] == [(b"", 0), (b"", 0)]
    assert (stocked.home / "taken").read_text().count("\nTo: anna@neva.example\n") == 1
