"""Who is waiting: what the agenda asks beside the tasks."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.store.sqlite.connect import Cell, Database

_SINCE = "coalesce(c.last_touch_at, c.created_at)"


def own_cadences(db: Database) -> list[int]:
    """Gives the different cadences that contacts have of their own, in days."""
    rows = db.rows("SELECT DISTINCT cadence_days FROM contact WHERE cadence_days IS NOT NULL ORDER BY 1")
    return [row[0] for row in rows if isinstance(row[0], int)]


def silent_by_own(db: Database, days: int, before: str) -> list[tuple[int, str, str]]:
    """Gives (id, name, last touch or creation) of contacts with this cadence and no touch since an instant."""
    sql = f"SELECT c.id, c.name, {_SINCE} FROM contact AS c WHERE c.cadence_days = :days AND {_SINCE} < :before"
    return _people(db, sql, {"days": days, "before": before})


def silent_by_tag(db: Database, tag: str, before: str) -> list[tuple[int, str, str]]:
    """Gives the same of contacts with a tag, given by its folded key."""
    sql = (
        f"SELECT c.id, c.name, {_SINCE} FROM tagging AS t JOIN contact AS c ON c.id = t.record"
        f" WHERE t.noun = 'contact' AND t.key = :tag AND {_SINCE} < :before"
    )
    return _people(db, sql, {"tag": tag, "before": before})


def silent_others(db: Database, tags: Sequence[str], before: str) -> list[tuple[int, str, str]]:
    """Gives the same of contacts with no cadence of their own and none of these tags."""
    marks = {f"t{at}": tag for at, tag in enumerate(tags)}
    tagged = ""
    if marks:
        names = ", ".join(f":{mark}" for mark in marks)
        tagged = f" AND NOT EXISTS (SELECT 1 FROM tagging AS t WHERE t.record = c.id AND t.key IN ({names}))"
    sql = f"SELECT c.id, c.name, {_SINCE} FROM contact AS c WHERE c.cadence_days IS NULL AND {_SINCE} < :before{tagged}"
    return _people(db, sql, {**marks, "before": before})


def last_words(db: Database, direction: str, after: str, before: str) -> list[tuple[int, str, str, str, str]]:
    """Gives (contact, name, at, kind, summary) where the newest touch is an e-mail or message of a direction.

    Args:
        db: the connection.
        direction: "in": they wrote last; "out": we did.
        after, before: the instants between which it lies.
    """
    sql = (
        "SELECT c.id, c.name, i.at, i.kind, i.summary FROM contact AS c"
        " JOIN interaction_contact AS l ON l.contact = c.id AND l.at = c.last_touch_at"
        " JOIN interaction AS i ON i.id = l.interaction"
        " WHERE c.last_touch_at >= :after AND c.last_touch_at < :before AND i.direction = :direction"
        " AND i.kind IN ('email', 'message') AND i.id = ("
        "  SELECT n.interaction FROM interaction_contact AS n JOIN interaction AS j ON j.id = n.interaction"
        "  WHERE n.contact = c.id AND j.kind <> 'note' ORDER BY n.at DESC, n.interaction DESC LIMIT 1)"
        " ORDER BY i.at, c.id"
    )
    rows = db.rows(sql, {"direction": direction, "after": after, "before": before})
    return [(whole(id), str(name), str(at), str(kind), str(text)) for id, name, at, kind, text in rows]


def rotting(db: Database, pipeline: str, stage: str, since: str) -> list[tuple[int, str, str]]:
    """Gives (id, title, day) of open deals of a stage that came into it before a day."""
    sql = (
        "SELECT id, title, stage_entered_on FROM deal WHERE outcome = 'open' AND pipeline = :pipeline"
        " AND stage = :stage"
        " AND stage_entered_on < :since ORDER BY stage_entered_on, id"
    )
    rows = db.rows(sql, {"pipeline": pipeline, "stage": stage, "since": since})
    return [(whole(id), str(title), str(day)) for id, title, day in rows]


def birthdays(db: Database, days: Sequence[str]) -> list[tuple[int, str, str]]:
    """Gives (id, name, birthday) of contacts born on one of these days `MM-DD`."""
    marks = {f"d{at}": day for at, day in enumerate(days)}
    names = ", ".join(f":{mark}" for mark in marks)
    sql = (
        "SELECT id, name, birthday FROM contact WHERE birthday IS NOT NULL"
        f" AND substr(birthday, length(birthday) - 4) IN ({names}) ORDER BY name_key, id"
    )
    return [(whole(id), str(name), str(day)) for id, name, day in db.rows(sql, marks)]


def is_empty(db: Database) -> bool:
    """Says whether nothing was ever recorded."""
    return not any(db.one(f"SELECT 1 FROM {noun} LIMIT 1") for noun in ("contact", "company", "task", "deal"))


def _people(db: Database, sql: str, params: Mapping[str, Cell]) -> list[tuple[int, str, str]]:
    return [(whole(id), str(name), str(at)) for id, name, at in db.rows(sql, params)]
