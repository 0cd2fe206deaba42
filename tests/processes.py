"""What tests ask of processes that other programs started."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 30


def gone(pid: int) -> bool:
    """Says whether a process ends soon; one that has ended and that nobody has asked how counts."""
    deadline = time.monotonic() + _SECONDS
    while time.monotonic() < deadline:
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                if stat.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def read_number(path: Path) -> int:
    """Gives the number that a script writes into a file, once it is there."""
    deadline = time.monotonic() + _SECONDS
    while not path.exists() or not path.read_text().endswith("\n"):
        assert time.monotonic() < deadline, f"nothing was written into {path.name}"
        time.sleep(0.01)
    return int(path.read_text())
