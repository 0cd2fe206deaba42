"""`schedule install`, `list` and `remove` on a crontab."""

from __future__ import annotations

import json
import stat

import pytest
from tests.cli.scheduled import Cron

FOREIGN = "MAILTO=vera@example.org\n# mine\n5 5 * * * echo 50\\% done\n"


@pytest.fixture
def cron(stocked) -> Cron:
    del stocked.env["TINYCRM_TODAY"]
    return Cron(stocked)


def test_a_job_is_written_below_what_is_there_and_goes_without_a_trace(stocked, cron) -> None:
    cron.tab.write_text(FOREIGN)
    answer = stocked("schedule", "install", "backup", "--apply")
    assert answer.out == ""
    assert cron.text == (
        f"{FOREIGN}# TinyCRM: begin backup ({stocked.db})\n"
        "# each day at 03:40; tinycrm schedule remove backup takes this out\n"
        f"40 3 * * * {cron.started} backup -- backup --keep 14\n"
        f"# TinyCRM: end backup ({stocked.db})\n"
    )
    stocked("schedule", "remove", "backup", "--apply")
    assert cron.text == FOREIGN
    assert stocked("schedule", "list", "-f", "json").json == []


def test_the_line_works_as_cron_runs_it_and_says_nothing(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--apply")
    done = cron.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (made,) = cron.backups()
    stocked("backup", "verify", stocked.db.parent / "backups" / made)
    (row,) = stocked("schedule", "list", "-f", "json").json
    assert (row["result"], row["exit_code"], row["about"]) == ("ok", 0, None)


def test_the_old_crontab_is_kept_in_a_private_file(stocked, cron) -> None:
    cron.tab.write_text(FOREIGN)
    answer = stocked("schedule", "install", "backup", "--apply")
    (kept,) = [path for path in cron.jobs.iterdir() if path.name.startswith("crontab-")]
    assert kept.read_text() == FOREIGN
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(cron.jobs.stat().st_mode) == 0o700
    assert answer.err == f"the crontab as it was is in {kept}\n"


def test_installing_again_changes_nothing(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--at", "1:30", "--apply")
    before, writes = cron.text, (stocked.home / "writes").read_text()
    for words in (["backup"], ["backup", "--apply"], ["backup", "--at", "1:30", "--yes"]):
        answer = stocked("schedule", "install", *words, "-f", "json")
        assert [(row["job"], row["state"]) for row in answer.json] == [("backup", "installed")]
    assert stocked("schedule", "install", "backup", "-f", "table").out == "Installed already in the crontab: backup\n"
    assert (cron.text, (stocked.home / "writes").read_text()) == (before, writes)


def test_another_time_is_written_in_the_same_place_and_the_days_stay(stocked, cron) -> None:
    stocked("schedule", "install", "--name", "weekly", "--on", "mon 9:00", "--apply", "--", "report", "pipeline")
    stocked("schedule", "install", "backup", "--apply")
    stocked("schedule", "install", "weekly", "--at", "7:05", "--apply")
    times = [row.split(" TINYCRM")[0] for row in cron.text.splitlines() if not row.startswith("#")]
    assert times == ["5 7 * * 1", "40 3 * * *"]
    assert [row["command"] for row in stocked("schedule", "list", "-f", "json").json] == [
        "tinycrm report pipeline",
        "tinycrm backup --keep 14",
    ]


def test_two_databases_share_a_crontab(stocked, cron) -> None:
    other = stocked.home / "Анна 100%" / "سارا.db"
    stocked("--db", other, "contact", "add", "Анна Петрова")
    stocked("schedule", "install", "backup", "--apply")
    stocked("--db", other, "schedule", "install", "backup", "--apply")
    assert cron.text.count("# TinyCRM: begin backup") == 2
    done = cron.run(1)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(list((other.parent / "backups").iterdir())) == 1
    answer = stocked("schedule", "list")
    assert [row["database"] for row in answer.rows] == [str(stocked.db)]
    assert answer.err == f"for {other}: backup\n"
    stocked("schedule", "remove", "--apply")
    assert [row["database"] for row in stocked("--db", other, "schedule", "list").rows] == [str(other)]


def test_a_script_must_say_that_it_means_it(stocked, cron) -> None:
    cron.tab.write_text(FOREIGN)
    refused = stocked.fails(2, "schedule", "install", "backup")
    assert "--apply writes them" in refused.err
    assert cron.text == FOREIGN
    stocked("schedule", "install", "backup", "--yes")
    refused = stocked.fails(2, "schedule", "remove")
    assert "--dry-run shows the lines" in refused.err
    stocked("schedule", "remove", "--yes")
    assert cron.text == FOREIGN


def test_a_trial_shows_the_very_lines_and_writes_nothing(stocked, cron) -> None:
    shown = stocked("schedule", "install", "backup", "--dry-run")
    assert shown.out == f"40 3 * * * {cron.started} backup -- backup --keep 14\n"
    assert not cron.tab.exists()
    assert not cron.jobs.exists()
    assert not (stocked.home / ".config").exists()
    data = stocked("schedule", "install", "backup", "--dry-run", "-f", "json").json
    assert data["jobs"] == [{"job": "backup", "when": "each day at 03:40", "where": "crontab", "state": "new"}]
    assert data["lines"] == shown.lines


def test_words_of_a_command_reach_it_whatever_they_hold(stocked, cron) -> None:
    filter = "name ~ 'سارا $(touch pwned) `touch pwned` 100%'"
    words = ["--", "contact", "list", "--where", filter, "-f", "json"]
    stocked("schedule", "install", "--name", "odd", "--on", "hourly", "--apply", *words)
    done = cron.run()
    # the quotation marks of the shell are none of the filter's, so a name of those letters is looked for
    assert (done.returncode, json.loads(done.stdout), done.stderr) == (0, [], "")
    assert not (stocked.home / "pwned").exists()
    assert stocked("schedule", "list", "-f", "json").json[0]["cron"] == "0 * * * *"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["digest"], "job 'digest' sends mail, and nobody says to whom"),
        (["nope"], "there is no job 'nope'"),
        (["bakcup"], "there is no job 'bakcup'"),
        (["backup", "--at", "25:00"], "no such time"),
        (["backup", "--on", "banana"], "'banana' says no days"),
        (["backup", "kpi", "--on", "mon"], "--on is of one job"),
        (["backup", "--cron", "--systemd"], "--cron and --systemd together"),
        (["--name", "x", "--on", "mon"], "job 'x' has no command"),
        (["--name", "x", "--", "today"], "nobody says when job 'x' runs"),
        (["--name", "Анна", "--on", "mon", "--", "today"], "'Анна' is no name of a job"),
        (["--name", "../x", "--on", "mon", "--", "today"], "'../x' is no name of a job"),
        (["--name", "backup", "--on", "mon", "--", "today"], "'backup' is a job of TinyCRM's own"),
        (["--name", "x", "--on", "mon", "--to", "a@b.example", "--", "today"], "--to belongs to digest and kpi"),
        (["--name", "x", "--on", "mon", "--", "tdoay"], "job 'x': 'tdoay' is no command of tinycrm"),
        (["--name", "x", "--on", "mon", "--", "tinycrm", "today"], "'tinycrm today' is no command"),
        (["--name", "x", "--on", "mon", "--", "today", "--wenn", "8"], "job 'x': 'today' has no option --wenn"),
        (["--name", "x", "--on", "mon", "--", "contact", "show"], "job 'x': 'contact show' needs REF"),
        (["--name", "x", "--on", "mon", "--", "today", "--db", "/y"], "the command of a job names no --db"),
        (["--name", "x", "--on", "mon", "--", "today", "--help"], "prints help"),
        (["--name", "x", "--on", "mon", "--", "schedule", "list"], "a job cannot run schedule"),
        (["--name", "x", "--on", "mon", "--", "search", "a\\b"], "holds a backslash"),
        (["--name", "x", "--on", "mon", "--", "search", "a\nb"], "holds a control character"),
        (["--name", "x", "--on", "mon", "--", "search", "y" * 1000], "and cron takes 998"),
    ],
)
def test_what_could_not_run_is_not_installed(stocked, cron, words, message) -> None:
    refused = stocked.fails(2, "schedule", "install", "--apply", *words)
    assert message in refused.err
    assert not cron.tab.exists()


