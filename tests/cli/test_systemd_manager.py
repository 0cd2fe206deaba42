"""systemd's own user manager runs what `schedule install --systemd` writes: timers that were missed, words as they are.

The manager is started in a mount namespace of its own, in which the machine looks as if systemd had started it; its
processes live in a control group of the test, which goes with it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.processes import gone, read_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Crm

_MANAGER = "/usr/lib/systemd/systemd"
_GROUPS = next((Path(place) for place in ("/sys/fs/cgroup/systemd", "/sys/fs/cgroup") if os.path.isdir(place)), None)
_START = """\
set -e
echo $$ > "$0/cgroup.procs"
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system "$XDG_RUNTIME_DIR"
exec {} --user
"""
_SECONDS = 60
_DAY = 24 * 60 * 60
_ODD = 'Анна\'s 100% $HOME ${HOME} `id` "x" \\n; سارا'


def _missing() -> str:
    """Says why no manager can be started here."""
    if os.geteuid() != 0:
        return "only root can make a mount namespace"
    if _GROUPS is None or not all(map(shutil.which, ("unshare", "nsenter", "systemctl", _MANAGER))):
        return "systemd is not installed"
    return ""


pytestmark = pytest.mark.skipif(bool(_missing()), reason=_missing() or "all is there")


class Manager:
    """A user's systemd at work, and `crm` in the same namespace."""

    def __init__(self, crm: Crm, group: Path) -> None:
        self.crm = crm
        crm.env |= {"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": "/run/user/tinycrm"}
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--", "/bin/sh", "-c", _START.format(_MANAGER), str(group)],
            env=crm.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.inside = ["nsenter", f"--target={self.process.pid}", "--mount", "--"]
        plain = crm.command
        crm.command = lambda *words: [*self.inside, *plain(*words)]  # type: ignore[method-assign]

    def control(self, *words: str) -> str:
        """Gives what systemctl says."""
        command = [*self.inside, "systemctl", "--user", *words]
        return subprocess.run(command, env=self.crm.env, capture_output=True, text=True, check=False).stdout.strip()

    def wait(self, unit: str, name: str, value: str) -> None:
        """The unit has this property."""
        deadline = time.monotonic() + _SECONDS
        while (found := self.control("show", "--value", f"--property={name}", unit)) != value:
            assert time.monotonic() < deadline, f"{name} of {unit} is {found}, not {value}"
            time.sleep(0.05)

    def missed(self, job: str) -> None:
        """The timer of the job last ran two days ago, as far as systemd knows."""
        stamp = self.crm.home / ".local/share/systemd/timers" / f"stamp-tinycrm-{job}.timer"
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()
        os.utime(stamp, (time.time() - 2 * _DAY,) * 2)


@pytest.fixture
def manager(stocked) -> Iterator[Manager]:
    assert _GROUPS is not None
    del stocked.env["TINYCRM_TODAY"]
    group = _GROUPS / f"tinycrm-test-{os.getpid()}"
    try:
        group.mkdir()
    except OSError as error:
        pytest.skip(f"no control group can be made: {error}")
    made = Manager(stocked, group)
    try:
        deadline = time.monotonic() + 20
        while made.control("is-system-running") not in ("running", "degraded"):
            if made.process.poll() is not None or time.monotonic() > deadline:
                pytest.skip("no manager comes up in a namespace of this machine")
            time.sleep(0.05)
        yield made
    finally:
        made.process.terminate()
        try:
            made.process.wait(20)
        except subprocess.TimeoutExpired:
            made.process.kill()
            made.process.wait()
        _clear(group)


def _clear(group: Path) -> None:
    """Nothing of the manager is left, and the control group is gone."""
    for _ in range(200):
        left = [int(pid) for path in group.rglob("cgroup.procs") for pid in path.read_text().split()]
        if not left:
            break
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    for folder, _, _ in os.walk(group, topdown=False):
        os.rmdir(folder)


