"""A deal's way through its stages."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit


def open_stay(unit: Unit, deal: int) -> dict[str, Cell] | None:
    """Gives the stay that a deal has not left yet."""
    seq = unit.db.number("SELECT max(seq) FROM stage_stay WHERE deal = :deal", {"deal": deal})
    return unit.get("stage_stay", (deal, seq))


def enter_stage(
    unit: Unit, deal: int, *, pipeline: str, stage: str, position: int, outcome: str, at: str, day: str
) -> None:
    """The deal has left the stage it was in and stays in another since `at`, on local day `day`."""
    last = open_stay(unit, deal)
    seq = 1
    if last is not None:
        seq = int(last["seq"] or 0) + 1
        if last["left_at"] is None:
            unit.update("stage_stay", (deal, last["seq"]), {"left_at": at, "left_on": day})
    unit.insert(
        "stage_stay",
        {
            "deal": deal,
            "seq": seq,
            "pipeline": pipeline,
            "stage": stage,
            "position": position,
            "outcome": outcome,
            "entered_at": at,
            "entered_on": day,
            "left_at": None,
            "left_on": None,
        },
    )


def last_open_stage(unit: Unit, deal: int) -> str:
    """Gives the last open stage that a deal was in, or ""."""
    row = unit.db.one(
        "SELECT stage FROM stage_stay WHERE deal = :deal AND outcome = 'open' ORDER BY seq DESC LIMIT 1", {"deal": deal}
    )
    return str(row[0]) if row else ""


def deals_in_stage(unit: Unit, pipeline: str, stage: str) -> list[int]:
    """Gives the deals that stand in a stage."""
    sql = "SELECT id FROM deal WHERE pipeline = :pipeline AND stage = :stage ORDER BY id"
    rows = unit.db.rows(sql, {"pipeline": pipeline, "stage": stage})
    return [row[0] for row in rows if isinstance(row[0], int)]


def stays_in_stage(unit: Unit, pipeline: str, stage: str) -> list[tuple[int, int]]:
    """Gives (deal, seq) of every stay in a stage, present and past."""
    sql = "SELECT deal, seq FROM stage_stay WHERE pipeline = :pipeline AND stage = :stage ORDER BY deal, seq"
    rows = unit.db.rows(sql, {"pipeline": pipeline, "stage": stage})
    return [(row[0], row[1]) for row in rows if isinstance(row[0], int) and isinstance(row[1], int)]
