"""Search over every record."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS, find_noun
from tinycrm.domain.results import Column, Listing, id_of
from tinycrm.errors import UsageError
from tinycrm.store.sqlite.search import find

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work

_DETAIL = {
    "contact": "email",
    "company": "website",
    "deal": "stage",
    "task": "due_on",
    "interaction": "contacts",
    "campaign": "started_on",
    "subscription": "start_on",
    "sale": "sold_on",
    "expense": "spent_on",
    "ticket": "status",
    "feedback": "on_day",
    "segment": "noun",
}
# whom a record is with, the first that is there: many of these have no name, or the same one
_WITH = {
    "deal": ("company", "contacts"),
    "task": ("contact", "company"),
    "subscription": ("company", "contact"),
    "sale": ("company", "contact"),
    "ticket": ("company", "contact"),
    "feedback": ("company", "contact"),
}
LIMIT = 20


def search_records(work: Work, query: str, nouns: Sequence[str], limit: int | None) -> Listing:
    """Gives the records that hold every word of the query, best first.

    Args:
        work: the command's work.
        query: the user's words.
        nouns: only these kinds of record; empty is all.
        limit: at most so many; None is 20, 0 is 1,000.

    Raises:
        UsageError: the query has no letter or digit, is no UTF-8, or an unknown noun.
    """
    from tinycrm.domain.fold import words

    try:
        query.encode()
    except UnicodeEncodeError:
        raise UsageError(f"the query is not valid UTF-8: '{query}'", hint="give the text in UTF-8") from None
    if not words(query):
        raise UsageError(f"'{query}' holds no word to search for", hint="tinycrm search anna")
    work.store.settle()
    names = [find_noun(noun).name for noun in nouns]
    hits = find(work.store.db, query, names, 1000 if limit == 0 else (limit or LIMIT))
    found: dict[int, Row] = {}
    # an index that a foreign hand wrote into may name kinds that are none
    for noun in dict.fromkeys(noun for _, noun in hits if noun in NOUNS):
        known = NOUNS[noun]
        parties = _WITH.get(noun, ())
        view = work.store.view(known, [known.title, _DETAIL[noun], *parties])
        for row in view.of_ids([id for id, own in hits if own == noun]):
            found[id_of(row)] = {
                "id": row["id"],
                "noun": noun,
                "name": row[known.title],
                "detail": row[_DETAIL[noun]],
                "with": _first(row, parties),
            }
    rows = [found[id] for id, _ in hits if id in found]
    columns = [
        Column("id", "Id", "id"),
        Column("noun", "Kind"),
        Column("name", "Name", weight=1),
        Column("detail", "Detail"),
        Column("with", "With", wide=not any(row["with"] for row in rows)),
    ]
    return Listing("record", columns, rows, today=work.today, empty=f"Nothing matches '{query}'.")


def _first(row: Row, keys: Sequence[str]) -> Json:
    """Gives the first contact or company that a record names."""
    for key in keys:
        value = row[key]
        found = value[0] if isinstance(value, list) and value else value
        if isinstance(found, dict):
            return found
    return None
