"""What rules of time count from, when it is undone or redone: a stage entered, a ticket opened again."""

from __future__ import annotations

from tinycrm.store.cells import whole
from tinycrm.store.encode import decode_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tinycrm.store.sqlite.connect import Database
    from tinycrm.store.unit import Unit


def forget_occasions(unit: Unit, undone: int) -> None:
    """What an operation brought about and is undone was no occasion: should it come about again, rules are due anew."""
    for record, occasion in _brought(unit.db, undone):
        _rename(unit, record, occasion, f"{occasion} undone {undone}")


def recall_occasions(unit: Unit, redone: int) -> None:
    """What an operation brought about and is there again is the occasion that it was: what was done on it is done."""
    for record, occasion in _brought(unit.db, redone):
        _rename(unit, record, f"{occasion} undone {redone}", occasion)


def _brought(db: Database, op: int) -> Iterator[tuple[int, str]]:
    """Yields the records that something came about for, and what rules remember of it."""
    sql = (
        "SELECT tbl, record, after FROM change WHERE op = :op AND after IS NOT NULL"
        " AND ((tbl = 'stage_stay' AND kind = 'I') OR (tbl = 'ticket' AND kind = 'U'))"
    )
    for table, record, after in db.rows(sql, {"op": op}):
        image = decode_row(str(after))
        if table == "stage_stay":
            yield whole(record), f"{image['seq']} {image['entered_on']}"
        elif "reopenings" in image:
            yield whole(record), str(image["reopenings"])


def _rename(unit: Unit, record: int, old: str, new: str) -> None:
    taken = "SELECT 1 FROM rule_fired AS f WHERE f.rule = rule_fired.rule AND f.record = :record AND f.occasion = :new"
    sql = f"UPDATE rule_fired SET occasion = :new WHERE record = :record AND occasion = :old AND NOT EXISTS ({taken})"
    unit.db.run(sql, {"record": record, "old": old, "new": new})
