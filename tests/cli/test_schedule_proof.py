"""Lines are proved as cron would run them: when they are installed, and by `doctor --cron` ever after."""

from __future__ import annotations

import json
import os

import pytest
from tests.cli.scheduled import Cron

_MAIL = "mail: {host: 127.0.0.1, port: 9, security: none, from: me@x.example%s}\n"


@pytest.fixture
def cron(stocked) -> Cron:
    del stocked.env["TINYCRM_TODAY"]
    return Cron(stocked)


def _checks(stocked, code: int) -> dict[str, dict[str, str]]:
    answer = stocked("doctor", "--cron", "-f", "json", ok=False)
    assert answer.code == code, answer
    return {row["check"]: row for row in json.loads(answer.out)["checks"]}


def test_a_line_that_works_is_told_and_nothing_is_done_by_the_proof(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--apply")
    stocked(
        "schedule", "install", "--name", "title", "--on", "mon", "--apply", "--", "contact", "edit", "2", "--title", "X"
    )
    before = stocked.dump()
    checks = _checks(stocked, 0)
    assert checks["cron backup"]["message"] == "its line works, each day at 03:40"
    assert checks["cron title"]["message"] == "its line works, each Monday at 08:00"
    assert (stocked.dump(), cron.backups()) == (before, [])
    # a line of one's own without variables would find another database: that fails nothing here
    bare = [row["level"] for name, row in checks.items() if name in ("cron", "cron database", "cron settings")]
    assert bare
    assert set(bare) <= {"ok", "hint"}


def test_the_very_text_of_the_line_is_run(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--apply")
    sound = cron.text
    cron.tab.write_text(sound.replace(f"TINYCRM_DB={stocked.db} ", "TINYCRM_DB=/nowhere/x.db "))
    checks = _checks(stocked, 1)
    assert checks["cron backup"]["message"].startswith("its line fails: there is no database '/nowhere/x.db'")
    assert checks["cron backup"]["mend"] == "tinycrm schedule install backup writes it anew"
    cron.tab.write_text(sound.replace(f" {cron.started.split()[-6]} ", " /gone/python "))
    assert "/gone/python: not found" in _checks(stocked, 1)["cron backup"]["message"]
    cron.tab.write_text(sound.replace("--keep 14", "--keep 14 'torn"))
    assert _checks(stocked, 1)["cron backup"]["message"] == "its line is not one that TinyCRM wrote"
    cron.tab.write_text(sound.replace("40 3", "#40 3"))
    checks = _checks(stocked, 0)
    assert checks["cron backup"]["message"] == "its line is gone or made a comment"
    stocked("schedule", "install", "backup", "--apply")
    assert cron.text == sound


@pytest.mark.parametrize(
    "fields", ["99 99 * * *", "40 24 * * *", "a b * * *", "40 3 * * mo", "@nightly", "*/0 3 * * *"]
)
def test_a_time_that_no_cron_knows_is_told_and_written_anew(stocked, cron, fields) -> None:
    stocked("schedule", "install", "backup", "--apply")
    sound = cron.text
    cron.tab.write_text(sound.replace("40 3 * * *", fields))
    check = _checks(stocked, 1)["cron backup"]
    assert check["message"].startswith(f"'{fields}' is no time that cron knows")
    assert check["mend"] == "tinycrm schedule install backup writes it anew"
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert (row["when"], row["next_at"]) == (f"{fields}: no time that cron knows", None)
    stocked("schedule", "install", "backup", "--apply")
    assert cron.text == sound


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("50 4 * * *", "each day at 04:50"),
        ("50 4 * jan-mar mon,fri", "50 4 * jan-mar mon,fri"),
        ("@daily", "@daily"),
        ("5~20 3 * * *", "5~20 3 * * *"),
    ],
)
def test_a_time_that_a_hand_changed_works_and_is_told(stocked, cron, fields, told) -> None:
    stocked("schedule", "install", "backup", "--apply")
    cron.tab.write_text(cron.text.replace("40 3 * * *", fields))
    check = _checks(stocked, 0)["cron backup"]
    assert check["message"] == f"its line works, {told} (changed by hand: it was each day at 03:40)"


def test_variables_above_the_line_count_as_they_do_for_cron(stocked, cron) -> None:
    shell = stocked.home / "shell"
    shell.write_text('#!/bin/sh\necho "$PATH" > "$HOME/seen" 2>/dev/null || :\nexec /bin/sh "$@"\n')
    shell.chmod(0o755)
    stocked("schedule", "install", "backup", "--apply")
    cron.tab.write_text(f"SHELL={shell}\nPATH=/usr/bin:/bin:/opt/mine\nHOME={stocked.home}\n{cron.text}")
    assert _checks(stocked, 0)["cron backup"]["level"] == "ok"
    assert (stocked.home / "seen").read_text() == "/usr/bin:/bin:/opt/mine\n"
    cron.tab.write_text(cron.text.replace(f"SHELL={shell}", "SHELL=/bin/false"))
    assert _checks(stocked, 1)["cron backup"]["message"] == "its line fails: exit 1"


