"""Commands under strace: which calls they make, in which order."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.conftest import Crm


needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
COMMANDS = (
    ("contact", "add", "Zoe", "--email", "zoe@x.example", "--company", "Zeta", "--create", "--tag", "new"),
    ("contact", "edit", "3", "--title", "CTO", "--set", "k=v", "--add-tag", "t"),
    ("contact", "rm", "2", "--cascade"),
    ("contact", "merge", "3", "2"),
    ("log", "call", "3", "hello", "--next", "again", "--due", "tomorrow"),
    ("deal", "move", "5", "proposal"),
    ("task", "done", "6"),
    ("undo",),
    ("import", "people.csv", "--as", "contacts"),
)


def traced(crm: Crm, log: Path, *options: str, words: Iterable[str], home: Path) -> subprocess.CompletedProcess[bytes]:
    """A command ran under strace; its calls are in the log."""
    return subprocess.run(
        ["strace", "-f", "-o", str(log), *options, *crm.command(*words)],
        env=crm.environment({}),
        cwd=home,
        capture_output=True,
        check=False,
        timeout=120,
    )


def synced_before_answers(log: str, db: Path) -> int:
    """Gives how many lines of answers were written to stdout; every byte of the database was synced before each."""
    files: dict[str, str] = {}
    dirty: set[str] = set()
    answers = 0
    for line in log.splitlines():
        opened = re.search(r'openat\([^,]+, "([^"]+)".* = (\d+)$', line)
        if opened:
            files[opened[2]] = opened[1]
            continue
        call = re.search(r"^\d+ +(\w+)\((\d+)", line)
        if call is None:
            continue
        name, handle = call[1], call[2]
        path = files.get(handle, "")
        if name == "pwrite64" and (path.startswith(str(db)) and not path.endswith("-shm")):
            dirty.add(path)
        elif name in ("fsync", "fdatasync"):
            dirty.discard(path)
        elif name == "write" and handle == "1":
            assert not dirty, line
            # lines that were made durable together are answered together
            answers += line.count("\\n")
    return answers
