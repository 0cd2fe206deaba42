"""Names and tags that begin with what somebody has typed so far."""

from __future__ import annotations

from tinycrm.store.tables import key_of, title_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Cell, Database

# The last character there is: no key that begins with a text sorts behind the text and this.
_LAST = "\U0010ffff"


def names_beginning(db: Database, noun: str, folded: str, limit: int, status: str = "") -> list[str]:
    """Gives the names of records whose folded name begins so, in order; the latest ones for an empty text.

    Args:
        db: the connection.
        noun: any whose records have a name.
        folded: the beginning, folded.
        limit: at most so many.
        status: of tasks, "open" or "done"; "" is either.
    """
    key, title = key_of(noun, noun), title_of(noun)
    # several sales of one product are one suggestion, and some have none
    tests = [f"{title} IS NOT NULL"]
    params: dict[str, Cell] = {"limit": limit}
    if folded:
        tests.append(f"{key} >= :first AND {key} < :behind")
        params |= {"first": folded, "behind": folded + _LAST}
    if status:
        tests.append("status = :status")
        params["status"] = status
    order = f"{key}, id" if folded else "id DESC"
    sql = f"SELECT {title} FROM {noun} WHERE {' AND '.join(tests)} ORDER BY {order} LIMIT :limit"
    return [str(row[0]) for row in db.rows(sql, params)]


def tags_beginning(db: Database, folded: str, limit: int) -> list[str]:
    """Gives the tags that begin so, in order, each once."""
    sql = "SELECT min(name) FROM tagging WHERE key >= :first AND key < :behind GROUP BY key ORDER BY key LIMIT :limit"
    params: dict[str, Cell] = {"first": folded, "behind": folded + _LAST, "limit": limit}
    return [str(row[0]) for row in db.rows(sql, params)]
