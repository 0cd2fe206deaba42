"""Migrations go one way, whole or not at all, once, and after a backup; old databases are kept for ever."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tinycrm.errors import StorageError
from tinycrm.store.sqlite import backup
from tinycrm.store.sqlite.connect import SCHEMA_VERSION, open_reader, open_writer
from tinycrm.store.sqlite.create import open_memory
from tinycrm.store.sqlite.migrations import load, migrate

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
RELEASED = sorted(FIXTURES.glob("schema-*.db"))
SINCE_4 = (
    "campaigns", "subscriptions", "sales", "expenses", "tickets", "feedback", "segments", "campaign_members",
    "subscription_changes", "subscription_terms", "kpi_snapshots", "enrolments", "rules_fired", "mails",
)  # fmt: skip
# the version that only these tests know
NEXT = SCHEMA_VERSION + 1


def _schema(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """Every statement that made the database, by kind and name."""
    return db.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name").fetchall()


def _version(path: Path) -> int:
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return int(db.execute("PRAGMA user_version").fetchone()[0])
    finally:
        db.close()


@pytest.fixture
def released(crm):
    """The database of the first release in the place of `crm`'s own."""
    crm.db.parent.mkdir(mode=0o700)
    shutil.copy(FIXTURES / "schema-1.db", crm.db)
    os.chmod(crm.db, 0o600)
    return crm


# --- databases that were released ---


@pytest.mark.parametrize("fixture", RELEASED, ids=lambda path: path.stem)
def test_a_released_database_opens_and_exports_what_it_held(crm, fixture: Path):
    crm.db.parent.mkdir(mode=0o700)
    shutil.copy(fixture, crm.db)
    os.chmod(crm.db, 0o600)
    exported = json.loads(crm("export").out)
    expected = json.loads(fixture.with_suffix(".json").read_text(encoding="utf-8"))
    exported.pop("exported_at")
    expected.pop("exported_at")
    # nobody could say so before schema 3, nor write notes into tasks
    expected.setdefault("not_duplicates", [])
    for task in expected["tasks"]:
        task.setdefault("note", None)
    # of schema 4
    for key in SINCE_4:
        expected.setdefault(key, [])
    for deal in expected["deals"]:
        deal.setdefault("campaign", None)
    assert exported == expected
    assert crm("doctor").code == 0
    assert crm.sql("PRAGMA user_version") == [(SCHEMA_VERSION,)]


@pytest.mark.parametrize("fixture", RELEASED, ids=lambda path: path.stem)
def test_a_migrated_database_has_the_schema_of_a_new_one(tmp_path: Path, fixture: Path):
    path = tmp_path / "old.db"
    shutil.copy(fixture, path)
    migrated = open_writer(str(path))
    fresh = open_memory()
    assert _schema(migrated.connection) == _schema(fresh.connection)
    # the last backup is of this file alone, and the name of the journal of each file its own
    meta = "SELECT key, value FROM meta WHERE key NOT IN ('last_backup', 'journal') ORDER BY key"
    assert migrated.rows(meta) == fresh.rows(meta)
    names = [db.one("SELECT value FROM meta WHERE key = 'journal'") for db in (migrated, fresh)]
    assert None not in names
    assert names[0] != names[1]
    assert migrated.rows("SELECT * FROM currency ORDER BY code") == fresh.rows("SELECT * FROM currency ORDER BY code")
    migrated.close()


def test_there_is_a_database_of_every_released_schema():
    assert [path.stem for path in RELEASED] == [f"schema-{number}" for number in range(1, len(RELEASED) + 1)]
    for number, path in enumerate(RELEASED, 1):
        # read as bytes: SQLite would leave its -wal and -shm beside the fixture
        assert int.from_bytes(path.read_bytes()[60:64], "big") == number


