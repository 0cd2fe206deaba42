"""Files are private under any umask, and links that someone planted are not followed."""

from __future__ import annotations

import os
import stat

import pytest


def _open_umask() -> None:
    os.umask(0)


def _modes(folder) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): oct(stat.S_IMODE(path.lstat().st_mode)) for path in sorted(folder.rglob("*"))
    }


def _public(folder) -> list[str]:
    return [name for name, mode in _modes(folder).items() if int(mode, 8) & 0o077]


def test_everything_a_command_makes_is_private_under_umask_000(crm):
    for words in (
        ("contact", "add", "Anna"),
        ("contact", "list"),
        ("task", "add", "X"),
        ("contact", "rm", "1"),
    ):
        crm(*words, preexec_fn=_open_umask)
        assert _public(crm.home) == [], _modes(crm.home)
    assert _modes(crm.home)["data"] == "0o700"
    assert _modes(crm.home)["data/crm.db"] == "0o600"


def test_the_default_folders_are_private_too(crm):
    crm.env.pop("TINYCRM_DB")
    crm("contact", "add", "Anna", preexec_fn=_open_umask)
    assert _public(crm.home) == [], _modes(crm.home)
    assert (crm.home / ".local" / "share" / "tinycrm" / "tinycrm.db").exists()


def test_the_log_beside_an_open_database_is_private(crm):
    import sqlite3

    crm("contact", "add", "Anna", preexec_fn=_open_umask)
    held = sqlite3.connect(crm.db)
    try:
        held.execute("SELECT count(*) FROM contact").fetchone()
        crm("contact", "add", "Bo", preexec_fn=_open_umask)
        assert (crm.db.parent / "crm.db-wal").exists()
        assert _public(crm.db.parent) == []
    finally:
        held.close()


def test_a_planted_link_to_nowhere_is_not_written_through(crm):
    crm.db.parent.mkdir()
    target = crm.home / "victim"
    crm.db.symlink_to(target)
    crm.fails(6, "contact", "add", "Anna")
    assert not target.exists()


def test_a_planted_link_to_another_file_leaves_that_file_alone(crm):
    crm.db.parent.mkdir()
    target = crm.home / "victim"
    target.write_text("precious\n")
    crm.db.symlink_to(target)
    crm.fails(6, "contact", "add", "Anna")
    assert target.read_text() == "precious\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")
def test_a_folder_that_cannot_be_written_is_exit_6_on_writes_and_readable(stocked):
    stocked.db.parent.chmod(0o500)
    try:
        assert len(stocked("contact", "list", "-f", "ids").ids) == 4
        stocked.fails(6, "contact", "add", "X")
    finally:
        stocked.db.parent.chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")
def test_a_database_in_a_folder_that_cannot_be_made_is_exit_6(crm):
    locked = crm.home / "locked"
    locked.mkdir(mode=0o500)
    refused = crm.fails(6, "--db", str(locked / "deep" / "crm.db"), "contact", "add", "X")
    assert "cannot be created: Permission denied" in refused.err
