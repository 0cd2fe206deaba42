"""Mail by a server: encryption before the password, one recipient a transaction, and no doubt but a true one."""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
from typing import TYPE_CHECKING

from tinycrm.domain.text import escape
from tinycrm.mail.outcome import InDoubt, Refused, Unreachable
from tinycrm.mail.wire import Garbled, Wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from tinycrm.mail.account import Account

# what a connection can fail with before the message is handed over
_FAILURES = (OSError, smtplib.SMTPException)
_LONGEST = 400
_SERVICE_ENDS = 421
_PORTS = "port 587 goes with security: starttls, port 465 with security: tls"


class SmtpSession:
    """A connection to the server of an account, for any number of mails.

    Attributes:
        handed: whether the end of the last message went out and no answer refused it.
    """

    def __init__(self, account: Account, password: Callable[[], str]) -> None:
        """Nothing is connected yet.

        Args:
            account: the server and who logs in.
            password: gives the password; called only for an account with a user.
        """
        self.account = account
        self.handed = False
        self._read_password = password
        self._password: str | None = None
        self._wire: Wire | None = None
        self._fresh = True
        self._dirty = False

    def open(self) -> str:
        """The server waits for mail; gives its greeting.

        Raises:
            Unreachable: it cannot be reached, trusted, or logged in to; no password went out unencrypted.
            UsageError: the password cannot be found.
        """
        if self.account.user and self._password is None:
            # before connecting: finding it may take a person's time, and servers wait for nobody
            self._password = self._read_password()
        try:
            return self._connect()
        except Unreachable:
            self.close()
            raise
        except (*_FAILURES, UnicodeError) as error:
            # the last of these is how Python finds that a name cannot be one of a host
            self.close()
            raise self._unreachable(error) from None

    def _connect(self) -> str:
        account = self.account
        context = ssl.create_default_context() if account.security != "none" else None
        wire = self._wire = Wire(account.timeout, context=context if account.security == "tls" else None)
        code, greeting = wire.connect_to(account.host, account.port)
        if code != 220:
            raise Unreachable(f"{account.way} takes no mail: {self._told(code, greeting)}", code="server_refused")
        if account.security == "none":
            self._check_loopback(wire)
        self._hello(wire)
        if account.security == "starttls" and context is not None:
            self._encrypt(wire, context)
        if account.user:
            self._log_in(wire)
        self._fresh, self._dirty = True, False
        return self._told(code, greeting)

    def _check_loopback(self, wire: Wire) -> None:
        peer = str(wire.sock.getpeername()[0]) if wire.sock else ""
        if peer != "::1" and not peer.removeprefix("::ffff:").startswith("127."):
            raise Unreachable(
                f"'{self.account.host}' is {peer}, not this machine, and mail.security is none",
                hint="tinycrm config set mail.security starttls",
                code="not_encrypted",
            )

    def _hello(self, wire: Wire) -> None:
        code, reply = wire.ehlo()
        if code != 250:
            raise Unreachable(f"{self.account.way} refused EHLO: {self._told(code, reply)}", code="server_refused")

    def _encrypt(self, wire: Wire, context: ssl.SSLContext) -> None:
        if not wire.has_extn("starttls"):
            raise Unreachable(
                f"{self.account.way} offers no encryption, or somebody between hides it: nothing was sent",
                hint="ask the provider; a server that encrypts from the start needs security: tls",
                code="not_encrypted",
            )
        code, reply = wire.docmd("STARTTLS")
        if code != 220:
            raise Unreachable(f"{self.account.way} refused STARTTLS: {self._told(code, reply)}", code="not_encrypted")
        if wire.has_more or wire.sock is None:
            raise Unreachable(f"{self.account.way} speaks before it encrypts: nothing was sent", code="not_encrypted")
        wire.sock = context.wrap_socket(wire.sock, server_hostname=self.account.host)
        # what was said in the clear counts for nothing (RFC 3207, 4.2)
        wire.ehlo_resp = None
        wire.esmtp_features = {}
        wire.does_esmtp = False
        self._hello(wire)

    def _log_in(self, wire: Wire) -> None:
        offered = wire.esmtp_features.get("auth", "").upper().split()
        user, password = self.account.user, self._password or ""
        if "PLAIN" in offered:
            code, reply = wire.docmd("AUTH", "PLAIN " + _base64(f"\0{user}\0{password}"))
        elif "LOGIN" in offered:
            code, reply = wire.docmd("AUTH", "LOGIN " + _base64(user))
            if code == 334:
                code, reply = wire.docmd(_base64(password))
        else:
            told = f"only {', '.join(offered)}" if offered else "no log-in"
            raise Unreachable(
                f"{self.account.way} offers {told}", hint="a command such as msmtp may know it", code="no_login"
            )
        if code == 235:
            return
        if 400 <= code < 500:
            raise Unreachable(f"{self.account.way} cannot log in now: {self._told(code, reply)}")
        raise Unreachable(
            f"{self.account.way} refused the password of '{user}': {self._told(code, reply)}",
            hint="try it with tinycrm mail test; many providers want a password made for this program alone",
            code="bad_login",
        )

    def send(self, message: str, sender: str, recipient: str) -> str:
        """The server has taken the message; gives its answer.

        Raises:
            Refused: it has not; nothing of it is there.
            InDoubt: it was handed over, and no answer came.
            Unreachable: the connection ended before, and no other came about.
        """
        self.handed = False
        try:
            return self._send(message, sender, recipient)
        except Refused as refusal:
            if not refusal.closed:
                self._dirty = True
                raise
            worn = not self._fresh
            self.close()
            if not worn:
                raise
        # a server ends a connection after so many mails: nothing of this one went over it
        self.open()
        return self._send(message, sender, recipient)

    def _send(self, message: str, sender: str, recipient: str) -> str:
        wire = self._wire
        if wire is None or wire.sock is None:
            self.open()
            wire = self._wire
        if wire is None:
            raise Unreachable(f"{self.account.way} is not connected")
        data = message.encode("utf-8")
        options = self._options(wire, data, sender + recipient)
        if self._dirty:
            self._command(wire, "RSET", 250)
            self._dirty = False
        self._command(wire, f"MAIL FROM:<{sender}>{options}", 250)
        self._command(wire, f"RCPT TO:<{recipient}>", 250, 251)
        self._command(wire, "DATA", 354)
        lines = data.replace(b"\r\n.", b"\r\n..")
        lines = b"." + lines if lines.startswith(b".") else lines
        try:
            wire.write(lines if lines.endswith(b"\r\n") else lines + b"\r\n")
        except _FAILURES as error:
            raise Refused(f"in the midst of it {self._words(error)}", temporary=True, closed=True) from None
        self._fresh = False
        self.handed = True
        return self._answer(wire)

    def _answer(self, wire: Wire) -> str:
        """The end of the message goes out; from here on silence is doubt."""
        try:
            wire.write(b".\r\n")
            code, reply = wire.getreply()
        except _FAILURES as error:
            self.close()
            raise InDoubt(f"after the whole message {self._words(error)}") from None
        told = self._told(code, reply)
        if 200 <= code < 300:
            # an interruption from here on must not take it for one that never left
            return told
        if 400 <= code < 600:
            self.handed = False
            if code == _SERVICE_ENDS:
                self.close()
            self._dirty = True
            raise Refused(told, temporary=code < 500)
        self.close()
        raise InDoubt(f"after the whole message the server said: {told}")

    def _options(self, wire: Wire, data: bytes, addresses: str) -> str:
        options = ""
        if wire.has_extn("size"):
            most = wire.esmtp_features["size"].strip()
            if most.isascii() and most.isdigit() and 0 < int(most) < len(data):
                raise Refused(f"the mail has {len(data)} bytes, and the server takes {most}", temporary=False)
            options = f" SIZE={len(data)}"
        if addresses.isascii():
            wire.command_encoding = "ascii"
            return options
        if not wire.has_extn("smtputf8"):
            raise Refused("the server cannot mail to an address beyond ASCII (SMTPUTF8)", temporary=False)
        wire.command_encoding = "utf-8"
        return options + " BODY=8BITMIME SMTPUTF8"

    def _command(self, wire: Wire, line: str, *good: int) -> None:
        step = line.partition(" ")[0]
        try:
            code, reply = wire.docmd(line)
        except _FAILURES as error:
            raise Refused(f"at {step} {self._words(error)}", temporary=True, closed=True) from None
        if code not in good:
            closed = code == _SERVICE_ENDS or not 400 <= code < 600
            raise Refused(self._told(code, reply), temporary=not 500 <= code < 600, closed=closed)

    def close(self) -> None:
        """The connection is closed."""
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.leave()

    def _told(self, code: int, reply: bytes) -> str:
        """Gives a reply in one line, without the password that a server may repeat."""
        text = " ".join(f"{code} {reply.decode('utf-8', 'replace')}".split())
        return self._clean(text)

    def _clean(self, text: str) -> str:
        if self._password:
            user, password = self.account.user, self._password
            for secret in (_base64(f"\0{user}\0{password}"), _base64(password), password):
                text = text.replace(secret, "…")
        text = escape(text)
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"

    def _words(self, error: BaseException) -> str:
        if isinstance(error, TimeoutError):
            return f"the server did not answer within {self.account.timeout} s"
        if isinstance(error, (smtplib.SMTPServerDisconnected, ConnectionError)):
            return "the server closed the connection"
        if isinstance(error, Garbled):
            return f"came {self._clean(str(error))}"
        return f"the connection failed: {self._clean(str(error)) or type(error).__name__}"

    def _unreachable(self, error: BaseException) -> Unreachable:
        way = self.account.way
        if isinstance(error, ssl.SSLCertVerificationError):
            return Unreachable(
                f"the certificate of {way} is not to be trusted: {error.verify_message}",
                hint="check mail.host; a certificate of one's own stands in the file that SSL_CERT_FILE names",
                code="bad_certificate",
            )
        if isinstance(error, ssl.SSLError):
            reason = str(error.reason or "no handshake").replace("_", " ").lower()
            return Unreachable(f"{way} does not encrypt: {reason}", hint=_PORTS, code="not_encrypted")
        if isinstance(error, (socket.gaierror, UnicodeError)):
            return Unreachable(f"there is no host '{self.account.host}', or no network", code="no_host")
        if isinstance(error, ConnectionRefusedError):
            return Unreachable(f"{way} refuses connections", hint="tinycrm config get mail shows where it is sought")
        # each of the two waits for the other when one speaks TLS and one does not
        silent = isinstance(error, TimeoutError) and self.account.security != "none"
        return Unreachable(f"{way}: {self._words(error)}", hint=_PORTS if silent else "")


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8")).decode("ascii")
