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
        "structure",
        "place",
        "space",
        "permissions",
        "values",
        "search",
        "last touch",
        "history",
        "stages",
        "backup",
    ]
    assert {check["level"] for check in answer.json["checks"][:-1]} == {"ok"}
    assert answer.json["checks"][-1]["level"] == "hint"


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


def test_an_export_of_a_damaged_database_prints_nothing_at_all(stocked) -> None:
    stocked("backup")
    data = bytearray(stocked.db.read_bytes())
    # the page of the tasks, found by a title in it
    page = data.index(b"Send quotesend quote") // 4096
    data[page * 4096 : page * 4096 + 64] = b"\xff" * 64
    for ending in ("-wal", "-shm"):
        stocked.db.with_name(stocked.db.name + ending).unlink(missing_ok=True)
    stocked.db.write_bytes(data)
    assert "is damaged" in stocked.fails(6, "export").err
    assert "is damaged" in stocked.fails(6, "export", "tasks", "-f", "ndjson").err


# --- backups ---


def test_a_backup_says_what_it_is_in_json(stocked, tmp_path) -> None:
    target = tmp_path / "kept.db"
    answer = stocked("backup", str(target), "-f", "json").json
    assert sorted(answer) == ["path", "removed", "schema_version", "sha256", "size"]
    assert answer["path"] == str(target)
    assert answer["size"] == target.stat().st_size
    assert answer["removed"] == []
    (checked,) = stocked("backup", "verify", str(target), "-f", "json").json
    assert (checked["path"], checked["sound"], checked["sha256"]) == (str(target), True, answer["sha256"])


def test_a_restore_says_what_it_did_in_json(stocked, tmp_path) -> None:
    target = tmp_path / "kept.db"
    stocked("backup", str(target))
    answer = stocked("restore", str(target), "--yes", "-f", "json").json
    assert sorted(answer) == ["before", "database", "restored"]
    assert (answer["restored"], answer["database"]) == (str(target), str(stocked.db))
    assert stocked("backup", "verify", answer["before"]).code == 0


def test_of_several_backups_each_is_judged_and_one_bad_one_is_exit_6(stocked, tmp_path) -> None:
    good, bad = tmp_path / "good.db", tmp_path / "bad.db"
    stocked("backup", str(good))
    bad.write_bytes(good.read_bytes() + b"x")
    answer = stocked("backup", "verify", str(good), str(bad), "-f", "json", ok=False)
    assert answer.code == 6
    assert [(row["path"], row["sound"]) for row in answer.json] == [(str(good), True), (str(bad), False)]
    assert "its bytes are not those that were written" in answer.json[1]["about"]


def test_a_backup_that_is_not_there_is_a_wrong_call(stocked, tmp_path) -> None:
    assert "there is no backup" in stocked.fails(2, "backup", "verify", str(tmp_path / "missing.db")).err


def test_a_file_named_verify_can_still_be_backed_up_to(stocked, tmp_path) -> None:
    stocked("backup", "./verify", cwd=tmp_path)
    assert (tmp_path / "verify").is_file()


def test_the_backups_of_a_folder_are_listed_newest_first(stocked, tmp_path) -> None:
    assert stocked("backup", "list", "-f", "json").json == []
    first = stocked("backup").out.strip()
    os.utime(first, (1_790_000_000, 1_790_000_000))
    second = stocked("backup").out.strip()
    rows = stocked("backup", "list", "-f", "json").json
    assert [row["path"] for row in rows] == [second, first]
    assert rows[1]["written_at"] == "2026-09-21T14:13:20Z"
    assert rows[1]["size"] == os.path.getsize(first)
    stocked.fails(2, "backup", "list", str(tmp_path / "nowhere"))


def test_keep_needs_a_folder_and_a_number(stocked, tmp_path) -> None:
    (tmp_path / "old.db").touch()
    assert "is a file" in stocked.fails(2, "backup", str(tmp_path / "old.db"), "--keep", "3").err
    missing = stocked.fails(2, "backup", str(tmp_path / "kept"), "--keep", "3").err
    assert f"'{tmp_path}/kept' is not there; " in missing
    assert f"tinycrm backup {tmp_path}/kept/" in missing
    assert "would keep none" in stocked.fails(2, "backup", "--keep", "0").err
    assert list(tmp_path.glob("kept*")) == []
    for _ in range(3):
        stocked("backup", "--keep", "2")
    assert len(stocked("backup", "list", "-f", "json").json) == 2


def test_a_folder_that_is_not_there_yet_is_made_private(stocked, tmp_path) -> None:
    path = stocked("backup", f"{tmp_path}/safe/").out.strip()
    assert os.path.dirname(path) == f"{tmp_path}/safe"
    assert stat.S_IMODE((tmp_path / "safe").stat().st_mode) == 0o700


# --- before much goes ---


def _many(crm, count: int) -> list[str]:
    lines = "".join(f"task add 'Number {number}'\n" for number in range(count))
    return crm("batch", input=lines).out.split()


def test_removing_fifty_records_keeps_what_was_there_before(stocked) -> None:
    ids = _many(stocked, 50)
    answer = stocked("task", "rm", "-", "--yes", input="\n".join(ids))
    (told,) = [line for line in answer.err.splitlines() if "what was there before is in " in line]
    kept = told.partition("is in ")[2]
    assert os.path.basename(kept).startswith("crm-before-rm-")
    assert stocked("backup", "verify", kept).code == 0
    assert stocked("task", "show", ids[0], "--get", "title", "--db", kept).out == "Number 0\n"
    stocked("undo")
    assert stocked("task", "show", ids[49], "--get", "title").out == "Number 49\n"


def test_removing_fewer_or_only_trying_keeps_nothing(stocked) -> None:
    ids = _many(stocked, 50)
    stocked("task", "rm", "-", "--dry-run", input="\n".join(ids))
    stocked("task", "rm", "-", "--yes", input="\n".join(ids[:49]))
    assert not (stocked.db.parent / "backups").exists()


def test_many_records_stay_when_they_cannot_be_kept_first(stocked) -> None:
    ids = _many(stocked, 50)
    (stocked.db.parent / "backups").write_text("in the way")
    before = stocked.dump()
    answer = stocked.fails(6, "task", "rm", "-", "--yes", input="\n".join(ids))
    assert "nothing was removed: a backup comes first; make room for it in " in answer.err
    assert stocked.dump() == before


def test_of_the_backups_before_a_removal_ten_stay(stocked) -> None:
    folder = stocked.db.parent / "backups"
    for day in range(1, 13):
        stocked("backup", str(folder / f"crm-before-rm-202601{day:02}T000000Z.db"))
    stocked("backup", str(folder / "crm-20250101T000000Z.db"))
    ids = _many(stocked, 50)
    stocked("task", "rm", "-", "--yes", input="\n".join(ids))
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 11
    assert names[0] == "crm-20250101T000000Z.db"
    assert names[1] == "crm-before-rm-20260104T000000Z.db"
