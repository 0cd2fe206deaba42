"""The outbox as people see it: what was mailed and what waits, and what they decide of it."""

from __future__ import annotations

from tinycrm.domain.clock import shifted
from tinycrm.domain.results import Column, Listing, Shown, Written
from tinycrm.errors import NotFound, RuleError, UsageError
from tinycrm.services.listing import SHOWN
from tinycrm.services.mail.mailing import deliver, queue_mail, reason_against, settle_left_behind
from tinycrm.store import outbox
from tinycrm.store.unit import new_uid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tinycrm.domain.results import Row
    from tinycrm.services.mail.mailing import Delivery
    from tinycrm.services.work import Work
    from tinycrm.store.unit import Unit

COLUMNS = (
    Column("id", "Id", "id"),
    Column("state", "State", weight=0),
    Column("queued_at", "Queued", "instant"),
    Column("recipient", "To", weight=1),
    Column("subject", "Subject"),
    Column("reply", "Reply"),
    Column("what", "What", wide=True),
    Column("due_at", "Next try", "instant", wide=True),
    Column("attempts", "Attempts", "int", wide=True),
    Column("ended_at", "Ended", "instant", wide=True),
    Column("message_id", "Message-ID", wide=True),
    Column("record", "Record", "id", wide=True),
)


def list_mails(
    work: Work,
    *,
    states: Sequence[str] = (),
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
    offset: int | None = None,
    columns: str | None = None,
    form: str,
) -> Listing:
    """Gives the mails, the newest first.

    Args:
        work: the command's work.
        states: only those in one of these states; empty for all.
        since, until: days between which they were queued, both included; None for open.
        limit: at most so many; None is 50 on a screen and all elsewhere, 0 is all.
        offset: how many to leave out first.
        columns: keys of the columns with commas between; None for the usual ones.
        form: of the output, as for lists.

    Raises:
        UsageError: an unknown state or column, or no day.
    """
    asked = tuple(_state(state) for state in states)
    first, last = _instant(work, since, 0), _instant(work, until, 1)
    shown = _columns(columns) if columns else list(COLUMNS)
    most = SHOWN if limit is None and form == "screen" else (limit or None)
    db = work.store.db
    found = outbox.mails(db, states=asked, since=first, until=last, limit=most, offset=offset or 0)
    rows: Iterable[Row] = _told(found)
    total = None
    if form == "screen" and most:
        total = outbox.count_mails(db, states=asked, since=first, until=last) - (offset or 0)
        shown_rows = list(rows)
        total = total if total > len(shown_rows) else None
        rows = shown_rows
    return Listing("mail", shown, rows, total=total, today=work.today, empty="Nothing has been mailed yet.")


def _state(text: str) -> str:
    state = text.strip().lower().replace("-", " ").replace("_", " ")
    if state not in outbox.STATES:
        raise UsageError(f"'{text}' is no state of a mail", hint=f"one of: {', '.join(outbox.STATES)}")
    return state


def _instant(work: Work, day: str | None, days_on: int) -> str:
    if day is None:
        return ""
    from datetime import date, timedelta

    from tinycrm.domain.dates import parse_day

    clock = work.reading.clock
    found = parse_day(day, clock.today(), language=work.settings.language, prefer="past")
    return clock.to_instant((date.fromisoformat(found) + timedelta(days=days_on)).isoformat(), "00:00")


def _columns(text: str) -> list[Column]:
    known = {column.key: column for column in COLUMNS}
    found: list[Column] = []
    for name in text.split(","):
        key = name.strip().lower().replace("-", "_")
        column = known.get({"to": "recipient"}.get(key, key))
        if column is None:
            raise UsageError(f"a mail has no column '{name.strip()}'", hint=f"its columns: {', '.join(known)}")
        # what was asked for by name is shown on a screen, too
        found.append(Column(column.key, column.label, column.kind, weight=column.weight))
    return found


def _told(rows: Iterator[Row]) -> Iterator[Row]:
    """Yields mails with the instant of their next try, null where there is none."""
    for row in rows:
        attempts, ended = row["attempts"], row["ended_at"]
        if row["state"] != "queued":
            row["due_at"] = None
        elif isinstance(attempts, int) and attempts and ended:
            wait = outbox.WAITS[min(attempts, len(outbox.WAITS)) - 1]
            row["due_at"] = max(str(row["due_at"]), shifted(str(ended), minutes=wait))
        yield row


