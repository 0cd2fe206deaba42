"""What a command remembers of a million rows and forgets at its end: in memory while it is little, then on disk.

SQLite's own temporary database: it has no name, nobody else can open it, and it is gone with its connection.
"""

from __future__ import annotations

import sqlite3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# So many entries weigh a few megabytes; more of them go to disk.
_HELD = 50_000
_CHUNK = 500
# in pages of 4 kB
_CACHE = 500


class Scratch:
    """Whole numbers by text, for one command.

    Texts are kept as a hash of 64 bits: of a million of them, two are the same with a chance of 1 in 37 million.
    """

    __slots__ = ("_held", "_stored")

    def __init__(self) -> None:
        self._held: dict[int, int] = {}
        self._stored: sqlite3.Connection | None = None

    def find(self, texts: Iterable[str]) -> dict[str, int]:
        """Gives the numbers of texts, of those that are known."""
        keys = {hash(text): text for text in texts}
        held = self._held
        found = {text: held[key] for key, text in keys.items() if key in held}
        if self._stored is not None:
            wanted = [key for key in keys if key not in held]
            for start in range(0, len(wanted), _CHUNK):
                chunk = wanted[start : start + _CHUNK]
                sql = f"SELECT key, number FROM seen WHERE key IN ({','.join('?' * len(chunk))})"
                found.update((keys[key], number) for key, number in self._stored.execute(sql, chunk))
        return found

    def put(self, numbers: Mapping[str, int]) -> None:
        """The texts have these numbers from now on."""
        self._held.update((hash(text), number) for text, number in numbers.items())
        if len(self._held) > _HELD:
            self._store()

    def _store(self) -> None:
        if self._stored is None:
            self._stored = sqlite3.connect("", isolation_level=None)
            self._stored.execute("PRAGMA journal_mode = OFF")
            self._stored.execute(f"PRAGMA cache_size = {_CACHE}")
            self._stored.execute("CREATE TABLE seen (key INTEGER PRIMARY KEY, number INTEGER NOT NULL)")
        # in the order of the keys each page is written once
        self._stored.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", sorted(self._held.items()))
        self._held.clear()

    def close(self) -> None:
        """Everything is forgotten."""
        if self._stored is not None:
            self._stored.close()
            self._stored = None
        self._held.clear()
