"""Mail: queued with what it belongs to in one transaction, sent outside of any, once."""

from __future__ import annotations

import time

from tinycrm.domain.address import read_address
from tinycrm.domain.clock import shifted
from tinycrm.errors import PARTLY, TinyCRMError, Undelivered
from tinycrm.store import outbox
from tinycrm.store.unit import new_uid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tinycrm.domain.letter import Letter
    from tinycrm.domain.results import Row
    from tinycrm.mail.account import Account
    from tinycrm.mail.transport import Session
    from tinycrm.services.work import Work
    from tinycrm.store.claims import Claims
    from tinycrm.store.outbox import Mail
    from tinycrm.store.unit import Unit

    # id, recipient, what was said
    Told = tuple[int, str, str]

# A mail that is refused for a time is given up after so long, and after so many attempts at least.
_DAYS = 3
_ATTEMPTS = 4
# After so many mails in a row in whose midst a connection broke, the rest is not tried on it.
_BROKEN = 3
_LEFT_BEHIND = "the process that sent it ended before an answer came"


class Delivery:
    """What became of the mails that were to be sent now.

    Attributes:
        sent: those that were taken.
        failed: those that were refused for good.
        doubtful: those that may have been taken; they are not sent again by themselves.
        waiting: those that are tried again later.
        reason: why none could leave, "" when the way was open.
        hint: what to do about that.
        code: the word for programs of that.
    """

    __slots__ = ("code", "doubtful", "failed", "hint", "reason", "sent", "waiting")

    def __init__(self) -> None:
        self.sent: list[Told] = []
        self.failed: list[Told] = []
        self.doubtful: list[Told] = []
        self.waiting: list[Told] = []
        self.reason = ""
        self.hint = ""
        self.code = ""

    @property
    def exit_code(self) -> int:
        """0 when all went or there was nothing, 7 when nothing went, 8 when some did."""
        if not (self.failed or self.doubtful or self.waiting or self.reason):
            return 0
        return PARTLY if self.sent else Undelivered.exit_code

    def problems(self) -> list[str]:
        """Gives a line for every mail that did not go, with what to do."""
        return [f"{what} ({step})" for what, step in self._problems()]

    def _problems(self) -> list[tuple[str, str]]:
        """Gives what there is to tell, and what to do."""
        told = [(f"mail {id} to {to} failed: {reply}", f"tinycrm mail resend {id}") for id, to, reply in self.failed]
        told += [
            (f"mail {id} to {to} is in doubt: {reply}", f"tinycrm mail resolve {id} sent|failed")
            for id, to, reply in self.doubtful
        ]
        if self.reason:
            return [(f"{self.reason}; {len(self.waiting)} wait in the outbox", "tinycrm mail send"), *told]
        return told + [
            (f"mail {id} to {to} waits: {reply}", "tinycrm mail send tries again") for id, to, reply in self.waiting
        ]

    def check(self, *, patient: bool = False) -> None:
        """All went, or there was nothing to send.

        Args:
            patient: a mail that a server asked to be sent later is no failure: it will be.

        Raises:
            Undelivered: what did not; with exit code 8 when some did.
        """
        if not self.exit_code or (patient and not (self.failed or self.doubtful or self.reason)):
            return
        told = self._problems()
        what, step = told[0]
        more = f" (and {len(told) - 1} more)" if len(told) > 1 else ""
        hint = self.hint or (f"{step}; tinycrm mail list shows the others" if more else step)
        error = Undelivered(what + more, code=self.code or "not_delivered", hint=hint)
        error.exit_code = self.exit_code
        raise error


def mail_key(what: str, period: str, recipient: str) -> str:
    """Gives the key under which a mail is queued once and for ever.

    Args:
        what: it says: "digest", "report kpi", "rule welcome 17".
        period: the day, week or month it belongs to, "" for none.
        recipient: one address.
    """
    from tinycrm.domain.address import recipient_key

    return " ".join(part for part in (what, period, recipient_key(recipient)) if part)


