"""The section `mail:` of config.yaml: how mail leaves. Every key is checked where it stands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tinycrm.domain.address import read_address
from tinycrm.domain.secrets import names_secret
from tinycrm.errors import UsageError

if TYPE_CHECKING:
    from tinycrm.config.document import Document, Path
    from tinycrm.domain.settings import Plain

KEYS = (
    "host",
    "port",
    "security",
    "user",
    "password_command",
    "password_env",
    "password_file",
    "command",
    "from",
    "reply_to",
    "to",
    "timeout",
    "per_minute",
)
SECURITY = ("starttls", "tls", "none")
_WAYS = 'password_command: "pass smtp", password_file: ~/.config/smtp-password, or TINYCRM_MAIL_WAYS'


def read_mail(doc: Document) -> dict[str, Plain]:
    """Gives the section as written, every value of it sound.

    Raises:
        UsageError: a key or value is not; the message begins with NAME:LINE:COLUMN.
    """
    for key in doc.mapping(("mail",)):
        if names_secret(key):
            what = f"'{key}' does not belong into a file that is read by many: nothing is read from it"
            raise doc.error(("mail", key), what, f"write {_WAYS}", key=True)
    found = doc.mapping(("mail",), KEYS)
    written: dict[str, Plain] = {key: value for key, value in found.items() if value is not None}
    for key in written:
        _check(doc, key, ("mail", key))
    if "security" in written:
        written["security"] = doc.choice(("mail", "security"), SECURITY)
    _check_together(doc, written)
    return written


def _check(doc: Document, key: str, path: Path) -> None:
    if key == "host":
        _check_host(doc, path)
    elif key == "port":
        doc.whole(path, 1, 65_535)
    elif key in ("command", "password_command"):
        _check_command(doc, path)
    elif key == "password_file":
        if not os.path.isabs(os.path.expanduser(doc.text(path))):
            what = f"'{doc.text(path)}' is found or not depending on where a command runs"
            raise doc.error(path, what, "write the whole path, or one that begins with ~/")
    elif key in ("from", "reply_to", "to"):
        text = doc.text(path, "write it like Anna <anna@x.example>")
        try:
            read_address(text, what=key)
        except UsageError as error:
            raise doc.error(path, error.message, error.hint) from error
    elif key == "timeout":
        doc.whole(path, 1, 600)
    elif key == "per_minute":
        doc.whole(path, 1, 10_000)
    elif key != "security":
        doc.text(path)


def _check_host(doc: Document, path: Path) -> None:
    host = doc.text(path)
    name, colon, port = host.partition(":")
    if colon and port.isdigit():
        raise doc.error(path, f"'{host}' holds a port", f"write host: {name}, port: {port}")
    sound = all(char.isalnum() or char in ".-:" for char in host) and host[0] not in ".-"
    if not sound or not all(0 < len(label) < 64 for label in host.removesuffix(".").split(".")):
        raise doc.error(path, f"'{host}' is not the name of a host", "write it like smtp.example.org")


def _check_command(doc: Document, path: Path) -> None:
    if isinstance(doc.at(path), list):
        if not doc.items(path):
            raise doc.error(path, "the command is empty", 'write it like "msmtp -i"')
        for index in range(len(doc.items(path))):
            doc.text((*path, index))
        return
    import shlex

    text = doc.text(path, 'write it like "msmtp -i"')
    try:
        shlex.split(text)
    except ValueError:
        raise doc.error(path, f"a quotation in '{text}' does not end", "close it") from None


def _check_together(doc: Document, written: dict[str, Plain]) -> None:
    if "host" in written and "command" in written:
        raise doc.error(("mail", "command"), "mail has both a host and a command", "keep one of them", key=True)
    for key in ("port", "security", "user"):
        if key in written and "host" not in written:
            raise doc.error(("mail", key), f"'{key}' says nothing without a host", "add host:", key=True)
    for key in ("password_command", "password_env", "password_file"):
        if key in written and "user" not in written:
            raise doc.error(("mail", key), f"'{key}' says nothing without a user", "add user:", key=True)
    if written.get("security") == "none" and not is_loopback(str(written.get("host", ""))):
        what = f"mail to '{written.get('host')}' without encryption could be read on the way"
        raise doc.error(("mail", "security"), what, "write security: starttls, or tls; none is for localhost")


def is_loopback(host: str) -> bool:
    """Says whether a name or address is this machine's own: localhost, 127.0.0.0/8, ::1."""
    parts = host.split(".")
    numeric = len(parts) == 4 and all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts)
    return host.lower() in ("localhost", "::1") or (numeric and parts[0] == "127")
