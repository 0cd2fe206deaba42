"""A report or digest goes to its recipients: once in a period where that is wanted, each by a mail of their own."""

from __future__ import annotations

from datetime import date

from tinycrm.domain.address import read_address, recipient_key, write_address
from tinycrm.domain.spans import first_of
from tinycrm.services.mail.mailing import Delivery, deliver, mail_key, queue_mail
from tinycrm.services.mail.mails import need_mail
from tinycrm.store import outbox
from tinycrm.store.unit import new_uid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tinycrm.domain.letter import Letter
    from tinycrm.domain.results import Row
    from tinycrm.services.work import Work

PERIODS = ("day", "week", "month")
ME = "me"
# a run that ended within this time will come again soon
_RUN = "run"
_SOON_MINUTES = 60


class Recipient:
    """One recipient of a mail that is to be sent.

    Attributes:
        to: the address, with a name or without.
        key: of the outbox, "" where the mail may be repeated.
        known: the mail that was queued under this key before, None without one.
    """

    __slots__ = ("key", "known", "to")

    def __init__(self, to: str, key: str, known: Row | None) -> None:
        self.to = to
        self.key = key
        self.known = known


class Posted:
    """What became of the mails of one command.

    Attributes:
        mails: the rows of the outbox, in the order of the recipients.
        queued: the ids of those that this command queued.
        delivery: what became of those that could be sent now.
    """

    __slots__ = ("delivery", "mails", "queued")

    def __init__(self, mails: list[Row], queued: list[int], delivery: Delivery) -> None:
        self.mails = mails
        self.queued = queued
        self.delivery = delivery


def recipients_of(
    work: Work, to: Sequence[str], *, what: str, options: Mapping[str, str], once_per: str
) -> list[Recipient]:
    """Gives the recipients, each once, and what is known of their mail.

    Args:
        work: the command's work.
        to: addresses as typed; "me" is mail.to of config.yaml, else the address that mail is from.
        what: what is mailed: "digest", "report kpi".
        options: what else was asked for that changes what it says, as typed; "" for nothing.
        once_per: one of PERIODS; "" for no limit.

    Raises:
        UsageError: mail is not set up, or an address is none.
    """
    from tinycrm.mail.account import account_of

    account = account_of(work.settings.mail)
    what = _told_apart(what, options)
    period = _period(work, once_per)
    found: dict[str, Recipient] = {}
    for text in to:
        name, address = read_address(account.me if text.strip().lower() == ME else text)
        same = recipient_key(address)
        if same not in found:
            key = mail_key(what, period, address) if once_per else ""
            found[same] = Recipient(write_address(name, address), key, _known(work, key))
    return list(found.values())


def _told_apart(what: str, options: Mapping[str, str]) -> str:
    """What is asked for differently is another mail. Its words are not kept: they may name people."""
    given = sorted((name, value) for name, value in options.items() if value)
    if not given:
        return what
    from hashlib import sha256

    return f"{what} {sha256(repr(given).encode('utf-8', 'backslashreplace')).hexdigest()[:12]}"


def _period(work: Work, once_per: str) -> str:
    """Gives the day, "week" and its first day, or the month that the local day belongs to."""
    if not once_per:
        return ""
    if once_per == "week":
        return f"week {first_of('week', date.fromisoformat(work.today), work.settings.week_starts).isoformat()}"
    return work.today if once_per == "day" else work.today[:7]


def _known(work: Work, key: str) -> Row | None:
    if not key or not work.store.exists:
        return None
    id = outbox.id_of_key(work.store.db, key)
    return None if id is None else need_mail(work, id)


def post(work: Work, recipients: Iterable[Recipient], letter_to: Callable[[str], Letter] | None, what: str) -> Posted:
    """Everybody who had no mail of this kind yet has one, and what waits of them was sent.

    A mail that an earlier run queued and that has not left is tried again; one that was sent, refused or is in doubt
    is left alone.

    Args:
        work: the command's work, with no transaction open.
        recipients: to whom.
        letter_to: makes the letter to an address; None queues nothing.
        what: what it is, for lists.
    """
    ids: list[int] = []
    queued: list[int] = []
    fresh: list[Recipient] = []
    for recipient in recipients:
        if recipient.known is not None:
            ids.append(int(str(recipient.known["id"])))
        else:
            fresh.append(recipient)
    if fresh and letter_to is not None:
        # all or none, however many: a second run finds what is missing by the keys
        with work.write() as unit:
            # a person's undo is about what that person did
            unit.by_itself()
            for recipient in fresh:
                id = queue_mail(work, unit, letter_to(recipient.to), key=recipient.key, what=what)
                if id is None:
                    # another run was faster by a moment
                    id = outbox.id_of_key(unit.db, recipient.key)
                else:
                    queued.append(id)
                ids += [] if id is None else [id]
    delivery = deliver(work, ids) if ids and any(_is_open(work, id) for id in ids) else Delivery()
    return Posted([need_mail(work, id) for id in ids], queued, delivery)


def composed(work: Work, recipients: Iterable[Recipient], letter_to: Callable[[str], Letter]) -> list[str]:
    """Gives the messages as they would leave; nothing is queued."""
    from tinycrm.mail.account import account_of
    from tinycrm.mail.message import compose, new_message_id

    account, now, language = account_of(work.settings.mail), work.reading.clock.now(), work.settings.language
    return [
        compose(
            letter_to(one.to),
            account,
            message_id=new_message_id(new_uid(), account),
            at=now,
            language=language,
            rtl=language == "fa",
        )
        for one in recipients
    ]


def _is_open(work: Work, id: int) -> bool:
    return need_mail(work, id)["state"] in ("queued", "sending")


def check_posted(work: Work, posted: Posted) -> None:
    """Every mail that was to leave now has left, or will by itself.

    A server that asks for a later attempt is no failure where `tinycrm run` comes by regularly, and is one where
    nobody would make that attempt.

    Raises:
        Undelivered: exit 7 when none left, 8 when some did.
    """
    posted.delivery.check(patient=_is_run_regularly(work))


def _is_run_regularly(work: Work) -> bool:
    from tinycrm.domain.clock import shifted
    from tinycrm.services.schedule.jobs import states

    run = states(work.store.path).get(_RUN)
    if run is None:
        return False
    now = work.reading.clock.now()
    return shifted(now, minutes=-_SOON_MINUTES) <= max(run.began_at, run.ended_at) <= now
