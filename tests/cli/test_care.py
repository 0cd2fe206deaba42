"""`doctor`, `backup`, `restore`."""

from __future__ import annotations

import os
import stat

ANNA = 2


def test_a_sound_database_passes_every_check(stocked) -> None:
    answer = stocked("doctor", "-f", "json")
    assert answer.json["ok"] is True
    assert [check["check"] for check in answer.json["checks"]] == [
        "settings",
        "database",
        "permissions",
        "search",
        "last touch",
        "stages",
    ]


def test_doctor_finds_and_mends_a_wrong_search_index(stocked) -> None:
    stocked.sql("UPDATE doc SET folded = 'somebody else' WHERE id = 2")
    answer = stocked("doctor", ok=False)
    assert answer.code == 1
    assert "WRONG  search" in answer.out
    stocked("doctor", "--fix")
    assert stocked("doctor").code == 0
    assert stocked("search", "petrova", "-f", "ids").ids == [2]


def test_doctor_finds_and_mends_wrong_last_touch_marks(stocked) -> None:
    stocked.sql("UPDATE contact SET last_touch_at = NULL")
    answer = stocked("doctor", ok=False)
    assert answer.code == 1
    assert "WRONG  last touch" in answer.out
    stocked("doctor", "--fix")
    assert stocked("contact", "show", ANNA, "--get", "last_touch_at").out == "2026-11-10T10:00:00Z\n"


def test_doctor_names_stages_that_the_yaml_does_not_have(stocked) -> None:
    stocked.sql("UPDATE deal SET stage = 'gone'")
    answer = stocked("doctor", ok=False)
    assert answer.code == 1
    assert "1 in sales/gone" in answer.out


def test_doctor_finds_and_mends_files_open_to_others(stocked) -> None:
    os.chmod(stocked.db, 0o644)
    answer = stocked("doctor", ok=False)
    assert answer.code == 1
    assert "is open to others (644)" in answer.out
    stocked("doctor", "--fix")
    assert stat.S_IMODE(stocked.db.stat().st_mode) == 0o600


def test_doctor_before_the_first_write_creates_nothing(crm) -> None:
    crm.env.pop("TINYCRM_DB")
    answer = crm("doctor")
    assert "no database yet" in answer.out
    assert list(crm.home.rglob("*.db")) == []


def test_a_backup_is_private_and_holds_everything(stocked, tmp_path) -> None:
    target = tmp_path / "kept.db"
    answer = stocked("backup", str(target))
    assert answer.out == f"{target}\n"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.glob("kept*")) == ["kept.db"]
    assert (
        stocked("contact", "list", "-f", "json", "--db", str(target)).json
        == stocked("contact", "list", "-f", "json").json
    )


def test_a_backup_never_replaces_a_file(stocked, tmp_path) -> None:
    target = tmp_path / "kept.db"
    target.write_text("mine")
    stocked.fails(2, "backup", str(target))
    assert target.read_text() == "mine"


def test_two_backups_in_one_second_have_two_names(stocked) -> None:
    assert stocked("backup").out != stocked("backup").out


def test_restore_puts_the_backup_back_and_keeps_what_was_there(stocked, tmp_path) -> None:
    target = tmp_path / "kept.db"
    stocked("backup", str(target))
    added = stocked("contact", "add", "Late Comer").id
    answer = stocked("restore", str(target), "--yes")
    assert "what was there before is in " in answer.err
    assert stocked("contact", "show", added, ok=False).code == 3
    before = answer.err.rpartition("is in ")[2].strip()
    assert stocked("contact", "show", added, "--get", "name", "--db", before).out == "Late Comer\n"
    assert stocked("contact", "add", "Next One").id == added + 1
    assert stocked("doctor").code == 0


def test_restore_in_a_script_needs_a_yes(stocked, tmp_path) -> None:
    target = tmp_path / "kept.db"
    stocked("backup", str(target))
    before = stocked.dump()
    answer = stocked.fails(2, "restore", str(target))
    assert "--yes" in answer.err
    assert stocked.dump() == before


def test_a_damaged_or_foreign_backup_is_refused_untouched(stocked, tmp_path) -> None:
    good = tmp_path / "kept.db"
    stocked("backup", str(good))
    before = stocked.dump()
    data = bytearray(good.read_bytes())
    data[4096 * 3 : 4096 * 3 + 200] = b"\xff" * 200
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(data)
    random = tmp_path / "random.db"
    random.write_bytes(b"not a database at all" * 500)
    for path in (damaged, random):
        stocked.fails(6, "restore", str(path), "--yes")
    stocked.fails(2, "restore", str(tmp_path / "missing.db"), "--yes")
    assert stocked.dump() == before