def test_there_is_one_step_to_every_version_and_none_beyond():
    for number in range(2, SCHEMA_VERSION + 1):
        assert callable(load(number))
    with pytest.raises(ModuleNotFoundError):
        load(SCHEMA_VERSION + 1)


def test_a_newer_database_keeps_every_byte(released):
    released.sql(f"PRAGMA user_version = {NEXT}")
    before = hashlib.sha256(released.db.read_bytes()).hexdigest()
    for words in (("contact", "list"), ("contact", "add", "X"), ("doctor",), ("backup",), ("undo",), ("export",)):
        answer = released.fails(6, *words)
        assert "written by a newer TinyCRM" in answer.err
    assert hashlib.sha256(released.db.read_bytes()).hexdigest() == before


def test_the_first_command_migrates_and_tells_it_once(released):
    answer = released("contact", "list", "-f", "ids")
    kept = released.db.parent / "backups" / f"crm-before-schema-{SCHEMA_VERSION}.db"
    assert sorted(answer.ids) == [4, 5, 6, 7, 8, 23]
    assert (
        answer.err == f"Migrated '{released.db}' from schema 1 to {SCHEMA_VERSION}; what it was before is in {kept}\n"
    )
    assert released("contact", "list", "-f", "ids").err == ""
    assert _version(kept) == 1
    assert released("backup", "verify", str(kept)).code == 0


def test_the_backup_before_a_migration_restores_and_is_migrated_again(released, tmp_path: Path):
    before = json.loads(released("export").out)
    kept = released.db.parent / "backups" / f"crm-before-schema-{SCHEMA_VERSION}.db"
    shutil.copy(FIXTURES / "schema-1.db", tmp_path / "plain.db")
    source = kept if kept.exists() else tmp_path / "plain.db"
    released("contact", "add", "Later")
    released("restore", str(source), "--yes")
    after = json.loads(released("export").out)
    for document in (before, after):
        document.pop("exported_at")
        document.pop("next_id")
    assert after == before
    assert released.sql("PRAGMA user_version") == [(SCHEMA_VERSION,)]


def test_looking_into_an_old_backup_leaves_it_as_it_is_and_writing_to_it_migrates_it(released, tmp_path: Path):
    released("contact", "list")
    kept = tmp_path / "old.db"
    shutil.copy(released.db.parent / "backups" / f"crm-before-schema-{SCHEMA_VERSION}.db", kept)
    before = kept.read_bytes()
    expected = released("deal", "list", "-f", "json").json
    answer = released("deal", "list", "-f", "json", "--db", str(kept))
    assert (answer.json, answer.err) == (expected, "")
    assert released("doctor", "--db", str(kept)).code == 0
    released("contact", "rm", "hs-1@example.es", "--dry-run", "--db", str(kept), ok=False)
    released("contact", "rm", "ines@example.es", "--dry-run", "--db", str(kept))
    assert kept.read_bytes() == before
    assert [path.name for path in tmp_path.glob("old.db*")] == ["old.db"]
    assert released("contact", "add", "New", "--db", str(kept)).id == 25
    assert _version(kept) == SCHEMA_VERSION
    assert (tmp_path / "backups" / f"old-before-schema-{SCHEMA_VERSION}.db").exists()


def test_what_was_done_before_a_migration_can_be_undone_after_it(released):
    released("contact", "show", "joerg@example.de", ok=False)
    released("undo", "--any")
    assert released("contact", "show", "joerg@example.de", "--get", "name").out == "Jörg Weiß\n"


# --- one more migration, which only these tests know ---


def _add_column(db: sqlite3.Connection) -> None:
    db.execute("ALTER TABLE contact ADD COLUMN shoe_size INTEGER")
    db.execute("CREATE INDEX contact_shoe_size ON contact (shoe_size)")
    db.execute("UPDATE contact SET shoe_size = 42")


def _only(step):
    def steps(number: int):
        assert number == NEXT
        return step

    return steps


