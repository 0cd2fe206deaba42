"""Mail by a sendmail-compatible command: msmtp, or the sendmail of a mail server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinycrm.child import DROPPED, letter, run
from tinycrm.domain.text import escape
from tinycrm.mail.outcome import InDoubt, Refused, Unreachable

if TYPE_CHECKING:
    from tinycrm.mail.account import Account

# sysexits.h
_TRY_LATER = 75
_LONGEST = 400
_LISTENED = 8_000
# of a command that reads the recipients from the message
_READS_RECIPIENTS = ("-t", "--read-recipients")


class SendmailSession:
    """A command that is started for every mail, without a shell.

    Attributes:
        handed: whether the command was given the last message and did not refuse it.
    """

    def __init__(self, account: Account) -> None:
        """Nothing is started yet."""
        self.account = account
        self.handed = False

    def open(self) -> str:
        """The command can be started; gives its path.

        Raises:
            Unreachable: there is no such command.
        """
        import shutil

        found = shutil.which(self.account.command[0])
        if found is None:
            raise Unreachable(
                f"there is no command '{self.account.command[0]}'",
                hint="write its whole path into mail.command: cron finds only what is in /usr/bin and /bin",
                code="no_command",
            )
        return found

    def send(self, message: str, sender: str, recipient: str) -> str:
        """The command has taken the message; gives what it said.

        Raises:
            Refused: it has not.
            InDoubt: it did not end in time, or was killed.
            Unreachable: it cannot be started.
        """
        self.handed = False
        words = [*self.account.command, *([] if "-i" in self.account.command else ["-i"]), "-f", sender]
        if not set(_READS_RECIPIENTS) & set(self.account.command):
            words += ["--", recipient]
        # programs of this machine end their lines as it does
        text = message.replace("\r\n", "\n").encode("utf-8")
        # told to end while it runs nobody knows what became of the message
        self.handed = True
        try:
            ended = run(words, stdin=letter(text), out=DROPPED, seconds=self.account.timeout, kept=_LISTENED)
        except (OSError, ValueError) as error:
            self.handed = False
            if isinstance(error, ValueError):
                raise
            raise Unreachable(f"'{words[0]}' cannot be started: {error.strerror}", code="no_command") from None
        if ended.code is None:
            raise InDoubt(f"{self.account.way} did not end within {self.account.timeout} s")
        return self._outcome(ended.code, ended.err)

    def _outcome(self, code: int, told: bytes) -> str:
        said = escape(" ".join(told.decode("utf-8", "replace").split()))
        said = said if len(said) <= _LONGEST else said[: _LONGEST - 1] + "…"
        if code < 0:
            raise InDoubt(f"{self.account.way} was ended by signal {-code}: {said}".removesuffix(": "))
        if code:
            self.handed = False
            reply = f"{self.account.way} ended with {code}: {said}".removesuffix(": ")
            raise Refused(reply, temporary=code == _TRY_LATER)
        return f"{self.account.way} took it" + (f": {said}" if said else "")

    def close(self) -> None:
        """Nothing is held."""