def need_mail(work: Work, id: int) -> Row:
    """Gives a mail without its message.

    Raises:
        NotFound: there is none.
    """
    row = outbox.mail(work.store.db, id)
    if row is None:
        raise NotFound(f"there is no mail {id}", hint="tinycrm mail list")
    return next(_told(iter([row])))


def message_of(work: Work, id: int) -> str:
    """Gives a mail as it is sent, byte for byte.

    Raises:
        NotFound: there is none.
    """
    need_mail(work, id)
    return outbox.message_of(work.store.db, id)


def show_mail(work: Work, id: int) -> Shown:
    """Gives a mail: what became of it, its headers and its text.

    Raises:
        NotFound: there is none.
    """
    from tinycrm.mail.message import read_message

    row = need_mail(work, id)
    headers, text, attachments = read_message(outbox.message_of(work.store.db, id))
    lower = {name.lower(): value for name, value in headers}
    row["from"] = lower.get("from")
    row["headers"] = [{"name": name, "value": value} for name, value in headers]
    row["text"] = text
    row["attachments"] = [*attachments]
    named: Row = {**row, "attached": [str(one["name"]) for one in attachments]}
    columns = [
        Column("id", "Id", "id"),
        Column("state", "State"),
        Column("reply", "Reply", "long"),
        Column("from", "From"),
        Column("recipient", "To"),
        Column("subject", "Subject"),
        Column("message_id", "Message-ID"),
        Column("what", "What"),
        Column("record", "Record", "id"),
        Column("attempts", "Attempts", "int"),
        Column("queued_at", "Queued", "instant"),
        Column("due_at", "Next try", "instant"),
        Column("began_at", "Began", "instant"),
        Column("ended_at", "Ended", "instant"),
        Column("attached", "Attached", "list"),
        Column("text", "Text", "long"),
    ]
    return Shown("mail", [named], columns=[column for column in columns if named[column.key] not in (None, "", [])])


def send_test(work: Work, address: str | None) -> Written:
    """A small mail was sent at once; gives what the other side said.

    Args:
        work: the command's work.
        address: to whom; None for oneself.

    Raises:
        UsageError: mail is not set up, or the address is none.
        Undelivered: it did not leave.
    """
    from tinycrm.domain.letter import Letter
    from tinycrm.mail.account import account_of

    _need_network(work)
    account = account_of(work.settings.mail)
    text = (
        f"This mail was sent by tinycrm mail test, by {account.way}.\n"
        "If you can read it, mail is set up: from here on reports, digests and rules can write.\n"
    )
    with work.write() as unit:
        id = queue_mail(work, unit, Letter(address or account.me, "TinyCRM can send mail", text), what="test")
    if id is None:
        raise RuntimeError("a mail without a key is always queued")
    deliver(work, [id]).check()
    return _written(work, id, f"Sent mail {id} to {{to}} by {account.way}: {{reply}}", way=account.way)


def _need_network(work: Work) -> None:
    """Mail can leave: what comes before it is on disk, and nothing of it will be taken back."""
    if work.store.grouped or work.store.unit is not None or work.dry_run:
        raise UsageError("mail is sent neither in a batch nor on a trial run", hint="tinycrm mail send, by itself")


def _written(work: Work, id: int, sentence: str, **more: str) -> Written:
    row: Row = {**need_mail(work, id), **more}
    told = sentence.format(to=row["recipient"], reply=row["reply"])
    return Written(told, [row], [id], noun="mail", notes=work.notes, columns=list(COLUMNS))


def send_due(work: Work) -> Delivery:
    """What is queued and due was sent.

    Raises:
        Undelivered: what was refused or is in doubt; what waits for a server that asked to wait is no failure.
    """
    _need_network(work)
    delivery = deliver(work)
    delivery.check(patient=True)
    return delivery


