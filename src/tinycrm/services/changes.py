"""What changed since a cursor, so that a script can react to each change once."""

from __future__ import annotations

from tinycrm.domain.nouns import find_noun
from tinycrm.domain.results import Column, Listing, Page
from tinycrm.errors import Conflict, StorageError, UsageError
from tinycrm.services.listing import SHOWN
from tinycrm.store import journal
from tinycrm.store.changes import records_changed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinycrm.domain.results import Json, Row
    from tinycrm.services.work import Work
    from tinycrm.store import Store
    from tinycrm.store.journal import Operation

# the cursor before everything, whatever the database
BEGINNING = "0"
_LONGEST = 40
_FRESH = "tinycrm changes --cursor gives the present one"


def changes_of(store: Store, op: int) -> Iterator[Row]:
    """Yields what one operation did, a row a record, by id; inside its own transaction as well as afterwards.

    A row is {"cursor", "operation", "at", "who", "command", "undoes", "action": "added", "edited" or "removed",
    "noun", "id", "uid", "name", "merged_into", "changed": {key: {"before", "after"}}}. Keys and values are those of
    the record's JSON; of a list only the items that went and that came are told.

    Raises:
        NotFound: no such operation.
    """
    yield from _told(store, journal.get_operation(store.db, op), journal.numbering(store.db), op - 1, ())


def _told(store: Store, operation: Operation, token: str, before: int, nouns: Sequence[str]) -> Iterator[Row]:
    """Yields the rows of an operation. Only the cursor of the last is after it: a reader may keep that of any row."""
    head: Row = {
        "cursor": f"{token}.{before}" if before else BEGINNING,
        "operation": operation.id,
        "at": operation.at,
        "who": operation.who,
        "command": operation.command,
        "undoes": operation.undoes,
    }
    waiting: Row | None = None
    for row in records_changed(store, operation, nouns):
        if waiting is not None:
            yield waiting
        waiting = {**head, **row}
    if waiting is not None:
        yield {**waiting, "cursor": f"{token}.{operation.id}"}


def present_cursor(work: Work) -> Page:
    """Gives the cursor after the last operation: what is read since then is what changed from now on."""
    db = work.store.db
    _check_place(work.store)
    number = journal.last_operation(db)
    cursor = f"{journal.numbering(db)}.{number}" if number else BEGINNING
    return Page("", [("", [cursor])], {"cursor": cursor})


def list_changes(
    work: Work, *, since: str | None, until: str | None, nouns: Sequence[str], limit: int | None, form: str
) -> Listing:
    """Gives what changed, a row a record, operations in the order in which they were committed.

    Args:
        work: the command's work.
        since: a cursor; None is the beginning.
        until: a cursor; None is the present.
        nouns: only records of these, as typed; all when empty.
        limit: no operation is begun after so many rows; None is 50 on a screen and all elsewhere, 0 is all.
        form: of the output, as for lists.

    Raises:
        UsageError: what is given is no cursor, or no kind of record.
        Conflict: the cursor is of another database, or of this one before it was restored.
    """
    if limit is not None and limit < 0:
        raise UsageError(f"--limit {limit} is below 0", hint="--limit 0 is all")
    names = [find_noun(noun).name for noun in nouns]
    _check_place(work.store)
    first = 0 if since is None else _place(work.store, since)
    last = None if until is None else _place(work.store, until)
    notes: list[str] = []
    most = (SHOWN if form == "screen" else 0) if limit is None else limit
    rows = _rows(work.store, first, last, names, most, notes, words=form != "whole")
    if form == "screen":
        rows = iter(list(rows))
    return Listing("change", _columns(), rows, notes=notes, today=work.today, empty="Nothing has changed.")


def _rows(
    store: Store, first: int, last: int | None, nouns: Sequence[str], most: int, notes: list[str], *, words: bool
) -> Iterator[Row]:
    count, before = 0, first
    with store.snapshot():
        db = store.db
        token, end = journal.numbering(db), journal.last_operation(db)
        for operation in journal.operations_between(db, first, end if last is None else last):
            if most and count >= most:
                notes.append(f"more follow: --since {token}.{before}, or --limit 0 for all")
                return
            for row in _told(store, operation, token, before, nouns):
                count += 1
                if words:
                    row["what"] = _what(row["changed"])
                yield row
            before = operation.id


def _columns() -> list[Column]:
    return [
        Column("cursor", "Cursor", wide=True),
        Column("operation", "No", "id"),
        Column("at", "When", "instant"),
        Column("who", "Who"),
        Column("action", "Action", weight=0),
        Column("noun", "Of", weight=0),
        Column("id", "Id", "id"),
        Column("name", "Name"),
        Column("what", "What", "long"),
        Column("command", "Command", "command", wide=True),
        Column("undoes", "Undoes", "id", wide=True),
        Column("merged_into", "Merged into", "id", wide=True),
        Column("uid", "Uid", wide=True),
    ]


def _check_place(store: Store) -> None:
    if store.db.is_copy:
        raise StorageError(
            f"'{store.path}' has the schema of an older TinyCRM, which knows no cursors",
            code="older",
            hint="make it and its folder writable: it is then brought up to date",
        )


def _place(store: Store, cursor: str) -> int:
    """Gives the number of the operation that a cursor stands after."""
    cursor = cursor.strip()
    if cursor == BEGINNING:
        return 0
    token, point, digits = cursor.partition(".")
    if not (token and point and digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise UsageError(f"'{cursor}' is no cursor", code="bad_cursor", hint=f"{BEGINNING} is the beginning; {_FRESH}")
    number = int(digits)
    if token != journal.numbering(store.db) or number > journal.last_operation(store.db):
        raise Conflict(
            f"the cursor '{cursor}' is not of this database, or it was restored since",
            code="another_journal",
            hint=f"read everything again with --since {BEGINNING}, or go on from now: {_FRESH}",
        )
    return number


def _what(changed: Json) -> str:
    """Gives what changed in words: `title: CTO → CEO; tags: -lead +vip`."""
    parts: list[str] = []
    for key, pair in changed.items() if isinstance(changed, dict) else ():
        if not isinstance(pair, dict):
            continue
        before, after = pair["before"], pair["after"]
        if isinstance(before, list) and isinstance(after, list):
            items = [f"-{_short(item)}" for item in before] + [f"+{_short(item)}" for item in after]
            parts.append(f"{key}: {' '.join(items)}")
        elif key == "fields" and isinstance(before, dict) and isinstance(after, dict):
            parts += [_step(name, before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])]
        else:
            parts.append(_step(key, before, after))
    return "; ".join(parts)


def _step(key: str, before: Json, after: Json) -> str:
    if before is None:
        return f"{key}: {_short(after)}"
    return f"{key}: {_short(before)} → {_short(after)}"


def _short(value: Json) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("value") or value.get("on") or value.get("id")
    text = "-" if value is None else " ".join(str(value).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
