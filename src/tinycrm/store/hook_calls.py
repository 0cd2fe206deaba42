"""Which programs rules have yet to run: queued with the change, running from just before, forgotten when they ended.

They stand among what rules have done, under a name that no rule can have.
"""

from __future__ import annotations

from tinycrm.store.cells import whole

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.unit import Unit

QUEUED, RUNNING = "queued", "running"
_HEAD = "hook:"


class Call:
    """A program to be run for a record, once.

    Attributes:
        hook: its name.
        rule: the rule or step that wants it.
        record: the id.
        occasion: what makes it once.
        state: QUEUED, or RUNNING, also of a process that is gone.
        at: the instant from which it is in this state.
        undone: whether the operation that it belongs to was taken back.
    """

    __slots__ = ("at", "hook", "occasion", "record", "rule", "state", "undone")

    def __init__(self, hook: str, rule: str, record: int, occasion: str) -> None:
        self.hook = hook
        self.rule = rule
        self.record = record
        self.occasion = occasion
        self.state = QUEUED
        self.at = ""
        self.undone = False

    def params(self, state: str) -> dict[str, Cell]:
        """Gives what names its row while it is in a state."""
        name = f"{_HEAD}{state}:{self.hook}:{self.rule}"
        return {"rule": name, "record": self.record, "occasion": self.occasion}


_ROW = "rule = :rule AND record = :record AND occasion = :occasion"


def queue_call(unit: Unit, call: Call) -> bool:
    """The program is to be run once this transaction is durable; says whether that is new."""
    sql = (
        "INSERT INTO rule_fired (rule, record, occasion, at, op) VALUES (:rule, :record, :occasion, :at, :op)"
        " ON CONFLICT DO NOTHING RETURNING record"
    )
    return unit.db.run(sql, {**call.params(QUEUED), "at": unit.now, "op": unit.op}).fetchone() is not None


def take_call(unit: Unit, call: Call) -> bool:
    """The program is this process's to run; False when another has it or had it."""
    sql = f"UPDATE rule_fired SET rule = :running, at = :at WHERE {_ROW}"
    params: dict[str, Cell] = {**call.params(QUEUED), "running": call.params(RUNNING)["rule"], "at": unit.now}
    return unit.db.run(sql, params).rowcount == 1


def forget_call(unit: Unit, call: Call, state: str = RUNNING) -> None:
    """The program has run, or never will."""
    unit.db.run(f"DELETE FROM rule_fired WHERE {_ROW}", call.params(state))


def moved(rule: str) -> str:
    """Gives what rules remember as it comes into another database: what waited there may have run there."""
    queued = f"{_HEAD}{QUEUED}:"
    return f"{_HEAD}{RUNNING}:{rule.removeprefix(queued)}" if rule.startswith(queued) else rule


def open_calls(db: Database) -> list[Call]:
    """Gives the programs that are to be run or being run, the oldest first."""
    sql = (
        "SELECT f.rule, f.record, f.occasion, f.at, o.undone_by FROM rule_fired AS f"
        " LEFT JOIN operation AS o ON o.id = f.op WHERE f.rule >= :first AND f.rule < :last ORDER BY f.at, f.record"
    )
    found: list[Call] = []
    # a colon, and the sign that comes after it
    for name, record, occasion, at, undone_by in db.rows(sql, {"first": _HEAD, "last": "hook;"}):
        _, state, hook, rule = str(name).split(":", 3)
        call = Call(hook, rule, whole(record), str(occasion))
        call.state, call.at, call.undone = state, str(at), undone_by is not None
        found.append(call)
    return found