def test_settings_that_moved_since_are_told(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--apply")
    beside = stocked.db.with_name("crm.db.d")
    beside.mkdir(mode=0o700)
    checks = _checks(stocked, 1)
    assert checks["cron backup"]["message"] == (
        f"its line works with the settings in {stocked.home}/.config/tinycrm, and this shell has those in {beside}"
    )
    stocked("schedule", "install", "backup", "--apply")
    assert _checks(stocked, 0)["cron backup"]["level"] == "ok"


def test_a_line_that_lost_its_marks_is_told_wherever_jobs_are_looked_at(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--apply")
    whole = cron.text
    line = next(row for row in whole.splitlines() if row[0] != "#")
    other = line.replace(f"TINYCRM_DB={stocked.db} ", "TINYCRM_DB=/data/other.db ")
    stray = f"5 5 * * * mine\n{line}\n#{line}\n{other}\n"
    cron.tab.write_text(stray)
    told = (
        "a line of the crontab outside TinyCRM's blocks runs job 'backup' (40 3 * * * … schedule exec backup),"
        " and nothing here changes it; crontab -e: delete that line"
    )
    listed = stocked("schedule", "list", "-f", "json")
    assert (listed.json, listed.err) == ([], f"{told}\n")
    assert stocked("schedule", "remove", "--apply").err == f"{told}\n"
    assert cron.text == stray
    assert stocked("schedule", "install", "backup", "--apply").err.startswith(f"{told}\n")
    assert cron.text == stray + whole
    check = _checks(stocked, 0)["crontab"]
    assert (check["level"], check["message"]) == ("hint", told)
    assert stocked("schedule", "install", "backup", "--apply").err == f"{told}\n"
    assert stocked("schedule", "remove", "backup", "--apply").err.startswith(f"{told}\n")
    assert cron.text == stray


def test_a_timer_is_proved_as_well(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--systemd", "--apply")
    assert _checks(stocked, 0)["timer backup"]["message"] == "its line works, each day at 03:40"
    stocked.db.rename(stocked.db.with_suffix(".away"))
    assert "there is no database" in _checks(stocked, 1)["timer backup"]["message"]


def test_a_run_that_did_not_take_place_is_told(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--apply")
    (cron.jobs / "backup.state").write_text(
        "installed_at 2026-01-01T00:00:00Z\nbegan_at 2026-01-02T03:40:00Z\nended_at 2026-01-02T03:40:01Z\ncode 0\n"
    )
    checks = _checks(stocked, 1)
    assert "backup: it was to run at 2026-01-03" in checks["job"]["message"]
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert row["result"] == "late"
    assert row["about"].endswith("and has not: is cron at work?")


def test_a_job_that_would_fail_under_cron_is_not_installed(stocked, cron) -> None:
    refused = stocked.fails(
        1,
        "schedule",
        "install",
        "--name",
        "x",
        "--on",
        "mon",
        "--apply",
        "--",
        "contact",
        "edit",
        "999",
        "--title",
        "X",
    )
    assert refused.err == (
        "tinycrm: job 'x' would fail under cron: there is no contact 999; tinycrm contact list;"
        " nothing was written; tinycrm doctor --cron\n"
    )
    assert not cron.tab.exists()


def test_a_password_that_only_this_shell_has_is_missed_before_cron_misses_it(stocked, cron) -> None:
    folder = stocked.home / ".config" / "tinycrm"
    folder.mkdir(parents=True)
    words = ["schedule", "install", "--name", "hello", "--on", "mon", "--apply", "--", "mail", "test", "me@x.example"]
    assert "mail is not set up" in stocked.fails(1, *words).err
    (folder / "config.yaml").write_text(_MAIL % ", user: me@x.example")
    secret = "canary-7f31"
    refused = stocked.fails(1, *words, env={"TINYCRM_MAIL_PASSWORD": secret})
    assert "job 'hello' would fail under cron: there is no password for 'me@x.example'" in refused.err
    assert secret not in refused.err
    password = folder / "password"
    password.write_text(f"{secret}\n")
    password.chmod(0o600)
    (folder / "config.yaml").write_text(_MAIL % f", user: me@x.example, password_file: {password}")
    stocked(*words)
    assert secret not in cron.text
    assert _checks(stocked, 0)["cron hello"]["level"] == "ok"
    os.chmod(password, 0o644)
    assert "others can read the password file" in _checks(stocked, 1)["cron hello"]["message"]


def test_the_jobs_that_mail_write_to_me_unless_told_otherwise(stocked, cron) -> None:
    folder = stocked.home / ".config" / "tinycrm"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(_MAIL % ", to: Анна <anna@neva.example>")
    shown = stocked("schedule", "install", "digest", "kpi", "--dry-run")
    assert [line.partition(" -- ")[2] for line in shown.lines] == [
        "today --mail-to me --only-if-any --once-per day",
        "report kpi --period last-month --mail-to me --once-per month",
    ]
    assert shown.err == ""
    stocked("schedule", "install", "digest", "--to", "bo@li.example", "--to", "me", "--apply")
    # whom it mails is known from the line that is there
    shown = stocked("schedule", "install", "digest", "--at", "7:00", "--dry-run")
    assert shown.out.startswith("0 7 * * 1-5 ")
    assert shown.out.endswith(" today --mail-to bo@li.example --mail-to me --only-if-any --once-per day\n")


def test_all_four_jobs_are_installed_at_once_and_work(stocked, cron) -> None:
    folder = stocked.home / ".config" / "tinycrm"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(_MAIL % "")
    stocked("schedule", "install", "--at", "7:30", "--apply")
    assert [(row["job"], row["cron"]) for row in stocked("schedule", "list", "-f", "json").json] == [
        ("digest", "30 7 * * 1-5"),
        ("kpi", "30 7 1 * *"),
        ("backup", "40 3 * * *"),
        ("run", "*/10 * * * *"),
    ]
    checks = _checks(stocked, 0)
    assert {checks[f"cron {name}"]["level"] for name in ("digest", "kpi", "backup", "run")} == {"ok"}


@pytest.mark.parametrize("address", ["a@b.example, c@d.example", "nobody", "a@b.example\nBcc: c@d.example"])
def test_what_is_no_address_is_refused(stocked, cron, address) -> None:
    stocked.fails(2, "schedule", "install", "digest", "--to", address, "--apply")
    assert not cron.tab.exists()
