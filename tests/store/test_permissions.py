"""A folder that cannot be written or made is told of. What is private and which links are followed: tests/torture."""

from __future__ import annotations

import os

import pytest


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