def queue_mail(
    work: Work,
    unit: Unit,
    letter: Letter,
    *,
    key: str = "",
    what: str,
    record: int | None = None,
    due_at: str = "",
) -> int | None:
    """A mail is queued by the open transaction; its id is returned, None when its key is there already.

    Args:
        work: the command's work.
        unit: the open transaction.
        letter: to one recipient.
        key: what, period, recipient (`mail_key`); "" for a mail that may be repeated.
        what: what it is, for lists: "digest", "report kpi", "test".
        record: the record it is about.
        due_at: the instant not to send it before; "" for now.

    Raises:
        UsageError: mail is not set up, an address is none, or the subject holds a line break.
    """
    if key and outbox.id_of_key(unit.db, key) is not None:
        return None
    # the library of messages costs more than a command that queues nothing
    from tinycrm.mail.account import account_of
    from tinycrm.mail.message import compose, new_message_id, subject_of

    settings = work.settings
    account = account_of(settings.mail)
    uid = new_uid()
    message_id = new_message_id(uid, account)
    language = letter.language or settings.language
    message = compose(letter, account, message_id=message_id, at=unit.now, language=language, rtl=language == "fa")
    return outbox.insert_mail(
        unit,
        {
            "uid": uid,
            "key": key or f"{what} {uid}",
            "what": what,
            "recipient": read_address(letter.to)[1],
            "subject": subject_of(letter),
            "message_id": message_id,
            "message": message,
            "record": record,
            "due_at": due_at or unit.now,
        },
    )


def deliver(work: Work, ids: Sequence[int] | None = None) -> Delivery:
    """What is queued and due was sent, or is known not to be; nothing is ever sent twice.

    Each mail is claimed by one transaction and settled by another; between them nothing is open but the network.

    Args:
        work: the command's work, with no transaction open.
        ids: only these, whether they are due or not; None for all that are.
    """
    delivery = Delivery()
    store = work.store
    if work.dry_run or not store.exists:
        return delivery
    if store.unit is not None or store.grouped:
        # the network waits for nobody while a transaction is open, and what is queued may yet be taken back
        work.note("mail waits in the outbox: tinycrm mail send sends it")
        return delivery
    if not (_due(work) if ids is None else ids) and not outbox.sending(store.db):
        return delivery
    from tinycrm.store.claims import Claims

    with Claims(store.path) as claims:
        _settle_left_behind(work, claims, delivery)
        wanted = list(_due(work) if ids is None else ids)
        if wanted:
            _send_all(work, claims, wanted, delivery, waited=ids is None)
    return delivery


def _due(work: Work) -> list[int]:
    now = work.reading.clock.now()
    return outbox.due_mails(work.store.db, now, [shifted(now, minutes=-minutes) for minutes in outbox.WAITS])


def settle_left_behind(work: Work) -> None:
    """A mail whose sender is gone is in doubt; one that is being sent now stays as it is."""
    if work.store.exists and outbox.sending(work.store.db):
        from tinycrm.store.claims import Claims

        with Claims(work.store.path) as claims:
            _settle_left_behind(work, claims, Delivery())


def _settle_left_behind(work: Work, claims: Claims, delivery: Delivery) -> None:
    if not outbox.sending(work.store.db):
        return
    with work.write() as unit:
        for id in outbox.sending(unit.db):
            if claims.hold(id):
                outbox.settle(unit, id, "in doubt", _LEFT_BEHIND)
                row = outbox.mail(unit.db, id)
                delivery.doubtful.append((id, str(row["recipient"]) if row else "", _LEFT_BEHIND))
                claims.free(id)


def _send_all(work: Work, claims: Claims, wanted: Sequence[int], delivery: Delivery, *, waited: bool) -> None:
    from tinycrm.mail.account import account_of
    from tinycrm.mail.outcome import Unreachable
    from tinycrm.mail.transport import session_of

    account = account_of(work.settings.mail)
    session = session_of(account)
    rest = list(wanted)
    try:
        session.open()
        _send_each(work, claims, session, account, rest, delivery, waited=waited)
    except Unreachable as error:
        delivery.reason, delivery.hint, delivery.code = error.reason, error.hint, error.code
        _put_off(work, rest, error.reason, delivery)
    finally:
        session.close()


def _send_each(
    work: Work,
    claims: Claims,
    session: Session,
    account: Account,
    rest: list[int],
    delivery: Delivery,
    *,
    waited: bool,
) -> None:
    """Every mail was sent, or is known or feared not to be; `rest` holds those that were not tried.

    What has waited is looked at once more: since it was queued, its contact may have asked for no mail, or be gone.
    """
    from tinycrm.mail.outcome import Unreachable

    sender = read_address(account.sender)[1]
    broken = 0
    while rest:
        _await_turn(claims, account)
        id = rest.pop(0)
        if waited and _is_called_off(work, account, id, delivery):
            continue
        mail = _claim(work, claims, id)
        if mail is None:
            continue
        lost = _send_one(work, claims, session, sender, mail, delivery)
        broken = broken + 1 if lost else 0
        if broken == _BROKEN and rest:
            raise Unreachable(lost)


