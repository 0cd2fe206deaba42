"""When records that become one first became a lead: the earliest day that is known of any of them is the survivor's."""

from __future__ import annotations

from tinycrm.store.cells import whole
from tinycrm.store.queries.leads import UNDATED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit


class Past:
    """What is known of how a record became a lead.

    Attributes:
        id: of the record.
        lead_on: the day that was typed or imported, or None.
        rows: the changes of its lifecycle, in order.
        step: the place in `rows` of the first change at or beyond lead whose day is known, or None.
    """

    __slots__ = ("id", "lead_on", "rows", "step")

    def __init__(self, id: int, lead_on: str | None, rows: list[dict[str, Cell]], step: int | None) -> None:
        self.id = id
        self.lead_on = lead_on
        self.rows = rows
        self.step = step

    @property
    def logged(self) -> str | None:
        """The day of that change, None without one."""
        return None if self.step is None else str(self.rows[self.step]["on_day"])

    @property
    def day(self) -> str | None:
        """The day on which it became a lead, None when nobody knows."""
        return self.lead_on or self.logged


def read_past(unit: Unit, noun: str, id: int, steps: Sequence[str]) -> Past:
    """Gives what is known of a record before it is merged.

    Args:
        unit: an open transaction.
        noun: "contact" or "company".
        id: the record.
        steps: the lifecycle's steps at or beyond lead.
    """
    sql = f"SELECT l.seq, {UNDATED} FROM lifecycle_change AS l WHERE l.record = :id ORDER BY l.seq"
    rows: list[dict[str, Cell]] = []
    step: int | None = None
    over = False
    for seq, is_undated in unit.db.rows(sql, {"id": id}):
        row = unit.get("lifecycle_change", (id, whole(seq)))
        if row is None:
            continue
        if not over and row["new"] in steps:
            # after a step that came in without its day no later one is the first
            over = True
            step = None if is_undated else len(rows)
        rows.append({**row, "old": "" if is_undated else row["old"]})
    typed = unit.need(noun, id)["lead_on"]
    return Past(id, None if typed is None else str(typed), rows, step)


def keep_earliest(unit: Unit, noun: str, keep: int, pasts: Sequence[Past], steps: Sequence[str]) -> Past | None:
    """The survivor became a lead on the earliest day of all.

    Args:
        unit: an open transaction, in which the others are gone.
        noun: "contact" or "company".
        keep: the record that stayed.
        pasts: what was known of all of them before; that of `keep` first.
        steps: the lifecycle's steps at or beyond lead.

    Returns:
        Whose day it is, None when it is the survivor's own or nobody knows.
    """
    known = [past for past in pasts if past.day is not None]
    if not known:
        return None
    first = min(known, key=lambda past: str(past.day))
    now = read_past(unit, noun, keep, steps)
    logged = [past for past in pasts if past.logged is not None]
    if logged:
        oldest = min(logged, key=lambda past: str(past.logged))
        if now.logged is None or str(oldest.logged) < now.logged:
            _rewrite(unit, keep, _joined(oldest, now, steps))
    lead_on = first.day if any(past.lead_on for past in pasts) else None
    unit.update(noun, (keep,), {"lead_on": lead_on})
    return first if first.id != keep else None


def _when(row: dict[str, Cell]) -> tuple[str, str]:
    return str(row["on_day"]), str(row["at"])


def _joined(old: Past, now: Past, steps: Sequence[str]) -> list[dict[str, Cell]]:
    """The changes of the earlier one until the survivor's own begin; how the value came about stays as it is."""
    if old.step is None:
        return now.rows
    begins = next((at for at, row in enumerate(now.rows) if row["new"] in steps), len(now.rows))
    own_step = now.rows[now.step] if now.step is not None else None
    head = [
        row
        for at, row in enumerate(old.rows)
        if at <= old.step or (own_step is not None and _when(row) < _when(own_step))
    ]
    before = [row for row in now.rows[:begins] if _when(row) < _when(old.rows[old.step])]
    tail = now.rows[len(before) :]
    return [*sorted([*before, *head], key=_when), *tail]


def _rewrite(unit: Unit, keep: int, rows: Sequence[dict[str, Cell]]) -> None:
    unit.delete_all("lifecycle_change", "record", keep)
    seq, last = 0, None
    for row in rows:
        if seq and row["new"] == last:
            continue
        seq += 1
        old = row["old"] if seq == 1 else last
        last = row["new"]
        unit.insert("lifecycle_change", {**row, "record": keep, "seq": seq, "old": old})
