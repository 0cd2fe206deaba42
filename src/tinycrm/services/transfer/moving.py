"""What a whole export holds of mail, rules and sequences comes in so that nothing of it is done or sent once more."""

from __future__ import annotations

from tinycrm.domain.nouns import NOUNS
from tinycrm.domain.text import clean
from tinycrm.errors import UsageError
from tinycrm.store import enrolments, foreign, hook_calls, outbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.domain.results import Row
    from tinycrm.store.sqlite.connect import Cell, Database
    from tinycrm.store.unit import Unit

# the document's keys for rows that take their ids from the sequence of records
NUMBERED = ("enrolments", "mails")
TABLES = ("enrolment", "rule_fired", "outbox")
_AGAIN = "again "
# colons in the name of a program that a rule has yet to run: hook, state, program, rule
_HOOK_PARTS = 3
_DOUBT = "it waited in the database that this one was imported from, which may have sent it"


def is_here(db: Database, key: str, row: Row, ids: Mapping[int, int]) -> bool:
    """Says whether a row of the file needs no number, because this database has it or will not take it.

    Args:
        db: the connection.
        key: of NUMBERED.
        row: of the file.
        ids: id in the file → id here, of the records that were here before.
    """
    if key == "mails":
        return outbox.same(db, *(str(row.get(name)) for name in ("key", "uid", "message_id"))) is not None
    record = row.get("record")
    return isinstance(record, int) and ids.get(record, 0) > 0


class Moving:
    """Brings in the rows of these tables.

    Attributes:
        doubtful: how many mails came that may yet leave where they come from.
    """

    def __init__(
        self, unit: Unit, ids: Mapping[int, int], beside: Mapping[int, int], fresh: set[int], *, empty: bool
    ) -> None:
        """Nothing has come in yet.

        Args:
            unit: the import's transaction.
            ids: id in the file → id here, of records.
            beside: the same of mails and enrolments.
            fresh: the ids here of records that have just come.
            empty: whether there was no record here before, so that ids stay what they are.
        """
        self._unit = unit
        self._ids = ids
        self._beside = beside
        self._fresh = fresh
        self._empty = empty
        # of mails and enrolments only what stands here now
        self._moved: dict[int, int] = {}
        self.doubtful = 0

    def bring(self, table: str, row: Row) -> None:
        """The row is here, unless it was.

        Raises:
            UsageError: it is no such row.
        """
        cells: dict[str, Cell] = {}
        for name in foreign.SIDE_TABLES[table]:
            value = row.get(name)
            if isinstance(value, (list, dict, bool, float)):
                raise UsageError(f"'{name}' is no text or number")
            if isinstance(value, str):
                # looked at and not changed: a message is kept byte for byte, and so is a key
                clean(value, what=name, long=name in ("message", "reply"))
            cells[name] = value
        {"outbox": self._mail, "enrolment": self._enrolment, "rule_fired": self._fired}[table](cells)

    def _record(self, cells: Mapping[str, Cell]) -> int | None:
        """Gives the id here of the row's record; one that was gone before the export keeps its own where it can."""
        old = cells["record"]
        if not isinstance(old, int):
            return None
        return self._ids.get(old) or (old if self._empty else None)

    def _number(self, table: str, cells: Mapping[str, Cell]) -> int:
        """Gives the id of a row here: its own, or another where something that was here has that."""
        old = _id(cells)
        new = self._beside[old]
        if not new or self._unit.get(table, (new,)) is not None:
            new = self._unit.new_ids()
        self._moved[old] = new
        return new

    def _enrolment(self, cells: dict[str, Cell]) -> None:
        if cells["noun"] not in NOUNS:
            raise UsageError(f"there is no noun '{cells['noun']}'")
        record = self._record(cells)
        known = enrolments.same(self._unit.db, {**cells, "record": record})
        if known is not None:
            self._moved[_id(cells)] = known
        elif record is not None and (self._empty or record in self._fresh):
            # a record that was here has sequences of its own
            self._unit.insert("enrolment", {**cells, "record": record, "id": self._number("enrolment", cells)})

    def _fired(self, cells: dict[str, Cell]) -> None:
        rule = cells["rule"]
        if not isinstance(rule, str) or (rule.startswith("hook:") and rule.count(":") < _HOOK_PARTS):
            raise UsageError(f"'{rule}' is no rule")
        cells |= {"record": self._record(cells), "rule": hook_calls.moved(rule)}
        occasion = str(cells["occasion"])
        old = _number_in(occasion)
        if rule.startswith(enrolments.STEP) and old:
            # the occasion of a step is the enrolment
            moved = self._moved.get(old, old if self._empty else 0)
            cells["occasion"] = str(moved) if moved else None
        if cells["record"] is not None and cells["occasion"] is not None:
            foreign.keep(self._unit, "rule_fired", ("rule", "record", "occasion"), cells)

    def _mail(self, cells: dict[str, Cell]) -> None:
        key, state = cells["key"], str(cells["state"])
        if not isinstance(key, str):
            raise UsageError("has no key")
        first, found, rest = key.removeprefix(_AGAIN).partition(" ")
        repeated = _number_in(first)
        if key.startswith(_AGAIN) and found and repeated in self._moved:
            key = outbox.key_of_repeat(self._moved[repeated], rest)
        own = outbox.same(self._unit.db, key, str(cells["uid"]), str(cells["message_id"]))
        if own is not None:
            self._moved[_id(cells)] = own
            known = "sent" if state == "sent" else "in doubt"
            if state in outbox.LEFT and outbox.call_off(self._unit, own, str(cells["reply"] or ""), state=known):
                self.doubtful += known != "sent"
            return
        if state in ("queued", "sending"):
            cells |= {"state": "in doubt", "reply": _DOUBT, "ended_at": self._unit.now}
            self.doubtful += 1
        cells |= {"key": key, "record": self._record(cells), "id": self._number("outbox", cells)}
        foreign.keep(self._unit, "outbox", ("key",), cells)


def _id(cells: Mapping[str, Cell]) -> int:
    id = cells["id"]
    if not isinstance(id, int):
        raise UsageError("has no id")
    return id


def _number_in(text: str) -> int:
    """Gives the id that a text is, 0 for none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
