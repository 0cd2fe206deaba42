"""Which records sequences are under way for, how far they are, and what has happened since that ends one."""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.unit import Unit


class Enrolment:
    """A sequence under way for a record, or one that was.

    Attributes:
        id: its own.
        sequence: the sequence's name.
        noun, record: the record.
        started_on: YYYY-MM-DD.
        stopped_at: the instant it ended, "" while it is under way.
        reason: why it ended, "" while it is under way.
        done: the names of the steps that were done.
    """

    __slots__ = ("done", "id", "noun", "reason", "record", "sequence", "started_on", "stopped_at")

    def __init__(self, row: Sequence[Cell]) -> None:
        id, sequence, noun, record, started_on, stopped_at, reason = row
        self.id = whole(id)
        self.sequence = str(sequence)
        self.noun = str(noun)
        self.record = whole(record)
        self.started_on = str(started_on)
        self.stopped_at = str(stopped_at or "")
        self.reason = str(reason or "")
        self.done: set[str] = set()


_COLUMNS = "e.id, e.sequence, e.noun, e.record, e.started_on, e.stopped_at, e.reason"
# whose interactions and whose deals count as those of the record
_ITS_DEALS = {
    "contact": "d.id IN (SELECT x.deal FROM deal_contact AS x WHERE x.contact = e.record)",
    "company": "d.company = e.record",
    "deal": "d.id = e.record",
}
_ITS_TALKS = {
    "contact": "i.id IN (SELECT x.interaction FROM interaction_contact AS x WHERE x.contact = e.record)",
    "company": (
        "(i.id IN (SELECT x.interaction FROM interaction_company AS x WHERE x.company = e.record) OR i.id IN"
        " (SELECT y.interaction FROM contact_company AS c JOIN interaction_contact AS y ON y.contact = c.contact"
        " WHERE c.company = e.record))"
    ),
    "deal": (
        "(i.deal = e.record OR i.id IN (SELECT y.interaction FROM deal_contact AS c"
        " JOIN interaction_contact AS y ON y.contact = c.contact WHERE c.deal = e.record))"
    ),
}


# how the name begins under which it is remembered that a step was done
STEP = "sequence:"


def rule_of(sequence: str, step: str) -> str:
    """Gives the name under which it is remembered that a step was done."""
    return f"{STEP}{sequence}:{step}"


def running_sequences(db: Database) -> list[str]:
    """Gives the sequences that are under way for any record, sorted."""
    sql = "SELECT DISTINCT sequence FROM enrolment WHERE stopped_at IS NULL ORDER BY sequence"
    return [str(row[0]) for row in db.rows(sql)]


def counts(db: Database) -> dict[str, dict[str, int]]:
    """Gives sequence → reason, "" for those under way, → how many."""
    found: dict[str, dict[str, int]] = {}
    sql = "SELECT sequence, coalesce(reason, ''), count(*) FROM enrolment GROUP BY 1, 2"
    for sequence, reason, count in db.rows(sql):
        found.setdefault(str(sequence), {})[str(reason)] = whole(count)
    return found


def enrolments(db: Database, sequence: str, *, record: int | None = None, ended: bool = False) -> list[Enrolment]:
    """Gives the enrolments in a sequence, the first started first, with the steps that were done.

    Args:
        db: the connection.
        sequence: its name.
        record: only of this record; None for all.
        ended: also those that ended.
    """
    params: dict[str, Cell] = {"sequence": sequence}
    tests = "e.sequence = :sequence" + ("" if ended else " AND e.stopped_at IS NULL")
    if record is not None:
        tests += " AND e.record = :record"
        params["record"] = record
    rows = db.rows(f"SELECT {_COLUMNS} FROM enrolment AS e WHERE {tests} ORDER BY e.started_on, e.id", params)
    found = {whole(row[0]): Enrolment(row) for row in rows}
    prefix = rule_of(sequence, "")
    done = (
        "SELECT e.id, f.rule FROM enrolment AS e JOIN rule_fired AS f"
        " ON f.record = e.record AND f.occasion = CAST(e.id AS TEXT)"
        f" WHERE {tests} AND substr(f.rule, 1, {len(prefix)}) = :prefix"
    )
    for id, rule in db.rows(done, {**params, "prefix": prefix}):
        found[whole(id)].done.add(str(rule)[len(prefix) :])
    return list(found.values())


def ever(db: Database, sequence: str, records: Sequence[int]) -> dict[int, bool]:
    """Gives record → whether the sequence is under way for it now, of those it was ever started for."""
    found: dict[int, bool] = {}
    for record in records:
        sql = "SELECT stopped_at IS NULL FROM enrolment WHERE record = :record AND sequence = :sequence"
        for (running,) in db.rows(sql, {"record": record, "sequence": sequence}):
            found[record] = found.get(record, False) or bool(running)
    return found


