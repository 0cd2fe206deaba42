"""Debian's own cron runs the lines that `schedule install` writes: the job is done, and nobody is bothered.

The daemon is told that it is five seconds to eight on a Monday; what it starts lives in real time. The crontab of the
user who runs the tests is put back as it was.
"""

from __future__ import annotations

import fcntl
import glob
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from tests.mail.servers import Sound

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Crm

_DAEMON = shutil.which("cron", path="/usr/sbin:/sbin:/usr/bin")
_CRONTAB = "/usr/bin/crontab"
_CLOCKS = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
_LEFT = (Path("/run/crond.pid"), Path("/run/crond.reboot"))
_SECONDS = 60


def _missing() -> str:
    """Says why no daemon can be started here."""
    if os.geteuid() != 0:
        return "only root can start cron"
    if _DAEMON is None or not os.path.exists(_CRONTAB):
        return "Debian's cron is not installed"
    if not _CLOCKS:
        return "libfaketime is not installed"
    return ""


def _at_work() -> bool:
    """Says whether a cron is at work on this machine."""
    for comm in glob.glob("/proc/[0-9]*/comm"):
        try:
            if Path(comm).read_text().strip() in ("cron", "crond"):
                return True
        except OSError:
            continue
    return False


pytestmark = pytest.mark.skipif(bool(_missing()), reason=_missing() or "all is there")


