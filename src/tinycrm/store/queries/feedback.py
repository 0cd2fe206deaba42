"""Answers to NPS, CSAT and CES, counted by score."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.store.sqlite.connect import Condition, Database

    # (what it is split by, kind, score, answers)
    Counted = tuple[str, str, int, int]
    # (id, day, kind, score, id and name of who answered, comment)
    Comment = tuple[int, str, str, int, int | None, str, str]

_EVERY: Condition = ("", {})
# who answered: the person, else the company; somebody unknown is another one each time
_RESPONDENT = "coalesce(feedback.contact, feedback.company, -feedback.id)"
_GROUPS = {
    "": "''",
    "month": "substr(feedback.on_day, 1, 7)",
    "day": "feedback.on_day",
    "owner": "coalesce(feedback.owner, '')",
    "channel": "coalesce((SELECT t.channel FROM ticket AS t WHERE t.id = feedback.ticket), '')",
    "product": "coalesce((SELECT s.product FROM sale AS s WHERE s.id = feedback.sale), '')",
}
SPLITS = tuple(_GROUPS)


def scores(db: Database, first: str, last: str, narrow: Condition = _EVERY, by: str = "") -> Iterator[Counted]:
    """Yields how often each score was given between two days, both included; of NPS by each respondent's last answer.

    Args:
        db: the connection.
        first, last: ISO days.
        narrow: which answers count, over the table's own name.
        by: one of `SPLITS`; the last answer is that of each group.
    """
    condition, params = narrow
    where = f"feedback.on_day BETWEEN :first AND :last{f' AND {condition}' if condition else ''}"
    group = _GROUPS[by]
    each = f"{_RESPONDENT}, {group}" if by else _RESPONDENT
    place = f"row_number() OVER (PARTITION BY {each} ORDER BY feedback.at DESC, feedback.id DESC)"
    sql = (
        f"SELECT word, 'nps', score, count(*) FROM (SELECT {group} AS word, feedback.score AS score, {place} AS place"
        f" FROM feedback WHERE feedback.kind = 'nps' AND {where}) AS answers WHERE place = 1 GROUP BY word, score"
        f" UNION ALL SELECT {group}, feedback.kind, feedback.score, count(*) FROM feedback"
        f" WHERE feedback.kind IN ('csat', 'ces') AND {where} GROUP BY 1, 2, 3"
    )
    for chunk in db.stream(sql, {**params, "first": first, "last": last}):
        for word, kind, score, count in chunk:
            yield str(word), str(kind), whole(score), whole(count)


def comments(db: Database, first: str, last: str, limit: int, narrow: Condition = _EVERY) -> list[Comment]:
    """Gives the latest answers with a comment between two days, both included, the latest first.

    Args:
        db: the connection.
        first, last: ISO days.
        limit: at most so many.
        narrow: which answers count, over the table's own name.
    """
    condition, params = narrow
    more = f" AND {condition}" if condition else ""
    one = (
        "SELECT feedback.id AS id, feedback.on_day AS day, feedback.at AS at FROM feedback WHERE feedback.kind = '{}'"
        f" AND feedback.on_day BETWEEN :first AND :last AND feedback.comment > ''{more}"
        " ORDER BY feedback.on_day DESC, feedback.at DESC LIMIT :limit"
    )
    # each kind by the end of its own part of the index
    latest = " UNION ALL ".join(f"SELECT * FROM ({one.format(kind)}) AS {kind}" for kind in ("nps", "csat", "ces"))
    sql = (
        "SELECT f.id, f.on_day, f.kind, f.score, coalesce(f.contact, f.company),"
        " coalesce(c.name, k.name, ''), f.comment"
        f" FROM ({latest}) AS l JOIN feedback AS f ON f.id = l.id LEFT JOIN contact AS c ON c.id = f.contact"
        " LEFT JOIN company AS k ON k.id = f.company ORDER BY l.day DESC, l.at DESC, l.id DESC LIMIT :limit"
    )
    rows = db.rows(sql, {**params, "first": first, "last": last, "limit": limit})
    return [
        (whole(id), str(day), str(kind), whole(score), None if who is None else whole(who), str(name), str(comment))
        for id, day, kind, score, who, name, comment in rows
    ]


def first_feedback(db: Database) -> str:
    """Gives the day of the first answer, "" without one."""
    parts = (f"(SELECT min(on_day) AS day FROM feedback WHERE kind = '{kind}')" for kind in ("nps", "csat", "ces"))
    row = db.one(f"SELECT min(day) FROM ({' UNION ALL '.join(f'SELECT day FROM {part} AS d' for part in parts)}) AS f")
    return str(row[0]) if row and row[0] else ""
