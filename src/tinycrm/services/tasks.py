"""Follow-ups: adding, finishing, reopening, snoozing; the next one of a repeating task."""

from __future__ import annotations

from tinycrm.errors import StorageError, UsageError
from tinycrm.services.drafts import make_draft
from tinycrm.services.records import insert_draft
from tinycrm.services.work import Done

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.services.drafts import Given
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit


def add_task(work: Work, given: Given) -> Done:
    """A task is there, open.

    Args:
        work: the command's work.
        given: title, due, priority, repeat, contact, company, deal, owner, note as typed.

    Raises:
        UsageError: a blank title or a value that is none.
        NotFound, Ambiguous: whom or what it is about.
    """
    with work.write() as unit:
        id = insert_task(work, unit, given, {})
        row = unit.need("task", id)
    due = f", due {row['due_on']}" if row["due_on"] else ""
    return Done("task", [id], f"Added task {id} {(given.get('title') or [''])[0]}{due}")


def insert_task(work: Work, unit: Unit, given: Given, links: Mapping[str, Cell]) -> int:
    """A task is in the store; its id is returned.

    Args:
        work: the command's work.
        unit: its transaction.
        given: as `add_task`.
        links: contact, company and deal that are known by id already.
    """
    draft = make_draft(work, "task", given)
    if not draft.columns.get("title"):
        raise UsageError("a task needs a title", hint='tinycrm task add "Send quote" --due fri')
    draft.columns.update({key: id for key, id in links.items() if id is not None})
    draft.columns.setdefault("owner", work.reading.user)
    settle_due(draft.columns, {})
    if draft.columns.get("repeat") and not draft.columns.get("due_on"):
        from tinycrm.domain.recur import first_due

        draft.columns["due_on"] = first_due(str(draft.columns["repeat"]), work.today)
    return insert_draft(unit, "task", draft)


def settle_due(columns: dict[str, Cell], before: Mapping[str, Cell]) -> None:
    """The repetition is a rule anchored to the due day, and a time has a day.

    Args:
        columns: the draft's columns, changed in place.
        before: the task's present columns; empty for a new one.

    Raises:
        UsageError: the repetition cannot be read, or a time without a day.
    """
    due = columns.get("due_on", before.get("due_on"))
    if columns.get("due_time", before.get("due_time")) and not due:
        raise UsageError("a task with a time needs a day", hint='--due "fri 15:00"')
    if columns.get("repeat"):
        from tinycrm.domain.recur import parse_repeat

        columns["repeat"] = parse_repeat(str(columns["repeat"]), str(due) if due else None)


def finish_tasks(work: Work, ids: Sequence[int]) -> Done:
    """The tasks are done; each repeating one has its next. Those done already are not written.

    Raises:
        NotFound: an id that is no task.
    """
    finished: list[str] = []
    coming = ""
    with work.write() as unit:
        for id in ids:
            row = unit.need("task", id)
            if row["status"] == "done":
                continue
            done = {"status": "done", "done_at": unit.moment, "done_on": unit.day}
            unit.update("task", (id,), done)
            finished.append(f"{id} {row['title']}")
            coming = _make_next(work, unit, row) or coming
    if not finished:
        return Done("task", list(ids), "Nothing to do: done already", changed=False)
    what = finished[0] if len(finished) == 1 else f"{len(finished)} tasks"
    return Done("task", list(ids), f"Done: {what}{coming}")


def _make_next(work: Work, unit: Unit, row: Mapping[str, Cell]) -> str:
    if not row["repeat"]:
        return ""
    from tinycrm.domain.recur import next_due

    try:
        due = next_due(str(row["repeat"]), str(row["due_on"]) if row["due_on"] else None, unit.day)
    except (KeyError, ValueError, TypeError, ArithmeticError, AssertionError):
        # a foreign hand's: ours was parsed when it was stored
        what = f"task {row['id']} repeats by '{row['repeat']}' from '{row['due_on']}', which nobody can count on"
        raise StorageError(what, hint=f"tinycrm task edit {row['id']} --clear repeat") from None
    if due is None:
        return "; it was the last of its series"
    kept = ("title", "title_key", "priority", "repeat", "due_time", "contact", "company", "deal", "owner", "note")
    id = unit.insert_record("task", {**{column: row[column] for column in kept}, "due_on": due})
    work.made("task", id)
    return f"; the next is task {id}, due {due}"


def reopen_tasks(work: Work, ids: Sequence[int]) -> Done:
    """The tasks are open again. A next one that a repeating task made stays."""
    changed = 0
    with work.write() as unit:
        for id in ids:
            changed += unit.update("task", (id,), {"status": "open", "done_at": None, "done_on": None})
    what = f"task {ids[0]}" if len(ids) == 1 else f"{changed} tasks"
    sentence = f"Reopened {what}" if changed else "Nothing to do: open already"
    return Done("task", list(ids), sentence, changed=bool(changed))


def snooze_tasks(work: Work, ids: Sequence[int], when: str) -> Done:
    """The tasks are due at another time: `+3d` counts from today, or from the due day when that is later.

    Raises:
        UsageError: no such time.
    """
    day, time = work.reading.when(when)
    changed = 0
    with work.write() as unit:
        for id in ids:
            row = unit.need("task", id)
            due = day
            if when.strip()[:1] == "+" and isinstance(row["due_on"], str) and row["due_on"] > work.today:
                due = _from(work, row["due_on"], when)
            changes: dict[str, Cell] = {"due_on": due}
            if time is not None:
                changes["due_time"] = time
            changed += unit.update("task", (id,), changes)
    what = f"task {ids[0]}" if len(ids) == 1 else f"{len(ids)} tasks"
    return Done(
        "task",
        list(ids),
        f"{what[0].upper()}{what[1:]} {'is' if len(ids) == 1 else 'are'} now due {day}",
        changed=bool(changed),
    )


def _from(work: Work, day: str, when: str) -> str:
    from datetime import date

    from tinycrm.domain.dates import parse_day

    try:
        start = date.fromisoformat(day)
    except ValueError:
        # another program wrote what is no day: counted from today, and mended by the write
        start = date.fromisoformat(work.today)
    return parse_day(when, start, language=work.settings.language)
