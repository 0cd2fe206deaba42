"""The way out of an account: its server, or its command."""

from __future__ import annotations

from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from tinycrm.mail.account import Account

    class Session(Protocol):
        """A way out, open for any number of mails."""

        @property
        def handed(self) -> bool:
            """Whether the last message was handed over whole and was not refused."""
            ...

        def open(self) -> str:
            """Mail can leave; gives what the other side says of itself."""
            ...

        def send(self, message: str, sender: str, recipient: str) -> str:
            """The message was taken; gives the answer."""
            ...

        def close(self) -> None:
            """Nothing is held any more."""
            ...


def session_of(account: Account) -> Session:
    """Gives the way out of an account, not open yet.

    Raises:
        UsageError: it has none.
    """
    if account.command:
        from tinycrm.mail.sendmail import SendmailSession

        return SendmailSession(account)
    if account.host:
        from tinycrm.mail.password import find_password
        from tinycrm.mail.smtp import SmtpSession

        return SmtpSession(account, lambda: find_password(account))
    raise UsageError(
        "mail has no way out: config.yaml has neither mail.host nor mail.command",
        code="no_mail",
        hint="mail: {host: smtp.example.org, user: …, from: …}, or mail: {command: msmtp, from: …}",
    )
