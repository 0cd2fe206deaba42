"""How many records of each noun an operation touched: of an import too large to be told record by record."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Database

_KINDS = {"I": "added", "U": "edited", "D": "removed"}


def counts_of(db: Database, operation: int) -> dict[str, dict[str, int]]:
    """Gives noun → {"added", "edited", "removed"} of an operation, without nouns of which it touched nothing.

    A record that was added and changed in it counts as added.
    """
    nouns = ", ".join(f"'{noun}'" for noun in NOUNS)
    # 'D' < 'I' < 'U': what came or went is no change
    sql = (
        "SELECT tbl, kind, count(*) FROM (SELECT tbl, min(kind) AS kind FROM change"
        f" WHERE op = :op AND tbl IN ({nouns}) GROUP BY tbl, record) AS one GROUP BY tbl, kind"
    )
    found: dict[str, dict[str, int]] = {}
    for table, kind, count in db.rows(sql, {"op": operation}):
        counts = found.setdefault(str(table), dict.fromkeys(_KINDS.values(), 0))
        counts[_KINDS[str(kind)]] += whole(count)
    return found
