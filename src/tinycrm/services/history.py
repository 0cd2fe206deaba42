"""Undo, redo, and who changed what."""

from __future__ import annotations

from tinycrm.domain.results import Column, Listing, Page
from tinycrm.errors import NotFound, RuleError, UsageError
from tinycrm.services.listing import SHOWN
from tinycrm.services.work import Done
from tinycrm.store import journal
from tinycrm.store.unit import ITSELF

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work


def undo(work: Work, *, steps: int = 1, number: int | None = None, any_user: bool = False) -> Done:
    """The latest operations of this user are taken back, or the one named; all of them or none.

    Args:
        work: the command's work.
        steps: how many, from the latest.
        number: one operation, by its number.
        any_user: also those of others.

    Raises:
        RuleError: there is nothing to undo, or it is another user's.
        Conflict: the records were changed since.
    """
    _check_steps(steps)
    who = None if any_user else work.reading.user
    told: list[str] = []
    ids: dict[int, None] = {}
    with work.write() as unit:
        for _ in range(steps):
            if number is not None:
                operation = journal.get_operation(unit.db, number)
                if number == journal.last_restore(unit.db)[0]:
                    raise _nothing(work, "undo", who)
                if who is not None and operation.who not in (who, ITSELF):
                    raise RuleError(
                        f"operation {number} is {operation.who}'s, not yours", hint="--any undoes it all the same"
                    )
            else:
                latest = journal.latest_undoable(unit.db, who)
                if latest is None:
                    if told:
                        work.note(f"only {len(told)} operations could be undone")
                        break
                    raise _nothing(work, "undo", who)
                operation = latest
            records = journal.undo(unit, operation)
            for recipient in journal.mails_left(unit.db, operation):
                work.note(f"the mail of operation {operation.id} to {recipient} has left, and stays")
            ids.update(dict.fromkeys(records))
            told.append(f"{operation.id}: {operation.command}{_many(records)}")
            # each undo is an operation of its own
            unit.next_operation()
    return Done("", list(ids), "\n".join(f"Undone {text}" for text in told))


def redo(work: Work, *, steps: int = 1, any_user: bool = False) -> Done:
    """What the latest undos took back is there again.

    Raises:
        RuleError: there is nothing to redo.
        Conflict: the records were changed since.
    """
    _check_steps(steps)
    who = None if any_user else work.reading.user
    told: list[str] = []
    ids: dict[int, None] = {}
    with work.write() as unit:
        for _ in range(steps):
            undone = journal.latest_undo(unit.db, who)
            if undone is None or undone.undoes is None:
                if told:
                    break
                raise _nothing(work, "redo", who)
            original = journal.get_operation(unit.db, undone.undoes)
            records = journal.redo(unit, undone)
            ids.update(dict.fromkeys(records))
            told.append(f"{original.id}: {original.command}{_many(records)}")
            unit.next_operation()
    return Done("", list(ids), "\n".join(f"Done again {text}" for text in told))


def _nothing(work: Work, verb: str, who: str | None) -> RuleError:
    """Gives the error when no operation is left; after a restore with the way back to what was there before it."""
    number, before = journal.last_restore(work.store.db)
    told = f"there is nothing to {verb} for {who or 'anyone'}"
    hint = "tinycrm history; --any looks at all users" if verb == "undo" else "tinycrm history"
    if number:
        told += f" since the restore, operation {number}, which cannot be undone"
        if before:
            hint = f"tinycrm restore '{before}' brings back what was there before it"
    return RuleError(told, code=f"nothing_to_{verb}", hint=hint)


def _many(records: list[int]) -> str:
    return f" ({len(records)} records)" if len(records) > 1 else ""


def _check_steps(steps: int) -> None:
    if steps < 1:
        raise UsageError(f"--steps {steps} is below 1", hint="--steps 1 or more")


def history(work: Work, record: int | None, limit: int | None, *, form: str) -> Listing | Page:
    """Gives the operations, newest first; of one record with what each changed.

    Args:
        work: the command's work.
        record: an id, or None for all.
        limit: at most so many; None is 50 on a screen and all elsewhere, 0 is all.
        form: of the output, as for lists.
    """
    if record is not None and not work.store.history(record, 1):
        raise NotFound(f"there is no record {record}", hint="tinycrm history shows every operation")
    db = work.store.db
    most = SHOWN if limit is None and form == "screen" else (limit or None)
    if record is not None and form == "screen":
        shown = journal.history(db, record, most)
        return _story(shown, journal.count_operations(db, record) if len(shown) == most else 0)
    columns = [Column("operation", "No", "id"), Column("at", "When", "instant"), Column("who", "Who")]
    if record is not None:
        columns += [Column("what", "What", "long"), Column("command", "Command", "long")]
    else:
        columns += [Column("records", "Records", "int"), Column("command", "Command", "long")]
    columns.append(Column("undone_by", "Undone by", "id"))
    rows: Iterable[Row] = _told(journal.operations(db, record, most))
    total = None
    if form == "screen" and most:
        rows = list(rows)
        if len(rows) == most:
            total = journal.count_operations(db)
    return Listing("operation", columns, rows, total=total, today=work.today, empty="Nothing has been changed yet.")


def _told(rows: Iterator[Row]) -> Iterator[Row]:
    """Yields the operations of a record with what each changed in words; a long journal is never held whole."""
    for row in rows:
        if "changes" in row:
            row["what"] = _what(row["changes"])
        yield row


def _story(rows: list[Row], total: int) -> Page:
    """What happened to one record, an operation a block: a table would cut what matters."""
    blocks: list[tuple[str, list[str] | Listing]] = []
    for row in rows:
        undone = f", undone by {row['undone_by']}" if row["undone_by"] else ""
        when = str(row["at"]).replace("T", " ").rstrip("Z")
        lines = [f"  {text}" for text in _what(row["changes"]).split("; ")]
        blocks.append((f"{row['operation']}  {when} UTC  {row['who']}  {row['command']}{undone}", lines))
    notes = [f"… {total - len(rows)} more (--limit 0 shows all)"] if total > len(rows) else []
    return Page("", blocks, list(rows), notes=notes)


def _what(changes: Json) -> str:
    parts: list[str] = []
    for change in changes if isinstance(changes, list) else []:
        if not isinstance(change, dict):
            continue
        before, after = _dict(change["before"]), _dict(change["after"])
        if change["kind"] == "changed":
            parts += [f"{key}: {_short(before.get(key))} → {_short(after.get(key))}" for key in after]
        else:
            parts.append(f"{change['kind']} {str(change['table']).replace('_', ' ')}")
    return "; ".join(dict.fromkeys(parts))


def _dict(value: Json) -> Row:
    return value if isinstance(value, dict) else {}


def _short(value: Json) -> str:
    text = "-" if value is None else str(value)
    return text if len(text) <= 40 else text[:39] + "…"
