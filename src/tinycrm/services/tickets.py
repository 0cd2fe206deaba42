"""Tickets: a customer's request is opened, answered, resolved, and sometimes opened again."""

from __future__ import annotations

from tinycrm.domain.clock import shifted
from tinycrm.domain.fold import fold
from tinycrm.errors import RuleError, UsageError
from tinycrm.services.drafts import make_draft
from tinycrm.services.paying import pay_columns
from tinycrm.services.records import insert_draft
from tinycrm.services.work import Done

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tinycrm.services.drafts import Given
    from tinycrm.services.work import Work
    from tinycrm.store.sqlite.connect import Cell
    from tinycrm.store.unit import Unit

# clocks of two machines differ so much
_AHEAD_MINUTES = 1
# how an answer is logged that came through a channel which is no kind of interaction
_KINDS = {"call": "call", "phone": "call", "telephone": "call", "email": "email", "mail": "email", "meeting": "meeting"}
# as much of an instant as a person types
_MINUTE = len("2026-11-16T09:30")
_TIMES = (("opened_at", "opened"), ("first_answered_at", "first answered"), ("resolved_at", "resolved"))


def add_ticket(
    work: Work,
    given: Given,
    *,
    who: str | None = None,
    contact: str | None = None,
    company: str | None = None,
    deal: str | None = None,
) -> Done:
    """A ticket is there, open.

    Args:
        work: the command's work.
        given: title, channel, priority, opened_at, tags, owner, note and set, as typed.
        who, contact, company, deal: whose it is and what it is about, as `pay_columns` reads them.

    Raises:
        UsageError: a blank title, a time in the future, a value that is none.
        NotFound, Ambiguous: whose it is.
    """
    with work.write() as unit:
        draft = make_draft(work, "ticket", given)
        columns = draft.columns
        if not columns.get("title"):
            raise UsageError("a ticket needs a title", hint='tinycrm ticket add "Cannot log in" --who anna')
        columns |= pay_columns(work, who, contact=contact, company=company, deal=deal)
        if columns.get("opened_at") is None:
            columns["opened_at"], columns["opened_on"] = unit.moment, unit.day
        columns["status"] = "open"
        columns["reopenings"] = 0
        columns.setdefault("priority", "normal")
        columns.setdefault("owner", work.reading.user)
        settle_ticket(work, columns, {})
        id = insert_draft(unit, "ticket", draft)
    return Done("ticket", [id], f"Added ticket {id} {columns['title']}")


def settle_ticket(work: Work, columns: dict[str, Cell], before: Mapping[str, Cell]) -> None:
    """The times of a draft are in order: opened, first answered, resolved, none of them ahead.

    Of two times in one minute the later one holds for both: people name no seconds.

    Args:
        work: the command's work.
        columns: the draft's columns, changed in place.
        before: the ticket's present columns; empty for a new one.

    Raises:
        UsageError: a time is in the future.
        RuleError: the ticket would be answered before it was opened, or the like.
    """
    what = f"ticket {before['id']}" if before.get("id") is not None else "the ticket"
    after = {**before, **columns}
    latest = latest_moment(work)
    earlier, one = "", ""
    for column, words in _TIMES:
        if after.get(column) is None:
            continue
        at = str(after[column])
        if column in columns and at != before.get(column) and at > latest:
            local = work.reading.clock.local(at)
            raise UsageError(f"{what} cannot be {words} in the future, on {local}", hint="--at yesterday, --at 10:30")
        if at < earlier and at[:_MINUTE] == earlier[:_MINUTE] and column in columns:
            columns[column] = at = earlier
        elif at < earlier:
            clock = work.reading.clock
            message = f"{what} would be {words} on {clock.local(at)}, before it was {one} on {clock.local(earlier)}"
            raise RuleError(message, code="out_of_order", hint="name another time, for example 10:30")
        earlier, one = at, words


def latest_moment(work: Work) -> str:
    """Gives the latest instant that something may have happened at: now, and a little for clocks that differ."""
    return shifted(work.reading.clock.moment(), minutes=_AHEAD_MINUTES)


def _instant(work: Work, unit: Unit, text: str | None) -> tuple[str, str]:
    return work.reading.instant(text) if text is not None else (unit.moment, unit.day)


