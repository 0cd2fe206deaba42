"""Segments inside filters: what a name stands for, and how many records it holds."""

from __future__ import annotations

from tinycrm.domain.fields import did_you_mean
from tinycrm.domain.filters import Comparison
from tinycrm.domain.fold import fold, to_ascii_digits
from tinycrm.domain.nouns import NOUNS
from tinycrm.errors import UsageError
from tinycrm.store.queries.segments import segment_keys, segment_named, segment_of_id

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store import Store
    from tinycrm.store.queries.segments import Stored
    from tinycrm.store.sqlite.connect import Database


def segment_called(db: Database, text: str) -> Stored:
    """Gives the segment that a filter names, by its name in any spelling or its id.

    Raises:
        UsageError: there is none; the message names the nearest.
    """
    digits = to_ascii_digits(text.strip())
    is_id = digits.isascii() and digits.isdigit() and len(digits) <= 9
    found = segment_of_id(db, int(digits)) if is_id else segment_named(db, fold(text))
    if found is not None:
        return found
    names = segment_keys(db)
    known = f"one of: {', '.join(names)}" if names else "tinycrm segment add NAME --where FILTER"
    raise UsageError(
        f"there is no segment '{text}'", code="unknown_segment", hint=f"{did_you_mean(text, names)}{known}"
    )


def members_of(store: Store, id: int) -> int | None:
    """Gives how many records a segment holds; None when its filter holds no longer, or there is no such segment."""
    found = segment_of_id(store.db, id)
    noun = None if found is None else NOUNS.get(found[2])
    if noun is None:
        return None
    condition = store.where(noun)
    try:
        sql = condition.sql(Comparison("segment", "=", (str(id),)))
    except UsageError:
        return None
    return store.count(noun, sql, condition.params)
