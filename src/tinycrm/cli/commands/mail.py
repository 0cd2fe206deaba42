"""`tinycrm mail`: the outbox, what was mailed and what waits."""

from __future__ import annotations

from tinycrm.domain.results import Listing, Nothing, Raw

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tinycrm.cli.context import Context
    from tinycrm.cli.options import (
        AddressArg,
        Columns,
        Eml,
        ExitCode,
        Limit,
        MailArg,
        MailState,
        Offset,
        Since,
        Until,
        VerdictArg,
    )
    from tinycrm.domain.results import Result


def try_(ctx: Context, address: AddressArg = None) -> Result:
    """Send a small mail at once, to oneself or to an address, and tell what the server says.

    Exit 7 when it did not leave; the reason is named.

    Examples:
      tinycrm mail test
      tinycrm mail test anna@neva.example
    """
    from tinycrm.services.mail import mails

    return mails.send_test(ctx.work, address)


def list_(
    ctx: Context,
    *,
    state: MailState = (),
    since: Since = None,
    until: Until = None,
    limit: Limit = None,
    offset: Offset = None,
    columns: Columns = None,
    exit_code: ExitCode = False,
) -> Result:
    """List what was mailed and what waits, the newest first.

    A mail is queued, sending, sent, failed or in doubt. One in doubt was handed over whole, and no answer came: it is
    never sent again by itself; mail resolve settles it.

    Examples:
      tinycrm mail list
      tinycrm mail list --state failed --state "in doubt"
      tinycrm mail list --since monday -f json
    """
    from tinycrm.cli.something import with_exit_code
    from tinycrm.services.mail import mails

    found = mails.list_mails(
        ctx.work,
        states=state,
        since=since,
        until=until,
        limit=limit,
        offset=offset,
        columns=columns,
        form=ctx.form,
    )
    return with_exit_code(found, wanted=exit_code)


def show(ctx: Context, mail: MailArg, *, eml: Eml = False) -> Result:
    """Show a mail: what became of it, what the server said, its text.

    Examples:
      tinycrm mail show 58
      tinycrm mail show 58 --eml > mail.eml
    """
    from tinycrm.services.mail import mails

    if eml:
        return Raw(mails.message_of(ctx.work, _id(mail)).encode("utf-8"), exact=True)
    return mails.show_mail(ctx.work, _id(mail))


def send(ctx: Context) -> Result:
    """Send what is queued and due. Silent when there is nothing; made for cron, like tinycrm run.

    What a server refuses for a time is tried again after 1, 5, 15 and 60 minutes and then hourly, for three days.
    Exit 7 when nothing could be sent, 8 when some could not.

    Examples:
      tinycrm mail send
    """
    from tinycrm.services.mail import mails

    delivery = mails.send_due(ctx.work)
    notes = [*ctx.work.notes]
    told = [id for id, _, _ in (*delivery.sent, *delivery.waiting)]
    if ctx.shared.format:
        return Listing("mail", mails.COLUMNS, [mails.need_mail(ctx.work, id) for id in told], notes=notes)
    if ctx.sink.is_tty:
        count = len(delivery.sent)
        notes.append(f"Sent {count} mail{'' if count == 1 else 's'}" if count else "Nothing is due")
        notes += delivery.problems()
    return Nothing(notes=notes)


def resend(ctx: Context, mail: MailArg) -> Result:
    """Send a mail that failed once more, as another one with its own Message-ID.

    One that was sent, or may have been, asks first; without a terminal it needs --yes.

    Examples:
      tinycrm mail resend 59
    """
    from tinycrm.cli.select import confirmed
    from tinycrm.services.mail import mails

    reason = mails.why_not_again(ctx.work, _id(mail))
    if reason:
        confirmed(ctx, reason)
    return mails.resend(ctx.work, _id(mail))


def resolve(ctx: Context, mail: MailArg, verdict: VerdictArg) -> Result:
    """Say of a mail in doubt whether it arrived. Nothing is sent.

    Examples:
      tinycrm mail resolve 60 sent
      tinycrm mail resolve 60 failed
    """
    from tinycrm.services.mail import mails

    return mails.resolve(ctx.work, _id(mail), verdict)


def cancel(ctx: Context, mail: MailArg) -> Result:
    """Keep a mail that waits from being sent.

    Examples:
      tinycrm mail cancel 61
    """
    from tinycrm.services.mail import mails

    return mails.cancel(ctx.work, _id(mail))


def _id(text: str) -> int:
    from tinycrm.domain.values import parse_int

    return parse_int(text, what="mail", least=1)
