"""Undo and redo: the images of an operation put back, or refused when the records were changed since."""

from __future__ import annotations

from tinycrm.errors import Conflict, NotFound, RuleError
from tinycrm.store.cells import whole
from tinycrm.store.encode import decode_list, decode_row, encode_row
from tinycrm.store.occasions import forget_occasions, recall_occasions
from tinycrm.store.outbox import LEFT, repeat_of
from tinycrm.store.tables import TABLES, table_in_journal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.store.sqlite.connect import Cell, Database, Tuple
    from tinycrm.store.tables import Table
    from tinycrm.store.unit import Unit

    Cells = dict[str, Cell]


class Operation:
    """One command that changed something."""

    __slots__ = ("at", "command", "final", "id", "undoes", "undone_by", "who")

    def __init__(self, row: Tuple) -> None:
        id, who, at, command, undoes, undone_by, final = row
        self.id = whole(id)
        self.who = str(who)
        self.at = str(at)
        self.command = str(command)
        self.undoes = undoes if isinstance(undoes, int) else None
        self.undone_by = undone_by if isinstance(undone_by, int) else None
        self.final = bool(final)


OUTBOX = "outbox"
_MAIL_LEFT = (
    "FROM change AS c JOIN outbox AS o ON o.id = c.record"
    f" WHERE c.tbl = '{OUTBOX}' AND c.kind = 'I' AND o.state IN {LEFT}"
)
# what a row of the journal says; another hand may have written something else there
_KINDS = {"I": "added", "U": "changed", "D": "removed"}
_COLUMNS = "id, who, at, command, undoes, undone_by, is_final"


def get_operation(db: Database, id: int) -> Operation:
    """Gives an operation.

    Raises:
        NotFound: no such operation.
    """
    row = db.one(f"SELECT {_COLUMNS} FROM operation WHERE id = :id", {"id": id})
    if row is None:
        raise NotFound(f"there is no operation {id}", hint="tinycrm history")
    return Operation(row)


def operations_between(db: Database, since: int, until: int) -> Iterator[Operation]:
    """Yields the operations after `since` up to `until`, in the order in which they were committed."""
    sql = f"SELECT {_COLUMNS} FROM operation WHERE id > :since AND id <= :until ORDER BY id"
    for chunk in db.stream(sql, {"since": since, "until": until}):
        yield from map(Operation, chunk)


def last_operation(db: Database) -> int:
    """Gives the number of the last operation, 0 when there is none."""
    return db.number("SELECT max(id) FROM operation")


def numbering(db: Database) -> str:
    """Gives the name of this numbering of operations, of which every restore begins another."""
    row = db.one("SELECT value FROM meta WHERE key = 'journal'")
    return str(row[0]) if row else ""


def latest_undoable(db: Database, who: str | None) -> Operation | None:
    """Gives the latest operation that is neither undone nor an undo: of this user, or of anyone for None.

    None before the last restore counts: who restored something does not think of what was done last in it. Nor does
    one that did nothing but mail what has left.
    """
    only_mail = f"EXISTS (SELECT 1 {_MAIL_LEFT} AND c.op = operation.id)"
    more = f"EXISTS (SELECT 1 FROM change WHERE op = operation.id AND tbl <> '{OUTBOX}')"
    return _latest(db, who, f"undoes IS NULL AND ({more} OR NOT {only_mail})")


def latest_undo(db: Database, who: str | None) -> Operation | None:
    """Gives the latest undo since the last restore that still stands: of this user, or of anyone for None."""
    return _latest(db, who, "undoes IS NOT NULL")


def _latest(db: Database, who: str | None, kind: str) -> Operation | None:
    params: dict[str, Cell] = {"restored": last_restore(db)[0]}
    mine = ""
    if who is not None:
        mine = " AND who = :who"
        params["who"] = who
    sql = f"SELECT {_COLUMNS} FROM operation WHERE undone_by IS NULL AND {kind}{mine} AND id > :restored"
    row = db.one(f"{sql} ORDER BY id DESC LIMIT 1", params)
    return Operation(row) if row else None