def answer_tickets(work: Work, ids: Sequence[int], *, at: str | None = None, text: str | None = None) -> Done:
    """The tickets have their first answer; those that have it keep it.

    Args:
        work: the command's work.
        ids: of the tickets.
        at: when, as typed; None is now.
        text: what was answered: it is logged as an interaction, also when it is not the first answer.

    Raises:
        UsageError: the time is in the future, or the text is blank.
        RuleError: the answer would come before the opening or after the resolution, or nobody is there to log it with.
    """
    changed = 0
    first = ""
    with work.write() as unit:
        for id in ids:
            row = unit.need("ticket", id)
            first = str(row["first_answered_at"] or "")
            if not first:
                moment, day = _instant(work, unit, at)
                columns: dict[str, Cell] = {"first_answered_at": moment, "first_answered_on": day}
                settle_ticket(work, columns, row)
                changed += unit.update("ticket", (id,), columns)
            if text is not None:
                _log(work, row, at, text)
    name = _named(work, ids)
    if changed:
        return Done("ticket", list(ids), f"Answered {name if len(ids) == 1 else f'{changed:,} of {name}'}")
    if text is not None:
        return Done("ticket", list(ids), f"Logged another answer to {name}")
    was = f"was answered on {work.reading.clock.local(first)}" if len(ids) == 1 else "were answered before"
    return Done("ticket", list(ids), f"Nothing to do: {name} {was}", changed=False)


def _named(work: Work, ids: Sequence[int]) -> str:
    return f"ticket {ids[0]} {work.store.title('ticket', ids[0])}" if len(ids) == 1 else f"{len(ids):,} tickets"


def _log(work: Work, row: Mapping[str, Cell], at: str | None, text: str) -> None:
    from tinycrm.services.interactions import Entry, log_interaction

    if row["contact"] is None and row["company"] is None:
        message = f"ticket {row['id']} names nobody whom the answer could be logged with"
        raise RuleError(message, hint=f"tinycrm ticket edit {row['id']} --contact WHO")
    noun = "contact" if row["contact"] is not None else "company"
    kind = _KINDS.get(fold(str(row["channel"] or "")).replace("-", ""), "message")
    deal = str(row["deal"]) if row["deal"] is not None else ""
    entry = Entry(kind, f"{noun}:{row[noun]}", text, deal=deal, at=at or "", direction="out")
    work.made("interaction", log_interaction(work, entry).ids[0])


def resolve_tickets(work: Work, ids: Sequence[int], *, at: str | None = None, minutes: str | None = None) -> Done:
    """The tickets are resolved; those that were keep their time. One that nobody answered stays unanswered.

    Args:
        work: the command's work.
        ids: of the tickets.
        at: when, as typed; None is now.
        minutes: how long it took, as typed; None leaves it.

    Raises:
        UsageError: the time is in the future, or the minutes are no span of time.
        RuleError: it lies before the opening or the answer.
    """
    from tinycrm.domain.values import parse_minutes

    taken = parse_minutes(minutes) if minutes is not None else None
    resolved = changed = unanswered = 0
    with work.write() as unit:
        for id in ids:
            row = unit.need("ticket", id)
            columns: dict[str, Cell] = {} if taken is None else {"minutes": taken}
            if row["status"] == "open":
                moment, day = _instant(work, unit, at)
                columns |= {"status": "resolved", "resolved_at": moment, "resolved_on": day}
                settle_ticket(work, columns, row)
                resolved += 1
                unanswered += row["first_answered_at"] is None
            changed += unit.update("ticket", (id,), columns)
    if unanswered:
        count = "it was" if len(ids) == 1 else f"{unanswered:,} of them {'was' if unanswered == 1 else 'were'}"
        work.note(f"{count} never answered (tinycrm ticket answer REF --at WHEN, if that was done elsewhere)")
    return _state(work, ids, "Resolved", "resolved", resolved, changed)


def _state(work: Work, ids: Sequence[int], verb: str, state: str, moved: int, changed: int) -> Done:
    name = _named(work, ids)
    if moved:
        what = name if len(ids) == 1 else f"{moved:,} of {name}"
        return Done("ticket", list(ids), f"{verb} {what}")
    sentence = f"Changed {name}" if changed else f"Nothing to do: {name} {'is' if len(ids) == 1 else 'are'} {state}"
    return Done("ticket", list(ids), sentence, changed=bool(changed))


def reopen_tickets(work: Work, ids: Sequence[int]) -> Done:
    """The tickets are open again, and each remembers how often that was; the last resolution counts."""
    changed = 0
    with work.write() as unit:
        for id in ids:
            row = unit.need("ticket", id)
            if row["status"] == "open":
                continue
            times = int(row["reopenings"] or 0) + 1
            unit.update(
                "ticket", (id,), {"status": "open", "resolved_at": None, "resolved_on": None, "reopenings": times}
            )
            changed += 1
    return _state(work, ids, "Reopened", "open", changed, changed)
