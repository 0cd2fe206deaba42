"""Whole runs through both doors: the same stdout, stderr, exit code and database, byte for byte."""

from __future__ import annotations

import random
import re
import shlex
import sqlite3
from pathlib import Path

import pytest
from tests.docs.test_examples import examples, world  # noqa: F401 - a fixture
from tests.torture.corpus import CASES
from tests.torture.forge import Forge
from tests.torture.furnish import again, environment

from tinycrm.cli.door import read_plain
from tinycrm.cli.shared import take_shared
from tinycrm.cli.table import TABLE
from tinycrm.errors import TinyCRMError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# what a mail has by lot, and the date that is the clock's
_LOTS = re.compile(r"=+\d+==|Date: [^\\\r\n]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VALUES = (
    "anna",
    "Anna Petrova",
    "=Anna Petrova",
    "42",
    "2",
    "9999",
    "company:neva",
    "neva",
    "سارا",
    "анна",
    ".",
    "-",
    "",
    " ",
    "fri",
    "yesterday",
    "2026-12-01",
    "2026-02-30",
    "end of month",
    "tomorrow 15:00",
    "10k",
    "4800 EUR",
    "1.234",
    "-5",
    "lead",
    "won",
    "proposal",
    "nowhere",
    "high",
    "weekly",
    "a\x1bb",
    "x" * 300,
    "=1+1",
    "${HOME}",
    "name ~ 'an'",
    "tag = vip",
    "value > 100 and stage = lead",
    "(((",
    "id,name",
    "-name",
    "value,-id",
    "0",
    "3",
    "1000000",
    "json",
    "me",
    "a;b",
)
_SHARED = (
    ("-f", "json"),
    ("-f", "csv"),
    ("-f", "tsv"),
    ("-f", "ids"),
    ("-f", "table"),
    ("-f", "md"),
    ("-f", "html"),
    ("-f", "no"),
    ("-q",),
    ("-y",),
    ("--no-input",),
    ("--no-header",),
    ("--today", "2027-02-28"),
    ("--user", "bo"),
    ("--no-color",),
)


@pytest.fixture
def forge() -> Iterator[Forge]:
    made = Forge()
    yield made
    made.close()


def documented() -> list[list[str]]:
    """Gives the argument lists of every documented example that is one plain call, and of every case of this folder."""
    found: list[list[str]] = []
    for _, line in examples():
        words = shlex.split(line)
        if words[:1] == ["tinycrm"] and not {"|", ">", "||", "&&", ";", "<"} & set(words):
            found.append(words[1:])
    return found + [list(case.words) for case in CASES]


def accepted(words: Sequence[str]) -> bool:
    """Says whether the narrow door takes these words."""
    try:
        return read_plain(take_shared(words)[1]) is not None
    except TinyCRMError:
        return False


def mutated(words: Sequence[str], rng: random.Random) -> list[str]:
    """Gives the words with a few options more, fewer or other values."""
    made = list(words)
    head = 2 if tuple(made[:2]) in TABLE else 1
    options = TABLE[tuple(made[:head])][3] if tuple(made[:head]) in TABLE else {"--limit": ("limit", "int")}
    for _ in range(rng.randint(1, 3)):
        kind = rng.randrange(5)
        place = rng.randint(min(head, len(made)), len(made))
        if kind == 0 and options:
            option = rng.choice(sorted(options))
            made[place:place] = [option] if options[option][1] == "flag" else [option, rng.choice(_VALUES)]
        elif kind == 1 and len(made) > head:
            made[rng.randrange(head, len(made))] = rng.choice(_VALUES)
        elif kind == 2 and len(made) > head:
            del made[rng.randrange(head, len(made))]
        elif kind == 3:
            made[place:place] = rng.choice(_SHARED)
        else:
            made.insert(place, rng.choice(_VALUES))
    return made


def state(home: Path) -> list[str]:
    """Gives every statement that makes the database again; [] without one."""
    path = home / ".local" / "share" / "tinycrm" / "tinycrm.db"
    if not path.exists():
        return []
    connection = sqlite3.connect(path)
    try:
        tables = [str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        told: list[str] = []
        for table in sorted(tables):
            rows = [f"{table} {row!r}" for row in connection.execute(f"SELECT * FROM {table}")]
            told += [_LOTS.sub("", row) for row in rows] if table == "outbox" else rows
        return told
    finally:
        connection.close()


def test_both_doors_give_the_same_output_and_leave_the_same_database(
    forge: Forge,
    world: Path,  # noqa: F811
    tmp_path: Path,
    rng: random.Random,
    times: Callable[[int], int],
    figures: Callable[..., None],
) -> None:
    known = [words for words in documented() if accepted(words)]
    assert len(known) > 40
    lists = list(known)
    while len(lists) < times(4000):
        words = mutated(rng.choice(known), rng)
        if accepted(words):
            lists.append(words)
    # one place for both: a path in a message must not tell them apart
    home = again(world, tmp_path / "home")
    fresh, changed, writes = state(home), False, 0
    for words in lists:
        seen = []
        for door in ("narrow", "full"):
            if changed:
                again(world, home)
            env = environment(home, TORTURE_DOOR=door)
            del env["TINYCRM_DB"]
            outcome = forge.run(words, env, stdin=b"42\nBo Li\n", cwd=str(home))
            now = state(home)
            changed = now != fresh
            writes += changed
            mailed = "--mail-to" in words or words[0] == "mail"
            out = _LOTS.sub("", outcome.out.decode()).encode() if mailed else outcome.out
            seen.append((outcome.code, out, outcome.err, now))
        assert seen[0][:3] == seen[1][:3], words
        assert seen[0][3] == seen[1][3], words
    assert writes > len(lists) // 6
    figures(rule=0, what="argument lists through both doors", count=len(lists), found="0 differences")
