"""Mail servers on loopback: a sound one, and one that misbehaves at the step it is told to."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import threading
from email import message_from_bytes
from email.policy import default as modern

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

TYPE_CHECKING = False
if TYPE_CHECKING:
    from email.message import EmailMessage

    from aiosmtpd.smtp import SMTP, Envelope, Session

USER, PASSWORD = "me@x.example", "tweet-5e2c пароль"
# what a client waits for an answer to, in order
STEPS = ("banner", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "end")


class Inbox:
    """What a server took.

    Attributes:
        taken: (sender, recipient, message) of each, in order.
        logins: how often somebody logged in.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, bytes]] = []
        self.logins = 0
        self.lock = threading.Lock()

    def take(self, sender: str, recipient: str, message: bytes) -> int:
        with self.lock:
            self.taken.append((sender, recipient, message))
            return len(self.taken)

    @property
    def recipients(self) -> list[str]:
        return [recipient for _, recipient, _ in self.taken]

    def message(self, place: int = -1) -> EmailMessage:
        return message_from_bytes(self.taken[place][2], policy=modern)


class _Handler:
    def __init__(self, inbox: Inbox, refusals: dict[str, str]) -> None:
        self.inbox = inbox
        self.refusals = refusals

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        number = self.inbox.take(str(envelope.mail_from), str(envelope.rcpt_tos[0]), content)
        return f"250 taken as number {number}"


class Sound(Controller):
    """aiosmtpd with STARTTLS or TLS from the start, and AUTH.

    Attributes:
        inbox: what it took.
        refusals: recipient → the reply that refuses it.
    """

    def __init__(self, *, context: ssl.SSLContext | None = None, tls: bool = False, utf8: bool = False) -> None:
        self.inbox = Inbox()
        self.refusals: dict[str, str] = {}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        more: dict[str, object] = {"enable_SMTPUTF8": utf8}
        if context is not None:
            more |= {"authenticator": self._authenticate, "auth_required": True, "auth_require_tls": not tls}
            more |= {"ssl_context": context} if tls else {"tls_context": context, "require_starttls": True}
        super().__init__(_Handler(self.inbox, self.refusals), hostname="127.0.0.1", port=port, **more)
        self.start()

    def _authenticate(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object):
        sound = (data.login, data.password) == (USER.encode(), PASSWORD.encode())  # type: ignore[attr-defined]
        self.inbox.logins += sound
        return AuthResult(success=sound, handled=sound)


class Rogue(socketserver.ThreadingTCPServer):
    """A server that does as it should up to a step.

    Args:
        step: of `STEPS`, where it begins to misbehave; "" for never.
        how: "stall", "vanish", "garbage", "endless", "drip", or a reply such as "451 later".
        context: for STARTTLS; None offers none.
        times: how often it misbehaves.

    Attributes:
        inbox: what it was given whole.
        acknowledged: to whom it said that it took it.
        heard: every byte of every client, decrypted where it was encrypted.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(
        self, step: str = "", how: str = "", *, context: ssl.SSLContext | None = None, times: int = 99
    ) -> None:
        self.step, self.how, self.context, self.times = step, how, context, times
        self.inbox = Inbox()
        self.acknowledged: list[str] = []
        self.heard = b""
        self.over = threading.Event()
        super().__init__(("127.0.0.1", 0), _Talk)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def stop(self) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what is wanted here."""


class _Gone(Exception):
    """The talk is over."""


class _Talk(socketserver.BaseRequestHandler):
    server: Rogue

    def handle(self) -> None:
        self.buffer = b""
        self.sender = self.recipient = ""
        self.encrypted = False
        try:
            self.answer("banner", "220 rogue")
            while True:
                self.command(self.line())
        except (_Gone, OSError):
            pass

    def line(self) -> str:
        while b"\n" not in self.buffer:
            received = self.request.recv(65_536)
            if not received:
                raise _Gone
            self.server.heard += received
            self.buffer += received
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.rstrip(b"\r").decode()

    def command(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        word = word.upper()
        if word == "EHLO":
            offers = ["SIZE 1000000", *(["AUTH PLAIN"] if self.encrypted else [])]
            offers += ["STARTTLS"] if self.server.context is not None and not self.encrypted else []
            lines = ["rogue", *offers]
            self.answer("EHLO", "".join(f"250{'-' if n < len(lines) else ' '}{x}\r\n" for n, x in enumerate(lines, 1)))
        elif word == "STARTTLS":
            self.answer("STARTTLS", "220 go")
            assert self.server.context is not None
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
            self.buffer, self.encrypted = b"", True
        elif word == "AUTH":
            sound = base64.b64decode(rest.split()[1]).decode() == f"\0{USER}\0{PASSWORD}"
            self.answer("AUTH", "235 welcome" if sound else f"535 not with {rest.split()[1]}")
        elif word == "MAIL":
            self.sender = rest
            self.answer("MAIL", "250 ok")
        elif word == "RCPT":
            self.recipient = rest.partition("<")[2].partition(">")[0]
            self.answer("RCPT", "250 ok")
        elif word == "DATA":
            if not self.answer("DATA", "354 go on"):
                return
            lines = []
            while (line := self.line()) != ".":
                lines.append(line.removeprefix("."))
            # it has the mail from here on, whatever it says
            self.server.inbox.take(self.sender, self.recipient, "\r\n".join(lines).encode())
            if self.answer("end", "250 taken"):
                self.server.acknowledged.append(self.recipient)
        elif word == "QUIT":
            self.say("221 bye")
            raise _Gone
        else:
            self.say("250 ok")

    def answer(self, step: str, usual: str) -> bool:
        """Says what is usual at a step, or does what it is told to; gives whether it was as usual."""
        server = self.server
        if step != server.step or not server.times:
            self.say(usual)
            return True
        server.times -= 1
        if server.how == "stall":
            server.over.wait(20)
            raise _Gone
        if server.how == "vanish":
            raise _Gone
        if server.how in ("endless", "drip"):
            piece = b"250-and more\r\n" if server.how == "endless" else b"2"
            while not server.over.wait(0.0 if server.how == "endless" else 0.05):
                self.request.sendall(piece)
            raise _Gone
        self.say("\x1b[31m<html>" if server.how == "garbage" else server.how)
        return server.how.startswith(("2", "3"))

    def say(self, text: str) -> None:
        self.request.sendall((text if text.endswith("\r\n") else text + "\r\n").encode())
