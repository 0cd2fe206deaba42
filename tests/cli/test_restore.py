"""`undo`, `history` and `doctor` after a `restore`; a damaged database makes way; a verb with a slip of the finger."""

from __future__ import annotations

import pytest

ANNA, BO = 2, 3


def _restored(crm, tmp_path) -> str:
    """A backup, an operation more, and the backup restored; gives where what was there before is."""
    target = tmp_path / "kept.db"
    crm("backup", str(target))
    crm("contact", "add", "Late Comer")
    return crm("restore", str(target), "--yes", "-f", "json").json["before"]


def test_undo_right_after_a_restore_changes_nothing_and_names_the_way_back(stocked, tmp_path) -> None:
    before = _restored(stocked, tmp_path)
    rows = stocked.dump()
    answer = stocked.fails(1, "undo")
    assert answer.err == (
        "tinycrm: there is nothing to undo for tester since the restore, operation 10, which cannot be undone;"
        f" tinycrm restore '{before}' brings back what was there before it\n"
    )
    for words in (("undo", "10"), ("undo", "--any"), ("undo", "--user", "other"), ("redo",), ("undo", "--steps", "3")):
        assert f"tinycrm restore '{before}'" in stocked.fails(1, *words).err
    assert stocked.dump() == rows
    stocked("restore", before, "--yes")
    assert stocked("contact", "show", "Late Comer", "--get", "id").out == "9\n"


def test_undo_of_another_user_stops_at_a_restore_too(stocked, tmp_path) -> None:
    stocked("contact", "edit", ANNA, "--title", "CEO", "--user", "boss")
    _restored(stocked, tmp_path)
    stocked.fails(1, "undo", "--user", "boss")
    assert stocked("contact", "show", ANNA, "--get", "title").out == "CEO\n"


def test_an_undo_made_before_a_restore_is_not_redone_after_it(stocked, tmp_path) -> None:
    stocked("contact", "rm", BO)
    stocked("undo")
    _restored(stocked, tmp_path)
    assert "nothing to redo" in stocked.fails(1, "redo").err
    assert stocked("contact", "show", BO, "--get", "name").out == "Bo Li\n"


def test_what_came_after_a_restore_is_undone_and_done_again_as_ever(stocked, tmp_path) -> None:
    _restored(stocked, tmp_path)
    stocked("contact", "edit", ANNA, "--title", "CEO")
    stocked("contact", "edit", ANNA, "--title", "CTO")
    stocked("undo")
    assert stocked("contact", "show", ANNA, "--get", "title").out == "CEO\n"
    assert "only 1 operations could be undone" in stocked("undo", "--steps", "5").err
    assert stocked("contact", "show", ANNA, "--get", "title").out == "\n"
    stocked.fails(1, "undo")
    stocked("redo", "--steps", "2")
    assert stocked("contact", "show", ANNA, "--get", "title").out == "CTO\n"


def test_an_operation_of_before_a_restore_can_still_be_named(stocked, tmp_path) -> None:
    _restored(stocked, tmp_path)
    stocked("undo", "3")
    assert stocked("contact", "show", BO, ok=False).code == 3


def test_a_restore_stands_in_the_history_under_a_number_nobody_had(stocked, tmp_path) -> None:
    _restored(stocked, tmp_path)
    newest, older = stocked("history", "-f", "json").json[:2]
    # 9 was the operation that the restore took away
    assert (newest["operation"], newest["who"], newest["records"]) == (10, "tester", 0)
    assert newest["command"].startswith("restore ")
    assert older["operation"] == 8
    assert stocked.fails(3, "undo", "9").err == "tinycrm: there is no operation 9; tinycrm history\n"


def test_without_a_database_before_it_undo_after_a_restore_names_no_way_back(stocked, tmp_path) -> None:
    target = tmp_path / "kept.db"
    stocked("backup", str(target))
    elsewhere = str(tmp_path / "new" / "crm.db")
    stocked("restore", str(target), "--yes", "--db", elsewhere)
    told = "there is nothing to undo for tester since the restore, operation 9, which cannot be undone"
    hint = "tinycrm history; --any looks at all users"
    assert stocked.fails(1, "undo", "--db", elsewhere).err == f"tinycrm: {told}; {hint}\n"


def test_after_a_restore_doctor_names_the_file_that_holds_what_is_there(stocked, tmp_path) -> None:
    _restored(stocked, tmp_path)
    (check,) = [one for one in stocked("doctor", "-f", "json").json["checks"] if one["check"] == "backup"]
    assert check["level"] == "ok"
    assert check["message"].endswith(f": {tmp_path}/kept.db")
    assert check["message"].startswith("last backup on ")