def test_a_timer_makes_up_for_what_the_machine_slept_through(stocked, manager) -> None:
    manager.missed("backup")
    stocked("schedule", "install", "backup", "--systemd", "--apply")
    backups = stocked.db.parent / "backups"
    deadline = time.monotonic() + _SECONDS
    while not backups.exists() or "ended_at" not in (stocked.db.parent / "crm.db.jobs/backup.state").read_text():
        assert time.monotonic() < deadline, "nothing ran"
        time.sleep(0.05)
    manager.wait("tinycrm-backup.service", "ActiveState", "inactive")
    assert len(os.listdir(backups)) == 1
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert (row["where"], row["result"], row["exit_code"]) == ("systemd", "ok", 0)
    assert manager.control("show", "--value", "--property=Result", "tinycrm-backup.service") == "success"
    next_at = manager.control("show", "--value", "--property=NextElapseUSecRealtime", "tinycrm-backup.timer")
    assert "03:40:00" in next_at
    stocked("schedule", "remove", "--apply")
    assert "tinycrm" not in manager.control("list-timers", "--all")
    assert "tinycrm" not in manager.control("list-unit-files")


def test_words_variables_and_paths_reach_the_command_as_they_are(stocked, manager) -> None:
    folder = stocked.home / _ODD
    folder.mkdir()
    stocked.db.parent.rename(folder / "data")
    stocked.db = folder / "data" / "crm.db"
    stocked.env |= {"TINYCRM_DB": str(stocked.db), "TINYCRM_USER": _ODD, "TINYCRM_CONFIG": str(folder / "set up")}
    (folder / "set up").mkdir(mode=0o700)
    words = ["--name", "note", "--on", "mon 8:00", "--systemd", "--apply", "--", "log", "note", "2", _ODD]
    stocked("schedule", "install", *words)
    manager.control("start", "tinycrm-note.service")
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert row["result"] == "ok", row
    assert [row["summary"] for row in stocked("interaction", "list", "--limit", "1", "-f", "json").json] == [_ODD]
    assert stocked("history", "--limit", "1", "-f", "json").json[0]["who"] == _ODD
    manager.control("start", "tinycrm-note.timer")
    assert manager.control("is-active", "tinycrm-note.timer") == "active"


def test_a_program_in_a_folder_of_any_name_is_started(stocked, manager) -> None:
    program = stocked.home / _ODD / "tinycrm"
    program.parent.mkdir()
    program.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {stocked.env['PYTHONPATH']!r})\n"
        "from tinycrm.entry import process\nprocess()\n"
    )
    program.chmod(0o755)
    stocked.command = lambda *words: [*manager.inside, str(program), *map(str, words)]
    stocked("schedule", "install", "backup", "--systemd", "--apply")
    manager.control("start", "tinycrm-backup.service")
    assert manager.control("show", "--value", "--property=Result", "tinycrm-backup.service") == "success"
    assert len(os.listdir(stocked.db.parent / "backups")) == 1


def test_a_failure_is_known_to_systemd_with_its_exit_code(stocked, manager) -> None:
    words = ["--name", "gone", "--on", "mon 8:00", "--systemd", "--apply", "--", "contact", "show", "2"]
    stocked("schedule", "install", *words)
    stocked("contact", "rm", 2, "--cascade", "--yes")
    manager.control("start", "tinycrm-gone.service")
    assert manager.control("show", "--value", "--property=ExecMainStatus", "tinycrm-gone.service") == "3"
    assert [row["job"] for row in stocked("today", "-f", "json").json["jobs"]] == ["gone"]


def test_a_job_that_systemd_stops_ends_whole_and_says_so(stocked, manager) -> None:
    hooks = stocked.home / ".config/tinycrm/hooks"
    hooks.mkdir(parents=True, mode=0o700)
    stocked(
        "schedule", "install", "--name", "new", "--on", "mon", "--systemd", "--apply", "--", "contact", "add", "Zoe"
    )
    (hooks / "pre-contact-add").write_text(f"#!/bin/sh\nsleep 300 & echo $! > {stocked.home}/log; wait\n")
    (hooks / "pre-contact-add").chmod(0o700)
    manager.control("start", "--no-block", "tinycrm-new.service")
    pid = read_number(stocked.home / "log")
    manager.control("stop", "tinycrm-new.service")
    assert gone(pid)
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert row["result"] == "failed"
    assert row["about"]