def test_a_database_that_is_not_there_gets_no_job(crm) -> None:
    cron = Cron(crm)
    assert "there is no database" in crm.fails(6, "schedule", "install", "backup", "--apply").err
    assert not cron.tab.exists()
    assert crm("schedule", "list").lines[0].startswith("job\twhen\t")
    assert crm("schedule", "remove", "--apply", "-f", "table").out == "No jobs are installed\n"
    assert not crm.db.parent.exists()


def test_removing_what_is_not_installed_names_what_is(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--apply")
    refused = stocked.fails(3, "schedule", "remove", "weekly", "--apply")
    assert f"no job 'weekly' is installed for {stocked.db}; there are: backup" in refused.err


def test_a_machine_without_crontab_is_told_the_alternative(stocked, cron) -> None:
    empty = stocked.home / "empty"
    empty.mkdir()
    refused = stocked.fails(6, "schedule", "install", "backup", "--apply", env={"PATH": str(empty)})
    assert "no command 'crontab'; --systemd makes timers instead" in refused.err
    assert stocked("schedule", "list", "-f", "json", env={"PATH": str(empty)}).json == []


def test_a_crontab_that_cannot_be_read_is_not_taken_for_an_empty_one(stocked, cron) -> None:
    cron.tab.write_text(FOREIGN)
    (stocked.home / "refused").write_text("You (vera) are not allowed to use this program\n")
    refused = stocked.fails(6, "schedule", "install", "backup", "--apply")
    assert "the crontab cannot be read: You (vera) are not allowed" in refused.err
    assert "not allowed" in stocked("schedule", "list").err
    assert cron.text == FOREIGN


def test_a_torn_block_stops_everything_that_would_write(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--apply")
    torn = cron.text.replace(f"# TinyCRM: end backup ({stocked.db})\n", "5 5 * * * mine\n")
    cron.tab.write_text(torn)
    for words in (["install", "backup", "--at", "2:00"], ["remove"], ["remove", "backup"]):
        refused = stocked.fails(1, "schedule", *words, "--apply")
        assert "line 1 of the crontab begins backup, and its end is missing; crontab -e" in refused.err
    assert cron.text == torn


def test_a_block_without_its_beginning_stops_what_would_write_or_miss_it(stocked, cron) -> None:
    stocked("schedule", "install", "backup", "--apply")
    torn = cron.text.replace(f"# TinyCRM: begin backup ({stocked.db})\n", "")
    cron.tab.write_text(torn)
    for words in (["install", "backup", "--apply"], ["remove", "--apply"], ["list"]):
        refused = stocked.fails(1, "schedule", *words)
        assert refused.err == (
            "tinycrm: line 3 of the crontab ends backup, and its beginning is missing;"
            f" crontab -e: put '# TinyCRM: begin backup ({stocked.db})' above its lines, or take them out\n"
        )
    assert cron.text == torn


def test_lines_of_ones_own_within_a_block_stay_and_those_in_use_are_told(stocked, cron) -> None:
    cron.tab.write_text(FOREIGN)
    stocked("schedule", "install", "backup", "--apply")
    note = "# each day at 03:40; tinycrm schedule remove backup takes this out\n"
    mine = "MAILTO=anna@neva.example\n# Анна: not on Sundays?\n"
    cron.tab.write_text(cron.text.replace(note, f"{mine}{note}5 6 * * * /home/vera/mine\n"))
    told = (
        "this line is not TinyCRM's and stays: MAILTO=anna@neva.example\n"
        "this line is not TinyCRM's and stays: 5 6 * * * /home/vera/mine\n"
    )
    assert stocked("schedule", "install", "backup", "--at", "4:50", "--apply").err.startswith(told)
    assert cron.text == (
        f"{FOREIGN}# TinyCRM: begin backup ({stocked.db})\n{mine}5 6 * * * /home/vera/mine\n"
        "# each day at 04:50; tinycrm schedule remove backup takes this out\n"
        f"50 4 * * * {cron.started} backup -- backup --keep 14\n"
        f"# TinyCRM: end backup ({stocked.db})\n"
    )
    shown = stocked("schedule", "remove", "--dry-run")
    assert "vera" not in shown.out
    assert shown.err == told
    stocked("schedule", "remove", "backup", "--apply")
    assert cron.text == f"{FOREIGN}{mine}5 6 * * * /home/vera/mine\n"


def test_a_crontab_that_refuses_the_lines_is_told_with_where_the_old_one_is(stocked, cron) -> None:
    cron.tab.write_text(FOREIGN)
    script = stocked.home / "bin" / "crontab"
    script.write_text(
        '#!/bin/sh\n[ "$1" = -l ] && exec cat "$HOME/crontab"\necho "errors in crontab file" >&2; exit 1\n'
    )
    refused = stocked.fails(6, "schedule", "install", "backup", "--apply")
    assert "the crontab could not be written: errors in crontab file; the old one is in" in refused.err


def test_a_crontab_that_another_changes_meanwhile_is_not_written_over(stocked, cron) -> None:
    cron.tab.write_text(FOREIGN)
    script = stocked.home / "bin" / "crontab"
    script.write_text(
        '#!/bin/sh\n[ "$1" = -l ] || exec touch "$HOME/lost"\ncat "$HOME/crontab"; echo "# more" >> "$HOME/crontab"\n'
    )
    refused = stocked.fails(5, "schedule", "install", "backup", "--apply")
    assert "the crontab was changed meanwhile; run it again" in refused.err
    assert not (stocked.home / "lost").exists()


def test_the_clock_of_the_settings_is_told_where_it_differs_from_cron_s(stocked, cron) -> None:
    # of all places that a machine of ours might stand in these islands are the least likely
    stocked("config", "set", "timezone", "Pacific/Chatham")
    told = stocked("schedule", "install", "backup", "--dry-run").err
    assert "jobs run by the machine's clock, on which it is" in told
    assert "in Pacific/Chatham it is" in told


def test_the_address_of_a_mail_goes_into_the_line(stocked, cron) -> None:
    folder = stocked.home / ".config" / "tinycrm"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text("mail: {host: 127.0.0.1, security: none, from: me@x.example}\n")
    shown = stocked("schedule", "install", "digest", "--to", "anna@neva.example", "--dry-run")
    assert shown.out == (
        f"0 8 * * 1-5 {cron.started} digest -- today --mail-to anna@neva.example --only-if-any --once-per day\n"
    )
