"""Tasks, counted: what was due, what was done by its day, what is late."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.store.sqlite.connect import Condition, Database

    # (what it is split by, due, done by their day, done later)
    DueTasks = tuple[str, int, int, int]

_EVERY: Condition = ("", {})
_GROUPS = {
    "": "''",
    "day": "task.due_on",
    "owner": "coalesce(task.owner, '')",
    "priority": "task.priority",
}


def due(db: Database, first: str, last: str, narrow: Condition = _EVERY, by: str = "") -> Iterator[DueTasks]:
    """Yields the tasks due between two days, both included: how many, done by their day, done later up to the last.

    Args:
        db: the connection.
        first, last: ISO days.
        narrow: which tasks count, over the table's own name.
        by: "day" due, "owner" or "priority"; "" for all together.
    """
    condition, params = narrow
    sql = (
        f"SELECT {_GROUPS[by]}, count(*), count(CASE WHEN task.done_on <= task.due_on THEN 1 END),"
        " count(CASE WHEN task.done_on > task.due_on AND task.done_on <= :last THEN 1 END) FROM task"
        f" WHERE task.due_on BETWEEN :first AND :last{f' AND {condition}' if condition else ''} GROUP BY 1 ORDER BY 1"
    )
    for chunk in db.stream(sql, {**params, "first": first, "last": last}):
        for word, count, in_time, late in chunk:
            yield str(word), whole(count), whole(in_time), whole(late)


def done(db: Database, first: str, last: str, narrow: Condition = _EVERY, by: str = "") -> Iterator[tuple[str, int]]:
    """Yields the tasks done between two days, both included, whenever they were due.

    Args:
        db: the connection.
        first, last: ISO days.
        narrow: which tasks count, over the table's own name.
        by: "owner" or "priority"; "day" of being done; "" for all together.
    """
    condition, params = narrow
    group = "task.done_on" if by == "day" else _GROUPS[by]
    sql = (
        f"SELECT {group}, count(*) FROM task WHERE task.done_on BETWEEN :first AND :last"
        f"{f' AND {condition}' if condition else ''} GROUP BY 1 ORDER BY 1"
    )
    for chunk in db.stream(sql, {**params, "first": first, "last": last}):
        for word, count in chunk:
            yield str(word), whole(count)


def overdue(db: Database, day: str, narrow: Condition = _EVERY, by: str = "") -> Iterator[tuple[str, str, int]]:
    """Yields (what it is split by, day due, tasks) of those due before a day and not done by it.

    Args:
        db: the connection.
        day: ISO day.
        narrow: which tasks count, over the table's own name.
        by: "owner" or "priority"; "" for all together.
    """
    condition, params = narrow
    more = f" AND {condition}" if condition else ""
    # in two parts, each by its own index
    parts = [
        f"SELECT {_GROUPS[by]} AS word, task.due_on AS day, count(*) AS n FROM task"
        f" WHERE {which} AND task.due_on < :day{more} GROUP BY word, day"
        for which in ("task.status = 'open'", "task.done_on > :day")
    ]
    sql = f"SELECT word, day, sum(n) FROM ({' UNION ALL '.join(parts)}) AS t GROUP BY word, day ORDER BY word, day"
    for chunk in db.stream(sql, {**params, "day": day}):
        for word, due_on, count in chunk:
            yield str(word), str(due_on), whole(count)


def any_task(db: Database, day: str, narrow: Condition = _EVERY) -> bool:
    """Says whether any task was due by a day."""
    condition, params = narrow
    sql = f"SELECT 1 FROM task WHERE task.due_on <= :day{f' AND {condition}' if condition else ''} LIMIT 1"
    return db.one(sql, {**params, "day": day}) is not None


def first_due(db: Database) -> str:
    """Gives the day on which the first task was due, "" without one."""
    row = db.one("SELECT min(due_on) FROM task WHERE due_on IS NOT NULL")
    return str(row[0]) if row and row[0] else ""