@pytest.fixture
def old(tmp_path: Path, stock: Path) -> Path:
    """A database of the present schema, which is the old one here."""
    path = tmp_path / "data" / "crm.db"
    shutil.copytree(stock, path.parent)
    return path


def _run(path: Path, step) -> list[str]:
    db = sqlite3.connect(path, isolation_level=None)
    # as every connection of the program has it
    db.execute("PRAGMA foreign_keys = ON")
    try:
        told = migrate(db, str(path), NEXT, steps=_only(step))
        assert db.execute("PRAGMA foreign_keys").fetchone() == (1,)
        return told
    finally:
        db.close()


def test_a_migration_keeps_a_verified_backup_of_what_was_and_says_where(old: Path):
    told = _run(old, _add_column)
    kept = old.parent / "backups" / f"crm-before-schema-{NEXT}.db"
    assert told == [f"Migrated '{old}' from schema {SCHEMA_VERSION} to {NEXT}; what it was before is in {kept}"]
    assert _version(old) == NEXT
    assert _version(kept) == SCHEMA_VERSION
    assert backup.verify(str(kept)).sha256 != ""
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_migration_that_fails_leaves_everything_as_it_was(old: Path):
    before = _dump(old)

    def step(db: sqlite3.Connection) -> None:
        _add_column(db)
        db.execute("UPDATE contact SET name = ' '")

    with pytest.raises(sqlite3.IntegrityError):
        _run(old, step)
    assert _dump(old) == before
    assert _version(old) == SCHEMA_VERSION


def test_a_migration_that_breaks_a_link_is_taken_back(old: Path):
    before = _dump(old)

    def step(db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM contact WHERE id = 2")

    with pytest.raises(StorageError, match="links between records would break"):
        _run(old, step)
    assert _dump(old) == before


def test_a_migration_without_a_backup_does_not_happen(old: Path):
    before = _dump(old)
    (old.parent / "backups").write_text("in the way")
    with pytest.raises(StorageError, match="backup") as caught:
        _run(old, _add_column)
    assert caught.value.hint.startswith("nothing was migrated: a backup comes first")
    assert _dump(old) == before


def test_a_migration_tried_again_reuses_the_backup_of_the_same_content(old: Path):
    def fails(db: sqlite3.Connection) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError):
            _run(old, fails)
    assert len(list((old.parent / "backups").iterdir())) == 1
    # another content under the old schema is another backup
    db = sqlite3.connect(old)
    db.execute("UPDATE contact SET note = 'changed' WHERE id = 2")
    db.commit()
    db.close()
    _run(old, _add_column)
    assert sorted(path.name for path in (old.parent / "backups").iterdir()) == [
        f"crm-before-schema-{NEXT}-2.db",
        f"crm-before-schema-{NEXT}.db",
    ]


def test_a_migration_may_put_another_table_in_the_place_of_one_that_others_refer_to(old: Path):
    def step(db: sqlite3.Connection) -> None:
        sql = str(db.execute("SELECT sql FROM sqlite_master WHERE name = 'company'").fetchone()[0])
        indexes = [
            row[0]
            for row in db.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = 'company' AND type = 'index' AND sql IS NOT NULL"
            )
        ]
        db.execute(sql.replace("CREATE TABLE company (", "CREATE TABLE company_new (", 1))
        db.execute("INSERT INTO company_new SELECT * FROM company")
        db.execute("DROP TABLE company")
        db.execute("ALTER TABLE company_new RENAME TO company")
        for index in indexes:
            db.execute(index)

    before = _dump(old)
    _run(old, step)
    assert _dump(old) == before
    assert _version(old) == NEXT


def _dump(path: Path) -> list[str]:
    db = sqlite3.connect(path)
    try:
        tables = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%) STRICT%' AND type = 'table'")
        ]
        return sorted(f"{table} {row}" for table in tables for row in db.execute(f"SELECT * FROM {table}"))
    finally:
        db.close()


