"""Interactions and tasks, as reports read them."""

from __future__ import annotations

from tinycrm.domain.facts import TaskFact, TouchFact
from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Database


def touches(db: Database, first: str, last: str) -> list[TouchFact]:
    """Gives the interactions between two local days, both included."""
    sql = (
        "SELECT kind, on_day, owner, minutes, deal FROM interaction WHERE on_day BETWEEN :first AND :last"
        " ORDER BY at, id"
    )
    found: list[TouchFact] = []
    for chunk in db.stream(sql, {"first": first, "last": last}):
        found += [
            TouchFact(
                str(kind),
                str(day),
                str(owner or ""),
                minutes if isinstance(minutes, int) else None,
                deal if isinstance(deal, int) else None,
            )
            for kind, day, owner, minutes, deal in chunk
        ]
    return found


def any_touch(db: Database, day: str) -> bool:
    """Says whether anything had been logged by a day."""
    return db.one("SELECT 1 FROM interaction WHERE on_day <= :day LIMIT 1", {"day": day}) is not None


def touches_by_deal(db: Database, first: str, last: str) -> dict[int, int]:
    """Gives how many interactions, up to their closing, the deals had that were won between two days."""
    # <> 'open' says nothing new to a reader, and to the planner that the index of the closed ones holds them
    sql = (
        "SELECT d.id, (SELECT count(*) FROM interaction AS i WHERE i.deal = d.id AND i.on_day <= d.closed_on)"
        " FROM deal AS d"
        " WHERE d.outcome <> 'open' AND d.outcome = 'won' AND d.closed_on BETWEEN :first AND :last"
    )
    rows = db.rows(sql, {"first": first, "last": last})
    return {row[0]: row[1] for row in rows if isinstance(row[0], int) and isinstance(row[1], int)}


def tasks_due(db: Database, first: str, last: str) -> list[TaskFact]:
    """Gives the tasks due between two days, both included."""
    sql = "SELECT due_on, done_on, owner FROM task WHERE due_on BETWEEN :first AND :last ORDER BY due_on, id"
    return [
        TaskFact(str(due), str(done) if done else None, str(owner or ""))
        for due, done, owner in db.rows(sql, {"first": first, "last": last})
    ]


def any_task(db: Database, day: str) -> bool:
    """Says whether any task was due by a day."""
    return db.one("SELECT 1 FROM task WHERE due_on <= :day LIMIT 1", {"day": day}) is not None


def overdue_tasks(db: Database, day: str) -> list[TaskFact]:
    """Gives the tasks that were due before a day and not done by it."""
    found: list[tuple[str, int, TaskFact]] = []
    for which in ("status = 'open'", "done_on > :day"):
        sql = f"SELECT due_on, id, done_on, owner FROM task WHERE {which} AND due_on < :day"
        for due, id, done, owner in db.rows(sql, {"day": day}):
            fact = TaskFact(str(due), str(done) if done else None, str(owner or ""))
            found.append((str(due), whole(id), fact))
    found.sort(key=lambda one: one[:2])
    return [fact for _, _, fact in found]
