"""What is to be decided soon: terms and trials that end. And who waits for an answer."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Database


def ending_terms(db: Database, after: str, until: str, limit: int) -> list[tuple[int, str]]:
    """Gives (subscription, last day) of the undecided terms that end after one day and until another, both ISO.

    The earliest come first; at most `limit` of them, or all when it is negative.
    """
    sql = (
        "SELECT subscription, ends_on FROM subscription_term"
        " WHERE ends_on > :after AND ends_on <= :until AND outcome = 'open' ORDER BY ends_on, subscription LIMIT :limit"
    )
    rows = db.rows(sql, {"after": after, "until": until, "limit": limit})
    return [(whole(id), str(day)) for id, day in rows]


def ending_trials(db: Database, after: str, until: str, limit: int) -> list[tuple[int, str]]:
    """Gives (subscription, first paid day) of the trials whose first paid day lies between, both ISO; likewise."""
    sql = (
        "SELECT subscription, changed_on FROM subscription_change"
        " WHERE kind = 'trial_end' AND changed_on > :after AND changed_on <= :until"
        " ORDER BY changed_on, subscription LIMIT :limit"
    )
    rows = db.rows(sql, {"after": after, "until": until, "limit": limit})
    return [(whole(id), str(day)) for id, day in rows]


def unanswered_tickets(db: Database, limit: int) -> list[int]:
    """Gives the open tickets without an answer, the urgent first and then the oldest; at most `limit`, or all."""
    sql = (
        "SELECT id FROM ticket WHERE status = 'open' AND first_answered_at IS NULL"
        " ORDER BY CASE priority WHEN 'high' THEN 0 WHEN 'normal' THEN 1 ELSE 2 END, opened_on, id LIMIT :limit"
    )
    return [whole(row[0]) for row in db.rows(sql, {"limit": limit})]