def _await_turn(claims: Claims, account: Account) -> None:
    if account.per_minute:
        now = time.time()
        wait = claims.next_turn(now, 60 / account.per_minute) - now
        if wait > 0:
            time.sleep(wait)


def _is_called_off(work: Work, account: Account, id: int, delivery: Delivery) -> bool:
    """Says whether a mail is not to leave any more; it does not then."""
    row = outbox.mail(work.store.db, id)
    if row is None:
        return True
    reason, is_news = reason_against(work, account, row)
    if reason:
        with work.write() as unit:
            off = outbox.call_off(unit, id, reason)
        delivery.failed += [(id, str(row["recipient"]), reason)] if off and is_news else []
    return bool(reason)


def reason_against(work: Work, account: Account, row: Row) -> tuple[str, bool]:
    """Gives why a mail about a record must not leave any more, and whether that may be a mistake.

    Args:
        work: the command's work.
        account: who writes; what goes to them is nobody else's to refuse.
        row: the mail, of the outbox.
    """
    address = str(row["recipient"])
    if row["record"] is None or address in (read_address(account.me)[1], read_address(account.sender)[1]):
        return "", False
    from tinycrm.services.mail.permission import why_not_now

    return why_not_now(work, address)


def _claim(work: Work, claims: Claims, id: int) -> Mail | None:
    """The mail is this process's to send, and that is on disk; None when another process has it or had it."""
    with work.write() as unit:
        if not claims.hold(id):
            return None
        mail = outbox.take(unit, id)
        if mail is None:
            claims.free(id)
        return mail


def _send_one(work: Work, claims: Claims, session: Session, sender: str, mail: Mail, delivery: Delivery) -> str:
    """The mail was sent, or is known or feared not to be; gives how the connection broke in its midst, or ""."""
    from tinycrm.mail.outcome import InDoubt, Refused, Unreachable

    def settle(state: str, reply: str, told: list[Told]) -> None:
        with work.write() as unit:
            known = outbox.settle(unit, mail.id, state, reply)
            claims.free(mail.id)
        told.append((mail.id, mail.recipient, reply))
        if known and state == "sent" and mail.record is not None:
            _log(work, mail.id)

    try:
        reply = session.send(mail.message, sender, mail.recipient)
    except Refused as refusal:
        if refusal.temporary and not _is_given_up(work, mail.attempts, mail.due_at):
            settle("queued", refusal.reply, delivery.waiting)
        else:
            given_up = f" (given up after {mail.attempts} attempts)" if refusal.temporary else ""
            settle("failed", refusal.reply + given_up, delivery.failed)
        return refusal.reply if refusal.closed else ""
    except InDoubt as doubt:
        settle("in doubt", doubt.reply, delivery.doubtful)
        return doubt.reply
    except Unreachable as error:
        settle("queued", error.reason, delivery.waiting)
        raise
    except ValueError as error:
        # no transport can say it: it must not stand in the way of those behind it
        state, told = ("in doubt", delivery.doubtful) if session.handed else ("failed", delivery.failed)
        settle(state, f"cannot be sent: {error}", told)
        return ""
    except BaseException:
        # interrupted: before its end went out, nothing of it is there
        state, reply = ("in doubt", "interrupted after the whole message") if session.handed else ("queued", "")
        settle(state, reply, [])
        raise
    settle("sent", reply, delivery.sent)
    return ""


def _log(work: Work, id: int) -> None:
    """The mail stands in the timeline of its contact; that it was sent is known already, whatever happens here."""
    from tinycrm.services.mail.mail_log import log_sent

    try:
        with work.write() as unit:
            log_sent(work, unit, id)
    except TinyCRMError as error:
        work.note(f"mail {id} was sent, and is not in the timeline: {error.message}")


def _is_given_up(work: Work, attempts: int, due_at: str) -> bool:
    return attempts >= _ATTEMPTS and shifted(due_at, minutes=_DAYS * 24 * 60) <= work.reading.clock.now()


def _put_off(work: Work, ids: Sequence[int], reason: str, delivery: Delivery) -> None:
    """What could not be tried waits for another time, or has waited long enough."""
    with work.write() as unit:
        outbox.put_off(unit, ids, reason)
        for id in ids:
            row = outbox.mail(unit.db, id)
            if row is None or row["state"] != "queued":
                continue
            told = (id, str(row["recipient"]), reason)
            attempts, due_at = row["attempts"], str(row["due_at"])
            if isinstance(attempts, int) and _is_given_up(work, attempts, due_at):
                outbox.give_up(unit, id)
                delivery.failed.append(told)
            else:
                delivery.waiting.append(told)