def why_not_again(work: Work, id: int) -> str:
    """Gives why a person should think before a mail is sent again, "" where nothing speaks against it.

    Raises:
        NotFound: there is none.
        RuleError: it has not been tried yet, or is being sent.
    """
    settle_left_behind(work)
    row = need_mail(work, id)
    state = row["state"]
    if state == "queued":
        raise RuleError(f"mail {id} to {row['recipient']} still waits to be sent", hint="tinycrm mail send")
    if state == "sending":
        raise RuleError(f"mail {id} to {row['recipient']} is being sent", hint=f"tinycrm mail show {id}")
    if state == "sent":
        return f"mail {id} to {row['recipient']} was sent at {row['ended_at']} ({row['reply']}); sending it once more"
    if state == "in doubt":
        return f"mail {id} to {row['recipient']} may have arrived ({row['reply']}); sending it once more"
    again = outbox.repeat_of(work.store.db, id)
    if again is not None:
        return f"mail {id} to {row['recipient']} was sent once more already, as mail {again}; sending it again"
    from tinycrm.mail.account import account_of

    reason, _ = reason_against(work, account_of(work.settings.mail), row)
    return f"{reason}; sending mail {id} all the same" if reason else ""


def resend(work: Work, id: int) -> Written:
    """The mail was sent once more, as another one with its own Message-ID.

    Raises:
        NotFound: there is none.
        Undelivered: it did not leave.
    """
    from tinycrm.mail.account import account_of
    from tinycrm.mail.message import new_message_id, renewed

    _need_network(work)
    account = account_of(work.settings.mail)
    with work.write() as unit:
        old = need_mail(work, id)
        uid = new_uid()
        message_id = new_message_id(uid, account)
        message = renewed(outbox.message_of(unit.db, id), account, message_id=message_id, at=unit.now)
        record = old["record"]
        made = outbox.insert_mail(
            unit,
            {
                "uid": uid,
                "key": outbox.key_of_repeat(id, uid),
                "what": str(old["what"]),
                "recipient": str(old["recipient"]),
                "subject": str(old["subject"]),
                "message_id": message_id,
                "message": message,
                "record": record if isinstance(record, int) else None,
                "due_at": unit.now,
            },
        )
    deliver(work, [made]).check()
    return _written(work, made, f"Sent mail {id} to {{to}} again, as mail {made}: {{reply}}")


def resolve(work: Work, id: int, verdict: str) -> Written:
    """A mail in doubt is known to have arrived, or not to; nothing is sent.

    Raises:
        NotFound: there is none.
        UsageError: the verdict is neither sent nor failed.
        RuleError: it is in no doubt.
    """
    state = verdict.strip().lower()
    if state not in ("sent", "failed"):
        raise UsageError(f"'{verdict}' settles no doubt", hint=f"tinycrm mail resolve {id} sent, or failed")
    settle_left_behind(work)
    with work.write() as unit:
        row = need_mail(work, id)
        if row["state"] not in ("in doubt", state):
            raise RuleError(f"mail {id} is {row['state']}, not in doubt", hint=f"tinycrm mail show {id}")
        if row["state"] != state:
            _decide(
                unit, row, state, f"{work.reading.user} says it {'arrived' if state == 'sent' else 'did not arrive'}"
            )
    more = "" if state == "sent" else f"; tinycrm mail resend {id} sends it again"
    return _written(work, id, f"Settled mail {id} to {{to}}: {state}{more}")


def cancel(work: Work, id: int) -> Written:
    """A mail that waits is not sent.

    Raises:
        NotFound: there is none.
        RuleError: it waits no longer.
    """
    settle_left_behind(work)
    with work.write() as unit:
        row = need_mail(work, id)
        if row["state"] == "sending":
            raise RuleError(f"mail {id} to {row['recipient']} is being sent", hint=f"tinycrm mail show {id}")
        if row["state"] in ("sent", "in doubt"):
            raise RuleError(f"mail {id} is {row['state']}: what left cannot be called back")
        if row["state"] == "queued":
            _decide(unit, row, "failed", f"cancelled by {work.reading.user}")
    return _written(work, id, f"Cancelled mail {id} to {{to}} (tinycrm undo brings it back)")


def _decide(unit: Unit, row: Row, state: str, told: str) -> None:
    id, before = row["id"], row["reply"]
    if isinstance(id, int):
        reply = f"{told} (before: {before})" if before else told
        unit.update("outbox", (id,), {"state": state, "reply": reply})