def test_a_database_that_lost_a_table_is_no_backup_and_makes_way_for_one(stocked, tmp_path) -> None:
    target = tmp_path / "kept.db"
    stocked("backup", str(target))
    stocked("contact", "add", "Late Comer")
    for table in ("tagging", "sequence", "meta"):
        stocked.sql(f"DROP TABLE {table}")
        refused = stocked.fails(6, "backup", str(tmp_path / "lame.db")).err
        assert "is damaged: " in refused
        assert not (tmp_path / "lame.db").exists()
        before = stocked("restore", str(target), "--yes", "-f", "json").json["before"]
        assert before.startswith(f"{stocked.db}.damaged-")
        assert stocked("doctor").code == 0
        assert "tinycrm restore '" not in stocked.fails(1, "undo").err


def test_ids_that_a_damaged_database_gave_out_are_not_given_out_again(stocked, tmp_path) -> None:
    target = tmp_path / "kept.db"
    stocked("backup", str(target))
    assert stocked("contact", "add", "Late Comer").id == 9
    stocked.sql("DROP TABLE sequence")
    stocked("restore", str(target), "--yes")
    assert stocked("contact", "add", "Next One").id == 10
    assert [row["operation"] for row in stocked("history", "-f", "json").json[:3]] == [11, 10, 8]


def test_a_backup_without_one_of_its_tables_is_not_restored(stocked, tmp_path) -> None:
    rows = stocked.dump()
    copy = tmp_path / "copy.db"
    stocked("backup", str(copy))
    was, stocked.db = stocked.db, copy
    stocked.sql("DELETE FROM meta WHERE key = 'backup_sha256'")
    stocked.sql("DROP TABLE tagging")
    stocked.db = was
    answer = stocked.fails(6, "restore", str(copy), "--yes")
    assert answer.err == f"tinycrm: '{copy}' is damaged: the table tagging is missing; take another backup\n"
    assert [row for row in stocked.dump() if not row.startswith("meta ")] == [
        row for row in rows if not row.startswith("meta ")
    ]


def test_a_damaged_database_is_in_its_place_again_when_the_restore_fails(stocked, tmp_path) -> None:
    target = tmp_path / "kept.db"
    stocked("backup", str(target))
    stocked.sql("DROP TABLE tagging")
    code = (
        "import sys\n"
        "from tinycrm.store.sqlite import restore\n"
        "def full(*_, **__):\n"
        "    raise OSError(28, 'No space left on device')\n"
        "restore._make_ready = full\n"
        "from tinycrm.entry import main\n"
        "sys.exit(main())\n"
    )
    command = stocked.command("restore", str(target), "--yes")
    usual, stocked.command = stocked.command, lambda *_: [command[0], "-c", code, *command[3:]]
    answer = stocked("restore", ok=False)
    stocked.command = usual
    assert answer.code == 6, answer
    assert "cannot be restored: No space left on device" in answer.err
    assert sorted(path.name for path in stocked.db.parent.iterdir() if "damaged" in path.name) == []
    assert "no such table: tagging" in stocked.fails(6, "contact", "show", ANNA).err


# --- a verb with a slip of the finger ---


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("vrify", "tinycrm backup verify FILE"),
        ("Verfiy", "tinycrm backup verify FILE"),
        ("lst", "tinycrm backup list"),
        ("restore", "tinycrm restore FILE"),
    ],
)
def test_a_backup_to_a_mistyped_verb_is_refused_and_no_file_is_made(stocked, tmp_path, word, meant) -> None:
    before = sorted(tmp_path.iterdir())
    answer = stocked.fails(2, "backup", word, cwd=tmp_path)
    assert answer.err == (
        f"tinycrm: '{word}' is no verb of backup; {meant}; a file of that name: tinycrm backup ./{word}\n"
    )
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("word", ["friday", "vrify.db", "./vrify", "copy-1"])
def test_a_backup_to_a_name_of_its_own_is_made(stocked, tmp_path, word) -> None:
    stocked("backup", word, cwd=tmp_path)
    assert (tmp_path / word).is_file()


def test_a_folder_with_the_name_of_a_mistyped_verb_takes_a_backup(stocked, tmp_path) -> None:
    (tmp_path / "vrify").mkdir()
    stocked("backup", "vrify", cwd=tmp_path)
    assert len(list((tmp_path / "vrify").iterdir())) == 1