def last_restore(db: Database) -> tuple[int, str]:
    """Gives the number of the last restore's operation and the backup of what was before it; (0, "") without one."""
    value = str((db.one("SELECT value FROM meta WHERE key = 'last_restore'") or ("",))[0])
    number, _, before = value.partition(" ")
    return (int(number) if number.isascii() and number.isdigit() else 0), before


def undo(unit: Unit, operation: Operation) -> list[int]:
    """What the operation changed is as it was before it; gives the ids of the records.

    Raises:
        RuleError: it was undone already, is an undo, is final, or did nothing but mail what has left.
        Conflict: its records were changed since; nothing is undone.
    """
    if operation.undone_by is not None:
        raise RuleError(f"operation {operation.id} was undone already", hint="tinycrm redo brings it back")
    if operation.undoes is not None:
        raise RuleError(f"operation {operation.id} is itself an undo", hint="tinycrm redo reverses it")
    if operation.final:
        raise RuleError(f"operation {operation.id} cannot be undone: {operation.command}", hint="tinycrm history")
    if mails_left(unit.db, operation) and not _did_more(unit.db, operation):
        raise RuleError(
            f"operation {operation.id} cannot be undone: {operation.command}: what it mailed has left",
            hint="tinycrm mail list",
        )
    number = unit.begin_operation(undoes=operation.id)
    records = _reverse(unit, operation)
    forget_occasions(unit, operation.id)
    unit.db.run("UPDATE operation SET undone_by = :by WHERE id = :id", {"by": number, "id": operation.id})
    return records


def redo(unit: Unit, undone: Operation) -> list[int]:
    """What the undo took back is there again; gives the ids of the records.

    Args:
        unit: an open transaction.
        undone: the undo's own operation.

    Raises:
        Conflict: the records were changed since; nothing is redone.
    """
    if undone.undoes is None:
        raise RuleError(f"operation {undone.id} is no undo", hint="tinycrm history")
    original = get_operation(unit.db, undone.undoes)
    if original.final:
        raise RuleError(f"operation {original.id} cannot be done again: {original.command}", hint="tinycrm history")
    unit.begin_operation(undoes=undone.id)
    records = _repeat(unit, original)
    recall_occasions(unit, original.id)
    unit.db.run("UPDATE operation SET undone_by = NULL WHERE id = :id", {"id": original.id})
    # the pair is spent: neither is the latest of its kind any more
    unit.db.run("UPDATE operation SET undone_by = :by WHERE id IN (:undo, :by)", {"by": unit.op, "undo": undone.id})
    return records


def _changes(db: Database, op: int, order: str) -> Iterator[Tuple]:
    sql = f"SELECT seq, tbl, kind, record, key, before, after FROM change WHERE op = :op ORDER BY seq {order}"
    for chunk in db.stream(sql, {"op": op}):
        yield from chunk


def _reverse(unit: Unit, operation: Operation) -> list[int]:
    records: dict[int, None] = {}
    removed: list[int] = []
    for seq, tbl, kind, record, key, before, after in list(_changes(unit.db, operation.id, "DESC")):
        table, where = table_in_journal(tbl), tuple(decode_list(str(key)))
        now = unit.image(table, where)
        is_mail = table.name == OUTBOX and kind == "I"
        if is_mail and (now is None or now["state"] in LEFT):
            # what left cannot be called back; the rest of the operation can
            continue
        records[whole(record)] = None
        if kind == "D":
            if now is not None:
                raise _changed(operation, whole(record), None)
            _put_back(unit, operation, whole(record), table, decode_row(str(before)))
            continue
        if now is None or (now["op"] != operation.id and not is_mail):
            raise _changed(operation, whole(record), now)
        _check_mail(operation, table, kind, now, after)
        if kind == "I":
            removed += [whole(record)] if table.noun else []
            unit.db.run(
                "UPDATE change SET after = :after WHERE op = :op AND seq = :seq",
                {"after": encode_row(now), "op": operation.id, "seq": seq},
            )
            unit.remove(table, where, now)
        else:
            image = decode_row(str(before))
            _check_once(unit, operation, table, whole(record), image)
            if "version" in image:
                image["version"] = whole(now["version"]) + 1
            unit.set_columns(table, where, image)
            unit.note(table, {**now, **image})
            unit.note(table, now)
    _check_foreign(unit, operation, removed)
    return list(records)