class Machine:
    """A machine whose cron is started at five to eight, as often as a test likes."""

    def __init__(self, crm: Crm) -> None:
        self.crm = crm
        self.out, self.err = crm.home / "cron.out", crm.home / "cron.err"
        # what cron would mail goes through this shell
        shell = crm.home / "shell"
        shell.write_text(f'#!/bin/sh\nexec /bin/sh "$@" >>{self.out} 2>>{self.err}\n')
        shell.chmod(0o755)
        self.above = f'# mine\nSHELL={shell}\nMAILTO=""\n'
        subprocess.run([_CRONTAB, "-"], input=self.above, text=True, check=True)

    def eight_o_clock(self, job: str) -> None:
        """It was eight on a Monday, and the job that was due has ended."""
        state = self.crm.db.with_name("crm.db.jobs") / f"{job}.state"
        before = state.stat().st_mtime_ns
        env = {"PATH": "/usr/bin:/bin", "LD_PRELOAD": _CLOCKS[0], "FAKETIME": "@2026-11-23 07:59:55"}
        daemon = subprocess.Popen([_DAEMON, "-f"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + _SECONDS
            while state.stat().st_mtime_ns == before or "ended_at" not in state.read_text():
                assert daemon.poll() is None, "cron does not run"
                assert time.monotonic() < deadline, "nothing was started at eight"
                time.sleep(0.1)
            # the shell around the job ends after it
            time.sleep(0.3)
        finally:
            daemon.terminate()
            daemon.wait(30)

    @property
    def bothered(self) -> tuple[str, str]:
        """What cron would have mailed so far."""
        return self.out.read_text(), self.err.read_text()


@pytest.fixture
def alone() -> Iterator[None]:
    """There is one spool and one daemon on a machine: no two of these tests run at once."""
    handle = os.open(os.path.join(tempfile.gettempdir(), "tinycrm-tests-of-cron.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if _at_work():
            pytest.skip("a cron is at work on this machine, and is left alone")
        yield
    finally:
        os.close(handle)


@pytest.fixture
def machine(stocked, alone) -> Iterator[Machine]:
    del stocked.env["TINYCRM_TODAY"]
    stocked.env["PATH"] = "/usr/bin:/bin"
    before = subprocess.run([_CRONTAB, "-l"], capture_output=True, check=False)
    there = [path for path in _LEFT if path.exists()]
    try:
        yield Machine(stocked)
    finally:
        put_back = [_CRONTAB, "-"] if before.returncode == 0 else [_CRONTAB, "-r"]
        subprocess.run(put_back, input=before.stdout, check=False)
        for path in _LEFT:
            if path not in there:
                path.unlink(missing_ok=True)


def _crontab() -> str:
    return subprocess.run([_CRONTAB, "-l"], capture_output=True, text=True, check=True).stdout


def test_cron_backs_up_each_morning_and_says_nothing(stocked, machine) -> None:
    stocked("schedule", "install", "backup", "--at", "8:00", "--apply")
    assert _crontab().startswith(machine.above)
    for count in (1, 2):
        machine.eight_o_clock("backup")
        assert len(os.listdir(stocked.db.parent / "backups")) == count
        assert machine.bothered == ("", "")
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert (row["result"], row["exit_code"]) == ("ok", 0)
    stocked("schedule", "remove", "--apply")
    assert _crontab() == machine.above


def test_what_fails_under_cron_is_mailed_and_told(stocked, machine) -> None:
    stocked("schedule", "install", "--name", "gone", "--on", "weekdays 8:00", "--apply", "--", "contact", "show", "999")
    machine.eight_o_clock("gone")
    told = "there is no contact 999; tinycrm contact list"
    assert machine.bothered == ("", f"tinycrm: job 'gone' failed: {told}; tinycrm schedule list\n")
    assert [row["message"] for row in stocked("today", "-f", "json").json["jobs"]] == [told]


def test_a_path_with_signs_of_cron_and_shell_reaches_the_command(stocked, machine) -> None:
    folder = stocked.home / "Анна's 100% $HOME `x` سارا"
    folder.mkdir()
    script = "log", "note", "2", '50% of $HOME, `id` and "quotes" — سلام'
    stocked.db.parent.rename(folder / "data")
    stocked.env["TINYCRM_DB"] = str(folder / "data" / "crm.db")
    stocked.db = folder / "data" / "crm.db"
    user = 'Анна "100%" o\'Neva  $HOME `id` %d'
    stocked.env["TINYCRM_USER"] = user
    stocked("schedule", "install", "--name", "note", "--on", "mon 8:00", "--apply", "--", *script)
    machine.eight_o_clock("note")
    assert machine.out.read_text().strip().isdigit()
    assert machine.err.read_text() == ""
    assert [row["summary"] for row in stocked("interaction", "list", "--limit", "1", "-f", "json").json] == [script[3]]
    assert stocked("history", "--limit", "1", "-f", "json").json[0]["who"] == user


def test_cron_mails_by_a_real_server(stocked, machine) -> None:
    server = Sound()
    try:
        _set_up_mail(stocked, server)
        words = ["--on", "weekdays 8:00", "--apply", "--", "mail", "test", "Анна Петрова <anna@neva.example>", "-q"]
        stocked("schedule", "install", "--name", "hello", *words)
        machine.eight_o_clock("hello")
        assert server.inbox.recipients == ["anna@neva.example"]
        assert machine.bothered == ("", "")
    finally:
        server.stop()


def test_the_digest_comes_once_a_day_and_not_at_all_when_nothing_is_due(stocked, machine) -> None:
    server = Sound()
    try:
        _set_up_mail(stocked, server)
        stocked("schedule", "install", "digest", "--to", "anna@neva.example", "--apply")
        stocked("task", "add", "Ring Анна", "--due", "today")
        # the second is the same day's, as after a night in which the clock was put back
        for _ in range(2):
            machine.eight_o_clock("digest")
            assert server.inbox.recipients == ["anna@neva.example"]
        body = server.inbox.message().get_body(("plain",))
        assert body is not None
        assert "Ring Анна" in body.get_content()
        assert machine.bothered == ("", "")
        stocked("schedule", "remove", "--apply")
        empty = stocked.home / "empty" / "crm.db"
        stocked.env["TINYCRM_DB"] = str(empty)
        stocked.db = empty
        stocked("company", "add", "Neva Trade")
        stocked("schedule", "install", "digest", "--to", "bo@li.example", "--apply")
        machine.eight_o_clock("digest")
        assert server.inbox.recipients == ["anna@neva.example"]
        assert machine.bothered == ("", "")
    finally:
        server.stop()


def _set_up_mail(stocked: Crm, server: Sound) -> None:
    folder = stocked.home / ".config" / "tinycrm"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(
        f"mail: {{host: 127.0.0.1, port: {server.port}, security: none, from: me@x.example}}\n"
    )
