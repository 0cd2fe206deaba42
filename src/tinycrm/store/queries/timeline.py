"""What happened with a record, from every table that remembers it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.domain.results import Row
    from tinycrm.store.sqlite.connect import Cell, Condition, Database

_INTERACTIONS = {
    "contact": "i.id IN (SELECT interaction FROM interaction_contact WHERE contact = :id)",
    "company": (
        "i.id IN (SELECT interaction FROM interaction_company WHERE company = :id UNION"
        " SELECT l.interaction FROM contact_company AS cc JOIN interaction_contact AS l ON l.contact = cc.contact"
        " WHERE cc.company = :id)"
    ),
    "deal": "i.deal = :id",
}
_DEALS = {
    "contact": "d.id IN (SELECT deal FROM deal_contact WHERE contact = :id)",
    "company": "d.company = :id",
    "deal": "d.id = :id",
}


def related(noun: str, to: str, id: int) -> Condition:
    """Gives the condition of the records of a noun that belong to another record; of its tasks, the open ones.

    Args:
        noun: "contact" (of a company), "deal" (of a contact or company) or "task".
        to: the other record's noun.
        id: the other record.
    """
    sql = f"{noun}.{to} = :of"
    if noun == "contact":
        sql = "contact.id IN (SELECT contact FROM contact_company WHERE company = :of)"
    elif (noun, to) == ("deal", "contact"):
        sql = "deal.id IN (SELECT deal FROM deal_contact WHERE contact = :of)"
    return sql + (" AND task.status = 'open'" if noun == "task" else ""), {"of": id}


def timeline_rows(db: Database, noun: str, id: int, limit: int | None) -> list[Row]:
    """Gives {"at", "noun", "kind", "who", "text", "id"} of what happened with a record, newest first.

    Args:
        db: the connection.
        noun: "contact", "company" or "deal".
        id: the record.
        limit: at most so many; None for all.
    """
    people = (
        "(SELECT c.name FROM interaction_contact AS l JOIN contact AS c ON c.id = l.contact"
        " WHERE l.interaction = i.id ORDER BY c.id LIMIT 1)"
    )
    interactions = (
        f"SELECT i.at AS at, 'interaction' AS noun, i.kind || coalesce(' ' || i.direction, '') AS kind,"
        f" {people} AS who, i.summary AS text, i.id AS id, 0 AS seq FROM interaction AS i WHERE {_INTERACTIONS[noun]}"
    )
    tasks = (
        f"SELECT t.done_at, 'task', 'task done', t.owner, t.title, t.id, 0 FROM task AS t"
        f" WHERE t.{noun} = :id AND t.status = 'done'"
    )
    stays = (
        "SELECT s.entered_at, 'deal', CASE WHEN s.seq = 1 THEN 'deal opened' WHEN s.outcome = 'open' THEN 'deal moved'"
        " ELSE 'deal ' || s.outcome END, d.owner, d.title || ': ' || s.stage, d.id, s.seq"
        f" FROM stage_stay AS s JOIN deal AS d ON d.id = s.deal WHERE {_DEALS[noun]}"
    )
    parts = [interactions, tasks, stays]
    if noun != "deal":
        parts.append(
            "SELECT l.at, l.noun, 'lifecycle', '', coalesce(l.old || ' → ', '') || coalesce(l.new, '-'),"
            " l.record, l.seq"
            " FROM lifecycle_change AS l WHERE l.record = :id"
        )
    sql = " UNION ALL ".join(parts) + " ORDER BY 1 DESC, 7 DESC, 6 DESC LIMIT :limit"
    params: dict[str, Cell] = {"id": id, "limit": -1 if limit is None else limit}
    keys = ("at", "noun", "kind", "who", "text", "id")
    return [dict(zip(keys, cells[:6], strict=True)) for cells in db.rows(sql, params)]


def relations_of(db: Database, id: int) -> list[Row]:
    """Gives {"kind", "id", "name"} of the people a contact is linked with, in both directions."""
    sql = (
        "SELECT r.kind, c.id, c.name, 0 FROM relation AS r JOIN contact AS c ON c.id = r.other WHERE r.contact = :id"
        " UNION ALL SELECT r.kind, c.id, c.name, 1 FROM relation AS r JOIN contact AS c ON c.id = r.contact"
        " WHERE r.other = :id ORDER BY 1, 3, 2"
    )
    rows: list[Row] = []
    for kind, other, name, reverse in db.rows(sql, {"id": id}):
        rows.append({"kind": f"{kind} of" if not reverse else f"has {kind}", "id": int(str(other)), "name": str(name)})
    return rows