def _put_back(unit: Unit, operation: Operation, record: int, table: Table, image: Cells) -> None:
    try:
        unit.insert_image(table, image)
    except Conflict as error:
        raise Conflict(
            f"record {record} of operation {operation.id} ({operation.command}) cannot come back: {error.message}",
            code=error.code,
            hint=f"tinycrm history {record}",
            id=record,
        ) from error


def _repeat(unit: Unit, operation: Operation) -> list[int]:
    records: dict[int, None] = {}
    removed: list[int] = []
    for _, tbl, kind, record, key, before, after in list(_changes(unit.db, operation.id, "ASC")):
        table, where = table_in_journal(tbl), tuple(decode_list(str(key)))
        now = unit.image(table, where)
        if table.name == OUTBOX and kind == "I" and (now is not None or after is None or _is_queued(unit.db, after)):
            continue
        records[whole(record)] = None
        if kind == "I":
            if now is not None or after is None:
                raise _changed(operation, whole(record), now)
            _put_back(unit, operation, whole(record), table, decode_row(str(after)))
            continue
        was = decode_row(str(before))
        if now is None or now["op"] != was["op"]:
            raise _changed(operation, whole(record), now)
        _check_mail(operation, table, kind, now, before)
        if kind == "D":
            removed += [whole(record)] if table.noun else []
            unit.remove(table, where, now)
        else:
            image = decode_row(str(after))
            if "version" in image:
                image["version"] = whole(now["version"]) + 1
            unit.set_columns(table, where, image)
            unit.note(table, {**now, **image})
            unit.note(table, now)
    _check_foreign(unit, operation, removed)
    return list(records)


def _is_queued(db: Database, after: Cell) -> bool:
    """Says whether a mail like this one was queued meanwhile, under the same key."""
    if not isinstance(after, str):
        return False
    return db.one("SELECT 1 FROM outbox WHERE key = :key", {"key": decode_row(after)["key"]}) is not None


def _check_mail(operation: Operation, table: Table, kind: Cell, now: Cells, image: Cell) -> None:
    """A mail is still what a person's decision left it as: sending is no operation, and bears no number."""
    if table.name != OUTBOX or kind != "U" or not isinstance(image, str):
        return
    state = decode_row(image).get("state", now["state"])
    if state != now["state"]:
        raise _mailed(operation, whole(now["id"]), f"is {now['state']} since")


def _check_once(unit: Unit, operation: Operation, table: Table, id: int, image: Cells) -> None:
    """A mail does not wait again that was sent once more since, as another one."""
    again = repeat_of(unit.db, id) if table.name == OUTBOX and image.get("state") == "queued" else None
    if again is not None:
        raise _mailed(operation, id, f"was sent once more, as mail {again}")


def _mailed(operation: Operation, id: int, what: str) -> Conflict:
    told = f"operation {operation.id} ({operation.command}) can be neither taken back nor repeated: mail {id} {what}"
    return Conflict(told, code="changed_since", hint=f"tinycrm mail show {id}", id=id)


def mails_left(db: Database, operation: Operation) -> list[str]:
    """Gives to whom the operation mailed what has left, or may have, and so stays."""
    sql = f"SELECT o.recipient {_MAIL_LEFT} AND c.op = :op ORDER BY c.seq"
    return [str(row[0]) for row in db.rows(sql, {"op": operation.id})]


def _did_more(db: Database, operation: Operation) -> bool:
    """Says whether an operation did anything but mail."""
    sql = f"SELECT 1 FROM change WHERE op = :op AND tbl <> '{OUTBOX}' LIMIT 1"
    return db.one(sql, {"op": operation.id}) is not None


def _check_foreign(unit: Unit, operation: Operation, removed: list[int]) -> None:
    """Nothing leads to a record that is gone: neither another program's id, by which an import would take its row for
    known and drop it, nor what a person said of a pair.
    """
    sql = (
        "SELECT op FROM foreign_ref WHERE id = :id AND gone_at IS NULL"
        " UNION ALL SELECT op FROM not_duplicate WHERE record = :id OR other = :id"
    )
    for id in removed:
        row = unit.db.one(sql, {"id": id})
        if row is not None:
            raise _changed(operation, id, {"op": row[0]})


