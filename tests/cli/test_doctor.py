"""`doctor`: what surrounds the file, and what another program wrote into it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tinycrm.services import surroundings
from tinycrm.store.sqlite import create, filesystem
from tinycrm.store.sqlite.connect import open_writer, prepare

NEVA, ANNA, BO, SARA, WEBSITE, QUOTE, CALL, ORLOVA = range(1, 9)


def _check(answer, name: str):
    (found,) = [check for check in answer.json["checks"] if check["check"] == name]
    return found


# --- values of another program ---


@pytest.mark.parametrize(
    ("statement", "record", "noun", "told"),
    [
        ("UPDATE deal SET currency = 'XQX' WHERE id = 5", WEBSITE, "deal", "currency 'XQX' is no currency"),
        (
            "UPDATE deal SET expected_close_on = '2026-02-30' WHERE id = 5",
            WEBSITE,
            "deal",
            "expected_close_on '2026-02-30' is no day",
        ),
        ("UPDATE contact SET birthday = '1990-02-29' WHERE id = 2", ANNA, "contact", "birthday '1990-02-29' is no day"),
        ("UPDATE contact SET birthday = '--02-30' WHERE id = 2", ANNA, "contact", "birthday '--02-30' is no day"),
        (
            "UPDATE contact SET created_at = '2026-01-01T25:00:00Z' WHERE id = 3",
            BO,
            "contact",
            "created_at '2026-01-01T25:00:00Z' is no instant",
        ),
        ("UPDATE task SET due_time = '29:00' WHERE id = 6", QUOTE, "task", "due_time '29:00' is no time"),
        (
            "UPDATE interaction SET on_day = '2026-04-31' WHERE id = 7",
            CALL,
            "interaction",
            "on_day '2026-04-31' is no day",
        ),
        (
            "UPDATE interaction SET at = '2026-11-10 10:00:00Z' WHERE id = 7",
            CALL,
            "interaction",
            "at '2026-11-10 10:00:00Z' is no instant",
        ),
        (
            "UPDATE stage_stay SET entered_on = '2026-13-01' WHERE deal = 5",
            WEBSITE,
            "deal",
            "entered_on '2026-13-01' is no day",
        ),
        ("UPDATE contact SET note = 'a' || char(0) || 'b' WHERE id = 4", SARA, "contact", "note 'a\\x00b' holds a NUL"),
        ("UPDATE contact_point SET label = char(0) WHERE record = 1", NEVA, "company", "label '\\x00' holds a NUL"),
        ("UPDATE contact SET fields = '{oops' WHERE id = 2", ANNA, "contact", "fields '{oops' is no JSON object"),
    ],
)
def test_a_value_that_another_program_wrote_is_named_with_its_record(stocked, statement, record, noun, told) -> None:
    stocked.sql(statement)
    answer = stocked("doctor", "-f", "json", ok=False)
    assert answer.code == 1
    found = _check(answer, "values")
    assert found["level"] == "wrong"
    assert found["ok"] is False
    assert {"id": record, "noun": noun, "message": told} in found["records"]
    assert f"{noun} {record}: {told}" in found["message"]


def test_a_birthday_on_29_february_without_a_year_is_sound(stocked) -> None:
    stocked.sql("UPDATE contact SET birthday = '--02-29' WHERE id = 2")
    assert _check(stocked("doctor", "-f", "json"), "values")["level"] == "ok"


def test_the_command_that_doctor_gives_for_malformed_json_mends_it(stocked) -> None:
    stocked.sql("UPDATE contact SET fields = '{oops' WHERE id = 2")
    stocked.fails(6, "contact", "show", ANNA, "-f", "json")
    answer = stocked("doctor", "-f", "json", ok=False)
    mend = _check(answer, "values")["mend"]
    assert mend == f"sqlite3 '{stocked.db}' \"UPDATE contact SET fields = '{{}}' WHERE id = 2\""
    stocked.sql(mend.partition('"')[2].rstrip('"'))
    assert stocked("doctor").code == 0


def test_many_bad_values_are_counted_and_all_of_them_listed_for_programs(stocked) -> None:
    for number in range(8):
        stocked("deal", "add", f"Deal {number}")
    stocked.sql("UPDATE deal SET currency = 'XQX'")
    found = _check(stocked("doctor", "-f", "json", ok=False), "values")
    assert found["message"].endswith("; and 4 more")
    assert len(found["records"]) == 9


def test_a_name_changed_by_another_program_is_found_by_it_again_after_fix(stocked) -> None:
    stocked.sql("UPDATE contact SET name = 'Bo Lindqvist' WHERE id = 3")
    assert "WRONG  search" in stocked("doctor", ok=False).out
    stocked("doctor", "--fix")
    assert stocked("doctor").code == 0
    assert stocked("contact", "show", "=Bo Lindqvist", "--get", "id").out == "3\n"
    assert stocked("search", "lindqvist", "-f", "ids").ids == [3]


# --- the last backup ---


def test_a_database_that_was_never_backed_up_gets_a_hint_and_passes(stocked) -> None:
    answer = stocked("doctor")
    assert answer.lines[-1].split(maxsplit=2) == ["hint", "backup", "there is no backup yet; tinycrm backup"]


def test_a_backup_anywhere_is_remembered(stocked, tmp_path) -> None:
    target = tmp_path / "elsewhere" / "kept.db"
    stocked("backup", str(target))
    found = _check(stocked("doctor", "-f", "json"), "backup")
    assert found["level"] == "ok"
    assert str(target) in found["message"]
    target.unlink()
    assert "(not there now)" in _check(stocked("doctor", "-f", "json"), "backup")["message"]


def test_an_old_backup_is_a_hint_only_when_something_changed_since(stocked) -> None:
    stocked("backup")
    stocked.sql("UPDATE meta SET value = '2026-01-01T00:00:00Z /kept.db' WHERE key = 'last_backup'")
    found = _check(stocked("doctor", "-f", "json"), "backup")
    assert found["level"] == "hint"
    assert "there are changes since" in found["message"]
    stocked.sql("UPDATE operation SET at = '2025-12-31T00:00:00Z'")
    assert _check(stocked("doctor", "-f", "json"), "backup")["level"] == "ok"


# --- the disk ---

_MOUNTS = """\
22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 22 0:40 / /home rw - btrfs /dev/vdb rw
31 30 0:45 / /home/me/nas rw,relatime shared:1 - nfs4 server:/export rw
32 31 0:46 / /home/me/nas/local rw - tmpfs tmpfs rw
33 22 0:47 / /media/my\\040share rw - cifs //server/share rw
34 22 0:48 / /mnt/remote rw - fuse.sshfs me@host: rw
35 22 0:49 / /mnt/ntfs rw - fuseblk /dev/sdb1 rw
36 22 0:50 / /mnt/vault rw - fuse.gocryptfs vault rw
37 22 0:51 / /mnt/c rw - 9p C: rw
""".splitlines()


@pytest.mark.parametrize(
    ("path", "kind", "network"),
    [
        ("/var/lib/crm.db", "ext4", False),
        ("/home/you/crm.db", "btrfs", False),
        ("/home/me/nas/crm.db", "nfs4", True),
        ("/home/me/nas", "nfs4", True),
        ("/home/me/nastier/crm.db", "btrfs", False),
        ("/home/me/nas/local/crm.db", "tmpfs", False),
        ("/media/my share/crm.db", "cifs", True),
        ("/mnt/remote/a/crm.db", "fuse.sshfs", True),
        ("/mnt/ntfs/crm.db", "fuseblk", False),
        ("/mnt/vault/crm.db", "fuse.gocryptfs", False),
        ("/mnt/c/Users/crm.db", "9p", True),
    ],
)
def test_the_file_system_of_a_path_is_that_of_the_longest_mount(path: str, kind: str, network: bool) -> None:
    assert filesystem.kind_among(_MOUNTS, path) == kind
    assert filesystem.is_network(kind) is network


@pytest.mark.parametrize(
    ("folder", "marker", "program"),
    [
        ("Dropbox/crm", "", "Dropbox"),
        ("Dropbox (Personal)/crm", "", "Dropbox"),
        ("OneDrive - Contoso", "", "OneDrive"),
        ("Google Drive/My Drive", "", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "", "iCloud"),
        ("Nextcloud", "", "Nextcloud"),
        ("work/crm", "work/.stfolder", "Syncthing"),
        ("dropboxes", "", ""),
        ("work/crm", "", ""),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name_or_its_marker(tmp_path, folder, marker, program) -> None:
    (tmp_path / folder).mkdir(parents=True)
    if marker:
        (tmp_path / marker).mkdir()
    assert filesystem.synced_by(str(tmp_path / folder / "crm.db")) == program


def test_a_synchronised_folder_is_a_hint_and_not_a_failure(stocked, tmp_path) -> None:
    folder = tmp_path / "Dropbox"
    stocked.db.parent.rename(folder)
    answer = stocked("doctor", "-f", "json", "--db", str(folder / "crm.db"))
    found = _check(answer, "place")
    assert (found["level"], found["ok"]) == ("hint", True)
    assert found["message"].startswith("Dropbox synchronises the folder of ")


def test_a_log_on_a_network_drive_is_wrong_and_without_one_it_is_a_hint(stocked, monkeypatch) -> None:
    monkeypatch.setattr(filesystem, "kind_of", lambda path: "nfs4")
    found = surroundings.place(str(stocked.db))
    assert found.level == "wrong"
    assert "network drive (nfs4) with a log" in found.message
    db = sqlite3.connect(stocked.db)
    db.execute("PRAGMA journal_mode = DELETE")
    db.close()
    assert surroundings.place(str(stocked.db)).level == "hint"


def test_on_a_network_drive_a_database_is_made_and_kept_without_a_log(tmp_path, stocked, monkeypatch) -> None:
    monkeypatch.setattr(create, "shared_over_network", lambda path: "nfs4")
    monkeypatch.setattr("tinycrm.store.sqlite.connect.may_be_shared", lambda path: True)
    path = tmp_path / "share" / "crm.db"
    fresh = open_writer(str(path))
    assert fresh.rows("PRAGMA journal_mode") == [("delete",)]
    told = f"'{path}' is on a network drive (nfs4): it is written without a log; a disk of this machine is safer"
    assert fresh.notes == [told]
    fresh.close()
    again = open_writer(str(path))
    assert prepare(again) == []
    assert again.rows("PRAGMA journal_mode") == [("delete",)]
    again.close()
    # one that was made on this machine and moved there
    moved = open_writer(str(stocked.db))
    assert moved.rows("PRAGMA journal_mode") == [("wal",)]
    assert len(prepare(moved)) == 1
    assert prepare(moved) == []
    assert moved.rows("PRAGMA journal_mode") == [("delete",)]
    moved.close()


def test_a_command_killed_without_a_log_is_rolled_back_by_the_next_reader(stocked) -> None:
    db = sqlite3.connect(stocked.db)
    db.execute("PRAGMA journal_mode = DELETE")
    db.close()
    half = (
        "import os, sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('PRAGMA cache_size = 1')\n"
        "db.execute('BEGIN IMMEDIATE')\n"
        "db.execute(\"UPDATE contact SET note = 'half'\")\n"
        "db.execute('CREATE TABLE filler (text)')\n"
        "db.executemany('INSERT INTO filler VALUES (?)', [(os.urandom(99).hex(),)] * 2000)\n"
        "os._exit(9)\n"
    )
    assert subprocess.run([sys.executable, "-c", half, str(stocked.db)], check=False).returncode == 9
    assert Path(f"{stocked.db}-journal").exists()
    assert stocked("contact", "list", "--where", "note = half", "-f", "ids").ids == []
    assert stocked("doctor").code == 0


@pytest.mark.parametrize(
    ("free", "size", "level", "told"),
    [
        (0, 300, "wrong", "0.0 MB are free and the database has 0.3 MB: too little for a backup"),
        (1_300, 300, "wrong", "1.3 MB are free and the database has 0.3 MB: too little for a backup"),
        (4 * 1024, 300, "ok", "there is room for a backup and a restore"),
        (10**9, 300, "ok", "there is room for a backup and a restore"),
        (151 * 1024, 151 * 1024, "wrong", "151 MB are free and the database has 151 MB: too little for a backup"),
        (
            302 * 1024,
            151 * 1024,
            "hint",
            "302 MB are free and the database has 151 MB: room for a backup, and not for a restore or a migration",
        ),
        (303 * 1024, 151 * 1024, "ok", "there is room for a backup and a restore"),
    ],
)
def test_space_is_wrong_only_where_a_backup_would_not_fit(
    stocked, monkeypatch, free: int, size: int, level: str, told: str
) -> None:
    """Sizes in kilobytes."""
    values = list(os.statvfs(stocked.db))
    values[1], values[4] = 1024, free
    monkeypatch.setattr(os, "statvfs", lambda path: os.statvfs_result(values))
    monkeypatch.setattr(os.path, "getsize", lambda path: size * 1024)
    monkeypatch.setattr(os.path, "exists", lambda path: not str(path).endswith("-wal"))
    found = surroundings.space(str(stocked.db))
    assert (found.level, found.message) == (level, told)


def test_a_lost_number_of_the_next_id_is_damage(stocked):
    for statement, told in (
        ("UPDATE sequence SET next = 3", "the next id would be 3, and 8 is given out"),
        ("DELETE FROM sequence", "the next id would be 0, and 8 is given out"),
    ):
        stocked.sql(statement)
        answer = stocked("doctor", ok=False)
        assert answer.code == 1
        assert told in answer.out
    assert "lost the number of its next id" in stocked.fails(6, "contact", "add", "X").err
