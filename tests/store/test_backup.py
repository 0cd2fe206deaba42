"""A backup proves itself: one file, and not a byte of it can change unnoticed."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import sqlite3
import stat
from pathlib import Path

import pytest

from tinycrm.errors import StorageError
from tinycrm.store.sqlite import backup, restore, rotation

ANNA = 2
KEY = b"backup_sha256"
ENTRY = restore.Entry(who="tester", at="2026-11-22T06:30:00Z", command="restore kept.db", before="")


@pytest.fixture
def kept(stocked, tmp_path: Path) -> Path:
    """A backup of the stocked database."""
    path = tmp_path / "kept.db"
    stocked("backup", str(path))
    return path


def _hash_row(path: Path) -> str:
    db = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
    try:
        return str(db.execute("SELECT value FROM meta WHERE key = 'backup_sha256'").fetchone()[0])
    finally:
        db.close()


def _refused(path: Path) -> bool:
    try:
        return not backup.verify(str(path)).sha256
    except StorageError:
        return True


def test_the_hash_is_that_of_the_file_with_zeros_in_its_place(kept: Path):
    value = _hash_row(kept)
    data = kept.read_bytes()
    assert data.count(KEY + value.encode()) == 1
    zeroed = data.replace(value.encode(), b"0" * 64)
    assert len(zeroed) == len(data)
    assert hashlib.sha256(zeroed).hexdigest() == value


def test_a_backup_is_one_file_that_opens_as_an_ordinary_database(stocked, kept: Path, tmp_path: Path):
    assert sorted(path.name for path in tmp_path.glob("kept*")) == ["kept.db"]
    assert stocked("contact", "show", ANNA, "--get", "name", "--db", str(kept)).out == "Anna Petrova\n"
    assert sorted(path.name for path in tmp_path.glob("kept*")) == ["kept.db"]
    assert stocked("backup", "verify", str(kept)).code == 0


def test_a_thousand_flipped_bytes_are_a_thousand_times_detected(kept: Path, tmp_path: Path):
    data = kept.read_bytes()
    seed = random.randrange(10**9)
    rng = random.Random(seed)
    flipped = tmp_path / "flipped.db"
    hash_at = data.index(KEY)
    # everywhere, and in every byte of the header and of the hash's own row
    places = [*range(100), *range(hash_at - 8, hash_at + len(KEY) + 64)]
    places += [rng.randrange(len(data)) for _ in range(1000 - len(places))]
    missed = []
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 1 << rng.randrange(8)
        flipped.write_bytes(changed)
        if not _refused(flipped):
            missed.append(place)
    assert (seed, missed) == (seed, [])


def test_a_flipped_byte_is_restored_only_where_it_harms_no_content(stocked, kept: Path, tmp_path: Path):
    data = kept.read_bytes()
    seed = random.randrange(10**9)
    rng = random.Random(seed)
    flipped = tmp_path / "flipped.db"
    hash_at = data.index(KEY)
    # the row of the hash: four bytes of its header, then its key; a flip there hides it and touches nothing else
    own = range(hash_at - 4, hash_at + len(KEY))
    places = [*range(100), *own, *(rng.randrange(len(data)) for _ in range(600))]
    passed = []
    for place in places:
        changed = bytearray(data)
        changed[place] ^= 1 << rng.randrange(8)
        flipped.write_bytes(changed)
        try:
            found = backup.verify(str(flipped))
        except StorageError:
            continue
        assert found.sha256 == "", (seed, place)
        passed.append(place)
    assert [place for place in passed if place not in own] == [], seed


def test_restoring_a_file_with_one_flipped_byte_changes_nothing(stocked, kept: Path):
    data = bytearray(kept.read_bytes())
    place = data.index(b"Anna Petrova")
    data[place] = ord("E")
    kept.write_bytes(data)
    before = stocked.dump()
    answer = stocked.fails(6, "restore", str(kept), "--yes")
    assert "is damaged: its bytes are not those that were written" in answer.err
    assert stocked.dump() == before
    stocked.fails(6, "backup", "verify", str(kept))


@pytest.mark.parametrize("change", ["half", "short", "longer", "page more", "empty", "header"])
def test_a_backup_cut_or_extended_is_refused(stocked, kept: Path, change: str):
    data = kept.read_bytes()
    kept.write_bytes(
        {
            "half": data[: len(data) // 2],
            "short": data[:-1],
            "longer": data + b"\0",
            "page more": data + bytes(4096),
            "empty": b"",
            "header": data[:100],
        }[change]
    )
    before = stocked.dump()
    stocked.fails(6, "backup", "verify", str(kept))
    stocked.fails(6, "restore", str(kept), "--yes")
    assert stocked.dump() == before


def test_a_plain_copy_restores_with_a_word_about_its_missing_hash(stocked, tmp_path: Path):
    copy = tmp_path / "copy.db"
    stocked.sql(f"VACUUM INTO '{copy}'")
    answer = stocked.fails(6, "backup", "verify", str(copy))
    assert f"'{copy}' carries no hash" in answer.err
    stocked("contact", "rm", "bo@li.example")
    answer = stocked("restore", str(copy), "--yes")
    assert "carries no hash" in answer.err
    assert stocked("contact", "show", "bo@li.example", "--get", "name").out == "Bo Li\n"


def test_a_plain_copy_with_a_broken_link_is_not_restored(stocked, tmp_path: Path):
    copy = tmp_path / "copy.db"
    stocked.sql(f"VACUUM INTO '{copy}'")
    db = sqlite3.connect(copy)
    db.execute("DELETE FROM contact WHERE id = 2")
    db.commit()
    db.close()
    answer = stocked.fails(6, "restore", str(copy), "--yes")
    assert "refers to a contact that is not there" in answer.err


def test_a_restored_database_carries_no_hash_and_has_a_log_again(stocked, kept: Path):
    stocked("restore", str(kept), "--yes")
    assert stocked.sql("SELECT count(*) FROM meta WHERE key = 'backup_sha256'") == [(0,)]
    assert stocked.sql("PRAGMA journal_mode") == [("wal",)]


def test_restoring_where_no_database_is_puts_a_whole_one_there(stocked, kept: Path, tmp_path: Path):
    elsewhere = tmp_path / "new" / "crm.db"
    stocked("restore", str(kept), "--yes", "--db", str(elsewhere))
    assert (
        stocked("contact", "list", "-f", "json", "--db", str(elsewhere)).json
        == stocked("contact", "list", "-f", "json").json
    )
    assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o600
    assert [path.name for path in elsewhere.parent.glob("*restored*")] == []


def test_a_backup_put_in_place_by_hand_works_and_sheds_its_hash_at_the_first_write(stocked, kept: Path):
    for ending in ("", "-wal", "-shm"):
        Path(f"{stocked.db}{ending}").unlink(missing_ok=True)
    stocked.db.write_bytes(kept.read_bytes())
    os.chmod(stocked.db, 0o600)
    assert stocked("contact", "add", "Next One").id == 9
    assert stocked.sql("SELECT count(*) FROM meta WHERE key = 'backup_sha256'") == [(0,)]
    assert stocked.sql("PRAGMA journal_mode") == [("wal",)]
    assert stocked("doctor").code == 0


def test_looking_into_a_backup_or_trying_a_change_leaves_it_as_it_is(stocked, kept: Path):
    before = kept.read_bytes()
    for words in (
        ("doctor",),
        ("contact", "list"),
        ("export",),
        ("contact", "rm", str(ANNA), "--cascade", "--dry-run"),
    ):
        stocked(*words, "--db", str(kept))
        assert kept.read_bytes() == before
    assert stocked("backup", "verify", str(kept)).code == 0


def test_a_restore_waits_for_another_writer_but_not_for_ever(stocked, kept: Path, monkeypatch: pytest.MonkeyPatch):
    for module in (backup, restore):
        monkeypatch.setattr(module, "BUSY_SECONDS", 0.2)
    before = stocked.dump()
    other = sqlite3.connect(stocked.db, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(StorageError, match="is locked by another program"):
            restore.put_back(str(kept), str(stocked.db), ENTRY)
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert stocked.dump() == before


def test_backing_up_a_backup_leaves_it_as_it_is(stocked, kept: Path, tmp_path: Path):
    before = kept.read_bytes()
    again = tmp_path / "again.db"
    stocked("backup", str(again), "--db", str(kept))
    assert kept.read_bytes() == before
    assert stocked("backup", "verify", str(again), str(kept)).code == 0


def test_a_damaged_database_is_named_and_not_its_unfinished_copy(stocked, tmp_path: Path):
    stocked("backup")  # settles the log into the file
    data = bytearray(stocked.db.read_bytes())
    for page in range(len(data) // 4096 - 6, len(data) // 4096):
        data[page * 4096 : page * 4096 + 100] = b"\xff" * 100
    for ending in ("-wal", "-shm"):
        Path(f"{stocked.db}{ending}").unlink(missing_ok=True)
    stocked.db.write_bytes(data)
    answer = stocked.fails(6, "backup", str(tmp_path / "of-damaged.db"))
    assert "part" not in answer.err
    assert [path.name for path in tmp_path.glob("of-damaged*")] == []


def test_ids_given_out_since_the_backup_are_not_given_out_again(stocked, kept: Path):
    added = stocked("contact", "add", "Late Comer").id
    stocked("restore", str(kept), "--yes")
    assert stocked("contact", "add", "Next One").id == added + 1


def test_a_restore_reaches_programs_that_have_the_database_open(stocked, kept: Path):
    reader = sqlite3.connect(stocked.db)
    stocked("contact", "rm", "bo@li.example")
    assert reader.execute("SELECT count(*) FROM contact").fetchone() == (3,)
    stocked("restore", str(kept), "--yes")
    assert reader.execute("SELECT count(*) FROM contact").fetchone() == (4,)
    reader.close()


def test_what_a_killed_backup_left_goes_after_a_day(stocked, tmp_path: Path):
    folder = tmp_path / "safe"
    folder.mkdir()
    old = ["crm-1.db.part-12-0123abcd", "crm-1.db.part-12-0123abcd-journal", "crm.db.restored-7-0123abcd-wal"]
    kept = ["crm-1.db.part-13-0123abcd", "mine.db.part-12-0123abcx", "mine.part-12", "crm.db.part-x-0123abcd"]
    for name in old + kept:
        (folder / name).write_bytes(b"half")
        if name != kept[0]:
            os.utime(folder / name, (1_000_000_000, 1_000_000_000))
    made = Path(stocked("backup", str(folder)).out.strip()).name
    assert sorted(path.name for path in folder.iterdir()) == sorted([*kept, made])


def test_a_part_that_was_left_by_a_kill_is_no_backup(stocked, tmp_path: Path):
    folder = tmp_path / "safe"
    folder.mkdir()
    (folder / "crm-20261122T063000Z.db.part-1-00000000").write_bytes(b"half")
    stocked("backup", str(folder))
    assert [
        name.rpartition("/")[2][:4] for name in (row["path"] for row in stocked("backup", "list", str(folder)).rows)
    ] == ["crm-"]
    assert len(stocked("backup", "list", str(folder)).rows) == 1


def test_a_disk_without_links_and_without_synced_folders_takes_a_backup(
    stocked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    real = os.fsync

    def only_files(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(os, "fsync", only_files)
    target = tmp_path / "stick" / "kept.db"
    assert backup.copy_database(str(stocked.db), (str(target),)).sha256 == _hash_row(target)
    assert [path.name for path in target.parent.iterdir()] == ["kept.db"]
    with pytest.raises(StorageError, match="is there already"):
        backup.copy_database(str(stocked.db), (str(target),))


# --- rotation ---


@pytest.mark.parametrize(
    ("name", "stem", "expected"),
    [
        ("crm-20261122T063000Z.db", "crm-", ("20261122T063000Z", 1)),
        ("crm-20261122T063000Z-2.db", "crm-", ("20261122T063000Z", 2)),
        ("crm-20261122T063000Z-12.db", "crm-", ("20261122T063000Z", 12)),
        ("crm-before-rm-20261122T063000Z.db", "crm-before-rm-", ("20261122T063000Z", 1)),
        ("crm-before-rm-20261122T063000Z.db", "crm-", None),
        ("crm-20261122T063000Z-1.db", "crm-", None),
        ("crm-20261122T063000Z-02.db", "crm-", None),
        ("crm-20261122T063000Z-x.db", "crm-", None),
        ("crm-20261122T063000Z .db", "crm-", None),
        ("crm-20261122T063000.db", "crm-", None),
        ("crm-٢٠٢٦1122T063000Z.db", "crm-", None),
        ("crm-20261122T063000Z.db.part-1-00", "crm-", None),
        ("crm-mine.db", "crm-", None),
        ("other-20261122T063000Z.db", "crm-", None),
    ],
)
def test_an_automatic_name_is_known_exactly(name: str, stem: str, expected: tuple[str, int] | None):
    assert rotation.automatic_name(name, stem) == expected


def test_rotation_keeps_the_newest_and_everything_that_is_not_its_own(stocked, crm, tmp_path: Path):
    folder = tmp_path / "safe"
    folder.mkdir()
    stocked("backup", str(folder / "crm-20260101T000000Z.db"))
    stocked("backup", str(folder / "crm-20260102T000000Z.db"))
    stocked("backup", str(folder / "crm-20260102T000000Z-2.db"))
    stocked("backup", str(folder / "mine.db"))
    stocked("backup", str(folder / "crm-before-rm-20250101T000000Z.db"))
    (folder / "crm-20250101T000000Z.db").write_text("not a database")
    (folder / "crm-20250102T000000Z.db").symlink_to(folder / "mine.db")
    (folder / "crm-20250103T000000Z.db").mkdir()
    answer = stocked("backup", str(folder), "--keep", "2")
    made = Path(answer.out.strip()).name
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [
            "crm-20250101T000000Z.db",
            "crm-20250102T000000Z.db",
            "crm-20250103T000000Z.db",
            "crm-20260102T000000Z-2.db",
            "crm-before-rm-20250101T000000Z.db",
            "mine.db",
            made,
        ]
    )
    assert answer.err.splitlines() == [
        f"removed {folder}/crm-20260101T000000Z.db",
        f"removed {folder}/crm-20260102T000000Z.db",
    ]


def test_rotation_spares_another_database_of_the_same_name(stocked, tmp_path: Path):
    folder = tmp_path / "safe"
    other = tmp_path / "other" / "crm.db"
    stocked("contact", "add", "Somebody Else", "--db", str(other))
    stocked("backup", str(folder) + "/crm-20260101T000000Z.db", "--db", str(other))
    stocked("backup", str(folder), "--keep", "1")
    assert len(list(folder.iterdir())) == 2


def test_the_new_backup_stays_although_the_clock_went_back(stocked, tmp_path: Path):
    folder = tmp_path / "safe"
    folder.mkdir()
    stocked("backup", str(folder / "crm-29990101T000000Z.db"))
    made = stocked("backup", str(folder), "--keep", "1").out.strip()
    assert [str(path) for path in folder.iterdir()] == [made]


def test_what_goes_into_the_database_is_made_ready_beside_it_and_leaves_nothing(stocked, kept: Path):
    restore.put_back(str(kept), str(stocked.db), ENTRY)
    assert [path.name for path in stocked.db.parent.glob("*restored*")] == []


def test_what_goes_along_counts_for_the_backup_before_a_removal(crm):
    crm("contact", "add", "Anna")
    crm("batch", input="".join(f"deal add 'Deal {number}' --contact 1\n" for number in range(60)))
    before = json.loads(crm("export").out)
    answer = crm("contact", "rm", 1, "--cascade", "--yes")
    (kept,) = (crm.db.parent / "backups").glob("crm-before-rm-*.db")
    assert str(kept) in answer.err
    crm.env["TINYCRM_DB"] = str(kept)
    after = json.loads(crm("export").out)
    assert len(after["deals"]) == 60
    assert after["deals"] == before["deals"]
