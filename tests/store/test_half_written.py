"""What killed commands leave half written: gone at the next run of the same thing, unless somebody is still at it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tinycrm.store.sqlite import rotation

FIXTURE = Path(__file__).resolve().parents[1] / "fixtures" / "schema-1.db"
# a command that is killed in the middle of a copy: before the finished file is put in its place
_KILLED = """
import os, signal, sys
from tinycrm.store.sqlite import {module}
def stop(*_):
    {what}
{module}.{name} = stop
from tinycrm.entry import main
sys.argv = ["tinycrm", *sys.argv[1:]]
main()
"""
_KILL = "os.kill(os.getpid(), signal.SIGKILL)"
_WAIT = "print('waiting', flush=True); sys.stdin.read()"


def _start(crm, module: str, name: str, what: str, *words: str) -> subprocess.Popen[bytes]:
    code = _KILLED.format(module=module, name=name, what=what)
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env=crm.environment({}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _kill(crm, module: str, name: str, *words: str) -> None:
    process = _start(crm, module, name, _KILL, *words)
    process.communicate()
    assert process.returncode == -signal.SIGKILL


def _half(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if any(m in path.name for m in (".part-", ".restored-", ".new-"))]


@pytest.fixture
def dead() -> int:
    """The number of a process that lives no more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_a_killed_migration_left_goes_with_the_next_one(crm) -> None:
    crm.db.parent.mkdir(mode=0o700)
    shutil.copy(FIXTURE, crm.db)
    os.chmod(crm.db, 0o600)
    _kill(crm, "backup", "verify", "contact", "list")
    assert len(_half(crm.db.parent / "backups")) == 1
    assert crm("contact", "list", "-f", "ids").ids != []
    assert _half(crm.db.parent / "backups") == []
    assert len(list((crm.db.parent / "backups").iterdir())) == 1


def test_what_a_killed_backup_left_goes_with_the_next_one(stocked) -> None:
    _kill(stocked, "backup", "verify", "backup")
    assert len(_half(stocked.db.parent / "backups")) == 1
    stocked("backup")
    assert _half(stocked.db.parent / "backups") == []


def test_what_a_killed_restore_left_goes_with_the_next_one(stocked, tmp_path: Path) -> None:
    stocked("backup", str(tmp_path / "kept.db"))
    _kill(stocked, "restore", "_replace_content", "restore", str(tmp_path / "kept.db"), "--yes")
    assert len(_half(stocked.db.parent)) >= 1
    stocked("restore", str(tmp_path / "kept.db"), "--yes")
    assert _half(stocked.db.parent) == []


def test_what_a_killed_first_write_left_goes_with_the_next_one(crm) -> None:
    _kill(crm, "create", "publish", "contact", "add", "Anna")
    assert len(_half(crm.db.parent)) >= 1
    assert not crm.db.exists()
    assert crm("contact", "add", "Anna").id == 1
    assert _half(crm.db.parent) == []


def test_a_copy_that_a_living_process_makes_is_left_to_it(stocked) -> None:
    process = _start(stocked, "backup", "_seal", _WAIT, "backup")
    assert process.stdout is not None
    assert process.stdout.readline() == b"waiting\n"
    (name,) = _half(stocked.db.parent / "backups")
    stocked("backup")
    assert _half(stocked.db.parent / "backups") == [name]
    process.kill()
    process.communicate()
    stocked("backup")
    assert _half(stocked.db.parent / "backups") == []


def test_a_name_tells_this_process_and_this_machine(tmp_path: Path, dead: int, monkeypatch) -> None:
    own = tmp_path / Path(rotation.half_name("crm.db", "part")).name
    assert own.name.startswith(f"crm.db.part-{os.getpid()}-")
    monkeypatch.setattr(os, "getpid", lambda: dead)
    left = tmp_path / Path(rotation.half_name("crm.db", "part")).name
    log = tmp_path / f"{left.name}-journal"
    random = left.name.rpartition("-")[2]
    # another machine numbers its processes by itself: only the day tells there
    other = f"{int(random[:4], 16) ^ 1:04x}{random[4:]}"
    foreign = tmp_path / left.name.replace(random, other)
    old = tmp_path / left.name.replace(random, other[:-1] + ("0" if other[-1] != "0" else "1"))
    mine = tmp_path / "crm.db.part-notes"
    for path in (own, left, log, foreign, old, mine):
        path.write_bytes(b"half")
    day_ago = time.time() - 24 * 60 * 60 - 60
    os.utime(old, (day_ago, day_ago))
    rotation.sweep(str(tmp_path))
    assert sorted(tmp_path.iterdir()) == sorted([own, foreign, mine])


def test_a_link_or_a_folder_of_such_a_name_stays(tmp_path: Path, dead: int, monkeypatch) -> None:
    monkeypatch.setattr(os, "getpid", lambda: dead)
    (tmp_path / "precious").write_bytes(b"mine")
    link = Path(rotation.half_name(str(tmp_path / "a.db"), "part"))
    link.symlink_to(tmp_path / "precious")
    folder = Path(rotation.half_name(str(tmp_path / "b.db"), "part"))
    folder.mkdir()
    rotation.sweep(str(tmp_path))
    assert link.is_symlink()
    assert folder.is_dir()


def test_two_that_tidy_up_at_once_do_not_stop_each_other(tmp_path: Path, dead: int, monkeypatch) -> None:
    monkeypatch.setattr(os, "getpid", lambda: dead)
    for number in range(5):
        Path(rotation.half_name(str(tmp_path / f"{number}.db"), "part")).write_bytes(b"half")
    usual, gone = os.unlink, []

    def unlink(path) -> None:
        gone.append(path)
        usual(path)
        if len(gone) == 1:
            # the other was faster
            raise FileNotFoundError(path)

    monkeypatch.setattr(os, "unlink", unlink)
    rotation.sweep(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
