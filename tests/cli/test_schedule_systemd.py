"""`schedule install --systemd`: units that systemd itself reads as they are meant."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys

import pytest
from tests.cli.scheduled import Cron

from tinycrm.services.schedule import timers

_NAME = "Анна 100% $HOME \\ \"x\" ; 'y'"


@pytest.fixture
def cron(stocked) -> Cron:
    del stocked.env["TINYCRM_TODAY"]
    return Cron(stocked)


def _units(stocked) -> dict[str, str]:
    folder = stocked.home / ".config/systemd/user"
    return {path.name: path.read_text() for path in folder.iterdir()} if folder.exists() else {}


def test_a_job_is_a_service_and_a_timer_that_systemd_is_told_of(stocked, cron) -> None:
    answer = stocked("schedule", "install", "backup", "--systemd", "--apply", "-f", "table")
    assert answer.out == "Installed in systemd: backup\n"
    assert "loginctl enable-linger lets them run always" in answer.err
    mark = f"# TinyCRM: backup ({stocked.db})\n"
    assert _units(stocked) == {
        "tinycrm-backup.service": (
            f"{mark}[Unit]\nDescription=TinyCRM: backup\n\n[Service]\nType=oneshot\n"
            f'Environment="TINYCRM_DB={stocked.db}"\n'
            f'Environment="TINYCRM_CONFIG={stocked.home}/.config/tinycrm"\n'
            'Environment="TINYCRM_USER=tester"\nEnvironment="TZ=UTC"\n'
            f'Environment="PYTHONPATH={stocked.env["PYTHONPATH"]}"\n'
            f'ExecStart="{sys.executable}" "-m" "tinycrm" "schedule" "exec" "backup" "--" "backup" "--keep" "14"\n'
        ),
        "tinycrm-backup.timer": (
            f"{mark}# when: 40 3 * * *\n[Unit]\nDescription=TinyCRM: backup, each day at 03:40\n\n"
            "[Timer]\nOnCalendar=*-*-* 03:40:00\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n"
        ),
    }
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (stocked.home / ".config/systemd/user").iterdir()}
    assert modes == {0o600}
    assert (stocked.home / "systemctl").read_text().splitlines() == [
        "--user daemon-reload",
        "--user enable tinycrm-backup.timer",
        "--user restart tinycrm-backup.timer",
    ]
    assert not cron.tab.exists()


def test_installing_again_changes_nothing_and_removing_leaves_nothing(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--systemd", "--apply")
    asked = (stocked.home / "systemctl").read_text()
    again = stocked("schedule", "install", "backup", "--systemd", "-f", "table")
    assert again.out == "Installed already in systemd: backup\n"
    assert (stocked.home / "systemctl").read_text() == asked
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert (row["job"], row["where"], row["cron"], row["command"]) == (
        "backup",
        "systemd",
        "40 3 * * *",
        "tinycrm backup --keep 14",
    )
    stocked("schedule", "remove", "--apply")
    assert _units(stocked) == {}
    assert (stocked.home / "systemctl").read_text().splitlines()[3:] == [
        "--user disable --now tinycrm-backup.timer",
        "--user daemon-reload",
    ]


def test_a_job_runs_from_one_place_only(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--systemd", "--apply")
    refused = stocked.fails(5, "schedule", "install", "backup", "--apply")
    assert "job 'backup' is installed already, in systemd; tinycrm schedule remove backup first" in refused.err
    assert not cron.tab.exists()


def test_another_database_has_units_of_another_name(stocked, cron) -> None:
    other = stocked.home / "other.db"
    stocked("--db", other, "contact", "add", "Анна Петрова")
    stocked("schedule", "install", "backup", "--systemd", "--apply")
    stocked("--db", other, "schedule", "install", "backup", "--systemd", "--apply")
    assert sorted(_units(stocked)) == [
        "tinycrm-backup-2.service",
        "tinycrm-backup-2.timer",
        "tinycrm-backup.service",
        "tinycrm-backup.timer",
    ]
    stocked("schedule", "remove", "--apply")
    assert sorted(_units(stocked)) == ["tinycrm-backup-2.service", "tinycrm-backup-2.timer"]


def test_units_of_others_stay_as_they_are(stocked, cron) -> None:
    folder = stocked.home / ".config/systemd/user"
    folder.mkdir(parents=True)
    (folder / "tinycrm-backup.timer").write_text("[Timer]\n")
    stocked("schedule", "install", "backup", "--systemd", "--apply")
    assert "tinycrm-backup-2.timer" in _units(stocked)
    stocked("schedule", "remove", "--apply")
    assert _units(stocked) == {"tinycrm-backup.timer": "[Timer]\n"}


def test_a_systemd_that_cannot_be_reached_leaves_the_files_and_says_what_to_do(stocked, cron) -> None:
    (stocked.home / "no-bus").touch()
    answer = stocked("schedule", "install", "backup", "--systemd", "--apply", ok=False)
    assert answer.code == 8
    assert answer.err.splitlines() == [
        "the files are written, but systemd did not take them: Failed to connect to bus: No medium found",
        "when you are logged in: systemctl --user daemon-reload && systemctl --user enable --now tinycrm-backup.timer",
    ]
    assert len(_units(stocked)) == 2


def test_a_timer_that_a_hand_changed_is_told_and_written_anew(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--systemd", "--apply")
    timer = stocked.home / ".config/systemd/user/tinycrm-backup.timer"
    timer.write_text(timer.read_text().replace("03:40", "04:50"))
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert (row["when"], row["next_at"]) == ("changed by hand", None)
    stocked("schedule", "install", "backup", "--systemd", "--apply")
    assert "OnCalendar=*-*-* 03:40:00\n" in timer.read_text()


def test_what_quoted_wrote_is_read_back() -> None:
    words = ["/opt/a $b/tinycrm", "--", _NAME, "", ";", "%d", "\\x41", "$$", "a%%b"]
    text = " ".join([timers.quoted(words[0], dollars=False), *map(timers.quoted, words[1:])])
    assert timers.words_of(text) == words


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_units(stocked, cron) -> None:
    stocked("schedule", "install", "--name", "odd", "--on", "mon", "--systemd", "--apply", "--", "search", _NAME)
    folder = stocked.home / ".config/systemd/user"
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", "--man=no", str(folder / "tinycrm-odd.timer")],
        env={"HOME": str(stocked.home), "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(stocked.home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "tinycrm" not in done.stderr, done.stderr
    assert stocked("schedule", "list", "-f", "json").json[0]["command"].startswith("tinycrm search ")
