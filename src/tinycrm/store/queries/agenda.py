"""Who is waiting: what the agenda asks beside the tasks."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.store.sqlite.connect import Cell, Condition, Database

_SINCE = "coalesce(c.last_touch_at, c.created_at)"


def open_tasks(*, after: str | None = None, until: str | None = None) -> Condition:
    """Gives the condition of open tasks due after one day and until another, both ISO; of undated ones with neither."""
    sql = "task.status = 'open'"
    params: dict[str, Cell] = {}
    if after is None and until is None:
        return sql + " AND task.due_on IS NULL", params
    if after is not None:
        sql += " AND task.due_on > :due_after"
        params["due_after"] = after
    if until is not None:
        sql += " AND task.due_on <= :due_until"
        params["due_until"] = until
    return sql, params


def own_cadences(db: Database) -> list[int]:
    """Gives the different cadences that contacts have of their own, in days."""
    rows = db.rows("SELECT DISTINCT cadence_days FROM contact WHERE cadence_days IS NOT NULL ORDER BY 1")
    return [row[0] for row in rows if isinstance(row[0], int)]


def silent_by_own(db: Database, days: int, before: str, limit: int) -> list[tuple[int, str, str]]:
    """Gives (id, name, last touch or creation) of contacts with this cadence and no touch since an instant.

    The longest silence comes first; at most `limit` of them, or all when it is negative.
    """
    sql = f"SELECT c.id, c.name, {_SINCE} FROM contact AS c WHERE c.cadence_days = :days AND {_SINCE} < :before"
    return _people(db, sql, {"days": days, "before": before}, limit)


def silent_by_tag(db: Database, tag: str, before: str, limit: int) -> list[tuple[int, str, str]]:
    """Gives the same of contacts with a tag, given by its folded key."""
    sql = (
        f"SELECT c.id, c.name, {_SINCE} FROM tagging AS t JOIN contact AS c ON c.id = t.record"
        f" WHERE t.noun = 'contact' AND t.key = :tag AND {_SINCE} < :before"
    )
    return _people(db, sql, {"tag": tag, "before": before}, limit)


def silent_others(db: Database, tags: Sequence[str], before: str, limit: int) -> list[tuple[int, str, str]]:
    """Gives the same of contacts with no cadence of their own and none of these tags."""
    marks = {f"t{at}": tag for at, tag in enumerate(tags)}
    tagged = ""
    if marks:
        names = ", ".join(f":{mark}" for mark in marks)
        tagged = f" AND NOT EXISTS (SELECT 1 FROM tagging AS t WHERE t.record = c.id AND t.key IN ({names}))"
    found: list[tuple[int, str, str]] = []
    # those never touched and the others apart: an index knows the order of each
    for since, touched in (("c.created_at", "c.last_touch_at IS NULL AND"), ("c.last_touch_at", "")):
        sql = (
            f"SELECT c.id, c.name, {since} FROM contact AS c WHERE {touched} {since} < :before"
            f" AND c.cadence_days IS NULL{tagged} ORDER BY {since}, c.id LIMIT :limit"
        )
        found += _named(db, sql, {**marks, "before": before, "limit": limit})
    return found


def last_words(
    db: Database, direction: str, after: str, before: str, limit: int
) -> list[tuple[int, str, str, str, str]]:
    """Gives (contact, name, at, kind, summary) where the newest touch is an e-mail or message of a direction.

    Args:
        db: the connection.
        direction: "in": they wrote last; "out": we did.
        after, before: the instants between which it lies.
        limit: at most so many, the oldest first; negative for all.
    """
    # read in the order of the marks, which tell most others off before any interaction is looked at
    sql = (
        "SELECT c.id, c.name, i.at, i.kind, i.summary FROM contact AS c"
        " CROSS JOIN interaction_contact AS l ON l.contact = c.id AND l.at = c.last_touch_at"
        " CROSS JOIN interaction AS i ON i.id = l.interaction"
        f" WHERE c.last_touch_at >= :after AND c.last_touch_at < :before AND c.last_{direction}_at = c.last_touch_at"
        " AND i.direction = :direction AND i.kind IN ('email', 'message') AND i.id = ("
        "  SELECT n.interaction FROM interaction_contact AS n JOIN interaction AS j ON j.id = n.interaction"
        "  WHERE n.contact = c.id AND j.kind <> 'note' ORDER BY n.at DESC, n.interaction DESC LIMIT 1)"
        " ORDER BY c.last_touch_at, c.id LIMIT :limit"
    )
    rows = db.rows(sql, {"direction": direction, "after": after, "before": before, "limit": limit})
    return [(whole(id), str(name), str(at), str(kind), str(text)) for id, name, at, kind, text in rows]


def rotting(db: Database, pipeline: str, stage: str, since: str) -> list[tuple[int, str]]:
    """Gives (id, day) of open deals of a stage that came into it before a day, the longest there first."""
    sql = (
        "SELECT id, stage_entered_on FROM deal WHERE outcome = 'open' AND pipeline = :pipeline"
        " AND stage = :stage"
        " AND stage_entered_on < :since ORDER BY stage_entered_on, id"
    )
    rows = db.rows(sql, {"pipeline": pipeline, "stage": stage, "since": since})
    return [(whole(id), str(day)) for id, day in rows]


def birthdays(db: Database, day: str, limit: int) -> list[tuple[int, str, str]]:
    """Gives (id, name, birthday) of contacts born on this day `MM-DD`, by name; at most `limit`, or all."""
    sql = (
        "SELECT id, name, birthday FROM contact WHERE birthday IS NOT NULL"
        " AND substr(birthday, length(birthday) - 4) = :day ORDER BY name_key, id LIMIT :limit"
    )
    return _named(db, sql, {"day": day, "limit": limit})


def is_empty(db: Database) -> bool:
    """Says whether nothing was ever recorded."""
    return not any(db.one(f"SELECT 1 FROM {noun} LIMIT 1") for noun in ("contact", "company", "task", "deal"))


def _people(db: Database, sql: str, params: Mapping[str, Cell], limit: int) -> list[tuple[int, str, str]]:
    return _named(db, f"{sql} ORDER BY {_SINCE}, c.id LIMIT :limit", {**params, "limit": limit})


def _named(db: Database, sql: str, params: Mapping[str, Cell]) -> list[tuple[int, str, str]]:
    return [(whole(id), str(name), str(at)) for id, name, at in db.rows(sql, params)]
