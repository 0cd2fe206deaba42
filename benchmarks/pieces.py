"""What worlds are made of besides their records: sizes, uids, phrases."""

from __future__ import annotations

import os
from pathlib import Path

from names import words

from tinycrm.domain.fold import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from random import Random


def size_of(text: str) -> int:
    """Gives the number that "10k" or "1m" means."""
    plain = text.strip().lower()
    factor = {"k": 1_000, "m": 1_000_000}.get(plain[-1:], 1)
    return int(plain.rstrip("km")) * factor


def cache_folder() -> Path:
    """Gives the folder that worlds are kept in."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "tinycrm-bench"


KINDS: tuple[tuple[str, str | None], ...] = (
    ("email", "in"), ("email", "out"), ("email", "out"), ("call", "out"), ("call", "in"),
    ("message", "in"), ("message", "out"), ("meeting", None), ("note", None), ("email", "in"),
)  # fmt: skip


def by_first(row: tuple[object, ...]) -> int:
    """Gives the id that a row begins with."""
    return row[0] if isinstance(row[0], int) else 0


def uid_of(second: int, record: int) -> str:
    """A UUID of version 7 by time and record: in the order of time, each its own."""
    stamp = 1_593_561_600_000 + second * 1000
    mixed = record * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFF
    return f"{stamp >> 16:08x}-{stamp & 0xFFFF:04x}-7{record & 0xFFF:03x}-8{record >> 12 & 0xFFF:03x}-{mixed:012x}"


def phrases(pick: Random) -> list[tuple[str, str]]:
    """Texts of three or four words with their folded form; common and rare words as in any language."""
    known = words()
    found: list[tuple[str, str]] = []
    for _ in range(20_000):
        chosen = [known[min(int(pick.paretovariate(0.6)) - 1, len(known) - 1)] for _ in range(pick.randrange(3, 5))]
        text = " ".join(chosen)
        found.append((text, fold(text)))
    return found
