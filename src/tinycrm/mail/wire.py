"""SMTP on a socket: replies are bounded in time and size, whatever the other side does."""

from __future__ import annotations

import smtplib
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket
    import ssl

# a reply is one line as a rule; what a server can do takes some twenty
_LINES = 200
_LINE_BYTES = 8_192
_QUIT_SECONDS = 3.0


class Garbled(smtplib.SMTPException):
    """What came is no reply of a mail server."""


class Wire(smtplib.SMTP):
    """A connection whose every reply is there whole within `seconds`, or an error.

    smtplib's own time limit begins anew with every byte, and its replies never end while lines come.
    """

    def __init__(self, seconds: float, *, context: ssl.SSLContext | None = None) -> None:
        """Nothing is connected yet.

        Args:
            seconds: how long one step may take.
            context: for TLS from the first byte on; None without.
        """
        self._seconds = seconds
        self._context = context
        self._pending = b""
        super().__init__(timeout=seconds, local_hostname=_own_name())

    def connect_to(self, host: str, port: int) -> tuple[int, bytes]:
        """The server is connected; gives its greeting."""
        # what starttls() checks the certificate against
        self._host = host
        return self.connect(host, port)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        import socket as sockets

        plain = sockets.create_connection((host, port), timeout)
        # the dot that ends a message goes out by itself, and at once
        plain.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)
        if self._context is None:
            return plain
        try:
            return self._context.wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise

    def getreply(self) -> tuple[int, bytes]:
        """Gives the reply's code and text.

        Raises:
            TimeoutError: it did not come in time.
            Garbled: it is no reply.
            SMTPServerDisconnected: the connection is gone.
        """
        sock = self.sock
        if sock is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        deadline = time.monotonic() + self._seconds
        texts: list[bytes] = []
        try:
            for _ in range(_LINES):
                line = self._line(deadline)
                code, mark = line[:3], line[3:4]
                if not code.isdigit() or mark not in (b"", b" ", b"-"):
                    raise Garbled(f"no reply of a mail server: {_shown(line)}")
                texts.append(line[4:].strip())
                if mark != b"-":
                    return int(code), b"\n".join(texts)
        finally:
            sock.settimeout(self._seconds)
        raise Garbled(f"a reply that does not end: {_shown(texts[0])}")

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._pending:
            if len(self._pending) > _LINE_BYTES:
                raise Garbled(f"a line that does not end: {_shown(self._pending)}")
            left = deadline - time.monotonic()
            if left <= 0 or self.sock is None:
                raise TimeoutError
            self.sock.settimeout(left)
            received = self.sock.recv(4_096)
            if not received:
                raise smtplib.SMTPServerDisconnected("the server closed the connection")
            self._pending += received
        line, _, self._pending = self._pending.partition(b"\n")
        if len(line) > _LINE_BYTES:
            raise Garbled(f"a line that does not end: {_shown(line)}")
        return line.rstrip(b"\r")

    @property
    def has_more(self) -> bool:
        """Whether the server said something that nobody asked for, as one between us and it would before TLS."""
        return bool(self._pending)

    def write(self, data: bytes) -> None:
        """The bytes are with the system, all of them, within the time of a step.

        Raises:
            OSError, TimeoutError: not all are.
        """
        if self.sock is None:
            raise ConnectionResetError
        self.sock.sendall(data)

    def leave(self) -> None:
        """The connection is closed, politely where the server takes it so."""
        self._seconds = min(self._seconds, _QUIT_SECONDS)
        try:
            if self.sock is not None:
                self.sock.settimeout(self._seconds)
                self.quit()
        except (OSError, smtplib.SMTPException):
            # everything that matters was acknowledged before
            pass
        self.close()


def _own_name() -> str:
    import socket as sockets

    name = sockets.gethostname()
    plain = name.isascii() and name.replace(".", "").replace("-", "").isalnum()
    # a name that nobody can look up is better not given (RFC 5321, 4.1.3)
    return name if plain and "." in name else "[127.0.0.1]"


def _shown(data: bytes) -> str:
    return f"'{data[:60].decode('utf-8', 'backslashreplace')}'"