def same(db: Database, row: Mapping[str, Cell]) -> int | None:
    """Gives the enrolment that is this one, here already: of this sequence and record, begun then or still running."""
    sql = (
        "SELECT id FROM enrolment WHERE sequence = :sequence AND record = :record"
        " AND (started_at = :started_at OR (stopped_at IS NULL AND :stopped_at IS NULL)) LIMIT 1"
    )
    found = db.one(sql, {name: row[name] for name in ("sequence", "record", "started_at", "stopped_at")})
    return whole(found[0]) if found else None


def enrol(unit: Unit, sequence: str, noun: str, record: int) -> int:
    """A sequence is under way for a record from today on; the enrolment's id is returned."""
    id = unit.new_ids()
    row: Mapping[str, Cell] = {
        "id": id,
        "sequence": sequence,
        "noun": noun,
        "record": record,
        "started_on": unit.day,
        "started_at": unit.moment,
        "stopped_at": None,
        "reason": None,
    }
    unit.insert("enrolment", row)
    return id


def end(unit: Unit, id: int, reason: str) -> bool:
    """The enrolment is over; says whether it was under way."""
    row = unit.get("enrolment", (id,))
    if row is None or row["stopped_at"] is not None:
        return False
    return unit.update("enrolment", (id,), {"stopped_at": unit.moment, "reason": reason})


def reasons(db: Database, sequence: str, noun: str, stops: Sequence[str], *, only: int | None = None) -> dict[int, str]:
    """Gives enrolment → what has happened since it began that ends it.

    An answer is an interaction from them that was noted after the start, of that day or later. A deal counts when it
    came into its last stage after the start.

    Args:
        db: the connection.
        sequence: its name.
        noun: of its records.
        stops: "reply", "won", "lost".
        only: only this enrolment; None for all that are under way.
    """
    found: dict[int, str] = {}
    tests = "e.sequence = :sequence AND e.stopped_at IS NULL" + ("" if only is None else " AND e.id = :only")
    params: dict[str, Cell] = {"sequence": sequence}
    params |= {} if only is None else {"only": only}
    there = f"SELECT 1 FROM {noun} AS r WHERE r.id = e.record"
    gone = f"SELECT e.id FROM enrolment AS e WHERE {tests} AND NOT EXISTS ({there})"
    found |= {whole(id): "removed" for (id,) in db.rows(gone, params)}
    for stop in stops:
        if stop == "reply":
            happened = (
                "SELECT 1 FROM interaction AS i WHERE i.id > e.id AND i.on_day >= e.started_on"
                f" AND i.direction = 'in' AND {_ITS_TALKS[noun]}"
            )
            sql = f"SELECT e.id FROM enrolment AS e WHERE {tests} AND EXISTS ({happened})"
            rows = db.rows(sql, params)
        else:
            happened = (
                "SELECT 1 FROM deal AS d JOIN stage_stay AS s ON s.deal = d.id AND s.left_at IS NULL"
                # an import brings both in one operation
                " WHERE d.outcome = :outcome AND (s.op > e.op OR (s.op = e.op AND s.entered_at > e.started_at))"
                f" AND {_ITS_DEALS[noun]} AND (s.entered_on >= e.started_on"
                # closed now, as of a day before; a stage that was but renamed has no new stay
                " OR EXISTS (SELECT 1 FROM change AS c WHERE c.record = d.id AND c.tbl = 'stage_stay'"
                " AND c.kind = 'I' AND c.op > e.op))"
            )
            sql = f"SELECT e.id FROM enrolment AS e WHERE {tests} AND EXISTS ({happened})"
            rows = db.rows(sql, {**params, "outcome": stop})
        for (id,) in rows:
            found.setdefault(whole(id), stop)
    return found


def move(unit: Unit, keep: int, other: int) -> None:
    """The enrolments of one record are those of another that it becomes; of the same sequence under way, one stays."""
    sql = "SELECT id, sequence, stopped_at FROM enrolment WHERE record = :other ORDER BY id"
    for id, sequence, stopped_at in unit.db.rows(sql, {"other": other}):
        there = "SELECT 1 FROM enrolment WHERE record = :keep AND sequence = :sequence AND stopped_at IS NULL"
        if stopped_at is None and unit.db.one(there, {"keep": keep, "sequence": sequence}):
            end(unit, whole(id), "merged")
        unit.update("enrolment", (id,), {"record": keep})
