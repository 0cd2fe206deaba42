"""`doctor --cron`: what a command finds when cron starts it, and what to write into the crontab."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tinycrm.services.schedule.cron import cron_environment, examine_cron


def _script(folder: Path) -> Path:
    """An installed `tinycrm`: it starts from any folder, with no environment."""
    source = Path(__file__).resolve().parents[2] / "src"
    path = folder / "bin" / "tinycrm"
    path.parent.mkdir()
    # the packages of this Python without its site would be missed only by commands that need them
    path.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(source)!r})\n"
        "from tinycrm.entry import main\nsys.exit(main())\n"
    )
    path.chmod(0o755)
    return path


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """A user whose home, also for cron, is the test's folder."""
    import pwd

    known = pwd.getpwuid(os.getuid())

    class Entry:
        pw_name = known.pw_name
        pw_dir = str(tmp_path)

    monkeypatch.setattr(pwd, "getpwuid", lambda uid: Entry)
    return tmp_path


def test_cron_gives_a_job_four_variables_and_no_more(at_home) -> None:
    given = cron_environment({"HOME": "/other", "TINYCRM_DB": "/x", "LANG": "C"})
    assert sorted(given) == ["HOME", "LOGNAME", "PATH", "SHELL"]
    assert given["HOME"] == str(at_home)
    assert given["PATH"] == "/usr/bin:/bin"


def test_what_cron_would_find_is_the_same_without_variables(at_home) -> None:
    script = _script(at_home)
    database = str(at_home / ".local/share/tinycrm/tinycrm.db")
    settings = str(at_home / ".config/tinycrm")
    found = examine_cron([str(script)], {"HOME": str(at_home)}, database, settings)
    assert [(one.check, one.level) for one in found] == [
        ("cron database", "ok"),
        ("cron settings", "ok"),
        ("crontab", "ok"),
    ]
    assert found[-1].message == f"a line for every working day at eight: 0 8 * * 1-5 {script} today"


def test_a_database_named_in_this_shell_alone_is_wrong_and_the_crontab_line_names_it(at_home) -> None:
    script = _script(at_home)
    environ = {"HOME": str(at_home), "TINYCRM_DB": "/data/100% mine.db", "TINYCRM_USER": "vera"}
    settings = str(at_home / ".config/tinycrm")
    found = {one.check: one for one in examine_cron([str(script)], environ, "/data/100% mine.db", settings)}
    assert found["cron settings"].level == "ok"
    assert found["cron database"].level == "wrong"
    assert found["cron database"].message == (
        f"cron finds {at_home}/.local/share/tinycrm/tinycrm.db, this shell /data/100% mine.db"
    )
    assert "TINYCRM_DB=/data/100% mine.db" in found["cron database"].mend
    assert found["cron shell"].level == "hint"
    assert found["cron shell"].message == "set in this shell only: TINYCRM_USER=vera"
    assert found["crontab"].message.endswith(
        f"0 8 * * 1-5 TINYCRM_DB=/data/100\\%' mine.db' TINYCRM_USER=vera {script} today"
    )


def test_a_program_that_cron_cannot_start_is_wrong(at_home) -> None:
    (found,) = examine_cron([str(at_home / "nowhere")], {"HOME": str(at_home)}, "/a", "/b")
    assert found.level == "wrong"
    assert "cron cannot start it" in found.message


def test_doctor_cron_starts_itself_and_writes_nothing(stocked, tmp_path) -> None:
    script = _script(tmp_path)
    done = subprocess.run(
        [str(script), "doctor", "--cron", "-f", "json"],
        env=stocked.environment({}),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1, done.stderr
    checks = {check["check"]: check for check in json.loads(done.stdout)["checks"]}
    assert checks["cron database"]["level"] == "wrong"
    assert f"this shell {stocked.db}" in checks["cron database"]["message"]
    assert f"TINYCRM_DB={stocked.db}" in checks["crontab"]["message"]


def _moved(at_home: Path) -> tuple[dict[str, str], str, str]:
    """A shell whose home is another than cron's; gives its environment, its database and its settings folder."""
    home = at_home / "elsewhere"
    settings = home / ".config" / "tinycrm"
    settings.mkdir(parents=True)
    return {"HOME": str(home)}, str(home / ".local/share/tinycrm/tinycrm.db"), str(settings)


def test_with_another_home_each_variable_is_named_for_what_it_is_meant_for(at_home) -> None:
    script = _script(at_home)
    environ, database, settings = _moved(at_home)
    found = {one.check: one for one in examine_cron([str(script)], environ, database, settings)}
    assert found["cron database"].level == "wrong"
    assert found["cron database"].mend == f"write above the crontab's lines: TINYCRM_DB={database}"
    assert found["cron settings"].level == "wrong"
    assert found["cron settings"].mend == f"write above the crontab's lines: TINYCRM_CONFIG={settings}"
    assert found["crontab"].message == (
        "a line for every working day at eight:"
        f" 0 8 * * 1-5 TINYCRM_DB={database} TINYCRM_CONFIG={settings} {script} today"
    )


def test_with_another_home_and_the_database_named_the_settings_are_what_is_missing(at_home) -> None:
    script = _script(at_home)
    environ, _, settings = _moved(at_home)
    environ["TINYCRM_DB"] = "/data/mine.db"
    found = {one.check: one for one in examine_cron([str(script)], environ, "/data/mine.db", settings)}
    assert found["cron settings"].mend == f"write above the crontab's lines: TINYCRM_CONFIG={settings}"


def test_with_another_home_settings_that_are_nowhere_are_the_defaults_in_both(at_home) -> None:
    script = _script(at_home)
    environ, database, settings = _moved(at_home)
    Path(settings).rmdir()
    found = {one.check: one for one in examine_cron([str(script)], environ, database, settings)}
    assert found["cron settings"].level == "ok"
    # a named folder that does not exist would stop every command
    assert "TINYCRM_CONFIG" not in found["crontab"].message


def test_settings_that_cron_alone_would_find_are_wrong_and_no_missing_folder_is_suggested(at_home) -> None:
    script = _script(at_home)
    environ, database, settings = _moved(at_home)
    Path(settings).rmdir()
    (at_home / ".config" / "tinycrm").mkdir(parents=True)
    found = {one.check: one for one in examine_cron([str(script)], environ, database, settings)}
    assert found["cron settings"].level == "wrong"
    assert found["cron settings"].mend == f"there is no folder {settings}: tinycrm init makes one"
    assert "TINYCRM_CONFIG" not in found["crontab"].message