def _changed(operation: Operation, record: int, now: Cells | None) -> Conflict:
    since = f" by operation {now['op']}" if now else ""
    return Conflict(
        f"operation {operation.id} ({operation.command}) can be neither taken back nor repeated:"
        f" record {record} was changed since{since}",
        code="changed_since",
        hint=f"tinycrm history {record}; undo the later operation first",
        id=record,
    )


def history(db: Database, record: int | None, limit: int | None) -> list[Row]:
    """Gives what `operations` yields, all at once."""
    return list(operations(db, record, limit))


def operations(db: Database, record: int | None, limit: int | None) -> Iterator[Row]:
    """Yields operations, newest first, with what each did to the record or to how many.

    Args:
        db: the connection.
        record: only those that changed this record; None for all.
        limit: at most this many; None for all.
    """
    params: dict[str, Cell] = {"limit": -1 if limit is None else limit}
    narrow = ""
    if record is not None:
        narrow = "WHERE o.id IN (SELECT op FROM change WHERE record = :record)"
        params["record"] = record
    sql = (
        "SELECT o.id, o.at, o.who, o.command, o.undoes, o.undone_by,"
        " (SELECT count(DISTINCT c.record) FROM change AS c WHERE c.op = o.id)"
        f" FROM operation AS o {narrow} ORDER BY o.id DESC LIMIT :limit"
    )
    for chunk in db.stream(sql, params):
        for id, at, who, command, undoes, undone_by, count in chunk:
            row: Row = {
                "operation": whole(id),
                "at": str(at),
                "who": str(who),
                "command": str(command),
                "records": whole(count),
                "undoes": undoes if isinstance(undoes, int) else None,
                # a redo counts as spent by itself: nobody undid it
                "undone_by": undone_by if isinstance(undone_by, int) and undone_by != id else None,
            }
            if record is not None:
                row["changes"] = [dict(change) for change in details(db, whole(id), record)]
            yield row


def count_operations(db: Database, record: int | None = None) -> int:
    """Gives how many operations the journal holds: in all, or of one record."""
    if record is None:
        return db.number("SELECT count(*) FROM operation")
    return db.number("SELECT count(DISTINCT op) FROM change WHERE record = :record", {"record": record})


def unreadable(db: Database) -> list[int]:
    """Gives the operations with a change that another program wrote, which can be neither shown nor undone."""
    sql = f"SELECT DISTINCT op FROM change WHERE {_unreadable()} ORDER BY op"
    return [whole(row[0]) for row in db.rows(sql)]


def drop_unreadable(db: Database, operations: Sequence[int]) -> None:
    """The changes that cannot be read are gone, and their operations can be neither undone nor done again."""
    db.run_many("UPDATE operation SET is_final = 1 WHERE id = ?", [(number,) for number in operations])
    db.run(f"DELETE FROM change WHERE {_unreadable()}")


def _unreadable() -> str:
    tables = ", ".join(f"'{name}'" for name in TABLES)
    return (
        f"tbl NOT IN ({tables}) OR {_not_json('key', 'array')}"
        f" OR CASE WHEN before IS NULL THEN kind <> 'I' ELSE {_not_json('before', 'object')} END"
        f" OR CASE WHEN after IS NULL THEN kind = 'U' ELSE {_not_json('after', 'object')} END"
    )


def _not_json(column: str, kind: str) -> str:
    return f"CASE WHEN json_valid({column}) THEN json_type({column}) <> '{kind}' ELSE 1 END"


def details(db: Database, op: int, record: int) -> list[Row]:
    """Gives what an operation did to one record: {"table", "kind", "before", "after"} a change."""
    sql = "SELECT tbl, kind, before, after FROM change WHERE op = :op AND record = :record ORDER BY seq"
    found: list[Row] = []
    for tbl, kind, before, after in db.rows(sql, {"op": op, "record": record}):
        hidden = ("op", "version", "updated_at", "name_key", "title_key")
        images: Row = {}
        for name, text in (("before", before), ("after", after)):
            image = decode_row(str(text)) if text is not None else {}
            images[name] = {column: value for column, value in image.items() if column not in hidden}
        found.append({"table": str(tbl), "kind": _KINDS.get(str(kind), str(kind)), **images})
    return found
