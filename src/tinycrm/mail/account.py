"""How mail leaves: the section `mail:` of config.yaml, as `tinycrm.config.mail` found it sound."""

from __future__ import annotations

import os

from tinycrm.domain.address import read_address
from tinycrm.domain.settings import as_int, as_text
from tinycrm.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tinycrm.domain.settings import Plain

PORTS = {"starttls": 587, "tls": 465, "none": 25}
_SECONDS = 30
_EXAMPLE = 'mail: {host: smtp.example.org, user: me@example.org, password_command: "pass smtp", from: me@example.org}'


class Account:
    """How mail leaves, and from whom.

    Attributes:
        host, port: of the server; host is "" when a command takes the mail.
        security: "starttls", "tls" or "none".
        user: who logs in, "" for nobody.
        command: the words of a sendmail-compatible program, empty for a server.
        sender: the From address, with a name or without.
        reply_to: where answers go, "" for the sender.
        me: where mail to the owner goes.
        timeout: seconds that one step may take.
        per_minute: mails a minute at most, 0 for no limit.
        password_command: the words of a program that prints the password, or empty.
        password_env: the environment variable that holds it.
        password_file: the file that holds it, or "".
    """

    __slots__ = (
        "command",
        "host",
        "me",
        "password_command",
        "password_env",
        "password_file",
        "per_minute",
        "port",
        "reply_to",
        "security",
        "sender",
        "timeout",
        "user",
    )

    def __init__(self, plain: Mapping[str, Plain]) -> None:
        self.host = _text(plain, "host")
        self.security = _text(plain, "security") or "starttls"
        self.port = as_int(plain["port"]) if "port" in plain else PORTS[self.security]
        self.user = _text(plain, "user")
        self.command = words_of(plain.get("command"))
        self.sender = _text(plain, "from") or (self.user if "@" in self.user else "")
        self.reply_to = _text(plain, "reply_to")
        self.me = _text(plain, "to") or self.sender
        self.timeout = as_int(plain["timeout"]) if "timeout" in plain else _SECONDS
        self.per_minute = as_int(plain["per_minute"]) if "per_minute" in plain else 0
        self.password_command = words_of(plain.get("password_command"))
        self.password_env = _text(plain, "password_env") or "TINYCRM_MAIL_PASSWORD"
        self.password_file = os.path.expanduser(_text(plain, "password_file"))

    @property
    def way(self) -> str:
        """What mail leaves by, for people: "smtp.example.org:587 (starttls)", or the command's name."""
        if self.command:
            return os.path.basename(self.command[0])
        return f"{self.host}:{self.port} ({'no encryption' if self.security == 'none' else self.security})"


def account_of(plain: Mapping[str, Plain]) -> Account:
    """Gives the account to write from.

    Raises:
        UsageError: nobody is named to write as.
    """
    account = Account(plain)
    if not account.sender:
        what = "mail needs to know who writes" if plain else "mail is not set up"
        raise UsageError(f"{what}: config.yaml has no mail.from", code="no_mail", hint=f"for example {_EXAMPLE}")
    read_address(account.sender, what="mail.from")
    return account


def words_of(value: Plain) -> tuple[str, ...]:
    """Gives the words of a command that is written in one line, quoted as for a shell, or as a list.

    Raises:
        ValueError: a quotation does not end.
    """
    if value is None:
        return ()
    if isinstance(value, list):
        # "--port, 25" in a list is a number to YAML, and a word to a program
        return tuple(str(word) for word in value)
    import shlex

    words = shlex.split(as_text(value))
    return (os.path.expanduser(words[0]), *words[1:]) if words else ()


def _text(plain: Mapping[str, Plain], key: str) -> str:
    return str(plain.get(key) or "")