# A process that migrates; the step takes its time where a kill should find it.
_PROCESS = """
import sqlite3, sys, time
from tinycrm.store.sqlite.migrations import migrate
path, newest = sys.argv[1], int(sys.argv[2])

def step(db):
    db.execute("ALTER TABLE contact ADD COLUMN shoe_size INTEGER")
    for number in range(8):
        db.execute("UPDATE contact SET shoe_size = ?", (number,))
        time.sleep(0.01)
    db.execute("CREATE INDEX contact_shoe_size ON contact (shoe_size)")

db = sqlite3.connect(path, isolation_level=None, timeout=30)
print("begin", flush=True)
print(len(migrate(db, path, newest, steps=lambda number: step)), flush=True)
"""


def _start(path: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", _PROCESS, str(path), str(NEXT)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_processes_that_start_together_migrate_once(old: Path):
    processes = [_start(old) for _ in range(4)]
    answers = [process.communicate(timeout=60) for process in processes]
    assert [err for _, err in answers] == [b""] * 4
    assert sorted(out.split()[1] for out, _ in answers) == [b"0", b"0", b"0", b"1"]
    assert _version(old) == NEXT
    assert [path.name for path in (old.parent / "backups").iterdir()] == [f"crm-before-schema-{NEXT}.db"]


def test_a_kill_during_a_migration_leaves_the_old_or_the_new(old: Path, tmp_path: Path):
    seed = random.randrange(10**9)
    rng = random.Random(seed)
    outcomes = {SCHEMA_VERSION: 0, NEXT: 0}
    content = [line for line in _dump(old) if not line.startswith("contact ")]
    for turn in range(12):
        folder = tmp_path / f"turn-{turn}"
        shutil.copytree(old.parent, folder)
        path = folder / "crm.db"
        process = _start(path)
        assert process.stdout is not None
        assert process.stdout.readline() == b"begin\n"
        time.sleep(rng.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        version = _version(path)
        outcomes[version] += 1
        db = sqlite3.connect(path)
        columns = {row[1] for row in db.execute("PRAGMA table_info(contact)")}
        assert ("shoe_size" in columns) == (version == NEXT), seed
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if version == NEXT:
            assert db.execute("SELECT DISTINCT shoe_size FROM contact").fetchall() == [(7,)]
        db.close()
        assert [line for line in _dump(path) if not line.startswith("contact ")] == content
        # the next attempt needs no repair
        again = _start(path)
        assert again.communicate(timeout=60)[1] == b""
        assert _version(path) == NEXT
    assert outcomes[SCHEMA_VERSION] > 0, (seed, outcomes)


# --- an old database that is read ---


def test_a_reader_of_an_old_schema_that_cannot_be_written_says_so(old: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tinycrm.store.sqlite.connect.SCHEMA_VERSION", NEXT)
    # the tests may run as root, who may write everywhere
    monkeypatch.setattr("os.access", lambda path, mode: mode != os.W_OK)
    with pytest.raises(StorageError) as caught:
        open_reader(str(old))
    assert caught.value.code == "older"
    assert caught.value.exit_code == 6
    assert "cannot be written" in caught.value.message
    monkeypatch.undo()
    assert _version(old) == SCHEMA_VERSION


def test_a_reader_of_an_old_schema_migrates_first(old: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("tinycrm.store.sqlite.connect.SCHEMA_VERSION", NEXT)
    steps = {NEXT: _add_column}
    monkeypatch.setattr("tinycrm.store.sqlite.migrations.load", lambda number: steps.get(number) or load(number))
    db = open_reader(str(old))
    assert db is not None
    assert not db.writable
    assert db.number("SELECT count(*) FROM contact WHERE shoe_size = 42") == 4
    kept = old.parent / "backups" / f"crm-before-schema-{NEXT}.db"
    assert db.notes == [f"Migrated '{old}' from schema {SCHEMA_VERSION} to {NEXT}; what it was before is in {kept}"]
    db.close()
