"""The hot commands as they are measured, on a world of a given size."""

from __future__ import annotations

import sqlite3

from world import GROUP, ids_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from measure import Command

_STAGES = ("lead", "qualified", "proposal", "negotiation")


def hot_commands(database: Path, contacts: int, mark: str) -> dict[str, Command]:
    """Gives the hot commands by name.

    Args:
        database: the world they run on.
        contacts: its size.
        mark: goes into what is written, so that two calls write different things.
    """
    # about the middle, where the newest pages of the file are not
    ids = ids_of(contacts, contacts // 10)
    connection = sqlite3.connect(database)
    tasks = [
        row[0] for row in connection.execute("SELECT id FROM task WHERE status = 'open' ORDER BY id DESC LIMIT 150")
    ]
    deal = connection.execute("SELECT id FROM deal WHERE outcome = 'open' ORDER BY id LIMIT 1").fetchone()[0]
    email = connection.execute(
        "SELECT key FROM contact_point WHERE kind = 'email' AND record = ?", (ids["contact"],)
    ).fetchone()[0]
    connection.close()
    assert ids["contact"] < contacts // 5 * GROUP

    def say(*words: str) -> Command:
        return lambda number: [word.replace("#", f"{mark}{number}") for word in words]

    return {
        "contact list": say("contact", "list", "--limit", "20"),
        "contact show": say("contact", "show", str(ids["contact"])),
        "contact show, by e-mail": say("contact", "show", email),
        "contact add": say("contact", "add", "Bench #", "--email", "bench#@example.org"),
        "company list": say("company", "list", "--limit", "20"),
        "log": say("log", "call", str(ids["contact"]), "Wants # seats"),
        "task list": say("task", "list", "--limit", "20"),
        "task add": say("task", "add", "Bench #", "--due", "2026-08-01"),
        "task done": lambda number: ["task", "done", str(tasks[number])],
        "deal list": say("deal", "list", "--limit", "20"),
        "deal show": say("deal", "show", str(deal)),
        "deal move": lambda number: ["deal", "move", str(deal), _STAGES[number % 4]],
        "today": say("today"),
        "search": say("search", "moroton", "--limit", "20"),
    }


WRITES = frozenset(("contact add", "log", "task add", "task done", "deal move"))
